"""The content of a page: what its own widgets make anew, without the frame and the filters."""

from collections.abc import Callable

import streamlit as st

from atlas.app import state
from atlas.app.planner import link
from atlas.view import View


@st.fragment
def show(page: str, body: Callable[[View], None]) -> None:
    """Show what a page has to show of this reader's view, and keep the link to it.

    A choice within it makes only this anew; one that changes the filter makes the whole page.
    """
    if state.is_changed():
        st.rerun()
    with state.one_run():
        link.begin(page)
        body(state.view())
        link.end(page)
