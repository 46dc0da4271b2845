"""Border Corridor Atlas: who helps people on the move, where, and on which side of the border.

>>> import atlas
>>> view = atlas.select(corridor="juarez-el-paso", service=["legal_aid"], lang="en")
>>> atlas.to_map(view)  # a folium.Map; in a notebook, the last line of a cell shows it

Nothing heavy is imported before it is used.
"""

from importlib import import_module
from importlib.metadata import version as _version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from atlas.errors import AtlasError as AtlasError
    from atlas.exports import export as export
    from atlas.figures import figure as figure
    from atlas.filters import Filter as Filter
    from atlas.tables import load as load
    from atlas.view import View as View
    from atlas.view import make_view as make_view
    from atlas.view import select as select
    from atlas.webmap import to_map as to_map
    from atlas.webmap.capsule import capsule as capsule

_HOMES = {
    "AtlasError": "atlas.errors",
    "Filter": "atlas.filters",
    "View": "atlas.view",
    "capsule": "atlas.webmap",
    "export": "atlas.exports",
    "figure": "atlas.figures",
    "load": "atlas.tables",
    "make_view": "atlas.view",
    "select": "atlas.view",
    "to_map": "atlas.webmap",
}

__all__ = [
    "AtlasError",
    "Filter",
    "View",
    "capsule",
    "export",
    "figure",
    "load",
    "make_view",
    "select",
    "to_map",
]
__version__ = _version("border-corridor-atlas")


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        message = f"module 'atlas' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
