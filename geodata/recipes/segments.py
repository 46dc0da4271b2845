"""Make `corridors.geojson`: the land within a corridor's radius, cut by country.

It cuts the polygons of `land.geojson` along the circles around the crossings, so a segment shares
every vertex of its border with the land and with the segment on the other side. The method is that
of `atlas build` (`atlas.spatial.corridor_shapes`).

    python geodata/recipes/segments.py
"""

import argparse
from pathlib import Path

import geopandas as gpd
from boundaries import ATTRIBUTION
from linework import read_corridors, write_geojson

from atlas.spatial.corridor_shapes import segments


def main() -> None:
    """Write the file into the data package."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--package", type=Path, default=Path(__file__).resolve().parents[1])
    package = options.parse_args().package
    land = gpd.read_file(package / "land.geojson")
    features = [
        ({"corridor_id": corridor.corridor_id, "side": side}, shape)
        for corridor in read_corridors(package)
        for own in [land[land["corridor_id"] == corridor.corridor_id]]
        for side, shape in segments(corridor, own.set_index("side")["geometry"]).items()
    ]
    write_geojson(package / "corridors.geojson", features, ATTRIBUTION)


if __name__ == "__main__":
    main()
