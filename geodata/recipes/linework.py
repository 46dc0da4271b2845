"""What the geometry recipes share: the corridors of the package, and its GeoJSON files."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from atlas.spatial.corridor_shapes import Corridor, corridors_of, geojson


def read_corridors(package: Path) -> list[Corridor]:
    """Read `corridors.csv` and the points of `crossings.csv`."""
    return corridors_of(
        pd.read_csv(package / "corridors.csv"), pd.read_csv(package / "crossings.csv")
    )


def write_geojson(
    path: Path, features: list[tuple[dict[str, str], BaseGeometry]], attribution: str
) -> None:
    """Write features with their licence."""
    text = geojson(features, {"license": "ODbL-1.0", "attribution": attribution})
    path.write_text(text, encoding="utf-8")
    print(f"{path.name}: {len(features)} features, {path.stat().st_size / 1000:.1f} kB")


def write_sides(
    name: str,
    shapes: Callable[[Corridor, Mapping[str, BaseGeometry]], Mapping[str, BaseGeometry]],
    attribution: str,
    described: str | None,
) -> None:
    """Write a shape for each side of each corridor, made of the land of its sides."""
    options = argparse.ArgumentParser(description=described)
    options.add_argument("--package", type=Path, default=Path(__file__).resolve().parents[1])
    package = options.parse_args().package
    land = gpd.read_file(package / "land.geojson")
    features = [
        ({"corridor_id": corridor.corridor_id, "side": side}, shape)
        for corridor in read_corridors(package)
        for own in [land[land["corridor_id"] == corridor.corridor_id]]
        for side, shape in shapes(corridor, dict(own.set_index("side")["geometry"])).items()
    ]
    write_geojson(package / name, features, attribution)
