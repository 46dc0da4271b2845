"""What the page of a place says: its line, the rest of its card, contact as links, and sources."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from atlas.base.dated_phones import dialled, phones_in
from atlas.base.i18n import date, number, short_number, t
from atlas.base.translations import every_text_column, localised, names_by_key, other_language
from atlas.data.place_columns import PlaceColumns, place_columns
from atlas.output.light import light_list
from atlas.output.light.light_list import Entry
from atlas.places.kept_with_view import kept_with_view
from atlas.places.roles import ENFORCEMENT
from atlas.places.scope import code_label
from atlas.places.view import View
from atlas.spatial.geodesy import distance_words
from atlas.webmap.service_drawings import service_drawings

_MAIL = re.compile(r"[^\s;:@?&<>\"]+@[^\s;:@?&<>\"]+")
_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_CONTACT: Final = frozenset({"whatsapp", "email", "website"})
_SOURCES: Final = ("source_ids", "status_source_ids", "position_source_ids", "capacity_source_ids")


@dataclass(frozen=True)
class Text:
    """A text, where it leads, its drawing, and its language where that is not the page's."""

    text: str
    href: str = ""
    drawing: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Fact:
    """A title and what is said under it, line by line."""

    title: str
    lines: tuple[Text, ...]


@dataclass(frozen=True)
class PlacePage:
    """What the page of a place says.

    Attributes
    ----------
    entry
        What the list says of it.
    other_name
        Its name in another language, empty where it has one only.
    advice
        To call first, when no recent source says that it is open.
    facts
        The rest of its card.
    claims
        What sources say where they differ.
    sources
        Where all of it comes from.
    """

    entry: Entry
    other_name: str
    advice: str
    facts: tuple[Fact, ...]
    claims: tuple[Fact, ...]
    sources: tuple[Text, ...]


def place_page(view: View, place: Mapping[Any, Any], entry: Entry) -> PlacePage:
    """Give what is published of a place in words.

    Parameters
    ----------
    view
        The view that holds it.
    place
        Its row of `view.places`.
    entry
        What the list says of it.
    """
    names = {str(place[column]) for column in every_text_column("name") if column in place}
    unsure = entry.evidence in ("was_open", "unknown") and place["role"] != ENFORCEMENT
    return PlacePage(
        entry=entry,
        other_name=next(iter(sorted(names - {entry.name, ""})), ""),
        advice=t("map.call_first", view.lang) if unsure else "",
        facts=tuple(_facts(view, place)),
        claims=tuple(_claims(view, str(place["facility_id"]))),
        sources=tuple(_sources(view, place)),
    )


def _facts(view: View, place: Mapping[str, Any]) -> Iterator[Fact]:
    for column, text in light_list.facts(view, place):
        yield Fact(column.title(view.lang), _lines(view, place, column.name, text))
    lang = view.lang
    if place["capacity"] == place["capacity"]:
        yield Fact(t("map.capacity", lang), (Text(_capacity(view, place)),))
    if crossing := _crossing(view, place):
        yield Fact(t("map.nearest_crossing", lang), (Text(crossing),))
    yield Fact(t("map.precision", lang), tuple(map(Text, _precision(view, place))))


def _lines(view: View, place: Mapping[str, Any], name: str, text: str) -> tuple[Text, ...]:
    if name in _CONTACT:
        return _contact(name, text)
    if name == "services":
        return _services(view, str(place[name]))
    return (Text(text, lang=other_language(place, name, view.lang)),)


def _services(view: View, codes: str) -> tuple[Text, ...]:
    """Give each service in a line of its own, with its drawing."""
    drawn = service_drawings()
    return tuple(
        Text(code_label(view.vocab, "service", code, view.lang), drawing=drawn.get(code, ""))
        for code in codes.split(";")
    )


def _contact(name: str, cell: str) -> tuple[Text, ...]:
    if name == "whatsapp":
        return tuple(Text(one.number, _chat(one.number)) for one in phones_in(cell))
    parts = [part for part in map(str.strip, cell.split(";")) if part]
    if name == "website":
        return (Text(cell, cell if _WEB.fullmatch(cell) else ""),)
    return tuple(Text(one, f"mailto:{one}" if _MAIL.fullmatch(one) else "") for one in parts)


def _chat(written: str) -> str:
    digits = dialled(written)
    return f"https://wa.me/{digits[1:]}" if digits.startswith("+") else ""


def _capacity(view: View, place: Mapping[str, Any]) -> str:
    term = view.vocab.terms("capacity_unit").get(str(place["capacity_unit"]))
    unit = term.label(view.lang).lower() if term else ""
    said = f"{number(float(place['capacity']), view.lang)} {unit}".strip()
    day = str(place["capacity_date"])
    return f"{said} · {t('map.as_of', view.lang, date=date(day, view.lang))}" if day else said


def _crossing(view: View, place: Mapping[str, Any]) -> str:
    """Name the nearest crossing and how far it is; of a protected place only if that is public."""
    km = float(place["nearest_crossing_km"])
    names = names_by_key(view.crossings, "crossing_id", view.lang)
    name = names.get(str(place["nearest_crossing_id"]))
    if not name or not np.isfinite(km):
        return ""
    said = t("site.km_straight", view.lang, km=short_number(km, view.lang, 2))
    return f"{name} · {said}"


def _precision(view: View, place: Mapping[str, Any]) -> Iterator[str]:
    term = view.vocab.terms("precision").get(str(place["precision"]))
    metres = float(place["precision_m"])
    if term:
        known = np.isfinite(metres) and np.isfinite(float(place["lon"]))
        within = t("map.within_metres", view.lang, distance=distance_words(metres, view.lang))
        yield f"{term.label(view.lang)} · {within}" if known else term.label(view.lang)
    if place["sensitivity"] == "generalised":
        yield t("map.protected_cell", view.lang)
    elif place["sensitivity"] != "open":
        yield t("map.protected_withheld", view.lang)


def _claims(view: View, facility_id: str) -> Iterator[Fact]:
    rows = view.claims[view.claims["facility_id"] == facility_id]
    columns = _columns(view) if len(rows) else {}
    for field, said in rows.groupby("field", sort=False):
        column = columns.get(str(field))
        if column is None:
            continue
        lines = []
        for row in said.to_dict("records"):
            day = date(row["date"], view.lang, short=True) if row["date"] else ""
            text = light_list.in_words(view, column, str(row["value"]))
            lines.append(Text(f"{text} ({day})" if day else text))
        yield Fact(column.title(view.lang), tuple(lines))


@kept_with_view
def _columns(view: View) -> PlaceColumns:
    return place_columns(view.descriptor)


@kept_with_view
def _source_texts(view: View) -> dict[str, Text]:
    """Give every source of a view as it is named, with its address."""
    texts = {}
    for source in view.sources.to_dict("records"):
        day = date(source["date"], view.lang) if source["date"] else ""
        parts = (localised(source, "title", view.lang), source["publisher"], source["path"], day)
        url = str(source["url"])
        said = " · ".join(map(str, filter(None, parts)))
        texts[str(source["source_id"])] = Text(said, url if _WEB.fullmatch(url) else "")
    return texts


def _sources(view: View, place: Mapping[str, Any]) -> Iterator[Text]:
    texts = _source_texts(view)
    ids = (one for name in _SOURCES for one in str(place[name] or "").split(";"))
    return (texts[one] for one in dict.fromkeys(ids) if one in texts)
