"""Text search that forgives accents, case and small typing errors.

The rule is small enough to be the same in Python and in the browser (`base/search.js`). Text and
query are folded to plain lower-case words, and little words such as "where" and "para" do not
count. Every word of the query must be the beginning of a word of the text, or differ from one by at
most one edit (from five letters on) or two (from nine on). An edit is a letter added, left out,
replaced, or swapped with its neighbour. A word that is known is taken as it stands: "médico" does
not find "México", nor "trans" the known word "transporte". Words of digits are not forgiven errors
either, but from three digits on they may stand anywhere inside a telephone number, however both are
grouped.

A text may hold phrases, their words joined by `JOINT`: all the words of a phrase have to stand in
the query, one after the other, so that "medios" does not find "medios de vida".
"""

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cache
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from atlas.base.i18n import READER_LANGS, t

JOINT: Final = "_"
"""Joins the words of a phrase; `fold` leaves none in a word."""

LONGEST_PHRASE: Final = 5
_EDITS_FROM_LENGTH: Final = ((9, 2), (5, 1))
_FEWEST_DIGITS: Final = 3
_SIGNIFICANT_DIGITS: Final = 10
_SHORTEST_PHONE: Final = 7

Run: TypeAlias = tuple[str, ...]
"""Words of a query that stand together."""

_TITLES = re.compile(r"\b(?:municipio|municipality|mpio|condado|county|ciudad|cd|of|de)\b")


class _Letters(dict[int, str]):
    """What becomes of each character, found out when it is first met: see `fold`."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        kept = letter if letter.isalnum() else " "
        self[code] = "" if unicodedata.combining(letter) else kept
        return self[code]


_LETTERS = _Letters()


def fold(text: str) -> str:
    """Give the text in lower case, without accents, words parted by single spaces."""
    plain = text.lower()
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join(plain.translate(_LETTERS).split())


def municipality_form(name: str) -> str:
    """Fold the name of a municipality and leave out what it is called besides."""
    return " ".join(_TITLES.sub(" ", fold(name)).split())


def phrase(text: str) -> str:
    """Give a text as one word of a searched text: found when all its words are asked for."""
    return JOINT.join(query_words(text))


@cache
def stop_words() -> frozenset[str]:
    """Give the folded little words that a search leaves out, of all languages."""
    texts = (t("search.stop_words", lang) for lang in READER_LANGS)
    return frozenset(word for text in texts for word in fold(text).split())


def query_words(query: str) -> list[str]:
    """Give the words of a query that count; little ones count when there are no others."""
    words = fold(query).split()
    return [word for word in words if word not in stop_words()] or words


def matches(query: str, texts: Sequence[str], known: Container[str] = ()) -> npt.NDArray[np.bool_]:
    """Say which texts hold every word of the query.

    Parameters
    ----------
    query
        Words in any order; no words match everything.
    texts
        Folded texts, length n. Lines that many texts share are looked through once.
    known
        Folded words that are neither errors nor beginnings of one another.

    Returns
    -------
    matched
        Boolean, shape (n,).
    """
    found = np.ones(len(texts), dtype=bool)
    wanted = query_words(query)
    if not wanted:
        return found
    split = [text.split("\n") for text in texts]
    index = _Lines((line for lines in split for line in lines), known)
    for position in range(len(wanted)):
        runs = runs_around(wanted, position)
        hits = frozenset[str]().union(*(index.holding(run) for run in runs))
        found &= np.fromiter((not hits.isdisjoint(lines) for lines in split), bool, len(texts))
    return found


def runs_around(words: Sequence[str], position: int) -> Iterator[Run]:
    """Give the runs of words that hold a position: alone, as a phrase, as a number in groups."""
    for first in range(max(0, position - LONGEST_PHRASE + 1), position + 1):
        last = min(len(words), first + LONGEST_PHRASE)
        yield from (tuple(words[first:end]) for end in range(position + 1, last + 1))
    digits = [_is_digits(word) for word in words]
    if digits[position]:
        first = position - [*digits[position::-1], False].index(False) + 1
        end = position + [*digits[position:], False].index(False)
        yield ("".join(words[first:end]),)


class _Lines:
    """Which lines hold a run of words."""

    def __init__(self, lines: Iterable[str], known: Container[str]) -> None:
        self._known = known
        self._words = {line: frozenset(line.split()) for line in set(lines)}
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(frozenset[str]().union(*self._words.values())):
            self._by_length.setdefault(word.count(JOINT) + 1, []).append(word)
        self._found: dict[Run, frozenset[str]] = {}

    def holding(self, run: Run) -> frozenset[str]:
        """Give the lines that hold the run as a word or a phrase."""
        if run not in self._found:
            hits = _words_like(run, self._by_length.get(len(run), []), self._known)
            self._found[run] = frozenset(
                line for line, words in self._words.items() if not hits.isdisjoint(words)
            )
        return self._found[run]


def _words_like(run: Run, words: list[str], known: Container[str]) -> set[str]:
    """Give the words, or the phrases of as many words, that a run may mean."""
    kept = words
    for place, wanted in enumerate(run):
        parts = sorted({word.split(JOINT)[place] for word in kept})
        good = _parts_like(wanted, parts, known)
        kept = [word for word in kept if word.split(JOINT)[place] in good]
    return set(kept)


def _parts_like(wanted: str, words: list[str], known: Container[str]) -> set[str]:
    hits = {word for word in words if word.startswith(wanted)}
    if _is_digits(wanted):
        return hits | {word for word in words if _inside_phone(wanted, word)}
    if wanted in known:
        forms = {wanted, f"{wanted}s", f"{wanted}es"}  # the word and its plural
        return {word for word in hits if word in forms or word not in known}
    edits = next((edits for length, edits in _EDITS_FROM_LENGTH if len(wanted) >= length), 0)
    if edits and words:
        distance = process.cdist([wanted], words, scorer=OSA.distance, score_cutoff=edits)[0]
        hits.update(words[i] for i in np.flatnonzero(distance <= edits))
    return hits


def _is_digits(word: str) -> bool:
    return word.isascii() and word.isdigit()


def _inside_phone(wanted: str, word: str) -> bool:
    """Say whether digits stand in a number; what comes before the last ten may differ."""
    if len(wanted) < _FEWEST_DIGITS or len(word) < _SHORTEST_PHONE or not _is_digits(word):
        return False
    return wanted[-_SIGNIFICANT_DIGITS:] in word
