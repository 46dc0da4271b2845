"""Maps of the planner's pages: vector drawings that need no connection."""

from typing import Any, Final

import altair as alt
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import streamlit as st

from atlas.analysis.coverage import TravelAreas
from atlas.app import charts, map_names, page_parts
from atlas.app.charts import Features
from atlas.app.map_names import Paper
from atlas.base.i18n import t
from atlas.places.kept_with_view import kept_with_view
from atlas.places.privacy import CELL_DEGREES
from atlas.places.view import View

HEIGHT_PX: Final = 640
"""Height of a map on a wide screen."""

_LEGEND_PX: Final = 70
"""What a legend below it adds; `style.css` gives a map less on a telephone."""

_NARROW_PX: Final = 560
WIDE_PX: Final = 1080
"""Width of a drawing across the whole page."""

_TELEPHONE: Final = Paper(350, 400, 0, _NARROW_PX, towns=6)

_HOME_SIZE: Final = alt.Scale(range=[26, 700])
_SMALL_HATCH: Final = "M-0.71,0.71L0.71,-0.71"
_HATCH: Final = f"M-0.97,0.26L0.26,-0.97{_SMALL_HATCH}M-0.26,0.97L0.97,-0.26"
"""Chords of the circle of radius 1: how the drawing library takes a shape of one's own."""

_LARGE: Final = 0.1
"""From this share of the largest population on there is room for three chords."""

_WIDE_DEGREES: Final = 1.5
_SIMPLER_DEGREES: Final = 0.003
_MARGIN: Final = 0.12
_NEAR: Final = 0.06
_LAND, _SEA, _EDGE = "#f1eee6", "#c9d8de", "#d8d0bd"
_BORDER, _BESIDE = "#4a3d5c", "#fffdf7"
AREA_COLOURS: Final = ("#7d2a63", "#a95c90", "#cf9fbf")
"""Of areas within some minutes, the fewest first."""

_AREA_DEGREES: Final = 0.0003
_INK, _ACCENT = "#22272d", "#b5651d"


def ground_layers() -> list[Any]:
    """Draw sea, land by side and border, the tables of these names; the first is the lowest."""
    line: dict[str, Any] = {"fill": None, "strokeJoin": "round"}
    tint = alt.ExprRef("datum.properties.tint")
    return [
        charts.shapes("sea", fill=_SEA, stroke=_EDGE),
        charts.shapes("land", fill=tint, stroke=_EDGE, strokeWidth=0.6),
        charts.shapes("border", stroke=_BESIDE, strokeWidth=6, strokeOpacity=0.8, **line),
        charts.shapes("border", stroke=_BORDER, strokeWidth=3, **line),
    ]


def area_layers() -> list[Any]:
    """Draw areas within some minutes, the table `areas`; dashed what only may be, `perhaps`."""
    colour = alt.ExprRef("datum.properties.colour")
    return [
        charts.shapes("areas", fill=colour, fillOpacity=0.45, stroke=colour, strokeWidth=0.8),
        charts.shapes("perhaps", fill=None, stroke=colour, strokeWidth=1.2, strokeDash=[4, 3]),
    ]


def area_tables(areas: TravelAreas | None) -> dict[str, Features]:
    """Give the tables of `area_layers`: areas of more minutes lie below those of fewer."""
    tables: dict[str, Features] = {"areas": [], "perhaps": []}
    if areas is not None:
        rank = {most: n for n, most in enumerate(sorted(set(areas.shapes["minutes"])))}
        for row in areas.shapes.iloc[::-1].to_dict("records"):
            drawn = _features(
                [row["geometry"].simplify(_AREA_DEGREES)], colour=AREA_COLOURS[rank[row["minutes"]]]
            )
            tables["perhaps" if row["bound"] == "possible" else "areas"] += drawn
    return tables


def crossing_layer(lang: str) -> Any:  # noqa: ANN401, a chart
    """Draw the crossings, the table `crossings`."""
    look = {"shape": "diamond", "size": 70, "color": _INK}
    return _points("crossings", t("corridor.crossing", lang), look)


