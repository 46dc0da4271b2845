"""Files as people send them, each with what has to come out: `tests/fixtures/ingest`."""

import json
import re

import pytest

from atlas.base import i18n
from atlas.curation.ingest.ingest_problems import SEVERITY
from atlas.data.schema import PROBLEM_COLUMNS
from tests.support.ingest_cases import EXPECTED, cases, described, expected, ingest


def test_every_case_has_both_sides():
    assert {f"{name}.json" for name in cases()} == {path.name for path in EXPECTED.iterdir()}


def gives_what_it_should(name):
    assert json.loads(json.dumps(described(ingest(name)))) == expected(name)


def no_row_is_lost(name):
    read = ingest(name)
    clean, held = set(read.frame.index), set(read.held.index)
    joined = set(read.problems.loc[read.problems["code"] == "row_joined", "row"])
    assert not clean & held
    assert not joined & (clean | held)
    assert len(clean) + len(held) + len(joined) == read.rows_in
    errors = read.problems[read.problems["severity"] == "error"]
    assert held <= set(errors["row"])
    assert not clean & set(errors["row"])


def problems_are_one_line_in_both_languages(name):
    problems = ingest(name).problems
    assert list(problems.columns) == list(PROBLEM_COLUMNS)
    assert set(problems["severity"]) <= {"error", "warning", "notice"}
    for lang in i18n.LANGS:
        messages = problems[f"message_{lang}"]
        assert (messages.str.len() > 10).all()
        assert not messages.str.contains(r"\n|\{|\}", regex=True).any()
    assert (problems["row"] >= 0).all()


def clean_rows_pass_the_check_of_the_bundled_ones(name):
    from atlas.curation.ingest import settle
    from atlas.data import load

    read = ingest(name)
    again = settle(read.frame, read.resource, load(), file=name, sources=read.sources)
    assert not len(again.problems)
    assert len(again.frame) == len(read.frame)


def nothing_that_a_spreadsheet_would_run_gets_into_the_clean_table(name):
    for column in ingest(name).frame.columns.drop(["lon", "lat"], errors="ignore"):
        for text in ingest(name).frame[column]:
            assert not re.match(r"=|[+@-]\s*(?:[=(]|[A-Z]+\()", text), (column, text)


CHECKS = (
    gives_what_it_should,
    no_row_is_lost,
    problems_are_one_line_in_both_languages,
    clean_rows_pass_the_check_of_the_bundled_ones,
    nothing_that_a_spreadsheet_would_run_gets_into_the_clean_table,
)


@pytest.mark.parametrize("name", cases())
def test_a_file_gives_what_it_should_and_nothing_is_lost_or_let_through(name):
    for check in CHECKS:  # together, so that each file is read once and by one process
        check(name)


@pytest.mark.parametrize("lang", i18n.LANGS)
def test_every_problem_has_words(lang):
    assert {f"ingest.{code}" for code in SEVERITY} <= set(i18n.messages(lang))


def test_an_unknown_protection_is_withheld_and_said():
    read = ingest("nothing-said.csv")
    assert set(read.held["sensitivity"]) == {"withheld"}
    assert "sensitivity_assumed" in set(read.problems["code"])


def test_identifiers_do_not_depend_on_the_order_of_the_rows():
    from atlas.curation.ingest import Upload, read

    header = b"name,level,country,municipality,address,sensitivity\n"
    rows = [b"Casa del Migrante,NGO,MX,Tijuana,Calle %d,public\n" % number for number in range(5)]
    ids = []
    for order in (rows, rows[::-1]):
        upload = Upload("x.csv", header + b"".join(order))
        frame = read(upload, resource="shelters").frame
        ids.append(dict(zip(frame["address"], frame["facility_id"], strict=True)))
    assert ids[0] == ids[1]
    assert len(set(ids[0].values())) == 5
