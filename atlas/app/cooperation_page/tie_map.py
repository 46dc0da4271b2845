"""The cooperation page: ties on the map and as a table, and how well it is known."""

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import shapely
import streamlit as st

from atlas.analysis import cooperation, coverage
from atlas.analysis.cooperation import Chosen
from atlas.app import (
    charts,
    map_names,
    markup,
    page_link,
    page_parts,
    page_sections,
    vector_maps,
)
from atlas.app.cooperation_page import indicators
from atlas.app.cooperation_page.action_rows import MAPPED, found_ties, mapped_ties, trace
from atlas.app.cooperation_page.register_timeline import (
    actor_names,
    chosen_actions,
    scoped,
    year_of,
)
from atlas.base.i18n import count, date, t
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View


def ties(view: View, chosen: Chosen) -> None:
    """Show who is tied to whom, on the map and as a table; a tie opens its actions."""
    lang = view.lang
    head = markup.heading(t("cooperation.ties", lang), "ties")
    if _ties(view, chosen)[0].empty:
        st.html(markup.section(head, markup.prose(t("cooperation.nothing", lang))))
        return
    lines = mapped_ties(view, chosen)
    told, drawn = counted(view, chosen)
    here, pick = page_link.here(view, "cooperation"), MAPPED if len(lines) else ""
    way = markup.opening(drawn, here, pick, "cooperation")
    st.html(markup.section(head, markup.lines([markup.Linked(told, ""), way])))
    title = t("cooperation.ties_shown", lang)
    with page_sections.made_when_open(title, "ties", asked=False) as there:
        if there:
            _drawn(view, chosen)


def _drawn(view: View, chosen: Chosen) -> None:
    """Show the ties on the map, those that can be drawn, and as a table."""
    lang = view.lang
    if mapped_ties(view, chosen).empty:
        _tie_table(view, chosen)
        return
    names = [t(f"cooperation.{name}", lang) for name in ("as_map", "as_table")]
    on_map, listed = st.tabs(names, key="tie-tabs")
    with on_map:
        vector_maps.show(
            _tie_map(view, chosen), t("cooperation.ties_alt", lang), "ties", legend=True
        )
    with listed:
        _tie_table(view, chosen)


def _tie_table(view: View, chosen: Chosen) -> None:
    """Show the ties as a table; a row opens the actions that they run through."""
    lang, (found, frame) = view.lang, _ties(view, chosen)
    key = t("cooperation.ties_file", lang)
    pairs = zip(found["actor_a"], found["actor_b"], strict=True)
    page_parts.table(
        frame,
        key,
        lang,
        alt=t("cooperation.ties", lang),
        full=found,
        height=min(380, 60 + 36 * len(frame)),
        opens=[trace("tie", a, b) for a, b in pairs],
    )


def counted(view: View, chosen: Chosen) -> tuple[str, str]:
    """Say how many ties there are, and how many of them can be drawn."""
    numbers = {
        "cooperation.ties_text": len(found_ties(view, chosen)),
        "cooperation.ties_mapped": len(mapped_ties(view, chosen)),
    }
    told, drawn = (scoped(view, chosen, count(key, n, view.lang)) for key, n in numbers.items())
    return told, drawn


def knowledge(view: View) -> None:
    """Show which services and sectors rest on few, old or no sources."""
    lang, year = view.lang, year_of(view)
    st.html(
        markup.introduction(
            t("cooperation.knowledge", lang),
            "knowledge",
            t("cooperation.knowledge_text", lang, year=year - 2),
        )
    )
    with page_sections.folded(t("cooperation.knowledge_tables", lang), "knowledge"):
        _known_tables(view)


@st.fragment
def _known_tables(view: View) -> None:
    """Show one table or the other; what nobody looks at is not made. A row opens what it counts."""
    page_link.follow()
    lang = view.lang
    names = [t("app.service", lang), t("cooperation.sector", lang)]
    tabs = st.tabs(names, key="knowledge-tabs", on_change="rerun")
    for tab, what in zip(tabs, ("service", "sector"), strict=True):
        if not tab.open:
            continue
        with tab:
            known, frame = well_known(view, what)
            key = t(f"cooperation.{what}s_file", lang)
            page_parts.table(
                frame,
                key,
                lang,
                alt=t("cooperation.knowledge", lang),
                full=known,
                height=240,
                opens=known_picks(known, what),
            )


def known_picks(known: pd.DataFrame, what: str) -> list[str]:
    """Give what each row opens; nothing when nothing is known."""
    parts = [known[name].tolist() for name in (what, "side") if name in known]
    return [
        trace(what, *of) if n else "" for n, *of in zip(known["rows"].tolist(), *parts, strict=True)
    ]


