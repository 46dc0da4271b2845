"""The app in a real Chromium, with every request that would leave this machine refused."""

import csv
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from atlas import webmap
from atlas.base.i18n import t
from atlas.data import load
from atlas.places import filter_order
from atlas.places.view import select

from .conftest import cut_off, open_more

READY = ".live-map[data-state=ready]"
GROWN = """(map, [width, height]) => new Promise((done, failed) => {
  const look = () => map.clientWidth > width && map.clientHeight > height && done();
  new ResizeObserver(look).observe(map);
  setTimeout(() => failed(new Error(`${map.clientWidth} x ${map.clientHeight}`)), 20_000);
})"""
HOSTILE = [
    "{{7*191}}",
    "{% raw %}",
    "</script><img src=x onerror=globalThis.hurt=1>",
    "${globalThis.hurt=2}",
    "`tick`",
    "line\u2028break",
    "\u202eright to left\u202c",
    "🙂 **bold** :red[red] [link](javascript:globalThis.hurt=3) $x$ :material/home:",
]
POISON = " ".join(HOSTILE)


@pytest.fixture
def app(server, open_page):
    """Open the app: `app(link, **context) -> (page, watch)`, the map ready."""

    def open_app(link="/", **context):
        page, watch = open_page(server.url + link, **{"locale": "es-MX", **context})
        page.wait_for_selector(READY if urlsplit(link).path == "/" else "#danger")
        return page, watch

    return open_app


def asked(page):
    return parse_qs(urlsplit(page.url).query)


def until(page, **wanted):
    """Wait until the address says what is wanted, and nothing else but the map's place."""
    page.wait_for_function(
        """(wanted) => {
          const params = new URLSearchParams(location.search);
          params.delete("at");
          return JSON.stringify([...params].sort()) === wanted;
        }""",
        arg=json.dumps(
            sorted([name, code] for name, codes in wanted.items() for code in codes),
            separators=(",", ":"),
        ),
    )


def tick(page, name, code):
    if name in filter_order.MORE:
        open_more(page)
    page.locator(f".atlas-option input[name={name}][value={code}]").click()


def slow_server(page):
    """Hold back what the server says from now on; give the function that lets it through."""
    held = []
    state = {"holding": False}

    def relay(ws):
        server = ws.connect_to_server()
        say = ws.send
        server.on_message(lambda text: held.append((say, text)) if state["holding"] else say(text))

    def hold():
        state["holding"] = True

    def let_go():
        state["holding"] = False
        while held:
            say, text = held.pop(0)
            say(text)

    page.route_web_socket(re.compile("/_stcore/stream"), relay)
    return hold, let_go


def settled(watch):
    """Give the errors of a page, without Streamlit's search for its own root on deep links."""
    return [error for error in watch.errors if "404" not in error]


def test_first_screen_shows_every_corridor_and_asks_nobody_else(app):
    page, watch = app()
    expect(page.locator(".atlas-status")).to_contain_text(str(len(load().places)))
    expect(page.locator("h1").first).to_have_text(t("app.heading_explore", "es"))
    assert page.locator(".atlas-pill-name").count() == len(load().corridors)
    assert watch.refused == []
    assert settled(watch) == []
    # It takes the height of the window once the page around it is laid out.
    page.locator(".atlas-map").evaluate(GROWN, [600, 600])
    # Nothing of the developers' tools is shown.
    for name in ("stMainMenu", "stAppDeployButton", "stStatusWidget"):
        expect(page.get_by_test_id(name)).to_have_count(0)
    assert "streamlit" not in page.locator("body").inner_text().lower()
    expect(page).to_have_title("Explorar · Atlas de corredores fronterizos")
    # Places without a point are in the one list.
    total = str(len(select().places))
    expect(page.get_by_role("tab", name="Lugares")).to_contain_text(total)
    expect(page.locator(".atlas-list")).to_have_attribute("aria-rowcount", total)


