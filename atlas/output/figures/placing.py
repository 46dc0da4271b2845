"""Where a name stands on a map: clear of symbols, of other names and of the border."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from atlas.output.figures import style
from atlas.output.figures.basemap import Window
from atlas.output.figures.marks import MARK_PT, NUMBER
from atlas.output.figures.sheet import paper

_ROUNDS: Final = 80
_CLEAR: Final = 0.04
_ACROSS: Final = 0.5
_NEAREST: Final = 9
_LEAD_FROM_PT: Final = 7.0
_STEPS_PT: Final = (2.0, 8.0, 15.0, 24.0)
_WAYS: Final = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))
"""Where a name may stand from its point: the best ways first, then farther off."""

Floats = npt.NDArray[np.float64]

Place: TypeAlias = tuple[tuple[float, float], tuple[float, float]]
"""A point in degrees, and how far off it something stands, in points."""


@dataclass(frozen=True)
class Taken:
    """What names on a map stay clear of.

    Attributes
    ----------
    symbols
        Longitude and latitude of every symbol, shape (n, 2).
    border
        The border line.
    spots
        Longitude and latitude of spots along it, shape (m, 2).
    frames
        Parts of the map that are drawn larger elsewhere.
    size_pt
        Size of the symbols, in points.
    """

    symbols: Floats
    border: shapely.Geometry
    spots: Floats
    frames: tuple[Window, ...] = ()
    size_pt: float = MARK_PT


def window_of_axes(axes: Axes) -> Window:
    """Give what a map shows."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    return Window(west, south, east, north)


def keep_inside(axes: Axes, text: Text) -> None:
    """Move a text back into the map; take it away when it is wider than the map."""
    box, inner = box_of(axes, text), Bbox.from_extents(*window_of_axes(axes).padded(-0.02).box())
    if box.width > inner.width:
        text.remove()
        return
    left = max(inner.x0 - box.x0, 0) - max(box.x1 - inner.x1, 0)
    up = max(inner.y0 - box.y0, 0) - max(box.y1 - inner.y1, 0)
    x, y = text.get_position()
    text.set_position((x + left, y + up))


def away_from(
    symbols: Floats, point: tuple[float, float]
) -> tuple[Literal["left", "right"], Literal["top", "bottom"]]:
    """Give the alignment that starts a text where fewer of the symbols nearest its point are."""
    gaps = symbols - np.array(point)
    nearest = gaps[np.argsort(np.hypot(gaps[:, 0], gaps[:, 1]), kind="stable")[:_NEAREST]]
    east, north = nearest.sum(axis=0)
    return "right" if east > 0 else "left", "top" if north > 0 else "bottom"


def settle(
    axes: Axes, text: Text, taken: list[Bbox], line: shapely.Geometry, *, sure: bool
) -> Bbox | None:
    """Put a text on the clearest of the places around its point.

    Parameters
    ----------
    axes, text
        The text stands at its point.
    taken
        Boxes to stay clear of, degrees.
    line
        A line that the text does better not to cross, so that it stays on the side of its point.
    sure
        True puts it somewhere in any case.

    Returns
    -------
    box
        Where it stands now, degrees; None when there is no clear place.
    """
    box = box_of(axes, text)
    here = np.array(text.get_position(), dtype=np.float64)
    inner = Bbox.from_extents(*window_of_axes(axes).padded(-0.015).box())
    others = _extents(taken)
    best, settled = np.inf, None
    for step, shift in enumerate(_shifts(axes, box)):
        moved = box.translated(*shift)
        if not (inner.contains(*moved.min) and inner.contains(*moved.max)):
            continue
        cost = _common(moved, others) / (box.width * box.height)
        if shapely.crosses(shapely.LineString([here, here + shift]), line):
            cost += _ACROSS
        if cost + step * 1e-3 < best:
            best, settled = cost + step * 1e-3, (moved, here + shift)
        if cost == 0:
            break
    if settled is None or (best > _CLEAR and not sure):
        return None
    text.set_position(tuple(settled[1]))
    return settled[0]


def clearest(axes: Axes, places: list[Place], taken: list[Bbox], size_pt: float) -> Place:
    """Give the first of the places where a small box hides least of what is taken."""
    pixel = 72 / paper(axes).dpi
    spots = [axes.transData.transform(point) + np.array(shift) / pixel for point, shift in places]
    on_map = axes.transData.inverted().transform(np.array(spots))
    others = _extents(taken)
    hidden = [_common(box, others) for box in boxes(axes, on_map, size_pt)]
    return places[int(np.argmin(hidden))]


