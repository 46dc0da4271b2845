"""The link of a view as a QR code, for paper."""

from functools import partial

import streamlit as st

from atlas.app import markup
from atlas.app.report_page.downloads import stem
from atlas.app.widgets import file_button
from atlas.base import qr
from atlas.base.errors import ExportError
from atlas.base.i18n import t
from atlas.places.view import View

_SHOWN_PX = 150


def show(view: View) -> None:
    """Show and offer the code of the live view, where it has an address."""
    lang, link = view.lang, view.filter.web_link()
    if not link:
        return
    st.html(markup.section(markup.heading(t("kit.qr", lang), "qr"), ""))
    try:
        picture = qr.png(link)
    except ExportError as error:
        st.info(str(error))
        return
    with st.container(key="code", horizontal=True, vertical_alignment="center", gap="medium"):
        st.image(picture, width=_SHOWN_PX)
        with st.container(width="stretch"):
            st.write(t("kit.qr_text", lang))
            st.code(link, language=None, wrap_lines=True)
            with st.container(horizontal=True):
                name = f"{stem(view)}-qr"
                title = t("kit.qr_title", lang)
                file_button("SVG", partial(qr.svg, link, title), f"{name}.svg", "kit-qr-svg")
                file_button("PNG", lambda: picture, f"{name}.png", "kit-qr-png")
