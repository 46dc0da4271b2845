"""The cooperation page's way back from a number to the actions and sources behind it.

What is picked is the id of an action, or a trace: `dimension.<actor>.<code>`, say; see
`atlas.cooperation.behind`.
"""

from functools import lru_cache

import pandas as pd
import streamlit as st

from atlas import cooperation
from atlas.app import markup
from atlas.app.plain import plain
from atlas.app.planner import link, shared
from atlas.app.planner.cooperation import actor_names, chosen_actions, register_rows
from atlas.cooperation import Chosen
from atlas.i18n import t
from atlas.view import View

_WHOLE = ("levels", "sector", "both")
"""Traces of the whole corridor: what a filter of the register leaves out is not missing."""


def trace(what: str, *of: str) -> str:
    """Give what a number opens, as the link holds it."""
    return ".".join((what, *of))


def detail(view: View, chosen: Chosen) -> None:
    """Let the reader open one action with its sources, or show the actions behind a number."""
    lang, actions = view.lang, chosen_actions(view, chosen)
    names = shared.names(actions, "action_id", lang)
    traced = link.value("pick")
    rows = _behind(view, chosen, traced)
    said = names if rows.empty else {**names, traced: _in_words(view, traced)}
    picked = link.one(
        t("cooperation.pick", lang),
        "pick",
        ["", *said],
        lambda one: said.get(one, t("coverage.choose", lang)),
    )
    if not picked:
        return
    with shared.picked_box(plain(said[picked]), lang):
        if rows.empty:
            _action(view, actions[actions["action_id"] == picked].iloc[0])
        else:
            key = t("cooperation.traced_file", lang)
            shared.table(register_rows(view, rows), key, lang, alt=said[picked])
            cited = ";".join(rows["source_ids"])
            with st.expander(t("cooperation.sources", lang)):
                show_sources(view, cited)


def _action(view: View, row: pd.Series) -> None:
    english = view.lang == "en" and row["summary_en"]
    st.write(plain(row["summary_en"] if english else row["summary"]))
    table = register_rows(view, row.to_frame().T)
    st.html(markup.text_table(table.drop(columns=t("coverage.source", view.lang))))
    show_sources(view, row["source_ids"])


def show_sources(view: View, ids: str) -> None:
    """List sources with their links."""
    cited = view.sources[view.sources["source_id"].isin(ids.split(";"))]
    english = (view.lang == "en") & (cited["title_en"] != "")
    titles = cited["title_en"].where(english, cited["title"])
    items = [
        (title, url, " · ".join(part for part in (publisher, day) if part))
        for title, url, publisher, day in zip(
            titles, cited["url"], cited["publisher"], cited["date"], strict=True
        )
    ]
    st.html(markup.linked_list(items))


@lru_cache(maxsize=64)
def _behind(view: View, chosen: Chosen, traced: str) -> pd.DataFrame:
    what, *of = traced.split(".")
    actions = view.actions if what in _WHOLE else chosen_actions(view, chosen)
    return cooperation.behind(actions, view.actors, what, tuple(of), shared.countries(view))


def _in_words(view: View, traced: str) -> str:
    """Say a trace in words."""
    what, *of = traced.split(".")
    vocabularies = {
        "dimension": ("", "dimension"),
        "level": ("", "level"),
        "levels": ("level", "level"),
        "tie": ("", ""),
        "sector": ("sector",),
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
