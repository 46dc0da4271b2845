"""The cooperation page: the register, its timeline, who sits where, and who does not."""

from dataclasses import replace
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from atlas.analysis import cooperation
from atlas.analysis.cooperation import Chosen
from atlas.app import markup, page_link, page_parts
from atlas.base.i18n import count, date, number, t
from atlas.places import scope
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

_PAGE = "cooperation"
_FACETS: Final = ("type", "dimension", "actor", "level", "sector")
_VOCABULARY: Final = {"type": "action_type"}
_IN_LINK: Final = {"level": "of_level"}
"""What a facet is called elsewhere, where that differs; the filter of places has a `level` too."""


@kept_with_view
def with_every_actor(view: View, everything: View) -> View:
    """Give a view with the actors of all corridors: one may be a party in another's actions."""
    return replace(view, actors=everything.actors)


def choose(view: View) -> Chosen:
    """Let the reader choose a part of the register; say how large it is."""
    lang = view.lang
    with st.container(key="register-year", width=320):
        year = page_link.one(
            t("cooperation.year", lang),
            "year",
            ["", *(str(one) for one in _years(view))],
            lambda one: one or t("cooperation.any_year", lang),
        )
    chosen = Chosen(**_choose_facets(view), year=int(year) if year else None)
    st.html(markup.status(found(view, chosen)))
    return chosen


def found(view: View, chosen: Chosen) -> str:
    """Say how many actions are asked for."""
    counts = {"n": len(chosen_actions(view, chosen)), "total": len(view.actions)}
    said = {name: number(value, view.lang) for name, value in counts.items()}
    return scoped(view, chosen, t("cooperation.found", view.lang, **said))


def scoped(view: View, chosen: Chosen, sentence: str) -> str:
    """Give a sentence with its scope before it: the corridor, and the part that is chosen."""
    lang, names = view.lang, actor_names(view)
    kept = [
        t(
            "scope.part",
            lang,
            field=t(f"cooperation.{facet}", lang).lower(),
            value=", ".join(
                names[one] if facet == "actor" else _label(view, facet, one)
                for one in getattr(chosen, facet)
            ),
        )
        for facet in _FACETS
        if getattr(chosen, facet)
    ]
    if chosen.year is not None:
        field = t("cooperation.year", lang).lower()
        kept.append(t("scope.part", lang, field=field, value=chosen.year))
    where = scope.where(view)
    if kept:
        where = t("scope.actions", lang, where=where, kept=", ".join(kept))
    return t("scope.sentence", lang, scope=where, sentence=sentence)


def _choose_facets(view: View) -> dict[str, tuple[str, ...]]:
    """Let the reader choose types, levels and so on; folded, say only what is chosen."""
    lang, vocab = view.lang, view.vocab
    names = actor_names(view)
    among = {one for ids in view.actions["actor_ids"] for one in ids.split(";")}
    actors = [one for one in sorted(names, key=names.__getitem__) if one in among]
    asked = {
        facet: (
            t(f"cooperation.{facet}", lang),
            actors if facet == "actor" else vocab.codes(_VOCABULARY.get(facet, facet)),
            names.__getitem__ if facet == "actor" else partial(_label, view, facet),
        )
        for facet in _FACETS
    }
    chosen = {
        facet: page_link.among(label, _IN_LINK.get(facet, facet), options)
        for facet, (label, options, _) in asked.items()
    }
    title, some = t("cooperation.filters", lang), any(chosen.values())
    # Lists are slow to draw: those that nobody looks at are not made.
    with st.expander(title, expanded=some, key="cooperation-filters", on_change="rerun") as fold:
        if fold.open:
            columns = st.columns(3)
            for i, (facet, (label, options, say)) in enumerate(asked.items()):
                with columns[i % 3]:
                    page_link.several(label, _IN_LINK.get(facet, facet), options, say)
    if some and not fold.open:
        said = [asked[facet][2](code) for facet, codes in chosen.items() for code in codes]
        st.html(markup.note(page_parts.listed(said)))
    return {facet: tuple(codes) for facet, codes in chosen.items()}


def _label(view: View, facet: str, code: str) -> str:
    return view.vocab.label(_VOCABULARY.get(facet, facet), code, view.lang)


@kept_with_view
def chosen_actions(view: View, chosen: Chosen) -> pd.DataFrame:
    """Give the actions that are asked for."""
    return cooperation.choose(view.actions, view.actors, chosen, made=view.made)


