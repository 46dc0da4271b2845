"""Problems as people read them on the page: no names of settings, no codes of columns."""

import re

from atlas.base.translations import localised
from atlas.curation.merge import Draft

_PIECE = re.compile(r"(?<=[.!?])\s+|;\s+")
_FOR_FILES = re.compile(
    r"\[(?:defaults|values|position)[^\]]*\]|\bmapping\b|\bmapeo\b|"
    r"\b(?:dates|order|west_positive) = |"
    r"\bvocab/|--\w|^(?:Perhaps|¿Quizá)\b"
)
"""What tells those who write a mapping file what to put into it; here it is asked."""

_ODD_WORDS = frozenset(("admin1", "level", "lon", "lat", "kind"))
"""Codes that are no words, or other words, wherever they stand."""

_NAMES_A_CODE = r"(?:(?<=\bof )|(?<=\bde )|(?<=\()|(?<=\bFalta )|(?<=\bdice )|(?<=\bsays ))"
_NO_WORD_BEFORE = r"(?<![\w“«])"


def plain_words(message: str, draft: Draft, lang: str) -> str:
    """Give a message without what is only for mapping files, its columns by their titles.

    Parameters
    ----------
    message
        One message, or several one after the other.
    draft
        The file; its table has the titles.
    lang
        Language of the message.
    """
    kept = [piece for piece in _PIECE.split(message) if piece and not _FOR_FILES.search(piece)]
    text = ". ".join(piece.rstrip(".") for piece in kept)
    for code, title in _titles(draft, lang).items():
        is_odd = "_" in code or code in _ODD_WORDS
        before = _NO_WORD_BEFORE if is_odd else _NAMES_A_CODE
        text = re.sub(rf"{before}{code}(?![\w”»])", title.replace("\\", ""), text)
    return f"{text}." if text and text[-1] not in ".!?" else text


def column_words(column: str, draft: Draft, lang: str) -> str:
    """Give what a problem names: a header of the file as it is, a column by its title."""
    if column in draft.raw.cells.columns:
        return column
    return _titles(draft, lang).get(column, column)


def _titles(draft: Draft, lang: str) -> dict[str, str]:
    return {str(field["name"]): localised(field, "title", lang) for field in draft.fields}
