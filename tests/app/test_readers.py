"""Who may see a private overlay: nobody, until sign-in is configured and the reader is listed."""

import json
import re
import subprocess

import pytest

from atlas.app import assets
from atlas.app.asgi import routes
from atlas.app.readers import may_see, missing_settings
from atlas.data import load
from atlas.webmap.capsule import PANELS
from tests.app.test_pages import PAGES
from tests.app.test_server import get
from tests.curation.test_private_overlay import ADDED, NUMBERS, SOURCE, TEXTS, write
from tests.support.app_server import COMMAND, serve
from tests.support.leak_search import leaks, patterns

pytestmark = pytest.mark.slow

AUTH = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": "0123456789abcdef0123456789abcdef",
    "client_id": "atlas",
    "client_secret": "secret",
    "server_metadata_url": "http://localhost:1/.well-known/openid-configuration",
}
READERS = ["@example.org", "Ana@example.net"]


@pytest.mark.parametrize(
    ("auth", "readers", "said"),
    [
        ({}, READERS, "no section [auth]"),
        *[({**AUTH, name: ""}, READERS, f"{name} is missing in [auth]") for name in AUTH],
        ({**AUTH, "cookie_secret": "short"}, READERS, "fewer than 32 characters"),
        (AUTH, None, "internal_readers in [atlas]"),
        (AUTH, [], "internal_readers in [atlas]"),
        (AUTH, "@example.org", "internal_readers in [atlas]"),
        (AUTH, ["*"], "internal_readers in [atlas]"),
        (AUTH, READERS, ""),
    ],
)
def test_settings_that_let_nobody_or_everybody_in_are_named(auth, readers, said):
    found = missing_settings(auth, {} if readers is None else {"internal_readers": readers})
    assert (said in found) if said else found == ""


@pytest.mark.parametrize(
    ("user", "allowed"),
    [
        ({"email": "bea@example.org", "email_verified": True}, True),
        ({"email": "BEA@Example.ORG", "email_verified": True}, True),
        ({"email": "ana@example.net", "email_verified": "true"}, True),
        ({"email": "bea@example.net", "email_verified": True}, False),
        ({"email": "bea@sub.example.org", "email_verified": True}, False),
        ({"email": "bea@example.org.evil.net", "email_verified": True}, False),
        ({"email": "bea@evil.net@example.org", "email_verified": True}, False),
        ({"email": "bea@example.org", "email_verified": False}, False),
        ({"email": "bea@example.org"}, False),
        ({"email": ""}, False),
        ({"email": None}, False),
        ({}, False),
    ],
)
def test_only_listed_and_verified_addresses_belong_to_the_organisation(user, allowed):
    assert may_see({"is_logged_in": True, **user}, READERS) is allowed
    for not_signed_in in ({}, {"is_logged_in": False}, {"is_logged_in": "yes"}):
        assert may_see({**user, **not_signed_in}, READERS) is False


def test_an_address_that_nobody_verified_counts_only_where_the_settings_say_so():
    user = {"is_logged_in": True, "email": "bea@example.org"}
    assert may_see(user, READERS, trusting=True)


@pytest.fixture(scope="module")
def overlay(tmp_path_factory):
    folder = tmp_path_factory.mktemp("readers") / "red"
    write(folder, "shelters.csv", ADDED)
    write(folder, "sources.csv", SOURCE)
    return folder


def settings(folder, **auth):
    """Write the settings as an operator would."""
    lines = ["[auth]", *(f'{name} = "{value}"' for name, value in {**AUTH, **auth}.items())]
    lines += ["[atlas]", f"internal_readers = {json.dumps(READERS)}"]
    (folder / ".streamlit").mkdir(exist_ok=True)
    (folder / ".streamlit" / "secrets.toml").write_text("\n".join(lines), encoding="utf-8")


def test_without_sign_in_the_server_refuses_to_start_and_says_why(overlay, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    done = subprocess.run(
        [*COMMAND, "--private", str(overlay)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == ""
    assert re.fullmatch(r"atlas: --private is not served: .*no section \[auth\].*\n", done.stderr)


LINKS = {
    "/assets/{digest}/{name}": [],  # those that the code gives, all of them
    "/data/points.json": ["/data/points.json"],
    "/data/qr.json": ["/data/qr.json?q=invisible"],
    "/data/reports": ["/data/reports"],
    "/embed": ["/embed?lang=en", "/embed?q=invisible", "/embed?source=lista-interna",
               *(f"/embed?panels={panels}&corridor=tijuana-san-diego" for panels in PANELS)],
    "/healthz": ["/healthz"],
    "/data/corridor.svg": ["/data/corridor.svg?corridor=tijuana-san-diego"],
    "/data/view.png": ["/data/view.png?corridor=tijuana-san-diego", "/data/view.png?q=invisible"],
    "/data/streets/{pack}/{z:int}/{x:int}/{y:int}": ["/data/streets/none/9/0/0"],
    "/data/streets/{pack}/names/{key}": ["/data/streets/none/names/inv"],
    "/tiles/{z:int}/{x:int}/{y:int}": ["/tiles/9/0/0"],
    "/s/{code}": ["/s/nothing"],
    "/{name:unknown}": ["/nowhere"],
    "/ogc": ["/ogc"],
    "/ogc/": ["/ogc/"],
    "/ogc/api": ["/ogc/api"],
    "/ogc/conformance": ["/ogc/conformance"],
    "/ogc/collections": ["/ogc/collections"],
    "/ogc/collections/{collection}": ["/ogc/collections/places"],
    "/ogc/collections/{collection}/queryables": ["/ogc/collections/places/queryables"],
    "/ogc/collections/{collection}/items": [
        f"/ogc/collections/{name}/items?limit=1000"
        # Sides and border have no place in them, and by chance a vertex at a planted longitude.
        for name in ("places", "crossings", "municipalities", "localities")
    ],
    "/ogc/collections/{collection}/items/{feature:path}": [
        "/ogc/collections/places/items/casa-del-migrante-tijuana"
    ],
    "/ogc/{rest:path}": ["/ogc/nothing"],
    "/hsds/services": ["/hsds/services?per_page=500"],
    "/hsds/services/{id}": ["/hsds/services/nothing"],
    "/hsds/organizations": ["/hsds/organizations?per_page=500"],
    "/hsds/organizations/{id}": ["/hsds/organizations/nothing"],
    "/lite": ["/lite", "/lite?lang=en", "/lite?q=invisible", "/lite?source=lista-interna"],
    "/": ["/?lang=en", "/?q=invisible"],
    **{f"/{page}": [f"/{page}"] for page in PAGES[1:]},
}  # fmt: skip
"""Links to try for every route of the server; a new route needs its own."""

PAGE_LINKS = ["/", "/auth/login", f"/{PAGES[0]}"]


def test_no_route_answers_with_the_overlay(overlay, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings(tmp_path)
    secrets = patterns(NUMBERS[2:4], TEXTS[1:])
    with serve("--private", overlay) as server:
        assert LINKS.keys() == {route.path for route in routes()}
        code = [f"{assets.ASSETS}/{one.digest}/{name}" for name, one in assets.code().items()]
        for link in [*PAGE_LINKS, *code, *(link for links in LINKS.values() for link in links)]:
            _, headers, body = get(server.url + link)
            assert not leaks([body, str(headers).encode()], secrets), link
        health = json.loads(get(f"{server.url}/healthz")[2])
    assert health["places"] == len(load().places)
