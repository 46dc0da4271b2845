"""Links that are shared: what previews of them show, their short form, and pages that are none."""

import functools
import io
import re
from html import unescape

import pytest
from PIL import Image

from atlas.app import shared_links
from atlas.base import short_links
from atlas.base.i18n import LANGS, t
from atlas.base.public_address import BASE_URL
from atlas.data import load
from atlas.output.light import Frame, light_page, share_picture
from atlas.places.filters import Filter
from atlas.places.view import make_view, select
from tests.app.test_server import get

HOST = "https://atlas.example.org/here"


def preview(html):
    found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', html)
    return {name: unescape(text) for name, text in found}


@pytest.mark.parametrize("lang", LANGS)
def test_a_view_says_its_filter_and_has_a_picture_only_where_the_host_is_known(lang, monkeypatch):
    view = select(corridor="juarez-el-paso", service="legal_aid", lang=lang)
    said = preview(light_page(view, Frame(path="/", light="/lite")))
    assert view.vocab.label("service", "legal_aid", lang) in said["og:title"]
    assert "El Paso" in said["og:title"]
    assert str(len(view.places)) in said["og:description"]
    assert "og:image" not in said
    monkeypatch.setenv(BASE_URL, HOST)
    address = shared_links.picture_address(view.filter)
    said = preview(light_page(view, Frame("/", "/lite", picture=address, address=f"{HOST}/")))
    assert said["og:image"].startswith(f"{HOST}/data/view.png?corridor=juarez-el-paso")
    assert said["og:url"].startswith(HOST)


def test_the_address_of_a_place_shows_it_first():
    place = "casa-del-migrante-tijuana"
    html = light_page(select(lang="en"), Frame("/", "/lite", place=place))
    assert html.index('id="light-first"') < html.index("<h1>")
    row = select(lang="en").places.set_index("facility_id").loc[place]
    said = preview(html)
    assert said["og:title"] in (row["name"], row["name_en"])
    assert str(row["municipality"]) in said["og:description"]


def test_what_is_said_of_a_place_is_escaped():
    html = light_page(select(lang="en", q='"><script>'), Frame("/", "/lite"))
    assert "<script>" not in html


@pytest.mark.parametrize("asked", [{}, {"corridor": ("tapachula-tecun-uman",), "side": ("GT",)}])
def test_the_picture_has_the_size_that_previews_take(asked):
    made = share_picture.share_picture(make_view(load(), Filter(**asked, lang="es")))
    assert Image.open(io.BytesIO(made)).size == (1200, 630)


def test_the_picture_of_a_place_shows_it_and_of_a_protected_one_the_municipality():
    view = select(lang="en", corridor="tijuana-san-diego")
    places = view.lifted.places
    own = places[places["municipality"] == "Tijuana"]
    picture = functools.partial(share_picture.share_picture, view)
    assert picture("casa-del-migrante-tijuana") not in (picture(), picture("no-such-place"))
    protected = own[own["sensitivity"] != "open"]
    assert set(protected["sensitivity"]) == {"generalised", "withheld"}
    one_each = protected.drop_duplicates("sensitivity")["facility_id"]
    first, second = map(picture, one_each)
    assert first == second, "they show nothing but the municipality that they share"
    assert first != picture()


def test_the_address_of_a_place_names_its_picture(monkeypatch):
    monkeypatch.setenv(BASE_URL, HOST)
    address = shared_links.picture_address(Filter(lang="en"), "a&b")
    assert address == f"{HOST}/data/view.png?lang=en&id=a%26b"


@pytest.mark.slow
def test_the_server_answers_for_what_is_shared(server):
    status, headers, content = get(f"{server.url}/data/view.png?corridor=juarez-el-paso&lang=en")
    assert (status, headers["Content-Type"]) == (200, "image/png")
    assert content.startswith(b"\x89PNG")
    asked = f"{server.url}/data/view.png?corridor=juarez-el-paso&lang=en&id="
    assert get(f"{asked}nobody")[2] == content
    assert get(f"{asked}el-punto")[2] != content
    assert get(f"{server.url}/data/view.png?corridor=nowhere")[0] == 400
    code = short_links.shortened("/?corridor=juarez-el-paso&lang=en")
    status, headers, _ = get(f"{server.url}/s/{code}")
    assert (status, headers["Location"]) == (302, "/?corridor=juarez-el-paso&lang=en")
    for wrong in ("/s/1nonsense", "/nothing-here"):
        status, _, content = get(f"{server.url}{wrong}")
        assert status == 404
        for lang in LANGS:
            assert t("light.missing_title", lang) in unescape(content.decode())


def test_a_link_is_offered_shorter_only_where_it_is(monkeypatch):
    link = "http://127.0.0.1:8501/?corridor=juarez-el-paso&side=MX&service=legal_aid&lang=en"
    made = shared_links.short(link)
    assert len(made) < len(link)
    assert short_links.restored(made.rsplit("/", 1)[1]) == link.removeprefix(
        "http://127.0.0.1:8501"
    )
    assert shared_links.short("http://127.0.0.1:8501/") == "http://127.0.0.1:8501/"
    monkeypatch.setenv(BASE_URL, HOST)
    below = shared_links.short(f"{HOST}/corridor?corridor=juarez-el-paso&side=MX&service=legal_aid")
    assert below.startswith(f"{HOST}/s/")
