"""Files whose headers nobody foresaw: what they say is found by words and cells, or not used."""

import json

import pytest

from atlas.base.i18n import LANGS
from atlas.curation.ingest import ColumnMapping, Upload, mapping_of, write_toml
from atlas.curation.ingest.header_words import column_by_words, says_who_runs, times_of
from atlas.curation.ingest.protection_words import is_about_protection
from atlas.curation.merge import bring
from tests.support.ingest_layouts import layouts, right

SETTINGS = {"country": "MX", "admin1": "MX-BCN", "level": "civil_society", "sensitivity": "open"}
TARGETS = (
    "name", "operator", "phone", "whatsapp", "website", "kind", "populations", "capacity",
    "services", "hours_note", "municipality_code", "admin1", "address", "status_date", "lat", "lon",
    "point",
)  # fmt: skip


@pytest.fixture(scope="module")
def package():
    from atlas.data import load

    return load()


@pytest.fixture(scope="module")
def made(package):
    def read(text, name="x.csv", **more):
        told = ColumnMapping(**{"defaults": SETTINGS, **more})
        return bring(Upload(name, text.encode()), resource="shelters", package=package,
                     mapping=told)  # fmt: skip

    return read


@pytest.fixture(scope="module")
def known_layouts():
    return layouts()


@pytest.mark.slow
@pytest.mark.parametrize("name", layouts())
def test_a_layout_of_the_trade_says_what_is_true_once_the_level_is_said(
    package, known_layouts, name
):
    layout = known_layouts[name]
    told = ColumnMapping(defaults=layout.answers)
    found = bring(Upload(layout.file, layout.data), resource="shelters", package=package,
                  mapping=told)  # fmt: skip
    assert len(found.frame) == len(layout.places)
    for column in ("name", "operator", "address", "phone", "lat", "lon"):
        assert right(layout, found.frame, column) == len(layout.places), column
    shown = found.frame.drop(columns="facility_id").to_string()
    assert "Persona Inventada" not in shown, "a person is not published"
    assert "Lic. Inventada" not in shown


@pytest.mark.parametrize(
    ("header", "text", "column"),
    [
        ("Nombre del espacio de apoyo", "Casa", "name"),
        ("¿Cómo se llama el centro?", "Casa", "name"),
        ("Nombre del contacto", "Ana", ""),
        ("Sede", "https://example.org", ""),
        ("Organización que coordina", "Red", "operator"),
        ("Institución responsable", "Red", "operator"),
        ("Tipo de organización aliada", "ONG", ""),
        ("Correo de la organización", "a@example.org", ""),
        ("Tel. oficina", "664 555 0101", "phone"),
        ("Fax oficina", "664 555 0101", ""),
        ("Teléfono del director", "664 555 0101", ""),
        ("Horario de atención", "9-18", "hours_note"),
        ("Horario de atención telefónica", "9-18", ""),
        ("Horario de entrada", "17-20", ""),
        ("Times", "9-18", "hours_note"),
        ("Survey time", "10:20", ""),
        ("Capacidad instalada total", "50 personas", "capacity"),
        ("Capacidad disponible", "5", ""),
        ("Capacidad de mujeres", "5", ""),
        ("BedsAvail", "5", ""),
        ("SiteLabel", "Casa", "name"),
        ("AddrLine1", "Sol 5", "address"),
        ("Dirección física", "Calle Uno 5", "address"),
        ("Dirección de correo", "a@example.org", ""),
        ("Mailing address", "PO Box 1", ""),
        ("Dirección física", "sí", ""),
        ("assessment_date", "2025", "status_date"),
        ("Fecha de fundación", "1999", ""),
        ("Latitud del albergue (WGS 84)", "32.5", "lat"),
        ("Población meta", "Familias", "populations"),
        ("Población total", "120", ""),
        ("Contacto", "664 555 0101", "phone"),
        ("Celular personal", "664 555 0101", ""),
        ("WhatsApp de la encargada", "664 555 0101", ""),
        ("Operator name", "Red", "operator"),
        ("Operator type", "NGO", ""),
        ("y_coord", "32.5", "lat"),
        ("x_coord", "-117.0", "lon"),
        ("x_coord", "-13026000.0", ""),
        ("GPS W", "117.02", "lon"),
        ("Calle y No.", "Sol 5", "address"),
        ("Last verified on", "2025-03", "status_date"),
        ("Contacto", "Ana Ruiz", ""),
    ],
)
def test_the_words_of_a_header_say_what_it_is(header, text, column):
    assert column_by_words(header, [text], TARGETS) == column


