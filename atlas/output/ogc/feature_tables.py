"""What a view holds as collections of features: rows with their geometry, as GeoJSON has them.

They are made of the same cleaned and declared columns as the exports, so that both hold the same;
a row without a published position is a feature without a geometry.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from atlas.base.i18n import t
from atlas.data.place_columns import place_columns
from atlas.output.exports import export_columns
from atlas.output.exports.export_columns import Column, Table, plain, records
from atlas.output.exports.geo_files import CRS, points
from atlas.output.ogc.status_dates import Days, days_of
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

Feature: TypeAlias = dict[str, Any]

COLLECTIONS: Final = (
    "places", "crossings", "segments", "border", "municipalities", "localities"
)  # fmt: skip
"""The ids of all collections, in the order in which they are listed."""

STATUS_DATE: Final = "status_date"
"""The one column that the parameter `datetime` asks for."""

_KEYS: Final = {
    "places": "facility_id",
    "crossings": "crossing_id",
    "municipalities": "municipality_code",
    "localities": "locality_id",
}
_POSITION: Final = ("lon", "lat", "geometry")


@dataclass(frozen=True, eq=False)
class Collection:
    """Features of one kind.

    Attributes
    ----------
    name
        Its id, of `COLLECTIONS`.
    title, description
        What it is, in the language of the view.
    columns
        What the properties are, in their order.
    ids
        The id of every feature; each is there once.
    rows
        The properties of every feature; a text or number that is not known is None.
    geometries
        The geometry of every feature, None where none is published.
    """

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    ids: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    geometries: npt.NDArray[np.object_]

    def __len__(self) -> int:
        """Count the features."""
        return len(self.ids)

    @property
    def is_dated(self) -> bool:
        """Whether its features have the date that `datetime` asks for."""
        return any(column.name == STATUS_DATE for column in self.columns)

    @cached_property
    def days(self) -> tuple[Days | None, ...]:
        """The first and the last day that the status date of every feature may mean."""
        return tuple(days_of(str(row.get(STATUS_DATE) or "")) for row in self.rows)

    @cached_property
    def positions(self) -> dict[str, int]:
        """The row of every id."""
        return {one: row for row, one in enumerate(self.ids)}

    @cached_property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north of all geometries; None where there is none."""
        west, south, east, north = map(float, shapely.total_bounds(self.geometries))
        return (west, south, east, north) if np.isfinite(west) else None

    @cached_property
    def span(self) -> Days | None:
        """The first and the last day of all status dates; None where there is none."""
        known = [days for days in self.days if days]
        return (min(a for a, _ in known), max(b for _, b in known)) if known else None

    def feature(self, row: int) -> Feature:
        """Give a row as a GeoJSON feature."""
        shape = self.geometries[row]
        geometry = None if shape is None else json.loads(shapely.to_geojson(shape))
        return {
            "type": "Feature",
            "id": self.ids[row],
            "geometry": geometry,
            "properties": dict(self.rows[row]),
        }


@kept_with_view
def collections_of(view: View) -> dict[str, Collection]:
    """Give everything that a view holds as collections, by id.

    Parameters
    ----------
    view
        The view; for the public it must be one of the audience `public`.
    """
    cleaned, _ = export_columns.clean(view)
    tables: dict[str, Table | pd.DataFrame] = {
        "places": export_columns.places(cleaned, labels=False),
        **{name: getattr(cleaned, name) for name in COLLECTIONS[1:]},
    }
    return {name: _collection(name, table, cleaned) for name, table in tables.items()}


def feature_collection(collection: Collection, rows: Iterable[int] | None = None) -> dict[str, Any]:
    """Give features as a GeoJSON feature collection (RFC 7946).

    Parameters
    ----------
    collection
        The collection.
    rows
        Which of its features, by number; all without it.
    """
    chosen = range(len(collection)) if rows is None else rows
    return {
        "type": "FeatureCollection",
        "features": [collection.feature(row) for row in chosen],
    }


def _collection(name: str, source: Table | pd.DataFrame, view: View) -> Collection:
    table, geometries = _with_geometries(source)
    columns = tuple(column for column in table.columns if column.name not in _POSITION)
    frame = table.frame[[column.name for column in columns]]
    texts = {one: frame[one].str.replace("-", "") for one in _other_dates(columns, view)}
    frame = frame.assign(**texts)
    known = frame.astype(object).where(frame.notna() & (frame != ""), None)
    key = _KEYS.get(name)
    ids = list(frame[key].astype(str)) if key else _joined(frame)
    return Collection(
        name=name,
        title=t(f"ogc.{name}", view.lang),
        description=t(f"ogc.{name}_is", view.lang),
        columns=columns,
        ids=_each_once(ids),
        rows=tuple(records(known)),
        geometries=geometries,
    )


def _with_geometries(source: Table | pd.DataFrame) -> tuple[Table, npt.NDArray[np.object_]]:
    """Give a table without its geometries, and these."""
    if isinstance(source, gpd.GeoDataFrame):
        shapes = shapely.orient_polygons(source.to_crs(CRS).geometry.to_numpy())
        return plain(pd.DataFrame(source.drop(columns=source.geometry.name))), shapes
    table = source if isinstance(source, Table) else plain(source)
    if not {"lon", "lat"} <= set(table.frame):
        return table, np.full(len(table.frame), None, dtype=object)
    return table, points(table).geometry.to_numpy(dtype=object)


def _other_dates(columns: Sequence[Column], view: View) -> list[str]:
    """Name the columns of dates that `datetime` does not ask for; they are written as 20260501.

    GDAL and QGIS turn a condition on anything that looks like a date into `datetime`, whichever
    column it names, and would show what meets it by its status date.
    """
    declared = place_columns(view.descriptor)
    return [
        one.name
        for one in columns
        if one.name != STATUS_DATE
        and one.type == "string"
        and (one.name.endswith("date") or (one.name in declared and declared[one.name].is_date))
    ]


def _joined(frame: pd.DataFrame) -> list[str]:
    """Give the ids of rows that have no key of their own: everything that is said of them."""
    return ["-".join(map(str, row)) for row in frame.to_numpy()]


def _each_once(ids: Sequence[str]) -> tuple[str, ...]:
    """Give ids that are unlike each other: the second of a kind gets a number."""
    seen: dict[str, int] = {}
    made = []
    for one in ids:
        seen[one] = seen.get(one, 0) + 1
        made.append(one if seen[one] == 1 else f"{one}-{seen[one]}")
    return tuple(made)
