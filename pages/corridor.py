"""One corridor as one object: what each side has, who does the same across, who is missing."""

import streamlit as st

from atlas.app import content, frame, state, widgets
from atlas.app.planner import corridor, link, pairs, series, shared, sides
from atlas.i18n import t
from atlas.view import View


def show(view: View) -> None:
    """Show the corridor."""
    view = shared.of_corridor(view)
    with widgets.room():
        if view.places.empty:
            widgets.empty(view.lang)
        else:
            corridor.headline(view)
            sides.asymmetry(view)
            pairs.pairs(view)
    with widgets.room():
        series.show(view)
    corridor.context(view)
    corridor.governance(view)
    corridor.unknowns(view)


view = state.view()
with frame.bar(t("app.heading_corridor", view.lang)):
    link.share("corridor", view.lang)
widgets.notices(view.lang)
widgets.filter_panel(view, ("kind", "service", "population", "level", "status"))
with st.container(key="page", width=1120):
    shared.corridor_choice(view)
    content.show("corridor", show)
