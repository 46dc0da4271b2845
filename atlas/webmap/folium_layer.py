"""The atlas as a folium layer: an ordinary `folium.Map` that works without internet.

folium compiles what it renders as a Jinja template a second time, and puts popups and tooltips into
the page as HTML. So data never go into a folium popup, tooltip, icon or layer name: they go to our
own front end, through `safe_json`, which leaves nothing that Jinja or HTML would act on.
"""

from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from atlas.base.errors import ExportError
from atlas.places.view import View
from atlas.webmap import leaflet_files
from atlas.webmap.capsule import PANELS, Panels
from atlas.webmap.front_end import script, stylesheet
from atlas.webmap.payload import payload, safe_json, strings

_DEFAULT_ICON = """
delete L.Icon.Default.prototype._getIconUrl;
L.Icon.Default.mergeOptions({{
  iconUrl: "{icon}", iconRetinaUrl: "{retina}", shadowUrl: "{shadow}",
}});
"""
_STAND_INS = """
globalThis.$ ??= (html) => [...new DOMParser().parseFromString(html, "text/html").body.childNodes];
L.AwesomeMarkers ??= { icon: () => new L.Icon.Default() };
"""
"""folium's popups ask jQuery, and its coloured icons a plugin, for one thing each."""

_OPTIONS = {
    "zoom_control": False,
    "attribution_control": False,
    "min_zoom": 3,
    "max_zoom": 17,
    "zoom_snap": 0.5,
    "fade_animation": False,
}


class AtlasLayer(MacroElement):
    """Everything that the atlas draws for a view, as an element of a folium map.

    Parameters
    ----------
    view
        What to show.
    panels
        What is shown next to the map: `all`, `filter`, `list` or `none`.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}\n"
        "globalThis.BorderAtlas.createAtlas(null, Object.assign("
        "{ map: {{ this._parent.get_name() }}, leaflet: L }, {{ this.data() }}));\n"
        "{% endmacro %}"
    )

    def __init__(self, view: View, *, panels: Panels = "all") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        if panels not in PANELS:
            message = f"panels: {panels!r} cannot be used; use one of {', '.join(PANELS)}"
            raise ExportError(message)
        self._name = "AtlasLayer"
        self._view = view
        self._panels = panels

    def data(self) -> str:
        """Give the options of the front end as JavaScript that no template engine acts on."""
        parent = self._parent
        if not isinstance(parent, folium.Map):
            message = "an AtlasLayer must be added to a folium.Map itself"
            raise ExportError(message)
        size, unit = parent.height
        return safe_json(
            {
                "payload": payload(self._view),
                "strings": strings(self._view.lang),
                "panels": self._panels,
                "height": f"{size}{unit}",
                "tiles": any(
                    isinstance(child, folium.TileLayer) for child in parent._children.values()
                ),
            }
        )

    def render(self, **kwargs: object) -> None:  # type: ignore[override]
        """Put our style and front end into the page, then the layer itself."""
        figure = self.get_root()
        if not isinstance(figure, Figure):
            message = "an AtlasLayer must be added to a folium.Map before it is rendered"
            raise ExportError(message)
        head = f"<style>{stylesheet()}</style><script>{script()}</script>"
        figure.header.add_child(Element(head), name="atlas_front_end")
        super().render(**kwargs)  # type: ignore[no-untyped-call]


def to_map(
    view: View,
    *,
    tiles: bool | str | folium.TileLayer = False,
    panels: Panels = "all",
    height: str | int = "100%",
) -> folium.Map:
    """Give a view as an ordinary folium map, to show in a notebook or to add layers to.

    Parameters
    ----------
    view
        What to show.
    tiles
        A background from the internet under the tints: True for OpenStreetMap, or what
        `folium.TileLayer` takes. Without it the map asks the network for nothing.
    panels
        What is shown next to the map: `all`, `filter`, `list` or `none`.
    height
        Height of the map as folium takes it, such as `"100%"` or 600 for px.

    Returns
    -------
    map
        A `folium.Map` with an `AtlasLayer`. Leaflet and its pictures are inside the page.

    Examples
    --------
    >>> folium.Marker([32.53, -117.02], popup="our office").add_to(to_map(view))
    """
    options: dict[str, Any] = {**_OPTIONS, "attribution_control": bool(tiles)}
    made = folium.Map(tiles=None, height=height, **options)
    made.default_js, made.default_css = [], []
    figure = made.get_root()
    figure.header.add_child(Element(_inline_leaflet()), name="atlas_leaflet")  # type: ignore[attr-defined]
    if tiles:
        background = (
            tiles
            if isinstance(tiles, folium.TileLayer)
            else folium.TileLayer("OpenStreetMap" if tiles is True else tiles)
        )
        background.add_to(made)
    made.fit_bounds(_window(view))
    AtlasLayer(view, panels=panels).add_to(made)
    return made


def _inline_leaflet() -> str:
    icons = _DEFAULT_ICON.format(
        icon=leaflet_files.picture("images/marker-icon.png"),
        retina=leaflet_files.picture("images/marker-icon-2x.png"),
        shadow=leaflet_files.picture("images/marker-shadow.png"),
    )
    code = leaflet_files.script() + icons + _STAND_INS
    return f"<style>{leaflet_files.stylesheet()}</style><script>{code}</script>"


def _window(view: View) -> list[list[float]]:
    """Give the corners of what the map opens with: all corridors of the view."""
    west, south, east, north = (
        view.segments.total_bounds if len(view.segments) else (-118.0, 14.0, -91.0, 33.0)
    )
    return [[float(south), float(west)], [float(north), float(east)]]
