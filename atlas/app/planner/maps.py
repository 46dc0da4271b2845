"""Maps of the planner's pages: vector drawings that need no connection."""

from functools import lru_cache
from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd
import shapely

from atlas.app.planner import charts, naming, shared
from atlas.app.planner.naming import Paper
from atlas.i18n import t
from atlas.view import View

HEIGHT_PX: Final = 640
_NARROW_PX: Final = 560
_PAPERS: Final = (
    Paper(1080, HEIGHT_PX, _NARROW_PX, 10_000, towns=24),
    Paper(350, HEIGHT_PX, 0, _NARROW_PX, towns=6),
)
"""Sizes that names are placed for: the whole page, and a telephone."""

SPOT_DEGREES: Final = 0.02
_WIDE_DEGREES: Final = 1.5
_SIMPLER_DEGREES: Final = 0.003
_MARGIN: Final = 0.12
_NEAR: Final = 0.06
_LAND, _LINE, _SEA, _EDGE = "#f4efe2", "#59616b", "#dfe8ec", "#d8d0bd"
_INK, _ACCENT = "#22272d", "#b5651d"


def layers(view: View) -> list[Any]:
    """Draw sea, land, border and crossings of the view's corridors; the first is the lowest.

    Names are another thing: `name_layers`.
    """
    sea, land, border = _ground(shared.whole(view))
    lang = view.lang
    names = shared.names(view.crossings, "crossing_id", lang)
    crossings = view.crossings[view.crossings["lon"].notna()]
    marks = pd.DataFrame(
        {
            "name": [names[one] for one in crossings["crossing_id"]],
            "lon": crossings["lon"],
            "lat": crossings["lat"],
        }
    )
    return [
        charts.shapes(sea, fill=_SEA, stroke=_EDGE),
        charts.shapes(land, fill=_LAND, stroke=_EDGE),
        charts.shapes(border, fill=None, stroke=_LINE, strokeDash=[5, 3], strokeWidth=1.4),
        alt.Chart(marks)
        .mark_point(shape="diamond", size=70, filled=True, color=_INK, opacity=1)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            tooltip=[alt.Tooltip("name:N", title=t("corridor.crossing", lang))],
        ),
    ]


@lru_cache(maxsize=8)
def spots(view: View) -> pd.DataFrame:
    """Give the points of a grid that a reader can choose from: lon, lat within the corridors."""
    west, south, east, north = view.segments.total_bounds
    # Not nearer to each other than a pointer can tell on a drawing of this size.
    step = SPOT_DEGREES * (2 if east - west > _WIDE_DEGREES else 1)
    lon, lat = np.meshgrid(
        np.arange(west, east, step).round(2), np.arange(south, north, step).round(2)
    )
    shapes = view.segments.geometry.to_numpy()
    shapely.prepare(shapes)
    inside = np.asarray(shapely.contains_xy(shapes[:, None], lon.ravel(), lat.ravel())).any(axis=0)
    return pd.DataFrame({"lon": lon.ravel()[inside], "lat": lat.ravel()[inside]})


def spot_layer(view: View) -> Any:  # noqa: ANN401, a chart
    """Draw the spots that may be chosen, unseen until they are."""
    choice = alt.selection_point(name="spot", fields=["lon", "lat"], on="click", empty=False)
    shown = alt.condition(choice, alt.value(0.9), alt.value(0.0))
    return (
        alt.Chart(spots(shared.whole(view)))
        .mark_point(shape="cross", size=90, filled=True, color=_ACCENT)
        .encode(longitude="lon:Q", latitude="lat:Q", opacity=shown)
        .add_params(choice)
    )


