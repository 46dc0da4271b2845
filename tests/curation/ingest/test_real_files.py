"""Files as partners have them: the smallest that shows each fault, and its kind in other words."""

import io
import json

import pandas as pd
import pytest

from atlas.base.errors import IngestError
from atlas.curation.ingest import ColumnMapping, Upload
from atlas.curation.merge import bring
from tests.support.ingest_cases import FOLDER

pytestmark = pytest.mark.slow

REAL = FOLDER / "real"
LAYOUTS = FOLDER / "layouts"
SETTINGS = {
    "country": "MX", "admin1": "MX-BCN", "level": "civil_society", "sensitivity": "open",
    "precision": "exact", "precision_m": "20",
}  # fmt: skip


@pytest.fixture(scope="module")
def package():
    from atlas.data import load

    return load()


@pytest.fixture(scope="module")
def got(package):
    def read(name, **more):
        told = ColumnMapping(**{"defaults": SETTINGS, **more})
        return bring(REAL / name, resource="shelters", package=package, mapping=told)

    return read


@pytest.fixture(scope="module")
def made(package):
    def read(text, name="x.csv", **more):
        told = ColumnMapping(**{"defaults": SETTINGS, **more})
        data = text if isinstance(text, bytes) else text.encode()
        return bring(Upload(name, data), resource="shelters", package=package, mapping=told)

    return read


def codes(found):
    return set(found.problems["code"])


# Protection fails closed


def test_a_row_whose_protection_is_not_understood_is_withheld(package):
    file = REAL / "01-protection-not-understood.csv"
    found = bring(file, resource="shelters", package=package, mapping=REAL / "01-mapping.toml")
    assert list(found.frame["sensitivity"]) == ["withheld", "open", "open", "withheld"]


@pytest.mark.parametrize(
    ("header", "text", "sensitivity"),
    [
        ("Sensibilidad", "nivel 3", "withheld"),
        ("Sensibilidad", "", "open"),
        ("Sensibilidad", "s/d", "open"),
        ("Sensibilidad", "#REF!", "withheld"),
        ("Sensibilidad", "=A1", "withheld"),
        ("Sensibilidad", "público; quizá no", "withheld"),
        ("Confidencial", "Sí", "withheld"),
        ("Confidencial", "x", "withheld"),
        ("Confidencial", "No", "open"),
        ("¿Se puede publicar?", "No", "withheld"),
        ("¿Se puede publicar?", "Sí", "open"),
        ("No publicar", "Sí", "withheld"),
        ("Can it be published?", "no", "withheld"),
        ("¿Se puede difundir la ubicación?", "solo autoridades", "withheld"),
        ("Uso interno", "sí", "withheld"),
        ("Restricted", "partly", "withheld"),
        ("ProtecciÃ³n", "pÃºblica", "withheld"),
        ("Notas", "No publicar el domicilio", "withheld"),
        ("Notas", "Please do not share this address", "withheld"),
        ("Notas", "Where it is was not published", "withheld"),
        ("Notas", "Tents were removed; the new capacity was not published", "open"),
        ("Observación rara", "Ubicación confidencial", "withheld"),
        ("Domicilio", "Confidencial", "withheld"),
        ("Nivel de acceso", "restringido", "withheld"),
        ("Sector social", "Privado", "open"),
        ("Teléfono", "reservado", "withheld"),
        ("Servicios", "asesoría confidencial", "open"),
        ("Restrictions", "no pets", "open"),
        ("Fecha de publicación", "2024", "open"),
        ("Protección a mujeres", "sí", "open"),
    ],
)
def test_whatever_is_said_of_protection_holds_before_what_is_said_for_the_file(
    made, header, text, sensitivity
):
    found = made(f"Nombre,{header},Latitud,Longitud\nCasa,{text},32.5301,-117.0201\n")
    rows = found.frame if len(found.frame) else found.held
    assert list(rows["sensitivity"]) == [sensitivity]


