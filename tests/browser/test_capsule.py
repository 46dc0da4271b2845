"""The self-contained map in a real browser, the network refused."""

import dataclasses
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect
from pypdf import PdfReader

from atlas import webmap
from atlas.base.i18n import LANGS, count, t
from atlas.data import load
from atlas.data.loading import with_streets
from atlas.places import filtering, filters
from atlas.places.filters import FACETS, Filter
from atlas.places.published import published_places
from atlas.places.searched_text import known_words
from atlas.places.status import status_words
from atlas.places.view import choices, make_view
from atlas.spatial.streets import Layer, StreetPack, encode
from atlas.webmap import capsule, leaflet_files, payload, script, strings, stylesheet

from .conftest import VIOLATIONS, open_more, settle, until

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
COINCIDENT = 7


def ids(page):
    return page.evaluate("atlas.visible()")


def mark_centre(page, selector):
    """Give the middle of the first such mark that nothing covers."""
    return page.evaluate(
        """(selector) => {
          for (const root of [document, document.getElementById("host")?.shadowRoot]) {
            for (const mark of root?.querySelectorAll(selector) ?? []) {
              const box = mark.getBoundingClientRect();
              const at = [box.x + box.width / 2, box.y + box.height / 2];
              if (root.elementFromPoint(...at)?.closest(".leaflet-container")) return at;
            }
          }
        }""",
        selector,
    )


# Opening


def test_main_roads_show_from_afar_and_leave_before_they_are_wrong(atlas_page):
    page = atlas_page("en", "#at=10/32.5/-117.0")
    roads = page.locator(".atlas-road")
    assert roads.is_visible()
    assert not page.locator(".atlas-long_road").is_visible()
    page.get_by_role("button", name=t("map.zoom_in", "en")).click()
    settle(page)
    assert not roads.is_visible()


def choose_a_street(page):
    """Type the beginning of a name far from the street, and choose it."""
    shown = ids(page)
    for _ in range(3):
        page.get_by_role("button", name=t("map.zoom_out", "en")).click()
        settle(page)
    assert page.evaluate("atlas.view()")["zoom"] < 13
    field = page.locator(".atlas-search-input")
    field.press_sequentially("avenid", delay=20)
    option = page.get_by_role("option", name="Avenida </script>")
    expect(option).to_contain_text(f"{t('map.street', 'en')} · Tijuana")
    option.click()
    said = t("map.street_marked", "en", name="Avenida </script>")
    expect(page.locator("body")).to_contain_text(said)
    settle(page)
    at = page.evaluate("atlas.view()")
    assert at["zoom"] >= 14
    assert (at["lat"], at["lon"]) == pytest.approx((32.51, -117.03), abs=0.001)
    assert ids(page) == shown, "a street filters nothing"
    assert not field.input_value()


def test_streets_are_drawn_below_the_places_and_the_page_says_where_they_end(
    open_page, package, tmp_path
):
    """A made-up pack: one avenue in Tijuana, nothing on the other side."""
    west, south, step = -117.1, 32.45, 1e-5
    avenue = np.array([[0, 6000], [14_000, 6000]])
    km = {"MX": 13.1, "US": 0.0}
    facts = {"corridors": [{"id": "tijuana-san-diego", "km": km}], "source": "mx.osm.pbf"}
    layers = {"primary": Layer(["Avenida </script>"], [avenue])}
    pack = tmp_path / "mx.streets"
    pack.write_bytes(encode(StreetPack((west, south), (step, step), layers, facts)))
    page_file = tmp_path / "map.html"
    view = make_view(with_streets(package, [pack]), Filter(lang="en"))
    page_file.write_text(capsule(view), encoding="utf-8")
    page, watch = open_page(f"{page_file.as_uri()}#at=14/32.51/-117.03")
    until(page, "performance.getEntriesByName('atlas-streets-draw').length")
    painted = page.evaluate(
        """() => {
          const canvas = document.querySelector(".atlas-streets canvas");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return data.some((byte) => byte > 0);
        }"""
    )
    assert painted
    depth = "(name) => Number(document.querySelector(`.leaflet-${name}-pane`).style.zIndex)"
    assert page.evaluate(depth, "atlas-streets") < page.evaluate(depth, "atlas-lines")
    choose_a_street(page)
    page.get_by_role("button", name=t("map.about", "en")).click()
    said = page.locator(".atlas-about").inner_text()
    assert "mx.osm.pbf" in said
    assert t("map.about_streets_end", "en", side="United States") in said
    assert watch.errors == []


@pytest.mark.parametrize(("lang", "title"), [("es", "Atlas de corredores fronterizos"),
                                             ("en", "Border Corridor Atlas")])  # fmt: skip
def test_it_opens_in_its_language_with_every_place(atlas_page, package, lang, title):
    page = atlas_page(lang)
    assert page.locator("html").get_attribute("lang") == lang
    assert page.title() == title
    assert page.locator("h1").inner_text() == title
    shown = make_view(package).places
    assert page.locator(".atlas-status strong").inner_text().startswith(f"{len(shown)} ")
    assert ids(page) == shown["facility_id"].tolist()
    page.evaluate("atlas.setFilter('kind=any&status=any')")
    assert ids(page) == published_places(package)["facility_id"].tolist()


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_left_out_is_counted_and_can_be_shown(atlas_page, package, lang):
    page = atlas_page(lang)
    line = page.locator(".atlas-left-out")
    left_out = make_view(package, Filter(lang=lang)).left_out
    for name, n in left_out.items():
        assert count(f"map.left_out_{name}", n, lang) in line.inner_text()
    for name in left_out:
        page.get_by_role("button", name=t(f"map.show_{name}", lang)).click()
    assert line.inner_text() == ""
    assert ids(page) == published_places(package)["facility_id"].tolist()


