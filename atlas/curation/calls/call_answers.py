"""What a call found out, and whether each part of it can be taken."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from atlas.curation.calls.sheet_columns import header
from atlas.curation.ingest.ingest_problems import join, problem
from atlas.curation.ingest.phone_numbers import find_phones
from atlas.curation.merge.noted_corrections import Record
from atlas.data import Package
from atlas.data.schema import Fault, problem_table, resource_named
from atlas.data.schema.cell_checks import Wrong, cell_checks, first_wrong

_FIELDS: Final = {
    "new_phone": "phone",
    "new_hours": "hours",
    "capacity": "capacity",
    "new_address": "address",
}
"""The column of the place that an answer fills."""

_SHELTERS: Final = "shelters"
_BEDS: Final = "beds"
_ERROR: Final = "error"


@dataclass(frozen=True)
class CallAnswer:
    """What one call found out.

    Attributes
    ----------
    facility_id
        The place.
    answer
        One of `ANSWERS`.
    date
        The day of the call, ISO.
    number
        The telephone number that was called; empty when it was a mail.
    new_phone, new_hours, capacity, new_address
        What was said, as text; empty when nothing was.
    answered_by
        What the person who answered does there, one of `ROLES`.
    """

    facility_id: str
    answer: str
    date: str
    number: str = ""
    new_phone: str = ""
    new_hours: str = ""
    capacity: str = ""
    new_address: str = ""
    answered_by: str = ""


@dataclass(frozen=True)
class Judged:
    """An answer without what cannot be taken; none at all where the whole cannot be."""

    answer: CallAnswer | None
    problems: pd.DataFrame


@dataclass(frozen=True)
class Where:
    """Where an answer stands: file, row, and the language of its headers."""

    lang: str
    file: str = ""
    row: int = 0

    def problem(self, code: str, column: str = "", value: str = "", **words: Any) -> pd.DataFrame:  # noqa: ANN401, whatever a message names
        """Make a problem row of this place in the file."""
        named = header(column, self.lang) if column else ""
        return problem(code, file=self.file, row=self.row, column=named, value=value, **words)

    def unfit(self, column: str, wrong: Wrong) -> pd.DataFrame:
        """Make the problem row of a cell that does not fit its column: it is left out."""
        fault = Fault(self.row, header(column, self.lang), wrong.code, wrong.value, wrong.words)
        return problem_table([fault], file=self.file).assign(severity="warning")


def judge_answer(
    answer: CallAnswer, record: Record, package: Package, *, today: dt.date, where: Where
) -> Judged:
    """Say what of an answer can be taken, and what is wrong with the rest.

    Parameters
    ----------
    answer
        What a person wrote; a number that can be found in `new_phone` is taken out of its words.
    record
        The place as it is.
    package
        Its package.
    today
        The last day that a call can have.
    where
        Where the answer stands.

    Returns
    -------
    judged
        The answer without parts that do not fit. None where the day does not fit, the place has
        news of a later day or a correction of the same, or there was no number to be wrong.
    """
    if found := list(_refusals(answer, record, today, where)):
        return Judged(None, join(found))
    kept, problems = _parts(answer, record, package, today=today, where=where)
    if _noted_before(package, kept):
        problems.append(where.problem("call_noted", "date", kept.date))
        return Judged(None, join(problems))
    return Judged(kept, join(problems))


def _parts(
    answer: CallAnswer, record: Record, package: Package, *, today: dt.date, where: Where
) -> tuple[CallAnswer, list[pd.DataFrame]]:
    """Give an answer without the parts that do not fit, and what is wrong with these."""
    allowed = {str(field["name"]) for field in record.fields}
    kept, problems = answer, list[pd.DataFrame]()
    for part, field in _FIELDS.items():
        text = getattr(answer, part)
        if not text:
            continue
        value, wrong = text, None
        if field not in allowed:
            wrong = where.problem("call_protected", part)
        elif part == "new_address" and answer.answer != "moved":
            wrong = where.problem("call_address", part, text)
        elif part == "capacity" and not (record.texts["capacity_unit"] or _sleeps(record)):
            wrong = where.problem("call_no_unit", part, text)
        else:
            value, wrong = _valued(field, text, package, record, today=today, where=where)
        problems += [] if wrong is None else [wrong]
        kept = replace(kept, **{part: "" if wrong is not None else value})
    if answer.answer == "moved":
        problems += _of_a_move(answer, record, where, hidden="address" not in allowed)
    return kept, problems


def _noted_before(package: Package, answer: CallAnswer) -> bool:
    """Say whether the package already has a correction of this place of the same day."""
    noted = package.corrections
    same = (noted["id"] == answer.facility_id) & (noted["date"] == answer.date)
    return bool(same.any())


def _of_a_move(
    answer: CallAnswer, record: Record, where: Where, *, hidden: bool
) -> list[pd.DataFrame]:
    """Say what is not known of a place after it has moved."""
    if hidden:
        return [] if answer.new_address else [where.problem("call_protected", "answer")]
    if record.texts["municipality_code"]:
        return []
    return [where.problem("call_moved", "answer", record.record_id)]


def _refusals(
    answer: CallAnswer, record: Record, today: dt.date, where: Where
) -> Iterator[pd.DataFrame]:
    """Give why an answer cannot be taken at all."""
    if not answer.date:
        yield where.problem("call_no_date", "date")
    elif len(answer.date) < len("2026-01-01"):
        yield where.problem("call_day", "date", answer.date)
    elif answer.date > today.isoformat():
        yield where.problem("call_future", "date", answer.date)
    elif answer.date < record.texts["status_date"]:
        known = record.texts["status_date"]
        yield where.problem("call_superseded", "date", answer.date, known=known)
    if answer.answer == "wrong_number" and not answer.number:
        yield where.problem("call_no_number", "answer")


def _valued(
    field: str, text: str, package: Package, record: Record, *, today: dt.date, where: Where
) -> tuple[str, pd.DataFrame | None]:
    """Give the value of a cell, or what is wrong with it by the schema of the package."""
    described = resource_named(package.descriptor, record.resource)["schema"]["fields"]
    checks = cell_checks(
        next(one for one in described if one["name"] == field),
        package.vocab,
        known=None,
        latest=today,
    )
    value = find_phones(text).numbers or text if field == "phone" else text
    wrong = first_wrong(checks, value)
    if not wrong:
        return value, None
    part = next(part for part, name in _FIELDS.items() if name == field)
    return value, where.unfit(part, wrong[0])


def _sleeps(record: Record) -> bool:
    return record.resource == _SHELTERS


def capacity_unit(record: Record) -> str:
    """Give what a capacity said on the telephone counts: as before; in shelters, people asleep."""
    return record.texts["capacity_unit"] or (_BEDS if _sleeps(record) else "")


def is_held(problems: pd.DataFrame) -> bool:
    """Say whether problems keep an answer from being taken at all."""
    return bool((problems["severity"] == _ERROR).any())
