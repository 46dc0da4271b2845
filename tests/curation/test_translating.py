"""A translator gets every text of readers in a table, and gives it back; what is wrong is named."""

import json
import shutil
import tomllib

import pytest
from typer.testing import CliRunner

from atlas.base.errors import VocabularyError
from atlas.base.i18n import LANGS, LOCALE, READER_LANGS, own_messages
from atlas.cli.command_line import app
from atlas.curation.translating import Folders, check_words, table_of, words_for, write_words
from atlas.data.bundled import geodata_dir
from atlas.data.package_files import read_descriptor

GEODATA = geodata_dir()
TRANSLATED = [lang for lang in READER_LANGS if lang not in LANGS]


@pytest.fixture(scope="module")
def words():
    return words_for("ht", GEODATA)


@pytest.fixture
def folders(tmp_path):
    for name in ("vocab", "schemas"):
        shutil.copytree(GEODATA / name, tmp_path / "geodata" / name)
    shutil.copytree(LOCALE, tmp_path / "locale")
    return Folders(tmp_path / "locale", tmp_path / "geodata")


@pytest.mark.parametrize("lang", TRANSLATED)
def test_what_goes_out_comes_back_without_a_change(lang, folders):
    words = words_for(lang, GEODATA)
    texts, found = check_words(words, table_of(words))
    assert found == []
    assert texts["map.close"] == own_messages(lang)["map.close"]
    assert write_words(lang, texts, folders) == []


def test_a_text_that_is_changed_lands_where_it_is_read(words, folders):
    texts, _ = check_words(words, table_of(words))
    changed = {
        "map.close": 'Fèmen "li"',
        "vocab.service.food.label": "Manje, bwè",
        "vocab.service.food.words": "grangou; bwè",
        "title.phone": "Nimewo",
        "language.reviewed_by": "Marie",
    }
    written = write_words("ht", texts | changed, folders)
    assert {file.name for file in written} == {"ht.toml", "service.csv", "place.json"}
    read = tomllib.loads((folders.locale / "ht.toml").read_text(encoding="utf-8"))
    assert read["map"]["close"] == changed["map.close"]
    assert read["language"]["reviewed_by"] == "Marie"
    assert read["language"]["fallback"] == ["es"]
    assert '"Manje, bwè"' in (folders.geodata / "vocab/service.csv").read_text(encoding="utf-8")
    schema = json.loads((folders.geodata / "schemas/place.json").read_text(encoding="utf-8"))
    titles = {one["name"]: one.get("title_ht") for one in schema["fields"]}
    assert titles["phone"] == "Nimewo"
    assert titles["kind"] == "Kalite"


def test_a_new_language_needs_no_code(folders):
    words = words_for("qu", GEODATA)
    assert not any(word.present for word in words)
    head = {"language.name": "Runasimi", "language.tag": "qu-PE", "language.formats": "qu-PE"}
    table = table_of(words).assign(text=lambda rows: rows["en"].where(rows["en"] != "", ""))
    table["text"] = [head.get(key, text) for key, text in table[["key", "text"]].to_numpy()]
    texts, found = check_words(words, table)
    assert found == []
    write_words("qu", texts, folders)
    read = tomllib.loads((folders.locale / "qu.toml").read_text(encoding="utf-8"))
    own = read.pop("language")
    assert own["readers_only"]
    assert own["fallback"] == [LANGS[0]]
    assert own["order"] == 1 + len(READER_LANGS)
    assert sum(map(len, read.values())) == len(own_messages("ht"))
    header = (folders.geodata / "vocab/status.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header.endswith("qu,definition_qu")
    assert '"title_fr": "Téléphone", "title_qu": "Telephone"' in (
        folders.geodata / "schemas/place.json"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("key", "text", "says"),
    [
        ("map.at_km", "a 3 km", "error: row {row}, map.at_km: the placeholders must be {{km}}"),
        ("map.at_km", "{km} {km}", "must be {{km}}, each as often as in English"),
        ("map.close", "Fè{men", "a brace is open or closed without the other"),
        ("map.close", "<b>Fèmen</b>", "may not hold < >"),
        ("map.close", "Fèmen\nli", "must stand on one line"),
        ("map.close", "x" * 99, "warning: row {row}, map.close: is 99 characters long; more than"),
        ("map.close", " ", "warning: map.close: is missing"),
        ("map.weekdays", "len mad", "must be 7 words"),
        ("language.formats", "zz-ZZ", "'zz-ZZ' is no locale of CLDR"),
        ("language.tag", "ht HT", "is no tag of a language"),
        ("language.name", "", "error: language.name: is missing"),
    ],
)
def test_what_does_not_fit_is_said_in_one_line(words, key, text, says):
    table = table_of(words).set_index("key", drop=False)
    table.loc[key, "text"] = text
    _, found = check_words(words, table)
    row = 2 + list(table["key"]).index(key)
    assert [says.format(row=row) in str(one) for one in found] == [True]
    assert "\n" not in str(found[0])


def test_keys_that_are_unknown_or_twice_and_lacking_columns_are_named(words):
    table = table_of(words)
    table.loc[0, "key"] = table.loc[1, "key"]
    table.loc[2, "key"] = "map.nonsense"
    _, found = check_words(words, table)
    said = " | ".join(map(str, found))
    assert "row 3, language.tag: the key stands twice" in said
    assert "row 4, map.nonsense: no text of the atlas has this key" in said
    _, found = check_words(words, table.drop(columns="text"))
    assert [str(one) for one in found] == ["error: row 1, header: the column text is missing"]


def test_the_command_writes_a_table_and_checks_it(tmp_path):
    file = tmp_path / "words.csv"
    runner = CliRunner()
    assert runner.invoke(app, ["translate", "fr", "-o", str(file)]).exit_code == 0
    checked = runner.invoke(app, ["translate", "fr", str(file), "--try"])
    assert checked.exit_code == 0
    assert "0 errors, 0 warnings" in checked.output
    file.write_text(file.read_text(encoding="utf-8").replace("{km}", ""), encoding="utf-8")
    checked = runner.invoke(app, ["translate", "fr", str(file)])
    assert checked.exit_code == 1
    assert "map.at_km: the placeholders must be {km}" in checked.output


@pytest.mark.parametrize(("lang", "says"), [("es", "has all words"), ("../x", "is no code")])
def test_a_language_that_cannot_be_translated_is_refused(lang, says):
    with pytest.raises(VocabularyError, match=says):
        words_for(lang, GEODATA)


def test_the_package_describes_the_columns_of_its_translations():
    described = {
        one["name"]: [field["name"] for field in one["schema"]["fields"]]
        for one in read_descriptor(GEODATA)["resources"]
    }
    assert {f"definition_{lang}" for lang in TRANSLATED} <= set(described["vocab_status"])
