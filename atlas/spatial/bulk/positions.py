"""Where the positions of a table are, and how to read them as longitudes and latitudes.

A position is a geometry column (WKB, or GeoArrow points) or a pair of columns. Points never
become geometry objects on the way, unless their WKB is unusual.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from atlas.base.errors import IngestError

Floats = npt.NDArray[np.float64]

_PAIRS = (
    ("lon", "lat"),
    ("longitude", "latitude"),
    ("lng", "lat"),
    ("long", "lat"),
    ("longitud", "latitud"),
    ("x", "y"),
)
_GOOD_IDS = ({"authority": "OGC", "code": "CRS84"}, {"authority": "EPSG", "code": 4326})
_WKB_POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")])
_LITTLE_ENDIAN, _POINT = 1, 1
_GEOS_POINT = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Which columns hold the position, and how.

    Attributes
    ----------
    kind
        `wkb`: one binary column. `point`: one column of x, y structs or pairs. `pair`: two
        columns of numbers, or of text that reads as numbers.
    columns
        The column, or the longitude and the latitude.
    bounds
        The columns of a Parquet file whose statistics bound west, south, east and north.
    """

    kind: Literal["wkb", "point", "pair"]
    columns: tuple[str, ...]
    bounds: tuple[str, ...] = ()


def find_place(schema: pa.Schema, file: str, lon: str | None, lat: str | None) -> Place:
    """Find the position among the columns of a table.

    Parameters
    ----------
    schema
        With the metadata of GeoParquet, if there is any.
    file
        For messages.
    lon, lat
        The columns to take; by default the geometry, else the columns with the usual names.

    Raises
    ------
    IngestError
        There is no position, or it is not longitude and latitude on WGS84.
    """
    if lon or lat:
        missing = [name for name in (lon, lat) if name not in schema.names]
        if missing or not (lon and lat):
            raise IngestError(
                f"{file}: no column {missing[0] if missing else ''!r}, name both lon and lat; "
                f"{_list(schema.names)}"
            )
        return Place("pair", (lon, lat), (lon, lat, lon, lat))
    return _geometry(schema, file) or _pair(schema.names) or _nowhere(schema, file)


def _geometry(schema: pa.Schema, file: str) -> Place | None:
    declared = json.loads((schema.metadata or {}).get(b"geo", b"{}"))
    name = declared.get("primary_column", "")
    if name in schema.names:
        column = declared["columns"][name]
        check_crs(column.get("crs", "OGC:CRS84"), file, name)
        kinds = set(column.get("geometry_types", ()))
        if kinds and not any(kind.startswith("Point") for kind in kinds):
            raise IngestError(f"{file}: column {name!r} holds {_list(kinds)}, allowed are points")
        kind: Literal["wkb", "point"] = "wkb" if column.get("encoding") == "WKB" else "point"
        box = column.get("covering", {}).get("bbox", {})
        cover = tuple(".".join(box[side]) for side in ("xmin", "ymin", "xmax", "ymax") if box)
        return Place(kind, (name,), cover or _axes(kind, name))
    for field in schema:
        extension, crs = _extension(field)
        if extension in ("geoarrow.wkb", "ogc.wkb", "geoarrow.point"):
            check_crs(crs, file, field.name)
            kind = "point" if extension.endswith("point") else "wkb"
            return Place(kind, (field.name,), _axes(kind, field.name))
    return None


def _axes(kind: str, name: str) -> tuple[str, ...]:
    return (f"{name}.x", f"{name}.y") * 2 if kind == "point" else ()


def _extension(field: pa.Field) -> tuple[str, Any]:
    """Give the name of an Arrow extension type and its CRS."""
    if isinstance(field.type, pa.BaseExtensionType):
        name, details = field.type.extension_name, field.type.__arrow_ext_serialize__()
    else:
        stored = field.metadata or {}
        name = stored.get(b"ARROW:extension:name", b"").decode()
        details = stored.get(b"ARROW:extension:metadata", b"")
    return name, json.loads(details or b"{}").get("crs") if "geoarrow" in name else None


def _pair(names: Iterable[str]) -> Place | None:
    folded = {name.casefold(): name for name in reversed(list(names))}
    for lon, lat in _PAIRS:
        if lon in folded and lat in folded:
            columns = folded[lon], folded[lat]
            return Place("pair", columns, columns * 2)
    return None


def _nowhere(schema: pa.Schema, file: str) -> Place:
    raise IngestError(
        f"{file}: no geometry column and no columns lon and lat; {_list(schema.names)}; "
        "name the columns with lon and lat"
    )


def _list(names: Iterable[str]) -> str:
    shown = sorted(names)
    return ", ".join(shown[:12]) + (", ..." if len(shown) > 12 else "")


def check_crs(crs: Any, file: str, column: str) -> None:  # noqa: ANN401, GeoParquet allows many forms
    """Refuse a CRS that is not longitude and latitude on WGS84; none at all is taken as that.

    Raises
    ------
    IngestError
        Naming the file, the column and the CRS.
    """
    if not crs or (isinstance(crs, dict) and crs.get("id") in _GOOD_IDS):
        return
    try:
        found = CRS.from_user_input(crs)
    except CRSError:
        raise IngestError(f"{file}: column {column!r} has a CRS that cannot be read") from None
    if not any(found.equals(CRS(good), ignore_axis_order=True) for good in (4326, "OGC:CRS84")):
        raise IngestError(
            f"{file}: column {column!r} is in {found.name}, allowed is longitude and latitude on "
            "WGS84 (EPSG:4326 or OGC:CRS84); reproject it first"
        )


