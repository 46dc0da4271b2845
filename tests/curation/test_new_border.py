"""Another border: the guide as it is written, and everything that polygons can be wrong in."""

import csv
import errno
import json
import re
import shlex
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, Point, Polygon, box
from typer.main import get_command

import atlas
from atlas import data
from atlas.base.errors import DataPackageError, ExportError
from atlas.base.i18n import CONSOLE_LANG
from atlas.cli.command_line import app
from atlas.curation.new_border import build_package, new_package
from atlas.output.exports.threew_export import presence
from atlas.places.filters import Filter
from atlas.places.join import check_package, locate
from atlas.places.view import make_view
from atlas.spatial.geodesy import LineIndex, distances_m
from atlas.webmap.capsule import read_capsule
from atlas.webmap.payload import payload

pytestmark = pytest.mark.slow

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "other-borders.md"
REAL = Path(__file__).resolve().parents[3] / "shared" / "realdata"
BLOCKS = re.findall(r"```(\w+) ?(\S*)\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
CORRIDOR = "reynosa-mcallen"


def add_rows(folder, name, rows):
    """Add rows to a table; columns that they do not have stay empty."""
    file = folder / name
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        columns, there = reader.fieldnames, list(reader)
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows([*there, *rows])


def fill(folder):
    """Do with the files of a package what the guide says: each of its blocks is a whole file."""
    for _, name, text in BLOCKS:
        if name:
            (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def package(tmp_path):
    """The package of the guide before it is built."""
    folder = tmp_path / "reynosa"
    new_package(folder)
    fill(folder)
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The package of the guide, built; not to be changed."""
    folder = tmp_path_factory.mktemp("built") / "reynosa"
    new_package(folder, title="Corredor Reynosa")
    fill(folder)
    build_package(folder)
    return folder


@pytest.mark.slow
def test_the_guide_works_as_it_is_written(run, screen, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    commands = [
        shlex.split(line)[1:]
        for kind, _, text in BLOCKS
        if kind == "console"
        for line in text.splitlines()
    ]
    assert [command[0] for command in commands] == [
        "new", "build", "check", "map", "figure", "export",
    ]  # fmt: skip
    for command in commands:
        code, out, err = run(*command)
        assert code == 0, (command, out, err)
        if command[0] == "new":
            fill(tmp_path / "reynosa")
    assert "building" in screen.getvalue(), "somebody who waits sees what for"
    capsule = read_capsule((tmp_path / "reynosa.html").read_text(encoding="utf-8"))
    assert "Puente Internacional Pharr" in json.dumps(capsule, ensure_ascii=False)
    assert (tmp_path / "reynosa.svg").stat().st_size > 10_000
    assert json.loads((tmp_path / "reynosa.geojson").read_text(encoding="utf-8"))["features"] == []


def test_a_new_package_is_documented_and_has_no_facts_of_another(tmp_path):
    files = new_package(tmp_path / "Otra Frontera", title="Otra", title_en="Other")
    descriptor = data.read_descriptor(tmp_path / "Otra Frontera")
    assert (descriptor["name"], descriptor["title_en"]) == ("otra-frontera", "Other")
    for resource in descriptor["resources"]:
        assert "source_ids" not in resource
        if not resource["name"].startswith("vocab_") and resource["format"] == "csv":
            lines = (tmp_path / "Otra Frontera" / resource["path"]).read_text(encoding="utf-8")
            assert lines.count("\n") == 1
    readme = (tmp_path / "Otra Frontera" / "README.md").read_text(encoding="utf-8")
    assert "Otra frontera".lower() in readme.lower()
    assert "build.toml" in [file.name for file in files]
    said = " ".join(file.read_text(encoding="utf-8") for file in files if "vocab" not in file.parts)
    assert "Tijuana" not in said


def test_blocks_of_the_guide_have_every_column_of_their_files(tmp_path):
    new_package(tmp_path / "new")
    tables = [(name, text) for kind, name, text in BLOCKS if kind == "csv"]
    assert [name for name, _ in tables] == ["sources.csv", "corridors.csv", "crossings.csv"]
    for name, text in tables:
        assert (tmp_path / "new" / name).read_text(encoding="utf-8") == text.splitlines()[0] + "\n"


def test_no_file_of_a_new_package_names_the_codes_of_the_bundled_countries(tmp_path):
    for file in new_package(tmp_path / "new", countries=["CO", "VE"]):
        said = file.read_text(encoding="utf-8")
        for word in ("INEGI", "FIPS", "Guatemala", "Tijuana"):
            assert word not in said, (file.name, word)


def test_every_command_speaks_one_language_and_writes_one_where_none_is_asked_for():
    asked = {
        name: (param.default, param.help)
        for name, command in get_command(app).commands.items()
        for param in command.params
        if param.name == "lang" and param.param_type_name == "option"
    }
    spoken = {name for name, (default, _) in asked.items() if default == CONSOLE_LANG}
    written = {name for name, (default, _) in asked.items() if default == ""}
    assert spoken >= {"ingest", "duplicates", "merge", "refresh"}
    assert written >= {"map", "figure", "export", "report"}
    assert spoken | written == set(asked)
    assert {asked[name][1].split(":")[0] for name in spoken} == {"Language of the sentences"}
    assert {asked[name][1].split(":")[0] for name in written} == {"Language of the output"}


ELSEWHERE = (("MX", "CO"), ("US", "VE"), ("texas", "tachira"), ("mexico", "santander"))


def replaced(text):
    for old, new in ELSEWHERE:
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """The guide's border between two countries that are not bundled."""
    folder = tmp_path_factory.mktemp("elsewhere") / "cucuta"
    new_package(
        folder, title="Corredor de ensayo", title_en="Trial corridor", countries=["CO", "VE"]
    )
    for _, *block in BLOCKS:
        name, text = (replaced(part) for part in block)
        if name:
            (folder / name).write_text(text, encoding="utf-8")
    place = {
        "facility_id": "uno", "name": "Refugio Uno", "kind": "shelter", "level": "civil_society",
        "operator": "Red Uno", "country": "CO", "admin1": "Norte de Santander", "lon": "-98.3",
        "lat": "26.0", "precision": "exact", "precision_m": "20", "sensitivity": "open",
        "services": "food", "status": "open", "status_date": "2026-11",
        "source_ids": "poligonos-de-ensayo",
    }  # fmt: skip
    add_rows(folder, "shelters.csv", [place])
    build_package(folder)
    return data.load(folder)


def test_two_countries_that_are_not_bundled_make_a_border_at_the_first_try(elsewhere):
    assert elsewhere.vocab.codes("side") == ("CO", "VE")
    assert elsewhere.vocab.label("side", "VE", "es") == "Venezuela"
    measures = elsewhere.vocab.terms("measure")
    assert "pedestrians" in measures
    said = str([(one.label("en"), one.definition("es")) for one in measures.values()])
    assert "CBP" not in said
    assert "BTS" not in said
    assert set(elsewhere.segments["side"]) == {"CO", "VE"}


def test_a_map_of_another_border_credits_its_polygons_and_names_no_other_country(elsewhere):
    view = make_view(elsewhere, Filter(lang="en"))
    made = payload(view)
    assert made["attribution"].startswith("Trial polygons")
    assert "CC-BY-4.0" in [one["title"] for one in made["licences"]]
    said = json.dumps({key: made[key] for key in made if key not in ("basemap", "sources")}).lower()
    for word in ("mexic", "m\\u00e9xic", "guatemal", "tijuana"):
        assert word not in said


def test_three_w_of_another_border_has_its_countries(elsewhere):
    table, lost = presence(make_view(elsewhere, Filter(lang="en")))
    row = table.frame.iloc[0]
    assert (row["location_code"], row["location_name"]) == ("COL", "Colombia")
    assert row["admin1_code"] == "CO-TAM"
    assert lost["country"] == 0


@pytest.mark.parametrize(
    ("codes", "words"), [(["CO", "XX"], "'XX' is no country"), (["CO", "CO"], "two countries")]
)
def test_countries_that_cannot_be_are_refused_before_anything_is_written(tmp_path, codes, words):
    with pytest.raises(DataPackageError, match=words):
        new_package(tmp_path / "x", countries=codes)
    assert not (tmp_path / "x").exists()


def test_a_country_that_is_not_of_the_package_names_its_list(package):
    file = package / "corridors.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",MX,", ",CO,"), encoding="utf-8")
    said = " ".join(check_package(package)["message_en"])
    assert "vocab/side.csv" in said


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(DataPackageError, match="is not empty"):
        new_package(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.slow
def test_the_two_sides_meet_along_the_border(built):
    package = data.load(built)
    sides = package.segments.set_index("side").geometry
    assert set(sides.index) == {"MX", "US"}
    assert sides["MX"].intersection(sides["US"]).area == 0
    border = package.border.geometry.iloc[0]
    shared = sides["MX"].boundary.intersection(sides["US"].boundary)
    assert shared.length > 0
    assert shared.difference(border.buffer(1e-6)).length == 0
    assert package.land.is_valid.all()
    assert (check_package(built)["severity"] != "error").all()


def test_a_segment_reaches_as_far_as_the_radius_says(built):
    package = data.load(built)
    outline = shapely.union_all(package.segments.geometry.to_numpy()).boundary
    vertices = shapely.get_coordinates(outline)
    crossings = package.crossings
    away = np.min(
        [distances_m(*vertices.T, row.lon, row.lat) for row in crossings.itertuples()], axis=0
    )
    assert away.max() < 40_001
    assert away.max() > 39_990


def test_places_of_the_new_border_are_located(built):
    places = pd.DataFrame(
        {"lon": [-98.27, -98.23], "lat": [26.0, 26.2], "precision_m": 10.0, "municipality_code": ""}
    )
    found = locate(places, data.load(built))
    assert found["side"].tolist() == ["MX", "US"]
    assert found["side_certain"].all()


def test_licence_credit_and_sources_of_the_polygons_are_kept(built):
    descriptor = data.read_descriptor(built)
    for name, file in (("segments", "corridors"), ("border", "border"), ("land", "land")):
        resource = next(item for item in descriptor["resources"] if item["name"] == name)
        assert resource["source_ids"] == ["poligonos-de-ensayo"]
        assert resource["licenses"] == [{"name": "CC-BY-4.0"}]
        content = json.loads((built / f"{file}.geojson").read_text(encoding="utf-8"))
        assert (content["license"], content["attribution"]) == ("CC-BY-4.0", "Trial polygons")


def test_building_again_changes_nothing(package):
    build_package(package)
    before = {file: file.read_bytes() for file in package.rglob("*") if file.is_file()}
    build_package(package)
    assert {file: file.read_bytes() for file in before} == before


PLACE = {
    "kind": "shelter", "level": "civil_society", "country": "MX", "admin1": "Tamaulipas",
    "precision": "exact", "sensitivity": "open", "status": "unknown",
    "position_method": "geocoded_address",
    "source_ids": "poligonos-de-ensayo", "position_source_ids": "poligonos-de-ensayo",
}  # fmt: skip


@pytest.mark.slow
def test_places_get_the_municipality_that_holds_their_whole_precision(package):
    near_line = {"lon": "-98.2719", "lat": "26.09", "precision_m": "900"}
    rows = [
        {"facility_id": "dentro", "lon": "-98.27", "lat": "26.0", "precision_m": "100"},
        {"facility_id": "junto", **near_line},
        {"facility_id": "otro-pais", "lon": "-98.27", "lat": "26.0", "precision_m": "100",
         "country": "US"},
        {"facility_id": "fuera", "lon": "-98.2", "lat": "26.3", "precision_m": "100"},
        {"facility_id": "sin-punto", "precision": "municipality"},
    ]  # fmt: skip
    add_rows(
        package, "shelters.csv", [{**PLACE, "name": row["facility_id"], **row} for row in rows]
    )
    made = build_package(package).assignments.set_index("facility_id")["outcome"].to_dict()
    assert made == {"dentro": "assigned", "junto": "doubtful", "otro-pais": "other_country"}
    codes = data.load(package).places.set_index("facility_id")["municipality_code"].to_dict()
    assert codes["dentro"] == "MX00001"
    assert {codes[name] for name in codes if name != "dentro"} == {""}
    row = data.load(package).municipalities.iloc[0]
    assert row[["municipality_code", "name", "admin1_code", "corridor_id"]].tolist() == [
        "MX00001", "Polígono de ensayo", "MX-TAM", CORRIDOR,
    ]  # fmt: skip


def write(folder, name, *shapes, crs=4326, **columns):
    frame = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)
    frame.to_file(folder / name, engine="pyogrio")


def mexico(package):
    return gpd.read_file(package / "mexico.geojson").geometry.iloc[0]


def entry(package, old, new):
    file = package / "build.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def refuses(package, *words):
    before = {file: file.read_bytes() for file in package.rglob("*") if file.is_file()}
    with pytest.raises(DataPackageError) as caught:
        build_package(package)
    said = str(caught.value)
    assert "\n" not in said
    assert all(word in said for word in words), said
    assert {file: file.read_bytes() for file in before} == before
    assert not (package / "corridors.geojson").exists()


BOW_TIE = Polygon([(-98, 25), (-97, 26), (-97, 25), (-98, 26)])


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        ([box(-99, 25, -98, 26), BOW_TIE], ["feature 2", "no valid polygon", "Self-intersection"]),
        ([Point(-98, 26)], ["feature 1", "is Point", "only polygons"]),
        ([LineString([(-98, 26), (-97, 26)])], ["feature 1", "is LineString"]),
        ([box(-99, 25, -98, 26), None], ["feature 2", "is empty"]),
        ([box(-99, 25, -98, 26), box(500_000, 2_800_000, 510_000, 2_900_000)],
         ["feature 2", "no degrees", "WGS 84"]),
        ([box(-80, 25, -79, 26)], ["MX", "do not reach corridor reynosa-mcallen"]),
    ],
)  # fmt: skip
def test_polygons_that_cannot_be_used_are_named(package, shapes, words):
    write(package, "mexico.geojson", *shapes)
    refuses(package, *words)


