"""Names on a map, put where they hide neither each other nor the symbols."""

from typing import Final, Literal

import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox

from atlas.output.figures import figure_words, placing, style
from atlas.output.figures.basemap import Window
from atlas.output.figures.placing import Taken
from atlas.places.view import View

_CLEARANCE: Final = 1.15
_HALO: Final = [withStroke(linewidth=2.4, foreground=style.HALO)]
_RANKS: Final = ((500_000, 12.0), (50_000, 9.5), (0, 8.0))
"""Least population and type size of localities."""

_LETTER_PT: Final = 4.5, 6.0
"""How far from the corner of a frame the middle of its letter stands: across, and up or down."""


def label_crossings(axes: Axes, view: View, rows: pd.DataFrame, taken: Taken) -> None:
    """Write the names of crossings next to their symbols.

    Parameters
    ----------
    axes
        The map, with its limits set.
    view
        The language.
    rows
        Crossings inside the map.
    taken
        What to stay clear of.
    """
    texts = [
        axes.text(
            lon,
            lat,
            style.wrapped(name, 1.25, style.SMALL_PT, weight="bold", most=3),
            size=style.SMALL_PT,
            weight="bold",
            linespacing=0.95,
            color=style.INK,
            path_effects=_HALO,
            zorder=7,
            ha=away[0],
            va=away[1],
        )
        for name, lon, lat in zip(
            style.names(rows, view.lang), rows["lon"], rows["lat"], strict=True
        )
        for away in [placing.away_from(taken.symbols, (lon, lat))]
    ]
    hard = _symbols(axes, taken) + placing.boxes(axes, taken.spots, 3)
    placing.adjust(axes, texts, hard)
    boxes = list(hard)
    for text, lon, lat in zip(texts, rows["lon"], rows["lat"], strict=True):
        placing.keep_inside(axes, text)
        if placing.is_hidden(axes, text, boxes):
            text.set_position((lon, lat))
            placing.settle(axes, text, boxes, taken.border, sure=True)
        boxes.append(placing.box_of(axes, text))
        placing.lead(axes, text, (lon, lat))


def label_localities(
    axes: Axes,
    view: View,
    window: Window,
    taken: Taken,
    *,
    most: int,
) -> None:
    """Write the names of the largest localities, larger ones in larger type.

    Parameters
    ----------
    axes, view
        The map and the language.
    window
        What the map shows.
    taken
        What to stay clear of.
    most
        How many to name at most. One that finds no clear place near its own is left out, unless
        it is a city.
    """
    own = view.localities
    rows = own[window.padded(-0.02).holds(own["lon"], own["lat"])]
    rows = rows.sort_values("population", ascending=False, kind="stable").head(5 * most)
    boxes = _symbols(axes, taken) + placing.boxes(axes, taken.spots, 4)
    boxes += [Bbox.from_extents(*frame.box()) for frame in taken.frames]
    boxes += placing.written(axes)
    boxes += placing.corners(axes)
    done = 0
    for name, lon, lat, population in zip(
        style.names(rows, view.lang), rows["lon"], rows["lat"], rows["population"], strict=True
    ):
        city = population >= _RANKS[0][0]
        text = axes.text(
            lon,
            lat,
            name,
            size=_rank(population),
            ha="center",
            va="center",
            color=style.INK,
            style="normal" if _rank(population) > 9 else style.slant_of(name),
            weight="bold" if city else "normal",
            path_effects=_HALO,
            zorder=6.8,
        )
        box = placing.settle(axes, text, boxes, taken.border, sure=city)
        if box is None:
            text.remove()
            continue
        boxes.append(box)
        done += 1
        if done == most:
            return


def label_sides(axes: Axes, view: View, corridor_id: str, window: Window, taken: Taken) -> None:
    """Write the name of each country across the widest room that its side leaves."""
    names = [shapely.box(*box.extents) for box in placing.written(axes)]
    hidden = [shapely.MultiPoint(taken.symbols), *names]
    clear = shapely.union_all(shapely.buffer(hidden, (window.east - window.west) / 25))
    for side in dict.fromkeys(view.land["side"]):
        own = view.land[(view.land["corridor_id"] == corridor_id) & (view.land["side"] == side)]
        room = shapely.clip_by_rect(shapely.union_all(own.geometry), *window.padded(-0.04).box())
        free = shapely.difference(room, clear)
        if free.is_empty:
            continue
        polygons = shapely.multipolygons(shapely.get_parts(free))
        x, y = shapely.get_coordinates(shapely.maximum_inscribed_circle(polygons, 0.005))[0]
        text = axes.text(
            x,
            y,
            "\N{NO-BREAK SPACE}".join(figure_words.term(view, "side", side).upper()),
            size=10,
            ha="center",
            va="center",
            color=style.ink_of(figure_words.side_colour(view, side)),
            path_effects=_HALO,
            zorder=6.7,
        )
        placing.keep_inside(axes, text)


def letter_frame(axes: Axes, letter: str, frame: Window, taken: Taken) -> None:
    """Write the letter of a part at the corner of its frame where it hides least."""
    hidden = _symbols(axes, taken) + placing.written(axes)
    across, along = _LETTER_PT
    corners = [
        ((x, y), (right * across, up * along))
        for y, up in ((frame.north, 1), (frame.south, -1))
        for x, right in ((frame.west, 1), (frame.east, -1))
    ]
    corner, shift = placing.clearest(axes, corners, hidden, 2 * along)
    _letter(axes, letter, corner, shift, "data", 8)


def letter_map(axes: Axes, letter: str) -> None:
    """Write the letter of a part in the corner of its own map."""
    _letter(axes, letter, (0, 1), (7, -7), "axes fraction", 9)


def _letter(
    axes: Axes,
    letter: str,
    at: tuple[float, float],
    shift: tuple[float, float],
    measured: Literal["data", "axes fraction"],
    size: float,
) -> None:
    axes.annotate(
        letter,
        at,
        shift,
        xycoords=measured,
        textcoords="offset points",
        ha="center",
        va="center",
        size=size,
        weight="bold",
        color=style.PAPER,
        zorder=9,
        bbox={"boxstyle": "square,pad=0.22", "facecolor": style.INK, "edgecolor": "none"},
    )


def _symbols(axes: Axes, taken: Taken) -> list[Bbox]:
    return placing.boxes(axes, taken.symbols, taken.size_pt * _CLEARANCE)


def _rank(population: float) -> float:
    return next(size for least, size in _RANKS if not population < least)
