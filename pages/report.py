"""Put the map into a report: see it, copy a line, take a file."""

import streamlit as st

from atlas.app import page_content, page_frame, page_link, page_parts, state, widgets
from atlas.app.report_page import copy_lines, downloads, embed_shape, first_buttons, qr_code
from atlas.base.i18n import t
from atlas.places.view import View


def show(view: View) -> None:
    """Show what can be taken of the view, as the public sees it."""
    view = state.public(page_parts.of_corridor(view, whole=True))
    paper = first_buttons.show(view)
    chosen = embed_shape.choose(view)
    seen, taken = st.columns([5, 3], gap="medium")
    with seen:
        copy_lines.preview(view, chosen)
    with taken:
        copy_lines.frame(view, chosen)
        downloads.first(view, chosen, paper)
    downloads.wall_poster(view)
    copy_lines.others(view)
    qr_code.show(view)
    downloads.every_figure(view)
    downloads.brief(view, paper)
    downloads.tables(view)


view = state.view()
with page_frame.bar(t("app.heading_report", view.lang)):
    page_link.share("report", view.lang)
widgets.notices(view.lang)
widgets.filter_panel(page_parts.of_corridor(view, whole=True), without=("corridor",))
with st.container(key="kit"):
    page_parts.corridor_choice(view, whole=True)
    page_content.show("report", show)
