"""A small map of where on the continent a corridor is."""

from typing import Final

import shapely
from matplotlib.axes import Axes

from atlas.output.figures import basemap, figure_words, style
from atlas.output.figures.basemap import Window
from atlas.places.view import View
from atlas.webmap.basemap_payload import far_borders, far_countries, far_view

_WIDE_DEGREES: Final = 27.0
_LAND: Final = "#ecebe6"
_LEAST_DEGREES: Final = 0.9


def covers(window: Window) -> bool:
    """Say whether the outlines of countries reach all around a corridor."""
    west, south, east, north = far_view()["window"]
    around = around_corridor(window, 1.0)
    return bool(
        around.west >= west and around.east <= east and around.south >= south
        and around.north <= north
    )  # fmt: skip


def around_corridor(window: Window, shape: float) -> Window:
    """Give a window of a shape (height over width) around the middle of a corridor."""
    lon, lat = (window.west + window.east) / 2, window.latitude
    half = _WIDE_DEGREES / 2
    high = half * shape / Window(lon - half, lat - 1, lon + half, lat + 1).stretch
    return Window(lon - half, lat - high, lon + half, lat + high)


def draw_locator(axes: Axes, view: View, corridor: Window, shape: float) -> None:
    """Draw the countries around a corridor, and a frame where it is.

    Parameters
    ----------
    axes
        Empty axes.
    view
        Where the colours of sides come from.
    corridor
        The window of the whole corridor.
    shape
        Height over width of the axes.
    """
    window = around_corridor(corridor, shape)
    basemap.prepare(axes, window)
    box = window.padded(0.02).box()
    for side, land in far_countries():
        tint = figure_words.side_colour(view, side) if side else _LAND
        basemap.fill(axes, shapely.clip_by_rect(land, *box), facecolor=tint, edgecolor="none")
    for line in far_borders():
        inside = shapely.clip_by_rect(line, *box)
        basemap.stroke(axes, inside, color=style.INK, linewidth=0.7, zorder=2.9)
    wide = max(corridor.east - corridor.west, _LEAST_DEGREES)
    high = max(corridor.north - corridor.south, _LEAST_DEGREES)
    middle = (corridor.west + corridor.east) / 2, corridor.latitude
    basemap.frame(axes, (middle[0] - wide / 2, middle[1] - high / 2, wide, high))
