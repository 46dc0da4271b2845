"""Reading a data package: typed frames, corrections, and one clear error for what is broken."""

import json

import pandas as pd
import pytest

from atlas import data
from atlas.analysis import cooperation
from atlas.base.errors import DataPackageError
from atlas.data.schema import PROBLEM_COLUMNS

PACKAGE = data.load()
DESCRIPTOR = PACKAGE.descriptor
FRAMES = [item["name"] for item in DESCRIPTOR["resources"] if hasattr(PACKAGE, item["name"])]


def fields(name):
    return next(r for r in DESCRIPTOR["resources"] if r["name"] == name)["schema"]["fields"]


def change(folder, name, edit):
    file = folder / name
    file.write_text(edit(file.read_text(encoding="utf-8")), encoding="utf-8")


def edit_cell(folder, name, row, column, value):
    """Write one cell; rows count as in a spreadsheet."""
    file = folder / f"{name}.csv"
    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    frame.loc[row - 2, column] = value
    frame.to_csv(file, index=False)


def correct(folder, **correction):
    """Add one correction to a package."""
    file = folder / "corrections.csv"
    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    frame.loc[len(frame)] = frame.iloc[0].to_dict() | {"date": "2026-11"} | correction
    frame.to_csv(file, index=False)
    return len(frame) + 1


@pytest.mark.parametrize("name", FRAMES)
def test_columns_have_the_types_that_the_descriptor_says(name):
    frame = getattr(PACKAGE, name)
    assert len(frame) or name == "claims", name
    for field in fields(name):
        column = frame[field["name"]]
        required = field.get("constraints", {}).get("required", False)
        if field["type"] == "integer" and required:
            assert column.dtype == "int64"
        elif field["type"] in ("integer", "number"):
            assert column.dtype == "float64"
        else:
            assert not column.isna().any()
            assert column.dtype == "str"


def test_places_are_the_three_layers_one_after_the_other():
    assert list(PACKAGE.places["layer"].unique()) == list(data.PLACES)
    assert list(PACKAGE.places.columns) == [*[f["name"] for f in fields("shelters")], "layer"]
    assert PACKAGE.places.index.is_unique


@pytest.mark.slow
def test_an_unchanged_package_is_read_once_and_a_changed_one_again(package_copy):
    first = data.load(package_copy)
    assert data.load(str(package_copy)) is first
    edit_cell(package_copy, "shelters", 2, "operator", "Nueva")
    assert data.load(package_copy).places["operator"].iloc[0] == "Nueva"


def test_a_package_may_be_read_by_a_relative_path(package_copy, monkeypatch):
    monkeypatch.chdir(package_copy.parent)
    assert data.load(package_copy.name).path == package_copy


@pytest.mark.slow
def test_corrections_are_applied_when_loading(package_copy):
    before = data.load(package_copy).places.iloc[0]
    correct(
        package_copy,
        resource="shelters",
        id=before["facility_id"],
        field="capacity",
        old=f"{before['capacity']:.0f}",
        new="150",
    )
    after = data.load(package_copy).places.iloc[0]
    assert after["capacity"] == 150
    assert after.drop("capacity").equals(before.drop("capacity"))
    assert data.check_tables(package_copy).empty


@pytest.mark.slow
@pytest.mark.parametrize(
    ("correction", "column", "message"),
    [
        ({"resource": "castles"}, "resource", "does not find resource “castles”"),
        ({"id": "nobody"}, "id", "does not find id “nobody”"),
        ({"field": "moat"}, "field", "does not find field “moat”"),
        ({"old": "open"}, "old", "expects “open” and the table says “planned”"),
        ({"resource": "crossing_flows"}, "id", "does not find id"),
    ],
)
def test_a_correction_that_does_not_fit_stops_loading(package_copy, correction, column, message):
    row = correct(package_copy, **{"old": "planned"} | correction)
    with pytest.raises(DataPackageError, match=f"corrections.csv row {row}, column {column}: .*"):
        data.load(package_copy)
    found = data.check_tables(package_copy)
    assert message in found["message_en"].iloc[0]
    assert list(found[["file", "row", "column"]].iloc[0]) == ["corrections.csv", row, column]


def _without(name):
    return lambda folder: (folder / name).unlink()


def _broken_json(folder):
    change(folder, "datapackage.json", lambda text: text[:-20])


