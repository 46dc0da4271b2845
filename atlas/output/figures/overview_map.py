"""The map: a corridor with both sides, its crossings and the places by kind."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from atlas.analysis.coverage import sides
from atlas.base.i18n import count, number, t
from atlas.output.figures import (
    basemap,
    credit,
    crossing_ticks,
    figure_words,
    locator,
    map_key,
    marks,
    multiples,
    name_labels,
    style,
    windows,
)
from atlas.output.figures.basemap import Window
from atlas.output.figures.placing import Taken
from atlas.output.figures.sheet import AtlasFigure, Sheet, Wording, inner_width, lay_out
from atlas.output.figures.windows import Close
from atlas.places.scope import left_out_words, scoped
from atlas.places.view import View

_SIDE_IN: Final = 1.95
_GAP_IN: Final = 0.16
_LOWEST, _HIGHEST = 0.62, 0.82
_CLOSE_IN: Final = 2.7
_LEAST_CLOSE_IN: Final = 1.6
_STRIP_GAP_IN: Final = 0.1
_LOCATOR_IN: Final = 0.95
_BETWEEN_IN: Final = 0.08
_KEY_GAP_IN: Final = 0.12
_WIDER_SHARE: Final = 0.6
_CROSSING_PT: Final = 8.0


@dataclass(frozen=True)
class Plan:
    """Where everything of one corridor's map goes, inches and degrees.

    Attributes
    ----------
    corridor_id
        The corridor.
    mapped
        Its places with a point, with the column `number` (0 outside of all but the whole map).
    main, whole
        What the main map and the small map of the whole corridor show.
    close
        The parts that are drawn larger below.
    map_in, high_in
        Width and height of the main map.
    whole_in, locator_in
        Heights of the maps next to it: the whole corridor, and the continent (0 without one).
    side_in
        Height of those maps and the key below them.
    """

    corridor_id: str
    mapped: pd.DataFrame
    main: Window
    whole: Window
    close: list[Close]
    map_in: float
    high_in: float
    whole_in: float
    locator_in: float
    side_in: float


def draw(view: View, size: tuple[float, float | None], *, framed: bool) -> AtlasFigure:
    """Draw the map; see `atlas.output.figures.figure`."""
    mapped = marks.mapped(view)
    wording = _wording(view)
    if len(view.corridors) == 1:
        return _one(view, mapped, wording, size, framed=framed)
    return multiples.draw(view, mapped, wording, size, framed=framed)


def alt(view: View) -> str:
    """Say in words what the map shows."""
    if view.places.empty:
        return scoped(view, figure_words.empty(view))
    kinds = view.places["kind"].value_counts()
    by_kind = ", ".join(
        f"{figure_words.term(view, 'kind', kind)} {number(kinds[kind], view.lang)}"
        for kind in view.vocab.codes("kind")
        if kinds.get(kind, 0)
    )
    return scoped(
        view,
        t(
            "figures.overview_alt",
            view.lang,
            corridors=", ".join(style.names(view.corridors, view.lang)),
            sides=side_counts(view),
            kinds=by_kind,
            crossings=count("figures.crossings", len(view.crossings), view.lang),
            pointless=number(int(view.places["lon"].isna().sum()), view.lang),
        ),
    )


def side_counts(view: View) -> str:
    """Give the number of places on every side, in words."""
    found = view.places[["corridor_id", "side"]].value_counts()
    return ", ".join(
        t(
            "figures.in_side",
            view.lang,
            n=number(found.get(pair, 0), view.lang),
            side=figure_words.side_of(view, *pair),
        )
        for pair in sides(view.corridors, view.filter.side)
    )


def _one(
    view: View,
    mapped: pd.DataFrame,
    wording: Wording,
    size: tuple[float, float | None],
    *,
    framed: bool,
) -> AtlasFigure:
    """Draw one corridor: its first view, the whole of it and the key next to it, crowds below."""
    width = inner_width(size[0], framed=framed)
    kinds, signs = map_key.kind_rows(view, mapped), map_key.sign_rows(view, mapped)
    plan = _plan(view, mapped, width, map_key.key_height(kinds, _SIDE_IN))
    strip_in = map_key.strip_height(signs, width) + _STRIP_GAP_IN
    numbered = plan.mapped[plan.mapped["number"] > 0]
    names = map_key.names(view, numbered, mapped.drop(numbered.index), width)
    names_in = map_key.names_height(names) if framed else 0.0
    below_in = _CLOSE_IN + _GAP_IN if plan.close else 0.0
    fixed_in = names_in + strip_in
    body = plan.high_in + below_in + fixed_in
    sheet = lay_out(wording, size=size, body_in=body, framed=framed)
    room = sheet.height - fixed_in
    # A given height is taken from the crowded parts first: the key needs the height it has.
    if plan.close and room < plan.side_in + _LEAST_CLOSE_IN:
        plan = replace(plan, close=[])
    high_in = room
    if plan.close:
        high_in = max(plan.side_in, min(plan.high_in, room - _LEAST_CLOSE_IN))
    below_in = room - high_in
    main = sheet.axes(0, fixed_in + below_in, plan.map_in, high_in)
    _draw_main(main, view, plan, plan.main.fitted(plan.map_in, high_in))
    left = plan.map_in + _GAP_IN
    top = _draw_beside(sheet, view, plan, left)
    _draw_close(sheet, view, plan, (fixed_in, below_in - _GAP_IN))
    map_key.draw_key(sheet, (left, top - _KEY_GAP_IN), _SIDE_IN, kinds)
    map_key.draw_strip(sheet, fixed_in - _STRIP_GAP_IN, signs)
    if framed:
        map_key.draw_names(sheet, names, names_in)
    sheet.figure.numbers = dict(zip(numbered["facility_id"], numbered["number"], strict=True))
    return sheet.figure


def _plan(view: View, mapped: pd.DataFrame, width: float, key_in: float) -> Plan:
    corridor_id = str(view.corridors.iloc[0]["corridor_id"])
    main = windows.first(view, corridor_id, mapped)
    whole = windows.whole(view, corridor_id)
    map_in = width - _SIDE_IN - _GAP_IN
    whole_in = _SIDE_IN * float(np.clip(whole.shape, 0.55, 0.75))
    high_in = map_in * float(np.clip(main.shape, _LOWEST, _HIGHEST))
    locator_in = _LOCATOR_IN if locator.covers(whole) else 0.0
    between = _BETWEEN_IN if locator_in else 0.0
    side_in = locator_in + between + whole_in + _KEY_GAP_IN + key_in
    high_in = max(high_in, side_in)
    main = main.fitted(map_in, high_in)
    points = mapped[["lon", "lat"]].to_numpy(np.float64)
    close = windows.crowded(points, main, map_in)
    seen = main.holds(points[:, 0], points[:, 1])
    numbers = np.where(seen, np.cumsum(seen), 0)
    numbered = mapped.assign(number=numbers)
    return Plan(
        corridor_id=corridor_id,
        mapped=numbered,
        main=main,
        whole=whole.fitted(_SIDE_IN, whole_in),
        close=close,
        map_in=map_in,
        high_in=high_in,
        whole_in=whole_in,
        locator_in=locator_in,
        side_in=side_in,
    )


def _draw_main(axes: Axes, view: View, plan: Plan, window: Window) -> None:
    """Draw the first view: numbers where there is room, small symbols where a part is larger."""
    basemap.draw_land(axes, view, plan.corridor_id, window)
    crowd = np.logical_or.reduce(
        [np.zeros(len(plan.mapped), bool), *(p.inside for p in plan.close)]
    )
    marks.draw_small(axes, view, plan.mapped[crowd], marks.SMALL_PT)
    taken = _draw_numbered(axes, view, plan.mapped[~crowd], window, plan.close)
    for i, part in enumerate(plan.close):
        basemap.frame(axes, part.window.corner_and_size())
        name_labels.letter_frame(axes, chr(ord("A") + i), part.window, taken)
    basemap.draw_scale(axes, window)
    basemap.draw_north(axes)
    name_labels.label_localities(axes, view, window, taken, most=8)
    name_labels.label_sides(axes, view, plan.corridor_id, window, taken)


def _draw_numbered(
    axes: Axes, view: View, places: pd.DataFrame, window: Window, close: list[Close]
) -> Taken:
    """Draw crossings and numbered places, and the crossings' names; give what is taken now."""
    crossings = multiples.inside(view.crossings, window)
    fixed = crossings[["lon", "lat"]].to_numpy(np.float64)
    line, spots = basemap.border_line(view, str(view.corridors["corridor_id"].iloc[0]), window)
    crossing_ticks.draw_crossings(axes, view, crossings, _CROSSING_PT)
    places = multiples.inside(places, window)
    drawn = marks.draw_numbered(axes, view, places, window, (fixed, line))
    frames = tuple(part.window for part in close)
    taken = Taken(np.vstack([drawn, fixed]), line, spots, frames)
    for frame in frames:
        crossings = crossings[~frame.holds(crossings["lon"], crossings["lat"])]
    name_labels.label_crossings(axes, view, crossings, taken)
    return taken


