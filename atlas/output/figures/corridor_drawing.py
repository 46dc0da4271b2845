"""Small maps of corridors as SVG, all of one scale, the border as their spine.

Made for a first screen, a cover or a frame: what lies on which side of the line is seen at once.
Text of the data is escaped; the drawing loads nothing and holds no script.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from atlas.base.i18n import number, t
from atlas.base.translations import localised
from atlas.output.figures import crossing_ticks
from atlas.places.status import FILLS, evidence, evidence_of
from atlas.places.view import View
from atlas.spatial.geodesy import degree_m

WIDTH: Final = 400
HEIGHT: Final = 290
FONTS: Final = "ui-sans-serif, system-ui, Source Sans Pro, sans-serif"
_ROUND: Final = 1.08
"""How much more than the frames that the package declares is shown."""

_INK, _LINE, _SEA, _PAPER, _PLACE = "#22272d", "#4a3d5c", "#dfe5e2", "#fffdf8", "#1d5570"
_RADIUS = 4.2
_TICK = 9.0
_AROUND = 3.0
_FINEST = 0.5
_ROOM = 26.0
"""How far a label keeps from the border, if there is room for it."""
_LEAST_AROUND_M = 4_000.0
_BORDER_SEEN_M = 15_000.0
"""So near to a place the border is drawn in its surroundings."""
_NAME_WIDE, _NAME_HIGH = 110.0, 22.0

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Sheet:
    """A flat drawing around a middle: x to the east and y to the south, in steps of the drawing."""

    lon: float
    lat: float
    east: float
    north: float

    def flat(self, shape: Any) -> Any:  # noqa: ANN401, a shapely geometry
        """Give a shape as it is drawn, cut to the sheet."""
        moved = shapely.transform(shape, self.points)
        return shapely.simplify(shapely.clip_by_rect(moved, -4, -4, WIDTH + 4, HEIGHT + 4), _FINEST)

    def points(self, degrees: _Floats) -> _Floats:
        """Give positions as they are drawn."""
        x = (degrees[:, 0] - self.lon) * self.east + WIDTH / 2
        y = (self.lat - degrees[:, 1]) * self.north + HEIGHT / 2
        return np.column_stack([x, y])


@dataclass(frozen=True)
class Drawing:
    """The small map of one corridor.

    Attributes
    ----------
    corridor_id
        Which one.
    svg
        The map as an SVG element.
    alt
        What it shows, in words.
    sides
        Code of each side and the number of its places, also of those that are not drawn.
    drawn
        The number of places with a point inside the frame.
    """

    corridor_id: str
    svg: str
    alt: str
    sides: tuple[tuple[str, int], ...]
    drawn: int


def drawings(view: View) -> tuple[Drawing, ...]:
    """Draw the corridors of a view, all of one scale.

    Parameters
    ----------
    view
        A view; its places are drawn at their published positions, never finer.
    """
    rows = view.corridors.to_dict("records")
    frames = [_frame(view, row) for row in rows]
    metres = max((_metres_a_step(frame) for frame in frames), default=1.0)
    return tuple(
        _drawing(view, row, _sheet(frame, metres), metres)
        for row, frame in zip(rows, frames, strict=True)
    )


def place_drawing(view: View, row: Mapping[Any, Any], said: str) -> str:
    """Draw the surroundings of one place, as an SVG element; nothing for one without a point.

    Parameters
    ----------
    view
        The view; its border and land are drawn.
    row
        The place as published: its point is the middle of the drawing, in a circle as wide as
        that point may be off.
    said
        What the drawing shows, in words.
    """
    lon, lat, off_m, border_m = (
        float(row[name]) for name in ("lon", "lat", "precision_m", "border_m")
    )
    corridor_id = str(row["corridor_id"])
    if not corridor_id or not np.isfinite([lon, lat]).all():
        return ""
    off_m = off_m if np.isfinite(off_m) else 0.0
    near = border_m if np.isfinite(border_m) and border_m < _BORDER_SEEN_M else 0.0
    metres = max(_LEAST_AROUND_M, near * 1.2, off_m * 1.6) / (HEIGHT / 2)
    wide, high = degree_m(lat)
    sheet = _Sheet(lon, lat, wide / metres, high / metres)
    border = sheet.flat(shapely.union_all(_own(view.border, corridor_id).geometry.to_numpy()))
    fill = FILLS[evidence(row["status"], row["status_date"], view.made)]
    around = (
        f'<circle cx="{WIDTH / 2:g}" cy="{HEIGHT / 2:g}" r="{off_m / metres:.1f}" fill="{_PLACE}" '
        f'fill-opacity="0.12" stroke="{_PLACE}" stroke-dasharray="5 4"/>'
    )
    parts = [
        *_ground(view, corridor_id, sheet, border),
        around if off_m / metres > _RADIUS else "",
        f'<circle cx="{WIDTH / 2:g}" cy="{HEIGHT / 2:g}" r="7" stroke="{_PLACE}" '
        f'stroke-width="2.4" fill="{_blend(fill)}"/>',
        *_crossing_names(view, corridor_id, sheet),
        _scale(metres),
    ]
    return _element(parts, said)


def _ground(view: View, corridor_id: str, sheet: _Sheet, border: Any) -> list[str]:  # noqa: ANN401
    """Draw both sides, the border and its crossings."""
    sided = zip(*_sided(view, corridor_id), strict=True)
    return [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_SEA}"/>',
        *(_area(sheet.flat(shape), _tint(view, str(side))) for side, shape in sided),
        _stroke(border, _PAPER, 5.5),
        _stroke(border, _LINE, 3),
        *_ticks(view, corridor_id, sheet, border),
    ]


def _crossing_names(view: View, corridor_id: str, sheet: _Sheet) -> list[str]:
    """Write the names of the crossings that a drawing shows, where none lies on another."""
    rows = _own(view.crossings, corridor_id)
    points = _positions(rows, sheet)
    taken, names = [(WIDTH / 2, HEIGHT / 2)], []
    for (x, y), row in zip(points, rows.to_dict("records"), strict=True):
        free = all(abs(x - one) > _NAME_WIDE or abs(y - other) > _NAME_HIGH for one, other in taken)
        if not free or not (_NAME_WIDE / 2 < x < WIDTH - _NAME_WIDE / 2 and 30 < y < HEIGHT - 34):
            continue
        taken.append((x, y))
        names.append(
            f'<text x="{x:.0f}" y="{y - 13:.0f}" text-anchor="middle" font-size="13" '
            f'fill="{_INK}" stroke="{_PAPER}" stroke-width="3.5" paint-order="stroke" '
            f'stroke-linejoin="round">{escape(localised(row, "name", view.lang))}</text>'
        )
    return names


def _element(parts: Iterable[str], said: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(said)}" font-family="{FONTS}">'
        f"{''.join(parts)}</svg>"
    )


def _frame(view: View, row: Mapping[Any, Any]) -> tuple[float, float, float, float]:
    """Give west, south, east and north of what is shown of a corridor, degrees."""
    declared = [row.get(f"zoom_{edge}") for edge in ("west", "south", "east", "north")]
    if all(edge is not None and np.isfinite(edge) for edge in declared):
        west, south, east, north = map(float, declared)  # type: ignore[arg-type]
    else:
        zones = view.segments[view.segments["corridor_id"] == row["corridor_id"]]
        west, south, east, north = map(float, zones.total_bounds)
    return west, south, east, north


def _metres_a_step(frame: tuple[float, float, float, float]) -> float:
    """Give the scale at which a frame just fits into the drawing."""
    west, south, east, north = frame
    wide, high = degree_m((south + north) / 2)
    return _ROUND * max((east - west) * wide / WIDTH, (north - south) * high / HEIGHT)


def _sheet(frame: tuple[float, float, float, float], metres: float) -> _Sheet:
    west, south, east, north = frame
    lat = (south + north) / 2
    wide, high = degree_m(lat)
    return _Sheet((west + east) / 2, lat, wide / metres, high / metres)


def _drawing(view: View, row: Mapping[Any, Any], sheet: _Sheet, metres: float) -> Drawing:
    corridor_id, codes = str(row["corridor_id"]), (str(row["country_a"]), str(row["country_b"]))
    here = view.places[view.places["corridor_id"] == corridor_id]
    sides = tuple((code, int((here["side"] == code).sum())) for code in codes)
    border = sheet.flat(shapely.union_all(_own(view.border, corridor_id).geometry.to_numpy()))
    land = {
        str(side): sheet.flat(shape) for side, shape in zip(*_sided(view, corridor_id), strict=True)
    }
    dots, drawn = _dots(here, sheet, view.made)
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_SEA}"/>',
        *(_area(shape, _tint(view, side)) for side, shape in land.items()),
        _stroke(border, _PAPER, 5.5),
        _stroke(border, _LINE, 3),
        *_ticks(view, corridor_id, sheet, border),
        *dots,
        *(_label(land[code], border, code, n, view.lang) for code, n in sides if code in land),
        _scale(metres),
    ]
    said = _said(view, row, sides)
    return Drawing(corridor_id, _element(parts, said), said, sides, drawn)


def _said(view: View, row: Mapping[Any, Any], sides: Iterable[tuple[str, int]]) -> str:
    counted = ", ".join(f"{code} {number(n, view.lang)}" for code, n in sides)
    name = localised(row, "name", view.lang, str(row["corridor_id"]))
    return t("light.drawing", view.lang, corridor=name, sides=counted)


def _own(frame: Any, corridor_id: str) -> Any:  # noqa: ANN401, a frame of any kind
    return frame[frame["corridor_id"] == corridor_id]


def _sided(view: View, corridor_id: str) -> tuple[Any, Any]:
    land = _own(view.land, corridor_id)
    return land["side"], land.geometry


def _tint(view: View, side: str) -> str:
    term = view.vocab.terms("side").get(side)
    return escape(term.colour) if term and term.colour else "#f0efec"


def _numbers(points: _Floats) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in np.round(points, 1))


def _area(shape: Any, tint: str) -> str:  # noqa: ANN401, a shapely geometry
    rings = [
        f"M{_numbers(shapely.get_coordinates(ring))}Z"
        for polygon in shapely.get_parts(shape)
        if polygon.geom_type == "Polygon"
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    return f'<path d="{"".join(rings)}" fill="{tint}" fill-rule="evenodd"/>' if rings else ""


def _stroke(shape: Any, colour: str, width: float) -> str:  # noqa: ANN401, a shapely geometry
    lines = [
        f"M{_numbers(shapely.get_coordinates(line))}"
        for line in shapely.get_parts(shape)
        if line.geom_type == "LineString"
    ]
    path = "".join(lines)
    look = f'fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"'
    return f'<path d="{path}" {look}/>' if path else ""


def _inside(points: _Floats) -> npt.NDArray[np.bool_]:
    """Say which points of a drawing are inside of it; those without a position are not."""
    return np.asarray(
        (points[:, 0] >= 0) & (points[:, 0] <= WIDTH) & (points[:, 1] >= 0)
        & (points[:, 1] <= HEIGHT)
    )  # fmt: skip


def _positions(rows: pd.DataFrame, sheet: _Sheet) -> _Floats:
    return sheet.points(rows[["lon", "lat"]].to_numpy(np.float64))


def _dots(places: pd.DataFrame, sheet: _Sheet, made: str) -> tuple[list[str], int]:
    """Draw places, the fuller the fresher they are stated to be open, the fullest on top."""
    points = _positions(places, sheet)
    fills = np.array([FILLS[said] for said in evidence_of(places, made)], np.float64)
    shown = np.flatnonzero(_inside(points))
    order = shown[np.argsort(fills[shown], kind="stable")]
    look = f'r="{_RADIUS}" stroke="{_PLACE}" stroke-width="1.4"'
    dots = [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" {look} fill="{_blend(fill)}"/>'
        for (x, y), fill in zip(points[order], fills[order], strict=True)
    ]
    return dots, len(shown)


def _blend(fill: float) -> str:
    """Give the colour of a place that is only so full: opaque, so that none hides in another."""
    full, empty = ([int(one[i : i + 2], 16) for i in (1, 3, 5)] for one in (_PLACE, _PAPER))
    mixed = (round(a * fill + b * (1 - fill)) for a, b in zip(full, empty, strict=True))
    return "#" + "".join(f"{one:02x}" for one in mixed)


def _ticks(view: View, corridor_id: str, sheet: _Sheet, border: Any) -> list[str]:  # noqa: ANN401
    """Draw each crossing as a short line across the border."""
    points = _positions(_own(view.crossings, corridor_id), sheet)
    lines = [part for part in shapely.get_parts(border) if part.geom_type == "LineString"]
    if not lines:
        return []
    ticks = [
        shapely.LineString(crossing_ticks.across(lines, (x, y), _TICK, _AROUND))
        for x, y in points[_inside(points)]
    ]
    drawn = shapely.union_all(ticks)
    return [_stroke(drawn, _PAPER, 4.5), _stroke(drawn, _INK, 2.2)]


def _label(land: Any, border: Any, code: str, n: int, lang: str) -> str:  # noqa: ANN401
    """Write a side and its places where its land has the most room, but not on the border."""
    frame = shapely.box(30, 22, WIDTH - 30, HEIGHT - 16)
    room = shapely.intersection(land, frame)
    clear = shapely.difference(room, shapely.buffer(border, _ROOM))
    where = room if clear.is_empty else clear
    if where.is_empty:
        return ""
    x, y = shapely.get_coordinates(shapely.maximum_inscribed_circle(where, 2))[0]
    look = f'font-size="21" font-weight="700" fill="{_INK}" stroke="{_PAPER}" stroke-width="4"'
    return (
        f'<text x="{x:.0f}" y="{y + 7:.0f}" text-anchor="middle" {look} paint-order="stroke" '
        f'stroke-linejoin="round">{escape(code)} {number(n, lang)}</text>'
    )


def _scale(metres: float) -> str:
    """Draw a scale bar: the same on all drawings, as their scale is."""
    km = next((one for one in (100, 50, 20, 10, 5, 2, 1) if one * 1000 / metres < WIDTH / 4), 1)
    long = km * 1000 / metres
    bar = f"M10,{HEIGHT - 10}h{long:.1f}"
    return (
        f'<path d="{bar}" stroke="{_PAPER}" stroke-width="5"/>'
        f'<path d="{bar}" stroke="{_INK}" stroke-width="2"/>'
        f'<text x="10" y="{HEIGHT - 16}" font-size="15" fill="{_INK}" stroke="{_PAPER}" '
        f'stroke-width="3" paint-order="stroke">{km} km</text>'
    )