def test_who_runs_a_place_is_no_type_and_no_person():
    assert says_who_runs("Managing_Org")
    assert not says_who_runs("Organization type")
    assert not says_who_runs("Persona de contacto de la organización")


def test_days_and_ends_are_hours_when_there_are_enough_of_them():
    assert times_of(["Lunes", "Martes", "Miércoles"]) == ["Lunes", "Martes", "Miércoles"]
    assert times_of(["Mon", "Sun"]) == []
    assert times_of(["Hora de apertura", "Hora de cierre"])
    assert times_of(["Abre"]) == []


@pytest.mark.parametrize(
    ("header", "answers", "is_one"),
    [
        ("¿Desea aparecer en el mapa público?", ("No", "Sí"), True),
        ("Autoriza difusión", ("no",), True),
        ("Pode ser divulgado?", ("Não", "Sim"), True),
        ("Peut-on publier l'adresse ?", ("Non",), True),
        ("Dirección pública", ("No", "Sí"), True),
        ("Dirección pública", ("Calle Uno 5",), False),
        ("Autorización para publicar datos", ("no autoriza",), True),
        ("isConfidential", ("f",), True),
        ("TLP", ("RED",), True),
        ("Abierto al público", ("No",), False),
        ("Baños públicos", ("No",), False),
        ("Habitaciones compartidas", ("Sí",), False),
        ("Restricciones de ingreso", ("Sí",), False),
        ("Fecha de publicación", ("2024",), False),
    ],
)
def test_whether_a_column_asks_if_a_place_may_be_shown(header, answers, is_one):
    assert is_about_protection(header, answers) is is_one


@pytest.mark.parametrize(
    ("header", "no", "yes"),
    [
        ("¿Desea aparecer en el mapa público?", "No", "Sí"),
        ("Autoriza difusión", "no autoriza", ""),
        ("Pode ser divulgado?", "Não", "Sim"),
        ("Confidentiel", "Oui", "Non"),
        ("public_display", "FALSE", "TRUE"),
        ("Es casa de seguridad", "Sí", "No"),
        ("restriccion_datos", "sí", "no"),
        ("Notas", "No dar a conocer la dirección", "Se comparten habitaciones"),
        ("Notas", "Domicilio bajo resguardo", "bajo costo"),
        ("Comentarios", "Favor de mantener en reserva", "No se comparten cuartos"),
        ("Comments", "Please keep this place confidential", "no pets"),
        ("Descrição", "Não divulgar", "aberto"),
        ("Tipo de refugio", "refugio confidencial", "albergue"),
    ],
)
def test_in_doubt_a_row_is_withheld(made, header, no, yes):
    rows = f"A,Tijuana,{no},32.5301,-117.0201\nB,Tijuana,{yes},32.5311,-117.0211\n"
    found = made(f"Nombre,Municipio,{header},Latitud,Longitud\n{rows}")
    assert list(found.frame["sensitivity"]) == ["withheld", "open"]


def test_a_yes_to_an_unsure_question_opens_nothing_by_itself(made):
    text = "Nombre,Municipio,Aparece en directorio público\nA,Tijuana,Sí\n"
    defaults = {name: text for name, text in SETTINGS.items() if name != "sensitivity"}
    assert list(made(text, defaults=defaults).frame["sensitivity"]) == ["withheld"]
    sure = "Nombre,Municipio,¿Se puede publicar?\nA,Tijuana,Sí\n"
    assert list(made(sure, defaults=defaults).frame["sensitivity"]) == ["open"]


# No person in what is published


@pytest.mark.parametrize(
    "headers",
    ["Albergue,Responsable,Cargo", "Albergue,Focal point name,Position", "Nombre,Nombre,Puesto",
     "Nombre,Administrador,Cargo", "Site Name,First name,Job title"],
)  # fmt: skip
def test_persons_are_listed_and_not_used(made, headers):
    found = made(f"{headers},Municipio\nCasa Uno,Ana Inventada,Directora,Tijuana\n")
    assert list(found.frame["name"]) == ["Casa Uno"]
    assert "Inventada" not in found.frame.to_string()
    assert "Directora" not in found.frame.to_string()
    again = mapping_of(
        write_toml(found.mapping, {}).encode(), list(found.frame.columns), name="x.toml"
    )
    assert (
        "Inventada"
        not in made(
            f"{headers},Municipio\nCasa Uno,Ana Inventada,Directora,Tijuana\n",
            columns=again.columns,
        ).frame.to_string()
    ), "nor with the answers that were kept"