def is_hidden(axes: Axes, text: Text, taken: list[Bbox]) -> bool:
    """Say whether a text lies on anything that is taken."""
    box = box_of(axes, text)
    return _common(box, _extents(taken)) > _CLEAR * box.width * box.height


def lead(axes: Axes, text: Text, point: tuple[float, float]) -> None:
    """Draw a line from a point to its text, when the text does not stand next to it."""
    box = box_of(axes, text)
    end = np.clip(point, box.min, box.max)
    pixels = np.diff(axes.transData.transform(np.array([point, end])), axis=0)[0]
    if np.hypot(*pixels) * 72 / paper(axes).dpi > _LEAD_FROM_PT:
        axes.plot(*np.array([point, end]).T, color=style.INK, linewidth=0.6, zorder=6.5)


def _shifts(axes: Axes, box: Bbox) -> Iterator[Floats]:
    """Give the ways from a point to where its name may stand, in degrees."""
    yield np.zeros(2)
    degree_pt = np.diff(axes.transData.transform([(0, 0), (1, 1)]), axis=0)[0]
    degree_pt = degree_pt * 72 / paper(axes).dpi
    for away in _STEPS_PT:
        reach = np.array([box.width, box.height]) / 2 + away / degree_pt
        yield from (reach * way for way in _WAYS)


def _common(box: Bbox, others: Floats) -> float:
    """Give the area that a box shares with others, given as west, south, east and north."""
    wide = np.minimum(box.x1, others[:, 2]) - np.maximum(box.x0, others[:, 0])
    high = np.minimum(box.y1, others[:, 3]) - np.maximum(box.y0, others[:, 1])
    return float((np.clip(wide, 0, None) * np.clip(high, 0, None)).sum())


def _extents(boxes: list[Bbox]) -> Floats:
    return np.array([box.extents for box in boxes], dtype=np.float64).reshape(-1, 4)


def corners(axes: Axes) -> list[Bbox]:
    """Give the boxes where the scale bar and the arrow to the north stand, in degrees."""
    inverted = axes.transAxes + axes.transData.inverted()
    parts = ((0, 0, 0.3, 0.11), (0.93, 0.85, 1, 1))
    return [Bbox.from_extents(*part).transformed(inverted) for part in parts]


def boxes(axes: Axes, symbols: Floats, size_pt: float) -> list[Bbox]:
    """Give the boxes of symbols, in degrees."""
    half = size_pt / 2 / 72 * paper(axes).dpi
    on_screen = axes.transData.transform(symbols.reshape(-1, 2))
    return [
        Bbox.from_extents(x - half, y - half, x + half, y + half).transformed(
            axes.transData.inverted()
        )
        for x, y in on_screen
    ]


def written(axes: Axes) -> list[Bbox]:
    """Give the boxes of the texts on a map, in degrees, but for numbers: their symbol is taken."""
    texts = [text for text in axes.texts if text.get_text() and text.get_label() != NUMBER]
    return [box_of(axes, text) for text in texts]


def box_of(axes: Axes, text: Text) -> Bbox:
    """Give the box of a text, in degrees."""
    return text.get_window_extent().transformed(axes.transData.inverted())


def adjust(axes: Axes, texts: list[Text], objects: list[Bbox]) -> None:
    """Move texts off each other and off what is there, always in the same way."""
    from adjustText import adjust_text  # it brings all of scipy

    if not texts:
        return
    with _alone(axes, texts):
        adjust_text(
            texts,
            objects=objects or None,
            ax=axes,
            iter_lim=_ROUNDS,
            expand=(1.04, 1.15),
            force_static=(0.25, 0.35),
            force_text=(0.2, 0.35),
        )


@contextmanager
def _alone(axes: Axes, texts: list[Text]) -> Iterator[None]:
    """Hide everything but the texts: they are measured by drawing all that is visible."""
    others = [*(a for a in paper(axes).axes if a is not axes), *axes.get_children()]
    hidden = [artist for artist in others if artist not in texts and artist.get_visible()]
    for artist in hidden:
        artist.set_visible(False)
    try:
        yield
    finally:
        for artist in hidden:
            artist.set_visible(True)
