"""Who cooperates with whom, under which instrument, since when, and what is missing."""

import streamlit as st

from atlas.app import frame, state, widgets
from atlas.app.planner import cooperation, indicators, link, matrices, networks, shared, tracing
from atlas.i18n import t

view = state.view()
link.begin("cooperation")
with frame.bar(t("app.heading_cooperation", view.lang)):
    link.share("cooperation", view.lang)
widgets.notices(view.lang)
with st.container(key="page", width=1120):
    everything = state.everything(view.lang)
    view = cooperation.with_every_actor(shared.corridor_choice(view), everything)
    st.write(t("cooperation.intro", view.lang))
    chosen = cooperation.choose(view)
    cooperation.timeline(view, chosen)
    cooperation.register(view, chosen)
    tracing.detail(view, chosen, everything)
    cooperation.seats(view, chosen)
    matrices.matrices(view, chosen)
    networks.ties(view, chosen)
    matrices.missing(view)
    indicators.indicators(view, everything)
    networks.knowledge(view)
link.end("cooperation")
