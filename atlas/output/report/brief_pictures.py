"""The pictures of a brief: which ones it has, how large they are, and what stands below them."""

from typing import Final, TypeAlias

from atlas.analysis.coverage import working
from atlas.base.i18n import date, t
from atlas.output.figures import AtlasFigure, figure, figure_words
from atlas.output.figures.corridor_strip import Strip, strip
from atlas.output.figures.flow_lines import panel_rows
from atlas.output.report.blocks import Block, Picture, plain
from atlas.places.scope import located, scoped
from atlas.places.view import View

Pictures: TypeAlias = dict[str, AtlasFigure | Strip]

_SIZES: Final = {
    "overview": (7.0, 6.75),
    "services": (7.0, 3.0),
    "cooperation": None,
}
"""Width and height of figures, inches: what pages of A4 and Letter have room for."""

_OF_PLACES: Final = ("cover", "overview", "services")

_FLOWS_IN: Final = 7.0, 3.0
_FLOWS_ROW_IN: Final = 0.92
_FLOWS_AROUND_IN: Final = 0.95
"""Width and least height of the panels of people on foot; height of a row, and of the rest."""


def drawn(view: View, *, annex: bool) -> Pictures:
    """Draw what has anything to show; several corridors have a cover."""
    wanted = {
        "overview": len(view.corridors) > 0,
        "services": working(view.places)["services"].ne("").any(),
        "flows": len(view.flows) > 0,
        "cooperation": annex and len(view.actions) > 0,
    }
    cover: Pictures = {}
    if len(view.corridors) > 1:
        cover["cover"] = strip(view, figure_words.title(view, "overview"))
    return cover | {
        kind: figure(view, kind, size=_size(view, kind), framed=False)
        for kind, is_wanted in wanted.items()
        if is_wanted
    }


def picture(view: View, pictures: Pictures, kind: str) -> list[Block]:
    """Give the block of a picture; none where it was not drawn."""
    if kind not in pictures:
        return []
    plainly = "_plain" if kind == "overview" and not numbers(pictures) else ""
    caption = t(f"report.caption_{kind}{plainly}", view.lang, made=date(view.made, view.lang))
    # Counts of people and the register are of the corridors, whatever the filter keeps.
    scope_of = scoped if kind in _OF_PLACES else located
    return [Picture(kind, plain(scope_of(view, caption)), plain(pictures[kind].alt))]


def numbers(pictures: Pictures) -> dict[str, int]:
    """Give the number of every place that the map numbers."""
    return getattr(pictures.get("overview"), "numbers", {})


def _size(view: View, kind: str) -> tuple[float, float] | None:
    """Give the size of a figure in inches; the panels of several corridors take what they need."""
    if len(view.corridors) > 1 and kind in ("overview", "flows"):
        return None
    if kind != "flows":
        return _SIZES[kind]
    width, least = _FLOWS_IN
    return width, max(least, _FLOWS_AROUND_IN + _FLOWS_ROW_IN * panel_rows(view))
