"""The rules of the house: style, types, and who may import whom."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import atlas

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "atlas").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
HOMES = {
    "streamlit": ("atlas/app/", "pages/"),
    "folium": ("atlas/webmap/",),
    "branca": ("atlas/webmap/",),
    "matplotlib": ("atlas/figures",),
    "dask": ("atlas/bulk",),
    "distributed": ("atlas/bulk",),
}


def run(*command, how="-m"):
    done = subprocess.run(
        [sys.executable, how, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_ruff_finds_nothing():
    run("ruff", "check", ".")


def test_ruff_would_format_nothing():
    run("ruff", "format", "--check", ".")


def test_mypy_finds_nothing():
    run("mypy")


def test_imports_go_one_way():
    # The linter's module does nothing when it is run, so its command is called.
    said = run("from importlinter.cli import lint_imports_command as lint; lint()", how="-c")
    assert "1 kept, 0 broken" in said


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("library", HOMES)
def test_library_stays_at_home(library):
    strangers = {
        name
        for path in [*MODULES, *PAGES]
        if not (name := path.relative_to(ROOT).as_posix()).startswith(HOMES[library])
        and any(module.split(".")[0] == library for module in imported(path))
    }
    assert not strangers


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_page_is_thin(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 60


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_module_can_be_read_in_one_go(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 360


def test_public_names_are_sorted_and_exist():
    assert atlas.__all__ == sorted(atlas.__all__)
    assert all(getattr(atlas, name) for name in atlas.__all__)


def test_unknown_public_name_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = atlas.nonsense
