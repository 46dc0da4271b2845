"""The poster: one page that never overflows, says what is public, and runs none of the data."""

import dataclasses
import re
from functools import cache
from io import BytesIO

import pandas as pd
import pytest
from pypdf import PdfReader

from atlas import data
from atlas.base.errors import ExportError
from atlas.base.i18n import LANGS, t
from atlas.base.public_address import BASE_URL
from atlas.output import poster
from atlas.output.figures import bare_map
from atlas.output.poster import SIZES, render_poster, save_poster
from atlas.output.poster.poster_content import NEEDS, content
from atlas.places.filters import Filter
from atlas.places.view import make_view
from tests.support.leak_search import leaks, patterns

pytestmark = pytest.mark.slow

HOSTILE = '#set page(width: 1pt) [*b*] $x$ \\ "} <script> {n} @x'
LONG = "W" * 300
MARK = re.compile(r"Lugar(\d{4})")


@pytest.fixture(autouse=True)
def no_address(monkeypatch):
    monkeypatch.delenv(BASE_URL, raising=False)


@cache
def juarez(lang="es"):
    return make_view(data.load(), Filter(corridor=("juarez-el-paso",), side=("MX",), lang=lang))


def many(n, lang="es"):
    """A view of so many open places of help, with names that nobody should have."""
    view = juarez(lang)
    base = view.places[view.places["role"] == "support"]
    rows = pd.concat([base] * (n // max(len(base), 1) + 1))[:n].reset_index(drop=True)
    rows["facility_id"] = [f"place-{i}" for i in range(n)]
    names = [f"Lugar{i:04} {(HOSTILE, LONG, 'corto')[i % 3]}" for i in range(n)]
    for column in ("name", "name_en"):
        rows[column] = names
    rows["status"], rows["status_date"] = "open", view.made
    rows["phone"] = HOSTILE
    rows["hours"] = "Mo-Fr 08:00-16:00"
    return dataclasses.replace(view, places=rows)


def pages(made):
    return PdfReader(BytesIO(made)).pages


def lines(page):
    """The texts of a page with their height above its foot, points."""
    found = []

    def note(text, cm, tm, *_):
        found.append((tm[4] * cm[1] + tm[5] * cm[3] + cm[5], text))

    page.extract_text(visitor_text=note)
    return [(up, text) for up, text in found if text.strip()]


@pytest.mark.parametrize("lang", LANGS)
def test_poster_says_who_helps_where_and_when_with_its_sources_behind(lang):
    view = juarez(lang)
    first, second = pages(render_poster(view))
    text = " ".join(first.extract_text().split())
    assert t("poster.title", lang, where="Ciudad Juárez") in text
    assert {"es": "Noviembre de 2026", "en": "November 2026"}[lang] in text
    assert t("poster.advice", lang) in text
    said = content(view)
    assert said.groups
    for group in said.groups:
        assert group.title in text
        assert all(row.name.replace("\u200b", "")[:12] in text for row in group.rows)
    assert said.left_out in text
    assert t("poster.sources", lang) in second.extract_text()
    assert t("poster.scan", lang) not in text, "no code without an address"
    assert "?corridor" not in text


def test_only_help_that_is_lately_open_is_on_it_and_the_rest_is_counted():
    view = make_view(data.load(), Filter(kind=("any",), status=("any",)))
    shown = content(view).shown.places
    assert len(shown) > 20
    assert set(shown["role"]) == {"support"}
    assert set(shown["status"]) == {"open"}
    assert shown["status_date"].min() >= "2024-11"
    assert str(len(view.places) - len(shown)) in content(view).left_out


@pytest.mark.parametrize("size", SIZES)
def test_sheet_has_the_size_that_was_asked_for(size):
    made = pages(render_poster(juarez("en"), size=size))
    assert len(made) == (1 if size == "pocket" else 2)
    for page in made:
        edges = float(page.mediabox.width) / 72, float(page.mediabox.height) / 72
        assert edges == pytest.approx(SIZES[size], abs=0.01)


@pytest.mark.parametrize("size", ["letter", "pocket"])
@pytest.mark.parametrize("n", [0, 1, 60, 400])
def test_no_number_of_places_overflows(n, size):
    lang = "es"
    view = many(n, lang)
    made = pages(render_poster(view, size=size))
    first, *rest = made
    assert len(rest) == (1 if n and size == "letter" else 0)
    text = first.extract_text()
    on_it = set(MARK.findall(text))
    more = re.search(t("poster.more", lang).replace("{n}", r"(\d+)"), text)
    assert len(on_it) + int(more[1] if more else 0) == n, "none is lost without a word"
    assert len(on_it) == n or len(on_it) > 8
    height = SIZES[size][1] * 72
    assert all(0 < up < height for up, _ in lines(first))
    if size == "letter" and n:
        begins = content(view).left_out[:6]
        foot = min(up for up, words in lines(first) if words.strip()[:6] == begins)
        assert min(up for up, words in lines(first) if MARK.search(words)) > foot
    if n == 0:
        assert t("poster.empty", lang)[:30] in " ".join(text.split())


def test_a_card_of_every_corridor_is_one_sheet():
    """Three maps, one above the other, in less height than their key alone needs."""
    view = make_view(data.load(), Filter(lang="es"))
    (page,) = pages(render_poster(view, size="pocket"))
    assert all(name in page.extract_text() for name in ("Tijuana", "Juárez", "Tapachula"))


def test_text_of_the_data_is_set_as_it_is_and_runs_nowhere():
    text = "".join(pages(render_poster(many(2)))[0].extract_text().split())
    assert "#setpage(width:1pt)[*b*]$x$" in text.replace("\u200b", "")
    assert float(pages(render_poster(many(2)))[0].mediabox.width) == 612


def test_equal_views_give_equal_bytes_and_an_address_gives_a_code(monkeypatch):
    plain = render_poster(juarez("en"))
    assert plain == render_poster(juarez("en"))
    said = content(juarez("en"), "https://atlas.example.org")
    assert said.link == "https://atlas.example.org/?corridor=juarez-el-paso&side=MX&lang=en"
    coded = render_poster(juarez("en"), base_url="https://atlas.example.org")
    assert t("poster.scan", "en") in pages(coded)[0].extract_text()
    monkeypatch.setenv(BASE_URL, "https://atlas.example.org")
    assert render_poster(juarez("en")) == coded


@pytest.mark.parametrize("size", ["letter", "pocket"])
def test_protected_places_are_as_public_as_they_are_elsewhere(size):
    package = data.load()
    places = package.places.copy()
    rows = places.index[places["sensitivity"] != "open"]
    places.loc[rows, ["lon", "lat"]] = [-106.48765432, 31.73219876]
    places.loc[rows, "precision"], places.loc[rows, "precision_m"] = "exact", 10.0
    places.loc[rows, "address"] = "Calle de los Secretos 7"
    places.loc[rows, "notes"] = places.loc[rows, "hours_note"] = "Frente a la casa azul"
    places.loc[rows, "status"], places.loc[rows, "status_date"] = "open", "2026-10-01"
    view = make_view(
        dataclasses.replace(package, places=places), Filter(corridor=("juarez-el-paso",))
    )
    shown = content(view).shown.places
    assert (shown["sensitivity"] != "open").any(), "some are on it, by name"
    wanted = patterns([-106.48765432, 31.73219876], ["Calle de los Secretos", "casa azul"])
    made = render_poster(view, size=size)
    words = " ".join(page.extract_text() for page in pages(made))
    assert not leaks([made, words.encode()], wanted)


def test_needs_take_every_service_of_the_atlas_once():
    codes = [code for codes in NEEDS.values() for code in codes]
    assert sorted(codes) == sorted(data.load().vocab.codes("service"))


def test_unknown_size_and_suffix_are_one_clear_line(tmp_path):
    with pytest.raises(ExportError, match=r"unknown size of a poster 'a0'; use one of letter, a4"):
        save_poster(juarez(), tmp_path / "x.pdf", size="a0")
    with pytest.raises(ExportError, match=r"x\.png: a poster can be pdf"):
        save_poster(juarez(), tmp_path / "x.png")
    assert not list(tmp_path.iterdir())


def test_the_map_has_the_numbers_of_what_is_listed_and_no_other(monkeypatch):
    drawn = []

    def map_of(view, size, numbers):
        drawn.append((view, numbers))
        return bare_map(view, size, numbers)

    monkeypatch.setattr(poster, "bare_map", map_of)
    everything = many(120)
    first = pages(render_poster(everything))[0]
    ((view, numbers),) = drawn
    listed = {f"place-{int(one)}" for one in MARK.findall(first.extract_text())}
    assert 10 < len(listed) < 120, "some find no room"
    assert set(view.places["facility_id"]) == listed
    assert set(numbers) == set(view.places.dropna(subset=["lon"])["facility_id"])
    assert sorted(numbers.values()) == list(range(1, len(numbers) + 1))
    said = re.search(r"(\d+)", t("poster.more", "es").replace("{n}", str(120 - len(listed))))[1]
    assert said in first.extract_text()


@pytest.mark.parametrize("size", ["letter", "pocket"])
def test_several_corridors_are_drawn_at_one_scale(size):
    (drawing, alt) = poster._map(content(make_view(data.load(), Filter(lang="es"))), size)
    assert drawing.count(b"<svg") == 1 + 2 * 3
    assert alt.count("MX ") == 3
