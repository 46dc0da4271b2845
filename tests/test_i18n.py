"""Both languages say the same things."""

import string

import pytest

from atlas.errors import VocabularyError
from atlas.i18n import messages, t


def placeholders(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_both_languages_have_the_same_messages():
    assert messages("es").keys() == messages("en").keys()


@pytest.mark.parametrize("key", sorted(messages("es")))
def test_message_fills_the_same_placeholders_in_both_languages(key):
    assert placeholders(messages("es")[key]) == placeholders(messages("en")[key])


def test_unknown_message_is_refused():
    with pytest.raises(VocabularyError, match="no message 'common.nonsense'"):
        t("common.nonsense", "es")


def test_unknown_language_is_refused():
    with pytest.raises(VocabularyError, match="unknown language 'fr'; use one of es, en"):
        t("common.title", "fr")
