"""Make `border.geojson` and `land.geojson`: the border line and the land of both countries.

The countries are those of the time zone polygons in `timezonefinder-data`: inside the three boxes
a zone belongs to one country, and neighbouring zones share their boundary vertex by vertex. The
zones reach out to sea, so the shore comes from `@geo-maps/earth-coastlines-1m`; nothing else is
taken from that file, which knows no border at all.

    python geodata/recipes/boundaries.py --coast package/map.geo.json
"""

import argparse
import json
from pathlib import Path

import shapely
from linework import read_corridors, write_geojson
from shapely.geometry.base import BaseGeometry
from timezonefinder import TimezoneFinder

from atlas.spatial.corridor_shapes import (
    Corridor,
    basemap_box,
    faces,
    joined,
    radius_polygon,
    shared_line,
)
from atlas.spatial.geodesy import GEOD

ZONES = {
    "MX": ["America/Tijuana", "America/Ciudad_Juarez", "America/Chihuahua", "America/Ojinaga",
           "America/Mexico_City"],
    "US": ["America/Los_Angeles", "America/Denver", "America/Chicago"],
    "GT": ["America/Guatemala"],
}  # fmt: skip
"""Time zones by country. True inside the boxes only, which `countries` checks."""

BORDER_TOLERANCE_M = 2.0
"""How far the line in the file may be from the line of the source. Far below the uncertainty of
the line itself, and it halves the vertices of the Rio Grande."""

OUTER_TOLERANCE_M = 50.0
"""The same well beyond the corridor's radius, where the line is only drawn."""

WELL_BEYOND_DEGREES = 0.03

OVERHANG_DEGREES = 0.05
SLIVER_DEGREES2 = 1e-9
MOST = 0.98
ATTRIBUTION = "© OpenStreetMap contributors"


def countries(box: BaseGeometry, names: tuple[str, str]) -> dict[str, BaseGeometry]:
    """Give the polygons of two countries in a box, with their seas.

    Raises
    ------
    ValueError
        When they overlap, when no border runs between them, or when another country is there.
    """
    finder = TimezoneFinder(in_memory=True)
    found = {}
    for country, zones in ZONES.items():
        rings = [ring for zone in zones for ring in _zone(finder, zone)]
        parts = [shapely.intersection(ring, box) for ring in rings if ring.intersects(box)]
        if parts:
            found[country] = shapely.union_all(parts)
    if set(found) != set(names):
        raise ValueError(f"countries {sorted(found)} in the box, expected {names}")
    a, b = (found[name] for name in names)
    if a.intersection(b).area > SLIVER_DEGREES2:
        raise ValueError(f"{names}: the polygons overlap")
    return found


def _zone(finder: TimezoneFinder, zone: str) -> list[BaseGeometry]:
    polygons = finder.get_geometry(tz_name=zone, coords_as_pairs=True)
    return [shapely.Polygon(outer, holes) for outer, *holes in polygons]


def simplified(line: BaseGeometry, tolerance_m: float) -> BaseGeometry:
    """Drop vertices that are not needed to stay within a tolerance.

    Measured on degrees scaled to metres, not in a map projection: the edges that are left are
    straight in longitude and latitude, and a projected chord of 40 km is 17 m off.
    """
    lon, lat = line.centroid.coords[0]
    metres = [
        GEOD.line_length([lon, lon + 1], [lat, lat]),
        GEOD.line_length([lon, lon], [lat, lat + 1]),
    ]
    plane = shapely.transform(line, lambda degrees: degrees * metres)
    return shapely.transform(shapely.simplify(plane, tolerance_m), lambda xy: xy / metres)


def shore(file: Path, box: BaseGeometry) -> BaseGeometry:
    """Give the land of a box; inland water counts as land."""
    collection = json.loads(file.read_text(encoding="utf-8"))
    parts = []
    for group in collection["geometries"]:
        for outer, *_ in group["coordinates"]:
            ring = shapely.Polygon(outer)
            if ring.intersects(box):
                parts.append(shapely.make_valid(shapely.clip_by_rect(ring, *box.bounds)))
    land = shapely.union_all(parts)
    solid = [shapely.Polygon(part.exterior) for part in shapely.get_parts(land)]
    return shapely.union_all(solid)


def sides(corridor: Corridor, coast: Path) -> dict[str, BaseGeometry]:
    """Give the land of both countries around a corridor, cut from one set of lines."""
    box = basemap_box(corridor)
    wider = box.buffer(OVERHANG_DEGREES, join_style="mitre")
    owner = countries(wider, corridor.countries)
    land = shore(coast, wider)
    line = shared_line(*(owner[name] for name in corridor.countries))
    parts: dict[str, list[BaseGeometry]] = {name: [] for name in corridor.countries}
    for face in faces(
        [
            *thinned(line, radius_polygon(corridor).buffer(WELL_BEYOND_DEGREES)),
            land.boundary,
            box.boundary,
        ]
    ):
        inside = face.representative_point()
        if box.contains(inside) and land.contains(inside):
            parts[country_of(face, owner)].append(face)
    return {name: joined(some) for name, some in parts.items()}


def thinned(line: BaseGeometry, near: BaseGeometry) -> list[BaseGeometry]:
    """Simplify the border, little inside the corridor and more beyond it."""
    inner = shapely.get_parts(shapely.line_merge(line.intersection(near)))
    outer = shapely.get_parts(shapely.line_merge(line.difference(near)))
    return [
        *(simplified(part, BORDER_TOLERANCE_M) for part in inner),
        *(simplified(part, OUTER_TOLERANCE_M) for part in outer),
    ]


def country_of(face: BaseGeometry, owner: dict[str, BaseGeometry]) -> str:
    """Give the country that holds nearly all of a face."""
    share = {name: shape.intersection(face).area / face.area for name, shape in owner.items()}
    name = max(share, key=lambda name: share[name])
    if share[name] < MOST:
        raise ValueError(f"a face at {face.representative_point()} belongs to {share}")
    return name


def main() -> None:
    """Write both files into the data package."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--coast", type=Path, required=True, help="map.geo.json of the package")
    options.add_argument("--package", type=Path, default=Path(__file__).resolve().parents[1])
    given = options.parse_args()
    border, land = [], []
    for corridor in read_corridors(given.package):
        name = {"corridor_id": corridor.corridor_id}
        owner = sides(corridor, given.coast)
        border.append((name, shared_line(*owner.values())))
        land += [({**name, "side": side}, shape) for side, shape in owner.items()]
    write_geojson(given.package / "border.geojson", border, ATTRIBUTION)
    write_geojson(given.package / "land.geojson", land, ATTRIBUTION)


if __name__ == "__main__":
    main()
