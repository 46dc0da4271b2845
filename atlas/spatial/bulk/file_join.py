"""`join`: points in a file, corridors around them, and out comes a file, or counts."""

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import pyarrow as pa

from atlas.base.errors import ExportError, FilterError, IngestError
from atlas.spatial.bulk.geoparquet_writer import Rows, geoparquet, new_folder
from atlas.spatial.bulk.join_layers import read_corridors, read_sites
from atlas.spatial.bulk.join_work import Tally, Work
from atlas.spatial.bulk.local_engine import Joined, join_here
from atlas.spatial.bulk.point_files import Source, open_source
from atlas.spatial.index import Predicate, check_predicate

Engine = Literal["local", "dask"]

_GEOMETRY_NAMES = ("geometry", "point", "point_geometry", "join_geometry")
_SUFFIX = ".parquet"
_MOST_THREADS = 4


@dataclass(frozen=True, slots=True)
class JoinSummary:
    """What a join found.

    Attributes
    ----------
    points
        Rows read, or known to be there. In the output each is one row, or one for each of
        several overlapping corridors.
    matched
        Points in at least one corridor.
    without_position
        Points whose position is missing or cannot be read; written without a corridor.
    ruled_out
        Points counted but not read, because the statistics of their row group put them far from
        every corridor (only when nothing is written). NaN is not in the statistics: such rows
        count as points outside.
    counts
        Points for each corridor, and for each value of `counts_by`: the columns of the
        corridors, that column, and `points`.
    out
        The file or folder written; None when only counts were wanted.
    """

    points: int
    matched: int
    without_position: int
    ruled_out: int
    counts: pd.DataFrame
    out: str | None

    def to_dict(self) -> dict[str, Any]:
        """Give the summary for a machine to read."""
        return {
            "points": self.points,
            "matched": self.matched,
            "without_position": self.without_position,
            "ruled_out": self.ruled_out,
            "counts": self.counts.to_dict("records"),
            "out": self.out,
        }


def join(  # noqa: PLR0913, one call for all that a command line asks for
    points: str | Path,
    out: str | Path | None = None,
    *,
    corridors: str | Path | None = None,
    nearest: str | Path | None = None,
    engine: Engine | str = "local",
    scheduler: str | None = None,
    predicate: Predicate | str = "within",
    sort: bool = False,
    counts_by: str | None = None,
    lon: str | None = None,
    lat: str | None = None,
    threads: int | None = None,
    overwrite: bool = False,
    cache: bool = True,
    progress: Callable[[int, int | None], None] | None = None,
) -> JoinSummary:
    """Join points of a file with corridors, and with their nearest site.

    Streams: memory does not grow with the number of points.

    Parameters
    ----------
    points
        GeoParquet, Parquet or CSV with longitudes and latitudes, GeoPackage, FlatGeobuf, GeoJSON;
        a folder of Parquet files; an fsspec URL of Parquet.
    out
        The GeoParquet file to write; with `dask` also a folder, or its fsspec URL, for one file
        from each task. None to count only.
    corridors
        A file of polygons, whose columns are added; by default the segments of the atlas.
    nearest
        A file of sites; the nearest one's id and distance in km are added.
    engine
        `local`, or `dask`: on processes of this machine, or on a cluster.
    scheduler
        The address of a Dask scheduler.
    predicate
        `within` the interior; `intersects` and `covers` take in the boundary.
    sort
        Whether to write the points along a Hilbert curve.
    counts_by
        A column of the points whose values are counted apart.
    lon, lat
        The columns of the position, when they have unusual names.
    threads
        How many pieces to join at once; by default one for each processor, at most 4.
    overwrite
        Whether an existing output may be replaced.
    cache
        Whether to keep the index of the corridors for the next time.
    progress
        Told from time to time how many points are done, and how many there are if known.

    Raises
    ------
    IngestError
        An input that cannot be read or is not in longitude and latitude.
    ExportError
        An output that exists or cannot be written.
    FilterError
        An option that does not exist.
    """
    source = open_source(points, lon=lon, lat=lat)
    target = None if out is None else str(out)
    asked = check_predicate(predicate)
    _check_engine(engine, target, scheduler=scheduler, sort=sort)
    if counts_by is not None and counts_by not in source.schema.names:
        raise FilterError(
            f"{source.name}: no column {counts_by!r} to count by; "
            f"columns are {', '.join(source.schema.names)}"
        )
    if target is None and (nearest is not None or sort):
        raise FilterError("nearest and sort: allowed with an output file only")
    index, columns = read_corridors(corridors, cache=cache)
    sites = None if nearest is None else read_sites(nearest)
    plain = Work(index, columns, source.place, [], asked, counts_by, sites)
    work = _work(source, plain, target)
    tally = Tally()
    with _output(work, target, tally, sort=sort, overwrite=overwrite) as output:
        if engine == "dask":
            join_there = _dask_engine()
            folder = output if isinstance(output, str) else None
            pieces = join_there(source, work, scheduler=scheduler, folder=folder)
        else:
            pieces = join_here(source, work, threads=threads or _threads())
        with closing(pieces):
            for tables, counted in pieces:
                for table in tables:
                    if isinstance(output, Rows):
                        output.write(table)
                tally.add(counted)
                if progress:
                    progress(tally.points, source.rows)
        _check_any_point(source, tally)
    return _summary(work, tally, target)


