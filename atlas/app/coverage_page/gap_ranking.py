"""The coverage page's gaps: the ranked points, and what one of them can reach, before and after."""

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from atlas.analysis import coverage
from atlas.analysis.coverage import Change
from atlas.app import markup, page_link, page_parts
from atlas.app.coverage_page import counted_rows, whatif_panel
from atlas.app.coverage_page.access_map import Result
from atlas.app.markdown_text import plain
from atlas.app.page_parts import UNKNOWN, side_name
from atlas.base.i18n import number, t
from atlas.base.translations import localised_column
from atlas.output.report import range_words
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

_MINUTES: Final = ("same_minutes", "either_minutes")
"""Along streets only; see `atlas.analysis.coverage.along_streets.AlongStreets.further`."""


def gap_table(view: View, before: Result, after: Result, changes: tuple[Change, ...]) -> None:
    """Show the ranked gaps; a row opens the places that its point reaches."""
    lang = view.lang
    st.html(markup.introduction(t("coverage.gaps", lang), "gaps", t("coverage.gaps_text", lang)))
    key = t("coverage.gaps_file", lang)
    page_parts.table(
        _gaps(view, before, after, changed=bool(changes)),
        key,
        lang,
        alt=t("coverage.gaps", lang),
        full=lambda: after.gaps.assign(
            along=after.along.way,
            **coverage.engine_of(after.along),
            counted=whatif_panel.scope_of(view, changes),
            data_date=view.made,
        ),
        height=285,
        opens=after.ids,
    )
    st.html(markup.note(t("coverage.gaps_note", lang)))


def choose(view: View, before: Result, after: Result, changes: tuple[Change, ...]) -> str:
    """Let the reader choose a point; say what it has, before and after. Give what was chosen."""
    lang, names = view.lang, _names(view, after)
    asked = page_link.value("pick")
    counts = (
        {asked: counted_rows.say(view, asked)}
        if counted_rows.is_one(view, before, after, asked)
        else {}
    )
    labels = {"": t("coverage.choose", lang)} | counts | names
    picked = page_link.one(
        t("coverage.pick", lang),
        "pick",
        ["", *counts, *sorted(names, key=names.__getitem__)],
        labels.__getitem__,
    )
    if picked in names:
        figures = _figures(view, before, after, picked)
        same = figures["was"].equals(figures["now"])
        if changes:
            told = f"coverage.point_{'unchanged' if same else 'changed'}"
            where = plain(whatif_panel.scope_of(view, changes))
            said = t(told, lang, name=plain(names[picked]))
            st.html(markup.prose(t("scope.sentence", lang, scope=where, sentence=said)))
        st.html(_figure_table(view, figures, changed=not same))
    return picked


def reached(view: View, result: Result, picked: str) -> None:
    """Show the places that a point reaches."""
    if picked not in result.ids:
        return
    lang = view.lang
    point = _row(result, picked)
    sited = result.sited
    found = coverage.reach(
        coverage.Sites.of(point),
        coverage.Sites.of(sited),
        coverage.Sites.of(result.gates, "corridor_id"),
        limit_km=coverage.COUNT_KM[-1],
        how=result.along.blocks,
    )
    near = sited.iloc[found.place[np.argsort(found.km, kind="stable")]]
    lat, lon = point.iloc[0][["lat", "lon"]]
    explore = replace(view.filter, near=f"{lat:.5f},{lon:.5f}", max_km=float(coverage.COUNT_KM[-1]))
    name = _names(view, result)[picked]
    title = t("coverage.reached", lang, name=name, km=coverage.COUNT_KM[-1])
    page_parts.show_places(view, near, title, explore, heading=st.header)


def _row(result: Result, picked: str) -> pd.DataFrame:
    return result.gaps.iloc[[result.ids.index(picked)]]


@kept_with_view
def _names(view: View, result: Result) -> dict[str, str]:
    rows = result.gaps
    sides = {side: side_name(view, side) for side in rows["side"].unique()}
    named = zip(_point_names(view, rows), rows["side"].tolist(), strict=True)
    said = [f"{name} · {sides[side]}" for name, side in named]
    return dict(zip(result.ids, said, strict=True))


def _figures(view: View, was: Result, now: Result, picked: str) -> pd.DataFrame:
    """Give the figures of a point: index what, columns was and now, as they are read."""
    lang = view.lang
    columns = {}
    for name, result in (("was", was), ("now", now)):
        row = _row(result, picked).iloc[0]
        places = result.known.set_index("facility_id", drop=False)
        crossing = page_parts.names(view.crossings, "crossing_id", lang)
        way = crossing.get(row["either_crossing_id"], "")
        home = result.homes[(result.homes["locality_id"] + "." + result.homes["side"]) == picked]
        said = {
            "same": _nearest(row, "same", places, lang),
            "either": _nearest(row, "either", places, lang, way),
            **{name: _minutes(row[name], lang) for name in _MINUTES if name in row},
            **{f"within_{km}": _within(row, f"within_{km}_km", lang) for km in (5, 20)},
        }
        if len(home):
            said["access"] = number(home["access"].iloc[0], lang, 1)
        columns[name] = list(said.values())
    return pd.DataFrame(columns, index=pd.Index(said))


