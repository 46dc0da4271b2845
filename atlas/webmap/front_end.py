"""Our own front end as one text: the ES modules of this folder put together.

Each module becomes a function that gives what it exports, so names never meet. Only the forms of
import and export that the modules use are understood; anything else is refused.
"""

import re
from functools import cache
from pathlib import Path
from posixpath import normpath

_FOLDER = Path(__file__).resolve().parent
_ENTRY = "atlas-map.js"
_SHEETS = (
    "base",
    "title-bar",
    "filters",
    "results",
    "comparison",
    "card",
    "map",
    "map-controls",
    "without-list",
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
_INDENT = re.compile(r"^ +", re.MULTILINE)
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
    order: list[str] = []
    _collect(_ENTRY, order)
    parts = [_as_function(name) for name in order]
    ending = (
        f'const {{ createAtlas }} = modules["{_ENTRY}"];\nexport {{ createAtlas }};\n'
        if module
        else f'globalThis.BorderAtlas = modules["{_ENTRY}"];\n'
    )
    body = "".join(["const modules = {};\n", *parts, ending])
    text = body if module else f'(() => {{\n"use strict";\n{body}}})();\n'
    return _inert(text)


@cache
def stylesheet() -> str:
    """Give our stylesheet, its parts in order, without comments and spare spaces."""
    text = _CSS_COMMENT.sub("", "\n".join(_read(f"css/{name}.css") for name in _SHEETS))
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


def _as_function(name: str) -> str:
    source = _read(name)
    exported = _EXPORT.findall(source)
    bound = _IMPORT.sub(lambda found: _binding(name, found), source)
    body = _EXPORT.sub("", bound)
    left = _LEFT_OVER.search(body)
    if left:
        message = f"{name}: this import or export is not understood: {left[0].strip()}"
        raise AssertionError(message)
    body = _INDENT.sub("", _CAST.sub("", _COMMENT.sub("", body)))
    names = ", ".join(exported)
    return f'modules["{name}"] = (() => {{\n{body}return {{ {names} }};\n}})();\n'


def _binding(importer: str, found: re.Match[str]) -> str:
    names = " ".join(found[1].split())
    return f'const {{ {names} }} = modules["{_resolve(importer, found[2])}"];\n'
