"""What a person has to say of a file before its rows follow: causes, not rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from atlas.curation.ingest.protection import SENSITIVITY
from atlas.curation.merge.draft import Draft

_UNIT: Final = "capacity_unit"
FOR_THE_FILE: Final = ("level", "country", "admin1", "kind", _UNIT)
"""Columns that rows need, and that are often one for a whole file."""

NAME: Final = "name"
"""The column that no file does without: where none was taken for it, it is asked which one."""

_UNKNOWN: Final = frozenset(
    ("unknown_code", "protection_unknown", "like_a_municipality", "not_a_municipality")
)


@dataclass(frozen=True)
class Question:
    """One thing to settle.

    Attributes
    ----------
    column
        The column of the atlas that it is about.
    text
        The text of the file whose meaning is asked; empty where it is asked what holds for the
        rows that say nothing.
    rows
        How many rows it is about.
    clean
        How many rows are clean with its answer alone.
    """

    column: str
    text: str
    rows: int
    clean: int


@dataclass(frozen=True)
class Questions:
    """What is to be settled, and how many rows are clean once all of it is."""

    asked: tuple[Question, ...]
    follow: int


def questions(draft: Draft) -> Questions:
    """Give what is to be settled about a file, what most rows need first.

    Parameters
    ----------
    draft
        The file.

    Returns
    -------
    questions
        Which column has the names where none was taken for them, what no row of some says (who
        runs the places, in which country and state, of which kind they are), what capacities
        count, and the texts of the file that stand for no known code.
    """
    unknown = _unknown(draft)
    lacking = _lacking(draft, unknown)
    wanted: dict[tuple[str, str], set[int]] = {}
    for row, causes in lacking.items():
        for cause in causes:
            if cause is not None:
                wanted.setdefault(cause, set()).add(row)
    for cause, rows in unknown.items():
        wanted.setdefault(cause, set()).update(rows)
    if without_unit := _without_unit(draft):
        wanted[_UNIT, ""] = without_unit
    alone = [causes for causes in lacking.values() if None not in causes]
    asked = [
        Question(column, text, len(rows), sum(causes == {(column, text)} for causes in alone))
        for (column, text), rows in wanted.items()
    ]
    asked.sort(key=lambda one: (one.column != NAME, bool(one.text), -one.rows, one.text))
    return Questions(tuple(asked), len(alone))


def _without_unit(draft: Draft) -> set[int]:
    """Give the rows whose capacity counts nobody knows what."""
    problems = draft.found.problems
    return set(problems.loc[problems["code"] == "capacity_without_unit", "row"].tolist())


def _unknown(draft: Draft) -> dict[tuple[str, str], set[int]]:
    """Give the rows of every text that stands for no known code."""
    lists = {field["name"] for field in draft.fields if "list" in field}
    columns = draft.found.mapping.columns
    by_headers = {" + ".join(source.headers): name for name, source in columns.items()}
    if SENSITIVITY in columns:  # each of its columns is read by itself
        by_headers |= dict.fromkeys(columns[SENSITIVITY].headers, SENSITIVITY)
    problems = draft.found.problems
    found: dict[tuple[str, str], set[int]] = {}
    asked = problems[problems["code"].isin(_UNKNOWN)]
    for row, column, value in zip(asked["row"], asked["column"], asked["value"], strict=True):
        name = by_headers.get(column, "")
        for text in _texts(value, is_list=name in lists) if name else ():
            found.setdefault((name, text), set()).add(int(row))
    return found


def _texts(value: str, *, is_list: bool) -> Iterable[str]:
    return value.split("; ") if is_list else [value]


def _lacking(
    draft: Draft, unknown: Mapping[tuple[str, str], set[int]]
) -> dict[int, set[tuple[str, str] | None]]:
    """Give the causes of every row that is held back; None for one that is of the row alone."""
    problems = draft.found.problems
    errors = problems[(problems["severity"] == "error") & (problems["row"] != 0)]
    said = {(column, row): text for (column, text), rows in unknown.items() for row in rows}
    found: dict[int, set[tuple[str, str] | None]] = {}
    wanted = FOR_THE_FILE if NAME in draft.found.mapping.columns else (NAME, *FOR_THE_FILE)
    for row, column, code in zip(errors["row"], errors["column"], errors["code"], strict=True):
        cause: tuple[str, str] | None = None
        if code == "required" and (column, row) in said:
            cause = (column, said[column, row])
        elif code == "required" and column in wanted:
            cause = (column, "")
        found.setdefault(int(row), set()).add(cause)
    return found
