"""The cooperation page: the register, its timeline, who sits where, and who does not."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

import altair as alt
import pandas as pd
import streamlit as st

from atlas import cooperation
from atlas.app import markup
from atlas.app.plain import plain
from atlas.app.planner import charts, link, shared
from atlas.cooperation import Chosen
from atlas.i18n import count, number, t
from atlas.view import View

STATES: Final = ("open", "running", "ends", "planned", "ended", "undated")
_COLOURS: Final = ["#1d5570", "#1d5570", "#b5651d", "#7b4b94", "#9aa0a6", "#9aa0a6"]


@lru_cache(maxsize=32)
def with_every_actor(view: View, everything: View) -> View:
    """Give a view with the actors of all corridors: one may be a party in another's actions."""
    return replace(view, actors=everything.actors)


def choose(view: View) -> Chosen:
    """Let the reader choose a part of the register; say how large it is."""
    lang = view.lang

    def say(vocabulary: str) -> Any:  # noqa: ANN401, a function
        return lambda code: view.vocab.label(vocabulary, code, lang)

    with st.expander(t("cooperation.filters", lang), expanded=True, key="cooperation-filters"):
        first, second, third = st.columns(3)
        with first:
            types = link.several(
                t("cooperation.type", lang),
                "type",
                view.vocab.codes("action_type"),
                say("action_type"),
            )
            levels = link.several(
                t("cooperation.level", lang), "of_level", view.vocab.codes("level"), say("level")
            )
        with second:
            dimensions = link.several(
                t("cooperation.dimension", lang),
                "dimension",
                view.vocab.codes("dimension"),
                say("dimension"),
            )
            sectors = link.several(
                t("cooperation.sector", lang), "sector", view.vocab.codes("sector"), say("sector")
            )
        with third:
            names = actor_names(view)
            among = {one for ids in view.actions["actor_ids"] for one in ids.split(";")}
            actors = link.several(
                t("cooperation.actor", lang),
                "actor",
                [one for one in sorted(names, key=names.__getitem__) if one in among],
                lambda one: names[one],
            )
            year = link.one(
                t("cooperation.year", lang),
                "year",
                ["", *(str(one) for one in _years(view))],
                lambda one: one or t("cooperation.any_year", lang),
            )
    chosen = Chosen(
        level=tuple(levels),
        type=tuple(types),
        dimension=tuple(dimensions),
        sector=tuple(sectors),
        actor=tuple(actors),
        year=int(year) if year else None,
    )
    n, total = len(chosen_actions(view, chosen)), len(view.actions)
    told = t("cooperation.found", lang, n=number(n, lang), total=number(total, lang))
    st.html(markup.status(told))
    return chosen


@lru_cache(maxsize=64)
def chosen_actions(view: View, chosen: Chosen) -> pd.DataFrame:
    """Give the actions that are asked for."""
    return cooperation.choose(view.actions, view.actors, chosen)


def timeline(view: View, chosen: Chosen) -> None:
    """Draw how long each action holds; what has ended is marked, unknown ends stay open."""
    lang, actions = view.lang, chosen_actions(view, chosen)
    st.header(t("cooperation.timeline", lang), anchor="timeline")
    undated = int(actions["year_start"].isna().sum())
    if undated == len(actions):
        st.write(t("cooperation.nothing", lang))
        return
    charts.show(_bars(view, chosen), t("cooperation.timeline_alt", lang))
    notes = [t("cooperation.timeline_note", lang)]
    if undated:
        notes.append(count("cooperation.undated", undated, lang))
    st.caption(" ".join(notes))


def register(view: View, chosen: Chosen) -> None:
    """Show the register as a table; a row opens with its sources."""
    lang, actions = view.lang, chosen_actions(view, chosen)
    st.header(t("cooperation.register", lang), anchor="register")
    for line in ending_words(view, chosen):
        st.markdown(f"- {line}")
    if len(actions):
        frame, key = _register(view, chosen), t("cooperation.register_file", lang)
        shared.table(
            frame,
            key,
            lang,
            alt=t("cooperation.register", lang),
            height=min(420, 60 + 36 * len(frame)),
            opens=actions["action_id"].tolist(),
        )


