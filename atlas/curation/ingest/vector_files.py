"""Map files through GDAL: GeoPackage, KML, GPX, Shapefile, FlatGeobuf, OpenStreetMap XML."""

import re
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from atlas.base.spreadsheet import printable
from atlas.base.text_search import fold
from atlas.curation.ingest.cell_tidying import text_of
from atlas.curation.ingest.geometry import points_of
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.json_features import NODE_PRECISION_M
from atlas.curation.ingest.limits import check_columns, check_rows, unpacks_to
from atlas.curation.ingest.refusals import refused
from atlas.curation.ingest.text_table import TEXT, Choices, Remark, Table

_UNWRITTEN = {
    "kml": ("altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon"),
    "osm": ("osm_way_id",),
}
"""Columns that GDAL adds to every feature and that nobody has filled in."""

_PREFERRED = {"gpx": ("waypoints",), "osm": ("points", "multipolygons")}
"""The layers in which these formats keep places."""

_DRIVERS = {
    "gpkg": ("GPKG", "SQLite"),
    "kml": ("LIBKML", "KML"),
    "gpx": ("GPX",),
    "osm": ("OSM",),
    "gml": ("GML",),
    "shapefile": ("ESRI Shapefile",),
    "flatgeobuf": ("FlatGeobuf",),
}
"""What GDAL may read each format with. It tries every driver that it has, and some of them read
other files, or ask servers."""

_WRONG_CONTENT = (ValueError, UnicodeError, RuntimeError, UnboundLocalError)
"""What pyogrio raises at content that it cannot make sense of; the last one at a coordinate system
that GDAL cannot write out."""

_EVERY_LAYER = ("kml",)
"""Formats whose layers are folders of the same kind of thing."""

_DOCUMENT = re.compile(rb"<Document\b[^>]*>\s*<name>\s*([^<]*)</name>")
_HEAD = 10_000

_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')


def read_vector(name: str, data: bytes, choices: Choices, *, kind: str) -> Table:
    """Read the points of a map file; a row is a feature, counted from 1.

    Parameters
    ----------
    name
        Name of the file.
    data
        Its bytes; for a Shapefile, a zip archive of its parts.
    choices
        What a person has chosen. Without a layer: the waypoints of GPX, every folder of KML, and
        else the layer of points, or the one with most features.
    kind
        The format: `gpkg`, `kml`, `gpx`, `shapefile`, `flatgeobuf`, `osm`, `gml`.

    Returns
    -------
    table
        Properties as text, and the points. Features that are no point keep their properties and
        are reported.

    Raises
    ------
    IngestError
        When the file is damaged, has no such layer, or is larger than allowed.
    """
    import pyogrio

    data = _without_schema(data) if kind == "gml" else data
    said: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            # Layers are asked for by number: one without a name is called otherwise each time.
            layers = [str(layer) for layer, _ in pyogrio.list_layers(data)]
            _check_driver(name, data, layers, kind)
            numbers = _choose(name, data, layers, choices, kind)
            parts = [_read(name, data, layer, choices) for layer in numbers]
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
            raise refused("damaged", name=name, why=_without_path(str(error))) from error
        except (*_WRONG_CONTENT, pyogrio.errors.FieldError) as error:
            raise refused("unreadable", name=name, why=_without_path(str(error))) from error
        said = [_without_path(str(warning.message)) for warning in caught]
    check_rows(name, sum(len(part) for part in parts), choices.limits)
    layers = ["" if layer.startswith("pyogrio_") else layer for layer in layers]
    chosen = [layers[number] for number in numbers]
    others = [layer for number, layer in enumerate(layers) if number not in numbers]
    file = f"{name}:{chosen[0]}" if others and len(chosen) == 1 else name
    table = _table(file, parts, chosen, choices, kind)
    problems = list(table.problems)
    if others and not choices.sheet:
        problems.append(problem("table_chosen", file=file, others=", ".join(others)))
    problems += [
        problem("reader_says", file=file, value=text)
        for text in dict.fromkeys(said)
        if "non conformant file extension" not in text
    ]
    remarks = [Remark(layer) for layer in chosen] if len(chosen) == 1 else []
    named = _DOCUMENT.search(data[:_HEAD]) if kind == "kml" else None
    remarks += [Remark(named[1].decode("utf-8", "replace"))] if named else []
    return replace(table, problems=problems, remarks=remarks)


def _without_schema(data: bytes) -> bytes:
    """Take out of GML where its schema lies: GDAL would fetch it."""
    return re.sub(rb"""\s[\w.-]*:?schemaLocation\s*=\s*("[^"]*"|'[^']*')""", b"", data)


def _check_driver(name: str, data: bytes, layers: Sequence[str], kind: str) -> None:
    import pyogrio

    if layers and pyogrio.read_info(data, layer=0)["driver"] not in _DRIVERS[kind]:
        raise refused("points_elsewhere", name=name)


def _choose(
    name: str, data: bytes, layers: Sequence[str], choices: Choices, kind: str
) -> list[int]:
    """Give the numbers of the layers to read."""
    if not layers:
        raise refused("no_layers", name=name)
    if choices.sheet:
        for number, layer in enumerate(layers):
            if fold(layer) == fold(choices.sheet) or choices.sheet == str(number + 1):
                return [number]
        raise refused("no_such_layer", name=name, layer=repr(choices.sheet), has=", ".join(layers))
    if kind in _EVERY_LAYER:
        return list(range(len(layers)))
    preferred = _PREFERRED.get(kind, ())
    chosen = [number for number, layer in enumerate(layers) if layer in preferred]
    return chosen or [_with_most_points(data, len(layers))]


