"""Outside files: read to the tables of the atlas, with everything that is wrong with them.

`read` takes a partner's file, whatever its format, and gives clean rows, rows that are held back,
and a table of problems. `find_duplicates` and `merge_rows` bring clean rows together with those
that are there, by a person's review.
"""

from atlas.curation.ingest.cell_tidying import tidy
from atlas.curation.ingest.column_words import Word, words_of
from atlas.curation.ingest.contents import list_tables
from atlas.curation.ingest.default_values import checked_mapping, read_defaults
from atlas.curation.ingest.duplicates import DECISIONS, REVIEW_COLUMNS, find_duplicates
from atlas.curation.ingest.file_reading import (
    Ingested,
    columns_of,
    interpret,
    open_upload,
    read,
    read_table,
    recognised,
)
from atlas.curation.ingest.leftovers import place_leftovers
from atlas.curation.ingest.limits import Limits
from atlas.curation.ingest.mapping import (
    ADDRESS_PARTS,
    POSITION,
    SEVERAL,
    ColumnMapping,
    Source,
    between,
    with_headers,
    without,
)
from atlas.curation.ingest.mapping_file import mapping_of, read_mapping, write_toml
from atlas.curation.ingest.mapping_proposal import propose_mapping
from atlas.curation.ingest.opening import Upload
from atlas.curation.ingest.place_rows import slug
from atlas.curation.ingest.progress import Progress, silent
from atlas.curation.ingest.refusals import cannot_open, refused
from atlas.curation.ingest.row_judging import Settled, settle
from atlas.curation.ingest.row_merging import CLAIM_COLUMNS, Merged, merge_rows
from atlas.curation.ingest.spreadsheet_numbers import PLAIN_CELL
from atlas.curation.ingest.summary_rows import tell_apart
from atlas.curation.ingest.text_table import Table

__all__ = [
    "ADDRESS_PARTS",
    "CLAIM_COLUMNS",
    "DECISIONS",
    "PLAIN_CELL",
    "POSITION",
    "REVIEW_COLUMNS",
    "SEVERAL",
    "ColumnMapping",
    "Ingested",
    "Limits",
    "Merged",
    "Progress",
    "Settled",
    "Source",
    "Table",
    "Upload",
    "Word",
    "between",
    "cannot_open",
    "checked_mapping",
    "columns_of",
    "find_duplicates",
    "interpret",
    "list_tables",
    "mapping_of",
    "merge_rows",
    "open_upload",
    "place_leftovers",
    "propose_mapping",
    "read",
    "read_defaults",
    "read_mapping",
    "read_table",
    "recognised",
    "refused",
    "settle",
    "silent",
    "slug",
    "tell_apart",
    "tidy",
    "with_headers",
    "without",
    "words_of",
    "write_toml",
]
