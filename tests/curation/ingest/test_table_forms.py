"""Tables that are not one table from top to bottom."""

import json

import pytest

from atlas.curation.ingest import ColumnMapping, Upload
from atlas.curation.ingest.limits import Limits
from atlas.curation.ingest.table_forms import Row, realigned
from atlas.curation.ingest.text_table import Choices
from atlas.curation.merge import bring

TOLD = {"country": "MX", "admin1": "MX-BCN", "level": "civil_society", "sensitivity": "open"}


@pytest.fixture(scope="module")
def made():
    from atlas.data import load

    package = load()

    def read(rows, name="x.csv"):
        text = rows if isinstance(rows, str) else "\n".join(",".join(row) for row in rows) + "\n"
        return bring(Upload(name, text.encode()), resource="shelters", package=package,
                     mapping=ColumnMapping(defaults=TOLD))  # fmt: skip

    return read


HEADER = ["Nombre", "Domicilio", "Municipio", "Tel"]
UNO = ["Casa Uno", "Sol 5", "Tijuana", "664 555 0101"]
DOS = ["Casa Dos", "Luna 6", "Tecate", "665 555 0102"]


def test_a_table_on_its_side_is_turned(made):
    found = made([list(column) for column in zip(HEADER, UNO, DOS, strict=True)])
    assert list(found.frame["name"]) == ["Casa Uno", "Casa Dos"]
    assert list(found.frame["phone"]) == ["664 555 0101", "665 555 0102"]
    assert "table_turned" in set(found.problems["code"])


def test_one_whose_first_column_has_words_of_headers_is_not(made):
    rows = [["Tipo", "Nombre"], ["Albergue", "Uno"], ["Refugio", "Dos"]]
    assert list(made(rows).frame["name"]) == ["Uno", "Dos"]


def test_headers_in_another_order_further_down_are_followed(made):
    other = ["Nombre", "Teléfono", "Municipio", "Dirección"]
    found = made([HEADER, UNO, ["COMEDORES", "", "", ""], other,
                  ["Casa Dos", "665 555 0102", "Tecate", "Luna 6"]])  # fmt: skip
    assert list(found.frame["name"]) == ["Casa Uno", "Casa Dos"]
    assert list(found.frame["address"]) == ["Sol 5", "Luna 6"]
    assert list(found.frame["phone"]) == ["664 555 0101", "665 555 0102"]


def test_a_second_table_with_headers_of_its_own_is_held_back(made):
    other = ["Nombre", "Latitud", "Longitud", "Tel"]
    found = made([HEADER, UNO, other, ["Casa Dos", "32.5", "-117.0", "665 555 0102"]])
    assert list(found.frame["name"]) == ["Casa Uno"]
    assert list(found.problems.loc[found.problems["code"] == "second_table", "row"]) == [3, 4]


def test_a_heading_is_no_place_and_stays_with_its_rows(made):
    heads = [[text, "", "", ""] for text in ("MUNICIPIO DE TIJUANA", "Municipio de Tecate")]
    found = made([HEADER, heads[0], UNO, heads[1], DOS])
    assert list(found.frame["name"]) == ["Casa Uno", "Casa Dos"]
    assert "MUNICIPIO DE TIJUANA" in found.frame["notes"].iloc[0]
    assert "Municipio de Tecate" in found.frame["notes"].iloc[1]
    assert list(found.problems.loc[found.problems["code"] == "heading_row", "row"]) == [2, 4]


def test_a_place_of_which_only_the_name_is_known_is_one(made):
    assert list(made([HEADER, UNO, ["Refugio Solo", "", "", ""], DOS]).frame["name"]) == [
        "Casa Uno", "Refugio Solo", "Casa Dos"]  # fmt: skip


@pytest.mark.parametrize("last", [["*", "Datos de la red", "", ""], ["Página 1 de 2", "", "", ""]])
def test_what_ends_a_page_is_no_place(made, last):
    assert list(made([HEADER, UNO, DOS, last]).frame["name"]) == ["Casa Uno", "Casa Dos"]


