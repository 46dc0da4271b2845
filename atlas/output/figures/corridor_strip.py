"""The small maps of several corridors as one picture: the cover of a brief."""

from dataclasses import dataclass
from html import escape
from typing import Final

from atlas.base.translations import names_by_key
from atlas.output.figures.corridor_drawing import FONTS, HEIGHT, WIDTH, drawings
from atlas.places.view import View

_ACROSS: Final = 3
_GAP: Final = 14
_NAME_HIGH: Final = 36
_LONGEST: Final = 34
_WIDTH_IN: Final = 7.0


@dataclass(frozen=True)
class Strip:
    """A picture as SVG; it has of a figure what the writers of documents ask for.

    Attributes
    ----------
    svg
        The picture.
    alt
        What it shows, in words.
    size_in
        Width and height, inches.
    about
        What a file says about the picture: its title.
    """

    svg: str
    alt: str
    size_in: tuple[float, float]
    about: dict[str, str]

    def get_size_inches(self) -> tuple[float, float]:
        """Give width and height, as a figure of matplotlib does."""
        return self.size_in


def strip(view: View, title: str, *, across: int = _ACROSS) -> Strip:
    """Draw the corridors of a view in rows, all of one scale, each below its name.

    Parameters
    ----------
    view
        A view of at least one corridor.
    title
        What files call the picture.
    across
        How many corridors a row has.
    """
    drawn = drawings(view)
    names = names_by_key(view.corridors, "corridor_id", view.lang)
    across = min(len(drawn), across)
    wide = across * (WIDTH + _GAP) - _GAP
    high = -(-len(drawn) // across) * (HEIGHT + _NAME_HIGH + _GAP) - _GAP
    parts = []
    for i, one in enumerate(drawn):
        x = (i % across) * (WIDTH + _GAP)
        y = (i // across) * (HEIGHT + _NAME_HIGH + _GAP) + _NAME_HIGH
        name = str(names[one.corridor_id]) or one.corridor_id
        name = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
        parts.append(
            f'<text x="{x}" y="{y - 11}" font-size="22" font-weight="700">{escape(name)}</text>'
            f'<svg x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}">{one.svg}</svg>'
        )
    alt = " ".join(one.alt for one in drawn)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" '
        f'height="{high}" font-family="{FONTS}" '
        f'fill="#22272d">{"".join(parts)}</svg>'
    )
    return Strip(svg, alt, (_WIDTH_IN, _WIDTH_IN * high / wide), {"title": title})
