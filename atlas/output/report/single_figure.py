"""The map for somebody's own document: picture, caption and source, and a page for Word."""

from typing import Final

from atlas.base.i18n import date, t
from atlas.output.figures import AtlasFigure, bare_map, credit, figure_words
from atlas.output.figures.overview_map import subtitle
from atlas.output.report.blocks import Brief, Paragraph, Picture, plain
from atlas.output.report.brief_words import names
from atlas.places.scope import left_out_words
from atlas.places.view import View

SIZES: Final = {"page": (6.5, None), "column": (3.35, None), "slide": (10.0, 5.625)}
"""Width and height of the map in inches, for the text of a page, one of its columns, a slide."""

DPI: Final = 220


def picture(view: View, size: str) -> AtlasFigure:
    """Draw the map of a view at one of `SIZES`."""
    return bare_map(view, SIZES[size])


def caption(view: View) -> str:
    """Say what the map shows: title, numbers, date of the data."""
    heading = _heading(view)
    words = {"title": heading, "counts": subtitle(view)}
    if not view.made:
        return plain(t("kit.caption_undated", view.lang, **words))
    return plain(t("kit.caption", view.lang, **words, made=date(view.made, view.lang)))


def source(view: View) -> str:
    """Say where the map comes from, what the filter leaves out, and where the live one is."""
    lines = (
        left_out_words(view),
        credit.data_line(view),
        credit.basemap_line(view),
        credit.link_line(view),
    )
    return plain(" ".join(line for line in lines if line))


def page(view: View, size: str, paper: str) -> Brief:
    """Give a document of one page: the map with a caption, its source and its alternative text."""
    drawn = picture(view, size)
    blocks = (
        Picture("overview", caption(view), plain(drawn.alt)),
        Paragraph(source(view), quiet=True),
        *((Paragraph(t("report.internal", view.lang)),) if view.audience != "public" else ()),
    )
    return Brief(
        lang=view.lang,
        title=_heading(view),
        subtitle="",
        author=plain(credit.titled(view.descriptor, view.lang)),
        about=(),
        blocks=blocks,
        keywords=tuple(names(view.corridors, view.lang)),
        footer=plain(credit.data_line(view)),
        made=view.made,
        link="",
        pictures={"overview": drawn},
        paper=paper,
    )


def _heading(view: View) -> str:
    where = figure_words.corridor_names(view)
    return plain(figure_words.headed(view, figure_words.title(view, "overview"), where))
