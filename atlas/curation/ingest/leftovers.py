"""What becomes of the columns that are not known: nothing that they say is dropped in silence.

Their text goes to the notes, each under its header, unless it could be about a person or is the
bookkeeping of a program: those are listed, and used when somebody says what they are.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pandas as pd

from atlas.base.text_search import fold
from atlas.curation.ingest.cell_contents import MAIL, are_map_links, are_points, are_telephones
from atlas.curation.ingest.header_forms import parted
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.mapping import ColumnMapping, with_headers
from atlas.curation.ingest.text_table import Table

_NOTES: Final = "notes"
_SECOND: Final = frozenset(("column_second", "column_ambiguous"))
_OF_PERSONS = re.compile(
    r"\bcontact\w*|\bresponsab\w*|\bencargad\w*|\bdirector\w*|\bcorreo\w*|\be? ?mail\w*|\bcurp\b|"
    r"\brfc\b|\bsubmit\w*|\busername\b|\bdevice\w*|\btitular\w*|\brepresentante\w*|\bnacimiento\b|"
    r"\bbirth\w*|\bmanager\b|\bcoordinad\w*|\bperson in charge\b|\benumerator\b|\bencuestador\w*|"
    r"\binterview\w*|\bentrevist\w*|\binformante\b|\bsupervisor\w*|\bpersonal\b|\bsocial worker\b|"
    r"\bcargo\b|\bpuesto\b|\bjob title\b|^title$|\bposition\b|\bcontato\w*|\bfocal\b|\benlace\b|"
    r"\bapellidos?\b|\bsurname\b|\b(?:first|last|full|nick) ?name\b|\bgestor\w*|"
    r"\bstaff\b|\bvoluntari\w*|\bvolunteer\w*|\bdirigente\b|"
    r"\bpersona\b|\badministrador\w*|\bpropietari[oa]\b|\bowner\b|\bnombre completo\b|\bfirma\b|"
    r"\b(?:captur|elabor|revis|verific|actualiz)o\b|\b(?:verified|reported|collected|completed|"
    r"filled|registered|reviewed|updated|captured|checked|entered)"
    r" by\b|\b(?:verific|captur|report|elabor|registr|llen|actualiz|revis)ado por\b|"
    r"\bquien (?:llena|llen[oó]|responde|captura|contesta|registra|informa|verific\w+|reporta)\b|"
    r"\btrabajador\w*|\bcreated by\b|\bedited by\b|\bcreator\b|\beditor\b"
)
_OF_PROGRAMS = re.compile(
    r"(?:object ?id|fid|gid|oid|ogc fid|id|uuid|key|global ?id|instance ?id|meta instance ?id|"
    r"shape.*|created?\b.*|creation.*|edit(?:s|ed|or)?\b.*|modified.*|form ?version|instance ?name|"
    r"meta instance ?name|device ?.*|.*p ?codes?|(?:lat|lon|long|lng|[xy] ?coord|coord)\w*\b.*|"
    r"st ?fips|fips|objectid.*|start|end|today|begin|"
    r"timestamp|.*\baltitude.*|"
    r"drawing ?order|draw ?order|icon|tessellate|extrude|visibility|altitude ?mode|style.*|version|"
    r"index|row|no|num|n|numero|consecutivo|layer|computed region.*|review ?state|"
    r"source ?date|val ?(?:method|date)|naics.*|county ?fips|"
    r"submission ?date|attachments.*|tags|status changed.*|x|y|gx media links|snippet|"
    r"[a-z]+ ?id|[a-z]+ (?:code|type)|clave .*|cve .*|codigo .*|(?:geo ?)?hash)"
)
_FIELD_NUMBER = re.compile(r"(?:field|col(?:umn)?|campo|columna|unnamed|f|var)\s*\d+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_FEW = 12
"""Up to so many unknown columns their numbers are worth a note too; more are a data dump."""

_MOST = 40
_KNOWN_MAKES: Final = frozenset(("osm", "overpass", "hsds", "3w"))
_OUR_OWN = 12
"""A table with so many columns named as ours is one that the atlas wrote."""

_SAMPLE = 200


def place_leftovers(
    table: Table, used: ColumnMapping, targets: Sequence[str], problems: Sequence[pd.DataFrame] = ()
) -> tuple[ColumnMapping, list[pd.DataFrame]]:
    """Let the notes say what the columns say that were taken for nothing, and name those left.

    Parameters
    ----------
    table
        The table, its cells tidied.
    used
        Which column says what.
    targets
        The columns of the resource.
    problems
        What was said of the columns; those that were named there are not named again.

    Returns
    -------
    mapping, problems
        The mapping with the columns that go to the notes; one notice for those, one for the rest.
    """
    known = used.headers() | frozenset(used.unused) | _named(problems)
    left = [str(header) for header in table.cells.columns
            if header not in known and table.filled(header)]  # fmt: skip
    noted = [header for header in left if _is_worth_a_note(table, header, few=len(left) <= _FEW)]
    if len(noted) > _MOST or not _takes_notes(table, used, targets):
        noted = []
    rest = [header for header in left if header not in noted]
    said = [
        problem(code, file=table.file, headers=", ".join(f"“{name}”" for name in names),
                n=len(names))
        for code, names in (("columns_noted", noted), ("columns_unused", rest))
        if names
    ]  # fmt: skip
    if not noted:
        return used, said
    notes = with_headers(used.columns.get(_NOTES), _NOTES, noted)
    return replace(used, columns={**used.columns, _NOTES: notes}), said


def _named(problems: Sequence[pd.DataFrame]) -> frozenset[str]:
    """Give the headers of which it was said that another column was used in their place."""
    parts = [part for part in problems if part["code"].iloc[0] in _SECOND]
    return frozenset(str(part["column"].iloc[0]) for part in parts)


def _takes_notes(table: Table, used: ColumnMapping, targets: Sequence[str]) -> bool:
    """Say whether the notes may grow: not where the file is of a make whose columns are known."""
    own = sum(header in targets for header in table.cells.columns)
    templated = _NOTES in used.columns and bool(used.columns[_NOTES].template)
    is_known_make = table.kind in _KNOWN_MAKES or _is_denue(table) or own >= _OUR_OWN
    return _NOTES in targets and bool(used.columns) and not templated and not is_known_make


def _is_denue(table: Table) -> bool:
    return {"nom estab", "codigo act"} <= {fold(str(name)) for name in table.cells.columns}


def _is_worth_a_note(table: Table, header: str, *, few: bool) -> bool:
    form = fold(parted(header))
    if header.startswith((":@", "_")) or _OF_PROGRAMS.fullmatch(form):
        return False
    if _OF_PERSONS.search(form) or _FIELD_NUMBER.fullmatch(form):
        return False
    texts = [text for text in table.cells[header].unique() if text][:_SAMPLE]
    if any(MAIL.search(text) for text in texts) or are_telephones(texts):
        return False
    if are_points(texts) or are_map_links(texts):  # they would tell where a protected place is
        return False
    worded = sum(_WORD.search(text) is not None for text in texts)
    return 2 * worded > len(texts) or (few and _WORD.search(header) is not None)
