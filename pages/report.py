"""Put the map into a report: see it, copy a line, take a file."""

import streamlit as st

from atlas.app import content, frame, state, widgets
from atlas.app.kit import code, files, lines, shape
from atlas.app.planner import link, shared
from atlas.i18n import t
from atlas.view import View


def show(view: View) -> None:
    """Show what can be taken of the view, as the public sees it."""
    view = state.public(shared.of_corridor(view, whole=True))
    chosen = shape.choose(view)
    seen, taken = st.columns([5, 3], gap="medium")
    with seen:
        lines.preview(view, chosen)
    with taken:
        lines.frame(view, chosen)
        files.first(view, chosen)
    lines.others(view)
    code.show(view)
    files.every_figure(view)
    files.brief(view)
    files.tables(view)


view = state.view()
with frame.bar(t("app.heading_report", view.lang)):
    link.share("report", view.lang)
widgets.notices(view.lang)
widgets.filter_panel(view, ("side", "kind", "service", "population", "level", "status"))
with st.container(key="kit"):
    shared.corridor_choice(view, whole=True)
    content.show("report", show)
