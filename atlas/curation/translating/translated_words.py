"""A translator's table, checked: one line for everything that does not fit."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd
from babel import Locale, UnknownLocaleError

from atlas.curation.translating.word_list import Word, placeholders_of

_MARKUP: Final = frozenset("<>`*")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_WEEK, _YEAR = 7, 12
_COUNTED: Final = {"map.weekdays": _WEEK, "dates.months": _YEAR, "dates.months_short": _YEAR}
"""Texts of as many words as there are days or months."""


@dataclass(frozen=True)
class Finding:
    """What does not fit: the row of the table, the text's key, why; an error stops everything."""

    row: int
    key: str
    says: str
    error: bool = True

    def __str__(self) -> str:
        """Give it as one line."""
        where = f"row {self.row}, {self.key}" if self.row else self.key
        return f"{'error' if self.error else 'warning'}: {where}: {self.says}"


def check_words(
    words: list[Word], table: pd.DataFrame, first_row: int = 2
) -> tuple[dict[str, str], list[Finding]]:
    """Read the texts of a table.

    Parameters
    ----------
    words
        What the language needs.
    table
        With the columns `key` and `text`; others are not read.
    first_row
        Number of its first row.

    Returns
    -------
    texts, findings
        The text by key, without empty ones, and what does not fit.
    """
    if lacking := {"key", "text"} - set(table.columns):
        return {}, [Finding(1, "header", f"the column {', '.join(sorted(lacking))} is missing")]
    known = {one.key: one for one in words}
    texts: dict[str, str] = {}
    found: list[Finding] = []
    for row, (key, cell) in enumerate(
        zip(table["key"], table["text"], strict=True), start=first_row
    ):
        text = str(cell)
        if key not in known:
            found.append(Finding(row, key, "no text of the atlas has this key"))
        elif key in texts:
            found.append(Finding(row, key, "the key stands twice"))
        elif text.strip():
            texts[key] = text
            found += [Finding(row, key, *one) for one in _faults(known[key], text)]
    return texts, [*found, *_missing(known, texts)]


def _missing(known: Mapping[str, Word], texts: Mapping[str, str]) -> Iterator[Finding]:
    for key, word in known.items():
        if key not in texts and not word.may_lack:
            head = key.startswith("language.")
            says = "is missing" if head else "is missing: readers get it in another language"
            yield Finding(0, key, says, error=head)


def _faults(word: Word, text: str) -> Iterator[tuple[str, bool]]:
    """Give what is wrong with a text, and whether that is an error."""
    yield from ((says, True) for says in _broken(word, text))
    if word.texts and len(text) > word.longest:
        yield f"is {len(text)} characters long; more than {word.longest} may not fit", False


def _broken(word: Word, text: str) -> Iterator[str]:
    try:
        given = placeholders_of(text)
    except ValueError:
        yield "a brace is open or closed without the other"
        return
    if given != word.placeholders:
        wanted = " ".join(f"{{{name}}}" for name in word.placeholders) or "none"
        yield f"the placeholders must be {wanted}, each as often as in English"
    allowed = set("".join(word.texts.values()))
    if strange := sorted((set(text) & _MARKUP) - allowed):
        yield f"may not hold {' '.join(strange)}"
    if any(ord(letter) < ord(" ") for letter in text):
        yield "must stand on one line"
    wanted_words = _COUNTED.get(word.key)
    if wanted_words and len(text.split()) != wanted_words:
        yield f"must be {wanted_words} words parted by spaces"
    yield from _head_faults(word.key, text)


def _head_faults(key: str, text: str) -> Iterator[str]:
    if key == "language.tag" and not _TAG.fullmatch(text):
        yield f"{text!r} is no tag of a language; write pt-BR"
    if key == "language.formats":
        try:
            Locale.parse(text, sep="-")
        except (ValueError, UnknownLocaleError):
            yield f"{text!r} is no locale of CLDR; write pt-BR, or that of a neighbour"
