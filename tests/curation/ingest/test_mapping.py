"""The mapping file: proposed, edited, read again, and followed."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.base.errors import IngestError
from atlas.curation.ingest import ColumnMapping, Source, Upload, propose_mapping, read, read_mapping
from atlas.curation.ingest.mapping_file import parse_mapping, write_toml
from tests.support.ingest_cases import INPUT, RESOURCES, cases, ingest

TARGETS = ["facility_id", "name", "kind", "address", "phone", "services", "lat", "lon", "capacity"]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
SOURCES = st.builds(
    Source,
    st.lists(TEXT, min_size=1, max_size=3).map(tuple),
    st.sampled_from(["", "{1}-{2:03}"]),
    st.sampled_from([", ", "; ", " "]),
)
MAPPINGS = st.builds(
    ColumnMapping,
    columns=st.dictionaries(st.sampled_from(TARGETS), SOURCES, max_size=4),
    values=st.dictionaries(
        st.sampled_from(["kind", "services"]),
        st.dictionaries(TEXT, TEXT, min_size=1, max_size=3),
        max_size=2,
    ),
    defaults=st.dictionaries(st.sampled_from(TARGETS), TEXT, max_size=3),
    sheet=TEXT | st.just(""),
    header_row=st.none() | st.integers(1, 99),
    crs=st.sampled_from(["", "EPSG:32613"]),
    order=st.sampled_from(["lat,lon", "lon,lat"]),
    west_positive=st.booleans(),
    dates=st.sampled_from(["", "dmy", "mdy"]),
    source=st.dictionaries(st.sampled_from(["title", "date"]), TEXT, max_size=2),
)
COMMENTS = st.dictionaries(
    st.sampled_from(["", "columns", "defaults", "source"]), st.lists(st.text(max_size=30))
)


def same(one, other):
    columns = {
        # A lone header needs no text between.
        key: Source(s.headers, s.template, s.between if len(s.headers) > 1 or s.template else ", ")
        for key, s in one.columns.items()
    }
    return ColumnMapping(**{**vars(one), "columns": columns}) == other


@given(MAPPINGS, COMMENTS)
def test_what_is_written_is_read_back(mapping, comments):
    text = write_toml(mapping, comments)
    assert same(mapping, parse_mapping(tomllib.loads(text), TARGETS, name="m.toml"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[columns]\nnombre = 'a'", r"unknown key 'nombre'; use one of facility_id, name"),
        ("colums = 1", r"unknown key 'colums'; use one of sheet"),
        ("[columns]\nname = 1", "name must be a header or a list of headers, not 1"),
        ("[columns]\nname = []", "name names no header"),
        ("[columns]\nname = { from = 'a', tmpl = 'x' }", "unknown key 'tmpl'"),
        ("columns = 'x'", r"columns must be a table, written as \[columns\]"),
        ("header_row = 'one'", "header_row must be a number, not 'one'"),
        ("header_row = true", "header_row must be a number, not True"),
        ("dates = 'ymd'", "dates is 'ymd'; use one of 'dmy', 'mdy'"),
        ("[position]\norder = 'x,y'", "order is 'x,y'; use one of 'lat,lon', 'lon,lat'"),
        ("[position]\nwest_positive = 'yes'", "west_positive must be true or false"),
        ("[defaults]\ncapacity = [1]", "capacity must be text in quotes or a number"),
        ("[values.kind]\na = true", "a must be text in quotes"),
        ("[source]\nauthor = 'x'", "unknown key 'author'; use one of title"),
        ("name = ", "is not valid TOML"),
    ],
)
def test_mistakes_in_the_file_are_named(tmp_path, text, words):
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(IngestError, match=words) as caught:
        read_mapping(path, TARGETS)
    assert "\n" not in str(caught.value)


def test_a_missing_or_huge_file_is_one_line(tmp_path):
    with pytest.raises(IngestError, match="cannot read"):
        read_mapping(tmp_path / "no.toml", TARGETS)
    huge = tmp_path / "huge.toml"
    huge.write_bytes(b"#" * 1_000_001)
    with pytest.raises(IngestError, match="too large"):
        read_mapping(huge, TARGETS)


@pytest.mark.slow
@pytest.mark.parametrize("name", cases())
def test_a_proposal_can_be_used_as_it_is(tmp_path, name):
    lang = "es" if len(name) % 2 else "en"
    path = tmp_path / "m.toml"
    resource = RESOURCES.get(name, "shelters")
    path.write_text(propose_mapping(INPUT / name, resource=resource, lang=lang), encoding="utf-8")
    proposed = read(INPUT / name, resource=resource, mapping=path)
    plain = ingest(name)
    turned = {"coordinates_swapped", "longitude_sign"} & set(plain.problems["code"])
    if not turned:
        same = [column for column in plain.frame.columns if column != "facility_id"]
        assert proposed.frame[same].equals(plain.frame[same])


MESSY = """Lugar,Qué es,Quién,Nación,Edo,Mun,Y,X,Ayuda,Cupo,Visto
Casa Uno,asilo,parroquia,México,BC,Tijuana,-117.0194,32.5331,sopa,80,08/04/2025
Casa Dos,asilo,vecinos,México,BC,Tijuana,-117.0195,32.5332,sopa;techo,90,09/04/2025
"""
MAPPING = """
dates = "dmy"
[columns]
name = "Lugar"
kind = "Qué es"
level = "Quién"
country = "Nación"
municipality_code = "Mun"
lat = "Y"
lon = "X"
services = "Ayuda"
capacity = "Cupo"
status_date = "Visto"
[position]
order = "lon,lat"
[values.kind]
"asilo" = "shelter"
[values.level]
"vecinos" = "civil_society"
"PARROQUIA" = "faith_based"
[values.services]
"sopa" = "food"
"techo" = "lodging"
[defaults]
status = "open"
sensitivity = "open"
precision = "geocoded"
precision_m = 60
capacity_unit = "beds"
[source]
title = "Recorrido de vecinos"
publisher = "Junta vecinal"
date = "2025-04"
"""


def test_a_mapping_is_followed_to_the_letter(tmp_path):
    path = tmp_path / "m.toml"
    path.write_text(MAPPING, encoding="utf-8")
    found = read(Upload("lista.csv", MESSY.encode()), resource="shelters", mapping=path)
    assert len(found.frame) == 2
    row = found.frame.iloc[1]
    told = {
        "level": "civil_society", "services": "food;lodging", "status": "open", "country": "MX",
        "sensitivity": "open", "precision": "geocoded", "precision_m": "60", "capacity": "90",
        "status_date": "2025-04-09", "lat": "32.5332", "lon": "-117.0195",
        "admin1": "Baja California", "municipality_code": "MX02004",
    }  # fmt: skip
    assert {name: row[name] for name in told} == told
    source = found.sources.iloc[0]
    assert (source["title"], source["publisher"]) == ("Recorrido de vecinos", "Junta vecinal")
    assert set(found.problems["code"]) == set()
    assert row["admin1"] == "Baja California"  # of the column that the mapping does not name


def test_a_proposal_names_what_a_person_has_to_say():
    text = propose_mapping(Upload("lista.csv", MESSY.encode()), resource="shelters", lang="en")
    tree = tomllib.loads(text)
    assert tree["position"] == {"order": "lon,lat"}
    assert tree["columns"]["lat"] == "Y"
    for words in ("“Nación”", '# level = ""', "# sensitivity", "open | generalised | withheld"):
        assert words in text


def test_unknown_values_wait_for_their_code():
    data = (INPUT / "codes-unknown.csv").read_bytes()
    text = propose_mapping(Upload("x.csv", data), resource="shelters")
    values = tomllib.loads(text)["values"]
    assert values["services"] == {"vuelos": ""}
    assert values["level"] == {"mafia": ""}
    assert values["municipality_code"] == {"Atlantis": ""}


def test_a_proposal_names_the_municipalities_that_are_alike():
    data = (INPUT / "municipalities.csv").read_bytes()
    text = propose_mapping(Upload("x.csv", data), resource="shelters", lang="en")
    assert (
        "“Rosarito” is no municipality of this package. Perhaps MX02005 (Playas de Rosarito)?"
        in text
    )
    told = tomllib.loads(text)["values"]["municipality_code"]
    assert set(told) == {"Ensenada", "Narnia", "Rosarito", "Tijuan"}


def test_columns_that_the_mapping_names_and_the_file_lacks_are_said():
    mapping = ColumnMapping({"name": Source(("Lugar",)), "phone": Source(("Teléfono",))})
    found = read(Upload("lista.csv", MESSY.encode()), resource="shelters", mapping=mapping)
    missing = found.problems[found.problems["code"] == "column_missing"]
    assert list(missing["column"]) == ["Teléfono"]


def test_a_declared_system_is_used_for_the_two_columns():
    mapping = ColumnMapping(
        {
            "name": Source(("n",)), "level": Source(("l",)), "municipality_code": Source(("m",)),
            "lon": Source(("x",)), "lat": Source(("y",)),
        },
        crs="EPSG:32611",
    )  # fmt: skip
    data = b"n,l,m,x,y\nCasa,NGO,Tijuana,498178,3599528\n"
    found = read(Upload("x.csv", data), resource="shelters", mapping=mapping)
    assert float(found.frame["lat"].iloc[0]) == pytest.approx(32.5331, abs=1e-4)
    assert float(found.frame["lon"].iloc[0]) == pytest.approx(-117.0194, abs=1e-4)


def test_a_system_that_does_not_exist_is_refused():
    mapping = ColumnMapping({"lon": Source(("x",)), "lat": Source(("y",))}, crs="EPSG:1")
    with pytest.raises(IngestError, match="unknown coordinate reference system 'EPSG:1'"):
        read(Upload("x.csv", b"x,y\n1,2\n"), resource="shelters", mapping=mapping)


def test_longitudes_without_their_sign_are_turned_when_told():
    data = (INPUT / "positions-suspect.csv").read_bytes()
    plain = read(Upload("x.csv", data), resource="shelters")
    turned = ColumnMapping(plain.mapping.columns, west_positive=True)
    found = read(Upload("x.csv", data), resource="shelters", mapping=turned)
    assert plain.frame.loc[4, "lon"] == ""
    assert found.frame.loc[4, "lon"] == "-117.0194"


def test_the_header_row_can_be_told():
    data = b"x,y\nname,level\nCasa,NGO\n"
    mapping = ColumnMapping({"name": Source(("name",))}, header_row=2)
    assert read(Upload("x.csv", data), resource="shelters", mapping=mapping).rows_in == 1
    wrong = ColumnMapping({"name": Source(("name",))}, header_row=9)
    with pytest.raises(IngestError, match="row 9 is empty or missing"):
        read(Upload("x.csv", data), resource="shelters", mapping=wrong)


REGIONS = "Nombre,Nivel,Municipio\nUno,ONG,Juárez\nDos,ONG,Tijuana\nTres,ONG,Otro Lado\n"


def test_a_town_tells_the_state_once_the_country_is_known():
    content = "Nombre,Nivel,Ciudad,Capturó\nUno,ONG,Cd. Juárez,Lupita\nDos,ONG,Tijuana,Lupita\n"
    for defaults in ({"admin1": "Baja California"}, {"country": "MX"},
                     {"country": "MX", "admin1": "Baja California"}):  # fmt: skip
        told = ColumnMapping(defaults=defaults)
        found = read(Upload("a.csv", content.encode()), resource="shelters", mapping=told)
        assert found.frame["admin1"].tolist() == ["Chihuahua", "Baja California"], defaults
        assert "Lupita" not in found.frame.to_string()  # who filled the form is not published


def test_what_holds_for_the_file_is_for_rows_whose_municipality_does_not_tell_it():
    def regions(**defaults):
        told = ColumnMapping(defaults=defaults)
        found = read(Upload("a.csv", REGIONS.encode()), resource="shelters", mapping=told)
        return found.frame[["country", "admin1", "municipality_code"]].to_numpy().tolist()

    known = [["MX", "Chihuahua", "MX08037"], ["MX", "Baja California", "MX02004"]]
    assert regions(admin1="Texas") == [*known, ["US", "Texas", ""]]
    assert regions(country="US") == known
    assert regions(country="US", admin1="Texas") == [*known, ["US", "Texas", ""]]
    # A municipality that is not known is not another one.
    assert regions(admin1="Baja California", municipality_code="Tijuana") == [
        *known,
        ["MX", "Baja California", ""],
    ]