def test_polygons_that_were_not_chosen_are_not_judged(package):
    far = Polygon([(-70, 0), (-69, 1), (-69, 0), (-70, 1)])  # no valid polygon, and elsewhere
    file = package / "mexico.geojson"
    here = gpd.read_file(file).assign(chosen="Here")
    pd.concat([here, here.assign(geometry=[far], chosen="There")]).to_file(file, engine="pyogrio")
    refuses(package, "feature 2", "no valid polygon")
    chosen = 'file = "mexico.geojson"\ncolumn = "chosen"\nvalues = ["Here"]'
    entry(package, 'file = "mexico.geojson"', chosen)
    build_package(package)
    assert (package / "corridors.geojson").exists()


@pytest.mark.slow
def test_other_formats_and_stated_crs_are_reprojected(package, built):
    shape = mexico(package)
    (package / "mexico.geojson").unlink()
    frame = gpd.GeoDataFrame(
        {"clave": ["00001"], "municipio": ["x"], "estado": ["y"]}, geometry=[shape], crs=4326
    )
    frame.to_crs(6372).to_file(package / "mexico.gpkg", engine="pyogrio")
    entry(package, "mexico.geojson", "mexico.gpkg")
    build_package(package)
    for one, other in zip(*(data.load(f).segments.geometry for f in (package, built)), strict=True):
        far = LineIndex(other).distance_m(*shapely.get_coordinates(one).T)
        assert far.max() < 1


