"""Beside filtering, in the self-contained map: a list of one's own, distances, comparisons."""

import math
from urllib.parse import parse_qs, unquote

import pandas as pd
import pytest
from playwright.sync_api import expect

from atlas.base import qr
from atlas.base.public_address import BASE_URL
from atlas.places import filtering
from atlas.places.filters import Filter
from atlas.places.published import published_places
from atlas.places.searched_text import known_words
from atlas.places.view import choices, make_view
from atlas.spatial.geodesy import distances_m
from atlas.webmap import capsule

from .conftest import VIOLATIONS, open_more, settle, until

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
MINUS = "\N{MINUS SIGN}"
HERE = {"latitude": 32.51234, "longitude": -117.01234}


@pytest.fixture(scope="module")
def places(package):
    return published_places(package)


@pytest.fixture
def desk(atlas_page):
    """Open the capsule by a link, in English unless told otherwise."""
    return lambda state="", lang="en", **window: atlas_page(lang, state, **window)


def kept(page):
    """Give what the address says, as the map writes it."""
    settle(page)
    return parse_qs(page.evaluate("location.hash.slice(1)"))


def names(page):
    return page.locator(".atlas-row-name").all_inner_texts()


def ids(page):
    return page.evaluate("atlas.visible()")


def listed(page, places):
    """Give the ids of the lines that are in the document, in their order."""
    rows = page.locator(".atlas-row").evaluate_all("(all) => all.map((one) => one.dataset.row)")
    return [places["facility_id"].iloc[int(row)] for row in rows]


# The corridor


def test_the_buttons_over_the_map_choose_the_corridor(desk, places):
    page = desk()
    buttons = page.locator(".atlas-quick button")
    pressed = page.locator(".atlas-quick button[aria-pressed=true]")
    assert pressed.all_inner_texts() == [buttons.first.inner_text()]
    buttons.nth(2).click()
    chosen = buttons.nth(2).get_attribute("data-corridor")
    assert kept(page)["corridor"] == [chosen]
    assert pressed.all_inner_texts() == [buttons.nth(2).inner_text()]
    of_corridor = set(places.loc[places["corridor_id"] == chosen, "facility_id"])
    assert set(ids(page)) <= of_corridor
    page.locator(f"input[name=corridor][value={chosen}]").uncheck()
    assert pressed.all_inner_texts() == [buttons.first.inner_text()]
    buttons.nth(1).click()
    buttons.first.click()
    assert "corridor" not in kept(page)


# The reader's own list


def test_a_list_is_made_ordered_cleared_and_brought_back(desk, places, package):
    page = desk()
    mapped = listed(page, places)
    stars = page.locator("[data-do=save]")
    for n in (4, 0, 2):
        assert stars.nth(n).get_attribute("aria-pressed") == "false"
        stars.nth(n).click()
        assert stars.nth(n).get_attribute("aria-pressed") == "true"
    tab = page.get_by_role("tab", name="My list")
    assert tab.inner_text().split() == ["My", "list", "3"]
    tab.click()
    first = [mapped[n] for n in (4, 0, 2)]
    assert ids(page) == first
    assert page.locator(".atlas-row-number").all_inner_texts() == ["1", "2", "3"]
    page.locator("[data-do=up]").nth(2).click()
    page.locator("[data-do=down]").nth(0).click()
    ordered = [first[2], first[0], first[1]]
    assert ids(page) == ordered
    assert kept(page)["list"] == [";".join(ordered)]
    assert ids(desk(page.evaluate("location.hash"))) == ordered
    page.get_by_role("tab", name="Places").click()
    assert ids(page) == make_view(package).places["facility_id"].tolist()


