"""The light version: a page that is read without a script, and holds no more than is public."""

import dataclasses
import re
import xml.etree.ElementTree as ET
from html import unescape
from html.parser import HTMLParser

import numpy as np
import pytest

from atlas import data
from atlas.base.dated_phones import phones_in
from atlas.base.i18n import t
from atlas.output.figures.corridor_drawing import HEIGHT, WIDTH, drawings
from atlas.output.light import Frame, light_page
from atlas.output.light.border_locator import locator
from atlas.output.light.first_screen import looks, state_line
from atlas.output.report import range_words
from atlas.places.filters import Filter
from atlas.places.status import status_words
from atlas.places.view import make_view
from tests.support.leak_search import leaks, patterns

ALONE = Frame("/lite", "/lite")
STREET = "Calle de los Secretos"
HOSTILE = [
    "{{7*191}} {% raw %}",
    "</script><img src=x onerror=globalThis.hurt=1>",
    "</svg><svg onload=globalThis.hurt=1>",
    "' onmouseover=globalThis.hurt=1 \"",
    "\u202eright to left\u202c <b>bold</b> &lt;i&gt; 🙂",
]


@pytest.fixture(scope="module")
def package():
    return data.load()


@pytest.fixture(scope="module", params=["es", "en"])
def view(request, package):
    return make_view(package, Filter(lang=request.param))


