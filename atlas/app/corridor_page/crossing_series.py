"""The crossings over time: pedestrians and vehicles, by month and by year."""

from functools import lru_cache
from typing import Final

import altair as alt
import pandas as pd
import streamlit as st

from atlas.app import charts, markup, page_link, page_parts, page_sections, widgets
from atlas.base.i18n import t
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

_MONTHS: Final = 12
_KEYS: Final = ["series", "crossing_id", "port_name", "measure"]
_COLOURS: Final = ["#1d5570", "#b5651d", "#4f7a3a", "#7b4b94", "#8c6d1f", "#3d3d3d", "#2a9d8f"]


def series(flows: pd.DataFrame, measure: str, *, monthly: bool) -> pd.DataFrame:
    """Give one measure by month or by year.

    Parameters
    ----------
    flows
        The table `crossing_flows`.
    measure
        One of its measures.
    monthly
        By month; otherwise by year, where months are added up when no source gives the year.

    Returns
    -------
    series
        series (crossing or port), crossing_id, port_name, measure, time (the first day), year,
        value, months (covered) and complete (a month, or all twelve), source_ids. Counts of
        crossings and totals of ports stay apart: nothing is added across them.
    """
    rows = flows[flows["measure"] == measure]
    by_month = rows[rows["month"].notna()]
    if monthly:
        table = by_month.assign(months=1, complete=True)
        time = table["year"].astype(str) + "-" + table["month"].astype(int).astype(str).str.zfill(2)
        return _tidy(table.assign(time=pd.to_datetime(time + "-01")))
    whole = rows[rows["month"].isna()]
    whole = whole.assign(months=whole["months_covered"].astype("float64").fillna(_MONTHS))
    added = by_month.groupby([*_KEYS, "year"], as_index=False).agg(
        value=("value", "sum"), months=("month", "nunique"), source_ids=("source_ids", "first")
    )
    table = pd.concat([whole, added]).drop_duplicates([*_KEYS, "year"])
    table = table.assign(complete=table["months"] >= _MONTHS)
    return _tidy(table.assign(time=pd.to_datetime(table["year"].astype(str) + "-01-01")))


def show(view: View) -> None:
    """Show the counts at the crossings as a chart, and as a table."""
    lang, view = view.lang, page_parts.whole(view)
    measures = _measures(view)
    st.html(
        markup.section(
            markup.heading(t("corridor.flows", lang), "crossings"),
            markup.prose(t("corridor.flows_text", lang)),
            "" if measures else markup.prose(t("corridor.no_flows", lang)),
        )
    )
    if not measures:
        return
    # A chart is slow to draw: one that nobody looks at is not made.
    asked = any(page_link.value(name) for name in ("measure", "grain", "series"))
    with page_sections.made_when_open(t("corridor.flows_chart", lang), "crossings", asked) as there:
        if there:
            _counts(view, measures)


def _counts(view: View, measures: list[str]) -> None:
    """Let the reader choose what is counted; draw it."""
    lang = view.lang
    with st.container(horizontal=True):
        measure = page_link.one(
            t("corridor.measure", lang),
            "measure",
            measures,
            lambda one: view.vocab.label("measure", one, lang),
        )
        grain = page_link.one(
            t("corridor.grain", lang),
            "grain",
            ["year", "month"],
            lambda one: t(f"corridor.by_{one}", lang),
        )
        kind = page_link.one(
            t("corridor.series", lang),
            "series",
            ["crossing", "port"],
            lambda one: view.vocab.label("series", one, lang),
        )
    named = _named(view, measure, grain, kind)
    if named.empty:
        st.write(t("corridor.no_series", lang))
        return
    title = view.vocab.label("measure", measure, lang)
    charts.show(_chart(view, measure, grain, kind), t("corridor.flows_alt", lang, measure=title))
    with widgets.container():
        if not named["complete"].all():
            st.caption(t("corridor.incomplete", lang))
    _twin(view, measure, grain, kind)