@kept_with_view
def spots(view: View) -> pd.DataFrame:
    """Give the points of a grid that a reader can choose from: lon, lat within the corridors."""
    west, south, east, north = view.segments.total_bounds
    # Not nearer to each other than a pointer can tell on a drawing of this size.
    step = CELL_DEGREES * (2 if east - west > _WIDE_DEGREES else 1)
    lon, lat = np.meshgrid(
        np.arange(west, east, step).round(2), np.arange(south, north, step).round(2)
    )
    shapes = view.segments.geometry.to_numpy()
    shapely.prepare(shapes)
    inside = np.asarray(shapely.contains_xy(shapes[:, None], lon.ravel(), lat.ravel())).any(axis=0)
    return pd.DataFrame({"lon": lon.ravel()[inside], "lat": lat.ravel()[inside]})


def spot_layer() -> Any:  # noqa: ANN401, a chart
    """Draw the spots that may be chosen, the table `spots`, unseen until they are."""
    choice = alt.selection_point(name="spot", fields=["lon", "lat"], on="click", empty=False)
    shown = alt.condition(choice, alt.value(0.9), alt.value(0.0))
    return (
        alt.Chart(alt.NamedData("spots"))
        .mark_point(shape="cross", size=90, filled=True, color=_ACCENT)
        .encode(longitude="lon:Q", latitude="lat:Q", opacity=shown)
        .add_params(choice)
    )


def home_layer(lang: str) -> Any:  # noqa: ANN401, a chart
    """Draw localities, the table `homes`: size by population, in the colour that each row names."""
    choice = alt.selection_point(name="home", fields=["id"], on="click", empty=False)
    return (
        alt.Chart(alt.NamedData("homes"))
        .mark_circle(stroke=_INK, strokeWidth=0.5, opacity=0.95)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            size=alt.Size("population:Q", scale=_HOME_SIZE, legend=None),
            color=alt.Color("colour:N", scale=None, legend=None),
            tooltip=[
                alt.Tooltip("name:N", title=t("coverage.locality", lang)),
                alt.Tooltip("population:Q", title=t("coverage.population", lang), format=","),
                alt.Tooltip("access:N", title=t("coverage.access_of", lang)),
                alt.Tooltip("same_km:Q", title=t("coverage.same_km", lang), format=".1f"),
                alt.Tooltip(
                    "same_km_least:Q", title=t("coverage.same_km_least", lang), format=".1f"
                ),
                alt.Tooltip("either_km:Q", title=t("coverage.either_km", lang), format=".1f"),
                alt.Tooltip(
                    "either_km_least:Q", title=t("coverage.either_km_least", lang), format=".1f"
                ),
            ],
        )
        .add_params(choice)
    )


def hatch_layers() -> list[Any]:
    """Hatch the localities of the table `homes` that say so in `depends`, on dark and on light."""
    return [_hatch("#fffdf7", 2.2), _hatch(_INK, 1)]


def hatches(population: pd.Series) -> list[str]:
    """Give how each locality is hatched, the column `hatch` of the table `homes`."""
    large = population >= _LARGE * population.max()
    return [_HATCH if one else _SMALL_HATCH for one in large]


def _hatch(colour: str, width: float) -> Any:  # noqa: ANN401, a chart
    return (
        alt.Chart(alt.NamedData("homes"))
        .mark_point(filled=False, color=colour, strokeWidth=width, aria=False, tooltip=None)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            size=alt.Size("population:Q", scale=_HOME_SIZE, legend=None),
            shape=alt.Shape("hatch:N", scale=None, legend=None),
            opacity=alt.condition("datum.depends", alt.value(1), alt.value(0)),
        )
    )


def place_marks(view: View, places: pd.DataFrame) -> pd.DataFrame:
    """Give the table `places` of `place_layer`."""
    names = page_parts.names(places, "facility_id", view.lang)
    added = t("coverage.added", view.lang)
    marks = places[["lon", "lat"]].copy()
    marks["name"] = [names[one] or added for one in places["facility_id"]]
    return marks


def place_layer(lang: str) -> Any:  # noqa: ANN401, a chart
    """Draw the places that give what is looked for, the table `places`."""
    look = {"shape": "triangle-up", "size": 46, "color": _ACCENT}
    return _points("places", t("coverage.place", lang), look)


def _points(table: str, title: str, look: dict[str, Any]) -> Any:  # noqa: ANN401, a chart
    """Draw the points of a table, each with its name under the pointer."""
    return (
        alt.Chart(alt.NamedData(table))
        .mark_point(filled=True, opacity=1, **look)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            tooltip=[alt.Tooltip("name:N", title=title)],
        )
    )


