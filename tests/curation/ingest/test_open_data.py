"""What files of open data have that partners' own lists have not, and what is said of it."""

import json

import pytest

from atlas.base.errors import AtlasError
from atlas.curation.ingest import ColumnMapping, Upload
from atlas.curation.merge import bring

SETTINGS = {"country": "MX", "admin1": "MX-BCN", "level": "civil_society", "sensitivity": "open"}
AT = ",32.5301,-117.0201"


@pytest.fixture(scope="module")
def made():
    from atlas.data import load

    package = load()

    def read(header, *rows, name="x.csv", **more):
        text = "\n".join((header, *rows)) + "\n"
        told = ColumnMapping(defaults={**SETTINGS, **more})
        return bring(Upload(name, text.encode()), resource="shelters", package=package,
                     mapping=told)  # fmt: skip

    return read


def codes_of(found):
    return set(found.problems["code"])


def test_a_header_cut_to_ten_letters_names_a_person_and_no_operator(made):
    found = made(
        "Nombre,Responsabl,Lat,Lon",
        f"Casa Uno,Ana Inventada{AT}",
        f"Casa Dos,Luis Inventado{AT}",
    )
    assert found.frame["operator"].tolist() == ["", ""]
    assert "Inventad" not in found.frame.to_string()


def test_the_job_of_the_contact_behind_it_is_no_name(made):
    rows = f"Casa Uno,Ana Inventada,Director{AT}", f"Casa Dos,Luis Inventado,Manager{AT}"
    found = made("Program Name,Contact,Title,Lat,Lon", *rows)
    assert found.frame["name"].tolist() == ["Casa Uno", "Casa Dos"]
    assert "Director" not in found.frame.to_string()
    alone = made("Title,Lat,Lon", f"Casa Uno{AT}", f"Casa Dos{AT}")
    assert alone.frame["name"].tolist() == ["Casa Uno", "Casa Dos"]


def test_showers_are_no_leave_to_show_a_place(made):
    rows = f"House One,Yes{AT}", f"House Two,No{AT}"
    assert set(made("Name,Showers,Lat,Lon", *rows).frame["sensitivity"]) == {"open"}
    unsaid = made("Name,Showers,Lat,Lon", *rows, sensitivity="")
    assert set(unsaid.frame["sensitivity"]) == {"withheld"}
    shown = made("Name,Show on map,Lat,Lon", *rows, sensitivity="")
    assert shown.frame["sensitivity"].tolist() == ["open", "withheld"]


def test_a_link_to_a_map_is_no_address_and_no_note(made):
    links = [f"https://maps.app.goo.gl/{letters}" for letters in ("aBcD", "eFgH")]
    found = made(
        "Nombre,Dirección,Ubicación,Lat,Lon",
        *(f"Casa {i},{link},{link}{AT}" for i, link in enumerate(links)),
    )
    assert found.frame["address"].tolist() == ["", ""]
    assert "goo.gl" not in found.frame.to_string()


@pytest.mark.parametrize(
    ("header", "texts", "column"),
    [
        ("y_gis", ("32.5301", "32.5302"), "lat"),
        ("DEPTO", ("Choluteca", "Cortés"), "admin1"),
        ("food_bank_name", ("Casa", "Mesa"), "name"),
        ("prog_name", ("Casa", "Mesa"), "name"),
        ("Edificio", ("Escuela Uno", "Escuela Dos"), "name"),
        ("open_beds", ("4", "5"), ""),
        ("Phone", ("Yes", "No"), ""),
        ("Mail", ("Yes", "No"), ""),
        ("CD", ("CD 9", "CD 15"), ""),
        ("location_text", ("5 Oak St", "7 Elm Ave"), "address"),
        ("Web Link", ("https://one.example", "https://two.example"), "website"),
        ("Sitio en Internet", ("https://one.example", "https://two.example"), "website"),
    ],
)
def test_a_header_says_what_it_is_with_its_cells(made, header, texts, column):
    rest = "Lat,Lon" if column == "name" else "Nombre,Lon"
    found = made(
        f"{header},{rest}",
        *(f"{text},{'32.5301' if column == 'name' else f'Sitio {text}'},-117.0201"
          for text in texts),
    )  # fmt: skip
    used = [target for target, source in found.mapping.columns.items() if header in source.headers]
    assert used == [column] if column else not set(used) - {"notes", "services"}


def test_who_filled_in_the_rows_is_no_identifier_of_them(made):
    rows = [f"{user},Casa {i}{AT}" for i, user in enumerate(("ana", "ana", "ana", "luis"))]
    found = made("ID,Nombre,Lat,Lon", *rows)
    assert "facility_id" not in found.mapping.columns
    assert "ana" not in found.frame["facility_id"].tolist()
    twice = made("ID,Nombre,Lat,Lon", *(f"{key},Casa {key}{AT}" for key in "abc"), f"c,Casa d{AT}")
    assert len(twice.held) == 1, "an identifier that is there twice is still an error"


def test_metres_west_of_all_other_systems_are_web_mercator(made):
    found = made("X,Y,Nombre", "-13026618.1,3832871.2,Casa Uno", "-13026518.1,3832971.2,Casa Dos")
    assert found.frame["lon"].str[:8].tolist() == ["-117.020", "-117.019"]
    assert found.frame["lat"].str[:6].tolist() == ["32.528", "32.529"]
    assert "crs_converted" in codes_of(found)
    other = made("X,Y,Nombre", "498118.4,3599223.1,Casa Uno")
    assert other.frame["lon"].tolist() == [""], "zones of UTM stay a question"