@st.fragment
def _twin(view: View, measure: str, grain: str, kind: str) -> None:
    """Offer the chart as a table, made when somebody opens it."""
    lang = view.lang
    with st.expander(t("corridor.as_table", lang), key="flows-table", on_change="rerun") as twin:
        if twin.open:
            page_parts.table(
                _as_table(view, measure, grain, kind),
                t("corridor.flows_file", lang),
                lang,
                alt=t("corridor.flows", lang),
            )


@kept_with_view
def _measures(view: View) -> list[str]:
    """Give the measures that there are counts of, those by crossing first."""
    found = view.flows[["measure", "series"]].drop_duplicates()
    by_crossing = set(found.loc[found["series"] == "crossing", "measure"])
    known = [one for one in view.vocab.codes("measure") if one in set(found["measure"])]
    return sorted(known, key=lambda one: one not in by_crossing)


def _tidy(table: pd.DataFrame) -> pd.DataFrame:
    columns = [*_KEYS, "time", "year", "value", "months", "complete", "source_ids"]
    order = ["series", "crossing_id", "port_name", "time"]
    return table[columns].sort_values(order, ignore_index=True)


@kept_with_view
def _named(view: View, measure: str, grain: str, kind: str) -> pd.DataFrame:
    table = series(view.flows, measure, monthly=grain == "month")
    table = table[table["series"] == kind]
    crossing = page_parts.names(view.crossings, "crossing_id", view.lang)
    names = table["crossing_id"].map(crossing).fillna("")
    return table.assign(name=names.where(names != "", table["port_name"]))


@kept_with_view
def _chart(view: View, measure: str, grain: str, kind: str) -> charts.Drawing:
    table = _named(view, measure, grain, kind)
    title = view.vocab.label("measure", measure, view.lang)
    names = tuple(dict.fromkeys(table.sort_values("value", ascending=False)["name"]))
    rows = table[["name", "time", "value", "months", "complete"]]
    return charts.filled(_blank_chart(title, names, view.lang), counts=rows)


@lru_cache(maxsize=32)
def _blank_chart(title: str, names: tuple[str, ...], lang: str) -> charts.Drawing:
    """Give the chart without its counts, the table `counts`: that part takes long to make."""
    legend = alt.Legend(title=None, orient="bottom", columns=2, labelLimit=320)
    base = alt.Chart(alt.NamedData("counts")).encode(
        x=alt.X("time:T", title=None, axis=alt.Axis(format="%Y", tickCount="year")),
        y=alt.Y("value:Q", title=title, axis=alt.Axis(format="~s")),
        color=alt.Color(
            "name:N",
            sort=names,
            scale=alt.Scale(domain=names, range=_COLOURS),
            legend=legend,
        ),
        tooltip=[
            alt.Tooltip("name:N", title=t("corridor.crossing", lang)),
            alt.Tooltip("year(time):T", title=t("data.year", lang)),
            alt.Tooltip("value:Q", title=title, format=","),
            alt.Tooltip("months:Q", title=t("corridor.months", lang)),
        ],
    )
    whole = base.transform_filter("datum.complete")
    lines = whole.mark_line(strokeWidth=1.6)
    shape = alt.Shape("name:N", sort=names, scale=alt.Scale(domain=names), legend=legend)
    dots = whole.mark_point(size=34, filled=True, opacity=1).encode(shape=shape)
    part = base.transform_filter("!datum.complete").mark_point(size=60, filled=False)
    layered = lines + dots + part.encode(shape=shape)
    return charts.drawing(layered.properties(height=330), lang)


@kept_with_view
def _as_table(view: View, measure: str, grain: str, kind: str) -> pd.DataFrame:
    lang, table = view.lang, _named(view, measure, grain, kind)
    whole_years = (table["time"].dt.month == 1).all()
    return pd.DataFrame(
        {
            t("corridor.crossing", lang): table["name"],
            t("corridor.period", lang): table["time"].dt.strftime("%Y" if whole_years else "%Y-%m"),
            t("corridor.value", lang): table["value"],
            t("corridor.months", lang): table["months"].astype(int),
            t("coverage.source", lang): [
                page_parts.first_link(view, ids) for ids in table["source_ids"]
            ],
        }
    )
