"""Bring outside files into a data package: read, judge positions, merge, protect.

`bring` is `atlas.ingest.read` with what only the geography of a package can tell. `merge_into`
makes a new package of one that is there and rows that were brought, after a person's review.
"""

from atlas.intake.bringing import bring, read_brought, read_review, sources_beside
from atlas.intake.releasing import MergedPackage, merge_into, places_of

__all__ = [
    "MergedPackage",
    "bring",
    "merge_into",
    "places_of",
    "read_brought",
    "read_review",
    "sources_beside",
]
