"""The languages for readers have every word that readers meet, and nothing that does not fit.

What readers meet is found by opening it: the first pages, a published site, the poster, the map.
"""

import string
import subprocess
import sys
from dataclasses import replace

import pytest

from atlas import capsule, select
from atlas.base import i18n
from atlas.base.i18n import (
    LANGS,
    READER_LANGS,
    carried_langs,
    count,
    date,
    first_known,
    language,
    missing,
    own_messages,
    t,
    unreviewed,
    whole_lang,
)
from atlas.base.reader_words import UNDEFINED, VOCABULARIES, is_for_readers
from atlas.data import vocab
from atlas.data.place_columns import bundled_columns
from atlas.places.scope import code_label
from atlas.webmap.capsule import read_capsule

TRANSLATED = [lang for lang in READER_LANGS if lang not in LANGS]
MEET = """
import json, sys
from atlas.base import i18n
asked = set()
class Recorded(dict):
    def get(self, key, default=None):
        asked.add(key)
        return dict.get(self, key, default)
real, kept = i18n.messages, {}
i18n.messages = lambda lang: kept.setdefault(lang, Recorded(real(lang)))
from atlas import capsule, select
from atlas.output.light.light_page import Frame, light_page
from atlas.output.poster import render_poster
from atlas.output.report.still_page import still_page
from atlas.output.site import missing_pages, publishing, site_pages
asked.clear()
for link in ({}, dict(q="zzz"), dict(corridor="juarez-el-paso", kind="any", service="health",
    phone="yes", verified_since="2024", max_km="5", near="paso-del-norte", side="MX")):
    view = select(**link)
    for heading in ("", "x"):
        place = view.lifted.places["facility_id"].iloc[0] if len(view.lifted.places) else ""
        light_page(view, Frame(path="/", light="/lite", heading=heading, place=place))
view = select(corridor="tapachula-tecun-uman")
needs, towns = publishing._needs(view), publishing._towns(view)
site_pages.start_page({view.lang: view})
site_pages.first_page(view)
site_pages.corridor_page(view, "tapachula-tecun-uman", 1, None)
site_pages.needs_page(view, needs), site_pages.towns_page(view, towns)
site_pages.data_page(view, {"data/places.csv": 1})
site_pages.need_page(view, "food", needs["food"])
site_pages.town_page(view, *next(iter(towns.items())))
list(publishing._places(view, ""))
missing_pages.offline_page(view), missing_pages.missing_pages({view.lang: view}, "", "")
still_page(view, "x"), capsule(view)
render_poster(view), render_poster(select(q="zzz"))
print(json.dumps(sorted(asked)))
"""


