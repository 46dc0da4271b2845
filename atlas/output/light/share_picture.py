"""The picture of a view or of a place for previews of its link: 1200 x 630, as PNG.

It is the drawing of the first screen, at published positions only. Of a protected place it says
the municipality, and shows the corridor.
"""

import textwrap
from collections.abc import Sequence
from html import escape
from typing import Final

from atlas.base.i18n import count, date
from atlas.base.translations import localised, names_by_key
from atlas.output.figures.corridor_drawing import FONTS, HEIGHT, WIDTH, drawings, place_drawing
from atlas.output.figures.rasterised import png
from atlas.output.light import first_screen, light_list
from atlas.places.view import View

SIZE: Final = (1200, 630)
_MOST: Final = 3
_PAPER, _INK, _PLACE = "#fffdf8", "#22272d", "#1d5570"
_MARGIN: Final = 40
_BESIDE_WIDE: Final = 600
"""How wide a drawing is that stands next to the words."""


def share_picture(view: View, facility_id: str = "") -> bytes:
    """Draw a view, or one of its places.

    Parameters
    ----------
    view
        What to draw, in its language; a published view.
    facility_id
        A place to show; of one that the view does not know, nothing is shown but the view.
    """
    made = f"{localised(view.descriptor, 'title', view.lang)} · {date(view.made, view.lang)}"
    found = _of_place(view, facility_id) if facility_id else None
    title, said, drawn = found or _of_view(view)
    body = (
        _beside(made, title, said, drawn[0])
        if len(drawn) == 1
        else _above(made, title, said, drawn)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE[0]} {SIZE[1]}" '
        f'font-family="{FONTS}"><rect width="100%" height="100%" fill="{_PAPER}"/>{body}</svg>'
    )
    return png(svg, SIZE)


def _of_view(view: View) -> tuple[str, str, list[tuple[str, str]]]:
    """Give title, line and drawings of a view, each drawing with its name."""
    asked = view.filter.corridor
    names = names_by_key(view.corridors, "corridor_id", view.lang)
    drawn = [
        (str(names[one.corridor_id]), one.svg)
        for one in drawings(view)
        if not asked or one.corridor_id in asked
    ]
    counted = count("map.results", len(view.places), view.lang)
    return first_screen.view_title(view), counted, drawn[:_MOST]


def _of_place(view: View, facility_id: str) -> tuple[str, str, list[tuple[str, str]]] | None:
    """Give the same of a place: itself where it is open, else only its municipality."""
    rows = view.lifted.places
    rows = rows[rows["facility_id"] == facility_id]
    if rows.empty:
        return None
    row = rows.iloc[0].to_dict()
    place = light_list.entries(view.lifted, rows)[0]
    around = [("", one.svg) for one in drawings(view) if one.corridor_id == row["corridor_id"]]
    if row["sensitivity"] != "open":
        return place.town, "", around
    said = " · ".join(part for part in (place.kind, place.town, place.status) if part)
    drawing = place_drawing(view, row, place.name)
    return place.name, said, [("", drawing)] if drawing else around


def _beside(made: str, title: str, said: str, drawn: tuple[str, str]) -> str:
    """Write the words next to one drawing."""
    x, y = SIZE[0] - _BESIDE_WIDE - _MARGIN, (SIZE[1] - _high(_BESIDE_WIDE)) / 2
    lines, at = [], 90.0
    for text, size, across, most, look in (
        (made, 22, 44, 2, f'fill="{_INK}"'),
        (title, 42, 22, 5, f'fill="{_INK}" font-weight="700"'),
        (said, 28, 34, 4, f'fill="{_PLACE}"'),
    ):
        for line in _lines(text, across, most):
            at += size * 1.22
            lines.append(_text(_MARGIN, at, line, size, look))
        at += 18
    return "".join(lines) + _placed(drawn[1], x, y, _BESIDE_WIDE)


def _above(made: str, title: str, said: str, drawn: Sequence[tuple[str, str]]) -> str:
    """Write the words above drawings side by side."""
    parts = [
        _text(_MARGIN, 62, made, 22, f'fill="{_INK}"'),
        _text(_MARGIN, 122, _lines(title, 48, 1)[0], 42, f'fill="{_INK}" font-weight="700"'),
        _text(_MARGIN, 176, said, 28, f'fill="{_PLACE}"'),
    ]
    gap = 20
    wide = (SIZE[0] - 2 * _MARGIN - gap * (len(drawn) - 1)) / max(len(drawn), 1)
    wide = min(wide, _BESIDE_WIDE * 0.85)
    for i, (name, svg) in enumerate(drawn):
        x = _MARGIN + i * (wide + gap)
        parts.append(_text(x, 244, _lines(name, 28, 1)[0], 24, f'fill="{_INK}" font-weight="700"'))
        parts.append(_placed(svg, x, 260, wide))
    return "".join(parts)


def _lines(text: str, across: int, most: int) -> list[str]:
    """Break a text into lines; what is too long ends with three points."""
    return textwrap.wrap(text, across, max_lines=most, placeholder="…") or [""]


def _text(x: float, y: float, text: str, size: int, look: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" {look}>{escape(text)}</text>'


def _high(wide: float) -> float:
    return wide * HEIGHT / WIDTH


def _placed(svg: str, x: float, y: float, wide: float) -> str:
    return f'<svg x="{x:g}" y="{y:g}" width="{wide:g}" height="{_high(wide):g}">{svg}</svg>'
