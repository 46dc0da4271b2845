"""What was said of a file, saved and taken up by the next one: nothing of it is lost."""

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.base.errors import IngestError
from atlas.curation.ingest import Source, Upload
from atlas.curation.merge import (
    Settings,
    answers,
    bring,
    change,
    open_draft,
    read_answers,
    with_answers,
)
from atlas.data import load

PACKAGE = load()
HEADERS = (
    "Nombre", "Nivel", "Edo", "Mun", "Vía", "Núm", "Barrio", "Tel 1", "Tel 2", "Comida", "Cama",
    "Ayuda", "Apertura", "Este", "Norte", "Visto", "Cupo", "Obs", "Clave",
)  # fmt: skip
ROWS = (
    "Casa Uno;ONG;Baja California;Tijuana;Quinta;12;Centro;664 555 0101;664 555 0102;sí;no;techo;"
    "9 a 18;498178;3599529;03/04/2025;50;cerca del puente;7",
    "Casa Dos;Delegacional;;Juárez;Sexta;;Centro;656 555 0103;;no;sí;psicólogo, comida;24 horas;"
    ";;04/03/2025;60;;12",
    "Casa Tres;;Chihuahua;;Sur;9;;;;;;;;;;2025;;otra nota;",
)
FILE = Upload("lista.csv", "\n".join([";".join(HEADERS), *ROWS]).encode())
TARGETS = ("", "name", "operator", "address", "street", "neighbourhood", "phone", "notes",
           "hours_note", "services", "easting", "northing", "status_date",
           "source_ids")  # fmt: skip
SOURCES = st.builds(
    Source,
    st.lists(st.sampled_from(HEADERS), min_size=1, max_size=3, unique=True).map(tuple),
    st.sampled_from(["", "", "{1}-{2:03}", "Núm. {1}"]),
    st.sampled_from([", ", "; ", " "]),
)
SAID = st.builds(
    Settings,
    columns=st.dictionaries(st.sampled_from(HEADERS), st.sampled_from(TARGETS), max_size=3),
    sources=st.dictionaries(st.sampled_from(["operator", "address", "notes", "phone", "services",
                                             "cost", "facility_id"]), SOURCES, max_size=2),
    defaults=st.fixed_dictionaries({}, optional={
        "level": st.sampled_from(["civil_society", "ONG"]), "country": st.just("MX"),
        "admin1": st.just("Texas"), "cost": st.just("gratis"), "services": st.just("comida; techo"),
        "capacity": st.just("40"), "hours": st.just("24/7"), "sensitivity": st.just("open"),
    }),
    values=st.fixed_dictionaries({}, optional={
        "level": st.just({"Delegacional": "municipal"}),
        "services": st.just({"psicólogo": "health"}),
        "operator": st.just({"Centro": "Red Centro"}),
    }),
    source=st.fixed_dictionaries({}, optional={
        "publisher": st.just("Red Norte"), "url": st.just("https://example.org/x"),
    }),
    reading=st.fixed_dictionaries({}, optional={
        "dates": st.sampled_from(["dmy", "mdy"]), "crs": st.just("EPSG:32611"),
        "order": st.just("lon,lat"), "west_positive": st.just(True),
    }),
)  # fmt: skip


def opened():
    return open_draft(FILE, resource="shelters", package=PACKAGE)


@pytest.fixture(scope="module")
def fresh():
    return opened()


@settings(max_examples=12)
@given(said=SAID)
def test_what_was_said_reads_the_next_file_alike(fresh, said):
    draft = change(fresh, settings=said)
    kept = answers(draft)
    again = with_answers(fresh, read_answers(fresh, kept.encode(), "m.toml"))
    for name in ("frame", "held", "sources"):
        assert getattr(again.found, name).equals(getattr(draft.found, name)), name
    assert answers(again) == kept


def test_the_table_and_the_row_of_headers_are_said_with_the_rest(fresh):
    book = openpyxl.Workbook()
    book.active.append(["Nombre", "Nivel", "Edo"])
    book.active.append(["Casa Uno", "ONG", "Chihuahua"])
    other = book.create_sheet("Dos")
    for row in (
        ["Título"],
        ["Red Norte", "2025"],
        ["Nombre", "Nivel", "Edo"],
        ["Casa Dos", "ONG", "Chihuahua"],
    ):
        other.append(row)
    packed = io.BytesIO()
    book.save(packed)
    file = Upload("x.xlsx", packed.getvalue())
    draft = open_draft(file, resource="shelters", package=PACKAGE, sheet="Dos", header_row=3)
    assert draft.found.frame["name"].tolist() == ["Casa Dos"]
    told = read_answers(fresh, answers(draft).encode(), "m.toml")
    assert (told.sheet, told.header_row) == ("Dos", 3)
    again = bring(file, resource="shelters", package=PACKAGE, mapping=told)
    assert again.frame.equals(draft.found.frame)


def test_a_column_is_taken_from_a_pattern_without_being_lost_to_it(fresh):
    said = Settings(sources={"address": Source(("Vía", "Núm"), "{1} {2:03}")})
    draft = change(fresh, settings=said)
    assert draft.found.frame["address"].tolist()[0] == "Quinta 012"
    moved = change(draft, settings=Settings(sources=said.sources, columns={"Núm": "notes"}))
    assert "Núm: 12" in moved.found.frame["notes"].tolist()[0]
    assert "012" not in moved.found.frame["address"].tolist()[0]


def test_a_street_that_is_named_is_part_of_the_address(fresh):
    draft = change(fresh, settings=Settings(columns={"Vía": "street", "Núm": "street_number"}))
    assert draft.found.frame["address"].tolist()[0].startswith("Quinta 12")


@pytest.mark.parametrize(
    ("defaults", "words"),
    [
        ({"capacity": "muchas"}, "capacity.*muchas"),
        ({"capacity": "900000"}, "capacity.*900000"),
        ({"status_date": "ayer"}, "status_date.*ayer"),
        ({"website": "no hay"}, "website.*no hay"),
        ({"hours": "de 9 a 18"}, "hours.*de 9 a 18"),
        ({"level": "xyz"}, "level.*xyz"),
    ],
)
def test_what_no_row_can_hold_is_refused_once(fresh, defaults, words):
    with pytest.raises(IngestError, match=words) as caught:
        change(fresh, settings=Settings(defaults=defaults))
    assert "\n" not in str(caught.value)