def test_filter_list_address_and_downloads_agree(app, tmp_path):
    page, _ = app()
    tick(page, "kind", "shelter")
    until(page, kind=["shelter"])
    tick(page, "corridor", "tijuana-san-diego")
    until(page, kind=["shelter"], corridor=["tijuana-san-diego"])
    view = select(kind="shelter", corridor="tijuana-san-diego")
    shown = str(len(view.places))
    expect(page.locator(".atlas-status strong")).to_contain_text(shown)
    page.get_by_role("button", name="Descargar").click()
    expect(
        page.get_by_text(f"{shown} de los lugares del atlas ({view.total}", exact=False).last
    ).to_be_visible()
    with page.expect_download() as file:
        page.get_by_role("button", name="Tabla (CSV)").click()
    table = tmp_path / file.value.suggested_filename
    file.value.save_as(table)
    with table.open(encoding="utf-8-sig", newline="") as lines:
        ids = [row["facility_id"] for row in csv.DictReader(lines)]
    assert ids == view.places["facility_id"].tolist()
    with page.expect_download() as file:
        page.get_by_role("button", name="Mapa en un solo archivo").click()
    capsule = tmp_path / "map.html"
    file.value.save_as(capsule)
    assert capsule.read_text(encoding="utf-8") == webmap.capsule(view)


def test_reload_and_share_link_reopen_the_same_view(app):
    page, _ = app("/?kind=shelter&kind=health&lang=en&id=casa-del-migrante-tijuana")
    title = page.locator(".atlas-card h2").inner_text()
    page.reload()
    page.wait_for_selector(READY)
    expect(page.locator(".atlas-card h2")).to_have_text(title)
    until(page, kind=["shelter", "health"], lang=["en"], id=["casa-del-migrante-tijuana"])
    page.get_by_test_id("stPopoverButton").filter(has_text="Share").click()
    link = page.locator("code").first.inner_text()
    assert parse_qs(urlsplit(link).query)["kind"] == ["health", "shelter"]
    page.goto(link)
    page.wait_for_selector(READY)
    expect(page.locator(".atlas-card h2")).to_have_text(title)
    expect(page.locator(".atlas-option input[name=kind]:checked")).to_have_count(2)


def test_place_chosen_in_the_list_is_the_place_of_map_card_and_address(app):
    page, _ = app("/?corridor=juarez-el-paso")
    row = page.locator(".atlas-row").nth(3)
    name = row.locator(".atlas-row-name").inner_text()
    row.click()
    expect(page.locator(".atlas-card h2")).to_have_text(name)
    expect(page.locator(".atlas-ring-selected")).to_have_count(1)
    page.wait_for_function("() => new URLSearchParams(location.search).has('id')")
    names = load().places.set_index("facility_id")["name"]
    assert names[asked(page)["id"][0]] == name
    page.locator(".atlas-card-back").click()
    until(page, corridor=["juarez-el-paso"])


def test_map_is_made_once_and_keeps_its_place(app):
    page, _ = app("/?corridor=tijuana-san-diego&at=13/32.5300/-117.0300")
    mark = "(map) => { map.dataset.mark = 'first'; }"
    page.locator(".atlas-map").evaluate(mark)
    label = page.locator(".atlas-scale span").inner_text()
    for name, code in (("kind", "shelter"), ("service", "food"), ("side", "MX")):
        tick(page, name, code)
    until(page, corridor=["tijuana-san-diego"], kind=["shelter"], service=["food"], side=["MX"])
    page.get_by_text("English", exact=True).click()
    expect(page.locator(".atlas-status strong")).to_contain_text("places")
    assert page.locator(".atlas-map").get_attribute("data-mark") == "first"
    assert page.locator(".atlas-scale span").inner_text() == label


def test_moving_the_map_reaches_the_address_without_new_history(app):
    page, _ = app()
    before = page.evaluate("history.length")
    page.locator(".atlas-zoom button").first.click()
    page.wait_for_function("() => new URLSearchParams(location.search).has('at')")
    tick(page, "kind", "shelter")
    until(page, kind=["shelter"])
    assert page.evaluate("history.length") == before


def test_language_switch_keeps_the_view(app):
    page, _ = app("/?kind=legal_aid")
    assert page.evaluate("document.documentElement.lang") == "es"
    count = page.locator(".atlas-row").count()
    page.get_by_text("English", exact=True).click()
    expect(page).to_have_title("Explore · Border Corridor Atlas")
    expect(page.locator("h1").first).to_have_text(t("app.heading_explore", "en"))
    until(page, kind=["legal_aid"], lang=["en"])
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator(".atlas-row").count() == count


