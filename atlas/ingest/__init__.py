"""Outside files: read to the tables of the atlas, with everything that is wrong with them.

`read` takes a partner's file, whatever its format, and gives clean rows, rows that are held back,
and a table of problems. `find_duplicates` and `merge_rows` bring clean rows together with those
that are there, by a person's review.
"""

from atlas.ingest.cells import tidy
from atlas.ingest.contents import list_tables
from atlas.ingest.duplicates import DECISIONS, REVIEW_COLUMNS, find_duplicates
from atlas.ingest.limits import Limits
from atlas.ingest.mapping import ADDRESS_PARTS, POSITION, ColumnMapping, Source
from atlas.ingest.mapping_file import read_mapping
from atlas.ingest.merging import CLAIM_COLUMNS, Merged, merge_rows
from atlas.ingest.opening import Upload
from atlas.ingest.places import slug
from atlas.ingest.progress import Progress, silent
from atlas.ingest.proposing import propose_mapping
from atlas.ingest.reading import (
    Ingested,
    columns_of,
    found_columns,
    interpret,
    open_upload,
    read,
    read_table,
    unused_columns,
)
from atlas.ingest.refusing import cannot_open, refused
from atlas.ingest.settling import Settled, settle
from atlas.ingest.table import Table

__all__ = [
    "ADDRESS_PARTS",
    "CLAIM_COLUMNS",
    "DECISIONS",
    "POSITION",
    "REVIEW_COLUMNS",
    "ColumnMapping",
    "Ingested",
    "Limits",
    "Merged",
    "Progress",
    "Settled",
    "Source",
    "Table",
    "Upload",
    "cannot_open",
    "columns_of",
    "find_duplicates",
    "found_columns",
    "interpret",
    "list_tables",
    "merge_rows",
    "open_upload",
    "propose_mapping",
    "read",
    "read_mapping",
    "read_table",
    "refused",
    "settle",
    "silent",
    "slug",
    "tidy",
    "unused_columns",
]