def timeline(view: View, chosen: Chosen) -> None:
    """Draw since when and until when each action is known; after that nothing is drawn."""
    lang, actions = view.lang, chosen_actions(view, chosen)
    head = markup.anchor("dates")
    undated = _undated(view, chosen)
    if undated == len(actions):
        st.html(markup.section(head, markup.prose(t("cooperation.nothing", lang))))
        return
    notes = [t("cooperation.timeline_note", lang)]
    if undated:
        notes.append(count("cooperation.undated", undated, lang))
    bars = _bars(view, chosen, page_link.here(view, _PAGE))
    drawn = markup.scrolled(bars, t("cooperation.timeline", lang))
    st.html(markup.section(head, drawn, markup.note(" ".join(notes))))


@kept_with_view
def _undated(view: View, chosen: Chosen) -> int:
    """Count the actions of which no source has a date."""
    known = cooperation.known_years(chosen_actions(view, chosen), view.made)
    return int(known["start"].isna().sum())


def register(view: View, chosen: Chosen) -> None:
    """Show the register as bars from year to year, in words and as a table."""
    lang = view.lang
    st.html(markup.heading(t("cooperation.register", lang), "register"))
    names = [t(f"cooperation.{name}", lang) for name in ("timeline", "in_words", "as_table")]
    tabs = st.tabs(names, key="register-tabs", on_change="rerun")
    for tab, show in zip(tabs, (timeline, _in_words, _as_table), strict=True):
        if tab.open:  # what nobody looks at is not made
            with tab:
                show(view, chosen)


def _in_words(view: View, chosen: Chosen) -> None:
    """Say of the actions how they stand."""
    lines = _endings(view, chosen, page_link.here(view, _PAGE))
    nothing = t("cooperation.nothing", view.lang)
    st.html(markup.section(markup.naming(lines) if lines else markup.prose(nothing)))


def _as_table(view: View, chosen: Chosen) -> None:
    """Show the register as a table; a row opens with its sources."""
    lang, actions = view.lang, chosen_actions(view, chosen)
    if len(actions):
        frame, key = _register(view, chosen), t("cooperation.register_file", lang)
        page_parts.table(
            frame,
            key,
            lang,
            alt=t("cooperation.register", lang),
            height=min(420, 60 + 36 * len(frame)),
            opens=actions["action_id"].tolist(),
        )


@kept_with_view
def endings(view: View, chosen: Chosen) -> list[tuple[str, list[str]]]:
    """Say of the actions how they stand: of those that stand alike a sentence, and their ids."""
    actions, made = chosen_actions(view, chosen), view.made
    states = cooperation.standing(actions, made)
    lines = []
    words = {"made": date(made, view.lang), "year": year_of(view), "names": "{}"}
    for code in cooperation.STANDINGS:
        if ids := list(actions.loc[states == code, "action_id"]):
            said = t(f"cooperation.said_{code}", view.lang, **words)
            lines.append((scoped(view, chosen, said), ids))
    return lines


def _endings(view: View, chosen: Chosen, here: str) -> list[tuple[str, list[markup.Linked]]]:
    """Give these sentences with names that open their actions."""
    names = page_parts.names(chosen_actions(view, chosen), "action_id", view.lang)
    return [
        (said, [markup.opening(names[one], here, one, _PAGE) for one in ids])
        for said, ids in endings(view, chosen)
    ]


def seats(view: View, chosen: Chosen) -> None:
    """Show who sits at which table."""
    lang = view.lang
    head = markup.anchor("seats")
    frame = _seats(view, chosen)
    if frame.empty:
        st.html(markup.section(head, markup.prose(t("cooperation.nothing", lang))))
        return
    note = markup.note(t("cooperation.seats_note", lang))
    rows = markup.scrolled(_seat_rows(view, chosen), t("cooperation.seats", lang))
    st.html(markup.section(head, note, rows))
    page_parts.csv_of(frame, t("cooperation.seats_file", lang), lang)


def register_rows(view: View, actions: pd.DataFrame) -> pd.DataFrame:
    """Give actions as people read them."""
    lang = view.lang
    short = actor_names(view)
    return pd.DataFrame(
        {
            t("cooperation.action", lang): list(
                page_parts.names(actions, "action_id", lang).values()
            ),
            t("cooperation.type", lang): [
                page_parts.codes(view, "action_type", one) for one in actions["type"]
            ],
            t("cooperation.years", lang): [years(row, lang) for row in actions.itertuples()],
            t("cooperation.state", lang): states(view, actions),
            t("coverage.source", lang): [
                page_parts.first_link(view, ids) for ids in actions["source_ids"]
            ],
            t("cooperation.parties", lang): [
                ", ".join(short.get(one, one) for one in ids.split(";") if one)
                for ids in actions["actor_ids"]
            ],
            t("cooperation.dimension", lang): [
                page_parts.codes(view, "dimension", one) for one in actions["dimension"]
            ],
            t("cooperation.sector", lang): [
                page_parts.codes(view, "sector", one) for one in actions["sectors"]
            ],
        }
    )


