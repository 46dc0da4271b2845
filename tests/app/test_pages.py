"""Every page in both languages, by links that ask for nothing, something, nonsense, too much."""

import ast
import json
import os
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import atlas.app
from atlas.app.markdown_text import plain
from atlas.base.i18n import LANGS, language, number, t
from atlas.base.public_address import BASE_URL
from atlas.data import load
from atlas.data.bundled import pages_dir
from atlas.places.filters import Filter, strict
from atlas.places.scope import scoped
from atlas.places.view import choices, make_view

pytestmark = pytest.mark.slow

MAIN = Path(atlas.app.__file__).with_name("main.py")
# The list of the navigation, read without running it.
PAGES = next(
    ast.literal_eval(node.value)
    for node in ast.parse(MAIN.read_text(encoding="utf-8")).body
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "PAGES"
)
LINKS = {
    "nothing": ({}, {}),
    "filter": ({"kind": ["shelter", "health"], "corridor": ["tijuana-san-diego"]},) * 2,
    "bad": ({"kind": ["shelter", "nonsense"], "max_km": ["-3"]}, {"kind": ["shelter"]}),
    "empty": ({"q": ["zzzzzzzzzz"]},) * 2,
}


def run(link, *, lang="es", page="explore"):
    """Open a page of the app by a link, as a reader does to whom somebody sent it."""
    app = AppTest.from_file(MAIN, default_timeout=60)
    for name, values in {"lang": [lang], **link}.items():
        app.query_params[name] = values
    if page != PAGES[0]:
        app.switch_page(os.path.relpath(pages_dir() / f"{page}.py", MAIN.parent))
    return app.run()


def told(app, component):
    """Give what the page tells one of its components."""
    found = [item.proto for item in app.get("bidi_component") if item.proto.id.endswith(component)]
    return json.loads(found[0].json)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("link", LINKS)
def test_page_opens(page, lang, link):
    asked, used = LINKS[link]
    app = run(asked, lang=lang, page=page)
    assert not app.exception
    assert [title.value for title in app.title] == [t(f"app.heading_{page}", lang)]
    document = told(app, "document")
    assert document["lang"] == lang
    assert document["title"] == t(f"app.page_{page}", lang)
    assert ("lang=en" in document["query"]) == (lang == "en")
    package = load()
    chosen = strict(used, choices(package)).with_lang(lang)
    assert (chosen.to_query() or "lang=es") in (document["query"] or "lang=es")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("link", LINKS)
def test_explore_tells_the_map_the_filter(lang, link):
    asked, used = LINKS[link]
    app = run(asked, lang=lang)
    package = load()
    chosen = strict(used, choices(package)).with_lang(lang)
    data = told(app, "map")
    assert (data["lang"], data["query"], data["id"]) == (lang, chosen.to_query(), "")
    assert "download-csv" not in [one.key for one in app.download_button]
    app.session_state["downloads"] = True
    app.run()
    assert "download-csv" in [one.key for one in app.download_button], "made when it is opened"
    view = make_view(package, chosen)
    shown = number(len(view.places), lang)
    expected = t("app.download_text", lang, n=shown, total=number(view.total, lang))
    assert plain(scoped(view, expected)) in [text.value for text in app.markdown]


@pytest.mark.parametrize("zoom", [12, 11.5])
def test_link_may_name_place_and_map(zoom):
    app = run({"id": ["casa-del-migrante-tijuana"], "at": [f"{zoom}/32.5/-117.02"]})
    data = told(app, "map")
    assert data["id"] == "casa-del-migrante-tijuana"
    assert data["at"] == {"zoom": zoom, "lat": 32.5, "lon": -117.02}
    assert f"at={zoom}/32.5/-117.02" in told(app, "document")["query"]


@pytest.mark.parametrize("at", ["", "12", "1/2", "a/b/c", "12/32.5/-117.02/9", "999/1/1"])
def test_place_of_the_map_that_is_none_is_left_out(at):
    app = run({"at": [at]})
    assert told(app, "map")["at"] is None
    assert "at=" not in told(app, "document")["query"]


@pytest.mark.parametrize("lang", LANGS)
def test_unusable_value_is_named_in_a_notice(lang):
    app = run(LINKS["bad"][0], lang=lang)
    (notice,) = app.warning
    assert "nonsense" in notice.value
    assert t("app.kind", lang) in notice.value
    assert t("app.max_km", lang) in notice.value


def test_usable_link_gives_no_notice():
    assert not run(LINKS["filter"][0]).warning


