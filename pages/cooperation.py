"""Who cooperates with whom, under which instrument, since when, and what is missing."""

import streamlit as st

from atlas.app import content, frame, state, widgets
from atlas.app.planner import cooperation, indicators, link, matrices, networks, shared, tracing
from atlas.i18n import t
from atlas.view import View


def of_corridor(view: View) -> View:
    """Give the view of the corridor, with the actors of all."""
    return cooperation.with_every_actor(shared.of_corridor(view), state.everything(view.lang))


def show(view: View) -> None:
    """Show what the filters of the register change."""
    view, everything = of_corridor(view), state.everything(view.lang)
    st.write(t("cooperation.intro", view.lang))
    chosen = cooperation.choose(view)
    cooperation.timeline(view, chosen)
    cooperation.register(view, chosen)
    with widgets.room():
        tracing.detail(view, chosen, everything)
    cooperation.seats(view, chosen)
    matrices.matrices(view, chosen)
    networks.ties(view, chosen)
    indicators.indicators(view, everything)


view = state.view()
with frame.bar(t("app.heading_cooperation", view.lang)):
    link.share("cooperation", view.lang)
widgets.notices(view.lang)
with st.container(key="page", width=1120):
    shared.corridor_choice(view)
    content.show("cooperation", show)
    matrices.missing(of_corridor(view))
    networks.knowledge(of_corridor(view))
