"""What is there on each side of a corridor, what is missing, and how far away it is.

Pure functions on frames. Counts may be made from published places; whatever is measured from true
positions (`access`) is published as counts and cells only.
"""

from atlas.coverage.access import BANDS_2SFCA, E2SFCA, accessibility
from atlas.coverage.counts import (
    NOT_WORKING,
    kind_by_side,
    service_by_side,
    sides,
    working,
)

__all__ = [
    "BANDS_2SFCA",
    "E2SFCA",
    "NOT_WORKING",
    "accessibility",
    "kind_by_side",
    "service_by_side",
    "sides",
    "working",
]
