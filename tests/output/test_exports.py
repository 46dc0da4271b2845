"""Exports: what is written reads back equal with each format's own tools."""

import csv
import dataclasses
import io
import json
import zipfile
from xml.etree import ElementTree

import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest

from atlas import data
from atlas.base.errors import ExportError
from atlas.base.i18n import t
from atlas.base.public_address import BASE_URL
from atlas.base.spreadsheet import restore
from atlas.curation import ingest
from atlas.output.exports import FORMATS, export, export_columns, render
from atlas.places.filters import Filter
from atlas.places.scope import scoped
from atlas.places.view import make_view

ALL = [(profile, form) for profile, forms in FORMATS.items() for form in forms]
KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture(scope="module")
def package():
    return data.load()


@pytest.fixture(scope="module")
def view(package):
    return make_view(package, Filter(corridor=("juarez-el-paso",)))


@pytest.fixture(scope="module")
def table(view):
    return export_columns.places(view, labels=False)


@pytest.fixture
def sidecar(tmp_path):
    def read(name):
        return json.loads((tmp_path / f"{name}.provenance.json").read_text(encoding="utf-8"))

    return read


def typed_like(frame, table):
    """Bring a frame that was read back to the types of the table, missing text to empty."""
    for column in table.columns:
        if column.type == "string":
            frame[column.name] = frame[column.name].astype("str").fillna("")
        elif column.type == "boolean":
            frame[column.name] = frame[column.name].astype("boolean")
        else:
            kind = "Int64" if column.type == "integer" else "float64"
            frame[column.name] = pd.to_numeric(frame[column.name]).astype(kind)
    return frame[[column.name for column in table.columns]]


def zip_part(path, name):
    with zipfile.ZipFile(path) as parts:
        return parts.read(name)


def same(read, table):
    pd.testing.assert_frame_equal(typed_like(read, table), table.frame, check_exact=True)


# The table


def test_every_place_and_every_described_column_is_there(view, table):
    assert table.frame["facility_id"].tolist() == view.places["facility_id"].tolist()
    assert list(table.frame) == list(view.places)
    assert table.undescribed == ()
    assert all(column.title and column.description for column in table.columns)


def test_a_column_that_nobody_described_is_not_exported(view):
    extra = dataclasses.replace(view, places=view.places.assign(true_lon=-106.123456))
    made = render(extra, "csv")
    assert b"106.123456" not in made.content
    assert [(item.code, item.count) for item in made.loss if item.count] == [("undescribed", 1)]


def test_columns_of_numbers_are_described_in_both_languages(package):
    english = export_columns.places(make_view(package, Filter(lang="en")), labels=True).columns
    spanish = export_columns.places(make_view(package), labels=True).columns
    for one, other in zip(english, spanish, strict=True):
        assert (one.name, one.type) == (other.name, other.type)
        assert one.description != other.description


def test_labels_are_words_in_the_language_of_the_view(package):
    for lang, word in (("es", "Albergue"), ("en", "Shelter")):
        frame = export_columns.places(make_view(package, Filter(lang=lang)), labels=True).frame
        assert set(frame.loc[frame["kind"] == "shelter", "kind_label"]) == {word}
        row = frame[frame["services"] == "lodging;legal_aid"].iloc[0]
        assert row["services_label"].count("; ") == 1
        assert (frame.loc[frame["corridor_id"] == "", "corridor_id_label"] == "").all()


# Round trips


def test_csv_reads_back_equal(view, table, tmp_path):
    export(view, tmp_path / "places.csv")
    read = pd.read_csv(tmp_path / "places.csv", dtype=str, keep_default_na=False)
    for column in table.columns:
        if column.type == "string":
            read[column.name] = read[column.name].map(restore)
        elif column.type == "boolean":
            read[column.name] = read[column.name].map({"true": True, "false": False})
    same(read.replace("", None), table)


