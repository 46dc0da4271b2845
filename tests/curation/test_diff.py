"""What changed between two versions: rows, cells, points, outlines; nothing protected repeated."""

import csv
import json

import pandas as pd
import pytest

from atlas.base.errors import DataPackageError
from atlas.curation.diff import CHANGE_COLUMNS, changes, read_release
from atlas.data.bundled import geodata_dir

pytestmark = pytest.mark.slow

OLD = read_release()
PLACE = "casa-del-migrante-tijuana"
PROTECTED = "instituto-madre-asunta"


def edit(folder, name, change):
    file = folder / f"{name}.csv"
    table = pd.read_csv(file, dtype=str, keep_default_na=False)
    changed = change(table)
    (table if changed is None else changed).to_csv(file, index=False)


def set_cells(folder, table_name, key, **cells):
    def change(table):
        row = table.index[table.iloc[:, 0] == key].item()
        table.loc[row, list(cells)] = list(cells.values())

    edit(folder, table_name, change)


def compare(folder):
    return changes(OLD, read_release(folder))


def only(found):
    assert len(found) == 1, found["message_en"].tolist()
    return found.iloc[0]


def test_a_version_is_the_same_as_itself(package_copy):
    found = compare(package_copy)
    assert len(found) == 0
    assert tuple(found.columns) == CHANGE_COLUMNS


def test_order_of_rows_members_and_spelling_of_numbers_is_no_change(package_copy):
    edit(package_copy, "shelters", lambda table: table.iloc[::-1])
    services = "childcare;education;employment;legal_aid;mental_health;health;food;lodging"
    set_cells(package_copy, "shelters", PLACE, services=services, capacity="140.0")
    assert len(compare(package_copy)) == 0


@pytest.mark.parametrize(
    ("cells", "change", "said"),
    [
        ({"status": "closed"}, "field_changed", "Status was “Open” and is now “Closed”"),
        ({"phone": ""}, "field_emptied", "no longer says “+52 664 682 5180 [2018-08-04]”"),
        ({"services": "lodging;wash"}, "list_changed", "added Water and hygiene"),
        ({"lon": "-117.0", "lat": "32.5"}, "point_moved", "the point moved 2.5 km"),
        ({"lon": "", "lat": ""}, "point_removed", "no longer has a point"),
    ],
)
def test_a_changed_cell_is_said_in_words(package_copy, cells, change, said):
    set_cells(package_copy, "shelters", PLACE, **cells)
    row = only(compare(package_copy))
    assert (row["table"], row["id"], row["change"]) == ("shelters", PLACE, change)
    assert said in row["message_en"], row["message_en"]
    assert row["name"] in row["message_es"]


def test_how_far_a_point_moved_is_measured_on_the_ellipsoid(package_copy):
    set_cells(package_copy, "crossings", "san-ysidro", lat="32.543428")
    # A degree of latitude is 110.9 km there.
    assert only(compare(package_copy))["moved_m"] == pytest.approx(0.0009 * 110_905, abs=0.1)


def test_rows_that_come_and_go_and_change_their_table(package_copy):
    edit(package_copy, "actors", lambda table: table.drop(index=3))
    moved = []

    def take(table):
        moved.append(table.iloc[[0]])
        return table.iloc[1:]

    edit(package_copy, "shelters", take)
    edit(package_copy, "services", lambda table: pd.concat([table, *moved]))
    found = compare(package_copy)
    assert sorted(found["change"]) == ["layer_changed", "row_removed"]
    layer = found[found["change"] == "layer_changed"].iloc[0]
    assert (layer["old"], layer["new"]) == ("shelters", "services")
    assert "moved from Shelters to Services" in layer["message_en"]
    back = changes(read_release(package_copy), OLD)
    assert sorted(back["change"]) == ["layer_changed", "row_added"]


def test_what_a_protected_place_said_before_is_not_repeated(package_copy):
    """A place withheld in a hurry: the announcement must not publish it once more."""
    before = OLD.tables["shelters"].set_index("facility_id").loc[PLACE]
    cells = dict.fromkeys(["lon", "lat", "precision_m", "address", "phone", "notes"], "")
    set_cells(package_copy, "shelters", PLACE, sensitivity="withheld", **cells)
    found = compare(package_copy)
    assert {"point_protected", "field_protected"} <= set(found["change"])
    said = found.to_csv()
    for column in ("lon", "lat", "address", "phone"):
        assert before[column] not in said
    assert found["moved_m"].isna().all()


def test_nor_how_far_it_moved(package_copy):
    set_cells(package_copy, "shelters", PROTECTED, lon="-117.01")
    row = only(compare(package_copy))
    assert (row["change"], row["old"]) == ("point_protected", "")
    assert pd.isna(row["moved_m"])


