"""The corridor page's comparison of its two sides, service by service, down to the places."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Final

import pandas as pd
import streamlit as st

from atlas import coverage
from atlas.app import state
from atlas.app.plain import plain
from atlas.app.planner import behind, link, shared
from atlas.app.planner.shared import UNKNOWN, side_name
from atlas.i18n import date, number, t
from atlas.view import View

ONLY: Final = "only"
"""Stands for a service in what is picked: all the services that one side alone has."""

_SIDED: Final = ("places", "beds", "nearest_km", "newest")


def asymmetry(view: View) -> None:
    """Compare the sides service by service; every number opens its places."""
    lang = view.lang
    st.header(t("corridor.asymmetry", lang), anchor="asymmetry")
    table = compared(view)
    st.markdown("\n".join(f"- {line}" for line in one_sided_words(view)))
    _without_distance(view)
    wide, sides = _wide(view), shared.countries(view)
    services = list(dict.fromkeys(table["service"]))

    def of(row: int, column: str) -> str:
        place = max(list(wide.columns).index(column) - 1, 0)
        return f"{services[row]}.{sides[place % len(sides)]}"

    key = f"{t('corridor.asymmetry_file', lang)}-{view.corridors.iloc[0]['corridor_id']}"
    shared.table(
        wide,
        key,
        lang,
        alt=t("corridor.asymmetry", lang),
        full=table,
        on_select=shared.on_cell(key, of),
        selection_mode="single-cell",
        height="content",
        column_config={t("app.service", lang): st.column_config.TextColumn(width="medium")},
    )
    st.caption(t("corridor.asymmetry_note", lang))
    _pick(view)


@lru_cache(maxsize=64)
def compared(view: View) -> pd.DataFrame:
    """Give the comparison of the two sides; see `atlas.coverage.asymmetry`."""
    return coverage.asymmetry(view.places, view.vocab.codes("service"), shared.countries(view))


@lru_cache(maxsize=64)
def _alone(view: View) -> dict[str, list[str]]:
    return coverage.one_sided(compared(view))


@lru_cache(maxsize=64)
def one_sided_words(view: View) -> tuple[str, ...]:
    """Say in words which services only one side has, in Markdown.

    Where a limit of distance is set, what the other side has farther away, or has without anybody
    publishing where, is named: it is not missing there.
    """
    lang = view.lang
    found = _alone(view)
    lines = []
    for side, other in zip(found, reversed(list(found)), strict=True):
        names = {"side": plain(side_name(view, side)), "other": plain(side_name(view, other))}
        if not found[side]:
            lines.append(t("corridor.only_nothing", lang, **names))
            continue
        elsewhere = _elsewhere(view, other, found[side])
        known = {one for counts in elsewhere.values() for one in counts}
        nowhere = [one for one in found[side] if one not in known]
        words = _named(view, found[side])
        said = [t("corridor.only", lang, services=words, **names)]
        if not known:
            said.append(t("corridor.only_none", lang, **names))
        elif nowhere:
            words = _named(view, nowhere)
            said.append(t("corridor.only_some", lang, services=words, **names))
        said += [
            t(f"corridor.only_{why}", lang, services=_counted(view, counts), **names)
            for why, counts in elsewhere.items()
            if counts
        ]
        lines.append(" ".join(said))
    return tuple(lines)


def _elsewhere(view: View, side: str, services: Iterable[str]) -> dict[str, dict[str, int]]:
    """Count the places of a side that a limit of distance leaves out: no point, or farther."""
    limit = view.filter.max_km
    if limit is None:
        return {}
    wide = state.view_of(state.package(), replace(view.filter, max_km=None)).places
    km = wide["near_km" if view.filter.near else "nearest_crossing_km"]
    parts = {"pointless": wide[km.isna()], "farther": wide[km > limit]}
    counts = {}
    for why, places in parts.items():
        table = coverage.asymmetry(places, list(services), [side])
        found = dict(zip(table["service"], table["places"].astype(int), strict=True))
        counts[why] = {one: n for one, n in found.items() if n}
    return counts


def _named(view: View, services: Iterable[str]) -> str:
    return shared.listed(view.vocab.label("service", one, view.lang) for one in services)


def _counted(view: View, counts: dict[str, int]) -> str:
    return shared.listed(
        f"{view.vocab.label('service', one, view.lang)} ({number(n, view.lang)})"
        for one, n in counts.items()
    )


@lru_cache(maxsize=64)
def _wide(view: View) -> pd.DataFrame:
    """Give one row a service, the columns of both sides beside each other."""
    lang, table = view.lang, compared(view)
    sides = shared.countries(view)
    services = [view.vocab.label("service", one, lang) for one in dict.fromkeys(table["service"])]
    columns = {t("app.service", lang): services}
    for column in _SIDED:
        values = table[column].to_list()
        if column == "newest":
            values = [date(one, lang, short=True) or UNKNOWN for one in values]
        for i, side in enumerate(sides):
            columns[f"{t(f'corridor.short_{column}', lang)} · {side}"] = values[i :: len(sides)]
    return pd.DataFrame(columns)


def _pick(view: View) -> None:
    """Let the reader choose a number, and show its places."""
    lang, table = view.lang, compared(view)
    cells = table[table["places"] > 0]
    only = [f"{ONLY}.{side}" for side, found in _alone(view).items() if found]
    options = [*only, *(f"{row.service}.{row.side}" for row in cells.itertuples())]
    counted = {one for one in [link.value("pick")] if behind.places(view, one) is not None}

    def say(option: str) -> str:
        if not option:
            return t("coverage.choose", lang)
        if option in counted:
            return behind.say(view, option)
        service, side = option.split(".")
        if service == ONLY:
            return t("corridor.only_pick", lang, side=side_name(view, side))
        return f"{view.vocab.label('service', service, lang)} · {side_name(view, side)}"

    picked = link.one(t("corridor.pick", lang), "pick", ["", *counted, *options], say)
    if not picked or picked in counted:
        return
    service, side = picked.split(".")
    services = _alone(view)[side] if service == ONLY else [service]
    rows = table[table["service"].isin(services) & (table["side"] == side)]
    ids = {one for text in rows["facility_ids"] for one in text.split(";")}
    places = view.places[view.places["facility_id"].isin(ids)]
    status = shared.both(view.filter.status, shared.works(view))
    explore = replace(view.filter, side=(side,), service=tuple(services), status=status)
    shared.show_places(view, places, say(picked), explore)


def _without_distance(view: View) -> None:
    """Say what a limit of distance leaves out without anybody knowing where it is."""
    if view.filter.max_km is None:
        return
    st.caption(t("corridor.distance_note", view.lang, km=f"{view.filter.max_km:g}"))
