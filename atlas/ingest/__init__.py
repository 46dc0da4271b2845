"""Outside files: read to the tables of the atlas, with everything that is wrong with them.

`read` takes a partner's file, whatever its format, and gives clean rows, rows that are held back,
and a table of problems. `find_duplicates` and `merge_rows` bring clean rows together with those
that are there, by a person's review.
"""

from atlas.ingest.duplicates import DECISIONS, REVIEW_COLUMNS, find_duplicates
from atlas.ingest.limits import Limits
from atlas.ingest.mapping import ColumnMapping, Source
from atlas.ingest.mapping_file import read_mapping
from atlas.ingest.merging import CLAIM_COLUMNS, Merged, merge_rows
from atlas.ingest.opening import Upload
from atlas.ingest.proposing import propose_mapping
from atlas.ingest.reading import Ingested, read, read_table
from atlas.ingest.settling import Settled, settle

__all__ = [
    "CLAIM_COLUMNS",
    "DECISIONS",
    "REVIEW_COLUMNS",
    "ColumnMapping",
    "Ingested",
    "Limits",
    "Merged",
    "Settled",
    "Source",
    "Upload",
    "find_duplicates",
    "merge_rows",
    "propose_mapping",
    "read",
    "read_mapping",
    "read_table",
    "settle",
]
