"""Bring outside files into a data package: read, judge positions, merge, protect.

`bring` is `atlas.ingest.read` with what only the geography of a package can tell. `merge_into`
makes a new package of one that is there and rows that were brought, after a person's review.
"""

from atlas.intake.bringing import bring, read_brought, read_review, sources_beside
from atlas.intake.correcting import (
    CORRECTIONS,
    Record,
    correction_problems,
    lines_of,
    new_source,
    records,
)
from atlas.intake.drafting import (
    Cell,
    Draft,
    Settings,
    as_public,
    change,
    headers_of,
    marks,
    open_draft,
)
from atlas.intake.releasing import (
    MergedPackage,
    archive_of,
    merge_into,
    merge_rows_into,
    places_of,
)

__all__ = [
    "CORRECTIONS",
    "Cell",
    "Draft",
    "MergedPackage",
    "Record",
    "Settings",
    "archive_of",
    "as_public",
    "bring",
    "change",
    "correction_problems",
    "headers_of",
    "lines_of",
    "marks",
    "merge_into",
    "merge_rows_into",
    "new_source",
    "open_draft",
    "places_of",
    "read_brought",
    "read_review",
    "records",
    "sources_beside",
]
