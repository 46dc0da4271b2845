"""The coverage page: what is measured, in words and on the map, before and after a what-if."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

import altair as alt
import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from atlas.analysis import coverage
from atlas.analysis.coverage import BANDS_2SFCA, E2SFCA, Bands, Change
from atlas.analysis.coverage.municipal_areas import EDGE_KM
from atlas.app import charts, colour_ramps, map_names, markup, page_link, page_parts, vector_maps
from atlas.app.callbacks import unbroken
from atlas.app.corridor_page import headline
from atlas.app.coverage_page import whatif_panel
from atlas.app.page_parts import side_name
from atlas.base.i18n import count, number, short_number, t
from atlas.output.report import range_words
from atlas.places import scope
from atlas.places.view import View

PER_PEOPLE: Final = 100_000
"""Accessibility is given per so many people."""

METHODS: Final = {"e2sfca": E2SFCA, "2sfca": BANDS_2SFCA}
PAGE: Final = "coverage"
_MAP: Final = "planner-map"
_WIDTH_PX: Final = 720
_KM: Final = ["same_km", "same_km_least", "either_km", "either_km_least"]


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
    """

    gaps: pd.DataFrame
    homes: pd.DataFrame
    known: pd.DataFrame
    sited: pd.DataFrame
    gates: pd.DataFrame
    near: coverage.Unplaced
    edge_km: float

    @cached_property
    def shares(self) -> list[dict[Hashable, Any]]:
        """How many people of each side live near a place of it; see `coverage.near_shares`."""
        return coverage.near_shares(self.homes, self.known, self.near).to_dict("records")

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


@lru_cache(maxsize=64)
def measure(view: View, changes: tuple[Change, ...], bands: Bands, *, by_capacity: bool) -> Result:
    """Measure a corridor as it is, or as it would be."""
    places, crossings = whatif_panel.places_after(view, changes)
    known = coverage.supply(places, view.filter.service)
    gates, towns = coverage.gates(crossings), view.localities
    gaps = coverage.gaps(known, gates, _points(page_parts.whole(view)), towns)
    homes = coverage.by_locality(towns, known, gates, bands=bands, by_capacity=by_capacity)
    homes = homes[_inside(page_parts.whole(view))].reset_index(drop=True)
    homes["access"] *= PER_PEOPLE
    nearest = gaps[gaps["point"] == "locality"].set_index("point_id")
    homes = homes.join(nearest[_KM], on="locality_id")
    near = coverage.unplaced_near(homes, known, gates, towns)
    homes["depends"] = coverage.depends(homes, near)
    return Result(gaps, homes, known, coverage.on_the_map(known), gates, near, bands.edge_km)


def near(result: Result, side: str) -> npt.NDArray[np.bool_]:
    """Say which localities of a side are near a place of it, or may be."""
    homes = result.homes
    is_near = homes["depends"] | (homes["same_km"] <= coverage.NEAR_KM)
    return (is_near & (homes["side"] == side)).to_numpy(np.bool_)


def summary(view: View, result: Result, *, by_capacity: bool, changed: bool) -> None:
    """Say in words what is looked for, on what the results rest, and what stands out."""
    told, lines, warnings = _summary(view, result, by_capacity=by_capacity)
    # What only a what-if adds or closes is on no map.
    n, here = 0 if changed else len(result.known), page_link.here(view, PAGE)
    st.html(
        markup.section(
            markup.status(
                page_parts.leading(
                    view, n, told, kind=page_parts.of_help(view), status=page_parts.works(view)
                )
            ),
            markup.ranges(_bars(view, result)),
            markup.lines(markup.opening(said, here, pick, PAGE) for pick, said in lines),
        )
    )
    for warning in warnings:
        st.warning(warning)


def the_map(view: View, before: Result, after: Result, *, changed: bool) -> None:
    """Draw localities by access, or by its change; a choice opens the rows behind it."""
    lang = view.lang
    drawn, legend = _map(view, before, after, changed=changed)
    vector_maps.show(drawn, t("coverage.map_alt", lang), _MAP, on_select=_taken)
    st.html(markup.section(legend, markup.note(t("coverage.map_note", lang))))


def left_out(view: View, result: Result) -> None:
    """Say which places no distance takes into account, and what the numbers do not know."""
    lang = view.lang
    lines = [
        t(f"coverage.{one}", lang, km=short_number(EDGE_KM, lang))
        for one in ("unknown_range", "unknown_low", "unknown_demand", "unknown_protected")
    ]
    lines.append(t("corridor.unknown_distance", lang))
    st.html(
        markup.section(
            markup.heading(t("corridor.unknown", lang), "unknown"),
            headline.left_out_words(
                view, _left_out(view, result), page_link.here(view, PAGE), PAGE
            ),
            markup.prose("\n".join(f"- {line}" for line in lines)),
        )
    )


@lru_cache(maxsize=64)
def _left_out(view: View, result: Result) -> tuple[int, str]:
    return headline.left_out(view, result.known)


@lru_cache(maxsize=16)
def _points(view: View) -> pd.DataFrame:
    """Give the points to measure from; a crossing that a change closes stays one of them."""
    return coverage.starting_points(view.crossings, view.localities, view.corridors, view.segments)


