"""The cooperation page's way back from a number to the actions and sources behind it.

What is picked is the id of an action, or a trace: `dimension.<actor>.<code>`, say; see
`atlas.analysis.cooperation.behind`. `service.<service>.<side>` opens places, `indicator.` what
`atlas.app.cooperation_page.indicators` counts.
"""

from collections.abc import Iterable
from itertools import combinations
from typing import Final

import pandas as pd
import streamlit as st

from atlas.analysis import cooperation
from atlas.analysis.cooperation import Chosen
from atlas.app import markup, page_link, page_parts
from atlas.app.cooperation_page import indicators
from atlas.app.cooperation_page.register_timeline import (
    actor_levels,
    actor_names,
    chosen_actions,
    register_rows,
)
from atlas.app.markdown_text import plain
from atlas.base.i18n import t
from atlas.base.translations import localised, localised_column
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

_WHOLE = ("levels", "sector", "both")
"""Traces of the whole corridor: what a filter of the register leaves out is not missing."""


MAPPED: Final = "mapped"
"""Stands in what is picked for the ties that can be drawn."""

APART: Final = "apart"
"""Stands for the pairs of levels that share no action."""


def trace(what: str, *of: str) -> str:
    """Give what a number opens, as the link holds it."""
    return ".".join((what, *of))


def detail(view: View, chosen: Chosen, everything: View) -> None:
    """Show the action that was opened with its sources, or the rows behind a number."""
    lang, picked = view.lang, page_link.value("pick")
    st.caption(t("cooperation.pick", lang))
    if not picked:
        return
    actions = chosen_actions(view, chosen)
    action = actions[actions["action_id"] == picked]
    if len(action):
        _action(view, action)
    elif len(places := traced_places(view, picked)):
        page_parts.show_places(view, places, _in_words(view, picked), None)
    elif len(rows := traced_actions(view, chosen, picked)):
        _listed(register_rows(view, rows), _in_words(view, picked), view, rows["source_ids"])
    elif len(rows := indicators.behind(everything, picked)):
        cited = indicators.cited(everything, rows)
        said = indicators.say(everything, picked)
        _listed(indicators.rows(everything, rows), said, everything, cited)
    elif picked == MAPPED and len(rows := mapped_ties(view, chosen)):
        cited = indicators.cited(view, rows)
        said = t("cooperation.opened_mapped", lang)
        _listed(indicators.tie_rows(view, rows, actions), said, view, cited)
    elif picked == APART and (pairs := never_meeting(view)):
        with page_parts.picked_box(t("cooperation.opened_apart", lang), lang):
            st.html(markup.text_table(_pairs_in_words(view, pairs)))
    else:
        page_link.refuse(t("cooperation.opened", lang), picked)
        page_link.put("pick")


def _listed(table: pd.DataFrame, said: str, view: View, cited: Iterable[str]) -> None:
    """Show rows, and below them what they cite."""
    with page_parts.picked_box(plain(said), view.lang):
        page_parts.table(table, t("cooperation.traced_file", view.lang), view.lang, alt=said)
        with st.expander(t("cooperation.sources", view.lang)):
            show_sources(view, ";".join(cited))


def _action(view: View, action: pd.DataFrame) -> None:
    """Show one action, the only row, with its sources."""
    (row,) = action.to_dict("records")
    (name,) = page_parts.names(action, "action_id", view.lang).values()
    with page_parts.picked_box(plain(name), view.lang):
        st.write(plain(localised(row, "summary", view.lang)))
        table = register_rows(view, action)
        st.html(markup.text_table(table.drop(columns=t("coverage.source", view.lang))))
        show_sources(view, row["source_ids"])


def show_sources(view: View, ids: str) -> None:
    """List sources with their links."""
    cited = view.sources[view.sources["source_id"].isin(ids.split(";"))]
    titles = localised_column(cited, "title", view.lang)
    items = [
        (title, url, " · ".join(part for part in (publisher, day) if part))
        for title, url, publisher, day in zip(
            titles, cited["url"], cited["publisher"], cited["date"], strict=True
        )
    ]
    st.html(markup.linked_list(items))


def traced_places(view: View, traced: str) -> pd.DataFrame:
    """Give the places behind what is known of a service on a side; no row for any other trace."""
    what, *of = traced.split(".")
    places = view.places
    if what != "service" or len(of) != 2:
        return places.iloc[:0]
    offers = places["services"].map(lambda codes: of[0] in codes.split(";")).astype(bool)
    return places[offers & (places["side"] == of[1])]


@kept_with_view
def traced_actions(view: View, chosen: Chosen, traced: str) -> pd.DataFrame:
    """Give the actions behind a trace; no row for nonsense."""
    what, *of = traced.split(".")
    actions = view.actions if what in _WHOLE else chosen_actions(view, chosen)
    if what in ("sector", "both"):
        actions = actions[actions["corridor_ids"] != ""]  # counted by corridor
    return cooperation.behind(actions, view.actors, what, tuple(of), page_parts.countries(view))


@kept_with_view
def found_ties(view: View, chosen: Chosen) -> pd.DataFrame:
    """Give the ties of the actions that are asked for."""
    return cooperation.ties(chosen_actions(view, chosen), view.actors)


@kept_with_view
def mapped_ties(view: View, chosen: Chosen) -> pd.DataFrame:
    """Give those of them whose two ends have a place on the map."""
    return cooperation.ties_on_the_map(found_ties(view, chosen), view.places)


@kept_with_view
def level_pairs(view: View) -> pd.DataFrame:
    """Count the actions that the levels share, for those that any actor has."""
    return cooperation.level_pairs(view.actions, view.actors, actor_levels(view))


@kept_with_view
def never_meeting(view: View) -> list[tuple[str, str]]:
    """Give the pairs of levels that share no action."""
    pairs = level_pairs(view)
    return [pair for pair in combinations(pairs.index, 2) if not pairs.loc[pair]]


def _pairs_in_words(view: View, pairs: list[tuple[str, str]]) -> pd.DataFrame:
    """Say for each level with which it shares nothing."""
    lang = view.lang
    levels = level_pairs(view).index
    names = {one: view.vocab.label("level", one, lang) for one in levels}
    apart = {
        names[one]: ", ".join(
            names[other] for other in levels if (one, other) in pairs or (other, one) in pairs
        )
        for one in levels
    }
    rows = [(one, others) for one, others in apart.items() if others]
    return pd.DataFrame(rows, columns=[t("app.level", lang), t("cooperation.apart_from", lang)])


def _in_words(view: View, traced: str) -> str:
    """Say a trace in words."""
    what, *of = traced.split(".")
    vocabularies = {
        "dimension": ("", "dimension"),
        "level": ("", "level"),
        "levels": ("level", "level"),
        "tie": ("", ""),
        "sector": ("sector",),
        "service": ("service", "side"),
        "both": ("sector",),
    }[what]
    names = actor_names(view)
    said = [
        view.vocab.label(vocabulary, one, view.lang) if vocabulary else names[one]
        for vocabulary, one in zip(vocabularies, of, strict=True)
    ]
    if what == "both":
        said.append(t("cooperation.both", view.lang))
    return " \N{MULTIPLICATION SIGN} ".join(said)