@pytest.mark.parametrize(
    ("header", "texts", "sensitivities"),
    [
        ("Confidencial", ("no", "sí", "no"), ["open", "withheld"]),
        ("Sensibilidad", ("público", "", "nivel 3"), ["open", "open", "withheld"]),
        ("Protección", ("", "", "sí"), ["open", "withheld"]),
        ("Remarks", ("", "do not publish", ""), ["open", "withheld"]),
        ("services", ("", "do not publish", ""), ["open", "withheld", "open"]),
        ("Remarks", ("one", "two", "three"), ["open"]),
    ],
)
def test_a_table_of_sectors_keeps_what_is_said_of_protection(made, header, texts, sensitivities):
    sectors = ("Food Security", "Emergency Shelter and NFI", "Health")
    rows = [
        f"MEX,MX02004,Casa,{sector},{text}" for sector, text in zip(sectors, texts, strict=True)
    ]
    text = "\n".join([f"location_code,admin2_code,org_name,sector_name,{header}", *rows])
    found = made(text)
    said = pd.concat([found.frame, found.held])["sensitivity"]
    assert sorted(said) == sorted(sensitivities)


def test_of_two_columns_about_protection_the_stricter_holds(made):
    text = (
        "Nombre,Sensibilidad,Confidencial,Latitud,Longitud\n"
        "A,público,sí,32.5301,-117.0201\nB,público,,32.5311,-117.0211\n"
    )
    assert list(made(text).frame["sensitivity"]) == ["withheld", "open"]


def test_a_mapping_takes_no_column_about_protection_away(made):
    from atlas.curation.ingest import Source

    text = "Nombre,Nivel,Confidencial,Latitud,Longitud\nA,público,sí,32.5301,-117.0201\n"
    found = made(text, columns={"sensitivity": Source(("Nivel",))})
    assert list(found.frame["sensitivity"]) == ["withheld"]


def test_whether_a_layer_of_a_map_is_switched_on_says_nothing_of_protection(made):
    text = "Name,tessellate,extrude,visibility,Latitud,Longitud\nA,-1,0,-1,32.5301,-117.0201\n"
    assert list(made(text).frame["sensitivity"]) == ["open"]
    alone = "Name,visibility,Latitud,Longitud\nA,-1,32.5301,-117.0201\n"
    assert list(made(alone).frame["sensitivity"]) == ["withheld"]


# No wrong value in silence


def test_the_unit_is_the_name_and_the_institution_its_operator(got):
    found = got("04-institution-before-unit.csv")
    assert list(found.frame["name"]) == ["CENTRO DE SALUD UNO", "CENTRO DE SALUD DOS"]
    assert set(found.frame["operator"]) == {"SECRETARIA DE SALUD"}
    assert "name_chosen" in codes(found)


def test_letters_between_slashes_are_no_latitude(got):
    found = got("05-m-f-y.csv")
    assert "lat" not in found.mapping.columns
    assert len(found.frame) == 2
    assert "half_a_point" not in codes(found)


def test_an_organisation_beside_a_name_is_the_operator(got):
    found = got("06-organisation-beside-name.csv")
    assert list(found.frame["operator"]) == ["Agencia A", "Agencia B"]
    assert "column_ambiguous" not in codes(found)


def test_what_says_the_same_is_said_to_only_where_it_does(made):
    text = "Nombre,Domicilio,Sitio web,Web,Latitud,Longitud\nA,x,a.org,{},32.5301,-117.0201\n"
    assert "column_ambiguous" in codes(made(text.format("a.org")))
    other = made(text.format("b.org"))
    assert "column_second" in codes(other)
    assert "b.org" in other.frame["notes"].iloc[0]


def test_city_and_postal_code_go_into_the_address(got):
    found = got("07-city-beside-address.csv", defaults={**SETTINGS, "country": "US"})
    assert found.frame["address"].iloc[0] == "1 First St, San Diego 92101"
    assert not {"City", "Zip"} - found.mapping.headers()


