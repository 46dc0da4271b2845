"""The lines that a report author copies: for a web page, for Markdown, for LaTeX, to cite."""

import streamlit as st

from atlas import address
from atlas.app import markup, state
from atlas.app.kit import files
from atlas.app.kit.shape import Shape
from atlas.i18n import number, t
from atlas.report import citing, embedding
from atlas.view import View


def preview(view: View, shape: Shape) -> None:
    """Show the map as another page would show it."""
    lang = view.lang
    told = t("kit.holds", lang, n=number(len(view.places), lang), total=number(view.total, lang))
    st.html(markup.status(told))
    with st.container(key="preview"):
        st.iframe(
            f"/embed?{embedding.embed_query(view.filter, shape.panels)}",
            width=shape.width or "stretch",
            height=shape.height,
            alt=embedding.frame_title(view),
        )


def frame(view: View, shape: Shape) -> None:
    """Give the line for a web page, and say where it works."""
    lang = view.lang
    st.header(t("kit.frame", lang), anchor=False)
    address_here = state.embed_link(view.filter, shape.panels)
    line = embedding.frame_line(view, address_here, width=shape.width, height=shape.height)
    st.code(line, language=None, wrap_lines=True)
    if not address.base_url():
        st.caption(t("kit.no_base_url", lang))


def others(view: View) -> None:
    """Give the lines for texts, each behind its tab."""
    lang, link = view.lang, view.filter.web_link()
    st.header(t("kit.lines", lang), anchor="lines")
    made = {
        "markdown": embedding.markdown_line(view, files.figure_name(view, "overview", "png"), link),
        "latex": embedding.latex_figure(view, files.figure_name(view, "overview", "pdf"), link),
        **{form: citing.cite(view, form) for form in citing.FORMS},
    }
    tabs = st.tabs([t(f"kit.line_{name.replace('-', '_')}", lang) for name in made])
    for tab, (name, line) in zip(tabs, made.items(), strict=True):
        with tab:
            st.caption(t(f"kit.about_{name.replace('-', '_')}", lang))
            st.code(line, language=None, wrap_lines=True)