def test_who_is_in_charge_is_the_operator_where_it_is_an_organisation(made):
    text = "Albergue,Responsable,Municipio\nCasa Uno,Diócesis Inventada,Tijuana\n"
    assert list(made(text).frame["operator"]) == ["Diócesis Inventada"]


def test_a_name_under_contact_is_not_that_of_the_place(made):
    text = (
        "Albergue,,Contacto,\nNombre,Municipio,Nombre,Teléfono\n"
        "Casa Uno,Tijuana,Ana Inventada,664 555 0101\n"
    )
    found = made(text)
    assert list(found.frame["name"]) == ["Casa Uno"]
    assert list(found.frame["phone"]) == ["664 555 0101"]
    assert "Inventada" not in found.frame.to_string()


# No wrong value in silence


def test_a_group_is_no_part_of_the_address(made):
    text = (
        "ubicacion/estado,ubicacion/municipio,ubicacion/direccion,nombre\n"
        "Baja California,Tijuana,Calle Uno 5,Casa Uno\n"
    )
    row = made(text).frame.iloc[0]
    assert (row["address"], row["admin1"]) == ("Calle Uno 5", "Baja California")


def test_a_website_is_no_name_and_a_number_without_street_no_address(made):
    text = "nome,site,numero,municipio\nCasa Uno,example.org,5,Tijuana\n"
    row = made(text).frame.iloc[0]
    assert (row["name"], row["website"]) == ("Casa Uno", "https://example.org")
    assert row["address"] == ""


def test_the_kind_of_an_owner_is_a_level_and_no_operator(made):
    text = "Name,Owner,Municipality\nCasa,Non-profit,Tijuana\n"
    row = made(text, defaults={**SETTINGS, "level": ""}).frame.iloc[0]
    assert (row["level"], row["operator"]) == ("civil_society", "")


def test_degrees_are_taken_before_metres(made):
    text = "Name,X,Y,Latitude,Longitude\nCasa,-13026000.0,3834000.0,32.5301,-117.0201\n"
    row = made(text).frame.iloc[0]
    assert (row["lat"], row["lon"]) == ("32.5301", "-117.0201")
    assert row["notes"] == ""


def test_a_place_called_its_site_is_no_website_and_a_physical_location_an_address(made):
    text = "Sitio,Physical location,Municipio,Verified by\nCasa Uno,Sol 5,Tijuana,Ana Inventada\n"
    row = made(text).frame.iloc[0]
    assert (row["name"], row["address"], row["notes"]) == ("Casa Uno", "Sol 5", "")


def test_a_site_is_the_name_rather_than_its_program(made):
    text = "Agency_Name,Program_Name,Site_Name,Municipality\nNet,Meals,Casa Uno,Tijuana\n"
    row = made(text).frame.iloc[0]
    assert (row["name"], row["operator"]) == ("Casa Uno", "Net")
    assert "Program_Name: Meals" in row["notes"]


def test_what_stands_beside_a_table_is_of_no_row(made):
    text = (
        "Nombre,Municipio,,Resumen\nCasa Uno,Tijuana,,dos en Tijuana\nCasa Dos,Tijuana,,\n"
        "Casa Tres,Tecate,,\n"
    )
    found = made(text)
    assert not (found.frame["notes"] != "").any()
    assert "beside_table" in set(found.problems["code"])


def test_a_fax_is_no_telephone_of_a_directory(made):
    service = {
        "id": "s", "name": "Food", "organization": {"id": "o", "name": "Net"},
        "phones": [{"id": "p", "number": "619 555 0101"},
                   {"id": "f", "number": "619 555 0199", "type": "fax"}],
        "service_at_locations": [{"id": "l", "location": {"id": "x", "name": "Center"}}],
    }  # fmt: skip
    found = made(json.dumps([service]), "x.json")
    assert list(found.frame["phone"]) == ["619 555 0101"]


# No content thrown away


