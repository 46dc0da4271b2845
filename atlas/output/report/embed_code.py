"""The lines that put a view into a web page, a Markdown text or a LaTeX article.

Names and filters may come from a link that anybody wrote: each line is escaped for where it goes.
"""

import re
from html import escape
from typing import Final
from urllib.parse import quote, urlencode

from atlas.base.i18n import t
from atlas.output import figures
from atlas.output.figures import credit
from atlas.output.report import citation
from atlas.output.report.blocks import plain
from atlas.output.report.brief_words import names
from atlas.output.report.markdown import safe
from atlas.output.report.tex import tex, tex_link
from atlas.places.filters import Filter
from atlas.places.scope import filter_words
from atlas.places.view import View
from atlas.webmap.capsule import Panels

FRAME_HEIGHT: Final = 620
"""Height of a frame in px, where nothing else is asked for."""

PICTURE: Final = "picture"
"""What a frame begins with instead of the map, as `start` of its address."""

SIZES: Final = ("own", "900x500", "600x400", "390x500", "16x9", "4x3", "1x1", "3x4")
"""Sizes to choose from: of one's own, in px, or a ratio at full width."""

_RATIO_FROM: Final = 100
"""From here on the numbers of a size are px."""

_USUAL_WIDTH: Final = 900
"""Width in px that the height of a ratio is meant for, where a site drops its style."""

_URL_SAFE: Final = "/:?=&%#,;+~@!*'"


def embed_query(chosen: Filter, panels: Panels = "all", *, picture: bool = False) -> str:
    """Give what stands behind `/embed?` for the map of a filter, with some of its panels.

    With `picture` the frame begins with a picture, which becomes the map when it is chosen.
    """
    shown: dict[str, str] = {} if panels == "all" else {"panels": panels}
    shown |= {"start": PICTURE} if picture else {}
    return "&".join(part for part in (chosen.link_query(), urlencode(shown)) if part)


def frame_title(view: View) -> str:
    """Say what a frame shows, for those who cannot see it."""
    return plain(t("embed.frame_title", view.lang, name=citation.named(view)))


def size_of(name: str) -> tuple[int | None, int, str]:
    """Give width and height in px, and the ratio, of one of `SIZES` but one's own.

    A ratio has the full width; its height is for sites that drop the style of a frame.
    """
    width, height = map(int, name.split("x"))
    if width >= _RATIO_FROM:
        return width, height, ""
    return None, round(_USUAL_WIDTH * height / width), f"{width} / {height}"


def frame_line(
    view: View,
    address: str,
    *,
    width: int | None = None,
    height: int = FRAME_HEIGHT,
    ratio: str = "",
) -> str:
    """Give the line of HTML that shows the live map in another page.

    Parameters
    ----------
    view
        What the frame shows, for its title.
    address
        Web address of the embeddable map.
    width
        In px; as wide as the page without one.
    height
        In px.
    ratio
        Width and height as CSS writes them, such as `16 / 9`; the height then follows the width
        where the site keeps the style of the frame.
    """
    shape = f"; aspect-ratio: {ratio}; height: auto" if ratio else ""
    source, title = _attribute(address), _attribute(frame_title(view))
    return (
        f'<iframe src="{source}" title="{title}" width="{width or "100%"}" '
        f'height="{height}" loading="lazy" style="border: 0{shape}"></iframe>'
    )


def markdown_line(view: View, image: str, link: str = "") -> str:
    """Give the line of Markdown that shows a picture of the map and leads to the live one.

    Parameters
    ----------
    view
        What the picture shows.
    image
        Name of its file.
    link
        Web address of the live map; without one the picture has no link.
    """
    picture = f"![{safe(plain(figures.alt_text(view)))}]({quote(image)})"
    return f"[{picture}]({quote(link, safe=_URL_SAFE)})" if link else picture


def latex_figure(view: View, file_name: str, link: str = "") -> str:
    """Give the figure block of a LaTeX article; it needs the package graphicx and no other.

    Parameters
    ----------
    view
        What the figure shows.
    file_name
        Name of its file.
    link
        Web address of the live map, to be printed below.
    """
    name = _title(view)
    said = [tex(plain(part)) for part in (latex_caption(view), credit.data_line(view))]
    label = re.sub(r"[^a-z0-9-]+", "-", file_name.rsplit(".", 1)[0].lower())
    return "\n".join(
        [
            r"\begin{figure}",
            r"  \centering",
            r"  \includegraphics[width=\linewidth,height=0.85\textheight,keepaspectratio]"
            f"{{{file_name}}}",
            f"  \\caption[{{{tex(name)}}}]{{{' '.join([*said, tex_link(link)]).strip()}}}",
            f"  \\label{{fig:{label}}}",
            r"\end{figure}",
        ]
    )


def latex_caption(view: View) -> str:
    """Say what the figure shows: its title, and what the filter keeps."""
    kept = filter_words(view)
    filtered = t("report.filter_line", view.lang, parts=kept) if kept else ""
    return " ".join(part for part in (f"{_title(view)}.", filtered) if part)


def _title(view: View) -> str:
    where = ", ".join(names(view.corridors, view.lang)) if view.filter.corridor else ""
    return ": ".join(part for part in (figures.title(view, "overview"), where) if part)


def _attribute(text: str) -> str:
    """Escape for an attribute of HTML; braces too, which templates of web sites would run."""
    return escape(text, quote=True).replace("{", "&#123;").replace("}", "&#125;")
