"""Files that are damaged, hostile or simply not what they are called: one clear line each."""

import contextlib
import gzip
import io
import json
import tracemalloc
import zipfile

import geopandas as gpd
import pytest
from openpyxl import Workbook
from shapely import box

from atlas.base.errors import IngestError
from atlas.curation.ingest import Limits, Upload, read, vector_files
from tests.support.ingest_cases import INPUT

HEADER = "name,level,country,municipality,sensitivity,lat,lon\n"
ROW = "Casa {},NGO,MX,Tijuana,public,32.5331,-117.0194\n"


def table(rows=3):
    return (HEADER + "".join(ROW.format(number) for number in range(rows))).encode()


def ingest(name, data, **options):
    return read(Upload(name, data), resource="shelters", **options)


def refused(name, data, **options):
    with pytest.raises(IngestError) as caught:
        ingest(name, data, **options)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 400
    return message


def zipped(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def workbook(fill):
    book = Workbook()
    fill(book.active)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def simple_sheet(sheet):
    sheet.append(["Nombre", "Nivel", "País", "Municipio", "Protección"])
    sheet.append(["Casa Uno", "ONG", "MX", "Tijuana", "pública"])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"   \n  \n", "no rows"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 99, "old or password-protected Office file"),
        (b"%PDF-1.7 ...", "PDF"),
        (gzip.compress(b"name,lat\n", mtime=0), "gzip"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"<!DOCTYPE html><html><body>Inicie sesion</body></html>", "XML with declarations"),
        (b"<html><body>Inicie sesion</body></html>", "web page"),
        (zipped(**{"xl/workbook.bin": b"x"}), "in a form that is not read; save it as .xlsx"),
        (zipped(**{"Index/Document.iwa": b"x"}), "in a form that is not read; save it as .xlsx"),
        (b'<?xml version="1.0"?><rss></rss>', "XML of a kind that is not read (rss)"),
        (bytes(range(256)) * 40, "not a text file"),
        (b"\x00\x00\x27\x0a" + b"\x00" * 96, "one part of a Shapefile"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(data, words):
    assert words in refused("datos.csv", data)


def test_a_missing_file_is_one_line(tmp_path):
    with pytest.raises(IngestError, match=r"cannot read .*nada\.csv: No such file"):
        read(tmp_path / "nada.csv", resource="shelters")


def test_an_unknown_resource_names_the_known_ones():
    with pytest.raises(Exception, match="no resource 'casas'; it has shelters, offices"):
        read(Upload("x.csv", table()), resource="casas")


def test_a_map_layer_is_no_resource():
    with pytest.raises(IngestError, match="segments is not a table of rows"):
        read(Upload("x.csv", table()), resource="segments")


def test_a_file_over_the_limit_is_refused_before_it_is_read():
    assert "at most 1 MB" in refused("x.csv", table(40_000), limits=Limits(file_bytes=1024 * 1024))


def test_too_many_rows_are_refused():
    assert "more than 10 rows" in refused("x.csv", table(80), limits=Limits(rows=10))


def test_too_many_columns_are_refused():
    wide = ",".join(f"c{number}" for number in range(600)) + "\n" + "1," * 599 + "1\n"
    assert "600 columns; at most 500" in refused("x.csv", wide.encode())


def test_a_zip_bomb_is_refused_by_its_ratio():
    bomb = zipped(**{"datos.csv": b"0" * 60_000_000})
    assert len(bomb) < 100_000
    tracemalloc.start()
    message = refused("bomba.zip", bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "times its size" in message
    assert peak < 30_000_000, "it was unpacked"


def test_a_zip_bomb_is_refused_by_its_size():
    members = {f"{number}.csv": bytes(9_000_000) for number in range(8)}
    assert "unpacks to" in refused(
        "x.zip", zipped(**members), limits=Limits(unpacked_bytes=50_000_000)
    )


def test_too_many_members_are_refused():
    members = {f"{number}.csv": b"a" for number in range(30)}
    assert "holds 30 files" in refused("x.zip", zipped(**members), limits=Limits(members=20))


def test_an_archive_in_an_archive_is_not_opened():
    inner = zipped(**{"x.csv": table()})
    assert "archive in an archive" in refused("x.zip", zipped(**{"x.csv": inner}))


def test_a_protected_archive_is_refused():
    data = bytearray(zipped(**{"x.csv": table()}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    assert "password" in refused("x.zip", bytes(data))


def test_an_archive_with_several_tables_asks_which(tmp_path):
    data = zipped(**{"a.csv": table(1), "b.csv": table(2)})
    assert "choose one with the sheet option: a.csv, b.csv" in refused("x.zip", data)
    assert ingest("x.zip", data, sheet="b").rows_in == 2


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused(kept):
    data = workbook(simple_sheet)
    assert "damaged" in refused("x.xlsx", data[: int(len(data) * kept)])


def test_a_workbook_with_a_damaged_sheet_is_refused():
    data = workbook(simple_sheet)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:300]
    assert "damaged workbook" in refused("x.xlsx", zipped(**parts))


def test_a_workbook_with_entities_is_refused():
    data = workbook(simple_sheet)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    name = "xl/worksheets/sheet1.xml"
    parts[name] = bomb + parts[name].split(b"?>", 1)[-1]
    assert "declares XML entities" in refused("x.xlsx", zipped(**parts))


def test_a_map_file_with_entities_is_refused():
    kml = (INPUT / "places.kml").read_text(encoding="utf-8")
    bomb = kml.replace("<kml", '<!DOCTYPE kml [<!ENTITY a "aaaa">]>\n<kml', 1)
    assert "declarations that are not read" in refused("x.kml", bomb.encode())


SHAPE_START = b"\x00\x00\x27\x0a"


@pytest.mark.parametrize(
    ("name", "wrap"),
    [
        ("x.kml", lambda vrt: vrt),
        ("x.osm.pbf", lambda vrt: vrt),
        ("x.osm.pbf", lambda vrt: b"\x00\x00\x00\x0e\x0a\x09OSMHeader" + vrt),
        ("x.fgb", lambda vrt: b"fgb\x03" + vrt),
        ("x.gpkg", lambda vrt: b"SQLite format 3\x00" + vrt),
        ("x.zip", lambda vrt: zipped(**{"x.shp": vrt})),
        ("x.zip", lambda vrt: zipped(**{"x.shp": SHAPE_START + vrt})),
        ("x.zip", lambda vrt: zipped(**{"x.shp": SHAPE_START, "x.dbf": vrt})),
    ],
)
def test_a_virtual_map_file_cannot_reach_another(tmp_path, name, wrap):
    (tmp_path / "secret.csv").write_text("name\nCasa Oculta\n", encoding="utf-8")
    vrt = (
        "<OGRVRTDataSource><OGRVRTLayer name='secret'>"
        f"<SrcDataSource>{tmp_path}/secret.csv</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )
    said = refused(name, wrap(vrt.encode()))
    assert any(why in said for why in ("declarations", "other files or servers", "no Shapefile"))


def test_a_map_file_is_read_by_the_driver_of_its_format_only(monkeypatch):
    monkeypatch.setitem(vector_files._DRIVERS, "kml", ("GPX",))
    assert "other files or servers" in refused("x.kml", (INPUT / "places.kml").read_bytes())


@pytest.mark.slow
def test_a_million_empty_rows_cost_nothing():
    def fill(sheet):
        simple_sheet(sheet)
        sheet.cell(1_048_576, 1).value = None

    data = workbook(fill)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    empty = b"".join(b'<row r="%d" s="1"/>' % row for row in range(3, 1_000_000))
    parts[name] = parts[name].replace(b"</sheetData>", empty + b"</sheetData>")
    tracemalloc.start()
    found = ingest("x.xlsx", zipped(**parts))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.rows_in == 1
    assert list(found.frame["name"]) == ["Casa Uno"]
    assert peak < 60_000_000


def test_a_row_after_many_empty_ones_is_not_lost():
    def fill(sheet):
        simple_sheet(sheet)
        for column, text in enumerate(["Casa Lejos", "ONG", "MX", "Tecate", "pública"], start=1):
            sheet.cell(50_000, column).value = text

    found = ingest("x.xlsx", workbook(fill))
    assert list(found.frame.index) == [2, 50_000]
    blank = found.problems[found.problems["code"] == "blank_rows"]
    assert "49997" in blank["message_en"].iloc[0]


def test_a_cell_longer_than_allowed_is_left_out_and_said():
    data = table(1).replace(b"Casa 0", b'"' + b"x" * 40_000 + b'"')
    found = ingest("x.csv", data)
    problems = found.problems[found.problems["code"] == "cell_too_long"]
    assert list(problems["row"]) == [2]
    assert len(problems["value"].iloc[0]) < 300


def test_quotes_that_never_close_do_not_swallow_the_file():
    lines = [f'"Casa {number},NGO,MX,Tijuana,public,,\n' for number in range(60)]
    assert "quotes are not closed in rows 2, 3" in refused(
        "x.csv", (HEADER + "".join(lines)).encode()
    )


def test_truncated_json_says_where():
    data = (INPUT / "features.geojson").read_bytes()
    message = refused("x.geojson", data[: len(data) // 2])
    assert "line" in message
    assert "cut off" in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 100_000, "not usable JSON"),
        ('{"a": ' * 50_000, "not usable JSON"),
        ('{"type": "FeatureCollection"}', "neither GeoJSON nor an Overpass answer"),
        ("[1, 2, 3]", "neither GeoJSON"),
        ('{"a": ' + "9" * 5000 + "}", "not usable JSON"),
        ("{'a': 1}", "not valid JSON"),
    ],
)
def test_bad_json_is_refused(text, words):
    assert words in refused("x.json", text.encode())


def test_large_json_is_refused_before_it_is_parsed():
    assert "at most" in refused(
        "x.geojson", b'{"type": "FeatureCollection"}' * 1000, limits=Limits(json_bytes=1000)
    )


@pytest.mark.parametrize(
    "coordinates",
    [
        [float("nan"), 32.5], [float("inf"), 32.5], [True, False], [[1, 2], 3], {}, "x", [1],
        [None, None], [10**400, 1], ["-117.01", "32.5"],
    ],
)  # fmt: skip
def test_bad_coordinates_of_a_feature_are_told_with_the_feature(coordinates):
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": coordinates},
        "properties": {"name": "Casa", "level": "NGO", "country": "MX", "municipality": "Tijuana"},
    }
    collection = {"type": "FeatureCollection", "features": [feature]}
    found = ingest("x.geojson", json.dumps(collection).encode())
    assert list(found.frame["lon"]) == [""]
    bad = found.problems[found.problems["code"] == "bad_geometry"]
    assert list(bad["row"]) == [1]


@pytest.mark.slow
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("name", ["places.kml", "waypoints.gpx", "places.osm"])
def test_truncated_map_files_are_refused_or_read_as_far_as_they_go(name, kept):
    data = (INPUT / name).read_bytes()
    with contextlib.suppress(IngestError):
        found = ingest(name, data[: int(len(data) * kept)])
        assert len(found.frame) + len(found.held) == found.rows_in


def test_mixed_types_in_a_column_are_told_cell_by_cell():
    def fill(sheet):
        sheet.append(["Nombre", "Nivel", "País", "Municipio", "Capacidad", "Fecha de visita"])
        for capacity, date in ((80, 2024), ("ochenta", "mayo 2024"), (True, 3.5), (80.5, "")):
            sheet.append([f"Casa {capacity}", "ONG", "MX", "Tijuana", capacity, date])

    found = ingest("x.xlsx", workbook(fill))
    wrong = found.problems[found.problems["severity"] == "warning"]
    assert sorted(zip(wrong["row"], wrong["column"], wrong["code"], strict=True)) == [
        (3, "Capacidad", "not_a_number"),
        (4, "Capacidad", "not_a_number"),
        (4, "Fecha de visita", "not_a_date"),
        (5, "Capacidad", "not_a_number"),
    ]
    assert list(found.frame["status_date"]) == ["2024", "2024-05", "", ""]


IMPOSSIBLE = HEADER.replace("lat,lon", "lat,lon,capacity,status date")


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ("inf,-117.0194,80,2024", [("lat", "not_a_coordinate", "inf")]),
        ("NaN,-117.0194,80,2024", [("lat + lon", "half_a_point", "-117.0194")]),
        ("32.5331,1e400,80,2024", [("lon", "not_a_coordinate", "1e400")]),
        ("32.5331,-117.0194,Infinity,2024", [("capacity", "not_a_number", "Infinity")]),
        ("32.5331,-117.0194,80,0202-05-01", [("status date", "not_a_date", "0202-05-01")]),
        ("32.5331,-117.0194,80,01/05/0202", [("status date", "not_a_date", "01/05/0202")]),
        ("3597000,493000,80,2024",
         [("lon + lat", "coordinates_projected", "493000 3597000")]),
    ],
)  # fmt: skip
def test_numbers_dates_and_systems_that_cannot_be_are_told_with_row_and_column(cells, wrong):
    """One bad row among good ones: infinities, the year 0202, metres among degrees."""
    rows = [f"Casa {n},NGO,MX,Tijuana,public,32.533{n},-117.019{n},80,2024" for n in range(2)]
    text = "\n".join([IMPOSSIBLE.strip(), *rows, f"Casa 3,NGO,MX,Tijuana,public,{cells}"])
    found = ingest("x.csv", text.encode())
    told = found.problems[found.problems["severity"] != "notice"]
    assert set(told["row"]) == {4}
    assert list(zip(told["column"], told["code"], told["value"], strict=True)) == wrong
    assert (told["message_es"].str.len() > 10).all()
    assert list(found.frame.index) == [2, 3, 4]
    assert list(found.frame["lon"])[:2] == ["-117.019", "-117.0191"]