def test_notice_shows_markdown_as_text():
    (notice,) = run({"kind": ["**a** [b](http://c) :red[d] $e$ :material/home:"]}).warning
    assert "**a**" not in notice.value
    assert "[b](" not in notice.value
    assert ":red[" not in notice.value


def test_language_switch_keeps_the_filter():
    app = run(LINKS["filter"][0])
    app.button_group(key="lang").set_value("en").run()
    assert [title.value for title in app.title] == [t("app.heading_explore", "en")]
    query = Filter(kind=("shelter", "health"), corridor=("tijuana-san-diego",), lang="en")
    assert told(app, "map")["query"] == query.to_query()
    assert told(app, "document")["query"] == query.to_query()


def test_other_page_keeps_the_filter_and_the_way_back():
    app = run(LINKS["filter"][0])
    app.switch_page(os.path.relpath(pages_dir() / "data.py", MAIN.parent)).run()
    assert "corridor=tijuana-san-diego" in told(app, "document")["query"]
    app.switch_page(os.path.relpath(pages_dir() / "explore.py", MAIN.parent)).run()
    assert "corridor=tijuana-san-diego" in told(app, "map")["query"]


def test_repeated_run_does_not_ask_the_map_to_follow_again():
    app = run(LINKS["filter"][0])
    before = told(app, "map")["epoch"]
    assert told(app.run(), "map")["epoch"] == before


def test_links_to_share_begin_with_the_public_address(monkeypatch):
    monkeypatch.setenv(BASE_URL, "https://atlas.example.org")
    app = run(LINKS["filter"][0])
    assert not app.code, "the link is made when somebody asks for it"
    app.session_state["share"] = True
    codes = [item.value for item in app.run().code]
    assert codes[0].startswith("https://atlas.example.org/?corridor=tijuana-san-diego&kind=")
    assert 'src="https://atlas.example.org/embed?corridor=tijuana-san-diego&' in codes[2]
    app = run(LINKS["filter"][0], page="coverage")
    assert not app.code, "the link is made when somebody asks for it"
    app.session_state["share-coverage"] = True
    codes = [item.value for item in app.run().code]
    assert codes[0].startswith("https://atlas.example.org/coverage?corridor=tijuana-san-diego&")


def test_navigation_and_folder_have_the_same_pages():
    assert {path.stem for path in pages_dir().glob("*.py")} == set(PAGES)


def test_a_page_for_planners_is_wholly_in_one_language_and_says_so():
    """Its reader's language goes on: a filter set there leads to no other language."""
    app = run({"q": ["zzzzzzzzzz"]}, lang="fr", page="corridor")
    assert not app.exception
    said = t("app.planner_lang", "fr", language=language("es").name)
    assert any(said in item.proto.body for item in app.get("html"))
    assert [item.value for item in app.title] == [t("app.heading_corridor", "es")]
    assert told(app, "document")["lang"] == "es"
    app.button(key="clear-empty").click().run()
    assert not app.exception
    assert app.session_state["lang"] == "fr"


@pytest.mark.parametrize("page", ["corridor", "coverage"])
def test_counts_of_the_panel_are_those_of_the_corridor_of_the_page(page):
    app = run({}, page=page)
    first = load().corridors["corridor_id"].iloc[0]
    for corridor in (first, "juarez-el-paso"):
        if corridor != first:
            app.segmented_control(key="planner.corridor").set_value(corridor).run()
        found = make_view(load(), Filter(corridor=(corridor,))).facets["service"]["food"]
        assert app.checkbox(key="service.food").label.endswith(f" :gray[{found}]")
    assert "clear" not in {one.key for one in app.button}, "a corridor that is chosen is no filter"


def test_clearing_the_filter_keeps_the_corridor_of_the_page():
    app = run({"corridor": ["juarez-el-paso"], "service": ["food"]}, page="corridor")
    app.button(key="clear").click().run()
    assert app.segmented_control(key="planner.corridor").value == "juarez-el-paso"
    assert not app.checkbox(key="service.food").value


def test_the_page_of_readers_is_in_their_language():
    app = run({}, lang="ht")
    assert not app.exception
    assert [item.value for item in app.title] == [t("app.heading_explore", "ht")]
    assert told(app, "map")["lang"] == "ht"
    assert "lang=ht" in told(app, "map")["urls"]["points"]
    spanish, english = (told(run({}, lang=lang), "map") for lang in LANGS)
    assert spanish["urls"]["points"] == english["urls"]["points"]
