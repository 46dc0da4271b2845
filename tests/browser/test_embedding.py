"""The map on another site, from another origin, and the page for those who write reports."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from atlas.base.i18n import date, t
from atlas.base.translations import names_by_key
from atlas.output.report.embed_code import embed_query, frame_line
from atlas.places.view import select
from atlas.webmap import read_capsule

from .conftest import open_more, wait_for


@pytest.fixture
def site():
    """Another site: `site(html)` serves a page and gives its address, on another port and host."""
    pages = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            found = self.path == "/article.html"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages[-1].encode("utf-8") if found else b"")

        def log_message(self, *_):
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=running.serve_forever, daemon=True).start()

    def put(html):
        pages.append(f"<!doctype html><title>Article</title><h1>Article</h1>{html}")
        return f"http://localhost:{running.server_port}/article.html"

    yield put
    running.shutdown()
    running.server_close()


def test_map_works_in_a_page_of_another_origin(server, site, open_page):
    view = select(corridor="juarez-el-paso", lang="en")
    line = frame_line(view, f"{server.url}/embed?{embed_query(view.filter)}", width=1300)
    page, watch = open_page(site(line))
    frame = page.frame_locator("iframe")
    shown = frame.locator(".atlas-status strong")
    expect(shown).to_contain_text(f"{len(view.places)} ")
    shelters = int((view.places["kind"] == "shelter").sum())
    open_more(frame)
    frame.locator(".atlas-option input[name=kind][value=shelter]").check()
    expect(shown).to_contain_text(f"{shelters} ")
    frame.locator(".atlas-row").first.click()
    expect(frame.locator(".atlas-card h2")).to_be_visible()
    assert page.locator("iframe").get_attribute("title").startswith("Border Corridor Atlas: ")
    assert not watch.refused
    assert not [error for error in watch.errors if "favicon" not in error and "404" not in error]


def test_picture_becomes_a_map_that_leaves_the_wheel_to_the_page_and_says_what_it_shows(
    server, site, open_page
):
    view = select(corridor="juarez-el-paso", service="legal_aid", lang="en")
    query = embed_query(view.filter, picture=True)
    line = frame_line(view, f"{server.url}/embed?{query}", height=400)
    page, watch = open_page(site(f"{line}<p style='height: 3000px'></p>"))
    frame = page.frame_locator("iframe")
    frame.get_by_role("link", name=t("embed.show_map", "en")).click()
    caption = frame.locator(".atlas-caption")
    where = names_by_key(view.corridors, "corridor_id", "en")["juarez-el-paso"]
    expect(caption).to_contain_text(
        f"Legal aid, {where}: {len(view.places)} places, data of {date(view.made, 'en')}."
    )
    expect(caption.get_by_role("link")).to_have_attribute(
        "href", f"{server.url}/?corridor=juarez-el-paso&service=legal_aid&lang=en"
    )
    frame.locator(".leaflet-container").hover()
    (inside,) = page.frames[1:]
    zoom = inside.evaluate("atlas.view().zoom")
    page.mouse.wheel(0, 200)
    wait_for(page, lambda: page.evaluate("scrollY") > 100, "the page to scroll")
    expect(frame.locator(".atlas-toast")).to_have_text(t("map.frame_wheel", "en"))
    assert inside.evaluate("atlas.view().zoom") == zoom
    page.evaluate("scrollTo(0, 0)")
    frame.locator(".leaflet-container").hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    wait_for(page, lambda: inside.evaluate("atlas.view().zoom") > zoom, "the map to zoom")
    page.keyboard.up("Control")
    assert not watch.refused


def test_one_finger_scrolls_the_page_and_two_move_the_map(server, site, open_page):
    view = select(corridor="juarez-el-paso", lang="en")
    line = frame_line(view, f"{server.url}/embed?{embed_query(view.filter)}", height=500)
    page, _ = open_page(
        site(f"{line}<p style='height: 3000px'></p>"), width=390, height=844, has_touch=True
    )
    frame = page.frame_locator("iframe")
    expect(frame.locator(".atlas-status strong")).to_contain_text(f"{len(view.places)} ")
    (inside,) = page.frames[1:]
    before = inside.evaluate("atlas.view()")
    box = frame.locator(".leaflet-container").bounding_box()
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    fingers = page.context.new_cdp_session(page)
    for up in range(0, 150, 10):
        kind = "touchMove" if up else "touchStart"
        points = [at | {"y": at["y"] - up}]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    wait_for(page, lambda: page.evaluate("scrollY") > 80, "the page to scroll")
    expect(frame.locator(".atlas-toast")).to_have_text(t("map.frame_touch", "en"))
    assert inside.evaluate("atlas.view()") == before
    page.evaluate("scrollTo(0, 0)")
    pinch = at | {"gestureSourceType": "touch", "scaleFactor": 2.5}
    fingers.send("Input.synthesizePinchGesture", pinch)
    wait_for(page, lambda: inside.evaluate("atlas.view().zoom") > before["zoom"], "the map to zoom")
    assert page.evaluate("visualViewport.scale") == 1


@pytest.mark.parametrize("path", ["/", "/report?corridor=juarez-el-paso"])
def test_app_refuses_to_be_framed(server, site, open_page, path):
    page, watch = open_page(site(f'<iframe src="{server.url}{path}" width="900"></iframe>'))
    wait_for(page, lambda: any("frame-ancestors" in error for error in watch.errors), "refused")
    (frame,) = page.frames[1:]
    assert not frame.url.startswith(server.url)


def test_report_page_previews_the_map_and_gives_the_file(server, open_page):
    page, watch = open_page(f"{server.url}/report?corridor=juarez-el-paso&lang=en&panels=none")
    frame = page.frame_locator(".st-key-preview iframe")
    expect(frame.locator(".leaflet-container")).to_be_visible()
    line = page.get_by_text("/embed?corridor=juarez-el-paso&amp;lang=en&amp;panels=none")
    expect(line.first).to_be_visible()  # the frame may stand before the line below it
    with page.expect_download() as coming:
        page.get_by_role("button", name=t("kit.take_map", "en")).click()
    assert coming.value.suggested_filename == "border-corridor-atlas-juarez-el-paso.html"
    html = coming.value.path().read_text(encoding="utf-8")
    assert read_capsule(html)["panels"] == "none"
    assert not watch.refused
