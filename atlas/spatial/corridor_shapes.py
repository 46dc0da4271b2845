"""How the geometry of a corridor is made: the land of two countries near their crossings.

Two neighbouring polygons share their boundary exactly only when both are cut from the same lines.
So polygons are never clipped one by one: all lines together are noded on one grid of
`GRID_DEGREES` and polygonized, and the faces are put together again by side.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from atlas.spatial.geodesy import GEOD, is_position

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

DECIMALS: Final = 6
"""Decimal places of every coordinate in the files: a step of 0.11 m."""

GRID_DEGREES: Final = 10.0**-DECIMALS

CIRCLE_VERTICES: Final = 360
"""Vertices of a circle: between two of them a circle of 40 km is 1.5 m too small."""

BOX_MARGIN: Final = 0.18
"""How far the basemap goes beyond the corridor at each side, as a share of its width or height."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Corridor:
    """A corridor and the points of its crossings, degrees."""

    corridor_id: str
    countries: tuple[str, str]
    radius_km: float
    lon: Floats
    lat: Floats


def corridors_of(corridors: pd.DataFrame, crossings: pd.DataFrame) -> list[Corridor]:
    """Give each corridor with those of its crossings that have a point.

    Parameters
    ----------
    corridors
        Columns `corridor_id`, `country_a`, `country_b`, `radius_km`.
    crossings
        Columns `corridor_id`, `lon`, `lat`.
    """
    known = crossings[is_position(crossings["lon"], crossings["lat"])]
    return [
        Corridor(
            corridor_id=str(row["corridor_id"]),
            countries=(str(row["country_a"]), str(row["country_b"])),
            radius_km=float(row["radius_km"]),
            lon=own["lon"].to_numpy(np.float64),
            lat=own["lat"].to_numpy(np.float64),
        )
        for row in corridors.to_dict("records")
        for own in [known[known["corridor_id"] == row["corridor_id"]]]
    ]


def radius_polygon(corridor: Corridor) -> "BaseGeometry":
    """Give everything within the corridor's radius of one of its crossings."""
    azimuth = np.linspace(0, 360, CIRCLE_VERTICES, endpoint=False)
    circles = []
    for lon, lat in zip(corridor.lon, corridor.lat, strict=True):
        same = np.full(CIRCLE_VERTICES, 1.0)
        x, y, _ = GEOD.fwd(lon * same, lat * same, azimuth, corridor.radius_km * 1000 * same)
        circles.append(shapely.Polygon(np.column_stack([x, y])))
    return shapely.union_all(circles)


def basemap_box(corridor: Corridor) -> "BaseGeometry":
    """Give the box around a corridor that its basemap fills."""
    west, south, east, north = radius_polygon(corridor).bounds
    wide, high = BOX_MARGIN * (east - west), BOX_MARGIN * (north - south)
    bounds = np.round([west - wide, south - high, east + wide, north + high], 2)
    box: BaseGeometry = shapely.box(*bounds)
    return box


def segments(corridor: Corridor, land: Mapping[str, "BaseGeometry"]) -> dict[str, "BaseGeometry"]:
    """Give the segment of each side: its land within the radius of the crossings.

    Parameters
    ----------
    corridor
        At least one of its crossings has a point.
    land
        The land by country, cut from one set of lines.

    Returns
    -------
    segments
        By country; they share every vertex of the border with the land and with each other. Empty
        where a country has no land that near.
    """
    near = radius_polygon(corridor)
    parts: dict[str, list[BaseGeometry]] = {name: [] for name in corridor.countries}
    for face in faces([near.boundary, *(land[name].boundary for name in parts)]):
        inside = face.representative_point()
        side = next((name for name in parts if land[name].contains(inside)), None)
        if side and near.contains(inside):
            parts[side].append(face)
    return {name: joined(some) for name, some in parts.items()}


def faces(lines: Iterable["BaseGeometry"]) -> list["BaseGeometry"]:
    """Cut the plane along all lines together, on the grid; give every face."""
    noded = shapely.union_all(list(lines), grid_size=GRID_DEGREES)
    return list(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))))


def joined(polygons: Sequence["BaseGeometry"]) -> "BaseGeometry":
    """Put faces together; vertices on what stays outline are kept as they are."""
    return shapely.orient_polygons(shapely.coverage_union_all(list(polygons)))


def shared_line(a: "BaseGeometry", b: "BaseGeometry") -> "BaseGeometry":
    """Give the line along which two polygons touch."""
    common = shapely.intersection(a.boundary, b.boundary)
    lines = [part for part in shapely.get_parts(common) if part.geom_type == "LineString"]
    return shapely.line_merge(shapely.union_all(lines))


def geojson(
    features: Iterable[tuple[Mapping[str, str], "BaseGeometry"]], head: Mapping[str, str]
) -> str:
    """Give features in RFC 7946 form, one a line.

    Parameters
    ----------
    features
        Properties and shape of each, degrees.
    head
        What is said of the file: licence, attribution.
    """
    top = _compact({"type": "FeatureCollection", **head})
    rows = ",\n".join(
        _compact({"type": "Feature", "properties": properties, "geometry": _geometry(shape)})
        for properties, shape in features
    )
    return f'{top[:-1]},"features":[\n{rows}\n]}}\n'


def _geometry(shape: "BaseGeometry") -> object:
    parts = shapely.get_parts(shape)
    return _rounded(shapely.geometry.mapping(parts[0] if len(parts) == 1 else shape))


def _rounded(value: object) -> object:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_rounded(item) for item in value]
    return round(value, DECIMALS) if isinstance(value, float) else value


def _compact(value: Any) -> str:  # noqa: ANN401, JSON holds anything
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
