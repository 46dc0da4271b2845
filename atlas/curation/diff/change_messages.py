"""Say in every language what changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from atlas.base.i18n import LANGS, MESSAGE_COLUMNS, chain, t
from atlas.base.translations import PACKAGE_LANG, localised
from atlas.data.schema import values_of
from atlas.spatial.geodesy import distance_words

if TYPE_CHECKING:
    from atlas.curation.diff.package_version import Release

CHANGE_COLUMNS: Final = (
    "table", "id", "name", "change", "field", "old", "new", "moved_m", *MESSAGE_COLUMNS
)  # fmt: skip
"""Columns of a table of changes; texts, but `moved_m`, metres."""

_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, not yet in words; `row` is the row it is about."""

    code: str
    table: str
    key: tuple[str, ...] = ()
    row: Mapping[str, str] = field(default_factory=dict)
    field: str = ""
    old: str = ""
    new: str = ""
    moved_m: float = float("nan")


def change_table(found: Iterable[Change], old: "Release", new: "Release") -> pd.DataFrame:
    """Put changes into a table, with their message in every language."""
    rows = [
        (
            *(change.table, ";".join(change.key), _name(change, PACKAGE_LANG), change.code),
            *(change.field, change.old, change.new, round(change.moved_m, 1)),
            *(_say(change, old, new, lang) for lang in LANGS),
        )
        for change in found
    ]
    table = pd.DataFrame(rows, columns=list(CHANGE_COLUMNS))
    texts = {column: "str" for column in CHANGE_COLUMNS if column != "moved_m"}
    return table.astype(texts | {"moved_m": "float64"})


def _say(change: Change, old: "Release", new: "Release", lang: str) -> str:
    resource = new.resources.get(change.table) or old.resources.get(change.table, {})
    described = _described(resource, change.field)
    gone, come = _members(described, change)
    return t(
        f"releases.{_message(change.code, gone, come)}",
        lang,
        table=localised(resource, "title", lang, change.table),
        name=_name(change, lang),
        field=localised(described, "title", lang, change.field),
        old=_value(described, change.old, old, lang),
        new=_value(described, change.new, new, lang),
        added=_value(described, come, new, lang),
        removed=_value(described, gone, old, lang),
        old_table=_title(old, change.old, lang),
        distance=distance_words(change.moved_m, lang) if change.moved_m > 0 else "",
    )


def _message(code: str, gone: str, come: str) -> str:
    if code == "list_changed" and not (gone and come):
        return "list_lost" if gone else "list_gained"
    return code


def _described(resource: Mapping[str, Any], column: str) -> Mapping[str, Any]:
    fields = resource.get("schema", {}).get("fields", ())
    return next((item for item in fields if item["name"] == column), {})


def _title(release: "Release", name: str, lang: str) -> str:
    return localised(release.resources.get(name, {}), "title", lang, name)


def _name(change: Change, lang: str) -> str:
    """Give the name of the row as people know it, or its key."""
    named = next(
        (said for column in ("name", "title") if (said := localised(change.row, column, lang))),
        next((change.row[one] for one in chain(lang) if change.row.get(one)), ""),
    )
    return named or " · ".join(part for part in change.key if part)


def _members(described: Mapping[str, Any], change: Change) -> tuple[str, str]:
    """Give the members that a list lost and got."""
    if "list" not in described:
        return "", ""
    was, now = (values_of(described, cell) for cell in (change.old, change.new))
    mark = described["list"]
    return (
        mark.join(value for value in was if value not in now),
        mark.join(value for value in now if value not in was),
    )


def _value(described: Mapping[str, Any], cell: str, release: "Release", lang: str) -> str:
    """Give a cell in words: codes by their labels, long texts cut."""
    name = described.get("vocabulary", "")
    terms = release.vocab.by_name.get(name, {})
    said = ", ".join(
        terms[value].label(lang) if value in terms else value
        for value in values_of(described, cell)
    )
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1].rstrip()}…"
