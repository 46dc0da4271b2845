"""Fixtures shared by the tests: a toy corridor built in code, and a copy of the data package."""

import gc
import io
import os
import shutil
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Timer

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import settings
from shapely import LineString, box

from atlas.__main__ import main
from atlas.cli import console
from atlas.data import Package, read_descriptor, vocab
from atlas.data.bundled import geodata_dir
from tests.support.app_server import serve

# Machines are shared and noisy: an example that takes long once is no failure. The default run
# draws few examples of each property; `make thorough` draws many.
settings.register_profile("atlas", deadline=None, max_examples=25)
settings.register_profile("thorough", deadline=None, max_examples=200)
settings.load_profile("atlas")


def pytest_collection_modifyitems(items):
    """Begin with the linters: each is one long test, and the last one would be waited for."""
    items.sort(key=lambda item: item.get_closest_marker("lint") is None)


# Where Python is told to keep no compiled code, every process that the tests start would compile
# the atlas again, and every run the tests: two seconds for each of some fifty processes.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_configure():
    """Search for garbage less often: pandas and Streamlit keep much that is never any."""
    gc.set_threshold(50_000, 20, 50)


def pytest_collection_finish():
    """Search no module for garbage, and let Streamlit look for its components once."""
    gc.collect()
    gc.freeze()
    if "streamlit.testing.v1" not in sys.modules:
        return
    # It reads the metadata of all packages each time. Another version of it is only slower.
    with suppress(ImportError, AttributeError):
        from streamlit.components.v2 import manifest_scanner

        manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


CORRIDOR = "toy-west"
TOY_PLACES = [
    # id, kind, country, lon, lat, precision, precision_m, sensitivity, services
    ("casa-norte", "shelter", "US", -100.00, 30.05, "exact", 10, "open", "lodging;food"),
    ("casa-sur", "shelter", "MX", -100.01, 29.95, "exact", 10, "open", "lodging;legal_aid"),
    ("casa-secreta", "shelter", "MX", -100.0123, 29.9434, "exact", 10, "withheld", "lodging"),
    ("casa-velada", "shelter", "MX", -100.0321, 29.9123, "exact", 10, "generalised", "lodging"),
    ("casa-sin-punto", "shelter", "MX", None, None, "municipality", None, "open", "food"),
    ("clinica-norte", "health", "US", -100.10, 30.10, "geocoded", 100, "open", "health"),
    ("oficina-sur", "agency_office", "MX", -99.90, 29.99, "exact", 25, "open", "documentation"),
    ("consulado-norte", "consulate", "US", -99.95, 30.02, "approximate", 500, "open", ""),
    ("defensa-sur", "legal_aid", "MX", -100.20, 29.90, "exact", 10, "open", "legal_aid"),
    ("lejos-sur", "service_hub", "MX", -100.00, 29.00, "exact", 10, "open", "food"),
]
TOY_ADDRESS = "Calle Secreta 7"


def _places():
    names = ["facility_id", "kind", "country", "lon", "lat", "precision", "precision_m",
             "sensitivity", "services"]  # fmt: skip
    places = pd.DataFrame(TOY_PLACES, columns=names)
    places = places.astype({"lon": "float64", "lat": "float64", "precision_m": "float64"})
    protected = places["sensitivity"] != "open"
    return places.assign(
        name=places["facility_id"].str.replace("-", " ").str.title(),
        name_en="",
        operator="Diócesis",
        level="faith_based",
        actor_id="",
        admin1="Toy",
        municipality_code=places["country"].map({"MX": "MX00001", "US": "US00001"}),
        address=pd.Series("", index=places.index).where(~protected, TOY_ADDRESS),
        position_method="",
        populations="all",
        capacity=pd.Series(float("nan"), index=places.index),
        capacity_unit="",
        capacity_date="",
        status="open",
        status_date=["2025", "2024-05", "2023", "", "2025-11-02", "2019", "", "2025", "2022", ""],
        phone="",
        website="",
        source_ids="toy-list",
        position_source_ids="",
        capacity_source_ids="",
        status_source_ids="",
        notes="",
        notes_en="",
        layer="shelters",
    )


def _frame(columns, *rows):
    return pd.DataFrame(rows, columns=columns.split())


