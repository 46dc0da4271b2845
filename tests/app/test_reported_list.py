"""The steward's page shows what readers reported, and to whom it may."""

import pytest

from atlas.app import readers, report_inbox
from atlas.base.i18n import LANGS, count, t
from atlas.curation.report_queue import FILE, keep_report
from tests.app.test_pages import run

pytestmark = pytest.mark.slow

OPEN, PROTECTED = "casa-del-migrante-tijuana", "instituto-madre-asunta"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(report_inbox.REPORTS, str(tmp_path))
    for place in (OPEN, OPEN, PROTECTED, "ya-no-esta"):
        keep_report(tmp_path, place, "moved")
    with (tmp_path / FILE).open("a") as file:
        file.write("=cmd,b,c\n")
    return tmp_path


def shown(app):
    parts = (app.markdown, app.caption)
    return "\n".join(item.value for part in parts for item in part)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.usefixtures("folder")
def test_reports_are_grouped_and_lead_to_the_form(lang):
    app = run({}, lang=lang, page="steward")
    assert not app.exception
    assert count("steward.reports", 3, lang) in [one.label for one in app.expander]
    said = shown(app)
    assert t("steward.reports_gone", lang) in said
    assert t("steward.reports_protected", lang) in said, "no address of a protected place"
    assert count("steward.reports_unreadable", 1, lang, lines="6") in said
    buttons = [one for one in app.button if (one.key or "").startswith("steward.report-")]
    assert [one.key for one in buttons] == [f"steward.report-{OPEN}-moved"]
    buttons[0].click()
    app.button_group(key="lang").set_value(lang)
    app.run()
    assert not app.exception
    assert app.selectbox(key="steward.record").value == OPEN
    assert app.selectbox(key=f"steward.field-{OPEN}").value == "address"


@pytest.mark.usefixtures("folder")
def test_where_readers_sign_in_only_the_organisation_sees_them(monkeypatch, tmp_path):
    monkeypatch.setenv(readers.PRIVATE, str(tmp_path))
    app = run({}, lang="en", page="steward")
    assert not app.exception
    assert count("steward.reports", 3, "en") not in [one.label for one in app.expander]


def test_while_nobody_has_reported_anything_the_page_is_there(monkeypatch, tmp_path):
    report_inbox.take_into(tmp_path)
    monkeypatch.setenv(report_inbox.REPORTS, str(tmp_path))
    app = run({}, lang="en", page="steward")
    assert not app.exception


def test_without_a_folder_nothing_is_shown(monkeypatch):
    monkeypatch.setenv(report_inbox.REPORTS, "")
    app = run({}, lang="en", page="steward")
    assert not [one for one in app.expander if "reported" in one.label]
