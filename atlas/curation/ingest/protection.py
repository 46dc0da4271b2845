"""How a place is protected: what a row says of it, in whatever column, and what is not understood.

Everything here fails closed. A row that says something of its protection that is not understood is
withheld, whatever holds for the rest of the file: what is said for the whole file is for rows that
say nothing. Of several things that a row says, the strictest holds.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.base.text_search import fold
from atlas.curation.ingest.header_forms import parted
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.mapping import ADDRESS_PARTS, POSITION, ColumnMapping
from atlas.curation.ingest.protection_words import (
    HIDDEN_ANYWHERE,
    HIDDEN_CELL,
    HIDES,
    HIDES_WHEN_YES,
    NEGATED,
    NO,
    SHOWS,
    SHOWS_WHEN_YES,
    YES,
    is_about_protection,
    may_ask_to_hide,
    may_ask_to_show,
    names_protection,
    says_hidden,
)
from atlas.curation.ingest.text_codes import coded
from atlas.curation.ingest.text_table import LOST, TEXT, Table
from atlas.data.vocab import Vocabularies

SENSITIVITY: Final = "sensitivity"
STRICTEST: Final = "withheld"
_GENERALISED: Final = "generalised"
_OPEN: Final = "open"
_ORDER: Final = ("", _OPEN, _GENERALISED, STRICTEST)
"""From what says nothing to the strictest; a code that is not among them counts as the last."""

_KML_OWN: Final = frozenset(("tessellate", "extrude", "altitudemode", "draworder"))
"""Columns beside `visibility` where it is that of KML: whether a layer is switched on."""


def speaks_of_protection(header: str, texts: pd.Series) -> bool:
    """Say whether a column may say who may see a place, in its header or in one of its cells."""
    return (
        is_about_protection(header)
        or names_protection(header)
        or bool(_says_hidden(texts, HIDDEN_ANYWHERE).any())
    )


def is_drawing_order(header: str, table: Table) -> bool:
    """Say whether a column is the `visibility` of KML, which says nothing of protection."""
    if fold(header) != "visibility":
        return False
    beside = {fold(other).replace(" ", "") for other in table.cells.columns}
    return table.kind == "kml" or bool(beside & _KML_OWN)


def read_protection(
    table: Table, mapping: ColumnMapping, vocabularies: Vocabularies
) -> tuple[pd.Series, list[pd.DataFrame]]:
    """Read how every row is protected.

    Parameters
    ----------
    table
        The table, its cells tidied.
    mapping
        Which columns say it; every other column is looked through for words that forbid to show
        the place.
    vocabularies
        Codes and synonyms.

    Returns
    -------
    sensitivity, problems
        A code, or nothing where a row says nothing.
    """
    index = table.cells.index
    strictest = np.zeros(len(index), dtype=np.int64)
    problems: list[pd.DataFrame] = []
    told = {fold(text): code for text, code in mapping.values.get(SENSITIVITY, {}).items() if code}
    for header in _headers(table, mapping):
        texts = table.cells[header]
        ranks, unknown = _ranks(texts, header, told, vocabularies)
        if unknown.any():
            problems.append(_say("protection_unknown", table, header, unknown, vocabularies))
        lost = _lost(table, header)
        if lost.any():
            problems.append(_say("protection_lost", table, header, lost, vocabularies))
        strictest = np.maximum.reduce([strictest, ranks, _rank(STRICTEST) * lost])
    # A row that is generalised by its own word hides its place as a note asks for.
    unprotected = strictest < _rank(_GENERALISED)
    private, known = _private(mapping), _placed(mapping)
    for header in table.cells.columns:
        alone = HIDDEN_CELL if header in private else HIDDEN_ANYWHERE
        hidden = _says_hidden(
            table.cells[header], alone if header in private or header not in known else frozenset()
        )
        hidden &= unprotected
        if hidden.any():
            problems.append(_say("protection_in_text", table, str(header), hidden, vocabularies))
            strictest = np.maximum(strictest, _rank(STRICTEST) * hidden)
    said = np.array(_ORDER, dtype=object)[strictest]
    return pd.Series(said, index=index, dtype=TEXT), problems


def _headers(table: Table, mapping: ColumnMapping) -> list[str]:
    source = mapping.columns.get(SENSITIVITY)
    return [header for header in (source.headers if source else ()) if header in table.cells]


def _private(mapping: ColumnMapping) -> frozenset[str]:
    """Give the headers of what is not shown of a protected place."""
    names = ("address", "phone", "lat", "lon", *POSITION, *ADDRESS_PARTS)
    found = (mapping.columns[name].headers for name in names if name in mapping.columns)
    return frozenset(header for headers in found for header in headers)


def _placed(mapping: ColumnMapping) -> frozenset[str]:
    """Give the headers that are taken for something other than a note."""
    found = (source.headers for name, source in mapping.columns.items() if name != "notes")
    return frozenset(header for headers in found for header in headers)


def _rank(code: str) -> int:
    return _ORDER.index(code) if code in _ORDER else len(_ORDER) - 1


def _ranks(
    texts: pd.Series, header: str, told: Mapping[str, str], vocabularies: Vocabularies
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    codes, distinct = coded(texts.tolist())
    read = [meaning_of(text, header, told, vocabularies) for text in distinct]
    ranks = np.array([_rank(STRICTEST if code is None else code) for code in read], dtype=np.int64)
    unknown = np.array([code is None for code in read], dtype=bool)
    return ranks[codes], unknown[codes]


def meaning_of(
    text: str, header: str, told: Mapping[str, str], vocabularies: Vocabularies
) -> str | None:
    """Give the code of a cell, nothing where it says nothing, None where it is not understood."""
    if not text:
        return ""

    def find(part: str) -> str | None:
        code = told.get(fold(part)) or vocabularies.find(SENSITIVITY, part)
        # A sign is no part of an answer: -1 may be yes, or anything.
        return code or (
            None if part.startswith("-") else _yes_or_no(fold(part), fold(parted(header)))
        )

    whole = find(text)
    if whole is not None:
        return whole
    parts = [find(part) for part in re.split(r"\s*[;|\n]\s*", text) if part]
    known = [part for part in parts if part is not None]
    return max(known, key=_rank) if known and len(known) == len(parts) else None


def _yes_or_no(answer: str, header: str) -> str | None:
    """Read an answer by what was asked: whether it may be shown, or whether it is confidential."""
    first = answer.partition(" ")[0]
    if first not in YES | NO:
        return None
    shows = bool(SHOWS.search(header)) or header in SHOWS_WHEN_YES
    hides = bool(HIDES.search(header)) or names_protection(header) or header in HIDES_WHEN_YES
    is_sure = shows != hides  # else it asks both, or in words that may ask something else
    if not is_sure and not hides:
        shows, hides = may_ask_to_show(header), may_ask_to_hide(header)
    if shows == hides:
        return None
    negated = bool(NEGATED.search(header))
    says_yes = first in YES
    if shows == negated:  # yes forbids: it is confidential, it is not to be published
        said = STRICTEST if says_yes else ""
    else:
        # That a place is not confidential is less than that it may be shown.
        said = (_OPEN if shows and is_sure else "") if says_yes else STRICTEST
    # What follows a yes or a no may take it back.
    return said if answer == first or said == STRICTEST else None


def _lost(table: Table, header: str) -> npt.NDArray[np.bool_]:
    rows: set[int] = set()
    for part in table.problems:
        mine = part[part["code"].isin(LOST) & (part["column"] == header)]
        rows.update(mine["row"].tolist())
    return np.asarray(table.cells.index.isin(rows), dtype=bool)


def _says_hidden(texts: pd.Series, alone: frozenset[str]) -> npt.NDArray[np.bool_]:
    """Say which texts forbid to show a place: in words, or alone in their cell."""
    codes, distinct = coded(texts.tolist())

    return np.array([says_hidden(text, alone) for text in distinct], dtype=bool)[codes]


def _say(
    code: str,
    table: Table,
    header: str,
    rows: npt.NDArray[np.bool_],
    vocabularies: Vocabularies,
) -> pd.DataFrame:
    allowed: Iterable[str] = vocabularies.codes(SENSITIVITY)
    return problem(
        code,
        file=table.file,
        row=table.cells.index[rows],
        column=header,
        value=table.cells[header][rows],
        hint=", ".join(allowed),
        target=SENSITIVITY,
    )
