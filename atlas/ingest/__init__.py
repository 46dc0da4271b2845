"""Outside files: read to the tables of the atlas, with everything that is wrong with them.

`read` takes a partner's file, whatever its format, and gives clean rows, rows that are held back,
and a table of problems.
"""

from atlas.ingest.limits import Limits
from atlas.ingest.mapping import ColumnMapping, Source
from atlas.ingest.mapping_file import read_mapping
from atlas.ingest.proposing import propose_mapping
from atlas.ingest.reading import Ingested, Upload, read
from atlas.ingest.settling import settle

__all__ = [
    "ColumnMapping",
    "Ingested",
    "Limits",
    "Source",
    "Upload",
    "propose_mapping",
    "read",
    "read_mapping",
    "settle",
]
