"""An ordinary spreadsheet of 30 shelters, from upload to merged package, nothing edited outside."""

import io
import time
import zipfile

from playwright.sync_api import expect

from atlas.base.i18n import count
from atlas.data import load
from tests.app.test_settling import spreadsheet

from .conftest import STILL
from .test_steward import give, metric, steward, taken, to

__all__ = ["steward"]

_MOST_S = 300


def choose(page, key, label):
    page.locator(f".st-key-{key}").get_by_role("combobox").click()
    page.get_by_role("option", name=label, exact=True).click()


def test_thirty_shelters_are_merged_within_five_minutes(steward):
    begun = time.monotonic()
    page, watch = steward()
    give(page, spreadsheet())
    expect(metric(page, "clean")).to_have_text("0")
    expect(page.get_by_text(count("steward.makes", 30, "es"))).to_be_visible()
    package = load()
    label = package.vocab.label("level", "civil_society", "es")
    choose(page, "steward-default-level", label)
    expect(metric(page, "clean")).to_have_text("30")
    open_label = package.vocab.label("sensitivity", "open", "es")
    choose(page, "steward-default-sensitivity", open_label)
    page.wait_for_selector(STILL)
    to(page, 4)
    page.locator(".st-key-steward-merge button").click()
    archive = zipfile.ZipFile(io.BytesIO(taken(page, "package")))
    name = next(name for name in archive.namelist() if name.endswith("shelters.csv"))
    assert archive.read(name).decode().count("Hogar Ejemplo") == 30
    assert time.monotonic() - begun < _MOST_S
    assert watch.refused == []