def test_hours_of_any_form_are_kept(made):
    text = (
        "Nombre,Municipio,hours\nA,Tijuana,Mo-Fr 09:00-17:00\nB,Tijuana,24/7\nC,Tijuana,de 9 a 18\n"
    )
    frame = made(text).frame
    assert list(frame["hours"]) == ["Mo-Fr 09:00-17:00", "24/7", ""]
    assert list(frame["hours_note"]) == ["", "", "de 9 a 18"]
    every_day = made("Nombre,Municipio,Horario\nA,Tijuana,09:00-18:00\n").frame
    assert list(every_day["hours"]) == [""], "nobody has said of which days"


def test_a_column_a_day_is_one_note_of_hours(made):
    text = "Nombre,Municipio,Lunes,Martes,Domingo\nA,Tijuana,9-18,9-18,Cerrado\n"
    assert list(made(text).frame["hours_note"]) == ["Lunes: 9-18; Martes: 9-18; Domingo: Cerrado"]


def test_columns_named_as_services_count_where_they_say_yes(made):
    text = "Nombre,Municipio,Hospedaje,Comida,Asesoría legal\nA,Tijuana,Sí,x,No\n"
    found = made(text)
    assert list(found.frame["services"]) == ["lodging;food"]
    told = (
        mapping_of(write_toml(found.mapping, {}).encode(), ["services"], name="x")
        if False
        else (found.mapping.columns["services"].ticked)
    )
    assert told == ("Hospedaje", "Comida", "Asesoría legal")


def test_an_address_with_its_point_is_both(made):
    cell = '"12 Oak St\nSan Diego, CA 92101\n(32.7101, -117.1501)"'
    row = made(f"Name,Address\nHouse,{cell}\n", defaults={**SETTINGS, "country": "US",
               "admin1": "California"}).frame.iloc[0]  # fmt: skip
    assert row["address"] == "12 Oak St, San Diego, CA 92101"
    assert row["lat"] == "32.7101"


def test_whatsapp_keeps_its_number_among_words_and_links(made):
    text = (
        "Nombre,Municipio,WhatsApp\nA,Tijuana,wa.me/526645550107\nB,Tijuana,664 555 0101 (textos)\n"
    )
    assert list(made(text).frame["whatsapp"]) == ["+526645550107", "664 555 0101"]


@pytest.mark.parametrize(
    ("text", "lat"),
    [
        ("SRID=32611;POINT(498178 3599528)", "32.533"),
        ("MULTIPOINT((-117.0201 32.5301))", "32.5301"),
        ("0101000020 no", ""),
        ("SRID=999999;POINT(1 2)", ""),
    ],
)
def test_points_of_any_system_in_a_cell(made, text, lat):
    found = made(f'Nombre,Municipio,geom\nA,Tijuana,"{text}"\n')
    assert found.frame["lat"].iloc[0].startswith(lat)
    assert bool(found.frame["lat"].iloc[0]) is bool(lat)


@pytest.mark.parametrize("header", ["geometria", "Ubicación del sitio en el terreno", "dónde"])
def test_points_are_found_whatever_their_header(made, header):
    found = made(f'Nombre,Municipio,{header}\nA,Tijuana,"32.5301, -117.0201"\n')
    assert found.frame["lon"].iloc[0] == "-117.0201"
    assert found.frame["notes"].iloc[0] == ""


def test_codes_of_a_service_of_arcgis_are_read_by_their_names(made):
    domain = {"type": "codedValue", "codedValues": [{"name": "Albergue", "code": 1}]}
    content = {
        "geometryType": "esriGeometryMultipoint", "spatialReference": {"wkid": 4326},
        "fields": [{"name": "tipo", "type": "esriFieldTypeInteger", "domain": domain},
                   {"name": "nombre", "type": "esriFieldTypeString"}],
        "features": [{"attributes": {"tipo": 1, "nombre": "Casa"},
                      "geometry": {"points": [[-117.0201, 32.5301]]}}],
    }  # fmt: skip
    row = made(json.dumps(content), "x.json").frame.iloc[0]
    assert (row["kind"], row["lon"], row["notes"]) == ("shelter", "-117.0201", "")