def home_layer(title: str, lang: str, *, change: bool) -> Any:  # noqa: ANN401, a chart
    """Draw localities, the table `homes`: size by population, colour by the column `shown`."""
    choice = alt.selection_point(name="home", fields=["id"], on="click", empty=False)
    scale = (
        alt.Scale(scheme="purpleorange", domainMid=0, reverse=True)
        if change
        else alt.Scale(scheme="tealblues", domainMin=0, type="sqrt")
    )
    return (
        alt.Chart(alt.NamedData("homes"))
        .mark_circle(stroke=_INK, strokeWidth=0.5, opacity=0.95)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            size=alt.Size("population:Q", scale=alt.Scale(range=[26, 700]), legend=None),
            color=alt.Color(
                "shown:Q",
                scale=scale,
                legend=alt.Legend(
                    title=title, orient="bottom", format="~g", gradientLength=240, titleLimit=420
                ),
            ),
            tooltip=[
                alt.Tooltip("name:N", title=t("coverage.locality", lang)),
                alt.Tooltip("population:Q", title=t("coverage.population", lang), format=","),
                alt.Tooltip("shown:Q", title=title, format=".2f"),
                alt.Tooltip("same_km:Q", title=t("coverage.same_km", lang), format=".1f"),
                alt.Tooltip("either_km:Q", title=t("coverage.either_km", lang), format=".1f"),
            ],
        )
        .add_params(choice)
    )


def name_layers(view: View, around: Any = None) -> list[Any]:  # noqa: ANN401, a geometry
    """Draw the names of crossings and towns, above everything else; `around` as in `framed`."""
    return naming.layers(view, _shown(view, around).bounds, _PAPERS)


def place_marks(view: View, places: pd.DataFrame) -> pd.DataFrame:
    """Give the table `places` of `place_layer`."""
    names = shared.names(places, "facility_id", view.lang)
    added = t("coverage.added", view.lang)
    marks = places[["lon", "lat"]].copy()
    marks["name"] = [names[one] or added for one in places["facility_id"]]
    return marks


def place_layer(lang: str) -> Any:  # noqa: ANN401, a chart
    """Draw the places that give what is looked for, the table `places`."""
    return (
        alt.Chart(alt.NamedData("places"))
        .mark_point(shape="triangle-up", size=46, filled=True, color=_ACCENT, opacity=1)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            tooltip=[alt.Tooltip("name:N", title=t("coverage.place", lang))],
        )
    )


def framed(view: View, layered: Any, around: Any = None) -> charts.Drawing:  # noqa: ANN401
    """Put layers into one map of the corridor, or of what lies around a shape in it."""
    west, south, east, north = _shown(view, around).bounds
    corners = [[west, south], [east, north]]
    box = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "MultiPoint", "coordinates": corners},
    }
    return charts.drawing(layered.properties(height=HEIGHT_PX).project(type="mercator", fit=box))


def _shown(view: View, around: Any) -> Any:  # noqa: ANN401, geometries
    window = _window(view)
    return window if around is None else window.intersection(around.buffer(_NEAR).envelope)


def _window(view: View) -> Any:  # noqa: ANN401, a geometry
    """Give the box that is drawn: the corridor with a margin, as far as there is land to draw."""
    west, south, east, north = view.segments.total_bounds
    around = shapely.box(west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN)
    return around.intersection(shapely.box(*view.land.total_bounds))


@lru_cache(maxsize=8)
def _ground(view: View) -> tuple[list[dict[str, Any]], ...]:
    """Give sea, land and border as GeoJSON features, simple enough for a small drawing."""
    window = _window(view)
    drawn = (
        frame.geometry.intersection(window).simplify(_SIMPLER_DEGREES)
        for frame in (view.land, view.border)
    )
    return _features([window]), *(_features(list(shapes)) for shapes in drawn)


def _features(shapes: list[Any]) -> list[dict[str, Any]]:
    parts = [part for shape in shapes for part in getattr(shape, "geoms", [shape])]
    return [
        {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(_wound(part))}
        for part in parts
        if not part.is_empty
    ]


def _wound(shape: Any) -> Any:  # noqa: ANN401, a geometry
    """Turn outlines clockwise: the drawing library fills what lies to the right of them."""
    if shape.geom_type != "Polygon":
        return shape
    return shapely.geometry.polygon.orient(shape, sign=-1.0)
