"""Make `corridors.geojson`: the land within a corridor's radius, cut by country.

It cuts the polygons of `land.geojson` along the circles around the crossings, so a segment shares
every vertex of its border with the land and with the segment on the other side.

    python geodata/recipes/segments.py
"""

import argparse
from pathlib import Path

import geopandas as gpd
from boundaries import ATTRIBUTION
from linework import Corridor, faces, joined, radius_polygon, read_corridors, write_geojson
from shapely.geometry.base import BaseGeometry


def segments(corridor: Corridor, land: gpd.GeoDataFrame) -> dict[str, BaseGeometry]:
    """Give the segment of each side of a corridor."""
    near = radius_polygon(corridor)
    own = land[land["corridor_id"] == corridor.corridor_id].set_index("side")["geometry"]
    parts: dict[str, list[BaseGeometry]] = {name: [] for name in corridor.countries}
    for face in faces([near.boundary, *own.boundary]):
        inside = face.representative_point()
        side = next((name for name in parts if own[name].contains(inside)), None)
        if side and near.contains(inside):
            parts[side].append(face)
    return {name: joined(some) for name, some in parts.items()}


def main() -> None:
    """Write the file into the data package."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--package", type=Path, default=Path(__file__).resolve().parents[1])
    package = options.parse_args().package
    land = gpd.read_file(package / "land.geojson")
    features = [
        ({"corridor_id": corridor.corridor_id, "side": side}, shape)
        for corridor in read_corridors(package)
        for side, shape in segments(corridor, land).items()
    ]
    write_geojson(package / "corridors.geojson", features, ATTRIBUTION)


if __name__ == "__main__":
    main()
