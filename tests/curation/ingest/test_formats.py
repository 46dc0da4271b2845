"""Formats that are made in the test: map files, archives, workbooks, and our own exports."""

import io
import warnings
import zipfile

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from openpyxl import Workbook
from shapely import LineString, Point, Polygon

from atlas.base.errors import IngestError
from atlas.curation.ingest import Upload, read
from tests.support.ingest_cases import INPUT
from tests.support.osm_pbf import osm_pbf

pytestmark = pytest.mark.slow

TIJUANA = (-117.0194, 32.5331)
COLUMNS = {"nivel": "ONG", "país": "MX", "municipio": "Tijuana", "protección": "pública"}


def places(geometries, *, crs=4326):
    names = [f"Casa {number}" for number in range(1, len(geometries) + 1)]
    return gpd.GeoDataFrame({"nombre": names, **COLUMNS}, geometry=geometries, crs=crs)


def ingest(name, data, **options):
    return read(Upload(name, data), resource="shelters", **options)


def codes(found):
    return set(found.problems["code"])


def point_of(found, row=0):
    return float(found.frame["lon"].iloc[row]), float(found.frame["lat"].iloc[row])


@pytest.mark.parametrize(
    ("driver", "suffix"), [("GPKG", "gpkg"), ("FlatGeobuf", "fgb"), ("GeoJSON", "geojson")]
)
def test_map_files_give_points_and_properties(tmp_path, driver, suffix):
    path = tmp_path / f"lugares.{suffix}"
    pyogrio.write_dataframe(places([Point(TIJUANA)]), path, driver=driver)
    found = read(path, resource="shelters")
    assert list(found.frame["name"]) == ["Casa 1"]
    assert point_of(found) == TIJUANA
    assert list(found.frame["municipality_code"]) == ["MX02004"]


def test_a_geopackage_of_another_system_is_converted_and_said(tmp_path):
    path = tmp_path / "lugares.gpkg"
    pyogrio.write_dataframe(places([Point(TIJUANA)]).to_crs(32611), path)
    found = read(path, resource="shelters")
    assert point_of(found) == pytest.approx(TIJUANA, abs=1e-6)
    said = found.problems[found.problems["code"] == "crs_converted"]
    assert "UTM zone 11N" in said["message_en"].iloc[0]


def test_layers_with_points_go_first_and_the_others_are_named(tmp_path):
    path = tmp_path / "capas.gpkg"
    square = Polygon([(0, 0), (0, 1), (1, 1)])
    pyogrio.write_dataframe(places([square] * 5), path, layer="zonas")
    pyogrio.write_dataframe(places([Point(TIJUANA)]), path, layer="albergues")
    found = read(path, resource="shelters")
    assert found.rows_in == 1
    chosen = found.problems[found.problems["code"] == "table_chosen"]
    assert "zonas" in chosen["message_en"].iloc[0]
    assert set(found.problems["file"]) == {"capas.gpkg:albergues"}
    assert read(path, resource="shelters", sheet="zonas").rows_in == 5
    with pytest.raises(IngestError, match="has no layer 'x'; it has zonas, albergues"):
        read(path, resource="shelters", sheet="x")


def test_what_is_no_point_stays_without_one(tmp_path):
    path = tmp_path / "mezcla.gpkg"
    shapes = [
        Point(TIJUANA), Polygon([(0, 0), (0, 1), (1, 1)]), LineString([(0, 0), (1, 1)]), Point(),
        None,
    ]  # fmt: skip
    pyogrio.write_dataframe(places(shapes), path)
    found = read(path, resource="shelters")
    assert list(found.frame["precision"]) == ["approximate"] + ["municipality"] * 4
    wrong = found.problems[found.problems["code"] == "not_a_point"]
    assert list(zip(wrong["row"], wrong["value"], strict=True)) == [
        (2, "Polygon"),
        (3, "LineString"),
    ]


def shapefile(folder, point=TIJUANA, *, crs=4326):
    frame = places([Point(point)], crs=crs).rename(columns={"protección": "protege"})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without a system; names of more than ten bytes
        pyogrio.write_dataframe(frame, folder / "lugares.shp", encoding="UTF-8")
    return folder / "lugares.shp"


def test_a_shapefile_is_read_with_the_parts_beside_it(tmp_path):
    found = read(shapefile(tmp_path), resource="shelters")
    assert point_of(found) == TIJUANA
    assert list(found.frame["admin1"]) == ["Baja California"]


def test_headers_that_a_shapefile_has_cut_are_known(tmp_path):
    frame = places([Point(TIJUANA)]).rename(columns={"protección": "sensitivit"})
    pyogrio.write_dataframe(frame, tmp_path / "x.shp")
    found = read(tmp_path / "x.shp", resource="shelters")
    assert list(found.frame["sensitivity"]) == ["open"]


