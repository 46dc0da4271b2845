"""Maps of the planner's pages: vector drawings that need no connection."""

from functools import lru_cache
from typing import Any, Final

import altair as alt
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from atlas.app.planner import shared
from atlas.i18n import t
from atlas.view import View

HEIGHT_PX: Final = 560
SPOT_DEGREES: Final = 0.02
_SIMPLER_DEGREES: Final = 0.003
_MARGIN: Final = 0.04
_LAND, _LINE, _SEA = "#f4efe2", "#8a8f94", "#e6edf0"
_INK, _ACCENT = "#22272d", "#b5651d"


def layers(view: View) -> list[Any]:
    """Draw land, border and crossings of the view's corridors."""
    land, border = _ground(view)
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
        alt.Chart(_data(land)).mark_geoshape(fill=_LAND, stroke="#d8d0bd"),
        alt.Chart(_data(border)).mark_geoshape(
            fill=None, stroke=_LINE, strokeDash=[5, 3], strokeWidth=1.4
        ),
        alt.Chart(marks)
        .mark_point(shape="diamond", size=70, filled=True, color=_INK, opacity=1)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            tooltip=[alt.Tooltip("name:N", title=t("corridor.crossing", lang))],
        ),
    ]


def spots(view: View) -> pd.DataFrame:
    """Give the points of a grid that a reader can choose from: lon, lat within the corridors."""
    west, south, east, north = view.segments.total_bounds
    lon, lat = np.meshgrid(
        np.arange(west, east, SPOT_DEGREES).round(2), np.arange(south, north, SPOT_DEGREES).round(2)
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
        alt.Chart(spots(view))
        .mark_point(shape="cross", size=90, filled=True, color=_ACCENT)
        .encode(longitude="lon:Q", latitude="lat:Q", opacity=shown)
        .add_params(choice)
    )


def home_layer(homes: pd.DataFrame, column: str, title: str, lang: str, *, change: bool) -> Any:  # noqa: ANN401
    """Draw localities: size by population, colour by a result or by its change."""
    choice = alt.selection_point(name="home", fields=["id"], on="click", empty=False)
    largest = float(homes[column].abs().max() or 1)
    scale = (
        alt.Scale(scheme="purpleorange", domain=[-largest, largest], reverse=True)
        if change
        else alt.Scale(scheme="tealblues", domain=[0, largest], type="sqrt")
    )
    return (
        alt.Chart(homes)
        .mark_circle(stroke=_INK, strokeWidth=0.5, opacity=0.95)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            size=alt.Size("population:Q", scale=alt.Scale(range=[26, 700]), legend=None),
            color=alt.Color(
                f"{column}:Q",
                scale=scale,
                legend=alt.Legend(title=title, orient="bottom", gradientLength=240, titleLimit=420),
            ),
            tooltip=[
                alt.Tooltip("name:N", title=t("coverage.locality", lang)),
                alt.Tooltip("population:Q", title=t("coverage.population", lang), format=","),
                alt.Tooltip(f"{column}:Q", title=title, format=".2f"),
                alt.Tooltip("same_km:Q", title=t("coverage.same_km", lang), format=".1f"),
                alt.Tooltip("either_km:Q", title=t("coverage.either_km", lang), format=".1f"),
            ],
        )
        .add_params(choice)
    )


def place_layer(view: View, places: pd.DataFrame) -> Any:  # noqa: ANN401, a chart
    """Draw the places that give what is looked for."""
    names = shared.names(places, "facility_id", view.lang)
    marks = pd.DataFrame(
        {
            "name": [names[one] or t("coverage.added", view.lang) for one in places["facility_id"]],
            "lon": places["lon"],
            "lat": places["lat"],
        }
    )
    return (
        alt.Chart(marks)
        .mark_point(shape="triangle-up", size=46, filled=True, color=_ACCENT, opacity=1)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            tooltip=[alt.Tooltip("name:N", title=t("coverage.place", view.lang))],
        )
    )


def framed(view: View, parts: list[Any]) -> Any:  # noqa: ANN401, a chart
    """Put layers into one map of the corridor."""
    west, south, east, north = view.segments.total_bounds
    corners = [
        [float(west) - _MARGIN, float(south) - _MARGIN],
        [float(east) + _MARGIN, float(north) + _MARGIN],
    ]
    box = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "MultiPoint", "coordinates": corners},
    }
    return (
        alt.layer(*parts)
        .properties(height=HEIGHT_PX)
        .project(type="mercator", fit=box)
        .resolve_scale(color="independent", size="independent", opacity="independent")
        .configure_view(fill=_SEA, stroke="#d8d0bd", clip=True)
    )


@lru_cache(maxsize=8)
def _ground(view: View) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Give land and border as GeoJSON features, simple enough for a small drawing."""
    west, south, east, north = view.segments.total_bounds
    window = shapely.box(west - 0.2, south - 0.2, east + 0.2, north + 0.2)
    return _features(view.land, window), _features(view.border, window)


def _features(frame: gpd.GeoDataFrame, window: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    shapes = frame.geometry.intersection(window).simplify(_SIMPLER_DEGREES)
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


def _data(features: list[dict[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values=features)
