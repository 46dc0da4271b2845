"""A steward calls three places, presses a key for each answer, and takes the package away."""

import csv
import io
import zipfile

from playwright.sync_api import expect

from atlas.base.i18n import t
from atlas.places.status import status_words

from .conftest import STILL, until

NAME = "document.querySelector('.atlas-call h2')?.innerText"


def press(page, key):
    """Press the key of an answer; the next place is there at once."""
    page.wait_for_selector(STILL)
    before = page.evaluate(NAME)
    page.keyboard.press(key)
    until(page, f"{NAME} && {NAME} !== {before!r}")


def table(archive, name):
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8"))))


def says_what_was_answered(archive):
    lines = table(archive, "corrections.csv")
    calls = [row for row in table(archive, "sources.csv") if row["kind"] == "call"]
    assert len(calls) == 3
    said = {row["field"]: row["new"] for row in lines if row["source_ids"] == calls[0]["source_id"]}
    words = status_words(said["status"], said["status_date"], said["status_date"], "en")
    assert words.startswith("Open in ")
    assert [row["new"] for row in lines if row["field"] == "status"][-1] == "closed"
    assert any(row["new"].startswith("+52 664 123 4512 [") for row in lines)
    assert [row["field"] for row in lines].count("no_answer") == 1


def test_a_round_of_three_calls_ends_in_a_package_that_says_so(server, open_page):
    page, watch = open_page(f"{server.url}/steward?lang=en", locale="en-US")
    page.locator(".st-key-steward-task button").nth(2).click()
    until(page, NAME)
    assert page.locator(".atlas-call-number a[href^='tel:+']").count() == 1
    first = page.evaluate(NAME)
    press(page, "1")
    expect(page.get_by_text(f"Noted: {first}: Open.")).to_be_visible()
    press(page, "5")
    phone = page.locator("[class*=st-key-calls-new_phone] input")
    second = page.evaluate(NAME)
    phone.click()
    phone.press_sequentially("+52 664 123 4512")
    assert page.evaluate(NAME) == second, "digits of a number are no answers"
    page.locator("[class*=st-key-calls-answer-closed] button").click()
    expect(page.get_by_text(f"Noted: {second}: Closed.")).to_be_visible()
    page.locator(".st-key-calls-make button").click()
    taken = page.locator(".st-key-calls-take-package button")
    expect(taken).to_be_visible()
    page.wait_for_selector(STILL)
    with page.expect_download() as file:
        taken.click()
    archive = zipfile.ZipFile(file.value.path())
    says_what_was_answered(archive)
    assert watch.refused == []
    assert t("calls.done_many", "en", n=3) in page.locator("body").inner_text()