@pytest.mark.parametrize(
    ("written", "date"), [("3-mar-25", "2025-03-03"), ("mar-25", ""), ("3-xyz-25", "")]
)
def test_dates_as_spreadsheets_show_them(made, written, date):
    row = made(f"Nombre,Municipio,Fecha\nA,Tijuana,{written}\n").frame.iloc[0]
    assert row["status_date"] == date
    assert date or row["notes"] == f"Fecha: {written}"


def test_decimal_commas_of_whole_numbers_are_left_out(made):
    text = "Nombre;Calle;Numero;C.P.;Municipio\nA;Sol;1,20E+01;22000,0;Tijuana\n"
    assert list(made(text).frame["address"]) == ["Sol 12 22000"]


@pytest.mark.parametrize("lang", LANGS)
def test_a_capacity_whose_unit_nobody_knows_stays_in_the_notes(made, lang):
    text = "Nombre,Tipo,Municipio,Cupo\nA,Albergue,Tijuana,40\nB,Consulado,Tijuana,30\n"
    found = made(text)
    assert list(found.frame["notes"]) == ["Cupo: 40", "Cupo: 30"]
    assert found.problems[f"message_{lang}"].str.contains("40").any()


# Of several columns


def test_what_is_offered_is_the_name_where_an_organisation_is_said_again_and_again(made):
    text = (
        "Organization Name,Project Name,Municipality\nNet,House One,Tijuana\n"
        "Net,House Two,Tijuana\nNet,House Three,Tijuana\n"
    )
    frame = made(text).frame
    assert list(frame["name"]) == ["House One", "House Two", "House Three"]
    assert list(frame["operator"]) == ["Net"] * 3


def test_who_does_the_work_is_the_operator_rather_than_who_asks_for_the_money(made):
    text = (
        "Appealing Organisation,Implementing Partner,Site name,Admin2 Name\nUN,Net,House,Tijuana\n"
    )
    assert list(made(text).frame["operator"]) == ["Net"]


def test_a_number_sign_right_behind_the_street_is_that_of_the_house(made):
    text = "Nombre,Logradouro,Nº,Município\nCasa Uno,Rua Sol,5,Tijuana\n"
    assert list(made(text).frame["address"]) == ["Rua Sol 5"]
    numbered = "Nº,Nombre,Logradouro,Município\n5,Casa Uno,Rua Sol,Tijuana\n"
    assert list(made(numbered).frame["address"]) == ["Rua Sol"]


def test_an_address_with_its_telephone_is_both(made):
    text = (
        'Nombre,Dirección y teléfono,Municipio\nCasa Uno,"Av. Sol 5\nTel. 664 555 0101",Tijuana\n'
    )
    row = made(text).frame.iloc[0]
    assert (row["address"], row["phone"]) == ("Av. Sol 5", "664 555 0101")


def test_a_longitude_that_its_header_calls_west_needs_no_sign(made):
    text = "Nombre,Latitud_N,Longitud_W,Municipio\nCasa Uno,32.5301,117.0201,Tijuana\n"
    assert list(made(text).frame["lon"]) == ["-117.0201"]
    assert list(made(text.replace("_W", "")).frame["lon"]) == [""], "nobody knows"


def test_the_half_of_a_point_is_found_by_its_words(made):
    text = "Nombre,lat,long_dec_grados,Municipio\nCasa Uno,32.5301,-117.0201,Tijuana\n"
    assert list(made(text).frame["lon"]) == ["-117.0201"]


def test_chapters_with_blanks_before_a_question_are_left_out(made):
    text = (
        "A. Datos/A1. Nombre del lugar,A. Datos/A2. Teléfono,B. Sitio/B1. Municipio\n"
        "Casa Uno,664 555 0101,Tijuana\n"
    )
    row = made(text).frame.iloc[0]
    assert (row["name"], row["phone"]) == ("Casa Uno", "664 555 0101")


@pytest.mark.parametrize(
    "header",
    ["MainContactName", "Nombre y teléfono de quien llena el formulario", "contactPerson"],
)
def test_who_fills_in_a_form_is_not_published(made, header):
    text = f"Nombre,Municipio,{header}\nCasa Uno,Tijuana,Ana Inventada 664 555 0888\n"
    shown = made(text).frame.to_string()
    assert "Inventada" not in shown
    assert "0888" not in shown