@lru_cache(maxsize=16)
def _inside(view: View) -> npt.NDArray[np.bool_]:
    return coverage.in_corridor(view.localities, view.segments)


@lru_cache(maxsize=64)
def _summary(
    view: View, result: Result, *, by_capacity: bool
) -> tuple[str, list[tuple[str, str]], list[str]]:
    """Give what is looked for, what stands out with what it opens, and what the results lack.

    A sentence that counts nothing opens nothing.
    """
    lang = view.lang
    known, sited = result.known, result.sited
    told = scope.scoped(view, count("coverage.known", len(known), lang))
    said = scope.scoped(view, count("coverage.sited", len(sited), lang))
    lines, warnings = [("" if sited.empty else "sited", said)], []
    if sited.empty:
        warnings.append(t("coverage.nothing_sited", lang))
    elif by_capacity and coverage.sleeping_places(sited).isna().all():
        warnings.append(t("coverage.no_capacity", lang))
    if result.gates.empty:
        warnings.append(t("coverage.no_gate", lang))
    warnings = [page_parts.scoped(view, one) for one in warnings]
    homes = result.homes[result.homes["depends"]]
    if len(homes):
        towns = range_words.localities(len(homes), len(homes), lang)
        people = number(homes["population"].sum(), lang)
        said = t("coverage.depends", lang, localities=towns, people=people, km=coverage.NEAR_KM)
        lines.append(("depends", scope.scoped(view, said)))
    return told, lines, warnings


def _access(values: pd.Series, view: View) -> list[str]:
    return [number(value, view.lang, 2) for value in values.tolist()]


def _tick(value: float, lang: str, *, signed: bool) -> str:
    """Give a value of the legend with two significant digits."""
    said = short_number(value, lang, digits=2)
    return f"+{said}" if signed and value > 0 else said


@lru_cache(maxsize=64)
def _bars(view: View, result: Result) -> tuple[markup.Range, ...]:
    """Give for each side how many people live near a place of it, as the two ends of a bar."""
    lang, here = view.lang, page_link.here(view, PAGE)
    asked = view.filter.side or page_parts.countries(view)
    bars = []
    for row in result.shares:
        if row["side"] in asked:
            low, high = range_words.ends(row, lang)
            pick = f"near.{row['side']}" if near(result, row["side"]).any() else ""
            name = t(
                "coverage.near_bar", lang, side=side_name(view, row["side"]), km=coverage.NEAR_KM
            )
            said = low if low == high else t("coverage.near_ends", lang, low=low, high=high)
            bars.append(
                markup.Range(
                    markup.opening(name, here, pick, PAGE),
                    f"{said} %",
                    row["low"] / row["people"],
                    row["high"] / row["people"],
                    range_words.share_sentence(view, row),
                )
            )
    return tuple(bars)


@lru_cache(maxsize=64)
def _map(view: View, before: Result, after: Result, *, changed: bool) -> tuple[charts.Drawing, str]:
    """Give the map and its legend."""
    was, now = before.homes["access"], after.homes["access"]
    if changed:
        coloured, what = now - was, "coverage.change_of"
        ramp = colour_ramps.changes(coloured)
        pairs = zip(_access(was, view), _access(now, view), strict=True)
        told = [f"{a} \N{RIGHTWARDS ARROW} {b}" for a, b in pairs]
    else:
        coloured, what = now, "coverage.access_of"
        ramp = colour_ramps.amounts(coloured)
        told = _access(now, view)
    columns = ["name", "lon", "lat", "population", "depends", *_KM]
    homes = after.homes[columns].assign(
        id=after.homes["locality_id"] + "." + after.homes["side"],
        colour=ramp.colours(coloured),
        hatch=vector_maps.hatches(after.homes["population"]),
        access=told,
    )
    drawn = vector_maps.framed(
        view,
        _blank_map(view.lang),
        _WIDTH_PX,
        spots=vector_maps.spots(page_parts.whole(view)),
        homes=homes,
        places=vector_maps.place_marks(view, after.sited),
    )
    legend = ramp.legend(t(what, view.lang), lambda one: _tick(one, view.lang, signed=changed))
    if homes["depends"].any():
        legend += markup.hatched(t("coverage.depends_key", view.lang, km=coverage.NEAR_KM))
    return drawn, legend


@lru_cache(maxsize=4)
def _blank_map(lang: str) -> charts.Drawing:
    """Give the map without its tables: that part takes long to make."""
    drawn = alt.layer(
        *vector_maps.ground_layers(),
        vector_maps.spot_layer(),
        vector_maps.home_layer(lang),
        *vector_maps.hatch_layers(),
        vector_maps.place_layer(lang),
        vector_maps.crossing_layer(lang),
        *map_names.layers(),
    )
    return vector_maps.drawing(
        drawn.resolve_scale(color="independent", size="independent", opacity="independent"), lang
    )


@unbroken
def _taken() -> None:
    """Take over what was chosen on the map: a locality to look at, or a spot to add a place at."""
    chosen = st.session_state[_MAP]["selection"]
    if homes := chosen.get("home"):
        page_link.put("pick", str(homes[0].get("id", "")))
    elif spot := chosen.get("spot"):
        whatif_panel.offer_spot(float(spot[0]["lat"]), float(spot[0]["lon"]))
