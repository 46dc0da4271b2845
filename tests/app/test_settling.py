"""An ordinary spreadsheet on the page: a few things are settled, and its rows follow."""

import re

import pytest

from atlas.base.i18n import LANGS, count, t
from atlas.curation.ingest import read
from atlas.curation.merge import answers, change, marks
from tests.app.test_pages import run
from tests.app.test_partner_page import again, bring, figures, shown, step

pytestmark = pytest.mark.slow

STREETS = ("Quinta", "Sexta", "Negrete", "Ocampo", "Baja California")


def spreadsheet():
    """Give 30 shelters as an office keeps them: no level, no country, no state."""
    lines = [
        "No.,Nombre del lugar,Organización,Municipio,Domicilio,Teléfono,Cupo,Servicios,Ubicación"
    ]
    for n in range(30):
        service = "comida y hospedaje" if n % 5 else "hospedaje; acompañamiento espiritual"
        lines.append(
            f"{n + 1},Hogar Ejemplo {chr(65 + n % 26)}{n},Pastoral {n % 3},Tijuana,"
            f"Calle {STREETS[n % 5]} {100 + n},664 555 {1000 + n} Ana,{20 + n} personas,"
            f'{service},"32.5{n:02}1, -117.0{n:02}2"'
        )
    return "\n".join([*lines, "TOTAL,30,,,,,,,", "Fuente: elaboración propia,,,,,,,,"])


def rows(app, lang):
    said = figures(app, lang)
    return {name: int(said[t(f"steward.{name}", lang)]) for name in ("rows_in", "clean", "held")}


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_thirty_shelters_follow_once_it_is_said_who_runs_them(lang):
    app = bring(spreadsheet(), lang=lang)
    assert rows(app, lang) == {"rows_in": 32, "clean": 0, "held": 32}
    asked = {item.label for item in app.selectbox}
    assert t("steward.ask_level", lang) in asked
    app.selectbox(key="steward.default-level").set_value("civil_society")
    again(app, lang)
    assert rows(app, lang) == {"rows_in": 32, "clean": 30, "held": 2}
    app.selectbox(key="steward.means-services-acompañamiento espiritual").set_value("information")
    again(app, lang)
    draft = app.session_state["_desk"].draft
    assert (draft.found.frame["services"] == "lodging;information").sum() == 6
    assert "notes" not in draft.found.frame.columns or not draft.found.frame["notes"].any()


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_what_people_read_has_no_words_of_mapping_files(lang):
    app = bring(spreadsheet().replace("Tijuana", "Delegacional"), lang=lang)
    table = next(item for item in app.dataframe if t("steward.value", lang) in item.value.columns)
    text = shown(app) + table.value.to_string()
    for words in (
        r"\[defaults\]",
        r"\[values",
        "mapping",
        "mapeo",
        r"(?m)(?:^|[.:] )level is missing",
        "Falta level",
    ):
        assert not re.search(words, text), words


def test_a_table_in_another_language_is_asked_column_by_column():
    app = bring("Назва,Рівень\nЦентр,NGO\n")  # noqa: RUF001
    editor = next(item for item in app.data_editor if item.key.startswith("steward.columns"))
    assert editor.value["header"].tolist() == ["Назва", "Рівень"]
    assert set(editor.value["target"]) == {t("steward.unused", "es")}


def test_a_table_without_headers_can_be_read_by_saying_so():
    app = bring("Refugio Uno;Tijuana;32.5301\nRefugio Dos;Tijuana;32.5311\n")
    header = next(item for item in app.selectbox if item.key.startswith("steward.header"))
    header.set_value(0)
    again(app, "es")
    assert list(app.session_state["_desk"].draft.raw.cells.columns) == ["[A]", "[B]", "[C]"]


def test_the_answers_are_a_mapping_file_that_reads_the_next_file(tmp_path):
    app = bring(spreadsheet())
    app.selectbox(key="steward.default-level").set_value("civil_society")
    again(app, "es")
    draft = app.session_state["_desk"].draft
    mapping, file = tmp_path / "m.toml", tmp_path / "x.csv"
    mapping.write_text(answers(draft), encoding="utf-8")
    file.write_text(spreadsheet(), encoding="utf-8")
    found = read(file, resource="shelters", mapping=mapping, package=draft.package)
    assert len(found.frame) == 30
    assert found.frame.equals(draft.found.frame.assign(source_ids=found.frame["source_ids"]).assign(
        position_source_ids=found.frame["position_source_ids"]))  # fmt: skip


def give_back(app, name, content):
    uploader = next(one for one in app.file_uploader if "saved-answers" in one.key)
    uploader.set_value((name, content, "application/toml"))
    again(app, "es")


