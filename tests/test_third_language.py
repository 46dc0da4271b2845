"""A language is data: one locale file, one column a vocabulary, translations where there are some.

A third language with a handful of words is added to a copy of the source, without code. Every
page, the map file, the figures and a brief are walked in it; none is shipped.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from atlas.base.i18n import LANGS, READER_LANGS, messages
from atlas.data import vocab

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
LANG = "gn"
LOCALE = """\
[language]
name = "Guarani"
order = 9
fallback = ["en", "es"]
tag = "gn-PY"
formats = "fr-HT"
bibtex = "guarani"

[app]
heading_explore = "Kat la"

[map]
clear_filters = "Efase"

[figures]
services_title = "Sèvis sou chak bò"
"""
WORDS = {"app.heading_explore", "map.clear_filters", "figures.services_title"}
LABELS = {
    "kind": {"shelter": "Abri"},
    "service": {"legal_aid": "Èd legal"},
    "side": {"MX": "Meksik"},
}
NAMES = {"tijuana-san-diego": "Tijuana ak San Diego"}


def add_column(file, name, values):
    with file.open(encoding="utf-8", newline="") as lines:
        key, *_ = rows = list(csv.reader(lines))
    key.append(name)
    for row in rows[1:]:
        row.append(values.get(row[0], ""))
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows(rows)


def describe_column(descriptor, resource, like, name):
    package = json.loads(descriptor.read_text(encoding="utf-8"))
    (found,) = (one for one in package["resources"] if one["name"] == resource)
    fields = found["schema"]["fields"]
    (field,) = (one for one in fields if one["name"] == like)
    fields.append({**field, "name": name, "constraints": {}})
    descriptor.write_text(json.dumps(package, ensure_ascii=False), encoding="utf-8")


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    copy = tmp_path_factory.mktemp("source")
    for name in ("atlas", "geodata", "pages", "tests/support"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "tests/__init__.py").touch()
    (copy / f"atlas/base/locale/{LANG}.toml").write_text(LOCALE, encoding="utf-8")
    for name, labels in LABELS.items():
        add_column(copy / f"geodata/vocab/{name}.csv", LANG, labels)
    add_column(copy / "geodata/corridors.csv", f"name_{LANG}", NAMES)
    describe_column(copy / "geodata/datapackage.json", "corridors", "name_en", f"name_{LANG}")
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.walk_in_a_language", LANG],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_the_language_is_found_and_its_data_are_in_order(said):
    assert said["langs"] == [*LANGS, LANG]
    assert "unknown_column" not in said["problems"]
    assert "missing_column" not in said["problems"]


def test_what_falls_back_is_counted(said):
    every = set(messages(LANGS[0]))
    assert set(said["missing"]) == every - WORDS
    terms = {f"{name}.{code}" for name, of in vocab.load().by_name.items() for code in of}
    given = {f"{name}.{code}" for name, labels in LABELS.items() for code in labels}
    assert set(said["vocab"]) == terms - given
    lacking = len(every - WORDS) + len(terms - given)
    assert said["counted"] == {**dict.fromkeys(READER_LANGS, 0), LANG: lacking}


def test_every_page_opens(said):
    pages = said["pages"]
    assert set(pages) == {file.stem for file in (ROOT / "pages").glob("*.py")}
    for name, page in pages.items():
        assert not page["raised"], name
        assert page["lang"] == LANG
    assert pages["explore"]["title"] == ["Kat la"]
    assert pages["coverage"]["title"] == [messages("en")["app.heading_coverage"]]


def test_the_map_file_speaks_it_and_falls_back(said):
    payload, strings = said["payload"], said["strings"]
    assert f'<html lang="{LANG}"' in said["html"]
    assert payload["lang"] == LANG
    assert payload["title"][LANG] == "Border Corridor Atlas"
    assert payload["languages"][LANG]["suffixes"] == [f"_{LANG}", "_en", ""]
    assert payload["languages"][LANG]["name"] == "Guarani"
    assert payload["vocab"]["kind"]["shelter"][LANG] == "Abri"
    assert payload["vocab"]["kind"]["health"][LANG] == payload["vocab"]["kind"]["health"]["en"]
    assert payload["corridors"][0]["names"][LANG] == "Tijuana ak San Diego"
    assert strings["clear_filters"] == "Efase"
    assert strings["dates.months"] == messages("en")["dates.months"]
    assert strings["formats"] == "fr-HT"


def test_figures_and_the_brief_speak_it_and_fall_back(said):
    assert said["figure"] == "Sèvis sou chak bò"
    assert "Èd legal" in said["drawn"]
    assert "Meksik" in said["alt"]["services"]
    assert "Èd legal" in said["alt"]["services"]
    assert all(said["alt"].values())
    assert "Èd legal" in said["brief"]
    assert "Tijuana ak San Diego" in said["brief"]
    assert messages("en")["report.annex"] not in said["brief"]
    assert f'<html lang="{LANG}"' in said["brief"]
    assert all(said["documents"])


def test_numbers_are_written_as_its_locale_writes_them(said):
    thin = "\N{NARROW NO-BREAK SPACE}"
    assert said["number"] == [f"650{thin}968", "0,68", "localized"]
