"""Streets on a map on paper: the classes that its scale can show, below everything else."""

from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from atlas.spatial.streets import CLASSES, Layer, Shape, StreetClass, StreetPack

_ROAD: Final = "#fffefa"
_LOOKS: Final[dict[str, tuple[str, float, str]]] = {
    "waterway": ("#a9c5cd", 0.8, ""),
    "railway": ("#9a938a", 0.5, ""),
    "minor": (_ROAD, 0.8, "#ddd3c0"),
    "tertiary": (_ROAD, 1.1, "#c9bea9"),
    "secondary": (_ROAD, 1.3, "#c9bea9"),
    "primary": (_ROAD, 1.5, "#bcae94"),
    "trunk": ("#fdf3dc", 1.7, "#b0a184"),
    "motorway": ("#fbeccb", 1.9, "#a89876"),
}
"""Colour, width in points at zoom 13, and colour of the edges, of each class of lines."""

_FILLS: Final = {"park": "#c9d8ba", "water": "#c3d5da", "riverbank": "#c3d5da"}
_UNDER, _CASES, _LINES = 1.6, 1.62, 1.64
_CASE_PT: Final = 0.5

Box = tuple[float, float, float, float]


def draw_streets(axes: Axes, packs: list[StreetPack], box: Box, zoom: float) -> None:
    """Draw the streets of packs.

    Parameters
    ----------
    axes
        Axes in degrees.
    packs
        The packs.
    box
        What the axes show: west, south, east, north.
    zoom
        The zoom of the web map that shows as much of the ground.
    """
    for one in CLASSES:
        if zoom < one.zoom:
            continue
        for pack in packs:
            layer = pack.layers.get(one.name)
            if layer is not None:
                _draw_class(axes, one, _within(pack, layer, box), zoom)


def _draw_class(axes: Axes, one: StreetClass, lines: list[Any], zoom: float) -> None:
    if not lines:
        return
    if one.shape is Shape.AREA and one.name in _FILLS:
        rings = Path.make_compound_path(*(Path(line, closed=True) for line in lines))
        axes.add_patch(PathPatch(rings, facecolor=_FILLS[one.name], lw=0, zorder=_UNDER))
    if one.name not in _LOOKS:
        return
    colour, points, case = _LOOKS[one.name]
    width = max(0.3, points * 1.32 ** (zoom - 13))
    look: dict[str, Any] = {"capstyle": "round", "joinstyle": "round"}
    if case:
        edge = LineCollection(lines, colors=case, linewidths=width + _CASE_PT, **look)
        edge.set_zorder(_CASES)
        axes.add_collection(edge, autolim=False)
    drawn = LineCollection(lines, colors=colour, linewidths=width, **look)
    drawn.set_zorder(_LINES)
    axes.add_collection(drawn, autolim=False)


def _within(pack: StreetPack, layer: Layer, box: Box) -> list[Any]:
    """Give the lines of a layer that come into a box, degrees."""
    west, south, east, north = box
    low = (np.array([west, south]) - pack.origin) / pack.step
    high = (np.array([east, north]) - pack.origin) / pack.step
    return [
        pack.degrees(line)
        for line in layer.lines
        if len(line) > 1 and (line.max(axis=0) >= low).all() and (line.min(axis=0) <= high).all()
    ]
