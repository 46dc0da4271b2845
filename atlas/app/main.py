"""The frame of every page: language, navigation, title; then the page itself."""

import streamlit as st

from atlas.app import page_foot, page_frame, page_language, phone_bar, readers, state
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
    shown = page_language.of(page.url_path, lang)
    page_frame.open_page(page.title, shown)
    readers.sign_in(shown)
    page_frame.say_language(lang, shown)
    page.run()
    page_foot.show(shown)
    phone_bar.show(page.url_path, lang)
