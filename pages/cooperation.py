"""Who cooperates with whom, under which instrument, since when, and what is missing."""

import streamlit as st

from atlas.app import (
    page_content,
    page_frame,
    page_link,
    page_parts,
    page_sections,
    quotes,
    state,
    widgets,
)
from atlas.app.cooperation_page import (
    action_rows,
    actor_matrices,
    indicators,
    register_timeline,
    tie_map,
)
from atlas.base.i18n import t
from atlas.places.view import View


def of_corridor(view: View) -> View:
    """Give the view of the corridor with the actors of all, whatever places the filter keeps."""
    whole = page_parts.whole(page_parts.of_corridor(view))
    return register_timeline.with_every_actor(whole, state.everything(view.lang))


def show(view: View) -> None:
    """Show what the filters of the register change."""
    view, everything = of_corridor(view), state.everything(view.lang)
    st.write(t("cooperation.intro", view.lang))
    chosen = register_timeline.choose(view)
    quotes.offer(view, "cooperation")
    actor_matrices.missing(view)
    with widgets.container():
        action_rows.detail(view, chosen, everything)
    register_timeline.register(view, chosen)
    actor_matrices.matrices(view, chosen)
    tie_map.ties(view, chosen)
    indicators.indicators(view, everything)
    tie_map.knowledge(view)


view = state.view()
with page_frame.bar(t("app.heading_cooperation", view.lang)):
    page_link.share("cooperation", view.lang)
widgets.notices(view.lang)
page_sections.index("cooperation", view.lang)
with st.container(key="page", width=1120):
    page_parts.corridor_choice(view)
    page_content.show("cooperation", show)