def test_saved_answers_are_given_back_and_can_be_changed():
    first = bring(spreadsheet())
    first.selectbox(key="steward.default-level").set_value("civil_society")
    again(first, "es")
    first.selectbox(key="steward.means-services-acompañamiento espiritual").set_value("information")
    again(first, "es")
    kept = answers(first.session_state["_desk"].draft).encode("utf-8")

    app = bring(spreadsheet().replace("Ejemplo", "Nuevo"))
    give_back(app, "respuestas.toml", kept)
    assert rows(app, "es") == {"rows_in": 32, "clean": 30, "held": 2}
    draft = app.session_state["_desk"].draft
    assert (draft.found.frame["services"] == "lodging;information").sum() == 6
    assert set(draft.found.frame["level"]) == {"civil_society"}
    level = next(one for one in app.selectbox if one.key.startswith("steward.default-level"))
    assert level.value == "civil_society"
    level.set_value("municipal")
    again(app, "es")
    assert set(app.session_state["_desk"].draft.found.frame["level"]) == {"municipal"}


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"[[", "TOML"), (b'[columns]\nnme = "Nombre"', "nme"), (b"\xff\xfe", "TOML")],
)
def test_what_are_no_answers_is_refused_and_nothing_is_lost(content, words):
    app = bring(spreadsheet())
    before = app.session_state["_desk"].draft
    give_back(app, "otra.toml", content)
    (said,) = [one.value for one in app.error if "otra" in one.value]
    assert words in said
    assert app.session_state["_desk"].draft is before


@pytest.mark.parametrize("lang", LANGS)
def test_the_column_of_names_is_asked_first_where_none_was_taken(lang):
    content = (
        "Ref.,Nivel,País,Estado,Horario\nCasa Uno,ONG,México,Baja California,9-18\n"
        "Casa Dos,ONG,México,Baja California,9-18\n"
    )
    app = bring(content, lang=lang)
    assert rows(app, lang) == {"rows_in": 2, "clean": 0, "held": 2}
    asked = next(item for item in app.selectbox if item.label == t("steward.ask_name", lang))
    assert "Ref. (Casa Uno)" in asked.options
    assert count("steward.makes", 2, lang) in shown(app)
    asked.set_value("Ref.")
    again(app, lang)
    assert rows(app, lang) == {"rows_in": 2, "clean": 2, "held": 0}
    kept = answers(app.session_state["_desk"].draft)
    assert 'name = "Ref."' in kept


def test_a_kind_and_what_capacities_count_can_be_said_for_the_file():
    content = "Nombre,Nivel,País,Estado,Cupo\nUno,ONG,México,Baja California,20\n"
    app = run({}, lang="es", page="steward")
    app.button_group(key="steward.resource-0").set_value("services").run()
    app = bring(content, app=app)
    assert rows(app, "es") == {"rows_in": 1, "clean": 0, "held": 1}
    app.selectbox(key="steward.default-kind").set_value("health")
    again(app, "es")
    assert rows(app, "es") == {"rows_in": 1, "clean": 1, "held": 0}
    app.selectbox(key="steward.default-capacity_unit").set_value("people_per_day")
    again(app, "es")
    row = app.session_state["_desk"].draft.found.frame.iloc[0]
    assert (row["kind"], row["capacity"], row["capacity_unit"]) == (
        "health", "20", "people_per_day")  # fmt: skip


def test_what_holds_a_row_back_is_said_before_what_does_not():
    app = bring("Nombre,Teléfono,Municipio\nCasa Uno,664 555 0101 Ana,Tijuana\n")
    said = marks(app.session_state["_desk"].draft).loc[2]
    assert said["severity"] == "error"
    assert not said["words_es"].startswith("«Ana»")
    assert "«Ana»" in said["words_es"]


PAIR = """Nombre;Nivel;País;Municipio;Calle;Teléfono
Casa del Migrante Tijuana;ONG;México;Tijuana;Galileo 239;664 682 5180
"""


def test_a_pair_is_shown_side_by_side_and_decided():
    app = step(bring(PAIR), "duplicates")
    app.button(key="steward.decide-merge").click()
    again(app, "es")
    mine = app.session_state["_desk"]
    assert list(mine.decisions.values()) == ["merge"]
    # What was decided on rows that are there no more is not kept with every edit.
    mine.draft = change(mine.draft, edits={(2, "Calle"): "Otra 5"})
    again(app, "es")
    assert list(app.session_state["_desk"].decisions.values()) == []


@pytest.mark.slow
def test_a_pair_that_nobody_decided_on_is_held_out():
    app = step(bring(PAIR), "take")
    app.button(key="steward.merge").click()
    again(app, "es")
    made = app.session_state["_desk"].merged[2]
    assert list(made.merged.held["name"]) == ["Casa del Migrante Tijuana"]
    assert t("steward.not_yet", "es") in shown(app)
    assert t("steward.result_text", "es") not in shown(app)
