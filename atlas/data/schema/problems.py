"""Problems of the data as a table, in the words of every language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import numpy as np
import pandas as pd

from atlas.base.i18n import LANGS, MESSAGE_COLUMNS, messages

PROBLEM_COLUMNS: Final = (
    "file", "row", "column", "code", "value", *MESSAGE_COLUMNS, "severity"
)  # fmt: skip
"""Columns of every problem table; `severity` is `error` or `warning`."""

_WARNINGS: Final = {"unknown_column", "unused_source", "list_repeated", "phone_country_code"}
PLAIN_TEXT: Final = pd.StringDtype("python", na_value=np.nan)
"""Type of text in tables of one row a row of a file: `str`, kept as the strings of Python.

Such tables are made, walked through and written as strings; pandas would else turn every column
into Arrow's text and back at each step.
"""

PROBLEM_TYPES: Final = {
    column: "int64" if column == "row" else PLAIN_TEXT for column in PROBLEM_COLUMNS
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell, row or file, not yet in words."""

    row: int
    column: str
    code: str
    value: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    """What fills the message `schema.<code>` besides `column` and `value`.

    Words that differ by language come once a language, as `name_<lang>`.
    """


def problem_table(faults: Iterable[Fault], *, file: str) -> pd.DataFrame:
    """Put faults of one file into words.

    Parameters
    ----------
    faults
        In any order.
    file
        Name of the file that they are in.

    Returns
    -------
    problems
        Columns `PROBLEM_COLUMNS`, sorted by row; `row` is int64.
    """
    rows = [
        (
            *(file, fault.row, fault.column, fault.code, fault.value),
            *(_say(fault, lang) for lang in LANGS),
            "warning" if fault.code in _WARNINGS else "error",
        )
        for fault in sorted(faults, key=lambda fault: (fault.row, fault.column, fault.code))
    ]
    return _table(rows) if rows else no_problems()


def no_problems() -> pd.DataFrame:
    """Give a problem table without rows."""
    return _nothing().copy()


@cache
def _nothing() -> pd.DataFrame:
    return _table([])


def _table(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(PROBLEM_COLUMNS))
    return table.astype(PROBLEM_TYPES)


def _say(fault: Fault, lang: str) -> str:
    known = messages(lang)
    # A package may bring rules of its own, with codes that only it knows.
    text = known.get(f"schema.{fault.code}", known["schema.rule"])
    words = {"column": fault.column, "value": fault.value, "code": fault.code, **fault.words}
    words |= {name.removesuffix(f"_{lang}"): said for name, said in words.items()}
    return text.format_map(words)
