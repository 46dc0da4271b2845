"""Geometries to points: a place is a point, and what is none is reported, never turned into one."""

import math
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.refusals import refused

Numbers = npt.NDArray[np.float64]

WGS84 = "EPSG:4326"
WEB_MERCATOR = "EPSG:3857"
_WEST_OF_ALL_OTHERS_M = -6_000_000.0
"""West of 54\u00b0 W in Web Mercator; no other system that maps of the Americas use goes so far."""

_GEOMETRY = "geometry"
_EXACT_M = 5.0
"""Conversions that are this good change no precision that a place is known with."""


class Positions(NamedTuple):
    """Points of rows, and what could not be one."""

    points: pd.DataFrame
    problems: list[pd.DataFrame]


def points_of(
    geometries: Sequence[Any], index: pd.Index, *, file: str, crs: object = WGS84
) -> Positions:
    """Give the points of geometries.

    Parameters
    ----------
    geometries
        Shapely geometries or None.
    index
        Rows of the file, as many.
    file
        Name for messages.
    crs
        Coordinate reference system of the geometries; None when the file does not state one.

    Returns
    -------
    positions
        `lon`, `lat` in degrees; NaN where there is no point. Without a known reference system
        degrees are taken for WGS84 and reported, and anything else stays out.
    """
    shapes = np.asarray(geometries, dtype=object)
    kinds = shapely.get_type_id(shapes)
    single = (kinds == 4) & (shapely.get_num_geometries(shapes) == 1)
    shapes = np.where(single, shapely.get_geometry(shapes, 0), shapes)
    for i in np.flatnonzero(kinds == 7):  # a place may come with its outline
        if (point := _only_point(shapes[i])) is not None:
            shapes[i], single[i] = point, True
    is_point = (shapely.get_type_id(shapes) == 0) & ~shapely.is_empty(shapes)
    is_other = (kinds > 0) & ~single & ~shapely.is_empty(shapes)
    x, y = np.full(len(shapes), np.nan), np.full(len(shapes), np.nan)
    x[is_point], y[is_point] = shapely.get_x(shapes[is_point]), shapely.get_y(shapes[is_point])
    problems = []
    if is_other.any():
        names = [shape.geom_type for shape in shapes[is_other]]
        problems.append(
            problem("not_a_point", file=file, row=index[is_other], column=_GEOMETRY, value=names)
        )
    not_finite = is_point & ~(np.isfinite(x) & np.isfinite(y))
    if not_finite.any():
        rows = index[not_finite]
        problems.append(problem("bad_geometry", file=file, row=rows, column=_GEOMETRY))
        x, y = np.where(not_finite, np.nan, x), np.where(not_finite, np.nan, y)
    lon, lat, crs_problems = to_degrees(x, y, index, file=file, crs=crs)
    precision_m = np.where(np.isfinite(lon), at_best_m(crs), np.nan)
    points = pd.DataFrame({"lon": lon, "lat": lat, "precision_m": precision_m}, index=index)
    return Positions(points.assign(method=""), [*problems, *crs_problems])


def _only_point(collection: Any) -> Any:  # noqa: ANN401
    """Give the point of a collection that holds just one, or None."""
    points = [part for part in collection.geoms if part.geom_type == "Point" and not part.is_empty]
    return points[0] if len(points) == 1 else None


def to_degrees(
    x: Numbers,
    y: Numbers,
    index: pd.Index,
    *,
    file: str,
    crs: object,
    column: str = _GEOMETRY,
) -> tuple[Numbers, Numbers, list[pd.DataFrame]]:
    """Convert coordinates to longitude and latitude.

    Parameters
    ----------
    x, y
        Coordinates in the axis order east, north; NaN where there are none.
    index
        Their rows.
    crs
        Their coordinate reference system, anything that pyproj reads; None when not stated.

    Returns
    -------
    lon, lat, problems
        Degrees, WGS84, NaN where there is no position.

    Raises
    ------
    IngestError
        When the reference system does not exist.
    """
    from pyproj import Transformer

    if crs is None or crs == "":
        return _assume(x, y, index, file, column)
    system = read_crs(crs)
    if system.equals(read_crs(WGS84), ignore_axis_order=True):
        return x, y, []
    convert = Transformer.from_crs(system, WGS84, always_xy=True)
    lon, lat = (np.asarray(part, dtype=float) for part in convert.transform(x, y))
    lost = np.isfinite(x) & np.isfinite(y) & ~(np.isfinite(lon) & np.isfinite(lat))
    problems = [problem("crs_converted", file=file, column=column, crs=system.name)]
    metres = conversion_accuracy_m(str(crs))
    if metres > _EXACT_M:
        problems.append(problem("crs_accuracy", file=file, column=column, metres=metres))
    if lost.any():
        values = [f"{a} {b}" for a, b in zip(x[lost], y[lost], strict=True)]
        rows = index[lost]
        problems.append(
            problem("coordinate_range", file=file, row=rows, column=column, value=values)
        )
    keep = np.isfinite(lon) & np.isfinite(lat)
    return np.where(keep, lon, np.nan), np.where(keep, lat, np.nan), problems


