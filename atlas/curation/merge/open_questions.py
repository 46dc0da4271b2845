"""What a person has to say of a file before its rows follow: causes, not rows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from atlas.curation.ingest.protection import SENSITIVITY
from atlas.curation.ingest.row_regions import REGIONS
from atlas.curation.merge.choice_gains import (
    Cause,
    Choice,
    clean_together,
    clean_with,
    likely_region,
    regions_of,
)
from atlas.curation.merge.draft import Draft
from atlas.data.schema import resource_named

_Rows = Mapping[Cause, Collection[int]]
_Waiting = Mapping[int, set[Cause]]
_Gains = Mapping[str, frozenset[int]]

_UNIT: Final = "capacity_unit"
_COUNTRY: Final = ("country", "")
_STATE: Final = ("admin1", "")
_KIND: Final = ("kind", "")
_MUNICIPALITY: Final = "municipality_code"
_MOST_TRIED = 4_000
"""So many rows are judged to say what each country and state does; of more, what the likeliest."""

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
        How many rows are clean with its answer alone: with that which most rows are clean with.
    by_answer
        The same for each answer, where they were tried: by country, by state.
    answer
        An answer that `clean` holds for.
    ready
        How many rows are clean without it.
    together
        How many rows need it, and other answers too.
    others
        The fewest other answers that one of those needs, and the most.
    """

    column: str
    text: str
    rows: int
    clean: int = 0
    by_answer: Mapping[str, int] = field(default_factory=dict)
    answer: str = ""
    ready: int = 0
    together: int = 0
    others: tuple[int, int] = (0, 0)


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
    wanted: dict[Cause, set[int]] = {}
    for row, causes in lacking.items():
        for cause in causes:
            if cause is not None:
                wanted.setdefault(cause, set()).add(row)
    for cause, rows in unknown.items():
        wanted.setdefault(cause, set()).update(rows)
    if without_unit := _without_unit(draft):
        wanted[_UNIT, ""] = without_unit
    waiting = {row: {*filter(None, causes)} for row, causes in lacking.items()
               if None not in causes}  # fmt: skip
    regions = regions_of(draft, waiting)
    gains = _gains(draft, wanted, waiting, regions)
    untold = set(wanted.get(_COUNTRY, ()))
    columns = draft.found.mapping.columns
    towns_tell = "locality" in columns and _MUNICIPALITY not in columns
    if {_COUNTRY, _STATE} <= wanted.keys() and not towns_tell:
        # The state tells the country; it is asked too for rows that need nothing else. Where
        # rows name a town, the country tells the state.
        untold -= wanted[_STATE].difference(*gains[_COUNTRY].values())
    asked = [
        _question(draft, cause, rows, untold if cause == _COUNTRY else rows, waiting, gains[cause])
        for cause, rows in wanted.items() if cause != _COUNTRY or untold
    ]  # fmt: skip
    asked.sort(key=lambda one: (one.column != NAME, bool(one.text), -one.rows, one.text))
    return Questions(tuple(asked), _follow(draft, asked, waiting, regions))


def _mends(cause: Cause) -> frozenset[Cause]:
    """Give the causes that an answer may do away with: a municipality tells country and state."""
    if cause[0] in REGIONS:
        return frozenset((cause, _COUNTRY, _STATE))
    return frozenset((cause, _KIND)) if cause[0] == _KIND[0] else frozenset((cause,))


def _gains(
    draft: Draft, wanted: _Rows, waiting: _Waiting, regions: pd.DataFrame
) -> Mapping[Cause, _Gains]:
    """Give the rows that are clean with each answer alone."""
    choices = []
    for cause, rows in wanted.items():
        alone = sorted(row for row in rows if row in waiting and waiting[row] <= _mends(cause))
        codes = _answers(draft, cause, regions.reindex(alone)) if alone else ()
        choices += [Choice(cause, code, alone) for code in codes]
    found: dict[Cause, dict[str, frozenset[int]]] = {cause: {} for cause in wanted}
    for choice, clean in zip(choices, clean_with(draft, choices), strict=True):
        found[choice.cause][choice.code] = clean
    return found


def _answers(draft: Draft, cause: Cause, regions: pd.DataFrame) -> list[str]:
    """Give the answers that are tried for some rows; where all do the same, one of them."""
    column, _ = cause
    if column == NAME:
        return [NAME]
    if column == _MUNICIPALITY:
        return [str(likely_region(draft, regions)[_MUNICIPALITY])]
    if column in REGIONS:
        codes = _regions(draft, column)
        few = len(codes) * len(regions) <= _MOST_TRIED
        return codes if few else [str(likely_region(draft, regions)[column])]
    described = next(one for one in draft.fields if one["name"] == column)
    rules = resource_named(draft.package.descriptor, draft.resource)["schema"].get("rules", ())
    ruled = {code for rule in rules for code in rule.get("when", {}).get(column, ())}
    codes = list(draft.package.vocab.codes(described["vocabulary"]))
    return [next(code for code in codes if code not in ruled)]


