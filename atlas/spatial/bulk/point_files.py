"""Files of points, as units of work: row groups of Parquet, or batches of a stream.

A unit reads itself, in whichever thread or process it lands.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.fs
import pyarrow.parquet as pq

from atlas.base.errors import IngestError
from atlas.spatial.bulk.positions import Place, check_crs, find_place

BLOCK_ROWS = 1 << 16
_VECTOR = (".gpkg", ".fgb", ".geojson", ".json", ".shp", ".gdb", ".kml", ".gml")


Bounds = tuple[float, float, float, float]


class Unit(Protocol):
    """A piece of a source."""

    @property
    def rows(self) -> int:
        """How many rows it has."""

    @property
    def bounds(self) -> Bounds | None:
        """West, south, east and north of its positions, when known before reading."""

    @property
    def missing(self) -> int:
        """How many positions are null, when the bounds are known."""

    def batches(self, columns: list[str], coded: list[str]) -> Iterator[pa.RecordBatch]:
        """Read these columns, some rows at a time; the coded ones as dictionaries if that helps."""


class Source(Protocol):
    """A file of points."""

    @property
    def name(self) -> str:
        """The path or URL."""

    @property
    def schema(self) -> pa.Schema:
        """The columns."""

    @property
    def place(self) -> Place:
        """Where the position is."""

    @property
    def rows(self) -> int | None:
        """How many points there are, when it is known beforehand."""

    def units(self) -> Iterator[Unit]:
        """Give the pieces in order."""


def open_source(path: str | Path, *, lon: str | None = None, lat: str | None = None) -> Source:
    """Open a file of points.

    Parameters
    ----------
    path
        Parquet or GeoParquet (a file, a folder of them, or an fsspec URL), CSV, or a GeoPackage,
        FlatGeobuf, GeoJSON or Shapefile.
    lon, lat
        The columns of the position, when it is not the geometry and they have unusual names.

    Raises
    ------
    IngestError
        The file is missing or broken, or has no usable position.
    """
    name = str(path)
    suffix = Path(name).suffix.lower()
    if "://" not in name and not Path(name).exists():
        raise IngestError(f"{name}: no such file or folder")
    with reading(name):
        if suffix in (".csv", ".tsv"):
            return CsvSource.open(name, "\t" if suffix == ".tsv" else ",", lon, lat)
        if suffix in _VECTOR:
            return VectorSource.open(name, lon, lat)
        return ParquetSource.open(name, lon, lat)


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Turn what libraries say about a broken file into one clear line."""
    try:
        yield
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())[:300]
        raise IngestError(f"{name}: cannot be read, is it whole? ({reason})") from error


def file_system(name: str) -> tuple[pyarrow.fs.FileSystem, str]:
    """Give the file system of a path or an fsspec URL, and the path in it.

    Raises
    ------
    IngestError
        The URL needs a package that is not installed.
    """
    if "://" not in name:
        return pyarrow.fs.LocalFileSystem(), name
    try:
        from fsspec.core import url_to_fs

        system, path = url_to_fs(name)
    except (ImportError, ValueError) as error:
        raise IngestError(f"{name}: {error}; install fsspec and its package for it") from error
    return pyarrow.fs.PyFileSystem(pyarrow.fs.FSSpecHandler(system)), path


@dataclass(frozen=True, slots=True)
class ParquetUnit:
    """Some rows of a Parquet file: one row group."""

    file: str
    group: int
    rows: int
    bounds: Bounds | None
    missing: int
    footer: Any = field(default=None, repr=False, compare=False)

    def batches(self, columns: list[str], coded: list[str]) -> Iterator[pa.RecordBatch]:
        """See `Unit`."""
        system, path = file_system(self.file)
        local = isinstance(system, pyarrow.fs.LocalFileSystem)
        with (
            reading(self.file),
            pq.ParquetFile(
                path,
                filesystem=None if local else system,
                memory_map=local,
                metadata=self.footer,
                read_dictionary=coded,
                pre_buffer=not local,
            ) as file,
        ):
            yield from file.iter_batches(
                BLOCK_ROWS, row_groups=[self.group], columns=columns, use_threads=False
            )


