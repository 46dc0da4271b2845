"""Numbers that a spreadsheet or a program made of digits, read back as what they were.

A column of whole numbers with a gap in it is written `6645550101.0`; a long one is shown as
`6.645550101E9`, and saved as shown. Where no digit is missing it is read back; where digits are
lost (`3.32E9` was some number of ten digits) the cell is emptied and that is said.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

PLAIN_CELL: Final = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
"""Text that is a number: no spreadsheet runs it, and it is not marked where it is written."""

_POINT_ZERO = re.compile(r"\d+(?:\.0+|,0{1,2})")
_WHOLE = re.compile(r"\.0+$")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_SCIENTIFIC = re.compile(r"([+-]?)(\d)(?:[.,](\d+))?[eE]([+-]?)(\d{1,2})")
_AXIS = re.compile(r"\b(?:lat\w*|lon\w*|lng|x|y|coord\w*|gps|este|norte|easting|northing)\b")


class Restored(NamedTuple):
    """Texts as they were; which of them were changed, and of which digits are lost."""

    texts: list[str]
    changed: list[int]
    lost: list[int]


def restore_numbers(texts: Sequence[str], header: str) -> Restored:
    """Read numbers back.

    Parameters
    ----------
    texts
        The different texts of a column.
    header
        Its header, folded: the decimals of a coordinate are its own.
    """
    found = list(texts)
    changed: list[int] = []
    lost: list[int] = []
    is_axis = _AXIS.search(header) is not None
    whole = not is_axis and _are_whole(texts)
    for i, text in enumerate(texts):
        if whole and _POINT_ZERO.fullmatch(text):
            found[i] = re.split("[.,]", text)[0]
            changed.append(i)
        elif text[-1:].isdigit() and (parts := _SCIENTIFIC.fullmatch(text)):
            number = _plain_number(parts)
            if number is None:
                continue
            found[i] = number if is_axis else _WHOLE.sub("", number)
            (changed if number else lost).append(i)
    return Restored(found, changed, lost)


def _are_whole(texts: Sequence[str]) -> bool:
    """Say whether the numbers of a column are whole, and some are written with `.0`."""
    if not any(text.endswith("0") and _POINT_ZERO.fullmatch(text) for text in texts):
        return False
    numbers = [text for text in texts if _NUMBER.fullmatch(text)]  # `1,20E+01` is none of them
    return all(_POINT_ZERO.fullmatch(text) or text.isdigit() for text in numbers)


def _plain_number(parts: re.Match[str]) -> str | None:
    """Write a number without its power of ten; empty when digits are lost, None when it is none.

    Without a point and a sign (`1E5`) it may as well be the number of a house or a room.
    """
    sign, first, decimals, direction, power = parts.groups()
    if decimals is None and not direction:
        return None
    if direction != "-" and len(decimals or "") < int(power):
        return ""
    text = f"{sign}{first}.{decimals or 0}e{direction}{power}"
    plain = format(Decimal(text), "f")
    return plain.rstrip("0").rstrip(".") if decimals is None else plain
