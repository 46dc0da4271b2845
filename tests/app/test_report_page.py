"""The page on reports: what it shows first, what it offers, and what a link may ask of it."""

import base64
import json
import re
from html import unescape
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from atlas.app.report_page import copy_lines, downloads, first_buttons
from atlas.app.widgets import _TYPES
from atlas.base.i18n import LANGS, t
from atlas.base.public_address import BASE_URL
from atlas.output import exports, figures, poster, report
from atlas.output.report import PAPERS, single_figure
from atlas.output.report.citation import FORMS, cite
from atlas.output.report.embed_code import frame_line
from atlas.places.filters import Filter
from atlas.places.view import select
from tests.app.test_pages import run

pytestmark = pytest.mark.slow

JUAREZ = {"corridor": ["juarez-el-paso"]}


@pytest.fixture(autouse=True)
def no_address(monkeypatch):
    monkeypatch.delenv(BASE_URL, raising=False)


def frames(app):
    return [item.proto for item in app.get("iframe")]


def codes(app):
    return [item.value for item in app.code]


def offered(app):
    return [item.proto for item in app.get("download_button")]


def added(app):
    (found,) = [
        item.proto
        for item in app.get("bidi_component")
        if item.proto.id.endswith("planner-address")
    ]
    return json.loads(found.json)["query"]


@pytest.mark.parametrize("lang", LANGS)
def test_preview_and_line_show_the_view_that_was_chosen(lang):
    app = run({**JUAREZ, "kind": ["shelter"]}, lang=lang, page="report")
    assert not app.exception
    query = f"corridor=juarez-el-paso&kind=shelter&lang={lang}"
    (preview,) = frames(app)
    assert preview.src == f"/embed?{query}"
    view = select(corridor="juarez-el-paso", kind="shelter", lang=lang)
    assert frame_line(view, f"/embed?{query}") in codes(app)


@pytest.mark.parametrize("form", FORMS)
def test_line_behind_a_tab_is_made_when_somebody_looks(form, monkeypatch):
    monkeypatch.setattr(copy_lines.citation, "cite", lambda *_: pytest.fail("made too early"))
    app = run(JUAREZ, page="report")
    assert not app.exception
    monkeypatch.undo()
    app.session_state["kit-lines"] = t(f"kit.line_{form.replace('-', '_')}", "es")
    app.run()
    assert not app.exception
    assert cite(select(corridor="juarez-el-paso"), form) in codes(app)


@pytest.mark.parametrize("kind", figures.KINDS)
def test_figure_that_is_chosen_is_offered_with_its_text(kind):
    view = select(corridor="juarez-el-paso")
    app = run(JUAREZ, page="report")
    app.session_state["kit-alt"] = True
    app.selectbox(key="kit.figure").set_value(kind).run()
    assert not app.exception
    assert figures.alt_text(view, kind) in codes(app)
    labels = [item.label for item in offered(app)]
    before = 4 + len(poster.SIZES)
    assert [form.upper() for form in figures.FORMATS] == labels[before:][: len(figures.FORMATS)]


def test_every_file_is_offered_and_none_is_made_before_it_is_asked_for(monkeypatch):
    for module, name in ((report, "build"), (figures, "figure"), (exports, "render")):
        monkeypatch.setattr(module, name, lambda *_, **__: pytest.fail("made too early"))
    app = run(JUAREZ, page="report")
    assert not app.exception
    expected = 4 + len(poster.SIZES) + len(figures.FORMATS) + len(report.FORMATS)
    expected += sum(map(len, exports.FORMATS.values()))
    assert len(offered(app)) == expected
    assert all(item.deferred_file_id for item in offered(app))


def test_every_file_can_be_made():
    view = select(corridor="juarez-el-paso", kind="consulate")
    assert downloads._figure(view, "services", "svg").startswith(b"<?xml")
    assert downloads._table(view, "csv", "3w")
    kinds = [*figures.FORMATS, "html", "docx", "zip", *exports.FORMATS["atlas"]]
    assert set(kinds) <= set(_TYPES)


def test_shape_goes_into_the_line_and_into_the_link():
    app = run({**JUAREZ, "panels": ["list"], "width": ["800"], "height": ["500"]}, page="report")
    (preview,) = frames(app)
    assert preview.src.endswith("&panels=list")
    line = next(code for code in codes(app) if code.startswith("<iframe"))
    assert 'width="800" height="500"' in line
    assert added(app) == "panels=list&width=800&height=500"
    app.number_input(key="planner.height").set_value(700).run()
    assert added(app) == "panels=list&width=800&height=700"


