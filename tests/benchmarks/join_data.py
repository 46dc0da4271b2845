"""Points and corridors for the benchmark of the join, made once from a seed and kept on disk."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from atlas.spatial import bulk

CATEGORIES = [f"category {number:02}" for number in range(12)]
CORRIDORS = 8


@dataclass(frozen=True)
class Files:
    """One data set: the same points in several layouts, and the corridors."""

    wkb: Path
    geoarrow: Path
    lonlat: Path
    hilbert: Path
    corridors: Path


def ragged(centre, size, vertices, rng):
    """A strip whose outline is a random coast: rough at every scale, never crossing itself."""
    frequency = np.arange(1, vertices // 2 + 1)
    phase = np.exp(1j * rng.uniform(0, 2 * np.pi, len(frequency)))
    spectrum = np.concatenate([[0], rng.normal(size=len(frequency)) * phase / frequency**1.4])
    wave = np.fft.irfft(spectrum, vertices)
    radius = 1 + 0.3 * wave / np.abs(wave).max()
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    x = centre[0] + size[0] * radius * np.cos(angle)
    y = centre[1] + size[1] * radius * np.sin(angle)
    return shapely.Polygon(np.column_stack([x, y]))


def corridors(vertices, seed=1):
    """Eight corridors over Mexico; one with a hole, two of several parts, two that overlap."""
    rng = np.random.default_rng(seed)
    shapes = [
        ragged((-116 + 3.6 * at, 31 - 2 * at), (0.9, 0.3), vertices, rng) for at in range(CORRIDORS)
    ]
    hole = ragged((-112.4, 29), (0.3, 0.1), max(vertices // 10, 50), rng)
    shapes[1] = shapely.Polygon(shapes[1].exterior, [hole.exterior])
    for at in (2, 5):
        island = ragged((-116 + 3.6 * at, 29.6 - 2 * at), (0.2, 0.1), max(vertices // 10, 50), rng)
        shapes[at] = shapely.MultiPolygon([shapes[at], island])
    shapes[7] = ragged((-92.6, 18.6), (1.2, 0.5), vertices, rng)
    names = [f"corridor {at}" for at in range(CORRIDORS)]
    return gpd.GeoDataFrame({"corridor_id": names}, geometry=shapes, crs=4326)


def points(count, seed=2):
    """Points over Mexico: 40 % anywhere, 50 % in 80 towns, 10 % near the corridors; shuffled."""
    rng = np.random.default_rng(seed)
    anywhere, towns = int(count * 0.4), int(count * 0.5)
    near = count - anywhere - towns
    town = rng.uniform([-118, 14], [-86, 33], (80, 2))[rng.integers(80, size=towns)]
    at = rng.integers(CORRIDORS, size=near)
    strip = np.column_stack([-116 + 3.6 * at, 31 - 2 * at])
    places = np.concatenate(
        [
            rng.uniform([-118, 14], [-86, 33], (anywhere, 2)),
            town + rng.normal(0, 0.15, (towns, 2)),
            strip + rng.normal(0, 1, (near, 2)) * [0.8, 0.4],
        ]
    )
    return rng.permutation(places), rng.integers(len(CATEGORIES), size=count, dtype=np.int8)


def named(folder, count, vertices):
    """Name the files of a data set."""
    folder.mkdir(parents=True, exist_ok=True)
    return Files(
        *(folder / f"{layout}-{count}.parquet" for layout in ("wkb", "geoarrow", "lonlat")),
        folder / f"hilbert-{count}.parquet",
        folder / f"corridors-{vertices}.parquet",
    )


def lonlat_file(folder, count, vertices):
    """Make the corridors and the points as columns of numbers, where they are missing."""
    made = named(folder, count, vertices)
    if not made.corridors.exists():
        corridors(vertices).to_parquet(made.corridors)
    if not made.lonlat.exists():
        places, category = points(count)
        lon, lat = np.ascontiguousarray(places.T)
        names = pa.DictionaryArray.from_arrays(category, CATEGORIES).cast(pa.string())
        table = pa.table({"id": np.arange(count), "category": names, "lon": lon, "lat": lat})
        # As pyarrow and geopandas write files when nobody asks for anything special.
        pq.write_table(table, made.lonlat, compression="zstd")
    return made


def files(folder, count, vertices):
    """Give the files of a data set in every layout, making those that are missing."""
    made = lonlat_file(folder, count, vertices)
    if not made.hilbert.exists():
        table = pq.read_table(made.lonlat)
        frame = gpd.GeoDataFrame(
            table.select(["id", "category"]).to_pandas(),
            geometry=gpd.points_from_xy(table["lon"], table["lat"]),
            crs=4326,
        )
        frame.to_parquet(made.wkb, compression="zstd")
        frame.to_parquet(made.geoarrow, geometry_encoding="geoarrow", compression="zstd")
        nowhere = folder / "nowhere.geojson"
        gpd.GeoDataFrame({"none": [0]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326).to_file(
            nowhere
        )
        bulk.join(made.geoarrow, made.hilbert, corridors=nowhere, sort=True, cache=False)
    return made


def sites(count, seed=3):
    """Longitudes and latitudes of sites over Mexico."""
    rng = np.random.default_rng(seed)
    return rng.uniform([-117, 14.5], [-87, 32.5], (count, 2)).T.copy()
