"""The symbols on a map: one a place, numbered, moved apart where they would hide each other."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse
from matplotlib.patheffects import withStroke

from atlas.output.figures import style
from atlas.output.figures.basemap import Window
from atlas.output.figures.sheet import size_in
from atlas.output.figures.style import Mark
from atlas.places.status import FILLS, evidence_of
from atlas.places.view import View

MARK_PT: Final = 10.5
"""Size of a numbered symbol, in points."""

NUMBER: Final = "number"
"""Label of the texts that stand within their symbol."""

SMALL_PT: Final = 4.8
"""Size of a symbol without a number, in points."""

DASHED: Final[dict[str, Any]] = {
    "facecolor": "none",
    "edgecolor": style.QUIET,
    "linewidth": 0.7,
    "linestyle": (0, (2, 2)),
}
"""How the room is drawn in which a place may be."""

PRECISION_WORTH_A_CIRCLE_M: Final = 300.0
"""From this precision on a circle may be drawn; the key explains it when any place has it."""

_NUMBER_PT: Final = 6.4
_ROUNDS: Final = 120
_FARTHEST_PT: Final = 26.0
_BACK: Final = 0.3
_LEADER_FROM_PT: Final = 4.0
_SHOWN_PRECISION_PT: Final = 9.0
_LARGEST_CIRCLE: Final = 0.17
_GOLDEN_ANGLE: Final = np.pi * (3 - np.sqrt(5))
_STRIKE_OVER: Final = 1.4
"""Length of the stroke through a closed place, in sizes of its symbol: its ends pass the number."""

_NUMBER_DOWN: Final = -1.6
"""How far below its middle the number of a triangle stands, in points."""

Floats = npt.NDArray[np.float64]


def mapped(view: View) -> pd.DataFrame:
    """Give the places that have a point in a corridor of the view, in their order and index."""
    known = view.places["corridor_id"].isin(view.corridors["corridor_id"])
    return view.places[known & view.places[["lon", "lat"]].notna().all(axis=1)]


def look(view: View, kind: str) -> tuple[Mark, str]:
    """Give matplotlib's marker and the colour of a kind of place."""
    term = view.vocab.term("kind", kind)
    return style.SYMBOLS.get(term.icon, "o"), term.colour or style.INK


def paint(
    axes: Axes, at: tuple[Any, Any], kind: tuple[Mark, str], size: float, *, evidence: str
) -> None:
    """Draw one symbol, as full as what is known of the status; see `atlas.places.status`."""
    mark, colour = kind
    fill = FILLS[evidence]
    options: dict[str, Any] = {"linestyle": "none", "zorder": 5, "clip_on": False}
    # An edge of paper parts solid symbols that touch; it would leave nothing of thin bars.
    rim = 0.0 if style.is_barred(mark) else 0.7
    axes.plot(
        *at,
        marker=mark,
        markersize=size * style.evenly(mark),
        markerfacecolor=style.blend(colour, style.PAPER, fill),
        markeredgecolor=style.PAPER if fill == 1 else colour,
        markeredgewidth=rim if fill == 1 else 1.3,
        **options,
    )
    if evidence == "closed":
        axes.plot(
            *at,
            marker=style.STRIKE,
            markersize=size * _STRIKE_OVER,
            color=colour,
            markeredgewidth=1.2,
            **options,
        )


def draw_numbered(
    axes: Axes,
    view: View,
    places: pd.DataFrame,
    window: Window,
    obstacles: tuple[Floats, shapely.Geometry],
) -> Floats:
    """Draw the places with their numbers.

    Parameters
    ----------
    axes
        The map.
    view
        Where the looks of kinds come from.
    places
        Places inside the window, with the column `number`.
    window
        What the axes show.
    obstacles
        Longitude and latitude of crossings, to stay clear of, and the border.

    Returns
    -------
    drawn
        Longitude and latitude of where the symbols stand, shape (n, 2).
    """
    if places.empty:
        return np.empty((0, 2))
    across = size_in(axes)[0] * 72
    per_degree = np.array([1, window.stretch]) * across / (window.east - window.west)
    points = places[["lon", "lat"]].to_numpy(np.float64)
    on_paper, crossings = points * per_degree, obstacles[0] * per_degree
    border = shapely.transform(obstacles[1], lambda spots: spots * per_degree)
    moved_pt = apart(on_paper, MARK_PT * 1.06, crossings, border) - on_paper
    drawn = points + moved_pt / per_degree
    _draw_precision(axes, places, window, per_degree[0])
    known = evidence_of(places, view.made)
    named = zip(places["kind"], places["number"], known, strict=True)
    for (kind, figures, evidence), point, here, shift in zip(
        named, points, drawn, moved_pt, strict=True
    ):
        if np.hypot(*shift) > _LEADER_FROM_PT:
            axes.plot(*np.array([point, here]).T, color=style.INK, linewidth=0.5, zorder=4)
            axes.plot(*point, ".", color=style.INK, markersize=2.5, zorder=4)
        mark, colour = look(view, kind)
        paint(axes, tuple(here), (mark, colour), MARK_PT, evidence=evidence)
        # Between bars the map shows: a number there is dark on paper, as on an empty symbol.
        fill = 0.0 if style.is_barred(mark) else FILLS[evidence]
        axes.annotate(
            str(figures),
            here,
            (0, (_NUMBER_DOWN if mark == "^" else 0) - 0.2),
            textcoords="offset points",
            ha="center",
            va="center_baseline",
            size=_NUMBER_PT,
            weight="bold",
            color=style.PAPER if fill == 1 else style.INK,
            path_effects=[_ring(style.blend(colour, style.PAPER, fill))],
            zorder=6,
            label=NUMBER,
        )
    return np.asarray(drawn)


