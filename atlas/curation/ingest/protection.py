"""How a place is protected: what a row says of it, in whatever column, and what is not understood.

Everything here fails closed. A row that says something of its protection that is not understood is
withheld, whatever holds for the rest of the file: what is said for the whole file is for rows that
say nothing. Of several things that a row says, the strictest holds.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.base.text_search import fold
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.mapping import ADDRESS_PARTS, POSITION, ColumnMapping
from atlas.curation.ingest.protection_words import (
    AGREES,
    HIDDEN_ANYWHERE,
    HIDDEN_CELL,
    HIDES,
    HIDES_WHEN_YES,
    NEGATED,
    NO,
    SHOWS,
    SHOWS_WHEN_YES,
    TICKS,
    YES,
    answer_of,
    are_answers,
    asked_of,
    hides_all,
    hides_where,
    is_about_protection,
    may_ask_to_hide,
    may_ask_to_show,
    names_protection,
    says_hidden,
    without_group,
)
from atlas.curation.ingest.text_codes import coded
from atlas.curation.ingest.text_table import LOST, TEXT, Remark, Table
from atlas.data.vocab import Vocabularies

SENSITIVITY: Final = "sensitivity"
STRICTEST: Final = "withheld"
_GENERALISED: Final = "generalised"
_OPEN: Final = "open"
_ORDER: Final = ("", _OPEN, _GENERALISED, STRICTEST)
"""From what says nothing to the strictest; a code that is not among them counts as the last."""

_KML_OWN: Final = frozenset(("tessellate", "extrude", "altitudemode", "draworder"))
"""Columns beside `visibility` where it is that of KML: whether a layer is switched on."""


_FLED = re.compile(
    r"\bdv\b|\b(?:domestic|family|spous\w+|partner) (?:violence|abuse)\b|\bbattered\b|"
    r"\bviolencia (?:domestica|familiar|intrafamiliar|de genero|contra la)\b|"
    r"\bmujeres (?:maltratadas|victimas de violencia|en situacion de violencia)\b"
)
_MAY_BE_OF_WHO_FLED = re.compile(r"dv|viole|abus|batt|maltr", re.IGNORECASE)
_OFFERED = re.compile(r"\b(?:servic\w*|program\w*|atencion|apoyo|support|counsel\w*)\b")
_KINDS, _WORDS_OF_A_KIND = 200, 4


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
    table: Table, mapping: ColumnMapping, vocabularies: Vocabularies, *, of_shelters: bool = False
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
    of_shelters
        Whether one for people who flee violence is withheld where its row says nothing else.

    Returns
    -------
    sensitivity, problems
        A code, or nothing where a row says nothing.
    """
    index = table.cells.index
    strictest = np.zeros(len(index), dtype=np.int64)
    problems: list[pd.DataFrame] = []
    told = mapping.told(SENSITIVITY)
    for header in _headers(table, mapping):
        texts = table.cells[header]
        ranks, unknown = _ranks(texts, header, told, vocabularies)
        if unknown.any():
            problems.append(_say("protection_unknown", table, header, unknown, vocabularies))
        lost = _lost(table, header)
        if lost.any():
            problems.append(_say("protection_lost", table, header, lost, vocabularies))
        strictest = np.maximum.reduce([strictest, ranks, _rank(STRICTEST) * lost])
    hidden, found = _hidden_by_remarks(table, mapping)
    problems += found
    strictest = np.maximum(strictest, _rank(STRICTEST) * hidden)
    hidden, found = _hidden_by_texts(table, mapping, vocabularies, strictest)
    strictest = np.maximum(strictest, _rank(STRICTEST) * hidden)
    if of_shelters:
        hidden, fled = _of_who_fled(table, mapping, vocabularies, strictest == 0)
        strictest = np.maximum(strictest, _rank(STRICTEST) * hidden)
        found = [*found, *fled]
    said = np.array(_ORDER, dtype=object)[strictest]
    return pd.Series(said, index=index, dtype=TEXT), [*problems, *found]


def _hidden_by_texts(
    table: Table,
    mapping: ColumnMapping,
    vocabularies: Vocabularies,
    ranks: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.bool_], list[pd.DataFrame]]:
    """Say which rows have a text that forbids to show them, of those that are shown so far."""
    problems: list[pd.DataFrame] = []
    hidden = np.zeros(len(table.cells), dtype=bool)
    private, known = _private(mapping), _placed(mapping)
    where = _headers_of(mapping, _WHERE)
    for header in table.cells.columns:
        alone = HIDDEN_CELL if header in private else HIDDEN_ANYWHERE
        texts = table.cells[header]
        found = _says_hidden(
            texts,
            alone if header in private or header not in known else frozenset(),
            is_where=header in where,
        )
        # A row that is generalised by its own word hides its place as a note asks for.
        found &= (ranks < _rank(_GENERALISED)) & ~hidden
        if found.any():
            problems.append(_say("protection_in_text", table, str(header), found, vocabularies))
            hidden |= found
    return hidden, problems


def _of_who_fled(
    table: Table,
    mapping: ColumnMapping,
    vocabularies: Vocabularies,
    silent: npt.NDArray[np.bool_],
) -> tuple[npt.NDArray[np.bool_], list[pd.DataFrame]]:
    """Say which rows are of people who fled violence, by a name or a kind as `E (DV)`, `is_dv`."""
    names, offered = _headers_of(mapping, ("name",)), _headers_of(mapping, ("services",))
    hidden = np.zeros(len(silent), dtype=bool)
    problems: list[pd.DataFrame] = []
    for header in table.cells.columns:
        texts, asked = table.cells[header], fold(str(header))
        is_kind = header not in offered and not _OFFERED.search(asked)
        if header not in names and not (is_kind and texts[:1000].nunique() <= _KINDS):
            continue
        codes, distinct = coded(texts.tolist())
        if _FLED.search(asked) and is_kind:
            says = [answer_of(text) in YES for text in distinct]
        else:
            longest = None if header in names else _WORDS_OF_A_KIND
            says = [_is_of_who_fled(text, longest) for text in distinct]
        found = np.array(says, dtype=bool)[codes] & silent & ~hidden
        if found.any():
            problems.append(_say("protection_of_kind", table, str(header), found, vocabularies))
            hidden |= found
    return hidden, problems


