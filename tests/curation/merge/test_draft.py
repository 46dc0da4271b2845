"""A partner's file that a person works on: edits, settings, and what the public would see."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.base.errors import IngestError
from atlas.curation.ingest import Limits, Upload, list_tables
from atlas.curation.merge import (
    Settings,
    archive_of,
    as_public,
    bring,
    change,
    headers_of,
    marks,
    merge_rows_into,
    open_draft,
)
from atlas.data import load
from tests.support.ods_files import ods, sheet

PACKAGE = load()
HEADER = "Nombre;Tipo;Nivel;País;Municipio;Calle;Latitud;Longitud;Protección\n"
ROWS = [
    "Casa Nueva Luz;Albergue;ONG;México;Tijuana;Calle Quinta 12;32.5331;-117.0194;abierto",
    "Refugio Sol;Albergue;ONG;México;Tijuana;Río Nazas 8;-117.0312;32.5072;",
    "Casa Sur;Albergue;qué;México;Tijuana;Av. Sur 3;32.5101;-117.0011;abierto",
    ";Albergue;ONG;México;Tijuana;;;;",
]


def upload(*rows, header=HEADER, name="lista.csv"):
    return Upload(name, (header + "\n".join(rows) + "\n").encode())


def draft_of(*rows, **options):
    return open_draft(upload(*rows, **options), resource="shelters", package=PACKAGE)


def balanced(draft):
    found = draft.found
    joined = int((found.problems["code"] == "row_joined").sum())
    return found.rows_in == len(found.frame) + len(found.held) + joined


def test_a_draft_reads_as_the_command_line_does():
    draft, found = draft_of(*ROWS), bring(upload(*ROWS), resource="shelters", package=PACKAGE)
    for name in ("frame", "held", "problems", "sources"):
        pd.testing.assert_frame_equal(getattr(draft.found, name), getattr(found, name))


def test_a_workbook_of_libreoffice_becomes_a_draft():
    cells = [line.split(";") for line in (HEADER.strip(), *ROWS)]
    made = open_draft(Upload("lista.ods", ods(sheet(*cells))), resource="shelters", package=PACKAGE)
    assert made.found.rows_in == len(ROWS)
    pd.testing.assert_frame_equal(made.raw.cells, draft_of(*ROWS).raw.cells)
    assert marks(made)["severity"].tolist() == ["", "warning", "error", "error"]


def test_marks_stand_at_the_rows_of_the_file_in_both_languages():
    said = marks(draft_of(*ROWS))
    assert said["severity"].tolist() == ["", "warning", "error", "error"]
    assert "cambiadas" in said.loc[3, "words_es"]
    assert "swapped" in said.loc[3, "words_en"]


@pytest.mark.slow
def test_an_edit_is_judged_at_once_and_can_be_undone():
    before = draft_of(*ROWS)
    draft = change(before, edits={(4, "Nivel"): "ONG"})
    assert 4 in draft.found.frame.index
    assert marks(draft).loc[4, "severity"] == ""
    assert before.found.frame.index.tolist() == [2, 3], "the draft before is as it was"
    undone = change(draft, edits={(4, "Nivel"): "qué"})
    assert undone.edits == {}
    pd.testing.assert_frame_equal(undone.found.problems, before.found.problems)


def test_a_problem_of_two_cells_names_both_headers():
    draft = draft_of(*ROWS)
    (column,) = draft.found.problems.query("code == 'coordinates_swapped'")["column"]
    assert set(headers_of(draft, column)) == {"Latitud", "Longitud"}
    assert headers_of(draft, "name") == ("Nombre",)


def test_a_formula_that_is_typed_is_emptied_as_one_in_the_file():
    draft = change(draft_of(*ROWS), edits={(2, "Calle"): "=cmd|'/c calc'!A1"})
    assert draft.found.frame.loc[2, "address"] == ""
    assert "formula_text" in set(draft.found.problems.query("row == 2")["code"])


def test_a_row_held_for_its_shape_goes_on_once_it_was_edited():
    draft = draft_of(ROWS[0], f"{ROWS[2]};zuviel")
    assert 3 in draft.found.held.index
    mended = change(draft, edits={(3, "Nivel"): "ONG"})
    assert 3 in mended.found.frame.index
    assert balanced(mended)


@settings(max_examples=15)
@given(st.dictionaries(st.tuples(st.integers(2, 5), st.sampled_from(HEADER.strip().split(";"))),
                       st.text(max_size=20), max_size=4))  # fmt: skip
def test_no_edit_loses_a_row(edits):
    draft = change(draft_of(*ROWS), edits=edits)
    assert balanced(draft)
    assert not set(draft.found.frame.index) & set(draft.found.held.index)


def test_what_is_said_of_the_whole_file_fills_only_what_rows_do_not_say():
    said = Settings(
        defaults={"sensitivity": "generalised", "precision": "exact", "precision_m": "25"},
        source={"publisher": "Red Norte"},
    )
    draft = change(draft_of(*ROWS), settings=said)
    assert draft.found.frame["sensitivity"].to_dict() == {2: "open", 3: "generalised"}
    assert draft.found.frame.loc[2, "precision_m"] == "25"
    assert draft.found.sources.iloc[0]["publisher"] == "Red Norte"


def test_a_column_can_be_taken_for_something_else_or_for_nothing():
    draft = change(draft_of(*ROWS), settings=Settings(columns={"Calle": "notes", "Tipo": ""}))
    assert draft.found.frame.loc[2, "notes"] == "Calle: Calle Quinta 12"
    assert draft.found.frame.loc[2, "address"] == ""
    assert "Tipo" not in draft.found.mapping.headers()


def test_swapped_coordinates_are_read_once_a_person_says_so():
    rows = [row.replace("32.5331;-117.0194", "-117.0194;32.5331") for row in ROWS[:2]]
    draft = change(draft_of(*rows), settings=Settings(reading={"order": "lon,lat"}))
    assert draft.found.frame["lat"].tolist() == ["32.5331", "32.5072"]


def test_nothing_finer_than_public_is_shown_of_rows_that_do_not_say_they_may_be():
    places = as_public(draft_of(*ROWS)).set_index("name")
    assert places.loc["Casa Nueva Luz", "lat"] == 32.5331
    hidden = places.loc["Refugio Sol"]
    assert hidden[["lon", "lat", "precision_m"]].isna().all()
    assert hidden["address"] == ""


def test_too_much_is_refused_before_anything_is_read():
    small = Limits(file_bytes=50)
    with pytest.raises(IngestError, match="at most"):
        open_draft(upload(*ROWS), resource="shelters", package=PACKAGE, limits=small)
    many, few = upload(*ROWS * 20), Limits(rows=2)
    with pytest.raises(IngestError, match="more than 2 rows"):
        open_draft(many, resource="shelters", package=PACKAGE, limits=few)


def test_a_new_row_never_takes_the_id_of_a_place_that_is_there():
    name = "Casa del Migrante Tijuana"
    draft = draft_of(ROWS[0].replace("Casa Nueva Luz", name))
    (made,) = draft.found.frame["facility_id"]
    assert made.startswith("casa-del-migrante-tijuana-")
    assert made not in set(PACKAGE.places["facility_id"])


@pytest.mark.slow
def test_merging_in_memory_gives_the_files_that_merging_to_a_folder_gives(tmp_path):
    import io
    import zipfile

    from atlas.curation.merge import merge_into

    draft = draft_of(*ROWS)
    rows, sources = draft.found.frame.reset_index(drop=True), draft.found.sources
    options = {"resource": "shelters", "review": pd.DataFrame(columns=["decision", "id_a", "id_b"])}
    out = tmp_path / "package"
    merge_into(PACKAGE, rows, sources, out=out, **options)
    made = merge_rows_into(PACKAGE, rows, sources, **options)
    archive = zipfile.ZipFile(io.BytesIO(archive_of(PACKAGE, made)))
    names = archive.namelist()
    assert len(names) == len(set(names))
    files = {file.relative_to(out).as_posix(): file for file in out.rglob("*") if file.is_file()}
    assert set(names) == set(files)
    assert all(archive.read(name) == file.read_bytes() for name, file in files.items())
    assert made.protected["name"].tolist() == ["Refugio Sol"]


def test_tables_of_a_file_are_named(tmp_path):
    import io
    import zipfile

    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Uno"
    book.create_sheet("Dos")
    content = io.BytesIO()
    book.save(content)
    assert list_tables(Upload("x.xlsx", content.getvalue())).names == ("Uno", "Dos")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "name\nx\n")
        archive.writestr("b/b.csv", "name\ny\n")
    several = list_tables(Upload("x.zip", packed.getvalue()))
    assert several == (("a.csv", "b/b.csv"), True)
    assert list_tables(upload(*ROWS)) == ((), False)
