"""Exports of text that wants to be something else: it stays text in every format."""

import csv
import dataclasses
import html
import io
import json
import re
import zipfile
from xml.etree import ElementTree

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atlas import data
from atlas.base.spreadsheet import printable, restore
from atlas.output.exports import FORMATS, render
from atlas.output.exports.table_files import MAX_TEXT
from atlas.places.filters import Filter
from atlas.places.view import make_view

ALL = [(profile, form) for profile, forms in FORMATS.items() for form in forms]
HOSTILE = [
    '=HYPERLINK("http://example.org","x")',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|x",
    "+1+1",
    "-1+1",
    "\t=1",
    "a;=1+1",
    "'=1",
    "#N/A",
    "{{7*191}}{% raw %}${7*7}`x`",
    "</script><img src=x onerror=alert(1)>",
    "]]><!-- &amp; &#x41; <!DOCTYPE a [<!ENTITY b 'c'>]>",
    "line\u2028line\u2029\u202eabc\u200f",
    "nul\0bell\x07esc\x1b\ufffe",
    "_x0041_ _x000D_",
    "two\nlines\r\nand\rthree",
    '"quoted", comma',
    "😀 ñ ﷽",
    "null",
    "NA",
    "007",
    "1e5",
    "TRUE",
    " spaces around ",
]
TEXT = ["name", "name_en", "operator", "address", "notes", "notes_en", "phone", "status_date"]
KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture(scope="module")
def small():
    """A view of two places with the sources that they cite."""
    view = make_view(data.load(), Filter(corridor=("tapachula-tecun-uman",)))
    places = view.places[view.places["lon"].notna()].head(2).reset_index(drop=True)
    ids = set(";".join(places["source_ids"]).split(";"))
    sources = view.sources[view.sources["source_id"].isin(ids)].reset_index(drop=True)
    border, segments = view.border.head(1), view.segments.head(1)
    small = dataclasses.replace(view, places=places, sources=sources)
    return dataclasses.replace(small, border=border, segments=segments)


def planted(view, *texts):
    """One place, source and crossing for each text, which stands in all their free text."""
    many = [pd.concat([frame.head(1)] * len(texts), ignore_index=True)
            for frame in (view.places, view.sources, view.crossings)]  # fmt: skip
    numbers = [f"row-{number}" for number in range(len(texts))]
    places = many[0].assign(**{name: list(texts) for name in TEXT}, facility_id=numbers)
    places["source_ids"] = numbers
    sources = many[1].assign(title=list(texts), publisher=list(texts), source_id=numbers)
    crossings = many[2].assign(name=list(texts), notes=list(texts), crossing_id=numbers)
    return dataclasses.replace(view, places=places, sources=sources, crossings=crossings)


def clean(texts):
    return [printable(text) for text in texts]


def as_xml(text):
    """What an XML file gives back: only line feeds break lines."""
    return printable(text).replace("\r\n", "\n").replace("\r", "\n")


