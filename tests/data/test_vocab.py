"""Vocabularies: complete in every language, found by what people write, clear when broken."""

import re
from collections import Counter

import pytest

from atlas.base.errors import DataPackageError, VocabularyError
from atlas.base.i18n import LANGS
from atlas.data import vocab
from atlas.data.bundled import geodata_dir

WORDS = vocab.load()
NAMES = sorted(WORDS.by_name)
TERMS = [(name, term) for name in NAMES for term in WORDS.terms(name).values()]
SHAPES = {"circle", "square", "triangle", "diamond", "pentagon", "hexagon", "star", "cross", "bars"}


def test_every_term_is_said_and_explained_in_every_language():
    lacking = [
        f"{name}.{term.code} in {lang}"
        for name, term in TERMS
        for lang in LANGS
        if not (term.labels[lang].strip() and term.definitions[lang].endswith("."))
    ]
    assert lacking == []


def test_no_two_codes_of_a_vocabulary_read_the_same():
    read = Counter((name, lang, term.label(lang)) for name, term in TERMS for lang in LANGS)
    assert [one for one, times in read.items() if times > 1] == []


def test_terms_keep_the_order_of_the_file():
    lines = (geodata_dir() / "vocab" / "kind.csv").read_text(encoding="utf-8").splitlines()
    assert list(WORDS.codes("kind")) == [line.split(",")[0] for line in lines[1:]]


def test_every_kind_has_a_shape_of_its_own_and_a_colour():
    kinds = WORDS.terms("kind").values()
    assert {kind.icon for kind in kinds} <= SHAPES
    # What nobody goes to has one sign that does not invite.
    free = [kind for kind in kinds if kind.role != "enforcement"]
    barred = [kind for kind in kinds if kind.role == "enforcement"]
    assert len({kind.icon for kind in free}) == len({kind.colour for kind in free}) == len(free)
    assert {kind.icon for kind in barred} == {"bars"}
    assert {kind.role for kind in kinds} == {*WORDS.codes("role"), ""}


def _rgb(colour):
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _luminance(colour):
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in _rgb(colour))
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("kind", WORDS.codes("kind"))
def test_markers_stand_out_from_paper_and_are_not_red(kind):
    colour = WORDS.term("kind", kind).colour
    red, green, blue = _rgb(colour)
    assert (1.05) / (_luminance(colour) + 0.05) >= 3
    assert not (red > 1.6 * green and red > 1.6 * blue)


def test_colours_and_icons_are_well_formed():
    colours = [(name, term.code) for name, term in TERMS if term.colour]
    assert colours
    assert [
        (name, term.code)
        for name, term in TERMS
        if not re.fullmatch("(#[0-9a-f]{6})?", term.colour) or term.icon not in {"", *SHAPES}
    ] == []


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("kind", "shelter", "shelter"),
        ("kind", "Albergue", "shelter"),
        ("kind", "  CASA DEL MIGRANTE ", "shelter"),
        ("service", "asesoría jurídica", "legal_aid"),
        ("service", "Legal aid", "legal_aid"),
        ("population", "niños", "unaccompanied_children"),
        ("side", "Estados Unidos", "US"),
        ("column", "Teléfono", "phone"),
        ("column", "Capacidad", "capacity"),
        ("kind", "castle", ""),
        ("no such", "shelter", ""),
    ],
)
def test_find_knows_codes_labels_and_synonyms(name, text, code):
    assert WORDS.find(name, text) == code


def test_a_synonym_never_takes_the_place_of_a_label():
    for name in NAMES:
        for term in WORDS.terms(name).values():
            assert WORDS.find(name, term.code) == term.code
            assert all(
                WORDS.find(name, label) == term.code for label in term.labels.values() if label
            )


def test_every_synonym_of_a_code_means_a_code_that_exists():
    for name, synonyms in WORDS.synonyms.items():
        if name not in {vocab.COLUMNS, vocab.UNSEARCHED}:
            assert set(synonyms.values()) <= set(WORDS.codes(name)), name


def test_unknown_names_and_codes_say_what_is_allowed():
    with pytest.raises(
        VocabularyError, match="no vocabulary 'colour'; use one of access, action_state, "
    ):
        WORDS.terms("colour")
    with pytest.raises(VocabularyError, match="unknown status 'ajar'; use one of open, unknown"):
        WORDS.label("status", "ajar", "es")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,es\nx,X\n", "vocab/kind.csv lacks the column colour, definition_es, "),
        ("code,es,en,definition_es,definition_en,colour,icon\na,,,,,,\na,,,,,,\n", "row 3: code"),
        ("code,es\nx,X\ny\n", "vocab/kind.csv row 3 has 1 cells, the header 2"),
        (b"\xff\xfe", "vocab/kind.csv line 1 is no UTF-8 text"),
    ],
)
def test_a_broken_vocabulary_is_one_clear_error(tmp_path, text, message):
    (tmp_path / "vocab").mkdir()
    data = text if isinstance(text, bytes) else text.encode()
    (tmp_path / "vocab" / "kind.csv").write_bytes(data)
    with pytest.raises(DataPackageError, match=message):
        vocab.load(tmp_path)


def test_no_vocabularies_is_an_error(tmp_path):
    with pytest.raises(DataPackageError, match="no vocabularies in"):
        vocab.load(tmp_path)


def test_a_search_knows_the_words_of_people_and_not_codes_of_registers():
    words = WORDS.search_words("service")
    assert {"comer", "hambre"} <= set(words["food"])
    assert "derechos_humanos" not in words["legal_aid"]
    assert "violencia_genero" in words["womens_protection"]
    kinds = WORDS.search_words("kind")
    assert not any(word.isdigit() for of in kinds.values() for word in of)
    assert "casa_migrante" not in kinds["shelter"]  # some shelters are called so
    # What the label says, and phrases of words that find the code alone, need no place in a file.
    assert "legal" not in words["legal_aid"]
    assert "clases_ingles" not in words["education"]
    assert {"clases", "ingles"} <= set(words["education"])


def test_words_that_are_not_searched_are_synonyms_all_the_same():
    for word, name in WORDS.synonyms[vocab.UNSEARCHED].items():
        assert WORDS.find(name, word), word
