"""Streets by tile: found under the name of the pack's content, and nowhere else."""

import json
import shutil
from math import asinh, pi, radians, tan
from urllib.request import urlopen

import numpy as np
import pytest

from atlas.data.bundled import geodata_dir
from atlas.spatial.streets import Layer, StreetPack, decode, encode
from tests.app.test_server import get
from tests.support.app_server import serve

pytestmark = pytest.mark.slow

LON, LAT = -117.03, 32.51
KM = {"MX": 13.1, "US": 0.0}
FACTS = {"corridors": [{"id": "tijuana-san-diego", "km": KM}], "source": "mx.osm.pbf"}


def pack():
    avenue = np.array([[0, 6000], [14_000, 6000]])
    layers = {"minor": Layer(["Calle 2"], [avenue]), "primary": Layer(["Avenida"], [avenue + 500])}
    return encode(StreetPack((-117.1, 32.45), (1e-5, 1e-5), layers, FACTS))


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A server whose data package has a pack of streets."""
    folder = tmp_path_factory.mktemp("served") / "package"
    shutil.copytree(geodata_dir(), folder, ignore=shutil.ignore_patterns("recipes"))
    (folder / "streets").mkdir()
    (folder / "streets" / "mx.streets").write_bytes(pack())
    with serve("--data", folder) as running:
        yield running


def template(server):

    with urlopen(f"{server.url}/data/points.json") as answer:  # noqa: S310, this machine
        payload = json.load(answer)["payload"]
    assert "streets" not in payload, "they are fetched by tile"
    assert payload["street_facts"][0]["km"] == KM
    (address,) = payload["street_tiles"]
    return address


def at(z):
    x = int((LON + 180) / 360 * 2**z)
    y = int((1 - asinh(tan(radians(LAT))) / pi) / 2 * 2**z)
    return {"z": z, "x": x, "y": y}


def test_a_tile_has_the_streets_that_its_zoom_shows_and_is_kept_for_ever(served):
    address = template(served)
    for z, classes in ((9, ["primary"]), (11, ["minor", "primary"])):
        status, headers, body = get(served.url + address.format(**at(z)))
        assert status == 200
        assert "immutable" in headers["Cache-Control"]
        assert list(decode(body).layers) == classes


def test_names_come_by_how_they_begin(served):
    with urlopen(f"{served.url}/data/points.json") as answer:  # noqa: S310, this machine
        (address,) = json.load(answer)["payload"]["street_names"]
    status, headers, body = get(served.url + address.format(key="ave"))
    assert status == 200
    assert "immutable" in headers["Cache-Control"]
    assert {name: layer.names for name, layer in decode(body).layers.items()} == {
        "primary": ["Avenida"]
    }
    assert get(served.url + address.format(key="zzz"))[0] == 204
    digest = address.split("/")[3]
    other = address.replace(digest, "0" * len(digest))
    assert get(served.url + other.format(key="ave"))[0] == 404


def test_where_nothing_lies_and_where_nothing_is_served(served):
    address = template(served)
    assert get(served.url + address.format(z=9, x=0, y=0))[0] == 204
    assert get(served.url + address.format(z=10, x=0, y=0))[0] == 204
    digest = address.split("/")[3]
    other = address.replace(digest, "0" * len(digest))
    assert get(served.url + other.format(**at(9)))[0] == 404
    assert get(f"{served.url}/data/streets/..%2f..%2fplaces/9/0/0")[0] in (400, 404)
