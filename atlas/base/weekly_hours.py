"""Opening hours as a weekly timetable, from the opening_hours syntax of OpenStreetMap."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from opening_hours import OpeningHours, State, validate

_MONDAY: Final = datetime.fromisoformat("2026-01-05")
_WEEKS: Final = 52
"""A whole year is looked at: hours that differ by season are no weekly timetable."""


_SUN: Final = ("sunrise", "sunset", "dawn", "dusk")
"""Times that nobody can tell without the place and the day."""


class Opening(NamedTuple):
    """A time in which a place is open, within one day.

    `day` is 0 on Monday; `opens` and `closes` are `HH:MM`, `24:00` at the end of the day.
    """

    day: int
    opens: str
    closes: str


@lru_cache(maxsize=1024)
def weekly_hours(hours: str) -> tuple[Opening, ...] | None:
    """Give when a place is open in any week without a holiday.

    Parameters
    ----------
    hours
        In the opening_hours syntax. Holidays in it are left aside: nobody says whose they are.

    Returns
    -------
    openings
        In their order from Monday on; None when the hours are not valid, or not the same in every
        week of the year.
    """
    if not validate(hours) or any(word in hours for word in _SUN):
        return None
    weeks: list[list[Opening]] = [[] for _ in range(_WEEKS)]
    for day, opening in _days(OpeningHours(hours)):
        weeks[day // 7].append(opening)
    return tuple(weeks[0]) if all(week == weeks[0] for week in weeks) else None


def _days(expression: OpeningHours) -> Iterator[tuple[int, Opening]]:
    """Give every opening with the number of its day since the first Monday, cut at midnight."""
    end = _MONDAY + timedelta(weeks=_WEEKS)
    for start, stop, state, _ in expression.intervals(_MONDAY, end):
        if state != State.OPEN:
            continue
        at, last = start.replace(tzinfo=None), min(stop or end, end).replace(tzinfo=None)
        while at < last:
            midnight = at.replace(hour=0, minute=0) + timedelta(days=1)
            until = min(last, midnight)
            day = (at - _MONDAY).days
            closes = "24:00" if until == midnight else f"{until:%H:%M}"
            yield day, Opening(day % 7, f"{at:%H:%M}", closes)
            at = until