@dataclass(frozen=True, slots=True)
class ParquetSource:
    """A Parquet file, or the files of a folder, that have the same columns."""

    name: str
    schema: pa.Schema
    place: Place
    rows: int
    files: tuple[tuple[str, Any], ...]

    @classmethod
    def open(cls, name: str, lon: str | None, lat: str | None) -> "ParquetSource":
        """Read the footers."""
        system, path = file_system(name)
        info = system.get_file_info(path)
        if info.type == pyarrow.fs.FileType.Directory:
            listed = system.get_file_info(pyarrow.fs.FileSelector(path, recursive=True))
            paths = sorted(one.path for one in listed if one.path.endswith(".parquet"))
            if not paths:
                raise IngestError(f"{name}: a folder without .parquet files")
        else:
            paths = [path]
        start = name[: name.index("://") + 3] if "://" in name else ""
        files, schema = [], None
        for one in paths:
            with reading(one), pq.ParquetFile(one, filesystem=system) as opened:
                footer, own = opened.metadata, opened.schema_arrow
            schema = own if schema is None else schema
            if not own.equals(schema):
                raise IngestError(f"{one}: other columns than {paths[0]}, allowed are the same")
            files.append((start + one, footer))
        place = find_place(schema, name, lon, lat)
        rows = sum(footer.num_rows for _, footer in files)
        return cls(name, schema, place, rows, tuple(files))

    def units(self) -> Iterator[ParquetUnit]:
        """See `Source`."""
        return self.units_between(0, sum(footer.num_row_groups for _, footer in self.files))

    def units_between(self, first: int, last: int) -> Iterator[ParquetUnit]:
        """Give the pieces from number `first` up to `last`, counted over all files."""
        for file, footer in self.files:
            for group in range(max(first, 0), min(last, footer.num_row_groups)):
                statistics = footer.row_group(group)
                bounds, missing = _bounds(statistics, self.place)
                yield ParquetUnit(file, group, statistics.num_rows, bounds, missing, footer)
            first, last = first - footer.num_row_groups, last - footer.num_row_groups

    def ranges(self, rows: int) -> Iterator[tuple[int, int]]:
        """Cut the pieces into ranges of about so many rows."""
        first = number = held = 0
        for _, footer in self.files:
            for group in range(footer.num_row_groups):
                number += 1
                held += footer.row_group(group).num_rows
                if held >= rows:
                    yield first, number
                    first, held = number, 0
        if number > first:
            yield first, number


def _bounds(group: pq.RowGroupMetaData, place: Place) -> tuple[Bounds | None, int]:
    """Give the bounds of the positions of a row group, when known, and how many are null."""
    known = {
        column.path_in_schema: column.statistics
        for column in map(group.column, range(group.num_columns))
        if column.path_in_schema in place.bounds
    }
    sides = [known.get(name) for name in place.bounds]
    if len(sides) < 4 or not all(s and s.has_min_max and s.has_null_count for s in sides):
        return None, 0
    west, south, east, north = (side for side in sides if side)
    nulls = west.null_count, south.null_count
    try:
        bounds = float(west.min), float(south.min), float(east.max), float(north.max)
    except (TypeError, ValueError):
        return None, 0
    # Nulls of two columns may or may not be of the same rows; then the rows must be read.
    sure = np.isfinite(bounds).all() and (place.kind != "pair" or min(nulls) == 0)
    return (bounds if sure else None), max(nulls)


@dataclass(frozen=True, slots=True)
class StreamUnit:
    """Some rows of a stream, already read."""

    batch: pa.RecordBatch
    bounds: None = None
    missing: int = 0

    @property
    def rows(self) -> int:
        """See `Unit`."""
        return int(self.batch.num_rows)

    def batches(self, columns: list[str], coded: list[str]) -> Iterator[pa.RecordBatch]:  # noqa: ARG002
        """See `Unit`."""
        yield self.batch.select(columns)


@dataclass(frozen=True, slots=True)
class CsvSource:
    """A CSV file in UTF-8. Its columns come through as text, exactly as written: 007 stays."""

    name: str
    schema: pa.Schema
    place: Place
    separator: str
    rows: None = None

    @classmethod
    def open(cls, name: str, separator: str, lon: str | None, lat: str | None) -> "CsvSource":
        """Read the header."""
        with cls._reader(name, separator, []) as reader:
            names = reader.schema.names
        doubled = sorted({column for column in names if names.count(column) > 1})
        if doubled:
            raise IngestError(f"{name}: two columns are named {doubled[0]!r}, allowed is one")
        schema = pa.schema([(column, pa.string()) for column in names])
        return cls(name, schema, find_place(schema, name, lon, lat), separator)

    @staticmethod
    def _reader(name: str, separator: str, names: list[str]) -> pyarrow.csv.CSVStreamingReader:
        return pyarrow.csv.open_csv(
            name,
            read_options=pyarrow.csv.ReadOptions(use_threads=False, block_size=1 << 23),
            parse_options=pyarrow.csv.ParseOptions(delimiter=separator, newlines_in_values=True),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )

    def units(self) -> Iterator[StreamUnit]:
        """See `Source`."""
        with (
            reading(self.name),
            self._reader(self.name, self.separator, self.schema.names) as reader,
        ):
            for batch in reader:
                yield StreamUnit(batch)


@dataclass(frozen=True, slots=True)
class VectorSource:
    """A layer that GDAL reads, as Arrow batches."""

    name: str
    schema: pa.Schema
    place: Place
    rows: int | None

    @classmethod
    def open(cls, name: str, lon: str | None, lat: str | None) -> "VectorSource":
        """Read what the layer says of itself."""
        with cls._reader(name) as (about, reader):
            check_crs(about["crs"], name, about["geometry_name"] or "geometry")
            schema = reader.schema
        return cls(name, schema, find_place(schema, name, lon, lat), None)

    @staticmethod
    @contextmanager
    def _reader(name: str) -> Iterator[tuple[dict[str, Any], pa.RecordBatchReader]]:
        from pyogrio import open_arrow
        from pyogrio.errors import DataLayerError, DataSourceError

        try:
            with open_arrow(name, batch_size=BLOCK_ROWS, use_pyarrow=True) as opened:
                yield opened
        except (DataSourceError, DataLayerError) as error:
            raise IngestError(f"{name}: cannot be read ({error})") from error

    def units(self) -> Iterator[StreamUnit]:
        """See `Source`."""
        with reading(self.name), self._reader(self.name) as (_, reader):
            for batch in reader:
                yield StreamUnit(batch)
