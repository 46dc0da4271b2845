"""The brief of each corridor, as a page and for print, and its figures, in a published site.

Languages that have the words for readers only have none of their own: their pages lead to those of
the language that they fall back on.
"""

import io
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Final

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from atlas.base.i18n import LANGS, whole_lang
from atlas.data import load
from atlas.output import figures
from atlas.output.report import build
from atlas.output.report.html import to_html
from atlas.output.report.pdf import to_pdf
from atlas.output.report.picture_files import picture_bytes
from atlas.output.site import addresses
from atlas.places.filters import Filter
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View, make_view

_DPI: Final = 144
_COLOURS: Final = 128


@dataclass(frozen=True)
class BriefLinks:
    """What the page of a corridor leads to: its brief, and its figures by their titles."""

    lang: str
    page: str
    pdf: str
    figures: tuple[tuple[str, str], ...]


def links(view: View, corridor_id: str) -> BriefLinks:
    """Give what the page of a corridor leads to."""
    lang = whole_lang(view.lang)
    one = _of(view.refiltered(lang=lang), corridor_id)
    return BriefLinks(
        lang=lang,
        page=addresses.brief(lang, corridor_id, "html"),
        pdf=addresses.brief(lang, corridor_id, "pdf"),
        figures=tuple(
            (figures.title(one, kind), addresses.figure(lang, corridor_id, kind))
            for kind in _kinds(one)
        ),
    )


@contextmanager
def all_briefs(
    views: Mapping[str, View], package: Path | None
) -> Iterator[Iterator[tuple[Mapping[str, bytes], float]]]:
    """Give briefs and figures of one corridor after the other, and the share that is done.

    Parameters
    ----------
    views
        The site in each language.
    package
        The folder of the package, where the views are what it gives to the public. A process of
        its own then makes them from it, while the block does other things. (It is a fresh one: a
        View cannot be handed over, and a fork after Typst has run sleeps for ever.)
    """
    wanted = [
        (views[lang], str(corridor_id))
        for lang in LANGS
        if lang in views
        for corridor_id in views[lang].corridors["corridor_id"]
    ]
    # Pages take the time of three or four briefs: with a third of them this process ends as late.
    apart = 0 if package is None else round(2 / 3 * len(wanted))
    here = (brief_files(view, at) for view, at in wanted[apart:])
    if package is None:
        yield _with_share(here, len(wanted))
        return
    with process_apart() as pool:
        asked = [
            pool.submit(_brief_files_of, package, view.filter, at) for view, at in wanted[:apart]
        ]
        try:
            there = (one.result() for one in asked)
            yield _with_share(chain(here, there), len(wanted))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def process_apart() -> ProcessPoolExecutor:
    """Give a fresh process that works beside this one, and ends with it however that ends."""
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_end_with_parent)


def _end_with_parent() -> None:
    # A worker waits for its next task for ever when the process that it works for was killed.
    parent = parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=wait, daemon=True).start()


def _with_share(
    made: Iterable[Mapping[str, bytes]], total: int
) -> Iterator[tuple[Mapping[str, bytes], float]]:
    return ((files, done / total) for done, files in enumerate(made, start=1))


def _brief_files_of(package: Path, chosen: Filter, corridor_id: str) -> Mapping[str, bytes]:
    return brief_files(make_view(load(package), chosen), corridor_id)


@kept_with_view
def brief_files(view: View, corridor_id: str) -> Mapping[str, bytes]:
    """Give the brief and the figures of a corridor in the language of a view."""
    one, lang = _of(view, corridor_id), view.lang
    brief = build(one)
    pictures = {
        kind: _small(picture_bytes(drawn, "png", dpi=_DPI))
        for kind, drawn in brief.pictures.items()
    }
    made = {
        addresses.brief(lang, corridor_id, "html"): to_html(brief, pictures).encode(),
        addresses.brief(lang, corridor_id, "pdf"): to_pdf(brief),
    }
    for kind in _kinds(one):
        drawn = figures.figure(one, kind)
        name = addresses.figure(lang, corridor_id, kind)
        made[name] = _small(figures.encode(drawn, "png", dpi=_DPI))
    return made


def _of(view: View, corridor_id: str) -> View:
    return view.refiltered(corridor=(corridor_id,))


def _kinds(view: View) -> tuple[str, ...]:
    """Name the figures that have something to show."""
    return tuple(one for one in figures.KINDS if one != "flows" or len(view.flows))


def _small(picture: bytes) -> bytes:
    """Write a picture of few colours in few bytes, with what it says of itself."""
    with Image.open(io.BytesIO(picture)) as opened:
        said = {str(name): text for name, text in opened.info.items() if isinstance(text, str)}
        few = opened.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    file, about = io.BytesIO(), PngInfo()
    for name, text in said.items():
        about.add_itxt(name, text)
    few.save(file, "PNG", optimize=True, pnginfo=about)
    return file.getvalue()
