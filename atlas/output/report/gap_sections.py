"""What is missing, and what is not known: the part of a brief that keeps the rest honest."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import pandas as pd

from atlas.analysis.coverage import service_by_side, sides, supply
from atlas.base.i18n import count, date, number, t
from atlas.output.report import absence_words, range_words
from atlas.output.report.blocks import Range, plain
from atlas.output.report.brief_words import corridor_name, inside, label, names, said, side_name
from atlas.places.scope import located, scoped
from atlas.places.view import View
from atlas.spatial.geodesy import distance_words

STALE_MONTHS: Final = 24
"""A statement older than this, at the date of the data, is called old."""

_COARSE_M: Final = 300.0


def service_gaps(view: View) -> tuple[str, ...]:
    """Say for every side which services are known only across the border."""
    of = sides(view.corridors, view.filter.side)
    counts = service_by_side(supply(view.places), of, view.vocab.codes("service"))
    points = []
    for corridor_id, side in of:
        across = [counts[pair] for pair in of if pair[0] == corridor_id]
        missing = counts.index[(counts[corridor_id, side] == 0) & (sum(across) > 0)]
        if len(missing):
            where = side_name(view, corridor_id, side)
            gap = said(view, "report.gap", side=where, services=_listed(view, missing))
            points.append(gap + _outside(view, [(corridor_id, side)], missing))
    nowhere = counts.index[~counts.any(axis=1)]
    if len(nowhere) and len(view.places):
        gap = said(view, "report.gap_nowhere", services=_listed(view, nowhere))
        points.append(gap + _outside(view, of, nowhere))
    return tuple(points)


def _outside(view: View, pairs: Iterable[tuple[str, str]], services: Iterable[str]) -> str:
    """Say which places outside of the selection offer what none in it is known to offer."""
    lines = []
    for corridor_id, side in pairs:
        if counts := absence_words.outside(view, corridor_id, side, services):
            words = {"side": side_name(view, corridor_id, side)}
            words["where"] = corridor_name(view, corridor_id)
            listed = plain(absence_words.counted(view, counts))
            lines.append(t("scope.outside", view.lang, services=listed, **words))
    return "".join(f" {line}" for line in lines)


def near_shares(view: View) -> tuple[Range, ...]:
    """Say for every side how many people live near a place of it, as a range where it is one."""
    return tuple(
        replace(one, name=plain(one.name), sentence=plain(one.sentence))
        for one in range_words.ranges(view, range_words.shares(view))
    )


def unknowns(view: View) -> tuple[str, ...]:
    """Say what the data do not know about the places of a view."""
    places = view.places
    lines = [
        _pointless(view),
        _coarse(view),
        _protected(view),
        _stale(view),
        _part("report.unstated_services", view, places["services"] == ""),
        _capacity(view),
        _asymmetry(view),
    ]
    scoped_lines = [scoped(view, text) for text in lines if text]
    return tuple(plain(text) for text in (*scoped_lines, _uncounted(view)) if text)


def _listed(view: View, codes: Iterable[str]) -> str:
    return "; ".join(inside(label(view, "service", code)) for code in codes)


def _counted(key: str, view: View, rows: pd.Series, **values: object) -> str:
    """Say of how many places something is true; nothing when of none."""
    found = int(rows.sum())
    return count(key, found, view.lang, **values) if found else ""


def _part(key: str, view: View, rows: pd.Series, **values: object) -> str:
    """Say of how many places of all something is true; nothing when of none."""
    found = int(rows.sum())
    counts = {"n": number(found, view.lang), "total": number(len(rows), view.lang)}
    return t(key, view.lang, **counts, **values) if found else ""


def _pointless(view: View) -> str:
    rest = view.places[view.places["lon"].isna()]
    unnamed = t("report.no_municipality", view.lang)
    where = rest["municipality"].where(rest["municipality"] != "", unnamed).value_counts()
    listed = ", ".join(f"{name} {number(n, view.lang)}" for name, n in where.items())
    return _part("report.pointless", view, view.places["lon"].isna(), where=listed)


def _coarse(view: View) -> str:
    metres = view.places["precision_m"]
    worst = distance_words(metres.max(), view.lang) if metres.notna().any() else ""
    least = distance_words(_COARSE_M, view.lang)
    return _counted("report.coarse", view, metres > _COARSE_M, least=least, worst=worst)


def _protected(view: View) -> str:
    return _counted("report.protected", view, view.places["sensitivity"] != "open")


def _stale(view: View) -> str:
    """Say how many statements are old, have no date, or say nothing."""
    made = view.made
    since = view.places["status_date"].str[:4]
    edge = f"{int(made[:4]) - STALE_MONTHS // 12}{made[4:]}"
    stated = view.places["status_date"]
    # A year or a month counts as its last day: only what is surely old is called old.
    old = (stated != "") & ((stated + "-12-31").where(stated.str.len() == 4, stated + "-31") < edge)
    undated, unknown = since == "", view.places["status"] == "unknown"
    if not (old | undated | unknown).any():
        return ""
    return t(
        "report.stale",
        view.lang,
        made=date(made, view.lang),
        edge=date(edge, view.lang),
        old=number(int(old.sum()), view.lang),
        undated=number(int(undated.sum()), view.lang),
        unknown=number(int(unknown.sum()), view.lang),
        total=number(len(view.places), view.lang),
    )


def _capacity(view: View) -> str:
    shelters = view.places[view.places["kind"] == "shelter"]
    return _part("report.unstated_capacity", view, shelters["capacity"].isna())


def _asymmetry(view: View) -> str:
    """Say how many places and sources stand behind each side."""
    parts = []
    for corridor_id, side in sides(view.corridors, view.filter.side):
        here = (view.places["corridor_id"] == corridor_id) & (view.places["side"] == side)
        cited = view.places.loc[here, "source_ids"].str.split(";").explode()
        parts.append(
            t(
                "report.asymmetry_side",
                view.lang,
                side=side_name(view, corridor_id, side),
                places=count("report.places", int(here.sum()), view.lang),
                sources=count("report.sources", int(cited[cited != ""].nunique()), view.lang),
            )
        )
    if len(parts) < 2 or view.places.empty:
        return ""
    return t("report.asymmetry", view.lang, sides="; ".join(parts))


def _uncounted(view: View) -> str:
    """Name the crossings without any published count."""
    counted = set(view.flows["crossing_id"]) if len(view.flows) else set()
    rest = view.crossings[~view.crossings["crossing_id"].isin(counted)]
    if rest.empty:
        return ""
    said = t("report.uncounted", view.lang, crossings=", ".join(names(rest, view.lang)))
    return located(view, said)
