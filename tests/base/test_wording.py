"""The words of the interface: complete, one form of address, nothing that was stumbled on."""

import re
import tomllib
from pathlib import Path

import pytest

import atlas
from atlas.base.i18n import LANGS, messages
from atlas.data import vocab

LOCALES = Path(atlas.__file__).resolve().parent / "base/locale"
FACETS = ("corridor", "side", "kind", "service", "population", "level", "status")

IMPERATIVES = (
    "Acerque Elija Seleccione Haga Pulse Escriba Descargue Suba Traiga Quite Borre Ejecute Envíe "
    "Revise Corrija Busque Llame Pregunte Intente Vuelva Consulte Pruebe Toque Guarde Abra"
)
WITH_PRONOUN = "vída árde príma ríja ríba éa úse ígue ámbie ópie úsque ómpa ábra".replace(" ", "|")
FORMAL = re.compile(
    rf"\b(?:[Uu]sted(?:es)?|su (?:archivo|lista|tabla|orden)|{IMPERATIVES.replace(' ', '|')}"
    rf"|\w*(?:{WITH_PRONOUN})l[oa]s?)\b"
)
"""Usted: the atlas says tú. `su` stands for things that are the reader's only."""

GONE = {
    "es": [
        r"[Rr]engl[oó]n", r"línea de órdenes", r"gacetero", r"mapeo", r"[Ss]orteando",
        r"[Aa]ñad[aei]\w*", r"[Ll]o abierto", r"La tierra", r"[Pp]lazas para dormir",
        r"paquete unido", r"pulsa Entrar", r"Entrar para", r"Quién se sienta", r"En su orden",
        r"[Rr]eservad[oa]s?", r"[Gg]eneralizad[ao]s?", r"retenidas se muestran", r"Qué se reparte",
        r"Estado(?!s| o | de\s)", r"[Oo]ficina pública o de agencia", r"A no más de, en km",
    ],
    "en": [
        r"[Tt]ake a filter off", r"meets? all of th", r"[Bb]ring a file", r"has been brought",
        r"put it right", r"[Ll]ikeness\b(?!es)", r"Taken as", r"The land", r"by a source of",
        r"Level of the operator", r"Operator's level", r"Who it receives", r"People served",
        r"Farthest from", r"From which crossing", r"What is shared out", r"parties of the same",
        r"Who sits", r"What is open", r"With a point that allows", r"Figures of the context",
        r"[Hh]eld back is", r"is unconfirmed", r"By distance", r"To take along", r"Agency office",
    ],
}  # fmt: skip
"""Words that may not come back, as patterns."""

KEPT = {
    "es": (
        "report.protected_", "disclose.", "search.",
    ),
    "en": ("search.", "disclose.", "exports.taxonomy_", "vocab.indicator."),
}  # fmt: skip
"""Where a word of the list means something else: beginnings of keys."""

TORN_NUMBER = re.compile(
    r"(?<![+\d])(?<!\d )\b\d{1,3}[ \u00a0\u202f]\d{3}\b(?! \d)|\b\d+,\d{1,2}\b(?!\d)"
)
"""650 968 and 0,68: Mexico and Guatemala write 650,968 and 0.68."""


def texts(lang):
    """Give every text that people read, by where it stands."""
    said = dict(messages(lang))
    for name, terms in vocab.load().by_name.items():
        for term in terms.values():
            said[f"vocab.{name}.{term.code}"] = f"{term.label(lang)}. {term.definition(lang)}"
    return said


@pytest.mark.parametrize("lang", LANGS)
def test_a_locale_has_every_message_itself(lang):
    def keys(one):
        read = tomllib.loads((LOCALES / f"{one}.toml").read_text(encoding="utf-8"))
        return {f"{section}.{key}" for section in set(read) - {"language"} for key in read[section]}

    assert keys(lang) == set().union(*map(keys, LANGS))


def test_the_reader_is_called_tu():
    assert {key: text for key, text in texts("es").items() if FORMAL.search(text)} == {}


@pytest.mark.parametrize(
    "text",
    [
        "Acerque o filtre.",
        "divídalo en dos",
        "guárdelo",
        "Elija uno",
        "úselo",
        "escríbalo",
        "léalo",
    ],
)
def test_usted_is_found_out(text):
    assert FORMAL.search(text)


@pytest.mark.parametrize("text", ["divídelo", "guárdalo", "úsalo", "léelo", "Elige uno", "ábrela"])
def test_tu_is_not_taken_for_usted(text):
    assert not FORMAL.search(text)


@pytest.mark.parametrize("lang", LANGS)
def test_what_people_stumbled_over_does_not_come_back(lang):
    gone = re.compile(r"\b(?:" + "|".join(GONE[lang]) + r")")
    found = {
        key: text
        for key, text in texts(lang).items()
        if not key.startswith(KEPT[lang]) and gone.search(text)
    }
    assert found == {}


@pytest.mark.parametrize("lang", LANGS)
def test_numbers_are_written_as_on_this_border(lang):
    assert {k: text for k, text in texts(lang).items() if TORN_NUMBER.search(text)} == {}


@pytest.mark.parametrize("lang", LANGS)
def test_a_filter_is_called_the_same_in_both_panels(lang):
    said = messages(lang)
    for facet in FACETS:
        assert said[f"app.{facet}"] == said[f"facets.{facet}"]
