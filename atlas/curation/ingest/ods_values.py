"""What the cell of an ODS workbook holds, as text: its value before what the sheet shows."""

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from typing import Final

from atlas.curation.ingest.cell_tidying import ERROR_MARKS, text_of

NAMESPACE: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE: Final = f"{NAMESPACE}office:1.0 "
_FORMULA: Final = f"{NAMESPACE}table:1.0 formula"
_TYPE_OF_LIBREOFFICE: Final = (
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
)
_CONSTANTS: Final = ("of:=TRUE()", "of:=FALSE()")
"""How LibreOffice keeps the truth values of an XLSX workbook."""

_WHOLE = re.compile(r"-?[0-9]{1,400}")
_DURATION = re.compile(r"PT([0-9]{1,6})H([0-9]{1,6})M([0-9]{1,6}(?:[.,][0-9]+)?)S")
_FAILED = re.compile(r"Err:[0-9]{3}")


def value_of(attributes: Mapping[str, str], shown: str) -> str:
    """Give the value of a cell as text, as `text_of` writes it.

    Parameters
    ----------
    attributes
        Those of the cell, each with its namespace before it.
    shown
        What the sheet shows, its paragraphs on lines of their own.

    Returns
    -------
    text
        The value; what is shown, where there is none or none that can be understood.
    """
    attribute, convert = _TYPES.get(attributes.get(f"{_OFFICE}value-type", ""), _AS_TEXT)
    written = attributes.get(f"{_OFFICE}{attribute}", "").strip()
    if not written or (convert is str and shown.strip()):
        return shown.strip()
    # A comparison is a number to LibreOffice, which is shown as a word.
    if _FORMULA in attributes and written in ("0", "1") and shown.strip().isalpha():
        return _boolean("true" if written == "1" else "false")
    try:
        return convert(written)
    except (ValueError, OverflowError):
        return shown.strip()


def formula_of(attributes: Mapping[str, str]) -> str:
    """Give the formula of a cell, or nothing: `of:=[.A1]` is `=[.A1]`."""
    formula = attributes.get(_FORMULA)
    return re.sub(r"^\w+:", "", formula) if formula and formula not in _CONSTANTS else ""


def has_failed(attributes: Mapping[str, str], shown: str) -> bool:
    """Say whether a cell shows an error in the place of the result of its formula."""
    if attributes.get(_TYPE_OF_LIBREOFFICE) == "error":
        return True
    text = shown.strip()
    return _FORMULA in attributes and (
        text.casefold() in ERROR_MARKS or _FAILED.fullmatch(text) is not None
    )


def _number(written: str) -> str:
    number = int(written) if _WHOLE.fullmatch(written) else float(written)
    if not math.isfinite(number):
        raise ValueError(written)
    return text_of(number)


def _date(written: str) -> str:
    # Spreadsheets keep moments as fractions of a day: 10:30 may be written 10:29:59.999999999.
    moment = dt.datetime.fromisoformat(written) + dt.timedelta(milliseconds=500)
    return text_of(moment.replace(microsecond=0))


def _time(written: str) -> str:
    parts = _DURATION.fullmatch(written)
    if parts is None:
        raise ValueError(written)
    hours, minutes, seconds = parts.groups()
    minute, second = divmod(round(float(seconds.replace(",", "."))) + 60 * int(minutes), 60)
    hour, minute = divmod(minute + 60 * int(hours), 60)
    return f"{hour:02}:{minute:02}:{second:02}"


def _boolean(written: str) -> str:
    return text_of(written == "true")


_AS_TEXT: Final[tuple[str, Callable[[str], str]]] = ("string-value", str)
_TYPES: Final[dict[str, tuple[str, Callable[[str], str]]]] = {
    "float": ("value", _number),
    "percentage": ("value", _number),
    "currency": ("value", _number),
    "date": ("date-value", _date),
    "time": ("time-value", _time),
    "boolean": ("boolean-value", _boolean),
}
