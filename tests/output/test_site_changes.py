"""The feed of a published site: what changed since a release, and nothing that was not public."""

import csv
import io
import shutil
import xml.etree.ElementTree as ET

import pytest

from atlas.base.i18n import LANGS, t
from atlas.data.bundled import geodata_dir
from atlas.output.site import change_feed
from atlas.output.site.change_feed import changes_since, feed
from tests.support.published_site import HOSTILE, planted, planted_view

pytestmark = pytest.mark.slow

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
BEFORE = "Callejón de Antes"


def rewrite(file, edit):
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    rows = [row for row in rows if edit(row) is not False]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(text.getvalue(), encoding="utf-8")


@pytest.fixture(scope="module")
def ids():
    """Name a place that is open now, and one of each that is protected now or has a bad name."""
    _, hidden, named = planted()
    others = planted_view().lifted.places
    free = others[
        (others["sensitivity"] == "open")
        & ~others["facility_id"].isin([*hidden["facility_id"], *named["facility_id"]])
    ]
    free = list(free["facility_id"])
    return {
        "called": free[0],
        "was_hidden": free[1],
        "new": free[2],
        "hidden": set(hidden["facility_id"]),
        "named": set(named["facility_id"]),
    }


@pytest.fixture(scope="module")
def since(ids, tmp_path_factory):
    """What changed since a release in which all these said something else."""
    folder = tmp_path_factory.mktemp("earlier") / "geodata"
    shutil.copytree(geodata_dir(), folder)

    def edit(row):
        place = row["facility_id"]
        if place == ids["new"]:
            return False
        if place == ids["called"]:
            row["phone"] = "+52 962 111 2222"
        if place == ids["was_hidden"]:
            row["sensitivity"], row["address"] = "withheld", BEFORE
        if place in ids["hidden"] | ids["named"]:
            row["address"], row["operator"] = BEFORE, f"{BEFORE} S.A."
        return True

    for file in folder.glob("*.csv"):
        if "sensitivity" in file.read_text(encoding="utf-8").partition("\n")[0]:
            rewrite(file, edit)
    return changes_since(planted_view(), folder)


@pytest.fixture(scope="module")
def entries(since):
    """Title and texts of each entry, by language."""
    read = {}
    for lang in LANGS:
        root = ET.fromstring(feed(planted_view(lang=lang), since))  # noqa: S314, our own
        read[lang] = {
            one.findtext(f"{ATOM}title"): (
                one.find(f"{ATOM}link").get("href"),
                [item.text for item in one.iter(f"{XHTML}li")],
            )
            for one in root.findall(f"{ATOM}entry")
        }
    return read


def test_changes_are_said_in_each_language(since, ids, entries):
    changed = {one.key: one for one in since.changed}
    assert {ids["called"], ids["new"], ids["was_hidden"]} <= changed.keys()
    for lang in LANGS:
        said = " ".join(changed[ids["called"]].said[lang])
        assert "+52 962 111 2222" in said
        assert len(entries[lang]) == len(since.changed) + 1
    assert changed[ids["called"]].said["es"] != changed[ids["called"]].said["en"]


def test_what_was_or_is_protected_is_not_said(since, ids):
    changed = {one.key: one for one in since.changed}
    for key in {ids["was_hidden"], *ids["hidden"]} & changed.keys():
        for lang in LANGS:
            assert changed[key].said[lang] == [t("site.record_changed", lang)], key
    told = [one for key, one in changed.items() if key in ids["named"]]
    assert any(BEFORE in " ".join(one.said["es"]) for one in told)  # open in both: it was public


def test_names_stay_text(entries):
    for lang in LANGS:
        assert set(HOSTILE[1:]) & entries[lang].keys()


def test_links_lead_to_pages(entries):
    for lang in LANGS:
        for href, _ in entries[lang].values():
            assert href == "index.html" or href.startswith(("place/", "corridor/"))


def test_feed_is_whole_and_the_same_again(since):
    view = planted_view(lang="en")
    made = feed(view, since, "https://example.org/atlas")
    assert feed(view, since, "https://example.org/atlas") == made
    root = ET.fromstring(made)  # noqa: S314, our own
    for one in [root, *root.findall(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            assert one.findtext(f"{ATOM}{name}"), name
        links = [link.get("href") for link in one.findall(f"{ATOM}link")]
        assert all(link.startswith("https://example.org/atlas/") for link in links)
    ids = [one.text for one in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)
    assert root.findtext(f"{ATOM}author/{ATOM}name")


def test_without_an_earlier_release_only_this_one_is_named():
    root = ET.fromstring(feed(planted_view(lang="en"), None))  # noqa: S314, our own
    assert len(root.findall(f"{ATOM}entry")) == 1


def test_same_release_has_no_changes():
    assert change_feed.changes_since(planted_view(), geodata_dir()).changed == ()