def placeholders(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_what_readers_open_asks_for_no_other_messages():
    done = subprocess.run([sys.executable, "-c", MEET], capture_output=True, text=True, check=True)
    asked = set(done.stdout.strip(' []\n"').split('", "'))
    assert len(asked) > 100
    assert {key for key in asked if not is_for_readers(key)} == set()


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_language_for_readers_has_all_their_words_and_no_others(lang):
    assert missing(lang) == ()
    own, english = own_messages(lang), own_messages("en")
    others = {key for key in own if key not in english or not is_for_readers(key)}
    assert others <= {i18n.SHORT_MONTHS}
    assert {key for key in own.keys() & english.keys()
            if placeholders(own[key]) != placeholders(english[key])} == set()  # fmt: skip
    assert not [key for key, text in own.items() if set("<>`*") & set(text)]


@pytest.mark.parametrize("lang", TRANSLATED)
def test_codes_and_titles_that_readers_meet_are_translated(lang):
    known = vocab.load()
    assert known.missing(lang) == ()
    defined = [name for name in VOCABULARIES if name not in UNDEFINED]
    assert not [
        t for name in defined for t in known.terms(name).values() if not t.definitions[lang]
    ]
    shown = [one for one in bundled_columns().values() if one.show]
    es = {one.name for one in shown if one.title(lang) == one.title("es")}
    assert len(es) < len(shown) / 3


@pytest.mark.parametrize("lang", TRANSLATED)
def test_an_unreviewed_translation_says_so_until_somebody_signs(lang, monkeypatch):
    assert unreviewed(lang) == t("app.unreviewed", lang) != t("app.unreviewed", "es")
    signed = replace(language(lang), reviewed_by="Marie")
    monkeypatch.setitem(i18n.LANGUAGES, lang, signed)
    assert unreviewed(lang) == ""
    assert [unreviewed(one) for one in LANGS] == ["", ""]


@pytest.mark.parametrize("lang", READER_LANGS)
def test_a_map_carries_its_own_language_and_what_that_falls_back_on(lang):
    held = read_capsule(capsule(select(lang=lang, corridor="tapachula-tecun-uman")))
    carried = list(carried_langs(lang))
    assert lang in carried
    assert set(carried) == ({*LANGS} if lang in LANGS else {lang, whole_lang(lang)})
    assert list(held["strings"]) == list(held["payload"]["languages"]) == carried
    assert held["payload"]["choices"]["lang"] == carried
    assert held["payload"]["languages"][lang].get("unreviewed", "") == unreviewed(lang)
    term = held["payload"]["vocab"]["service"]["food"]
    assert [one for one in READER_LANGS if one in term] == carried
    assert term[lang] == code_label(vocab.load(), "service", "food", lang)


@pytest.mark.parametrize(
    ("lang", "words", "service"),
    [("ht", "avoka", "legal_aid"), ("pt", "chuveiro", "wash"), ("fr", "avocat", "legal_aid")],
)
def test_a_search_knows_the_words_of_its_language_only(lang, words, service):
    found = select(lang=lang, q=words).places["services"]
    assert len(found) > 3
    assert all(service in cell.split(";") for cell in found)
    assert select(lang="es", q="abogado").total == select(lang=lang).total
    if words == "avoka":
        assert select(lang="en", q=words).places.empty


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("es", ["0 lugares", "1 lugar", "2 lugares"]),
        ("en", ["0 places", "1 place", "2 places"]),
        ("ht", ["0 kote", "1 kote", "2 kote"]),
        ("pt", ["0 lugar", "1 lugar", "2 lugares"]),
        ("fr", ["0 lieu", "1 lieu", "2 lieux"]),
    ],
)
def test_a_number_takes_the_form_that_the_language_gives_it(lang, said):
    assert [count("map.results", n, lang) for n in range(3)] == said


def test_a_short_month_is_told_from_the_others():
    for lang in READER_LANGS:
        said = {date(f"2025-{month:02}", lang, short=True) for month in range(1, 13)}
        assert len(said) == 12, lang
    assert date("2025-07-08", "fr", short=True) == "8 juill. 2025"


@pytest.mark.parametrize(
    ("wanted", "lang"),
    [
        (["ht-HT", "fr;q=0.9"], "ht"),
        (["de-DE", " PT-br;q=0.8", "en;q=0.5"], "pt"),
        (["fra"], LANGS[0]),
        ([""], LANGS[0]),
        ([], LANGS[0]),
    ],
)
def test_the_first_language_wanted_that_there_is_is_taken(wanted, lang):
    assert first_known(wanted) == lang


@pytest.mark.parametrize(
    ("lang", "query"),
    [
        ("ht", "mwen bezwen yon avoka"), ("ht", "mwen bezwen manje"),
        ("fr", "où trouver un avocat"), ("fr", "je cherche où manger"),
        ("pt", "preciso de um advogado"), ("pt", "onde comer"),
    ],
)  # fmt: skip
def test_a_sentence_finds_what_it_asks_for(lang, query):
    service = "food" if query.rsplit(" ", 1)[-1] in ("manje", "manger", "comer") else "legal_aid"
    found = select(lang=lang, q=query).places["services"].str.split(";")
    wanted = select(lang=lang, service=service).places
    assert len(wanted) <= len(found) < 1.2 * len(wanted)
    assert sum(service in codes for codes in found) == len(wanted)
