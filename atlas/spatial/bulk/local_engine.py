"""The join on one machine: a few threads, a few pieces at a time."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pyarrow as pa

from atlas.spatial.bulk.join_work import Tally, Work
from atlas.spatial.bulk.point_files import Source, Unit

Progress = Callable[[int, int | None], None]
Joined = tuple[Iterable[pa.Table], Tally]

_MOST_ROWS_HELD = 1 << 20


def join_here(source: Source, work: Work, *, threads: int) -> Generator[Joined, None, None]:
    """Join every piece of a source, several at once, and give them in order.

    Parameters
    ----------
    source, work
        What to join, and how.
    threads
        How many pieces to join at once.

    Yields
    ------
    tables, tally
        The joined rows of a piece; and what was counted, complete when the tables are used up.
    """
    waiting: deque[Future[Joined]] = deque()
    pool = ThreadPoolExecutor(threads)
    try:
        for unit in source.units():
            if work.schema is not None and unit.rows > _MOST_ROWS_HELD:
                # A row group too large to hold is written while it is read.
                yield from _finished(waiting, 0)
                tally = Tally()
                yield work.tables(unit, tally), tally
            else:
                waiting.append(pool.submit(_joined, work, unit))
                yield from _finished(waiting, threads)
        yield from _finished(waiting, 0)
    finally:
        pool.shutdown(cancel_futures=True)


def _finished(waiting: deque[Future[Joined]], leave: int) -> Iterator[Joined]:
    while len(waiting) > leave:
        yield waiting.popleft().result()


def _joined(work: Work, unit: Unit) -> Joined:
    tally = Tally()
    return list(work.tables(unit, tally)), tally