@kept_with_view
def well_known(view: View, what: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give how well services or sectors are known, as the file holds it and as it is read."""
    lang, codes, year = view.lang, view.vocab.codes(what), year_of(view)
    if what == "service":
        known = cooperation.knowledge_of_services(
            view.places, coverage.sides(view.corridors), codes, year=year
        )
    else:
        corridors = list(view.corridors["corridor_id"])
        known = cooperation.knowledge_of_actions(
            view.actions, view.sources, corridors, codes, year=year
        )
    order = {"none": 0, "few": 1, "old": 2, "good": 3}
    known = known.sort_values("state", key=lambda state: state.map(order), kind="stable")
    columns: dict[str, Any] = {
        t(f"cooperation.{what}", lang): [view.vocab.label(what, one, lang) for one in known[what]]
    }
    if "side" in known:
        columns[t("app.side", lang)] = [page_parts.side_name(view, one) for one in known["side"]]
    columns |= {
        t("cooperation.state", lang): [
            t(f"cooperation.known_{one}", lang) for one in known["state"]
        ],
        t("cooperation.rows", lang): known["rows"].to_numpy(),
        t("cooperation.sources", lang): known["sources"].to_numpy(),
        t("coverage.newest", lang): [date(one, lang) for one in known["newest"]],
    }
    return known, pd.DataFrame(columns)


@kept_with_view
def _ties(view: View, chosen: Chosen) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the ties, as the file holds them and as they are read."""
    found = found_ties(view, chosen)
    return found, indicators.tie_rows(view, found, chosen_actions(view, chosen))


@kept_with_view
def _tie_map(view: View, chosen: Chosen) -> charts.Drawing:
    lang, short = view.lang, actor_names(view)
    lines = mapped_ties(view, chosen)
    level = dict(zip(view.actors["actor_id"], view.actors["level"], strict=True))
    rows = lines.assign(
        name=[
            f"{short[a]} \N{EN DASH} {short[b]}"
            for a, b in zip(lines["actor_a"], lines["actor_b"], strict=True)
        ]
    )[["name", "actions", "lon_a", "lat_a", "lon_b", "lat_b"]]
    ends = pd.concat(
        [
            lines[[f"actor_{end}", f"lon_{end}", f"lat_{end}"]].set_axis(
                ["actor", "lon", "lat"], axis=1
            )
            for end in "ab"
        ]
    ).drop_duplicates("actor")
    town, other = _what(lang)
    ends = ends.assign(
        name=[short[one] for one in ends["actor"]],
        what=[town if level[one] == "municipal" else other for one in ends["actor"]],
    )
    return vector_maps.framed(
        view, _blank_tie_map(lang), vector_maps.WIDE_PX, _around(view), ties=rows, ends=ends
    )


@kept_with_view
def _around(view: View) -> Any:  # noqa: ANN401, a geometry
    """Give where the ties of the whole register end: a filter does not move the map."""
    lines = mapped_ties(view, Chosen())
    ends = [lines[[f"lon_{end}", f"lat_{end}"]].to_numpy() for end in "ab"]
    return shapely.MultiPoint(np.concatenate(ends))


def _what(lang: str) -> tuple[str, str]:
    """Say what an end of a tie is: a town, or something else."""
    return t("cooperation.municipal", lang), t("cooperation.not_municipal", lang)


@lru_cache(maxsize=2)
def _blank_tie_map(lang: str) -> charts.Drawing:
    """Give the map of ties without its tables: that part takes long to make."""
    what = list(_what(lang))
    tied = (
        alt.Chart(alt.NamedData("ties"))
        .mark_rule(color="#1d5570", opacity=0.65)
        .encode(
            longitude="lon_a:Q",
            latitude="lat_a:Q",
            longitude2="lon_b:Q",
            latitude2="lat_b:Q",
            strokeWidth=alt.StrokeWidth("actions:Q", scale=alt.Scale(range=[1, 5]), legend=None),
            tooltip=[
                alt.Tooltip("name:N", title=t("cooperation.ties", lang)),
                alt.Tooltip("actions:Q", title=t("cooperation.number", lang)),
            ],
        )
    )
    dots = (
        alt.Chart(alt.NamedData("ends"))
        .mark_point(filled=True, size=140, opacity=1)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            color=alt.Color(
                "what:N",
                scale=alt.Scale(domain=what, range=["#b5651d", "#1d5570"]),
                legend=alt.Legend(title=None, orient="bottom"),
            ),
            shape=alt.Shape(
                "what:N",
                scale=alt.Scale(domain=what, range=["square", "circle"]),
                legend=alt.Legend(title=None, orient="bottom"),
            ),
            tooltip=[alt.Tooltip("name:N", title=t("cooperation.actor", lang))],
        )
    )
    return vector_maps.drawing(
        alt.layer(
            *vector_maps.ground_layers(),
            vector_maps.crossing_layer(lang),
            tied,
            dots,
            *map_names.layers(),
        ),
        lang,
    )
