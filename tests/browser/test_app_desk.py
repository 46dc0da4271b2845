"""Beside filtering, in the app: a list, distances and a comparison, in the address and on paper."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from atlas.base import qr
from atlas.base.i18n import t
from atlas.base.public_address import BASE_URL
from atlas.data import load

READY = ".live-map[data-state=ready]"
LISTED = ["consulado-guatemala-tapachula", "casa-del-migrante-tijuana", "albergue-assabil"]
HERE = {"latitude": 32.51234, "longitude": -117.01234}


@pytest.fixture
def app(server, open_page):
    """Open the app: `app(link, url=..., **context) -> (page, watch)`, the map ready."""

    def open_app(link="/", url=server.url, **context):
        page, watch = open_page(url + link, **{"locale": "en-US", **context})
        page.wait_for_selector(READY)
        return page, watch

    return open_app


def wait_for(page, name, value):
    """Wait until the address says a value under a name, or no longer says anything."""
    page.wait_for_function(
        "([name, value]) => new URLSearchParams(location.search).get(name) === value",
        arg=[name, value],
    )


def order(page):
    return page.locator(".atlas-row").evaluate_all("(all) => all.map((one) => one.dataset.row)")


def test_the_list_is_in_the_address_and_in_the_link_to_share(app):
    page, watch = app()
    for n in (3, 0):
        page.locator("[data-do=save]").nth(n).click()
    page.get_by_role("tab", name="My list").click()
    wait_for(page, "show", "list")
    listed = parse_qs(urlsplit(page.url).query)["list"][0].split(";")
    assert len(listed) == 2
    expect(page.locator(".atlas-row")).to_have_count(2)
    shown = order(page)
    page.locator("[data-do=up]").nth(1).click()
    wait_for(page, "list", ";".join(reversed(listed)))
    page.get_by_role("button", name="Share").click()
    link = page.locator("code").first.inner_text()
    page.goto(link)
    page.wait_for_selector(READY)
    expect(page.locator(".atlas-row")).to_have_count(2)
    assert order(page) == shown[::-1]
    page.get_by_text("Español", exact=True).click()
    expect(page.locator(".atlas-status strong")).to_have_text("Mi lista: 2 lugares")
    page.get_by_role("button", name="Vaciar").click()
    wait_for(page, "list", None)
    assert watch.refused == []


def test_places_of_a_link_that_are_none_are_named(app):
    page, _ = app(f"/?list={LISTED[0]};nowhere;%3Ared%5Bx%5D&show=list&with=kind%3Dcastle")
    notice = page.get_by_test_id("stAlert")
    expect(notice).to_contain_text(t("app.list", "en"))
    for part in ("nowhere", "red[x]", "castle"):
        expect(notice).to_contain_text(part)
    wait_for(page, "list", LISTED[0])


def test_a_comparison_is_in_the_address(app):
    page, _ = app("/?service=legal_aid")
    page.get_by_role("button", name="Compare with").click()
    wait_for(page, "with", "side=US&service=legal_aid")
    page.locator(".atlas-option input[name=service][value=legal_aid]").click()
    wait_for(page, "with", "side=US")
    assert parse_qs(urlsplit(page.url).query)["service"] == ["legal_aid"]
    counts = page.locator(".atlas-tab-count").all_inner_texts()
    page.reload()
    page.wait_for_selector(READY)
    expect(page.locator("[data-part=b]")).to_have_attribute("aria-pressed", "true")
    assert page.locator(".atlas-tab-count").all_inner_texts() == counts
    page.get_by_role("button", name="Finish").click()
    wait_for(page, "with", None)


def test_the_list_is_printed_with_the_code_of_its_link(app, serving):
    query = f"lang=en&list={';'.join(LISTED)}&show=list"
    with serving(**{BASE_URL: "https://atlas.example.org"}) as running:
        page, watch = app(f"/?{query}", running.url)
        expect(page.locator(".atlas-row")).to_have_count(len(LISTED))
        page.get_by_role("button", name="Print the list").click()
        sheet = page.locator(".atlas-print-frame").content_frame.locator(".atlas-sheet")
        expect(sheet.locator(".atlas-sheet-mine tbody tr")).to_have_count(len(LISTED))
        rows = sheet.locator(".atlas-sheet-mine tbody tr").all_text_contents()
        known = load().places.set_index("facility_id")
        for n, (text, one) in enumerate(zip(rows, LISTED, strict=True), start=1):
            assert text.startswith(str(n))
            assert any(known.loc[one, name] in text for name in ("name", "name_en"))
        code = qr.outline(f"https://atlas.example.org/?{query}")
        expect(sheet.locator(".atlas-sheet-qr path")).to_have_attribute("d", code.path)
        expect(sheet).to_contain_text("Opens just this online")
        assert watch.refused == []
        assert [one for one in watch.errors if "404" not in one] == []


def test_the_position_of_the_reader_reaches_nobody(app):
    sent = []

    def keep(frame):  # Playwright marks what it is given, so no built-in
        sent.append(frame)

    page, watch = app("/?corridor=tijuana-san-diego", geolocation=HERE, permissions=["geolocation"])
    page.on("websocket", lambda one: one.on("framesent", keep))
    page.reload()
    page.wait_for_selector(READY)
    page.locator("[name=order]").select_option("near")
    page.get_by_role("button", name="Where I am").click()
    expect(page.locator(".atlas-near")).to_contain_text("From where I am")
    page.locator("[data-do=save]").first.click()
    page.locator(".atlas-zoom button").first.click()
    page.wait_for_function("() => new URLSearchParams(location.search).has('at')")
    page.locator(".atlas-row-place").first.click()
    page.wait_for_function("() => new URLSearchParams(location.search).has('id')")
    told = [bytes(one, "utf-8") if isinstance(one, str) else one for one in sent]
    assert len(told) > 2
    told += [one.encode() for one in (*watch.requests, page.url)]
    for part in (b"32.51", b"117.01"):
        assert not any(part in one for one in told)
