"""The page on reports: what it shows first, what it offers, and what a link may ask of it."""

import json
import re
from html import unescape

import pytest

from atlas.app.report_page import copy_lines, downloads
from atlas.app.widgets import _TYPES
from atlas.base import qr
from atlas.base.i18n import LANGS, t
from atlas.base.public_address import BASE_URL
from atlas.output import exports, figures, report
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
    assert [form.upper() for form in figures.FORMATS] == labels[3 : 3 + len(figures.FORMATS)]


def test_every_file_is_offered_and_none_is_made_before_it_is_asked_for(monkeypatch):
    for module, name in ((report, "build"), (figures, "figure"), (exports, "render")):
        monkeypatch.setattr(module, name, lambda *_, **__: pytest.fail("made too early"))
    app = run(JUAREZ, page="report")
    assert not app.exception
    expected = 3 + len(figures.FORMATS) + len(report.FORMATS)
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
    assert any(t("kit.qr_no_address", "es") in unescape(one.proto.body) for one in app.get("html"))
    assert t("kit.no_base_url", "es") in [item.value for item in app.caption]
    monkeypatch.setenv(BASE_URL, "https://atlas.example.org")
    app = run(JUAREZ, page="report")
    link = Filter(corridor=("juarez-el-paso",)).web_link()
    assert link in codes(app)
    assert 'src="https://atlas.example.org/embed?' in next(
        code for code in codes(app) if code.startswith("<iframe")
    )
    assert any(link in code for code in codes(app) if code.startswith("[!["))
    assert t("kit.no_base_url", "es") not in [item.value for item in app.caption]
    assert frames(app)[0].src.startswith("/embed?"), "the preview asks this server"


def test_missing_packages_are_named_and_their_files_greyed(monkeypatch):
    monkeypatch.setenv(BASE_URL, "https://atlas.example.org")
    monkeypatch.setattr(report, "find_spec", lambda name: None)
    monkeypatch.setattr(qr, "_MAKER", "no_such_package")
    app = run(JUAREZ, page="report", lang="en")
    assert not app.exception
    greyed = [item.label for item in offered(app) if item.disabled]
    assert greyed == [t("kit.take_word", "en"), t("kit.brief_pdf", "en"), t("kit.brief_docx", "en")]
    assert t("kit.not_here", "en") in [item.value for item in app.caption]
    assert t("kit.qr_not_here", "en") in [item.value for item in app.info]


def test_hostile_search_stays_text_everywhere_on_the_page():
    hostile = '"><script>alert(1)</script> **b** }} %'
    app = run({**JUAREZ, "q": [hostile]}, page="report")
    assert not app.exception
    line = next(code for code in codes(app) if code.startswith("<iframe"))
    assert "<script>" not in line
    assert len(re.findall("<", line)) == 2
