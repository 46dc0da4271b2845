"""The map front end: a folium layer, a folium map, and a self-contained page of a view."""

from atlas.webmap.capsule import capsule, read_capsule
from atlas.webmap.folium_layer import AtlasLayer, to_map
from atlas.webmap.front_end import script, site_search, stylesheet
from atlas.webmap.payload import OWN, payload, safe_json, strings

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
