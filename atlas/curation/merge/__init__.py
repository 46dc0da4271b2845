"""Bring outside files into a data package: read, judge positions, merge, protect.

`bring` is `atlas.curation.ingest.read` with what only the geography of a package can tell.
`merge_into` makes a new package of one that is there and rows that were brought, after a person's
review.
"""

from atlas.curation.merge.corrected_package import (
    correct_into,
    corrected_archive,
    read_offered,
    with_sources,
)
from atlas.curation.merge.draft import (
    Cell,
    Draft,
    Settings,
    as_public,
    change,
    headers_of,
    marks,
    open_draft,
)
from atlas.curation.merge.incoming import bring, read_brought, read_review, sources_beside
from atlas.curation.merge.merged_package import (
    MergedPackage,
    archive_of,
    merge_into,
    merge_rows_into,
    places_of,
)
from atlas.curation.merge.noted_corrections import (
    CORRECTIONS,
    Record,
    correction_problems,
    lines_of,
    new_source,
    records,
)
from atlas.curation.merge.open_questions import FOR_THE_FILE, NAME, Question, Questions, questions
from atlas.curation.merge.saved_answers import answers, read_answers, with_answers

__all__ = [
    "CORRECTIONS",
    "FOR_THE_FILE",
    "NAME",
    "Cell",
    "Draft",
    "MergedPackage",
    "Question",
    "Questions",
    "Record",
    "Settings",
    "answers",
    "archive_of",
    "as_public",
    "bring",
    "change",
    "correct_into",
    "corrected_archive",
    "correction_problems",
    "headers_of",
    "lines_of",
    "marks",
    "merge_into",
    "merge_rows_into",
    "new_source",
    "open_draft",
    "places_of",
    "questions",
    "read_answers",
    "read_brought",
    "read_offered",
    "read_review",
    "records",
    "sources_beside",
    "with_answers",
    "with_sources",
]
