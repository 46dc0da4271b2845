"""The foot of the pages, and what the operator is told: a contact where there is one, else none."""

import pytest

from atlas.app import page_foot
from atlas.app.server import run as run_server
from atlas.base.errors import AtlasError
from atlas.base.i18n import LANGS, t
from atlas.data.contact import CONTACT
from tests.app.test_pages import run
from tests.support.app_server import serve

pytestmark = pytest.mark.slow

WAYS = "email=atlas@example.org; whatsapp=+52 664 123 4567; danger=signal:+52 664 765 4321"


def pieces(app):
    return [item.proto.body for item in app.get("html")]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", ["explore", "data", "steward"])
def test_a_page_ends_with_who_is_behind_it(monkeypatch, page, lang):
    monkeypatch.setenv(CONTACT, WAYS)
    app = run({}, lang=lang, page=page)
    assert not app.exception
    (foot,) = [one for one in pieces(app) if "<footer" in one]
    for href in ("mailto:atlas@example.org", "https://wa.me/526641234567"):
        assert f"href='{href}'" in foot
    assert "href='https://signal.me/#p/+526647654321'" in foot
    assert t("map.behind_by", lang, names="The Border Corridor Atlas team") in foot
    assert "2026.11.0" in foot
    assert "CC-BY-4.0" in foot


def test_without_a_contact_readers_see_no_empty_line(monkeypatch):
    monkeypatch.setenv(CONTACT, "")
    app = run({}, lang="en", page="data")
    (foot,) = [one for one in pieces(app) if "<footer" in one]
    for key in ("behind_write", "behind_danger"):
        assert t(f"map.{key}", "en") not in foot
    assert t("data.danger_no_contact", "en") in "".join(pieces(app))


def test_who_names_no_danger_contact_is_written_to_all_the_same(monkeypatch):
    monkeypatch.setenv(CONTACT, "email=atlas@example.org")
    assert "mailto:atlas@example.org" in page_foot.in_danger("en")
    assert page_foot.danger_line("en") == ""


def test_the_operator_hears_once_how_to_name_a_contact():
    with serve(**{CONTACT: ""}) as server:
        said = server.process.stdout.readline()
    assert said.startswith("No contact is set")
    assert "--contact email=you@example.org" in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"contact": ["nobody"]}, "--contact: 'nobody' is no contact"),
        ({"reports": "none"}, "is no folder; make it first"),
    ],
)
def test_what_cannot_be_used_is_said_before_anybody_comes(monkeypatch, tmp_path, options, said):
    monkeypatch.setenv(CONTACT, "")
    folder = {name: tmp_path / one for name, one in options.items() if name == "reports"}
    with pytest.raises(AtlasError, match=said):
        run_server(port=0, **{**options, **folder})
