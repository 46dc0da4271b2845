"""Text of the data that would like to be code: it is shown as text and does nothing."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from playwright.sync_api import expect

from atlas.data import vocab as vocabularies
from atlas.places.view import make_view
from atlas.webmap import capsule, to_map

from .conftest import until

HOSTILE = [
    "{{7*191}}",
    "{% raw %}{{ cycler }}{% endraw %}{# note #}",
    '</script><img src=x onerror="globalThis.hacked=1">',
    "<svg onload=globalThis.hacked=1>",
    "${globalThis.hacked=1}`${globalThis.hacked=1}`",
    "'; globalThis.hacked=1; //\"",
    "line\u2028and\u2029paragraph",
    "\u202eright to left\u202c עברית",
    "😀 👩‍👩‍👧 ñandú & <b>bold</b> &lt;i&gt;",
    "javascript:globalThis.hacked=1",
    "<!-- comment --> ]]> \\u003c \\",
]
ALL = " ".join(HOSTILE)
KEPT = {"facility_id", "crossing_id", "corridor_id", "locality_id", "municipality_code",
        "source_id", "kind", "level", "country", "precision", "sensitivity", "services",
        "populations", "status", "status_date", "capacity_date", "layer", "source_ids",
        "status_source_ids", "position_source_ids", "capacity_source_ids", "country_a", "country_b",
        "crossings", "modes", "actor_id", "capacity_unit", "position_method"}  # fmt: skip


def poisoned(frame):
    """Put hostile text into every column of text that is no code or key."""
    columns = [
        name
        for name in frame
        if name not in KEPT and name != "geometry" and pd.api.types.is_string_dtype(frame[name])
    ]
    return frame.assign(**dict.fromkeys(columns, ALL))


@pytest.fixture(scope="module")
def view(toy):
    """The toy corridor with hostile text wherever a table has text, also in the vocabularies."""
    frames = {
        name: poisoned(getattr(toy, name))
        for name in ("places", "crossings", "corridors", "localities", "municipalities", "sources")
    }
    terms = {
        name: {
            code: replace(
                term,
                labels={lang: f"{label} {ALL}" for lang, label in term.labels.items()},
                definitions={**term.definitions, "es": ALL},
            )
            for code, term in known.items()
        }
        for name, known in toy.vocab.by_name.items()
    }
    return make_view(
        replace(
            toy,
            **frames,
            vocab=vocabularies.Vocabularies(terms),
            version=ALL,
            descriptor={
                "title": ALL,
                "licenses": [{"name": ALL, "title": ALL, "path": "javascript:globalThis.hacked=1"}],
                "sources": [{"title": ALL, "path": "https://example.org/"}],
            },
        )
    )


@pytest.fixture(params=["capsule", "folium"])
def page(request, view, open_page, tmp_path):
    html = capsule(view) if request.param == "capsule" else to_map(view).get_root().render()
    file = tmp_path / "page.html"
    file.write_text(html, encoding="utf-8")
    dialogs = []
    opened, watch = open_page("about:blank")
    opened.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    opened.goto(file.as_uri())
    until(opened, "document.querySelector('.atlas-row')")
    yield opened
    assert dialogs == []
    assert watch.errors == []
    assert watch.refused == []
    assert {url for url in watch.requests if not url.startswith("data:")} <= {
        "about:blank",
        file.as_uri(),
    }


def harmless(page):
    assert page.evaluate("globalThis.hacked") is None
    text = page.evaluate("document.body.innerText")
    assert "1337" not in text
    links = page.evaluate("[...document.links].map((link) => link.href)")
    assert all(
        link.startswith(("http://", "https://", "tel:", "file:", "about:")) for link in links
    )
    assert page.locator("#atlas img, .atlas b, .atlas i:not(.atlas-scale i)").count() == 0
    return text


def shown(page, selector):
    """Give the text of an element, spaces made plain as a reader sees them."""
    return " ".join(page.locator(selector).first.text_content().split())


EXPECTED = " ".join(ALL.split())


def test_rows_and_card_show_it_as_text(page):
    assert shown(page, ".atlas-row-name") == EXPECTED
    harmless(page)
    page.locator(".atlas-row").first.click()
    for selector in (".atlas-card h2", ".atlas-sources"):
        assert EXPECTED in shown(page, selector)
    facts = page.locator(".atlas-fact dd").all_text_contents()
    assert any(EXPECTED in " ".join(fact.split()) for fact in facts)
    assert EXPECTED in shown(page, ".atlas-card-kind")
    harmless(page)


def test_title_filters_tips_and_dialog_show_it_as_text(page):
    assert EXPECTED in shown(page, "h1")
    assert EXPECTED in shown(page, ".atlas-option-label")
    page.locator(".atlas-quick button").first.click()
    page.locator(".atlas-cursor").focus()
    named = re.compile(re.escape(HOSTILE[0]))
    expect(page.locator(".atlas-cursor")).to_have_attribute("aria-label", named)
    page.locator(".atlas-legend summary").click()
    assert EXPECTED in shown(page, ".atlas-legend")
    page.locator(".atlas-actions .atlas-icon-button").last.click()
    page.locator(".atlas-about summary").click()
    assert EXPECTED in shown(page, ".atlas-about")
    harmless(page)


def test_labels_on_the_map_show_it_as_text(page):
    expect(page.locator(".atlas-scene text", has_text=HOSTILE[0]).first).to_be_attached()
    harmless(page)


def test_it_can_be_searched_for(page):
    page.locator(".atlas-search-input").fill("7*191")
    expect(page.locator(".atlas-chip").first).to_contain_text("7*191")
    assert page.locator(".atlas-row").count() > 0
    harmless(page)


def test_paper_shows_it_as_text(view, open_page, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(capsule(view), encoding="utf-8")
    page, watch = open_page(file.as_uri())
    until(page, "globalThis.atlas")
    page.pdf(path=tmp_path / "page.pdf")
    assert EXPECTED in shown(page, ".atlas-sheet-table tbody td")
    assert EXPECTED in shown(page, ".atlas-sheet-sources")
    harmless(page)
    assert watch.errors == []


def test_a_link_that_is_hostile_filters_nothing_and_does_nothing(view, open_page, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(capsule(view), encoding="utf-8")
    state = "#q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&id=%3Cscript%3E&at=99/x/y&kind=__proto__"
    page, watch = open_page(file.as_uri() + state + "&near=constructor&lang=%7B%7B")
    until(page, "globalThis.atlas")
    assert "<img src=x onerror=alert(1)>" in page.locator(".atlas-chip").first.inner_text()
    harmless(page)
    assert watch.errors == []