def _regions(draft: Draft, column: str) -> list[str]:
    """Give the countries, or the states of the country that holds for the file."""
    table = draft.package.municipalities
    country = draft.settings.defaults.get("country") or table["country"]
    rows = table["country"] == (table["country"] if column == "country" else country)
    return list(dict.fromkeys(table.loc[rows, column]))


def _question(
    draft: Draft,
    cause: Cause,
    rows: set[int],
    needing: set[int],
    waiting: _Waiting,
    gains: _Gains,
) -> Question:
    answer = max(gains, key=lambda code: len(gains[code]), default="")
    alone = _mends(cause)
    # A state tells the country; whether a country tells the state depends on the row.
    doubt = {_COUNTRY} if cause == _STATE else set()
    others = [
        (len(waiting[row] - alone), len(waiting[row] - {cause} - doubt))
        for row in needing if row in waiting and cause in waiting[row] and waiting[row] - alone
    ]  # fmt: skip
    return Question(
        *cause,
        rows=len(rows),
        clean=len(gains.get(answer, ())),
        by_answer={code: len(clean) for code, clean in gains.items()} if len(gains) > 1 else {},
        answer=answer,
        ready=int(draft.found.frame.index.isin(rows).sum()),
        together=len(others),
        others=(
            min((least for least, _ in others), default=0),
            max((most for _, most in others), default=0),
        ),
    )


def _follow(
    draft: Draft, asked: Collection[Question], waiting: _Waiting, regions: pd.DataFrame
) -> int:
    """Count the rows that are clean once everything is answered, each by what most rows need."""
    held = {cause for causes in waiting.values() for cause in causes}
    answers = {(one.column, one.text): one.answer for one in asked if one.clean}
    if len(held) == 1 and held <= answers.keys():
        return next(one.clean for one in asked if {(one.column, one.text)} == held)
    nowhere = [row for row, causes in waiting.items() if causes & {_COUNTRY, _STATE}]
    likely = likely_region(draft, regions.reindex(nowhere))
    if _STATE in held:
        state = answers.setdefault(_STATE, str(likely["admin1"]))
        table = draft.package.municipalities
        answers[_COUNTRY] = str(table.loc[table["admin1"] == state, "country"].iloc[0])
    elif _COUNTRY in held:
        answers.setdefault(_COUNTRY, str(likely["country"]))
    for cause in held - answers.keys():
        answers[cause] = _answers(draft, cause, regions)[0]
    return clean_together(draft, answers, sorted(waiting))


def _without_unit(draft: Draft) -> set[int]:
    """Give the rows whose capacity counts nobody knows what."""
    problems = draft.found.problems
    return set(problems.loc[problems["code"] == "capacity_without_unit", "row"].tolist())


def _unknown(draft: Draft) -> dict[Cause, set[int]]:
    """Give the rows of every text that stands for no known code."""
    lists = {field["name"] for field in draft.fields if "list" in field}
    columns = draft.found.mapping.columns
    by_headers = {" + ".join(source.headers): name for name, source in columns.items()}
    if SENSITIVITY in columns:  # each of its columns is read by itself
        by_headers |= dict.fromkeys(columns[SENSITIVITY].headers, SENSITIVITY)
    problems = draft.found.problems
    found: dict[Cause, set[int]] = {}
    asked = problems[problems["code"].isin(_UNKNOWN)]
    for row, column, value in zip(asked["row"], asked["column"], asked["value"], strict=True):
        name = by_headers.get(column, "")
        for text in _texts(value, is_list=name in lists) if name else ():
            found.setdefault((name, text), set()).add(int(row))
    return found


def _texts(value: str, *, is_list: bool) -> Iterable[str]:
    return value.split("; ") if is_list else [value]


def _lacking(draft: Draft, unknown: Mapping[Cause, set[int]]) -> dict[int, set[Cause | None]]:
    """Give the causes of every row that is held back; None for one that is of the row alone."""
    problems = draft.found.problems
    errors = problems[(problems["severity"] == "error") & (problems["row"] != 0)]
    said = {
        (column, row): text
        for (column, text), rows in unknown.items()
        if column != _KIND[0]  # what holds for the file holds for a kind that is not known, too
        for row in rows
    }
    abroad = set(problems.loc[problems["code"] == "country_outside", "row"])
    found: dict[int, set[Cause | None]] = {}
    wanted = FOR_THE_FILE if NAME in draft.found.mapping.columns else (NAME, *FOR_THE_FILE)
    for row, column, code in zip(errors["row"], errors["column"], errors["code"], strict=True):
        cause: Cause | None = None
        if code == "required" and (column, row) in said:
            cause = (column, said[column, row])
        elif code == "required" and column in wanted:
            cause = None if column == "country" and row in abroad else (column, "")
        found.setdefault(int(row), set()).add(cause)
    return found
