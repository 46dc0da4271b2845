"""Names on a map, put where they hide neither each other nor the symbols."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from adjustText import adjust_text
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from atlas.figures import style, words
from atlas.figures.basemap import Window
from atlas.figures.marks import MARK_PT
from atlas.view import View

_ROUNDS: Final = 120
_CLEAR: Final = 0.04
_NEAREST: Final = 9
_HALO: Final = [withStroke(linewidth=2.4, foreground=style.HALO)]
_RANKS: Final = ((500_000, 12.0), (50_000, 9.5), (0, 8.0))
"""Least population and type size of localities."""

_STEPS_PT: Final = (2.0, 8.0, 15.0)
_WAYS: Final = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))
"""Where a name may stand from its point: the best ways first, then farther off."""

Floats = npt.NDArray[np.float64]


def label_crossings(
    axes: Axes, view: View, rows: pd.DataFrame, obstacles: tuple[Floats, Floats]
) -> None:
    """Write the names of crossings beside their symbols.

    Parameters
    ----------
    axes
        The map, with its limits set.
    view
        The language.
    rows
        Crossings inside the map.
    obstacles
        Longitude and latitude of every symbol, shape (n, 2), and of spots along the border, shape
        (m, 2), to stay clear of.
    """
    symbols, border = obstacles
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
            **_away_from(symbols, (lon, lat)),
        )
        for name, lon, lat in zip(
            style.names(rows, view.lang), rows["lon"], rows["lat"], strict=True
        )
    ]
    arrow = {"arrowstyle": "-", "color": style.INK, "linewidth": 0.6, "zorder": 6.5}
    _adjust(axes, texts, [*_boxes(axes, symbols), *_boxes(axes, border, 3)], arrowprops=arrow)
    for text in texts:
        _keep_inside(axes, text, _window(axes))


def label_localities(
    axes: Axes,
    view: View,
    window: Window,
    obstacles: tuple[Floats, Floats, list[Window]],
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
    obstacles
        What to stay clear of: longitude and latitude of every symbol, shape (n, 2), and of spots
        along the border, shape (m, 2), and parts of the map.
    most
        How many to name at most. One that finds no clear place near its own is left out, unless
        it is a city.
    """
    own = view.localities
    rows = own[window.padded(-0.02).holds(own["lon"], own["lat"])]
    rows = rows.sort_values("population", ascending=False, kind="stable").head(5 * most)
    symbols, border, frames = obstacles
    taken = [*_boxes(axes, symbols), *(Bbox.from_extents(*frame.box()) for frame in frames)]
    taken += _boxes(axes, border, 4)
    taken += [_box(axes, text) for text in axes.texts if text.get_text()]
    taken += _corners(axes)
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
            style="normal" if _rank(population) > 9 else "italic",
            weight="bold" if city else "normal",
            path_effects=_HALO,
            zorder=6.8,
        )
        box = _settle(axes, text, window, taken, sure=city)
        if box is None:
            text.remove()
            continue
        taken.append(box)
        done += 1
        if done == most:
            return


def label_sides(axes: Axes, view: View, corridor_id: str, window: Window, symbols: Floats) -> None:
    """Write the name of each country across the widest room that its side leaves."""
    names = [shapely.box(*_box(axes, text).extents) for text in axes.texts if text.get_text()]
    hidden = [shapely.MultiPoint(symbols), *names]
    clear = shapely.union_all(shapely.buffer(hidden, (window.east - window.west) / 25))
    for side in dict.fromkeys(view.land["side"]):
        own = view.land[(view.land["corridor_id"] == corridor_id) & (view.land["side"] == side)]
        room = shapely.clip_by_rect(shapely.union_all(own.geometry), *window.padded(-0.04).box())
        free = shapely.difference(room, clear)
        if free.is_empty:
            continue
        middle = shapely.maximum_inscribed_circle(free, tolerance=0.005).coords[0]
        text = axes.text(
            *middle,
            "\N{NO-BREAK SPACE}".join(words.term(view, "side", side).upper()),
            size=10,
            ha="center",
            va="center",
            color=style.ink_of(words.side_colour(view, side)),
            path_effects=_HALO,
            zorder=6.7,
        )
        _keep_inside(axes, text, window)


