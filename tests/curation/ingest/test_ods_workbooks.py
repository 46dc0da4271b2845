"""ODS workbooks: the table that a person sees, whatever the XML repeats, hides or says beside."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from atlas.base.errors import IngestError
from atlas.curation.ingest import Limits, Upload, list_tables
from atlas.curation.ingest.ingest_problems import join
from atlas.curation.ingest.opening import cells_of
from atlas.curation.ingest.text_table import Choices
from tests.support.ods_files import cell, comment, everything, ods, row, sheet, typed

HEADERS = ["Nombre", "Nivel", "País"]
FIRST = ["Casa Uno", "ONG", "MX"]
SECOND = ["Casa Dos", "ONG", "MX"]
KNOWN = frozenset(HEADERS)


def read(data, name="x.ods", **options):
    return cells_of(Upload(name, data), Choices(known=KNOWN.__contains__, **options))


def refused(data, name="x.ods", **options):
    with pytest.raises(IngestError) as caught:
        read(data, name, **options)
    message = str(caught.value)
    assert "\n" not in message
    return message


def rows_of(table):
    return {number: list(cells) for number, *cells in table.cells.itertuples()}


def said(table, code):
    found = join(table.problems)
    return found[found["code"] == code]


def content_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("content.xml").decode()


def test_what_a_person_sees_is_read():
    table = read(everything())
    assert table.kind == "ods"
    assert table.file == "x.ods:Hoja1"
    place = ["ONG", "MX", "Tijuana", "pública", "32.5331", "-117.0194"]
    text = "Uno   dos\ntres\ncuatro"
    assert rows_of(table) == {
        3: ["Casa Uno", *place, "80", "2024-05-01", "6641234567", text],
        4: ["Casa Dos", *place, "81", "", "6641234567", "x"],
        45: ["Casa Tres", *place, "", "", "", ""],
        46: ["Casa Cuatro", *place, "", "", "", ""],
        47: ["Casa Cuatro", "", *place[1:], "", "", "", ""],
    }
    assert list(said(table, "merged_cells")["value"]) == ["B45:B46"]
    assert said(table, "hidden_rows")["row"].tolist() == [45]
    assert "Nombre”, “Nivel”, “País" in said(table, "hidden_columns")["message_en"].iloc[0]
    assert said(table, "formula")[["row", "column"]].to_numpy().tolist() == [[4, "Capacidad"]]
    assert said(table, "cell_error")[["row", "column", "value"]].to_numpy().tolist() == [
        [4, "Fecha", "#N/A"]
    ]
    assert "Oculta, Léeme" in said(table, "table_chosen")["message_en"].iloc[0]
    remarks = {(remark.text, remark.rows) for remark in table.remarks}
    assert remarks >= {("Revisado", frozenset([4])), ("Notas de la lista", None), ("Hoja1", None)}


def test_values_are_written_as_those_of_an_xlsx_workbook():
    book = openpyxl.Workbook()
    moment, long = dt.datetime.fromisoformat("2024-05-01T10:30"), 5216641234567
    values = [dt.date(1999, 12, 31), moment, dt.time(8, 30), 0.85, long, 80.5, True, "01 664", 1e-7]
    names = list("abcdefghi")
    for line in (names, values):
        book.active.append(line)
    packed = io.BytesIO()
    book.save(packed)
    cells = [
        typed("date", "1999-12-31", "31/12/99", "date-value"),
        typed("date", "2024-05-01T10:29:59.999999999", "1 de mayo", "date-value"),
        typed("time", "PT08H29M59.9999999S", "8:30 AM", "time-value"),
        typed("percentage", "0.85", "85 %"),
        typed("currency", "5216641234567", "5.22E+12"),
        typed("float", "80.5", "$81"),
        typed("boolean", "true", "VERDADERO", "boolean-value"),
        "01 664",
        typed("float", "1E-007", "0.00"),
    ]
    made = read(ods(sheet(names, cells)))
    assert rows_of(made) == rows_of(read(packed.getvalue(), "x.xlsx"))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (typed("date", "-0044-03-15", "44 a. C.", "date-value"), "44 a. C."),
        (typed("time", "P3D", "72:00", "time-value"), "72:00"),
        (typed("float", "NaN", "sin dato"), "sin dato"),
        (typed("float", "9" * 9_000, "mucho"), "mucho"),
        (typed("float", "", "7"), "7"),
        (typed("float", "1", "TRUE", more='table:formula="of:=TRUE()"'), "true"),
        (typed("float", "0", "FALSO", more='table:formula="of:=[.A1]=2"'), "false"),
        (typed("float", "1", "1", more='table:formula="of:=[.A1]"'), "1"),
        ('<table:table-cell office:value-type="string" office:string-value="sin párrafo"/>',
         "sin párrafo"),
        (cell(inner='<text:p>a<text:s text:c="999999999"/>b</text:p>'), f"a{' ' * 16}b"),
        (cell(inner="<text:p>a\n   b</text:p>"), "a b"),
        (typed("float", "0", "Err:502", more='table:formula="of:=FOO()"'), ""),
    ],
)  # fmt: skip
def test_a_value_that_is_none_is_read_as_it_is_shown(written, text):
    assert rows_of(read(ods(sheet(HEADERS, ["Casa", written, "MX"]))))[2] == ["Casa", text, "MX"]


def test_what_is_no_sheet_of_the_file_is_not_read():
    copy = sheet(HEADERS, ["Casa Ajena", "ONG", "MX"], name="'file:///home/x/y.ods'#$Hoja1")
    undone = (
        "<table:tracked-changes><table:table-cell><text:p>Casa Borrada</text:p>"
        "</table:table-cell></table:tracked-changes>"
    )
    link = (
        f"<table:dde-links><table:dde-link>{sheet(['Casa DDE'])}</table:dde-link></table:dde-links>"
    )
    table = read(ods(undone, sheet(HEADERS, FIRST), copy, link))
    assert rows_of(table) == {2: FIRST}
    assert not len(join(table.problems))


def test_text_in_pictures_and_boxes_is_a_remark_and_not_in_the_cell():
    box = "<draw:frame><draw:text-box><text:p>No difundir</text:p></draw:text-box></draw:frame>"
    table = read(ods(sheet(HEADERS, [cell("Casa Uno", box), "ONG", "MX"])))
    assert rows_of(table) == {2: FIRST}
    above = f"<table:shapes>{box}</table:shapes>"
    others = read(ods(sheet(HEADERS, FIRST, before=above)))
    for found in (table, others):
        assert ("No difundir", None) in {(remark.text, remark.rows) for remark in found.remarks}


def test_a_comment_on_rows_that_are_written_once_speaks_of_each():
    marked = row(cell("Casa", comment("No publicar")), "ONG", "MX", number_rows_repeated=3)
    table = read(ods(sheet(HEADERS, FIRST, marked)))
    assert list(rows_of(table)) == [2, 3, 4, 5]
    assert ("No publicar", frozenset([3, 4, 5])) in table.remarks


def test_sheets_are_chosen_as_in_other_workbooks():
    notes = sheet(["Nombre"], ["x"], name="Notas")
    best = sheet(HEADERS, SECOND, name="Oculta", style="hidden")
    data = ods(notes, sheet(HEADERS[:2], FIRST[:2], name="Lista"), best)
    assert rows_of(read(data)) == {2: FIRST[:2]}
    for chosen in ("oculta", "3"):
        assert rows_of(read(data, sheet=chosen)) == {2: SECOND}
    assert "has no sheet 'Otra'; it has Notas, Lista, Oculta" in refused(data, sheet="Otra")
    assert list_tables(Upload("x.ods", data)).names == ("Notas", "Lista", "Oculta")
    assert "no sheet with cells" in refused(ods())


def test_a_workbook_in_an_archive_is_opened():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("datos/lista.ods", ods(sheet(HEADERS, FIRST)))
    assert rows_of(read(packed.getvalue(), "x.zip")) == {2: FIRST}


EMPTY = row(cell(number_columns_repeated=16_384), number_rows_repeated=1_048_000)


def test_what_is_empty_costs_nothing_however_often_it_is_repeated():
    wide = row(*SECOND, cell(number_columns_repeated=16_381))
    table = read(ods(sheet(HEADERS, FIRST, EMPTY, wide, EMPTY)), limits=Limits(rows=40, columns=3))
    assert rows_of(table) == {2: FIRST, 1_048_003: SECOND}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (row(*SECOND, number_rows_repeated=1_048_570), "more than 100 rows"),
        (row(*SECOND, cell(number_columns_repeated=100), "x"), "104 columns; at most 10"),
        (row(*SECOND, cell("x", number_columns_repeated=16_381)), "16,384 columns; at most 10"),
        (row(*SECOND, *"1234567", number_rows_repeated=90), "MB are read"),
    ],
)
def test_what_is_filled_is_read_within_the_limits(line, why):
    limits = Limits(rows=100, columns=10, unpacked_bytes=50_000)
    assert why in refused(ods(sheet(HEADERS, FIRST, line)), limits=limits)
    other = sheet(line, name="Otra")
    assert rows_of(read(ods(sheet(HEADERS, FIRST), other), limits=limits)) == {2: FIRST}


def test_a_workbook_with_a_password_is_refused():
    locked = "<manifest:encryption-data/>"
    old = ods(sheet(FIRST), **{"content.xml": b"\x8f\x01", "META-INF/manifest.xml": locked})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("encrypted-package", b"\x8f\x01")
    for data in (old, packed.getvalue()):
        assert "is protected with a password" in refused(data)
        with pytest.raises(IngestError, match="password"):
            list_tables(Upload("x.ods", data))


@pytest.mark.parametrize("before", ["", f"<!--{'x' * 70_000}-->"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_wherever_they_stand(before, encoding):
    bomb = f'{before}<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    content = content_of(ods(sheet(HEADERS, FIRST), declared=bomb)).replace("UTF-8", encoding)
    data = ods(**{"content.xml": content.encode(encoding)})
    assert refused(data) == "x.ods: content.xml declares XML entities; no workbook needs them"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (content_of(everything())[:2_000], "damaged workbook"),
        ("", "damaged workbook"),
        ("<a>" * 300, "more than 200 elements in one another"),
        ('<?xml version="1.0" encoding="utf-7"?><a/>', "damaged workbook"),
    ],
)
def test_a_damaged_workbook_is_refused(content, why):
    assert why in refused(ods(**{"content.xml": content}))


def test_an_opendocument_file_without_sheets_says_what_to_save():
    data = ods(mimetype="application/vnd.oasis.opendocument.text")
    assert "is no spreadsheet; save its table as .ods, .xlsx or .csv" in refused(data, "x.odt")


def test_an_archive_that_unpacks_to_too_much_is_refused():
    data = ods(sheet(HEADERS, FIRST), **{"Pictures/x": b"0" * 11_000_000})
    assert "times its size" in refused(data)
