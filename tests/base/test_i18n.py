"""Every language says the same things, and writes numbers and dates its own way."""

import string

import pytest

from atlas.base.errors import VocabularyError
from atlas.base.i18n import (
    LANGS,
    chain,
    date,
    language,
    language_name,
    messages,
    missing,
    number,
    short_number,
    t,
)
from atlas.data import vocab


def placeholders(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_both_languages_have_the_same_messages():
    assert messages("es").keys() == messages("en").keys()


def test_messages_fill_the_same_placeholders_in_both_languages():
    es, en = ({key: placeholders(text) for key, text in messages(lang).items()} for lang in LANGS)
    assert es == en


def test_unknown_message_is_refused():
    with pytest.raises(VocabularyError, match=r"no message 'common\.nonsense'"):
        t("common.nonsense", "es")


def test_unknown_language_is_refused():
    with pytest.raises(VocabularyError, match="unknown language 'xx'; use one of es, en, "):
        t("app.language", "xx")


@pytest.mark.parametrize(
    ("value", "lang", "text"),
    [
        (0, "es", "0"),
        (9_999, "es", "9,999"),
        (650_968, "es", "650,968"),
        (-1_234.5, "es", "-1,234"),
        (9_999, "en", "9,999"),
        (4_405_140.0, "en", "4,405,140"),
    ],
)
def test_number_parts_thousands_as_the_language_does(value, lang, text):
    assert number(value, lang) == text


@pytest.mark.parametrize("lang", LANGS)
def test_decimals_are_fixed_and_rounded_as_python_rounds(lang):
    assert number(0.68, lang, 2) == "0.68"
    assert number(1234, lang, 1) == "1,234.0"
    assert number(0.35, lang, 1) == f"{0.35:.1f}"


@pytest.mark.parametrize("lang", LANGS)
def test_a_language_lacks_nothing(lang):
    assert missing(lang) == ()
    assert vocab.load().missing(lang) == ()


def test_languages_come_from_the_locale_files():
    assert LANGS == ("es", "en")
    assert chain("en") == ("en", "es")
    assert [language(lang).name for lang in LANGS] == ["Español", "English"]
    assert language_name("en", "es") == "inglés"


@pytest.mark.parametrize(
    ("iso", "lang", "text"),
    [
        ("2025", "es", "2025"),
        ("2025-04", "es", "abril de 2025"),
        ("2025-04-08", "es", "8 de abril de 2025"),
        ("2025-12-01", "en", "1 December 2025"),
        ("2025-09", "en", "September 2025"),
        ("", "en", ""),
    ],
)
def test_date_is_as_long_as_the_source_knows_it(iso, lang, text):
    assert date(iso, lang) == text


@pytest.mark.parametrize(
    ("iso", "lang", "text"),
    [("2025", "es", "2025"), ("2025-04", "es", "abr 2025"), ("2025-09-08", "en", "8 Sep 2025")],
)
def test_short_date_fits_a_table(iso, lang, text):
    assert date(iso, lang, short=True) == text


@pytest.mark.parametrize("value", [0.5, 5, 12_500, 0.25])
def test_a_short_number_has_the_decimals_it_needs(value):
    assert short_number(value, "es") == f"{value:,}"


def test_a_short_number_keeps_to_its_digits():
    assert [short_number(value, "en", 2) for value in (0.6842, 12.34, 123.4)] == [
        "0.68",
        "12",
        "120",
    ]
