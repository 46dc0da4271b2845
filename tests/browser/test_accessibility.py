"""Every page for everybody: what axe finds in it, and what the keyboard alone reaches."""

from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from atlas.base.i18n import t
from atlas.places.view import select
from atlas.webmap import capsule
from tests.app.test_pages import PAGES

from .conftest import STILL, cut_off, until

LEVEL = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
WIDTHS = {1400: 900, 390: 844}
# What is opened on a page, so that it is looked at too.
OPENED = {
    "explore": "id=casa-del-migrante-tijuana",
    "corridor": "max_km=5&pick=lodging.MX",
    "coverage": "service=legal_aid&what=close:talisman-el-carmen&pick=3598129.GT",
    "cooperation": "pick=convenio-acnur-tapachula-2017",
}
# Rule and selector of what is Streamlit's own to mend, with the reason.
NOT_OURS = {}
# Rows of a list look alike, and contrast takes four fifths of the time of axe: of elements with the
# same classes, text style and grounds, one is judged; on a map, where other things lie below, all.
MARK_ALIKE = """() => {
  const seen = new Set();
  const walk = (root, below) => {
    for (const one of root.children) {
      const style = getComputedStyle(one);
      const ground = [below, style.backgroundColor, style.backgroundImage, style.opacity].join();
      const look = [one.tagName, one.className.baseVal ?? one.className, style.color,
        style.fontSize, style.fontWeight, style.textShadow, style.position,
        style.visibility, style.display, ground,
        [...one.childNodes].some(({ nodeType }) => nodeType === Node.TEXT_NODE)].join();
      one.toggleAttribute("data-alike", seen.has(look) && !one.closest("svg"));
      seen.add(look);
      walk(one, ground);
    }
  };
  walk(document, "");
  axe.configure({ rules: [{ id: "color-contrast", selector: ":not([data-alike])" }] });
}"""
RUN = """async ([level, notOurs]) => {
  const { violations } = await axe.run(document, {
    runOnly: { type: "tag", values: level }, resultTypes: ["violations"], elementRef: true,
    // Nobody reads selectors here, and no rule of these levels asks for the style sheets.
    selectors: false, preload: false,
  });
  return violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .flatMap(({ id, nodes }) => nodes
      .filter(({ element }) => !(notOurs[id] && element?.closest(notOurs[id])))
      .map(({ html }) => [id, html.slice(0, 200)]));
}"""
ARRIVED = "document.getAnimations().every(({ playState }) => playState !== 'running')"
HEADINGS = """() => [...document.querySelectorAll(
  "[data-testid=stMain] :is(h1, h2, h3, h4)")].map((one) => Number(one.tagName[1]))"""


@pytest.fixture(scope="module")
def axe_script():
    return pytest.importorskip("axe_playwright_python.base", reason="axe not installed").AXE_SCRIPT


def violations(page, script):
    page.evaluate(script)
    if not page.locator(".atlas-map").count():
        page.evaluate(MARK_ALIKE)
    return page.evaluate(RUN, [list(LEVEL), NOT_OURS])


def settle(page):
    page.wait_for_selector(STILL)
    page.wait_for_function(
        "() => !document.querySelector("
        "'#light, [data-testid=stSkeleton], .live-map:not([data-state])')"
    )


@pytest.fixture
def shown(server, open_page):
    def show(link, **context):
        page, _ = open_page(server.url + link, locale="es-MX", **context)
        page.wait_for_selector("h1")
        settle(page)
        return page

    return show


def resize(page, width):
    """Show the whole page at a width, so that nothing is left out of sight."""
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    settle(page)
    height = page.get_by_test_id("stMain").evaluate("(main) => main.scrollHeight")
    page.set_viewport_size({"width": width, "height": height})
    settle(page)


@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_serious_violation(shown, axe_script, name):
    path = "" if name == PAGES[0] else name
    link = f"/{path}?lang=es&corridor=tapachula-tecun-uman&{OPENED.get(name, '')}"
    page = shown(link, width=1400, height=WIDTHS[1400])
    # A width lays out every language alike, and a language says the same at every width: each is
    # looked at once, in the order in which a reader would meet them with one load of the page.
    for lang, width in {"es": 1400, "en": 390}.items():
        if lang != "es":
            page.get_by_text("English", exact=True).click()
        page.wait_for_function("(lang) => document.documentElement.lang === lang", arg=lang)
        resize(page, width)
        assert violations(page, axe_script) == []
        assert cut_off(page) == []
        levels = page.evaluate(HEADINGS)
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
    if name == "data":  # its list, which says how many it finds, is made when somebody looks
        page.locator(".st-key-data-tabs [role=tab]").nth(1).click()
    page.wait_for_selector("[role=status], [aria-live]", state="attached")


