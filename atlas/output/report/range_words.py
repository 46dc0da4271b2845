"""How many people live near a place, in sentences that stay true wherever they are pasted."""

import math
from collections.abc import Callable, Hashable
from typing import Any

import pandas as pd

from atlas.analysis import coverage
from atlas.analysis.coverage.travel import Sites, nearest_km
from atlas.base.i18n import count, date, number, t
from atlas.output.report.blocks import Range
from atlas.output.report.brief_words import corridor_name, label, side_name
from atlas.places.scope import filter_words
from atlas.places.view import View
from atlas.spatial.streets.routes import SNAP_M


def shares(view: View, measure: coverage.Measure = coverage.STRAIGHT) -> pd.DataFrame:
    """Count the people near a place on their side; see `atlas.analysis.coverage.near_shares`."""
    points = coverage.starting_points(
        view.crossings, view.localities, view.corridors, view.segments
    )
    homes = measure.only(points[points["point"] == "locality"].reset_index(drop=True))
    known = measure.sited(coverage.sought(view))
    sites = Sites.of(homes), Sites.of(coverage.on_the_map(known))
    homes["same_km"] = nearest_km(*sites, measure.blocks)
    near = coverage.unplaced_near(homes, known, view.crossings, view.localities, measure)
    return coverage.near_shares(homes, known, near)


def ranges(
    view: View, found: pd.DataFrame, measure: coverage.Measure = coverage.STRAIGHT
) -> list[Range]:
    """Give the shares of all sides that the filter asks for.

    Parameters
    ----------
    view
        Its filter and the date of its data are said too.
    found
        What `shares` gives.
    measure
        What the distances were measured along.
    """
    asked = coverage.sides(view.corridors, view.filter.side)
    rows = {(row["corridor_id"], row["side"]): row for row in found.to_dict("records")}
    return [share_range(view, rows[pair], measure) for pair in asked if pair in rows]


def share_range(
    view: View, row: dict[Hashable, Any], measure: coverage.Measure = coverage.STRAIGHT
) -> Range:
    """Give one share as the two ends of a bar, with its sentence."""
    lang = view.lang
    side = side_name(view, row["corridor_id"], row["side"])
    low, high = ends(row, lang)
    said = low if low == high else t("coverage.near_ends", lang, low=low, high=high)
    return Range(
        t("coverage.near_bar", lang, side=side, km=coverage.NEAR_KM),
        f"{said} %",
        row["low"] / row["people"],
        row["high"] / row["people"],
        share_sentence(view, row, measure),
    )


def share_sentence(
    view: View, row: dict[Hashable, Any], measure: coverage.Measure = coverage.STRAIGHT
) -> str:
    """Say one share: first as a range where fewer than half of the places have a point."""
    lang = view.lang
    where = f"{corridor_name(view, row['corridor_id'])}, {label(view, 'side', row['side'])}"
    low, high = ends(row, lang)
    said = [
        t(
            f"ranges.share_{_form(row)}",
            lang,
            where=where,
            low=low,
            high=high,
            people=number(row["people"], lang),
            km=coverage.NEAR_KM,
            way=t(f"ranges.way_{measure.way}", lang),
            places=number(row["places"], lang),
            placed=number(row["placed"], lang),
        )
    ]
    if row["anywhere"]:
        said.append(t("ranges.share_anywhere", lang, n=number(row["anywhere"], lang)))
    if row["low"] < row["high"]:
        said.append(t("ranges.bounds", lang))
    return " ".join([*said, scope(view)])


def along_words(view: View, measure: coverage.AlongStreets) -> list[str]:
    """Say what figures along streets rest on, and which localities they leave out."""
    lang, points = view.lang, view.localities[coverage.in_corridor(view.localities, view.segments)]
    homes = points.rename(columns={"country": "side"})
    off = homes[~measure.on_streets(homes)]
    said = [t("ranges.streets_note", lang, m=number(SNAP_M, lang))]
    if measure.engine:
        said.append(t("ranges.streets_engine", lang, engine=measure.engine))
    if len(off):
        people = number(off["population"].sum(), lang)
        said.append(count("ranges.streets_off", len(off), lang, people=people))
    return said


def scope(view: View) -> str:
    """Say what is counted: by which filter, and in the data of which day."""
    what = filter_words(view) or t("ranges.scope_all", view.lang)
    day = date(view.made, view.lang)
    return t("ranges.scope", view.lang, what=what, day=day)


def beds(row: pd.Series, lang: str) -> str:
    """Say the sleeping places of a side: by new sources, and by older ones apart.

    Parameters
    ----------
    row
        A row of `atlas.analysis.coverage.headline`.
    lang
        A language of the atlas.
    """
    older = int(row["beds_known"] - row["beds_recent_known"])
    said = []
    if row["beds_recent_known"]:
        places = count("report.places", int(row["beds_recent_known"]), lang)
        said.append(t("corridor.beds_recent", lang, beds=number(row["beds"], lang), places=places))
    if older:
        dates = bed_dates(row, lang)
        key = "corridor.beds_older" if dates else "corridor.beds_undated"
        places = count("report.places", older, lang)
        beds_older = number(row["beds_older"], lang)
        said.append(t(key, lang, beds=beds_older, places=places, dates=dates))
    return "; ".join(said) or t("corridor.beds_unknown", lang)


def bed_dates(row: pd.Series, lang: str) -> str:
    """Give the months that the older capacities of a side are of; nothing without any."""
    dates = dict.fromkeys(
        date(row[name][:7], lang, short=True) for name in ("beds_oldest", "beds_newest")
    )
    return " \N{EN DASH} ".join(one for one in dates if one)


def ends(row: dict[Hashable, Any], lang: str) -> tuple[str, str]:
    """Give both ends of a share in per cent: the lower rounded down, the higher up."""
    low, high = (100 * row[end] / row["people"] for end in ("low", "high"))
    if row["low"] == row["high"]:
        said = number(low, lang, int(0 < low < 1))
        return said, said
    return _rounded(low, lang, math.floor), _rounded(high, lang, math.ceil)


def span(low: float, high: float, lang: str) -> str:
    """Give a count as it is, or from its lower to its higher end."""
    said = dict.fromkeys(number(end, lang) for end in (low, high))
    return "\N{EN DASH}".join(said)


def localities(low: float, high: float, lang: str) -> str:
    """Give a number of localities, or from its lower to its higher end, with the word."""
    form = "one" if low == high == 1 else "many"
    return t(f"coverage.localities_{form}", lang, n=span(low, high, lang))


def _rounded(percent: float, lang: str, towards: Callable[[float], int]) -> str:
    """Give whole per cents, or tenths below one."""
    tenths = towards(percent * 10) / 10
    return number(tenths, lang, 1) if 0 < tenths < 1 else number(towards(percent), lang)


def _form(row: dict[Hashable, Any]) -> str:
    if not row["places"]:
        return "none"
    if row["low"] == row["high"]:
        return "sure"
    return "from" if 2 * row["placed"] >= row["places"] else "between"
