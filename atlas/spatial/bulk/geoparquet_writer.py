"""GeoParquet that is whole or not there, in the order of the points or along a Hilbert curve."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.fs import FileType, LocalFileSystem
from pyproj import CRS

from atlas.base.errors import ExportError
from atlas.base.files import clear_hidden, hidden_beside, hidden_folder, whole_file
from atlas.spatial.bulk.hilbert import PREFIXES, curve_places
from atlas.spatial.bulk.join_work import Tally
from atlas.spatial.bulk.point_files import file_system
from atlas.spatial.bulk.positions import Place, read_positions
from atlas.spatial.geodesy import WGS84

GROUP_ROWS = 1 << 16
SORTED_AT_ONCE = 1 << 20
_MOST_BUCKETS = 200
_CURVE_PLACE = pa.field("curve_place", pa.uint32())


class Rows(ABC):
    """Takes joined rows."""

    @abstractmethod
    def write(self, table: pa.Table) -> None:
        """Take the next rows."""


@contextmanager
def geoparquet(
    path: Path, schema: pa.Schema, place: Place, tally: Tally, *, sort: bool, overwrite: bool
) -> Iterator[Rows]:
    """Write a GeoParquet file that appears only when the block succeeds.

    Parameters
    ----------
    path
        The file; what is written meanwhile lies next to it, under a hidden name.
    schema
        The columns.
    place
        The geometry, one column.
    tally
        Where the bounds of the points are when the block ends.
    sort
        Whether to order the points along a Hilbert curve, so that row groups are small areas.
        Takes as much temporary space as the output, and memory for about a million rows.
    overwrite
        Whether an existing file may be replaced.

    Raises
    ------
    ExportError
        The file exists, or cannot be written.
    """
    if path.suffix != ".parquet":
        raise ExportError(
            f"{path}: output {path.suffix or 'without suffix'!r}, allowed is .parquet"
        )
    if path.exists() and not overwrite:
        raise ExportError(f"{path}: exists already; choose another name, or allow to overwrite it")
    with (
        whole_file(path) as temporary,
        pq.ParquetWriter(temporary, schema, **encoding(schema, place)) as writer,
    ):
        rows = _Groups(writer)
        if sort:
            with hidden_folder(path.with_suffix("")) as folder:
                spill = _Spill(folder, schema, place)
                yield spill
                spill.write_sorted(rows)
        else:
            yield rows
        rows.flush()
        writer.add_key_value_metadata(geo_metadata(place, tally))


@contextmanager
def new_folder(target: str, *, overwrite: bool) -> Iterator[str]:
    """Give a folder that several processes write files to; it goes when the block fails.

    A local folder gets its name only when the block succeeds. Where renaming is not at hand, as
    in an object store, files are whole but appear one by one.

    Raises
    ------
    ExportError
        The folder exists, or cannot be written to.
    """
    system, path = file_system(target)
    if system.get_file_info(path).type != FileType.NotFound and not overwrite:
        raise ExportError(f"{target}: exists already; choose another name, or allow to overwrite")
    local = isinstance(system, LocalFileSystem)
    draft = str(hidden_beside(path))
    if local:
        clear_hidden(path)
    try:
        system.create_dir(draft if local else path)
        yield draft if local else target
        if local:
            if Path(path).exists():
                system.delete_dir(path)
            system.move(draft, path)
    except BaseException as error:
        with suppress(OSError):
            system.delete_dir(draft if local else path)
        if isinstance(error, OSError):
            raise ExportError(f"cannot write {target}: {error.strerror or error}") from error
        raise


def encoding(schema: pa.Schema, place: Place) -> dict[str, Any]:
    """Give how to write each column: small, and fast to read again.

    Positions and measures hardly ever repeat, so a dictionary only makes them larger; their bytes,
    apart by place, shrink well. Everything else may repeat.
    """
    leaves = [leaf for field in schema for leaf in _leaves(field)]
    numbers = [path for path, kind in leaves if pa.types.is_floating(kind)]
    single = {*numbers, *place.columns}
    return {
        "compression": "zstd",
        "use_dictionary": [path for path, _ in leaves if path not in single],
        "use_byte_stream_split": numbers,
    }


def _leaves(field: pa.Field, start: str = "") -> Iterator[tuple[str, pa.DataType]]:
    """Give the path of each stored column of a field, and its type."""
    path, kind = f"{start}{field.name}", field.type
    if isinstance(kind, pa.BaseExtensionType):
        kind = kind.storage_type
    if pa.types.is_struct(kind):
        for child in kind:
            yield from _leaves(child, f"{path}.")
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        yield f"{path}.list.element", kind.value_type
    else:
        yield path, kind


def geo_metadata(place: Place, tally: Tally) -> dict[str, str]:
    """Give the metadata that make a Parquet file a GeoParquet file."""
    structs = place.kind == "point"
    column: dict[str, Any] = {
        "encoding": "point" if structs else "WKB",
        "geometry_types": [],
        "crs": CRS(WGS84).to_json_dict(),
    }
    if np.isfinite(tally.bounds).all():
        column["bbox"] = list(tally.bounds)
    name = place.columns[0]
    version = "1.1.0" if structs else "1.0.0"
    geo = {"version": version, "primary_column": name, "columns": {name: column}}
    return {"geo": json.dumps(geo)}


class _Groups(Rows):
    """Collects rows into whole row groups."""

    def __init__(self, writer: pq.ParquetWriter) -> None:
        self._writer = writer
        self._waiting: list[pa.Table] = []
        self._rows = 0

    def write(self, table: pa.Table) -> None:
        self._waiting.append(table)
        self._rows += table.num_rows
        if self._rows >= GROUP_ROWS:
            whole = self._rows // GROUP_ROWS * GROUP_ROWS
            table = pa.concat_tables(self._waiting)
            self._writer.write_table(table.slice(0, whole), row_group_size=GROUP_ROWS)
            self._waiting, self._rows = [table.slice(whole)], self._rows - whole

    def flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.concat_tables(self._waiting))
        self._waiting, self._rows = [], 0


class _Spill(Rows):
    """Keeps rows on disk until all are known, then gives them in the order of the curve.

    Rows are dealt into buckets, stretches of the curve of about a million rows, which are sorted
    one after the other. Their places on the curve go with them, in a last column.
    """

    def __init__(self, folder: Path, schema: pa.Schema, place: Place) -> None:
        self._folder, self._place = folder, place
        self._schema = schema.append(_CURVE_PLACE)
        self._count = np.zeros(PREFIXES, np.int64)
        self._all = folder / "all.arrow"
        self._writer = pa.ipc.new_stream(self._all, self._schema)

    def write(self, table: pa.Table) -> None:
        for batch in table.to_batches():
            places = curve_places(*read_positions(batch, self._place))
            self._count += np.bincount(places // PREFIXES, minlength=PREFIXES)
            self._writer.write_batch(batch.append_column(_CURVE_PLACE, pa.array(places)))

    def write_sorted(self, rows: _Groups) -> None:
        self._writer.close()
        total = int(self._count.sum())
        size = max(SORTED_AT_ONCE, total // _MOST_BUCKETS)
        bucket = (np.cumsum(self._count) - 1).clip(0) // size
        for file in self._deal(bucket) if total > size else [self._all]:
            with pa.memory_map(str(file)) as mapped, pa.ipc.open_stream(mapped) as reader:
                table = reader.read_all()
                order = np.argsort(table.column(-1).to_numpy(), kind="stable")
                rows.write(table.remove_column(table.num_columns - 1).take(order))
            file.unlink()

    def _deal(self, bucket: npt.NDArray[np.int64]) -> list[Path]:
        """Deal the rows into one file for each bucket."""
        writers: dict[int, tuple[Path, pa.RecordBatchStreamWriter]] = {}
        with pa.memory_map(str(self._all)) as mapped, pa.ipc.open_stream(mapped) as reader:
            for batch in reader:
                mine = bucket[batch.column(-1).to_numpy() // PREFIXES]
                order = np.argsort(mine, kind="stable")
                numbers, start = np.unique(mine[order], return_index=True)
                for number, some in zip(numbers.tolist(), np.split(order, start[1:]), strict=True):
                    if number not in writers:
                        path = self._folder / f"{number}.arrow"
                        writers[number] = path, pa.ipc.new_stream(path, self._schema)
                    writers[number][1].write_batch(batch.take(some))
        for _, writer in writers.values():
            writer.close()
        self._all.unlink()
        return [writers[number][0] for number in sorted(writers)]