@pytest.mark.parametrize(
    "wrong",
    [{"panels": ["every"]}, {"width": ["-1"]}, {"height": ["9" * 50]}, {"height": ["a**b**"]}],
)
def test_nonsense_about_the_shape_is_named_and_the_page_goes_on(wrong):
    app = run({**JUAREZ, **wrong}, page="report")
    assert not app.exception
    (notice,) = app.warning
    assert "**b**" not in notice.value
    assert 'width="100%" height="620"' in next(c for c in codes(app) if c.startswith("<iframe"))


def test_all_corridors_can_be_chosen():
    app = run({}, page="report")
    (preview,) = frames(app)
    assert preview.src == "/embed?lang=es"
    app.button_group(key="planner.corridor").set_value("tapachula-tecun-uman").run()
    assert app.session_state["_filter"].corridor == ("tapachula-tecun-uman",)
    app.button_group(key="planner.corridor").set_value("").run()
    assert app.session_state["_filter"].corridor == ()


def test_code_and_links_come_with_a_public_address(monkeypatch):
    app = run(JUAREZ, page="report")
    assert not any(t("kit.qr", "es") in unescape(one.proto.body) for one in app.get("html"))
    assert t("kit.near_address", "es") in [item.value for item in app.caption]
    monkeypatch.setenv(BASE_URL, "https://atlas.example.org")
    app = run(JUAREZ, page="report")
    link = Filter(corridor=("juarez-el-paso",)).web_link()
    assert link in codes(app)
    assert 'src="https://atlas.example.org/embed?' in next(
        code for code in codes(app) if code.startswith("<iframe")
    )
    assert any(link in code for code in codes(app) if code.startswith("[!["))
    assert t("kit.near_address", "es") not in [item.value for item in app.caption]
    assert frames(app)[0].src.startswith("/embed?"), "the preview asks this server"


def test_hostile_search_stays_text_everywhere_on_the_page():
    hostile = '"><script>alert(1)</script> **b** }} %'
    app = run({**JUAREZ, "q": [hostile]}, page="report")
    assert not app.exception
    line = next(code for code in codes(app) if code.startswith("<iframe"))
    assert "<script>" not in line
    assert len(re.findall("<", line)) == 2


def copied(app):
    (found,) = [
        item.proto for item in app.get("bidi_component") if item.proto.id.endswith("copy-map")
    ]
    return json.loads(found.json)


@pytest.mark.parametrize("lang", LANGS)
def test_page_begins_with_what_a_report_needs_and_nothing_is_grey(lang, monkeypatch):
    asked = {**JUAREZ, "kind": ["shelter"], "picture": ["column"], "paper": ["a4"]}
    monkeypatch.setattr(figures, "bare_map", lambda *_: pytest.fail("drawn too early"))
    app = run(asked, page="report", lang=lang)
    assert not app.exception
    data, view = copied(app), select(corridor="juarez-el-paso", kind="shelter", lang=lang)
    assert data["picture"] == ""
    assert data["text"].startswith(single_figure.caption(view))
    assert single_figure.source(view) in data["text"]
    assert "?corridor" not in data["text"], "a link without a host opens nothing"
    page, *_ = offered(app)
    assert page.label == t("kit.take_page", lang)
    assert not [item.label for item in offered(app) if item.disabled]
    assert added(app) == "picture=column&paper=a4"
    monkeypatch.undo()
    app.session_state[first_buttons._ASKED] = True
    app.run()
    assert base64.b64decode(copied(app)["picture"]).startswith(b"\x89PNG")


@pytest.mark.parametrize("paper", PAPERS)
def test_word_page_has_the_map_with_its_caption_source_and_alternative_text(paper):
    view = select(corridor="tijuana-san-diego", kind="shelter", lang="en")
    document = docx.Document(BytesIO(first_buttons._page(view, "column", paper)))
    said = [one.text for one in document.paragraphs if one.text]
    assert said[0] == "Shelters, Tijuana \N{EN DASH} San Diego"
    assert said[1].endswith(single_figure.caption(view))
    assert said[2] == single_figure.source(view)
    assert document.paragraphs[-2].style.name == "Caption"
    (alt,) = document.element.iter(qn("wp:docPr"))
    assert alt.get("descr") == figures.alt_text(view)
    (section,), (shape,) = document.sections, document.inline_shapes
    size = section.page_width.inches, section.page_height.inches
    assert size == pytest.approx(PAPERS[paper], abs=0.01)
    assert shape.width.inches == pytest.approx(3.35, abs=0.01)
