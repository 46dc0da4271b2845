"""What becomes of programs of OSRM that are missing, fail, are slow, or answer something else."""

import sys

import numpy as np
import pytest

from atlas.spatial.streets.routes import Cost, Mode, StreetDistances, osrm_engine, osrm_server
from atlas.spatial.streets.routes.osrm_server import OsrmError
from tests.spatial.test_street_distances import CORRIDOR, EVERYBODY, crossings, graph, spots
from tests.support.toy_osrm import PROGRAMS, server_runs, write_programs

pytestmark = pytest.mark.slow

STREETS = [(0, 1, 120, EVERYBODY), (1, 2, 90, EVERYBODY)]
GRAPHS = [
    graph(side, [(-1, way), (0, way), (1, way)], STREETS) for side, way in (("MX", -1), ("US", 1))
]
START, END = spots([("MX", -0.5, -1.0), ("US", 0, 1.0)]), spots([("MX", 1, -1.0), ("US", 1, 1.0)])
GATES = crossings([(0, 0)])


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Programs of this test, and nothing prepared."""
    folder = write_programs(tmp_path / "bin")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(osrm_engine, "cache_folder", lambda: tmp_path / "cache")
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def ready(programs, cache, monkeypatch):
    """Programs of this test, with what an earlier one prepared."""
    monkeypatch.setattr(osrm_engine, "cache_folder", lambda: cache)
    osrm_engine.installed().prepare(GRAPHS[0], Mode.FOOT, Cost.METRES)
    return programs


def measured(engine=None):
    by_side = {(CORRIDOR, one.side): one for one in GRAPHS}
    found = StreetDistances(by_side, GATES, Mode.FOOT, Cost.METRES, engine=engine)
    return found.measured(START, END)


def prepared(folder):
    return sorted(one.name for one in (folder.parent / "cache").iterdir() if one.name != "lock")


def test_sides_are_prepared_once_and_no_server_is_left(programs, monkeypatch):
    osrm = osrm_engine.installed()
    assert osrm.name == "OSRM 99.1.0"
    assert np.array_equal(measured(osrm).same, measured().same)
    assert not server_runs(programs)
    folders = prepared(programs)
    assert len(folders) == 2
    monkeypatch.setattr(osrm_engine, "run", None)
    assert np.array_equal(measured(osrm).across.to_gate, measured().across.to_gate)
    assert prepared(programs) == folders


def test_a_table_is_asked_for_block_by_block(ready, monkeypatch):
    monkeypatch.setattr(osrm_server, "_AT_ONCE", 1)
    assert np.array_equal(measured(osrm_engine.installed()).same, measured().same)


def test_old_sides_are_removed(programs, monkeypatch):
    monkeypatch.setattr(osrm_engine, "_KEPT", 1)
    measured(osrm_engine.installed())
    assert len(prepared(programs)) == 1


@pytest.mark.parametrize("missing", PROGRAMS)
def test_without_a_program_it_is_said_how_to_install_it(programs, missing):
    (programs / missing).unlink()
    with pytest.raises(OsrmError, match=r"^OSRM is not installed: .*border-corridor-atlas\[osrm\]"):
        osrm_engine.installed()


def test_programs_of_a_python_package_are_found_without_importing_it(
    tmp_path, programs, monkeypatch
):
    folder = write_programs(tmp_path / "site" / "osrm" / "bin")
    (folder.parent / "__init__.py").write_text("raise RuntimeError", encoding="utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    assert osrm_engine.installed().programs == tuple(str(folder / one) for one in PROGRAMS)
    assert "osrm" not in sys.modules


def test_one_that_is_too_old_is_refused(programs, monkeypatch):
    monkeypatch.setenv("TOY_OSRM", "old")
    with pytest.raises(
        OsrmError, match=r"^OSRM 'v5.20.1' cannot be used: 26.10 or later is needed$"
    ):
        osrm_engine.installed()


@pytest.mark.parametrize("program", PROGRAMS[:3])
def test_what_is_half_prepared_does_not_stay(programs, monkeypatch, program):
    osrm = osrm_engine.installed()
    monkeypatch.setenv("TOY_OSRM", program)
    said = rf"^{program} of OSRM failed \(3\): \[error\] {program} has no memory left$"
    with pytest.raises(OsrmError, match=said):
        measured(osrm)
    assert prepared(programs) == []
    monkeypatch.delenv("TOY_OSRM")
    assert np.array_equal(measured(osrm).same, measured().same)


def test_what_was_damaged_is_prepared_anew(programs):
    osrm = osrm_engine.installed()
    measured(osrm)
    for file in (programs.parent / "cache").glob("*/side.osrm"):
        file.unlink()
    with pytest.raises(OsrmError, match=r"^OSRM cannot serve what it prepared: osrm-routed"):
        measured(osrm)
    with pytest.raises(OsrmError, match=r"^OSRM cannot serve what it prepared: osrm-routed"):
        measured(osrm)
    assert np.array_equal(measured(osrm).same, measured().same)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("text", "OSRM gave no table: Expecting value"),
        ("infinite", "OSRM gave no table: Infinity is no number"),
        ("refused", "OSRM refused a table: TooBig"),
        ("shape", "OSRM gave another table than was asked for"),
        ("negative", "OSRM gave another table than was asked for"),
        ("another", "OSRM gave another table than was asked for"),
        ("off", "OSRM gave another table than was asked for"),
        ("mute", "OSRM gave no table: timed out"),
        ("slow", "OSRM cannot serve what it prepared: osrm-routed does not answer within 0.5 s"),
        ("osrm-routed", "OSRM cannot serve what it prepared: osrm-routed of OSRM failed"),
    ],
)
def test_no_answer_and_a_wrong_one_are_one_line_and_no_server_is_left(
    ready, monkeypatch, wrong, said
):
    osrm = osrm_engine.installed()
    monkeypatch.setenv("TOY_OSRM", wrong)
    if wrong in {"mute", "slow"}:
        monkeypatch.setattr(osrm_server, {"mute": "_ANSWER_S", "slow": "_START_S"}[wrong], 0.5)
    with pytest.raises(OsrmError) as refused:
        measured(osrm)
    assert str(refused.value).startswith(said)
    assert "\n" not in str(refused.value)
    assert not server_runs(ready)


def test_ctrl_c_ends_the_server(ready, monkeypatch):
    def interrupted(*_):
        assert server_runs(ready)
        raise KeyboardInterrupt

    monkeypatch.setattr(osrm_server.ServedSide, "fill", interrupted)
    with pytest.raises(KeyboardInterrupt):
        measured(osrm_engine.installed())
    assert not server_runs(ready)


def test_an_edge_that_osrm_cannot_hold_is_refused(programs):
    long = graph("MX", [(0, -1), (8, -1)], [(0, 1, 5000, EVERYBODY)])
    with pytest.raises(OsrmError, match="an edge of more than 4 km"):
        osrm_engine.installed().prepare(long, Mode.FOOT, Cost.METRES)


def test_a_folder_that_cannot_be_written_to_is_one_line(programs, monkeypatch):
    taken = programs.parent / "taken"
    taken.touch()
    monkeypatch.setattr(osrm_engine, "cache_folder", lambda: taken)
    with pytest.raises(OsrmError, match=r"^OSRM cannot prepare streets in"):
        measured(osrm_engine.installed())
