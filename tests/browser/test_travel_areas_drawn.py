"""A made-up border with made-up streets: gates and their waits, areas, and a what-if."""

import pytest
from playwright.sync_api import expect

from atlas.app.vector_maps import AREA_COLOURS
from tests.support.app_server import serve
from tests.support.made_up_border import made_up_border

from .conftest import STILL, until


@pytest.fixture(scope="module")
def border(tmp_path_factory):
    folder = tmp_path_factory.mktemp("border") / "package"
    made_up_border(folder)
    with serve("--data", folder) as running:
        yield running


def test_gates_areas_and_a_closed_crossing(border, open_page):
    page, watch = open_page(f"{border.url}/coverage?lang=en&along=foot&areas=casa-mx")
    said = page.locator("li", has_text="crossed at crossings only")
    expect(said).to_contain_text("Anzalduas International Bridge, 30 minutes")
    drawing = page.locator(".st-key-map-planner-map svg.marks")
    for colour in AREA_COLOURS:
        expect(drawing.locator(f"path[fill='{colour}']").first).to_be_visible()
    expect(page.locator(".atlas-area-key p")).to_have_count(3)
    page.wait_for_selector(STILL)
    page.locator(".st-key-waits summary").click()
    wait = page.locator(".st-key-waits input").first
    expect(wait).to_be_visible()
    expect(wait).to_have_value("30")
    page.wait_for_selector(STILL)
    wait.fill("45")
    wait.press("Enter")
    expect(said).to_contain_text("Anzalduas International Bridge, 45 minutes")
    until(page, "new URLSearchParams(location.search).get('wait') === 'anzalduas:45'")
    page.goto(f"{page.url}&what=close:anzalduas")
    expect(said).to_contain_text("Pharr International Bridge, 30 minutes")
    expect(said).not_to_contain_text("Anzalduas")
    for colour in AREA_COLOURS:
        expect(drawing.locator(f"path[fill='{colour}']").first).to_be_visible()
    assert watch.refused == []
