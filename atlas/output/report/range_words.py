"""How many people live near a place, in sentences that stay true wherever they are pasted."""

import math
from collections.abc import Callable, Hashable
from typing import Any

import pandas as pd

from atlas.analysis import coverage
from atlas.analysis.coverage.travel import Sites, nearest_km
from atlas.base.i18n import date, number, t
from atlas.output.report.brief_words import corridor_name, filter_line, label
from atlas.places.view import View


def shares(view: View) -> pd.DataFrame:
    """Count the people near a place on their side; see `atlas.analysis.coverage.near_shares`."""
    points = coverage.starting_points(
        view.crossings, view.localities, view.corridors, view.segments
    )
    homes = points[points["point"] == "locality"].reset_index(drop=True)
    known = coverage.supply(view.places)
    homes["same_km"] = nearest_km(Sites.of(homes), Sites.of(coverage.on_the_map(known)))
    near = coverage.unplaced_near(homes, known, view.crossings, view.localities)
    return coverage.near_shares(homes, known, near)


def sentences(view: View, found: pd.DataFrame) -> list[str]:
    """Say the shares of all sides that the filter asks for.

    Parameters
    ----------
    view
        Its filter and the date of its data are said too.
    found
        What `shares` gives.
    """
    asked = coverage.sides(view.corridors, view.filter.side)
    rows = {(row["corridor_id"], row["side"]): row for row in found.to_dict("records")}
    return [share_sentence(view, rows[pair]) for pair in asked if pair in rows]


def share_sentence(view: View, row: dict[Hashable, Any]) -> str:
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
            places=number(row["places"], lang),
            placed=number(row["placed"], lang),
        )
    ]
    if row["anywhere"]:
        said.append(t("ranges.share_anywhere", lang, n=number(row["anywhere"], lang)))
    if row["low"] < row["high"]:
        said.append(t("ranges.bounds", lang))
    return " ".join([*said, scope(view)])


def scope(view: View) -> str:
    """Say what is counted: by which filter, and in the data of which day."""
    what = filter_line(view) or t("ranges.scope_all", view.lang)
    day = date(str(view.descriptor.get("created", ""))[:10], view.lang)
    return t("ranges.scope", view.lang, what=what, day=day)


def ends(row: dict[Hashable, Any], lang: str) -> tuple[str, str]:
    """Give both ends of a share in per cent: the lower rounded down, the higher up."""
    low, high = (100 * row[end] / row["people"] for end in ("low", "high"))
    if row["low"] == row["high"]:
        said = number(low, lang, int(low < 1))
        return said, said
    return _rounded(low, lang, math.floor), _rounded(high, lang, math.ceil)


def span(low: float, high: float, lang: str) -> str:
    """Give a count as it is, or from its lower to its higher end."""
    said = dict.fromkeys(number(end, lang) for end in (low, high))
    return "\N{EN DASH}".join(said)


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
