"""On a phone: four places within a thumb's reach, the list as a sheet, large targets."""

import pytest
from playwright.sync_api import expect

from .conftest import STILL, at_rest, until

LEAST_PX = 44
# Every control that is displayed, in shadow trees too, unless it is a word of a sentence, stands
# in a panel that is closed, or is drawn by Streamlit over a table for as long as it is touched.
SMALL = """(least) => {
  const small = [];
  const spared = "p a, li a, [data-collapsed=true] *, [data-testid=stElementToolbar] *";
  const look = (root) => {
    for (const one of root.querySelectorAll("a, button, input, select, summary, [role=tab]")) {
      const { width, height, right, left } = (one.closest("label") ?? one).getBoundingClientRect();
      const shown = one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
      if (!shown || width < 2 || right < 1 || left >= innerWidth || one.matches(spared)) continue;
      if (Math.min(width, height) < least - 0.5)
        small.push(`${one.outerHTML.slice(0, 120)} ${width} x ${height}`);
    }
    for (const one of root.querySelectorAll("*")) if (one.shadowRoot) look(one.shadowRoot);
  };
  look(document);
  return small;
}"""


@pytest.fixture
def phone(server, open_page):
    page, watch = open_page(
        f"{server.url}/?lang=es&corridor=juarez-el-paso",
        width=390,
        height=844,
        is_mobile=True,
        has_touch=True,
    )
    expect(page.locator(".live-map[data-state=ready]")).to_be_visible()
    yield page
    assert watch.refused == []


def enough(page):
    """Wait until what moves has come to rest, then measure."""
    until(page, "document.getAnimations().every(({ playState }) => playState !== 'running')")
    page.wait_for_function(f"() => ({SMALL})({LEAST_PX}).length === 0", timeout=10_000)


def test_four_places_are_within_reach_and_every_target_is_large(phone):
    enough(phone)
    phone.locator(".atlas-dock button[data-name=list]").click()
    enough(phone)
    phone.locator(".atlas-row").first.click()
    expect(phone.locator(".atlas-card h2")).to_be_visible()
    enough(phone)
    phone.locator(".atlas-dock button[data-name=corridor]").click()
    expect(phone.locator("#asymmetry")).to_be_attached()
    phone.wait_for_selector(STILL)
    expect(phone.locator(".st-key-places-page a")).to_have_count(4)
    expect(phone.locator(".st-key-index-top a").first).to_be_visible()
    enough(phone)


def test_nothing_at_the_foot_of_the_map_lies_over_something_else(phone):
    until(phone, "!document.getElementById('light')")
    note = phone.locator(".atlas-note")
    expect(note).to_be_visible()
    for name in (".atlas-attribution", ".atlas-legend"):
        a, b = note.bounding_box(), phone.locator(name).bounding_box()
        beside = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
        assert beside or a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"], name


def test_the_list_is_a_sheet_of_three_heights(phone):
    sheet, grip = phone.locator(".atlas"), phone.locator(".atlas-grip")
    phone.locator(".atlas-dock button[data-name=list]").click()
    expect(sheet).to_have_attribute("data-rise", "half")
    grip.press("ArrowUp")
    expect(sheet).to_have_attribute("data-rise", "full")
    grip.click()
    expect(sheet).to_have_attribute("data-rise", "low")
    box = at_rest(grip)
    phone.mouse.move(195, box["y"] + 20)
    phone.mouse.down()
    phone.mouse.move(195, box["y"] - 120, steps=4)
    phone.mouse.up()
    expect(sheet).to_have_attribute("data-rise", "half")
    grip.press("ArrowDown")
    grip.press("ArrowDown")
    expect(sheet).to_have_attribute("data-sheet", "")
    expect(phone.locator(".atlas-results")).to_be_hidden()


def test_a_card_goes_back_to_the_list_where_that_was(phone):
    phone.locator(".atlas-dock button[data-name=list]").click()
    search, card = phone.locator(".atlas-search-input"), phone.locator(".atlas-card h2")
    scroller = phone.locator(".atlas-results-scroll")
    expect(search).to_be_in_viewport()
    scroller.evaluate("(one) => one.scrollTo(0, 600)")
    expect(search).not_to_be_in_viewport()
    for close in (".atlas-card-back", "[aria-label='Cerrar la ficha']"):
        before = scroller.evaluate("(one) => one.scrollTop")
        phone.locator(".atlas-row").nth(5).dispatch_event("click")  # does not scroll
        expect(card).to_be_in_viewport()
        phone.locator(f".atlas-card {close}").click()
        expect(phone.locator(".atlas")).to_have_attribute("data-sheet", "list")
        assert scroller.evaluate("(one) => one.scrollTop") == before