def test_an_outline_says_how_far_it_moved(package_copy):
    file = package_copy / "corridors.geojson"
    content = json.loads(file.read_text(encoding="utf-8"))
    ring = content["features"][0]["geometry"]["coordinates"]
    while not isinstance(ring[0][0], float):
        ring = ring[0]
    ring[5][1] += 0.001
    file.write_text(json.dumps(content), encoding="utf-8")
    row = only(compare(package_copy))
    assert (row["table"], row["change"]) == ("segments", "geometry_changed")
    assert 1 < row["moved_m"] < 111


def test_columns_that_come_and_go(package_copy):
    edit(package_copy, "actors", lambda table: table.drop(columns="acronym").assign(motto=""))
    found = compare(package_copy).set_index("change")["field"].to_dict()
    assert found == {"column_added": "motto", "column_removed": "acronym"}


def test_two_rows_of_one_name_cannot_be_compared(package_copy):
    edit(package_copy, "actors", lambda table: pd.concat([table, table.iloc[[0]]]))
    with pytest.raises(DataPackageError, match=r"actors\.csv has 'unhcr' twice"):
        read_release(package_copy)


CORRECTION = {
    "resource": "shelters", "id": PLACE, "field": "status", "old": "open", "new": "closed",
    "reason": "Cerró.", "reason_en": "It closed.", "source_ids": "smr", "date": "2026-01",
}  # fmt: skip


def corrections(folder, *rows):
    file = folder / "offered.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, CORRECTION)
        writer.writeheader()
        writer.writerows({**CORRECTION, **row} for row in rows)
    return file


def test_corrections_are_applied_and_told(run, tmp_path):
    code, out, _ = run("check", "--corrections", corrections(tmp_path, {}))
    assert code == 0
    assert "Status was “Open” and is now “Closed”" in out
    assert "1 changes by" in out


def test_corrections_that_do_not_fit_are_named(run, tmp_path):
    wrong = [
        # a change of the good one, column and code of the problem
        ({"old": "planned"}, "old", "correction_old"),
        ({"id": "nowhere"}, "id", "correction_target"),
        ({"field": "colour"}, "field", "correction_target"),
        ({"resource": "castles"}, "resource", "correction_target"),
        ({"field": "level", "old": "faith_based", "new": "faith_based", "source_ids": "nobody"},
         "source_ids", "foreign_key"),
        ({"field": "country", "old": "MX", "new": "MX", "reason": ""}, "reason", "required"),
    ]  # fmt: skip
    file = corrections(tmp_path, {"id": PROTECTED}, *(row for row, _, _ in wrong))
    code, out, _ = run("check", "--corrections", file, "--json")
    assert code == 1
    found = [item for item in json.loads(out) if item["severity"] == "error"]
    assert [(item["file"], item["row"], item["column"], item["code"]) for item in found] == [
        ("offered.csv", number, column, problem)
        for number, (_, column, problem) in enumerate(wrong, start=3)
    ]


def test_what_corrections_break_is_named_where_it_is(run, tmp_path):
    west = {"resource": "crossings", "id": "san-ysidro", "field": "lon", "old": "-117.028761"}
    file = corrections(tmp_path, {"new": "burnt"}, {**west, "new": "-117.528761"})
    code, out, _ = run("check", "--corrections", file, "--json")
    assert code == 1
    found = [item for item in json.loads(out) if item["severity"] == "error"]
    assert {(item["file"], item["code"]) for item in found} == {
        ("shelters.csv", "enum"),
        ("crossings.csv", "crossing_off_border"),
    }


def test_a_file_that_holds_no_corrections_is_one_line(run, tmp_path):
    file = tmp_path / "offered.csv"
    file.write_text("id,field\na,b\n", encoding="utf-8")
    code, _, err = run("check", "--corrections", file)
    assert code == 2
    assert "offered.csv row 1, column resource: The column resource is missing" in err


def test_the_command_tells_writes_and_counts(run, screen, package_copy, tmp_path):
    set_cells(package_copy, "shelters", PLACE, status="closed", name="=1+1")
    out = tmp_path / "changes.csv"
    code, said, _ = run("diff", geodata_dir(), package_copy, "-o", out, "--lang", "es")
    assert code == 0
    assert "Situación decía «Abierto» y ahora dice «Cerrado»" in said
    assert said.splitlines()[-1].endswith(": 2 changes")
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert list(rows[0]) == list(CHANGE_COLUMNS)
    assert {row["new"] for row in rows} == {"closed", "'=1+1"}
    assert "comparing" in screen.getvalue()


def test_machines_can_read_the_changes(run, package_copy):
    set_cells(package_copy, "shelters", PLACE, status="closed")
    code, out, _ = run("diff", package_copy, "--json")
    assert code == 0
    found = json.loads(out)
    assert found["changes"][0]["change"] == "field_changed"
    assert found["changes"][0]["moved_m"] is None


def test_an_unknown_language_and_format_are_refused(run, package_copy, tmp_path):
    for more, word in ((("--lang", "fr"), "use one of es, en"), (("-o", "x.docx"), "only .csv")):
        code, _, err = run("diff", package_copy, *more)
        assert (code, word in err) == (2, True), err
