"""The files that a report author takes; each is made when it is asked for, not before."""

from functools import partial
from typing import Final

import streamlit as st

from atlas.app import markup
from atlas.app.report_page.embed_shape import Shape
from atlas.app.widgets import file_button
from atlas.base.i18n import t
from atlas.output import exports, figures, poster, report
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View
from atlas.webmap import capsule

_MOST_TEXTS: Final = 64


def stem(view: View) -> str:
    """Give the beginning of the name of every file of a view."""
    return "-".join([t("app.file_name", view.lang), *view.filter.corridor])


def figure_name(view: View, kind: str, form: str) -> str:
    """Give the file name of a figure."""
    return f"{stem(view)}-{kind}.{form}"


def first(view: View, shape: Shape, paper: str) -> None:
    """Offer what is wanted most: the map itself, its picture, the brief for Word."""
    lang = view.lang
    st.html(markup.heading(t("kit.first", lang)))
    page = partial(capsule, view, panels=shape.panels)
    file_button(t("kit.take_map", lang), page, f"{stem(view)}.html", "kit-map", width="stretch")
    name = figure_name(view, "overview", "png")
    picture = partial(_figure, view, "overview", "png")
    file_button(t("kit.take_picture", lang), picture, name, "kit-picture", width="stretch")
    make, label = partial(report.render, view, "docx", paper=paper), t("kit.take_word", lang)
    file_button(label, make, f"{stem(view)}-brief.docx", "kit-word", width="stretch")


def wall_poster(view: View) -> None:
    """Offer the poster in every size."""
    lang = view.lang
    st.html(markup.introduction(t("kit.poster", lang), "poster", t("kit.poster_text", lang)))
    with st.container(horizontal=True):
        for size in poster.SIZES:
            make = partial(poster.render_poster, view, size=size)
            name = f"{stem(view)}-poster-{size}.pdf"
            file_button(t(f"kit.poster_{size}", lang), make, name, f"kit-poster-{size}")


@st.fragment
def every_figure(view: View) -> None:
    """Offer the figures, one at a time, in every format and with its text alternative."""
    lang = view.lang
    st.html(markup.introduction(t("kit.figures", lang), "figures", t("kit.figures_text", lang)))
    with st.container(key="figure", horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            t("kit.figure", lang),
            figures.KINDS,
            format_func=_titles(view).__getitem__,
            key="kit.figure",
        )
        for form in figures.FORMATS:
            make, name = partial(_figure, view, kind, form), figure_name(view, kind, form)
            file_button(form.upper(), make, name, f"kit-figure-{form}")
    with st.expander(t("kit.alt", lang), key="kit-alt", on_change="rerun") as fold:
        if fold.open:
            st.caption(t("kit.alt_text", lang))
            st.code(_alt_text(view, kind), language=None, wrap_lines=True)


def brief(view: View, paper: str) -> None:
    """Offer the brief in every format."""
    lang = view.lang
    st.html(markup.introduction(t("kit.brief", lang), "brief", t("kit.brief_text", lang)))
    annex = st.toggle(t("kit.annex", lang), key="kit.annex")
    with st.container(horizontal=True):
        for form in report.FORMATS:
            make = partial(report.render, view, form, annex=annex, paper=paper)
            name = f"{stem(view)}-brief.{'zip' if form == 'md' else form}"
            file_button(t(f"kit.brief_{form}", lang), make, name, f"kit-brief-{form}")


def tables(view: View) -> None:
    """Offer the places as tables and as geographic data."""
    lang = view.lang
    st.html(markup.introduction(t("kit.tables", lang), "tables", t("kit.tables_text", lang)))
    with st.container(horizontal=True):
        for profile, forms in exports.FORMATS.items():
            for form in forms:
                make = partial(_table, view, form, profile)
                name = f"{stem(view)}-{'places' if profile == 'atlas' else profile}.{form}"
                label = t(f"kit.table_{profile}_{form}", lang)
                file_button(label, make, name, f"kit-{profile}-{form}")


@kept_with_view
def _titles(view: View) -> dict[str, str]:
    return {kind: figures.title(view, kind) for kind in figures.KINDS}


def _figure(view: View, kind: str, form: str) -> bytes:
    return figures.encode(figures.figure(view, kind), form)


@kept_with_view
def _alt_text(view: View, kind: str) -> str:
    return figures.alt_text(view, kind)


def _table(view: View, form: str, profile: str) -> bytes:
    return exports.render(view, form, profile=profile).content
