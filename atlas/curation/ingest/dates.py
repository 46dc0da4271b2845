"""Dates as people write them, read to an ISO date of honest length."""

import datetime as dt
import re
from typing import NamedTuple

from atlas.base.text_search import fold

_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_NUMERIC = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_SHORT_YEAR = re.compile(r"(\d{1,2}) ([a-z]{3,4}) ([0-4]\d)")
_TIME = re.compile(r"(?<=\d)[T ]+\d{1,2}:\d{2}.*$")
_YEARS = range(1900, 2101)
_SERIALS = range(20_000, 60_000)
"""The days of 1954 to 2064 as spreadsheets count them."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "enero ene january jan",
            "febrero feb february",
            "marzo mar march",
            "abril abr april apr",
            "mayo may",
            "junio jun june",
            "julio jul july",
            "agosto ago august aug",
            "septiembre setiembre sept sep set september",
            "octubre oct october",
            "noviembre nov november",
            "diciembre dic december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_LITTLE_WORDS = {"de", "del", "of", "the", "el", "th", "st", "nd", "rd"}


class Date(NamedTuple):
    """An ISO date, or why there is none: `not_a_date` or `date_order`."""

    iso: str
    code: str = ""


def parse_date(text: str, order: str = "") -> Date:
    """Read a date: `2024`, `2024-05`, `08/04/2025`, `8 de abril de 2025`, `April 2025`.

    Parameters
    ----------
    text
        The text of a cell; a time after the date does not count.
    order
        `dmy` or `mdy` for dates that can be read both ways; without it they are not read.

    Returns
    -------
    date
        Year, month and day as far as they are written.
    """
    plain = _TIME.sub("", text.strip())
    if found := _ISO.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return _checked(*(int(part) if part else 0 for part in found.groups()))
    if found := _NUMERIC.fullmatch(plain):
        first, second, year = (int(part) for part in found.groups())
        return _ordered(first, second, year, order)
    return _in_words(plain)


def are_counted(texts: list[str]) -> bool:
    """Say whether all dates of a column are counted as programs do, and not written."""
    found = [text for text in texts if text]
    return bool(found) and all(
        text.isascii() and text.isdigit() and len(text) in (5, 12, 13) for text in found
    )


def counted_date(digits: str) -> Date:
    """Read a date as programs count: days since 1899 (spreadsheets), milliseconds since 1970.

    One number alone may be anything; where all of a column are such, they are dates.
    """
    number = int(digits)
    if len(digits) == 5 and number in _SERIALS:
        return Date((dt.date(1899, 12, 30) + dt.timedelta(days=number)).isoformat())
    if len(digits) in (12, 13):
        moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=number)
        return _checked(moment.year, moment.month, moment.day)
    return Date("", "not_a_date")


def order_of(texts: list[str]) -> str:
    """Tell the order of day and month from the dates of a column that have one reading.

    Returns
    -------
    order
        `dmy` or `mdy`, or an empty text when no date tells or they contradict each other.
    """
    found = [match for text in texts if (match := _NUMERIC.fullmatch(_TIME.sub("", text.strip())))]
    day_first = any(int(match[1]) > 12 for match in found)
    month_first = any(int(match[2]) > 12 for match in found)
    if day_first == month_first:
        return ""
    return "dmy" if day_first else "mdy"


def _ordered(first: int, second: int, year: int, order: str) -> Date:
    if year not in _YEARS:
        return Date("", "not_a_date")
    if first > 12 or first == second:
        return _checked(year, second, first)
    if second > 12 or order == "mdy":
        return _checked(year, first, second)
    return _checked(year, second, first) if order == "dmy" else Date("", "date_order")


def _checked(year: int, month: int = 0, day: int = 0) -> Date:
    if year not in _YEARS or (day and not month):
        return Date("", "not_a_date")
    try:
        dt.date(year, month or 1, day or 1)
    except ValueError:
        return Date("", "not_a_date")
    parts = [f"{year:04}", *(f"{part:02}" for part in (month, day) if part)]
    return Date("-".join(parts))


def _in_words(text: str) -> Date:
    parts = re.findall(r"[a-z]+|\d+", fold(text))
    parts = [part for part in parts if part not in _LITTLE_WORDS]
    months = [_MONTHS[part] for part in parts if part in _MONTHS]
    numbers = [part for part in parts if part.isdigit()]
    years = [int(number) for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) <= 2]
    known = len(months) + len(years) + len(days) == len(parts)
    if found := _SHORT_YEAR.fullmatch(" ".join(parts)):  # `3-mar-25`, as spreadsheets show it
        day, month, year = found.groups()
        return _checked(2000 + int(year), _MONTHS.get(month, 13), int(day))
    if not known or len(months) != 1 or len(years) != 1 or len(days) > 1:
        return Date("", "not_a_date")
    return _checked(years[0], months[0], *days)
