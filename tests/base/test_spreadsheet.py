"""Text for spreadsheets: nothing runs, and the way back is exact."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.base.spreadsheet import csv_text, neutralise, printable, restore

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


def test_a_table_is_written_as_pandas_writes_it_and_nothing_of_it_runs():
    texts = ["", "a,b", 'say "x"', "two\nlines", "=1+1", "á;=2", "'=3", "-5"]
    table = pd.DataFrame(
        {"row": range(len(texts)), "text, all": texts, "metres": [0.1, float("nan")] * 4}
    )
    plain = table.to_csv(index=False, lineterminator="\n")
    assert csv_text(table, marked=False) == plain
    marked = table.assign(**{"text, all": [neutralise(text) for text in texts]})
    assert csv_text(table) == marked.to_csv(index=False, lineterminator="\n")
    assert ",'=1+1," in csv_text(table)


def test_what_is_no_text_keeps_its_kind_in_a_table():
    table = pd.DataFrame({"value": [1, 1.0, True, None, "1"]}, dtype=object)
    assert csv_text(table) == "value\n1\n1.0\nTrue\n\n1\n"


def test_a_table_without_rows_is_its_header():
    assert csv_text(pd.DataFrame({"a": [], "b": []})) == "a,b\n"
