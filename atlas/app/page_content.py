"""The content of a page: what its own widgets rerun, without the frame and the filters."""

from collections.abc import Callable

import streamlit as st

from atlas.app import page_link, state
from atlas.places.view import View


@st.fragment
def show(page: str, body: Callable[[View], None]) -> None:
    """Show what a page has to show of this reader's view, and keep the link to it.

    A choice within it reruns only this fragment; one that changes the filter reruns the page.
    """
    if state.is_changed():
        st.rerun()
    with state.one_run():
        page_link.begin(page)
        body(state.view())
        page_link.end(page)
