"""How far the nearest place is, how much each locality can reach, and what if that changed."""

import streamlit as st

from atlas.app import content, frame, state, widgets
from atlas.app.planner import access, counted, gaps, link, reached, shared, whatif
from atlas.i18n import t
from atlas.view import View


def show(view: View) -> None:
    """Show the coverage of the corridor."""
    view = shared.of_corridor(view)
    with widgets.room():
        if view.places.empty:
            widgets.empty(view.lang)
        changes = whatif.changes(view)
    said = st.container()
    drawn, asked = st.columns([2, 1], gap="medium")
    with asked:
        bands, by_capacity = access.choose_method(view)
    before = access.measure(view, (), bands, by_capacity=by_capacity)
    after = access.measure(view, changes, bands, by_capacity=by_capacity)
    with said:
        access.summary(view, after, by_capacity=by_capacity, changed=bool(changes))
    with asked:
        picked = gaps.choose(view, before, after, changed=bool(changes))
    with drawn:
        access.the_map(view, before, after, changed=bool(changes))
    with widgets.room():
        gaps.reached(view, after, picked)
        counted.show(view, before, after, picked)
    whatif.panel(view, changes)
    with widgets.room():
        whatif.made(view, changes)
        if changes:
            counted.effects(view, before, after)
    gaps.gap_table(view, before, after, changed=bool(changes))
    reached.access_tables(view, before, after, bands, by_capacity=by_capacity)
    access.left_out(view, after)


view = state.view()
with frame.bar(t("app.heading_coverage", view.lang)):
    link.share("coverage", view.lang)
widgets.notices(view.lang)
widgets.filter_panel(view, ("service", "population", "kind", "side", "level", "status"))
with st.container(key="page", width=1120):
    shared.corridor_choice(view)
    content.show("coverage", show)
