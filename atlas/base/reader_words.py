"""Which messages a reader meets: whoever looks for help, on any page made for that.

A language may have these alone. The list is by key: whole sections, and single messages or
families of other sections. A test opens what readers open and finds what the list lacks.
"""

from typing import Final

SECTIONS: Final = frozenset(
    {"app", "dates", "embed", "facets", "light", "map", "poster", "scope", "site"}
)
"""Sections that belong to readers as a whole."""

FAMILIES: Final = (
    "data.position",
    "figures.basemap",
    "figures.crossings_",
    "figures.data",
    "figures.in_side",
    "figures.key_",
    "figures.licence",
    "figures.overview_",
    "report.filter_line",
    "search.stop_words",
)
"""Beginnings of the keys of readers in other sections; a whole key is the beginning of itself."""

VOCABULARIES: Final = (
    "access",
    "capacity_unit",
    "kind",
    "language",
    "level",
    "mode",
    "population",
    "position_method",
    "precision",
    "role",
    "sensitivity",
    "service",
    "side",
    "status",
)
"""The vocabularies of the codes that readers meet."""

UNDEFINED: Final = frozenset({"capacity_unit", "language", "position_method", "sensitivity"})
"""Those of them whose definitions readers never see."""


def is_for_readers(key: str) -> bool:
    """Say whether readers meet a message."""
    return key.partition(".")[0] in SECTIONS or key.startswith(FAMILIES)
