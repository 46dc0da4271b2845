"""What was said of a file, kept as a mapping file and taken up again for the next one like it."""

from dataclasses import replace
from typing import Final

from atlas.curation import ingest
from atlas.curation.ingest import ColumnMapping, Source
from atlas.curation.merge.draft import Draft, Settings, judged
from atlas.curation.merge.open_questions import FOR_THE_FILE

_READING: Final = {"crs": "", "order": "lat,lon", "west_positive": False, "dates": ""}
"""How a file is to be read, and what holds where nobody says it."""

_ASKED: Final = (*FOR_THE_FILE, "sensitivity", "precision", "precision_m")
"""The columns of which a person can say what holds for the whole file."""


def with_answers(draft: Draft, content: bytes, name: str) -> Draft:
    """Give a draft with the answers of an earlier file of the same kind, judged again.

    What was said of this file before is replaced; edits of cells stay.

    Parameters
    ----------
    draft
        The file.
    content, name
        What `answers` gave, or any other mapping file, and what it is called.

    Raises
    ------
    IngestError
        When it is no mapping file of this resource, or nothing can be read with it.
    """
    told = ingest.mapping_of(content, ingest.columns_of(draft.package, draft.resource), name=name)
    told = ingest.checked_mapping(told, draft.package, draft.resource)
    plain = {name: one for name, one in told.columns.items() if one == Source(one.headers[:1])}
    reading = {name: getattr(told, name) for name in _READING}
    settings = Settings(
        columns={one.headers[0]: name for name, one in plain.items()}
        | dict.fromkeys(told.unused, ""),
        defaults={name: text for name, text in told.defaults.items() if name in _ASKED},
        source=told.source,
        values=told.values,
        reading={name: said for name, said in reading.items() if said != _READING[name]},
    )
    saved = ColumnMapping(
        columns={name: one for name, one in told.columns.items() if name not in plain},
        defaults={name: text for name, text in told.defaults.items() if name not in _ASKED},
    )
    return judged(replace(draft, settings=settings, saved=saved))


def answers(draft: Draft) -> str:
    """Give all that was found and said of a file as a mapping file, for the next one like it."""
    used = draft.found.mapping
    return ingest.write_toml(replace(used, sheet=draft.sheet, header_row=draft.header_row), {})
