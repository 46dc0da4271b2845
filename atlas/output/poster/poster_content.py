"""What a poster says, before it is set: places of help by need, and what stands around them.

Texts are plain: control characters are out, very long words can be broken, and the typesetter
reads none of it as markup.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from atlas.base.dated_phones import phones_in
from atlas.base.i18n import count, date, t, unreviewed
from atlas.base.partial_dates import is_recent
from atlas.base.weekly_hours import weekly_hours
from atlas.output.figures import credit
from atlas.output.report.blocks import plain
from atlas.output.report.brief_content import citation_line
from atlas.output.report.brief_words import names, status
from atlas.places.roles import SUPPORT
from atlas.places.scope import filter_words, where
from atlas.places.status import evidence_of
from atlas.places.view import View

OPEN_MONTHS: Final = 24
"""A place is on a poster while a source not older than this says that it is open."""

NEEDS: Final = {
    "sleep": ("lodging",),
    "eat": ("food", "wash"),
    "health": ("health", "mental_health"),
    "legal": ("legal_aid", "asylum_registration", "human_rights_monitoring"),
    "papers": ("documentation",),
    "protection": ("womens_protection", "lgbtiq_support", "childcare"),
    "information": ("information", "communications", "transport"),
    "work": ("education", "employment", "cash_assistance"),
    "other": (),
}
"""The needs of a poster in their order, with their services; a place stands under its first."""

_LONGEST: Final = 110
_LONG_WORD: Final = re.compile(r"(\S{16})(?=\S)")
_PHONES: Final = 2


@dataclass(frozen=True)
class Row:
    """A place: which one, its number on the map (empty without one), and what is said of it."""

    facility_id: str
    number: str
    name: str
    phone: str
    hours: str
    where: str
    status: str
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """The places of one need, the surest first."""

    need: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Poster:
    """What a poster says.

    `shown` are the places on it, with the view that its map is drawn of; for `more` there is no
    room.
    """

    lang: str
    title: str
    when: str
    advice: str
    groups: tuple[Group, ...]
    numbers: dict[str, int]
    shown: View
    left_out: str
    footer: tuple[str, ...]
    sources: tuple[str, ...]
    link: str
    words: dict[str, str]
    more: int = 0


def content(view: View, base_url: str = "") -> Poster:
    """Say what the poster of a view says; see `atlas.output.poster.render_poster`."""
    shown = _open_help(view)
    needs = [_needs(row) for row in shown.places["services"]]
    first = [list(NEEDS).index(found[0]) for found in needs]
    order = _order(shown, first)
    numbers = _numbers(shown, order)
    rows = dict(enumerate(_rows(shown, needs, numbers)))
    lang = view.lang
    groups = tuple(
        Group(need, t(f"poster.need_{need}", lang), tuple(rows[i] for i in order if first[i] == at))
        for at, need in enumerate(NEEDS)
        if at in first
    )
    return Poster(
        lang=lang,
        title=_title(view),
        when=_capital(date(view.made[:7], lang)),
        advice=t("poster.advice" if groups else "poster.empty", lang),
        groups=groups,
        numbers=numbers,
        shown=shown,
        left_out=_left_out(view, shown),
        footer=tuple(plain(one) for one in _footer(view) if one),
        sources=_sources(shown),
        link=f"{base_url}/?{view.filter.link_query()}" if base_url else view.filter.web_link(),
        words={
            name: t(f"poster.{name}", lang)
            for name in ("more", "scan", "sources", "sources_more", "no_phone")
        },
    )


def listed(said: Poster, counts: Sequence[int]) -> Poster:
    """Keep the first places of each need, and give those on the map their numbers by that list.

    Parameters
    ----------
    said
        What the poster would say with room for everything.
    counts
        For how many of each of its groups there is room.
    """
    kept = [group.rows[:n] for group, n in zip(said.groups, counts, strict=True)]
    mapped = [row.facility_id for rows in kept for row in rows if row.number]
    numbers = {facility_id: at for at, facility_id in enumerate(mapped, start=1)}
    groups = tuple(
        replace(group, rows=tuple(_numbered(row, numbers) for row in rows))
        for group, rows in zip(said.groups, kept, strict=True)
        if rows
    )
    ids = {row.facility_id for rows in kept for row in rows}
    places = said.shown.places
    shown = replace(said.shown, places=places[places["facility_id"].isin(ids)])
    more = len(places) - len(shown.places)
    return replace(
        said, groups=groups, numbers=numbers, shown=shown, sources=_sources(shown), more=more
    )


def _numbered(row: Row, numbers: Mapping[str, int]) -> Row:
    return replace(row, number=str(numbers.get(row.facility_id, "")))


def _open_help(view: View) -> View:
    """Keep the places of help that a source of the last two years says are open."""
    stated = zip(view.places["status"], view.places["status_date"], strict=True)
    lately = [state == "open" and is_recent(day, view.made, OPEN_MONTHS) for state, day in stated]
    kept = np.array(lately, np.bool_) & (view.places["role"] == SUPPORT).to_numpy(np.bool_)
    return replace(view, places=view.places[kept].reset_index(drop=True))


def _needs(services: str) -> tuple[str, ...]:
    offered = {code for code in services.split(";") if code}
    found = tuple(need for need, codes in NEEDS.items() if not offered.isdisjoint(codes))
    return found or ("other",)


def _order(shown: View, first: list[int]) -> list[int]:
    """Sort the rows by need; within one the surest first: open now, then with a phone, by name."""
    fresh = evidence_of(shown.places, shown.made) == "open"
    phones = shown.places["phone"].to_numpy(object)
    said = names(shown.places, shown.lang)
    return sorted(range(len(first)), key=lambda i: (first[i], not fresh[i], not phones[i], said[i]))


def _numbers(shown: View, order: list[int]) -> dict[str, int]:
    """Give the places that the map of one corridor can show their numbers, in the list's order."""
    if len(shown.corridors) != 1:
        return {}
    places = shown.places
    here = places["lon"].notna() & places["corridor_id"].isin(shown.corridors["corridor_id"])
    mapped = [i for i in order if here.iloc[i]]
    return {str(places["facility_id"].iloc[i]): at for at, i in enumerate(mapped, start=1)}