@pytest.fixture(scope="session")
def toy():
    """A corridor cut by the 30th parallel, 10 places, two of them protected."""
    south, north = box(-100.5, 29.6, -99.5, 30.0), box(-100.5, 30.0, -99.5, 30.4)
    sides = {"corridor_id": [CORRIDOR] * 2, "side": ["MX", "US"]}
    segments = gpd.GeoDataFrame(sides, geometry=[south, north], crs=4326)
    line = LineString([(-101, 30), (-99, 30)])
    empty = _frame("corridor_id")
    return Package(
        places=_places(),
        crossings=_frame(
            "crossing_id name name_en name_a name_b corridor_id modes port_code lon lat precision "
            "precision_m status status_date website source_ids notes notes_en",
            (
                "puente",
                "Puente",
                "Bridge",
                "Sur",
                "Norte",
                CORRIDOR,
                "pedestrian",
                "1",
                -100.0,
                30.0,
                "exact",
                25.0,
                "open",
                "2025",
                "",
                "toy-list",
                "",
                "",
            ),
            (
                "garita",
                "Garita",
                "Gate",
                "Sur",
                "Norte",
                CORRIDOR,
                "vehicle",
                "2",
                -99.9,
                30.0,
                "exact",
                25.0,
                "open",
                "2025",
                "",
                "toy-list",
                "",
                "",
            ),
        ),
        crossing_flows=_frame("crossing_id port_code source_ids"),
        context_stats=empty.assign(source_ids=""),
        actors=_frame("actor_id corridor_ids source_ids"),
        actions=_frame("action_id corridor_ids source_ids"),
        corridors=_frame(
            "corridor_id name name_en country_a country_b radius_km border_uncertainty_m crossings "
            "source_ids",
            (CORRIDOR, "Corredor", "Corridor", "MX", "US", 40.0, 20.0, "puente;garita", ""),
        ),
        segments=segments,
        border=gpd.GeoDataFrame({"corridor_id": [CORRIDOR]}, geometry=[line], crs=4326),
        land=segments.copy(),
        localities=_frame(
            "locality_id name country lon lat population corridor_id source_ids",
            ("1", "Ciudad Sur", "MX", -100.0, 29.9, 10_000, CORRIDOR, "toy-list"),
        ),
        municipalities=_frame(
            "municipality_code name country admin1 corridor_id source_ids",
            ("MX00001", "Ciudad Sur", "MX", "Toy", CORRIDOR, ""),
            ("US00001", "North County", "US", "Toy", CORRIDOR, ""),
        ),
        sources=_frame(
            "source_id title title_en publisher kind url repository path commit date licence notes",
            ("toy-list", "Lista", "List", "Nadie", "web", "", "", "", "", "2025", "", ""),
            ("not-cited", "Otra", "Other", "Nadie", "web", "", "", "", "", "2025", "", ""),
        ),
        corrections=_frame("id field old new reason source date"),
        vocab=vocab.load(),
        descriptor={"title": "Atlas", "title_en": "Atlas", "licenses": [], "resources": []},
        version="2025.1.0",
        path=Path(),
    )


@pytest.fixture(scope="session")
def serving():
    """Start the app as a reader does: `with serving(*options, **environment) as server`."""
    return serve


@pytest.fixture(scope="session")
def server():
    """The app as `atlas serve` runs it, on a free port of this machine."""
    with serve() as running:
        yield running


@pytest.fixture
def package_copy(tmp_path):
    """A copy of the bundled data package that a test may break."""
    folder = tmp_path / "package"
    shutil.copytree(geodata_dir(), folder, ignore=shutil.ignore_patterns("recipes"))
    return folder


@pytest.fixture
def descriptor():
    """The descriptor of the bundled data package."""
    return read_descriptor(geodata_dir())


class Screen(io.StringIO):
    """A terminal that somebody looks at."""

    def isatty(self):
        return True


class NoWait(Timer):
    """A timer that has run out as soon as it starts."""

    def start(self):
        self.function()

    def join(self, timeout=None):
        pass


@pytest.fixture
def screen(monkeypatch):
    """What the bars are drawn on: a terminal; no work is too short for one."""
    made = Screen()

    class System:
        stderr = made
        stdout = property(lambda _: sys.stdout)

    monkeypatch.setattr(console, "sys", System())
    monkeypatch.setattr(console, "Timer", NoWait)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    return made


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command; give its exit code, output and error text."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["atlas", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        out, err = capsys.readouterr()
        return stopped.value.code, out, err

    return run