def _window(axes: Axes) -> Window:
    """Give what a map shows."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    return Window(west, south, east, north)


def _keep_inside(axes: Axes, text: Text, window: Window) -> None:
    """Move a text back into the map; take it away when it is wider than the map."""
    box, inner = _box(axes, text), Bbox.from_extents(*window.padded(-0.02).box())
    if box.width > inner.width:
        text.remove()
        return
    left = max(inner.x0 - box.x0, 0) - max(box.x1 - inner.x1, 0)
    up = max(inner.y0 - box.y0, 0) - max(box.y1 - inner.y1, 0)
    x, y = text.get_position()
    text.set_position((x + left, y + up))


def _rank(population: float) -> float:
    return next(size for least, size in _RANKS if not population < least)


def _away_from(symbols: Floats, point: tuple[float, float]) -> dict[str, str]:
    """Let a text start on the side of its point where fewer of the nearest symbols are."""
    gaps = symbols - np.array(point)
    nearest = gaps[np.argsort(np.hypot(gaps[:, 0], gaps[:, 1]), kind="stable")[:_NEAREST]]
    east, north = nearest.sum(axis=0)
    return {"ha": "right" if east > 0 else "left", "va": "top" if north > 0 else "bottom"}


def _settle(
    axes: Axes, text: Text, window: Window, taken: list[Bbox], *, sure: bool
) -> Bbox | None:
    """Put a text on the clearest of the places around it; give its box, None without a place."""
    box = _box(axes, text)
    here = np.array(text.get_position(), dtype=np.float64)
    inner = Bbox.from_extents(*window.padded(-0.015).box())
    best, settled = np.inf, None
    for step, shift in enumerate(_shifts(axes, box)):
        moved = box.translated(*shift)
        if not (inner.contains(*moved.min) and inner.contains(*moved.max)):
            continue
        cost = sum(_common(moved, other) for other in taken) / (box.width * box.height)
        if cost + step * 1e-3 < best:
            best, settled = cost + step * 1e-3, (moved, here + shift)
        if cost == 0:
            break
    if settled is None or (best > _CLEAR and not sure):
        return None
    text.set_position(tuple(settled[1]))
    return settled[0]


def _shifts(axes: Axes, box: Bbox) -> Iterator[Floats]:
    """Give the ways from a point to where its name may stand, in degrees."""
    yield np.zeros(2)
    degree_pt = np.diff(axes.transData.transform([(0, 0), (1, 1)]), axis=0)[0]
    degree_pt = degree_pt * 72 / axes.figure.dpi
    for away in _STEPS_PT:
        reach = np.array([box.width, box.height]) / 2 + away / degree_pt
        yield from (reach * way for way in _WAYS)


def _common(one: Bbox, other: Bbox) -> float:
    """Give the area that two boxes share."""
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    return wide * high if wide > 0 and high > 0 else 0.0


def _corners(axes: Axes) -> list[Bbox]:
    """Give the boxes where the scale bar and the arrow to the north stand, in degrees."""
    inverted = axes.transAxes + axes.transData.inverted()
    parts = ((0, 0, 0.3, 0.11), (0.93, 0.85, 1, 1))
    return [Bbox.from_extents(*part).transformed(inverted) for part in parts]


def _boxes(axes: Axes, symbols: Floats, size_pt: float = 1.15 * MARK_PT) -> list[Bbox]:
    """Give the boxes of symbols, in degrees."""
    half = size_pt / 2 / 72 * axes.figure.dpi
    on_screen = axes.transData.transform(symbols.reshape(-1, 2))
    return [
        Bbox.from_extents(x - half, y - half, x + half, y + half).transformed(
            axes.transData.inverted()
        )
        for x, y in on_screen
    ]


def _box(axes: Axes, text: Text) -> Bbox:
    """Give the box of a text, in degrees."""
    return text.get_window_extent().transformed(axes.transData.inverted())


def _adjust(axes: Axes, texts: list[Text], objects: list[Bbox], **options: Any) -> None:  # noqa: ANN401
    """Move texts off each other and off what is there, always in the same way."""
    if texts:
        adjust_text(
            texts,
            objects=objects or None,
            ax=axes,
            iter_lim=_ROUNDS,
            expand=(1.04, 1.15),
            force_static=(0.25, 0.35),
            force_text=(0.2, 0.35),
            **options,
        )
