"""The coverage page's map: localities by their access, or by its change, places and areas."""

from functools import lru_cache
from typing import Any, Final, TypeAlias

import altair as alt
import pandas as pd
import streamlit as st

from atlas.analysis import coverage
from atlas.app import charts, colour_ramps, map_names, markup, page_link, page_parts, vector_maps
from atlas.app.callbacks import unbroken
from atlas.app.coverage_page import whatif_panel
from atlas.app.coverage_page.access_map import NEAREST_KM, Result
from atlas.base.i18n import number, short_number, t
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

Column: TypeAlias = Any
"""A part of the page; Streamlit does not export the type."""

_MAP: Final = "planner-map"
_WIDTH_PX: Final = 720


def the_map(
    view: View,
    before: Result,
    after: Result,
    changes: tuple[coverage.Change, ...],
    areas: coverage.TravelAreas | None,
    *,
    into: tuple[Column, Column],
) -> None:
    """Draw localities by access, or by its change; a choice opens the rows behind it.

    The map goes into the first of two columns, what its colours mean into the second.
    """
    drawn, legend = _map(view, before, after, areas, changed=bool(changes))
    with into[0]:
        vector_maps.show(drawn, t("coverage.map_alt", view.lang), _MAP, on_select=_taken)
    with into[1]:
        st.html(markup.section(legend, markup.note(t("coverage.map_note", view.lang))))


def _access(values: pd.Series, view: View) -> list[str]:
    return [number(value, view.lang, 2) for value in values.tolist()]


def _tick(value: float, lang: str, *, signed: bool) -> str:
    """Give a value of the legend with two significant digits."""
    said = short_number(value, lang, digits=2)
    return f"+{said}" if signed and value > 0 else said


@kept_with_view
def _map(
    view: View,
    before: Result,
    after: Result,
    areas: coverage.TravelAreas | None,
    *,
    changed: bool,
) -> tuple[charts.Drawing, str]:
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
    columns = ["name", "lon", "lat", "population", "depends", *NEAREST_KM]
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
        **vector_maps.area_tables(areas),
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
        *vector_maps.area_layers(),
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
