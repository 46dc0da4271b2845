"""Border Corridor Atlas: who helps people on the move, where, and on which side of the border.

>>> import atlas
>>> view = atlas.select(corridor="juarez-el-paso", service=["legal_aid"], lang="en")
>>> atlas.to_map(view)  # a folium.Map; in a notebook, the last line of a cell shows it

Nothing heavy is imported before it is used.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from atlas.base.errors import AtlasError as AtlasError
    from atlas.data import load as load
    from atlas.output.exports import export as export
    from atlas.output.figures import figure as figure
    from atlas.places.filters import Filter as Filter
    from atlas.places.view import View as View
    from atlas.places.view import make_view as make_view
    from atlas.places.view import select as select
    from atlas.webmap import to_map as to_map
    from atlas.webmap.capsule import capsule as capsule

    __version__: str

_HOMES = {
    "AtlasError": "atlas.base.errors",
    "Filter": "atlas.places.filters",
    "View": "atlas.places.view",
    "capsule": "atlas.webmap",
    "export": "atlas.output.exports",
    "figure": "atlas.output.figures",
    "load": "atlas.data",
    "make_view": "atlas.places.view",
    "select": "atlas.places.view",
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


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, and look the version up when it is asked for."""
    if name == "__version__":
        from importlib.metadata import version

        return version("border-corridor-atlas")
    if name not in _HOMES:
        message = f"module 'atlas' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return __all__


def _view_html(view: "View") -> str:
    from atlas.webmap.notebook import to_html

    return to_html(view)


def _show_views(formatter: Any) -> None:  # noqa: ANN401, IPython is no dependency
    """Let a notebook show a view as its map.

    A view knows nothing of the map that is drawn from it: the map lies above it. So the notebook
    is registered here, above both, by the names of the type, without importing either.
    """
    formatter.for_type_by_name("atlas.places.view", "View", _view_html)


if "IPython" in sys.modules and (_shell := sys.modules["IPython"].get_ipython()) is not None:
    _show_views(_shell.display_formatter.formatters["text/html"])