@lru_cache(maxsize=64)
def ending_words(view: View, chosen: Chosen) -> list[str]:
    """Say what has ended, what ends this year, and what has no known end, in Markdown."""
    actions = chosen_actions(view, chosen)
    state = cooperation.validity(actions, year_of(view))
    names = shared.names(actions, "action_id", view.lang)
    lines = []
    for code in ("ends", "ended", "undated"):
        ids = actions.loc[state == code, "action_id"]
        if len(ids):
            words = "; ".join(plain(names[one]) for one in ids)
            lines.append(t(f"cooperation.said_{code}", view.lang, year=year_of(view), names=words))
    return lines


def seats(view: View, chosen: Chosen) -> None:
    """Show who sits at which table."""
    lang = view.lang
    st.header(t("cooperation.seats", lang), anchor="seats")
    frame = _seats(view, chosen)
    if frame.empty:
        st.write(t("cooperation.nothing", lang))
        return
    st.html(markup.text_table(frame))
    shared.csv_of(frame, t("cooperation.seats_file", lang), lang)
    st.caption(t("cooperation.seats_note", lang))


def register_rows(view: View, actions: pd.DataFrame) -> pd.DataFrame:
    """Give actions as people read them."""
    lang = view.lang
    short = actor_names(view)
    state = cooperation.validity(actions, year_of(view))
    return pd.DataFrame(
        {
            t("cooperation.action", lang): list(shared.names(actions, "action_id", lang).values()),
            t("cooperation.type", lang): [
                shared.codes(view, "action_type", one) for one in actions["type"]
            ],
            t("cooperation.years", lang): [years(row, lang) for row in actions.itertuples()],
            t("cooperation.state", lang): [t(f"cooperation.state_{one}", lang) for one in state],
            t("coverage.source", lang): [
                shared.first_link(view, ids) for ids in actions["source_ids"]
            ],
            t("cooperation.parties", lang): [
                ", ".join(short.get(one, one) for one in ids.split(";") if one)
                for ids in actions["actor_ids"]
            ],
            t("cooperation.dimension", lang): [
                shared.codes(view, "dimension", one) for one in actions["dimension"]
            ],
            t("cooperation.sector", lang): [
                shared.codes(view, "sector", one) for one in actions["sectors"]
            ],
        }
    )


@lru_cache(maxsize=64)
def actor_names(view: View) -> dict[str, str]:
    """Give the names of actors: the acronym where there is one."""
    names = shared.names(view.actors, "actor_id", view.lang)
    acronyms = dict(zip(view.actors["actor_id"], view.actors["acronym"], strict=True))
    return {one: acronyms[one] or name for one, name in names.items()}


def years(row: Any, lang: str) -> str:  # noqa: ANN401, a row
    """Give the years of an action in words."""
    start, end = row.year_start, row.year_end
    if pd.isna(start):
        return t("cooperation.until", lang, end=int(end)) if pd.notna(end) else shared.UNKNOWN
    if pd.isna(end):
        return t("cooperation.since", lang, start=int(start))
    return str(int(start)) if start == end else f"{int(start)}{shared.UNKNOWN}{int(end)}"


def year_of(view: View) -> int:
    """Give the year of the data."""
    made = str(view.descriptor.get("created", ""))[:4]
    return int(made) if made.isdigit() else datetime.now(UTC).year


def _years(view: View) -> list[int]:
    starts = view.actions["year_start"].dropna()
    return list(range(year_of(view), int(starts.min()) - 1, -1)) if len(starts) else []


@lru_cache(maxsize=64)
def _register(view: View, chosen: Chosen) -> pd.DataFrame:
    return register_rows(view, chosen_actions(view, chosen))


