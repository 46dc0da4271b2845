"""The frame of every page: language, navigation, title; then the page itself."""

import streamlit as st

from atlas.app import page_frame, readers, state
from atlas.data.bundled import pages_dir

PAGES = ("explore", "corridor", "coverage", "cooperation", "report", "data", "steward")

with state.one_run():
    lang = state.begin()
    page = st.navigation(
        [
            st.Page(
                pages_dir() / f"{name}.py",
                title=page_frame.page_title(name, lang),
                url_path=name,
                default=name == PAGES[0],
            )
            for name in PAGES
        ],
        position="top",
    )
    if state.enter(page.url_path) != lang:
        st.rerun()
    page_frame.open_page(page.title, lang)
    readers.sign_in(lang)
    page.run()
