"""Text search that forgives accents, case and small typing errors.

The rule is small enough to be the same in Python and in the browser: text and query are folded to
plain lower-case words; every word of the query must be part of some word of the text, or differ
from one by at most one edit (from five letters on) or two (from nine on). An edit is a letter
added, left out, replaced, or swapped with its neighbour.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA

_EDITS_FROM_LENGTH = ((9, 2), (5, 1))


_TITLES = re.compile(r"\b(?:municipio|municipality|mpio|condado|county|ciudad|of|de)\b")


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


def text_of_places(
    places: pd.DataFrame, columns: Sequence[str], words: Mapping[str, Mapping[str, str]]
) -> pd.Series:
    """Give the folded text of each place that a search looks through.

    Parameters
    ----------
    places
        Published places.
    columns
        Columns that are searched as they are.
    words
        What the codes of some columns mean, by column and code.
    """
    parts = [places[column].astype("str") for column in columns if column in places]
    for column, means in words.items():
        parts.append(
            places[column].map(
                lambda codes, means=means: " ".join(means.get(c, "") for c in codes.split(";"))
            )
        )
    texts = [fold(" ".join(row)) for row in zip(*parts, strict=True)]
    return pd.Series(texts, index=places.index, dtype="str")


def matches(query: str, texts: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Say which texts hold every word of the query.

    Parameters
    ----------
    query
        Words in any order; no words match everything.
    texts
        Folded texts (see `fold`), length n.

    Returns
    -------
    matched
        Boolean, shape (n,).
    """
    found = np.ones(len(texts), dtype=bool)
    wanted = fold(query).split()
    if not wanted:
        return found
    split = [text.split() for text in texts]
    words = sorted({word for text in split for word in text})
    for word in wanted:
        hits = _words_like(word, words)
        found &= np.fromiter((not hits.isdisjoint(text) for text in split), bool, len(texts))
    return found


def _words_like(wanted: str, words: list[str]) -> set[str]:
    hits = {word for word in words if wanted in word}
    edits = next((edits for length, edits in _EDITS_FROM_LENGTH if len(wanted) >= length), 0)
    if edits and words:
        distance = process.cdist([wanted], words, scorer=OSA.distance, score_cutoff=edits)[0]
        hits.update(words[i] for i in np.flatnonzero(distance <= edits))
    return hits
