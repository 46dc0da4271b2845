"""GIS clients of others read the running server: GDAL, as a library and as a command, and OWSLib.

Each runs in a process of its own: GDAL asks while it holds Python, so a server in the same process
would never answer.
"""

import json
import shutil
import subprocess
import sys

import pytest

from atlas.data import load
from atlas.output.ogc import COLLECTIONS, collections_of
from atlas.places.filters import Filter
from atlas.places.view import make_view

pytestmark = pytest.mark.slow

PATIENCE_S = 120

PYOGRIO = """
import json, sys
import pyogrio

source, layers, asked = "OAPIF:" + sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
found = {"layers": [name for name, _ in pyogrio.list_layers(source)]}
for name in layers:
    frame = pyogrio.read_dataframe(source, layer=name, PAGE_SIZE="100")
    there = frame.geometry.notna().sum() if "geometry" in frame else 0
    found[name] = [sorted(frame["id"]), int(there)]
for number, one in enumerate(asked):
    box = {"bbox": tuple(one.pop("bbox"))} if "bbox" in one else {}
    frame = pyogrio.read_dataframe(source, **one, **box)
    found[str(number)] = sorted(frame["id"])
print(json.dumps(found))
"""

OWSLIB = """
import json, sys
from owslib.ogcapi.features import Features

service = Features(sys.argv[1])
places = service.collection_items("places", limit=1000)
boxed = service.collection_items("places", limit=1000, bbox=[-117.2, 32.4, -116.5, 32.6])
filtered = service.collection_items("places", limit=1000, filter="kind = 'shelter' AND side = 'US'")
print(json.dumps({
    "collections": service.feature_collections(),
    "conformance": service.conformance()["conformsTo"],
    "queryables": sorted(service.collection_queryables("places")["properties"]),
    "paths": len(service.api()["paths"]),
    "places": [one["id"] for one in places["features"]],
    "boxed": [one["id"] for one in boxed["features"]],
    "filtered": [one["id"] for one in filtered["features"]],
    "one": service.collection_item("crossings", "san-ysidro")["properties"]["port_code"],
}))
"""


@pytest.fixture(scope="module")
def collections():
    return collections_of(make_view(load(), Filter().lifted()))


def run(*command):
    done = subprocess.run(
        [*map(str, command)], capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def kept(collection, test):
    return sorted(
        one for one, row in zip(collection.ids, collection.rows, strict=True) if test(row)
    )


def in_box(collection):
    return sorted(
        one
        for one, shape in zip(collection.ids, collection.geometries, strict=True)
        if shape is not None and -117.2 <= shape.x <= -116.5 and 32.4 <= shape.y <= 32.6
    )


def test_gdal_reads_every_collection_and_its_conditions(server, collections):
    places, crossings = collections["places"], collections["crossings"]
    asked = [
        ({"layer": "places", "where": "kind = 'shelter'"},
         kept(places, lambda row: row["kind"] == "shelter")),
        ({"layer": "places", "where": "services LIKE '%legal_aid%'"},
         kept(places, lambda row: "legal_aid" in (row["services"] or ""))),
        ({"layer": "places", "where": "capacity > 100 AND side = 'MX'"},
         kept(places, lambda row: (row["capacity"] or 0) > 100 and row["side"] == "MX")),
        ({"layer": "places", "where": "status_date >= '2026-01-01'"},
         kept(places, lambda row: (row["status_date"] or "") >= "2026-01-01")),
        ({"layer": "crossings", "where": "status_date >= '2025-01-01'"},
         kept(crossings, lambda row: (row["status_date"] or "") >= "2025-01-01")),
        # A date that is no status date must not become `datetime`, which asks for that one.
        ({"layer": "places", "where": "contact_date >= '20250101'"},
         kept(places, lambda row: (row["contact_date"] or "") >= "20250101")),
        ({"layer": "places", "bbox": [-117.2, 32.4, -116.5, 32.6]}, in_box(places)),
    ]  # fmt: skip
    queries = json.dumps([query for query, _ in asked])
    found = json.loads(
        run(sys.executable, "-c", PYOGRIO, f"{server.url}/ogc", json.dumps(COLLECTIONS), queries)
    )
    assert found["layers"] == list(COLLECTIONS)
    for name, collection in collections.items():
        with_point = sum(shape is not None for shape in collection.geometries)
        assert found[name] == [sorted(collection.ids), with_point]
    for number, (query, expected) in enumerate(asked):
        assert found[str(number)] == expected, query
        assert 0 < len(expected) < len(places)


def test_ogrinfo_reads_the_service(server, collections):
    if not (command := shutil.which("ogrinfo")):
        pytest.skip("ogrinfo is not installed: Debian has it in gdal-bin")
    source = f"OAPIF:{server.url}/ogc"
    told = run(command, "-ro", "-so", source, "places")
    assert f"Feature Count: {len(collections['places'])}" in told
    assert "Geometry: Point" in told
    assert "contact_date: String" in told
    box = ["-117.2", "32.4", "-116.5", "32.6"]
    told = run(command, "-ro", "-so", "-spat", *box, source, "places")
    assert f"Feature Count: {len(in_box(collections['places']))}" in told
    told = run(command, "-ro", "-so", "-where", "kind = 'shelter'", source, "places")
    shelters = kept(collections["places"], lambda row: row["kind"] == "shelter")
    assert f"Feature Count: {len(shelters)}" in told


def test_owslib_reads_the_service(server, collections):
    pytest.importorskip("owslib", reason="OWSLib is not installed: pip install OWSLib")
    found = json.loads(run(sys.executable, "-c", OWSLIB, f"{server.url}/ogc"))
    places = collections["places"]
    assert found["collections"] == list(COLLECTIONS)
    assert any(name.endswith("cql2-text") for name in found["conformance"])
    assert set(found["queryables"]) == {*(one.name for one in places.columns), "geometry"}
    assert found["paths"] == 4 + 4 * len(COLLECTIONS)
    assert found["places"] == list(places.ids)
    assert sorted(found["boxed"]) == in_box(places)
    is_asked = kept(places, lambda row: row["kind"] == "shelter" and row["side"] == "US")
    assert sorted(found["filtered"]) == is_asked
    assert len(is_asked) > 0
    assert found["one"] == "2504"
