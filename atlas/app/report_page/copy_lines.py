"""The lines that a report author copies: for a web page, for Markdown, for LaTeX, to cite."""

import streamlit as st

from atlas.app import markup, page_parts, state
from atlas.app.report_page import downloads
from atlas.app.report_page.embed_shape import Shape
from atlas.base import public_address
from atlas.base.i18n import number, t
from atlas.output.report import citation, embed_code
from atlas.places import scope
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View


def preview(view: View, shape: Shape) -> None:
    """Show the map as another page would show it."""
    st.html(markup.status(holds(view)))
    page_parts.left_out(view, "report")
    address = f"/embed?{embed_code.embed_query(view.filter, shape.panels, picture=shape.picture)}"
    with st.container(key="preview"):
        st.iframe(
            f"{public_address.base_path()}{address}",
            width=shape.width or "stretch",
            height=shape.height,
            alt=embed_code.frame_title(view),
        )


def holds(view: View) -> str:
    """Say how many places the map holds."""
    counts = {"n": len(view.places), "total": view.total}
    said = {name: number(value, view.lang) for name, value in counts.items()}
    return scope.scoped(view, t("kit.holds", view.lang, **said))


def frame(view: View, shape: Shape) -> None:
    """Give the line for a web page, and say where it works."""
    lang = view.lang
    st.html(markup.heading(t("kit.frame", lang)))
    address_here = state.embed_link(view.filter, shape.panels, picture=shape.picture)
    line = embed_code.frame_line(
        view, address_here, width=shape.width, height=shape.height, ratio=shape.ratio
    )
    st.code(line, language=None, wrap_lines=True)
    if public_address.is_near(address_here):
        st.caption(t("kit.near_address", lang))


@st.fragment
def others(view: View) -> None:
    """Give the lines for texts, each behind its tab; one that nobody looks at is not made."""
    lang, names = view.lang, ["markdown", "latex", *citation.FORMS]
    st.html(markup.heading(t("kit.lines", lang), "lines"))
    says = {name: name.replace("-", "_") for name in names}
    titles = [t(f"kit.line_{said}", lang) for said in says.values()]
    tabs = st.tabs(titles, key="kit-lines", on_change="rerun")
    for tab, (name, said) in zip(tabs, says.items(), strict=True):
        if tab.open:
            with tab:
                st.caption(t(f"kit.about_{said}", lang))
                line = _line(view, name, view.filter.web_link())
                st.code(line, language=None, wrap_lines=True)


@kept_with_view
def _line(view: View, name: str, link: str) -> str:
    """Give one of the lines."""
    if name == "markdown":
        picture = downloads.figure_name(view, "overview", "png")
        return embed_code.markdown_line(view, picture, link)
    if name == "latex":
        return embed_code.latex_figure(view, downloads.figure_name(view, "overview", "pdf"), link)
    return citation.cite(view, name)
