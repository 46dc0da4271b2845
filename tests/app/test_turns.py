"""Pages are made a few at a time, and whoever fails gives the turn back."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

from atlas.app import state
from atlas.app.turns import MOST_AT_ONCE


def run(meeting, *, fails=False):
    """Make a page that waits for others; say whether all of them were made at once."""
    with suppress(ValueError), state.one_run():
        with state.one_run():  # the content of the page
            try:
                meeting.wait(timeout=0.5)
            except BrokenBarrierError:
                return False
        if fails:
            raise ValueError
    return True


def met(count, **options):
    meeting = Barrier(count)
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda _: run(meeting, **options), range(count)))


def test_only_so_many_pages_are_made_at_once():
    assert all(met(MOST_AT_ONCE))
    assert not any(met(MOST_AT_ONCE + 1))


def test_a_page_that_fails_gives_its_turn_back():
    met(MOST_AT_ONCE, fails=True)
    assert all(met(MOST_AT_ONCE))
