"""The public address with a path: what the server answers below it, and whom it believes."""

import asyncio

import pytest

from atlas.app import assets, security
from atlas.app.base_path import BelowPath
from atlas.app.server import run
from atlas.base.errors import AtlasError
from atlas.base.public_address import BASE_URL, base_path
from atlas.data import load
from atlas.places.filters import Filter
from atlas.places.view import make_view

PUBLIC = "https://example.org/atlas"


def ask(path, *, below="/atlas", query=b"", kind="http"):
    """Send a request; give what the app inside was asked, and what was answered without it."""
    asked, answers = [], []

    async def app(scope, _receive, _send):
        asked.append((scope["path"], scope.get("raw_path")))

    async def send(message):
        answers.append(message)

    scope = {
        "type": kind, "path": path, "raw_path": path.encode(), "query_string": query, "headers": [],
    }  # fmt: skip
    asyncio.run(BelowPath(app, below)(scope, None, send))
    return asked, answers


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("/atlas/", "/"),
        ("/atlas/corridor", "/corridor"),
        ("/atlas/_stcore/stream", "/_stcore/stream"),
        ("/corridor", "/corridor"),  # the proxy has taken the path off
        ("/", "/"),
        ("/atlases", "/atlases"),
    ],
)
def test_a_path_is_answered_as_at_the_root(path, inside, kind):
    assert ask(path, kind=kind) == ([(inside, inside.encode())], [])


def test_without_the_slash_one_is_sent_to_the_page_with_it():
    asked, answers = ask("/atlas", query=b"lang=en")
    assert asked == []
    assert answers[0]["status"] == 308
    assert dict(answers[0]["headers"])[b"location"] == b"/atlas/?lang=en"


def test_without_a_path_nothing_is_changed():
    assert ask("/atlas", below="") == ([("/atlas", b"/atlas")], [])


def test_addresses_for_the_browser_begin_with_the_path(monkeypatch):
    everything = make_view(load(), Filter())
    assert base_path() == ""
    monkeypatch.setenv(BASE_URL, PUBLIC + "/")
    assert base_path() == "/atlas"
    for address in assets.addresses(everything).values():
        for one in [address] if isinstance(address, str) else address:
            assert one.startswith("/atlas/")


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        ("https://example.org", "127.0.0.1:8501", True),  # the proxy hands on its own name
        ("https://example.org", "example.org", True),
        ("https://elsewhere.org", "127.0.0.1:8501", False),
        ("null", "127.0.0.1:8501", False),
    ],
)
def test_a_live_connection_is_of_the_public_address(monkeypatch, origin, host, allowed):
    monkeypatch.setenv(BASE_URL, PUBLIC)
    reached = []

    async def app(*_):
        reached.append(1)

    async def send(_message):
        pass

    guarded = security.SecurityHeaders(app, frame_app="'none'", frame_embed="*")
    scope = {
        "type": "websocket", "path": "/_stcore/stream",
        "headers": [(b"host", host.encode()), (b"origin", origin.encode())],
    }  # fmt: skip
    asyncio.run(guarded(scope, None, send))
    assert bool(reached) == allowed


def test_a_proxy_that_is_no_address_is_refused_before_the_server_starts():
    with pytest.raises(AtlasError, match=r"--proxy 'example.org' is no address or network"):
        run(port=0, proxies=["example.org"])
