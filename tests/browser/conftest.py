"""A real Chromium for the tests that need one, with every request to the network refused."""

import json
import os
import shutil
import time
from collections import defaultdict
from dataclasses import dataclass, field

import pytest

from atlas.data import load
from atlas.places.filters import Filter
from atlas.places.view import make_view
from atlas.webmap import capsule

# Playwright drives the browser through a pipe; the pages come from files or from localhost.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No name and no address is found but this machine's.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
NAMES = (
    "chromium-headless-shell",  # the same engine without windows: half the time for each page
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
STILL = "[data-testid=stApp][data-test-script-state=notRunning]"
"""A page of the app whose script has run."""

PATIENCE_MS = 60_000
"""How long to wait for what must come: a busy machine is slow, and that is no failure."""

VIOLATIONS = {"resultTypes": ["violations"], "selectors": False, "preload": False}
"""What axe gives: selectors nobody reads, and the style sheets no rule of a full run asks for."""

LOCAL = ("file:", "data:", "blob:", "about:", "http://127.0.0.1", "http://localhost")


def find_chromium():
    """Give the path of a Chromium: the one that CHROMIUM names, or one on the path."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


@dataclass
class Watch:
    """What a page asked for and what went wrong in it."""

    requests: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            # A machine that is busy with other things may fail one page of some hundred. What is
            # broken fails again, and the summary names whatever had to be run once more.
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def chromium():
    """A running Chromium; the test is skipped when there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = find_chromium()
    if not path:
        pytest.skip(f"no Chromium found: install one of {', '.join(NAMES)}, or set CHROMIUM")
    sync_api.expect.set_options(timeout=PATIENCE_MS)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def open_more(page):
    """Open the filters of the map's panel that not everybody asks for."""
    page.locator(".atlas-more").evaluate(
        "(more) => [more, ...more.querySelectorAll('details')].forEach((one) => (one.open = true))"
    )


def until(page, expression):
    """Wait until an expression is true in a page; also where the page forbids `eval`."""
    wait_for(page, lambda: page.evaluate(f"() => Boolean({expression})"), expression)


def at_rest(locator):
    """Give the box of an element once it stands still and nothing lies over its middle."""
    seen = []

    def stands():
        seen.append(locator.bounding_box())
        return len(seen) > 1 and seen[-1] is not None and seen[-1] == seen[-2]

    wait_for(locator.page, stands, f"{locator} stands still")
    locator.hover(trial=True)
    return locator.bounding_box()


def wait_for(page, condition, name):
    """Wait until a condition holds that is asked on this side, such as what a page reported."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while not condition():
        if time.monotonic() > end:
            message = f"never became true: {name}"
            raise AssertionError(message)
        page.wait_for_timeout(50)


def settle(page):
    """Let a page do what it puts off for a moment: by its own clock, which is late when it is."""
    page.evaluate("() => new Promise((done) => setTimeout(done, 450))")


CUT_OFF = """() => {
  const seen = (root) => [...root.querySelectorAll("*")].flatMap(
    (one) => [one, ...(one.shadowRoot ? seen(one.shadowRoot) : [])]);
  const style = (one) => getComputedStyle(one).overflowX;
  const scrolls = (one) => one && (["auto", "scroll"].includes(style(one))
    || scrolls(one.parentElement ?? one.getRootNode().host));
  const wide = seen(document.querySelector("[data-testid=stMain]"))
    .filter((one) => one.getClientRects().length && !one.closest("svg, .atlas-drawing"))
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !scrolls(one));
  if (document.scrollingElement.scrollWidth > innerWidth) wide.push(document.scrollingElement);
  return wide.map((one) => one.className || one.tagName);
}"""


def cut_off(page):
    """Give what of a page of the app is wider than its window and cannot be scrolled to."""
    return page.evaluate(CUT_OFF)


@pytest.fixture(scope="session")
def idle():
    """Contexts that no test uses now, by their options: their cache holds the code of the app."""
    return defaultdict(list)


def leave(context):
    """Make a context as it was, but for its cache."""
    for page in context.pages:
        page.close()
    context.clear_cookies()


@pytest.fixture
def open_page(chromium, idle):
    """Open a page: `open_page(url, width=1400, height=900, **context) -> (page, watch)`.

    Every page of a test has a context, and so a session, of its own. Nothing leaves the machine:
    what a page asks of others is noted; so are errors of scripts.
    """
    used = []

    def open_one(url, *, width=1400, height=900, **options):
        options["viewport"] = {"width": width, "height": height}
        kind = json.dumps(options, sort_keys=True)
        context = idle[kind].pop() if idle[kind] else chromium.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        watch = Watch()

        def judge(request):
            if not request.url.startswith(LOCAL):
                watch.refused.append(request.url)

        context.on("request", judge)
        used.append((kind, context, judge))
        page = context.new_page()
        page.on("request", lambda request: watch.requests.append(request.url))
        page.on("pageerror", lambda error: watch.errors.append(str(error)))
        page.on(
            "console",
            lambda message: watch.errors.append(message.text) if message.type == "error" else None,
        )
        page.goto(url)
        return page, watch

    yield open_one
    for kind, context, judge in used:
        context.remove_listener("request", judge)
        leave(context)
        idle[kind].append(context)


@pytest.fixture(scope="session")
def package():
    return load()


@pytest.fixture(scope="session")
def pages(package, tmp_path_factory):
    """Files by language."""
    folder = tmp_path_factory.mktemp("capsules")
    files = {}
    for lang in ("es", "en"):
        files[lang] = folder / f"{lang}.html"
        files[lang].write_text(capsule(make_view(package, Filter(lang=lang))), encoding="utf-8")
    return files


@pytest.fixture
def atlas_page(open_page, pages):
    """Open the capsule: `atlas_page(lang, hash, **window) -> page`; checks it at the end."""
    watches = []

    def open_one(lang="en", state="", **window):
        page, watch = open_page(pages[lang].as_uri() + state, **window)
        watches.append(watch)
        until(page, "globalThis.atlas")
        return page

    yield open_one
    for watch in watches:
        assert watch.errors == []
        assert [url for url in watch.requests if not url.startswith(("data:", "blob:"))] == [
            watch.requests[0]
        ]