@lru_cache(maxsize=64)
def _seats(view: View, chosen: Chosen) -> pd.DataFrame:
    lang, actions = view.lang, chosen_actions(view, chosen)
    table = cooperation.seats(actions, view.actors)
    names, short = shared.names(actions, "action_id", lang), actor_names(view)
    levels = [one for one in view.vocab.codes("level") if (view.actors["level"] == one).any()]
    labels = {one: view.vocab.label("level", one, lang) for one in levels}
    more = [one for one in levels if one not in table]
    rows = table.reindex(columns=[*table.columns, *more], fill_value="")
    at_table = [row for _, row in rows.iterrows()]
    return pd.DataFrame(
        {
            t("cooperation.table", lang): [names[one] for one in table["action_id"]],
            t("cooperation.years", lang): [years(row, lang) for row in table.itertuples()],
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


@lru_cache(maxsize=64)
def _bars(view: View, chosen: Chosen) -> charts.Drawing:
    actions = chosen_actions(view, chosen)
    actions = actions[actions["year_start"].notna()]
    lang, now = view.lang, year_of(view)
    state = cooperation.validity(actions, now)
    rows = pd.DataFrame(
        {
            "name": list(shared.names(actions, "action_id", lang).values()),
            "label": [
                name if one == "open" else f"{name} · {t(f'cooperation.state_{one}', lang)}"
                for name, one in zip(
                    shared.names(actions, "action_id", lang).values(), state, strict=True
                )
            ],
            "start": actions["year_start"].astype(int).to_numpy(),
            "until": (actions["year_end"].fillna(actions["year_start"]).astype(int) + 1).to_numpy(),
            "now": now + 1,
            "open": actions["year_end"].isna().to_numpy(),
            "state": [t(f"cooperation.state_{one}", lang) for one in state],
            "years": [years(row, lang) for row in actions.itertuples()],
            "type": [shared.codes(view, "action_type", one) for one in actions["type"]],
        }
    ).sort_values(["start", "until", "name"], kind="stable")
    shown = tuple(sorted(set(rows["state"])))
    return charts.filled(_blank_bars(lang, int(rows["start"].min()), now, shown), actions=rows)


@lru_cache(maxsize=64)
def _blank_bars(lang: str, first: int, now: int, shown: tuple[str, ...]) -> charts.Drawing:
    """Give the timeline without its actions, the table `actions`: that part takes long to make."""
    labels = [t(f"cooperation.state_{one}", lang) for one in STATES]
    # Names stand above their bars: beside them, they would leave no room on a narrow screen.
    base = alt.Chart(alt.NamedData("actions")).encode(
        y=alt.Y("name:N", sort=None, axis=None),
        tooltip=[
            alt.Tooltip("name:N", title=t("cooperation.action", lang)),
            alt.Tooltip("type:N", title=t("cooperation.type", lang)),
            alt.Tooltip("years:N", title=t("cooperation.years", lang)),
            alt.Tooltip("state:N", title=t("cooperation.state", lang)),
        ],
    )
    colour = alt.Color(
        "state:N",
        scale=alt.Scale(domain=labels, range=_COLOURS),
        legend=alt.Legend(title=None, orient="top", values=list(shown)),
    )
    axis = alt.X(
        "start:Q",
        title=None,
        scale=alt.Scale(domain=[first, now + 1], nice=False),
        axis=alt.Axis(format="d", tickMinStep=1, orient="top"),
    )
    names = base.mark_text(align="left", baseline="middle", dy=-7, limit=700, fontSize=12.5).encode(
        x=alt.value(0), text="label:N"
    )
    bars = base.mark_bar(height=9, cornerRadius=2, yOffset=7).encode(
        x=axis, x2="until:Q", color=colour
    )
    open_end = (
        base.transform_filter("datum.open")
        .mark_rule(strokeDash=[2, 3], strokeWidth=1.6, yOffset=7)
        .encode(x="until:Q", x2="now:Q", color=colour)
    )
    return charts.drawing((bars + open_end + names).properties(height={"step": 34}))
