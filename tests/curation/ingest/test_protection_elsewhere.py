"""A file forbids to show its places in more ways than in a column: none of them is missed."""

import io
import json
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment

from atlas.curation.ingest import ColumnMapping, Upload
from atlas.curation.ingest.protection_words import hides_all, says_hidden
from atlas.curation.merge import bring
from tests.support.ods_files import cell, comment, ods, sheet

OPEN = {"country": "MX", "admin1": "MX-BCN", "level": "civil_society", "sensitivity": "open"}
ROWS = [["Nombre", "Municipio", "Domicilio"], ["Casa Uno", "Tijuana", "Sol 5"],
        ["Casa Dos", "Tijuana", "Luna 6"]]  # fmt: skip
TEXT = "\n".join(",".join(row) for row in ROWS) + "\n"


@pytest.fixture(scope="module")
def shown():
    from atlas.data import load

    package = load()

    def read(data, name="x.csv"):
        """Give how each place is protected, when the file as a whole is said to be open."""
        content = data if isinstance(data, bytes) else data.encode()
        found = bring(Upload(name, content), resource="shelters", package=package,
                      mapping=ColumnMapping(defaults=OPEN))  # fmt: skip
        return list(found.frame["sensitivity"])

    return read


def workbook(rows=ROWS, title="Hoja1", change=lambda sheet: None):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    change(sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_box(data, *paragraphs):
    """Give a workbook whose sheet has a box of text."""
    said = "".join(f"<a:p><a:r><a:t>{one}</a:t></a:r></a:p>" for one in paragraphs)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(
            "xl/worksheets/_rels/sheet1.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{kind}" Target="../drawings/drawing1.xml"/>'
            "</Relationships>",
        )
        archive.writestr(
            "xl/drawings/drawing1.xml",
            '<xdr:wsDr xmlns:xdr="x" xmlns:a="a"><xdr:twoCellAnchor><xdr:sp><xdr:txBody>'
            f"<a:bodyPr/>{said}</xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>",
        )
    return target.getvalue()


def test_a_file_that_says_nothing_is_shown_as_was_said_for_it(shown):
    assert shown(TEXT) == shown(workbook(), "x.xlsx") == ["open", "open"]


@pytest.mark.parametrize("title", ["DOCUMENTO DE USO INTERNO. NO DIFUNDIR.", "Rojo = no publicar"])
def test_a_title_speaks_of_every_row(shown, title):
    assert shown(f"{title},,\n,,\n{TEXT}") == ["withheld"] * 2


@pytest.mark.parametrize("name", ["albergues NO PUBLICAR.csv", "albergues_CONFIDENCIAL.csv"])
def test_so_does_the_name_of_the_file(shown, name):
    assert shown(TEXT, name) == ["withheld"] * 2


def test_and_the_name_of_a_sheet_that_is_the_only_one(shown):
    assert shown(workbook(title="Confidencial"), "x.xlsx") == ["withheld"] * 2


def test_and_the_group_above_some_columns(shown):
    rows = [["Datos", None, "Uso interno, no difundir"], *ROWS]
    assert shown(workbook(rows), "x.xlsx") == ["withheld"] * 2


def test_and_a_note_under_the_table(shown):
    assert shown(f"{TEXT}Nota: no publicar los domicilios,,\n") == ["withheld"] * 2


def test_a_footnote_speaks_of_the_rows_with_its_sign(shown):
    text = TEXT.replace("Casa Dos", "Casa Dos*") + "* Domicilio confidencial,,\n"
    assert shown(text) == ["open", "withheld"]
    assert shown(f"{TEXT}* Domicilio confidencial,,\n") == ["withheld"] * 2, "no row has it"


def test_a_comment_speaks_of_the_row_of_its_cell(shown):
    def comment(sheet):
        sheet["B3"].comment = Comment("No publicar la dirección", "x")
        sheet["B2"].comment = Comment("Revisado", "x")

    assert shown(workbook(change=comment), "x.xlsx") == ["open", "withheld"]


def test_a_box_of_text_on_the_sheet_speaks_of_every_row(shown):
    assert shown(with_box(workbook(), "Aviso", "No publicar"), "x.xlsx") == ["withheld"] * 2
    assert shown(with_box(workbook(), "Revisado en marzo"), "x.xlsx") == ["open"] * 2


@pytest.mark.parametrize(
    ("lines", "before", "right"),
    [
        (ROWS, "", ["open", "open"]),
        ([*ROWS[:2], [cell("Casa Dos", comment("No publicar")), *ROWS[2][1:]]], "",
         ["open", "withheld"]),
        (ROWS, "<table:shapes><draw:frame><text:p>Uso interno</text:p></draw:frame></table:shapes>",
         ["withheld"] * 2),
    ],
)  # fmt: skip
def test_and_so_it_is_in_a_workbook_of_libreoffice(shown, lines, before, right):
    assert shown(ods(sheet(*lines, before=before)), "x.ods") == right


def test_the_heading_of_a_section_speaks_of_the_rows_below_it(shown):
    text = "\n".join(
        ",".join(row) for row in [*ROWS[:2], ["CASAS DE RESGUARDO (NO PUBLICAR)", "", ""], ROWS[2]]
    )
    assert shown(text) == ["open", "withheld"]


def test_a_header_speaks_of_the_rows_that_have_something_under_it(shown):
    text = TEXT.replace("Domicilio", "Domicilio (confidencial)").replace("Sol 5", "")
    assert shown(text) == ["open", "withheld"]


def test_so_does_what_a_map_file_or_json_is_called(shown):
    kml = (
        "<kml xmlns='http://www.opengis.net/kml/2.2'><Document><name>Casas confidenciales</name>"
        "<Placemark><name>Casa</name><Point><coordinates>-117.02,32.53</coordinates></Point>"
        "</Placemark></Document></kml>"
    )
    assert shown(kml, "x.kml") == ["withheld"]
    records = {"title": "Uso interno", "items": [{"name": "Casa", "municipality": "Tijuana"}] * 2}
    assert set(shown(json.dumps(records), "x.json")) == {"withheld"}


@pytest.mark.parametrize(
    ("header", "cells", "right"),
    [
        ("Public?", ["checked", ""], ["open", "withheld"]),
        ("Se puede publicar", ["\u2713", ""], ["open", "withheld"]),
        ("Confidencial", ["\u2713", ""], ["withheld", "open"]),
        ("¿Se puede publicar?", ["Sí, de acuerdo", "?"], ["open", "withheld"]),
        ("¿Se puede publicar?", ["Sí / Yes", "No / No"], ["open", "withheld"]),
        ("PhysicalAddressIsPrivate", ["No", "Yes"], ["open", "withheld"]),
        ("Diffusion", ["publique", "restreinte"], ["open", "withheld"]),
        ("Adresse confidentielle (O/N)", ["N", "O"], ["open", "withheld"]),
        ("Nivel de acceso a la información", ["Pública", "solo la red"], ["open", "withheld"]),
        ("Clasificación", ["Pública", "uso interno"], ["open", "withheld"]),
        ("reserva", ["0", "1"], ["open", "withheld"]),
        ("¿Información restringida? (Sí/No)", ["No", "Sí"], ["open", "withheld"]),
        ("Sharing level", ["Public", "Partners only"], ["open", "withheld"]),
        ("Data sharing consent", ["Yes", "None"], ["open", "withheld"]),
        ("Mostrar ubicación", ["Sí", "aproximada; no exacta"], ["open", "withheld"]),
        ("Resguardo de datos", ["Público", "Medio"], ["open", "withheld"]),
        ("Estatus de publicación", ["Publicado", "Borrador"], ["open", "withheld"]),
        ("acf/privado", ["false", "true"], ["open", "withheld"]),
        ("Eske nou ka pataje l", ["Wi", "Non"], ["open", "withheld"]),
    ],
)
def test_columns_that_ask_it_in_other_words_and_signs(shown, header, cells, right):
    text = (
        f'Nombre,Municipio,{header}\nCasa Uno,Tijuana,"{cells[0]}"\nCasa Dos,Tijuana,{cells[1]}\n'
    )
    assert shown(text) == right


def test_a_cover_sheet_speaks_of_the_whole_file(shown):
    def cover(sheet):
        sheet.parent.create_sheet("Léeme").append(["Este archivo es confidencial."])

    def instructions(sheet):
        sheet.parent.create_sheet("Léeme").append(["Confidencial", "Escriba sí o no"])

    assert shown(workbook(change=cover), "x.xlsx") == ["withheld"] * 2
    assert shown(workbook(change=instructions), "x.xlsx") == ["open"] * 2


def test_a_sentence_under_the_table_speaks_of_the_whole_file(shown):
    assert (
        shown(f"{TEXT},,\nDocumento confidencial. Prohibida su difusión.,,\n") == ["withheld"] * 2
    )


@pytest.mark.parametrize(
    ("address", "right"),
    [("Call for address", "withheld"), ("Se omite por seguridad", "withheld"), ("Sol 5", "open")],
)
def test_an_address_that_is_not_given_is_not_to_be_found(shown, address, right):
    assert shown(f"Nombre,Municipio,Domicilio\nCasa Uno,Tijuana,{address}\n") == [right]


@pytest.mark.parametrize(
    "text",
    ["Calle Sol 5 (reservado)", "no dar el domicilio", "uso de la red", "Se puede difundir: no",
     "restricted - do not circulate", "Casa secreta", "staff only", "Not publicly listed",
     "domicilio: reservado", "sin difusión", "\U0001f512", "address available upon request",
     "por confidencialidad no se incluye la dirección", "PROTEGER DATOS DE UBICACIÓN",
     "domicilio omitido", "ne pas communiquer l'adresse", "dirección solo para la red"],
)  # fmt: skip
def test_texts_that_forbid_to_show_a_place(text):
    assert says_hidden(text, frozenset())


@pytest.mark.parametrize(
    "text",
    ["Servicio confidencial y gratuito", "Reservado el derecho de admisión", "Acceso: restringido",
     "Acceso restringido después de las 22 h", "Does not distribute food", "no informa",
     "No incluye comida", "llamar antes de llegar", "Address changed in 2024", "Sin restricciones"],
)  # fmt: skip
def test_texts_that_do_not(text):
    assert not says_hidden(text, frozenset())


@pytest.mark.parametrize(
    "text",
    ["directorio (no confidencial).csv", "Todos los derechos reservados",
     "Sin datos confidenciales", "Directorio público", "Hoja1", "sensitive_places_open.csv"],
)  # fmt: skip
def test_titles_that_do_not(text):
    assert not hides_all(text)
