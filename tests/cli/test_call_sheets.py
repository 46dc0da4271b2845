"""The command line of those who call: a sheet out, answers back, a package with them."""

import json

import openpyxl
import pytest

from atlas.curation.calls import SHEET_COLUMNS, choice
from atlas.data import load

pytestmark = pytest.mark.slow

DAY = "2026-11-20"


def cell(sheet, row, name):
    return sheet.cell(row, SHEET_COLUMNS.index(name) + 1)


def filled(path, *rows, lang="en"):
    """Fill in a sheet: for each row from the first on, what its columns say."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    ids = [cell(sheet, row, "facility_id").value for row in range(2, sheet.max_row + 1)]
    for row, cells in enumerate(rows, start=2):
        for name, text in cells.items():
            said = choice(name, text, lang) if name == "answer" else text
            cell(sheet, row, name).value = said
    book.save(path)
    return ids


def test_a_round_from_the_sheet_to_a_package_without_editing_a_file(run, tmp_path):
    sheet, corrections = tmp_path / "calls.xlsx", tmp_path / "corrections.csv"
    code, out, _ = run("callsheet", "--corridor", "juarez-el-paso", "--lang", "en", "-o", sheet)
    assert code == 0
    assert "Confirmed in 20" in out
    ids = filled(
        sheet,
        {"answer": "open", "date": DAY},
        {"answer": "no_answer"},
        {"answer": "closed", "date": DAY, "new_hours": "weekdays"},
    )
    problems = tmp_path / "problems.csv"
    code, out, _ = run(
        *("ingest", sheet, "--as", "calls", "-o", corrections, "--problems", problems),
        *("--default", f"date={DAY}"),
    )
    assert code == 0, out
    assert f"Rows in the file: {len(ids)}; answered: 3" in out
    assert "weekdays" in problems.read_text(encoding="utf-8")
    code, out, _ = run("check", "--corrections", corrections)
    assert code == 0, out
    assert "call-" in out
    assert "unused_source" not in out
    package = tmp_path / "package"
    code, out, _ = run("merge", corrections, "--as", "corrections", "-o", package)
    assert code == 0, out
    places = load(package).places.set_index("facility_id").loc[ids]
    assert places["status"].tolist()[0] == "open"
    assert places["status_date"].tolist()[0] == places["status_date"].tolist()[2] == DAY
    assert places["no_answer"].tolist()[1] == DAY
    assert places["status"].tolist()[2] == "closed"


def test_a_limit_and_those_who_cannot_be_called(run, tmp_path):
    out_file = tmp_path / "calls.xlsx"
    _, out, _ = run("callsheet", "-o", out_file, "--limit", 25, "--json")
    assert json.loads(out)["lines"] == 25
    _, out, _ = run("callsheet", "-o", out_file, "--json")
    facts = json.loads(out)
    assert facts["lines"] == facts["reachable"] < facts["places"]
    _, out, _ = run("callsheet", "-o", out_file, "--all", "--json")
    facts = json.loads(out)
    assert facts["lines"] == facts["places"]


def test_a_row_that_cannot_be_taken_is_an_error_and_is_kept(run, tmp_path):
    sheet, held = tmp_path / "calls.xlsx", tmp_path / "held.csv"
    run("callsheet", "-o", sheet, "--limit", 3, "--lang", "en")
    filled(sheet, {"answer": "open"})
    code, out, _ = run("ingest", sheet, "--as", "calls", "--held", held, "--lang", "en")
    assert code == 1
    assert "row 2, Day of the call" in out
    assert held.read_text(encoding="utf-8").count("\n") == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("callsheet", "-o", "calls.csv"), "a call sheet can be xlsx"),
        (("ingest", "none.xlsx", "--as", "calls"), "cannot read none.xlsx"),
        (("ingest", "none.xlsx", "--as", "calls", "--header-row", "2"), "--header-row is for"),
        (("merge", "none.csv", "--as", "shelters", "-o", "x"), "Missing option '--review'"),
        (("merge", "none.csv", "--as", "corrections", "-o", "x"), "none.csv cannot be read"),
    ],
)
def test_wrong_use_is_one_line(run, tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("atlas: ")
    assert err.count("\n") == 1
    assert words in err
    assert list(tmp_path.iterdir()) == []
