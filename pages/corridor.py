"""One corridor as one object: what each side has, who does the same across, who is missing."""

import streamlit as st

from atlas.app import (
    along_choice,
    page_content,
    page_frame,
    page_link,
    page_parts,
    quotes,
    state,
    widgets,
)
from atlas.app.corridor_page import counterpart_pairs, crossing_series, headline, side_comparison
from atlas.base.i18n import t
from atlas.places.view import View


def show(view: View) -> None:
    """Show the corridor."""
    view = page_parts.of_corridor(view, both_sides=True)
    along = along_choice.of_page(view)
    with widgets.container():
        if view.places.empty:
            widgets.empty(view, without=("corridor",))
        else:
            headline.headline(view, along)
            quotes.offer(view, "corridor")
            side_comparison.asymmetry(view, along)
            counterpart_pairs.pairs(view, along)
    headline.governance(view)
    with widgets.container():
        crossing_series.show(view)
    headline.context(view)
    headline.unknowns(view, along)


view = state.view()
with page_frame.bar(t("app.heading_corridor", view.lang)):
    page_link.share("corridor", view.lang)
widgets.notices(view.lang)
of_page = page_parts.of_corridor(view, both_sides=True)
widgets.filter_panel(of_page, page="corridor", without=("corridor", "side"))
with st.container(key="page", width=1120):
    page_parts.corridor_choice(view)
    page_parts.left_out(of_page, "corridor")
    page_content.show("corridor", show)
