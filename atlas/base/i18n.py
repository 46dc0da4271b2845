"""The words of the interface, in Spanish and English, from `locale/*.toml`.

Labels of data codes (kinds, services, ...) are not here: they come from the vocabularies.
"""

import tomllib
from functools import cache
from pathlib import Path

from atlas.base.errors import VocabularyError

LANGS = ("es", "en")
DEFAULT_LANG = "es"

_LOCALE = Path(__file__).resolve().parent / "locale"


@cache
def messages(lang: str) -> dict[str, str]:
    """Read every message of one language.

    Parameters
    ----------
    lang
        One of `LANGS`.

    Returns
    -------
    messages
        Text by dotted key, `section.key`.

    Raises
    ------
    VocabularyError
        When there is no such language.
    """
    if lang not in LANGS:
        message = f"unknown language {lang!r}; use one of {', '.join(LANGS)}"
        raise VocabularyError(message)
    tree = tomllib.loads((_LOCALE / f"{lang}.toml").read_text(encoding="utf-8"))
    return {
        f"{section}.{key}": text for section, items in tree.items() for key, text in items.items()
    }


def t(key: str, lang: str, **values: object) -> str:
    """Give one message in one language, its `{placeholders}` filled from `values`.

    Raises
    ------
    VocabularyError
        When there is no such message or language.
    """
    text = messages(lang).get(key)
    if text is None:
        message = f"no message {key!r} in locale/{lang}.toml"
        raise VocabularyError(message)
    return text.format(**values) if values else text


def count(key: str, number_of: int, lang: str, **values: object) -> str:
    """Give the message `key_one` for one, `key_many` otherwise, with the number as `{n}`."""
    form = f"{key}_one" if number_of == 1 else f"{key}_many"
    return t(form, lang, n=number(number_of, lang), **values)


def number(value: float, lang: str) -> str:
    """Give a whole number with its thousands parted: 4 405 140 in Spanish, 4,405,140 in English.

    Spanish parts from five digits on, with a space that does not break.
    """
    text = f"{round(value):,}"
    if lang == "en":
        return text
    return text.replace(",", "" if abs(value) < 10_000 else "\N{NO-BREAK SPACE}")


def date(iso: str, lang: str, *, short: bool = False) -> str:
    """Give an ISO date of honest length in words: 2025, abril de 2025, 8 de abril de 2025.

    Short ones, for tables: 2025, abr 2025, 8 abr 2025.
    """
    year, *rest = iso.split("-")
    if not rest:
        return year
    months = t("dates.months", lang).split()
    month = months[int(rest[0]) - 1]
    day = int(rest[1]) if len(rest) > 1 else 0
    if short:
        return " ".join(part for part in (str(day or ""), month[:3], year) if part)
    return t("dates.day" if day else "dates.month", lang, year=year, month=month, day=day)