def test_a_zipped_shapefile_in_a_folder_is_read(tmp_path):
    shapefile(tmp_path)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in tmp_path.glob("lugares.*"):
            archive.write(part, f"datos/{part.name.upper()}")
    found = ingest("lugares.zip", packed.getvalue())
    assert point_of(found) == TIJUANA


def test_a_shapefile_without_its_system_is_taken_for_degrees_and_said(tmp_path):
    path = shapefile(tmp_path)
    path.with_suffix(".prj").unlink()
    found = read(path, resource="shelters")
    assert point_of(found) == TIJUANA
    assert "crs_assumed" in codes(found)


def test_a_shapefile_of_metres_without_its_system_asks_for_it(tmp_path):
    found = read(shapefile(tmp_path, (498178, 3599528), crs=None), resource="shelters")
    assert list(found.frame["lon"]) == [""]
    said = found.problems[found.problems["code"] == "coordinates_projected"]
    assert "UTM" in said["message_en"].iloc[0]


def test_geoparquet_and_plain_parquet(tmp_path):
    frame = places([Point(TIJUANA), None])
    frame.to_parquet(tmp_path / "geo.parquet")
    found = read(tmp_path / "geo.parquet", resource="shelters")
    assert point_of(found) == TIJUANA
    assert list(found.frame["precision"]) == ["approximate", "municipality"]
    plain = pd.DataFrame(frame.drop(columns="geometry")).assign(
        lat=[32.5331, None], lon=[-117.0194, None], capacidad=[80, None]
    )
    plain.to_parquet(tmp_path / "plain.parquet")
    found = read(tmp_path / "plain.parquet", resource="shelters")
    assert list(found.frame["lon"]) == ["-117.0194", ""]
    assert list(found.frame["capacity"]) == ["80", ""]


