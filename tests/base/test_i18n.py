"""Both languages say the same things."""

import string

import pytest

from atlas.base.errors import VocabularyError
from atlas.base.i18n import LANGS, date, messages, number, t


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
    with pytest.raises(VocabularyError, match="unknown language 'fr'; use one of es, en"):
        t("common.title", "fr")


@pytest.mark.parametrize(
    ("value", "lang", "text"),
    [
        (0, "es", "0"),
        (9_999, "es", "9999"),
        (12_345, "es", "12\N{NO-BREAK SPACE}345"),
        (4_405_140, "es", "4\N{NO-BREAK SPACE}405\N{NO-BREAK SPACE}140"),
        (9_999, "en", "9,999"),
        (4_405_140.0, "en", "4,405,140"),
    ],
)
def test_number_parts_thousands_as_the_language_does(value, lang, text):
    assert number(value, lang) == text


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
