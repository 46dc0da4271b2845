"""A small drawing for each service, to stand next to its word: for whoever reads slowly, or not.

Each is a path in a 24 by 24 box, drawn as a line; `service-icons.json` has them by code. A service
of another data package that is not in it stands as a word alone.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def service_drawings() -> Mapping[str, str]:
    """Give the path of each service that has a drawing, by code."""
    text = (files("atlas.webmap") / "service-icons.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(text))
