"""The gaps as a file, from Python and from the command line."""

import re

import numpy as np
import pandas as pd
import pytest

from atlas.base.errors import ExportError
from atlas.output.exports.gap_files import gap_table, write_gaps
from atlas.places.view import make_view, select


def test_the_file_holds_the_table(toy, tmp_path):
    view = make_view(toy)
    table = write_gaps(view, tmp_path / "gaps.csv")
    read = pd.read_csv(tmp_path / "gaps.csv", dtype={"point_id": str})
    assert read["point_id"].tolist() == table["point_id"].tolist()
    assert read["same_km"].tolist() == pytest.approx(
        table["same_km"].tolist(), nan_ok=True, abs=1e-3
    )


def test_another_suffix_is_refused_and_leaves_nothing(toy, tmp_path):
    with pytest.raises(ExportError, match=r"gaps\.xlsx: gaps are written as \.csv"):
        write_gaps(make_view(toy), tmp_path / "gaps.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_ranking_of_a_corridor_starts_with_the_worst_off():
    table = gap_table(select(corridor="juarez-el-paso", service="legal_aid"))
    assert table["same_km_least"].dropna().is_monotonic_decreasing
    assert (table["same_km_least"].fillna(0) <= table["same_km"].fillna(np.inf)).all()
    assert set(table["corridor_id"]) == {"juarez-el-paso"}
    assert set(table["side"]) == {"MX", "US"}


def test_the_command_writes_the_file_and_says_what_is_left_out(run, tmp_path):
    out = tmp_path / "gaps.csv"
    code, said, _ = run(
        "coverage", "--corridor", "tapachula-tecun-uman", "--service", "legal_aid", "-o", str(out)
    )
    assert code == 0
    assert "17 places without a point" in said
    assert "entre 0.5 % y 83 % de las 650,968 personas" in said
    written = pd.read_csv(out)
    assert len(written) > 100
    assert f"{written['certain'].sum()} of them certain" in said


def test_the_command_says_which_places_the_filter_leaves_out(run, tmp_path):
    asked = ("coverage", "--corridor", "juarez-el-paso", "-o", str(tmp_path / "gaps.csv"))
    _, said, _ = run(*asked)
    assert re.search(r"^  Not shown: \d+ places of detention or custody, ", said, re.MULTILINE)
    _, said, _ = run(*asked, "--kind", "any", "--status", "any")
    assert "Not shown" not in said


def test_the_command_refuses_another_suffix_in_one_line(run, tmp_path):
    code, said, error = run("coverage", "-o", str(tmp_path / "gaps.pdf"))
    assert (code, said) == (2, "")
    assert error.startswith("atlas: gaps.pdf: gaps are written as .csv")
    assert list(tmp_path.iterdir()) == []
