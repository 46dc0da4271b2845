"""Names on the planner's maps: as many as fit, for a wide drawing and for a narrow one.

The drawing library places no names by itself. So they are placed here, for two widths, and the
browser shows those that are meant for the width that it has.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd
import shapely

from atlas.analysis import coverage
from atlas.app import page_parts
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

Box = tuple[float, float, float, float]

HALO: Final = "#fffdf7"
_INK, _QUIET = "#22272d", "#4a525b"
_EM: Final = 0.56
"""Width of a letter, as a share of its height."""

_LINE: Final = 1.25
_AWAY_PX: Final = 8.0
_POINT_PX: Final = 5.0
_LINE_PX: Final = 5.0
_SIDES: Final = (
    ("left", 1, 0),
    ("right", -1, 0),
    ("center", 0, -1.4),
    ("center", 0, 1.4),
    ("left", 0.8, -1.3),
    ("right", -0.8, -1.3),
    ("left", 0.8, 1.3),
    ("right", -0.8, 1.3),
    ("center", 0, -2.6),
    ("center", 0, 2.6),
)
"""Where a name may stand: how it is aligned, and on which side of its point."""


@dataclass(frozen=True)
class Paper:
    """A size of drawing that names are placed for.

    Attributes
    ----------
    width_px, height_px
        Its size.
    least_px, most_px
        The widths that it stands for.
    towns
        How many towns are named at most.
    """

    width_px: float
    height_px: float
    least_px: float
    most_px: float
    towns: int


def layers() -> list[Any]:
    """Draw names, the table `names`, each on a light ground."""
    shown = alt.ExprRef("width >= datum.least && width < datum.most ? 1 : 0")
    look: dict[str, Any] = {
        "align": alt.ExprRef("datum.align"),
        "dx": alt.ExprRef("datum.dx"),
        "dy": alt.ExprRef("datum.dy"),
        "fontSize": alt.ExprRef("datum.size"),
        "fontWeight": alt.ExprRef("datum.weight"),
        "baseline": "middle",
        "opacity": shown,
        "aria": False,
        # What is clipped does not count when the drawing is fitted into its frame: neither do
        # the names that are meant for another width.
        "clip": True,
    }
    base = alt.Chart(alt.NamedData("names")).encode(
        longitude="lon:Q", latitude="lat:Q", text="name:N"
    )
    ground = base.mark_text(stroke=HALO, strokeWidth=3, strokeJoin="round", fill=HALO, **look)
    return [ground, base.mark_text(fill=alt.ExprRef("datum.ink"), **look)]


def placed_on_all(view: View, window: Box, papers: tuple[Paper, ...]) -> pd.DataFrame:
    """Give the table `names`: of crossings and of the largest towns, for every size of drawing."""
    return pd.concat([placed(view, window, paper) for paper in papers], ignore_index=True)


@kept_with_view
def placed(view: View, window: Box, paper: Paper) -> pd.DataFrame:
    """Give the names that fit: the largest town of each side, the crossings, the other towns.

    Returns
    -------
    names
        name, lon, lat, how it stands to its point (align, dx, dy), how it looks (size, weight,
        ink), and the widths that it is meant for (least, most), in px.
    """
    crossings = view.crossings[view.crossings["lon"].notna()]
    west, south, east, north = window
    towns = view.localities[coverage.in_corridor(view.localities, view.segments)]
    towns = towns[towns["lon"].between(west, east) & towns["lat"].between(south, north)]
    towns = towns.sort_values("population", ascending=False, kind="stable")
    names = page_parts.names(crossings, "crossing_id", view.lang)
    named = [(row.name, row, 12.5, "normal", _QUIET) for row in _named(towns, paper)]
    at_border = [
        (names[str(row.crossing_id)], row, 12.5, "bold", _INK) for row in crossings.itertuples()
    ]
    first = {row.country: i for i, (_, row, *_) in reversed(list(enumerate(named)))}.values()
    rest = [one for i, one in enumerate(named) if i not in first]
    wanted: list[tuple[str, Any, float, str, str]]
    wanted = [*(named[i] for i in first), *at_border, *rest]
    x, y = on_paper(
        np.array([row.lon for _, row, *_ in wanted]),
        np.array([row.lat for _, row, *_ in wanted]),
        window,
        paper,
    )
    edges = _edges(window, paper)
    points = on_paper(crossings["lon"], crossings["lat"], window, paper)
    taken = [_around(*point, _POINT_PX) for point in zip(*points, strict=True)]
    rows = []
    line = _along(view, window, paper)
    # What must be named is named across the border rather than not at all.
    ways = [(side, clear_of) for clear_of in (line, []) for side in _SIDES]
    sure = len(wanted) - len(rest)
    for i, ((name, row, size, weight, ink), px, py) in enumerate(zip(wanted, x, y, strict=True)):
        for (align, right, down), clear_of in ways if i < sure else ways[: len(_SIDES)]:
            dx, dy = right * _AWAY_PX, down * _AWAY_PX
            here = box(px + dx, py + dy, align, name, size)
            if _fits(here, taken + clear_of, edges):
                taken.append(here)
                rows.append((name, row.lon, row.lat, align, dx, dy, size, weight, ink))
                break
    columns = ["name", "lon", "lat", "align", "dx", "dy", "size", "weight", "ink"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(least=paper.least_px, most=paper.most_px)


def _named(towns: pd.DataFrame, paper: Paper) -> Iterator[Any]:
    """Give the largest towns, each name once."""
    return towns.drop_duplicates("name").head(paper.towns).itertuples()


def on_paper(lon: Any, lat: Any, window: Box, paper: Paper) -> tuple[Any, Any]:  # noqa: ANN401
    """Give where points lie on the drawing, in px; the window fills it as the browser does."""
    west, south, east, north = window
    ends = _mercator(np.array([south, north]))
    scale = min(paper.width_px / (east - west), paper.height_px / (ends[1] - ends[0]))
    x = paper.width_px / 2 + (lon - (west + east) / 2) * scale
    y = paper.height_px / 2 - (_mercator(lat) - ends.mean()) * scale
    return x, y


def _mercator(lat: Any) -> Any:  # noqa: ANN401, numbers
    return np.degrees(np.arctanh(np.sin(np.radians(lat))))


def box(x: float, y: float, align: str, name: str, size: float) -> Box:
    """Give the edges of a name on the drawing, in px: left, top, right, bottom."""
    wide, high = _EM * size * len(name), _LINE * size / 2
    left = {"left": x, "right": x - wide, "center": x - wide / 2}[align]
    return left, y - high, left + wide, y + high


def _around(x: float, y: float, half: float) -> Box:
    return x - half, y - half, x + half, y + half


def _along(view: View, window: Box, paper: Paper) -> list[Box]:
    """Give small boxes along the border, in px."""
    line = shapely.clip_by_rect(view.border.geometry.union_all(), *window)
    (west, east), _ = on_paper(np.array([window[0], window[2]]), np.zeros(2), window, paper)
    step = _LINE_PX * (window[2] - window[0]) / (east - west)
    lon, lat = shapely.get_coordinates(shapely.segmentize(line, step)).T
    points = zip(*on_paper(lon, lat, window, paper), strict=True)
    return [_around(*point, _LINE_PX / 2) for point in points]


def _edges(window: Box, paper: Paper) -> Box:
    """Give the edges of the window on the drawing, in px."""
    west, south, east, north = window
    (left, right), (bottom, top) = on_paper(
        np.array([west, east]), np.array([south, north]), window, paper
    )
    return left, top, right, bottom


def _fits(new: Box, taken: list[Box], edges: Box) -> bool:
    """Say whether a box lies on the map and on nothing that is there."""
    if new[0] < edges[0] or new[1] < edges[1] or new[2] > edges[2] or new[3] > edges[3]:
        return False
    return all(
        new[2] <= one[0] or one[2] <= new[0] or new[3] <= one[1] or one[3] <= new[1]
        for one in taken
    )