@cache
def conversion_accuracy_m(crs: str) -> float:
    """Give how far a converted position may be from where it was, in metres.

    Between two datums the best conversion may need a grid that is not installed; the one that is
    used then is said to be good to some metres, and no precision is better than that.
    """
    import warnings

    from pyproj.transformer import TransformerGroup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of the grids that are not there
        group = TransformerGroup(read_crs(crs), WGS84, always_xy=True)
    # The operation depends on where a point lies; the first is the one for most of them.
    stated = [operation.accuracy for operation in group.transformers if operation.accuracy >= 0]
    if not stated or (group.best_available and stated[0] <= _EXACT_M):
        return 0.0
    return float(stated[0])


def at_best_m(crs: object) -> float:
    """Give what no converted position is more exact than, in metres; NaN where that is nothing."""
    metres = conversion_accuracy_m(str(crs)) if crs else 0.0
    return metres if metres > _EXACT_M else float("nan")


def read_crs(crs: object) -> Any:  # noqa: ANN401, pyproj has no public type for what it takes
    """Read a coordinate reference system, as `EPSG:32613`.

    Raises
    ------
    IngestError
        When there is none of that name.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_user_input(crs)
    except (CRSError, UnicodeError) as error:  # a name may hold half a character
        raise refused("unknown_crs", crs=repr(crs)) from error


def _assume(
    x: Numbers, y: Numbers, index: pd.Index, file: str, column: str
) -> tuple[Numbers, Numbers, list[pd.DataFrame]]:
    there = np.isfinite(x) & np.isfinite(y)
    metric = there & ((np.abs(x) > 360) | (np.abs(y) > 360))
    problems = []
    if (there & ~metric).any():
        problems.append(problem("crs_assumed", file=file, column=column))
    if metric.any():
        problems += projected(x[metric], y[metric], index[metric], file=file, column=column)
    return np.where(metric, np.nan, x), np.where(metric, np.nan, y), problems


def projected(
    x: Numbers, y: Numbers, rows: pd.Index, *, file: str, column: str
) -> list[pd.DataFrame]:
    """Report coordinates that are no degrees, each with the projection that it looks like."""
    values = np.array([f"{a:.10g} {b:.10g}" for a, b in zip(x, y, strict=True)], dtype=object)
    systems = likely_systems(x, y)
    return [
        problem(
            "coordinates_projected" if system else "coordinates_unknown",
            file=file,
            row=rows[systems == system],
            column=column,
            value=values[systems == system],
            likely=system,
        )
        for system in dict.fromkeys(systems.tolist())
    ]


def likely_systems(x: Numbers, y: Numbers) -> npt.NDArray[np.object_]:
    """Name the projection that each pair of metres looks like, for a person to confirm.

    Which of the two is the easting does not count; it may be the wrong way round, too.
    """
    less, more = np.minimum(np.abs(x), np.abs(y)), np.maximum(np.abs(x), np.abs(y))
    is_utm = (less >= 100_000) & (less <= 900_000) & (more <= 10_000_000)
    is_web = (more > 1_000_000) & (more <= 20_050_000)
    named = np.select([is_utm, is_web], ["UTM (EPSG:326..)", "Web Mercator (EPSG:3857)"], "")
    return named.astype(object)


def are_web_mercator(x: Numbers, y: Numbers) -> bool:
    """Say whether all pairs can only be metres of Web Mercator, as ArcGIS writes X and Y."""
    return bool((x < _WEST_OF_ALL_OTHERS_M).all() and (likely_systems(x, y) != "").all())


def finite_number(value: object) -> float | None:
    """Give a number of a JSON file as float, or None when it is no finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
