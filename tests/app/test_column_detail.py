"""Everything that a mapping file can say can be said on the page, saved, and taken up again."""

import tomllib

import pytest

from atlas.app.partner_page.column_pattern import pattern_of, read_pattern
from atlas.base.i18n import LANGS, t
from atlas.curation.ingest import Source, words_of
from atlas.curation.merge import answers
from tests.app.test_partner_page import again, bring, shown
from tests.app.test_settling import give_back

CONTENT = (
    "Nombre;Nivel;País;Estado;Vía;Núm;Comida;Servicios;Clave;Fecha\n"
    "Casa Uno;ONG;México;Baja California;Quinta;12;sí;techo;7;03/04/2025\n"
    "Casa Dos;ONG;México;Baja California;Sexta;;no;rezo;12;04/03/2025\n"
)


def one(group, start):
    return next(item for item in group if item.key and item.key.startswith(start))


def detail(app, name, lang="es"):
    one(app.selectbox, "steward.detail").set_value(name)
    return again(app, lang)


def frame(app):
    return app.session_state["_desk"].draft.found.frame


def use(app, lang="es"):
    one(app.button, "steward.use-").click()
    return again(app, lang)


def test_a_pattern_is_written_with_headers_and_read_back():
    headers = ["Calle", "Núm", "Clave 000", "Clave"]
    source, wrong = read_pattern("[Calle] núm. [Núm], [Clave 000]-[Clave 00]", headers)
    assert source == Source(("Calle", "Núm", "Clave 000", "Clave"), "{1} núm. {2}, {3}-{4:02}")
    assert wrong == ""
    assert read_pattern(pattern_of(source), headers) == (source, "")
    assert read_pattern("[Cale] 1", headers) == (None, "[Cale]")
    assert read_pattern("{1}", headers) == (None, "{")
    assert read_pattern("Calle", headers) == (None, "")


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_several_columns_are_put_together_and_what_comes_of_it_is_shown_before(lang):
    app = detail(bring(CONTENT, lang=lang), "address", lang)
    one(app.multiselect, "steward.from-address").set_value(["Vía", "Núm"])
    again(app, lang)
    assert "Quinta 12" in shown(app)
    one(app.button_group, "steward.together-address").set_value("pattern")
    again(app, lang)
    one(app.text_input, "steward.pattern-address").set_value("Calle [Vía] núm. [Cifra]")
    again(app, lang)
    assert t("steward.pattern_unknown", lang, text=r"\[Cifra\]") in shown(app)
    one(app.text_input, "steward.pattern-address").set_value("Calle [Vía] núm. [Núm 000]")
    again(app, lang)
    use(app, lang)
    assert frame(app)["address"].tolist() == ["Calle Quinta núm. 012", ""]
    one(app.button, "steward.as-found-address").click()
    again(app, lang)
    assert app.session_state["_desk"].draft.settings.sources == {}


@pytest.mark.slow
def test_what_every_row_says_is_said_of_any_column_and_refused_in_one_line():
    app = detail(bring(CONTENT), "cost")
    one(app.text_input, "steward.every-cost").set_value("Gratis")
    again(app, "es")
    assert frame(app)["cost"].tolist() == ["Gratis", "Gratis"]
    detail(app, "languages")
    one(app.multiselect, "steward.every-languages").set_value(["es", "en"])
    again(app, "es")
    assert frame(app)["languages"].tolist() == ["es;en", "es;en"]
    detail(app, "capacity")
    one(app.text_input, "steward.every-capacity").set_value("muchas")
    again(app, "es")
    (said,) = [item.value for item in app.error]
    assert said.startswith("Capacidad no puede ser «muchas»")
    assert frame(app)["capacity"].tolist() == ["", ""]
    assert frame(app)["cost"].tolist() == ["Gratis", "Gratis"]
    detail(app, "sensitivity")
    assert t("steward.said_above", "es") in shown(app)


@pytest.mark.slow
def test_a_column_that_says_yes_counts_under_its_header_and_a_word_means_what_one_says():
    app = detail(bring(CONTENT), "services")
    draft = app.session_state["_desk"].draft
    field = next(field for field in draft.fields if field["name"] == "services")
    read = {word.text: word.value for word in words_of(draft.found, field, draft.package.vocab)}
    assert read["techo"] == "lodging"
    assert read["rezo"] == ""
    editor = one(app.data_editor, "steward.words-services")
    at = editor.value["text"].tolist().index("rezo")
    labels = [draft.package.vocab.label("service", code, "es") for code in ("food", "health")]
    app.session_state[editor.key] = {
        "edited_rows": {at: {"value": labels}}, "added_rows": [], "deleted_rows": [],
    }  # fmt: skip
    again(app, "es")
    assert frame(app)["services"].tolist()[1].endswith("food;health")
    detail(app, "populations")
    one(app.multiselect, "steward.from-populations").set_value(["Comida"])
    again(app, "es")
    one(app.multiselect, "steward.ticked-populations").set_value(["Comida"])
    again(app, "es")
    use(app)
    assert app.session_state["_desk"].draft.settings.sources["populations"].ticked == ("Comida",)


EVERYTHING = """
header_row = 2
dates = "dmy"
unused = ["Clave"]
[columns]
name = "Nombre"
address = { from = ["Vía", "Núm"], template = "{1} {2:03}" }
operator = { from = ["Nivel", "Estado"], between = " / ", named = ["Estado"] }
services = { from = ["Servicios", "Comida"], ticked = ["Comida"], between = ";" }
status_date = "Fecha"
[position]
crs = "EPSG:32611"
order = "lon,lat"
west_positive = true
[defaults]
admin1 = "Sonora"
kind = "shelter"
level = "civil_society"
cost = "Gratis"
languages = "es;en"
precision = "generalised"
precision_m = "1500"
[values.services]
rezo = "food;health"
[values.operator]
ONG = "Red"
[source]
title = "Directorio"
url = "https://example.org/d"
"""


@pytest.mark.slow
def test_a_mapping_file_that_says_everything_is_taken_up_and_saved_whole():
    content = "Directorio de lugares;;;;;;;;;\n" + CONTENT
    app = bring(content)
    give_back(app, "todo.toml", EVERYTHING.encode())
    for name in ("address", "operator", "services", "kind", "municipality_code", "utm_zone", ""):
        detail(app, name)  # looking at a column changes nothing
    saved = tomllib.loads(answers(app.session_state["_desk"].draft))
    asked = tomllib.loads(EVERYTHING)
    assert {key: saved[key] for key in asked if key not in ("columns", "unused")} == {
        key: said for key, said in asked.items() if key not in ("columns", "unused")
    }
    assert saved["columns"].items() >= asked["columns"].items()
    assert frame(app)["address"].tolist() == ["Quinta 012", ""]
    assert frame(app)["services"].tolist()[1] == "food;health"
    header = one(app.selectbox, "steward.header")
    assert header.value == 2