def test_csv_is_utf8_with_a_mark_for_excel_and_its_numbers_are_numbers(view):
    content = render(view, "csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    located = [row for row in rows if row["lon"]]
    assert located
    assert all(float(row["lon"]) < 0 for row in located)
    assert all(not row["phone"].startswith("+") for row in rows)


@pytest.mark.slow
def test_xlsx_reads_back_equal_with_typed_cells_and_no_formula(view, tmp_path):
    export(view, tmp_path / "places.xlsx")
    book = openpyxl.load_workbook(tmp_path / "places.xlsx")
    assert book.sheetnames == ["Datos", "Columnas", "Fuentes", "Procedencia"]
    sheet = book["Datos"]
    head, *rows = sheet.iter_rows(values_only=True)
    table = export_columns.places(view, labels=True)
    same(pd.DataFrame(rows, columns=head), table)
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref.endswith(str(len(rows) + 1))
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "b"}
    with zipfile.ZipFile(tmp_path / "places.xlsx") as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        assert not any(b"<f" in parts.read(name) for name in sheets)


def test_xlsx_describes_its_columns_and_names_its_sources(view, tmp_path):
    export(view, tmp_path / "places.xlsx", date="2026-12-01")
    book = openpyxl.load_workbook(tmp_path / "places.xlsx")
    described = {row[0]: row for row in book["Columnas"].iter_rows(values_only=True)}
    assert list(described)[1:] == [cell.value for cell in book["Datos"][1]]
    assert all(row[2] for row in described.values())
    cited = {source for ids in view.places["source_ids"] for source in ids.split(";")}
    named = {row[1] for row in book["Fuentes"].iter_rows(min_row=2, values_only=True)}
    assert cited <= named
    about = " ".join(str(v) for row in book["Procedencia"].values for v in row)
    for text in ("corridor=juarez-el-paso", view.version, "Creative Commons", "2026-12-01"):
        assert text in about


def test_geojson_reads_back_equal(view, table, tmp_path):
    export(view, tmp_path / "places.geojson")
    raw = json.loads((tmp_path / "places.geojson").read_text(encoding="utf-8"))
    assert raw["type"] == "FeatureCollection"
    assert "crs" not in raw
    assert raw["provenance"]["link"] == "?corridor=juarez-el-paso"
    rows = [
        feature["properties"]
        | dict(
            zip(("lon", "lat"), (feature["geometry"] or {}).get("coordinates", ()), strict=False)
        )
        for feature in raw["features"]
    ]
    same(pd.DataFrame(rows), table)
    read = gpd.read_file(tmp_path / "places.geojson")
    assert read.crs.to_epsg() == 4326
    assert read["facility_id"].tolist() == table.frame["facility_id"].tolist()
    assert read.geometry.isna().tolist() == table.frame["lon"].isna().tolist()


def test_gpkg_reads_back_equal_layer_by_layer(view, table, tmp_path):
    path = tmp_path / "atlas.gpkg"
    export(view, path)
    kinds = {
        "places": "Point",
        "crossings": "Point",
        "segments": "MultiPolygon",
        "border": "MultiLineString",
        "sources": None,
    }
    assert dict(pyogrio.list_layers(path)) == kinds
    places = gpd.read_file(path, layer="places")
    same(pd.DataFrame(places.drop(columns="geometry")), table)
    assert places.crs.to_epsg() == 4326
    known = table.frame["lon"].notna()
    assert places.geometry.isna().tolist() == (~known).tolist()
    assert places.geometry[known].x.tolist() == table.frame.loc[known, "lon"].tolist()
    crossings = gpd.read_file(path, layer="crossings")
    assert crossings["crossing_id"].tolist() == view.crossings["crossing_id"].tolist()
    segments = gpd.read_file(path, layer="segments")
    assert segments["side"].tolist() == view.segments["side"].tolist()
    assert segments.geometry.geom_equals(view.segments.geometry).all()
    border = gpd.read_file(path, layer="border")
    assert border.geometry.geom_equals(view.border.geometry).all()


def test_gpkg_metadata_are_filled(view, tmp_path):
    path = tmp_path / "atlas.gpkg"
    export(view, path)
    info = pyogrio.read_info(path, layer="places")
    metadata = info["dataset_metadata"]
    assert metadata["TITLE"] == view.descriptor["title"]
    assert metadata["VERSION"] == view.version
    assert "CC-BY-4.0" in metadata["LICENCE"]
    assert json.loads(metadata["PROVENANCE"])["link"] == "?corridor=juarez-el-paso"
    assert info["layer_metadata"]["IDENTIFIER"] == "Lugares"


