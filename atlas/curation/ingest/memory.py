"""Memory while a large table is put together."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collecting() -> Iterator[None]:
    """Keep Python from looking for garbage in cycles; what is no longer used still goes at once.

    Every few hundred new lists it would walk through all that are there: a quarter of the time
    that a file of 100,000 rows takes, and nothing to be found.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
