"""Text for spreadsheets: nothing runs, and the way back is exact."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.base.spreadsheet import neutralise, printable, restore

tricky = st.text(st.sampled_from("='+-@\t\r\n;\" a1,\uff1d\uff0b\u2028"), max_size=12)
anything = st.text(max_size=40) | tricky


@given(anything)
def test_the_way_back_is_exact(text):
    assert restore(neutralise(text)) == text


@given(tricky)
def test_no_cell_and_no_part_after_a_semicolon_begins_a_formula(text):
    safe = neutralise(text)
    assert not re.match(r"[\t\r\n]", safe)
    for part in safe.split(";"):
        assert not re.match(r"[\s\"]*[=+\-@\uff1d\uff0b]", part)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+52 664 682 5180", "'+52 664 682 5180"),
        ("-117.1", "'-117.1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        (" =1", "' =1"),
        ("a;=1", "a;'=1"),
        ('";"=1', '";\'"=1'),
        ("'=1", "''=1"),
        ("Calle 5 - Centro", "Calle 5 - Centro"),
        ("O'Brien", "O'Brien"),
        ("", ""),
    ],
)
def test_examples(text, safe):
    assert neutralise(text) == safe


@pytest.mark.parametrize("sign", "\t;'\" =")
def test_long_runs_take_no_long_time(sign):
    text = sign * 300_000
    assert restore(neutralise(text)) == text


def test_printable_keeps_text_and_replaces_what_xml_cannot_hold():
    assert printable("Ñandú {{7*7}}\t\n\u2028\u200f😀") == "Ñandú {{7*7}}\t\n\u2028\u200f😀"
    assert printable("a\0b\x0bc\x1fd\ufffe\ud800") == "a\ufffdb\ufffdc\ufffdd\ufffd\ufffd"