def test_a_file_without_crs_asks_for_it(package):
    write(package, "mexico.shp", mexico(package), clave=["00001"], municipio=["x"], estado=["y"])
    (package / "mexico.prj").unlink()
    entry(package, 'file = "mexico.geojson"', 'file = "mexico.shp"')
    refuses(package, "mexico.shp does not say its CRS", 'crs = "EPSG:..."')
    entry(package, 'file = "mexico.shp"', 'file = "mexico.shp"\ncrs = "EPSG:4326"')
    build_package(package)


@pytest.mark.parametrize(
    ("crs", "words"),
    [("EPSG:6372", ["mexico.geojson says its CRS is WGS 84"]), ("EPSG:abc", ["'EPSG:abc'"])],
)
def test_a_crs_that_is_not_the_one_of_the_file_is_refused(package, crs, words):
    entry(package, 'file = "mexico.geojson"', f'file = "mexico.geojson"\ncrs = "{crs}"')
    refuses(package, *words)


def test_several_layers_are_refused(package):
    frame = gpd.read_file(package / "mexico.geojson")
    for layer in ("one", "two"):
        frame.to_file(package / "m.gpkg", layer=layer, engine="pyogrio")
    entry(package, "mexico.geojson", "m.gpkg")
    refuses(package, "several layers (one, two)")


