"""The corridor page: one corridor as one object with two sides."""

from dataclasses import replace
from functools import lru_cache

import pandas as pd
import streamlit as st

from atlas import coverage
from atlas.app import inventory, markup
from atlas.app.planner import link, shared
from atlas.app.planner.shared import UNKNOWN, side_name
from atlas.i18n import count, date, number, t
from atlas.view import View

_MOST_PAIRS = 200
_SIDED = ("places", "beds", "nearest_km", "newest")


def headline(view: View) -> None:
    """Show the first figures, one side beside the other."""
    lang, sides = view.lang, shared.countries(view)
    kinds = view.choices["kind"]
    figures = coverage.headline(view.places, kinds, sides, today=_today(view))
    rows = {t("corridor.places", lang): [number(n, lang) for n in figures["places"]]}
    for kind in kinds:
        name = view.vocab.label("kind", kind, lang)
        rows[name] = [number(n, lang) for n in figures[kind]]
    rows[t("corridor.closed", lang)] = [number(n, lang) for n in figures["closed"]]
    rows[t("corridor.beds", lang)] = [_beds(row, lang) for _, row in figures.iterrows()]
    for name in ("fresh", "positioned"):
        rows[t(f"corridor.{name}", lang)] = [
            _of(row[name], row["places"], lang) for _, row in figures.iterrows()
        ]
    heads = [side_name(view, side) for side in sides]
    table = pd.DataFrame(list(rows.values()), columns=heads)
    table.insert(0, t("corridor.figure", lang), list(rows))
    st.html(markup.text_table(table))
    st.caption(t("corridor.headline_note", lang, day=date(_today(view), lang)))


def asymmetry(view: View) -> None:
    """Compare the sides service by service; every number opens its places."""
    lang, sides = view.lang, shared.countries(view)
    st.header(t("corridor.asymmetry", lang), anchor="asymmetry")
    table = _asymmetry(view)
    for line in one_sided_words(view, table):
        st.markdown(f"- {line}")
    _without_distance(view)
    wide = _wide(view, table, sides)
    event = shared.table(
        wide,
        f"{t('corridor.asymmetry_file', lang)}-{view.corridors.iloc[0]['corridor_id']}",
        lang,
        alt=t("corridor.asymmetry", lang),
        full=table,
        on_select="rerun",
        selection_mode="single-cell",
        height="content",
        placeholder=UNKNOWN,
    )
    _picked_cell(event, wide, table, sides)
    st.caption(t("corridor.asymmetry_note", lang))
    _pick(view, table)


def one_sided_words(view: View, table: pd.DataFrame) -> list[str]:
    """Say in words which services only one side has, in Markdown."""
    lang = view.lang
    found = coverage.one_sided(table)
    lines = []
    for side, other in zip(found, reversed(list(found)), strict=True):
        words = shared.listed(view.vocab.label("service", one, lang) for one in found[side])
        places = {"side": side_name(view, side), "other": side_name(view, other)}
        key = "corridor.only" if words else "corridor.only_nothing"
        lines.append(t(key, lang, services=words, **places))
    return lines


def pairs(view: View) -> None:
    """Show who does the same on the other side, nearest first."""
    lang, sides = view.lang, shared.countries(view)
    st.header(t("corridor.pairs", lang), anchor="counterparts")
    st.write(t("corridor.pairs_text", lang))
    service = link.one(
        t("corridor.shared", lang),
        "share",
        ["", *view.vocab.codes("service")],
        lambda one: view.vocab.label("service", one, lang) if one else t("corridor.anything", lang),
    )
    found = _counterparts(view, service)
    if found.empty:
        st.write(t("corridor.no_pairs", lang))
        return
    unknown = int(found["km"].isna().sum())
    st.caption(
        t(
            "corridor.pairs_count",
            lang,
            n=number(len(found), lang),
            unknown=number(unknown, lang),
            shown=number(min(len(found), _MOST_PAIRS), lang),
        )
    )
    shared.table(
        _pair_rows(view, found.head(_MOST_PAIRS), sides),
        t("corridor.pairs_file", lang),
        lang,
        alt=t("corridor.pairs", lang),
        full=_pair_rows(view, found, sides),
        height=420,
    )


