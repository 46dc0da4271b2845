"""What the geometry recipes share: corridors, circles, faces cut from lines, GeoJSON files.

Two neighbouring polygons share their boundary exactly only when both are cut from the same lines.
So the recipes never clip polygons one by one: they node all lines together on one grid of
`GRID_DEGREES`, polygonize them, and put the faces together again by side.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

GEOD = Geod(ellps="WGS84")

DECIMALS = 6
"""Decimal places of every coordinate in the files: a step of 0.11 m."""

GRID_DEGREES = 10.0**-DECIMALS

CIRCLE_VERTICES = 360
"""Vertices of a circle: between two of them a circle of 40 km is 1.5 m too small."""

BOX_MARGIN = 0.18
"""How far the basemap goes beyond the corridor at each side, as a share of its width or height."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Corridor:
    """A corridor and the points of its crossings, degrees."""

    corridor_id: str
    countries: tuple[str, str]
    radius_km: float
    lon: Floats
    lat: Floats


def read_corridors(package: Path) -> list[Corridor]:
    """Read `corridors.csv` and the points of `crossings.csv`."""
    corridors = pd.read_csv(package / "corridors.csv")
    crossings = pd.read_csv(package / "crossings.csv").dropna(subset=["lon", "lat"])
    return [
        Corridor(
            corridor_id=row.corridor_id,
            countries=(row.country_a, row.country_b),
            radius_km=row.radius_km,
            lon=own["lon"].to_numpy(),
            lat=own["lat"].to_numpy(),
        )
        for row in corridors.itertuples()
        for own in [crossings[crossings["corridor_id"] == row.corridor_id]]
    ]


def radius_polygon(corridor: Corridor) -> BaseGeometry:
    """Give everything within the corridor's radius of one of its crossings."""
    azimuth = np.linspace(0, 360, CIRCLE_VERTICES, endpoint=False)
    circles = []
    for lon, lat in zip(corridor.lon, corridor.lat, strict=True):
        same = np.full(CIRCLE_VERTICES, 1.0)
        x, y, _ = GEOD.fwd(lon * same, lat * same, azimuth, corridor.radius_km * 1000 * same)
        circles.append(shapely.Polygon(np.column_stack([x, y])))
    return shapely.union_all(circles)


def basemap_box(corridor: Corridor) -> BaseGeometry:
    """Give the box around a corridor that its basemap fills."""
    west, south, east, north = radius_polygon(corridor).bounds
    wide, high = BOX_MARGIN * (east - west), BOX_MARGIN * (north - south)
    bounds = np.round([west - wide, south - high, east + wide, north + high], 2)
    return shapely.box(*bounds)


def faces(lines: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    """Cut the plane along all lines together, on the grid; give every face."""
    noded = shapely.union_all(list(lines), grid_size=GRID_DEGREES)
    return list(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))))


def joined(polygons: Sequence[BaseGeometry]) -> BaseGeometry:
    """Put faces together; vertices on what stays outline are kept as they are."""
    return shapely.orient_polygons(shapely.coverage_union_all(list(polygons)))


def write_geojson(
    path: Path, features: list[tuple[dict[str, str], BaseGeometry]], attribution: str
) -> None:
    """Write features in RFC 7946 form, one a line, with their licence."""
    head = {"type": "FeatureCollection", "license": "ODbL-1.0", "attribution": attribution}
    rows = ",\n".join(
        _compact({"type": "Feature", "properties": properties, "geometry": _geometry(shape)})
        for properties, shape in features
    )
    text = f'{_compact(head)[:-1]},"features":[\n{rows}\n]}}\n'
    path.write_text(text, encoding="utf-8")
    print(f"{path.name}: {len(features)} features, {path.stat().st_size / 1000:.1f} kB")


def _geometry(shape: BaseGeometry) -> object:
    parts = shapely.get_parts(shape)
    return _rounded(shapely.geometry.mapping(parts[0] if len(parts) == 1 else shape))


def _rounded(value: object) -> object:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_rounded(item) for item in value]
    return round(value, DECIMALS) if isinstance(value, float) else value


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
