"""What the atlas knows, from where, how old it is, and what it does not know."""

import streamlit as st

from atlas.app import content, frame, sections, state, widgets
from atlas.i18n import t
from atlas.view import View


def show(view: View) -> None:
    """Show all data, whatever the filter."""
    everything = state.everything(view.lang)
    sections.overview(everything)
    sections.contents(everything)
    sections.care(everything)
    sections.evidence(everything)
    sections.sources(everything)
    sections.files(everything)
    sections.corrections(everything)


lang = state.view().lang
with frame.bar(t("app.heading_data", lang)):
    widgets.downloads(state.everything(lang))
with st.container(key="page", width=1120):
    content.show("data", show)
