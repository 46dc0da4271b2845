"""Who is behind a package: what may be named, what is refused, and that nothing is made up."""

import json
import re
from pathlib import Path

import pytest

from atlas.base.errors import AtlasError, DataPackageError
from atlas.data import load, read_descriptor
from atlas.data.bundled import geodata_dir
from atlas.data.contact import CONTACT, checked, contact_faults, contact_of, use

WAYS = {
    "email": "atlas@example.org",
    "whatsapp": "+52 (664) 123-4567",
    "signal": "https://signal.me/#eu/abcDEF_123-456",
    "danger": "signal:+52 664 123 4567",
}
HOSTILE = (
    "javascript:alert(1)",
    "a@example.org?bcc=all@example.org",
    "a@example.org\nBcc: b@example.org",
    'a"onload=x@example.org',
    "<b>@example.org",
    "664 123 4567",
    "+52",
    "+52 664 123 4567; drop",
    "https://signal.me/#eu/../../x",
    "https://example.org/#eu/abcDEF_123-456",
    "whatsapp:javascript:alert(1)",
    "",
)


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """No contact of this machine's own; what a test sets is taken back."""
    monkeypatch.setenv(CONTACT, "")


def test_the_bundled_package_names_no_contact_and_none_is_made_up():
    contact = contact_of(load().descriptor)
    assert [one["en"] for one in contact.makers] == ["The Border Corridor Atlas team"]
    assert not contact
    assert (contact.ways, contact.danger) == ((), None)


def test_every_way_has_an_address_that_opens_it():
    contact = contact_of({"contact": WAYS})
    assert {way.channel: way.href for way in contact.ways} == {
        "email": "mailto:atlas@example.org",
        "whatsapp": "https://wa.me/526641234567",
        "signal": "https://signal.me/#eu/abcDEF_123-456",
    }
    assert [way.text for way in contact.ways] == [WAYS[way.channel] for way in contact.ways]
    assert contact.danger.href == "https://signal.me/#p/+526641234567"


@pytest.mark.parametrize("name", ["email", "whatsapp", "signal", "danger"])
@pytest.mark.parametrize("text", HOSTILE[:-1])
def test_what_is_no_contact_is_refused_in_one_line(name, text):
    faults = list(contact_faults({"contact": {name: text}}))
    assert [fault.column for fault in faults] == [f"contact.{name}"]
    with pytest.raises(DataPackageError, match=r"datapackage\.json: contact") as refused:
        contact_of({"contact": {name: text}})
    assert "email=name@example.org" in str(refused.value)
    with pytest.raises(AtlasError, match="--contact"):
        checked([f"{name}={text}"], "--contact")


@pytest.mark.parametrize(
    "given",
    [
        ["a@example.org"],
        ["mail=a@example.org"],
        ["email="],
        ["email=a@example.org; email=b@example.org"],
        ["email=a@example.org", "email=b@example.org"],
    ],
)
def test_ways_are_named_once_and_by_their_names(given):
    with pytest.raises(AtlasError, match=r"--contact: .* is no contact; use each once"):
        checked(given, "--contact")


def test_who_runs_it_takes_the_place_of_the_package(monkeypatch):
    use(["email=b@example.net", "danger = tel:+1 619 231 8414"], "--contact")
    contact = contact_of({"contact": WAYS, "contributors": [{"title": "A", "title_en": "B"}]})
    assert [way.text for way in contact.ways] == ["b@example.net"], "WhatsApp is not theirs"
    assert contact.danger.href == "tel:+16192318414"
    assert [(maker["es"], maker["en"]) for maker in contact.makers] == [("A", "B")]
    monkeypatch.setenv(CONTACT, "nobody")
    with pytest.raises(AtlasError, match=f"{CONTACT}: 'nobody'"):
        contact_of({"contact": WAYS})


def test_a_package_with_a_broken_contact_is_told_so(package_copy):
    from atlas.data import check_tables

    file = package_copy / "datapackage.json"
    described = json.loads(file.read_text(encoding="utf-8"))
    described["contact"] = {"email": "nobody", "fax": "1"}
    file.write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
    found = check_tables(package_copy)
    found = found[found["code"] == "contact"]
    assert found[["file", "column", "value", "severity"]].to_numpy().tolist() == [
        ["datapackage.json", "contact.email", "nobody", "error"],
        ["datapackage.json", "contact.fax", "1", "error"],
    ]
    assert found["message_en"].str.contains("whatsapp=").all()


def test_the_descriptor_in_the_docs_is_one(tmp_path):
    file = Path(__file__).resolve().parents[2] / "docs" / "operations.md"
    guide = file.read_text(encoding="utf-8")
    shown = json.loads("{" + re.search(r'"contact": \{.*?\}', guide, re.DOTALL)[0] + "}")
    assert len(contact_of({**read_descriptor(geodata_dir()), **shown}).ways) == 3
