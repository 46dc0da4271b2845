"""Judge rows by the schema: which go to the clean table, which are held back."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import pandas as pd

from atlas.data import Package
from atlas.data.schema import check_table, key_columns, naming_columns, resource_named

_CELL_CODES: Final = frozenset({
    "not_number", "not_integer", "minimum", "maximum", "pattern", "enum", "foreign_key",
    "not_date", "date_too_early", "date_in_future", "not_opening_hours", "not_time_zone",
})  # fmt: skip
"""What is wrong with one cell and goes away with it."""


class Settled(NamedTuple):
    """Rows for the clean table, rows that are held back, and why."""

    frame: pd.DataFrame
    held: pd.DataFrame
    problems: pd.DataFrame


def settle(
    frame: pd.DataFrame,
    resource: str,
    package: Package,
    *,
    file: str,
    sources: pd.DataFrame | None = None,
    held: frozenset[int] = frozenset(),
) -> Settled:
    """Judge rows as the bundled ones are judged.

    A cell that is wrong and not required is emptied, with a warning; a row with any other
    mistake is held back, and one that would be another row without the cell. What the schema says
    of places that may be shown to everybody is not asked here: an outside file may hold true
    positions, and `atlas.places.privacy` keeps them.

    Parameters
    ----------
    frame
        Rows as text, with the columns of the resource; the index is the row of the file.
    resource
        The resource.
    package
        The package that they are to join.
    file
        Name for messages.
    sources
        Sources that the package does not have yet.
    held
        Rows that are held back whatever they hold.

    Returns
    -------
    settled
        Every row of `frame` is in one of the two frames, never in both.
    """
    problems = _check(frame, resource, package, file, sources)
    required = _required(package, resource)
    cell = problems["code"].isin(_CELL_CODES) & ~problems["column"].isin(required)
    if cell.any():
        frame = _emptied(frame, problems[cell])
        again = _check(frame, resource, package, file, sources)
        problems = pd.concat([problems[cell].assign(severity="warning"), again])
    errors = problems[problems["severity"] == "error"]
    back = frame.index.isin(held | set(errors["row"]))
    problems = problems.drop_duplicates(ignore_index=True)
    return Settled(frame[~back], frame[back], problems)


def _check(
    frame: pd.DataFrame,
    resource: str,
    package: Package,
    file: str,
    sources: pd.DataFrame | None,
) -> pd.DataFrame:
    new = [sources] if sources is not None else []
    known = {
        "municipalities": package.municipalities,
        "actors": package.actors,
        "corridors": package.corridors,
        "crossings": package.crossings,
        "sources": pd.concat([package.sources, *new]),
    }
    descriptor = _without_publishing(package.descriptor, resource)
    found = check_table(frame, resource, descriptor, package.vocab, file=file, known=known)
    # Partners write the numbers of their own country; the check of the package speaks of that.
    found = found[found["code"] != "phone_country_code"]
    # The checker counts the rows of the frame from 2; problems tell the row of the file.
    rows = frame.index.to_numpy()[found["row"].to_numpy() - 2]
    return found.assign(row=pd.Series(rows, index=found.index, dtype="int64"))


def _without_publishing(descriptor: Mapping[str, Any], resource: str) -> dict[str, Any]:
    described = resource_named(descriptor, resource)
    rules = [
        rule
        for rule in described["schema"].get("rules", ())
        if "sensitivity" not in rule.get("when", {}) and "cell_centre_deg" not in rule
    ]
    changed = {**described, "schema": {**described["schema"], "rules": rules}}
    others = [other for other in descriptor["resources"] if other["name"] != resource]
    return {**descriptor, "resources": [changed, *others]}


def _required(package: Package, resource: str) -> frozenset[str]:
    described = resource_named(package.descriptor, resource)
    names = (
        field["name"]
        for field in described["schema"]["fields"]
        if field.get("constraints", {}).get("required")
    )
    return frozenset([*names, *key_columns(described), *naming_columns(described)])


def _emptied(frame: pd.DataFrame, problems: pd.DataFrame) -> pd.DataFrame:
    changed = frame.copy()
    for column, rows in problems.groupby("column")["row"]:
        changed.loc[changed.index.isin(rows), column] = ""
    if "capacity_unit" in changed.columns:
        changed.loc[changed["capacity"] == "", "capacity_unit"] = ""
    if {"lon", "lat", "precision"} <= set(changed.columns):
        half = (changed["lon"] == "") != (changed["lat"] == "")
        changed.loc[half, ["lon", "lat", "precision_m"]] = ""
        changed.loc[half, "precision"] = "municipality"
    return changed
