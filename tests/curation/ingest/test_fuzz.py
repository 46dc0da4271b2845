"""Damaged files of every kind: each is read with every row told, or refused in one line."""

import json
import time
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atlas.base.errors import IngestError
from atlas.curation.ingest import Upload, read
from tests.support.ingest_cases import INPUT, cases

DAMAGED = INPUT.parent / "damaged"
"""What has crashed a reader once; `python -m tests.support.fuzz_ingest` looks for more."""

SAID = json.loads((DAMAGED.parent / "damaged.json").read_text(encoding="utf-8"))
FILES = {name: (INPUT / name).read_bytes() for name in cases()}
CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=8)), min_size=1, max_size=4
)


def attempt(name, data):
    try:
        found = read(Upload(name, data), resource="shelters")
    except IngestError as error:
        said = str(error)
        return said if len(said) < 500 else "\n"
    joined = int((found.problems["code"] == "row_joined").sum())
    assert len(found.frame) + len(found.held) + joined == found.rows_in
    errors = found.problems.loc[found.problems["severity"] == "error", "row"]
    assert set(found.held.index) <= set(errors)
    return ""


@given(st.sampled_from(sorted(FILES)), CHANGES)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_is_read_or_refused(name, changes):
    data = FILES[name]
    for where, length, put in changes:
        at = int(where * len(data))
        data = data[:at] + put + data[at + length :]
    assert "\n" not in attempt(name, data)


@given(st.text(st.sampled_from('name,;"\n\r\t|#+=\x00é1'), max_size=120))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_read_or_refused(text):
    assert "\n" not in attempt("x.csv", f"name,level,lat,lon\n{text}".encode())


@pytest.mark.slow
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.8])
@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_cut_off_is_read_or_refused(name, kept):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "\n" not in attempt(name, FILES[name][: int(len(FILES[name]) * kept)])


def test_every_file_that_crashed_a_reader_has_its_answer():
    assert {path.name for path in DAMAGED.iterdir()} == set(SAID)


@pytest.mark.parametrize("name", sorted(SAID))
def test_what_crashed_a_reader_once_is_read_or_refused(name):
    said = attempt(name, (DAMAGED / name).read_bytes())
    assert (SAID[name] in said) if SAID[name] else said == ""


def test_hundreds_of_repeated_headers_take_no_longer_than_other_files():
    data = (DAMAGED / "headers-repeated-300-times.tsv").read_bytes()
    start = time.process_time()
    attempt("x.tsv", data)
    assert time.process_time() - start < 5, "the limit of the fuzzer; it was 19 s"