def context(view: View) -> None:
    """Show the figures about the corridor and its countries, each with its source."""
    lang = view.lang
    st.header(t("corridor.context", lang), anchor="context")
    st.write(t("corridor.context_text", lang))
    rows = view.context.sort_values(["indicator", "year"], ascending=[True, False])
    english = lang == "en"
    frame = pd.DataFrame(
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
    source = st.column_config.LinkColumn(display_text=t("coverage.open", lang))
    shared.table(
        frame,
        t("corridor.context_file", lang),
        lang,
        alt=t("corridor.context", lang),
        height=360,
        column_config={t("coverage.source", lang): source},
    )


def governance(view: View) -> None:
    """Show which levels run places on each side, and which are missing."""
    lang, sides = view.lang, shared.countries(view)
    st.header(t("corridor.governance", lang), anchor="governance")
    st.write(t("corridor.governance_text", lang))
    levels = view.vocab.codes("level")
    rows = coverage.working(view.places)
    counts = pd.crosstab(rows["level"], rows["side"]).reindex(
        index=levels, columns=list(sides), fill_value=0
    )
    for side, other in (sides, sides[::-1]):
        missing = counts.index[(counts[side] == 0) & (counts[other] > 0)]
        words = shared.listed(view.vocab.label("level", one, lang) for one in missing)
        if words:
            st.markdown(
                "- "
                + t(
                    "corridor.missing_levels",
                    lang,
                    side=side_name(view, side),
                    other=side_name(view, other),
                    levels=words,
                )
            )
    counts.index = pd.Index(
        [view.vocab.label("level", one, lang) for one in levels], name=t("app.level", lang)
    )
    named = counts.rename(columns=lambda one: side_name(view, one))
    st.html(markup.count_table(named.assign(**{t("data.total", lang): named.sum(axis=1)}), lang))


def unknowns(view: View) -> None:
    """Say what this page does not know."""
    lang = view.lang
    st.header(t("corridor.unknown", lang), anchor="unknown")
    lines = inventory.unknowns(view)
    out = coverage.left_out(coverage.working(view.places))
    lines += [t("corridor.unknown_absence", lang), t("corridor.unknown_distance", lang)]
    st.markdown("\n".join(f"- {line}" for line in lines))
    if len(out):
        st.write(t("coverage.left_out", lang, n=number(int(out["places"].sum()), lang)))
        st.html(markup.text_table(left_out_rows(view, out)))


def left_out_rows(view: View, out: pd.DataFrame) -> pd.DataFrame:
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
def _asymmetry(view: View) -> pd.DataFrame:
    return coverage.asymmetry(view.places, view.vocab.codes("service"), shared.countries(view))


@lru_cache(maxsize=64)
def _counterparts(view: View, service: str) -> pd.DataFrame:
    sides = shared.countries(view)
    return coverage.counterparts(view.places, view.crossings, sides, service=service)


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


def _wide(view: View, table: pd.DataFrame, sides: tuple[str, str]) -> pd.DataFrame:
    """Give one row a service, the columns of both sides beside each other."""
    lang = view.lang
    wide = pd.DataFrame(
        {
            t("app.service", lang): [
                view.vocab.label("service", one, lang) for one in dict.fromkeys(table["service"])
            ]
        }
    )
    shown = table.assign(
        nearest_km=table["nearest_km"].round(1),
        newest=[date(one, lang, short=True) for one in table["newest"]],
    )
    for column in _SIDED:
        for side in sides:
            values = shown.loc[shown["side"] == side, column].reset_index(drop=True)
            wide[f"{t(f'corridor.short_{column}', lang)} · {side}"] = values
    return wide


def _picked_cell(
    event: object, wide: pd.DataFrame, table: pd.DataFrame, sides: tuple[str, str]
) -> None:
    """Take over the cell that was chosen in the table, once."""
    cells = getattr(getattr(event, "selection", None), "cells", None) or []
    chosen = tuple(cells[0]) if cells else None
    if chosen is None or chosen == st.session_state.get("_planner_cell"):
        st.session_state["_planner_cell"] = chosen
        return
    st.session_state["_planner_cell"] = chosen
    row, name = chosen
    place = max(list(wide.columns).index(name) - 1, 0)
    service = list(dict.fromkeys(table["service"]))[row]
    link.put("pick", f"{service}.{sides[place % len(sides)]}")
    st.rerun()


def _pick(view: View, table: pd.DataFrame) -> None:
    """Let the reader choose a number, and show its places."""
    lang = view.lang
    cells = table[table["places"] > 0]
    options = [f"{row.service}.{row.side}" for row in cells.itertuples()]

    def say(option: str) -> str:
        if not option:
            return t("coverage.choose", lang)
        service, side = option.split(".")
        return f"{view.vocab.label('service', service, lang)} · {side_name(view, side)}"

    picked = link.one(t("corridor.pick", lang), "pick", ["", *options], say)
    if not picked:
        return
    service, side = picked.split(".")
    ids = table.loc[(table["service"] == service) & (table["side"] == side), "facility_ids"].iloc[0]
    places = view.places[view.places["facility_id"].isin(ids.split(";"))]
    explore = replace(view.filter, side=(side,), service=(service,))
    shared.show_places(view, places, say(picked), explore, t("corridor.places_file", lang))


def _without_distance(view: View) -> None:
    """Say what a limit of distance leaves out without anybody knowing where it is."""
    if view.filter.max_km is None:
        return
    st.caption(t("corridor.distance_note", view.lang, km=f"{view.filter.max_km:g}"))


def _pair_rows(view: View, found: pd.DataFrame, sides: tuple[str, str]) -> pd.DataFrame:
    lang = view.lang
    place = shared.names(view.places, "facility_id", lang)
    crossing = shared.names(view.crossings, "crossing_id", lang)
    yes = t("corridor.same_operator", lang)
    return pd.DataFrame(
        {
            side_name(view, sides[0]): [place[one] for one in found["id_a"]],
            side_name(view, sides[1]): [place[one] for one in found["id_b"]],
            t("corridor.shared", lang): [
                ", ".join(
                    part
                    for part in (shared.codes(view, "service", services), yes if same else "")
                    if part
                )
                for services, same in zip(found["services"], found["same_operator"], strict=True)
            ],
            "km": found["km"].round(1),
            t("corridor.through", lang): [crossing.get(one, "") for one in found["crossing_id"]],
            t("corridor.give_or_take", lang): (found["precision_m"] / 1000).round(1),
        }
    )


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