@pytest.mark.parametrize("lang", LANGS)
def test_the_order_of_the_list_is_read_on_a_phone(atlas_page, lang):
    page = atlas_page(lang, width=390, height=844)
    page.locator(".atlas-dock button[data-name=list]").click()
    order = page.locator("select[name=order]")
    shown = order.bounding_box()
    whole = order.evaluate(
        "(one) => (one.style.flex = 'none', one.style.width = 'max-content', one.offsetWidth)"
    )
    assert shown["width"] >= whole - 1
    other = page.locator(".atlas-follow").bounding_box()
    beside = other["x"] + other["width"] <= shown["x"]
    assert beside or other["y"] + other["height"] <= shown["y"]


@pytest.mark.parametrize("facet", ["kind", "status"])
def test_the_panel_offers_what_is_left_out_and_a_code_replaces_it(atlas_page, reference, facet):
    evaluate, allowed = reference
    page = atlas_page("en")
    option = page.locator(f"label:has(input[name={facet}][value=any])")
    assert option.locator(".atlas-option-label").text_content() == t(f"facets.any_{facet}", "en")
    rows, _ = evaluate(Filter(**{facet: ("any",)}))
    assert option.locator(".atlas-option-count").text_content() == str(len(rows))
    if facet == "kind":
        open_more(page)
    option.locator("input").check()
    assert ids(page) == rows
    code = allowed[facet][0]
    page.locator(f"input[name={facet}][value={code}]").check()
    assert not option.locator("input").is_checked()
    assert ids(page) == evaluate(Filter(**{facet: (code,)}))[0]


@pytest.mark.parametrize(("kind", "titles"), [("detention", set()), ("custody", set()),
                                              ("authority", {"Procedures"})])  # fmt: skip
def test_the_card_of_a_place_that_is_no_help_says_so_first(atlas_page, package, kind, titles):
    places = published_places(package)
    rows = places[places["kind"] == kind].sort_values("services")
    row = rows.iloc[-1]
    page = atlas_page("en", f"#kind=any&status=any&id={row['facility_id']}")
    note = page.locator(".atlas-facts > *").first
    assert "atlas-role-note" in note.get_attribute("class")
    assert note.inner_text() == package.vocab.terms("role")[row["role"]].definition("en")
    said = set(page.locator(".atlas-facts dt").all_inner_texts())
    assert titles <= said
    assert not said & {"Services", "People served"}


def test_the_overview_shows_each_corridor_as_one_object_with_two_sides(atlas_page, package):
    page = atlas_page("en")
    places = make_view(package).places
    for row in package.corridors.itertuples():
        own = places[places["corridor_id"] == row.corridor_id]["side"].value_counts()
        pill = page.locator(".atlas-corridor", has_text=row.name)
        texts = pill.locator(".atlas-pill-count").all_text_contents()
        assert texts == [f"{s} {own.get(s, 0)}" for s in (row.country_a, row.country_b)]


def test_quick_zoom_shows_a_corridor(atlas_page, package):
    page = atlas_page("en")
    for row in package.corridors.itertuples():
        page.get_by_role("button", name=row.name, exact=True).click()
        settle(page)
        at = page.evaluate("atlas.view()")
        assert row.zoom_west < at["lon"] < row.zoom_east
        assert row.zoom_south < at["lat"] < row.zoom_north
        assert at["zoom"] >= 10
        names = page.locator(".atlas-country").all_text_contents()
        assert len(set(names)) >= 2


# The filter is the one of Python


@pytest.fixture(scope="module")
def reference(package):
    places = published_places(package)
    allowed = choices(package)

    known = known_words(package)

    def evaluate(chosen):
        rows = filtering.apply(places, chosen, crossings=package.crossings, known=known)
        counts = filtering.facet_counts(
            places, chosen, allowed, crossings=package.crossings, known=known
        )
        return rows["facility_id"].tolist(), counts

    return evaluate, allowed


def some(codes):
    nothing = st.just(())
    return st.one_of(
        nothing, nothing, nothing, st.lists(st.sampled_from(codes), max_size=4).map(tuple)
    )


WORDS = ["casa", "CASA", "migrante", "migrnte", "legal", "salud", "tijuana", "juárez", "Cd", "a",
         "albergue", "consulado", "consulaod", "solicitantes", "ñ", "2000", "scalabrini", "zzz",
         "informacion", "women's", "hospitalidda", "d.i.f.", "san diego", "tapachula."]  # fmt: skip


def any_filter(allowed, crossings):
    # Odd distances stay off the edges that rounding would decide.
    near = st.sampled_from(["", *crossings, "32.5301,-117.0187", "14.9,-92.26", "31.7,-106.4"])
    return st.builds(
        Filter,
        **{name: some(allowed[name]) for name in FACETS},
        verified_since=st.sampled_from(
            ["", "", "2018", "2020-05", "2025", "2025-03-14", "2026-01"]
        ),
        near=near,
        max_km=st.none()
        | st.none()
        | st.sampled_from([0.73, 1.91, 3.17, 7.77, 13.13, 41.9, 1234.5]),
        q=st.just("") | st.lists(st.sampled_from(WORDS), max_size=2).map(" ".join),
    )