def test_parquet_reads_back_equal_and_is_geoparquet_1_1(view, table, tmp_path):
    path = tmp_path / "places.parquet"
    export(view, path)
    read = gpd.read_parquet(path)
    same(pd.DataFrame(read.drop(columns="geometry")), table)
    known = table.frame["lon"].notna()
    assert read.geometry[known].y.tolist() == table.frame.loc[known, "lat"].tolist()
    assert read.geometry.isna().tolist() == (~known).tolist()
    metadata = pq.read_schema(path).metadata
    geo = json.loads(metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["primary_column"] == "geometry"
    assert geo["columns"]["geometry"]["geometry_types"] == ["Point"]
    assert geo["columns"]["geometry"]["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert json.loads(metadata[b"border_corridor_atlas"])["data_version"] == view.version
    west = gpd.read_parquet(path, bbox=(-106.6, 31.6, -106.45, 31.8))
    inside = table.frame["lon"].between(-106.6, -106.45) & table.frame["lat"].between(31.6, 31.8)
    assert west["facility_id"].tolist() == table.frame.loc[inside, "facility_id"].tolist()


def test_kml_reads_back_equal(view, table, tmp_path):
    path = tmp_path / "places.kml"
    export(view, path)
    root = ElementTree.parse(path).getroot()  # noqa: S314, our own file
    rows = []
    for mark in root.iter(f"{KML}Placemark"):
        row = {item.get("name"): item.text for item in mark.iter(f"{KML}SimpleData")}
        point = mark.find(f"{KML}Point/{KML}coordinates")
        row |= (
            dict(zip(("lon", "lat"), point.text.split(","), strict=True))
            if point is not None
            else {}
        )
        rows.append(row)
    read = pd.DataFrame(rows)
    read = read[read["facility_id"].notna()].set_index("facility_id", drop=False)
    read = read.loc[table.frame["facility_id"]].reset_index(drop=True)
    read["side_certain"] = read["side_certain"].map({"1": True, "0": False})
    same(read.reindex(columns=list(table.frame)), table)
    folders = [layer for layer, _ in pyogrio.list_layers(path)]
    assert folders[0] == "Albergue"
    assert folders[-1] == "Cruces fronterizos"
    crossings = pyogrio.read_dataframe(path, layer="Cruces fronterizos")
    assert crossings["crossing_id"].tolist() == view.crossings["crossing_id"].tolist()


def test_kml_styles_and_schemas_exist(view):
    root = ElementTree.fromstring(render(view, "kml").content)  # noqa: S314
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    used = {element.text for element in root.iter(f"{KML}styleUrl")}
    used |= {element.get("schemaUrl") for element in root.iter(f"{KML}SchemaData")}
    assert used
    assert {reference.removeprefix("#") for reference in used} <= ids


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson", "gpkg", "parquet"])
def test_what_is_exported_can_be_ingested_again(package, tmp_path, form):
    shown = make_view(package, Filter(corridor=("juarez-el-paso",), kind=("shelter",)))
    path = tmp_path / f"again.{form}"
    export(shown, path)
    read = ingest.read(path, resource="shelters").frame.set_index("facility_id")
    written = shown.places.set_index("facility_id")
    assert read.index.tolist() == written.index.tolist()
    same_text = "name name_en kind operator services populations phone sensitivity address status"
    for column in [*same_text.split(), "status_date", "municipality_code"]:
        assert read[column].tolist() == written[column].tolist(), column
    for column in ("lon", "lat", "capacity"):
        pd.testing.assert_series_equal(
            pd.to_numeric(read[column].replace("", None)).astype("float64"),
            written[column].round(6),
            check_index_type=False,
        )


# What stands beside and inside


def test_a_view_without_an_address_and_filter_has_no_line_for_its_link(package, tmp_path):
    everything = make_view(package, Filter(lang="es"))
    assert everything.filter.shown_link() == ""
    export(
        make_view(package, Filter(lang="es", corridor=("tijuana-san-diego",))), tmp_path / "a.kml"
    )
    label = t("exports.about_link", "es")
    assert label in (tmp_path / "a.kml").read_text(encoding="utf-8")
    export(everything, tmp_path / "b.kml")
    assert label not in (tmp_path / "b.kml").read_text(encoding="utf-8")


def test_the_record_tells_where_the_rows_come_from(package, tmp_path, sidecar, monkeypatch):
    chosen = Filter(corridor=("tijuana-san-diego",), kind=("shelter",), lang="en")
    view = make_view(package, chosen)
    written = export(view, tmp_path / "a b.csv", date="2026-12-01")
    assert [path.name for path in written.paths] == ["a b.csv", "a b.csv.provenance.json"]
    made = sidecar("a b.csv")
    assert made["link"] == f"?{chosen.to_query()}"
    assert made["filter"] == chosen.to_params()
    monkeypatch.setenv(BASE_URL, "https://atlas.example.org")
    export(view, tmp_path / "b.csv")
    assert sidecar("b.csv")["link"] == chosen.web_link()
    assert made["data_version"] == package.version
    assert made["date"] == "2026-12-01"
    assert made["audience"] == "public"
    assert made["places"] == made["rows"] == written.rows == len(view.places)
    assert made["places_by_precision"] == view.places["precision"].value_counts().to_dict()
    assert made["places_by_sensitivity"] == view.places["sensitivity"].value_counts().to_dict()
    assert {item["name"] for item in made["licences"]} == {"CC-BY-4.0", "ODbL-1.0", "PDDL-1.0"}
    assert [item["code"] for item in made["not_held"]] == [item.code for item in written.loss]
    cited = {source for ids in view.places["source_ids"] for source in ids.split(";")}
    named = {source["source_id"]: source for source in made["sources"]}
    assert cited <= set(named)
    assert set(named) <= set(view.sources["source_id"])
    for source in made["sources"]:
        assert source["title"] in source["citation"] or source["title_en"] in source["citation"]
        assert source.get("url", "") in source["citation"]


@pytest.mark.slow
@pytest.mark.parametrize(("profile", "form"), ALL)
def test_a_file_holds_no_detention_and_nothing_closed_unless_asked(view, profile, form):
    made, asked = render(view, form, profile=profile), render(view.lifted, form, profile=profile)
    held = view.places
    assert not ((held["role"] == "enforcement") | (held["status"] == "closed")).any()
    assert made.record["places_left_out_by_default"] == {"kind": 10, "status": 11}
    said = "No se muestran: 10 lugares de detención o custodia, 11 lugares cerrados."
    assert said in made.record["statement"]
    assert made.record["places"] < asked.record["places"]
    assert asked.record["places_left_out_by_default"] == {"kind": 0, "status": 0}
    assert "No se muestran" not in asked.record["statement"]


def test_rows_of_detention_are_written_only_when_asked_for(view):
    def ids(of):
        text = render(of, "csv").content.decode("utf-8-sig")
        return {row["facility_id"] for row in csv.DictReader(io.StringIO(text))}

    rows = view.lifted.places
    hidden = rows[(rows["role"] == "enforcement") | (rows["status"] == "closed")]
    assert len(hidden) == 21
    assert ids(view).isdisjoint(hidden["facility_id"])
    assert ids(view.lifted) == {*ids(view), *hidden["facility_id"]}
    detention = view.remade(Filter(corridor=view.filter.corridor, kind=("detention",)))
    assert len(ids(detention)) > 1
    assert ids(detention) <= set(hidden["facility_id"])


def test_the_sidecar_has_the_checksum_of_the_file(view, tmp_path, sidecar):
    import hashlib

    export(view, tmp_path / "places.geojson")
    content = (tmp_path / "places.geojson").read_bytes()
    assert sidecar("places.geojson")["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.slow
@pytest.mark.parametrize(("profile", "form"), ALL)
def test_equal_views_give_equal_bytes(view, profile, form):
    one = render(view, form, profile=profile)
    other = render(dataclasses.replace(view), form, profile=profile)
    assert one.content == other.content
    assert one.record == other.record


@pytest.mark.slow
@pytest.mark.parametrize(("profile", "form"), ALL)
def test_the_date_of_printing_is_in_the_record_only_when_given(view, profile, form):
    assert "date" not in render(view, form, profile=profile).record
    assert render(view, form, profile=profile, date="2026-12-01").record["date"] == "2026-12-01"


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize(("profile", "form"), ALL)
def test_every_loss_is_said_in_the_language_of_the_view(package, profile, form, lang):
    made = render(make_view(package, Filter(lang=lang)), form, profile=profile)
    assert made.loss
    assert made.record["not_held"] == [item.to_dict() for item in made.loss]
    assert all("{" not in item.message for item in made.loss)
    assert made.record["language"] == lang


def test_an_internal_export_says_that_it_is_one(package):
    inside = make_view(package, audience="internal")
    record = render(inside, "csv").record
    assert record["audience"] == "internal"
    assert "no lo publiques" in record["statement"]


# Nothing to write, nowhere to write


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize(("profile", "form"), ALL)
def test_an_empty_result_is_a_valid_file_that_says_so(package, tmp_path, profile, form, lang):
    empty = make_view(package, Filter(q="zzzzqqqq", lang=lang))
    assert len(empty.places) == 0
    path = tmp_path / f"empty.{form}"
    written = export(empty, path, profile=profile)
    assert written.rows == 0
    record = json.loads(written.paths[1].read_text(encoding="utf-8"))
    said = t("exports.nothing", lang, total=len(empty.everyone))
    assert record["statement"] == scoped(empty, said)
    readers = {
        "csv": lambda: len(pd.read_csv(path)),
        "xlsx": lambda: openpyxl.load_workbook(path).worksheets[0].max_row - 1,
        "geojson": lambda: len(gpd.read_file(path)),
        "gpkg": lambda: len(gpd.read_file(path, layer="places")),
        "parquet": lambda: len(gpd.read_parquet(path)),
        "kml": lambda: sum(
            mark.get("id").startswith("place-") and mark.find(f"{KML}description") is not None
            for mark in ElementTree.parse(path).getroot().iter(f"{KML}Placemark")  # noqa: S314
        ),
        "zip": lambda: len(pd.read_csv(io.BytesIO(zip_part(path, "services.csv")))),
    }
    assert readers[form]() == 0
    if form in ("xlsx", "zip", "kml", "geojson", "gpkg"):
        inside = path.read_bytes()
        if form in ("xlsx", "zip"):
            with zipfile.ZipFile(path) as parts:
                inside = b"".join(parts.read(name) for name in parts.namelist())
        assert said.encode() in inside


def test_an_empty_parquet_has_no_number_that_json_cannot_hold(package):
    content = render(make_view(package, Filter(q="zzzzqqqq")), "parquet").content
    geo = pq.read_schema(io.BytesIO(content)).metadata[b"geo"]
    assert b"NaN" not in geo
    assert "bbox" not in json.loads(geo)["columns"]["geometry"]


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("a.shp", {}, "unknown format 'shp' for the profile atlas; use one of csv, xlsx, geojson"),
        ("a", {}, "unknown format ''"),
        ("a.csv", {"profile": "xyz"}, "unknown profile 'xyz'; use one of atlas, hsds, 3w"),
        ("a.csv", {"profile": "hsds"}, "for the profile hsds; use one of zip"),
        ("a.kml", {"profile": "3w"}, "for the profile 3w; use one of csv, xlsx"),
        ("a.csv", {"hxl": True}, "only 3w has"),
        ("a.geojson", {"labels": True}, "only in atlas csv and xlsx"),
        ("missing/a.csv", {}, "does not exist"),
        ("folder.csv", {}, "it is a folder"),
        ("x" * 300 + ".csv", {}, "cannot write"),
    ],
)
def test_what_cannot_be_written_is_one_line(view, tmp_path, name, options, said):
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(ExportError) as caught:
        export(view, tmp_path / name, **options)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.rglob("*")] == ["folder.csv"]


def test_a_suffix_in_capitals_is_a_suffix(view, tmp_path):
    assert export(view, tmp_path / "PLACES.CSV").rows == len(view.places)


def test_too_many_rows_for_excel_are_refused(view, monkeypatch):
    monkeypatch.setattr("atlas.output.exports.table_files._MAX_ROWS", 10)
    with pytest.raises(ExportError, match="xlsx holds at most 10 rows"):
        render(view, "xlsx")


@pytest.mark.slow
def test_a_package_that_does_not_describe_its_places_has_the_columns_of_the_atlas(view):
    bare = dataclasses.replace(view, descriptor={**view.descriptor, "resources": []})
    (before, after) = (render(one, "csv") for one in (view, bare))
    assert after.content == before.content


def test_what_was_written_can_be_printed_as_json(view, tmp_path):
    written = export(view, tmp_path / "p.xlsx", profile="3w", hxl=True)
    assert json.loads(json.dumps(written.to_dict()))["rows"] == written.rows