def read_positions(batch: pa.RecordBatch, place: Place) -> tuple[Floats, Floats]:
    """Give longitudes and latitudes; NaN where there is none or it cannot be read."""
    if place.kind == "pair":
        lon, lat = (_numbers(batch.column(name)) for name in place.columns)
        return lon, lat
    column = batch.column(place.columns[0])
    column = _plain(column)
    return _from_points(column) if place.kind == "point" else _from_wkb(column)


def _plain(column: pa.Array) -> pa.Array:
    return column.storage if isinstance(column.type, pa.BaseExtensionType) else column


def _numbers(column: pa.Array) -> Floats:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_floating(column.type) or pa.types.is_integer(column.type):
        numbers = column.cast(pa.float64(), safe=False)
        return np.asarray(numbers.to_numpy(zero_copy_only=False), dtype=np.float64)
    text = pc.utf8_trim_whitespace(column.cast(pa.string()))
    try:
        return _numbers(pc.if_else(pc.equal(text, ""), None, text).cast(pa.float64()))
    except pa.ArrowInvalid:
        some = pd.to_numeric(pd.Series(text.to_pylist(), dtype=object), errors="coerce")
        return some.to_numpy(np.float64, na_value=np.nan)


def _from_points(column: pa.Array) -> tuple[Floats, Floats]:
    if pa.types.is_struct(column.type):
        lon, lat = (_numbers(column.field(axis)) for axis in ("x", "y"))
    else:
        size = column.type.list_size
        flat = _numbers(column.values)[column.offset * size : (column.offset + len(column)) * size]
        lon, lat = flat.reshape(-1, size)[:, :2].T.copy()
    if column.null_count:
        missing = column.is_null().to_numpy(zero_copy_only=False)
        lon, lat = np.where(missing, np.nan, lon), np.where(missing, np.nan, lat)
    return lon, lat


def _from_wkb(column: pa.Array) -> tuple[Floats, Floats]:
    if column.null_count:
        known = np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False))
        lon, lat = np.full((2, len(column)), np.nan)
        lon[known], lat[known] = _from_wkb(column.drop_null())
        return lon, lat
    records = _plain_records(column)
    if records is not None:
        return np.ascontiguousarray(records["x"]), np.ascontiguousarray(records["y"])
    shapes = shapely.from_wkb(
        np.array(column.to_pylist(), dtype=object).reshape(-1), on_invalid="ignore"
    )
    points = (shapely.get_type_id(shapes) == _GEOS_POINT) & ~shapely.is_empty(shapes)
    lon, lat = np.full((2, len(shapes)), np.nan)
    lon[points], lat[points] = shapely.get_coordinates(shapes[points]).T
    return lon, lat


def _plain_records(column: pa.Array) -> npt.NDArray[np.void] | None:
    """View little-endian two-dimensional points in place; None when there is anything else."""
    if not (pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type)):
        return None
    wide = pa.types.is_large_binary(column.type)
    _, offsets, data = column.buffers()
    if data is None or not len(column):
        return None
    start = np.frombuffer(offsets, np.int64 if wide else np.int32)
    start = start[column.offset : column.offset + len(column) + 1]
    size = _WKB_POINT.itemsize
    if not (np.diff(start) == size).all():
        return None
    records = np.frombuffer(data, _WKB_POINT, count=len(column), offset=int(start[0]))
    plain = (records["order"] == _LITTLE_ENDIAN).all() and (records["type"] == _POINT).all()
    return records if plain else None


def point_geometries(lon: Floats, lat: Floats, known: npt.NDArray[np.bool_]) -> pa.Array:
    """Give WKB points; null where the position is not known."""
    records = np.empty(len(lon), _WKB_POINT)
    records["order"], records["type"], records["x"], records["y"] = (
        _LITTLE_ENDIAN,
        _POINT,
        lon,
        lat,
    )
    fixed = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(_WKB_POINT.itemsize), len(lon), [None, pa.py_buffer(records)]
    )
    points = fixed.cast(pa.binary())
    return points if known.all() else pc.if_else(pa.array(known), points, None)


def readable_wkb(column: pa.Array, known: npt.NDArray[np.bool_]) -> pa.Array:
    """Give the geometries, null in place of what is no WKB, which would spoil the whole file."""
    column = _plain(column)
    rest = np.flatnonzero(~known & column.is_valid().to_numpy(zero_copy_only=False))
    shapes = shapely.from_wkb(
        np.array(column.take(pa.array(rest)).to_pylist(), dtype=object).reshape(-1),
        on_invalid="ignore",
    )
    broken = rest[shapely.is_missing(shapes)]
    keep = np.ones(len(column), dtype=bool)
    keep[broken] = False
    return pc.if_else(pa.array(keep), column, None) if broken.size else column
