"""What changed from one answer of a feed to the next, by the comparison of data packages."""

from typing import Final

import pandas as pd

from atlas.curation.diff import Release, changes
from atlas.curation.ingest import Ingested
from atlas.data import PLACES, Package
from atlas.data.place_columns import place_columns

COUNTED: Final = ("new", "gone", "opened", "closed", "moved", "changed")
"""What is counted, each by places; `changed` are those with any other change."""

_MOVED: Final = ("point_moved", "point_protected", "point_added", "point_removed")
_PLACE: Final = ("address", "municipality_code")


def compare(before: pd.DataFrame, now: Ingested, package: Package) -> pd.DataFrame:
    """Give what changed since the last answer, as `atlas.curation.diff.changes` does.

    Parameters
    ----------
    before
        The clean rows of the last answer; without rows, every place is new.
    now
        The answer, read.
    package
        The package that they are to join.

    Returns
    -------
    changes
        A place whose row is held back is not gone: it is left out. Neither is it said that each
        place now has another source, the answer itself.
    """
    old, new = (_version(rows, now.resource, package) for rows in (before, now.frame))
    found = changes(old, new)
    is_held = (found["change"] == "row_removed") & found["id"].isin(now.held["facility_id"])
    return found[~is_held].reset_index(drop=True)


def _version(rows: pd.DataFrame, resource: str, package: Package) -> Release:
    """Give the rows of an answer as a version of a package that has nothing else."""
    kept = [name for name in rows.columns if not name.endswith("source_ids")]
    return Release(
        tables={PLACES[0]: rows[kept].reset_index(drop=True).assign(layer=resource)},
        keys={PLACES[0]: ["facility_id"]},
        resources={item["name"]: item for item in package.descriptor["resources"]},
        geometry={},
        vocab=package.vocab,
        version="",
        columns=place_columns(package.descriptor),
    )


def counts(found: pd.DataFrame) -> dict[str, int]:
    """Count the places that changed, by what became of them."""
    kinds: dict[str, set[str]] = {name: set() for name in COUNTED}
    cells = (found[name] for name in ("id", "change", "field", "new"))
    for key, change, field, new in zip(*cells, strict=True):
        kinds[_kind(change, field, new)].add(key)
    return {name: len(keys) for name, keys in kinds.items()}


def _kind(change: str, field: str, new: str) -> str:
    if change in ("row_added", "row_removed"):
        return "new" if change == "row_added" else "gone"
    if field == "status" and new in ("open", "closed"):
        return "opened" if new == "open" else "closed"
    return "moved" if change in _MOVED or field in _PLACE else "changed"