def _with_most_points(data: bytes, count: int) -> int:
    import pyogrio

    def score(layer: int) -> tuple[bool, int]:
        info = pyogrio.read_info(data, layer=layer)
        return "Point" in str(info["geometry_type"]), int(info["features"])

    return max(range(count), key=score)


def _read(name: str, data: bytes, layer: int, choices: Choices) -> pd.DataFrame:
    import pyogrio

    info = pyogrio.read_info(data, layer=layer)
    check_rows(name, int(info["features"]), choices.limits)
    check_columns(name, len(info["fields"]), choices.limits)
    frame: pd.DataFrame = pyogrio.read_dataframe(
        data, layer=layer, max_features=choices.limits.rows + 1, force_2d=True, on_invalid="warn"
    )
    return frame


def _table(
    file: str, parts: Sequence[Any], layers: Sequence[str], choices: Choices, kind: str
) -> Table:
    tables: list[Table] = []
    first = 1
    for part, layer in zip(parts, layers, strict=True):
        index = pd.RangeIndex(first, first + len(part), name="row")
        cells = _cells(part, index, kind)
        if len(parts) > 1:
            cells["layer"] = pd.Series(layer, index=index, dtype=TEXT)
        if "geometry" in part.columns:
            crs = part.crs if part.crs is not None else (choices.crs or None)
            points, problems = points_of(part.geometry.to_numpy(), index, file=file, crs=crs)
            if kind == "osm":
                points["precision_m"] = np.where(points["lon"].notna(), NODE_PRECISION_M, np.nan)
        else:
            points, problems = None, []
        tables.append(Table(file, cells, {}, points, problems, kind=kind))
        first += len(part)
    return join_tables(tables)


def join_tables(tables: Sequence[Table]) -> Table:
    """Put tables of one file under each other; their rows must be numbered apart."""
    if len(tables) == 1:
        return tables[0]
    points = [table.points for table in tables if table.points is not None]
    return replace(
        tables[0],
        cells=pd.concat([table.cells for table in tables]).fillna("").astype(TEXT),
        points=pd.concat(points) if points else None,
        problems=[problem for table in tables for problem in table.problems],
        held=frozenset().union(*(table.held for table in tables)),
    )


def _cells(part: Any, index: pd.Index, kind: str) -> pd.DataFrame:  # noqa: ANN401
    columns: dict[str, list[str]] = {}
    for column in part.columns:
        if column == "geometry" or column in _UNWRITTEN.get(kind, ()):
            continue
        texts = [text_of(_plain(value)) for value in part[column]]
        if column == "other_tags" and kind == "osm":
            columns.update(_tags(texts))
        elif any(texts):
            columns[column] = texts
    return pd.DataFrame(columns, index=index, dtype=TEXT)


def _plain(value: Any) -> Any:  # noqa: ANN401
    return value.item() if hasattr(value, "item") and not isinstance(value, str) else value


def _tags(texts: Sequence[str]) -> dict[str, list[str]]:
    """Give a column for each tag that GDAL keeps together in one."""
    tags = [{_unescape(k): _unescape(v) for k, v in _TAG.findall(text)} for text in texts]
    keys = dict.fromkeys(key for found in tags for key in found)
    return {key: [found.get(key, "") for found in tags] for key in keys}


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _without_path(text: str) -> str:
    plain = re.sub(r"'?/vsi\S+?/pyogrio_[0-9a-f]+(?:\.\w+)?'?;?", "the file", text)
    return " ".join(printable(plain).split())[:200]


def read_parquet(name: str, data: bytes, choices: Choices) -> Table:
    """Read a Parquet file, with the points of its geometry column when it is GeoParquet.

    Raises
    ------
    IngestError
        When the file is damaged or larger than allowed.
    """
    import io

    import geopandas as gpd
    import pyarrow as pa
    from pyarrow import parquet
    from pyproj.exceptions import ProjError
    from shapely.errors import ShapelyError

    damage = pa.ArrowException, ProjError, ShapelyError, ValueError, TypeError, OSError, KeyError
    try:
        file = parquet.ParquetFile(io.BytesIO(data))
        _check_parquet(name, file.metadata, choices)
        is_geographic = b"geo" in (file.schema_arrow.metadata or {})
        source: Any = io.BytesIO(data)
        frame: Any = gpd.read_parquet(source) if is_geographic else file.read().to_pandas()
    except damage as error:
        raise refused("damaged", name=name, why=_without_path(str(error))) from error
    if is_geographic:
        frame = frame.rename_geometry("geometry") if frame.geometry.name != "geometry" else frame
    return _table(name, [frame.reset_index(drop=True)], [name], choices, "parquet")


def _check_parquet(name: str, metadata: Any, choices: Choices) -> None:  # noqa: ANN401
    check_rows(name, metadata.num_rows, choices.limits)
    check_columns(name, metadata.num_columns, choices.limits)
    groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
    size = sum(group.total_byte_size for group in groups)
    if size > choices.limits.unpacked_bytes:
        raise unpacks_to(name, size, choices.limits)
