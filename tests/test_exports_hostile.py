"""Exports of text that wants to be something else: it stays text in every format."""

import csv
import dataclasses
import html
import io
import json
import zipfile
from xml.etree import ElementTree

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atlas import tables
from atlas.exports import FORMATS, render
from atlas.exports.tables import MAX_TEXT
from atlas.filters import Filter
from atlas.spreadsheet import printable, restore
from atlas.view import make_view

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
    view = make_view(tables.load(), Filter(corridor=("tapachula-tecun-uman",)))
    places = view.places[view.places["lon"].notna()].head(2).reset_index(drop=True)
    ids = set(";".join(places["source_ids"]).split(";"))
    sources = view.sources[view.sources["source_id"].isin(ids)].reset_index(drop=True)
    border, segments = view.border.head(1), view.segments.head(1)
    small = dataclasses.replace(view, places=places, sources=sources)
    return dataclasses.replace(small, border=border, segments=segments)


def planted(view, text):
    """Put a text into every column of free text, of places and of sources."""
    places = view.places.assign(**dict.fromkeys(TEXT, text))
    sources = view.sources.assign(title=text, publisher=text)
    crossings = view.crossings.assign(name=text, notes=text)
    return dataclasses.replace(view, places=places, sources=sources, crossings=crossings)


def as_xml(text):
    """What an XML file gives back: only line feeds break lines."""
    return printable(text).replace("\r\n", "\n").replace("\r", "\n")


def read_csv(content):
    return next(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def check_csv(view, text):
    row = read_csv(render(view, "csv").content)
    assert restore(row["name"]) == printable(text)
    assert not row["name"].lstrip(" \"").startswith(("=", "+", "-", "@", "\t", "\r"))


def check_xlsx(view, text):
    content = render(view, "xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    head = [cell.value for cell in sheet[1]]
    cell = sheet.cell(2, head.index("name") + 1)
    expected = as_xml(text).replace("_x0041_", "_x005F_x0041_").replace("_x000D_", "_x005F_x000D_")
    assert (cell.value or "") == expected
    assert cell.data_type in ("s", "n")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            assert b"<f>" not in parts.read(name)
            ElementTree.fromstring(parts.read(name))  # noqa: S314


def check_geojson(view, text):
    made = json.loads(render(view, "geojson").content)
    assert made["features"][0]["properties"]["name"] == printable(text)


def check_parquet(view, text):
    read = gpd.read_parquet(io.BytesIO(render(view, "parquet").content))
    assert read["name"].tolist() == [printable(text)] * len(view.places)


def check_gpkg(view, text, folder):
    path = folder / "hostile.gpkg"
    path.write_bytes(render(view, "gpkg").content)
    for layer, column in (("places", "name"), ("crossings", "name"), ("sources", "title")):
        values = pyogrio.read_dataframe(path, layer=layer, read_geometry=False)[column]
        assert set(values.fillna("")) == {printable(text)}


def check_kml(view, text):
    root = ElementTree.fromstring(render(view, "kml").content)  # noqa: S314
    place = next(
        mark for mark in root.iter(f"{KML}Placemark") if mark.find(f"{KML}description") is not None
    )
    values = {item.get("name"): item.text for item in place.iter(f"{KML}SimpleData")}
    assert values.get("name", "") == as_xml(text)
    for description in root.iter(f"{KML}description"):
        left = (description.text or "").replace("<br>", "")
        assert "<" not in left
        assert ">" not in left
    if text.strip():
        assert html.escape(as_xml(text)) in place.find(f"{KML}description").text


def check_hsds(view, text):
    with zipfile.ZipFile(io.BytesIO(render(view, "zip", profile="hsds").content)) as parts:
        row = read_csv(parts.read("services.csv"))
        json.loads(parts.read("datapackage.json"))
    assert restore(row["name"]) == printable(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(small, tmp_path, text):
    view = planted(small, text)
    check_csv(view, text)
    check_xlsx(view, text)
    check_geojson(view, text)
    check_parquet(view, text)
    check_gpkg(view, text, tmp_path)
    check_kml(view, text)
    check_hsds(view, text)


def writable(*, without="\0"):
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=30).filter(
        lambda text: without not in text
    )


def few(examples):
    return settings(
        max_examples=examples, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )


@few(30)
@given(text=writable())
def test_any_text_reads_back_from_csv(small, text):
    check_csv(planted(small, text), text)


@few(30)
@given(text=writable())
def test_any_text_reads_back_from_geojson_and_kml(small, text):
    check_geojson(planted(small, text), text)
    check_kml(planted(small, text), text)


@few(10)
@given(text=writable())
def test_any_text_reads_back_from_parquet_and_hsds(small, text):
    check_parquet(planted(small, text), text)
    check_hsds(planted(small, text), text)


@few(10)
@given(text=writable(without="_x"))
def test_any_text_reads_back_from_excel(small, text):
    check_xlsx(planted(small, text), text)


@few(8)
@given(text=writable())
def test_any_text_reads_back_from_a_geopackage(small, tmp_path, text):
    check_gpkg(planted(small, text), text, tmp_path)


@pytest.mark.parametrize(("profile", "form"), ALL)
def test_replaced_characters_are_counted(small, profile, form):
    clean = render(small, form, profile=profile)
    dirty = render(planted(small, "a\0b"), form, profile=profile)
    assert "characters" not in {item.code for item in clean.loss}
    assert "characters" in {item.code for item in dirty.loss}
    assert b"\0b" not in json.dumps(dirty.record, ensure_ascii=False).encode()


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
    assert restore(read_csv(render(view, "csv").content)["notes"]) == text
    path = tmp_path / "long.gpkg"
    path.write_bytes(render(view, "gpkg").content)
    assert pyogrio.read_dataframe(path, layer="places")["notes"][0] == text


def test_codes_that_no_vocabulary_knows_stay_codes(small):
    odd = small.places.assign(kind="a b<c>", services="x;y", status="?", level="?", populations="z")
    view = dataclasses.replace(small, places=odd)
    for profile, form in ALL:
        assert render(view, form, profile=profile).content
    row = read_csv(render(view, "csv", labels=True).content)
    assert (row["kind"], row["kind_label"]) == ("a b<c>", "a b<c>")
    assert (row["services"], row["services_label"]) == ("x;y", "x; y")


def test_text_columns_of_codes_do_not_become_numbers(small):
    view = planted(small, "007")
    path = io.BytesIO(render(view, "parquet").content)
    assert gpd.read_parquet(path)["name"].tolist() == ["007"] * len(view.places)
    assert pd.api.types.is_string_dtype(gpd.read_parquet(path)["name"])
