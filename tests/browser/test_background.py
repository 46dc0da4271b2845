"""A background of tiles in a real Chromium: seen, said, taken away, and given up on faults."""

import io
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image
from playwright.sync_api import expect

from atlas.base.i18n import t
from tests.support.app_server import serve

from .conftest import wait_for


@dataclass
class TileServer:
    """A server of tiles: its address, how it answers, and who asked."""

    template: str = ""
    host: str = ""
    answer: str = "tile"
    asked: list[str] = field(default_factory=list)


@contextmanager
def tile_server():
    picture = io.BytesIO()
    Image.new("RGB", (256, 256), "#eceae2").save(picture, "PNG")
    told = TileServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            told.asked.append(self.headers.get("Referer", ""))
            if told.answer == "slow":
                time.sleep(1)
            body = b"<html>log in</html>" if told.answer == "html" else picture.getvalue()
            self.send_response(403 if told.answer == "refused" else 200)
            self.send_header("Content-Type", "text/html" if told.answer == "html" else "image/png")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            with suppress(ConnectionError):  # the browser no longer wants the tile
                self.wfile.write(body if told.answer != "refused" else b"")

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told.host = f"127.0.0.1:{server.server_port}"
        told.template = f"http://{told.host}/{{z}}/{{x}}/{{y}}.png"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield told
        server.shutdown()


@pytest.fixture(scope="module")
def tiles():
    with tile_server() as running:
        yield running


@pytest.fixture(scope="module")
def served(tiles):
    with serve("--tiles", tiles.template, "--tiles-attribution", "Some <b>people</b>") as server:
        yield server


def test_a_background_is_seen_said_and_taken_away_for_good(served, tiles, open_page):
    tiles.answer = "tile"
    page, watch = open_page(f"{served.url}/?lang=en&corridor=juarez-el-paso", locale="en-US")
    text = page.locator("#light")  # what is read before the workbench has a map of its own
    expect(text).to_have_count(0)
    drawn = page.locator(".leaflet-atlas-background-pane img.leaflet-tile-loaded")
    expect(drawn.first).to_be_visible()
    line = page.locator(".atlas-attribution")
    expect(line).to_contain_text("Some <b>people</b>")
    expect(line).to_contain_text(t("map.background_seen", "en", host=tiles.host))
    assert set(tiles.asked) == {f"{served.url}/"}, "tiles learn the server, and not the page"
    page.get_by_role("button", name=t("map.background_hide", "en")).click()
    expect(drawn).to_have_count(0)
    show = page.get_by_role("button", name=t("map.background_show", "en"))
    expect(show).to_be_focused()
    before = len(tiles.asked)
    page.reload()
    expect(text).to_have_count(0)
    expect(show).to_be_visible()
    expect(line).not_to_contain_text("people")
    assert len(tiles.asked) == before
    show.click()
    expect(drawn.first).to_be_visible()
    assert watch.errors == []
    assert watch.refused == []


@pytest.mark.parametrize("answer", ["refused", "html"])
def test_a_server_without_tiles_is_given_up_and_the_map_stays(served, tiles, open_page, answer):
    tiles.answer = answer
    page, _ = open_page(f"{served.url}/lite?lang=es&corridor=juarez-el-paso")
    line = page.locator(".atlas-attribution")
    expect(line).to_contain_text(t("map.background_failed", "es", host=tiles.host))
    expect(page.locator(".leaflet-atlas-background-pane img")).to_have_count(0)
    assert line.evaluate("(line) => line.scrollWidth <= line.clientWidth")
    tiles.answer = "slow"
    page.get_by_role("button", name=t("map.background_show", "es")).click()
    page.locator("[data-place]").nth(1).click()
    expect(page.locator(".atlas-card h2")).to_be_visible()
    tiles.answer = "tile"


def test_the_map_file_and_frames_of_others_have_no_background(served, tiles, open_page):
    tiles.answer = "tile"
    before = len(tiles.asked)
    page, watch = open_page(f"{served.url}/embed?lang=en&corridor=juarez-el-paso")
    wait_for(page, lambda: page.locator(".leaflet-container").count(), "the map")
    expect(page.locator(".atlas-attribution")).not_to_contain_text("people")
    assert len(tiles.asked) == before
    assert watch.refused == []
