"""Search forgives accents, case and small typing errors, and nothing more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.base.text_search import fold, matches

TEXTS = [fold("Casa del Migrante en Tijuana, A.C."), fold("Clínica Jesús Torres — Núñez")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [True, True]),
        ("MIGRANTE", [True, False]),
        ("migrant", [True, False]),
        ("clinica nunez", [False, True]),
        ("migarnte", [True, False]),
        ("migrnte tjuana", [True, False]),
        ("cosa", [False, False]),  # four letters: no edit is forgiven
        ("mxgrxnte", [False, False]),  # eight letters: one edit only
        ("casa torres", [False, False]),
        ("!!!", [True, True]),
    ],
)
def test_words_match_with_forgiveness(query, expected):
    assert matches(query, TEXTS).tolist() == expected


def test_no_texts_is_no_matches():
    assert matches("casa", []).shape == (0,)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_every_text_matches_its_own_words(words):
    text = fold(" ".join(words))
    for word in text.split():
        assert matches(word, [text]).all()
