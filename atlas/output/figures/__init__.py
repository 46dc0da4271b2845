"""Figures for print: one view, one picture, in a language of the atlas.

::

    overview      map of the corridors: both sides, border, crossings, places by kind
    coverage      matrix of services by side, with what is missing across the border
    services      bars of services by side
    flows         people on foot by crossing and year
    cooperation   timeline of agreements, groups and programmes, with the levels that take part

Equal views give equal bytes: nothing depends on the time, the machine's fonts or the user's
matplotlib configuration.
"""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from atlas.base.errors import ExportError
from atlas.base.files import form_of, whole_file, write_text
from atlas.data import credits
from atlas.output.figures import credit, figure_words, style
from atlas.output.figures.sheet import WIDTH_IN, AtlasFigure
from atlas.output.figures.style import font_folders
from atlas.places.credited import credited
from atlas.places.view import View

KINDS: Final = ("overview", "coverage", "services", "flows", "cooperation")
FORMATS: Final = ("png", "svg", "pdf")

__all__ = [
    "FORMATS",
    "KINDS",
    "AtlasFigure",
    "alt_text",
    "bare_map",
    "encode",
    "figure",
    "font_folders",
    "save_figure",
    "title",
]

_SMALLEST_IN, _LARGEST_IN = 3.0, 40.0


def figure(
    view: View,
    kind: str = "overview",
    *,
    size: tuple[float, float] | None = None,
    framed: bool = True,
) -> AtlasFigure:
    """Draw a view.

    Parameters
    ----------
    view
        What to draw.
    kind
        One of `KINDS`.
    size
        Width and height in inches; 7.5 wide and as high as it needs when not given.
    framed
        With a title above and sources below. False for a document that carries its own caption.

    Returns
    -------
    figure
        A matplotlib figure; `figure.alt` says in words what it shows.

    Raises
    ------
    ExportError
        When there is no such kind, or the size cannot be drawn.
    """
    module = _module(kind)
    if size and not all(_SMALLEST_IN <= edge <= _LARGEST_IN for edge in size):
        message = f"figure size {size!r}: give inches between {_SMALLEST_IN:g} and {_LARGEST_IN:g}"
        raise ExportError(message)
    with style.drawing():
        drawn: AtlasFigure = module.draw(view, size or (WIDTH_IN, None), framed=framed)
        drawn.alt = alt_text(view, kind)
        drawn.about = _about(view, kind, drawn.alt)
    return drawn


def bare_map(
    view: View,
    size: tuple[float, float | None],
    numbers: Mapping[str, int] | None = None,
) -> AtlasFigure:
    """Draw the map alone with its key, for a text that says the rest.

    Parameters
    ----------
    view
        What to draw.
    size
        Width and height in inches; as high as it needs when the height is None.
    numbers
        Instead of a key, a number a place, by `facility_id`, and only these places.
    """
    from atlas.output.figures import sole_map  # it imports the parts above

    with style.drawing():
        drawn = sole_map.draw(view, size, numbers)
        drawn.alt = alt_text(view, "overview")
        drawn.about = _about(view, "overview", drawn.alt)
    return drawn


def encode(drawn: AtlasFigure, form: str, *, dpi: float = style.DPI) -> bytes:
    """Give a figure as the bytes of a file; equal figures give equal bytes.

    Parameters
    ----------
    drawn
        What `figure` gave.
    form
        One of `FORMATS`.
    dpi
        Dots per inch of a png.
    """
    stream = BytesIO()
    with style.drawing():
        packing: dict[str, Any] = {"pil_kwargs": {"compress_level": 1}} if form == "png" else {}
        metadata = _metadata(drawn.about, form)
        drawn.savefig(stream, format=form, dpi=dpi, metadata=metadata, **packing)
    return stream.getvalue()


def title(view: View, kind: str) -> str:
    """Give the title of a kind of figure in the language of the view."""
    _module(kind)
    return figure_words.title(view, kind)


def alt_text(view: View, kind: str = "overview") -> str:
    """Say in words what a figure shows; see `figure` for the errors."""
    return str(_module(kind).alt(view))


def save_figure(
    view: View,
    path: str | Path,
    *,
    kind: str = "overview",
    size: tuple[float, float] | None = None,
    framed: bool = True,
    alt: bool = True,
) -> None:
    """Draw a view into a file.

    Parameters
    ----------
    view, kind, size, framed
        See `figure`.
    path
        The file; its suffix tells the format: png at 300 dots per inch, svg, or pdf.
    alt
        Also write the text alternative beside it, as `<file>.alt.txt`.

    Raises
    ------
    ExportError
        When the kind or the format does not exist, or the file cannot be written.
    """
    path = Path(path)
    form = form_of(path, FORMATS, "a figure")
    drawn = figure(view, kind, size=size, framed=framed)
    with whole_file(path) as temporary:
        temporary.write_bytes(encode(drawn, form))
    if alt:
        write_text(path.with_name(f"{path.name}.alt.txt"), drawn.alt + "\n")


def _module(kind: str) -> Any:  # noqa: ANN401, a module of this package
    if kind not in KINDS:
        message = f"unknown figure {kind!r}; use one of {', '.join(KINDS)}"
        raise ExportError(message)
    # Imported here: the kinds import the parts above.
    from atlas.output.figures import (
        cooperation_timeline,
        coverage_matrix,
        flow_lines,
        overview_map,
        service_bars,
    )

    return {
        "overview": overview_map,
        "coverage": coverage_matrix,
        "services": service_bars,
        "flows": flow_lines,
        "cooperation": cooperation_timeline,
    }[kind]


def _about(view: View, kind: str, alt: str) -> dict[str, str]:
    return {
        "title": title(view, kind),
        "alt": alt,
        "maker": credit.titled(view.descriptor, view.lang),
        "licence": "; ".join(item["name"] for item in credits.licences(credited(view))),
        "lang": view.lang,
    }


def _metadata(about: dict[str, str], form: str) -> dict[str, str | None]:
    """Describe the file inside the file, without the time of making it."""
    name, alt, maker = about["title"], about["alt"], about["maker"]
    if form == "svg":
        named: dict[str, str | None] = {"Title": name, "Description": alt, "Creator": maker}
        return {**named, "Rights": about["licence"], "Language": about["lang"], "Date": None}
    if form == "pdf":
        return {"Title": name, "Subject": alt, "Author": maker, "CreationDate": None}
    return {"Title": name, "Description": alt, "Author": maker}
