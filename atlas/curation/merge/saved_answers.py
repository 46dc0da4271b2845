"""What was said of a file, kept as a mapping file and taken up again for the next one like it."""

from dataclasses import replace
from typing import Final

from atlas.curation import ingest
from atlas.curation.ingest import ColumnMapping
from atlas.curation.merge.draft import Draft, Settings, judged

_READING: Final = {"crs": "", "order": "lat,lon", "west_positive": False, "dates": ""}
"""How a file is to be read, and what holds where nobody says it."""


def read_answers(draft: Draft, content: bytes, name: str) -> ColumnMapping:
    """Read saved answers for a draft; see `with_answers`.

    Raises
    ------
    IngestError
        When it is no mapping file of this resource.
    """
    told = ingest.mapping_of(content, ingest.columns_of(draft.package, draft.resource), name=name)
    return ingest.checked_mapping(told, draft.package, draft.resource)


def with_answers(draft: Draft, told: ColumnMapping) -> Draft:
    """Give a draft with the answers of an earlier file of the same kind, judged again.

    What was said of this file before is replaced; edits of cells stay. Which of its tables is
    read, and which row has its headers, is for whoever opens it.

    Parameters
    ----------
    draft
        The file.
    told
        What `answers` gave, or any other mapping file, as `read_answers` reads it.

    Raises
    ------
    IngestError
        When nothing can be read with it.
    """
    reading = {name: getattr(told, name) for name in _READING}
    settings = Settings(
        columns=dict.fromkeys(told.unused, ""),
        sources=told.columns,
        defaults=told.defaults,
        source=told.source,
        values=told.values,
        reading={name: said for name, said in reading.items() if said != _READING[name]},
    )
    return judged(replace(draft, settings=settings))


def answers(draft: Draft) -> str:
    """Give all that was found and said of a file as a mapping file, for the next one like it.

    Columns that say something and are not used are listed, so that the next file is read alike.
    """
    used, table = draft.found.mapping, draft.found.table
    unused = (
        header for header in map(str, table.cells.columns)
        if header not in used.headers() and table.filled(header)
    )  # fmt: skip
    return ingest.write_toml(
        replace(
            used,
            unused=tuple(dict.fromkeys([*used.unused, *unused])),
            sheet=draft.sheet,
            header_row=draft.header_row,
        ),
        {},
    )
