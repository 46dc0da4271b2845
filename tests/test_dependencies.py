"""What is imported is declared, and what is declared is imported."""

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MODULES = [*(ROOT / "atlas").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
NOT_IMPORTED = {"xstatic-leaflet", "font-source-sans-pro", "tzdata"}  # files, no code
USED_BY_STREAMLIT = {"authlib"}  # st.login asks for it
USED_BY_DISTRIBUTED = {"dask"}
EXTRAS = ("auth", "scale", "streets")


def plain(requirement):
    return re.split(r"[<>=!~\[; ]", requirement)[0].lower().replace("_", "-")


CORE = {plain(one) for one in PROJECT["dependencies"]}
OPTIONAL = {plain(one) for extra in EXTRAS for one in PROJECT["optional-dependencies"][extra]}


@cache
def providers():
    """Give the distributions of every package; asked once, as it reads the metadata of all."""
    return {
        name: {one.lower().replace("_", "-") for one in distributions}
        for name, distributions in packages_distributions().items()
    }


def is_for_types(node):
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def imports(nodes, *, lazily=False):
    """Give every module that is imported, and whether only when a function is called."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((alias.name, lazily) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module}.{alias.name}", lazily) for alias in node.names)
        elif not is_for_types(node):
            inside = lazily or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            yield from imports(ast.iter_child_nodes(node), lazily=inside)


@cache
def imports_by_module():
    """Give the imports of every module; not when the tests are collected, which is often."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): set(
            imports([ast.parse(path.read_text(encoding="utf-8"))])
        )
        for path in MODULES
    }


def distributions(imported):
    """Give the distributions that an import may come from; none for Python and the atlas."""
    top = imported.split(".")[0]
    if top == "atlas" or top in sys.stdlib_module_names:
        return set()
    return providers().get(top, {top})


def wanted(*, lazily):
    """Give the distribution of every import, by module."""
    return {
        module: [found for name, late in names if late in lazily and (found := distributions(name))]
        for module, names in imports_by_module().items()
    }


def test_every_package_that_is_imported_is_declared():
    undeclared = {
        (module, *found)
        for module, all_found in wanted(lazily=(True, False)).items()
        for found in all_found
        if not found & (CORE | OPTIONAL)
    }
    assert not undeclared


def test_what_benchmarks_import_is_there():
    """They run by themselves and are in no other test: a folder that moves would break them."""
    folders = (ROOT / "tests", ROOT / "tests" / "browser", ROOT / "tests" / "benchmarks")
    own = {file.stem for folder in folders for file in folder.iterdir()}
    missing = {
        (file.name, name)
        for file in folders[-1].glob("*.py")
        for name, lazily in imports([ast.parse(file.read_text(encoding="utf-8"))])
        if not lazily
        and (top := name.split(".")[0]) not in own | {"atlas", "tests"}
        and top not in sys.stdlib_module_names
        and top not in providers()
    }
    assert not missing


def test_the_core_declares_nothing_that_is_not_used():
    used = set().union(*(one for all_ in wanted(lazily=(True, False)).values() for one in all_))
    assert used >= CORE - NOT_IMPORTED
    assert used >= OPTIONAL - USED_BY_STREAMLIT - USED_BY_DISTRIBUTED


def test_packages_of_an_extra_are_imported_only_when_they_are_used():
    """A module that needs one as a whole is itself imported within a function."""
    eager = wanted(lazily=(False,))
    needing = {
        module for module, all_found in eager.items() if any(one <= OPTIONAL for one in all_found)
    }
    for module, names in imports_by_module().items():
        if module not in needing:
            at_once = {name for name, late in names if not late}
            # A module imported as a part of its room, or a name imported from it.
            assert not {one for one in at_once if one in needing}, module
            assert not {one for one in at_once if one.rpartition(".")[0] in needing}, module


def test_writers_of_documents_are_plain_dependencies_and_load_only_when_one_is_written():
    """A plain install writes PDF and Word; the start of a command or a page waits for none."""
    writers = {"python-docx", "segno", "typst"}
    assert writers <= CORE
    assert not PROJECT["optional-dependencies"]["report"], "an old install line still works"
    assert not {"docx", "segno", "typst"} & loaded()


def test_what_only_maps_for_notebooks_and_figures_need_loads_when_one_is_made():
    """No page needs folium, nor scipy, which moves the labels of figures and searches streets."""
    assert not {"folium", "scipy"} & loaded()


@cache
def loaded():
    """Give the modules that are there once the app has loaded all of its own, and the commands."""
    script = (
        "import sys, atlas.cli.command_line; from pkgutil import walk_packages;"
        "from importlib import import_module; import atlas.app as app;"
        "names = [one.name for one in walk_packages(app.__path__, 'atlas.app.')];"
        "all(import_module(one) for one in names if one != 'atlas.app.main');"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())
