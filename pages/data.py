"""What the atlas knows, from where, how old it is, and what it does not know."""

import streamlit as st

from atlas.app import page_content, page_frame, page_sections, state, widgets
from atlas.app.data_page import data_sections
from atlas.base.i18n import t
from atlas.places.view import View


def show(view: View) -> None:
    """Show all data, whatever the filter."""
    everything = state.everything(view.lang)
    lang = everything.lang
    data_sections.overview(everything)
    names = [t(f"data.tab_{name}", lang) for name in ("overview", "sources", "developers")]
    known, cited, described = st.tabs(names, key="data-tabs", on_change="rerun")
    with known:
        data_sections.unknown(everything)
        data_sections.contents(everything)
        data_sections.care(everything)
        data_sections.evidence(everything)
        data_sections.corrections(everything)
    # What nobody looks at is not made.
    if cited.open:
        with cited:
            data_sections.sources(everything)
    if described.open:
        with described:
            data_sections.files(everything)


lang = state.view().lang
with page_frame.bar(t("app.heading_data", lang)):
    widgets.downloads(state.everything(lang))
page_sections.index("data", lang)
with st.container(key="page", width=1120):
    page_content.show("data", show)
