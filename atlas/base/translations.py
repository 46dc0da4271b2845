"""Texts of data rows by language: the one place that knows how their columns are named.

A text column such as `name` is in the language of the package; `name_<lang>` holds a translation
where there is one. What a row lacks in a language comes from the languages that it falls back on.
"""

from collections.abc import Container, Iterable, Mapping
from functools import cache
from typing import Any, Final

import pandas as pd

from atlas.base.i18n import LANGS, READER_LANGS, chain

PACKAGE_LANG: Final = "es"
"""The language of the columns without a suffix."""


def suffix(lang: str) -> str:
    """Give what the name of a column ends with where it holds a text in one language."""
    return "" if lang == PACKAGE_LANG else f"_{lang}"


@cache
def text_column(name: str, lang: str) -> str:
    """Give the column that holds a text in one language."""
    return name + suffix(lang)


@cache
def text_columns(name: str, lang: str = PACKAGE_LANG) -> tuple[str, ...]:
    """Give the columns that may hold a text: the language's own, then its fallbacks'."""
    return tuple(text_column(name, one) for one in chain(lang))


@cache
def every_text_column(name: str) -> tuple[str, ...]:
    """Give the columns that may hold a text in any language, the package's own first."""
    return tuple(dict.fromkeys((name, *(text_column(name, lang) for lang in LANGS))))


def is_translation(name: str, names: Container[str]) -> bool:
    """Say whether a column holds the texts of another one in another language."""
    ends = filter(None, map(suffix, READER_LANGS))
    return any(name.endswith(end) and name.removesuffix(end) in names for end in ends)


OTHER_NAME: Final = every_text_column("name")[1]
"""The translation of a name that formats with one alternate name carry."""


def localised(record: Mapping[Any, Any], name: str, lang: str, default: str = "") -> str:
    """Give a text of a row or of a part of the descriptor in a language, or what it falls back on.

    Parameters
    ----------
    record
        Texts by column.
    name
        The column in the language of the package.
    lang
        The language wanted.
    default
        What stands where no language of the chain has the text.
    """
    found = (record.get(column) for column in text_columns(name, lang))
    return next((str(text) for text in found if text), default)


def other_language(record: Mapping[Any, Any], name: str, lang: str) -> str:
    """Give the language that a text of a row is in where it is not the one wanted, else nothing.

    A column without a translation does not say which language it is in: an address is in that of
    its street.
    """
    if not any(column in record for column in every_text_column(name)[1:]):
        return ""
    of = (one for one in chain(lang) if record.get(text_column(name, one)))
    found = next(of, lang)
    return "" if found == lang else found


def by_language(
    record: Mapping[Any, Any], name: str, default: str = "", langs: Iterable[str] = READER_LANGS
) -> dict[str, str]:
    """Give a text of a row in every language, or in some, each with its fallbacks."""
    return {lang: localised(record, name, lang, default) for lang in langs}


def localised_column(frame: pd.DataFrame, name: str, lang: str) -> pd.Series:
    """Give a text column of a table in a language, every row with its own fallback."""
    there = [frame[column] for column in text_columns(name, lang) if column in frame]
    chosen = there[0]
    for other in there[1:]:
        chosen = chosen.where(chosen != "", other)
    return chosen


def names_by_key(frame: pd.DataFrame, key: str, lang: str) -> dict[str, str]:
    """Give the name of each row of a table by its id."""
    columns = [frame[one].tolist() for one in text_columns("name", lang) if one in frame]
    names = (next(filter(None, texts), "") for texts in zip(*columns, strict=True))
    return dict(zip(frame[key], names, strict=True))
