"""CSV files: written as pandas writes them, nothing of them runs, and read back as they were."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atlas.base.csv_files import csv_bytes, csv_text, read_csv
from atlas.base.errors import DataPackageError
from atlas.base.spreadsheet import neutralise

words = st.text(st.sampled_from("a1,;\"'= \t\r\n\u2028ñ"), max_size=8)
tables = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(words, min_size=width, max_size=width), max_size=4)
)


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
    assert csv_text(table) == 'value\n1\n1.0\nTrue\n""\n1\n'


def test_a_table_without_rows_is_its_header():
    assert csv_text(pd.DataFrame({"a": [], "b": []})) == "a,b\n"


@given(rows=tables)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_data_are_read_as_they_were_written(rows, tmp_path):
    width = len(rows[0]) if rows else 2
    table = pd.DataFrame(rows, columns=list("abc")[:width], dtype="str")
    file = tmp_path / "table.csv"
    file.write_bytes(csv_text(table, marked=False).encode())
    pd.testing.assert_frame_equal(read_csv(file), table)


def test_values_that_are_missing_leave_their_cells_empty():
    columns = {
        "whole": pd.array([1, None], dtype="Int64"),
        "share": [0.5, float("nan")],
        "text": pd.array(["x", None], dtype="str"),
    }
    assert csv_text(pd.DataFrame(columns)) == "whole,share,text\n1,0.5,x\n,,\n"


def test_a_file_for_a_spreadsheet_runs_nothing_and_shows_accents():
    content = csv_bytes(pd.DataFrame({"name": ["=1+1", "Ñandú", "a\0b"], "n": [-3, 4, 5]}))
    lines = content.decode("utf-8-sig").split("\r\n")
    assert lines == ["name,n", "'=1+1,-3", "Ñandú,4", "a\ufffdb,5", ""]
    assert content.startswith("\ufeff".encode())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "t.csv is empty; it needs a row with the names of its columns"),
        (b"a,b\n1,2\n1\n", "t.csv row 3 has 1 cells, the header 2"),
        (b"a,a\n1,2\n", "t.csv has a column twice: a, a"),
        (b'a,b\n1,"2"3\n', "t.csv row 2 cannot be read: "),
        (b"a,b\n1,\xff\n", "t.csv line 2 is no UTF-8 text; save the file as UTF-8"),
    ],
)
def test_a_broken_file_is_one_line_that_names_the_row(content, said, tmp_path):
    file = tmp_path / "t.csv"
    file.write_bytes(content)
    with pytest.raises(DataPackageError, match=said):
        read_csv(file)


def test_a_message_says_the_name_that_the_reader_gave(tmp_path):
    with pytest.raises(DataPackageError, match=r"vocab/t\.csv cannot be read: "):
        read_csv(tmp_path / "t.csv", "vocab/t.csv")
