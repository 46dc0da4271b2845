"""Tidy the cells of a table before they are understood: what no cell of a table may hold.

Text is never run and never repaired by guessing. Only what does not change its meaning is taken
away in silence: blanks around it, line breaks, the apostrophes of `atlas.base.spreadsheet`.
"""

import datetime as dt
import json
import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.base.spreadsheet import restore
from atlas.base.text_search import fold
from atlas.curation.ingest.encoding import decoded_again
from atlas.curation.ingest.html_text import is_html, read_html
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.limits import Limits
from atlas.curation.ingest.protection_words import is_about_protection, names_protection
from atlas.curation.ingest.spreadsheet_numbers import restore_numbers
from atlas.curation.ingest.text_codes import coded, spread
from atlas.curation.ingest.text_table import TEXT, Table

MISSING_MARKS: Final = frozenset((
    "na", "n/a", "n.a.", "nan", "nd", "n/d", "n.d.", "s/d", "s.d.", "null", "none", "nil", "<null>",
    "(null)", "[null]", "<na>", "<nulo>", "nulo", "sin dato", "sin datos", "no aplica", "n/e",
    "no disponible", "no data", "not available", "sin informacion", "sin información",
    "no especificado", "not specified", "no proporcionado", "not provided", "not applicable",
    "ninguno", "ninguna", "no tiene", "(en blanco)", "(blank)", "<none>", "undefined",
    "-", "--", "---", "\u2013", "\u2014", ".", "..", "...", "\u2026", "?", "\u00bf?",
    "-999", "-9999", "-99999", "-999999", "-9999.0", "-999.0", "-1.#ind", "1.#qnan",
))  # fmt: skip
"""What people write into a cell that has no value, in lower case."""

