"""Signing in with a real provider, in a real Chromium: who sees a private overlay, and who not.

The provider runs on this machine; people, their addresses and the overlay are made up.
"""

import json
import re
import socket
import subprocess
import sys
import time
import urllib.request
from functools import cache
from importlib.util import find_spec
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from atlas.base.i18n import t
from tests.app.test_readers import settings
from tests.curation.test_private_overlay import ADDED, NUMBERS, SOURCE, TEXTS, write
from tests.support.app_server import serve
from tests.support.leak_search import leaks, patterns

pytestmark = pytest.mark.skipif(
    find_spec("oidc_provider_mock") is None, reason="the provider of this test is not installed"
)

LISTED, STRANGER, UNVERIFIED = "bea@example.org", "otto@example.net", "ana@example.net"
PEOPLE = {LISTED: True, STRANGER: True, UNVERIFIED: False}
SECRETS = patterns(NUMBERS[2:4], TEXTS[1:])
READY = ".live-map[data-state=ready]"
LINK = "/?corridor=tijuana-san-diego&q=invisible"


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def _answers(url, process):
    for _ in range(600):
        if process.poll() is not None:
            return False
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310, of this machine
                return True
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    return False


@pytest.fixture(scope="module")
def provider():
    """The address of an OpenID Connect provider that knows three people."""
    port = free_port()
    people = [
        json.dumps({"sub": address, "email": address, "email_verified": verified})
        for address, verified in PEOPLE.items()
    ]
    told = [word for person in people for word in ("--user-claims", person)]
    command = [sys.executable, "-m", "oidc_provider_mock", "--host", "127.0.0.1"]
    process = subprocess.Popen(
        [*command, "--port", str(port), *told],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        assert _answers(f"{url}/.well-known/openid-configuration", process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def private_server(provider, tmp_path_factory):
    """The address of a server with an overlay, and with that provider in its settings."""
    folder = tmp_path_factory.mktemp("login")
    write(folder / "red", "shelters.csv", ADDED)
    write(folder / "red", "sources.csv", SOURCE)
    port = free_port()
    url = f"http://localhost:{port}"
    settings(
        folder,
        redirect_uri=f"{url}/oauth2callback",
        server_metadata_url=f"{provider}/.well-known/openid-configuration",
    )
    with (
        pytest.MonkeyPatch.context() as patch,
        serve_in(folder, patch, "--port", port, "--private", folder / "red"),
    ):
        yield url


def serve_in(folder, patch, *options):
    """Start the server where its settings are."""
    patch.chdir(folder)
    return serve(*options)


@pytest.fixture
def reader(private_server, open_page):
    """Open the app as somebody who has never been there: `reader(link) -> page`."""

    def open_app(link=LINK):
        page, _ = open_page(private_server + link, locale="es-MX")
        page.wait_for_selector(READY)
        return page

    return open_app


def sign_in(page, address):
    """Sign in as one of the people, by the buttons that a person would press."""
    page.get_by_role("button", name=t("app.sign_in", "es")).click()
    page.wait_for_url(re.compile(r"/oauth2/authorize"))
    page.get_by_role("button", name=address).click()
    expect(page.get_by_role("button", name=t("app.sign_out", "es"))).to_be_visible()


def shown(page):
    """Everything of a page that could hold a secret: what is drawn, and what is behind it."""
    page.wait_for_selector(READY)
    return [page.content().encode(), page.inner_text("body").encode()]


@cache
def found(body):
    """Give the secrets in an answer; the code of the app is the same for everybody."""
    return leaks([body], SECRETS)


def routes(page):
    """What the server answers to this browser, with its cookies, beside the pages."""
    base = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    code = {urlsplit(url).path for url in page.evaluate(
        "() => performance.getEntriesByType('resource').map((entry) => entry.name)"
    ) if "/assets/" in url}  # fmt: skip
    assert code
    links = ["/data/points.json", "/embed?lang=es", "/embed?q=invisible", "/healthz", *sorted(code)]
    links += ["/ogc/collections/places/items?limit=1000", "/hsds/services?per_page=500"]
    answers = {link: page.request.get(base + link) for link in links}
    assert all(answer.ok for answer in answers.values())
    return {link: answer.body() for link, answer in answers.items()}


def go(page, link):
    """Load a page of the server anew, as the same person."""
    page.goto("{0.scheme}://{0.netloc}".format(urlsplit(page.url)) + link)


def test_who_is_listed_and_nobody_else_sees_the_overlay_until_signing_out(reader):
    page, outside = reader(), reader()
    assert not leaks(shown(page), SECRETS)
    sign_in(page, LISTED)
    go(page, LINK)
    expect(page.locator("body")).to_contain_text(TEXTS[1])
    expect(page.locator("body")).to_contain_text(t("app.internal", "es")[:30])
    outside.reload()  # a second browser does not share the session of the first
    assert not leaks(shown(outside), SECRETS)
    for link, body in routes(page).items():
        assert not found(body), link
    page.get_by_role("button", name=t("app.sign_out", "es")).click()
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_role("button", name=t("app.sign_in", "es"))).to_be_visible()
    for link in (LINK, "/"):
        go(page, link)
        assert not leaks(shown(page), SECRETS)
    for link, body in routes(page).items():
        assert not found(body), link


@pytest.mark.parametrize("address", [STRANGER, UNVERIFIED])
def test_who_is_not_listed_or_not_verified_sees_what_is_public(reader, address):
    page = reader()
    sign_in(page, address)
    expect(page.locator("body")).to_contain_text(t("app.not_internal", "es"))
    go(page, LINK)
    assert not leaks(shown(page), SECRETS)
    for link, body in routes(page).items():
        assert not found(body), link
