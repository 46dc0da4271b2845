"""Our own front end as one text: the ES modules of this folder put together.

Each module becomes a function that gives what it exports, so names never meet. Only the forms of
import and export that the modules use are understood; anything else is refused.
"""

import re
from functools import cache
from pathlib import Path
from posixpath import normpath
from typing import Final

_FOLDER = Path(__file__).resolve().parent
_MAP: Final = "atlas-map.js"
_SITE_SEARCH: Final = "site-search.js"
SHEETS: Final = (
    "base",
    "title-bar",
    "filters",
    "results",
    "comparison",
    "card",
    "card-report",
    "map",
    "map-controls",
    "without-list",
    "framed",
    "about",
    "medium",
    "narrow",
    "print",
)
"""The parts of the stylesheet; a later one overrides an earlier one of equal weight."""

_IMPORT = re.compile(r'^import \{([\w$,\s]+)\} from "(\.{1,2}/[\w./-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const) ([\w$]+))", re.MULTILINE)
_LEFT_OVER = re.compile(r"^\s*(?:import|export)\b", re.MULTILINE)
_COMMENT = re.compile(r"^ *(?://.*|/\*\*(?:[^*]|\*(?!/))*\*/) *\n", re.MULTILINE)
_CAST = re.compile(r"/\*\* @type [^*\n]*\*/ ?")
_INDENT = re.compile(r"^\s+", re.MULTILINE)
_END_COMMENT = re.compile(r"(?<=[,;(\[{}]) // .*$", re.MULTILINE)
_LINE_ENDS = re.compile(r"(?<=[,;(\[])\n|(?<=\{)\n(?![{%#])|\n(?=[)\]}])")
"""Ends of lines that mean nothing: no statement ends there that has no semicolon."""
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_SPACE = re.compile(r"\s*([{};,])\s*")


@cache
def script(*, module: bool = False) -> str:
    """Give the front end.

    Parameters
    ----------
    module
        True for an ES module that exports `createAtlas`; False for a script that makes the global
        `BorderAtlas` with `createAtlas` in it.

    Returns
    -------
    text
        JavaScript without comments, inert inside `<script>` and inside a Jinja template.
    """
    if not module:
        return _global(_MAP, "BorderAtlas")
    body, entry = _modules(_MAP)
    return _inert(f"{body}const {{ createAtlas }} = {entry};\nexport {{ createAtlas }};\n")


@cache
def site_search() -> str:
    """Give the search of a published site, a script that makes the global `AtlasSearch`."""
    return _global(_SITE_SEARCH, "AtlasSearch")


def _global(entry: str, name: str) -> str:
    body, exported = _modules(entry)
    return _inert(f'(() => {{\n"use strict";\n{body}globalThis.{name} = {exported};\n}})();\n')


def _modules(entry: str) -> tuple[str, str]:
    """Put a module and those that it imports together; give how the text calls it, too."""
    order: list[str] = []
    _collect(entry, order)
    body = "".join(["const modules = [];\n", *(_as_function(name, order) for name in order)])
    return body, f"modules[{order.index(entry)}]"


@cache
def stylesheet() -> str:
    """Give our stylesheet, its parts in order, without comments and spare spaces."""
    text = _CSS_COMMENT.sub("", "\n".join(_read(f"css/{name}.css") for name in SHEETS))
    return _inert(_CSS_SPACE.sub(r"\1", text).strip())


def _inert(text: str) -> str:
    """Refuse code that would mean something to HTML or Jinja; ours never has to."""
    found = next((mark for mark in ("{{", "{%", "{#", "</", "<!--") if mark in text), None)
    if found:
        at = text.index(found)
        message = f"the front end contains {found!r}: {text[max(at - 40, 0) : at + 20]!r}"
        raise AssertionError(message)
    return text


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _resolve(importer: str, target: str) -> str:
    return normpath((Path(importer).parent / target).as_posix())


def _collect(name: str, order: list[str]) -> None:
    """Put a module after those that it imports."""
    for _, target in _IMPORT.findall(_read(name)):
        imported = _resolve(name, target)
        if imported not in order:
            _collect(imported, order)
    if name not in order:
        order.append(name)


def _as_function(name: str, order: list[str]) -> str:
    """Write a module as a function; modules are known by their number, which is short."""
    source = _read(name)
    exported = _EXPORT.findall(source)
    bound = _IMPORT.sub(lambda found: _binding(name, found, order), source)
    body = _EXPORT.sub("", bound)
    left = _LEFT_OVER.search(body)
    if left:
        message = f"{name}: this import or export is not understood: {left[0].strip()}"
        raise AssertionError(message)
    body = _INDENT.sub("", _CAST.sub("", _END_COMMENT.sub("", _COMMENT.sub("", body))))
    body = _LINE_ENDS.sub("", body)
    names = ", ".join(exported)
    return f"modules[{order.index(name)}] = (() => {{\n{body}return {{ {names} }};\n}})();\n"


def _binding(importer: str, found: re.Match[str], order: list[str]) -> str:
    names = " ".join(found[1].split())
    return f"const {{ {names} }} = modules[{order.index(_resolve(importer, found[2]))}];\n"