def test_letters_decoded_wrongly_are_read_back_where_all_of_them_are_there(made):
    found = made("Nombre,Lat,Lon", f"Casa PeÃ±Ã³n{AT}", f"Casa PeÃ±a Ã�gata{AT}")
    assert found.frame["name"].tolist() == ["Casa Peñón", "Casa PeÃ±a Ã�gata"]
    said = found.problems.set_index("code")
    assert said.loc["letters_restored", "severity"] == "notice"
    assert said.loc["mojibake", "row"] == 3
    hidden = made("Nombre,Notas,Lat,Lon", f"Casa,UbicaciÃ³n confidencial{AT}")
    assert hidden.frame["sensitivity"].tolist() == ["withheld"]


def test_a_town_named_by_its_street_is_still_said(made):
    found = made(
        "Nombre,Dirección,Localidad,Lat,Lon",
        f"Uno,5 Oro Bangor Highway,Bangor{AT}",
        f"Dos,Calle Tecate 5,Tecate{AT}",
        f"Tres,'Calle 5, Tecate',Tecate{AT}".replace("'", '"'),
    )
    assert found.frame["address"].tolist() == [
        "5 Oro Bangor Highway, Bangor", "Calle Tecate 5, Tecate", "Calle 5, Tecate",
    ]  # fmt: skip


def test_a_settlement_of_the_denue_is_one_part_of_an_address(made):
    found = made(
        "Nombre,Tipo de vialidad,Nombre de la vialidad,Número exterior o kilómetro,"
        "Tipo de asentamiento humano,Nombre de asentamiento humano,Lat,Lon",
        f"Uno,CALLE,ALDAMA,12,COLONIA,CENTRO{AT}",
        f"Dos,AVENIDA,MINA,0,FRACCIONAMIENTO,LOMAS{AT}",
    )
    assert found.frame["address"].tolist() == [
        "CALLE ALDAMA 12, COLONIA CENTRO", "AVENIDA MINA, FRACCIONAMIENTO LOMAS",
    ]  # fmt: skip


@pytest.mark.parametrize("column", ["lat", "point", "street", "postal_code"])
def test_what_one_place_has_is_not_said_for_a_file(made, column):
    with pytest.raises(AtlasError, match=column) as refusal:
        made("Nombre,Lat,Lon", f"Uno{AT}", **{column: "5"})
    assert "\n" not in str(refusal.value)


def test_a_state_that_is_not_that_of_the_municipality_is_said(made):
    found = made(
        "Nombre,Estado,Municipio,Lat,Lon",
        f"Uno,Chihuahua,Tijuana{AT}",
        f"Dos,Baja California,Tijuana{AT}",
        f"Tres,,Tijuana{AT}",
    )
    said = found.problems[found.problems["code"] == "state_differs"]
    assert said["row"].tolist() == [2]
    assert said["message_en"].str.contains("Chihuahua").all()


@pytest.mark.parametrize(
    ("text", "level"),
    [("Civil association", "civil_society"), ("Catholic Church", "faith_based")],
)
def test_who_runs_a_place_is_known_in_english_too(made, text, level):
    found = made("Name,Level,Lat,Lon", f"House,{text}{AT}", level="")
    assert found.frame["level"].tolist() == [level]


def test_it_holds_for_the_properties_of_a_layer_too(made):
    places = [
        {"type": "Feature", "geometry": None,
         "properties": {"food_bank_name": name, "SHOWERS": "Yes", "Phone": "Yes"}}
        for name in ("Mesa", "Casa")
    ]  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": places})
    found = made(text, name="x.geojson", sensitivity="")
    assert found.frame["name"].tolist() == ["Mesa", "Casa"]
    assert set(found.frame["sensitivity"]) == {"withheld"}


@pytest.mark.parametrize(
    ("header", "text", "sensitivity"),
    [
        ("Type", "E (DV)", "withheld"),
        ("SubPop", "DV", "withheld"),
        ("Población", "Violencia familiar", "withheld"),
        ("is_dv", "true", "withheld"),
        ("is_dv", "false", "open"),
        ("Services", "Domestic violence", "open"),
        ("DV services", "Yes", "open"),
        ("Notes", "We also help whoever lived through domestic violence", "open"),
        ("Type", "E (DVD)", "open"),
    ],
)
def test_a_shelter_for_who_flees_violence_is_withheld_unless_its_row_opens_it(
    made, header, text, sensitivity
):
    found = made(f"Name,{header},Lat,Lon", f"House One,{text}{AT}", f"House Two,{AT}")
    assert found.frame["sensitivity"].tolist() == [sensitivity, "open"]
    assert ("protection_of_kind" in codes_of(found)) == (sensitivity == "withheld")
    own = made(f"Name,{header},Visibility,Lat,Lon", f"House One,{text},public{AT}")
    assert own.frame["sensitivity"].tolist() == ["open"]


def test_the_name_of_a_shelter_says_it_too(made):
    names = "Refugio Luz para mujeres víctimas de violencia", "West Domestic Abuse Shelter"
    found = made("Name,Lat,Lon", *(f"{name}{AT}" for name in names))
    assert found.frame["sensitivity"].tolist() == ["withheld", "withheld"]
