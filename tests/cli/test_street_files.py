"""`atlas streets`: it fails in one line and writes nothing."""

import csv
import json

import pytest

from atlas.data import load
from tests.support.street_town import Town


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
        (["counterparts", "--share", "x", "-o", "{out}.csv"], "'x' is no service; use one of"),
        (["counterparts", "-o", "{out}.json"], "this table is written as .csv, not '.json'"),
    ],
)
def test_what_the_sides_cannot_be_compared_by_is_refused(run, tmp_path, arguments, words):
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
