"""What is to be settled of a file: what is said of each choice is what comes of it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.curation.ingest import Upload
from atlas.curation.merge import NAME, Settings, change, open_draft, questions
from atlas.data import load

PACKAGE = load()
HEADER = "Nombre;Tipo;Nivel;País;Estado;Municipio;Punto;Servicios;Cupo;Correo\n"
POINTS = ("", "", "32.5331, -117.0194", "31.8501, -106.4302", "31.6904, -106.4245", "0, 0")
ROW = st.tuples(
    st.sampled_from(["Casa Uno", "Casa Dos", "Casa Tres", ""]),
    st.sampled_from(["Albergue", "", "Salud", "Cosa"]),
    st.sampled_from(["ONG", "", "", "Delegacional", "qué"]),
    st.sampled_from(["México", "", "", "Estados Unidos", "Honduras", "Mexicoo"]),
    st.sampled_from(["", "", "Baja California", "Texas", "Sonora"]),
    st.sampled_from(["", "Tijuana", "Juárez", "Otro Lado", "El Paso County"]),
    st.sampled_from(POINTS),
    st.sampled_from(["", "comida", "psicólogo; comida"]),
    st.sampled_from(["", "50", "0"]),
    st.just("a@example.org"),
).map(";".join)
FILES = st.lists(ROW, min_size=1, max_size=14)


def opened(lines, resource="shelters", header=HEADER):
    content = header + "\n".join(lines) + "\n"
    return open_draft(Upload("lista.csv", content.encode()), resource=resource, package=PACKAGE)


def said(*answers):
    defaults = {column: code for column, text, code in answers if not text}
    values = {}
    for column, text, code in answers:
        if text:
            values.setdefault(column, {})[text] = code
    return Settings(defaults=defaults, values=values)


def clean(draft, *answers):
    return len(change(draft, settings=said(*answers)).found.frame)


@settings(max_examples=5)
@given(FILES, st.sampled_from(["shelters", "services"]))
def test_each_choice_makes_as_many_rows_clean_as_it_says(lines, resource):
    draft = opened(lines, resource)
    before = len(draft.found.frame)
    for one in questions(draft).asked:
        if not one.answer:
            assert one.clean == 0
            continue
        tried = one.by_answer or {one.answer: one.clean}
        assert one.clean == max(tried.values())
        for code in {one.answer, *list(tried)[:1]}:
            assert clean(draft, (one.column, one.text, code)) - before == tried[code], (one, code)


def test_a_row_with_several_gaps_is_told_from_one_that_is_ready_with_one_answer():
    draft = opened([
        "Casa Uno;Albergue;;México;Baja California;;;;;",
        "Casa Dos;Albergue;;México;;;;rezo;;",
        "Casa Tres;Albergue;qué;México;;;;;;",
        "Casa Cuatro;Albergue;;;;Juárez;31.8501, -106.4302;;;",  # on the other side of the border
        "Casa Cinco;Albergue;ONG;México;Texas;;;;;",
    ])  # fmt: skip
    found = questions(draft)
    asked = {(one.column, one.text): one for one in found.asked}
    level, state = asked["level", ""], asked["admin1", ""]
    assert (level.rows, level.clean, level.together, level.others) == (3, 1, 1, (1, 1))
    assert (state.rows, state.clean, state.together) == (2, 0, 2)
    word = asked["services", "rezo"]
    assert (word.rows, word.clean, word.ready, word.together) == (1, 0, 0, 0)
    assert found.follow == 3
    everything = [("level", "", "municipal"), ("level", "qué", "municipal"),
                  ("admin1", "", "Baja California")]  # fmt: skip
    assert clean(draft, *everything) == len(draft.found.frame) + found.follow


def test_the_country_is_asked_only_where_the_state_does_not_tell_it():
    both = opened(["Casa Uno;Albergue;ONG;;;;;;;"])
    assert [one.column for one in questions(both).asked] == ["admin1"]
    other = opened(["Casa Uno;Albergue;ONG;;;;;;;", "Casa Dos;Albergue;ONG;;Sonora;;;;;"])
    assert {one.column: one.rows for one in questions(other).asked} == {"admin1": 1, "country": 2}


def test_a_file_without_names_says_how_many_rows_a_name_makes_clean():
    lines = ["Uno;ONG;México;Texas", "Dos;;México;Texas"]
    draft = opened(lines, header="Ref.;Nivel;País;Estado\n")
    name = next(one for one in questions(draft).asked if one.column == NAME)
    assert (name.rows, name.clean, name.together) == (2, 1, 1)
    named = change(draft, settings=Settings(columns={"Ref.": NAME}))
    assert len(named.found.frame) == name.clean


@pytest.mark.slow
def test_asking_about_four_thousand_rows_costs_little_more_than_judging_them():
    lines = [
        f"Casa {n};Albergue;{('ONG', '', 'qué')[n % 3]};{('México', '')[n % 2]};;"
        f"{('Tijuana', 'Otro Lado', 'Delegacional')[n % 5 % 3]};32.5{n % 90:02}1, -117.0194;"
        f"psicólogo;{n % 60};"
        for n in range(4000)
    ]
    draft = opened(lines)
    questions(draft)

    def taken_s(work):
        begun = time.process_time()
        work()
        return time.process_time() - begun

    # 0.4 s, and 0.6 s, on a quiet machine.
    judging = min(taken_s(lambda: change(draft)) for _ in range(2))
    assert min(taken_s(lambda: questions(draft)) for _ in range(2)) < 4 * judging
    assert len(questions(draft).asked) >= 4


def test_the_country_is_asked_where_towns_tell_the_state_by_it():
    lines = ["Uno;;Juárez", "Dos;;Tijuana", "Tres;ONG;Tijuana", "Cuatro;ONG;Otro Lado"]
    draft = opened(lines, header="Nombre;Nivel;Ciudad\n")
    asked = {one.column: one for one in questions(draft).asked}
    assert set(asked) == {"level", "country", "admin1"}
    country = asked["country"]
    assert country.by_answer == {"MX": 1, "US": 0, "GT": 0}
    assert (country.rows, country.together, country.others) == (4, 2, (1, 2))
    assert clean(draft, ("country", "", "MX")) == 1
