"""What the maps of a corridor show: the first view, the whole corridor, the crowded places."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.output.figures.basemap import Window, window_of
from atlas.output.figures.marks import MARK_PT
from atlas.places.view import View

_TAIL: Final = 0.03
_PAD: Final = 0.1
_LEAST_DEGREES: Final = 0.06
_SHARES: Final = (0.09, 0.14, 0.21, 0.3)
_MOST: Final = 2
_WORTH: Final = 2.0
_CLOSE_SHARE: Final = 0.8
_COST_WHEN_LARGER: Final = 0.6
"""Symbols at one spot never come apart, but on a larger map they are moved less far."""

_SHAPE: Final = 0.8
_CLOSE_PAD: Final = 0.16
_CLOSEST: Final = 0.055

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Close:
    """A part of a map that is drawn larger, and which of the points are in it."""

    window: Window
    inside: Rows


def whole(view: View, corridor_id: str) -> Window:
    """Give what holds a whole corridor, on both sides."""
    own = view.segments[view.segments["corridor_id"] == corridor_id]
    return window_of(own.total_bounds).padded(0.03)


def first(view: View, corridor_id: str, mapped: pd.DataFrame) -> Window:
    """Give the first view of a corridor: as the package has it, or where nearly all places are."""
    corridor = view.corridors[view.corridors["corridor_id"] == corridor_id].iloc[0]
    edges = [corridor.get(f"zoom_{way}", np.nan) for way in ("west", "south", "east", "north")]
    if not np.isnan(edges).any():
        return window_of(edges)
    if mapped.empty:
        return whole(view, corridor_id)
    return around(mapped)


def around(mapped: pd.DataFrame) -> Window:
    """Give what holds nearly all of some places."""
    points = mapped[["lon", "lat"]]
    low, high = points.quantile(_TAIL), points.quantile(1 - _TAIL)
    missing = np.maximum(high - low, _LEAST_DEGREES) - (high - low)
    return window_of([*(low - missing / 2), *(high + missing / 2)]).padded(_PAD)


def crowded(points: Floats, window: Window, width_in: float) -> list[Close]:
    """Find the parts of a map that have to be drawn larger for their symbols to stand apart.

    Parameters
    ----------
    points
        Longitude and latitude, shape (n, 2).
    window
        What the map shows.
    width_in
        Its width on paper, inches.

    Returns
    -------
    parts
        None, one or two parts that do not overlap, from west to east; a point is in one at most.
    """
    parts: list[Close] = []
    scale = width_in * 72 / (window.east - window.west)
    plane = points * np.array([1, window.stretch])
    apart = np.hypot(*np.moveaxis(plane[:, None] - plane[None], 2, 0))
    rest = np.asarray(window.holds(points[:, 0], points[:, 1]))
    for _ in range(_MOST):
        part = _clearest(points, rest, window, apart * scale)
        if part is None or any(_overlap(part.window, other.window) for other in parts):
            break
        parts.append(part)
        rest = rest & ~part.inside
    return sorted(parts, key=lambda part: part.window.west)


def _clearest(points: Floats, rest: Rows, window: Window, apart_pt: Floats) -> Close | None:
    """Give the part that, drawn larger, leaves the fewest symbols on top of each other."""
    plain = _hidden(apart_pt, rest)
    best, found = plain - _WORTH, None
    for share in _SHARES:
        wide = (window.east - window.west) * share
        size = np.array([wide, wide * _SHAPE / window.stretch])
        near = (np.abs(points[:, None] - points[None]) <= size / 2).all(axis=2) & rest
        for chosen in np.unique(near[rest], axis=0)[::-1]:
            part = _around(points[chosen], window)
            inside = rest & part.holds(points[:, 0], points[:, 1])
            larger = min(_CLOSE_SHARE * (window.east - window.west) / (part.east - part.west), 40)
            cost = _hidden(apart_pt, rest & ~inside)
            cost += _hidden(apart_pt * larger, inside) * _COST_WHEN_LARGER
            if cost < best:
                best, found = cost, Close(part, inside)
    return found


def _hidden(apart_pt: Floats, rows: Rows) -> float:
    """Count the pairs of symbols that touch, by how much they do."""
    gaps = apart_pt[np.ix_(rows, rows)]
    pairs = gaps[np.triu_indices(len(gaps), 1)]
    return float(np.clip(1 - pairs / MARK_PT, 0, 1).sum())


def _around(points: Floats, window: Window) -> Window:
    low, high = points.min(axis=0), points.max(axis=0)
    least = (window.east - window.west) * _CLOSEST
    missing = np.maximum(high - low, least) - (high - low)
    return window_of([*(low - missing / 2), *(high + missing / 2)]).padded(_CLOSE_PAD)


def _overlap(one: Window, other: Window) -> bool:
    apart_x = one.east < other.west or other.east < one.west
    return not (apart_x or one.north < other.south or other.north < one.south)