def _no_resources(folder):
    (folder / "datapackage.json").write_text('{"name": "x"}', encoding="utf-8")


def _ragged(folder):
    change(folder, "actors.csv", lambda text: text + "one,two\n")


def _twice(folder):
    change(folder, "actors.csv", lambda text: text.replace("name_en", "name", 1))


def _latin(folder):
    (folder / "actors.csv").write_bytes("actor_id\nmuñoz\n".encode("latin-1"))


def _cut(folder):
    change(folder, "actors.csv", lambda text: text + 'one,"two')


def _empty(folder):
    (folder / "actors.csv").write_text("", encoding="utf-8")


def _column(folder):
    change(folder, "actors.csv", lambda text: text.replace("acronym", "initials", 1))


def _number(folder):
    edit_cell(folder, "shelters", 3, "lon", "-117,03")


def _required_number(folder):
    edit_cell(folder, "crossing_flows", 5, "value", "")


def _less(name):
    def remove(folder):
        file = folder / "datapackage.json"
        descriptor = json.loads(file.read_text(encoding="utf-8"))
        kept = [item for item in descriptor["resources"] if item["name"] != name]
        file.write_text(json.dumps(descriptor | {"resources": kept}), encoding="utf-8")

    return remove


def _not_geometry(folder):
    (folder / "border.geojson").write_text('{"type": "Feature', encoding="utf-8")


BROKEN = [
    (_without("datapackage.json"), "lacks the file datapackage.json"),
    (_without("crossings.csv"), "lacks the file crossings.csv"),
    (_without("corridors.geojson"), "lacks the file corridors.geojson"),
    (_without("schemas/place.json"), "lacks the file schemas/place.json"),
    (_broken_json, "datapackage.json is not valid JSON: "),
    (_no_resources, "datapackage.json describes no resources"),
    (_less("shelters"), "datapackage.json lacks the resource shelters"),
    (_less("sources"), "datapackage.json lacks the resource sources"),
    (_ragged, "actors.csv row 98 has 2 cells, the header 10"),
    (_twice, "actors.csv has a column twice"),
    (_latin, "actors.csv line 2 is no UTF-8 text; save the file as UTF-8"),
    (_empty, "actors.csv is empty; it needs a row with the names of its columns"),
    (_cut, "actors.csv row 98 cannot be read: unexpected end of data"),
    (_column, "actors.csv row 1, column acronym: The column acronym is missing"),
    (_number, "shelters.csv row 3, column lon: “-117,03” is not a number"),
    (_required_number, "crossing_flows.csv row 5, column value: value is missing"),
    (_not_geometry, "border.geojson cannot be read: "),
]


@pytest.mark.parametrize(("damage", "message"), BROKEN)
def test_a_broken_package_is_one_line_that_says_what(package_copy, damage, message):
    damage(package_copy)
    with pytest.raises(DataPackageError, match=message) as caught:
        data.load(package_copy)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_not_there():
    with pytest.raises(DataPackageError, match=r"lacks the file datapackage\.json"):
        data.load("/no/such/folder")


def test_the_check_goes_on_after_a_broken_file(package_copy):
    _without("localities.csv")(package_copy)
    _ragged(package_copy)
    edit_cell(package_copy, "shelters", 3, "kind", "castle")
    found = data.check_tables(package_copy)
    assert tuple(found.columns) == PROBLEM_COLUMNS
    codes = set(found[["file", "code"]].itertuples(index=False, name=None))
    assert {
        ("localities.csv", "missing_file"),
        ("actors.csv", "unreadable_file"),
        ("shelters.csv", "enum"),
    } <= codes


