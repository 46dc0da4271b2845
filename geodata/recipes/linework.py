"""What the geometry recipes share: the corridors of the package, and its GeoJSON files."""

from pathlib import Path

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
