"""Put the map into a report: see it, copy a line, take a file."""

import streamlit as st

from atlas.app import frame, state, widgets
from atlas.app.kit import code, files, lines, shape
from atlas.app.planner import link, shared
from atlas.i18n import t

view = state.view()
link.begin("report")
with frame.bar(t("app.heading_report", view.lang)):
    link.share("report", view.lang)
widgets.notices(view.lang)
widgets.filter_panel(view, ("side", "kind", "service", "population", "level", "status"))
with st.container(key="kit"):
    view = state.public(shared.corridor_choice(view, whole=True))
    chosen = shape.choose(view)
    seen, taken = st.columns([5, 3], gap="medium")
    with seen:
        lines.preview(view, chosen)
    with taken:
        lines.frame(view, chosen)
        files.first(view, chosen)
    lines.others(view)
    code.show(view)
    files.all_figures(view)
    files.brief(view)
    files.tables(view)
link.end("report")
