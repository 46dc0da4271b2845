"""The key of a map: what its symbols and lines mean, in words, and the names of its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.base.i18n import count, date, number, short_number, t
from atlas.output.figures import crossing_ticks, figure_words, marks, style
from atlas.output.figures.basemap import BORDER_PT, EDGE
from atlas.output.figures.sheet import TIGHT, Sheet
from atlas.places.status import evidence_of
from atlas.places.view import View
from atlas.spatial.geodesy import distance_words

_PT: Final = 1 / 72
_INDENT_IN: Final = 0.27
_SAMPLE_IN: Final = 0.2
_TICK_IN: Final = 0.075
_ROW_GAP_IN: Final = 0.085
_NUMBER_IN: Final = 0.22
_COLUMNS: Final = 3
_THREE_FROM_IN: Final = 4.5
_NAME_LINE_IN: Final = 0.128
_NAME_PT: Final = 7.4
_NAMES_HEAD_IN: Final = 0.24
_GUTTER_IN: Final = 0.16


@dataclass(frozen=True)
class Row:
    """A line of the key.

    Attributes
    ----------
    text
        What it means.
    mark
        Marker, colour and what is known of the status; None without a symbol.
    line
        How a sample of a line is drawn; empty without one.
    tick
        Whether a tick goes across the sample of a line.
    bold
        True for a heading.
    """

    text: str
    mark: tuple[tuple[style.Mark, str], str] | None = None
    line: dict[str, Any] = field(default_factory=dict)
    tick: bool = False
    bold: bool = False


@dataclass(frozen=True)
class Name:
    """What a number on the map stands for: the number, and the name broken into lines."""

    number: str
    text: str
    bold: bool = False

    @property
    def lines(self) -> float:
        """Height in lines, with the gap to the next."""
        return self.text.count("\n") + 1.2


def kind_rows(view: View, mapped: pd.DataFrame) -> list[Row]:
    """Give the lines of the key about kinds of places: how many are on the map, and known.

    Parameters
    ----------
    view
        The view.
    mapped
        The places with a point, see `atlas.output.figures.marks.mapped`.
    """
    shown, known = mapped["kind"].value_counts(), view.places["kind"].value_counts()
    rows = [
        Row(
            t(
                "figures.key_kind",
                view.lang,
                kind=figure_words.term(view, "kind", kind),
                shown=number(shown.get(kind, 0), view.lang),
                known=number(known[kind], view.lang),
            ),
            mark=(marks.look(view, kind), "open"),
        )
        for kind in view.vocab.codes("kind")
        if known.get(kind, 0)
    ]
    return [Row(t("figures.key_places", view.lang), bold=True), *rows] if rows else []


def sign_rows(view: View, mapped: pd.DataFrame, *, circles: bool = True) -> list[Row]:
    """Give the lines of the key about everything else on the map; see `kind_rows`."""
    lang = view.lang
    known = set(evidence_of(mapped, view.made))
    border = {"color": style.INK, "linewidth": BORDER_PT}
    rows = [
        Row(figure_words.term(view, "kind", "crossing"), line=border, tick=True),
        Row(t("figures.key_border", lang), line=border),
        Row(edge_text(view), line=EDGE),
    ]
    rows += [
        Row(
            t(f"map.legend_{one}", lang, date=date(view.made, lang)),
            mark=(("o", style.QUIET), one),
        )
        for one in ("open", "was_open", "unknown", "closed")
        if one in known or (one == "unknown" and "planned" in known)
    ]
    if circles and (mapped["precision_m"] > marks.PRECISION_WORTH_A_CIRCLE_M).any():
        circle = {"color": style.QUIET, "linewidth": 0.7, "linestyle": (0, (2, 2))}
        rows.append(Row(t("figures.key_precision", lang), line=circle))
    return rows


def strip_height(rows: Sequence[Row], width: float) -> float:
    """Give the height of a key in a strip of columns, in inches."""
    column_in, columns = _strip(rows, width)
    return max(key_height(column, column_in) for column in columns)


def draw_strip(sheet: Sheet, top: float, rows: Sequence[Row]) -> None:
    """Write a key as a strip of columns below a height, as wide as the room."""
    column_in, columns = _strip(rows, sheet.width)
    for i, column in enumerate(columns):
        draw_key(sheet, (i * (column_in + _GUTTER_IN), top), column_in, column)


def _strip(rows: Sequence[Row], width: float) -> tuple[float, list[Sequence[Row]]]:
    """Give the width of a column of a strip, and the rows of each."""
    across = _COLUMNS if width >= _THREE_FROM_IN else 2
    deep = -(-len(rows) // across)
    column_in = (width + _GUTTER_IN) / across - _GUTTER_IN
    return column_in, [rows[i * deep : (i + 1) * deep] for i in range(across)]


def edge_text(view: View) -> str:
    """Say what the edge of the corridors is."""
    radii = sorted({short_number(radius, view.lang) for radius in view.corridors["radius_km"]})
    return t("figures.key_edge", view.lang, km=" · ".join(radii))


def without_point(view: View) -> str:
    """Say how many places are known by their municipality only, and where."""
    rest = view.places[view.places["lon"].isna()]
    if rest.empty:
        return ""
    names = rest["municipality"].where(rest["municipality"] != "", t("figures.unnamed", view.lang))
    where = ", ".join(
        f"{style.drawable(str(name))} {number(n, view.lang)}"
        for name, n in names.value_counts().items()
    )
    return count("figures.key_pointless", len(rest), view.lang, where=where)


def draw_key(sheet: Sheet, corner: tuple[float, float], width: float, rows: Sequence[Row]) -> None:
    """Write the key below a corner (left, top), in inches, as wide as asked."""
    left, top = corner
    axes = sheet.axes(left, 0, width, top)
    axes.set_xlim(0, width)
    axes.set_ylim(0, top)
    axes.set_axis_off()
    for row in rows:
        text, size, weight, indent = _set(row, width)
        base = top - size * _PT
        sheet.lines(left + indent, base, text, size=size, weight=weight)
        middle = base + 0.33 * size * _PT
        if row.mark:
            marks.paint(axes, (_SAMPLE_IN / 2, middle), row.mark[0], 7.5, evidence=row.mark[1])
        if row.line:
            axes.plot((0, _SAMPLE_IN), (middle, middle), **row.line)
        if row.tick:
            crossing_ticks.paint(axes, _tick(middle), 8.0)
        top -= _height(row, width)


def _tick(height: float) -> npt.NDArray[np.float64]:
    """Give the ends of a tick across the sample of a line at a height, inches."""
    return np.array([[_SAMPLE_IN / 2, height - _TICK_IN], [_SAMPLE_IN / 2, height + _TICK_IN]])


def key_height(rows: Sequence[Row], width: float) -> float:
    """Give the height of a key, in inches."""
    return sum(_height(row, width) for row in rows)


def names(
    view: View, inside: pd.DataFrame, outside: pd.DataFrame, width: float
) -> list[list[Name]]:
    """Give what the numbers on a map stand for, in columns of nearly the same height.

    Parameters
    ----------
    view
        The language.
    inside
        Places with the column `number`.
    outside
        Places that only the map of the whole corridor shows.
    width
        Width of all columns, inches.
    """
    room = (width + _GUTTER_IN) / _COLUMNS - _GUTTER_IN - _NUMBER_IN
    entries = [
        Name(str(figures), style.wrapped(f"{name}{_off(metres, view)}", room, _NAME_PT, most=3))
        for figures, name, metres in zip(
            inside["number"], style.names(inside, view.lang), inside["precision_m"], strict=True
        )
    ]
    if len(outside):
        entries.append(Name("", t("figures.key_outside", view.lang), bold=True))
    entries += [
        Name("·", style.wrapped(name, room, _NAME_PT, most=2))
        for name in style.names(outside, view.lang)
    ]
    total = sum(entry.lines for entry in entries)
    columns: list[list[Name]] = [[] for _ in range(_COLUMNS)]
    done = 0.0
    for entry in entries:
        columns[min(int(done / total * _COLUMNS), _COLUMNS - 1)].append(entry)
        done += entry.lines
    return columns


def _off(precision_m: float, view: View) -> str:
    """Say after a name how far off its symbol may be, where that shows on the map."""
    if not precision_m > marks.PRECISION_WORTH_A_CIRCLE_M:
        return ""
    distance = distance_words(precision_m, view.lang).replace(" ", "\N{NO-BREAK SPACE}")
    return f" ±{distance}"


def names_height(columns: Sequence[Sequence[Name]]) -> float:
    """Give the height of the names, in inches; 0 without any."""
    lines = max(sum(entry.lines for entry in column) for column in columns)
    return _NAMES_HEAD_IN + lines * _NAME_LINE_IN if lines else 0.0


def draw_names(sheet: Sheet, columns: Sequence[Sequence[Name]], height: float) -> None:
    """Write the names in columns at the foot of the room, so many inches high."""
    column_in = (sheet.width + _GUTTER_IN) / _COLUMNS
    for i, column in enumerate(columns):
        at, left = height - _NAMES_HEAD_IN, i * column_in
        for entry in column:
            weight = "bold" if entry.bold else "normal"
            sheet.lines(left + 0.16, at, entry.number, size=_NAME_PT, weight="bold", ha="right")
            sheet.lines(left + _NUMBER_IN, at, entry.text, size=_NAME_PT, weight=weight)
            at -= entry.lines * _NAME_LINE_IN


def _set(row: Row, width: float) -> tuple[str, float, str, float]:
    """Give the lines of a row, their size and weight, and how far they stand in."""
    indent = _INDENT_IN if row.mark or row.line else 0.0
    size, weight = (style.TEXT_PT, "bold") if row.bold else (style.SMALL_PT, "normal")
    return style.wrapped(row.text, width - indent, size, weight=weight), size, weight, indent


def _height(row: Row, width: float) -> float:
    text, size, _, _ = _set(row, width)
    return (1 + text.count("\n") * TIGHT) * size * _PT + _ROW_GAP_IN
