"""Rows that head those below them: `MUNICIPIO DE TECATE`, `Shelters for women (not public)`."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

import pandas as pd

from atlas.curation.ingest.cell_contents import NUMBER
from atlas.curation.ingest.protection_words import hides_all
from atlas.curation.ingest.text_table import TEXT, Table

_SECTION: Final = "Sección"
_HEADS = re.compile(
    r"(?:municipios?|mpio\.?|estado|departamento|ciudad|zona|delegaci[oó]n|regi[oó]n|secci[oó]n|corredor|"
    r"county|state|city|area|district|region|section|zone|albergues|comedores|refugios|casas|centros|"
    r"m[oó]dulos|consulados|oficinas|servicios|instituciones|organizaciones|shelters|centers|services|"
    r"offices|kitchens|organi[sz]ations|directorio|listado|lista|directory|list|hoja|p[aá]gina|page|tabla|"
    r"table|anexo|annex|parte|part|abrigos|abris|centres)\b|.*:$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"[(\[<].*[)\]>]")
_DESCRIBES = re.compile(
    r"\b(?:lat\w*|lon\w*|coord\w*|grados|degrees?|decimal\w*|n[uú]mero|number|num[eé]ric\w*|text\w*|"
    r"integer|float|d[ií]gitos|digits)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?:\S+\s+){5}.*\.\s*$", re.DOTALL)
_NUMBER_IN_LIST = re.compile(r"\W*\d+\W*")
_LEAST_CELLS: Final = 3
_LONGEST = 120


def section_rows(table: Table, filled: pd.Series, others: Collection[int]) -> dict[int, str]:
    """Give the rows that are the heading of a section, with its text; `filled` are cells a row.

    Such a row has one cell where the others have several, and reads as a heading: it says what
    comes, is in capitals where the names are not, or stands where the others have a number. A
    place of which only the name is known stays a place.
    """
    cells = table.cells
    several = filled[filled > 1]
    if not (filled == 1).any() or not len(several) or several.median() < _LEAST_CELLS:
        return {}
    merged = _told_already(table)
    alone = cells[(filled == 1) & ~cells.index.isin([*others])]
    found: dict[int, str] = {}
    for row, *texts in alone.itertuples(name=None):
        at = next(i for i, text in enumerate(texts) if text)
        if row in merged or _heads(texts[at], cells.iloc[:, at]):
            found[int(row)] = " ".join(texts[at].split())
    last = int(several.index[-1])
    return {row: text for row, text in found.items() if row < last}


def closing_notes(table: Table, filled: pd.Series, others: Collection[int]) -> dict[int, str]:
    """Give the sentences under a table: rows of one cell after the last that has several."""
    if not len(filled) or filled.max() < _LEAST_CELLS:
        return {}
    last = int(filled[filled > 1].index[-1])
    under = table.cells[(table.cells.index > last) & ~table.cells.index.isin([*others])]
    texts = {int(row): "".join(cells) for row, *cells in under.itertuples(name=None)}
    return {row: text for row, text in texts.items() if _SENTENCE.search(text) or hides_all(text)}


def description_row(table: Table) -> int | None:
    """Give the row right under the headers that says what they are: `(degrees) | (10 digits)`."""
    if len(table.cells) < _LEAST_CELLS or int(table.cells.index[0]) in table.held:
        return None
    first, others = table.cells.iloc[0], table.cells.iloc[1:]
    filled = [text for text in first if text]
    if len(filled) < _LEAST_CELLS or any(map(NUMBER.fullmatch, filled)):
        return None
    if all(_IN_BRACKETS.fullmatch(text) for text in filled):
        return int(table.cells.index[0])
    described = sum(
        _DESCRIBES.search(text) is not None
        and all(NUMBER.fullmatch(other) for other in others.iloc[:, i] if other)
        and bool((others.iloc[:, i] != "").any())
        for i, text in enumerate(first) if text
    )  # fmt: skip
    return int(table.cells.index[0]) if described > 1 else None


def _told_already(table: Table) -> set[int]:
    parts = [part for part in table.problems if "heading_row" in part["code"].tolist()]
    return {int(row) for part in parts for row in part["row"].tolist()}


def _heads(text: str, column: pd.Series) -> bool:
    if len(text) > _LONGEST:
        return False
    if _HEADS.match(text.strip()) or hides_all(text):
        return True
    others = [other for other in column.tolist() if other and other != text]
    if not others:
        return True
    if sum(_NUMBER_IN_LIST.fullmatch(other) is not None for other in others) * 2 > len(others):
        return _NUMBER_IN_LIST.fullmatch(text) is None
    return text.isupper() and sum(other.isupper() for other in others) * 2 < len(others)


def with_sections(table: Table, sections: Mapping[int, str]) -> Table:
    """Give the table with a column that says under which heading each row stands."""
    name = _SECTION
    while name in table.cells.columns:
        name = f"{name} (2)"
    heads = pd.Series([sections.get(int(row)) for row in table.cells.index],
                      index=table.cells.index, dtype=TEXT)  # fmt: skip
    texts = heads.ffill().fillna("").astype(TEXT)
    return replace(table, cells=table.cells.assign(**{name: texts}))
