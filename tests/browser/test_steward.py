"""A person brings a messy file, puts it right, sees it on the map, and takes it away."""

import io
import re
import time
import zipfile

import pandas as pd
import pytest
from playwright.sync_api import expect

from atlas import webmap
from atlas.base.i18n import t
from atlas.data import load
from atlas.places.view import make_view
from tests.webmap.test_claims import COLUMNS, said

from .conftest import PATIENCE_MS, STILL, until

HURT = "</script><img src=x onerror=globalThis.hurt=1>"
MESSY = (
    "Nombre;Tipo;Nivel;País;Municipio;Calle;Latitud;Longitud;Protección\n"
    f"Casa {HURT};Albergue;ONG;México;Tijuana;Quinta 12;32.5331;-117.0194;abierto\n"
    "Refugio Escondido;Albergue;ONG;México;Tijuana;Nazas 8;32.5072;-117.0312;\n"
    "Comedor Sur;Albergue;qué;México;Tijuana;Sur 3;32.5101;-117.0011;abierto\n"
)


@pytest.fixture
def steward(server, open_page):
    def open_it(link="/steward", **context):
        page, watch = open_page(server.url + link, **{"locale": "es-MX", **context})
        return page, watch

    return open_it


def give(page, content, name="lista.csv"):
    page.wait_for_selector("[data-testid=stFileUploader]")
    file = {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files([file])


def to(page, number):
    page.locator(".st-key-steward-step button").nth(number - 1).click()


def metric(page, name):
    label = t(f"steward.{name}", "es")
    found = page.get_by_test_id("stMetric").filter(
        has_text=re.compile(rf"^{re.escape(label)}\s*\d")
    )
    return found.get_by_test_id("stMetricValue")


def taken(page, name):
    button = page.locator(f".st-key-steward-take-{name} button")
    expect(button).to_be_visible()
    page.wait_for_selector(STILL)  # a click is lost on a button that is being drawn again
    with page.expect_download() as file:
        button.click()
    return file.value.path().read_bytes()


def type_into(page, column, old, new):
    """Type into a cell of the first row of the editor, once that cell has the attention."""
    canvas = page.locator("[class*=st-key-steward-cells] canvas").first
    entry = page.locator(".gdg-input")
    end = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < end:
        canvas.click(position={"x": 30, "y": 60}, force=True)
        page.wait_for_timeout(300)
        for _ in range(column):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.wait_for_timeout(700)
        if entry.count() and entry.input_value() == old:
            entry.fill(new)
            entry.press("Enter")
            return
        page.keyboard.press("Escape")
    pytest.fail(f"no cell says {old}")


def look_at_the_map(page):
    to(page, 2)
    page.wait_for_selector(".live-map[data-state=ready]")
    expect(page.locator(".atlas-own-halo").first).to_be_visible()
    everything = page.locator(".atlas-row").count()
    page.locator(".atlas-search-input").fill("Comedor Sur")
    expect(page.locator(".atlas-row")).not_to_have_count(everything)
    page.keyboard.press("Tab")  # away from the suggestions, which cover the list
    row = page.locator(".atlas-row", has_text="Comedor Sur").first
    expect(row.locator(".atlas-row-facts")).to_contain_text("De tu archivo")
    row.locator(".atlas-row-name").click()
    expect(page.locator(".atlas-own-note")).to_be_visible()
    assert page.locator(".atlas-correct").count() == 0


def test_a_messy_file_is_put_right_seen_and_taken_away(steward):
    page, watch = steward()
    give(page, MESSY)
    expect(metric(page, "held")).to_have_text("1")
    type_into(page, 5, "qué", "ONG")  # past state, row, words, name and kind: «Nivel»
    expect(metric(page, "held")).to_have_text("0")
    expect(page.get_by_text(t("steward.edit_done", "es")).first).to_be_visible()
    look_at_the_map(page)
    to(page, 4)
    clean = pd.read_csv(io.BytesIO(taken(page, "clean")), dtype=str, keep_default_na=False)
    assert clean["level"].tolist()[-1] == "civil_society"
    assert len(clean) == 3
    assert clean["address"].tolist()[1] == "Nazas 8"
    page.locator(".st-key-steward-merge button").click()
    archive = zipfile.ZipFile(io.BytesIO(taken(page, "package")))
    published = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Comedor Sur" in published
    assert b"Nazas 8" not in published
    assert b"32.5072" not in published
    assert page.evaluate("globalThis.hurt") is None
    assert watch.refused == []


def test_another_window_and_every_address_know_nothing_of_it(steward, server):
    mine, _ = steward()
    give(mine, MESSY)
    expect(metric(mine, "held")).to_have_text("1")
    to(mine, 2)
    mine.wait_for_selector(".live-map[data-state=ready]")
    other, _ = steward()
    other.wait_for_selector("[data-testid=stFileUploader]")
    assert "lista.csv" not in other.locator("body").inner_text()
    for path in ("/data/points.json", "/embed", "/healthz"):
        answer = other.request.get(server.url + path)
        assert b"Comedor Sur" not in answer.body()
    mine.locator(".st-key-steward-forget button").click()
    mine.wait_for_selector("[data-testid=stFileUploader]")


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_file_that_is_too_large_is_refused_in_words(steward, lang, tmp_path):
    page, _ = steward(f"/steward?lang={lang}")
    file = tmp_path / "grande.csv"
    file.write_bytes(b"x" * (21 * 1024 * 1024))  # as a path: what is sent as bytes is encoded twice
    page.wait_for_selector("[data-testid=stFileUploader]")
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(file)
    said = page.get_by_text(t("steward.not_taken", lang, limit=20).split(".")[0])
    expect(said).to_be_visible()
    assert "or smaller." not in page.locator("[data-testid=stMain]").inner_text()


def test_the_card_leads_to_the_correction_and_keeps_what_was_noted(server, open_page):
    page, _ = open_page(f"{server.url}/?lang=en&id=casa-del-migrante-tijuana", locale="en-US")
    page.wait_for_selector(".live-map[data-state=ready]")
    link = page.locator(".atlas-correct a")
    assert link.get_attribute("href").startswith(
        f"{server.url}/steward?fix=casa-del-migrante-tijuana"
    )
    link.click()
    expect(page.get_by_text(t("steward.now", "en"))).to_be_visible()
    page.wait_for_function("() => location.search.includes('fix=casa-del-migrante-tijuana')")


def test_the_card_says_who_said_what(open_page, tmp_path):
    from dataclasses import replace

    package = load()
    cited = package.sources.loc[package.sources["url"] != "", "source_id"].iloc[:2].tolist()
    rows = [
        said("casa-del-migrante-tijuana", "status", "open", "2025", "yes"),
        said("casa-del-migrante-tijuana", "name", f"{{{{7*191}}}} {HURT}"),
        said("casa-del-migrante-juarez", "phone", "+52 656 687 0676", "2018-08-04"),
        said("casa-del-migrante-juarez", "hours", "Mo-Fr 09:00-14:00", "2018-08-04"),
    ]
    claims = pd.DataFrame(rows, columns=COLUMNS, dtype="str").assign(source_ids=[*cited, *cited])
    file = tmp_path / "map.html"
    file.write_text(webmap.capsule(make_view(replace(package, claims=claims))), encoding="utf-8")
    page, watch = open_page(f"{file.as_uri()}#id=casa-del-migrante-tijuana&lang=en")
    until(page, "document.querySelector('.atlas-claims')")
    box = page.locator(".atlas-claims")
    expect(box).to_contain_text("What the sources say")
    expect(box).to_contain_text(f"{{{{7*191}}}} {HURT}")
    expect(box).to_contain_text("Open · 2025 · this is what is shown")
    assert box.locator("a[href^=http]").count() == 2
    assert box.locator("img").count() == 0
    assert page.evaluate("() => globalThis.hurt") is None
    page.goto(f"{file.as_uri()}#id=casa-del-migrante-juarez&lang=en")
    page.reload()
    expect(page.locator(".atlas-do-note")).to_have_text(
        "Unconfirmed number: +52 656 687 0676 (4 August 2018)"
    )
    assert page.locator(".atlas-do-note a").get_attribute("href") == "tel:+526566870676"
    unsaid = page.get_by_text("None of the sources says:")
    expect(unsaid).to_contain_text("languages")
    expect(unsaid).not_to_contain_text("hours")
    assert watch.errors == []


def test_every_control_at_the_head_is_within_a_phone(steward):
    page, _ = steward(width=390, height=844, is_mobile=True, has_touch=True)
    buttons = page.locator(".st-key-tools button")
    expect(buttons.nth(4)).to_be_visible()  # three tasks and two languages
    edges = buttons.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().right)")
    assert max(edges) <= 390