def _is_of_who_fled(text: str, longest: int | None) -> bool:
    if not _MAY_BE_OF_WHO_FLED.search(text):
        return False
    words = fold(text)
    return _FLED.search(words) is not None and (not longest or len(words.split()) <= longest)


def _hidden_by_remarks(
    table: Table, mapping: ColumnMapping
) -> tuple[npt.NDArray[np.bool_], list[pd.DataFrame]]:
    """Say which rows the file asks not to show outside their cells: in its name, titles, notes."""
    hidden = np.zeros(len(table.cells), dtype=bool)
    problems: list[pd.DataFrame] = []
    asked = frozenset(_headers(table, mapping))
    headers = [
        Remark(str(header), frozenset(table.cells.index[table.cells[header] != ""]))
        for header in table.cells.columns
        if header not in asked
        and hides_all(str(header))
        and not are_answers([text for text in table.cells[header].unique() if text])
    ]
    for text, rows in dict.fromkeys([Remark(table.file), *table.remarks, *headers]):
        if not hides_all(text):
            continue
        of_rows = np.ones(len(hidden), bool) if rows is None else table.cells.index.isin(rows)
        if of_rows.any():
            n = int(of_rows.sum())
            problems.append(problem("protection_of_rows", file=table.file, value=text, n=n))
            hidden |= of_rows
    return hidden, problems


def _headers(table: Table, mapping: ColumnMapping) -> list[str]:
    source = mapping.columns.get(SENSITIVITY)
    return [header for header in (source.headers if source else ()) if header in table.cells]


_WHERE: Final = ("address", "lat", "lon", *POSITION, *ADDRESS_PARTS)


def _private(mapping: ColumnMapping) -> frozenset[str]:
    """Give the headers of what is not shown of a protected place."""
    return _headers_of(mapping, ("phone", *_WHERE))


def _headers_of(mapping: ColumnMapping, names: Sequence[str]) -> frozenset[str]:
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
    if _are_ticks(distinct) and _OPEN in read:
        # A box that is ticked where a place may be shown says no where it is empty.
        read = [code if text else STRICTEST for text, code in zip(distinct, read, strict=True)]
    ranks = np.array([_rank(STRICTEST if code is None else code) for code in read], dtype=np.int64)
    unknown = np.array([code is None for code in read], dtype=bool)
    return ranks[codes], unknown[codes]


_NONE = re.compile(r"\b(?:none|nil|ningun[oa])\b", re.IGNORECASE)


def _are_ticks(texts: Iterable[str]) -> bool:
    return all(answer_of(text) in TICKS for text in texts if text)


def meaning_of(
    text: str, header: str, told: Mapping[str, str], vocabularies: Vocabularies
) -> str | None:
    """Give the code of a cell, nothing where it says nothing, None where it is not understood."""
    if not text:
        return ""

    def find(part: str) -> str | None:
        code = told.get(fold(part)) or vocabularies.find(SENSITIVITY, part)
        # A sign is no part of an answer: -1 may be yes, or anything.
        return code or (None if part.startswith("-") else _yes_or_no(answer_of(part), header))

    whole = find(text)
    if whole is not None:
        return whole
    parts = [find(part) for part in re.split(r"\s*[;|\n/]\s*", text) if part]
    known = [part for part in parts if part is not None]
    return max(known, key=_rank) if known and len(known) == len(parts) else None


def _yes_or_no(answer: str, header: str) -> str | None:
    """Read an answer by what was asked, with the group of a survey before it or without."""
    whole = _answered(answer, asked_of(header))
    return whole if whole is not None else _answered(answer, asked_of(without_group(header)))


def _answered(answer: str, header: str) -> str | None:
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
    is_plain = all(word in AGREES or word in (YES if says_yes else NO) for word in answer.split())
    return said if is_plain or said == STRICTEST else None


def _lost(table: Table, header: str) -> npt.NDArray[np.bool_]:
    rows: set[int] = set()
    for part in table.problems:
        marks = _missing_marks(part, header)
        if "?" in marks or (_NONE.search(marks) and SHOWS.search(asked_of(header))):
            # Nobody knows yet whether it may be shown; and no consent is a no.
            rows.update(table.cells.index[table.cells[header] == ""].tolist())
        mine = part[part["code"].isin(LOST) & (part["column"] == header)]
        rows.update(mine["row"].tolist())
    return np.asarray(table.cells.index.isin(rows), dtype=bool)


def _missing_marks(problems: pd.DataFrame, header: str) -> str:
    mine = problems[(problems["code"] == "missing_marks") & (problems["column"] == header)]
    return " ".join(mine["value"].tolist())


def _says_hidden(
    texts: pd.Series, alone: frozenset[str], *, is_where: bool = False
) -> npt.NDArray[np.bool_]:
    """Say which texts forbid to show a place: in words, or alone in their cell."""
    codes, distinct = coded(texts.tolist())
    says = [says_hidden(text, alone) or (is_where and hides_where(text)) for text in distinct]
    return np.array(says, dtype=bool)[codes]


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
