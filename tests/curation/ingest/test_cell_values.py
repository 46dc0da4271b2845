"""Single cells: angles, points, dates, numbers, telephones, links, codes, towns."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.curation.ingest.cell_tidying import one_line, text_of
from atlas.curation.ingest.cell_values import (
    read_codes,
    read_integer,
    read_number,
    read_phones,
    read_website,
)
from atlas.curation.ingest.dates import order_of, parse_date
from atlas.curation.ingest.degrees import parse_angle, parse_point
from atlas.curation.ingest.header_lookup import column_of, tag_form
from atlas.curation.ingest.mapping import Source
from atlas.curation.ingest.metres import read_utm, utm_crs
from atlas.curation.ingest.place_rows import slug
from atlas.curation.ingest.plus_codes import Towns, read_plus_code
from atlas.data.vocab import load

VOCAB = load()


@pytest.mark.parametrize(
    ("text", "degrees", "axis"),
    [
        ("32.5149", 32.5149, ""),
        ("32,5149", 32.5149, ""),
        ("\N{MINUS SIGN}117.03", -117.03, ""),
        ("+32.5", 32.5, ""),
        (".5", 0.5, ""),
        ("32.5149 N", 32.5149, "lat"),
        ("N 32.5149", 32.5149, "lat"),
        ("117,03 O", -117.03, "lon"),
        ("117.03 Oeste", -117.03, "lon"),
        ("17.5 s", -17.5, "lat"),
        ("32° 30' 53.6\" N", 32.5148888, "lat"),
        ("32º30\u00b453.6''N", 32.5148888, "lat"),
        ('102°17\u00b445.768"W', -102.2960466, "lon"),
        ("32 30 53.6", 32.5148888, ""),
        ("32°30.893'N", 32.5148833, "lat"),
        ("-117 02 17.5", -117.0381944, ""),
        ("32 grados 30 min 10 seg norte", 32.5027777, "lat"),
        ("Latitud: 32.5", 32.5, "lat"),
    ],
)
def test_angles_as_people_write_them(text, degrees, axis):
    angle = parse_angle(text)
    assert angle.degrees == pytest.approx(degrees, abs=1e-6)
    assert angle.axis == axis


@pytest.mark.parametrize(
    "text",
    ["", "nan", "inf", "1e3", "32 75 10", "32.514.900", "32514900", "12 5", "-117 W", "32.5 N W",
     "lat 117 W", "S", "-", "abc", "32.5.1", "9" * 400, "0x20", "32,514,900", "3 2 1 0"],
)  # fmt: skip
def test_what_is_no_angle_for_certain_is_none(text):
    assert parse_angle(text) is None


@given(st.floats(-180, 180), st.integers(0, 9))
def test_a_decimal_angle_comes_back(value, decimals):
    text = f"{value:.{decimals}f}"
    for form in (text, text.replace(".", ",")):
        angle = parse_angle(form)
        assert angle.degrees == float(text)
        assert angle.step == pytest.approx(10.0**-decimals)


@given(st.integers(0, 179), st.integers(0, 59), st.floats(0, 59.99), st.sampled_from("NSEW"))
def test_degrees_minutes_and_seconds_come_back(degrees, minutes, seconds, letter):
    text = f"{degrees}°{minutes:02}'{seconds:05.2f}\" {letter}"
    angle = parse_angle(text)
    sign = -1 if letter in "SW" else 1
    expected = sign * (degrees + minutes / 60 + float(f"{seconds:.2f}") / 3600)
    assert angle.degrees == pytest.approx(expected, abs=1e-9)
    assert angle.axis == ("lat" if letter in "NS" else "lon")


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_a_position(text):
    for found in (parse_angle(text), parse_point(text)):
        assert found is None or all(math.isfinite(found[i]) for i in (0,))


@pytest.mark.parametrize(
    "text",
    [
        "32.5149, -117.0382", "32,5149; -117,0382", "32.5149,-117.0382", "32.5149 -117.0382",
        "32.5149 -117.0382 20.1 4.9", "(32.5149, -117.0382)", "POINT (-117.0382 32.5149)",
        "geo:32.5149,-117.0382?z=12", "117.0382 W, 32.5149 N", "N32.5149 W117.0382",
        "lat: 32.5149 lon: -117.0382", "Longitud: -117.0382; Latitud: 32.5149",
        "https://maps.google.com/?q=32.5149,-117.0382",
        "https://www.google.com/maps/place/X/@1.0,2.0,17z/data=!8m2!3d32.5149!4d-117.0382",
        "https://www.openstreetmap.org/?mlat=32.5149&mlon=-117.0382#map=17/1.0/2.0",
    ],
)  # fmt: skip
def test_points_in_one_cell(text):
    point = parse_point(text)
    assert (point.lat, point.lon) == pytest.approx((32.5149, -117.0382))


@pytest.mark.parametrize(
    "text",
    ["32.5149", "32 30 53", "https://www.google.com/maps/@32.5,-117.1,17z", "POINT EMPTY",
     "32,5149,-117,0382", "Calle 5, 12", "1, 2, 3", "N 32.5, N 117.0"],
)  # fmt: skip
def test_what_is_no_point_for_certain_is_none(text):
    assert parse_point(text) is None


def test_the_accuracy_of_a_survey_is_kept():
    assert parse_point("32.5149 -117.0382 20.1 4.9").accuracy_m == 4.9
    assert parse_point("32.5149 -117.0382 0 0").accuracy_m is None


@pytest.mark.parametrize(
    "text",
    ["11S 498178 3599600", "11N, 498178, 3599600", "UTM 11S 498178 mE 3599600 mN",
     "Zona 11, 498178 E, 3599600 N", "UTM zona 11 498178 3599600", "huso: 11 498178 3599600"],
)  # fmt: skip
def test_utm_in_one_cell(text):
    found = read_utm(text)
    assert (found.lat, found.lon) == pytest.approx((32.5337453, -117.0194028))


@pytest.mark.parametrize("text", ["11 498178 3599600", "UTM 498178 3599600", "61S 498178 3599600"])
def test_utm_without_a_zone_is_none(text):
    assert read_utm(text) is None


@given(st.floats(-89, 89), st.floats(-179, 179))
def test_a_plus_code_is_read_to_its_own_cell(lat, lon):
    from openlocationcode import openlocationcode as olc

    found = read_plus_code(olc.encode(lat, lon), Towns())
    assert abs(found.lat - lat) <= 0.0000626
    assert abs(found.lon - lon) <= 0.0000626
    assert 1 <= found.precision_m <= 10


def test_a_short_plus_code_needs_its_town():
    towns = Towns({"tijuana": (32.5027, -117.0037)})
    assert read_plus_code("GXMJ+66", towns) is None
    assert read_plus_code("GXMJ+66 Nowhere", towns) is None
    found = read_plus_code("gxmj+66 Tijuana, B.C.", towns)
    assert (round(found.lat, 3), round(found.lon, 3)) == (32.533, -117.019)


@pytest.mark.parametrize("text", ["8544+", "85440000+", "8544GXMJ", "9999999", "A544GXMJ+66", "+"])
def test_areas_and_broken_plus_codes_are_no_place(text):
    assert read_plus_code(text, Towns()) is None


@pytest.mark.parametrize(
    ("text", "crs"),
    [("11S", "EPSG:32611"), ("11 N", "EPSG:32611"), ("zona 13 R", "EPSG:32613"),
     ("UTM 15", "EPSG:32615"), ("19K", "EPSG:32719"), ("61N", None), ("0", None), ("norte", None)],
)  # fmt: skip
def test_utm_zones(text, crs):
    assert utm_crs(text) == crs


@pytest.mark.parametrize(
    ("text", "iso"),
    [("2024", "2024"), ("2024-05", "2024-05"), ("2024-5-1", "2024-05-01"),
     ("2024/05/01", "2024-05-01"), ("20240501", "2024-05-01"), ("13/04/2025", "2025-04-13"),
     ("04/13/2025", "2025-04-13"), ("5/5/2025", "2025-05-05"), ("8 de abril de 2025", "2025-04-08"),
     ("April 8, 2025", "2025-04-08"), ("abr-2025", "2025-04"), ("Setiembre 2023", "2023-09"),
     ("2024-05-01T10:00:00Z", "2024-05-01"), ("2024-05-01 10:00", "2024-05-01")],
)  # fmt: skip
def test_dates_keep_their_honest_length(text, iso):
    assert parse_date(text).iso == iso


@pytest.mark.parametrize(
    "text",
    ["0202-01-01", "2024-13", "2024-02-30", "45123", "12/03/24", "mayo", "31/31/2024", "ayer",
     "2024-2025", "1 de mayo", "", "99999999", "2024 de 2025"],
)  # fmt: skip
def test_what_is_no_date_is_not_read(text):
    assert parse_date(text) == ("", "not_a_date")


def test_a_date_of_two_readings_is_not_guessed():
    assert parse_date("08/04/2025") == ("", "date_order")
    assert parse_date("08/04/2025", "dmy").iso == "2025-04-08"
    assert parse_date("08/04/2025", "mdy").iso == "2025-08-04"
    assert order_of(["08/04/2025", "13/04/2025"]) == "dmy"
    assert order_of(["08/04/2025", "04/13/2025"]) == "mdy"
    assert order_of(["13/04/2025", "04/13/2025"]) == ""
    assert order_of(["08/04/2025"]) == ""


@given(st.dates(min_value=pd.Timestamp("1900-01-01").date()), st.sampled_from(["dmy", "mdy"]))
def test_a_written_date_comes_back(date, order):
    if date.year > 2100:
        return
    form = "%d/%m/%Y" if order == "dmy" else "%m/%d/%Y"
    assert parse_date(date.strftime(form), order).iso == date.isoformat()
    assert parse_date(date.isoformat()).iso == date.isoformat()


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_a_date(text):
    found = parse_date(text, "dmy")
    assert bool(found.iso) != bool(found.code)


@pytest.mark.parametrize(
    ("text", "integer", "number"),
    [("80", "80", "80"), ("1,200", "1200", ""), ("1.200", "1200", "1.200"), ("120.0", "120", "120"),
     ("1 200 000", "1200000", ""), ("12.5", "", "12.5"), ("12,5", "", "12.5"), ("80 p", "", ""),
     ("80-100", "", ""), ("-3", "-3", "-3"), ("nan", "", ""), ("inf", "", ""), ("1e5", "", "")],
)  # fmt: skip
def test_numbers(text, integer, number):
    assert read_integer(text).value == integer
    assert read_number(text).value == number


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader(text):
    for reader in (read_integer, read_number, read_phones, read_website):
        found = reader(text)
        assert isinstance(found.value, str)


@pytest.mark.parametrize(
    ("text", "phones", "rest"),
    [
        ("+52 664 682 5180", "+52 664 682 5180", False),
        ("664.682.5180 / 664 111 2222", "664-682-5180; 664 111 2222", False),
        ("Tel: 664-682-5180 y 664 111 2222", "664-682-5180; 664 111 2222", False),
        ("(664) 682-5180 ext 12", "(664) 682-5180", True),
        ("+52 664 682 5180 [2018]; 664 1112222", "+52 664 682 5180 [2018]; 664 1112222", False),
        ("664 682 5180 [2018-08-04]", "664 682 5180 [2018-08-04]", False),
        ("llamar a Juan", "", True),
        ("123", "", True),
        ("664 682 5180; 664 682 5180", "664 682 5180", False),
    ],
)
def test_telephones(text, phones, rest):
    found = read_phones(text)
    assert found.value == phones
    assert bool(found.code) is rest


@pytest.mark.parametrize(
    ("text", "link", "code"),
    [
        ("https://x.org/A", "https://x.org/A", ""),
        ("HTTP://X.org/A", "http://x.org/A", ""),
        ("www.x.org", "https://www.x.org", "website_completed"),
        ("x.org; y.org", "https://x.org", "not_a_website"),
        ("javascript:alert(1)", "", "not_a_website"),
        ("data:text/html,x", "", "not_a_website"),
        ("a@b.com", "", "not_a_website"),
        (",", "", "not_a_website"),
    ],
)
def test_links(text, link, code):
    found = read_website(text)
    assert (found.value, found.code) == (link, code)


@pytest.mark.parametrize(
    ("text", "codes", "unread"),
    [
        ("Alojamiento; comida", "lodging;food", ""),
        ("Agua, baño e higiene", "wash", ""),
        ("hospedaje y comida", "lodging;food", ""),
        ("lodging food", "lodging;food", ""),
        ("comida, vuelos, comida", "food", "vuelos"),
        ("• Comida\n• Salud", "food;health", ""),
        ("vuelos", "", "vuelos"),
    ],
)
def test_lists_of_codes(text, codes, unread):
    found = read_codes(text, name="service", vocabularies=VOCAB, told={})
    assert found.value == codes
    assert found.unread == unread
    assert bool(found.code) is bool(unread)


def test_an_unknown_code_comes_with_what_is_alike():
    found = read_codes("asesoria leegal", name="service", vocabularies=VOCAB, told={})
    assert found.value == ""
    assert "legal_aid" in found.hint


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Nombre del albergue", "name"),
        ("NOMBRE", "name"),
        ("3. Nombre del albergue *", "name"),
        ("Capacidad (personas)", "capacity"),
        ("datos_generales/Teléfono", "phone"),
        ("municipality_code", "municipality_code"),
        ("Población atendida", "populations"),
        ("cosa", ""),
        ("", ""),
        ("###", ""),
    ],
)
def test_headers_are_known_with_their_ornaments(header, column):
    targets = ["facility_id", "name", "capacity", "phone", "municipality_code", "populations"]
    assert column_of(header, VOCAB, targets) == column


def test_the_synonyms_of_the_identifier_serve_every_resource():
    assert column_of("Clave", VOCAB, ["crossing_id", "name"]) == "crossing_id"


def test_the_order_of_the_attributes_of_a_tag_does_not_count():
    assert tag_form("#adm2+code+v_pcode") == tag_form("#adm2+v_pcode+code")


def test_cells_are_put_together():
    cells = pd.DataFrame(
        {"a": ["Calle", "Av. 5"], "b": ["Galileo", ""], "c": ["239", "s/n"], "d": ["2", "02"]},
        dtype=object,
    )
    assert list(Source(("a", "b", "c")).read(cells)) == ["Calle Galileo 239", "Av. 5 s/n"]
    assert list(Source(("d", "c"), "MX{1:02}-{2}").read(cells)) == ["MX02-239", "MX02-s/n"]
    assert list(Source(("a", "b"), "{1}-{2}").read(cells)) == ["Calle-Galileo", ""]
    assert list(Source(("x",)).read(cells)) == ["", ""]
    assert list(Source(("a",), "{1.__class__}{9}").read(cells)) == ["{1.__class__}"] * 2


def test_lines_are_joined_as_one_would_say_them():
    assert one_line("Calle 5\n22000 Tijuana") == "Calle 5, 22000 Tijuana"
    assert one_line("Calle 5,\n\nTijuana.\nMéxico") == "Calle 5, Tijuana. México"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (float("nan"), ""), (pd.NaT, ""), (80.0, "80"), (True, "true"), (0.1, "0.1"),
     (["a", 1], "a;1"), ({"a": 1}, '{"a": 1}'), (pd.Timestamp("2024-05-01"), "2024-05-01"),
     (pd.Timestamp("2024-05-01 10:00"), "2024-05-01 10:00:00"), (1e300, "1e+300")],
)  # fmt: skip
def test_values_of_any_kind_become_text(value, text):
    assert text_of(value) == text


@given(st.text())
def test_a_slug_is_an_identifier_or_nothing(text):
    import re

    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug(text))
