"""One tap says whether a place is still open: kept by a server, or a message from a file."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from atlas import webmap
from atlas.base.i18n import t
from atlas.curation.reader_reports import read_reports
from atlas.data import load
from atlas.data.contact import CONTACT
from atlas.places.view import make_view
from tests.support.app_server import serve

from .conftest import STILL, until

PLACE, WITHHELD = "casa-del-migrante-tijuana", "instituto-madre-asunta"


def answer(page, name, lang="en"):
    return page.locator(".atlas-report").get_by_text(t(f"map.report_{name}", lang), exact=True)


def test_a_report_goes_from_the_card_to_the_steward(open_page, tmp_path):
    ways = ("--contact", "email=atlas@example.org", "--contact", "danger=tel:+526641234567")
    with serve("--reports", tmp_path, *ways) as server:
        page, watch = open_page(f"{server.url}/?lang=en&id={PLACE}", locale="en-US")
        page.wait_for_selector(".live-map[data-state=ready]")
        answer(page, "closed").click()
        thanks = page.locator(".atlas-report [role=status]")
        expect(thanks).to_contain_text(t("map.report_thanks", "en", answer="Closed"))
        assert read_reports(tmp_path).rows["facility_id"].tolist() == [PLACE]
        foot = page.locator(".atlas-who")
        expect(foot).to_contain_text("version")
        assert foot.locator("a[href='mailto:atlas@example.org']").count() == 1
        assert foot.locator("a[href='tel:+526641234567']").count() == 1
        page.goto(f"{server.url}/steward?lang=en")
        page.wait_for_selector(STILL)
        page.get_by_text(t("steward.reports_one", "en", n=1)).click()
        page.get_by_role("button", name=t("steward.reports_correct", "en", answer="Closed")).click()
        expect(page.get_by_text(t("steward.now", "en"))).to_be_visible()
        reason = page.get_by_label(t("steward.reason", "en", language="English"))
        expect(reason).to_have_value(re.compile("A reader of the atlas reported “Closed” "))
        expect(page.get_by_label(t("steward.reason", "en", language="Spanish"))).to_have_value(
            re.compile("Alguien que lee el atlas reportó «Cerrado»")
        )
        page.get_by_role("button", name=t("steward.note", "en")).click()
        expect(page.get_by_text(t("steward.corrections_right", "en"))).to_be_visible()
        page.goto(f"{server.url}/lite?lang=en&id={PLACE}")
        answer(page, "open").click()
        expect(thanks).to_contain_text(t("map.report_thanks", "en", answer="Still open"))
        assert read_reports(tmp_path).rows["answer"].tolist() == ["closed", "open"]
        assert [one for one in watch.errors if "404" not in one] == []
        assert watch.refused == []


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Write the map file with a contact, and give its address."""

    def write(contact):
        monkeypatch.setenv(CONTACT, contact)
        file = tmp_path / "map.html"
        file.write_text(webmap.capsule(make_view(load())), encoding="utf-8")
        return file.as_uri()

    return write


def test_a_map_file_from_disk_writes_the_message(open_page, written):
    address = written("email=atlas@example.org")
    page, watch = open_page(f"{address}#lang=en&id={PLACE}")
    until(page, "document.querySelector('.atlas-report')")
    link = urlsplit(answer(page, "wrong_phone").get_attribute("href"))
    assert (link.scheme, link.path) == ("mailto", "atlas@example.org")
    body = parse_qs(link.query)["body"][0]
    name = load().places.set_index("facility_id").loc[PLACE, "name_en"]
    version = load().version
    assert body == f"Report about {name} ({PLACE}): Wrong phone. Data {version}."
    page.evaluate(f"() => atlas.setSelected({WITHHELD!r})")
    until(page, f"document.querySelector('.atlas-report a').href.includes({WITHHELD!r})")
    body = parse_qs(urlsplit(answer(page, "closed").get_attribute("href")).query)["body"][0]
    assert body == f"Report about {WITHHELD}: Closed. Data {version}.", "only its id"
    page.locator(".atlas-foot .atlas-behind").click()
    about = page.locator(".atlas-about")
    expect(about).to_contain_text("Made by The Border Corridor Atlas team.")
    assert about.locator("a[href='mailto:atlas@example.org']").count() == 1
    page.goto("about:blank")
    page.goto(f"{written('email=a@example.org; whatsapp=+52 664 123 4567')}#lang=es&id={PLACE}")
    until(page, "document.querySelector('.atlas-report')")
    answer(page, "moved", "es").click()
    chosen = page.locator(".atlas-report-chosen a")
    assert [urlsplit(one.get_attribute("href")).netloc for one in chosen.all()] == ["", "wa.me"]
    page.goto("about:blank")
    page.goto(f"{written('')}#lang=en&id={PLACE}")
    until(page, "document.querySelector('.atlas-card')")
    assert page.locator(".atlas-report").count() == 0, "a question that leads to nobody"
    assert watch.errors == []
    assert watch.refused == []
