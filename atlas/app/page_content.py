"""The content of a page: what its own widgets rerun, without the frame and the filters."""

from collections.abc import Callable

import streamlit as st

from atlas.app import page_link, state
from atlas.app.markdown_text import plain
from atlas.base.errors import one_line
from atlas.base.i18n import t
from atlas.places.view import View
from atlas.spatial.streets.routes.osrm_server import OsrmError


@st.fragment
def show(page: str, body: Callable[[View], None]) -> None:
    """Show what a page has to show of this reader's view, and keep the link to it.

    A choice within it reruns only this fragment; one that changes the filter reruns the page.
    """
    if state.is_changed():
        st.rerun()
    with state.one_run():
        page_link.begin(page)
        try:
            body(state.view())
        except OsrmError as error:
            st.error(t("coverage.osrm_failed", state.view().lang, why=plain(one_line(error))))
        page_link.end(page)
