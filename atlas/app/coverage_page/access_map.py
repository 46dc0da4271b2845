"""The coverage page: what is measured, and said in words, before and after a what-if."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from atlas.analysis import coverage
from atlas.analysis.coverage import BANDS_2SFCA, E2SFCA, Bands, Change
from atlas.analysis.coverage.municipal_areas import EDGE_KM
from atlas.app import (
    along_choice,
    markup,
    page_link,
    page_parts,
)
from atlas.app.corridor_page import headline
from atlas.app.coverage_page import whatif_panel
from atlas.app.markdown_text import plain
from atlas.base.i18n import count, number, short_number, t
from atlas.output.report import range_words
from atlas.output.report.blocks import Range
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

Column: TypeAlias = Any
"""A part of the page; Streamlit does not export the type."""

PER_PEOPLE: Final = 100_000
"""Accessibility is given per so many people."""

METHODS: Final = {"e2sfca": E2SFCA, "2sfca": BANDS_2SFCA}
PAGE: Final = "coverage"
NEAREST_KM: Final = ["same_km", "same_km_least", "either_km", "either_km_least"]


@dataclass(frozen=True, eq=False)
class Result:
    """What was measured, and what it rests on.

    Attributes
    ----------
    gaps
        The points, ranked.
    homes
        The localities with their access.
    known
        The places that are neither closed nor only planned.
    sited
        Those of them whose point is known well enough to measure distances from.
    gates
        The crossings that people can go through.
    near
        How near places without a point may be to the localities.
    edge_km
        The edge of the catchment.
    along
        What distances were measured along.
    """

    gaps: pd.DataFrame
    homes: pd.DataFrame
    known: pd.DataFrame
    sited: pd.DataFrame
    gates: pd.DataFrame
    near: coverage.Unplaced
    edge_km: float
    along: coverage.Measure = coverage.STRAIGHT

    @cached_property
    def shares(self) -> list[dict[Hashable, Any]]:
        """How many people of each side live near a place of it; see `coverage.near_shares`."""
        known = self.along.sited(self.known)
        return coverage.near_shares(self.homes, known, self.near).to_dict("records")

    @cached_property
    def ids(self) -> list[str]:
        """What stands for each point in the link: its id and its side."""
        pairs = zip(self.gaps["point_id"].tolist(), self.gaps["side"].tolist(), strict=True)
        return [f"{point}.{side}" for point, side in pairs]


def choose_method(view: View) -> tuple[Bands, bool]:
    """Let the reader choose how accessibility is measured; give bands, and beds or not."""
    lang = view.lang
    lodging = view.filter.service == ("lodging",) or view.filter.kind == ("shelter",)
    order = ["capacity", "places"] if lodging else ["places", "capacity"]
    method = page_link.one(
        t("coverage.method", lang),
        "method",
        list(METHODS),
        lambda one: t(f"coverage.method_{one}", lang),
    )
    supply = page_link.one(
        t("coverage.supply", lang), "supply", order, lambda one: t(f"coverage.by_{one}", lang)
    )
    st.caption(t(f"coverage.about_{method}", lang) + " " + t(f"coverage.about_{supply}", lang))
    return METHODS[method], supply == "capacity"


def choose_along(view: View, changes: tuple[Change, ...]) -> coverage.Measure:
    """Let the reader choose what distances are measured along, and the waits at open crossings."""
    return along_choice.with_waits(view, along_choice.choose(view), _gates(view, changes))


@kept_with_view
def _gates(view: View, changes: tuple[Change, ...]) -> pd.DataFrame:
    return coverage.gates(whatif_panel.places_after(view, changes)[1])


@kept_with_view
def measure(
    view: View,
    changes: tuple[Change, ...],
    bands: Bands,
    *,
    by_capacity: bool,
    along: coverage.Measure = coverage.STRAIGHT,
) -> Result:
    """Measure a corridor as it is, or as it would be."""
    places, crossings = whatif_panel.places_after(view, changes)
    known = coverage.supply(places, view.filter.service)
    gates, towns = coverage.gates(crossings), view.localities
    gaps = coverage.gaps(known, gates, _points(page_parts.whole(view)), towns, along)
    homes = coverage.by_locality(
        towns, known, gates, bands=bands, by_capacity=by_capacity, measure=along
    )
    homes = along.only(homes[_inside(page_parts.whole(view))].reset_index(drop=True))
    homes["access"] *= PER_PEOPLE
    nearest = gaps[gaps["point"] == "locality"].set_index("point_id")
    homes = homes.join(nearest[NEAREST_KM], on="locality_id")
    near = coverage.unplaced_near(homes, known, gates, towns, along)
    homes["depends"] = coverage.depends(homes, near)
    sited = coverage.on_the_map(along.sited(known))
    return Result(gaps, homes, known, sited, gates, near, bands.edge_km, along)


def near(result: Result, side: str) -> npt.NDArray[np.bool_]:
    """Say which localities of a side are near a place of it, or may be."""
    homes = result.homes
    is_near = homes["depends"] | (homes["same_km"] <= coverage.NEAR_KM)
    return (is_near & (homes["side"] == side)).to_numpy(np.bool_)


def summary(view: View, result: Result, changes: tuple[Change, ...], *, by_capacity: bool) -> None:
    """Say in words what is looked for, on what the results rest, and what stands out."""
    told, lines, warnings = summary_words(view, result, changes, by_capacity=by_capacity)
    # What only a what-if adds or closes is on no map.
    n, here = 0 if changes else len(result.known), page_link.here(view, PAGE)
    st.html(
        markup.section(
            markup.anchor("reach"),
            markup.status(
                page_parts.leading(
                    view, n, told, kind=page_parts.of_help(view), status=page_parts.works(view)
                )
            ),
            markup.ranges(_bars(view, result, changes)),
            markup.lines(markup.opening(said, here, pick, PAGE) for pick, said in lines),
        )
    )
    along_choice.say(view, result.along, result.gates)
    for warning in warnings:
        st.warning(warning)


def left_out(view: View, result: Result, changes: tuple[Change, ...]) -> None:
    """Say which places no distance takes into account, and what the numbers do not know."""
    lang = view.lang
    lines = [
        t(f"coverage.{one}", lang, km=short_number(EDGE_KM, lang))
        for one in ("unknown_range", "unknown_low", "unknown_demand", "unknown_protected")
    ]
    straight = result.along is coverage.STRAIGHT
    lines.append(t("corridor.unknown_distance" if straight else "coverage.unknown_streets", lang))
    st.html(
        markup.section(
            markup.heading(t("corridor.unknown", lang), "unknown"),
            markup.prose("\n".join(f"- {line}" for line in lines)),
        )
    )
    headline.show_left_out(
        view,
        _left_out(view, result),
        page_link.here(view, PAGE),
        PAGE,
        where=whatif_panel.scope_of(view, changes),
    )


@kept_with_view
def _left_out(view: View, result: Result) -> tuple[int, str]:
    return headline.left_out(view, result.along.sited(result.known))


@kept_with_view
def _points(view: View) -> pd.DataFrame:
    """Give the points to measure from; a crossing that a change closes stays one of them."""
    return coverage.starting_points(view.crossings, view.localities, view.corridors, view.segments)


@kept_with_view
def _inside(view: View) -> npt.NDArray[np.bool_]:
    return coverage.in_corridor(view.localities, view.segments)


@kept_with_view
def summary_words(
    view: View, result: Result, changes: tuple[Change, ...], *, by_capacity: bool
) -> tuple[str, list[tuple[str, str]], list[str]]:
    """Give what is looked for, what stands out with what it opens, and what the results lack.

    A sentence that counts nothing opens nothing.
    """
    lang = view.lang
    known, sited = result.known, result.sited
    told = whatif_panel.scoped(view, changes, count("coverage.known", len(known), lang))
    said = whatif_panel.scoped(
        view, changes, count(f"coverage.sited{_on(result)}", len(sited), lang)
    )
    lines, warnings = [("" if sited.empty else "sited", said)], []
    if sited.empty:
        warnings.append(t("coverage.nothing_sited", lang))
    elif by_capacity and coverage.sleeping_places(sited).isna().all():
        warnings.append(t("coverage.no_capacity", lang))
    if result.gates.empty:
        warnings.append(t("coverage.no_gate", lang))
    where = plain(whatif_panel.scope_of(view, changes))
    warnings = [t("scope.sentence", lang, scope=where, sentence=one) for one in warnings]
    homes = result.homes[result.homes["depends"]]
    if len(homes):
        towns = range_words.localities(len(homes), len(homes), lang)
        people = number(homes["population"].sum(), lang)
        said = t("coverage.depends", lang, localities=towns, people=people, km=coverage.NEAR_KM)
        lines.append(("depends", whatif_panel.scoped(view, changes, said)))
    return told, lines, warnings


def _on(result: Result) -> str:
    return "" if result.along is coverage.STRAIGHT else "_streets"


@kept_with_view
def bars(view: View, result: Result, changes: tuple[Change, ...]) -> dict[str, Range]:
    """Give for each side how many people live near a place of it, as the two ends of a bar."""
    asked = view.filter.side or page_parts.countries(view)
    found = {}
    for row in result.shares:
        if row["side"] in asked:
            share = range_words.share_range(view, row, result.along)
            said = whatif_panel.supposed(view, changes, share.sentence)
            found[row["side"]] = replace(share, sentence=said)
    return found


@kept_with_view
def _picks(view: View, result: Result, changes: tuple[Change, ...]) -> dict[str, str]:
    """Give what the bar of each side opens; nothing where nobody lives near."""
    return {
        side: f"near.{side}" if near(result, side).any() else ""
        for side in bars(view, result, changes)
    }


def _bars(view: View, result: Result, changes: tuple[Change, ...]) -> list[markup.Range]:
    """Give the bars with what each opens."""
    here, picks = page_link.here(view, PAGE), _picks(view, result, changes)
    return [
        markup.Range(
            markup.opening(share.name, here, picks[side], PAGE),
            share.said,
            share.low,
            share.high,
            share.sentence,
        )
        for side, share in bars(view, result, changes).items()
    ]
