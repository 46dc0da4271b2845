"""The cooperation page's indicators: corridors side by side, and what each number counts.

What is picked is `indicator.<name>.<corridor>`. The page's filters do not touch the indicators, so
they are counted, and opened, from the whole register.
"""

from typing import Final

import pandas as pd
import streamlit as st

from atlas.analysis import cooperation
from atlas.app import markup, page_link, page_parts
from atlas.app.cooperation_page.register_timeline import actor_names, register_rows
from atlas.base.i18n import number, t
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

NAME: Final = "indicator"
"""The first part of what is picked."""

SHOWN: Final = tuple(name for name in cooperation.INDICATORS if name != "no_source")
"""The indicators that the page tells; every action of a checked package cites a source."""


def indicators(view: View, everything: View) -> None:
    """Show the indicators of every corridor side by side; every number opens its rows."""
    lang = view.lang
    st.html(
        markup.section(
            markup.heading(t("cooperation.indicators", lang), "indicators"),
            _table(everything, page_link.here(view, "cooperation")),
            markup.note(t("cooperation.indicators_note", lang)),
        )
    )


def behind(everything: View, picked: str) -> pd.DataFrame:
    """Give the actions or ties that a number counts; no row when nothing of this name does."""
    what, *of = picked.split(".")
    known = list(everything.corridors["corridor_id"])
    if what == NAME and len(of) == 2 and of[0] in SHOWN and of[1] in known:
        return _behind(everything, *of)
    return everything.actions.iloc[:0]


def say(everything: View, picked: str) -> str:
    """Say in words what is counted."""
    _, name, corridor = picked.split(".")
    names = page_parts.names(everything.corridors, "corridor_id", everything.lang)
    return f"{t(f'cooperation.{name}', everything.lang)} · {names[corridor]}"


def rows(everything: View, found: pd.DataFrame) -> pd.DataFrame:
    """Give the actions or ties behind a number as they are read, with a source each."""
    if "actor_a" in found:
        return tie_rows(everything, found, everything.actions)
    return register_rows(everything, found)


def cited(everything: View, found: pd.DataFrame) -> list[str]:
    """Give the ids of the sources of actions or ties."""
    if "actor_a" in found:
        through = {one for ids in found["action_ids"] for one in ids.split(";")}
        found = everything.actions[everything.actions["action_id"].isin(through)]
    return list(found["source_ids"])


def tie_rows(view: View, found: pd.DataFrame, actions: pd.DataFrame) -> pd.DataFrame:
    """Give ties as people read them, with the actions that they run through."""
    lang = view.lang
    short, names = actor_names(view), page_parts.names(actions, "action_id", lang)
    links = dict(zip(actions["action_id"], actions["source_ids"], strict=True))
    ids = [text.split(";") for text in found["action_ids"]]
    return pd.DataFrame(
        {
            t("cooperation.one", lang): found["actor_a"].map(short),
            t("cooperation.other", lang): found["actor_b"].map(short),
            t("cooperation.number", lang): found["actions"],
            t("coverage.source", lang): [
                page_parts.first_link(view, ";".join(links[one] for one in some)) for some in ids
            ],
            t("cooperation.through", lang): ["; ".join(names[one] for one in some) for some in ids],
        }
    )


@kept_with_view
def _table(everything: View, here: str) -> str:
    """Give the indicators as a table; `here` is the page's own part of the link."""
    lang = everything.lang
    names = page_parts.names(everything.corridors, "corridor_id", lang)

    def cell(name: str, corridor: str) -> markup.Linked:
        n = len(_behind(everything, name, corridor))
        said = number(n, lang)
        if name in cooperation.SHARES:
            tied = len(_behind(everything, "ties", corridor))
            said = f"{100 * n / tied:.0f} %" if tied else page_parts.UNKNOWN
        pick = f"{NAME}.{name}.{corridor}" if n else ""
        return markup.opening(said, here, pick, "cooperation")

    cells = [
        [t(f"cooperation.{name}", lang), *(cell(name, corridor) for corridor in names)]
        for name in SHOWN
    ]
    head = [t("cooperation.indicator", lang), *names.values()]
    return markup.text_table(pd.DataFrame(cells, columns=head))


@kept_with_view
def _behind(everything: View, name: str, corridor: str) -> pd.DataFrame:
    return cooperation.behind_indicator(everything.actions, everything.actors, name, corridor)
