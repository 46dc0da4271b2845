"""XLSX workbooks: which sheet, what its cells show, and what a spreadsheet hides."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from atlas.base.errors import IngestError
from atlas.curation.ingest.cell_tidying import text_of
from atlas.curation.ingest.header import header_score
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.limits import (
    Limits,
    check_columns,
    check_rows,
    open_archive,
    read_member,
)
from atlas.curation.ingest.refusals import refused
from atlas.curation.ingest.sheet_layout import (
    MERGED_RANGES,
    PREVIEW_ROWS,
    PREVIEWED_SHEETS,
    CellText,
    Layout,
    Range,
    by_column,
    cover_remarks,
    laid_out,
    named_sheet,
    report_formulas,
)
from atlas.curation.ingest.sheet_remarks import read_remarks
from atlas.curation.ingest.table_forms import Row
from atlas.curation.ingest.text_table import Choices, Remark, Table

_CHUNK = 1 << 20
_MERGE = re.compile(rb'<mergeCell ref="\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)"')
_ROW = re.compile(rb'<row [^>]*?\br="(\d+)"')
_HIDDEN_ROW = re.compile(rb'<row (?=[^>]*?\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_HIDDEN_COLUMNS = re.compile(
    rb'<col (?=[^>]*?\bhidden="(?:1|true)")(?=[^>]*?\bmin="(\d+)")[^>]*?\bmax="(\d+)"'
)
_VALUE = re.compile(rb"<(?:v|is|f)[ >]")
_FORMULA = re.compile(rb"<f[ >/]")
_MOST_COLUMNS = 16_384


@dataclass(frozen=True)
class _Scanned:
    """What the XML of a sheet tells before its cells are read.

    Without `last_row` (the sheet numbers no rows) all rows have to be read to find the last.
    """

    last_row: int | None
    formulas: bool
    layout: Layout


def read_sheets(name: str, data: bytes, choices: Choices) -> Table:
    """Read one sheet of an XLSX workbook.

    Parameters
    ----------
    name
        Name of the file.
    data
        Its bytes.
    choices
        What a person has chosen. Without a sheet, the visible one with the most known headers is
        read; the others are named in a notice.

    Returns
    -------
    table
        Cells as text. Formulas give the value that was last computed and are reported; a cell
        merged over several rows gives its value to each of them.

    Raises
    ------
    IngestError
        When the workbook is damaged or protected, has no such sheet, or is larger than allowed.
    """
    archive = open_archive(name, data, choices.limits)
    _refuse_entities(name, archive)
    book = open_workbook(name, data, values=True)
    try:
        chosen, others = _choose(name, book, choices)
        sheets = [] if choices.sheet else book.worksheets[:PREVIEWED_SHEETS]
        covers = cover_remarks(_preview(sheet) for sheet in sheets if sheet.title != chosen.title)
        file = f"{name}:{chosen.title}" if others else name
        path = chosen._worksheet_path.removeprefix("/")
        scanned = _scan(archive, path)
        beside = read_remarks(name, archive, path)
        problems: list[pd.DataFrame] = []
        if others and not choices.sheet:
            problems.append(problem("table_chosen", file=file, others=", ".join(others)))
        rows, wrong = _rows(file, chosen, scanned.last_row, choices.limits)
        problems += wrong
        if scanned.formulas:
            formulas = _formulas(name, data, chosen.title, scanned.last_row)
            problems += report_formulas(file, rows, formulas)
    except IngestError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise refused("workbook_damaged", name=name, why=error) from error
    finally:
        book.close()
    table = laid_out(rows, scanned.layout, choices, file=file, kind="xlsx", problems=problems)
    return replace(table, remarks=[*table.remarks, Remark(chosen.title), *beside, *covers])


def _refuse_entities(name: str, archive: zipfile.ZipFile) -> None:
    for member in archive.namelist():
        if member.endswith((".xml", ".rels")):
            start = read_member(name, archive, member, 1024)
            if b"<!DOCTYPE" in start.replace(b"\x00", b""):
                raise refused("workbook_entities", name=name, member=member)


def open_workbook(name: str, data: bytes, *, values: bool) -> Any:  # noqa: ANN401, it has no types
    """Open a workbook to be read cell by cell: its values, or its formulas.

    Raises
    ------
    IngestError
        When it is damaged.
    """
    import openpyxl

    # It warns of decoration that it does not know, such as validation lists.
    warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")
    try:
        return openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=values, keep_links=False
        )
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise refused("workbook_damaged", name=name, why=error) from error


def _choose(name: str, book: Any, choices: Choices) -> tuple[Any, list[str]]:  # noqa: ANN401
    wanted = choices.sheet
    sheets = list(book.worksheets)
    titles = [sheet.title for sheet in sheets]
    if not sheets:
        raise refused("no_sheets", name=name)
    if wanted:
        sheet = sheets[named_sheet(name, titles, wanted)]
        return sheet, [title for title in titles if title != sheet.title]
    visible = [sheet for sheet in sheets if sheet.sheet_state == "visible"] or sheets
    best = max(
        visible[:PREVIEWED_SHEETS], key=lambda sheet: header_score(_preview(sheet), choices.known)
    )
    return best, [title for title in titles if title != best.title]


def _preview(sheet: Any) -> list[Row]:  # noqa: ANN401
    rows = sheet.iter_rows(max_row=PREVIEW_ROWS)
    return [Row(i, [text_of(cell.value) for cell in row]) for i, row in enumerate(rows, start=1)]


def _scan(archive: zipfile.ZipFile, path: str) -> _Scanned:
    """Look through the XML of a sheet for its last row with a value, formulas, merged cells."""
    last, row, formulas = None, None, False
    merged: list[Range] = []
    hidden: list[int] = []
    columns: list[int] = []
    rest = b""
    with archive.open(path) as source:
        while chunk := source.read(_CHUNK):
            body, _, rest = (rest + chunk).rpartition(b">")
            values = [found.start() for found in _VALUE.finditer(body)]
            numbered = [(found.start(), int(found[1])) for found in _ROW.finditer(body)]
            if values:
                last = next((n for at, n in reversed(numbered) if at < values[-1]), row)
            row = numbered[-1][1] if numbered else row
            hidden += [int(found[1]) for found in _HIDDEN_ROW.finditer(body)]
            for found in _HIDDEN_COLUMNS.finditer(body):
                columns += range(int(found[1]) - 1, min(int(found[2]), _MOST_COLUMNS))
            formulas = formulas or _FORMULA.search(body) is not None
            if len(merged) < MERGED_RANGES and b"<mergeCell " in body:
                merged += [_range(found) for found in _MERGE.finditer(body)]
    return _Scanned(last, formulas, Layout(merged, hidden, columns))


def _range(found: re.Match[bytes]) -> Range:
    first, top, last, bottom = found.groups()
    return _column_number(first), int(top), _column_number(last), int(bottom)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _rows(
    file: str,
    sheet: Any,  # noqa: ANN401
    last_row: int | None,
    limits: Limits,
) -> tuple[list[Row], list[pd.DataFrame]]:
    sheet.reset_dimensions()  # what a sheet says of its own size is not always so
    rows: list[Row] = []
    wrong: list[CellText] = []
    for number, cells in enumerate(sheet.iter_rows(max_row=last_row), start=1):
        texts = [text_of(cell.value) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            continue
        check_columns(file, len(texts), limits)
        check_rows(file, len(rows) - PREVIEW_ROWS, limits)
        for i, cell in enumerate(cells):
            if cell.data_type == "e":
                wrong.append((number, i, texts[i]))
                texts[i] = ""
        rows.append(Row(number, texts))
    return rows, by_column("cell_error", file, wrong)


def _formulas(name: str, data: bytes, title: str, last_row: int | None) -> list[CellText]:
    book = open_workbook(name, data, values=False)
    try:
        return list(_formula_cells(book[title], last_row))
    finally:
        book.close()


def _formula_cells(sheet: Any, last_row: int | None) -> Iterator[CellText]:  # noqa: ANN401
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(max_row=last_row), start=1):
        for i, cell in enumerate(cells):
            if cell.data_type == "f":
                yield number, i, str(getattr(cell.value, "text", cell.value) or "=")
