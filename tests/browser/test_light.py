"""The light version in a real Chromium: without scripts, without websockets, and with both."""

import re

import pytest
from playwright.sync_api import expect

from atlas.base.i18n import t
from atlas.places.view import select

SOONER = """
const real = globalThis.setTimeout;
globalThis.setTimeout = (act, ms, ...rest) => real(act, ms === 8000 ? 500 : ms, ...rest);
"""


@pytest.fixture
def light(server, open_page):
    """Open a page of the server before the workbench has drawn."""

    def open_light(path, **context):
        return open_page(server.url + path, **{"locale": "en-US", **context})

    return open_light


def test_list_is_read_and_filtered_without_a_script(light):
    page, watch = light("/", java_script_enabled=False)
    expect(page.locator(".light-place")).to_have_count(len(select().places))
    page.locator(".light-looks h2 a").first.click()
    expect(page.locator(".light-place")).to_have_count(
        len(select(corridor="tijuana-san-diego").places)
    )
    page.locator("input[name=q]").fill("casa")
    page.locator("input[name=q]").press("Enter")
    found = select(corridor="tijuana-san-diego", q="casa").places
    expect(page.locator(".light-place")).to_have_count(len(found))
    assert "corridor=tijuana-san-diego" in page.url
    assert watch.refused == []


def test_map_comes_after_the_text_and_follows_the_list(light):
    page, watch = light("/lite?lang=en&corridor=juarez-el-paso")
    expect(page.locator(".light-place").first).to_be_visible()
    expect(page.locator(".light-map[data-state=ready]")).to_have_count(1)
    assert page.evaluate(
        """() => {
          const points = performance.getEntries().find(({ name }) => name.includes("points.json"));
          return points.startTime >= performance.getEntriesByType("navigation")[0].responseEnd - 1;
        }"""
    )
    name = page.locator("[data-place]").nth(3).inner_text()
    page.locator("[data-place]").nth(3).click()
    expect(page.locator(".atlas-card h2")).to_have_text(name)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert watch.refused == []
    assert watch.errors == []


def test_without_websockets_a_sentence_says_so_and_the_list_stays(open_page, server):
    page, _ = open_page("about:blank", width=390, height=844, locale="es-MX")
    page.route_web_socket(re.compile("/_stcore/stream"), lambda line: line.close())
    page.add_init_script(SOONER)
    page.goto(f"{server.url}/")
    expect(page.locator("#light-told")).to_have_text(t("light.late", "es"))
    expect(page.locator(".light-place")).to_have_count(len(select().places))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_workbench_takes_the_place_of_the_text_unless_somebody_reads_it(light):
    page, _ = light("/corridor?corridor=juarez-el-paso")
    expect(page.locator("#light")).to_have_count(0)
    expect(page.locator("h1").first).to_have_text(t("app.heading_corridor", "en"))
    assert not page.locator("#root").evaluate("(root) => root.inert")
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => document.querySelector('#light-q')"
        "?.dispatchEvent(new Event('input', { bubbles: true })))"
    )
    page.goto(page.url.replace("/corridor", "/"))
    expect(page.locator("#light-told")).to_contain_text(t("light.ready", "en"))
    page.locator("#light-told button").click()
    expect(page.locator("#light")).to_have_count(0)
    expect(page.locator(".live-map[data-state=ready]")).to_have_count(1)