def moved(package, north):
    shape = shapely.transform(
        gpd.read_file(package / "texas.geojson").geometry.iloc[0],
        lambda xy: xy + np.array([0, north]),
    )
    write(package, "texas.geojson", shape)


@pytest.mark.parametrize("north", [0.001, -0.001])
def test_a_strip_within_the_uncertainty_of_the_border_is_closed(package, north):
    moved(package, north)
    build_package(package)
    package = data.load(package)
    a, b = package.segments.geometry
    assert a.intersection(b).area == 0
    assert shapely.union_all([a, b]).geom_type == "Polygon"


@pytest.mark.parametrize(
    ("north", "words"),
    [(0.01, ["stay 990 m apart", "border_uncertainty_m is 250"]), (-0.01, ["overlap by up to"])],
)
def test_a_wider_strip_is_refused(package, north, words):
    moved(package, north)
    refuses(package, *words)


def test_a_crossing_far_from_the_border_is_named(package):
    file = package / "crossings.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("26.095424", "26.2"), encoding="utf-8")
    refuses(package, "crossings.csv row 3", "mcallen-hidalgo is", "from the border", "2.0 km")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('side = "US"', 'side = "GT"', ["no [[land]] with side 'US'"]),
        ('"poligonos-de-ensayo"', '"nobody"', ["source 'nobody'", "not in sources.csv"]),
        ('side = "MX"', 'sides = "MX"', ["[[land]] 1", "'sides' is not known", "source_ids"]),
        ('licence = "CC-BY-4.0"', "", ["licence is missing"]),
        ('code = "clave"', 'code = "cve"', ["no column 'cve'", "clave, municipio"]),
        ("[[land]]", "[land]", ["build.toml is not valid TOML"]),
        ("mexico.geojson", "atlantis.geojson", ["atlantis.geojson", "no such file"]),
        ('side = "MX"', 'side = "MX"\ncolumn = "estado"\nvalues = ["Oz"]', ["no estado is 'Oz'"]),
    ],
)
def test_what_is_wrong_in_the_settings_is_said(package, old, new, words):
    entry(package, old, new)
    refuses(package, *words)


