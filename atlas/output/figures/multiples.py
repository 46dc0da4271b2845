"""Several corridors side by side, each at its own scale, with one key."""

from typing import Any, Final

import numpy as np
import pandas as pd

from atlas.base.i18n import number
from atlas.output.figures import (
    basemap,
    crossing_ticks,
    figure_words,
    map_key,
    marks,
    name_labels,
    style,
    windows,
)
from atlas.output.figures.basemap import Window
from atlas.output.figures.placing import Taken
from atlas.output.figures.sheet import AtlasFigure, Sheet, Wording, inner_width, lay_out
from atlas.places.view import View

_ACROSS: Final = 3
_NARROWEST_IN: Final = 2.1
_GAP_IN: Final = 0.16
_TITLE_IN: Final = 0.5
_SHAPE: Final = 1.15
_LOW_SHAPE: Final = 0.62
_LEAST_IN: Final = 0.6
"""How high a panel is at least."""
_CROSSING_PT: Final = 5.5


def draw(
    view: View,
    mapped: pd.DataFrame,
    wording: Wording,
    size: tuple[float, float | None],
    *,
    framed: bool,
) -> AtlasFigure:
    """Draw a panel a corridor.

    Parameters
    ----------
    view, size, framed
        See `atlas.output.figures.figure`. A height without room for the panels is exceeded.
    mapped
        The places with a point.
    wording
        The words around the figure.
    """
    room = inner_width(size[0], framed=framed)
    across = max(1, min(len(view.corridors), _ACROSS, round(room / _NARROWEST_IN)))
    width = (room - _GAP_IN * (across - 1)) / across
    rows = [*map_key.kind_rows(view, mapped), *map_key.sign_rows(view, mapped, circles=False)]
    key_in = map_key.strip_height(rows, room) + 0.12
    deep = -(-len(view.corridors) // across)
    shape = _SHAPE if deep == 1 else _LOW_SHAPE
    body = deep * (width * shape + _TITLE_IN) + key_in
    sheet = lay_out(wording, size=size, body_in=body, framed=framed)
    panel_in = _panel_height(sheet, key_in, deep)
    if size[1] is not None and (lacking := deep * (_LEAST_IN - panel_in)) > 0:
        sheet = lay_out(wording, size=(size[0], size[1] + lacking), body_in=body, framed=framed)
        panel_in = _panel_height(sheet, key_in, deep)
    for i, corridor_id in enumerate(view.corridors["corridor_id"]):
        left = (i % across) * (width + _GAP_IN)
        top = sheet.height - (i // across) * (panel_in + _TITLE_IN)
        own = mapped[mapped["corridor_id"] == corridor_id]
        _panel(sheet, view, own, str(corridor_id), (left, top, width, panel_in))
    map_key.draw_strip(sheet, key_in - 0.12, rows)
    return sheet.figure


def _panel_height(sheet: Sheet, key_in: float, deep: int) -> float:
    return (sheet.height - key_in) / max(deep, 1) - _TITLE_IN


def inside(rows: pd.DataFrame, window: Window) -> Any:  # noqa: ANN401, rows of the same kind
    """Give the rows whose points a window shows."""
    return rows[window.holds(rows["lon"], rows["lat"])]


def _panel(
    sheet: Sheet,
    view: View,
    own: pd.DataFrame,
    corridor_id: str,
    place: tuple[float, float, float, float],
) -> None:
    """Draw a corridor at a place: left, top, width and height of its map, inches."""
    left, top, width, height = place
    window = windows.first(view, corridor_id, own).fitted(width, height)
    axes = sheet.axes(left, top - height - _TITLE_IN + 0.08, width, height)
    basemap.draw_land(axes, view, corridor_id, window)
    crossings = inside(view.crossings, window)
    crossing_ticks.draw_crossings(axes, view, crossings, _CROSSING_PT)
    marks.draw_small(axes, view, inside(own, window), marks.SMALL_PT)
    points = pd.concat([crossings, own])[["lon", "lat"]].to_numpy(np.float64)
    basemap.draw_scale(axes, window)
    line = basemap.border_line(view, corridor_id, window)
    taken = Taken(points, *line, size_pt=_CROSSING_PT)
    name_labels.label_localities(axes, view, window, taken, most=4)
    name = style.wrapped(
        figure_words.corridor_name(view, corridor_id), width, 10, weight="bold", most=1
    )
    sheet.write(left, top - 0.02, name, va="top", weight="bold", size=10)
    text = style.wrapped(_sides(view, corridor_id), width, style.SMALL_PT, most=1)
    sheet.write(left, top - 0.21, text, va="top", size=style.SMALL_PT, color=style.QUIET)


def _sides(view: View, corridor_id: str) -> str:
    corridor = view.corridors[view.corridors["corridor_id"] == corridor_id].iloc[0]
    found = view.places[view.places["corridor_id"] == corridor_id]["side"].value_counts()
    return " · ".join(
        f"{figure_words.term(view, 'side', side)} {number(found.get(side, 0), view.lang)}"
        for side in (corridor["country_a"], corridor["country_b"])
        if not view.filter.side or side in view.filter.side
    )
