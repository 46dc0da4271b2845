"""How far the nearest place is, how much each locality can reach, and what if that changed."""

import streamlit as st

from atlas.app import page_content, page_frame, page_link, page_parts, quotes, state, widgets
from atlas.app.coverage_page import (
    access_drawing,
    access_map,
    access_tables,
    counted_rows,
    gap_ranking,
    travel_area_panel,
    whatif_panel,
)
from atlas.base.i18n import t
from atlas.places.view import View


def show(view: View) -> None:
    """Show the coverage of the corridor."""
    view = page_parts.of_corridor(view)
    with widgets.container():
        if view.places.empty:
            widgets.empty(view, without=("corridor",))
        changes = whatif_panel.changes(view)
    said, (drawn, asked) = st.container(), st.columns([2, 1], gap="medium")
    with asked:
        bands, by_capacity = access_map.choose_method(view)
        along = access_map.choose_along(view, changes)
    before = access_map.measure(view, (), bands, by_capacity=by_capacity, along=along)
    after = access_map.measure(view, changes, bands, by_capacity=by_capacity, along=along)
    with said:
        access_map.summary(view, after, changes, by_capacity=by_capacity)
        quotes.offer(view, "coverage")
    with asked:
        picked = gap_ranking.choose(view, before, after, changes)
        areas = travel_area_panel.choose(view, after)
    access_drawing.the_map(view, before, after, changes, areas, into=(drawn, asked))
    travel_area_panel.say(view, after, areas, changes, into=asked)
    with widgets.container():
        gap_ranking.reached(view, after, picked)
        counted_rows.show(view, before, after, picked)
    gap_ranking.gap_table(view, before, after, changes)
    whatif_panel.panel(view, changes)
    with widgets.container():
        whatif_panel.made(view, changes)
        counted_rows.effects(view, before, after, changes)
    access_tables.access_tables(view, before, after, bands, by_capacity=by_capacity)
    access_map.left_out(view, after, changes)


view = state.view()
with page_frame.bar(t("app.heading_coverage", view.lang)):
    page_link.share("coverage", view.lang)
widgets.notices(view.lang)
widgets.filter_panel(page_parts.of_corridor(view), page="coverage", without=("corridor",))
with st.container(key="page", width=1120):
    page_parts.corridor_choice(view)
    page_parts.left_out(page_parts.of_corridor(view), "coverage")
    page_content.show("coverage", show)
