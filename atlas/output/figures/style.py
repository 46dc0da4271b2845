"""Type, colours and symbols that all figures share, and the same bytes for the same input.

Colours and shapes of codes come from the vocabularies, as on the live map; here are only those of
the paper. Everything is drawn with matplotlib's own defaults and these settings, whatever the
user's configuration says.
"""

import colorsys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.colors import to_hex, to_rgb
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.path import Path as Outline
from matplotlib.textpath import text_to_path

from atlas.base.translations import localised_column

INK: Final = "#22272b"
QUIET: Final = "#5c666e"
FAINT: Final = "#c3c9ce"
PAPER: Final = "#ffffff"
SEA: Final = "#d3e1ea"
ABROAD: Final = "#f0efec"
HALO: Final = "#fffdf8"

Mark: TypeAlias = str | Outline
"""What matplotlib takes as a marker."""


def _bars() -> Outline:
    """Give a barred window: the openings run the other way round, and so stay open."""
    window = [(-8, -8), (8, -8), (8, 8), (-8, 8)]
    left = [(-5.4, -5.4), (-5.4, 5.4), (-1.4, 5.4), (-1.4, -5.4)]
    right = [(1.4, -5.4), (1.4, 5.4), (5.4, 5.4), (5.4, -5.4)]
    return Outline.make_compound_path(
        *(Outline([*ring, ring[0]], closed=True) for ring in (window, left, right))
    )


STRIKE: Final = Outline([(-1, -1), (1, 1)])
"""The stroke through what is closed."""

SYMBOLS: Final[Mapping[str, Mark]] = {
    "circle": "o",
    "square": "s",
    "diamond": "D",
    "triangle": "^",
    "cross": "P",
    "pentagon": "p",
    "hexagon": "h",
    "star": "*",
    "bars": _bars(),
}
"""matplotlib's marker for every shape that a vocabulary may name."""

EVEN: Final[Mapping[str, float]] = {
    "o": 1.0,
    "s": 0.9,
    "D": 0.82,
    "^": 1.08,
    "P": 1.08,
    "p": 1.12,
    "*": 1.4,
}
"""Factors that make the markers look equally large."""


def evenly(mark: Mark) -> float:
    """Give the factor by which a marker is drawn larger or smaller than others."""
    return EVEN.get(mark, 1.0) if isinstance(mark, str) else 1.0


def is_barred(mark: Mark) -> bool:
    """Say whether a marker is the barred window of places of detention."""
    return not isinstance(mark, str)


TITLE_PT: Final = 15.0
TEXT_PT: Final = 9.0
SMALL_PT: Final = 8.0
DPI: Final = 300

_UNKNOWN_LETTER = "\N{REPLACEMENT CHARACTER}"
_FONT = "Source Sans Pro"
_FONT_PACKAGE = "font-source-sans-pro"
_FACES = ("Regular", "It", "Semibold", "Bold", "BoldIt")
_RC: Final[dict[str, Any]] = {
    "font.size": TEXT_PT,
    "text.color": INK,
    "text.usetex": False,
    "text.parse_math": False,  # a name may hold dollar signs
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.unicode_minus": False,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "hatch.linewidth": 0.6,
    "savefig.dpi": DPI,
    "pdf.fonttype": 42,
    "svg.fonttype": "path",  # looks the same without the font
    "svg.hashsalt": "atlas",
    "svg.id": None,
}
_lock = threading.RLock()  # matplotlib's settings and its text layout belong to the whole process


@contextmanager
def drawing() -> Iterator[None]:
    """Draw or save with the settings of the atlas, one thread at a time."""
    with _lock, mpl.rc_context():
        mpl.rcdefaults()
        settings: Any = mpl.rcParams
        settings.update(_RC | {"font.family": list(families())})
        yield


def font_folders() -> list[Path]:
    """Give the folders of the fonts that figures use, for documents that hold them."""
    return [
        *dict.fromkeys(path.parent for path in _font_files()),
        Path(mpl.get_data_path(), "fonts/ttf"),
    ]


