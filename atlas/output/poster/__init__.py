"""One page for a wall, or a folding card: who helps, by need, with telephone, hours and map.

::

    letter, a4, tabloid, a3    a poster, and its sources on a second page, the back
    pocket                     a card of eight panels on one Letter sheet, to cut once and fold
"""

import json
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from atlas.base import qr
from atlas.base.errors import ExportError
from atlas.base.files import form_of, whole_file
from atlas.base.public_address import checked
from atlas.output.figures import bare_map, encode, font_folders
from atlas.output.figures.corridor_strip import strip
from atlas.output.figures.rasterised import clean
from atlas.output.poster.poster_content import NEEDS, OPEN_MONTHS, Poster, content, listed
from atlas.places.view import View

SIZES: Final = {
    "letter": (8.5, 11.0),
    "a4": (8.27, 11.69),
    "tabloid": (11.0, 17.0),
    "a3": (11.69, 16.54),
    "pocket": (11.0, 8.5),
}
"""Width and height of the sheet, inches."""

__all__ = ["NEEDS", "OPEN_MONTHS", "SIZES", "render_poster", "save_poster"]

_MARGIN_IN: Final = 0.45
_MAP_SHARE: Final = 0.23
"""Height of the map of a poster, as a share of the sheet."""

_POCKET_MAP_IN: Final = (2.35, 2.5)
_NO_MAP: Final = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


def save_poster(view: View, path: str | Path, *, size: str = "letter", base_url: str = "") -> None:
    """Write the poster of a view as a PDF.

    Parameters
    ----------
    view
        What it is about; its language is the language of the poster.
    path
        The file; its suffix is pdf.
    size
        One of `SIZES`.
    base_url
        The public address that the QR code leads to, instead of the one that is set.

    Raises
    ------
    ExportError
        When there is no such size, or the file is no pdf or cannot be written.
    """
    path = Path(path)
    form_of(path, ("pdf",), "a poster")
    made = render_poster(view, size=size, base_url=base_url)
    with whole_file(path) as temporary:
        temporary.write_bytes(made)


def render_poster(view: View, *, size: str = "letter", base_url: str = "") -> bytes:
    """Give the poster of a view as the bytes of a PDF; equal views give equal bytes.

    Only places of help are on it that a source of the last `OPEN_MONTHS` says are open. Type gets
    smaller the more there are; what finds no room at the smallest size is counted in a line.

    Raises
    ------
    ExportError
        When there is no such size.
    """
    import typst

    if size not in SIZES:
        message = f"unknown size of a poster {size!r}; use one of {', '.join(SIZES)}"
        raise ExportError(message)
    said = content(view, base_url and checked(base_url, "--base-url"))
    if said.groups:
        asked = _set(said, size, _NO_MAP, "")
        counts = json.loads(typst.query(**asked, selector="<listed>", field="value", one=True))
        said = listed(said, counts)
    drawing, alt = _map(said, size) if said.groups else (_NO_MAP, "")
    made: bytes = typst.compile(
        **_set(said, size, drawing, alt), format="pdf", pdf_standards="ua-1"
    )
    return made


def _set(said: Poster, size: str, drawing: bytes, alt: str) -> dict[str, Any]:
    """Give what the typesetter needs."""
    sources = {"main.typ": _template(), "map.svg": drawing, **_icons()}
    if said.link:
        sources["code.svg"] = qr.svg(said.link, said.link).encode("utf-8")
    data = _data(said, size) | {"alt": alt}
    return {
        "input": sources,
        "sys_inputs": {"poster": json.dumps(data, ensure_ascii=False)},
        "font_paths": [str(folder) for folder in font_folders()],
    }


def _map(said: Poster, size: str) -> tuple[bytes, str]:
    """Draw the map of what is listed, and say what it shows; of several corridors the strip."""
    shown = said.shown
    if len(shown.corridors) > 1:
        drawn = strip(shown, said.title, across=2 if size == "pocket" else 3)
        return clean(drawn.svg).encode("utf-8"), drawn.alt
    figure = bare_map(shown, _map_size(size), said.numbers)
    return encode(figure, "svg"), figure.alt


def _map_size(size: str) -> tuple[float, float]:
    if size == "pocket":
        return _POCKET_MAP_IN
    width, height = SIZES[size]
    return width - 2 * _MARGIN_IN, height * _MAP_SHARE


def _data(said: Poster, size: str) -> dict[str, Any]:
    width, height = SIZES[size]
    return {
        "lang": said.lang,
        "pocket": size == "pocket",
        "width": width,
        "height": height,
        "margin": _MARGIN_IN,
        "map_height": _map_size(size)[1],
        "title": said.title,
        "when": said.when,
        "advice": said.advice,
        "groups": [asdict(group) for group in said.groups],
        "left_out": said.left_out,
        "more": said.more,
        "footer": said.footer,
        "sources": said.sources,
        "link": said.link,
        "words": said.words,
    }


def _template() -> bytes:
    return (files("atlas.output.poster") / "poster.typ").read_bytes()


@cache
def _icons() -> dict[str, bytes]:
    """Give the drawing of each need."""
    folder = files("atlas.output.poster") / "icons"
    return {f"{need}.svg": (folder / f"{need}.svg").read_bytes() for need in NEEDS}
