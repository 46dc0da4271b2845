"""The pictures of a brief as bytes: figures, and the drawing of its cover."""

from atlas.output.figures import AtlasFigure, encode, rasterised, style
from atlas.output.figures.corridor_strip import Strip


def picture_bytes(drawn: AtlasFigure | Strip, form: str, *, dpi: float = style.DPI) -> bytes:
    """Give a picture of a brief as a file, svg or png; equal pictures give equal bytes."""
    if isinstance(drawn, AtlasFigure):
        return encode(drawn, form, dpi=dpi)
    if form == "svg":
        return rasterised.clean(drawn.svg).encode("utf-8")
    width, height = drawn.get_size_inches()
    return rasterised.png(drawn.svg, (72 * width, 72 * height), pixels_a_step=dpi / 72)
