"""The order of the filters in the panels: that of the map and that of the planner's pages."""

from typing import Final

from atlas.places.filters import FACETS

FIRST: Final = ("corridor", "side", "service", "status", "phone")
"""What most people ask for, always seen."""

MORE: Final = tuple(one for one in (*FACETS, "verified_since", "max_km") if one not in FIRST)
"""The rest, under one heading."""

OPEN: Final = ("corridor", "side", "service", "status")
"""Facets whose values are seen from the beginning."""


def panel() -> dict[str, list[str]]:
    """Give the order as the map reads it."""
    return {"first": list(FIRST), "more": list(MORE), "open": list(OPEN)}