PLANTED = [
    # table, row, column, value, problem code
    ("shelters", 2, "source_ids", "smr;nobody", "foreign_key"),
    ("offices", 4, "municipality_code", "MX99999", "foreign_key"),
    ("services", 2, "facility_id", "centro 32", "pattern"),
    ("crossings", 3, "modes", "pedestrian;horse", "enum"),
    ("crossing_flows", 9, "crossing_id", "london-bridge", "foreign_key"),
    ("context_stats", 2, "indicator", "happiness", "enum"),
    ("actors", 2, "country", "MX;FR", "enum"),
    ("actions", 2, "actor_ids", "unhcr;nobody", "foreign_key"),
    ("corridors", 2, "crossings", "san-ysidro;nowhere", "foreign_key"),
    ("corridors", 2, "timezone_a", "America/Tijauna", "not_time_zone"),
    ("localities", 2, "corridor_id", "nowhere", "foreign_key"),
    ("municipalities", 2, "admin1_code", "Baja", "pattern"),
    ("sources", 2, "date", "2025-31", "not_date"),
    ("corrections", 2, "source_ids", "nobody", "foreign_key"),
    ("vocab/kind", 2, "colour", "blue", "pattern"),
    ("vocab/kind", 2, "icon", "heart", "enum"),
    ("vocab/level", 2, "en", "", "required"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("table", "row", "column", "value", "code"), PLANTED)
def test_a_mistake_in_any_table_is_found_at_its_cell(package_copy, table, row, column, value, code):
    edit_cell(package_copy, table, row, column, value)
    found = data.check_tables(package_copy)
    found = found[found["code"] != "unused_source"]
    cells = list(found[["file", "row", "column", "code"]].itertuples(index=False, name=None))
    assert cells == [(f"{table}.csv", row, column, code)]


def test_a_key_that_is_used_elsewhere_is_missed_there(package_copy):
    edit_cell(package_copy, "crossings", 2, "crossing_id", "renamed")
    found = data.check_tables(package_copy)
    assert set(found["code"]) == {"foreign_key"}
    assert {"crossing_flows.csv", "corridors.csv"} == set(found["file"])


def test_a_source_that_nothing_cites_is_a_warning(package_copy):
    change(
        package_copy,
        "sources.csv",
        lambda text: text + "lonely,Nadie,,Nadie,web,,,,,,unknown,,\n",
    )
    row = data.check_tables(package_copy).iloc[0]
    assert (row["code"], row["value"], row["severity"]) == ("unused_source", "lonely", "warning")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        ({"type": "Point", "coordinates": [-117, 32]}, "geometry_type"),
        (
            {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
            "geometry_invalid",
        ),
    ],
)
def test_a_segment_must_be_a_valid_polygon(package_copy, geometry, code):
    file = package_copy / "corridors.geojson"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["features"][1]["geometry"] = geometry
    file.write_text(json.dumps(content), encoding="utf-8")
    found = data.check_tables(package_copy)
    assert list(found[["row", "column", "code"]].itertuples(index=False, name=None)) == [
        (3, "geometry", code)
    ]


def test_the_properties_of_geometry_are_checked_too(package_copy):
    change(package_copy, "land.geojson", lambda text: text.replace('"side":"GT"', '"side":"BZ"'))
    found = data.check_tables(package_copy)
    assert set(found["code"]) == {"enum"}
    assert set(found["value"]) == {"BZ"}


def _before_states(folder):
    """Make the package one of the time before actions had a state."""
    newer = {"state", "attested", "attested_source_ids", "replaced_by"}
    file = folder / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    for item in descriptor["resources"]:
        if item["name"] == "actions":
            schema = item["schema"]
            schema["fields"] = [one for one in schema["fields"] if one["name"] not in newer]
            schema["rules"] = schema["rules"][:1]
    kept = [one for one in descriptor["resources"] if one["name"] != "vocab_action_state"]
    file.write_text(json.dumps(descriptor | {"resources": kept}), encoding="utf-8")
    (folder / "vocab" / "action_state.csv").unlink()
    table = pd.read_csv(folder / "actions.csv", dtype="str", keep_default_na=False)
    table.drop(columns=sorted(newer)).to_csv(folder / "actions.csv", index=False)


@pytest.mark.slow
def test_a_package_without_states_of_actions_loads_and_claims_nothing(package_copy):
    _before_states(package_copy)
    found = data.check_tables(package_copy)
    assert not (found["severity"] == "error").any()
    actions = data.load(package_copy).actions
    assert (actions[["state", "attested", "replaced_by"]] == "").all().all()
    assert not cooperation.standing(actions, "2026-11-22").isin(cooperation.IN_FORCE).any()


def test_a_package_that_describes_states_needs_their_columns(package_copy):
    change(package_copy, "actions.csv", lambda text: text.replace(",attested,", ",seen,", 1))
    with pytest.raises(DataPackageError, match=r"actions.csv row 1, column attested: ") as caught:
        data.load(package_copy)
    assert "\n" not in str(caught.value)
