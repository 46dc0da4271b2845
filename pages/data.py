"""What the atlas knows, from where, how old it is, and what it does not know."""

import streamlit as st

from atlas.app import page_content, page_frame, state, widgets
from atlas.app.data_page import data_sections
from atlas.base.i18n import t
from atlas.places.view import View


def show(view: View) -> None:
    """Show all data, whatever the filter."""
    everything = state.everything(view.lang)
    data_sections.overview(everything)
    data_sections.contents(everything)
    data_sections.care(everything)
    data_sections.evidence(everything)
    data_sections.sources(everything)
    data_sections.files(everything)
    data_sections.corrections(everything)


lang = state.view().lang
with page_frame.bar(t("app.heading_data", lang)):
    widgets.downloads(state.everything(lang))
with st.container(key="page", width=1120):
    page_content.show("data", show)
