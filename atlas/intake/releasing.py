"""Write a new data package: the old one with brought rows merged in, safe to publish."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from atlas.errors import ExportError, IngestError
from atlas.ingest import Merged, merge_rows
from atlas.intake.bringing import typed
from atlas.joins import check_package, locate
from atlas.privacy import effective_sensitivity, publish
from atlas.schema import resource_named
from atlas.tables import PLACES, Package, read_descriptor, read_text

_KEY: Final = "facility_id"
_LAYER: Final = "layer"
_CLAIMS: Final = "claims"
_SOURCES: Final = "sources"
_POSITION: Final = ("lon", "lat", "precision_m")
_TELLING: Final = ("position", "address", "notes", "notes_en")
"""Claims that could give away where a protected place is."""

_METHOD_OF_A_CELL: Final = "cell_centre"


@dataclass(frozen=True, eq=False)
class MergedPackage:
    """A new package, and what it does not show.

    Attributes
    ----------
    merged
        What became of every row.
    protected
        Rows as they are known, of which the package shows less; with the column `layer`.
    protected_claims
        Claims about them that are not in the package.
    """

    merged: Merged
    protected: pd.DataFrame
    protected_claims: pd.DataFrame


def places_of(package: Package) -> pd.DataFrame:
    """Give the places of a package as its files have them: text, with the column `layer`."""
    descriptor = read_descriptor(package.path)
    parts = [
        read_text(package.path, resource_named(descriptor, name)).assign(layer=name)
        for name in PLACES
    ]
    return pd.concat(parts, ignore_index=True).astype("str")


def merge_into(
    package: Package,
    rows: pd.DataFrame,
    sources: pd.DataFrame,
    *,
    resource: str,
    review: pd.DataFrame,
    out: Path,
) -> MergedPackage:
    """Write a new data package: the old one, with new rows merged in by a review.

    What it may show is decided here as everywhere, by `atlas.privacy.publish`: true positions,
    addresses and free text of protected places do not get into it.

    Parameters
    ----------
    package
        The package that is there; it is not changed.
    rows
        Clean rows as text.
    sources
        Sources that they cite and the package does not have.
    resource
        What the rows are.
    review
        Decisions about duplicates; see `atlas.ingest.merge_rows`.
    out
        Folder of the new package; it must not exist.

    Returns
    -------
    merged
        What became of the rows, and what is known beyond the package.

    Raises
    ------
    ExportError
        When the folder exists or cannot be written.
    IngestError
        When the new package would not pass its own check.
    """
    if out.exists():
        message = f"cannot write {out}: it exists already; name a new folder"
        raise ExportError(message)
    before = places_of(package)
    merged = merge_rows(before, rows.assign(**{_LAYER: resource}), review)
    known = pd.concat([merged.there, merged.new], ignore_index=True).astype("str")
    fresh = ~_unchanged(known, before)
    public, hidden = _protect(known, fresh, package)
    protected_ids = set(known.loc[hidden, _KEY])
    secret = merged.claims[_KEY].isin(protected_ids) & merged.claims["field"].isin(_TELLING)
    changes = {name: public[public[_LAYER] == name] for name in PLACES}
    changes[_SOURCES] = pd.concat([_text(package, _SOURCES), sources])
    changes[_CLAIMS] = pd.concat([_text(package, _CLAIMS), merged.claims[~secret]])
    _write(package, changes, out)
    return MergedPackage(merged, known[hidden], merged.claims[secret])


def _text(package: Package, resource: str) -> pd.DataFrame:
    descriptor = read_descriptor(package.path)
    return read_text(package.path, resource_named(descriptor, resource))


def _unchanged(places: pd.DataFrame, before: pd.DataFrame) -> pd.Series:
    names = list(before.columns)
    rows = set(before.itertuples(index=False, name=None))
    found = [row in rows for row in places[names].itertuples(index=False, name=None)]
    return pd.Series(found, index=places.index, dtype=bool)


def _protect(
    places: pd.DataFrame, fresh: pd.Series, package: Package
) -> tuple[pd.DataFrame, pd.Series]:
    """Give the places as everybody may see them, and say of which less is shown than is known."""
    protected = fresh & (effective_sensitivity(places["sensitivity"]) != "open")
    if not protected.any():
        return places, protected
    located = locate(typed(places[protected]), package)
    shown = publish(located, "public", crossings=package.crossings)
    columns = [name for name in places.columns if name not in _POSITION]
    public = shown[columns].set_axis(places.index[protected]).astype("str")
    for name in _POSITION:
        texts = ["" if np.isnan(value) else f"{value:.10g}" for value in shown[name].tolist()]
        public[name] = pd.Series(texts, index=public.index, dtype="str")
    public["capacity"] = places.loc[protected, "capacity"]
    has_point = public["lon"] != ""
    for name, text in (("position_method", _METHOD_OF_A_CELL), ("position_source_ids", None)):
        kept = public[name] if text is None else text
        public[name] = pd.Series(kept, index=public.index, dtype="str").where(has_point, "")
    together = places.copy()
    together.loc[protected, public.columns] = public
    same = (together == places).all(axis=1)
    return together, protected & ~same


def _write(package: Package, changes: Mapping[str, pd.DataFrame], out: Path) -> None:
    """Write the package to a folder of a temporary name, check it, and give it its name."""
    descriptor = json.loads((package.path / "datapackage.json").read_text(encoding="utf-8"))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as folder:
            new = Path(folder) / out.name
            shutil.copytree(package.path, new, ignore=shutil.ignore_patterns("recipes", ".*"))
            for name, frame in changes.items():
                described = resource_named(read_descriptor(package.path), name)
                columns = [field["name"] for field in described["schema"]["fields"]]
                path = resource_named(descriptor, name)["path"]
                text = frame[columns].to_csv(index=False, lineterminator="\n")
                (new / path).write_text(text, encoding="utf-8", newline="\n")
            _require_sound(new)
            new.rename(out)
    except OSError as error:
        message = f"cannot write {out}: {error.strerror or error}"
        raise ExportError(message) from error


def _require_sound(folder: Path) -> None:
    problems = check_package(folder)
    errors = problems[problems["severity"] == "error"]
    if len(errors):
        first = errors.iloc[0]
        message = (
            f"the merged package would not pass its check: {first['file']} row {first['row']}, "
            f"column {first['column']}: {first['message_en']} ({len(errors)} errors)"
        )
        raise IngestError(message)