def states(view: View, actions: pd.DataFrame) -> list[str]:
    """Say of actions how they stand on the day of the data."""
    made = view.made
    return cooperation.in_words(actions, made, view.lang, register=view.actions)


@kept_with_view
def actor_names(view: View) -> dict[str, str]:
    """Give the names of actors: the acronym where there is one."""
    names = page_parts.names(view.actors, "actor_id", view.lang)
    acronyms = dict(zip(view.actors["actor_id"], view.actors["acronym"], strict=True))
    return {one: acronyms[one] or name for one, name in names.items()}


def actor_levels(view: View) -> list[str]:
    """Give the levels that any actor has."""
    return [one for one in view.vocab.codes("level") if (view.actors["level"] == one).any()]


def years(row: Any, lang: str) -> str:  # noqa: ANN401, a row
    """Give the years of an action in words."""
    start, end = row.year_start, row.year_end
    if pd.isna(start):
        return t("cooperation.until", lang, end=int(end)) if pd.notna(end) else page_parts.UNKNOWN
    if pd.isna(end):
        return t("cooperation.since", lang, start=int(start))
    return str(int(start)) if start == end else f"{int(start)}{page_parts.UNKNOWN}{int(end)}"


def year_of(view: View) -> int:
    """Give the year of the data."""
    return int(view.made[:4])


@kept_with_view
def _years(view: View) -> list[int]:
    starts = view.actions["year_start"].dropna()
    return list(range(year_of(view), int(starts.min()) - 1, -1)) if len(starts) else []


@kept_with_view
def _register(view: View, chosen: Chosen) -> pd.DataFrame:
    return register_rows(view, chosen_actions(view, chosen))


@kept_with_view
def _seats(view: View, chosen: Chosen) -> pd.DataFrame:
    lang, actions = view.lang, chosen_actions(view, chosen)
    table = cooperation.seats(actions, view.actors)
    tables = actions.set_index("action_id", drop=False).loc[table["action_id"]]
    names, short = page_parts.names(actions, "action_id", lang), actor_names(view)
    levels = actor_levels(view)
    labels = {one: view.vocab.label("level", one, lang) for one in levels}
    more = [one for one in levels if one not in table]
    rows = table.reindex(columns=[*table.columns, *more], fill_value="")
    at_table = [row for _, row in rows.iterrows()]
    return pd.DataFrame(
        {
            t("cooperation.table", lang): [names[one] for one in table["action_id"]],
            t("cooperation.years", lang): [years(row, lang) for row in table.itertuples()],
            t("cooperation.state", lang): states(view, tables),
            t("cooperation.sits", lang): [
                "; ".join(
                    f"{labels[one]}: " + ", ".join(short[actor] for actor in row[one].split(";"))
                    for one in levels
                    if row[one]
                )
                for row in at_table
            ],
            t("cooperation.not_named", lang): [
                ", ".join(labels[one] for one in levels if not row[one]) for row in at_table
            ],
        }
    )


@kept_with_view
def _seat_rows(view: View, chosen: Chosen) -> str:
    return markup.text_table(_seats(view, chosen))


@kept_with_view
def _bars(view: View, chosen: Chosen, here: str) -> str:
    """Draw the actions that have a dated source; a name opens its action."""
    lang, made, actions = view.lang, view.made, chosen_actions(view, chosen)
    actions = actions.join(cooperation.known_years(actions, made)).dropna(subset="start")
    names = page_parts.names(actions, "action_id", lang)
    rows: list[Any] = list(actions.itertuples())
    looks = cooperation.standing(actions, made)
    bars = [
        markup.Bar(
            markup.opening(names[row.action_id], here, row.action_id, _PAGE),
            f"{years(row, lang)} · {state}" if row.began else state,
            look if row.began else f"{look} atlas-point",
            int(row.start),
            int(row.end) + 1,
        )
        for row, look, state in zip(rows, looks, states(view, actions), strict=True)
    ]
    bars.sort(key=lambda bar: (bar.start, bar.until, bar.name.text))
    now = year_of(view)
    return markup.timeline(bars, bars[0].start, max(now + 1, *(bar.until for bar in bars)))
