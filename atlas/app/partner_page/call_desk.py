"""The calls that somebody has noted in this window, and what they amount to."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

import pandas as pd
import streamlit as st

from atlas.app import state
from atlas.app.partner_page import desk
from atlas.curation.calls import (
    ANSWERS,
    KEY,
    CallAnswer,
    FilledSheet,
    Where,
    call_lines,
    can_be_called,
    judge_answer,
)
from atlas.curation.merge import records
from atlas.places.filters import Filter
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

PARTS: Final = ("new_phone", "new_hours", "capacity", "new_address", "answered_by", "date")
"""What is asked besides the answer."""

CONFIRMS: Final = ("open", "closed", "moved")
"""The answers after which it is known whether a place is open."""

_HELD: Final = "_calls"
_GOES_ON: Final = frozenset(("call_protected", "call_moved"))
"""What does not keep a person from the next place: nothing in the form would mend it."""


@dataclass
class CallDesk:
    """The calls of one reader.

    Attributes
    ----------
    answers
        What was noted, by place, in the order in which it was.
    later
        Places to come back to at the end.
    problems
        What is wrong with the last answer, or was left out of it.
    waits
        Whether the last answer is to be corrected first.
    made
        A package with the corrections, and the answers that it was made of.
    sheet
        What came back in a sheet.
    unreadable
        Why a sheet was not read.
    round
        Counts the files: the key of the uploader holds it.
    """

    answers: dict[str, CallAnswer] = field(default_factory=dict)
    later: list[str] = field(default_factory=list)
    problems: pd.DataFrame | None = None
    waits: bool = False
    made: tuple[tuple[CallAnswer, ...], bytes] | None = None
    sheet: FilledSheet | None = None
    unreadable: str = ""
    round: int = 0


def mine() -> CallDesk:
    """Give the calls of this reader."""
    calls: CallDesk = st.session_state.setdefault(_HELD, CallDesk())
    return calls


def today() -> str:
    """Give the day that it is, ISO."""
    return datetime.now(UTC).date().isoformat()


def view_of(corridor: str, lang: str) -> View:
    """Give the public places of a corridor, or of all."""
    corridors = (corridor,) if corridor else ()
    return state.view_of(desk.public_package(), Filter(corridor=corridors, lang=lang))


@kept_with_view
def _lines(view: View) -> tuple[Mapping[str, str], ...]:
    lines = call_lines(view).to_dict("records")
    return tuple({str(name): str(text) for name, text in line.items()} for line in lines)


def queue(view: View, *, everybody: bool) -> list[Mapping[str, str]]:
    """Give the lines of the places that are left to call; those put off are the last."""
    calls = mine()
    left = [
        line
        for line in _lines(view)
        if line[KEY] not in calls.answers and (everybody or can_be_called(line))
    ]
    return sorted(left, key=lambda line: line[KEY] in calls.later)


def put_off(place: str) -> None:
    """Come back to a place at the end."""
    calls = mine()
    calls.later = [*(one for one in calls.later if one != place), place]
    calls.problems, calls.waits = None, False


def take_back() -> None:
    """Forget the answer that was noted last: its place is asked for again."""
    calls = mine()
    if calls.answers:
        calls.answers.pop(next(reversed(calls.answers)))
    calls.problems, calls.waits = None, False


def note(answer: CallAnswer, lang: str) -> None:
    """Note an answer, unless something in it is to be corrected first."""
    calls = mine()
    package = desk.public_package()
    where = Where(lang)
    judged = judge_answer(
        answer,
        records(package)[answer.facility_id],
        package,
        today=datetime.now(UTC).date(),
        where=where,
    )
    found = judged.problems
    calls.problems = found if len(found) else None
    calls.waits = judged.answer is None or not set(found["code"]) <= _GOES_ON
    if judged.answer is not None and not calls.waits:
        calls.answers[answer.facility_id] = judged.answer


def answer_in_form(line: Mapping[str, str], code: str) -> CallAnswer:
    """Give what stands in the form of a place."""
    held = {part: str(st.session_state.get(key(part, line[KEY])) or "").strip() for part in PARTS}
    role = held["answered_by"] if code != "no_answer" else ""
    made = CallAnswer(facility_id=line[KEY], answer=code, number=line["number"], **held)
    return replace(made, answered_by=role)


def key(part: str, place: str) -> str:
    """Give the key of a widget of the form of a place."""
    return f"calls.{part}-{place}"


def confirming() -> list[str]:
    """Give the places of which is known now whether they are open."""
    return [one.facility_id for one in mine().answers.values() if one.answer in CONFIRMS]


SHORTCUTS: Final = {code: str(at) for at, code in enumerate(ANSWERS, start=1)}
"""The key of each answer."""
