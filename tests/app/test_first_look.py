"""The corridors in one look, for whoever comes without a question."""

import re
from html import unescape

import pytest

from atlas.base.i18n import t
from atlas.data import load
from atlas.places.filters import Filter
from atlas.places.view import make_view
from tests.app.test_pages import run
from tests.app.test_server import get

pytestmark = pytest.mark.slow


def front(app):
    return "".join(
        one.proto.body for one in app.get("html") if "class='atlas-front'" in one.proto.body
    )


@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_corridor_is_a_map_that_opens_it(lang):
    said = front(run({}, lang=lang))
    view = make_view(load(), Filter(lang=lang))
    for corridor in view.corridors["corridor_id"]:
        assert f"href='/?corridor={corridor}&amp;lang={lang}'" in said
    assert said.count("<img src='/data/corridor.svg?") == len(view.corridors)
    assert str(len(view.places)) in said
    locator = rf"<img src='data:image/svg\+xml;base64,[\w+/=]+' alt='{t('light.locator', lang)}'>"
    assert re.search(locator, said)


def test_small_map_is_kept_for_ever_under_the_name_of_its_content(server):
    said = front(run({}, lang="en"))
    path = unescape(re.search(r"src='(/data/[^']+)'", said)[1])
    status, headers, body = get(f"{server.url}{path}")
    assert (status, headers["Content-Type"].split(";")[0]) == (200, "image/svg+xml")
    assert "immutable" in headers["Cache-Control"]
    assert body.startswith(b"<svg")
    assert get(f"{server.url}/data/corridor.svg?corridor=nowhere")[0] == 404


@pytest.mark.parametrize(
    "link", [{"kind": ["shelter"]}, {"id": ["casa-del-migrante-tijuana"]}, {"at": ["9/32.5/-117"]}]
)
def test_who_asks_for_something_sees_that_first(link):
    assert not front(run(link))


def test_words_looked_for_lead_to_the_places():
    app = run({}, lang="es")
    app.text_input(key="front-q").set_value("abogado").run()
    assert not app.exception
    assert app.session_state["q"] == "abogado"
    assert not front(app)


def test_an_empty_search_keeps_the_first_screen():
    app = run({}, lang="es")
    app.text_input(key="front-q").set_value("   ").run()
    assert front(app)
