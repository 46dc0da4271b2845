"""The columns of a place, as the schema of the data package declares them, once for all.

A column says what it is called, what it holds, for which protection it may be published
(`public_for`) and where it is shown (`show`). The gate, claims, corrections, comparisons, merging,
the search, the map, the exports and the brief all read that here and keep no list of their own.

What is not declared is not published: a column without `public_for` is for open places only, and
one that no schema knows never leaves a protected place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, TypeAlias

from atlas.base.i18n import messages
from atlas.base.translations import by_language
from atlas.data.bundled import geodata_dir
from atlas.data.package_files import read_descriptor
from atlas.data.schema.descriptor import Field

KEY: Final = "facility_id"
_OPEN: Final = frozenset({"open"})
_NUMBERS: Final = ("number", "integer")
_TYPES: Final = ("string", "boolean", *_NUMBERS)


@dataclass(frozen=True, slots=True)
class PlaceColumn:
    """One column of a place.

    Attributes
    ----------
    name
        Its name in every table, format and language.
    type
        `string`, `integer`, `number` or `boolean`.
    titles, descriptions
        What it is called and what it is, by language.
    vocabulary
        The vocabulary of its codes, empty when it holds none.
    separator
        What parts the values of a list, empty when it holds one value.
    references
        The resource whose ids it holds, or nothing.
    is_date
        Whether it holds ISO dates as long as they are known.
    decimals
        How many decimals are worth writing; None leaves numbers as they are.
    public_for
        The protections for which it is published: of `open`, `generalised`, `withheld`.
    position
        Whether it says where the place is, or how that is known. Of a protected place only what
        the gate makes of it is published.
    free_text
        Whether it holds sentences, which may give away anything.
    show
        Where it is shown, of `atlas.data.schema.SHOWN_IN`.
    group
        With which others it stands on the card.
    facet
        The field of a filter that asks for its codes, empty when there is none.
    syntax
        How its cells are written, of `phones` and `opening_hours`; empty for any other way.
    """

    name: str
    type: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    vocabulary: str = ""
    separator: str = ""
    references: str = ""
    is_date: bool = False
    decimals: int | None = None
    public_for: frozenset[str] = _OPEN
    position: bool = False
    free_text: bool = False
    show: frozenset[str] = frozenset()
    group: str = ""
    facet: str = ""
    syntax: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers."""
        return self.type in _NUMBERS

    def title(self, lang: str) -> str:
        """Give what the column is called."""
        return self.titles[lang]

    def description(self, lang: str) -> str:
        """Give what the column is."""
        return self.descriptions[lang]

    def may_quote(self, sensitivity: str) -> bool:
        """Say whether a value may be named in public as somebody stated it, unread.

        For claims of sources, corrections and partners' rows: what the gate would have made of
        the value, or a person of the text, has not happened to it yet.
        """
        if sensitivity == "open":
            return sensitivity in self.public_for
        return sensitivity in self.public_for and not (self.position or self.free_text)


PlaceColumns: TypeAlias = Mapping[str, PlaceColumn]
"""Columns by name, in the order in which they are shown."""


def place_columns(descriptor: Mapping[str, Any]) -> PlaceColumns:
    """Give the columns of the places of a package: those of its files, and those that are added.

    A package may narrow what is published of a position, never widen it. A schema older than
    `public_for` and `show` says neither of any column: its columns are published and shown as the
    bundled ones of the same name, and those of other names for open places only.

    Parameters
    ----------
    descriptor
        Descriptor of the package.

    Returns
    -------
    columns
        By name: those of the files in their order, then those that the atlas adds.
    """
    standard = bundled_columns()
    own: dict[str, PlaceColumn] = {}
    for schema in _schemas(descriptor):
        fields = [*schema["fields"], *schema.get("derived", ())]
        older = not any("public_for" in field for field in fields)
        for field in fields:
            column = _as_strict(_column(field), standard.get(field["name"]), older=older)
            first = own.setdefault(column.name, column)
            shared = first.public_for & column.public_for
            own[column.name] = replace(first, public_for=shared)
    return {**own, **{name: column for name, column in standard.items() if name not in own}}


@cache
def bundled_columns() -> PlaceColumns:
    """Give the columns that the bundled package declares, and those that the atlas adds."""
    schema = _schemas(read_descriptor(geodata_dir()))[0]
    return {field["name"]: _column(field) for field in [*schema["fields"], *schema["derived"]]}


def shown_in(columns: PlaceColumns, where: str) -> list[PlaceColumn]:
    """Give the columns that are shown somewhere, in their order."""
    return [column for column in columns.values() if where in column.show]


@cache
def facet_columns() -> Mapping[str, PlaceColumn]:
    """Give the column that each field of codes of a filter asks for."""
    shown = shown_in(bundled_columns(), "filter")
    return {column.facet or column.name: column for column in shown}


def facet_title(facet: str, lang: str, section: str) -> str:
    """Give what a facet is called: in words of a section of the interface, else as its column."""
    return messages(lang).get(f"{section}{facet}") or facet_columns()[facet].title(lang)


def card_groups(descriptor: Mapping[str, Any]) -> list[str]:
    """Give the groups of the card in their order; others come after them."""
    found = [*_schemas(descriptor), *_schemas(read_descriptor(geodata_dir()))]
    return next((list(schema["groups"]) for schema in found if "groups" in schema), [])


def _schemas(descriptor: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Give the schemas of the tables of places."""
    schemas = (resource.get("schema", {}) for resource in descriptor.get("resources", ()))
    return [
        schema
        for schema in schemas
        if any(field["name"] == KEY for field in schema.get("fields", ()))
    ]


def _column(field: Field) -> PlaceColumn:
    name = field["name"]
    return PlaceColumn(
        name=name,
        type=field["type"] if field["type"] in _TYPES else "string",
        titles=by_language(field, "title", name),
        descriptions=by_language(field, "description"),
        vocabulary=field.get("vocabulary", ""),
        separator=field.get("list", ""),
        references=field.get("references", {}).get("resource", ""),
        is_date=bool(field.get("partial_date")),
        decimals=field.get("decimals"),
        public_for=_names(field.get("public_for", ["open"])),
        position=bool(field.get("position")),
        free_text=bool(field.get("free_text")),
        show=_names(field.get("show")),
        group=field.get("group", ""),
        facet=field.get("facet", ""),
        syntax=field.get("syntax", ""),
    )


def _names(given: object) -> frozenset[str]:
    """Give the names in a list; what is no list names nothing, so that it opens nothing."""
    return frozenset(map(str, given)) if isinstance(given, list) else frozenset()


def _as_strict(column: PlaceColumn, standard: PlaceColumn | None, *, older: bool) -> PlaceColumn:
    """Make a column at least as guarded as the bundled one of its name."""
    if standard is None:
        return column
    if older:
        return replace(
            standard, type=column.type, titles=column.titles, descriptions=column.descriptions
        )
    allowed = column.public_for & standard.public_for if standard.position else column.public_for
    return replace(
        column,
        public_for=allowed,
        position=column.position or standard.position,
        free_text=column.free_text or standard.free_text,
    )
