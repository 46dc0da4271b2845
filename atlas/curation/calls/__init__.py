"""Calls that keep the data fresh: whom to call, what was answered, the corrections that it is.

`call_lines` gives the places of a view in the order in which to call them, `read_calls` reads a
sheet that somebody filled in, and `corrections_of` makes answers into lines of `corrections.csv`
with the call as their source.
"""

from atlas.curation.calls.call_answers import CallAnswer, Judged, Where, judge_answer
from atlas.curation.calls.call_corrections import Corrected, corrections_of
from atlas.curation.calls.call_lines import (
    Confirmed,
    call_lines,
    can_be_called,
    confirmed,
    known_words,
    unanswered,
)
from atlas.curation.calls.filled_sheet import FilledSheet, read_calls
from atlas.curation.calls.sheet_columns import (
    ANSWERS,
    ASKED,
    GIVEN,
    KEY,
    LINE,
    MARK,
    REPEATED,
    ROLES,
    SHEET_COLUMNS,
    choice,
    choices,
    header,
)

__all__ = [
    "ANSWERS",
    "ASKED",
    "GIVEN",
    "KEY",
    "LINE",
    "MARK",
    "REPEATED",
    "ROLES",
    "SHEET_COLUMNS",
    "CallAnswer",
    "Confirmed",
    "Corrected",
    "FilledSheet",
    "Judged",
    "Where",
    "call_lines",
    "can_be_called",
    "choice",
    "choices",
    "confirmed",
    "corrections_of",
    "header",
    "judge_answer",
    "known_words",
    "read_calls",
    "unanswered",
]