def test_a_language_for_readers_brings_its_words_and_says_that_nobody_reviewed_them(app):
    """Its words come when it is chosen: the map is the same, and goes back to another language."""
    page, _ = app("/?kind=legal_aid")
    status = page.locator(".atlas-status strong")
    page.locator(".atlas-map").evaluate("(one) => (one.dataset.mark = 'first')")
    page.get_by_text("Kreyòl", exact=True).click()
    expect(status).to_contain_text("kote")
    expect(page.locator(".atlas-unreviewed")).to_have_text(t("app.unreviewed", "ht"))
    expect(page.locator("html")).to_have_attribute("lang", "ht")
    page.get_by_text("English", exact=True).click()
    expect(status).to_contain_text("places")
    expect(page.locator(".atlas-unreviewed")).to_have_count(0)
    expect(page.locator(".atlas-map")).to_have_attribute("data-mark", "first")


# Spanish is that of the first screen above.
@pytest.mark.parametrize(("locale", "lang"), [("en-US", "en"), ("pt-BR", "pt")])
def test_first_language_is_that_of_the_browser(app, locale, lang):
    page, _ = app(locale=locale)
    expect(page.locator("h1").first).to_have_text(t("app.heading_explore", lang))


def test_back_goes_to_the_page_before_with_its_filter(app):
    page, _ = app()
    tick(page, "kind", "health")
    until(page, kind=["health"])
    page.get_by_test_id("stTopNav").get_by_role("link", name="Datos", exact=True).click()
    page.wait_for_selector("#danger")
    until(page, kind=["health"])
    page.go_back()
    page.wait_for_selector(READY)
    until(page, kind=["health"])
    expect(page.locator(".atlas-option input[name=kind]:checked")).to_have_count(1)


def test_unusable_values_are_named_and_dropped(app):
    page, _ = app("/?kind=shelter&kind=nonsense&near=atlantis&lang=en")
    notice = page.get_by_test_id("stAlert")
    expect(notice).to_contain_text("nonsense")
    expect(notice).to_contain_text("atlantis")
    until(page, kind=["shelter"], lang=["en"])
    tick(page, "kind", "health")
    expect(notice).to_have_count(0)


def test_empty_result_offers_the_way_out(app):
    page, _ = app("/?q=zzzzzzzzzz&lang=en")
    expect(page.locator(".atlas-empty-title")).to_be_visible()
    page.locator(".atlas-empty .atlas-button").click()
    expect(page.locator(".atlas-status strong")).to_contain_text(str(len(select().places)))
    until(page, lang=["en"])


def test_data_page_searches_sources_in_both_languages(app):
    page, watch = app("/data?lang=en")
    page.locator(".st-key-data-tabs [role=tab]").nth(1).click()
    sources = page.locator(".atlas-linked li")
    expect(sources).to_have_count(len(select(kind="any", status="any").sources))
    page.get_by_placeholder(t("data.sources_hint", "en")).fill("openstreetmap")
    page.wait_for_function(
        "(n) => document.querySelectorAll('.atlas-linked li').length < n", arg=sources.count()
    )
    assert 0 < sources.count() < 20
    assert watch.refused == []
    assert settled(watch) == []


# In English all pages are looked at by the tests of accessibility.
@pytest.mark.parametrize("link", ["/", "/data"])
def test_phone_cuts_nothing_off(app, link):
    page, _ = app(f"{link}?lang=es", width=390, height=844, is_mobile=True, has_touch=True)
    assert cut_off(page) == []


def test_phone_reaches_filters_list_card_and_pages(app):
    page, _ = app("/", width=390, height=844, is_mobile=True, has_touch=True)
    page.locator(".atlas-dock button[data-name=filters]").click()
    tick(page, "kind", "shelter")
    page.locator(".atlas-sheet-close").click()
    page.locator(".atlas-dock button[data-name=list]").click()
    page.locator(".atlas-row").first.click()
    expect(page.locator(".atlas-card h2")).to_be_visible()
    page.locator(".atlas-card-bar .atlas-icon-button").click()
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="Datos", exact=True).click()
    page.wait_for_selector("#danger")
    # The menu no longer covers the page that was chosen in it.
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()