def test_a_telephone_that_became_a_number_is_one_again(got):
    assert list(got("11-telephone-point-zero.csv").frame["phone"]) == ["6645550101", ""]


@pytest.mark.parametrize(
    ("written", "phone", "code"),
    [
        ("6645550101.0", "6645550101", "numbers_restored"),
        ("6.645550101E9", "6645550101", "numbers_restored"),
        ("6.645550101E+09", "6645550101", "numbers_restored"),
        ("3.32E9", "", "number_lost"),
        ("6.65E+09", "", "number_lost"),
        ('"6,645,550,101"', "6645550101", ""),
    ],
)
def test_numbers_of_a_spreadsheet_are_read_back_or_told_lost(made, written, phone, code):
    found = made(f"Nombre,Teléfono,Latitud,Longitud\nA,{written},32.5301,-117.0201\n")
    assert list(found.frame["phone"]) == [phone]
    assert not code or code in codes(found)


def test_a_postal_code_loses_its_point_zero(made):
    text = "Nombre,Calle,Numero,C.P.,Latitud,Longitud\nA,Quinta,12.0,22000.0,32.5301,-117.0201\n"
    assert made(text).frame["address"].iloc[0] == "Quinta 12 22000"


@pytest.mark.parametrize(
    ("written", "date"),
    [("45413", "2024-05-01"), ("45413.0", "2024-05-01"), ("1714521600000", "2024-05-01"),
     ("2024", "2024"), ("12345", "")],
)  # fmt: skip
def test_dates_as_programs_count_them_are_read(made, written, date):
    found = made(f"Nombre,Fecha,Latitud,Longitud\nA,{written},32.5301,-117.0201\n")
    assert list(found.frame["status_date"]) == [date]


def test_a_unit_of_an_institution_is_a_name_and_a_unit_of_capacity_is_none(made):
    text = "Dependencia,Unidad,Latitud,Longitud\nISSSTE,Clínica Uno,32.5301,-117.0201\n"
    row = made(text).frame.iloc[0]
    assert (row["name"], row["operator"]) == ("Clínica Uno", "ISSSTE")
    text = "Nombre,Cupo,Unidad,Latitud,Longitud\nA,5,camas,32.5301,-117.0201\n"
    assert made(text).frame.iloc[0]["name"] == "A"


def test_what_holds_for_the_file_is_for_rows_that_say_nothing(made):
    text = "Nombre,País,Nivel,Latitud,Longitud\nA,Colombia,,32.53,-117.02\nB,,mafia,32.53,-117.02\n"
    found = made(text)
    assert len(found.held) == 2
    assert {"country_outside", "unknown_code"} <= codes(found)
    outside = found.problems.query("code == 'country_outside'")["message_en"].iloc[0]
    assert "Perhaps" not in outside
    assert "side.csv" in outside


# No content thrown away


def test_a_telephone_keeps_its_number_and_says_what_was_set_aside(got):
    found = got("12-telephone-with-words.csv")
    assert list(found.frame["phone"]) == [
        "664 555 0101", "6645550102", "664 555 0103", "664 555 0104", "664 555 0105",
        "664 555 0106; 664 555 0107",
    ]  # fmt: skip
    aside = found.problems.query("code == 'phone_words'")
    assert list(aside["value"]) == ["Lic. Ana", "Ana responsable", "Ana", "24 horas", "de 9 a 18 h"]


def test_text_that_begins_like_a_formula_stays_text(got):
    found = got("13-text-that-begins-like-a-formula.csv")
    assert list(found.frame["name"]) == ["+Vida A.C.", "@Casa", "Refugio Tres", "Refugio Cuatro"]
    assert found.frame["notes"].iloc[3].startswith("-solo mujeres")
    assert "formula_text" not in codes(found)


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(1)", "+HYPERLINK(1)", "-cmd|x!A0", "\uff1d1", " =1"]
)
def test_what_a_spreadsheet_would_run_does_not_stay(made, text):
    found = made(f"Nombre,Notas,Latitud,Longitud\nA,{text},32.5301,-117.0201\n")
    assert "formula_text" in codes(found)
    assert list(found.frame["notes"]) == [""]


