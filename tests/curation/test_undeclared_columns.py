"""A column that nobody declared public: of no protected place does it get into anything."""

import dataclasses
import json
from functools import partial

import pandas as pd
import pytest

from atlas import data
from atlas.app import assets
from atlas.curation.diff import changes, read_release
from atlas.curation.disclosure import disclose
from atlas.curation.ingest import CLAIM_COLUMNS, REVIEW_COLUMNS
from atlas.curation.merge import archive_of, merge_rows_into, places_of, records
from atlas.output import figures
from atlas.output.exports import FORMATS, export
from atlas.places.filters import Filter
from atlas.places.view import describe, make_view
from atlas.webmap import capsule, to_map
from tests.support.built_once import save_report
from tests.support.leak_search import leaks, patterns
from tests.support.new_column import add_column

MARK = "puertaazulmarino"
STRANGE = "nadielodeclara"
SECRETS = patterns((), (MARK, STRANGE))
FIELD = {
    "name": "door", "type": "string", "title": "Puerta", "title_en": "Door",
    "description": "Cómo se entra.", "description_en": "How one gets in.",
    "show": ["map", "card", "list", "table", "print", "search", "brief"], "group": "where",
}  # fmt: skip
PROTECTED = "instituto-madre-asunta"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undeclared") / "package"
    import shutil

    shutil.copytree(data.load().path, folder, ignore=shutil.ignore_patterns("recipes"))
    add_column(
        folder, FIELD, lambda row: "" if row["sensitivity"] == "open" else f"{MARK} {row['name']}"
    )
    return folder


@pytest.fixture(scope="module")
def package(folder):
    """Every protected row has a declared column that says not whom it is for, an undeclared one,
    and claims about both."""
    loaded = data.load(folder)
    protected = loaded.places["sensitivity"] != "open"
    assert protected.sum() > 30
    places = loaded.places.assign(strange=protected.map({True: STRANGE, False: ""}).astype("str"))
    source = loaded.sources["source_id"].iloc[0]
    claims = [
        (place, field, text, source, "2025", "")
        for place in loaded.places.loc[protected, "facility_id"]
        for field, text in (("door", MARK), ("strange", STRANGE))
    ]
    table = pd.DataFrame(claims, columns=list(CLAIM_COLUMNS), dtype="str")
    return dataclasses.replace(loaded, places=places, claims=table)


def _exported(profile, form, package, folder, **options):
    path = folder / f"out.{form}"
    written = export(make_view(package, **options), path, profile=profile)
    return [one.read_bytes() for one in written.paths]


def _drawn(form, package, folder):
    chosen = Filter(corridor=("tijuana-san-diego",))
    figures.save_figure(make_view(package, chosen), folder / f"figure.{form}", kind="overview")
    return [file.read_bytes() for file in folder.iterdir()]


def _reported(form, package, folder):
    chosen = Filter(corridor=("tijuana-san-diego",), kind=("shelter",))
    save_report(package, chosen, folder / f"brief.{form}", annex=True)
    return [file.read_bytes() for file in folder.iterdir() if file.is_file()]


OUTPUTS = {
    **{
        f"{p} {form}": partial(_exported, p, form) for p, forms in FORMATS.items() for form in forms
    },
    "figure svg": partial(_drawn, "svg"),
    **{f"brief {form}": partial(_reported, form) for form in ("md", "html", "docx")},
    "capsule": lambda package, _: [capsule(make_view(package)).encode()],
    "folium": lambda package, _: [to_map(make_view(package)).get_root().render().encode()],
    "points": lambda package, _: [assets.points(make_view(package)).content],
    "info": lambda package, _: [json.dumps(describe(package), default=str).encode()],
    "disclosure": lambda package, _: [disclose(package).to_csv().encode()],
    "claims": lambda package, _: [make_view(package).claims.to_csv().encode()],
    "everyone": lambda package, _: [make_view(package).everyone.to_csv().encode()],
}


@pytest.mark.slow
@pytest.mark.parametrize("name", OUTPUTS)
def test_nothing_undeclared_of_a_protected_place_gets_out(package, tmp_path, name):
    assert leaks(OUTPUTS[name](package, tmp_path), SECRETS) == []


@pytest.mark.slow
def test_the_search_finds_it_where_it_may_be(package, tmp_path):
    """Proof that the test above can fail."""
    internal = _exported("atlas", "csv", package, tmp_path, audience="internal")
    found = leaks(internal, SECRETS)
    assert any(MARK in what for what in found)
    view = make_view(package, audience="internal")
    assert leaks([capsule(view).encode()], SECRETS)
    assert leaks([view.everyone.to_csv().encode()], patterns((), (STRANGE,)))


@pytest.mark.slow
def test_nobody_finds_a_protected_place_by_it(package):
    chosen = Filter(q=MARK).lifted()
    assert make_view(package, chosen).places.empty
    assert len(make_view(package, chosen, audience="internal").places) > 30


@pytest.mark.slow
def test_a_partners_protected_row_brings_only_what_is_declared(folder):
    """Nor its free text, which nobody has read for what it gives away."""
    package = data.load(folder)
    known = places_of(package).drop(columns="layer")
    row = known[known["facility_id"] == PROTECTED].assign(
        facility_id="casa-nueva", name="Casa Nueva", door=MARK, notes=f"Toque en {MARK}",
        notes_en=STRANGE, address="", sensitivity="withheld",
    )  # fmt: skip
    review = pd.DataFrame(columns=list(REVIEW_COLUMNS), dtype="str")
    none = package.sources.iloc[:0]
    made = merge_rows_into(package, row, none, resource="shelters", review=review)
    new = made.tables["shelters"].set_index("facility_id").loc["casa-nueva"]
    assert (new["door"], new["notes"], new["notes_en"]) == ("", "", "")
    assert new["phone"] == row["phone"].item()
    written = [table.to_csv().encode() for table in made.tables.values()]
    assert leaks(written, patterns((), (f"Toque en {MARK}", STRANGE))) == []
    assert made.protected["notes"].tolist() == [f"Toque en {MARK}"]
    assert archive_of(package, made)


@pytest.mark.slow
def test_free_text_that_the_package_had_read_already_stays(folder):
    package = data.load(folder)
    known = places_of(package).drop(columns="layer")
    before = known[known["facility_id"] == PROTECTED]
    assert before["notes"].item()
    row = before.assign(facility_id="parte-nueva", phone="664 000 1234", notes=MARK, notes_en="")
    pair = {"decision": "merge", "id_a": PROTECTED, "id_b": "parte-nueva"}
    review = pd.DataFrame([pair], columns=list(REVIEW_COLUMNS), dtype="str").fillna("")
    none = package.sources.iloc[:0]
    made = merge_rows_into(package, row, none, resource="shelters", review=review)
    after = made.tables["shelters"].set_index("facility_id").loc[PROTECTED]
    assert after["notes"] == before["notes"].item()


@pytest.mark.slow
def test_no_list_of_changes_repeats_it(folder, tmp_path):
    import shutil

    changed = tmp_path / "changed"
    shutil.copytree(folder, changed)
    text = (changed / "shelters.csv").read_text(encoding="utf-8")
    assert MARK in text
    (changed / "shelters.csv").write_text(text.replace(MARK, f"{MARK}2"), encoding="utf-8")
    found = changes(read_release(folder), read_release(changed))
    assert set(found["change"]) == {"field_protected"}
    assert leaks([found.to_csv().encode()], SECRETS) == []


def test_no_correction_names_it(folder):
    for record in records(data.load(folder)).values():
        assert not record.protected or "door" not in {one["name"] for one in record.fields}