ERROR_MARKS: Final = frozenset((
    "#n/a", "#n/d", "#ref!", "#\u00a1ref!", "#value!", "#\u00a1valor!", "#valor!", "#div/0!",
    "#\u00a1div/0!", "#name?", "#\u00bfnombre?", "#nombre?", "#null!", "#\u00a1nulo!", "#num!",
    "#\u00a1num!", "#error!", "#spill!", "#calc!", "#\u00a1desbordamiento!", "#getting_data",
))  # fmt: skip
"""What a spreadsheet shows where a formula failed: something was said, and is not known."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_MOJIBAKE = re.compile("[ÃÂ][\u0080-\u00bf\u2018-\u203a€™œŸžš]|\N{REPLACEMENT CHARACTER}")
_RUNNABLE = re.compile(
    r"\s*(?:[=\uff1d]"  # a formula; and what spreadsheets run after another sign
    r"|[@+\-\uff20\uff0b\uff0d]\s*(?:[=(\uff1d]|(?:[A-Z][A-Z0-9.]*|cmd|dde)\s*(?:\(|\|.*!)))"
)
_BULLET = re.compile(r"^[-\u2013\u2022*\u00b7]\s+")
_NOT_PLAIN = (
    "\x00-\x1f\x7f-\x9f\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff"
    "\ufffd-\uffffÃÂ'"
)
_NOT_FIRST = r"\s=@*+\-\uff1d\uff20\uff0b\uff0d\u2013\u2022\u00b7"
_PLAIN = re.compile(rf"(?:[+-](?=\d)|[^{_NOT_PLAIN}{_NOT_FIRST}])[^{_NOT_PLAIN}]{{0,1998}}")
"""A cell to which nothing below matters; most cells are such."""

_LONGEST_MARK = 24
_BREAKS = re.compile(r"[ \t]*[\r\n\u2028\u2029\x85]+[ \t]*")


def tidy(table: Table, limits: Limits) -> Table:
    """Give the table with tidy cells, and a problem for every cell that lost something.

    Cells that a spreadsheet would run as a formula, and those longer than allowed, are emptied;
    control characters are taken away. Text that only begins like a formula (`@house`, `+Vida`)
    stays: it is marked where it is written. Letters that were decoded wrongly are read back where
    all bytes of a cell are there, except in a column about protection; else they stay and are
    reported. HTML becomes text, and its links a column of their own.
    """
    table, said = plain_table(table)
    columns: dict[str, pd.Series] = {}
    found = [*table.problems, *said]
    for name in table.cells.columns:
        columns[name], problems = _tidy(table.cells[name], table.file, name, limits)
        found += problems
        if _MOJIBAKE.search(name) and decoded_again(name) == name:
            found.append(problem("mojibake", file=table.file, column=name, value=name))
    cells = pd.DataFrame(columns, index=table.cells.index, dtype=TEXT)
    return replace(table, cells=cells, problems=found)


def plain_table(table: Table) -> tuple[Table, list[pd.DataFrame]]:
    """Give the table with text in the place of HTML; links that no text shows are a column."""
    columns: dict[str, list[str]] = {}
    links = [""] * len(table.cells)
    said: list[pd.DataFrame] = []
    for name in table.cells.columns:
        codes, texts = coded(table.cells[name].tolist())
        odd = {i: read_html(text) for i, text in enumerate(texts) if text and is_html(text)}
        if not odd:
            continue
        for i, read in odd.items():
            texts[i] = read.text
        columns[str(name)] = spread(texts, codes).tolist()
        first = [odd[code].links[0] if code in odd and odd[code].links else "" for code in codes]
        links = [before or link for before, link in zip(links, first, strict=True)]
        pictures = sum(odd[code].pictures for code in codes if code in odd)
        n = int(np.isin(codes, list(odd)).sum())
        said.append(problem("html_text", file=table.file, column=str(name), n=n, pictures=pictures))
    if not columns:
        return table, []
    changed = {name: pd.Series(texts, index=table.cells.index, dtype=TEXT)
               for name, texts in columns.items()}  # fmt: skip
    if any(links):
        header = next(name for name in ("link", "link (HTML)") if name not in table.cells.columns)
        changed[header] = pd.Series(links, index=table.cells.index, dtype=TEXT)
    return replace(table, cells=table.cells.assign(**changed)), said


def _tidy(
    cells: pd.Series, file: str, column: str, limits: Limits
) -> tuple[pd.Series, list[pd.DataFrame]]:
    codes, texts = coded(cells.tolist())
    odd = [i for i, text in enumerate(texts) if text and not _PLAIN.fullmatch(text)]
    wrong: dict[str, list[int]] = {}
    keep = _is_of_protection(decoded_again(column))
    for i in odd:
        text, found = _plain(texts[i], limits, keep_letters=keep)
        texts[i] = text
        for code in found:
            wrong.setdefault(code, []).append(i)
    problems = [
        (_counted if code == "letters_restored" else _report)(
            code, cells, np.isin(codes, at), file, column
        )
        for code, at in wrong.items()
    ]
    restored = restore_numbers(texts, fold(column))
    texts = restored.texts
    for code, at in (("numbers_restored", restored.changed), ("number_lost", restored.lost)):
        if at:
            problems.append(_counted(code, cells, np.isin(codes, at), file, column))
    failed = _having(texts, ERROR_MARKS)
    if failed:
        rows = np.isin(codes, list(failed))
        problems.append(_report("cell_error", cells, rows, file, column))
        texts = ["" if i in failed else text for i, text in enumerate(texts)]
    marks = _having(texts, MISSING_MARKS)
    if marks:
        written = ", ".join(sorted({texts[i] for i in marks}))
        count = int(np.isin(codes, list(marks)).sum())
        found_marks = problem("missing_marks", file=file, column=column, value=written, n=count)
        problems.append(found_marks)
        texts = ["" if i in marks else text for i, text in enumerate(texts)]
    return pd.Series(spread(texts, codes), index=cells.index, dtype=TEXT), problems


def _is_of_protection(header: str) -> bool:
    # What is spoiled there keeps its letters: it is not understood, and so the row is withheld.
    return is_about_protection(header) or names_protection(header)


def _having(texts: Sequence[str], marks: frozenset[str]) -> set[int]:
    return {
        i for i, text in enumerate(texts)
        if len(text) <= _LONGEST_MARK and text.casefold() in marks
    }  # fmt: skip


def _counted(
    code: str, cells: pd.Series, rows: npt.NDArray[np.bool_], file: str, column: str
) -> pd.DataFrame:
    """Report what was read back once for a column, what is lost for every row."""
    if code == "number_lost":
        return _report(code, cells, rows, file, column)
    first = str(cells[rows].iloc[0])
    return problem(code, file=file, column=column, value=first, n=int(rows.sum()))


def _report(
    code: str, cells: pd.Series, rows: npt.NDArray[np.bool_], file: str, column: str
) -> pd.DataFrame:
    return problem(code, file=file, row=cells.index[rows], column=column, value=cells[rows])


def _plain(text: str, limits: Limits, *, keep_letters: bool = False) -> tuple[str, list[str]]:
    """Give the text as it should be, and the codes of what was wrong with it."""
    codes = []
    if _CONTROL.search(text):
        codes.append("control_characters")
    if not keep_letters and _MOJIBAKE.search(text) and (read := decoded_again(text)) != text:
        codes.append("letters_restored")
        text = read
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