def _draw_beside(sheet: Sheet, view: View, plan: Plan, left: float) -> float:
    """Draw where on the continent the corridor is, and all of it; give where they end."""
    top = sheet.height
    if plan.locator_in:
        axes = sheet.axes(left, top - plan.locator_in, _SIDE_IN, plan.locator_in)
        locator.draw_locator(axes, view, plan.whole, plan.locator_in / _SIDE_IN)
        top -= plan.locator_in + _BETWEEN_IN
    _draw_whole(sheet.axes(left, top - plan.whole_in, _SIDE_IN, plan.whole_in), view, plan)
    return top - plan.whole_in


def _draw_whole(axes: Axes, view: View, plan: Plan) -> None:
    """Draw the whole corridor small, with a frame around what the main map shows."""
    basemap.draw_land(axes, view, plan.corridor_id, plan.whole, fine=False)
    crossing_ticks.draw_crossings(axes, view, multiples.inside(view.crossings, plan.whole), 3.2)
    marks.draw_small(axes, view, multiples.inside(plan.mapped, plan.whole), 3.2)
    basemap.frame(axes, plan.main.corner_and_size())
    basemap.draw_scale(axes, plan.whole, location="lower right")


def _draw_close(sheet: Sheet, view: View, plan: Plan, band: tuple[float, float]) -> None:
    """Draw the crowded parts side by side in a band (bottom, height)."""
    bottom, height = band
    left = 0.0
    for i, (part, width) in enumerate(zip(plan.close, _widths(sheet, plan.close), strict=True)):
        window = part.window.fitted(width, height)
        axes = sheet.axes(left, bottom, width, height)
        basemap.draw_land(axes, view, plan.corridor_id, window)
        taken = _draw_numbered(axes, view, plan.mapped[part.inside], window, [])
        basemap.draw_scale(axes, window)
        name_labels.letter_map(axes, chr(ord("A") + i))
        name_labels.label_localities(axes, view, window, taken, most=3)
        name_labels.label_sides(axes, view, plan.corridor_id, window, taken)
        left += width + _GAP_IN


def _widths(sheet: Sheet, close: list[Close]) -> list[float]:
    """Share the width between the parts, more for the fuller one."""
    if len(close) < 2:
        return [sheet.width] * len(close)
    counts = [int(part.inside.sum()) for part in close]
    share = float(np.clip(counts[0] / sum(counts), 1 - _WIDER_SHARE, _WIDER_SHARE))
    room = sheet.width - _GAP_IN
    return [room * share, room * (1 - share)]


def subtitle(view: View) -> str:
    """Say how many places there are, on which sides, and how many have a point."""
    if view.places.empty:
        return figure_words.empty(view)
    return count(
        "figures.overview_subtitle",
        len(view.places),
        view.lang,
        sides=f": {side_counts(view)}" if len(view.corridors) == 1 else "",
        mapped=number(len(marks.mapped(view)), view.lang),
    )


def _wording(view: View) -> Wording:
    title = figure_words.title(view, "overview")
    notes = (
        map_key.without_point(view),
        left_out_words(view),
        credit.basemap_line(view),
    )
    said = figure_words.filtered(view, subtitle(view))
    return figure_words.wording(view, title, said, *notes)
