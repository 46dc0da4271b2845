"""The rules of the house: style, types, and who may import whom."""

import ast
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import atlas
from atlas.base.i18n import LANGS

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "atlas").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
HOMES = {
    "streamlit": ("atlas/app/", "pages/"),
    "folium": ("atlas/webmap/",),
    "branca": ("atlas/webmap/",),
    "matplotlib": ("atlas/output/figures",),
    "dask": ("atlas/spatial/bulk",),
    "distributed": ("atlas/spatial/bulk",),
}
NAMES_A_LANGUAGE = {
    "atlas/base/i18n.py": "the language of the command line and of errors",
    "atlas/base/translations.py": "the language of the columns without a suffix",
    "atlas/cli/data_package.py": "the option --title-en",
    "atlas/curation/ingest/likeness.py": "the little Spanish word in names",
}
"""The only modules that may name a language, and why."""


def run(*command, how="-m"):
    done = subprocess.run(
        [sys.executable, how, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.lint
def test_ruff_finds_nothing():
    run("ruff", "check", ".")


@pytest.mark.lint
def test_ruff_would_format_nothing():
    run("ruff", "format", "--check", ".")


@pytest.mark.lint
def test_mypy_finds_nothing():
    run("mypy")


@pytest.mark.lint
def test_imports_go_one_way():
    # The linter's module does nothing when it is run, so its command is called.
    said = run("from importlinter.cli import lint_imports_command as lint; lint()", how="-c")
    assert "1 kept, 0 broken" in said


@cache
def nodes(path):
    """Every node of a module; parsing them all takes seconds."""
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def imported(path):
    """Give the libraries that a module imports."""
    names = [
        alias.name for one in nodes(path) if isinstance(one, ast.Import) for alias in one.names
    ]
    names += [one.module for one in nodes(path) if isinstance(one, ast.ImportFrom) and one.module]
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("library", HOMES)
def test_library_stays_at_home(library):
    strangers = {
        name
        for path in [*MODULES, *PAGES]
        if not (name := path.relative_to(ROOT).as_posix()).startswith(HOMES[library])
        and library in imported(path)
    }
    assert not strangers


def test_pages_are_thin_and_modules_can_be_read_in_one_go():
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES + PAGES}
    longest = {path.name: n for path, n in lines.items() if n > (60 if path in PAGES else 360)}
    assert not longest


def test_the_top_level_is_a_short_list_of_rooms():
    # What an installed wheel adds lies in _bundled; caches are no entries.
    entries = [one.name for one in (ROOT / "atlas").iterdir() if not one.name.startswith("__pyc")]
    assert len(entries) <= 14


def test_every_room_says_in_one_sentence_what_it_is():
    for room in (path.parent for path in MODULES if path.name == "__init__.py"):
        said = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))
        assert said, room
        assert said.splitlines()[0].endswith("."), room


def test_no_name_of_a_module_stands_for_two_things():
    names = Counter(path.stem for path in MODULES if path.stem not in {"__init__", "__main__"})
    assert [name for name, times in names.items() if times > 1] == []


def test_nothing_is_imported_by_a_string():
    # The linter does not see such imports. The package itself lies above all rooms and hands out
    # its public names when they are first used; the server loads the modules of its own room.
    allowed = {"atlas/__init__.py", "atlas/app/server.py"}
    calls = {
        path.relative_to(ROOT).as_posix()
        for path in [*MODULES, *PAGES]
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", "") or getattr(node.func, "attr", ""))
        in {"import_module", "__import__"}
    }
    assert calls == allowed


def test_public_names_are_sorted_and_exist():
    assert atlas.__all__ == sorted(atlas.__all__)
    assert all(getattr(atlas, name) for name in atlas.__all__)


def test_unknown_public_name_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = atlas.nonsense


def test_no_code_names_a_language():
    """A language is data: elsewhere no code asks for one or for its columns."""
    codes = "|".join(LANGS)
    named = re.compile(rf"""["'](?:{codes})["']|[a-z]_(?:{codes})\b""")
    kinds = {".py", ".js", ".ts", ".css", ".html", ".typ"}
    files = [file for top in ("atlas", "pages") for file in (ROOT / top).rglob("*.*")]
    found = set()
    for file in files:
        if file.suffix in kinds:
            lines = file.read_text(encoding="utf-8").splitlines()
            if any(named.search(line) for line in lines if not line.lstrip().startswith(">>>")):
                found.add(str(file.relative_to(ROOT)))
    assert found == set(NAMES_A_LANGUAGE)
