"""Make `waters.geojson`: the inshore water of each side, so that a pier is in its country.

Land ends at the coastline, and people stand on piers and in harbours. The water is what lies within
the corridor's radius and `INSHORE_KM` of its land, cut by country along the sea border of the time
zone polygons. It is for joining only; maps draw the land.

    python geodata/recipes/waters.py
"""

import shapely
from boundaries import ATTRIBUTION, GEOD, OVERHANG_DEGREES, countries, country_of
from linework import write_sides
from shapely.geometry.base import BaseGeometry

from atlas.spatial.corridor_shapes import (
    Corridor,
    basemap_box,
    faces,
    joined,
    radius_polygon,
    shared_line,
)

INSHORE_KM = 5.0
"""Across the whole of San Diego Bay, and past every pier; farther out a point is an error."""


def within(land: BaseGeometry, km: float) -> BaseGeometry:
    """Give everything within so many km of a shape, measured on degrees scaled to metres."""
    lon, lat = land.centroid.coords[0]
    metres = [
        GEOD.line_length([lon, lon + 1], [lat, lat]),
        GEOD.line_length([lon, lon], [lat, lat + 1]),
    ]
    wide = shapely.transform(land, lambda degrees: degrees * metres).buffer(km * 1000)
    return shapely.transform(wide, lambda xy: xy / metres)


def waters(corridor: Corridor, land: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Give the inshore water of both countries around a corridor, cut from one set of lines."""
    ground = shapely.union_all(list(land.values()))
    near = radius_polygon(corridor)
    shore = within(shapely.clip_by_rect(ground, *near.bounds), INSHORE_KM)
    wider = basemap_box(corridor).buffer(OVERHANG_DEGREES, join_style="mitre")
    owner = countries(wider, corridor.countries)
    parts: dict[str, list[BaseGeometry]] = {name: [] for name in corridor.countries}
    line = shared_line(*(owner[name] for name in corridor.countries))
    for face in faces([near.boundary, shore.boundary, ground.boundary, line]):
        inside = face.representative_point()
        if near.contains(inside) and shore.contains(inside) and not ground.contains(inside):
            parts[country_of(face, owner)].append(face)
    return {name: joined(some) for name, some in parts.items() if some}


if __name__ == "__main__":
    write_sides("waters.geojson", waters, ATTRIBUTION, __doc__)