def _figure_table(view: View, figures: pd.DataFrame, *, changed: bool) -> str:
    lang = view.lang
    named = {"was": "was", "now": "then"} if changed else {"now": "now"}
    columns = {t(f"coverage.{name}", lang): figures[one].to_list() for one, name in named.items()}
    labels = [t(f"coverage.point_{one}", lang) for one in figures.index]
    return markup.text_table(pd.DataFrame({t("coverage.point_figure", lang): labels} | columns))


def _nearest(row: pd.Series, which: str, places: pd.DataFrame, lang: str, way: str = "") -> str:
    """Say how far the nearest place is, how precisely that is known, and which place it is.

    A place without a point may be nearer: that is said behind it.
    """
    km, least, place = (row[f"{which}_{name}"] for name in ("km", "km_least", "id"))
    if np.isnan(km):
        open_end = t("coverage.perhaps_least", lang, km=number(least, lang, 1))
        return UNKNOWN if np.isnan(least) else open_end
    name = _place_name(page_parts.names(places, "facility_id", lang), place, lang)
    precision_km = places["precision_m"].to_dict()[place] / 1000
    said = [f"{number(km, lang, 1)} km (± {number(precision_km, lang, 1)} km)", name, way]
    if least < km:
        said.append(t("coverage.perhaps_km", lang, km=number(least, lang, 1)))
    return " · ".join(part for part in said if part)


def _within(row: pd.Series, name: str, lang: str) -> str:
    """Give a count of places, to what it may be with those without a point."""
    return range_words.span(row[name], row[f"{name}_most"], lang)


@kept_with_view
def _gaps(view: View, before: Result, after: Result, *, changed: bool) -> pd.DataFrame:
    lang, rows = view.lang, after.gaps
    sides = {side: side_name(view, side) for side in rows["side"].unique()}
    place = page_parts.names(after.known, "facility_id", lang)
    crossing = page_parts.names(view.crossings, "crossing_id", lang)
    columns = {
        t("coverage.rank", lang): range(1, len(rows) + 1),
        t("coverage.point", lang): _point_names(view, rows),
        t("app.side", lang): rows["side"].map(sides),
        # The gazetteer writes 0 where it does not know.
        t("coverage.population", lang): rows["population"].replace(0, np.nan),
        t("coverage.same_km_least", lang): rows["same_km_least"],
        t("coverage.same_km", lang): rows["same_km"],
        t("coverage.certain", lang): [
            t(f"coverage.certain_{'yes' if sure else 'no'}", lang) for sure in rows["certain"]
        ],
        t("coverage.either_km_least", lang): rows["either_km_least"],
        t("coverage.either_km", lang): rows["either_km"],
    }
    if "same_minutes" in rows:
        columns |= {t(f"coverage.{name}", lang): rows[name].round() for name in _MINUTES}
        columns[t("coverage.same_km_span", lang)] = _km_span(rows, lang)
    if changed:
        was = before.gaps.set_index(["point_id", "side"])[["same_km", "either_km"]]
        was = was.loc[pd.MultiIndex.from_frame(rows[["point_id", "side"]])]
        columns[t("coverage.same_before", lang)] = was["same_km"].to_numpy()
        columns[t("coverage.either_before", lang)] = was["either_km"].to_numpy()
    columns |= {
        **{f"≤ {km} km": _counts(rows, f"same_within_{km}_km", lang) for km in coverage.COUNT_KM},
        t("coverage.give_or_take", lang): rows["precision_m"] / 1000,
        t("coverage.same_place", lang): [
            _place_name(place, one, lang) for one in rows["same_id"].tolist()
        ],
        t("coverage.either_place", lang): [
            _place_name(place, one, lang) for one in rows["either_id"].tolist()
        ],
        t("corridor.through", lang): rows["either_crossing_id"].map(crossing).fillna(""),
    }
    return pd.DataFrame(columns)


def _minutes(minutes: float, lang: str) -> str:
    return UNKNOWN if np.isnan(minutes) else number(minutes, lang)


def _km_span(rows: pd.DataFrame, lang: str) -> list[str]:
    """Give the distance to the nearest place from and to where its precision puts it."""
    ends = zip(rows["same_km_low"].tolist(), rows["same_km_high"].tolist(), strict=True)
    spans = [dict.fromkeys(number(km, lang, 1) for km in pair if np.isfinite(km)) for pair in ends]
    return ["\N{EN DASH}".join(span) for span in spans]


def _counts(rows: pd.DataFrame, name: str, lang: str) -> list[str]:
    ends = zip(rows[name].tolist(), rows[f"{name}_most"].tolist(), strict=True)
    return [range_words.span(low, high, lang) for low, high in ends]


def _point_names(view: View, rows: pd.DataFrame) -> list[str]:
    """Give the names of points; a crossing is named as on its own side."""
    cross = t("corridor.crossing", view.lang)
    named = zip(rows["point"], localised_column(rows, "name", view.lang), strict=True)
    return [f"{cross}: {name}" if kind == "crossing" else name for kind, name in named]


def _place_name(names: dict[str, str], place: str, lang: str) -> str:
    return names.get(place) or (t("coverage.added", lang) if place else "")
