"""The list of places as text: what is said of each in a line, and the phone to call."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from atlas.analysis import coverage
from atlas.base.dated_phones import dialled, phones_in
from atlas.base.i18n import date, t
from atlas.base.translations import (
    every_text_column,
    is_translation,
    localised,
    localised_column,
    names_by_key,
    other_language,
)
from atlas.data.place_columns import PlaceColumn, place_columns, shown_in
from atlas.places.kept_with_view import kept_with_view
from atlas.places.roles import ENFORCEMENT
from atlas.places.scope import code_label
from atlas.places.status import evidence_of, status_words
from atlas.places.unconfirmed_phones import unconfirmed_phones
from atlas.places.view import View

_NOT_ALONE = frozenset(
    {
        *("kind", "municipality", "status", "phone"),  # in the line above
        *("capacity_unit", "position_method", "sensitivity", "role"),  # mean nothing alone
        *("country", "side", "precision"),
        *every_text_column("name"),
    }
)
_IN_LINE = ["facility_id", "kind", "municipality", "status", "status_date", "phone", "role"]
_OF_HELP = frozenset({"services", "populations"})


@dataclass(frozen=True)
class Call:
    """A telephone number as it is read, as it is dialled, and the date of its source in words."""

    number: str
    address: str
    dated: str


@dataclass(frozen=True)
class Entry:
    """What the list says of a place.

    Attributes
    ----------
    facility_id, name
        Which one.
    kind, town, status
        In words.
    evidence
        A key of `atlas.places.status.FILLS`.
    calls
        Its telephone numbers.
    unconfirmed
        Numbers that nobody has confirmed, where it has no others.
    warning
        What the place is, where it is no help.
    """

    facility_id: str
    name: str
    kind: str
    town: str
    status: str
    evidence: str
    calls: tuple[Call, ...]
    unconfirmed: tuple[Call, ...]
    warning: str


@dataclass(frozen=True)
class Part:
    """The places of one side of a corridor."""

    title: str
    entries: tuple[Entry, ...]


def parts(view: View) -> tuple[Part, ...]:
    """Give the places of a view by corridor and side; those outside of the corridors come last."""
    lines = dict(zip(view.places.index, entries(view), strict=True))
    pairs = coverage.sides(view.corridors, view.filter.side)
    of = list(zip(view.places["corridor_id"], view.places["side"], strict=True))
    where = pd.Series([pair if pair in pairs else ("", "") for pair in of], view.places.index)
    return tuple(
        Part(_title(view, *pair), tuple(lines[row] for row in where.index[where == pair]))
        for pair in (*pairs, ("", ""))
        if (where == pair).any()
    )


def entry(view: View, facility_id: str) -> tuple[Entry, tuple[tuple[str, str, str], ...]] | None:
    """Give a place of a view with the rest of what its card says: titles, texts, their languages.

    A language is given only where it is not that of the view.
    """
    row = view.places[view.places["facility_id"] == facility_id]
    if row.empty:
        return None
    place = row.iloc[0].to_dict()
    said = (
        (column.title(view.lang), text, other_language(place, column.name, view.lang))
        for column, text in facts(view, place)
    )
    return entries(view, row)[0], tuple(said)


def facts(view: View, place: Mapping[Any, Any]) -> Iterator[tuple[PlaceColumn, str]]:
    """Give what the card of a place says besides its line: columns, and their texts in words.

    Numbers, dates and sources mean nothing without another and are left out.
    """
    help_there = place["role"] != ENFORCEMENT
    for column in _card_columns(view):
        known = column.name in place and (help_there or column.name not in _OF_HELP)
        text = str(localised(place, column.name, view.lang)) if known else ""
        if text:
            yield column, in_words(view, column, text)


@kept_with_view
def _card_columns(view: View) -> tuple[PlaceColumn, ...]:
    """Give the columns of text that the card shows besides the line of a place."""
    return tuple(
        column
        for column in shown_in(place_columns(view.descriptor), "card")
        if column.type == "string" and not column.is_date and not column.references
        if column.name not in _NOT_ALONE and not is_translation(column.name, view.places.columns)
    )


def in_words(view: View, column: PlaceColumn, text: str) -> str:
    """Give the text of a cell with words for its codes."""
    if not column.vocabulary:
        return text
    codes = text.split(column.separator) if column.separator else [text]
    return ", ".join(_label(view, column.vocabulary, code) for code in codes if code)


def _label(view: View, vocabulary: str, code: str) -> str:
    term = view.vocab.terms(vocabulary).get(code)
    return term.label(view.lang) if term else code


def _title(view: View, corridor_id: str, side: str) -> str:
    if not corridor_id:
        return t("map.outside", view.lang)
    name = names_by_key(view.corridors, "corridor_id", view.lang)[corridor_id]
    return f"{name} · {code_label(view.vocab, 'side', side, view.lang)}"


def entries(view: View, rows: pd.DataFrame | None = None) -> list[Entry]:
    """Give what the list says of some places of a view; of all without `rows`."""
    places = view.places if rows is None else rows
    names = localised_column(places, "name", view.lang)
    stated = evidence_of(places, view.made)
    unconfirmed = unconfirmed_phones(view)
    return [
        Entry(
            facility_id=row["facility_id"],
            name=name,
            kind=_label(view, "kind", row["kind"]),
            town=row["municipality"] or t("light.town_unknown", view.lang),
            status=status_words(row["status"], row["status_date"], view.made, view.lang),
            evidence=said,
            calls=tuple(_calls(row["phone"], view.lang)),
            unconfirmed=tuple(_calls(unconfirmed.get(row["facility_id"], ""), view.lang)),
            warning=_warning(view, row["role"]),
        )
        for name, said, row in zip(names, stated, places[_IN_LINE].to_dict("records"), strict=True)
    ]


def _warning(view: View, role: str) -> str:
    term = view.vocab.terms("role").get(role) if role == ENFORCEMENT else None
    return term.definition(view.lang) if term else ""


def _calls(cell: str, lang: str) -> Iterator[Call]:
    for one in phones_in(cell):
        digits = dialled(one.number)
        yield Call(
            one.number,
            f"tel:{digits}" if digits else "",
            date(one.date, lang, short=True) if one.date else "",
        )
