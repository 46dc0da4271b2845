"""`atlas streets`: it fails in one line and writes nothing."""

import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from atlas.data import load
from atlas.spatial.streets.routes import osrm_engine
from tests.support.street_town import Town
from tests.support.toy_osrm import server_runs, write_programs


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.osm.pbf", "-o", "{out}.streets"], "nowhere.osm.pbf: no such file"),
        (["{table}", "-o", "{out}.pbf"], "a street pack can be streets"),
        (["{table}", "-o", "{out}.streets"], "cannot be read to its end"),
        (["{table}", "-o", "{out}.streets", "--corridor", "x"], "'x' is no corridor; use one of"),
    ],
)
def test_it_fails_in_one_line(run, tmp_path, arguments, words):
    table = tmp_path / "a.osm.pbf"
    table.write_text("no streets here")
    given = [one.format(table=table, out=tmp_path / "new") for one in arguments]
    code, out, err = run("streets", *given)
    assert (code, out) == (2, "")
    assert err.startswith("atlas: ")
    assert words in err
    assert err.count("\n") == 1
    assert [file.name for file in tmp_path.iterdir()] == ["a.osm.pbf"]


def test_a_pack_and_its_graph_are_written_together(run, tmp_path):
    bridge = Town()
    bridge.way([(-117.0288, 32.50), (-117.0288, 32.56)], highway="primary")
    extract = bridge.write(tmp_path / "a.osm.pbf")
    code, out, _ = run("streets", extract, "-o", tmp_path / "a.streets", "--json")
    said = json.loads(out)
    assert code == 0
    assert {file.name for file in tmp_path.iterdir()} == {"a.osm.pbf", "a.streets", "a.graph"}
    assert [side["side"] for side in said["sides"]] == ["MX", "US"]
    assert all(side["edges"] for side in said["sides"])
    cut = {crossing for crossing, _ in said["no_street_near"]}
    assert "tecate" in cut
    assert "san-ysidro" not in cut


def test_a_pack_that_is_none_is_named_before_a_map_is_written(run, tmp_path):
    pack = tmp_path / "bad.streets"
    pack.write_text("no pack")
    code, _, err = run("map", "--streets", str(pack), "-o", str(tmp_path / "map.html"))
    assert code == 2
    assert "bad.streets is no street pack" in err
    assert not (tmp_path / "map.html").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sides", "--along", "streets", "-o", "{out}.csv"], "no street graph is there"),
        (["counterparts", "--wait", "san-ysidro=5", "-o", "{out}.csv"], "for --along streets only"),
        (["sides", "--engine", "osrm", "-o", "{out}.csv"], "for --along streets only"),
        (
            ["sides", "--along", "streets", "--engine", "osrm", "-o", "{out}.csv"],
            "OSRM is not installed",
        ),
        (["counterparts", "--share", "x", "-o", "{out}.csv"], "'x' is no service; use one of"),
        (["counterparts", "-o", "{out}.json"], "this table is written as .csv, not '.json'"),
    ],
)
def test_what_the_sides_cannot_be_compared_by_is_refused(
    run, tmp_path, monkeypatch, arguments, words
):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(osrm_engine, "find_spec", lambda _: None)
    code, out, err = run(*(one.format(out=tmp_path / "new") for one in arguments))
    assert (code, out) == (2, "")
    assert words in err
    assert not list(tmp_path.iterdir())


def test_areas_need_streets_and_write_nothing_without(run, tmp_path):
    code, out, err = run("areas", "-o", tmp_path / "a.geojson")
    assert (code, out) == (2, "")
    assert "no street graph is there" in err
    assert not list(tmp_path.iterdir())


def test_areas_are_written_with_what_they_rest_on(run, tmp_path):
    bridge = Town()
    bridge.way([(-117.0288, 32.50), (-117.0288, 32.56)], highway="primary")
    extract = bridge.write(tmp_path / "a.osm.pbf")
    run("streets", extract, "-o", tmp_path / "a.streets")
    given = ["--streets", tmp_path / "a.streets", "--corridor", "tijuana-san-diego"]
    out = tmp_path / "a.geojson"
    code, said, _ = run(
        "areas", *given, "--of", "san-ysidro", "--minutes", "10", "--wait", "san-ysidro=45",
        "-o", out,
    )  # fmt: skip
    assert code == 0
    assert "san-ysidro: 45 minutes to wait, assumed" in said
    (area,) = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert area["properties"]["assumed_wait_minutes"]["san-ysidro"] == 45
    code, _, err = run("areas", *given, "--of", "nowhere", "-o", tmp_path / "b.geojson")
    assert code == 2
    assert "no area can be drawn of 'nowhere'" in err
    assert not (tmp_path / "b.geojson").exists()


