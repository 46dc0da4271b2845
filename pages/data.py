"""What the atlas knows, from where, how old it is, and what it does not know."""

import streamlit as st

from atlas.app import frame, sections, state, widgets
from atlas.app.planner import link
from atlas.i18n import t

lang = state.view().lang
link.begin("data")
everything = state.everything(lang)
with frame.bar(t("app.heading_data", lang)):
    widgets.downloads(everything)
with st.container(key="page", width=1120):
    sections.overview(everything)
    sections.contents(everything)
    sections.care(everything)
    sections.evidence(everything)
    sections.sources(everything)
    sections.files(everything)
    sections.corrections(everything)
link.end("data")