def test_embedded_map_works_in_a_frame_of_another_site(server, open_page, tmp_path):
    outer = tmp_path / "outer.html"
    outer.write_text(
        f'<iframe id="map" src="{server.url}/embed?kind=shelter&lang=en" width="900" height="600">'
        f'</iframe><iframe id="app" src="{server.url}/" width="900" height="600"></iframe>'
    )
    page, watch = open_page(outer.as_uri())
    status = page.frame_locator("#map").locator(".atlas-status strong")
    expect(status).to_contain_text(str(len(select(kind="shelter").places)))
    assert any("frame-ancestors" in error for error in watch.errors), "the app is not framed"
    assert page.frame_locator("#app").get_by_test_id("stApp").count() == 0


@pytest.fixture
def poisoned(package_copy):
    """A package with hostile text in every free column."""
    from atlas.data import read_descriptor

    free = {"name", "name_en", "operator", "address", "phone", "notes", "notes_en", "title"}
    free |= {"title_en", "publisher", "path", "es", "en", "definition_es", "definition_en"}
    free |= {"name_a", "name_b", "admin1", "role", "role_en", "summary", "summary_en", "place"}
    for resource in read_descriptor(package_copy)["resources"]:
        path = package_copy / resource["path"]
        if path.suffix != ".csv":
            continue
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            rows, names = list(reader), reader.fieldnames
        for row in rows:
            for name in free & set(names):
                if row[name]:
                    row[name] = f"{row[name]} {POISON}"
        with path.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, names)
            writer.writeheader()
            writer.writerows(rows)
    return package_copy


def test_a_map_still_moving_does_not_bring_a_reader_back_who_left(server, open_page):
    page, _watch = open_page("about:blank")
    hold, let_go = slow_server(page)
    page.goto(f"{server.url}/?lang=en")
    page.wait_for_selector(READY)
    tick(page, "side", "MX")
    until(page, side=["MX"])
    hold()
    page.locator(".atlas-zoom button").first.click()  # told half a second after the map rests
    page.get_by_test_id("stTopNav").get_by_role("link", name="Data", exact=True).click()
    page.wait_for_timeout(2000)
    let_go()
    page.wait_for_selector("#danger")
    until(page, side=["MX"])


def test_hostile_text_is_shown_as_text_everywhere(poisoned, serving, open_page):
    with serving(ATLAS_DATA=str(poisoned)) as running:
        page, watch = open_page(f"{running.url}/?lang=en&kind=%3Ared%5Bx%5D&kind={POISON}")
        page.wait_for_selector(READY)
        for facet in ("corridor", "kind", "service"):
            expect(page.locator(f".atlas-option:has(input[name={facet}])").first).to_contain_text(
                "{{7*191}} {% raw %} </script><img src=x"
            )
        page.locator(".atlas-row").first.click()
        card = page.locator(".atlas-card")
        for text in ("{{7*191}}", "</script><img src=x onerror", "${globalThis", "**bold** :red["):
            expect(card).to_contain_text(text)
        notice = page.get_by_test_id("stAlert").inner_text().replace("\N{WORD JOINER}", "")
        assert ":red[x]" in notice
        assert "**bold** :red[red] [link](javascript:globalThis.hurt=3) $x$ :material" in notice
        assert page.get_by_test_id("stAlert").locator("a, img, .katex, code, strong").count() == 0
        page.get_by_test_id("stTopNav").get_by_role("link", name="Data", exact=True).click()
        page.wait_for_selector("#danger")
        body = page.locator(".st-key-page")
        expect(body).to_contain_text("{{7*191}} {% raw %} </script><img src=x onerror")
        expect(body).to_contain_text("**bold** :red[red] [link](javascript:")
        assert body.locator("img, .katex").count() == 0
        assert page.evaluate("globalThis.hurt") is None
        assert not page.locator("a[href^='javascript']").count()
        assert watch.refused == []
        assert "1337" not in page.content()
        assert [error for error in settled(watch) if not re.search("net::ERR", error)] == []
