"""Municipalities from polygons: those in the corridors, and which one each place is in."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.base.csv_files import FIRST_ROW
from atlas.base.errors import DataPackageError
from atlas.curation.new_border.build_settings import MunicipalityFile
from atlas.curation.new_border.polygons import column_of, read_polygons
from atlas.data import PLACES
from atlas.spatial.geodesy import LineIndex, is_position
from atlas.spatial.index import SegmentIndex

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

Shapes = npt.NDArray[np.object_]

ASSIGNMENT_COLUMNS: Final = ("table", "row", "facility_id", "municipality_code", "outcome")
"""`outcome` is `assigned`, `doubtful` (the point is not precise enough) or `other_country`."""

_COLUMNS = ("municipality_code", "name", "country", "admin1", "admin1_code", "source_ids")


def read_municipalities(folder: Path, entries: Iterable[MunicipalityFile]) -> "gpd.GeoDataFrame":
    """Read every municipality of the entries; none gives no rows.

    Returns
    -------
    municipalities
        The columns of `municipalities.csv` but `corridor_id`, and `geometry` in EPSG:4326.

    Raises
    ------
    DataPackageError
        When a file cannot be used, or has a code twice.
    """
    import geopandas as gpd

    layers = [_layer(folder, entry) for entry in entries]
    if not layers:
        return gpd.GeoDataFrame({column: [] for column in _COLUMNS}, geometry=[], crs=4326).astype(
            dict.fromkeys(_COLUMNS, "str")
        )
    together = gpd.GeoDataFrame(pd.concat(layers, ignore_index=True))
    twice = together["municipality_code"].duplicated()
    if twice.any():
        message = f"municipality {together.loc[twice, 'municipality_code'].iloc[0]} is there twice"
        raise DataPackageError(message)
    return together


def _layer(folder: Path, entry: MunicipalityFile) -> "gpd.GeoDataFrame":
    import geopandas as gpd

    frame = read_polygons(folder, entry)
    codes, names, admin1 = (
        column_of(frame, column, entry.file) for column in (entry.code, entry.name, entry.admin1)
    )
    columns = {
        "municipality_code": [f"{entry.country}{code}" for code in codes],
        "name": names,
        "country": entry.country,
        "admin1": admin1,
        "admin1_code": entry.admin1_code,
        "source_ids": ";".join(entry.source_ids),
    }
    return gpd.GeoDataFrame(columns, geometry=np.asarray(frame.geometry), crs=4326).astype(
        dict.fromkeys(_COLUMNS, "str")
    )


def municipality_table(
    table: pd.DataFrame,
    layer: "gpd.GeoDataFrame",
    segments: Mapping[tuple[str, str], "BaseGeometry"],
) -> pd.DataFrame:
    """Add the municipalities that reach into a corridor, each with the one it has most of.

    Parameters
    ----------
    table
        `municipalities.csv` as text. Rows that are there stay as they are, but for their
        corridor.
    layer
        As `read_municipalities` gives it.
    segments
        By corridor and side.
    """
    shares = [
        _share(country, shape, segments)
        for country, shape in zip(layer["country"], layer.geometry, strict=True)
    ]
    found = pd.DataFrame(layer.drop(columns="geometry")).assign(corridor_id=shares)
    found = found[found["corridor_id"] != ""].astype({"corridor_id": "str"})
    corridor = found.set_index("municipality_code")["corridor_id"]
    known = table.assign(
        corridor_id=table["municipality_code"].map(corridor).fillna(table["corridor_id"])
    )
    fresh = found[~found["municipality_code"].isin(known["municipality_code"])]
    return pd.concat([known, fresh], ignore_index=True)[list(table.columns)].astype("str")


def _share(
    country: str,
    shape: "BaseGeometry",
    segments: Mapping[tuple[str, str], "BaseGeometry"],
) -> str:
    """Give the corridor that has most of a municipality, or nothing."""
    areas = {
        corridor_id: segment.intersection(shape).area
        for (corridor_id, side), segment in segments.items()
        if side == country and segment.intersects(shape)
    }
    best = max(areas, key=lambda name: areas[name], default="")
    return best if best and areas[best] > 0 else ""


def assign(texts: Mapping[str, pd.DataFrame], layer: "gpd.GeoDataFrame") -> pd.DataFrame:
    """Say which municipality the places with a point and without a code lie in.

    A place is only assigned when the whole circle of its precision lies inside one municipality
    of its country.

    Parameters
    ----------
    texts
        The tables as text, by resource.
    layer
        As `read_municipalities` gives it.

    Returns
    -------
    assignments
        Columns `ASSIGNMENT_COLUMNS`, one row for each place whose point lies in a municipality;
        `row` counts as a spreadsheet does.
    """
    shapes = np.asarray(layer.geometry, dtype=object)
    rows = [row for name in PLACES for row in _of_table(name, texts[name], layer, shapes)]
    return pd.DataFrame(rows, columns=list(ASSIGNMENT_COLUMNS))


def _of_table(
    name: str, table: pd.DataFrame, layer: "gpd.GeoDataFrame", shapes: Shapes
) -> Iterator[tuple[str, int, str, str, str]]:
    lon, lat, precision_m = (
        pd.to_numeric(table[column].where(table[column] != ""), errors="coerce").to_numpy(
            np.float64
        )
        for column in ("lon", "lat", "precision_m")
    )
    asked = np.flatnonzero((table["municipality_code"] == "").to_numpy() & is_position(lon, lat))
    if not len(asked) or not len(shapes):
        return
    points, found = SegmentIndex(shapes).locate(lon[asked], lat[asked], predicate="covers")
    first = np.unique(points, return_index=True)[1]
    for at, number in zip(asked[points[first]], found[first], strict=True):
        edge_m = LineIndex(shapes[number]).distance_m([lon[at]], [lat[at]])[0]
        outcome = "assigned" if edge_m > precision_m[at] else "doubtful"
        if layer["country"].iloc[number] != table["country"].iloc[at]:
            outcome = "other_country"
        code = layer["municipality_code"].iloc[number]
        yield name, int(at) + FIRST_ROW, table["facility_id"].iloc[at], code, outcome
