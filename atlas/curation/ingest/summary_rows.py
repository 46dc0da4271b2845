"""Rows of a table that are no record: totals, the source of the data, notes, the header again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final, NamedTuple

import pandas as pd

from atlas.base.text_search import fold
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.section_rows import (
    closing_notes,
    description_row,
    section_rows,
    with_sections,
)
from atlas.curation.ingest.text_table import Remark, Table

_TOTAL = re.compile(
    r"(?:gran |grand )?(?:sub ?)?total(?:es|s)?"
    r"(?: (?:general|generales|de|del|of|the|por|registros|records|rows|albergues|shelters|lugares|"
    r"places|sitios|sites|municipio|estado|nacional|estatal|beds|camas|capacidad|capacity|\d+))*"
    r"|suma|promedio|average|mean|count|conteo|n = \d+"
)
_SUMS_UP = ("total", "suma", "promedio", "average", "mean", "count", "conteo")
_NOTE = re.compile(
    r"\s*(?:"
    r"fuentes?|sources?|nota(?:s)?(?: al pie)?|notes?|elabor[oó]|elaborado|elaboraci[oó]n|prepared|"
    r"compiled|[uú]ltima actualizaci[oó]n|actualizado|fecha de (?:corte|actualizaci[oó]n|consulta)|"
    r"last updated?|updated|as of|generated|generado|descargado|downloaded|exported|copyright|©|"
    r"disclaimer|aviso|observaciones generales|simbolog[ií]a|abreviaturas|leyenda|legend)\b"
    r"\s*(?:[:.\-\u2013\u2014]|(?:por|by|propia|el|al|on|de|from|en)\b|20\d\d\b)"
    r"|\s*(?:p[aá]gina|page|hoja)\s+\d+\b"
    r"|\s*\*+(?:\s?\S|$)|\s*(?:\(\d{1,2}\)|\d{1,2}/|[\u00b9\u00b2\u00b3])\s*\S+\s+\S+",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"\s*([*\u2020\u2021\u00b9\u00b2\u00b3]+|\(\d{1,2}\))")
_TOTAL_OF = re.compile(r"(?:gran |grand )?(?:sub ?)?total(?:es|s)? \w.*")
_COORDINATE = re.compile(r"-\d.*|\d{1,3}[.,]\d{3,}")
_NUMBER = re.compile(r"[+-]?[\d.,\s%$]+")
_BESIDE_A_NOTE = 2
_LEAST_COLUMNS: Final = 3


class _Header(NamedTuple):
    """A folded header, and the signs that it ends in, by which most cells are seen to be others."""

    form: str
    ends: str

    def is_said_by(self, cell: str) -> bool:
        return cell[-1].lower() in self.ends and fold(cell) == self.form


def _header(name: str) -> _Header:
    form = fold(name)
    return _Header(form, f"{form[-1:]}{name[-1:].lower()}")


def tell_apart(table: Table) -> Table:
    """Hold back the rows of a table that sum it up or speak of it, each with what it says.

    A row is such when it begins like one and has little beside that: numbers for a total, next to
    nothing for a note. A place of that name (`Nota Roja A.C.` with its address) stays.
    """
    if len(table.cells.columns) < _LEAST_COLUMNS:
        return table
    rows = [*table.cells.itertuples(index=False, name=None)]
    filled = pd.Series([len(cells) - cells.count("") for cells in rows], index=table.cells.index)
    found = _no_records(table, rows, filled)
    if sections := section_rows(table, filled, _rows(found)):
        table = with_sections(table, sections)
        if new := {row: text for row, text in sections.items() if row not in table.held}:
            found.setdefault("heading_row", {}).update(new)
    if not found:
        return table
    problems = [
        problem(code, file=table.file, row=list(said), value=list(said.values()))
        for code, said in found.items()
    ]
    notes = [_remark(text, table) for code, said in found.items() if code != "heading_row"
             for text in said.values()]  # fmt: skip
    return replace(table, problems=[*table.problems, *problems],
                   held=table.held | _rows(found), remarks=[*table.remarks, *notes])  # fmt: skip


def _no_records(
    table: Table, rows: Sequence[tuple[str, ...]], filled: pd.Series
) -> dict[str, dict[int, str]]:
    """Give the rows that are no record and head none, with what they say, by what they are."""
    headers = [_header(str(name)) for name in table.cells.columns]
    found: dict[str, dict[int, str]] = {}
    for row, cells in zip(table.cells.index.tolist(), rows, strict=True):
        if code := _kind(cells, headers):
            found.setdefault(code, {})[int(row)] = " | ".join(cell for cell in cells if cell)
    if (first := description_row(table)) is not None:
        said = " | ".join(str(cell) for cell in table.cells.loc[first] if cell)
        found.setdefault("heading_row", {})[first] = said
    if ends := closing_notes(table, filled, _rows(found)):
        found.setdefault("note_row", {}).update(ends)
    return found


def _rows(found: Mapping[str, Mapping[int, str]]) -> frozenset[int]:
    return frozenset(row for said in found.values() for row in said)


def _remark(note: str, table: Table) -> Remark:
    """Give what a note says, of the rows with the sign that it begins with: `* not public`."""
    sign = _FOOTNOTE.match(note)
    if sign is None:
        return Remark(note)
    marked = [
        int(row) for row, *cells in table.cells.itertuples(name=None)
        if any(cell.endswith(sign[1]) and cell not in (sign[1], note) for cell in map(str, cells))
    ]  # fmt: skip
    return Remark(note, frozenset(marked) or None)


def _kind(cells: Sequence[str], headers: Sequence[_Header]) -> str:
    # Most rows are records: what is cheap to see is asked first.
    count = len(cells) - cells.count("")
    if not count:
        return ""
    filled = ((header, cell) for header, cell in zip(headers, cells, strict=True) if cell)
    firsts = [*islice(filled, 2)]
    if count <= min(_BESIDE_A_NOTE, len(cells) - 1) and _NOTE.match(firsts[0][1]):
        return "note_row"
    text = "|".join(cells).lower()
    if (any(word in text for word in _SUMS_UP) or "=" in text) and _sums_up([*filter(None, cells)]):
        return "summary_row"
    if count < 2 or not any(header.is_said_by(cell) for header, cell in firsts):
        return ""
    same = sum(header.is_said_by(cell) for header, cell in (*firsts, *filled))
    return "heading_row" if 2 * same > count else ""


def _sums_up(cells: Sequence[str]) -> bool:
    """Say whether the filled cells of a row are a total: a word for one, and numbers."""
    first, *rest = cells
    if all(_NUMBER.fullmatch(cell) for cell in rest) and _TOTAL.fullmatch(fold(first)):
        return True
    # `Total Tijuana | 50`, but not a place that is called so and has a position.
    if rest and all(_NUMBER.fullmatch(cell) and not _COORDINATE.fullmatch(cell) for cell in rest):
        return _TOTAL_OF.fullmatch(fold(first)) is not None
    # The total may stand under another column than the first.
    totals = [cell for cell in rest if _TOTAL.fullmatch(fold(cell))]
    numbers = [cell for cell in cells if _NUMBER.fullmatch(cell)]
    return len(totals) == 1 and len(totals) + len(numbers) == len(cells)