def ink_of(tint: str) -> str:
    """Give the strong colour of a quiet tint: the same hue, dark enough for bars and words."""
    hue, _, saturation = colorsys.rgb_to_hls(*to_rgb(tint))
    return to_hex(colorsys.hls_to_rgb(hue, 0.36, min(0.48, max(saturation, 0.3))))


def blend(colour: str, other: str, share: float) -> str:
    """Mix two colours; a share of 1 gives the first."""
    mixed = np.array(to_rgb(colour)) * share + np.array(to_rgb(other)) * (1 - share)
    return to_hex((float(mixed[0]), float(mixed[1]), float(mixed[2])))


def width_in(text: str, size: float, *, weight: str = "normal") -> float:
    """Measure a line of text, in inches; kerning is left out, so it is a little too wide."""
    return sum(_advance(letter, weight) for letter in text) * size / 72


def fitted(text: str, inches: float, size: float, *, weight: str = "normal") -> float:
    """Give the type size at which a text fits on a line, not below four fifths of the usual."""
    wide = width_in(text, size, weight=weight)
    return size if wide <= inches else max(size * inches / wide, size * 0.8)


def wrapped(text: str, inches: float, size: float, *, weight: str = "normal", most: int = 0) -> str:
    """Break a text into lines no wider than so many inches.

    Parameters
    ----------
    text
        Words parted by spaces; a space that does not break keeps its words together.
    inches
        The width. A single longer word is cut.
    size
        Type size in points.
    weight
        Weight of the type.
    most
        The most lines; the last one ends in an ellipsis when words are left. 0 keeps all.
    """
    lines: list[str] = []
    for word in (_cut(word, inches, size, weight) for word in text.split(" ") if word):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_in(longer, size, weight=weight) <= inches:
            lines[-1] = longer
        else:
            lines.append(word)
    if most and len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip(".,;:- ") + "…"]
    return "\n".join(lines)


def names(frame: pd.DataFrame, lang: str) -> list[str]:
    """Give the name of every row in one language, fit to be drawn."""
    return [drawable(name) for name in localised_column(frame, "name", lang)]


def drawable(text: str) -> str:
    """Give the text on one line, with a mark for every letter that the fonts lack."""
    words = " ".join(text.split())
    return "".join(c if ord(c) in _letters() else _UNKNOWN_LETTER for c in words)


def slant_of(text: str) -> Literal["italic", "normal"]:
    """Say whether a text can be set in italics; not every script has them."""
    return "italic" if all(ord(c) in _letters("italic") for c in text) else "normal"


def _cut(word: str, inches: float, size: float, weight: str) -> str:
    if width_in(word, size, weight=weight) <= inches:
        return word
    while word and width_in(word + "…", size, weight=weight) > inches:
        word = word[: -max(1, len(word) // 20)]
    return word + "…"


@cache
def _font_files() -> tuple[Path, ...]:
    try:
        packaged = files(_FONT_PACKAGE) or []
    except PackageNotFoundError:
        return ()
    wanted = {f"SourceSansPro-{face}.ttf" for face in _FACES}
    return tuple(sorted(Path(str(file.locate())) for file in packaged if file.name in wanted))


@cache
def families() -> tuple[str, ...]:
    """Give the font families, registered once; DejaVu has the letters that the first lacks."""
    for path in _font_files():
        fontManager.addfont(path)
    return (_FONT, "DejaVu Sans") if _font_files() else ("DejaVu Sans",)


@cache
def _advance(letter: str, weight: str) -> float:
    """Give the width of a letter as a share of the type size."""
    face = FontProperties(family=list(families()), weight=weight, size=100)
    pair, _, _ = text_to_path.get_text_width_height_descent(f"n{letter}n", face, ismath=False)
    alone, _, _ = text_to_path.get_text_width_height_descent("nn", face, ismath=False)
    return float(pair - alone) / 100


@cache
def _letters(slant: Literal["italic", "normal"] = "normal") -> frozenset[int]:
    """Give the code points that the fonts have, in every weight."""
    weights = [
        frozenset(
            code
            for family in families()
            for code in get_font(
                fontManager.findfont(FontProperties(family=family, weight=weight, style=slant))
            ).get_charmap()
        )
        for weight in ("normal", "bold")
    ]
    return weights[0] & weights[1]