@pytest.mark.parametrize(
    ("cell", "services", "note"),
    [
        ("1) Hospedaje 2) Comida", "lodging;food", ""),
        ("Hospedaje + comida", "lodging;food", ""),
        ("Hospedaje (3 días), comida", "lodging;food", "3 días"),
    ],
)
def test_lists_in_one_cell_as_people_write_them(made, cell, services, note):
    row = made(f'Nombre,Municipio,Servicios\nCasa Uno,Tijuana,"{cell}"\n').frame.iloc[0]
    assert row["services"] == services
    assert note in row["notes"]


@pytest.mark.parametrize("sign", ["\u2713", "\u25cf", "\u2714\ufe0f", "checked", "TRUE"])
def test_signs_that_tick_a_box_say_yes(made, sign):
    rows = f"Casa Uno,Tijuana,{sign},\nCasa Dos,Tijuana,{sign},{sign}\n"
    text = f"Nombre,Municipio,Hospedaje,Comida\n{rows}"
    assert list(made(text).frame["services"]) == ["lodging", "lodging;food"]


@pytest.mark.parametrize(
    ("cell", "phone"),
    [("619/555-0108", "619 555-0108"), ("1-800-555-HELP", "1-800-555-4357"),
     ("664 555 0101/02", "664 555 0101")],
)  # fmt: skip
def test_telephones_are_published_whole(made, cell, phone):
    assert list(made(f"Nombre,Municipio,Tel\nCasa,Tijuana,{cell}\n").frame["phone"]) == [phone]


def test_a_column_that_says_who_operates_and_not_whether(made):
    text = "Nombre,Municipio,Opera\nCasa Uno,Tijuana,Fundación Inventada\n"
    assert list(made(text).frame["operator"]) == ["Fundación Inventada"]


def test_the_name_alone_is_the_name(made):
    rows = '1.- Casa Uno,Tijuana\n"2.- Casa Dos\nSol 5, tel. 664 555 0101",Tijuana\n'
    text = f"Albergue,Municipio\n{rows}"
    frame = made(text).frame
    assert list(frame["name"]) == ["Casa Uno", "Casa Dos"]
    assert frame["notes"].iloc[1] == "Albergue: Sol 5, tel. 664 555 0101"
    two_lines = made('Albergue,Municipio\n"Casa del\nMigrante",Tijuana\n').frame
    assert list(two_lines["name"]) == ["Casa del Migrante"]


def test_what_every_row_says_is_not_the_name(made):
    rows = "".join(f"World,Casa {n},Tijuana\n" for n in range(4))
    assert list(made(f"Loc_name,USER_Name,Municipio\n{rows}").frame["name"]) == [
        "Casa 0", "Casa 1", "Casa 2", "Casa 3"]  # fmt: skip


def test_a_header_that_says_the_longitude_first_is_followed(made):
    text = 'Nombre,"Coordenadas (long, lat)",Municipio\nCasa Uno,"-117.0201, 32.5301",Tijuana\n'
    assert list(made(text).frame["lat"]) == ["32.5301"]


def test_degrees_minutes_and_seconds_of_a_column_each(made):
    text = (
        "Nombre,Lat Grados,Lat Min,Lat Seg,Long Grados,Long Min,Long Seg,Municipio\n"
        "Casa Uno,32,31,48.36,-117,1,12.36,Tijuana\n"
    )
    row = made(text).frame.iloc[0]
    assert (row["lat"][:7], row["lon"][:8]) == ("32.5301", "-117.020")


def test_a_zone_in_the_headers_says_the_system(made):
    text = "Nombre,X_UTM11N,Y_UTM11N,Municipio\nCasa Uno,498178.0,3599528.0,Tijuana\n"
    assert made(text).frame["lat"].iloc[0].startswith("32.533")


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        ("Nonbre,Direcion,Telefeno,Munucipio", "Casa Uno,Sol 5,664 555 0101,Tijuana"),
        ("Name,Adress,Telphone,Municipality", "Casa Uno,Sol 5,664 555 0101,Tijuana"),
    ],
)
def test_headers_with_one_wrong_letter_are_known_when_their_cells_bear_it_out(made, headers, cells):
    row = made(f"{headers}\n{cells}\n").frame.iloc[0]
    assert (row["name"], row["address"], row["phone"]) == ("Casa Uno", "Sol 5", "664 555 0101")
    wrong = made(f"{headers}\nCasa Uno,Sol 5,ninguno,Tijuana\n").frame
    assert list(wrong["phone"]) == [""]
