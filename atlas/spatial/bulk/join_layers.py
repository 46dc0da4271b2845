"""The corridors and the sites that points are joined with."""

import json
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from atlas import data
from atlas.base.errors import IngestError
from atlas.spatial.bulk.join_work import Sites
from atlas.spatial.bulk.point_files import open_source, reading
from atlas.spatial.bulk.positions import check_crs, read_positions
from atlas.spatial.index import SegmentIndex, SiteIndex, cache_folder


def read_corridors(path: str | Path | None, *, cache: bool) -> tuple[SegmentIndex, pa.Table]:
    """Read polygons and index them.

    Parameters
    ----------
    path
        Any file of polygons that geopandas reads; by default the segments of the bundled package.
    cache
        Whether to keep the index in the user's cache.

    Returns
    -------
    index, columns
        The columns have one row for each polygon, in the order of the index.

    Raises
    ------
    IngestError
        Naming the file and the column.
    """
    name = "the bundled segments" if path is None else str(path)
    layer = _stored(name) if path is not None and name.endswith(".parquet") else None
    if layer is None:
        layer = _encoded(data.load().areas if path is None else _read_frame(name), name)
    try:
        index = SegmentIndex.from_wkb(layer.wkb, cache=cache_folder() if cache else None)
    except IngestError as error:
        raise IngestError(f"{name}: column {layer.geometry!r}, {error}") from error
    except shapely.errors.GEOSException as error:
        raise IngestError(f"{name}: column {layer.geometry!r} cannot be read ({error})") from error
    if not len(index):
        raise IngestError(f"{name}: no polygons")
    plain = layer.plain if layer.plain.num_columns else pa.table({"corridor": range(len(index))})
    return index, plain.replace_schema_metadata(None)


@dataclass(frozen=True, slots=True)
class _Layer:
    """Polygons as WKB, the name of their column, and their other columns."""

    wkb: list[bytes | None]
    geometry: str
    plain: pa.Table


def _stored(name: str) -> _Layer | None:
    """Read GeoParquet whose geometry is WKB as it is; None when there is anything else."""
    if not Path(name).is_file():
        return None
    with reading(name):
        table = pq.read_table(name)
    about = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
    geometry = about.get("primary_column", "")
    column = about.get("columns", {}).get(geometry, {})
    if column.get("encoding") != "WKB" or geometry not in table.column_names:
        return None
    check_crs(column.get("crs", "OGC:CRS84"), name, geometry)
    return _Layer(table.column(geometry).to_pylist(), geometry, table.drop_columns(geometry))


def _encoded(frame: gpd.GeoDataFrame, name: str) -> _Layer:
    """Encode a frame of polygons."""
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        raise IngestError(f"{name}: no geometry column; columns are {', '.join(frame.columns)}")
    geometry = frame.active_geometry_name
    check_crs(frame.crs, name, geometry)
    wkb = shapely.to_wkb(frame.geometry.to_numpy()).tolist()
    plain = pa.Table.from_pandas(frame.drop(columns=geometry), preserve_index=False)
    return _Layer(wkb, geometry, plain)


def _read_frame(name: str) -> gpd.GeoDataFrame:
    from pyogrio.errors import DataLayerError, DataSourceError

    if not Path(name).exists():
        raise IngestError(f"{name}: no such file")
    try:
        with reading(name):
            if name.endswith(".parquet"):
                return gpd.read_parquet(name)
            return gpd.read_file(name, use_arrow=True)
    except (DataSourceError, DataLayerError) as error:
        raise IngestError(f"{name}: cannot be read ({error})") from error
    except ValueError as error:
        raise IngestError(f"{name}: no geometry column ({error})") from error


def read_sites(
    path: str | Path, *, lon: str | None = None, lat: str | None = None, site_id: str | None = None
) -> Sites:
    """Read sites and index them.

    Parameters
    ----------
    path
        A file of points, as `open_source` reads them.
    lon, lat
        Their columns, when they have unusual names.
    site_id
        The column that names a site; by default the first that ends in `_id`, else the first.

    Raises
    ------
    IngestError
        The file cannot be read, has no positions, or no such column.
    """
    source = open_source(path, lon=lon, lat=lat)
    plain = [name for name in source.schema.names if name not in source.place.columns]
    named = [name for name in plain if name.endswith("_id")] or plain
    chosen = site_id or (named[0] if named else "")
    if chosen not in plain:
        raise IngestError(
            f"{path}: no column {chosen!r} to name the sites; columns are {', '.join(plain)}"
        )
    columns = [*source.place.columns, chosen]
    batches = [batch for unit in source.units() for batch in unit.batches(columns, [])]
    positions = [read_positions(batch, source.place) for batch in batches]
    lons, lats = (np.concatenate([np.empty(0), *part]) for part in zip(*positions, strict=True))
    ids = pa.chunked_array(
        [batch.column(chosen) for batch in batches], source.schema.field(chosen).type
    ).combine_chunks()
    stem = chosen.removesuffix("_id")
    return Sites(SiteIndex(lons, lats), ids, f"nearest_{chosen}", f"nearest_{stem}_km")
