"""Border crossings as ticks across the border, as on the map: two that are near stay two."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from matplotlib.axes import Axes

from atlas.output.figures import style
from atlas.output.figures.sheet import size_in
from atlas.places.view import View

_HALF: Final = 0.75
_LEAST_HALF_PT: Final = 3.6
"""Half of the length of a tick: a part of the size asked for, and more than the border is wide."""

_THICK: Final = 0.2
_LEAST_THICK_PT: Final = 0.9
_CASING_PT: Final = 1.6
_AROUND_PT: Final = 3.0
"""How much of the border on each side its direction is taken from."""

_GAP: Final = 0.35
"""The part of a tick around its middle that one of a closed crossing leaves out."""

_Floats = npt.NDArray[np.float64]


def across(
    lines: Sequence[shapely.LineString], spot: tuple[float, float], half: float, around: float
) -> _Floats:
    """Give the ends of a tick across the nearest of some lines, upright where there are none.

    Parameters
    ----------
    lines, spot
        Lines, and a point next to them, all on the plane of the drawing.
    half
        Half of the length of the tick.
    around
        How much of the line on each side tells its direction.

    Returns
    -------
    ends
        Both ends, shape (2, 2).
    """
    middle, step = np.array(spot, float), np.array([0.0, half])
    if lines:
        line = min(lines, key=shapely.Point(spot).distance)
        at = shapely.line_locate_point(line, shapely.Point(spot))
        parts = shapely.line_interpolate_point(line, [max(at - around, 0), at, at + around])
        before, middle, after = shapely.get_coordinates(parts)
        along = after - before
        step = np.array([-along[1], along[0]]) / (np.hypot(*along) or 1) * half
    return np.array([middle - step, middle + step])


def draw_crossings(axes: Axes, view: View, rows: pd.DataFrame, size: float) -> None:
    """Draw crossings, those that are closed as broken ticks.

    Parameters
    ----------
    axes
        The map, with its limits set.
    view
        Where the border is.
    rows
        Crossings inside the map.
    size
        The size that a symbol would have, in points.
    """
    if rows.empty:
        return
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    wide, high = size_in(axes)
    per_degree = np.array([72 * wide / (east - west), 72 * high / (north - south)])
    near = shapely.clip_by_rect(view.border.geometry.to_numpy(), west, south, east, north)
    lines = [
        shapely.transform(part, lambda degrees: degrees * per_degree)
        for part in shapely.get_parts(shapely.line_merge(shapely.union_all(near)))
        if part.geom_type == "LineString" and not part.is_empty
    ]
    half = max(_HALF * size, _LEAST_HALF_PT)
    for lon, lat, status in zip(rows["lon"], rows["lat"], rows["status"], strict=True):
        spot = (lon * per_degree[0], lat * per_degree[1])
        ends = across(lines, spot, half, _AROUND_PT) / per_degree
        paint(axes, ends, size, closed=status == "closed")


def paint(axes: Axes, ends: _Floats, size: float, *, closed: bool = False) -> None:
    """Draw a tick between its ends, light around it."""
    thick = max(_THICK * size, _LEAST_THICK_PT)
    look: dict[str, Any] = {"solid_capstyle": "butt", "zorder": 4.4}
    axes.plot(*ends.T, color=style.PAPER, linewidth=thick + _CASING_PT, **look)
    parts = _broken(ends) if closed else [ends]
    for part in parts:
        axes.plot(*part.T, color=style.INK, linewidth=thick, **look)


def _broken(ends: _Floats) -> list[_Floats]:
    """Give both halves of a tick, apart from each other."""
    middle, step = ends.mean(axis=0), (ends[1] - ends[0]) / 2
    return [np.array([middle + side * step, middle + side * _GAP * step]) for side in (-1, 1)]
