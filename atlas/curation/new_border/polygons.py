"""Read polygons that people bring: any format, any stated CRS, into degrees; nothing repaired.

A polygon that crosses itself has no inside, and whatever a program makes of it is a guess about a
border. So every fault is said, with the feature and the spot, and mended by who knows the file.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pyogrio
import pyproj
import shapely

from atlas.base.errors import DataPackageError, one_line
from atlas.curation.new_border.build_settings import Polygons
from atlas.spatial.geodesy import WGS84

if TYPE_CHECKING:
    import geopandas as gpd

MOST_BYTES: Final = 500_000_000
_POLYGONS = ("Polygon", "MultiPolygon")


def read_polygons(folder: Path, wanted: Polygons) -> "gpd.GeoDataFrame":
    """Read the polygons that an entry of `build.toml` names.

    Parameters
    ----------
    folder
        The package; file names are relative to it.
    wanted
        The entry.

    Returns
    -------
    polygons
        In EPSG:4326, valid, with the columns of the file.

    Raises
    ------
    DataPackageError
        When the file cannot be used; the message names the feature, counted from 1.
    """
    file = folder / wanted.file
    frame = _read(file, wanted.file)
    crs = _crs(frame, wanted)
    frame = _chosen(frame, wanted)  # a feature that is not taken need not be sound
    _require_polygons(frame, wanted.file)
    frame = frame.set_geometry(shapely.force_2d(np.asarray(frame.geometry)), crs=crs)
    degrees = frame.to_crs(WGS84)
    _require_degrees(degrees, wanted.file, crs)
    return degrees


def _read(file: Path, name: str) -> "gpd.GeoDataFrame":
    import geopandas as gpd

    if not file.is_file():
        message = f"{name}: there is no such file in {file.parent}"
        raise DataPackageError(message)
    if file.stat().st_size > MOST_BYTES:
        message = f"{name} is larger than {MOST_BYTES // 1_000_000} MB; cut it to the border first"
        raise DataPackageError(message)
    try:
        layers = [str(layer) for layer, _ in pyogrio.list_layers(file)]
        if len(layers) > 1:
            message = f"{name} has several layers ({', '.join(layers)}); save one as its own file"
            raise DataPackageError(message)
        frame = gpd.read_file(file, engine="pyogrio")
    except (ValueError, RuntimeError, OSError) as error:
        message = f"{name} cannot be read: {one_line(error)}"
        raise DataPackageError(message) from error
    if not isinstance(frame, gpd.GeoDataFrame) or not len(frame):
        message = f"{name} has no polygons"
        raise DataPackageError(message)
    return frame


def _crs(frame: "gpd.GeoDataFrame", wanted: Polygons) -> pyproj.CRS:
    if not wanted.crs:
        if frame.crs is None:
            message = f'{wanted.file} does not say its CRS; add crs = "EPSG:..." to its entry'
            raise DataPackageError(message)
        return pyproj.CRS(frame.crs)
    try:
        stated = pyproj.CRS(wanted.crs)
    except pyproj.exceptions.CRSError:
        message = f"crs {wanted.crs!r} of {wanted.file} is not known; write it as EPSG:6372"
        raise DataPackageError(message) from None
    if frame.crs is not None and not frame.crs.equals(stated, ignore_axis_order=True):
        message = f"{wanted.file} says its CRS is {frame.crs.name}, its entry {stated.name}"
        raise DataPackageError(message)
    return stated


def _require_polygons(frame: "gpd.GeoDataFrame", name: str) -> None:
    for number, shape in zip(frame.index + 1, frame.geometry, strict=True):
        kind = "empty" if shape is None or shape.is_empty else shape.geom_type
        if kind not in _POLYGONS:
            message = f"{name} feature {number} is {kind}; only polygons have an inside"
            raise DataPackageError(message)
        if not shape.is_valid:
            message = (
                f"{name} feature {number} is no valid polygon: {shapely.is_valid_reason(shape)}"
            )
            raise DataPackageError(message)


def _chosen(frame: "gpd.GeoDataFrame", wanted: Polygons) -> "gpd.GeoDataFrame":
    if not wanted.column:
        return frame
    cells = column_of(frame, wanted.column, wanted.file)
    for value in wanted.values:
        if value not in cells:
            some = ", ".join(sorted(set(cells))[:8])
            message = f"{wanted.file}: no {wanted.column} is {value!r}; there are {some}"
            raise DataPackageError(message)
    return frame[np.isin(cells, wanted.values)] if wanted.values else frame


def column_of(frame: "gpd.GeoDataFrame", column: str, name: str) -> list[str]:
    """Give a column as text.

    Raises
    ------
    DataPackageError
        When there is none of that name.
    """
    if column not in frame.columns:
        names = ", ".join(str(item) for item in frame.columns if item != frame.geometry.name)
        message = f"{name} has no column {column!r}; it has {names}"
        raise DataPackageError(message)
    return [str(cell).strip() for cell in frame[column]]


def _require_degrees(frame: "gpd.GeoDataFrame", name: str, crs: pyproj.CRS) -> None:
    """Find features in another CRS than the file says: their degrees are none."""
    west, south, east, north = frame.geometry.bounds.to_numpy().T
    inside = (west >= -180) & (east <= 180) & (south >= -90) & (north <= 90)
    for at in np.flatnonzero(~inside):
        number = frame.index[at] + 1
        message = (
            f"{name} feature {number} reaches from {west[at]:g}, {south[at]:g} to {east[at]:g}, "
            f"{north[at]:g}: no degrees, so it is not in {crs.name} as the file says"
        )
        raise DataPackageError(message)