def _dask_engine() -> Callable[..., Generator[Joined, None, None]]:
    try:
        from atlas.spatial.bulk.dask_engine import join_there
    except ImportError as error:
        raise FilterError(f"engine dask: needs the extra scale ({error})") from error
    return join_there


def _threads() -> int:
    return min(os.cpu_count() or 1, _MOST_THREADS)


def _check_engine(engine: str, target: str | None, *, scheduler: str | None, sort: bool) -> None:
    if engine not in ("local", "dask"):
        raise FilterError(f"engine {engine!r}: allowed are local, dask")
    if scheduler is not None and engine != "dask":
        raise FilterError(f"scheduler {scheduler}: allowed with engine dask only")
    if target is not None and not target.endswith(_SUFFIX) and (engine != "dask" or sort):
        raise ExportError(
            f"{target}: allowed is a {_SUFFIX} file; a folder with engine dask, unsorted"
        )


@contextmanager
def _output(
    work: Work, target: str | None, tally: Tally, *, sort: bool, overwrite: bool
) -> Iterator[Rows | str | None]:
    """Give where the rows go: nowhere, into a file, or a folder that workers write to."""
    if target is None or work.schema is None:
        yield None
    elif target.endswith(_SUFFIX):
        with geoparquet(
            Path(target), work.schema, work.written_place, tally, sort=sort, overwrite=overwrite
        ) as rows:
            yield rows
    else:
        with new_folder(target, overwrite=overwrite) as folder:
            yield folder


def _work(source: Source, work: Work, target: str | None) -> Work:
    """Settle which columns are read and written."""
    place = source.place
    if target is None:
        columns = dict.fromkeys([*place.columns, *([work.group] if work.group else [])])
        return replace(work, columns=list(columns))
    fields = {field.name: field for field in source.schema}
    geometry = ""
    if place.kind == "pair":
        geometry = next(name for name in _GEOMETRY_NAMES if name not in fields)
    elif pa.types.is_fixed_size_list(fields[place.columns[0]].type):
        geometry = place.columns[0]
    if geometry:
        fields[geometry] = pa.field(geometry, pa.binary())
    added = list(work.corridors.schema)
    if work.sites:
        added += [
            pa.field(work.sites.id_column, work.sites.ids.type),
            pa.field(work.sites.km_column, pa.float64()),
        ]
    clash = [field.name for field in added if field.name in fields]
    if clash:
        raise ExportError(
            f"{source.name}: has a column {clash[0]!r} already, which the join adds; rename it"
        )
    schema = pa.schema([*fields.values(), *added])
    return replace(work, columns=source.schema.names, schema=schema, geometry=geometry)


def _check_any_point(source: Source, tally: Tally) -> None:
    if tally.points and tally.without_position == tally.points:
        raise IngestError(
            f"{source.name}: not one of {tally.points} rows has a longitude and latitude in column "
            f"{' and '.join(map(repr, source.place.columns))}; allowed are points in degrees"
        )


def _summary(work: Work, tally: Tally, target: str | None) -> JoinSummary:
    number = [number for number, _ in tally.counts]
    counts = work.corridors.to_pandas().take(number).reset_index(drop=True)
    if work.group:
        counts[work.group] = [value for _, value in tally.counts]
    counts["points"] = list(tally.counts.values())
    order = sorted(range(len(number)), key=lambda at: (number[at], str(list(tally.counts)[at][1])))
    return JoinSummary(
        tally.points,
        tally.matched,
        tally.without_position,
        tally.ruled_out,
        counts.take(order).reset_index(drop=True),
        target,
    )
