"""A link as a QR code, for paper: as the outline of its dark squares, as SVG and as PNG.

The codes are made by segno. They correct a tenth and more of what is dirty
or torn (level M).
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from atlas.base.errors import ExportError

QUIET: Final = 4
"""Squares that have to stay white on every side of a code."""

_PNG_SCALE = 10


@dataclass(frozen=True)
class Outline:
    """The dark squares of a code, without the white around it.

    Attributes
    ----------
    size
        Squares on a side; the unit of the path.
    path
        SVG path data of everything dark.
    """

    size: int
    path: str


def outline(text: str) -> Outline:
    """Give a text, such as a link, as the outline of its code.

    Raises
    ------
    ExportError
        When the text is too long for a code.
    """
    rows = _code(text).matrix
    path = "".join(
        f"M{start} {down}h{end - start}v1h{start - end}z"
        for down, row in enumerate(rows)
        for start, end in _runs(row)
    )
    return Outline(len(rows), path)


def svg(text: str, title: str) -> str:
    """Draw a text as an SVG file, white around it included.

    Parameters
    ----------
    text
        What the code says.
    title
        What it is, for those who cannot see it.

    Raises
    ------
    ExportError
        See `outline`.
    """
    stream = BytesIO()
    _code(text).save(
        stream,
        kind="svg",
        border=QUIET,
        scale=8,
        light="#fff",
        title=title,
        xmldecl=False,
        nl=False,
    )
    return stream.getvalue().decode("utf-8")


def png(text: str) -> bytes:
    """Draw a text as a PNG file, ten pixels a square, white around it included.

    Raises
    ------
    ExportError
        See `outline`.
    """
    stream = BytesIO()
    _code(text).save(stream, kind="png", border=QUIET, scale=_PNG_SCALE)
    return stream.getvalue()


def _code(text: str) -> Any:  # noqa: ANN401, segno has no types
    import segno  # not at the start: few commands and pages need it

    try:
        return segno.make(text, error="m", micro=False)
    except segno.DataOverflowError:
        message = f"a link of {len(text)} characters is too long for a QR code"
        raise ExportError(message) from None


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Give the stretches of dark squares in a row, as (start, end)."""
    edges = [0, *row, 0]
    starts = [i for i in range(len(row)) if edges[i + 1] and not edges[i]]
    ends = [i for i in range(1, len(row) + 1) if edges[i] and not edges[i + 1]]
    return list(zip(starts, ends, strict=True))