def _ring(colour: str) -> withStroke:
    """Carry a number across the edge of a narrow symbol."""
    return withStroke(linewidth=1.6, foreground=colour)


def draw_small(axes: Axes, view: View, places: pd.DataFrame, size: float) -> None:
    """Draw the places as small symbols without numbers, the rarer kinds on top."""
    known, kinds = evidence_of(places, view.made), places["kind"].to_numpy()
    points = places[["lon", "lat"]].to_numpy(np.float64)
    for kind in places["kind"].value_counts().index:
        for evidence in reversed(FILLS):
            at = points[(kinds == kind) & (known == evidence)].T
            if at.size:
                paint(axes, tuple(at), look(view, str(kind)), size, evidence=evidence)


def apart(points: Floats, distance: float, fixed: Floats, border: shapely.Geometry) -> Floats:
    """Move points that are closer than a distance apart, as little as it takes.

    Parameters
    ----------
    points
        Positions on paper, shape (n, 2).
    distance
        The least distance between two of them; none moves farther than a few such distances.
    fixed
        Positions to stay as clear of, shape (m, 2).
    border
        A line that none is moved across, and to stay half as clear of.

    Returns
    -------
    moved
        The new positions, shape (n, 2); the same for the same input.
    """
    turn = np.arange(len(points)) * _GOLDEN_ANGLE
    moved = points + 1e-3 * np.column_stack([np.cos(turn), np.sin(turn)])
    spots = shapely.get_coordinates(shapely.segmentize(border, distance / 2))
    reach = np.repeat([distance, distance / 2], [len(points) + len(fixed), len(spots)])
    for _ in range(_ROUNDS):
        others = np.vstack([moved, fixed, spots])
        gap = moved[:, None] - others[None]
        length = np.hypot(gap[..., 0], gap[..., 1])
        np.fill_diagonal(length, np.inf)
        push = np.clip(reach - length, 0, None) / np.maximum(length, 1e-9) / 2
        if not push.any():
            break
        shift = moved + (gap * push[..., None]).sum(axis=1) * 0.9 - points
        far = np.hypot(shift[:, 0], shift[:, 1])
        shift *= np.minimum(1, _FARTHEST_PT / np.maximum(far, 1e-9))[:, None]
        moved = points + shift * np.where(_across(points, shift, border), _BACK, 1)[:, None]
    return np.where(_across(points, moved - points, border)[:, None], points, moved)


def _across(points: Floats, shift: Floats, border: shapely.Geometry) -> npt.NDArray[np.bool_]:
    """Say which points a shift moves across a line."""
    ways = shapely.linestrings(np.stack([points, points + shift], axis=1))
    return np.asarray(shapely.crosses(ways, border), dtype=bool)


def _draw_precision(
    axes: Axes, places: pd.DataFrame, window: Window, points_per_degree: float
) -> None:
    """Draw the circle in which a place may be, where it is larger than its symbol.

    A circle that would fill the map is left out; the names say its size. So they do of protected
    places: their cells would look like a grid of districts.
    """
    cells = (places["precision"] == "generalised").to_numpy(bool)
    points = places[["lon", "lat"]].to_numpy(np.float64)
    degrees = places["precision_m"].to_numpy(np.float64) / window.metres_per_degree
    shown = degrees * points_per_degree > _SHOWN_PRECISION_PT
    shown &= ~cells & (degrees < _LARGEST_CIRCLE * (window.east - window.west))
    spots = np.column_stack([points, degrees])
    for lon, lat, radius in np.unique(spots[shown], axis=0):
        axes.add_patch(
            Ellipse(
                (lon, lat),
                2 * radius,
                2 * radius / window.stretch,
                **DASHED,
                zorder=3,
            )
        )
