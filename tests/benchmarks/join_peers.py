"""The libraries that the join is measured against, each as its own documentation has it.

Every function gives the same: how many points for each corridor and category.
"""

from collections import Counter
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import shapely
from join_data import CATEGORIES
from pyproj import Geod, Transformer

_EARTH_RADIUS_M = 6_371_008.8
_PLANE = "EPSG:6372"
_A, _ES = 6378137.0, 0.0066943799901413165


def of_frame(frame):
    """Counts from a data frame of pairs."""
    return Counter(dict(frame.groupby(["corridor_id", "category"], observed=True).size()))


def of_arrays(polygon, category, names):
    """Counts from polygon numbers and category numbers."""
    tally = np.bincount(polygon * len(CATEGORIES) + category, minlength=len(names) * 12)
    found = np.flatnonzero(tally)
    return Counter(
        {(names[at // 12], CATEGORIES[at % 12]): int(tally[at]) for at in found.tolist()}
    )


def geopandas_file(files, predicate="within"):
    """read_parquet, sjoin, groupby."""
    left, right = gpd.read_parquet(files.wkb), gpd.read_parquet(files.corridors)
    return of_frame(gpd.sjoin(left, right, predicate=predicate))


def sedona(sql, views):
    import sedonadb

    engine = sedonadb.connect()
    for name, path in views.items():
        engine.read_parquet(str(path)).to_view(name)
    table = engine.sql(sql).to_arrow_table()
    rows = table.select(["corridor_id", "category", "n"]).to_pylist()
    return Counter({(row["corridor_id"], row["category"]): row["n"] for row in rows})


def sedona_wkb(files, predicate="ST_Within"):
    sql = (
        "SELECT c.corridor_id, p.category, count(*) AS n FROM p JOIN c "
        f"ON {predicate}(p.geometry, c.geometry) GROUP BY 1, 2"
    )
    return sedona(sql, {"p": files.wkb, "c": files.corridors})


def sedona_lonlat(files):
    sql = (
        "SELECT c.corridor_id, p.category, count(*) AS n FROM p JOIN c "
        "ON ST_Within(ST_SetSRID(ST_Point(p.lon, p.lat), 4326), c.geometry) GROUP BY 1, 2"
    )
    return sedona(sql, {"p": files.lonlat, "c": files.corridors})


def duckdb_lonlat(files):
    import duckdb
    import duckdb_extension_spatial

    extension = next(Path(duckdb_extension_spatial.__file__).parent.rglob("*.duckdb_extension"))
    with duckdb.connect() as database:
        database.execute(f"LOAD '{extension}'")
        rows = database.execute(
            "SELECT c.corridor_id, p.category, count(*) FROM read_parquet($points) p "
            "JOIN read_parquet($corridors) c "
            "ON ST_Within(ST_Point(p.lon, p.lat), c.geometry) GROUP BY 1, 2",
            {"points": str(files.lonlat), "corridors": str(files.corridors)},
        ).fetchall()
    return Counter({(corridor, category): n for corridor, category, n in rows})


def polars_wkb(files):
    import polars as pl
    import polars_st as st

    left = pl.read_parquet(files.wkb).with_columns(st.from_wkb("geometry"))
    right = pl.read_parquet(files.corridors).with_columns(st.from_wkb("geometry"))
    joined = left.st.sjoin(right, on="geometry", predicate="within")
    rows = joined.group_by("corridor_id", "category").len().rows()
    return Counter({(corridor, category): n for corridor, category, n in rows})


def shapely_bbox(lon, lat, category, frame):
    """Prepared contains_xy for the points in each corridor's bounding box; positions in memory."""
    shapes = frame.geometry.to_numpy()
    shapely.prepare(shapes)
    counts = Counter()
    for name, shape in zip(frame["corridor_id"], shapes, strict=True):
        west, south, east, north = shape.bounds
        near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
        inside = near[shapely.contains_xy(shape, lon[near], lat[near])]
        tally = np.bincount(category[inside], minlength=12)
        counts.update({(name, CATEGORIES[at]): int(tally[at]) for at in np.flatnonzero(tally)})
    return counts


def geopandas_memory(lon, lat, category, frame):
    """points_from_xy, sjoin, groupby."""
    names = pd.Categorical.from_codes(category, CATEGORIES)
    left = gpd.GeoDataFrame({"category": names}, geometry=gpd.points_from_xy(lon, lat), crs=4326)
    return of_frame(gpd.sjoin(left, frame, predicate="within"))


def read_columns(path, columns, threads=1):
    """Decode columns of a Parquet file and do nothing with them."""
    from concurrent.futures import ThreadPoolExecutor

    footer = pq.read_metadata(path)

    def read(group):
        with pq.ParquetFile(path, memory_map=True, metadata=footer) as file:
            return file.read_row_group(group, columns=columns, use_threads=False).num_rows

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(read, range(footer.num_row_groups)))


def space(lon, lat):
    """Points on the ellipsoid, metres from the Earth's centre."""
    lam, phi = np.radians(lon), np.radians(lat)
    normal = _A / np.sqrt(1 - _ES * np.sin(phi) ** 2)
    return np.column_stack(
        [
            normal * np.cos(phi) * np.cos(lam),
            normal * np.cos(phi) * np.sin(lam),
            normal * (1 - _ES) * np.sin(phi),
        ]
    )


def nearest_geopandas(lon, lat, site_lon, site_lat):
    """sjoin_nearest in the national projection, reprojecting included."""
    left = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs=4326).to_crs(_PLANE)
    right = gpd.GeoDataFrame(geometry=gpd.points_from_xy(site_lon, site_lat), crs=4326)
    joined = gpd.sjoin_nearest(left, right.to_crs(_PLANE), distance_col="metres")
    joined = joined[~joined.index.duplicated()]
    return joined["index_right"].to_numpy()


def nearest_ball_tree(lon, lat, site_lon, site_lat):
    from sklearn.neighbors import BallTree

    tree = BallTree(np.radians(np.column_stack([site_lat, site_lon])), metric="haversine")
    return tree.query(np.radians(np.column_stack([lat, lon])))[1][:, 0]


def nearest_kd_tree(lon, lat, site_lon, site_lat):
    from scipy.spatial import cKDTree

    return cKDTree(space(site_lon, site_lat)).query(space(lon, lat))[1]


def all_distances(lon, lat, site_lon, site_lat):
    """Geodesic distances of all pairs, by pyproj.Geod."""
    pairs = np.broadcast_arrays(lon[:, None], lat[:, None], site_lon, site_lat)
    flat = (np.ascontiguousarray(part).ravel() for part in pairs)
    return np.asarray(Geod(ellps="WGS84").inv(*flat)[2]).reshape(len(lon), -1)


def reproject(lon, lat):
    """Only the reprojecting of `nearest_geopandas`."""
    return Transformer.from_crs(4326, _PLANE, always_xy=True).transform(lon, lat)
