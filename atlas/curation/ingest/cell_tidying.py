"""Tidy the cells of a table before they are understood: what no cell of a table may hold.

Text is never run and never repaired by guessing. Only what does not change its meaning is taken
away in silence: blanks around it, line breaks, the apostrophes of `atlas.base.spreadsheet`.
"""

import datetime as dt
import json
import math
import re
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.base.spreadsheet import restore
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.limits import Limits
from atlas.curation.ingest.text_codes import coded, spread
from atlas.curation.ingest.text_table import TEXT, Table

MISSING_MARKS: Final = frozenset((
    "na", "n/a", "n.a.", "nan", "nd", "n/d", "s/d", "s.d.", "null", "none", "nil", "#n/a",
    "sin dato", "sin datos", "no aplica", "no disponible", "no data", "not available",
    "-", "--", "---", ".",
))  # fmt: skip
"""What people write into a cell that has no value, in lower case."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_MOJIBAKE = re.compile("[ÃÂ][\u0080-\u00bf\u2018-\u203a€™œŸžš]|\N{REPLACEMENT CHARACTER}")
_RUNNABLE = re.compile(r"\s*(?:[=@\uff1d\uff20]|[+\-\uff0b\uff0d]\s*[A-Za-z(=@])")
_BULLET = re.compile(r"^[-\u2013\u2022*\u00b7]\s+")
_NOT_PLAIN = (
    "\x00-\x1f\x7f-\x9f\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff"
    "\ufffd-\uffffÃÂ'"
)
_NOT_FIRST = r"\s=@*+\-\uff1d\uff20\uff0b\uff0d\u2013\u2022\u00b7"
_PLAIN = re.compile(rf"(?:[+-](?=\d)|[^{_NOT_PLAIN}{_NOT_FIRST}])[^{_NOT_PLAIN}]{{0,1998}}")
"""A cell to which nothing below matters; most cells are such."""

_LONGEST_MARK = 16
_BREAKS = re.compile(r"[ \t]*[\r\n\u2028\u2029\x85]+[ \t]*")


def tidy(table: Table, limits: Limits) -> Table:
    """Give the table with tidy cells, and a problem for every cell that lost something.

    Cells that a spreadsheet would run as a formula, and those longer than allowed, are emptied;
    control characters are taken away. Letters that were decoded wrongly stay and are reported.
    """
    columns: dict[str, pd.Series] = {}
    found = list(table.problems)
    for name in table.cells.columns:
        columns[name], problems = _tidy(table.cells[name], table.file, name, limits)
        found += problems
        if _MOJIBAKE.search(name):
            found.append(problem("mojibake", file=table.file, column=name, value=name))
    cells = pd.DataFrame(columns, index=table.cells.index, dtype=TEXT)
    return replace(table, cells=cells, problems=found)


def _tidy(
    cells: pd.Series, file: str, column: str, limits: Limits
) -> tuple[pd.Series, list[pd.DataFrame]]:
    codes, texts = coded(cells.tolist())
    odd = [i for i, text in enumerate(texts) if text and not _PLAIN.fullmatch(text)]
    wrong: dict[str, list[int]] = {}
    for i in odd:
        text, found = _plain(texts[i], limits)
        texts[i] = text
        for code in found:
            wrong.setdefault(code, []).append(i)
    problems = [
        _report(code, cells, np.isin(codes, at), file, column) for code, at in wrong.items()
    ]
    marks = {
        i for i, text in enumerate(texts)
        if len(text) <= _LONGEST_MARK and text.casefold() in MISSING_MARKS
    }  # fmt: skip
    if marks:
        written = ", ".join(sorted({texts[i] for i in marks}))
        count = int(np.isin(codes, list(marks)).sum())
        found_marks = problem("missing_marks", file=file, column=column, value=written, n=count)
        problems.append(found_marks)
        texts = ["" if i in marks else text for i, text in enumerate(texts)]
    return pd.Series(spread(texts, codes), index=cells.index, dtype=TEXT), problems


def _report(
    code: str, cells: pd.Series, rows: npt.NDArray[np.bool_], file: str, column: str
) -> pd.DataFrame:
    return problem(code, file=file, row=cells.index[rows], column=column, value=cells[rows])


def _plain(text: str, limits: Limits) -> tuple[str, list[str]]:
    """Give the text as it should be, and the codes of what was wrong with it."""
    codes = []
    if _CONTROL.search(text):
        codes.append("control_characters")
    plain = _CONTROL.sub("", restore(text)).replace("\xa0", " ")
    plain = _BREAKS.sub("\n", _INVISIBLE.sub("", plain)).replace("\t", " ")
    plain = _BULLET.sub("", plain.strip()).strip()
    if _MOJIBAKE.search(plain):
        codes.append("mojibake")
    if len(plain) > limits.cell_characters:
        return "", [*codes, "cell_too_long"]
    if _RUNNABLE.match(plain):
        return "", [*codes, "formula_text"]
    return plain, codes


def one_line(text: str, between: str = ", ") -> str:
    """Put the lines of a cell on one line."""
    lines = [line.strip() for line in text.split("\n")]
    joined = ""
    for line in filter(None, lines):
        glue = " " if joined.endswith((",", ";", ".", ":")) else between
        joined = f"{joined}{glue}{line}" if joined else line
    return joined


def text_of(value: Any) -> str:  # noqa: ANN401, whatever a file format holds
    """Give the value of a cell or property as text, the way a person would write it."""
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _text_of_number(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time(0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    return _text_of_parts(value) if isinstance(value, dict | list | tuple) else str(value).strip()


def _text_of_parts(value: dict[Any, Any] | list[Any] | tuple[Any, ...]) -> str:
    if isinstance(value, dict) or any(isinstance(part, dict | list) for part in value):
        return json.dumps(value, ensure_ascii=False)
    return ";".join(text_of(part) for part in value)


def _text_of_number(value: float) -> str:
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
