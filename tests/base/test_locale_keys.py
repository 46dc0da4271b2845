"""Every message of the locale files is used somewhere, in Python or in the map's own code."""

import ast
import re
from functools import cache
from pathlib import Path

import atlas
from atlas.base.i18n import LANGS, messages

ATLAS = Path(atlas.__file__).resolve().parent
PYTHON = [*ATLAS.rglob("*.py"), *(ATLAS.parent / "pages").glob("*.py")]
SCRIPTS = "".join(path.read_text(encoding="utf-8") for path in ATLAS.rglob("*.js"))

MADE_OF_DATA = {
    # prefix of keys whose ends are no words of the code: where they come from
    "calls.answer_": "the answers of a call sheet",
    "calls.answered_by_": "the roles of a call sheet",
    "cooperation.by_": "the vocabularies of actor_matrices",
    "coverage.point_within_": "the distances of gap_ranking, in km",
    "exports.loss_3w_": "the fields of the 3W export",
    "exports.loss_hsds_": "the fields of the HSDS export",
    "facets.": "the facets of the place tables' schema",
    "kit.about_": "the forms of a citation",
    "kit.line_": "the forms of a citation",
    "kinds.": "the vocabulary of kinds, in the plural",
    "report.caption_": "the kinds of figures",
    "schema.": "the rules in the schemas of the data package",
}


@cache
def python_words():
    """Give every text in the code, and the patterns of those that are put together."""
    texts, patterns = set(), set()
    for node in (one for path in PYTHON for one in ast.walk(ast.parse(path.read_text("utf-8")))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.add(node.value)
        elif isinstance(node, ast.keyword | ast.FunctionDef):
            texts.add(getattr(node, "arg", None) or getattr(node, "name", ""))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            texts.add(node.target.id)
        elif isinstance(node, ast.JoinedStr):
            parts = [
                re.escape(part.value) if isinstance(part, ast.Constant) else r"([\w-]*)"
                for part in node.values
            ]
            patterns.add(re.compile("".join(parts)))
    return texts, {one for one in patterns if re.match(r"[a-z_]+\\\.", one.pattern)}


def script_words():
    """Give the texts in the map's code, and the patterns of those that are put together."""
    texts = set(re.findall(r"""["']([a-z0-9_]+)["']""", SCRIPTS))
    made = re.findall(r"`([a-z]+_[a-z0-9_]*\$\{[^`}]*\}[a-z0-9_]*)`", SCRIPTS)
    return texts, {re.compile(re.sub(r"\$\{[^}]*\}", r"\\w*", one)) for one in made}


def is_used(key, python, script):
    if key.startswith(tuple(MADE_OF_DATA)):
        return True
    name = key.removeprefix("map.")
    if name != key:
        texts, patterns = script
        if {name, one_of(name)} & texts or any(one.fullmatch(name) for one in patterns):
            return True
    texts, patterns = python
    return bool({key, one_of(key)} & texts) or any(
        set(found.groups()) <= texts | {""}
        for one in patterns
        for form in (key, one_of(key))
        if (found := one.fullmatch(form))
    )


def one_of(key):
    """Give the key that `count` is called with."""
    return re.sub("_(one|many)$", "", key)


def test_every_message_is_used():
    python, script = python_words(), script_words()
    keys = {key for lang in LANGS for key in messages(lang)}
    assert not sorted(key for key in keys if not is_used(key, python, script))


def test_a_key_that_nothing_names_is_found():
    python, script = python_words(), script_words()
    for key in ("map.forgotten", "app.forgotten", "steward.forgotten_one"):
        assert not is_used(key, python, script)


def test_every_prefix_of_made_keys_is_needed():
    keys = {key for lang in LANGS for key in messages(lang)}
    for prefix in MADE_OF_DATA:
        assert any(key.startswith(prefix) for key in keys), prefix
