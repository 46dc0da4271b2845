"""Why a whole file is refused: every reason in both languages, wherever it is shown."""

import ast
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from atlas.base.errors import AtlasError, IngestError
from atlas.base.i18n import LANGS, messages
from atlas.curation.ingest import Limits, Upload, read, refused
from atlas.curation.ingest.detect import _UNREADABLE
from atlas.curation.ingest.mapping_file import _KINDS
from atlas.curation.merge import places_of, read_brought, read_review
from atlas.data import load

ATLAS = Path(__file__).resolve().parents[3] / "atlas"
MODULES = sorted((ATLAS / "curation").rglob("*.py"))
SECTION = "refused."
CODES = sorted(key.removeprefix(SECTION) for key in messages("es") if key.startswith(SECTION))
PARTS = {"cell", "row", "why_missing", "why_forbidden", "why_folder"}
"""Messages that stand within others."""


@cache
def all_calls():
    """Give every call of the room, with its module; not when the tests are collected."""
    return [
        (path.name, node)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]


def calls(name):
    for file, node in all_calls():
        if getattr(node.func, "id", getattr(node.func, "attr", "")) == name:
            yield file, node


def placeholders(code):
    text = messages("en")[SECTION + code]
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def literal_calls():
    for _, call in calls("refused"):
        if isinstance(call.args[0], ast.Constant):
            yield call.args[0].value, [keyword.arg for keyword in call.keywords]
    for _, call in calls("_refused"):  # of a feed, whose name it adds
        yield call.args[0].value, ["name", *(keyword.arg for keyword in call.keywords)]


def test_no_reason_is_written_in_one_language_only():
    strangers = {file for file, _ in calls("IngestError")} - {"refusals.py"}
    assert not strangers


def test_every_reason_is_used_and_every_used_one_exists():
    used = {code for code, _ in literal_calls()}
    used |= {code for _, code in _UNREADABLE} | set(_KINDS.values())
    assert used | PARTS == set(CODES)


def test_a_reason_is_given_the_words_it_names():
    for code, words in literal_calls():
        told = {word for word in words if word}
        assert told <= placeholders(code), code
        assert told == placeholders(code) or None in words, code


@pytest.mark.parametrize("code", sorted({code for _, code in _UNREADABLE}))
def test_the_kind_of_an_unreadable_file_needs_no_more_than_its_name(code):
    assert placeholders(code) == {"name"}


def test_a_reason_is_other_words_in_the_other_language():
    es, en = messages("es"), messages("en")
    assert [code for code in CODES if es[SECTION + code] == en[SECTION + code]] == []


def reasons(name, data, **options):
    with pytest.raises(IngestError) as caught:
        read(Upload(name, data), resource="shelters", **options)
    assert str(caught.value) == caught.value.say("en")
    return {lang: caught.value.say(lang) for lang in LANGS}


@pytest.mark.parametrize(
    ("name", "data", "options", "es", "en"),
    [
        ("x.csv", b"", {}, "x.csv está vacío", "x.csv is empty"),
        ("x.pdf", b"%PDF-1.7", {}, "pide la tabla como .xlsx", "ask for the table as .xlsx"),
        ("x.json", b'{"type": "Fea', {}, "línea 1, columna 10: el archivo termina", "cut off"),
        ("x.csv", b"name\n" + b"a\n" * 20_100, {"limits": Limits(rows=20_000)},
         "más de 20,000 filas",
         "more than 20,000 rows"),
        ("x.csv", b"foo,bar\n1,2\n", {}, "no se conoce ninguna columna", "no column is known"),
        ("x.zip", b"PK\x03\x04" + b"x" * 50, {}, "zip dañado o cortado: ", "truncated zip archive"),
    ],
)  # fmt: skip
def test_a_file_is_refused_in_both_languages(name, data, options, es, en):
    said = reasons(name, data, **options)
    assert es in said["es"]
    assert en in said["en"]


def test_a_size_is_never_said_to_be_within_its_limit():
    said = reasons("x.csv", b"a" * (1024 * 1024 + 1), limits=Limits(file_bytes=1024 * 1024))
    assert said["en"] == "x.csv has 2 MB; at most 1 MB are read"


def test_a_reason_stays_one_line_of_whole_letters():
    said = refused("damaged", name="a\nb\udc80", why="one\n\ttwo")
    for lang in LANGS:
        assert said.say(lang).encode().decode().isprintable()


def test_what_a_file_is_called_does_not_fill_the_screen():
    said = refused("damaged", name="x" * 900, why="\\x00" * 900)
    assert len(str(said)) < 500
    everything = [f"column_{number}" for number in range(60)]
    assert "column_59" in str(refused("mapping_key", where="m", key="k", allowed=everything))


def test_an_error_without_other_words_says_its_own():
    assert AtlasError("one").say("es") == "one"
    assert IngestError("one").say("es") == "one"
    assert IngestError("one", said={"es": "uno"}).say("es") == "uno"


@pytest.mark.parametrize(("lang", "words"), [("es", "es una imagen"), ("en", "is a picture")])
def test_the_command_refuses_in_its_language(tmp_path, run, lang, words):
    file = tmp_path / "x.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n")
    for more in ([], ["--write-mapping", tmp_path / "m.toml"]):
        code, out, err = run("ingest", file, "--as", "shelters", "--lang", lang, *more)
        assert (code, out) == (2, "")
        assert words in err
        assert err.count("\n") == 1


def test_the_command_says_why_a_file_cannot_be_opened(tmp_path, run):
    for file, words in ((tmp_path / "no.csv", "no existe"), (tmp_path, "es una carpeta")):
        _, _, err = run("ingest", file, "--as", "shelters", "--lang", "es")
        assert err.endswith(f"{file}: {words}\n"), err


def test_a_table_that_is_not_clean_says_where(tmp_path):
    package = load()
    rows = places_of(package).query("layer == 'shelters'").iloc[:1]
    file = tmp_path / "x.csv"
    rows.assign(status="quizá").drop(columns="layer").to_csv(file, index=False)
    with pytest.raises(IngestError) as caught:
        read_brought(file, "shelters", package)
    assert "x.csv no está limpio" in caught.value.say("es")
    assert "fila 2, columna status" in caught.value.say("es")
    assert "row 2, column status" in caught.value.say("en")
    with pytest.raises(IngestError) as caught:
        read_review(file)
    assert "le falta la columna decision, id_a, id_b" in caught.value.say("es")
