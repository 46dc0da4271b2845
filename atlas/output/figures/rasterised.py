"""A drawing of ours as PNG, set by Typst, which documents need anyway."""

import re
from typing import Any, Final

from atlas.output.figures.style import font_folders

_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold, and names of places may."""


def clean(svg: str) -> str:
    """Give a drawing without characters that no XML may hold."""
    return _NO_XML.sub("", svg)


def png(svg: str, size: tuple[float, float], *, pixels_a_step: float = 1.0) -> bytes:
    """Give a drawing as PNG; equal drawings give equal bytes.

    Parameters
    ----------
    svg
        The drawing; it names no other file.
    size
        Its width and height, in steps.
    pixels_a_step
        How many pixels a step of the drawing has.
    """
    import typst  # not at the start: few need it

    page = (
        f"#set page(width: {size[0]:f}pt, height: {size[1]:f}pt, margin: 0pt)\n"
        '#image("drawing.svg", width: 100%, height: 100%)'
    )
    sources: Any = {"main.typ": page.encode("utf-8"), "drawing.svg": clean(svg).encode("utf-8")}
    made: bytes = typst.compile(
        sources,
        format="png",
        ppi=72 * pixels_a_step,
        font_paths=[str(folder) for folder in font_folders()],
    )
    return made
