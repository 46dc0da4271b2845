"""Points and corridors for the tests of the bulk join, in every format it reads."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

ROWS = 4000


def corridors():
    """Three polygons, two of them overlapping."""
    return gpd.GeoDataFrame(
        {"corridor_id": ["west", "east", "both"], "side": ["MX", "MX", "US"]},
        geometry=[
            shapely.Point(-110, 28).buffer(2),
            shapely.Point(-100, 28).buffer(2),
            shapely.box(-101, 27, -95, 30),
        ],
        crs=4326,
    )


def points(rows=ROWS, seed=1):
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(-113, -93, rows), rng.uniform(25, 31, rows)
    return pd.DataFrame(
        {
            "name": [f"punto {number:05} ñ" for number in range(rows)],
            "kind": rng.choice(["shelter", "office", "health"], rows),
            "n": rng.integers(0, 9, rows),
            "lon": np.round(lon, 6),
            "lat": np.round(lat, 6),
        }
    )


def as_geo(frame):
    return gpd.GeoDataFrame(
        frame.drop(columns=["lon", "lat"]),
        geometry=gpd.points_from_xy(frame["lon"], frame["lat"]),
        crs=4326,
    )


def expected(frame, predicate="within"):
    """The join as geopandas does it: (name, corridor or None), sorted."""
    joined = gpd.sjoin(as_geo(frame), corridors(), how="left", predicate=predicate)
    corridor = joined["corridor_id"].astype(object).where(joined["corridor_id"].notna(), "")
    return sorted(zip(joined["name"], corridor, strict=True))


def found(table):
    frame = table.to_pandas() if isinstance(table, pa.Table) else pd.DataFrame(table)
    corridor = frame["corridor_id"].astype(object).where(frame["corridor_id"].notna(), "")
    return sorted(zip(frame["name"], corridor, strict=True))


def big_endian(frame):
    wkb = shapely.to_wkb(shapely.points(frame["lon"], frame["lat"]), byte_order=0)
    return geo_table(frame, pa.array(wkb.tolist(), pa.binary()))


def with_height(frame):
    wkb = shapely.to_wkb(shapely.points(frame["lon"], frame["lat"], 12.0))
    return geo_table(frame, pa.array(wkb.tolist(), pa.large_binary()))


def geo_table(frame, geometry, encoding="WKB", **column):
    about = {"encoding": encoding, "geometry_types": [], **column}
    geo = {"version": "1.1.0", "primary_column": "geom", "columns": {"geom": about}}
    table = pa.Table.from_pandas(frame.drop(columns=["lon", "lat"]), preserve_index=False)
    return table.append_column("geom", geometry).replace_schema_metadata(
        {"geo": __import__("json").dumps(geo)}
    )


def interleaved(frame):
    pairs = frame[["lon", "lat"]].to_numpy().ravel()
    column = pa.FixedSizeListArray.from_arrays(pa.array(pairs), 2)
    field = pa.field("geom", column.type, metadata={"ARROW:extension:name": "geoarrow.point"})
    table = pa.Table.from_pandas(frame.drop(columns=["lon", "lat"]), preserve_index=False)
    return table.append_column(field, column)


FORMATS = {
    "wkb": lambda frame, path: as_geo(frame).to_parquet(path, row_group_size=700),
    "geoarrow": lambda frame, path: as_geo(frame).to_parquet(
        path, row_group_size=700, geometry_encoding="geoarrow"
    ),
    "covering": lambda frame, path: as_geo(frame).to_parquet(
        path, row_group_size=700, write_covering_bbox=True
    ),
    "lonlat": lambda frame, path: frame.to_parquet(path, row_group_size=700),
    "one group": lambda frame, path: frame.to_parquet(path),
    "big endian": lambda frame, path: pq.write_table(big_endian(frame), path),
    "with height": lambda frame, path: pq.write_table(with_height(frame), path),
    "interleaved": lambda frame, path: pq.write_table(interleaved(frame), path),
    "csv": lambda frame, path: frame.to_csv(path, index=False),
    "tsv": lambda frame, path: frame.to_csv(path, index=False, sep="\t"),
    "gpkg": lambda frame, path: as_geo(frame).to_file(path),
    "fgb": lambda frame, path: as_geo(frame).to_file(path),
    "geojson": lambda frame, path: as_geo(frame).to_file(path),
}
SUFFIX = {"csv": ".csv", "tsv": ".tsv", "gpkg": ".gpkg", "fgb": ".fgb", "geojson": ".geojson"}
