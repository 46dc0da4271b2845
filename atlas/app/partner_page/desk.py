"""What somebody has on the desk: a partner's file, and corrections that were noted.

All of it is in the session of one reader. Nothing of it goes into a cache, which all readers
share, or onto the disk.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from atlas.app import state
from atlas.app.uploads import BYTES_PER_MB, LIMIT_MB, received
from atlas.base.errors import IngestError
from atlas.curation.ingest import Limits, Upload, list_tables
from atlas.curation.merge import (
    Draft,
    MergedPackage,
    Questions,
    open_draft,
    questions,
    read_answers,
    with_answers,
)
from atlas.data import Package

LIMITS: Final = Limits(
    file_bytes=LIMIT_MB * BYTES_PER_MB,
    unpacked_bytes=10 * LIMIT_MB * BYTES_PER_MB,
    json_bytes=LIMIT_MB * BYTES_PER_MB,
    rows=20_000,
    columns=200,
)
"""What is read here; the command line reads more."""

RESOURCES: Final = ("shelters", "offices", "services", "crossings")
_DESK: Final = "_desk"


@dataclass
class Desk:
    """The desk of one reader.

    Attributes
    ----------
    upload
        The file, or none.
    resource, sheet, header_row
        What its rows are, which of its tables is read, and the number of its row of headers.
    tables
        The tables that one can choose from.
    refused
        Why a file was not taken: a message key and what fills it.
    draft
        The file as it is read.
    asked
        What is to be settled about a draft, and the draft.
    decisions
        What was decided of two rows that may be the same place, by their ids.
    pairs
        The rows that may be the same place, and the draft that they were found in.
    merged
        What merging gave, and the draft and decisions that it was made of.
    corrections, sources
        Lines of `corrections.csv`, and of `sources.csv` for sources that they bring.
    round
        Counts files and edits: the keys of widgets that must be reset hold it.
    taken_up
        Counts saved answers: the keys of what they fill in hold it.
    not_taken_up
        Why saved answers were not taken.
    """

    upload: Upload | None = None
    resource: str = RESOURCES[0]
    sheet: str = ""
    header_row: int | None = None
    tables: tuple[str, ...] = ()
    refused: tuple[str, Mapping[str, Any]] | None = None
    draft: Draft | None = None
    asked: tuple[Draft, Questions] | None = None
    decisions: dict[tuple[str, str], str] = field(default_factory=dict)
    pairs: tuple[Draft, pd.DataFrame] | None = None
    merged: tuple[Draft, tuple[str, ...], MergedPackage] | None = None
    corrections: list[dict[str, str]] = field(default_factory=list)
    sources: list[dict[str, str]] = field(default_factory=list)
    round: int = 0
    taken_up: int = 0
    not_taken_up: IngestError | None = None


def mine() -> Desk:
    """Give the desk of this reader."""
    desk: Desk = st.session_state.setdefault(_DESK, Desk())
    return desk


def public_package() -> Package:
    """Give the data that an upload joins: what everybody may see, also to those signed in."""
    return state.package().for_audience("public")


def take(key: str) -> None:
    """Take the file of an uploader, and Streamlit's copy of it away; for its callback."""
    given = received(key)
    if given is None:
        return
    forget()
    desk = mine()
    if given.size > LIMITS.file_bytes:
        desk.refused = (
            "steward.too_large",
            {"name": given.name, "size": given.size, "limit": LIMIT_MB},
        )
    else:
        put(Upload(given.name, given.getvalue()))
    drop(given.file_id)


def put(upload: Upload) -> None:
    """Lay a file on the desk."""
    desk = mine()
    desk.upload = upload
    try:
        found = list_tables(upload, limits=LIMITS)
    except IngestError:
        return  # reading it will say what is wrong
    desk.tables, desk.sheet = found.names, found.names[0] if found.must_choose else ""


def forget() -> None:
    """Take the file and everything that came of it off the desk; noted corrections stay."""
    desk = mine()
    st.session_state[_DESK] = Desk(
        resource=desk.resource,
        corrections=desk.corrections,
        sources=desk.sources,
        round=desk.round + 1,
    )


def keep(draft: Draft) -> None:
    """Lay another version of the draft on the desk."""
    desk = mine()
    desk.draft = draft
    desk.round += 1


def filled(key: str) -> str:
    """Give the key of a widget that saved answers fill in."""
    n = mine().taken_up
    return f"{key}-again-{n}" if n else key


def take_up(key: str) -> None:
    """Take up saved answers from an uploader; for its callback."""
    given, desk = received(key), mine()
    if given is None or desk.draft is None:
        return
    desk.not_taken_up = None
    try:
        draft = _with_answers(desk, desk.draft, given.getvalue(), given.name)
    except IngestError as error:
        desk.not_taken_up = error
        desk.taken_up += 1  # so that the uploader is empty again
        return
    finally:
        drop(given.file_id)
    desk.taken_up += 1
    desk.sheet, desk.header_row = draft.sheet, draft.header_row
    keep(draft)


def _with_answers(desk: Desk, draft: Draft, content: bytes, name: str) -> Draft:
    """Give the draft with saved answers, of the table and row of headers that they are for."""
    told = read_answers(draft, content, name)
    tables = {str(n): table for n, table in enumerate(desk.tables, 1)}
    sheet = {**tables, **{table: table for table in desk.tables}}.get(told.sheet, draft.sheet)
    if desk.upload and (sheet, told.header_row) != (draft.sheet, draft.header_row):
        draft = open_draft(
            desk.upload,
            resource=draft.resource,
            package=draft.package,
            sheet=sheet,
            header_row=told.header_row,
            limits=LIMITS,
        )
    return with_answers(draft, told)


def questions_of(draft: Draft) -> Questions:
    """Give what is to be settled about a draft, found once."""
    desk = mine()
    if desk.asked is None or desk.asked[0] is not draft:
        desk.asked = (draft, questions(draft))
    return desk.asked[1]


def drop(file_id: str) -> None:
    """Take Streamlit's copy of an uploaded file away."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None:
        # The interface does not say so, but what keeps the files can drop one.
        context.uploaded_file_mgr.remove_file(context.session_id, file_id)  # type: ignore[attr-defined]
