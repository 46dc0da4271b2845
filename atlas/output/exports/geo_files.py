"""GeoJSON, GeoPackage and GeoParquet files.

A place without a point stays a row with an empty geometry; no point is made up for it.
"""

import io
import json
import math
import sqlite3
import tempfile
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from atlas.base.errors import ExportError
from atlas.base.i18n import t
from atlas.output.exports.export_columns import Table, plain, records
from atlas.output.exports.provenance import Record, to_json
from atlas.places.view import View

CRS: Final = "EPSG:4326"
GEOPARQUET: Final = "1.1.0"
_METADATA_KEY: Final = b"border_corridor_atlas"


def points(table: Table) -> gpd.GeoDataFrame:
    """Give a table with its positions as points; without a position the geometry is None."""
    lon, lat = table.frame["lon"].to_numpy(np.float64), table.frame["lat"].to_numpy(np.float64)
    known = np.isfinite(lon) & np.isfinite(lat)
    geometry = np.full(len(lon), None, dtype=object)
    geometry[known] = shapely.points(lon[known], lat[known])
    return gpd.GeoDataFrame(table.frame, geometry=gpd.GeoSeries(geometry, crs=CRS), crs=CRS)


def geojson(table: Table, made: Record) -> bytes:
    """Write places as a GeoJSON feature collection (RFC 7946).

    Parameters
    ----------
    table
        The places.
    made
        Their provenance; it becomes the member `provenance` of the collection.
    """
    names = [column.name for column in table.columns if column.name not in ("lon", "lat")]
    rows = table.frame.astype(object).where(table.frame.notna(), None)
    features = [
        {
            "type": "Feature",
            "id": row["facility_id"],
            "geometry": _point(row["lon"], row["lat"]),
            "properties": {name: row[name] for name in names},
        }
        for row in records(rows)
    ]
    collection = {"type": "FeatureCollection", "provenance": made, "features": features}
    return (json.dumps(collection, ensure_ascii=False, allow_nan=False) + "\n").encode()


def parquet(table: Table, made: Record) -> bytes:
    """Write places as GeoParquet 1.1 with a bounding box for each row.

    Parameters
    ----------
    table
        The places.
    made
        Their provenance; it becomes JSON in the file's metadata, key `border_corridor_atlas`.
    """
    import pyarrow.parquet as pq

    raw = io.BytesIO()
    points(table).to_parquet(raw, index=False, schema_version=GEOPARQUET, write_covering_bbox=True)
    arrow = pq.read_table(raw)
    metadata = dict(arrow.schema.metadata)
    metadata[b"geo"] = _finite_bbox(metadata[b"geo"])
    metadata[_METADATA_KEY] = to_json(made).encode()
    out = io.BytesIO()
    # Without Arrow's own copy of the schema, which would hold all metadata once more.
    with pq.ParquetWriter(out, arrow.schema, compression="zstd", store_schema=False) as writer:
        writer.write_table(arrow)
        writer.add_key_value_metadata(metadata)
    return out.getvalue()


def gpkg(table: Table, made: Record, view: View) -> bytes:
    """Write a GeoPackage: places, crossings, the two sides of each corridor, the border, sources.

    Parameters
    ----------
    table
        The places.
    made
        Their provenance; it goes to `gpkg_metadata`, piece by piece and as one JSON text.
    view
        The view, for the other layers.
    """
    layers: dict[str, tuple[Any, str | None]] = {
        "places": (points(table), "Point"),
        "crossings": (points(plain(view.crossings)), "Point"),
        "segments": (view.segments, "MultiPolygon"),
        "border": (view.border, "MultiLineString"),
        "sources": (_source_rows(made, view), None),
    }
    # GDAL writes GeoPackages to disk only.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "atlas.gpkg"
        for name, (frame, geometry_type) in layers.items():
            _write_layer(path, name, frame, geometry_type, made)
        _fix_times(path, made)
        return path.read_bytes()


def _write_layer(
    path: Path,
    name: str,
    frame: pd.DataFrame,
    geometry_type: str | None,
    made: Record,
) -> None:
    import pyogrio
    from pyogrio.errors import DataSourceError

    first = not path.exists()
    options: dict[str, Any] = {}
    if geometry_type:
        options = {"geometry_type": geometry_type, "promote_to_multi": geometry_type != "Point"}
    if first:
        options["dataset_metadata"] = _metadata(made)
    try:
        pyogrio.write_dataframe(
            frame,
            path,
            layer=name,
            driver="GPKG",
            append=not first,
            layer_metadata={
                "IDENTIFIER": t(f"exports.layer_{name}", made["language"]),
                "DESCRIPTION": made["statement"] if name == "places" else made["title"],
            },
            **options,
        )
    except DataSourceError as error:
        message = f"cannot make the GeoPackage: {' '.join(str(error).split())}"
        raise ExportError(message) from error


def _source_rows(made: Record, view: View) -> pd.DataFrame:
    columns = [*view.sources.columns, "citation"]
    rows = [[source.get(name, "") for name in columns] for source in made["sources"]]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _metadata(made: Record) -> dict[str, str]:
    return {
        "TITLE": made["title"],
        "ABSTRACT": made["statement"],
        "LANGUAGE": made["language"],
        "VERSION": made["data_version"],
        "DATE": made.get("date") or made["data_date"],
        "LICENCE": "; ".join(item["name"] for item in made["licences"]),
        "LINK": made["link"],
        "SOURCES": "\n".join(source["citation"] for source in made["sources"]),
        "PROVENANCE": to_json(made),
    }


def _fix_times(path: Path, made: Record) -> None:
    """Replace the clock times that GDAL wrote, so that equal input gives equal bytes."""
    when = f"{made.get('date') or made['data_date'] or '1970-01-01'}T00:00:00.000Z"
    with sqlite3.connect(path) as database:
        database.execute("UPDATE gpkg_contents SET last_change = ?", (when,))
        database.execute("UPDATE gpkg_metadata_reference SET timestamp = ?", (when,))
    database.close()


def _point(lon: float | None, lat: float | None) -> dict[str, Any] | None:
    if lon is None or lat is None:
        return None
    return {"type": "Point", "coordinates": [lon, lat]}


def _finite_bbox(geo: bytes) -> bytes:
    """Leave out the bounding box of a column without any point: NaN is no JSON."""
    parsed = json.loads(geo)
    for column in parsed["columns"].values():
        if not all(math.isfinite(number) for number in column.get("bbox", ())):
            del column["bbox"]
    return json.dumps(parsed).encode()
