"""The published site in a browser: from disk, below a path of a host, and without a network."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from atlas.base.i18n import READER_LANGS, t
from tests.support.nginx import NGINX, free_ports, nginx
from tests.support.published_site import CORRIDOR, planted_view, published

from .conftest import wait_for
from .test_accessibility import violations

STATIC = """
  types {{ text/html html; text/css css; application/javascript js; image/svg+xml svg; }}
  server {{ listen 127.0.0.1:{port};
    location /atlas/ {{ alias {site}/; index index.html; error_page 404 /atlas/404.html; }} }}
"""
KEPT = """async (name) => {
  for (const one of await caches.keys()) {
    const keys = await (await caches.open(one)).keys();
    if (keys.some(({ url }) => url.endsWith(name))) return true;
  }
  return false;
}"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return published(tmp_path_factory)


@pytest.fixture
def axe_script():
    return pytest.importorskip("axe_playwright_python.base", reason="axe not installed").AXE_SCRIPT


def search(page, words):
    """Type into the search of a first page; give the lines that it finds."""
    page.locator(".site-search input").fill(words)
    return page.locator(".site-found li a")


def test_a_folder_on_disk_is_searched_read_and_put_into_a_page(site, open_page, axe_script):
    start = site / "en" / "index.html"
    page, watch = open_page(start.as_uri(), width=390, height=844)
    assert not [url for url in watch.requests if "search" in url]  # nobody has asked yet
    found = search(page, "casa del mirante belen")  # with an error
    expect(found.first).to_contain_text("Belén")
    expect(page.locator(".site-search [role=status]")).to_have_text(t("map.results_one", "en", n=1))
    assert violations(page, axe_script) == []
    found.first.click()
    expect(page.locator("h1")).to_contain_text("Belén")
    kinds = [f"corridor/{CORRIDOR}", "place/casa-frida-tapachula", "need/index", "offline", "404"]
    for name in kinds:
        page.goto((site / "en" / f"{name}.html").as_uri())
        expect(page.locator("h1")).to_be_visible()
        assert violations(page, axe_script) == [], name
    outside = site.parent / "elsewhere.html"
    outside.write_text(
        f'<!doctype html><p>Text</p><script src="atlas/embed.js" data-corridor="{CORRIDOR}" '
        'data-lang="en" data-ratio="1/2"></script>',
        encoding="utf-8",
    )
    page.goto(outside.as_uri())
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("title", t("embed.frame_title", "en", name=page_name(site)))
    expect(page.frame_locator("iframe").locator(".leaflet-container")).to_be_visible()
    box = frame.bounding_box()
    assert box["height"] == pytest.approx(2 * box["width"], abs=1)
    assert watch.errors == []
    assert watch.refused == []


def page_name(site):
    view = planted_view(lang="en")
    return f"{view.descriptor['title_en']}: {view.corridors['name'].iloc[0]}"


def test_the_search_leads_to_services_and_towns(site, open_page):
    page, watch = open_page((site / "es" / "index.html").as_uri())
    found = search(page, "abogado")
    expect(found.first).to_have_attribute("href", (site / "es/need/legal_aid.html").as_uri())
    found = search(page, "tapachula")
    expect(found.first).to_have_attribute("href", (site / "es/town/mx-tapachula.html").as_uri())
    assert watch.errors == []


def test_what_was_seen_is_there_without_a_network(site, open_page):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site.parent)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_port}/atlas"
    page, watch = open_page(f"{home}/es/place/casa-frida-tapachula.html", width=390, height=844)
    until_kept(page, "place/casa-frida-tapachula.html")
    page.goto(f"{home}/es/index.html")
    for name in (f"map/{CORRIDOR}.html", "town/index.html", "es/search-index.js"):
        until_kept(page, name)
    server.shutdown()
    server.server_close()
    page.goto(f"{home}/es/corridor/{CORRIDOR}.html")
    page.locator("a[data-map]").click()
    expect(page.frame_locator(".site-map iframe").locator(".leaflet-container")).to_be_visible()
    page.goto(f"{home}/")
    expect(page.locator("h1")).to_have_count(len(READER_LANGS))
    page.goto(f"{home}/es/place/casa-frida-tapachula.html")
    expect(page.locator("h1")).to_contain_text("Casa Frida")
    page.goto(f"{home}/es/need/legal_aid.html")
    expect(page.locator("h1")).to_have_text(t("site.offline", "es"))
    page.locator(".site-choices a").first.click()
    expect(search(page, "casa frida").first).to_contain_text("Casa Frida")
    assert [error for error in watch.errors if "Failed to load" not in error] == []


def until_kept(page, name):
    """Wait until the service worker has a copy of a page."""
    wait_for(page, lambda: page.evaluate(KEPT, name), f"{name} is kept")


@pytest.mark.skipif(NGINX is None, reason="needs nginx (nginx-light)")
def test_a_host_below_a_path_shows_pages_and_says_where_none_is(site, open_page, tmp_path):
    (port,) = free_ports(1)
    with nginx(tmp_path, STATIC.format(port=port, site=site), port):
        page, watch = open_page(f"http://127.0.0.1:{port}/atlas/")
        page.locator("a[hreflang=en-US], a[hreflang=en]").first.click()
        expect(search(page, "casa frida").first).to_contain_text("Casa Frida")
        page.goto(f"http://127.0.0.1:{port}/atlas/en/place/old/nowhere.html")
        page.get_by_role("link", name="Border Corridor Atlas").click()
        expect(page).to_have_url(f"http://127.0.0.1:{port}/atlas/en/index.html")
        assert [error for error in watch.errors if "404" not in error] == []
