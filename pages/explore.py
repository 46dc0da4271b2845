"""The atlas: filters, the map of the corridors, the list, and what is known of each place."""

from atlas.app import first_look, map_component, page_frame, state, widgets
from atlas.base.i18n import t

view = state.view()
with page_frame.bar(t("app.heading_explore", view.lang)):
    widgets.share(view)
    widgets.downloads(view)
widgets.notices(view.lang)
first_look.first_look(view)
map_component.live_map(view)
