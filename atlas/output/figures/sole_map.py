"""The map alone, at the size that a page, a column or a slide has room for, with its key.

It has no title and no list of names: the text that it stands in says these. On a poster its places
bear the numbers of the list next to it.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from atlas.output.figures import (
    basemap,
    crossing_ticks,
    map_key,
    marks,
    multiples,
    name_labels,
    windows,
)
from atlas.output.figures.basemap import Window
from atlas.output.figures.placing import Taken
from atlas.output.figures.sheet import AtlasFigure, Sheet, Wording, inner_width, lay_out
from atlas.places.view import View

_CROSSING_PT: Final = 7.0
_LOW: Final = 0.6
_TALL: Final = 1.1
_WIDE: Final = 1.5
"""From this width over height on the key stands next to the map, not below it."""

_KEY_IN: Final = 2.3
_GAP_IN: Final = 0.14
_NO_WORDS: Final = Wording("", "", ())


def draw(
    view: View, size: tuple[float, float | None], numbers: Mapping[str, int] | None = None
) -> AtlasFigure:
    """Draw the map of a view; one corridor fills it, several are panels side by side.

    Parameters
    ----------
    view
        What to draw.
    size
        Width and height, inches; as high as it needs when the height is None.
    numbers
        The number of each place by `facility_id`; symbols stand without numbers when it is None.
    """
    mapped = marks.mapped(view)
    if len(view.corridors) != 1:
        return multiples.draw(view, mapped, _NO_WORDS, size, framed=False)
    if numbers is not None:
        return _numbered(view, mapped, size, numbers)
    width = inner_width(size[0], framed=False)
    rows = [*map_key.kind_rows(view, mapped), *map_key.sign_rows(view, mapped, circles=False)]
    aside = size[1] is not None and size[0] / size[1] >= _WIDE
    across = width - _KEY_IN - _GAP_IN if aside else width
    key_in = 0.0 if aside else map_key.strip_height(rows, width) + _GAP_IN
    corridor_id, window = _window(view, mapped)
    body = across * float(np.clip(window.shape, _LOW, _TALL)) + key_in
    sheet = lay_out(_NO_WORDS, size=size, body_in=body, framed=False)
    high = max(sheet.height - key_in, 1.0)
    axes = sheet.axes(0, sheet.height - high, across, high)
    _draw(axes, view, corridor_id, mapped, window.fitted(across, high))
    if aside:
        map_key.draw_key(sheet, (across + _GAP_IN, sheet.height), _KEY_IN, rows)
    else:
        map_key.draw_strip(sheet, key_in - _GAP_IN, rows)
    return sheet.figure


def _window(view: View, mapped: pd.DataFrame) -> tuple[str, Window]:
    corridor_id = str(view.corridors.iloc[0]["corridor_id"])
    return corridor_id, windows.first(view, corridor_id, mapped)


def _numbered(
    view: View, mapped: pd.DataFrame, size: tuple[float, float | None], numbers: Mapping[str, int]
) -> AtlasFigure:
    """Draw the map of a poster: where its numbered places are, without a key."""
    shown = mapped[mapped["facility_id"].isin(list(numbers))]
    shown = shown.assign(number=[numbers[one] for one in shown["facility_id"]])
    corridor_id, window = _window(view, shown)
    if len(shown):
        window = windows.around(shown)
    sheet: Sheet = lay_out(_NO_WORDS, size=size, body_in=size[0] * window.shape, framed=False)
    axes = sheet.axes(0, 0, sheet.width, sheet.height)
    window = window.fitted(sheet.width, sheet.height)
    basemap.draw_land(axes, view, corridor_id, window)
    crossings = multiples.inside(view.crossings, window)
    crossing_ticks.draw_crossings(axes, view, crossings, _CROSSING_PT)
    fixed = crossings[["lon", "lat"]].to_numpy(np.float64)
    line, spots = basemap.border_line(view, corridor_id, window)
    inside = multiples.inside(shown, window)
    drawn = marks.draw_numbered(axes, view, inside, window, (fixed, line))
    taken = Taken(np.vstack([drawn, fixed]), line, spots)
    _name(axes, view, corridor_id, window, taken)
    sheet.figure.numbers = dict(zip(inside["facility_id"], inside["number"], strict=True))
    return sheet.figure


def _draw(axes: Axes, view: View, corridor_id: str, mapped: pd.DataFrame, window: Window) -> None:
    basemap.draw_land(axes, view, corridor_id, window)
    crossings, places = multiples.inside(view.crossings, window), multiples.inside(mapped, window)
    crossing_ticks.draw_crossings(axes, view, crossings, _CROSSING_PT)
    marks.draw_small(axes, view, places, marks.SMALL_PT * 1.3)
    points = pd.concat([crossings, places])[["lon", "lat"]].to_numpy(np.float64)
    line, spots = basemap.border_line(view, corridor_id, window)
    _name(axes, view, corridor_id, window, Taken(points, line, spots, size_pt=_CROSSING_PT))


def _name(axes: Axes, view: View, corridor_id: str, window: Window, taken: Taken) -> None:
    """Write the names of crossings, localities and sides, and draw scale and north."""
    name_labels.label_crossings(axes, view, multiples.inside(view.crossings, window), taken)
    basemap.draw_scale(axes, window)
    basemap.draw_north(axes)
    name_labels.label_localities(axes, view, window, taken, most=8)
    name_labels.label_sides(axes, view, corridor_id, window, taken)