def test_numbers_are_no_names(made):
    found = made(
        [["Municipio", "Albergue", "Comedor"], ["Tijuana", "12", "3"], ["Tecate", "2", "1"]]
    )
    assert not len(found.frame), "how many there are"


RECORDS = [{"name": "Casa Uno", "address": "Sol 5", "phone": "664 555 0101"},
           {"name": "Casa Dos", "address": "Luna 6", "phone": "665 555 0102"}]  # fmt: skip
NAMES, VALUES = [*RECORDS[0]], [[*record.values()] for record in RECORDS]


@pytest.mark.parametrize(
    "content",
    [
        {"a1": RECORDS[0], "b2": RECORDS[1]},
        {"columns": NAMES, "data": VALUES},
        {"meta": {"view": {"columns": [{"name": name} for name in NAMES]}}, "data": VALUES},
        {"range": "A1:C3", "values": [NAMES, *VALUES]},
        [NAMES, *VALUES],
        {"items": [{"site": [record]} for record in RECORDS]},
    ],
)
def test_records_of_json_in_whatever_order_they_stand(made, content):
    frame = made(json.dumps(content), "x.json").frame
    assert list(frame["name"]) == ["Casa Uno", "Casa Dos"]
    assert list(frame["phone"]) == ["664 555 0101", "665 555 0102"]


def test_a_table_beside_the_table_gives_nothing_to_its_rows(made):
    left, right = ["Casa Uno", "Sol 5", "664 555 0101"], ["Casa Dos", "Luna 6", "664 555 0102"]
    headers = [*HEADER[:2], HEADER[3]]
    found = made([[*headers, "", *headers], [*left, "", *right]])
    row = found.frame.iloc[0]
    assert (row["name"], row["address"], row["phone"]) == ("Casa Uno", "Sol 5", "664 555 0101")
    assert "Casa Dos" in set(found.problems.loc[found.problems["code"] == "beside_table", "value"])


@pytest.mark.parametrize(
    "described",
    [["(texto)", "(grados)", "(grados)"], ["Official name", "Latitude in WGS84", "Longitude"]],
)
def test_a_row_that_describes_the_columns_is_no_place(made, described):
    rows = [["Nombre", "Latitud", "Longitud"], described, ["Casa Uno", "32.5301", "-117.0201"],
            ["Casa Dos", "32.5311", "-117.0211"]]  # fmt: skip
    assert list(made(rows).frame["name"]) == ["Casa Uno", "Casa Dos"]


def test_layers_of_a_map_are_read_with_their_names(made):
    def layer(name, *places):
        points = [{"type": "Feature", "properties": {"name": place, "seen": {"address": "Sol 5"}},
                   "geometry": {"type": "Point", "coordinates": [-117.0201, 32.5301]}}
                  for place in places]  # fmt: skip
        return {"type": "FeatureCollection", "features": points, "options": {"name": name}}

    content = {
        "type": "map",
        "layers": [layer("Abiertos", "Casa Uno"), layer("No publicar", "Casa Dos")],
    }
    frame = made(json.dumps(content), "x.json").frame
    assert list(frame["name"]) == ["Casa Uno", "Casa Dos"]
    assert list(frame["sensitivity"]) == ["open", "withheld"]
    assert list(frame["address"]) == ["Sol 5", "Sol 5"], "what is within a feature is read too"


def test_rows_with_figures_are_not_looked_up_as_headers():
    asked = []
    choices = Choices(known=asked.append, column=lambda header: "", limits=Limits())
    body = [Row(number, [f"Casa {number}", "Sol", "Tijuana", "32.5"]) for number in range(2, 9)]
    found = realigned(body, Row(1, ["Nombre", "Domicilio", "Municipio", "#"]), choices)
    assert found.rows == body
    assert not asked, "it is most of the time that a large file takes"