def _rows(shown: View, needs: list[tuple[str, ...]], numbers: dict[str, int]) -> Iterator[Row]:
    said = zip(shown.places.iterrows(), names(shown.places, shown.lang), needs, strict=True)
    for (_, place), name, own in said:
        number_of = numbers.get(str(place["facility_id"]))
        yield Row(
            facility_id=str(place["facility_id"]),
            number=str(number_of or ""),
            name=_short(name),
            phone=_short(" · ".join(one.number for one in phones_in(place["phone"])[:_PHONES])),
            hours=_hours(place, shown.lang),
            where=_where(shown, place),
            status=status(shown, place),
            needs=own[1:],
        )


def _where(shown: View, place: pd.Series) -> str:
    """Say where a place is, no finer than it is published."""
    address = _short(place.get("address", "") or "")
    town = _short(place["municipality"])
    several = len(shown.filter.side) != 1
    parts = [address, "" if town and town in address else town, place["side"] if several else ""]
    return ", ".join(part for part in parts if part)


def _hours(place: pd.Series, lang: str) -> str:
    """Say a weekly timetable in words; nothing where none is known."""
    week = weekly_hours(place.get("hours", "") or "")
    if not week:
        return ""
    days = t("map.weekdays", lang).split()
    times = [
        " ".join(f"{one.opens}\N{EN DASH}{one.closes}" for one in week if one.day == day)
        for day in range(7)
    ]
    if set(times) == {"00:00\N{EN DASH}24:00"}:
        return t("poster.always", lang)
    parts, start = [], 0
    for day in range(1, 8):
        if day == 7 or times[day] != times[start]:
            if times[start]:
                span = "\N{EN DASH}".join(dict.fromkeys((days[start], days[day - 1])))
                parts.append(f"{span} {times[start]}")
            start = day
    return ", ".join(parts)


def _title(view: View) -> str:
    if not view.filter.corridor and len(view.corridors) != 1:
        return t("poster.title_all", view.lang)
    return t("poster.title", view.lang, where=_short(_where_of(view)))


def _where_of(view: View) -> str:
    """Name the city of the one side that the filter keeps, else the corridors."""
    if len(view.corridors) == 1 and len(view.filter.side) == 1:
        towns = view.localities
        own = towns[
            (towns["corridor_id"] == view.corridors["corridor_id"].iloc[0])
            & (towns["country"] == view.filter.side[0])
        ].sort_values("population", ascending=False, kind="stable")
        if len(own):
            return names(own.head(1), view.lang)[0]
    return where(view)


def _left_out(view: View, shown: View) -> str:
    """Say in one line what the poster leaves out of the view."""
    aside = view.lifted.places
    rest = len(aside) - len(shown.places)
    kept = filter_words(view)
    parts = [
        t("report.filter_line", view.lang, parts=kept) if kept else "",
        count("poster.left_out", rest, view.lang, months=OPEN_MONTHS) if rest else "",
    ]
    return _broken(plain(" ".join(part for part in parts if part)))


def _footer(view: View) -> tuple[str, ...]:
    internal = t("report.internal", view.lang) if view.audience != "public" else ""
    made = credit.data_line(view), credit.basemap_line(view), credit.behind_line(view)
    return internal, unreviewed(view.lang), *made


def _sources(shown: View) -> tuple[str, ...]:
    """Give the sources of the places on the poster, each on a line."""
    columns = [one for one in ("source_ids", "status_source_ids") if one in shown.places]
    cited = {
        one for column in columns for cell in shown.places[column] for one in cell.split(";") if one
    }
    rows = shown.sources[shown.sources["source_id"].isin(cited)]
    rows = rows.sort_values(["publisher", "title"], kind="stable").astype("str")
    return tuple(_broken(citation_line(row, shown.lang)) for _, row in rows.iterrows())


def _short(text: Any) -> str:  # noqa: ANN401, a cell
    said = plain(str(text))
    said = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1].rstrip()}…"
    return _broken(said)


def _broken(text: str) -> str:
    """Let a very long word be broken, so that no column is too narrow for it."""
    return _LONG_WORD.sub("\\1\N{ZERO WIDTH SPACE}", text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
