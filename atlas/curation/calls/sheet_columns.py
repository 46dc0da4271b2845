"""The columns of a call sheet and the words that may stand in them, in every language."""

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from atlas.base.i18n import LANGS, t
from atlas.base.text_search import fold

LINE: Final = "line"
KEY: Final = "facility_id"
MARK: Final = "mark"
GIVEN: Final = (
    "name", "kind", "municipality", "number", "other_numbers", "email", "hours", "known"
)  # fmt: skip
"""What a line says of its place."""

ASKED: Final = (
    "answer", "new_phone", "new_hours", "capacity", "new_address", "answered_by", "date"
)  # fmt: skip
"""What whoever calls fills in."""

SHEET_COLUMNS: Final = (LINE, *GIVEN, *ASKED, KEY, MARK)
"""All columns, in their order."""

ANSWERS: Final = ("open", "closed", "moved", "wrong_number", "no_answer")
ROLES: Final = (
    "reception", "coordination", "social_work", "legal", "health", "volunteer", "guard", "other"
)  # fmt: skip
"""Who answered: what the person does there. Nobody's name is asked for or kept."""

REPEATED: Final = 3
"""So many calls without an answer are shown as such (also `webmap/modules/state/calls.js`)."""

_CHOICES: Final = {"answer": ANSWERS, "answered_by": ROLES}
_MARK_LETTERS: Final = 12


def header(column: str, lang: str) -> str:
    """Give what a column is called in the sheet."""
    return t(f"calls.column_{column}", lang)


def choice(column: str, code: str, lang: str) -> str:
    """Give the words of a code of `answer` or `answered_by`."""
    return t(f"calls.{column}_{code}", lang)


def choices(column: str, lang: str) -> dict[str, str]:
    """Give the words of every code of `answer` or `answered_by`, by code."""
    return {code: choice(column, code, lang) for code in _CHOICES[column]}


def column_named(text: str) -> str:
    """Give the column that a header names in any language; empty when it names none."""
    return _headers().get(fold(text), "")


def code_named(column: str, text: str) -> str:
    """Give the code that a cell of `answer` or `answered_by` names; empty when it names none."""
    return _codes(column).get(fold(text), "")


@cache
def _headers() -> dict[str, str]:
    return {fold(header(name, lang)): name for lang in LANGS for name in SHEET_COLUMNS}


@cache
def _codes(column: str) -> dict[str, str]:
    words = {fold(choice(column, code, lang)): code for lang in LANGS for code in _CHOICES[column]}
    return {**words, **{fold(code): code for code in _CHOICES[column]}}


def mark_of(cells: Iterable[str]) -> str:
    """Give the fingerprint of a line: of its id and what it says of the place.

    It has letters only, so that no spreadsheet takes it for a number or a date.
    """
    text = "\x1f".join(re.sub(r"\s+", " ", cell).strip() for cell in cells)
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()[:_MARK_LETTERS]
    return "".join(chr(ord("a") + int(letter, 16)) for letter in digest)