@pytest.mark.parametrize(
    ("said", "capacity", "unit"),
    [
        ("50 personas", "50", "beds"),
        ("aprox. 50", "50", "beds"),
        ("hasta 120 camas", "120", "beds"),
        ("1,200 personas", "1200", "beds"),
        ("80 personas al día", "80", "people_per_day"),
        ("50 pers.", "50", "beds"),
        ("50-60", "", ""),
        ("30 hombres y 20 mujeres", "", ""),
        ("15 familias", "", ""),
        ("20 cuartos", "", ""),
    ],
)
def test_capacity_with_words_is_read_where_it_is_one_number(made, said, capacity, unit):
    found = made(f'Nombre,Capacidad,Latitud,Longitud\nA,"{said}",32.5301,-117.0201\n')
    row = found.frame.iloc[0]
    assert (row["capacity"], row["capacity_unit"]) == (capacity, unit)
    assert capacity or row["notes"] == f"Capacidad: {said}"


def test_what_has_no_place_goes_to_the_notes_under_its_header(made):
    text = (
        "Nombre,Servicios,Horario,Idiomas,Correo,OBJECTID,Latitud,Longitud\n"
        "A,comida;magia,L-V 9 a 18,español y mam,a@example.org,7,32.5301,-117.0201\n"
    )
    found = made(text)
    row = found.frame.iloc[0]
    assert "Servicios: magia" in row["notes"]
    assert row["hours_note"] == "L-V 9 a 18"
    assert row["email"] == "a@example.org"
    assert row["languages"] == "es;mam"
    unused = found.problems.query("code == 'columns_unused'")
    assert len(unused) == 1
    assert "“OBJECTID”" in unused["message_en"].iloc[0]


def test_the_empty_words_of_programs_are_empty(got):
    found = got("14-empty-words-of-gis-and-excel.csv")
    assert not (found.frame[["address", "phone", "notes"]] != "").any().any()


# Headers, rows


def test_headers_in_camel_case_are_parted(got):
    found = got("08-headers-in-camel-case.csv", defaults={**SETTINGS, "country": "US",
                                                          "admin1": ""})  # fmt: skip
    row = found.frame.iloc[0]
    assert (row["name"], row["operator"]) == ("Site One", "Agency")
    assert row["address"] == "1 First St, San Diego 92101"
    assert (row["admin1"], row["phone"]) == ("California", "619-555-0101")
    assert "Mon-Fri" in row["hours_note"]


def test_groups_with_dashes_are_left_out(got):
    row = got("09-odk-groups-with-dashes.csv").frame.iloc[0]
    assert (row["name"], row["phone"], row["precision_m"]) == ("Refugio Uno", "6645550101", "4.8")


def test_geometry_in_cells_is_read(got):
    found = got("10-geometry-as-text.csv")
    assert list(found.frame["lat"]) == ["32.5295125", "32.5301", "32.5301"]


def test_html_becomes_text_and_its_link_a_website(got):
    row = got("15-my-maps-description.kml").frame.iloc[0]
    assert "<" not in row["notes"]
    assert "Horario: 8-18 h" in row["notes"]
    assert row["website"] == "https://example.org/uno"


def test_totals_sources_and_notes_are_no_places(got):
    found = got("16-total-and-source-rows.csv")
    assert list(found.frame["name"]) == ["Refugio Uno", "Refugio Dos"]
    assert {"summary_row", "note_row"} <= codes(found)


