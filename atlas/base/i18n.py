"""The languages of the atlas and the words of its interface, one `locale/<lang>.toml` each.

A language is what its file declares: the table `[language]` has its name, its formats, and the
languages that help out where it lacks a word. All else in the file is messages. Labels of data
codes (kinds, services, ...) are not here: they come from the vocabularies.

A language may speak to readers only, to whoever looks for help: `reader_words.py` says which
messages those are. Planners then read the pages of their own in what it falls back on.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from atlas.base.errors import VocabularyError
from atlas.base.reader_words import is_for_readers

LOCALE: Final = Path(__file__).resolve().parent / "locale"
"""The folder of the locale files."""
_HEAD = "language"


@dataclass(frozen=True, slots=True)
class Language:
    """What the head of a locale file declares.

    Attributes
    ----------
    name
        What the language calls itself.
    order
        Its place in the language switch; the first one is the default.
    fallback
        Languages to look in, in this order, for what this one lacks.
    tag
        The language as documents name it (BCP 47), such as `es-MX`.
    formats
        The CLDR locale whose numbers it writes.
    bibtex
        Its name in BibTeX's `langid`.
    readers_only
        Whether it has the words for readers only, not those for planners.
    reviewed_by
        Who has read the translation and signs it: empty while nobody has, and none for a language
        that is not a translation.
    """

    name: str
    order: int
    fallback: tuple[str, ...]
    tag: str
    formats: str
    bibtex: str
    readers_only: bool = False
    reviewed_by: str | None = None


def _languages() -> dict[str, Language]:
    """Read the head of every locale file, in the order of the language switch."""
    found = {}
    for file in sorted(LOCALE.glob("*.toml")):
        # The head comes first and is read alone: the rest takes ten times the time of an import.
        head = tomllib.loads(file.read_text(encoding="utf-8").split("\n[")[0])[_HEAD]
        found[file.stem] = Language(**{**head, "fallback": tuple(head["fallback"])})
    ordered = dict(sorted(found.items(), key=lambda item: item[1].order))
    for lang, language in ordered.items():
        if unknown := set(language.fallback) - set(ordered):
            message = f"locale/{lang}.toml falls back on {min(unknown)!r}, which has no file"
            raise VocabularyError(message)
    return ordered


LANGUAGES: Final = _languages()
READER_LANGS: Final = tuple(LANGUAGES)
"""Every language, in the order of the language switch."""

LANGS: Final = tuple(lang for lang, one in LANGUAGES.items() if not one.readers_only)
"""The languages of every page: those that have all words."""

DEFAULT_LANG: Final = LANGS[0]
MESSAGE_COLUMNS: Final = tuple(f"message_{lang}" for lang in LANGS)
"""The columns of a table that says something in every language."""

SHORT_MONTHS: Final = "dates.months_short"
"""A message that only a language has whose months are not told apart by three letters."""

CONSOLE_LANG: Final = "en"
"""The language of the command line and of errors, where nobody asked for another."""
CONSOLE_MESSAGE: Final = f"message_{CONSOLE_LANG}"


def language(lang: str) -> Language:
    """Give what a language declares.

    Raises
    ------
    VocabularyError
        When there is no such language.
    """
    try:
        return LANGUAGES[lang]
    except KeyError as error:
        message = f"unknown language {lang!r}; use one of {', '.join(READER_LANGS)}"
        raise VocabularyError(message) from error


def whole_lang(lang: str) -> str:
    """Give the language of the pages for planners: the language itself, or what it falls back on.

    A page whose every other word falls back is better read in that language alone.
    """
    return next((one for one in chain(lang) if one in LANGS), DEFAULT_LANG)


@cache
def carried_langs(lang: str) -> tuple[str, ...]:
    """Give the languages that a file in one language carries: its own and what it falls back on.

    All files in the languages of every page carry the same ones, and none of the others.
    """
    return LANGS if lang in LANGS else tuple(one for one in READER_LANGS if one in chain(lang))


def shared_lang(lang: str) -> str:
    """Give the language of the file that carries a language: all that carry the same share one."""
    return DEFAULT_LANG if lang in LANGS else lang


def unreviewed(lang: str) -> str:
    """Say that nobody has reviewed a translation yet; nothing where somebody has signed it."""
    return t("app.unreviewed", lang) if language(lang).reviewed_by == "" else ""


@cache
def chain(lang: str) -> tuple[str, ...]:
    """Give the languages to look in for a text: the language itself, then its fallbacks."""
    return tuple(dict.fromkeys((lang, *language(lang).fallback)))


@cache
def messages(lang: str) -> dict[str, str]:
    """Read every message of one language; what it lacks comes from its fallbacks.

    Parameters
    ----------
    lang
        One of `READER_LANGS`.

    Returns
    -------
    messages
        Text by dotted key, `section.key`.

    Raises
    ------
    VocabularyError
        When there is no such language.
    """
    texts: dict[str, str] = {}
    for one in reversed(chain(lang)):
        texts |= own_messages(one)
    return texts


def missing(lang: str) -> tuple[str, ...]:
    """Give the keys of the messages that a language lacks, so that they fall back.

    Of a language for readers only those count that readers meet.
    """
    own = own_messages(lang)
    every = dict.fromkeys(key for one in LANGS for key in own_messages(one))
    wanted = filter(is_for_readers, every) if language(lang).readers_only else every
    return tuple(key for key in wanted if key not in own)


@cache
def own_messages(lang: str) -> dict[str, str]:
    """Read the messages that the file of one language has itself, by dotted key."""
    tree = tomllib.loads((LOCALE / f"{lang}.toml").read_text(encoding="utf-8"))
    return {
        f"{section}.{key}": text
        for section, items in tree.items()
        if section != _HEAD
        for key, text in items.items()
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
        message = f"no message {key!r} in locale/{lang}.toml or what it falls back on"
        raise VocabularyError(message)
    return text.format(**values) if values else text


def count(key: str, number_of: int, lang: str, **values: object) -> str:
    """Give the message `key_one` for what counts as one, else `key_many`; the number is `{n}`."""
    form = f"{key}_one" if _is_one(number_of, lang) else f"{key}_many"
    return t(form, lang, n=number(number_of, lang), **values)


@cache
def _is_one(number_of: int, lang: str) -> bool:
    """Say whether a language counts a number as one: French and Portuguese count 0 so too."""
    return bool(_formats(lang).plural_form(number_of) == "one")


def number(value: float, lang: str, decimals: int = 0) -> str:
    """Give a number as the language writes it, with a fixed number of decimals: 4,405,140 or 0.68.

    Mexico, Guatemala and the United States all group with commas and have a decimal point.
    """
    # Rounded here, as Python rounds: Babel would round the shortest decimal text of the float.
    return _grouped(f"{value:.{decimals}f}", lang, decimals)


@lru_cache(maxsize=4096)
def _grouped(value: str, lang: str, decimals: int) -> str:
    """Give a decimal number as the language writes it; pages write the same ones often."""
    from babel.numbers import format_decimal

    form = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(Decimal(value), format=form, locale=_formats(lang)))


def short_number(value: float, lang: str, digits: int = 6) -> str:
    """Give a number with no more decimals than it has, and at most so many significant digits."""
    short = f"{value:.{digits}g}"
    return number(float(short), lang, len(short.partition(".")[2]) if "e" not in short else 0)


@cache
def _formats(lang: str) -> Any:  # noqa: ANN401, Babel is imported when the first number is written
    from babel import Locale

    return Locale.parse(language(lang).formats, sep="-")


def first_known(wanted: Iterable[str]) -> str:
    """Give the first of the languages that somebody wants which there is, else the default one.

    Each is a tag such as `pt-BR`, perhaps with a weight behind a semicolon, as browsers send them
    in the order of preference.
    """
    codes = (one.partition(";")[0].strip().partition("-")[0].lower() for one in wanted)
    return next((code for code in codes if code in READER_LANGS), DEFAULT_LANG)


def language_name(other: str, lang: str) -> str:
    """Give what a language calls another one: `inglés`; its own name where CLDR has none."""
    return str(_formats(lang).languages.get(other) or language(other).name)


def separators(lang: str) -> tuple[str, str]:
    """Give the decimal mark of a language and what it puts between thousands."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return get_decimal_symbol(_formats(lang)), get_group_symbol(_formats(lang))


def date(iso: str, lang: str, *, short: bool = False) -> str:
    """Give an ISO date of honest length in words: 2025, abril de 2025, 8 de abril de 2025.

    Short ones, for tables: 2025, abr 2025, 8 abr 2025.
    """
    year, *rest = iso.split("-")
    if not rest:
        return year
    at = int(rest[0]) - 1
    day = int(rest[1]) if len(rest) > 1 else 0
    if short:
        return " ".join(part for part in (str(day or ""), _short_month(at, lang), year) if part)
    month = t("dates.months", lang).split()[at]
    return t("dates.day" if day else "dates.month", lang, year=year, month=month, day=day)


def _short_month(at: int, lang: str) -> str:
    """Give a month in three letters, or as the language has it where those do not tell it."""
    if own := own_messages(lang).get(SHORT_MONTHS):
        return own.split()[at]
    return t("dates.months", lang).split()[at][:3]
