"""The corridor page: one corridor as one object with two sides."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st

from atlas import coverage
from atlas.app import inventory, markup
from atlas.app.plain import plain
from atlas.app.planner import shared
from atlas.app.planner.shared import UNKNOWN, side_name
from atlas.i18n import count, date, number, t
from atlas.view import View


def headline(view: View) -> None:
    """Show the first figures, one side beside the other; counts lead to the map of their places."""
    lang = view.lang
    n, total = len(view.places), len(shared.whole(view).places)
    told = t("corridor.found", lang, n=number(n, lang), total=number(total, lang))
    st.html(markup.status(told))
    st.html(_headline(view))
    st.caption(t("corridor.headline_note", lang, day=date(_today(view), lang)))


def context(view: View) -> None:
    """Show the figures about the corridor and its countries, each with its source."""
    lang = view.lang
    st.header(t("corridor.context", lang), anchor="context")
    st.write(t("corridor.context_text", lang))
    shared.table(
        _context(shared.whole(view)),
        t("corridor.context_file", lang),
        lang,
        alt=t("corridor.context", lang),
        height=360,
    )


def governance(view: View) -> None:
    """Show which levels run places on each side, and which are missing."""
    lang = view.lang
    st.header(t("corridor.governance", lang), anchor="governance")
    st.write(t("corridor.governance_text", lang))
    missing, table = _governance(view)
    for line in missing:
        st.markdown(f"- {line}")
    st.html(table)


def unknowns(view: View) -> None:
    """Say what this page does not know."""
    lang = view.lang
    st.header(t("corridor.unknown", lang), anchor="unknown")
    lines = [
        *_unknowns(view),
        t("corridor.unknown_absence", lang),
        t("corridor.unknown_distance", lang),
    ]
    st.markdown("\n".join(f"- {line}" for line in lines))
    left_out(view, view.places)


def left_out(view: View, places: pd.DataFrame) -> None:
    """Say how many places no distance takes into account, by municipality."""
    out = coverage.left_out(coverage.working(places))
    if len(out):
        lang = view.lang
        st.write(t("coverage.left_out", lang, n=number(int(out["places"].sum()), lang)))
        st.html(markup.text_table(_left_out_rows(view, out)))


def _left_out_rows(view: View, out: pd.DataFrame) -> pd.DataFrame:
    """Give the places that no distance takes into account, by municipality, as people read it."""
    lang = view.lang
    return pd.DataFrame(
        {
            t("coverage.municipality", lang): out["municipality"].replace("", UNKNOWN),
            t("app.side", lang): [side_name(view, one) for one in out["side"]],
            t("coverage.places", lang): [
                coverage.few(n, protected)
                for n, protected in zip(out["places"], out["protected"], strict=True)
            ],
        }
    )


@lru_cache(maxsize=64)
def _headline(view: View) -> str:
    lang, sides = view.lang, shared.countries(view)
    kinds = view.choices["kind"]
    figures = coverage.headline(view.places, kinds, sides, today=_today(view))
    states = view.choices["status"]
    works = tuple(one for one in states if one not in coverage.NOT_WORKING)

    def counted(name: str, **of: tuple[str, ...]) -> list[markup.Linked]:
        return [_leading(view, n, side=(side,), **of) for side, n in figures[name].items()]

    rows: dict[str, list[Any]] = {t("corridor.places", lang): counted("places", status=works)}
    for kind in kinds:
        label = view.vocab.label("kind", kind, lang)
        rows[label] = counted(kind, kind=(kind,), status=works)
    rows[t("corridor.closed", lang)] = counted("closed", status=coverage.NOT_WORKING)
    rows[t("corridor.beds", lang)] = [_beds(row, lang) for _, row in figures.iterrows()]
    for name in ("fresh", "positioned"):
        rows[t(f"corridor.{name}", lang)] = [
            _of(row[name], row["places"], lang) for _, row in figures.iterrows()
        ]
    cells = [[label, *values] for label, values in rows.items()]
    heads = [t("corridor.figure", lang), *(side_name(view, side) for side in sides)]
    return markup.text_table(pd.DataFrame(cells, columns=heads))


def _leading(view: View, n: int, **of: Any) -> markup.Linked:  # noqa: ANN401, codes by facet
    """Give a count that leads to the map of its places, as far as a filter can say which."""
    chosen: dict[str, Any] = {
        name: _both(getattr(view.filter, name), values) for name, values in of.items()
    }
    query = replace(view.filter, **chosen).to_query() if n else ""
    return markup.Linked(number(n, view.lang), query)


def _both(asked: tuple[str, ...], values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in values if one in asked) if asked else values


@lru_cache(maxsize=16)
def _context(view: View) -> pd.DataFrame:
    lang, english = view.lang, view.lang == "en"
    rows = view.context.sort_values(["indicator", "year"], ascending=[True, False])
    return pd.DataFrame(
        {
            t("corridor.indicator", lang): [
                view.vocab.label("indicator", one, lang) for one in rows["indicator"]
            ],
            t("corridor.where", lang): rows["place_en"] if english else rows["place"],
            t("corridor.period", lang): [_period(row, lang) for row in rows.itertuples()],
            t("corridor.value", lang): rows["value"],
            t("corridor.unit", lang): [view.vocab.label("unit", one, lang) for one in rows["unit"]],
            t("corridor.qualifier", lang): [
                shared.codes(view, "qualifier", one) for one in rows["qualifier"]
            ],
            t("coverage.source", lang): [
                shared.first_link(view, ids) for ids in rows["source_ids"]
            ],
        }
    )


@lru_cache(maxsize=64)
def _governance(view: View) -> tuple[list[str], str]:
    """Give the lines that say which levels a side lacks, and the table of all."""
    lang, sides = view.lang, shared.countries(view)
    levels = view.vocab.codes("level")
    rows = coverage.working(view.places)
    counts = pd.crosstab(rows["level"], rows["side"]).reindex(
        index=levels, columns=list(sides), fill_value=0
    )
    lines = []
    for side, other in (sides, sides[::-1]):
        missing = counts.index[(counts[side] == 0) & (counts[other] > 0)]
        words = shared.listed(view.vocab.label("level", one, lang) for one in missing)
        names = {"side": plain(side_name(view, side)), "other": plain(side_name(view, other))}
        if words:
            lines.append(t("corridor.missing_levels", lang, levels=words, **names))
    works = tuple(one for one in view.choices["status"] if one not in coverage.NOT_WORKING)
    linked = pd.DataFrame(
        {
            side_name(view, side): [
                _leading(view, int(n), side=(side,), level=(level,), status=works)
                for level, n in counts[side].items()
            ]
            for side in sides
        }
    )
    linked[t("data.total", lang)] = counts.sum(axis=1).to_numpy()
    linked.index = pd.Index(
        [view.vocab.label("level", one, lang) for one in levels], name=t("app.level", lang)
    )
    return lines, markup.count_table(linked, lang)


@lru_cache(maxsize=64)
def _unknowns(view: View) -> list[str]:
    return inventory.unknowns(view)


def _today(view: View) -> str:
    """Give the date of the data."""
    return str(view.descriptor.get("created", ""))[:10] or "2026-01-01"


def _beds(row: pd.Series, lang: str) -> str:
    if not row["beds_known"]:
        return t("corridor.beds_unknown", lang)
    oldest, newest = row["beds_oldest"], row["beds_newest"]
    years = (
        date(oldest, lang)
        if oldest == newest
        else f"{date(oldest, lang)} {UNKNOWN} {date(newest, lang)}"
    )
    return count(
        "corridor.beds_known", row["beds_known"], lang, beds=number(row["beds"], lang), dates=years
    )


def _of(part: int, whole: int, lang: str) -> str:
    share = f" ({100 * part / whole:.0f} %)" if whole else ""
    return f"{number(part, lang)}{share}"


def _period(row: "pd.core.frame.NamedTuple", lang: str) -> str:  # type: ignore[name-defined]
    """Give the months or years that a figure covers."""
    year = (
        f"{int(row.year_start)}{UNKNOWN}{int(row.year)}"
        if row.year_start == row.year_start
        else str(int(row.year))
    )
    months = t("dates.months", lang).split()
    if row.month_start != row.month_start:
        return year
    first = months[int(row.month_start) - 1][:3]
    last = months[int(row.month_end) - 1][:3] if row.month_end == row.month_end else "?"
    return f"{first}{UNKNOWN}{last} {year}"
