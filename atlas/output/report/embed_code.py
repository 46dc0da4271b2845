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
from atlas.places.view import View
from atlas.webmap.capsule import Panels

FRAME_HEIGHT: Final = 620
"""Height of a frame in px, where nothing else is asked for."""

_URL_SAFE: Final = "/:?=&%#,;+~@!*'"


def embed_query(chosen: Filter, panels: Panels = "all") -> str:
    """Give what stands behind `/embed?` for the map of a filter, with some of its panels."""
    shown = {} if panels == "all" else {"panels": panels}
    return "&".join(part for part in (chosen.link_query(), urlencode(shown)) if part)


def frame_title(view: View) -> str:
    """Say what a frame shows, for those who cannot see it."""
    return plain(t("embed.frame_title", view.lang, name=citation.named(view)))


def frame_line(
    view: View, address: str, *, width: int | None = None, height: int = FRAME_HEIGHT
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
    """
    source, title = _attribute(address), _attribute(frame_title(view))
    return (
        f'<iframe src="{source}" title="{title}" width="{width or "100%"}" '
        f'height="{height}" loading="lazy" style="border: 0"></iframe>'
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
    where = ", ".join(names(view.corridors, view.lang)) if view.filter.corridor else ""
    name = ": ".join(part for part in (figures.title(view, "overview"), where) if part)
    said = [tex(plain(part)) for part in (f"{name}.", credit.data_line(view))]
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


def _attribute(text: str) -> str:
    """Escape for an attribute of HTML; braces too, which templates of web sites would run."""
    return escape(text, quote=True).replace("{", "&#123;").replace("}", "&#125;")
