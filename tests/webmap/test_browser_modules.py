"""The modules of the map: their own tests in node, their types, and the order of their folders."""

import re
import shutil
import subprocess
from collections import Counter
from posixpath import normpath

import pytest

from atlas.webmap.front_end import SHEETS

from .node import HERE, MODULES, ROOT, node

FOLDERS = ("base", "state", "map", "panels", "output")
FILES = sorted(MODULES.rglob("*.js"))
ENTRY = MODULES.parent / "atlas-map.js"
IMPORT = re.compile(r'^import \{([\w$,\s]+)\} from "([./\w-]+)";', re.MULTILINE)
EXPORT = re.compile(r"^export (?:async )?(?:function|const) ([\w$]+)", re.MULTILINE)
TESTS = sorted(HERE.glob("*.test.js"))


@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.name)
def test_what_touches_no_page_is_right(file):
    done = subprocess.run(
        [node(), "--test", "--test-reporter=tap", file],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)[1]) > 0
    assert re.search(r"^# skipped 0$", done.stdout, re.MULTILINE)


def tsc():
    """Give TypeScript's compiler: of the path, or of `npm install` in the repository."""
    return shutil.which("tsc") or shutil.which("tsc", path=ROOT / "node_modules/.bin")


def test_the_types_are_right(tmp_path):
    compiler = tsc()
    if compiler is None:
        pytest.skip("TypeScript is not installed (npm install, or .ci/run): types are not checked")
    # On a machine without a node of its own the compiler runs with that of the test extra.
    (tmp_path / "node").symlink_to(node())
    done = subprocess.run(
        [compiler, "--pretty", "false", "-p", ROOT / "atlas/webmap"],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_module_imports_only_from_its_own_folder_and_those_below():
    assert {file.parent.name for file in FILES} == set(FOLDERS)
    for file in FILES:
        own = FOLDERS.index(file.parent.name)
        for _, target in IMPORT.findall(file.read_text(encoding="utf-8")):
            folder = normpath(f"{file.parent.name}/{target}").split("/")[0]
            assert FOLDERS.index(folder) <= own, (file.name, target)


def test_no_module_imports_itself_by_way_of_others():
    below = {
        file: {(file.parent / target).resolve() for _, target in IMPORT.findall(file.read_text())}
        for file in FILES
    }
    while below:
        free = [file for file, imported in below.items() if not imported & below.keys()]
        assert free, sorted(file.name for file in below)
        for file in free:
            del below[file]


def test_every_module_has_a_name_of_its_own():
    names = Counter(file.name for file in [ENTRY, *FILES])
    assert [name for name, n in names.items() if n > 1] == []


def test_what_a_module_gives_is_taken_by_another():
    """What only a test takes is a rule that it shares with Python."""
    tests = sorted(HERE.glob("*.test.js"))
    texts = {file: file.read_text(encoding="utf-8") for file in [ENTRY, *FILES, *tests]}
    taken = {
        name.strip()
        for text in texts.values()
        for names, _ in IMPORT.findall(text)
        for name in names.split(",")
    }
    for file in FILES:
        assert set(EXPORT.findall(texts[file])) <= taken, file.name


def test_every_part_of_the_stylesheet_is_in_it():
    parts = {file.stem for file in (MODULES.parent / "css").iterdir()}
    assert parts == set(SHEETS)
