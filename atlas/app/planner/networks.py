"""The cooperation page, second half: matrices, ties, what is missing, how well it is known."""

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from atlas import cooperation, coverage
from atlas.app import markup
from atlas.app.plain import plain
from atlas.app.planner import maps, shared
from atlas.app.planner.cooperation import actor_names, register_rows, year_of
from atlas.exports.gaps import frame_csv
from atlas.i18n import date, number, t
from atlas.view import View

_MOST_ROWS = 25


def matrices(view: View, actions: pd.DataFrame) -> None:
    """Show who works on what, and with which levels."""
    lang = view.lang
    st.header(t("cooperation.matrices", lang), anchor="matrices")
    by_dimension, by_level = st.tabs(
        [t("cooperation.by_dimension", lang), t("cooperation.by_level", lang)]
    )
    tables = {
        "dimension": cooperation.actor_by_dimension(
            actions, view.actors, view.vocab.codes("dimension")
        ),
        "level": cooperation.actor_by_level(actions, view.actors, view.vocab.codes("level")),
    }
    for tab, (vocabulary, counts) in zip((by_dimension, by_level), tables.items(), strict=True):
        with tab:
            _matrix(view, counts, vocabulary)
    st.caption(t("cooperation.matrices_note", lang))


def ties(view: View, actions: pd.DataFrame) -> None:
    """Show who is tied to whom, on the map and as a table."""
    lang = view.lang
    st.header(t("cooperation.ties", lang), anchor="ties")
    found = cooperation.ties(actions, view.actors)
    if found.empty:
        st.write(t("cooperation.nothing", lang))
        return
    lines = cooperation.ties_on_the_map(found, view.places)
    st.write(
        t(
            "cooperation.ties_text",
            lang,
            n=number(len(found), lang),
            mapped=number(len(lines), lang),
        )
    )
    if len(lines):
        st.altair_chart(_tie_map(view, lines), alt=t("cooperation.ties_alt", lang))
    short, names = actor_names(view), shared.names(actions, "action_id", lang)
    links = dict(zip(actions["action_id"], actions["source_ids"], strict=True))
    frame = pd.DataFrame(
        {
            t("cooperation.one", lang): [short[one] for one in found["actor_a"]],
            t("cooperation.other", lang): [short[one] for one in found["actor_b"]],
            t("cooperation.number", lang): found["actions"],
            t("cooperation.through", lang): [
                "; ".join(names[one] for one in ids.split(";")) for ids in found["action_ids"]
            ],
            t("coverage.source", lang): [
                shared.first_link(view, ";".join(links[one] for one in ids.split(";")))
                for ids in found["action_ids"]
            ],
        }
    )
    source = st.column_config.LinkColumn(display_text=t("coverage.open", lang))
    event = shared.table(
        frame,
        t("cooperation.ties_file", lang),
        lang,
        alt=t("cooperation.ties", lang),
        full=found,
        height=min(380, 60 + 36 * len(frame)),
        column_config={t("coverage.source", lang): source},
        on_select="rerun",
        selection_mode="single-row",
    )
    chosen = getattr(getattr(event, "selection", None), "rows", None) or []
    for ids in found["action_ids"].iloc[chosen]:
        rows = register_rows(view, actions[actions["action_id"].isin(ids.split(";"))])
        st.html(markup.text_table(rows.drop(columns=t("coverage.source", lang))))


def missing(view: View) -> None:
    """Say which levels never meet, and which themes no instrument of both sides covers."""
    lang = view.lang
    st.header(t("cooperation.missing", lang), anchor="missing")
    levels = [one for one in view.vocab.codes("level") if (view.actors["level"] == one).any()]
    # Of the whole corridor: what a filter leaves out is not missing.
    actions = view.actions
    pairs = cooperation.level_pairs(actions, view.actors, levels)
    apart = [
        f"{view.vocab.label('level', a, lang)} \N{MULTIPLICATION SIGN} "
        f"{view.vocab.label('level', b, lang)}"
        for i, a in enumerate(levels)
        for b in levels[i + 1 :]
        if pairs.loc[a, b] == 0
    ]
    st.markdown(f"- {t('cooperation.apart', lang, pairs=shared.listed(apart) or shared.UNKNOWN)}")
    themes = cooperation.sector_by_corridor(
        actions, view.actors, view.corridors, view.vocab.codes("sector")
    )
    alone = themes.loc[themes["binational"] == 0, "sector"]
    words = shared.listed(view.vocab.label("sector", one, lang) for one in alone)
    st.markdown(f"- {t('cooperation.not_binational', lang, sectors=words or shared.UNKNOWN)}")
    st.caption(t("cooperation.missing_note", lang))
    with st.expander(t("cooperation.themes", lang)):
        rows = themes.set_index("sector")[["actions", "binational"]]
        rows.index = pd.Index(
            [view.vocab.label("sector", one, lang) for one in rows.index],
            name=t("cooperation.sector", lang),
        )
        rows.columns = pd.Index([t("cooperation.actions", lang), t("cooperation.both", lang)])
        st.html(markup.count_table(rows, lang))
    with st.expander(t("cooperation.level_pairs", lang)):
        _matrix_of_levels(view, pairs)


