"""Telephone numbers as a cell of the data has them: `+52 664 682 5180 [2018]; +1 619 231 8414`."""

import re
from collections.abc import Iterable
from typing import NamedTuple

_PHONE = re.compile(r"(?P<number>[^\[\]]*?)\s*(?:\[(?P<date>[0-9-]*)\])?")

_BETWEEN = re.compile(r"[\s().-]")
_DIALLED = re.compile(r"\+?[0-9]{3,}")


class Phone(NamedTuple):
    """A number as it is written, and the date of its source; empty when the cell has none."""

    number: str
    date: str = ""


def phones_in(cell: str) -> list[Phone]:
    """Take the numbers of a cell apart.

    Parameters
    ----------
    cell
        Numbers separated by semicolons, each with the date of its source in brackets or without.

    Returns
    -------
    phones
        Each different number once, in their order. What has another form is a number as it is.
    """
    phones: dict[str, Phone] = {}
    for part in filter(None, map(str.strip, cell.split(";"))):
        found = _PHONE.fullmatch(part)
        phone = Phone(found["number"], found["date"] or "") if found else Phone(part)
        phones.setdefault(phone.number, phone)
    return [phone for phone in phones.values() if phone.number]


def phone_cell(phones: Iterable[Phone]) -> str:
    """Write numbers as a cell has them; `phones_in` takes them apart."""
    return "; ".join(f"{one.number} [{one.date}]" if one.date else one.number for one in phones)


def dialled(number: str) -> str:
    """Give what a device dials; nothing for what is more, or less, than one number."""
    digits = _BETWEEN.sub("", number)
    return digits if _DIALLED.fullmatch(digits) else ""