def drawing(layered: Any, lang: str) -> charts.Drawing:  # noqa: ANN401, a chart
    """Give what is sent for a map of any corridor, without its tables; `framed` puts them in."""
    return charts.drawing(layered.project(type="mercator"), lang)


def framed(
    view: View,
    made: charts.Drawing,
    width_px: float,
    around: Any = None,  # noqa: ANN401, a geometry
    **tables: pd.DataFrame | Features,
) -> charts.Drawing:
    """Give a map of the corridor with its tables.

    Parameters
    ----------
    view
        The corridor.
    made
        The map without its tables.
    width_px
        How wide it is on a wide screen.
    around
        A geometry: what lies around it is shown, and not all of the corridor.
    tables
        Those in addition to the ground, the crossings and the names, which are always there.
    """
    window = _shown(view, around).bounds
    west, south, east, north = window
    box = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "MultiPoint", "coordinates": [[west, south], [east, north]]},
    }
    projection = {**made["projection"], "fit": box}
    tables = _paper(page_parts.whole(view), window, width_px) | tables
    return charts.filled({**made, "projection": projection}, **tables)


@kept_with_view
def _paper(view: View, window: map_names.Box, width_px: float) -> dict[str, Any]:
    """Give the tables that every map of a corridor has."""
    sea, land, border = _ground(view)
    papers = (Paper(width_px, HEIGHT_PX, _NARROW_PX, 10_000, towns=24), _TELEPHONE)
    names = page_parts.names(view.crossings, "crossing_id", view.lang)
    crossings = view.crossings[view.crossings["lon"].notna()]
    marks = pd.DataFrame(
        {
            "name": [names[one] for one in crossings["crossing_id"]],
            "lon": crossings["lon"],
            "lat": crossings["lat"],
        }
    )
    return {
        "sea": sea,
        "land": land,
        "border": border,
        "crossings": charts.table(marks),
        "names": charts.table(map_names.placed_on_all(view, window, papers)),
    }


def show(
    made: charts.Drawing,
    alt_text: str,
    key: str,
    *,
    legend: bool = False,
    **options: Any,  # noqa: ANN401, handed on
) -> None:
    """Show a map, which may have a legend of its own, in the height there is; see `charts.show`."""
    height = HEIGHT_PX + (_LEGEND_PX if legend else 0)
    with st.container(key=f"map-{key}", height=height, border=False):
        charts.show(made, alt_text, key=key, height="stretch", **options)


def _shown(view: View, around: Any) -> Any:  # noqa: ANN401, geometries
    window = _window(view)
    if around is None:
        return window
    west, south, east, north = around.bounds
    return window.intersection(
        shapely.box(west - _NEAR, south - _NEAR, east + _NEAR, north + _NEAR)
    )


def _window(view: View) -> Any:  # noqa: ANN401, a geometry
    """Give the box that is drawn: the corridor with a margin, as far as there is land to draw."""
    west, south, east, north = view.segments.total_bounds
    around = shapely.box(west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN)
    return around.intersection(shapely.box(*view.land.total_bounds))


@kept_with_view
def _ground(view: View) -> tuple[Features, Features, Features]:
    """Give sea, land with the tint of its side and border, simple enough for a small drawing."""
    window = _window(view)

    def drawn(frame: gpd.GeoDataFrame, **properties: str) -> Features:
        shapes = frame.geometry.intersection(window).simplify(_SIMPLER_DEGREES)
        return _features(list(shapes), **properties)

    land = [
        feature
        for side, own in view.land.groupby("side")
        for feature in drawn(own, tint=_tint(view, str(side)))
    ]
    return _features([window]), land, drawn(view.border)


def _tint(view: View, side: str) -> str:
    return view.vocab.term("side", side).colour or _LAND


def _features(shapes: list[Any], **properties: str) -> Features:
    parts = [part for shape in shapes for part in getattr(shape, "geoms", [shape])]
    return [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": shapely.geometry.mapping(_wound(part)),
        }
        for part in parts
        if not part.is_empty
    ]


def _wound(shape: Any) -> Any:  # noqa: ANN401, a geometry
    """Turn outlines clockwise: the drawing library fills what lies to the right of them."""
    if shape.geom_type != "Polygon":
        return shape
    return shapely.geometry.polygon.orient(shape, sign=-1.0)