@pytest.mark.parametrize(
    ("row", "stays"),
    [
        ("Gran total,,50,,", False), ("Total general,,50,,", False), ("Subtotal Sur,,1,,", False),
        ("* datos de 2024,,,,", False), ("Source: own survey,,,,", False),
        ("Total Care,,20,32.51,-117.03", True), ("Elaboró: Red,,,,", False),
        ("Nota Roja A.C.,Tijuana,5,32.51,-117.03", True),
        ("Nombre,Municipio,Capacidad,Latitud,Longitud", False),
    ],
)  # fmt: skip
def test_rows_that_are_no_record_are_told_apart(made, row, stays):
    text = (
        "Nombre,Municipio,Capacidad,Latitud,Longitud\n"
        f"Refugio,Tijuana,20,32.5301,-117.0201\n{row}\n"
    )
    assert (3 in made(text).frame.index) is stays


def test_a_cell_beside_the_table_is_a_column_without_a_header(got):
    found = got("17-note-beside-the-table.xlsx")
    assert len(found.frame) == 3
    assert found.frame["notes"].iloc[1] == "[F]: llamar antes"


def test_a_table_without_headers_can_be_read_by_saying_so(got):
    from atlas.curation.ingest import Source

    with pytest.raises(IngestError, match="no row of headers"):
        got("18-no-header.csv")
    columns = {"name": "[A]", "admin1": "[B]", "municipality_code": "[C]"}
    columns |= {"lon": "[D]", "lat": "[E]"}
    told = {name: Source((header,)) for name, header in columns.items()}
    found = got("18-no-header.csv", columns=told, header_row=0)
    assert list(found.frame["name"]) == ["Refugio Uno", "Refugio Dos", "Refugio Tres"]


def test_sixty_unused_columns_are_one_line(got):
    problems = got("22-sixty-columns.csv").problems
    assert list(problems["code"]).count("columns_unused") == 1
    assert len(problems) < 5


def test_two_rows_of_headers_are_one(got):
    row = got("40-telephone-over-two-headers.xlsx").frame.iloc[0]
    assert row["phone"] == "664 555 0101; 664 555 0102"


def test_hidden_rows_are_read_and_said(made):
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Nombre", "Latitud", "Longitud"], ["A", 32.53, -117.02], ["B", 32.54, -117.03]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    target = io.BytesIO()
    book.save(target)
    found = made(target.getvalue(), "x.xlsx")
    assert list(found.frame["name"]) == ["A", "B"]
    assert "hidden_rows" in codes(found)


# Formats


def test_services_with_their_location_are_rows_of_it(got):
    found = got("19-hsds-location-in-services.zip", defaults={**SETTINGS, "country": "US"})
    assert len(found.frame) == 2
    assert list(found.frame["status"]) == ["open", "open"]


def test_a_feature_set_of_arcgis_is_read(got):
    found = got("20-esri-feature-set.json")
    assert list(found.frame["name"]) == ["Refugio Uno", "Refugio Dos"]
    assert found.frame["lon"].iloc[0].startswith("-117.0200")
    assert list(found.frame["status_date"]) == ["2024-05-01", ""]


def test_a_kml_file_without_a_layer_name_is_read(got):
    assert len(got("21-kml-without-a-layer-name.kml").frame) == 2


def test_a_point_with_its_outline_is_that_point(got):
    assert list(got("35-point-and-outline.kml").frame["lon"]) == ["-117.0201"]


def test_coordinates_with_a_power_of_ten_are_read(got):
    assert list(got("34-coordinates-scientific.csv").frame["lat"]) == ["32.53012", "32.5311"]


RECORD = {"nombre": "Refugio Uno", "ubicacion": {"lat": 32.5301, "lng": -117.0201}}


@pytest.mark.parametrize(
    "content",
    [
        [RECORD],
        {"count": 1, "next": None, "results": [RECORD]},
        {"data": {"items": [RECORD]}},
        [{"nombre": "Refugio Uno",
          "gps": {"type": "Point", "coordinates": [-117.0201, 32.5301]}}],
    ],
)  # fmt: skip
def test_lists_of_records_are_read(made, content):
    row = made(json.dumps(content), "x.json").frame.iloc[0]
    assert (row["name"], row["lat"]) == ("Refugio Uno", "32.5301")


