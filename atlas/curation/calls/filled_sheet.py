"""Read a call sheet that somebody filled in, row by row; every row is accounted for."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

import pandas as pd

from atlas.base.i18n import LANGS
from atlas.base.spreadsheet import restore
from atlas.base.text_search import fold
from atlas.curation.calls.call_answers import CallAnswer, Where, is_held, judge_answer
from atlas.curation.calls.call_corrections import corrections_of
from atlas.curation.calls.call_lines import call_lines, marked
from atlas.curation.calls.sheet_columns import (
    ASKED,
    GIVEN,
    KEY,
    LINE,
    MARK,
    SHEET_COLUMNS,
    code_named,
    column_named,
    header,
)
from atlas.curation.ingest import Limits, Upload, read_table, refused
from atlas.curation.ingest.dates import counted_date, parse_date
from atlas.curation.ingest.ingest_problems import join, problem
from atlas.curation.merge.noted_corrections import records
from atlas.data import Package
from atlas.places.filters import Filter
from atlas.places.view import make_view

_NEEDED: Final = (*GIVEN, "answer", KEY, MARK)
_PLACE_IN_ROW: Final = re.compile(r"(\d+)\s*/\s*(\d+)")


@dataclass(frozen=True, eq=False)
class FilledSheet:
    """A call sheet, read.

    Every row of the file is answered, blank, or in `held`.

    Attributes
    ----------
    answers
        What can be taken, one a place.
    frame, sources
        The same as lines of `corrections.csv` and of `sources.csv`.
    held
        The rows that cannot be taken, as the file has them; each has an error in `problems`.
    problems
        Columns `atlas.data.schema.PROBLEM_COLUMNS`; row 0 stands for the whole file.
    rows_in, blank
        Number of rows of the file, and of those without an answer.
    """

    answers: list[CallAnswer]
    frame: pd.DataFrame
    sources: pd.DataFrame
    held: pd.DataFrame
    problems: pd.DataFrame
    rows_in: int
    blank: int


def read_calls(
    file: str | Path | Upload,
    package: Package,
    *,
    defaults: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    today: dt.date | None = None,
) -> FilledSheet:
    """Read a filled call sheet to corrections of a package.

    Rows may be sorted and left out. A row whose given cells are not those it was made with is
    held; one that was made of another version of its place is taken, unless what it answers has
    changed meanwhile.

    Parameters
    ----------
    file
        The sheet, in whatever form a spreadsheet saved it.
    package
        The public package that the answers correct.
    defaults
        What holds for rows that do not say it: `date` and `answered_by`.
    limits
        The largest file that is read.
    today
        The last day that a call can have; the day it is without it.

    Raises
    ------
    IngestError
        When the file cannot be read, or is no call sheet.
    """
    cells = read_table(file, limits=limits)
    name = file.name if isinstance(file, Upload) else PurePath(file).name
    lang = _language(cells)
    cells = _named(cells, name)
    reader = _Reader(package, lang, name, today or dt.datetime.now(dt.UTC).date())
    told = _defaults(defaults or {})
    answered = pd.DataFrame({column: cells[column] for column in ASKED}) != ""
    blank = ~answered.any(axis=1)
    problems: list[pd.DataFrame] = list(_missing_lines(cells, lang, name))
    answers: dict[str, CallAnswer] = {}
    held: list[int] = []
    right = marked(cells) == cells[MARK]
    for at, row in enumerate(cells.to_dict("records")):
        if blank.iloc[at]:
            continue
        texts = {str(column): str(text) for column, text in row.items()}
        where = Where(lang, name, int(cells.index[at]))
        answer, found = reader.read(texts, told, where, whole=bool(right.iloc[at]))
        if answer is None:
            held.append(at)
        elif answer.facility_id in answers:
            held.append(at)
            found = [where.problem("call_twice", KEY, answer.facility_id)]
        else:
            answers[answer.facility_id] = answer
        problems += found
    taken = list(answers.values())
    made = corrections_of(package, taken)
    return FilledSheet(
        answers=taken,
        frame=made.lines,
        sources=made.sources,
        held=cells.iloc[held],
        problems=join(problems),
        rows_in=len(cells),
        blank=int(blank.sum()),
    )


class _Reader:
    """Reads the rows of one sheet, with what the package says now."""

    def __init__(self, package: Package, lang: str, file: str, today: dt.date) -> None:
        self.package, self.file, self.today = package, file, today
        self.records = records(package)
        lines = call_lines(make_view(package, Filter(lang=lang).lifted()))
        self.now = {line[KEY]: line for line in lines.to_dict("records")}

    def read(
        self, row: Mapping[str, str], told: Mapping[str, str], where: Where, *, whole: bool
    ) -> tuple[CallAnswer | None, list[pd.DataFrame]]:
        """Give the answer of a row, or none, and its problems."""
        if row[KEY] not in self.now:
            return None, [where.problem("call_no_place", KEY, _said(row))]
        if not whole:
            return None, [where.problem("call_mixed", MARK, row["name"])]
        code = code_named("answer", row["answer"])
        if not code:
            kind = "call_unknown" if row["answer"] else "call_unanswered"
            return None, [where.problem(kind, "answer", row["answer"] or _said(row))]
        answer, problems = _answer(row, code, told, where)
        problems += self._version(row, code, where)
        if not is_held(join(problems)):
            judged = judge_answer(
                answer, self.records[row[KEY]], self.package, today=self.today, where=where
            )
            problems.append(judged.problems)
        held = is_held(join(problems))
        return None if held else judged.answer, [one for one in problems if len(one)]

    def _version(self, row: Mapping[str, str], code: str, where: Where) -> Iterator[pd.DataFrame]:
        """Say when the place has changed since the sheet was made."""
        now = self.now[row[KEY]]
        if row[MARK] == now[MARK]:
            return
        changed = [name for name in GIVEN if row[name] != now[name]]
        named = ", ".join(header(name, where.lang) for name in changed)
        gone = code == "wrong_number" and row["number"] not in (
            now["number"], *now["other_numbers"].split("; ")
        )  # fmt: skip
        yield where.problem("call_gone" if gone else "call_changed", MARK, named)


def _answer(
    row: Mapping[str, str], code: str, told: Mapping[str, str], where: Where
) -> tuple[CallAnswer, list[pd.DataFrame]]:
    """Give the cells of a row as an answer; who answered only where it is a role."""
    problems: list[pd.DataFrame] = []
    role = code_named("answered_by", row["answered_by"] or told.get("answered_by", ""))
    if row["answered_by"] and not role:
        # It may be somebody's name: it is not repeated.
        problems.append(where.problem("call_role", "answered_by"))
    text = row["date"] or told.get("date", "")
    read = counted_date(text) if re.fullmatch(r"\d{5}", text) else parse_date(text)
    if text and not read.iso:
        problems.append(where.problem(f"call_{read.code}", "date", text))
    answer = CallAnswer(
        facility_id=row[KEY],
        answer=code,
        date=read.iso,
        number=row["number"],
        answered_by=role if code != "no_answer" else "",
        **{part: row[part] for part in ("new_phone", "new_hours", "capacity", "new_address")},
    )
    return answer, problems


def _said(row: Mapping[str, str]) -> str:
    """Give what a row answers, for a message: nothing of it is lost."""
    parts = [row[KEY], *(row[name] for name in ASKED if name != "answered_by")]
    return " · ".join(filter(None, parts))


def _missing_lines(cells: pd.DataFrame, lang: str, file: str) -> Iterator[pd.DataFrame]:
    """Name the lines that the sheet was made with and the file does not have."""
    found = [match for text in cells[LINE] if (match := _PLACE_IN_ROW.fullmatch(text.strip()))]
    there = {int(match[1]) for match in found}
    total = max((int(match[2]) for match in found), default=0)
    missing = [str(n) for n in range(1, min(total, 100_000) + 1) if n not in there]
    if missing:
        column = header(LINE, lang)
        yield problem("call_lines_missing", file=file, column=column, value=", ".join(missing))


def _language(cells: pd.DataFrame) -> str:
    """Give the language that most headers of a sheet are in."""
    there = {fold(str(name)) for name in cells.columns}
    return max(
        LANGS, key=lambda lang: sum(fold(header(name, lang)) in there for name in SHEET_COLUMNS)
    )


def _named(cells: pd.DataFrame, file: str) -> pd.DataFrame:
    """Give the cells under the names of the columns; those that nobody needs may lack."""
    names = {str(column): column_named(str(column)) for column in cells.columns}
    found = {name: column for column, name in names.items() if name}
    lacking = [name for name in _NEEDED if name not in found]
    if lacking:
        headers = {lang: ", ".join(header(name, lang) for name in lacking) for lang in LANGS}
        raise refused("not_a_call_sheet", name=file, columns=headers)
    columns = {
        name: [restore(str(text)).strip() for text in cells[found[name]]] if name in found else ""
        for name in SHEET_COLUMNS
    }
    return pd.DataFrame(columns, index=cells.index, dtype="str")


def _defaults(told: Mapping[str, str]) -> dict[str, str]:
    """Give what was said for the whole sheet."""
    allowed = ["date", "answered_by"]
    for column, text in told.items():
        if column not in allowed:
            raise refused("default_column", column=column, allowed=allowed)
        if column == "date" and not parse_date(text).iso:
            raise refused("default_day", value=text)
        if column == "answered_by" and not code_named(column, text):
            raise refused("default_role", value=text)
    return dict(told)