def read_csv(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def check_csv(view, texts, _folder):
    cells = [row["name"] for row in read_csv(render(view, "csv").content)]
    assert [restore(cell) for cell in cells] == clean(texts)
    for cell in cells:
        assert not cell.lstrip(' "').startswith(("=", "+", "-", "@", "\t", "\r"))


def check_xlsx(view, texts, _folder):
    content = render(view, "xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    name = [cell.value for cell in sheet[1]].index("name") + 1
    cells = [sheet.cell(row, name) for row in range(2, len(texts) + 2)]
    # Excel itself reads _x005F_ as an underscore.
    expected = [re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", as_xml(text)) for text in texts]
    assert [cell.value or "" for cell in cells] == expected
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            assert b"<f>" not in parts.read(name)
            ElementTree.fromstring(parts.read(name))  # noqa: S314


def check_geojson(view, texts, _folder):
    made = json.loads(render(view, "geojson").content)
    assert [feature["properties"]["name"] for feature in made["features"]] == clean(texts)


def check_parquet(view, texts, _folder):
    read = gpd.read_parquet(io.BytesIO(render(view, "parquet").content))
    assert read["name"].tolist() == clean(texts)
    assert pd.api.types.is_string_dtype(read["name"])


def check_gpkg(view, texts, folder):
    path = folder / "hostile.gpkg"
    path.write_bytes(render(view, "gpkg").content)
    for layer, column in (("places", "name"), ("crossings", "name"), ("sources", "title")):
        values = pyogrio.read_dataframe(path, layer=layer, read_geometry=False)[column]
        assert values.fillna("").tolist() == clean(texts)


def check_kml(view, texts, _folder):
    root = ElementTree.fromstring(render(view, "kml").content)  # noqa: S314
    marks = {mark.get("id"): mark for mark in root.iter(f"{KML}Placemark")}
    for number, text in enumerate(texts):
        for kind in ("place", "crossing"):
            mark = marks[f"{kind}-row-{number}"]
            values = {item.get("name"): item.text for item in mark.iter(f"{KML}SimpleData")}
            assert values.get("name", "") == as_xml(text)
        described = marks[f"place-row-{number}"].find(f"{KML}description").text
        assert html.escape(as_xml(text).strip()) in described
    for description in root.iter(f"{KML}description"):
        left = description.text.replace("<br>", "")
        assert "<" not in left
        assert ">" not in left


def check_hsds(view, texts, _folder):
    with zipfile.ZipFile(io.BytesIO(render(view, "zip", profile="hsds").content)) as parts:
        rows = read_csv(parts.read("services.csv"))
        json.loads(parts.read("datapackage.json"))
    assert [restore(row["name"]) for row in rows] == clean(texts)


CHECKS = [check_csv, check_xlsx, check_geojson, check_parquet, check_gpkg, check_kml, check_hsds]


@pytest.mark.parametrize("check", CHECKS)
def test_hostile_text_stays_text(small, tmp_path, check):
    check(planted(small, *HOSTILE), HOSTILE, tmp_path)


texts = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30), min_size=1, max_size=20
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=texts)
@pytest.mark.parametrize("check", CHECKS)
def test_any_text_reads_back(small, tmp_path, check, texts):
    check(planted(small, *texts), texts, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("profile", "form"), ALL)
def test_replaced_characters_are_counted(small, profile, form):
    clean = render(small, form, profile=profile)
    dirty = render(planted(small, "a\0b"), form, profile=profile)
    assert "characters" not in {item.code for item in clean.loss}
    assert "characters" in {item.code for item in dirty.loss}
    assert b"\0b" not in json.dumps(dirty.record, ensure_ascii=False).encode()


@pytest.mark.slow
def test_very_long_text_is_whole_everywhere_but_in_excel_which_says_so(small, tmp_path):
    text = "á😀" * 40_000
    view = dataclasses.replace(small, places=small.places.assign(notes=text))
    made = render(view, "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(made.content)).worksheets[0]
    head = [cell.value for cell in sheet[1]]
    cut = sheet.cell(2, head.index("notes") + 1).value
    assert cut.endswith("…")
    assert len(cut.encode("utf-16-le")) // 2 <= MAX_TEXT
    assert text.startswith(cut[:-1])
    assert {item.code: item.count for item in made.loss}["cut"] == len(view.places)
    for form in ("csv", "geojson", "gpkg", "parquet", "kml"):
        assert "cut" not in {item.code for item in render(view, form).loss}
    assert restore(read_csv(render(view, "csv").content)[0]["notes"]) == text
    path = tmp_path / "long.gpkg"
    path.write_bytes(render(view, "gpkg").content)
    assert pyogrio.read_dataframe(path, layer="places")["notes"][0] == text


@pytest.mark.slow
def test_codes_that_no_vocabulary_knows_stay_codes(small):
    odd = small.places.assign(kind="a b<c>", services="x;y", status="?", level="?", populations="z")
    view = dataclasses.replace(small, places=odd)
    for profile, form in ALL:
        assert render(view, form, profile=profile).content
    row = read_csv(render(view, "csv", labels=True).content)[0]
    assert (row["kind"], row["kind_label"]) == ("a b<c>", "a b<c>")
    assert (row["services"], row["services_label"]) == ("x;y", "x; y")
