"""The map front end: a folium layer, a folium map, and a self-contained page of a view."""

from typing import TYPE_CHECKING

from atlas.webmap.capsule import capsule, read_capsule
from atlas.webmap.front_end import script, site_search, stylesheet
from atlas.webmap.payload import OWN, payload, safe_json, strings

if TYPE_CHECKING:
    from atlas.webmap.folium_layer import AtlasLayer as AtlasLayer
    from atlas.webmap.folium_layer import to_map as to_map

__all__ = [
    "OWN",
    "AtlasLayer",
    "capsule",
    "payload",
    "read_capsule",
    "safe_json",
    "script",
    "site_search",
    "strings",
    "stylesheet",
    "to_map",
]


def __getattr__(name: str) -> object:
    """Import folium when its layer or its map is first used: neither app nor capsule needs it."""
    if name not in {"AtlasLayer", "to_map"}:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from atlas.webmap import folium_layer

    return getattr(folium_layer, name)
