"""The paper of a figure: a title above, where it comes from below, and room between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from atlas.output.figures import style

WIDTH_IN: Final = 7.5
TIGHT: Final = 1.18
_MARGIN_IN = 0.12
_EDGE_IN = 0.02
_LEADING = 1.28
_PT = 1 / 72


class AtlasFigure(Figure):
    """A matplotlib figure that says in words what it shows, and that any notebook can show.

    Attributes
    ----------
    alt
        The text alternative.
    numbers
        The number of every place that the figure numbers, by `facility_id`.
    about
        What files say about themselves: title, alt, maker, licence, lang.
    """

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        FigureCanvasAgg(self)  # texts can be measured at once, and no window is ever opened
        self.alt = ""
        self.about: dict[str, str] = {}
        self.numbers: dict[str, int] = {}

    def _repr_png_(self) -> bytes:
        from io import BytesIO

        stream = BytesIO()
        with style.drawing():
            self.savefig(stream, format="png", dpi=2 * 96, metadata={"Description": self.alt})
        return stream.getvalue()


@dataclass(frozen=True)
class Sheet:
    """A figure and the room left for what it shows, in inches from its lower left corner."""

    figure: AtlasFigure
    left: float
    bottom: float
    width: float
    height: float

    def axes(self, x: float, y: float, width: float, height: float, **options: Any) -> Axes:  # noqa: ANN401
        """Add axes at a place in the room, all in inches from its lower left corner."""
        across, up = self.figure.get_size_inches()
        box = (self.left + x) / across, (self.bottom + y) / up, width / across, height / up
        return self.figure.add_axes(box, **options)

    def lines(self, x: float, y: float, text: str, **options: Any) -> None:  # noqa: ANN401
        """Write lines, the baseline of the first at a place, so that columns stand level."""
        for i, line in enumerate(text.split("\n")):
            self.write(x, y - i * options["size"] * TIGHT / 72, line, va="baseline", **options)

    def write(self, x: float, y: float, text: str, **options: Any) -> None:  # noqa: ANN401
        """Write at a place in the room, in inches from its lower left corner."""
        across, up = self.figure.get_size_inches()
        self.figure.text((self.left + x) / across, (self.bottom + y) / up, text, **options)

    def rule(self, y: float, **options: Any) -> None:  # noqa: ANN401
        """Draw a line across the room."""
        across, up = self.figure.get_size_inches()
        ends = self.left / across, (self.left + self.width) / across
        height = (self.bottom + y) / up
        self.figure.add_artist(Line2D(ends, (height, height), **options))


@dataclass(frozen=True)
class Wording:
    """What is written around a figure.

    Attributes
    ----------
    title, subtitle
        Above it.
    notes
        Below it, a paragraph each.
    """

    title: str
    subtitle: str
    notes: Sequence[str]


def paper(axes: Axes) -> Figure:
    """Give the figure that axes are on."""
    figure = axes.get_figure(root=True)
    if figure is None:
        message = "these axes are on no figure"
        raise ValueError(message)
    return figure


def size_in(axes: Axes) -> tuple[float, float]:
    """Give the width and the height of axes, inches."""
    box = axes.get_position()
    across, up = paper(axes).get_size_inches()
    return float(box.width * across), float(box.height * up)


def inner_width(width: float, *, framed: bool) -> float:
    """Give the width between the margins, inches; a figure without words has hardly any."""
    return width - 2 * (_MARGIN_IN if framed else _EDGE_IN)


def lay_out(
    wording: Wording,
    *,
    size: tuple[float, float | None],
    body_in: float,
    framed: bool,
) -> Sheet:
    """Make a figure with its words and room for the rest.

    Parameters
    ----------
    wording
        The words around it.
    size
        Width and height in inches; the height follows from `body_in` when it is None.
    body_in
        Height of the room, in inches, when no height is given.
    framed
        False leaves the words out, for a document that carries them itself.
    """
    width = size[0]
    inner = inner_width(width, framed=framed)
    margin = (width - inner) / 2
    blocks = _blocks(wording, inner) if framed else ([], [])
    head, foot = (sum(_height(*block) for block in part) for part in blocks)
    head, foot = head + margin, foot + margin + (0.08 if foot else 0)
    height = size[1] or head + body_in + foot
    figure = AtlasFigure(figsize=(width, height), facecolor=style.PAPER)
    sheet = Sheet(figure, margin, foot, inner, max(height - head - foot, 0.5))
    top = height - margin
    for block in blocks[0]:
        top = _write(figure, margin, top, block)
    top = foot - 0.08
    if blocks[1]:
        sheet.rule(-0.05, color=style.FAINT, linewidth=0.7)
    for block in blocks[1]:
        top = _write(figure, margin, top, block)
    return sheet


_Block = tuple[str, float, str, str]


def _blocks(wording: Wording, inches: float) -> tuple[list[_Block], list[_Block]]:
    """Give text, size, weight and colour of every paragraph above and below."""
    head = [
        (
            style.wrapped(wording.title, inches, style.TITLE_PT, weight="bold"),
            style.TITLE_PT,
            "bold",
            style.INK,
        ),
        (style.wrapped(wording.subtitle, inches, 10), 10.0, "normal", style.QUIET),
    ]
    foot = [
        (style.wrapped(note, inches, style.SMALL_PT), style.SMALL_PT, "normal", style.QUIET)
        for note in wording.notes
        if note
    ]
    return [block for block in head if block[0]], foot


def _height(text: str, size: float, _weight: str = "", _colour: str = "") -> float:
    return (text.count("\n") + 1) * size * _LEADING * _PT + 0.02


def _write(figure: Figure, left: float, top: float, block: _Block) -> float:
    text, size, weight, colour = block
    across, up = figure.get_size_inches()
    figure.text(
        left / across,
        top / up,
        text,
        size=size,
        weight=weight,
        color=colour,
        va="top",
        linespacing=_LEADING / 1.2,
    )
    return top - _height(*block)