def test_a_layer_of_polygons_gives_no_points_and_says_so_of_every_feature(tmp_path):
    frame = gpd.GeoDataFrame(
        {"name": ["Uno", "Dos"]}, geometry=[box(-117, 32, -116, 33)] * 2, crs=4326
    )
    frame.to_file(tmp_path / "x.gpkg")
    found = read(tmp_path / "x.gpkg", resource="shelters")
    told = found.problems[found.problems["code"] == "not_a_point"]
    assert list(zip(told["row"], told["column"], told["value"], strict=True)) == [
        (1, "geometry", "Polygon"), (2, "geometry", "Polygon"),
    ]  # fmt: skip
    assert len(found.frame) + len(found.held) == 2
    assert set(found.held["lon"]) | set(found.frame["lon"]) == {""}


def test_a_sheet_that_does_not_exist_names_those_that_do():
    assert "has no sheet 'Hoja 9'; it has Sheet" in refused(
        "x.xlsx", workbook(simple_sheet), sheet="Hoja 9"
    )


def test_a_workbook_with_headers_only_has_no_rows():
    data = workbook(lambda sheet: sheet.append(["Nombre", "Nivel", "País"]))
    assert "holds no rows" in refused("x.xlsx", data)


def test_no_known_column_asks_for_a_mapping():
    assert "no column is known (a, b); write a mapping file" in refused("x.csv", b"a,b\n1,2\n")


def test_nothing_of_a_file_is_run(monkeypatch):
    import os
    import subprocess

    def never(*arguments, **options):
        raise AssertionError(arguments)

    for module, name in ((os, "system"), (subprocess, "Popen"), (os, "execv")):
        monkeypatch.setattr(module, name, never)
    found = ingest("x.csv", (INPUT / "formulas-and-marks.csv").read_bytes())
    assert found.rows_in == 3