def test_a_corridor_with_streets_on_one_side_is_not_compared_along_streets(run, tmp_path):
    made, towns = Town(), load().localities
    for corridor, side in (("tijuana-san-diego", "MX"), ("tijuana-san-diego", "US"),
                           ("juarez-el-paso", "MX")):  # fmt: skip
        own = towns[(towns["corridor_id"] == corridor) & (towns["country"] == side)]
        lon, lat = own.sort_values("population").iloc[-1][["lon", "lat"]]
        made.way([(lon - 0.01, lat), (lon + 0.01, lat)], highway="primary")
    extract = made.write(tmp_path / "a.osm.pbf")
    run("streets", extract, "-o", tmp_path / "a.streets")
    out = tmp_path / "gaps.csv"
    given = ["--streets", tmp_path / "a.streets", "--along", "streets", "--lang", "en"]
    code, said, _ = run("coverage", *given, "-o", out)
    assert code == 0
    assert "juarez-el-paso: streets on the side MX only; it is left out" in said
    shares = [line for line in said.splitlines() if "live 5 km or less" in line]
    assert shares
    assert not any("Juárez" in line for line in shares)
    with out.open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["corridor_id"] == "juarez-el-paso"]
    assert rows
    assert {(row["along"], row["same_km"], row["either_km"]) for row in rows} == {
        ("no_street", "", "")
    }
    for command in ("sides", "counterparts"):
        code, said, _ = run(command, *given, "-o", out)
        assert code == 0
        assert "juarez-el-paso: streets on the side MX only; it is left out" in said
        with out.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
        assert {(row["corridor_id"], row["along"]) for row in rows} == {
            ("tijuana-san-diego", "streets")
        }


@pytest.fixture
def bridged(run, tmp_path, monkeypatch):
    """Streets on both sides of a crossing, and programs that speak as OSRM does."""
    bridge = Town()
    bridge.way([(-117.0288, 32.50), (-117.0288, 32.56)], highway="primary")
    run("streets", bridge.write(tmp_path / "a.osm.pbf"), "-o", tmp_path / "a.streets")
    write_programs(tmp_path / "bin")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(osrm_engine, "cache_folder", lambda: tmp_path / "cache")
    return ["--streets", tmp_path / "a.streets", "--corridor", "tijuana-san-diego",
            "--along", "streets", "--lang", "en"]  # fmt: skip


def rows_of(file):
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.slow
@pytest.mark.parametrize("command", ["coverage", "counterparts", "sides"])
def test_files_made_with_osrm_are_the_same_and_name_it(run, tmp_path, bridged, command):
    own, other = tmp_path / "own.csv", tmp_path / "other.csv"
    assert run(command, *bridged, "--mode", "car", "-o", own)[0] == 0
    code, said, _ = run(command, *bridged, "--mode", "car", "--engine", "osrm", "-o", other)
    assert code == 0
    assert "The ways were found by OSRM 99.1.0" in said
    rows = rows_of(other)
    assert {row.pop("engine") for row in rows} == {"OSRM 99.1.0"}
    assert rows == rows_of(own)
    assert not server_runs(tmp_path / "bin")


@pytest.mark.slow
def test_osrm_that_fails_is_one_line_and_nothing_is_written(run, tmp_path, bridged, monkeypatch):
    monkeypatch.setenv("TOY_OSRM", "osrm-partition")
    code, out, err = run("sides", *bridged, "--engine", "osrm", "-o", tmp_path / "a.csv")
    assert (code, out) == (2, "")
    said = "osrm-partition of OSRM failed (3): [error] osrm-partition has no memory left"
    assert err == f"atlas: {said}\n"
    assert not (tmp_path / "a.csv").exists()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there a process is not told to end")
def test_a_command_that_is_told_to_end_ends_the_server(tmp_path, bridged):
    command = [sys.executable, "-m", "atlas", "sides", *bridged, "--engine", "osrm"]
    cache = {"XDG_CACHE_HOME": str(tmp_path / "home"), "HOME": str(tmp_path)}
    process = subprocess.Popen(
        [*map(str, command), "-o", str(tmp_path / "a.csv")],
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, **cache, "TOY_OSRM": "mute"},
        stderr=subprocess.PIPE,
        text=True,
    )
    started = tmp_path / "bin" / "pid"
    while not (started.exists() and started.read_text(encoding="utf-8")):
        assert process.poll() is None
        time.sleep(0.05)
    process.terminate()
    assert "atlas: interrupted; nothing was written" in process.communicate(timeout=30)[1]
    assert not server_runs(tmp_path / "bin")
    assert not (tmp_path / "a.csv").exists()
