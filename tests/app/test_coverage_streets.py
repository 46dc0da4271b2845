"""The coverage page along streets: offered where both sides have some, and said what is used."""

import pytest

from atlas.analysis import coverage
from atlas.app import rows_behind, street_engine
from atlas.app.state import DATA
from atlas.base.errors import AtlasError
from atlas.base.i18n import t
from atlas.curation.streets import make_streets
from atlas.data import load
from atlas.places.filters import Filter
from atlas.places.view import make_view
from atlas.spatial.streets import encode
from atlas.spatial.streets.routes import encode_graphs, graph_of, osrm_engine
from tests.app.test_pages import run
from tests.app.test_planner_pages import added, words
from tests.support.street_town import Town
from tests.support.toy_osrm import write_programs

pytestmark = pytest.mark.slow

CORRIDOR = "tijuana-san-diego"
LINK = {"corridor": [CORRIDOR], "along": ["foot"]}
SOUTH = [(-117.028761, 32.50), (-117.028761, 32.5424)]
NORTH = [(-117.028761, 32.5424), (-117.028761, 32.58)]


def served(folder, monkeypatch, ways):
    """Put streets next to a package, and serve it."""
    town = Town()
    for way in ways:
        town.way(way, highway="primary")
    extract = town.write(folder.parent / "a.osm.pbf")
    made = make_streets(extract, load(folder), (CORRIDOR,), show=lambda _doing, _share: None)
    (folder / "streets").mkdir()
    pack = folder / "streets" / "a.streets"
    pack.write_bytes(encode(made.pack))
    graph_of(pack).write_bytes(encode_graphs(made.graphs, {}))
    monkeypatch.setenv(DATA, str(folder))


def choices_of(app):
    label = t("coverage.along", "es")
    return [box for box in app.selectbox if box.label == label]


def test_without_streets_there_is_no_choice():
    app = run({"corridor": [CORRIDOR]}, page="coverage")
    assert not app.exception
    assert not choices_of(app)


def test_along_streets_every_sentence_says_so_and_where_they_end(package_copy, monkeypatch):
    served(package_copy, monkeypatch, [SOUTH + NORTH[1:]])
    app = run(LINK, page="coverage")
    assert not app.exception
    (choice,) = choices_of(app)
    assert choice.value == "foot"
    assert "along=foot" in added(app)
    said = words(app)
    assert "Medido por las calles" in said
    assert "en línea recta" not in said
    assert "San Ysidro / El Chaparral, 30 minutos" in said
    assert "sin una calle tan cerca" in said
    assert "porque las calles de un lado terminan antes:" in said
    choice.set_value("straight").run()
    assert "en línea recta" in words(app)
    assert "Medido por las calles" not in words(app)


def test_waits_and_areas_are_part_of_the_link(package_copy, monkeypatch):
    served(package_copy, monkeypatch, [SOUTH + NORTH[1:]])
    link = {"wait": ["san-ysidro:45", "otay-mesa:9999"], "areas": ["san-ysidro"]}
    app = run(LINK | link, page="coverage")
    assert not app.exception
    assert "San Ysidro / El Chaparral, 45 minutos" in words(app)
    assert any("9999" in one.value for one in app.warning)
    assert "A dónde se llega desde" in words(app)
    assert "areas=san-ysidro" in added(app)
    (wait,) = (box for box in app.number_input if box.key == "planner.wait.san-ysidro")
    assert wait.value == 45
    wait.set_value(60).run()
    assert "San Ysidro / El Chaparral, 60 minutos" in words(app)
    assert "wait=san-ysidro:60" in added(app)
    (gaps,) = (one.value for one in app.dataframe if t("coverage.rank", "es") in one.value)
    column = t("coverage.either_minutes", "es")
    assert column in gaps
    wait.set_value(30).run()
    assert "wait=" not in added(app)


