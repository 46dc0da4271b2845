# mypy: disable-error-code=no-untyped-call
"""The join on Dask: processes of this machine, or the workers of a cluster.

The index, the corridors and the footers of the files go to each worker once, also to one that
joins or restarts later. A task is a range of row groups, a pair of numbers. Workers read the
files themselves; what they give back is the same whoever does it and however often, so that the
loss of a worker costs time and nothing else.
"""

import logging
import os
import pickle
import secrets
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow.parquet as pq
from distributed import Client, Future, KilledWorker, LocalCluster, Worker, WorkerPlugin, get_worker

from atlas.base.errors import FilterError, IngestError
from atlas.spatial.bulk.geoparquet_writer import encoding, geo_metadata
from atlas.spatial.bulk.join_work import Tally, Work
from atlas.spatial.bulk.local_engine import Joined
from atlas.spatial.bulk.point_files import ParquetSource, Source, file_system

_MOST_TASK_ROWS = 1 << 20
_TASKS_PER_WORKER = 8
_TASKS_AHEAD = 4
_PATIENCE = "20s"
_RETRIES = 2


@dataclass(frozen=True, slots=True)
class Job:
    """All that a worker needs in addition to the points."""

    source: ParquetSource
    work: Work
    folder: str | None

    def run(self, first: int, last: int) -> Joined:
        """Join the units from `first` up to `last`; write them when there is a folder."""
        tally = Tally()
        units = self.source.units_between(first, last)
        tables = [table for unit in units for table in self.work.tables(unit, tally)]
        if self.folder is None or self.work.schema is None:
            return tables, tally
        system, path = file_system(f"{self.folder}/part-{first:07}.parquet")
        # A task may be run again, or twice at once; each run writes its own file first.
        draft = f"{path}.{secrets.token_hex(4)}"
        place = self.work.written_place
        schema = self.work.schema.with_metadata(geo_metadata(place, tally))
        with (
            system.open_output_stream(draft) as stream,
            pq.ParquetWriter(stream, schema, **encoding(schema, place)) as writer,
        ):
            for table in tables:
                writer.write_table(table.replace_schema_metadata(schema.metadata))
        system.move(draft, path)
        return [], tally


class _Hold(WorkerPlugin):
    """Keeps a job on each worker, under a name of its own."""

    def __init__(self, name: str, job: Job) -> None:
        self.name = name
        self._pickled = pickle.dumps(job)

    def setup(self, worker: Worker) -> None:
        setattr(worker, self.name, pickle.loads(self._pickled))  # noqa: S301, our own bytes

    def teardown(self, worker: Worker) -> None:
        delattr(worker, self.name)


def _run(name: str, first: int, last: int) -> Joined:
    joined: Joined = getattr(get_worker(), name).run(first, last)
    return joined


def join_there(
    source: Source, work: Work, *, scheduler: str | None, folder: str | None
) -> Generator[Joined, None, None]:
    """Join every range of row groups on the workers, and give them in order.

    Parameters
    ----------
    source, work
        What to join, and how.
    scheduler
        The address of a scheduler; by default processes of this machine.
    folder
        Where the workers write the joined rows, one file each; by default they give them back.

    Yields
    ------
    tables, tally
        As `join_here` gives them.

    Raises
    ------
    IngestError
        The source cannot be cut into pieces, or a worker died of a piece again and again.
    FilterError
        The scheduler cannot be reached.
    """
    if not isinstance(source, ParquetSource):
        raise IngestError(f"{source.name}: dask needs Parquet, whose row groups can be shared out")
    name = f"atlas_join_{secrets.token_hex(8)}"
    with _client(scheduler) as client:
        client.register_plugin(_Hold(name, Job(source, work, folder)), name=name)
        try:
            workers = max(len(client.scheduler_info()["workers"]), 1)
            ahead = _TASKS_AHEAD * workers
            rows = min(_MOST_TASK_ROWS, source.rows // (_TASKS_PER_WORKER * workers))
            waiting: deque[Future[Joined]] = deque()
            for first, last in source.ranges(rows):
                waiting.append(client.submit(_run, name, first, last, pure=False, retries=_RETRIES))
                yield from _finished(waiting, ahead)
            yield from _finished(waiting, 0)
        except KilledWorker as error:
            raise IngestError(
                f"{source.name}: workers died again and again of the same row groups, most often "
                f"for want of memory ({error})"
            ) from error
        finally:
            client.unregister_worker_plugin(name)


def _finished(waiting: deque[Future[Joined]], leave: int) -> Iterator[Joined]:
    while len(waiting) > leave:
        yield waiting.popleft().result()


@contextmanager
def _client(scheduler: str | None) -> Iterator[Client]:
    if scheduler is not None:
        try:
            client = Client(scheduler, timeout=_PATIENCE)
        except (OSError, TimeoutError, ValueError) as error:
            raise FilterError(f"scheduler {scheduler}: cannot be reached ({error})") from error
        with client:
            yield client
        return
    # What fails on a worker is raised here and said in one line; it would print a traceback too.
    options = {"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    with (
        LocalCluster(os.cpu_count() or 1, silence_logs=logging.CRITICAL, **options) as cluster,
        Client(cluster) as client,
    ):
        yield client