def test_tables_are_asked_first(package):
    file = package / "corridors.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",40,", ",far,"), encoding="utf-8")
    refuses(package, "corridors.csv row 2, column radius_km", "not a number")


def test_an_empty_package_says_what_to_fill_in(tmp_path):
    new_package(tmp_path / "empty")
    entry(tmp_path / "empty", 'licence = ""', 'licence = "x"')
    entry(
        tmp_path / "empty",
        'attribution = ""',
        'attribution = "x"\n[[land]]\nside="MX"\nfile="x"\nsource_ids=["x"]',
    )
    refuses(tmp_path / "empty", "sources.csv has no rows yet")


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")
def test_real_districts_and_municipalities_make_a_corridor(tmp_path):
    """Texas districts and Chihuahua's municipalities, drawn by two agencies that never met."""
    folder = tmp_path / "juarez"
    new_package(folder)
    sources = [
        {"source_id": "s", "title": "s", "publisher": "s", "kind": "web", "licence": "unknown"}
    ]
    add_rows(folder, "sources.csv", sources)
    bundled = atlas.load()
    tornillo = bundled.crossings[bundled.crossings["crossing_id"] == "tornillo-guadalupe"]
    cells = tornillo.iloc[0].astype(str).to_dict()
    crossing = cells | {"corridor_id": "juarez", "source_ids": "s", "notes": "", "notes_en": ""}
    add_rows(folder, "crossings.csv", [crossing])
    corridor = {
        "corridor_id": "juarez", "name": "x", "name_en": "x", "country_a": "MX", "country_b": "US",
        "radius_km": "20", "border_uncertainty_m": "500", "crossings": "tornillo-guadalupe",
        "source_ids": "s",
    }  # fmt: skip
    add_rows(folder, "corridors.csv", [corridor])
    chihuahua = REAL / "mx_municipios_08_chihuahua.geojson"
    (folder / "build.toml").write_text(
        f"""licence = "unknown"
attribution = "INEGI, TxDOT"
[[land]]
side = "MX"
file = "{chihuahua}"
source_ids = ["s"]
[[land]]
side = "US"
file = "{REAL / "border_districts.geojson"}"
source_ids = ["s"]
[[municipalities]]
country = "MX"
file = "{chihuahua}"
code = "cve_geo"
name = "nom_mun"
admin1 = "nom_ent"
admin1_code = "MX-CHH"
source_ids = ["s"]
""",
        encoding="utf-8",
    )
    build_package(folder)
    package = data.load(folder)
    names = set(package.municipalities["name"])
    assert {"Guadalupe", "Juárez"} <= names
    sites = bundled.places[bundled.places["precision"] != "municipality"]
    ours, theirs = (locate(sites, p) for p in (package, bundled))
    both = (ours["side"] != "") & theirs["side_certain"]
    assert (ours["side"] == theirs["side"])[both].all()
    line = package.border.geometry.iloc[0]
    index = LineIndex(bundled.border.set_index("corridor_id").geometry["juarez-el-paso"])
    near = shapely.get_coordinates(line.intersection(tornillo_circle(tornillo)))
    assert np.median(index.distance_m(*near.T)) < 250


def tornillo_circle(row):
    return Point(row["lon"].item(), row["lat"].item()).buffer(0.15)


@pytest.mark.parametrize("there", [False, True])
def test_a_disk_that_is_full_leaves_no_half_of_a_package(tmp_path, monkeypatch, there):
    folder = tmp_path / "border"
    if there:
        folder.mkdir()

    def full(*_args, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", full)
        with pytest.raises(ExportError, match="No space left"):
            new_package(folder)
    assert [one.name for one in tmp_path.rglob("*")] == (["border"] if there else [])
    assert {file.parts[len(folder.parts)] for file in new_package(folder)} >= {"vocab", "schemas"}
    assert not [one for one in tmp_path.rglob(".*") if one.is_dir()]
