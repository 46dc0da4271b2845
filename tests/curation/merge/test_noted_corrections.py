"""Corrections that a person notes: judged as by the command line, silent where it matters."""

import pytest

from atlas.curation.merge import correction_problems, lines_of, new_source, records
from atlas.data import load

PACKAGE = load()
PLACE, PROTECTED = "casa-del-migrante-tijuana", "instituto-madre-asunta"
LINE = {
    "resource": "shelters",
    "id": PLACE,
    "field": "capacity",
    "old": records(PACKAGE)[PLACE].texts["capacity"],
    "new": "150",
    "reason": "El albergue amplió sus dormitorios.",
    "reason_en": "The shelter enlarged its dormitories.",
    "source_ids": "",
    "date": "2026-11-20",
}


def cited(**changed):
    source = PACKAGE.sources["source_id"].iloc[0]
    return {**LINE, "source_ids": source, **changed}


@pytest.mark.slow
def test_a_good_correction_has_no_problem():
    assert correction_problems(PACKAGE, [cited()]).empty


@pytest.mark.slow
def test_a_correction_may_bring_its_source():
    source = new_source(PACKAGE, "Aviso", "Casa del Migrante", "https://example.org/aviso")
    line = cited(source_ids=source["source_id"])
    assert correction_problems(PACKAGE, [line], [source]).empty
    assert set(correction_problems(PACKAGE, [line])["code"]) == {"foreign_key"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changed", "code", "row"),
    [
        ({"old": "1"}, "correction_old", 2),
        ({"reason_en": ""}, "required", 2),
        ({"source_ids": "nobody"}, "foreign_key", 2),
        ({"date": "2026-13"}, "not_date", 2),
        ({"new": "many"}, "not_integer", None),
        ({"field": "status", "old": "open", "new": "=1+1"}, "enum", None),
    ],
)
def test_what_does_not_fit_is_said(changed, code, row):
    found = correction_problems(PACKAGE, [cited(**changed)])
    assert code in set(found["code"]), found[["code", "message_en"]].to_numpy().tolist()
    if row:
        assert set(found.query("code == @code")["row"]) == {row}


@pytest.mark.slow
def test_the_same_field_on_the_same_day_twice_is_said():
    twice = [cited(), cited(old="150", new="160")]
    assert set(correction_problems(PACKAGE, twice)["code"]) == {"unique"}


def test_of_protected_places_nothing_that_tells_where_they_are_can_be_named():
    fields = {field["name"] for field in records(PACKAGE)[PROTECTED].fields}
    assert records(PACKAGE)[PROTECTED].protected
    assert fields.isdisjoint({"lon", "lat", "precision", "address", "notes", "sensitivity"})
    assert "phone" in fields
    assert {"lon", "lat", "address"} <= {f["name"] for f in records(PACKAGE)[PLACE].fields}
    assert all(
        not {"lon", "lat", "address"} & {field["name"] for field in record.fields}
        for record in records(PACKAGE).values()
        if record.texts.get("sensitivity", "open") != "open"
    )


@pytest.mark.slow
def test_the_file_is_one_that_the_command_line_takes(tmp_path, run):
    file = tmp_path / "corrections.csv"
    lines_of(PACKAGE, "corrections", [cited()]).to_csv(file, index=False)
    code, out, err = run("check", "--corrections", file)
    assert code == 0, err
    assert "150" in out + err
