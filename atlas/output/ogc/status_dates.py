"""Dates that are known to the day, the month or the year, and the intervals that one asks for.

A date that is known to the year may mean any of its days: it meets an interval when one of them
lies in it. Days are ISO texts, which sort as the days do.
"""

import re
from calendar import monthrange
from datetime import date, datetime
from typing import Final, TypeAlias

from atlas.base.errors import FilterError

Days: TypeAlias = tuple[str, str]
"""A first and a last day, both included."""

FIRST: Final = "0000-00-00"
LAST: Final = "9999-99-99"

_PARTIAL: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_OPEN: Final = ("", "..")
_SHOWN: Final = 60


def days_of(text: str) -> Days | None:
    """Give the days that a date may mean; None when it is no date.

    Parameters
    ----------
    text
        `2026`, `2026-05` or `2026-05-01`.
    """
    found = _PARTIAL.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    last_month = month or 12
    last = day or monthrange(year, last_month)[1]
    return first.isoformat(), date(year, last_month, last).isoformat()


def asked_days(text: str) -> Days:
    """Read the parameter `datetime`: an instant, or an interval that may be open on a side.

    Parameters
    ----------
    text
        A date, perhaps partial, or a time of RFC 3339, of which the day counts; or two of them
        with a slash between, each of which may be `..` or nothing.

    Raises
    ------
    FilterError
        When it is something else.
    """
    parts = text.split("/")
    if len(parts) == 1:
        return _instant(parts[0], text)
    if len(parts) != 2:
        raise _refused(text)
    first = FIRST if parts[0] in _OPEN else _instant(parts[0], text)[0]
    last = LAST if parts[1] in _OPEN else _instant(parts[1], text)[1]
    if first > last:
        message = f"datetime: {text[:_SHOWN]!r} ends before it begins"
        raise FilterError(message)
    return first, last


def _instant(part: str, text: str) -> Days:
    if days := days_of(part):
        return days
    try:
        day = datetime.fromisoformat(part).date().isoformat() if "T" in part.upper() else ""
    except ValueError:
        day = ""
    if not day:
        raise _refused(text)
    return day, day


def _refused(text: str) -> FilterError:
    message = (
        f"datetime: {text[:_SHOWN]!r} cannot be used; use 2026-05-01, 2026-05, 2026, "
        "2026-05-01T00:00:00Z, or an interval such as 2026-05-01/.. or ../2026"
    )
    return FilterError(message)