def test_panels_of_the_self_contained_map_have_no_serious_violation(
    open_page, axe_script, tmp_path
):
    file = tmp_path / "map.html"
    file.write_text(capsule(select(lang="en")), encoding="utf-8")
    page, _ = open_page(file.as_uri(), width=390, height=844)
    until(page, "document.querySelector('.atlas-status strong')")
    assert page.evaluate("document.documentElement.lang") == "en"
    for panel in ("filters", "list"):
        page.locator(f".atlas-dock [data-name={panel}]").click()
        until(page, ARRIVED)  # what is still fading in has less contrast
        assert violations(page, axe_script) == []


def active(page):
    """Give the element that has the focus, through the shadow roots."""
    return page.evaluate_handle(
        """() => {
          let one = document.activeElement;
          while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
          return one;
        }"""
    )


def tab_to(page, selector, *, most=120):
    """Press Tab until the element that has the focus fits; give it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        one = active(page)
        if one.evaluate("(one, selector) => one.matches(selector)", selector):
            return one.as_element()
    message = f"the keyboard never reaches {selector}"
    raise AssertionError(message)


def asked(page, name):
    return parse_qs(urlsplit(page.url).query).get(name, [])


def until_asked(page, name, value):
    page.wait_for_function(
        "([name, value]) => new URLSearchParams(location.search).getAll(name).join() === value",
        arg=[name, value],
    )


def test_explore_by_keyboard_alone(shown):
    page = shown("/?lang=es&corridor=juarez-el-paso")
    page.keyboard.press("Tab")
    skip = active(page).as_element()
    assert skip.inner_text() == t("app.skip", "es")
    page.keyboard.press("Enter")
    assert active(page).evaluate("(one) => one.id") == "stMain"
    tab_to(page, "input[name=service]")
    page.keyboard.press("Space")
    page.wait_for_function("() => new URLSearchParams(location.search).has('service')")
    assert len(asked(page, "service")) == 1
    tab_to(page, "#atlas-list")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".atlas-card h2")).to_be_visible()
    assert active(page).evaluate("(one) => one.tagName") == "H2"
    page.keyboard.press("Escape")
    expect(page.locator(".atlas-card")).to_have_count(0)
    assert active(page).evaluate("(one) => one.id") == "atlas-list"


def test_language_by_keyboard_alone(shown):
    page = shown("/data?lang=es")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tab_to(page, ".st-key-lang button")
    page.keyboard.press("ArrowRight")
    if page.evaluate("document.documentElement.lang") == "es":
        page.keyboard.press("Enter")
    page.wait_for_function("() => document.documentElement.lang === 'en'")


def test_planner_by_keyboard_alone(shown):
    """From the start of the page: a download, a change, what a point has, and back to the list."""
    page = shown("/coverage?lang=en&corridor=tapachula-tecun-uman&service=legal_aid")
    page.keyboard.press("Tab")
    assert active(page).as_element().inner_text() == t("app.skip", "en")
    page.keyboard.press("Enter")
    tab_to(page, ".st-key-planner-pick input")
    page.keyboard.type("Ciudad Tec")
    page.keyboard.press("Enter")
    until_asked(page, "pick", "3598129.GT")
    tab_to(page, ".st-key-picked-close button")
    page.keyboard.press("Enter")
    until_asked(page, "pick", "")
    page.wait_for_function("() => document.activeElement.closest('.st-key-planner-pick')")
    tab_to(page, ".st-key-planner-add_close input")
    page.keyboard.type("Talism")
    page.keyboard.press("Enter")
    settle(page)
    tab_to(page, ".st-key-planner-close button")
    page.keyboard.press("Enter")
    until_asked(page, "what", "close:talisman-el-carmen")
    tab_to(page, "[data-testid=stDownloadButton] button")
    with page.expect_download() as file:
        page.keyboard.press("Enter")
    assert file.value.suggested_filename.endswith(".csv")
