"""The content of a page: what its own widgets make anew, without the frame and the filters."""

from collections.abc import Callable

import streamlit as st

from atlas.app import page_link, state
from atlas.places.view import View


@st.fragment
def show(page: str, body: Callable[[View], None]) -> None:
    """Show what a page has to show of this reader's view, and keep the link to it.

    A choice within it makes only this anew; one that changes the filter makes the whole page.
    """
    if state.is_changed():
        st.rerun()
    with state.one_run():
        page_link.begin(page)
        body(state.view())
        page_link.end(page)
