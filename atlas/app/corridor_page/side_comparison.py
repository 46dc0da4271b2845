"""The corridor page's comparison of its two sides, service by service, down to the places."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Final

import pandas as pd
import streamlit as st

from atlas.analysis import coverage
from atlas.app import markup, page_link, page_parts, page_sections, rows_behind, widgets
from atlas.app.markdown_text import plain
from atlas.app.page_parts import UNKNOWN, side_name
from atlas.base.i18n import date, number, short_number, t
from atlas.output.exports.side_files import compared_sides, side_table
from atlas.output.report import absence_words
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

ONLY: Final = "only"
"""Stands for a service in what is picked: all the services that one side alone has."""

_PAGE: Final = "corridor"
_LEAST_KM: Final = 0.05
_SIDED: Final = ("places", "beds", "nearest_km", "newest")


def asymmetry(view: View, along: coverage.Measure) -> None:
    """Compare the sides service by service; every number and sentence opens its places."""
    lang, key = view.lang, t("corridor.asymmetry_file", view.lang)
    straight = along is coverage.STRAIGHT
    st.html(
        markup.section(
            markup.heading(t("corridor.asymmetry", lang), "asymmetry"),
            _one_sided(view),
            _without_distance(view),
        )
    )
    with page_sections.folded(t("corridor.asymmetry_table", lang), "asymmetry"):
        st.html(_grid(view, along))
        name = f"{key}-{view.corridors.iloc[0]['corridor_id']}"
        page_parts.csv_of(partial(side_table, view, along), name, lang)
        way = t(f"ranges.way_{along.way}", lang)
        note = "corridor.asymmetry_note" if straight else "corridor.asymmetry_note_streets"
        st.html(markup.note(t(note, lang, way=way)))
    with widgets.container():
        _opened(view, along)


@kept_with_view
def compared(view: View, along: coverage.Measure = coverage.STRAIGHT) -> pd.DataFrame:
    """Give the comparison of the two sides; see `atlas.output.exports.side_files`."""
    return compared_sides(view, along)


@kept_with_view
def _alone(view: View) -> dict[str, list[str]]:
    return coverage.one_sided(compared(view))


@kept_with_view
def one_sided_words(view: View) -> tuple[str, ...]:
    """Say in words which services only one side has, in Markdown, each line with its scope.

    What the other side has outside of the selection is named: it is not missing there.
    """
    lang, found, lines = view.lang, _alone(view), []
    for side, other in zip(found, reversed(list(found)), strict=True):
        names = {"side": plain(side_name(view, side)), "other": plain(side_name(view, other))}
        key = "corridor.only" if found[side] else "corridor.only_nothing"
        services = "; ".join(plain(view.vocab.label("service", one, lang)) for one in found[side])
        said = t(key, lang, services=services, **names)
        lines.append(
            " ".join([page_parts.scoped(view, said), *_elsewhere(view, other, found[side])])
        )
    return tuple(lines)


def _elsewhere(view: View, side: str, services: Sequence[str]) -> list[str]:
    """Say which places of a side offer some services outside of the selection.

    Those that only a limit of distance leaves out are named again, apart: farther, or without a
    point, so that they may be as near.
    """
    corridor = str(view.corridors.iloc[0]["corridor_id"])
    counts = {"scope.outside": absence_words.outside(view, corridor, side, services)}
    if view.filter.max_km is not None:
        wide = view.refiltered(max_km=None).places
        km = wide["near_km" if view.filter.near else "nearest_crossing_km"]
        for why, rows in (("pointless", km.isna()), ("farther", km > view.filter.max_km)):
            offered = absence_words.offered(wide[rows], services, side, view.made)
            counts[f"corridor.only_{why}"] = offered
    where, name = plain(page_parts.corridor_name(view)), plain(side_name(view, side))
    return [
        t(
            key,
            view.lang,
            services=plain(absence_words.counted(view, found)),
            where=where,
            side=name,
        )
        for key, found in counts.items()
        if found
    ]


@kept_with_view
def _one_sided(view: View) -> str:
    """Say what only one side has, with the way to the places."""
    found = _alone(view)
    lines = "\n".join(f"- {line}" for line in one_sided_words(view))
    ways = [
        rows_behind.counted(
            view, f"{ONLY}.{side}", len(services), _PAGE, _say(view, f"{ONLY}.{side}")
        )
        for side, services in found.items()
        if services
    ]
    return markup.prose(lines) + markup.ways(ways)


@kept_with_view
def _grid(view: View, along: coverage.Measure) -> str:
    """Give one row a service, the columns of both sides side by side."""
    lang, table = view.lang, compared(view, along)
    sides = page_parts.countries(view)
    services = list(dict.fromkeys(table["service"].tolist()))
    counts = table["places"].tolist()
    columns = {}
    for column in _SIDED:
        said = _texts(table, column, lang)
        cells = [
            rows_behind.counted(view, f"{service}.{side}", n if text != UNKNOWN else 0, _PAGE, text)
            for (service, side), n, text in zip(product(services, sides), counts, said, strict=True)
        ]
        for i, side in enumerate(sides):
            columns[f"{t(f'corridor.short_{column}', lang)} · {side}"] = cells[i :: len(sides)]
    labels = [view.vocab.label("service", one, lang) for one in services]
    rows = pd.Index(labels, name=t("app.service", lang))
    return markup.grid_table(pd.DataFrame(columns, index=rows), t("corridor.asymmetry", lang))


def _texts(table: pd.DataFrame, column: str, lang: str) -> list[str]:
    """Give a column as it is read."""
    if column == "nearest_km":
        return _distances(table, lang)
    if column == "newest":
        return [date(one, lang, short=True) or UNKNOWN for one in table[column]]
    if column == "beds":
        ages = zip(table["beds"].tolist(), table["beds_older"].tolist(), strict=True)
        return [_beds(recent, older, lang) for recent, older in ages]
    return [number(one, lang) for one in table[column]]


def _beds(recent: float, older: float, lang: str) -> str:
    """Give sleeping places by new sources, and those by older ones apart."""
    parts = ["" if pd.isna(recent) else number(recent, lang)]
    if not pd.isna(older):
        parts.append(t("corridor.short_beds_older", lang, beds=number(older, lang)))
    return "; ".join(part for part in parts if part) or UNKNOWN


def _distances(table: pd.DataFrame, lang: str) -> list[str]:
    """Give the distance of the nearest place, from how near to how far it may be."""
    ends = zip(table["nearest_km_least"].tolist(), table["nearest_km_most"].tolist(), strict=True)
    return [_distance(low, high, lang) for low, high in ends]


def _distance(low: float, high: float, lang: str) -> str:
    if pd.isna(high):
        return (
            UNKNOWN
            if not low >= _LEAST_KM
            else f"\N{GREATER-THAN OR EQUAL TO} {number(low, lang, 1)}"
        )
    return "\N{EN DASH}".join(dict.fromkeys(number(one, lang, 1) for one in (low, high)))


def _opened(view: View, along: coverage.Measure) -> None:
    """Show the places of what was opened: of a service on a side, or of all that it alone has."""
    picked = page_link.value("pick")
    if not picked or rows_behind.places(view, picked, along) is not None:
        return
    table, alone = compared(view), _alone(view)
    what, _, side = picked.partition(".")
    services = alone.get(side, []) if what == ONLY else [what]
    rows = table[table["service"].isin(services) & (table["side"] == side)]
    ids = {one for text in rows["facility_ids"] for one in text.split(";") if one}
    if not ids:
        page_link.refuse(t("corridor.pick", view.lang), picked)
        page_link.put("pick")
        return
    places = view.places[view.places["facility_id"].isin(ids)]
    status = page_parts.both(view.filter.status, page_parts.works(view))
    explore = replace(view.filter, side=(side,), service=tuple(services), status=status)
    page_parts.show_places(view, places, _say(view, picked), explore)


def _say(view: View, picked: str) -> str:
    """Say in words what is opened."""
    what, _, side = picked.partition(".")
    if what == ONLY:
        return t("corridor.only_pick", view.lang, side=side_name(view, side))
    return f"{view.vocab.label('service', what, view.lang)} · {side_name(view, side)}"


def _without_distance(view: View) -> str:
    """Say what a limit of distance leaves out without anybody knowing where it is."""
    if view.filter.max_km is None:
        return ""
    km = short_number(view.filter.max_km, view.lang)
    return markup.note(t("corridor.distance_note", view.lang, km=km))
