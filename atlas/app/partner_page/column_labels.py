"""The columns of the atlas, and what each can say, as people read them."""

from collections.abc import Mapping
from typing import Any

from atlas.base.i18n import t
from atlas.base.translations import localised
from atlas.curation.ingest import ADDRESS_PARTS, POSITION
from atlas.curation.merge import Draft


def titles(draft: Draft, lang: str) -> dict[str, str]:
    """Give the titles of all that a column of a file can be taken for."""
    named = {str(field["name"]): localised(field, "title", lang) for field in draft.fields}
    return named | {name: t(f"steward.part_{name}", lang) for name in (*POSITION, *ADDRESS_PARTS)}


def field_of(draft: Draft, name: str) -> Mapping[str, Any]:
    """Give what the schema declares of a column."""
    return next(field for field in draft.fields if field["name"] == name)


def answers(draft: Draft, name: str, lang: str) -> dict[str, str]:
    """Give what a column can say, by code; nothing where it can say anything."""
    package, field = draft.package, field_of(draft, name)
    if name == "municipality_code":
        table = package.municipalities
        rows = zip(table[name], table["name"], table["admin1"], strict=True)
        return {str(code): f"{place}, {state}" for code, place, state in rows}
    if name == "admin1":
        states = package.municipalities[["country", "admin1"]].drop_duplicates()
        country = draft.settings.defaults.get("country", "")
        if country:
            states = states[states["country"] == country]
        return {str(one): str(one) for one in states["admin1"]}
    if "vocabulary" not in field:
        return {}
    terms = package.vocab.terms(field["vocabulary"])
    return {code: term.label(lang) for code, term in terms.items()}


def with_titles(message: str, draft: Draft, lang: str) -> str:
    """Give a message that begins with a column by its name with its title instead."""
    name, _, rest = message.partition(" ")
    title = titles(draft, lang).get(name)
    return f"{title} {rest}" if title else message
