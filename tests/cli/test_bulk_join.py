"""`atlas join`: what it says, and that it fails in one line."""

import json

import pandas as pd
import pytest


@pytest.fixture
def points(tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("name,lon,lat,kind\na,-117.03,32.52,x\nb,-117.0,32.7,y\nc,0,0,x\nd,,,x\n")
    return path


@pytest.mark.slow
def test_it_counts(run, points):
    code, out, err = run("join", str(points))
    assert (code, err) == (0, "")
    assert "tijuana-san-diego" in out
    assert "4 points; 2 in a corridor" in out
    assert "1 without a position that can be read" in out


def test_it_writes(run, points, tmp_path):
    out = tmp_path / "out.parquet"
    code, said, _ = run("join", str(points), "-o", str(out), "--json", "--counts-by", "kind")
    facts = json.loads(said)
    assert code == 0
    assert facts["out"] == str(out)
    assert {(row["side"], row["kind"], row["points"]) for row in facts["counts"]} == {
        ("MX", "x", 1),
        ("US", "y", 1),
    }
    written = pd.read_parquet(out)
    assert written["side"].fillna("").tolist() == ["MX", "US", "", ""]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.parquet"], "no such file"),
        (["{points}", "--predicate", "touches"], "'touches': allowed are within"),
        (["{points}", "--engine", "spark"], "allowed are local, dask"),
        (["{points}", "-o", "x.csv"], "allowed is a .parquet file"),
        (["{points}", "--counts-by", "colour"], "no column 'colour'"),
    ],
)
def test_it_fails_in_one_line(run, points, arguments, words):
    code, out, err = run("join", *(one.format(points=points) for one in arguments))
    assert (code, out) == (2, "")
    assert err.startswith("atlas: ")
    assert words in err
    assert err.count("\n") == 1