def test_random_filters_keep_the_same_places_as_in_python(atlas_page, package, reference):
    evaluate, allowed = reference
    located = package.crossings.loc[package.crossings["lon"].notna(), "crossing_id"].tolist()
    drawn = []

    @settings(
        max_examples=120,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(any_filter(allowed, located))
    def draw(chosen):
        drawn.append(chosen)

    draw()
    page = atlas_page("es")
    found = page.evaluate(
        """(queries) => queries.map((query) => {
          atlas.setFilter(query);
          return [atlas.visible(), atlas.counts()];
        })""",
        [chosen.to_query() for chosen in drawn],
    )
    kept = 0
    for chosen, (rows, counts) in zip(drawn, found, strict=True):
        expected, expected_counts = evaluate(chosen)
        assert rows == expected, chosen
        assert counts == expected_counts, chosen
        kept += bool(rows)
    assert kept > 24, "too few of the random filters keep anything"


@pytest.mark.parametrize(
    ("width", "corridor", "towns"),
    [
        (1400, "juarez-el-paso", {"Ciudad Juárez", "El Paso"}),
        (390, "tapachula-tecun-uman", {"Tapachula"}),
    ],
)
def test_names_on_the_map_are_whole_and_under_no_button(
    atlas_page, package, width, corridor, towns
):
    page = atlas_page("es", f"#corridor={corridor}", width=width)
    settle(page)
    boxes = """(selector) => [...document.querySelectorAll(selector)]
      .filter((one) => one.checkVisibility())
      .map((one) => ({ text: one.textContent, ...one.getBoundingClientRect().toJSON() }))"""
    names = page.evaluate(boxes, ".atlas-label")
    texts = {name["text"] for name in names}
    assert towns <= texts
    assert texts & set(package.crossings["name"])
    (sea,) = page.evaluate(boxes, ".atlas-map")
    over = page.evaluate(
        boxes, ".atlas-quick, .atlas-zoom, .atlas-legend, .atlas-note, .atlas-foot"
    )
    assert len(over) == 5
    for name in names:
        seen = meet(name, sea)
        assert not seen or within(name, sea), name["text"]
        assert not any(meet(name, part) for part in over), name["text"]


def test_the_first_view_in_a_small_frame_leaves_room_for_what_lies_over_it(atlas_page):
    page = atlas_page("es", width=900, height=500)
    settle(page)
    boxes = """(selector) => [...document.querySelectorAll(selector)]
      .filter((one) => one.checkVisibility())
      .map((one) => ({ text: one.textContent, ...one.getBoundingClientRect().toJSON() }))"""
    corridors = page.evaluate(boxes, ".atlas-corridor")
    assert len(corridors) == 3
    (sea,) = page.evaluate(boxes, ".atlas-map")
    over = page.evaluate(boxes, ".atlas-quick, .atlas-zoom, .atlas-legend, .atlas-note")
    for name in corridors:
        assert within(name, sea), name["text"]
        assert not any(meet(name, part) for part in over), name["text"]


ON_BORDER = """(names) => {
  const points = [...document.querySelectorAll("path.atlas-border")].flatMap((line) => {
    const [length, matrix] = [line.getTotalLength(), line.getScreenCTM()];
    return Array.from({ length: Math.ceil(length / 4) }, (_, i) =>
      line.getPointAtLength(i * 4).matrixTransform(matrix));
  });
  return [...document.querySelectorAll(names)]
    .map((one) => [one.textContent, one.getBoundingClientRect()])
    .map(([text, { left, top, right, bottom }]) => [text, points.filter(({ x, y }) =>
      left < x && x < right && top < y && y < bottom).length]);
}"""


@pytest.mark.parametrize(
    ("corridor", "width", "font"),
    [
        ("juarez-el-paso", 900, "crossing"),
        ("tapachula-tecun-uman", 900, "crossing"),
        ("juarez-el-paso", 1400, "town"),
        ("tijuana-san-diego", 1400, "town"),
    ],
)
def test_names_stand_beside_the_border(open_page, tmp_path, package, corridor, width, font):
    file = tmp_path / "map.html"
    panels = "none" if width == 900 else "all"
    view = make_view(package, Filter(corridor=(corridor,)))
    file.write_text(capsule(view, panels=panels), encoding="utf-8")
    page, _ = open_page(file.as_uri(), width=width, height=width * 2 // 3)
    names = f".atlas-label-{font}"
    until(page, f"document.querySelector('{names}')")
    settle(page)
    found = dict(page.evaluate(ON_BORDER, names))
    assert len(found) >= 2
    assert not any(found.values()), found


def meet(one, other):
    return (
        one["left"] < other["right"] - 1
        and other["left"] < one["right"] - 1
        and one["top"] < other["bottom"] - 1
        and other["top"] < one["bottom"] - 1
    )


def within(one, other):
    return (
        one["left"] >= other["left"] - 1
        and one["right"] <= other["right"] + 1
        and one["top"] >= other["top"] - 1
        and one["bottom"] <= other["bottom"] + 1
    )


# State


def test_the_hash_brings_back_filter_place_and_view(atlas_page, reference):
    evaluate, _ = reference
    state = "#corridor=tijuana-san-diego&service=legal_aid&service=health&at=12/32.53/-117.02"
    page = atlas_page("es", f"{state}&id=san-ysidro&lang=en&kind=nonsense&max_km=-3")
    chosen = Filter(corridor=("tijuana-san-diego",), service=("legal_aid", "health"))
    assert ids(page) == evaluate(chosen)[0]
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.evaluate("atlas.view()") == {"zoom": 12, "lat": pytest.approx(32.53, abs=1e-3),
                                             "lon": pytest.approx(-117.02, abs=1e-3)}  # fmt: skip
    assert page.locator(".atlas-card h2").inner_text().startswith("San Ysidro")
    settle(page)
    written = page.evaluate("location.hash")
    for part in ("corridor=tijuana-san-diego", "service=health&service=legal_aid", "lang=en",
                 "id=san-ysidro", "at=12/32.53"):  # fmt: skip
        assert part in written
    assert "nonsense" not in written
    assert "max_km" not in written


def test_the_hash_is_written_with_the_names_of_the_filter(atlas_page):
    page = atlas_page("en")
    chosen = Filter(kind=("shelter",), verified_since="2024", near="otay-mesa", max_km=12.5,
                    q="casa migrante", lang="en")  # fmt: skip
    page.evaluate("(query) => atlas.setFilter(query)", chosen.to_query())
    settle(page)
    written = page.evaluate("location.hash.slice(1)")
    parsed, dropped = filters.from_query(written, {**choices(load()), "lang": ("es", "en")})
    assert not dropped
    assert dataclasses.replace(parsed, lang="en") == chosen


def test_a_changed_address_is_followed(atlas_page, reference):
    evaluate, _ = reference
    page = atlas_page("es")
    page.evaluate("location.hash = 'side=GT&lang=en'")
    until(page, "atlas.visible().length < 50")
    assert ids(page) == evaluate(Filter(side=("GT",)))[0]
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_language_switch_keeps_the_view(atlas_page):
    page = atlas_page("es", "#kind=shelter&at=13/31.74/-106.48")
    before = page.evaluate("[atlas.view(), atlas.visible()]")
    page.locator(".atlas-row").nth(2).click()
    title = page.locator(".atlas-card h2").inner_text()
    page.get_by_role("button", name="English").click()
    settle(page)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.evaluate("atlas.visible()") == before[1]
    assert page.locator(".atlas-card-kind").inner_text() == "Shelter"
    other = page.locator(".atlas-card h2, .atlas-card-other").all_inner_texts()
    assert title in other
    assert "lang=en" in page.evaluate("location.hash")
    page.get_by_role("button", name="Español").click()
    assert page.locator(".atlas-card h2").inner_text() == title


# List, map, card


def test_a_row_opens_the_card_and_marks_the_place_on_the_map(atlas_page, package):
    page = atlas_page("en")
    row = page.locator(".atlas-row", has_not_text="no exact location").nth(1)
    mapped = published_places(package).iloc[int(row.get_attribute("data-row"))]
    row.click()
    settle(page)
    names = page.locator(".atlas-card h2, .atlas-card-other").all_inner_texts()
    assert mapped["name"] in names
    assert page.locator(".atlas-ring-selected").count() == 1
    assert f"id={mapped['facility_id']}" in page.evaluate("location.hash")
    page.keyboard.press("Escape")
    assert page.locator(".atlas-card").count() == 0
    assert page.evaluate("document.activeElement.id") == "atlas-list"
    assert page.locator(".atlas-ring-selected").count() == 0


def test_a_mark_opens_the_card_and_marks_the_row(atlas_page, package):
    page = atlas_page("en", "#at=13/31.70/-106.44")
    x, y = mark_centre(page, ".atlas-place")
    page.mouse.move(x, y)
    assert page.locator(".atlas-tip").is_visible()
    page.mouse.click(x, y)
    until(page, "location.hash.includes('id=')")
    chosen = page.evaluate("new URLSearchParams(location.hash.slice(1)).get('id')")
    place = published_places(package).set_index("facility_id").loc[chosen]
    assert place["name"] in page.locator(".atlas-card").inner_text()
    page.locator(".atlas-card-back").click()
    assert page.evaluate("document.activeElement.id") == "atlas-list"


def test_the_card_says_everything_that_is_known(atlas_page, package):
    places = published_places(package)
    rich = places[(places["capacity"] > 0) & (places["phone"] != "") & (places["address"] != "")
                  & places["lon"].notna() & (places["status_date"] != "")].iloc[0]  # fmt: skip
    page = atlas_page("es", f"#id={rich['facility_id']}")
    text = page.locator(".atlas-card").inner_text()
    vocab = package.vocab
    expected = [rich["name"], rich["operator"], rich["address"], rich["municipality"],
                vocab.label("level", rich["level"], "es"), vocab.label("kind", rich["kind"], "es"),
                status_words(rich["status"], rich["status_date"], make_view(package).made, "es"),
                f"{rich['capacity']:.0f}",
                vocab.label("precision", rich["precision"], "es")]  # fmt: skip
    expected += [vocab.label("service", code, "es") for code in rich["services"].split(";")]
    expected += [vocab.label("population", code, "es") for code in rich["populations"].split(";")]
    crossing = package.crossings.set_index("crossing_id").loc[rich["nearest_crossing_id"]]
    expected += [crossing["name"], rich["status_date"][:4]]
    for part in expected:
        assert part in text, part
    sources = package.sources.set_index("source_id")
    links = page.locator(".atlas-card .atlas-sources a")
    addresses = {link.get_attribute("href") for link in links.all()}
    for one in rich["source_ids"].split(";"):
        if sources.loc[one, "url"]:
            assert any(a.rstrip("/") == sources.loc[one, "url"].rstrip("/") for a in addresses)
        assert sources.loc[one, "title"] in text
    for link in links.all():
        assert link.get_attribute("rel") == "noopener noreferrer"


def test_places_without_a_point_are_in_the_one_list_and_counted_at_their_town(atlas_page, package):
    page = atlas_page("en", "#corridor=juarez-el-paso&side=MX")
    places = make_view(package, Filter(corridor=("juarez-el-paso",), side=("MX",))).places
    pointless = places[places["lon"].isna()]
    here = pointless[pointless["municipality"] == "Juárez"]
    assert page.locator(".atlas-tab-count").first.inner_text() == str(len(places))
    assert str(len(pointless)) in page.locator(".atlas-note").inner_text()
    page.locator(".atlas-list").focus()
    for _ in range(len(places) // 8 + 1):
        page.keyboard.press("PageDown")
    marked = page.locator(".atlas-row", has_text="no exact location")
    assert marked.count() == len(pointless)
    box = page.locator(".atlas-town", has_text=f"{len(here)} without a point").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.locator(".atlas-list-tools").inner_text().startswith(f"Juárez: {len(here)} without")
    assert page.locator(".atlas-list").get_attribute("aria-rowcount") == str(len(here))
    page.get_by_role("button", name="Show all places").click()
    assert page.locator(".atlas-list").get_attribute("aria-rowcount") == str(len(places))


def test_a_long_list_is_walked_from_end_to_end_with_few_rows(atlas_page, package):
    page = atlas_page("en")
    mapped = make_view(package).places["facility_id"].tolist()
    page.locator(".atlas-list").focus()
    page.keyboard.press("End")
    assert page.locator(".atlas-row").count() < 80
    found = []
    for _ in mapped:
        found.append(page.evaluate("document.querySelector('.atlas-active').dataset.at"))
        page.keyboard.press("ArrowUp")
    assert found == [str(at) for at in reversed(range(len(mapped)))]
    page.locator(".atlas-list").evaluate("(list) => list.scrollTo(0, 0)")
    settle(page)
    assert page.locator(".atlas-row").first.get_attribute("aria-rowindex") == "1"


def test_the_list_can_follow_the_map(atlas_page, package):
    page = atlas_page("en", "#at=12/14.90/-92.26")
    page.get_by_label("Only what the map shows now").check()
    places = make_view(package).places
    near = places[places["lon"].between(-92.5, -92.0) & places["lat"].between(14.7, 15.1)]
    count = int(page.locator(".atlas-tab-count").first.inner_text())
    pointless = places[places["lon"].isna()]
    assert 0 < count <= len(near) + (pointless["corridor_id"] == "tapachula-tecun-uman").sum()
    page.evaluate("atlas.fit()")
    settle(page)
    towns = payload(make_view(package))["towns"]
    seated = (pointless["municipality"] + ", " + pointless["admin1"]).isin(towns)
    total = int(places["lon"].notna().sum() + seated.sum())
    assert int(page.locator(".atlas-tab-count").first.inner_text()) == total


def test_places_that_share_a_point_can_all_be_chosen(atlas_page, package):
    places = published_places(package)
    shared = places[places["lon"].notna()].groupby(["lon", "lat"]).size()
    (lon, lat), count = shared.idxmax(), shared.max()
    assert count >= COINCIDENT
    page = atlas_page("es", f"#at=17/{lat}/{lon}&kind=any&status=any")
    page.mouse.click(*mark_centre(page, ".atlas-count"))
    chooser = page.get_by_role("dialog")
    assert chooser.locator("li button").count() == count
    name = chooser.locator("li button").nth(3).inner_text()
    chooser.locator("li button").nth(3).click()
    assert page.locator(".atlas-card h2").inner_text() == name
    assert not page.locator(".atlas-chooser").is_visible()


def test_a_count_opens_up_when_it_is_clicked(atlas_page):
    page = atlas_page("en", "#at=10/32.5300/-117.0200")
    texts = page.locator(".atlas-count-text").all_text_contents()
    most = max(texts, key=int)
    box = page.locator(".atlas-count", has_text=most).first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    until(page, "atlas.view().zoom > 10")


def test_counts_never_join_two_sides(atlas_page, package):
    page = atlas_page("en", "#at=9/31.75/-106.45")
    places = published_places(package).set_index("facility_id")["side"]
    groups = page.evaluate("atlas.marks().filter((mark) => mark.length > 1)")
    assert groups
    for group in groups:
        assert places.loc[group].nunique() == 1


def test_generalised_places_are_cells(atlas_page, package):
    places = published_places(package)
    cell = places[places["precision"] == "generalised"].iloc[0]
    page = atlas_page("en", f"#at=14/{cell['lat']}/{cell['lon']}&id={cell['facility_id']}")
    box = page.locator(".atlas-focus .atlas-cell").bounding_box()
    assert box["width"] == pytest.approx(0.02 / 360 * 256 * 2**14, abs=3)
    assert "0.02" in page.locator(".atlas-card").inner_text()


def test_precision_is_drawn_for_the_chosen_place_and_on_demand_for_all(atlas_page, package):
    places = published_places(package)
    vague = places[(places["precision"] == "approximate") & (places["precision_m"] > 400)].iloc[0]
    page = atlas_page("en", f"#at=13/{vague['lat']}/{vague['lon']}&id={vague['facility_id']}")
    ring = page.locator(".atlas-focus .atlas-precision")
    assert ring.count() == 1
    assert page.locator(".atlas-precisions .atlas-precision").count() == 0
    page.locator(".atlas-legend summary").click()
    page.get_by_label("Show the precision of all").check()
    assert page.locator(".atlas-precisions .atlas-precision").count() >= 1


def test_nothing_found_says_so_and_offers_the_way_back(atlas_page, package):
    page = atlas_page("en")
    page.locator(".atlas-search-input").fill("qqqqqqqq")
    until(page, "atlas.visible().length === 0")
    assert "0 places" in page.locator(".atlas-status").inner_text()
    assert page.locator(".atlas-empty").is_visible()
    page.locator(".atlas-empty .atlas-button").click()
    assert len(ids(page)) == len(make_view(package).places)
    assert page.locator(".atlas-search-input").input_value() == ""


def test_a_map_of_an_atlas_without_places_blames_no_filter(open_page, package, tmp_path):
    file = tmp_path / "empty.html"
    empty = dataclasses.replace(package, places=package.places.iloc[:0])
    file.write_text(capsule(make_view(empty, Filter(lang="en"))), encoding="utf-8")
    page, watch = open_page(file.as_uri())
    assert page.locator(".atlas-empty").inner_text() == t("map.empty_package", "en")
    assert watch.errors == []


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_found_names_the_filter_that_empties_it(atlas_page, reference, lang):
    evaluate, _ = reference
    chosen = Filter(kind=("consulate",), verified_since="2026", q="albergue")
    page = atlas_page(lang, f"#{chosen.to_query()}")
    assert ids(page) == []
    without = {
        load().vocab.label("kind", "consulate", lang): dataclasses.replace(chosen, kind=()),
        t("map.since_date", lang, date="2026"): dataclasses.replace(chosen, verified_since=""),
        "albergue": dataclasses.replace(chosen, q=""),
    }
    found = {what: len(evaluate(one)[0]) for what, one in without.items()}
    assert 0 in found.values()
    expected = [t("map.without", lang, what=what, n=n) for what, n in found.items() if n]
    ways = page.locator(".atlas-empty-ways button")
    assert sorted(ways.all_inner_texts()) == sorted(expected)
    ways.filter(has_text="albergue").click()
    assert ids(page) == evaluate(without["albergue"])[0]


def test_facets_show_counts_and_chips_take_them_off(atlas_page, reference):
    evaluate, _ = reference
    page = atlas_page("en")
    page.locator("input[name=service][value=legal_aid]").check()
    page.locator("input[name=side][value=US]").check()
    rows, counts = evaluate(Filter(service=("legal_aid",), side=("US",)))
    assert ids(page) == rows
    open_more(page)
    for code in ("shelter", "legal_aid", "consulate"):
        label = page.locator(f"label:has(input[name=kind][value={code}])")
        assert label.locator(".atlas-option-count").inner_text() == str(counts["kind"][code])
    page.get_by_role("button", name="Remove Legal aid").click()
    assert ids(page) == evaluate(Filter(side=("US",)))[0]


def test_the_distance_filter_works_from_a_crossing_card(atlas_page, reference):
    evaluate, _ = reference
    page = atlas_page("en", "#id=san-ysidro")
    page.get_by_role("button", name="Places within 5 km").click()
    assert ids(page) == evaluate(Filter(near="san-ysidro", max_km=5))[0]


# Keyboard and assistive technology


def test_the_keyboard_reaches_everything(atlas_page):
    page = atlas_page("en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "atlas-skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "atlas-list"
    for key in ("ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    active = page.locator(".atlas-list").get_attribute("aria-activedescendant")
    assert active == page.locator(".atlas-row").nth(1).get_attribute("id")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "atlas-card-title"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "atlas-list"
    seen = set()
    for _ in range(90):
        page.keyboard.press("Tab")
        active = page.evaluate_handle("document.activeElement")
        seen.add(active.evaluate("(one) => one.className || one.tagName"))
    assert {"atlas-cursor", "atlas-search-input", "atlas-icon-button"} <= seen
    assert any("leaflet-container" in name for name in seen)


def test_the_cursor_walks_over_the_map(atlas_page):
    page = atlas_page("en", "#at=12/31.74/-106.45")
    page.locator(".atlas-cursor").focus()
    labels = [page.locator(".atlas-cursor").get_attribute("aria-label")]
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        labels.append(page.locator(".atlas-cursor").get_attribute("aria-label"))
    assert all(a != b for a, b in pairwise(labels))
    assert page.evaluate("atlas.view()")["zoom"] == 12
    page.locator(".atlas-cursor").focus()
    page.keyboard.press("Enter")
    settle(page)
    opened = page.locator(".atlas-card, .atlas-chooser:visible").count()
    assert opened or page.evaluate("atlas.view()")["zoom"] > 12


@pytest.mark.parametrize("state", ["", "#id=san-ysidro", "#q=qqqqqq", "#at=12/32.53/-117.02"])
@pytest.mark.parametrize("window", [{}, PHONE], ids=["wide", "narrow"])
def test_nothing_stands_in_the_way_of_assistive_technology(atlas_page, state, window):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe not installed")
    page = atlas_page("es", state, **window)
    settle(page)
    found = axe.Axe().run(page, options=VIOLATIONS).response["violations"]
    assert [(one["id"], [n["html"][:120] for n in one["nodes"][:3]]) for one in found] == []


def test_the_about_dialog_names_sources_licences_and_version(atlas_page, package):
    page = atlas_page("es")
    page.get_by_role("button", name="Acerca de este atlas").click()
    text = page.get_by_role("dialog").inner_text()
    assert package.version in text
    assert "Creative Commons" in text
    page.keyboard.press("Escape")
    assert not page.locator(".atlas-about").is_visible()


# Narrow screens


def test_on_a_phone_nothing_is_cut_off(atlas_page):
    page = atlas_page("es", **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for name in ("filters", "list"):
        page.locator(f".atlas-dock [data-name={name}]").tap()
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        panel = ".atlas-filter-column" if name == "filters" else ".atlas-results"
        box = page.locator(panel).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    page.locator(".atlas-row").nth(1).tap()
    settle(page)
    card = page.locator(".atlas-results").bounding_box()
    ring = page.locator(".atlas-ring-selected").bounding_box()
    assert ring["y"] + ring["height"] < card["y"], "the chosen place lies under its card"
    assert page.evaluate(
        "[...document.querySelectorAll('.atlas-card *')].every((e) => e.scrollWidth <= 390)"
    )


def test_targets_are_large_enough_to_touch(atlas_page):
    page = atlas_page("es", **PHONE)
    small = page.evaluate(
        """[...document.querySelectorAll("button, summary, a")].filter((e) => {
          const box = e.getBoundingClientRect();
          return box.width && getComputedStyle(e).visibility === "visible"
            && !e.classList.contains("atlas-skip") && (box.width < 24 || box.height < 24);
        }).map((e) => e.outerHTML.slice(0, 90))"""
    )
    assert small == []


# Paper


def test_the_printed_sheet_numbers_every_place_on_its_maps(atlas_page, package, tmp_path):
    page = atlas_page("en", "#corridor=tapachula-tecun-uman")
    page.pdf(path=tmp_path / "sheet.pdf", format="Letter", prefer_css_page_size=True)
    (first, *_) = PdfReader(tmp_path / "sheet.pdf").pages
    assert float(first.mediabox.width) == pytest.approx(612, abs=1), "it fills the paper chosen"
    assert t("map.legend", "en") in first.extract_text()
    own = make_view(package, Filter(corridor=("tapachula-tecun-uman",))).places
    mapped = own[own["lon"].notna()]
    numbers = page.locator(".atlas-sheet-number").all_text_contents()
    assert sorted(map(int, numbers)) == list(range(1, len(mapped) + 1))
    table = page.locator(".atlas-sheet-numbered tbody tr")
    assert table.count() == len(mapped)
    rows = page.locator(".atlas-sheet-table tbody tr")
    assert rows.count() == len(own)
    assert package.version in page.locator(".atlas-sheet header").text_content()
    page.emulate_media(media="print")
    # Outside of its column a number of three digits would stand on the text of the one before.
    expect(page.locator(".atlas-sheet-sources li").first).to_have_css(
        "list-style-position", "inside"
    )
    assert not page.locator(".atlas").is_visible()
    assert page.locator(".atlas-sheet").is_visible()


def test_the_table_can_be_taken_away(atlas_page, package):
    page = atlas_page("es", "#corridor=juarez-el-paso")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Descargar la lista como tabla (CSV)").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    own = make_view(package, Filter(corridor=("juarez-el-paso",))).places
    assert text.splitlines()[0].startswith("Identificador,Nombre")
    assert all(f"\n{one}," in text for one in own["facility_id"])


# Other homes


@pytest.mark.parametrize(
    ("panels", "filter_column", "list_column"),
    [("all", 1, 1), ("filter", 1, 0), ("list", 0, 1), ("none", 0, 0)],
)
def test_panels_are_what_was_asked_for(
    open_page, toy, tmp_path, panels, filter_column, list_column
):
    file = tmp_path / "page.html"
    file.write_text(capsule(make_view(toy), panels=panels, height=500), encoding="utf-8")
    page, watch = open_page(file.as_uri())
    until(page, "globalThis.atlas")
    assert page.locator(".atlas-filters").count() == filter_column
    assert page.locator(".atlas-list").count() == list_column
    pointless = int(make_view(toy).places["lon"].isna().sum())
    key = "map.not_on_map" if list_column else "map.left_off_map"
    assert page.locator(".atlas-note").inner_text() == count(key, pointless, "es")
    assert page.locator(".atlas").bounding_box()["height"] == 500
    page.evaluate("atlas.setSelected('casa-norte')")
    assert page.locator(".atlas-card").is_visible()
    assert watch.errors == []


def test_it_works_in_a_sandboxed_frame(open_page, toy, tmp_path):
    inner = capsule(make_view(toy)).replace("&", "&amp;").replace('"', "&quot;")
    file = tmp_path / "outer.html"
    file.write_text(f'<iframe sandbox="allow-scripts" width="900" height="600" srcdoc="{inner}">')
    page, watch = open_page(file.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator(".atlas-row").first.click()
    assert frame.locator(".atlas-card").is_visible()
    assert watch.errors == []


def test_it_works_as_a_module_in_a_shadow_root(open_page, toy, tmp_path):
    source = {
        "leaflet": (leaflet_files.folder() / "leaflet-src.esm.js").read_text(encoding="utf-8"),
        "atlas": script(module=True),
        "style": leaflet_files.stylesheet() + stylesheet(),
        "options": {"payload": payload(make_view(toy)), "strings": strings(), "panels": "none"},
    }
    file = tmp_path / "shadow.html"
    file.write_text("<!DOCTYPE html><div id=host style='height:600px'></div>", encoding="utf-8")
    page, watch = open_page(file.as_uri())
    page.evaluate(
        """async ({ leaflet, atlas, style, options }) => {
          const type = "text/javascript";
          const load = (text) => import(URL.createObjectURL(new Blob([text], { type })));
          const root = document.getElementById("host").attachShadow({ mode: "open" });
          root.innerHTML = "<style></style><div style='height:600px'></div>";
          root.firstChild.textContent = style;
          const [L, { createAtlas }] = [await load(leaflet), await load(atlas)];
          globalThis.chosen = [];
          const onSelect = (id) => chosen.push(id);
          globalThis.atlas = createAtlas(root.lastChild, { ...options, leaflet: L, onSelect });
        }""",
        source,
    )
    assert page.locator(".atlas-place").count() > 0
    page.mouse.click(*mark_centre(page, ".atlas-place"))
    assert page.evaluate("chosen.length") == 1
    shown = page.evaluate("(chosen) => { atlas.setVisible(chosen); return atlas.visible(); }",
                          ["casa-norte", "oficina-sur"])  # fmt: skip
    assert sorted(shown) == ["casa-norte", "oficina-sur"]
    page.evaluate("atlas.setVisible(new Uint8Array(10).fill(1, 0, 3))")
    assert len(ids(page)) == 3
    page.evaluate("atlas.setLang('en')")
    assert "Legend" in page.locator(".atlas-legend summary").inner_text()
    page.evaluate("atlas.destroy()")
    assert page.locator(".atlas").count() == 0
    assert watch.errors == []


def many(view, count):
    """Give a view of as many places, on a fine lattice so that none hides another."""
    rows = view.places[view.places["lon"].notna()].iloc[[0] * count].reset_index(drop=True)
    number = rows.index.to_series()
    return dataclasses.replace(
        view,
        places=rows.assign(
            facility_id="p" + number.astype(str),
            lon=-100.3 + (number % 300) * 0.002,
            lat=29.7 + (number // 300) * 0.002,
        ),
        total=count,
    )


@pytest.mark.parametrize(("count", "canvas"), [(2_000, False), (2_500, True)])
def test_many_places_are_drawn_on_one_canvas(open_page, toy, tmp_path, count, canvas):
    file = tmp_path / "many.html"
    file.write_text(capsule(many(make_view(toy), count)), encoding="utf-8")
    page, watch = open_page(file.as_uri() + "#at=15/29.704/-100.2")
    until(page, "globalThis.atlas")
    assert page.locator(".atlas-canvas").is_visible() == canvas
    assert (page.locator(".atlas-marks .atlas-mark").count() == 0) == canvas
    at = page.evaluate("atlas.where('p650')")
    page.mouse.click(*at)
    until(page, "location.hash.includes('id=p650')")
    assert watch.errors == []


def test_too_many_places_become_counts_and_the_map_says_so(open_page, toy, tmp_path):
    file = tmp_path / "more.html"
    file.write_text(capsule(many(make_view(toy), 50_001), panels="filter"), encoding="utf-8")
    page, watch = open_page(file.as_uri() + "#at=11/29.9/-100.1")
    until(page, "globalThis.atlas")
    assert "50" in page.locator(".atlas-counted").inner_text()
    groups = page.evaluate("atlas.marks().length")
    assert 10 < groups < 5_000
    page.evaluate("atlas.setVisible(['p1', 'p2'])")
    assert not page.locator(".atlas-counted").is_visible()
    assert watch.errors == []


def test_a_folium_map_takes_other_layers(open_page, toy, tmp_path):
    folium = pytest.importorskip("folium")
    made = webmap.to_map(make_view(toy))
    folium.Marker([30.2, -100.2], popup="our office", tooltip="here").add_to(made)
    folium.Marker([30.3, -100.3], icon=folium.Icon(color="green")).add_to(made)
    folium.Circle([30.1, -100.1], radius=2000).add_to(made)
    file = tmp_path / "folium.html"
    made.save(file)
    page, watch = open_page(file.as_uri())
    page.locator(".leaflet-marker-icon").first.click()
    assert "our office" in page.locator(".leaflet-popup").inner_text()
    assert page.locator(".atlas-row").count() > 0
    assert watch.errors == []
    assert watch.refused == []


def test_the_payload_is_what_python_reads_back(atlas_page, pages):
    page = atlas_page("es")
    data = webmap.read_capsule(pages["es"].read_text(encoding="utf-8"))
    n = data["payload"]["places"]["n"]
    assert json.dumps(data)
    page.evaluate("atlas.setFilter('kind=any&status=any')")
    assert page.evaluate("atlas.visible().length") == n