class Page(HTMLParser):
    """The elements of a page, its attributes, and its text without scripts and styles."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text, self._inside = [], [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self._inside = tag if tag in ("script", "style") else self._inside

    def handle_endtag(self, tag):
        self._inside = "" if tag == self._inside else self._inside

    def handle_data(self, data):
        if not self._inside:
            self.text.append(data)

    @property
    def said(self):
        return " ".join("".join(self.text).split())


def test_list_says_name_kind_town_status_and_phone_of_every_place(view):
    html = light_page(view, ALONE)
    items = re.findall(r'<li class="light-place">.*?</li>', html, re.DOTALL)
    assert len(items) == len(view.places)
    by_id = {re.search(r'data-place="([^"]+)"', item)[1]: item for item in items}
    for row in view.places.to_dict("records"):
        item = unescape(by_id[row["facility_id"]])
        words = status_words(row["status"], row["status_date"], view.made, view.lang)
        wanted = [
            view.vocab.terms("kind")[row["kind"]].label(view.lang),
            row["municipality"],
            words,
        ]
        wanted += [one.number for one in phones_in(row["phone"])]
        assert all(word in item for word in wanted), row["facility_id"]
    assert html.count('href="tel:+') >= (view.places["phone"].str.startswith("+")).sum()
    assert "<script" not in html


def test_detention_and_closed_places_are_left_out_by_default_and_the_page_says_so(view):
    everything = view.lifted
    hidden = set(everything.places["facility_id"]) - set(view.places["facility_id"])
    html = light_page(view, ALONE)
    assert hidden
    assert not [one for one in hidden if f'data-place="{one}"' in html]
    said = Page(html).said
    assert str(view.left_out["kind"]) in said
    assert "kind=any" in html
    assert "status=any" in html
    shown = light_page(everything, ALONE)
    assert all(f'data-place="{one}"' in shown for one in hidden)
    note = everything.vocab.terms("role")["enforcement"].definition(view.lang)
    enforcement = (everything.places["role"] == "enforcement").sum()
    assert unescape(shown).count(note) == enforcement


def test_form_keeps_what_it_does_not_show_and_links_name_the_language(package):
    chosen = Filter(corridor=("juarez-el-paso",), population=("women",), kind=("shelter", "health"),
                    q='casa "x"', lang="en")  # fmt: skip
    html = light_page(make_view(package, chosen), ALONE)
    assert f">{t('map.clear_filters', chosen.lang)}</a>" in html
    assert '<input type="hidden" name="population" value="women">' in html
    assert '<input type="hidden" name="corridor" value="juarez-el-paso">' in html
    assert html.count(" selected>") >= 2
    assert 'value="casa &#34;x&#34;"' in html
    assert re.search(r'hreflang="es"', html)
    assert "lang=es" in html


def test_place_of_the_link_comes_first_with_what_else_is_known(package):
    row = package.places[package.places["website"] != ""].iloc[0]
    view = make_view(package, Filter(lang="en"))
    html = light_page(view, dataclasses.replace(ALONE, place=row["facility_id"]))
    first = html[html.index('id="light-first"') : html.index('class="light-list"')]
    assert row["website"] in unescape(first)
    assert "(English)" not in first, "a translation has no line of its own"
    assert html.index("<article") < html.index('<li class="light-place"')


def test_hostile_text_stays_text(package):
    words = " ".join(HOSTILE)
    named = {"name": words, "name_en": words, "phone": words, "address": words}
    open_ones = package.places["sensitivity"] == "open"
    places = package.places.copy()
    for column, text in named.items():
        places.loc[open_ones, column] = text
    corridors = package.corridors.assign(name=words, name_en=words)
    bad = dataclasses.replace(package, places=places, corridors=corridors)
    place = places.loc[open_ones, "facility_id"].iloc[0]
    view = make_view(bad, Filter(lang="en", q="casa"))
    plain = make_view(bad, Filter(lang="en"))
    for one in (view, plain):
        frame = dataclasses.replace(
            ALONE, place=place, unusable=words, script="1", data={"x": words}
        )
        page = Page(light_page(one, frame))
        assert "img" not in page.tags
        assert page.tags.count("script") == 2
        assert not [name for name, _ in page.attributes if name.startswith("on")]
        assert "{{7*191}} {% raw %}" in page.said
    assert all(ET.fromstring(drawn.svg) is not None for drawn in drawings(plain))  # noqa: S314


@pytest.mark.slow
def test_protected_places_give_nothing_finer_than_is_public(package):
    places = package.places.copy()
    rows = places.index[places["sensitivity"] != "open"]
    drawn = np.random.default_rng(3).random((2, len(rows)))
    lon, lat = np.round(-116.95 + 0.2 * drawn[0], 7), np.round(32.41 + 0.04 * drawn[1], 7)
    places.loc[rows, "lon"], places.loc[rows, "lat"] = lon, lat
    places.loc[rows, "address"] = f"{STREET} 5"
    places.loc[rows, ["notes", "notes_en", "hours_note"]] = STREET
    secret = dataclasses.replace(package, places=places)
    view = make_view(secret, Filter(lang="es").lifted())
    pages = [light_page(view, ALONE), light_page(make_view(secret, Filter(lang="en")), ALONE)]
    pages += [
        light_page(view, dataclasses.replace(ALONE, place=one))
        for one in places.loc[rows[:6], "facility_id"]
    ]
    parts = [page.encode() for page in pages]
    assert leaks(parts, patterns([*lon, *lat], [STREET])) == []
    # Nor does a drawing: each is a mark at the published position, as the map has it.
    for one in drawings(view):
        here = view.places[view.places["corridor_id"] == one.corridor_id]
        assert one.drawn <= here["lon"].notna().sum()


def test_state_line_counts_what_the_data_say(package):
    view = make_view(package, Filter(lang="en"))
    stated = view.places[view.places["status"] == "open"]["status_date"]
    fresh = stated.str.startswith(view.made[:4]).sum()
    line = state_line(view)
    assert line.startswith(f"{len(view.places)} places, {len(stated)} with a source that says open")
    assert f", {fresh} of {view.made[:4]}; data of " in line


def test_drawings_are_of_one_scale_and_their_sides_add_up(view):
    drawn = drawings(view)
    bars = {
        tuple(re.findall(r"h([\d.]+)", one.svg) + re.findall(r"(\d+) km", one.svg)) for one in drawn
    }
    assert len(bars) == 1
    for one in drawn:
        here = view.places[view.places["corridor_id"] == one.corridor_id]
        assert sum(n for _, n in one.sides) == len(here)
        root = ET.fromstring(one.svg)  # noqa: S314
        dots = root.findall("{http://www.w3.org/2000/svg}circle")
        assert len(dots) == one.drawn
        assert all(0 <= float(dot.get("cx")) <= WIDTH for dot in dots)
        assert all(0 <= float(dot.get("cy")) <= HEIGHT for dot in dots)
        for code, n in one.sides:
            assert f">{code} {n}</text>" in one.svg


def test_corridors_without_a_frame_of_their_own_are_drawn_whole(package):
    corridors = package.corridors.drop(columns=[c for c in package.corridors if "zoom" in c])
    view = make_view(dataclasses.replace(package, corridors=corridors), Filter(lang="en"))
    whole, framed = drawings(view), drawings(make_view(package, Filter(lang="en")))
    assert sum(one.drawn for one in whole) == view.places["lon"].notna().sum()
    assert ">10 km<" in framed[0].svg
    assert ">50 km<" in whole[0].svg


def test_gap_is_certain_wherever_places_without_a_point_are(package):
    view = make_view(package, Filter(lang="en"))
    shares = range_words.shares(view)
    for look in looks(view):
        rows = shares[shares["corridor_id"] == look.corridor_id]
        least = (rows["people"] - rows["high"]).max()
        said = int(re.search(r"at least ([\d,]+)$", look.gap)[1].replace(",", ""))
        assert least - 100 < said <= least


def test_locator_needs_the_outlines_of_countries(package, toy):
    assert 'role="img"' in locator(make_view(package, Filter(lang="en")))
    far = dataclasses.replace(
        toy, segments=toy.segments.set_geometry(toy.segments.translate(60, 0))
    )
    assert locator(make_view(far, Filter(lang="en"))) == ""


def test_toy_package_has_a_light_version(toy):
    view = make_view(toy, Filter(lang="en"))
    said = Page(light_page(view, ALONE)).said
    assert f"{len(view.places)} places, " in said
