"""A background of tiles: what may be named, what the policy allows, and tiles of this machine."""

import asyncio
import io
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from PIL import Image
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from atlas.app import tiles
from atlas.app.security import SecurityHeaders
from atlas.base.errors import AtlasError

TEMPLATE = "https://tiles.example.org/osm/{z}/{x}/{y}.png?key=1"


def picture(form="PNG"):
    content = io.BytesIO()
    Image.new("RGB", (4, 4), "#88aa88").save(content, form)
    return content.getvalue()


@pytest.fixture(autouse=True)
def afterwards():
    yield
    tiles.use("")


@dataclass
class Got:
    status: int
    headers: dict[str, str]
    content: bytes


def get(path):
    """Ask for a tile, or a page that has the policy of the app, without a server in between."""
    routes = [*tiles.routes(), Route("/", lambda _: PlainTextResponse("page"))]
    app = SecurityHeaders(Starlette(routes=routes), frame_app="'none'", frame_embed="*")
    answers = []

    async def send(message):
        answers.append(message)

    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [],
    }  # fmt: skip
    # In a thread of its own: a browser of an earlier test may have left a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(app(scope, None, send))).result()
    headers = {name.decode(): value.decode() for name, value in answers[0]["headers"]}
    return Got(answers[0]["status"], headers, answers[1]["body"])


def rules():
    policy = get("/").headers["content-security-policy"]
    parts = (part.strip().split() for part in policy.split(";"))
    return {name: set(sources) for name, *sources in parts}


def test_only_the_named_server_enters_the_policy_and_only_for_pictures():
    before = rules()
    tiles.use(TEMPLATE, "Example contributors")
    after = rules()
    assert after.pop("img-src") - before.pop("img-src") == {"https://tiles.example.org"}
    assert after == before
    assert tiles.for_map() == {
        "template": TEMPLATE,
        "attribution": "Example contributors",
        "maxZoom": 18,
        "host": "tiles.example.org",
    }


def test_a_name_of_xyzservices_brings_address_attribution_and_zoom():
    tiles.use("OpenStreetMap.Mapnik")
    told = tiles.for_map()
    assert "OpenStreetMap contributors" in told["attribution"]
    assert told["maxZoom"] == 19
    assert told["template"].endswith("/{z}/{x}/{y}.png")
    tiles.use("OpenStreetMap.Mapnik", "Somebody", 12)
    assert (tiles.for_map()["attribution"], tiles.for_map()["maxZoom"]) == ("Somebody", 12)


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (("Nowhere.Nothing", "", None), "xyzservices"),
        (("CartoDB.Positron", "", None), "key"),
        ((TEMPLATE, "", None), "--tiles-attribution"),
        ((TEMPLATE, "A", 23), "0 to 22"),
        (("", "A", None), "--tiles"),
        (("", "", 3), "--tiles"),
        (("https://{s}.example.org/{z}/{x}/{y}.png", "A", None), "no address"),
        (("https://example.org/{z}/{x}.png", "A", None), "no address"),
        (("ftp://example.org/{z}/{x}/{y}.png", "A", None), "no address"),
        (("https://a@example.org/{z}/{x}/{y}.png", "A", None), "one plain name"),
        (("https://a;b/{z}/{x}/{y}.png", "A", None), "one plain name"),
        (("https://a 'self'/{z}/{x}/{y}.png", "A", None), "one plain name"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(given, word):
    with pytest.raises(AtlasError, match=r"^--tiles") as failed:
        tiles.use(*given)
    assert word in str(failed.value)
    assert "\n" not in str(failed.value)
    assert tiles.used() is None


def folder(path):
    (path / "3" / "1").mkdir(parents=True)
    (path / "3" / "1" / "2.png").write_bytes(picture())
    return path


def mbtiles(path, form="png"):
    file = path / "some.mbtiles"
    with sqlite3.connect(file) as made:
        made.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        made.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)")
        said = [("format", form), ("attribution", "<a href='https://x.example'>Some</a> people")]
        made.executemany("INSERT INTO metadata VALUES (?, ?)", said)
        made.execute("INSERT INTO tiles VALUES (3, 1, 5, ?)", (picture(),))
    made.close()
    return file


def pmtiles(path, kind=TileType.PNG):
    file = path / "some.pmtiles"
    with file.open("wb") as made:
        writer = Writer(made)
        writer.write_tile(zxy_to_tileid(3, 1, 2), picture())
        header = {
            "tile_type": kind,
            "tile_compression": Compression.NONE,
            "min_zoom": 3,
            "max_zoom": 3,
            **dict.fromkeys(("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7"), 0),
            **dict.fromkeys(("center_zoom", "center_lon_e7", "center_lat_e7"), 0),
        }
        writer.finalize(header, {"attribution": "Some people"})
    return file


@pytest.mark.parametrize("make", [folder, mbtiles, pmtiles])
def test_tiles_of_this_machine_are_served_by_the_atlas(make, tmp_path):
    tiles.use(str(make(tmp_path)), "Some people" if make is folder else "")
    assert tiles.for_map() == {
        "template": "/tiles/{z}/{x}/{y}",
        "attribution": "Some people",
        "maxZoom": 3,
        "host": "",
    }
    got = get("/tiles/3/1/2")
    assert (got.status, got.headers["content-type"]) == (200, "image/png")
    assert got.content == picture()
    for other in ("3/1/3", "3/9/2", "4/1/2", "3/1/-2", "3/1/..%2f..%2fsome", "3/1/2.png"):
        assert get(f"/tiles/{other}").status == 404
    assert rules()["img-src"] == {"'self'", "data:", "blob:"}


@pytest.mark.parametrize("damage", ["cut", "other", "vector", "empty"])
@pytest.mark.parametrize("make", [mbtiles, pmtiles])
def test_files_that_are_no_pictures_are_refused(make, damage, tmp_path):
    if damage == "vector":
        file = mbtiles(tmp_path, "pbf") if make is mbtiles else pmtiles(tmp_path, TileType.MVT)
    else:
        file = make(tmp_path)
        content = {"cut": file.read_bytes()[:80], "other": b"x" * 400, "empty": b""}[damage]
        file.write_bytes(content)
    with pytest.raises(AtlasError, match=r"cannot be read: .+") as failed:
        tiles.use(str(file), "A")
    assert "\n" not in str(failed.value)


def test_what_is_no_picture_is_no_tile(tmp_path):
    path = folder(tmp_path)
    (path / "3" / "1" / "1.png").write_bytes(b"<html><script>alert(1)</script>")
    tiles.use(str(path), "A")
    assert get("/tiles/3/1/1").status == 404


def test_without_a_background_there_is_no_tile():
    assert tiles.for_map() is None
    assert get("/tiles/3/1/2").status == 404