def test_records_one_a_line_are_read(made):
    text = "\n".join(json.dumps({**RECORD, "nombre": name}) for name in "AB")
    assert list(made(text, "x.jsonl").frame["name"]) == ["A", "B"]


HSDS = [
    {
        "id": f"s{number}", "name": name, "status": "active",
        "organization": {"id": "o1", "name": "Org One"},
        "phones": [{"id": f"p{number}", "number": "619 555 0101"}],
        "service_at_locations": [
            {"id": f"l{number}", "location": {
                "id": "x1", "name": "Center One", "location_type": "physical",
                "latitude": 32.7101, "longitude": -117.1501,
                "addresses": [{"id": "a1", "address_1": "1 First St", "city": "San Diego",
                               "state_province": "CA", "country": "US",
                               "address_type": "physical"}],
            }},
        ],
    }
    for number, name in enumerate(["Food", "Legal aid"])
]  # fmt: skip


@pytest.mark.parametrize("content", [HSDS, {"total_items": 2, "contents": HSDS}])
def test_services_of_an_hsds_api_are_one_row_a_location(made, content):
    found = made(json.dumps(content), "x.json", defaults={"level": "civil_society"})
    assert len(found.frame) == 1
    row = found.frame.iloc[0]
    assert (row["name"], row["operator"], row["lat"]) == ("Center One", "Org One", "32.7101")
    assert row["services"] == "food;legal_aid"


@pytest.mark.parametrize(
    ("header", "answers"),
    [
        ("public", "yes no"), ("publish", "true false"), ("Show on map", "1 0"),
        ("Mostrar en el mapa", "Sí No"), ("private", "no yes"), ("Unlisted", "0 1"),
    ],
)  # fmt: skip
def test_a_column_that_asks_whether_to_show_a_place_protects_it(made, header, answers):
    shown, hidden = answers.split()
    text = f"nombre,lat,lon,{header}\nA,32.53,-117.02,{shown}\nB,32.54,-117.03,{hidden}\n"
    assert list(made(text).frame["sensitivity"]) == ["open", "withheld"]


def test_private_in_a_longer_header_speaks_of_something_else(made):
    text = "nombre,lat,lon,Asistencia privada\nA,32.53,-117.02,sí\n"
    assert list(made(text).frame["sensitivity"]) == ["open"]


def test_all_that_belongs_to_a_place_of_an_hsds_api_is_read(made):
    first = {**HSDS[0], "required_documents": [{"id": "d1", "document": "An identity card"}]}
    found = made(json.dumps([first]), "x.json", defaults={"level": "civil_society"})
    assert found.frame["documents"].iloc[0] == "An identity card"


ORGANIZATION, LOCATION = HSDS[0]["organization"], HSDS[0]["service_at_locations"][0]["location"]


@pytest.mark.parametrize(
    ("where", "more"),
    [
        ("service", {"confidential": "yes"}),
        ("organization", {"public": "no"}),
        ("location", {"description": "Please do not publish this address"}),
        ("address", {"attention": "for internal use"}),
        ("location", {"sensitivity": "something else"}),
    ],
)
def test_what_any_table_of_hsds_says_of_protection_holds(made, where, more):
    address = {**LOCATION["addresses"][0], **(more if where == "address" else {})}
    location = {**LOCATION, "addresses": [address], **(more if where == "location" else {})}
    services = [{
        **HSDS[0],
        "description": "Meals for everybody",  # the notes of the place
        "organization": {**ORGANIZATION, **(more if where == "organization" else {})},
        "service_at_locations": [{"id": "l0", "location": location}],
        **(more if where == "service" else {}),
    }]  # fmt: skip
    settings = {"level": "civil_society", "sensitivity": "open"}
    found = made(json.dumps(services), "x.json", defaults=settings)
    assert list(found.frame["sensitivity"]) == ["withheld"]
    assert list(made(json.dumps(HSDS), "x.json", defaults=settings).frame["sensitivity"]) == [
        "open"
    ]