def indicators(view: View, everything: View) -> None:
    """Show the indicators of every corridor beside each other."""
    lang = view.lang
    st.header(t("cooperation.indicators", lang), anchor="indicators")
    ids = list(everything.corridors["corridor_id"])
    names = shared.names(everything.corridors, "corridor_id", lang)
    found = _indicators(everything)
    rows = [
        [t(f"cooperation.{name}", lang), *(number(n, lang) for n in found[name])]
        for name in ("actions", "shared", "ties")
    ]
    rows += [
        [t(f"cooperation.{name}", lang), *(_percent(share) for share in found[name])]
        for name in ("municipal_share", "funder_share")
    ]
    head = [t("cooperation.indicator", lang), *(names[one] for one in ids)]
    st.html(markup.text_table(pd.DataFrame(rows, columns=head)))
    st.caption(t("cooperation.indicators_note", lang))


def knowledge(view: View) -> None:
    """Show which services and sectors rest on few, old or no sources."""
    lang, year = view.lang, year_of(view)
    st.header(t("cooperation.knowledge", lang), anchor="knowledge")
    st.write(t("cooperation.knowledge_text", lang, year=year - 2))
    services, sectors = _knowledge(view, year)
    by_service, by_sector = st.tabs([t("app.service", lang), t("cooperation.sector", lang)])
    with by_service:
        _known(view, services, "service", t("cooperation.services_file", lang))
    with by_sector:
        _known(view, sectors, "sector", t("cooperation.sectors_file", lang))


@lru_cache(maxsize=8)
def _indicators(everything: View) -> pd.DataFrame:
    ids = list(everything.corridors["corridor_id"])
    return cooperation.indicators(everything.actions, everything.actors, ids)


@lru_cache(maxsize=32)
def _knowledge(view: View, year: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    services = cooperation.knowledge_of_services(
        view.places, coverage.sides(view.corridors), view.vocab.codes("service"), year=year
    )
    sectors = cooperation.knowledge_of_actions(
        view.actions,
        view.sources,
        list(view.corridors["corridor_id"]),
        view.vocab.codes("sector"),
        year=year,
    )
    return services, sectors


def _percent(share: float) -> str:
    return shared.UNKNOWN if pd.isna(share) else f"{100 * share:.0f} %"


def _known(view: View, known: pd.DataFrame, what: str, key: str) -> None:
    lang = view.lang
    order = {"none": 0, "few": 1, "old": 2, "good": 3}
    known = known.sort_values("state", key=lambda state: state.map(order), kind="stable")
    frame = pd.DataFrame(
        {t(f"cooperation.{what}", lang): [view.vocab.label(what, one, lang) for one in known[what]]}
    )
    if "side" in known:
        frame[t("app.side", lang)] = [shared.side_name(view, one) for one in known["side"]]
    frame[t("cooperation.state", lang)] = [
        t(f"cooperation.known_{one}", lang) for one in known["state"]
    ]
    frame[t("cooperation.rows", lang)] = known["rows"].to_numpy()
    frame[t("cooperation.sources", lang)] = known["sources"].to_numpy()
    frame[t("coverage.newest", lang)] = [date(one, lang) for one in known["newest"]]
    shared.table(frame, key, lang, alt=t("cooperation.knowledge", lang), full=known, height=380)


def _matrix(view: View, counts: pd.DataFrame, vocabulary: str) -> None:
    lang = view.lang
    if counts.empty:
        st.write(t("cooperation.nothing", lang))
        return
    short = actor_names(view)
    counts = counts.loc[:, counts.any(axis=0)]
    shown = counts.head(_MOST_ROWS)
    shown = shown.set_axis([short[one] for one in shown.index]).rename_axis(
        t("cooperation.actor", lang)
    )
    shown = shown.rename(columns=lambda one: view.vocab.label(vocabulary, one, lang))
    st.html(markup.text_table(shown.astype(str).reset_index()))
    st.download_button(
        t("coverage.csv", lang),
        frame_csv(counts.reset_index()),
        file_name=f"{vocabulary}.csv",
        mime="text/csv",
        key=f"matrix-{vocabulary}",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def _matrix_of_levels(view: View, pairs: pd.DataFrame) -> None:
    labels = {one: view.vocab.label("level", one, view.lang) for one in pairs.index}
    named = pairs.rename(index=labels, columns=labels).astype(str)
    st.html(markup.text_table(named.rename_axis(t("cooperation.level", view.lang)).reset_index()))


def _tie_map(view: View, lines: pd.DataFrame) -> Any:  # noqa: ANN401, a chart
    lang, short = view.lang, actor_names(view)
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
    town = t("cooperation.municipal", lang)
    other = t("cooperation.not_municipal", lang)
    ends = ends.assign(
        name=[plain(short[one]) for one in ends["actor"]],
        what=[town if level[one] == "municipal" else other for one in ends["actor"]],
    )
    tied = (
        alt.Chart(rows)
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
        alt.Chart(ends)
        .mark_point(filled=True, size=140, opacity=1)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            color=alt.Color(
                "what:N",
                scale=alt.Scale(domain=[town, other], range=["#b5651d", "#1d5570"]),
                legend=alt.Legend(title=None, orient="bottom"),
            ),
            shape=alt.Shape(
                "what:N",
                scale=alt.Scale(domain=[town, other], range=["square", "circle"]),
                legend=None,
            ),
            tooltip=[alt.Tooltip("name:N", title=t("cooperation.actor", lang))],
        )
    )
    ground = maps.layers(view)
    return maps.framed(view, [*ground, tied, dots])
