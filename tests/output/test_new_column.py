"""A column that is declared in a copy of the package, and nowhere in code, is everywhere."""

import csv
import io
import json

import openpyxl
import pytest

from atlas import data
from atlas.output.exports import render
from atlas.output.report import save_report
from atlas.places.filters import Filter
from atlas.places.view import make_view
from atlas.webmap import payload
from tests.support.new_column import add_column

FIELD = {
    "name": "visits", "type": "string", "title": "Visitas", "title_en": "Visits",
    "description": "Cuándo abre.", "description_en": "When it is open.",
    "public_for": ["open", "generalised"], "group": "contact",
    "show": ["card", "list", "table", "print", "search", "brief"],
}  # fmt: skip
BEDS = {
    "name": "cots", "type": "integer", "title": "Catres", "title_en": "Cots",
    "description": "Catres de emergencia.", "description_en": "Emergency cots.",
    "public_for": ["open"], "show": ["card", "table"],
}  # fmt: skip
PLACE = "casa-del-migrante-tijuana"
TITLE = {"es": "Visitas", "en": "Visits"}


@pytest.fixture
def package(package_copy):
    add_column(
        package_copy,
        FIELD,
        lambda row: "Zafiro 9 a 5" if row["facility_id"] == PLACE else "",
    )
    add_column(package_copy, BEDS, lambda row: "12" if row["facility_id"] == PLACE else "")
    assert data.check_tables(package_copy).empty
    return data.load(package_copy)


def row_of(view):
    return view.places.set_index("facility_id").loc[PLACE]


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["es", "en"])
def test_files_hold_it_and_say_what_it_is(package, lang):
    view = make_view(package, Filter(corridor=("tijuana-san-diego",), lang=lang))
    rows = list(csv.DictReader(io.StringIO(render(view, "csv").content.decode("utf-8-sig"))))
    (row,) = (row for row in rows if row["facility_id"] == PLACE)
    assert (row["visits"], row["cots"]) == ("Zafiro 9 a 5", "12")
    book = openpyxl.load_workbook(io.BytesIO(render(view, "xlsx").content))
    told = {str(cell.value) for sheet in book for line in sheet for cell in line}
    assert {
        TITLE[lang],
        "Zafiro 9 a 5",
        FIELD["description" if lang == "es" else "description_en"],
    } <= told
    features = json.loads(render(view, "geojson").content)["features"]
    (own,) = (one["properties"] for one in features if one["id"] == PLACE)
    assert (own["visits"], own["cots"]) == ("Zafiro 9 a 5", 12)


def test_a_search_finds_it(package):
    assert make_view(package, Filter(q="zafiro")).places["facility_id"].tolist() == [PLACE]


@pytest.mark.slow
def test_the_map_gets_it_with_its_titles(package):
    view = make_view(package)
    made = payload(view)
    columns = {column["name"]: column for column in made["columns"]}
    assert columns["visits"]["title"] == TITLE
    assert columns["visits"]["group"] == "contact"
    assert columns["visits"]["show"] == ["card", "list", "table", "print", "search"]
    assert columns["cots"]["type"] == "integer"
    assert "Zafiro 9 a 5" in str(made["places"]["text"]["visits"])
    assert 12 in made["places"]["numbers"]["cots"]["n"]


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_brief_has_a_column_for_it(package, tmp_path, lang):
    view = make_view(
        package, Filter(corridor=("tijuana-san-diego",), kind=("shelter",), side=("MX",), lang=lang)
    )
    save_report(view, tmp_path / "brief.html", annex=True)
    said = (tmp_path / "brief.html").read_text(encoding="utf-8")
    assert TITLE[lang] in said
    assert "Zafiro 9 a 5" in said