@pytest.mark.parametrize("header", ["_notes", "_tags", "_validation_status"])
def test_what_is_said_of_a_submission_may_withhold_its_place(made, header):
    text = (
        f"_uuid,_submission_time,nombre,_p_latitude,_p_longitude,{header}\n"
        "u1,2026-01-01,Refugio Uno,32.5301,-117.0201,no publicar\n"
        "u2,2026-01-01,Refugio Dos,32.5302,-117.0202,\n"
    )
    assert list(made(text).frame["sensitivity"]) == ["withheld", "open"]


GML = """<?xml version="1.0"?><gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://127.0.0.1:9/x http://127.0.0.1:9/x.xsd">
<gml:featureMember><lugar><nombre>Refugio Uno</nombre><geom><gml:Point srsName="EPSG:4326">
<gml:coordinates>-117.0201,32.5301</gml:coordinates></gml:Point></geom></lugar></gml:featureMember>
</gml:FeatureCollection>"""


def test_gml_is_read(made):
    row = made(GML, "x.gml").frame.iloc[0]
    assert row["name"] == "Refugio Uno"
    assert row["lat"] == "32.5301"


def test_no_point_is_more_exact_than_the_conversion_of_its_datum(made):
    from atlas.curation.ingest import Source

    columns = {name: Source((name,)) for name in ("lon", "lat")}
    text = "name,lon,lat\nA,498178,3599528\n"
    found = made(text, columns=columns, crs="EPSG:26711",
                 defaults={**SETTINGS, "precision_m": "1"})  # fmt: skip
    assert float(found.frame["precision_m"].iloc[0]) > 5
    assert "crs_accuracy" in codes(found)
    wgs = made(text, columns=columns, crs="EPSG:32611", defaults={**SETTINGS, "precision_m": "1"})
    assert wgs.frame["precision_m"].iloc[0] == "1"


@pytest.mark.parametrize(
    ("header", "column"),
    [("Capacidad de familias", ""), ("disponibilidad", ""), ("Nomvre del lugar", "name")],
)
def test_suggestions_do_not_mislead(header, column):
    from atlas.curation.ingest.column_suggestions import likely_columns
    from atlas.data.vocab import load

    targets = ["name", "capacity", "capacity_date", "sensitivity", "street_number"]
    assert likely_columns([header], load(), targets).get(header, "") == column


def test_a_municipality_code_of_any_form_is_found(package):
    import pandas as pd

    from atlas.curation.ingest.place_rows import name_municipalities

    there = pd.DataFrame(
        {"municipality_code": ["VE21", "MMR003001"], "name": ["Táchira", "Hpa-An"],
         "country": ["VE", "MM"], "admin1": ["Táchira", "Kayin"]},
        dtype="str",
    )  # fmt: skip
    rows = pd.DataFrame(
        {"municipality_code": ["VE21", "mmr003001"], "country": ["VE", "MM"], "admin1": ["", ""]},
        dtype="str",
    )
    named, problems = name_municipalities(rows, there, file="x", column="Municipio")
    assert list(named["municipality_code"]) == ["VE21", "MMR003001"]
    assert not problems


# Layouts of the trade


@pytest.mark.parametrize("name", sorted(path.name for path in LAYOUTS.iterdir()))
def test_a_layout_of_the_trade_is_read_once_the_level_is_said(package, name):
    told = ColumnMapping(defaults={"level": "civil_society"})
    found = bring(LAYOUTS / name, resource="shelters", package=package, mapping=told)
    aside = found.problems["code"].isin(["summary_row", "note_row"]).sum()
    assert len(found.frame) == found.rows_in - aside
    assert (found.frame["name"] != "").all()
    assert (found.frame["lon"] != "").all()
