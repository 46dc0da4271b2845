"""The planner's pages in a browser: what is chosen on a page makes only its content anew."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from .conftest import STILL, until

TAPACHULA = "corridor=tapachula-tecun-uman&lang=en"
LINKS = {
    "cooperation": ".atlas-timeline a",
    "corridor": ".atlas-texts a[href*='pick=']",
    "data": ".atlas-counts a",
}


@pytest.fixture
def shown(server, open_page):
    def show(link):
        page, watch = open_page(server.url + link, locale="en-US")
        page.wait_for_selector("h1")
        page.wait_for_selector(STILL)
        page.evaluate("globalThis.loadedOnce = true")
        return page, watch

    return show


def asked(page, name):
    return parse_qs(urlsplit(page.url).query).get(name, [])


# Two things of each page that stand below the rows that are opened.
BELOW = {
    "corridor": ".st-key-more-crossings, .stHtml:has(#unknown)",
    "cooperation": ".stHtml:has(#matrices), .st-key-more-ties",
    "data": ".stHtml:has(#evidence), .stHtml:has(#correct)",
}


@pytest.mark.parametrize(("name", "links"), LINKS.items())
def test_a_number_or_name_opens_its_rows_and_all_else_stays_as_it_is(shown, name, links):
    page, watch = shown(f"/{name}?corridor=tijuana-san-diego&lang=en")
    until(page, "document.documentElement.dataset.opens === 'here'")
    marked = page.locator(BELOW[name])
    expect(marked).to_have_count(2)
    marked.evaluate_all("(all) => { all.forEach((one) => { one.builtOnce = true; }); }")
    kept = "(all) => all.filter((one) => one.builtOnce).length"
    link = page.locator(links).first
    picked = parse_qs(urlsplit(link.get_attribute("href")).query)["pick"]
    link.click()
    page.wait_for_selector(".st-key-picked-close button")
    until(page, f"new URLSearchParams(location.search).get('pick') === '{picked[0]}'")
    assert page.evaluate("globalThis.loadedOnce"), "the page is not loaded again"
    page.wait_for_selector(STILL)
    assert marked.evaluate_all(kept) == 2
    page.locator(".st-key-picked-close button").click()
    expect(page.locator(".st-key-picked")).to_have_count(0)
    until(page, "document.activeElement.search?.includes('pick=')")
    assert not asked(page, "pick")
    page.wait_for_selector(STILL)
    assert marked.evaluate_all(kept) == 2
    assert watch.refused == []


def test_a_link_that_opens_rows_is_still_a_link(shown):
    page, _ = shown(f"/cooperation?{TAPACHULA}&year=2021")
    until(page, "document.documentElement.dataset.opens === 'here'")
    link = page.locator(LINKS["cooperation"]).first
    with page.context.expect_page() as opened:
        link.click(modifiers=["ControlOrMeta"])
    other = opened.value
    other.wait_for_selector(".st-key-picked")
    assert asked(other, "year") == ["2021"]
    assert not page.locator(".st-key-picked").count()


def test_a_choice_within_the_page_keeps_filters_and_link(shown):
    page, _ = shown(f"/cooperation?{TAPACHULA}")
    told = page.locator(".atlas-told").first
    before = told.inner_text()
    page.locator(".st-key-planner-year input").click()
    page.get_by_role("option", name="2016", exact=True).click()
    expect(told).not_to_have_text(before)
    until(page, "new URLSearchParams(location.search).get('year') === '2016'")
    page.wait_for_selector(STILL)
    page.locator(".st-key-share-cooperation button").first.click()
    expect(page.get_by_test_id("stCode").first).to_contain_text("year=2016")


def test_what_clears_the_filter_within_the_page_sets_the_panel_too(shown):
    page, _ = shown(f"/corridor?{TAPACHULA}&q=zzzzzzzz")
    search = page.get_by_test_id("stSidebar").locator(".st-key-q input")
    expect(search).to_have_value("zzzzzzzz")
    page.locator(".st-key-clear-empty button").click()
    expect(search).to_have_value("")
    expect(page.locator(".st-key-clear-empty")).to_have_count(0)
    until(page, "!new URLSearchParams(location.search).has('q')")


# Of each page an entry of its index that leads into a tab or a fold, and what stands in there.
BEHIND = {
    "corridor": ("context", ".st-key-more-context [data-testid=stDataFrame]"),
    "coverage": ("unknown", "#unknown"),
    "cooperation": ("ties", ".st-key-more-ties [role=tablist]"),
    "data": ("files", "#files"),
}


@pytest.mark.parametrize(("name", "behind"), BEHIND.items())
def test_a_page_is_short_and_its_index_opens_the_rest(shown, name, behind):
    page, watch = shown(f"/{name}?lang=es")
    anchor, selector = behind
    until(page, "document.documentElement.dataset.opens === 'here'")
    until(page, "document.querySelector('[data-testid=stMain]').scrollHeight <= 3000")
    entry = page.locator(f".st-key-index-side a[href='#{anchor}']")
    expect(entry).to_be_visible()
    expect(page.locator(".st-key-index-top")).to_be_hidden()
    entry.click()
    expect(page.locator(selector)).to_be_visible()
    until(page, f"location.hash === '#{anchor}'")
    assert page.evaluate("globalThis.loadedOnce"), "the page is not loaded again"
    assert watch.refused == []


# All pages are scrolled by the same code: here is one whose parts come late, and one of forms.
@pytest.mark.parametrize(
    ("link", "anchor"), {"coverage": "access", "report": "brief", "corridor": "governance"}.items()
)
def test_a_link_to_a_section_shows_it(shown, link, anchor):
    page, _ = shown(f"/{link}?{TAPACHULA}#{anchor}")
    at = f"document.getElementById('{anchor}')?.getBoundingClientRect().top"
    until(page, f"{at} >= 0 && {at} < innerHeight")
    assert urlsplit(page.url).fragment == anchor


def test_a_link_to_no_section_leaves_the_page_at_its_top(shown):
    page, watch = shown(f"/corridor?{TAPACHULA}#%zz'\"]")
    expect(page.locator("#governance")).to_be_attached()
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollTop") == 0
    assert watch.refused == []


def test_a_what_if_changes_the_map_and_says_what_its_colours_mean(shown):
    page, _ = shown(f"/coverage?{TAPACHULA}&service=legal_aid")
    legend, drawing = page.locator(".atlas-ramp"), page.locator(".st-key-map-planner-map svg.marks")
    expect(legend).to_contain_text("Access per")
    expect(drawing).to_be_visible()
    drawing.evaluate("svg => { svg.dataset.drawn = 'before'; globalThis.was = svg.innerHTML; }")
    page.locator(".st-key-planner-add_close input").click()
    page.keyboard.type("Scalabrini", delay=30)
    page.get_by_role("option", name="Scalabrini").first.click()
    page.locator(".st-key-planner-close button").click()
    expect(legend).to_contain_text("Change of access")
    # The same drawing, with other colours: building it again takes as long as all the rest.
    until(page, "(document.querySelector('[data-drawn]')?.innerHTML ?? was) !== was")
    page.locator(".st-key-planner-undo-0 button").click()
    expect(legend).to_contain_text("Access per")
    until(page, "document.querySelector('[data-drawn]')?.innerHTML === was")


def test_a_sentence_about_localities_opens_them(shown):
    page, _ = shown(f"/coverage?{TAPACHULA}")
    until(page, "document.documentElement.dataset.opens === 'here'")
    page.locator("a[href*='pick=near.MX']").click()
    expect(page.locator(".st-key-picked h3")).to_contain_text("Mexico")
    expect(page.locator(".st-key-picked").get_by_test_id("stDataFrame")).to_be_visible()