def test_what_is_taken_off_the_list_can_be_brought_back(desk, places):
    listed = places["facility_id"].tolist()[:3]
    page = desk("#show=list&list=" + ";".join(listed))
    page.locator("[data-do=remove]").nth(1).click()
    assert ids(page) == [listed[0], listed[2]]
    page.get_by_role("button", name="Undo").click()
    assert ids(page) == listed
    page.get_by_role("button", name="Clear", exact=True).click()
    assert page.locator(".atlas-empty-title").inner_text() == "Your list is empty"
    assert "list" not in kept(page)
    page.get_by_role("button", name="Undo").click()
    assert ids(page) == listed


def test_the_card_saves_and_the_link_remembers(desk):
    page = desk("#id=casa-del-migrante-tijuana")
    button = page.locator(".atlas-card-save")
    assert button.inner_text() == "Save"
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    assert kept(page)["list"] == ["casa-del-migrante-tijuana"]
    page.keyboard.press("Space")
    assert button.get_attribute("aria-pressed") == "false"
    assert "list" not in kept(page)


def test_the_list_is_kept_by_keyboard_alone(desk, places):
    page = desk()
    mapped = listed(page, places)
    page.locator(".atlas-list").focus()
    # The last button of a line saves it; one before it calls, where there is a phone.
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "Enter", "ArrowDown", "Space"):
        page.keyboard.press(key)
    active = page.locator(".atlas-list").get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-pressed") == "true"
    page.keyboard.press("Shift+Tab")
    while page.evaluate("document.activeElement.getAttribute('role')") != "tab":
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowLeft")
    assert ids(page) == mapped[1:3]
    page.locator(".atlas-list").focus()
    for key in ("Home", "ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert ids(page) == [mapped[2], mapped[1]]
    said = page.locator(".atlas-list-wrap > [role=status]").text_content()
    assert said.endswith("now 2 of 2")
    for key in ("ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert ids(page) == [mapped[2]]
    assert page.evaluate("document.activeElement.id") == "atlas-list"


HOSTILE = "<img src=x onerror=hurt=1>;{{7*7}};__proto__;constructor;../x;casa-del-migrante-tijuana"


def test_ids_that_are_none_are_dropped_and_the_reader_is_told(desk, places):
    page = desk(f"#show=list&list={HOSTILE};no-such-place")
    assert ids(page) == ["casa-del-migrante-tijuana"]
    assert (
        "6 places of the link are not in these data."
        in page.locator(".atlas-list-tools").inner_text()
    )
    assert kept(page)["list"] == ["casa-del-migrante-tijuana"]
    assert page.evaluate("globalThis.hurt") is None
    backwards = places["facility_id"].tolist()[::-1]
    long = ";".join([*backwards, *map(str, range(5_000))])
    page = desk(f"#show=list&list={long}")
    assert ids(page) == backwards[:50]
    page.locator(".atlas-tabs button").first.click()
    page.locator("[data-do=save][aria-pressed=false]").first.click()
    assert "50" in page.locator(".atlas-toast").inner_text()
    page = desk("#show=list&list=nothing")
    assert ids(page) == []
    assert "1 place of the link" in page.locator(".atlas-list-tools").inner_text()


def test_a_filter_leaves_the_list_and_keeps_it(desk):
    page = desk("#show=list&list=casa-del-migrante-tijuana")
    open_more(page)
    page.locator("input[name=kind][value=consulate]").check()
    state = kept(page)
    assert state["list"] == ["casa-del-migrante-tijuana"]
    assert "show" not in state
    assert "casa-del-migrante-tijuana" not in ids(page)


def test_numbers_of_the_list_stand_on_the_map(desk, places):
    mapped = places[(places["corridor_id"] == "tijuana-san-diego") & places["lon"].notna()]
    chosen = [*mapped.drop_duplicates(["lon", "lat"])["facility_id"][::7][:5]]
    page = desk("#show=list&list=" + ";".join(reversed(chosen)))
    numbers = page.locator(".atlas-marks .atlas-number")
    expect(numbers).to_have_count(5)
    assert sorted(numbers.all_text_contents()) == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_printed_list_has_the_order_and_the_numbers_of_the_list(desk, places, lang):
    one_each = places.dropna(subset=["lon"]).groupby("corridor_id")["facility_id"].nth(3).tolist()
    pointless = places.loc[places["lon"].isna(), "facility_id"].iloc[0]
    chosen = [one_each[-1], pointless, *one_each[:-1]]
    page = desk("#show=list&list=" + ";".join(chosen), lang)
    page.evaluate("globalThis.dispatchEvent(new Event('beforeprint'))")
    rows = page.locator(".atlas-sheet-mine tbody tr")
    known = places.set_index("facility_id")
    for n, one in enumerate(chosen):
        number, name = rows.nth(n).locator("th, td").all_text_contents()[:2]
        assert number == str(n + 1)
        assert name in (known.loc[one, "name"], known.loc[one, "name_en"])
    assert rows.count() == len(chosen)
    drawn = page.locator(".atlas-sheet-number").all_text_contents()
    assert sorted(map(int, drawn)) == [n + 1 for n, one in enumerate(chosen) if one != pointless]
    assert page.locator(".atlas-sheet-qr").count() == 0, "there is no public address"
    assert "null" not in page.locator(".atlas-sheet header").text_content()


def test_the_sheet_has_the_code_of_the_live_view_when_there_is_one(
    package, open_page, tmp_path, monkeypatch
):
    monkeypatch.setenv(BASE_URL, "https://atlas.example.org")
    view = make_view(package, Filter(kind=("consulate",), lang="en"))
    file = tmp_path / "page.html"
    file.write_text(capsule(view), encoding="utf-8")
    page, watch = open_page(file.as_uri())
    until(page, "globalThis.atlas")
    page.evaluate("globalThis.dispatchEvent(new Event('beforeprint'))")
    drawn = page.locator(".atlas-sheet-qr path").get_attribute("d")
    assert drawn == qr.outline("https://atlas.example.org/?kind=consulate&lang=en").path
    assert "this file was made from" in page.locator(".atlas-sheet-qr").text_content()
    assert watch.errors == []


# Nearest first


def near(page, keys=""):
    """Choose a point on the map with the keyboard, so many steps from the middle."""
    page.locator("[name=order]").select_option("near")
    page.locator(".atlas-near .atlas-tool").nth(0).click()
    for key in keys.split():
        page.keyboard.press(key)
    point = page.evaluate(
        """() => {
          const box = document.querySelector(".atlas-crosshair").getBoundingClientRect();
          const map = document.querySelector(".atlas-map").getBoundingClientRect();
          const at = atlas.view();
          const world = 256 * 2 ** at.zoom;
          const y0 = 0.5 - Math.asinh(Math.tan(at.lat * Math.PI / 180)) / (2 * Math.PI);
          const dx = box.x + box.width / 2 - map.x - map.width / 2;
          const dy = box.y + box.height / 2 - map.y - map.height / 2;
          const lat = Math.atan(Math.sinh((0.5 - y0 - dy / world) * 2 * Math.PI));
          return [at.lon + dx / world * 360, lat * 180 / Math.PI];
        }"""
    )
    page.keyboard.press("Enter")
    return point


def walk_list(page):
    """Give the ids of the whole list, from the first line to the last."""
    total = int(page.locator(".atlas-list").get_attribute("aria-rowcount"))
    page.locator(".atlas-list").focus()
    for _ in range(total // 8 + 2):
        page.keyboard.press("PageDown")
    rows = page.locator(".atlas-row").evaluate_all(
        "(all) => all.map((one) => Number(one.dataset.row))"
    )
    assert len(rows) == total
    return rows


def test_the_list_is_in_order_of_distance_from_a_point_of_the_map(desk, places, package):
    page = desk("#corridor=juarez-el-paso&at=12/31.74/-106.45")
    lon, lat = near(page, "ArrowRight ArrowRight Shift+ArrowDown")
    kept = make_view(package, Filter(corridor=("juarez-el-paso",))).places
    own = places[places["facility_id"].isin(kept["facility_id"])]
    km = distances_m(own["lon"], own["lat"], lon, lat) / 1000
    rows = walk_list(page)
    order = [places.index.get_loc(one) for one in own.index]
    distance = dict(zip(order, km, strict=True))
    assert sorted(rows) == sorted(order)
    found = [distance[row] for row in rows]
    located = [one for one in found if not math.isnan(one)]
    assert len(located) == own["lon"].notna().sum()
    assert located == pytest.approx(sorted(located), abs=0.02)
    assert not any(map(math.isnan, found[: len(located)])), "places without a point come last"
    headings = page.locator(".atlas-group-title span:first-child").all_inner_texts()
    assert headings[0].startswith("Nearest first")
    assert any("Juárez" in one for one in headings[1:])


def test_a_position_that_is_refused_is_one_clear_sentence(desk):
    page = desk()
    page.evaluate(
        """() => Object.defineProperty(navigator, "geolocation", { value: {
          getCurrentPosition: (good, bad) => setTimeout(() => bad({ code: 1 })) } })"""
    )
    page.locator("[name=order]").select_option("near")
    page.get_by_role("button", name="Where I am").click()
    expect(page.locator(".atlas-near .atlas-warning")).to_contain_text("Choose a point on the map")
    page.get_by_role("button", name="A point on the map").click()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "A point on the map"
    assert not page.locator(".atlas-crosshair").is_visible()


def test_the_position_reaches_nobody(open_page, package, tmp_path):
    """No request, no link and no storage carries it; the browser is asked only on a click."""
    html = capsule(make_view(package, Filter(lang="en")))
    file = tmp_path / "page.html"
    file.write_text(html, encoding="utf-8")
    page, watch = open_page(file.as_uri(), geolocation=HERE, permissions=["geolocation"])
    until(page, "globalThis.atlas")
    page.evaluate(
        """() => {
          globalThis.told = [];
          globalThis.asked = 0;
          const real = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);
          navigator.geolocation.getCurrentPosition = (...all) => { asked++; real(...all); };
        }"""
    )
    settle(page)
    assert page.evaluate("asked") == 0
    page.locator("[name=order]").select_option("near")
    page.get_by_role("button", name="Where I am").click()
    until(page, "document.querySelector('.atlas-from')")
    assert page.evaluate("asked") == 1
    open_more(page)
    page.locator("input[name=kind][value=shelter]").check()
    page.locator(".atlas-zoom button").first.click()
    page.locator("[data-do=save]").first.click()
    page.locator(".atlas-row-place").first.click()
    page.get_by_role("button", name="Copy the link").click()
    settle(page)
    state = page.evaluate("location.hash") + "".join(watch.requests[1:])
    for part in ("32.51", "117.01"):
        assert part not in unquote(state)
    assert len([one for one in watch.requests if not one.startswith("data:")]) == 1
    stored = "[localStorage.length, sessionStorage.length, document.cookie].join()"
    assert page.evaluate(stored) == "0,0,"


# Two filters side by side


def parts_of(package, places, a, b):
    def found(chosen):
        return set(
            filtering.apply(
                places, chosen, crossings=package.crossings, known=known_words(package)
            )["facility_id"]
        )

    of_a, of_b = found(a), found(b)
    return of_a, of_b


JUAREZ = ("juarez-el-paso",)
PAIRS = [
    (Filter(service=("legal_aid",)), Filter(service=("health",), side=("MX",))),
    (Filter(side=("US",), corridor=JUAREZ), Filter(side=("MX",), corridor=JUAREZ)),
    (Filter(), Filter(q="zzzzzz")),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_a_comparison_counts_as_python_does(desk, package, places, a, b):
    link = a.to_query() + "&with=" + b.to_query().replace("&", "%26").replace("=", "%3D")
    page = desk("#" + link)
    of_a, of_b = parts_of(package, places, a, b)
    assert set(ids(page)) == of_a | of_b
    known = places.set_index("facility_id")
    rows = {}
    for row in page.locator(".atlas-compare-table tbody tr:has(td)").all():
        label, *counts = row.locator("th, td").all_inner_texts()
        rows.setdefault(label, []).append(counts)
    assert rows["Places"][0][:2] == [str(len(of_a)), str(len(of_b))]
    expected = {}
    for name, column in (("side", "side"), ("kind", "kind"), ("service", "services")):
        for code in choices(package)[name]:
            counts = [sum(code in known.loc[one, column].split(";") for one in part)
                      for part in (of_a, of_b)]  # fmt: skip
            if any(counts):
                apart = counts[1] - counts[0]
                sign = f"{apart:+}".replace("-", MINUS) if apart else "0"
                label = package.vocab.label(name, code, "en")
                expected.setdefault(label, []).append([*map(str, counts), sign])
    rows.pop("Places")
    assert rows == expected
    counts = [int(one) for one in page.locator(".atlas-tabs .atlas-tab-count").all_inner_texts()]
    assert counts == [len(of_a - of_b), len(of_b - of_a), len(of_a & of_b)]


def test_the_table_of_a_comparison_says_where_a_row_is(desk, package, places):
    page = desk("#service=legal_aid&with=service%3Dfood")
    of_a, of_b = parts_of(
        package, places, Filter(service=("legal_aid",)), Filter(service=("food",))
    )
    with page.expect_download() as file:
        page.get_by_role("button", name="Download the list").click()
    rows = pd.read_csv(file.value.path(), dtype=str)
    said = dict(zip(rows["Identifier"], rows["In the comparison"], strict=True))
    words = {"A only": of_a - of_b, "B only": of_b - of_a, "Both": of_a & of_b}
    assert said == {one: word for word, part in words.items() for one in part}


def test_a_map_starts_with_the_list_that_it_was_made_with(open_page, package, tmp_path):
    listed = ["casa-del-migrante-tijuana", "albergue-assabil"]
    view = make_view(package, Filter(side=("GT",), lang="en"), also=listed)
    file = tmp_path / "map.html"
    extra = f"list={';'.join(listed)}&show=list"
    file.write_text(capsule(view, extra=extra), encoding="utf-8")
    page, _ = open_page(file.as_uri())
    until(page, "globalThis.atlas?.visible().length")
    assert ids(page) == listed
    page.locator(".atlas-tabs [role=tab]").first.click()
    assert len(ids(page)) == len(make_view(package, Filter(side=("GT",))).places)
    page.goto(f"{file.as_uri()}#side=MX")
    page.reload()
    until(page, "globalThis.atlas?.visible().length")
    assert sorted(ids(page)) == sorted(listed), "the file holds nothing else of that side"


def test_a_comparison_is_begun_changed_linked_and_ended(desk, package, places):
    page = desk("#service=legal_aid&at=12/31.74/-106.45")
    page.get_by_role("button", name="Compare with").click()
    assert kept(page)["side"] == ["MX"]
    assert parse_qs(kept(page)["with"][0]) == {"side": ["US"], "service": ["legal_aid"]}
    page.locator("input[name=service][value=legal_aid]").uncheck()
    page.locator("input[name=service][value=food]").check()
    state = kept(page)
    assert state["service"] == ["legal_aid"]
    assert parse_qs(state["with"][0]) == {"service": ["food"], "side": ["US"]}
    page.locator("[data-part=a]").click()
    assert page.locator("input[name=service][value=legal_aid]").is_checked()
    page.locator("input[name=side][value=US]").check()
    assert kept(page)["side"] == ["MX", "US"]
    of_a, of_b = parts_of(package, places, Filter(service=("legal_aid",), side=("MX", "US")),
                          Filter(service=("food",), side=("US",)))  # fmt: skip
    link = page.evaluate("location.hash")
    other = desk(link)
    assert set(ids(other)) == of_a | of_b
    other.get_by_role("tab", name="A only").click()
    assert len(names(other)) == min(30, len(of_a - of_b))
    other.get_by_role("button", name="Español").click()
    assert other.get_by_role("tab", name="Solo A").is_visible()
    other.get_by_role("button", name="Terminar").click()
    assert set(ids(other)) == of_a
    assert "with" not in kept(other)


def test_the_parts_have_shapes_of_their_own_on_the_map(desk, package, places):
    page = desk("#service=legal_aid&at=13/31.74/-106.46&with=service%3Dhealth")
    of_a, of_b = parts_of(
        package, places, Filter(service=("legal_aid",)), Filter(service=("health",))
    )
    rows = places["facility_id"].tolist()
    paths = {}
    for mark in page.locator(".atlas-marks .atlas-place").all():
        one = rows[int(mark.get_attribute("data-mark"))]
        part = (one in of_a) + 2 * (one in of_b)
        paths.setdefault(part, set()).add(mark.locator("path").nth(1).get_attribute("d"))
    assert all(len(shapes) == 1 for shapes in paths.values())
    assert len(set().union(*paths.values())) == len(paths) >= 2
    page.locator(".atlas-legend summary").click()
    legend = page.locator(".atlas-legend").inner_text()
    assert all(text in legend for text in ("A only", "B only", "Both"))


def test_a_changed_address_ends_and_begins_comparisons(desk, package, places):
    page = desk("#service=legal_aid&with=service%3Dhealth")
    page.evaluate("location.hash = 'service=food'")
    until(page, "!document.querySelector('.atlas-part')")
    of_a, of_b = parts_of(package, places, Filter(service=("food",)), Filter(kind=("health",)))
    assert set(ids(page)) == of_a
    page.evaluate("location.hash = 'service=food&with=kind%3Dhealth%26kind%3D{{7*7}}'")
    until(page, "document.querySelector('.atlas-part')")
    assert set(ids(page)) == of_a | of_b


def test_the_printed_comparison_names_both_filters_and_their_table(desk):
    page = desk("#corridor=juarez-el-paso&service=legal_aid&with=side%3DUS", "es")
    page.evaluate("globalThis.dispatchEvent(new Event('beforeprint'))")
    sheet = page.locator(".atlas-sheet")
    assert "B: Lado de la frontera: Estados Unidos" in sheet.text_content()
    assert sheet.locator(".atlas-compare-table tbody tr").count() > 5


# On a phone


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize(
    "state",
    [
        "#show=list&list=casa-del-migrante-tijuana;albergue-assabil",
        "#service=legal_aid&with=side%3DMX%26service%3Dhealth",
        "",
    ],
)
def test_nothing_is_cut_off_and_everything_is_large_enough_to_touch(desk, state, lang):
    page = desk(state, lang, **PHONE)
    page.locator(".atlas-dock [data-name=list]").tap()
    if not state:
        page.locator("[name=order]").select_option("near")
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = page.evaluate(
        """[...document.querySelectorAll(".atlas-results *")].filter((one) =>
          one.getClientRects().length && one.getBoundingClientRect().right > 391)
          .map((one) => one.className)"""
    )
    assert wide == []
    small = page.evaluate(
        """[...document.querySelectorAll(".atlas-results button")].filter((one) => {
          const box = one.getBoundingClientRect();
          return box.width && (box.width < 24 || box.height < 24);
        }).map((one) => one.outerHTML.slice(0, 90))"""
    )
    assert small == []


STATES = [
    "#show=list&list=casa-del-migrante-tijuana;albergue-assabil;nada",
    "#show=list&list=nada",
    "#service=legal_aid&with=side%3DMX&at=12/31.74/-106.45",
]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("window", [{}, PHONE], ids=["wide", "narrow"])
def test_nothing_stands_in_the_way_of_assistive_technology(desk, state, window):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe not installed")
    page = desk(state, "es", **window)
    if window:
        page.locator(".atlas-dock [data-name=list]").tap()
    settle(page)
    found = axe.Axe().run(page, options=VIOLATIONS).response["violations"]
    assert [(one["id"], [n["html"][:120] for n in one["nodes"][:3]]) for one in found] == []