def test_damaged_parquet_is_refused(tmp_path):
    places([Point(TIJUANA)]).to_parquet(tmp_path / "x.parquet")
    data = (tmp_path / "x.parquet").read_bytes()
    with pytest.raises(IngestError, match="damaged or truncated"):
        ingest("x.parquet", data[: len(data) // 2] + b"PAR1")


def test_kmz_is_a_zip_with_kml():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("doc.kml", (INPUT / "places.kml").read_bytes())
    found = ingest("lugares.kmz", packed.getvalue())
    assert found.rows_in == 2
    assert "layer" in found.table.cells.columns


def test_the_download_of_the_statistics_institute_is_opened():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("conjunto_de_datos/denue_inegi_02_.csv", (
            INPUT / "denue_inegi_02.csv").read_bytes())  # fmt: skip
        archive.writestr("diccionario_de_datos/denue_diccionario.csv", "campo,tipo\nid,numero\n")
        archive.writestr("metadatos/metadatos.txt", "INEGI")
    found = ingest("denue_02_csv.zip", packed.getvalue())
    assert found.rows_in == 2
    assert "DENUE" in " ".join(found.problems["message_en"])


def test_hidden_sheets_are_not_chosen_but_can_be_named():
    book = Workbook()
    book.active.append(["Nombre", "Nivel"])
    book.active.append(["Casa Uno", "ONG"])
    hidden = book.create_sheet("Oculta")
    hidden.sheet_state = "hidden"
    hidden.append(["Nombre", "Nivel", "País", "Municipio"])
    hidden.append(["Casa Dos", "ONG", "MX", "Tijuana"])
    packed = io.BytesIO()
    book.save(packed)
    assert list(ingest("x.xlsx", packed.getvalue()).held["name"]) == ["Casa Uno"]
    for sheet in ("oculta", "2"):
        assert list(ingest("x.xlsx", packed.getvalue(), sheet=sheet).frame["name"]) == ["Casa Dos"]


HSDS = {
    "organization.csv": "id,name,description,website\no1,Cáritas,Red,https://caritas.mx\n"
    "o2,Sola,Sin servicios,\n",
    "service.csv": "id,organization_id,name,description,status,assured_date,url\n"
    "s1,o1,Comedor,Comida caliente,active,2024-05-01,\ns2,o1,Línea,Por teléfono,active,,\n",
    "location.csv": "id,location_type,name,latitude,longitude,organization_id\n"
    "l1,physical,Casa Uno,32.5331,-117.0194,o1\nl2,virtual,En línea,32.5,-117.0,o1\n",
    "service_at_location.csv": "id,service_id,location_id\nsl1,s1,l1\n",
    "address.csv": "id,location_id,address_1,city,state_province,postal_code,country,address_type\n"
    "a1,l1,Calle 5,Tijuana,Baja California,22000,MX,physical\n",
    "phone.csv": "id,location_id,service_id,organization_id,number\n"
    'p1,,,o1,"""+52 664 123 4567"""\n',
    "schedule.csv": "id,service_id,location_id,freq,interval,byday,opens_at,closes_at,description\n"
    'h1,s1,,WEEKLY,1,"MO,TU",08:00:00,12:00:00,\nh2,s1,,WEEKLY,1,SA,09:00,23:59,\n'
    "h3,s2,,MONTHLY,1,1FR,09:00,10:00,Primer viernes\n",
    "language.csv": "id,service_id,location_id,name,code\ni1,s1,,Spanish,es\ni2,s1,,,ht\n",
    "cost_option.csv": "id,service_id,amount_description\nc1,s1,Gratuito\n",
    "required_document.csv": "id,service_id,document\nd1,s1,CURP\n",
    "attribute.csv": "id,link_id,link_entity,taxonomy_term_id,value\nx1,s1,service,t1,\n",
    "taxonomy_term.csv": "id,code,name,description,taxonomy\nt1,FOOD,Food,,\n",
}


def hsds(plural=False):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        for name, text in HSDS.items():
            archive.writestr(f"data/{name.replace('.csv', 's.csv') if plural else name}", text)
    return packed.getvalue()


def test_a_directory_of_services_becomes_places_and_loses_nothing():
    found = ingest("directorio.zip", hsds())
    rows = pd.concat([found.frame, found.held]).set_index("name")
    assert set(rows.index) == {"Casa Uno", "En línea", "Línea", "Sola"}
    assert found.rows_in == 4
    home = rows.loc["Casa Uno"]
    assert (home["lat"], home["lon"]) == ("32.5331", "-117.0194")
    assert home["address"] == "Calle 5, Tijuana, 22000"
    assert home["services"] == "food"
    assert home["operator"] == "Cáritas"
    assert home["phone"] == "+52 664 123 4567"
    assert (home["status"], home["status_date"]) == ("open", "2024-05-01")
    assert home["hours"] == "Mo,Tu 08:00-12:00, Sa 09:00-24:00"
    assert (home["languages"], home["cost"], home["documents"]) == ("es;ht", "Gratuito", "CURP")
    line = rows.loc["Línea"]
    assert (line["hours"], line["hours_note"]) == ("", "Primer viernes")
    assert rows.loc["En línea", "lon"] == "", "a virtual location is nowhere"
    nowhere = found.problems[found.problems["code"] == "no_location"]
    assert set(nowhere["value"]) == {"Línea", "Sola"}


def test_a_directory_with_plural_names_of_tables_is_the_same():
    assert ingest("x.zip", hsds(plural=True)).frame.equals(ingest("x.zip", hsds()).frame)


@pytest.fixture(scope="module")
def view():
    import atlas

    return atlas.select(corridor="tijuana-san-diego", kind="shelter")


SAME = ["facility_id", "name", "kind", "level", "country", "municipality_code", "sensitivity",
        "services", "status"]  # fmt: skip


VISIT = ["whatsapp", "contact_date", "hours", "languages", "access", "intake", "documents", "cost"]


@pytest.mark.parametrize(
    ("name", "profile", "same"),
    [
        ("x.csv", "atlas", [*SAME, "phone", "status_date", "notes", "capacity", *VISIT]),
        ("x.xlsx", "atlas", [*SAME, "phone", "status_date", "notes", "capacity"]),
        ("x.geojson", "atlas", [*SAME, "phone", "status_date", "notes", "capacity"]),
        ("x.gpkg", "atlas", [*SAME, "phone", "status_date"]),
        ("x.parquet", "atlas", [*SAME, "phone", "status_date", "capacity"]),
        ("x.zip", "hsds", [*SAME, "phone", "status_date", *VISIT]),
    ],
)
def test_what_the_atlas_exports_comes_back(tmp_path, view, name, profile, same):
    from atlas.output.exports import export

    export(view, tmp_path / name, profile=profile)
    found = read(tmp_path / name, resource="shelters", sheet="places" if "gpkg" in name else "")
    there = view.places.set_index("facility_id", drop=False)
    back = pd.concat([found.frame, found.held]).set_index("facility_id", drop=False)
    assert set(back.index) == set(there.index)
    there = there.loc[back.index]
    for column in same:
        expected = there[column]
        if column == "capacity":
            expected = expected.map(lambda value: "" if pd.isna(value) else f"{value:.0f}")
        differing = back[column][back[column] != expected]
        assert not len(differing), (column, differing.iloc[0], expected[differing.index[0]])
    for column in ("lon", "lat"):
        values = pd.to_numeric(back[column].where(back[column] != ""))
        assert ((values - there[column]).abs().fillna(0) < 1e-5).all()
        assert (values.isna() == there[column].isna()).all()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["lugares.osm.pbf", "lugares"])
def test_packed_openstreetmap_is_told_by_its_first_block(name):
    tags = {"name": "Casa Uno", "nivel": "ONG", "pais": "MX", "municipio": "Tijuana"}
    found = ingest(name, osm_pbf([(*TIJUANA, tags)]))
    assert found.table.kind == "osm"
    assert point_of(found) == TIJUANA
    assert dict(found.frame[["name", "precision_m"]].iloc[0]) == {
        "name": "Casa Uno",
        "precision_m": "25",
    }
