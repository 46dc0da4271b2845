"""Write a new data package: the old one with brought rows merged in, safe to publish."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from atlas.curation.ingest import Merged, merge_rows
from atlas.curation.merge.incoming import typed
from atlas.curation.merge.package_copies import (
    archive_with,
    require_new,
    require_sound,
    write_with,
)
from atlas.data import PLACES, Package, read_descriptor, read_text
from atlas.data.place_columns import place_columns
from atlas.data.schema import columns_of, resource_named
from atlas.places.join import locate
from atlas.places.privacy import effective_sensitivity, may_quote, publish

_KEY: Final = "facility_id"
_LAYER: Final = "layer"
_CLAIMS: Final = "claims"
_SOURCES: Final = "sources"
_METHOD_OF_A_CELL: Final = "cell_centre"


@dataclass(frozen=True, eq=False)
class MergedPackage:
    """A new package, and what it does not show.

    Attributes
    ----------
    merged
        What became of every row.
    tables
        The tables that are other than in the old package, by resource.
    protected
        Rows as they are known, of which the package shows less; with the column `layer`.
    protected_claims
        Claims about them that are not in the package.
    """

    merged: Merged
    tables: Mapping[str, pd.DataFrame]
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

    Parameters
    ----------
    package, rows, sources, resource, review
        As in `merge_rows_into`.
    out
        Folder of the new package; it must not exist.

    Returns
    -------
    merged
        As `merge_rows_into` gives it.

    Raises
    ------
    ExportError
        When the folder exists or cannot be written.
    IngestError
        See `merge_rows_into`.
    """
    require_new(out)
    made = merge_rows_into(package, rows, sources, resource=resource, review=review)
    write_with(package, made.tables, out)
    return made


def merge_rows_into(
    package: Package,
    rows: pd.DataFrame,
    sources: pd.DataFrame,
    *,
    resource: str,
    review: pd.DataFrame,
) -> MergedPackage:
    """Make a new data package in memory: the old one, with new rows merged in by a review.

    What it may show is decided here as everywhere, by `atlas.places.privacy.publish`: true
    positions, addresses, free text that nobody has read, and what no schema declares public of
    protected places do not get into it.

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
        Decisions about duplicates; see `atlas.curation.ingest.merge_rows`.

    Returns
    -------
    merged
        What became of the rows, and what is known beyond the package.

    Raises
    ------
    IngestError
        When the new package would not pass its own check.
    """
    before = places_of(package)
    merged = merge_rows(before, rows.assign(**{_LAYER: resource}), review)
    known = pd.concat([merged.there, merged.new], ignore_index=True).astype("str")
    fresh = ~_unchanged(known, before)
    public, hidden = _protect(known, fresh, package, before)
    protected_ids = set(known.loc[hidden, _KEY])
    protection = known.set_index(_KEY)["sensitivity"]
    secret = merged.claims[_KEY].isin(protected_ids) & ~may_quote(
        merged.claims["field"],
        effective_sensitivity(merged.claims[_KEY].map(protection).fillna("")),
        place_columns(package.descriptor),
    )
    tables = {name: public[public[_LAYER] == name] for name in PLACES}
    tables[_SOURCES] = pd.concat([_text(package, _SOURCES), sources])
    tables[_CLAIMS] = pd.concat([_text(package, _CLAIMS), merged.claims[~secret]])
    described = {name: _described(package, name, table) for name, table in tables.items()}
    require_sound(package, described)
    return MergedPackage(merged, described, known[hidden], merged.claims[secret])


def archive_of(package: Package, made: MergedPackage) -> bytes:
    """Give a merged package as a zip archive, made in memory."""
    return archive_with(package, made.tables)


def _text(package: Package, resource: str) -> pd.DataFrame:
    descriptor = read_descriptor(package.path)
    return read_text(package.path, resource_named(descriptor, resource))


def _unchanged(places: pd.DataFrame, before: pd.DataFrame) -> pd.Series:
    names = list(before.columns)
    rows = set(before.itertuples(index=False, name=None))
    found = [row in rows for row in places[names].itertuples(index=False, name=None)]
    return pd.Series(found, index=places.index, dtype=bool)


def _protect(
    places: pd.DataFrame, fresh: pd.Series, package: Package, before: pd.DataFrame
) -> tuple[pd.DataFrame, pd.Series]:
    """Give the places as everybody may see them, and say of which less is shown than is known."""
    protected = fresh & (effective_sensitivity(places["sensitivity"]) != "open")
    if not protected.any():
        return places, protected
    columns = place_columns(package.descriptor)
    located = locate(typed(places[protected], package), package)
    shown = publish(located, "public", crossings=package.crossings, columns=columns)
    public = shown[list(places.columns)].set_axis(places.index[protected])
    for name in places.columns:
        column = columns.get(name)
        if column and column.is_number:
            public[name] = _written(public[name], places.loc[protected, name])
        elif column and column.free_text:
            public[name] = _read_before(public, name, before)
    public = public.astype("str")
    has_point = public["lon"] != ""
    for name, text in (("position_method", _METHOD_OF_A_CELL), ("position_source_ids", None)):
        kept = public[name] if text is None else text
        public[name] = pd.Series(kept, index=public.index, dtype="str").where(has_point, "")
    together = places.copy()
    together.loc[protected, public.columns] = public
    same = (together == places).all(axis=1)
    return together, protected & ~same


def _written(numbers: pd.Series, texts: pd.Series) -> pd.Series:
    """Write numbers that were published: as they were written where they are the same."""
    given = pd.to_numeric(texts.where(texts != ""))
    written = ["" if np.isnan(value) else f"{value:.10g}" for value in numbers.tolist()]
    return texts.where(given == numbers, pd.Series(written, index=texts.index, dtype="str"))


def _read_before(places: pd.DataFrame, name: str, before: pd.DataFrame) -> pd.Series:
    """Give the free text that the package already has of protected places, and no other.

    Somebody has read that for what it gives away; what a partner writes nobody has.
    """
    read = before[effective_sensitivity(before["sensitivity"]) != "open"]
    return places[_KEY].map(read.set_index(_KEY)[name]).fillna("")


def _described(package: Package, resource: str, table: pd.DataFrame) -> pd.DataFrame:
    """Give a table with the columns of its resource and no others."""
    columns = columns_of(resource_named(package.descriptor, resource))
    return table[columns].astype("str").reset_index(drop=True)
