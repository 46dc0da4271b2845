"""How the map is to stand on another page: which panels, how wide, how high."""

from dataclasses import dataclass
from typing import Final, cast

import streamlit as st

from atlas.app import page_link
from atlas.base.i18n import t
from atlas.output.report.embed_code import FRAME_HEIGHT, PICTURE, SIZES, size_of
from atlas.places.view import View
from atlas.webmap.capsule import PANELS, Panels

_WIDTHS: Final = (240, 3000)
_HEIGHTS: Final = (200, 3000)
_STARTS: Final = ("map", PICTURE)


@dataclass(frozen=True)
class Shape:
    """The shape of a map in a frame.

    Attributes
    ----------
    panels
        What is shown next to the map.
    width
        In px; as wide as the page when None.
    height
        In px.
    ratio
        Width and height as CSS writes them; nothing where the height is fixed.
    picture
        Whether a picture stands there first, which becomes the map when it is chosen.
    """

    panels: Panels
    width: int | None
    height: int
    ratio: str = ""
    picture: bool = False


def choose(view: View) -> Shape:
    """Let the reader choose the shape; it is part of the link to the page."""
    lang = view.lang
    with st.container(horizontal=True, vertical_alignment="bottom", key="shape"):
        panels = page_link.one(
            t("kit.panels", lang), "panels", PANELS, lambda code: t(f"kit.panels_{code}", lang)
        )
        size = page_link.one(
            t("kit.size", lang), "size", SIZES, lambda name: t(f"kit.size_{name}", lang)
        )
        start = page_link.one(
            t("kit.start", lang), "start", _STARTS, lambda name: t(f"kit.start_{name}", lang)
        )
        width = page_link.whole(
            t("kit.width", lang), "width", _WIDTHS, hint=t("kit.whole_width", lang)
        )
        height = page_link.whole(t("kit.height", lang), "height", _HEIGHTS, hint=str(FRAME_HEIGHT))
    own = (width, height or FRAME_HEIGHT, "")
    fixed = own if size == SIZES[0] else size_of(size)
    return Shape(cast("Panels", panels), *fixed, picture=start == PICTURE)