def test_the_corridor_page_compares_its_sides_along_the_same_streets(package_copy, monkeypatch):
    served(package_copy, monkeypatch, [SOUTH + NORTH[1:]])
    app = run(LINK | {"wait": ["san-ysidro:45"]}, page="corridor")
    assert not app.exception
    said = words(app)
    assert "San Ysidro / El Chaparral, 45 minutos" in said
    assert "con distancias a pie por las calles" in said
    assert "en línea recta" not in said
    assert "along=foot" in added(app)
    assert any(t("corridor.minutes", "es") in one.value for one in app.dataframe)
    view = make_view(load(package_copy), Filter(corridor=(CORRIDOR,)))
    measure = coverage.along_streets(view)
    out = coverage.left_out(measure.sited(coverage.sought(view)))["places"].sum()
    opened = rows_behind.places(view, rows_behind.LEFT_OUT, measure)
    assert len(opened) == out > len(rows_behind.places(view, rows_behind.LEFT_OUT))
    (choice,) = choices_of(app)
    choice.set_value("straight").run()
    assert "con distancias en línea recta" in words(app)
    assert "por las calles" not in words(app)


def test_a_closed_crossing_has_no_wait(package_copy, monkeypatch):
    served(package_copy, monkeypatch, [SOUTH + NORTH[1:]])
    app = run(LINK | {"what": ["close:san-ysidro"]}, page="coverage")
    assert not app.exception
    assert "San Ysidro / El Chaparral, 30 minutos" not in words(app)
    assert not [box for box in app.number_input if "wait" in (box.key or "")]


def test_streets_of_one_side_are_said_and_not_measured(package_copy, monkeypatch):
    served(package_copy, monkeypatch, [SOUTH])
    app = run({"corridor": [CORRIDOR]}, page="coverage")
    assert not app.exception
    assert not choices_of(app)
    side = "Solo hay calles de un lado"
    assert side in words(app)
    app = run({"corridor": [CORRIDOR], "along": ["foot"]}, page="corridor")
    assert not app.exception
    assert not choices_of(app)
    assert side in words(app)
    assert "con distancias en línea recta" in words(app)


@pytest.fixture
def with_osrm(tmp_path, monkeypatch):
    """Programs that speak as OSRM does, chosen for the server."""
    write_programs(tmp_path / "bin")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv(street_engine.ENGINE, "osrm")
    monkeypatch.setattr(osrm_engine, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path


@pytest.mark.parametrize("page", ["coverage", "corridor"])
def test_a_page_finds_its_ways_with_osrm_and_says_so(package_copy, monkeypatch, with_osrm, page):
    served(package_copy, monkeypatch, [SOUTH + NORTH[1:]])
    app = run(LINK, page=page)
    assert not app.exception
    assert "Los caminos los buscó OSRM 99.1.0" in words(app)
    monkeypatch.setenv(street_engine.ENGINE, "atlas")
    app.run()
    assert "Medido por las calles" in words(app)
    assert "OSRM" not in words(app)


def test_osrm_that_fails_later_is_one_line_on_the_page(package_copy, monkeypatch, with_osrm):
    served(package_copy, monkeypatch, [SOUTH + NORTH[1:]])
    monkeypatch.setenv("TOY_OSRM", "refused")
    app = run(LINK, page="coverage")
    assert not app.exception
    (said,) = (one.value for one in app.error)
    assert "OSRM refused a table" in said
    assert "elige línea recta" in said


def test_a_server_prepares_before_anybody_reads(package_copy, monkeypatch, with_osrm, capsys):
    served(package_copy, monkeypatch, [SOUTH + NORTH[1:]])
    street_engine.use("osrm")
    assert "OSRM 99.1.0 prepares the streets" in capsys.readouterr().err
    monkeypatch.setenv("TOY_OSRM", "osrm-extract")  # whoever prepares now fails
    # Two sides, the shortest and the quickest; here the shortest is the same on foot and by car.
    assert len([one for one in (with_osrm / "cache").iterdir() if one.is_dir()]) == 4
    for along in ("foot", "car"):
        app = run(LINK | {"along": [along]}, page="coverage")
        assert not app.error


def test_a_server_without_osrm_does_not_begin(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv(street_engine.ENGINE, "atlas")
    monkeypatch.setattr(osrm_engine, "find_spec", lambda _: None)
    with pytest.raises(AtlasError, match="OSRM is not installed"):
        street_engine.use("osrm")
