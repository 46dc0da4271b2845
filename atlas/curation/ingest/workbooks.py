"""XLSX workbooks: which sheet, what its cells show, and what a spreadsheet hides."""

import io
import re
import warnings
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from atlas.base.errors import IngestError
from atlas.base.text_search import fold
from atlas.curation.ingest.cell_comments import read_comments
from atlas.curation.ingest.cell_tidying import text_of
from atlas.curation.ingest.header import column_letter, header_score, make_table
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.limits import (
    Limits,
    check_columns,
    check_rows,
    open_archive,
    read_member,
)
from atlas.curation.ingest.refusals import refused
from atlas.curation.ingest.table_forms import Row
from atlas.curation.ingest.text_table import Choices, Remark, Table

_CHUNK = 1 << 20
_PREVIEW_ROWS = 25
_SHEETS = 50
_MERGED_RANGES = 50_000
_MERGE = re.compile(rb'<mergeCell ref="\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)"')
_ROW = re.compile(rb'<row [^>]*?\br="(\d+)"')
_HIDDEN_ROW = re.compile(rb'<row (?=[^>]*?\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_HIDDEN_COLUMNS = re.compile(
    rb'<col (?=[^>]*?\bhidden="(?:1|true)")(?=[^>]*?\bmin="(\d+)")[^>]*?\bmax="(\d+)"'
)
_ROWS_NAMED = 20
_VALUE = re.compile(rb"<(?:v|is|f)[ >]")
_FORMULA = re.compile(rb"<f[ >/]")
_MOST_COLUMNS = 16_384
_FILLED_CELLS = 2_000_000
_Range = tuple[int, int, int, int]  # first column, first row, last column, last row
_Cell = tuple[int, int, str]  # row, column from 0, text


@dataclass(frozen=True)
class _Layout:
    """What the XML of a sheet tells before its cells are read.

    Without `last_row` (the sheet numbers no rows) all rows have to be read to find the last.
    """

    last_row: int | None
    formulas: bool
    merged: tuple[_Range, ...]
    hidden_rows: tuple[int, ...]
    hidden_columns: tuple[int, ...]


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
        covers = [] if choices.sheet else _covers(book, chosen)
        file = f"{name}:{chosen.title}" if others else name
        path = chosen._worksheet_path.removeprefix("/")
        layout = _scan(archive, path)
        comments = read_comments(name, archive, path)
        problems: list[pd.DataFrame] = []
        if others and not choices.sheet:
            problems.append(problem("table_chosen", file=file, others=", ".join(others)))
        rows, wrong = _rows(file, chosen, layout.last_row, choices.limits)
        problems += wrong
        if layout.formulas:
            problems += _formulas(name, data, file, chosen.title, layout.last_row, rows)
    except IngestError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise refused("workbook_damaged", name=name, why=error) from error
    finally:
        book.close()
    headings = _fill_merged(rows, layout.merged)
    table = make_table(rows, choices, file=file, kind="xlsx", problems=problems)
    table = _report_merged(_name_columns(table), layout.merged, headings)
    remarks = [*table.remarks, Remark(chosen.title), *comments, *covers]
    return replace(_report_hidden(table, layout), remarks=remarks)


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
        for number, sheet in enumerate(sheets, start=1):
            if fold(wanted) == fold(sheet.title) or wanted.strip() == str(number):
                return sheet, [title for title in titles if title != sheet.title]
        raise refused("no_such_sheet", name=name, sheet=repr(wanted), has=", ".join(titles))
    visible = [sheet for sheet in sheets if sheet.sheet_state == "visible"][:_SHEETS] or sheets
    best = max(visible, key=lambda sheet: header_score(_preview(sheet), choices.known))
    return best, [title for title in titles if title != best.title]


def _covers(book: Any, chosen: Any) -> list[Remark]:  # noqa: ANN401
    """Give what the sheets say that are text and no table: a cover, a note on the file."""
    found: list[Remark] = []
    for sheet in book.worksheets[:_SHEETS]:
        if sheet.title == chosen.title:
            continue
        rows = [[cell for cell in row.cells if cell] for row in _preview(sheet)]
        if all(len(cells) < 2 for cells in rows):
            found += [Remark(cells[0]) for cells in rows if cells]
    return found


def _preview(sheet: Any) -> list[Row]:  # noqa: ANN401
    rows = sheet.iter_rows(max_row=_PREVIEW_ROWS)
    return [Row(i, [text_of(cell.value) for cell in row]) for i, row in enumerate(rows, start=1)]


def _scan(archive: zipfile.ZipFile, path: str) -> _Layout:
    """Look through the XML of a sheet for its last row with a value, formulas, merged cells."""
    last, row, formulas = None, None, False
    merged: list[_Range] = []
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
            if len(merged) < _MERGED_RANGES and b"<mergeCell " in body:
                merged += [_range(found) for found in _MERGE.finditer(body)]
    return _Layout(last, formulas, tuple(merged), tuple(hidden), tuple(columns))


def _range(found: re.Match[bytes]) -> _Range:
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
    wrong: list[_Cell] = []
    for number, cells in enumerate(sheet.iter_rows(max_row=last_row), start=1):
        texts = [text_of(cell.value) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            continue
        check_columns(file, len(texts), limits)
        check_rows(file, len(rows) - _PREVIEW_ROWS, limits)
        for i, cell in enumerate(cells):
            if cell.data_type == "e":
                wrong.append((number, i, texts[i]))
                texts[i] = ""
        rows.append(Row(number, texts))
    return rows, _by_column("cell_error", file, wrong)


def _by_column(code: str, file: str, cells: Sequence[_Cell]) -> list[pd.DataFrame]:
    columns: dict[int, list[_Cell]] = {}
    for cell in cells:
        columns.setdefault(cell[1], []).append(cell)
    return [
        problem(
            code,
            file=file,
            row=[row for row, _, _ in found],
            column=column_letter(i),
            value=[text for _, _, text in found],
        )
        for i, found in columns.items()
    ]


def _formulas(
    name: str, data: bytes, file: str, title: str, last_row: int | None, rows: Sequence[Row]
) -> list[pd.DataFrame]:
    """Report formula cells: those with a computed value, and those without one."""
    shown = {row.number: row.cells for row in rows}
    kept: list[_Cell] = []
    lost: list[_Cell] = []
    book = open_workbook(name, data, values=False)
    try:
        for number, i, formula in _formula_cells(book[title], last_row):
            cells = shown.get(number, ())
            (kept if i < len(cells) and cells[i] else lost).append((number, i, formula))
    finally:
        book.close()
    return _by_column("formula", file, kept) + _by_column("formula_lost", file, lost)


def _formula_cells(sheet: Any, last_row: int | None) -> Iterator[_Cell]:  # noqa: ANN401
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(max_row=last_row), start=1):
        for i, cell in enumerate(cells):
            if cell.data_type == "f":
                yield number, i, str(getattr(cell.value, "text", cell.value) or "=")


def _fill_merged(rows: list[Row], merged: Sequence[_Range]) -> dict[int, _Range]:
    """Give the value of a cell that is merged downwards to each of its rows.

    Returns the ranges that span columns within one row, by row: headings of sections, mostly.
    """
    numbers = [row.number for row in rows]
    across: dict[int, _Range] = {}
    budget = _FILLED_CELLS
    for first, top, last, bottom in merged:
        if top == bottom:
            across[top] = (first, top, last, bottom)
        at = bisect_left(numbers, top)
        if first != last or at == len(rows) or numbers[at] != top or budget <= 0:
            continue
        covered = rows[at + 1 : bisect_right(numbers, bottom)]
        budget -= len(covered)
        value = rows[at].cells[first] if first < len(rows[at].cells) else ""
        for row in covered:
            row.cells.extend([""] * (first + 1 - len(row.cells)))
            row.cells[first] = row.cells[first] or value
    return across


def _report_merged(table: Table, merged: Sequence[_Range], across: dict[int, _Range]) -> Table:
    index = table.cells.index
    if not len(index):
        return table
    first_row = min(int(row) for row in index)
    down = [
        (top, f"{column_letter(first)}{top}:{column_letter(last)}{bottom}")
        for first, top, last, bottom in merged
        if first == last and bottom > top >= first_row
    ]
    texts = {row: [str(cell) for cell in table.cells.loc[row] if cell] for row in across
             if row in index}  # fmt: skip
    headings = [(row, found[0]) for row, found in texts.items() if len(found) == 1]
    problems = [
        problem(code, file=table.file, row=[row for row, _ in found], value=[v for _, v in found])
        for code, found in (("merged_cells", down), ("heading_row", headings))
        if found
    ]
    held = table.held | {row for row, _ in headings}
    return replace(table, problems=[*table.problems, *problems], held=held)


def _report_hidden(table: Table, layout: _Layout) -> Table:
    """Say which rows and columns of the table nobody sees in the spreadsheet; they are read."""
    hidden = set(layout.hidden_rows)
    rows = [row for row in table.cells.index.tolist() if row in hidden]
    names = list(table.cells.columns)
    columns = [names[i] for i in layout.hidden_columns if i < len(names) and table.filled(names[i])]
    said = []
    if rows:
        shown = ", ".join(map(str, rows[:_ROWS_NAMED]))
        said.append(problem("hidden_rows", file=table.file, row=rows[0], rows=shown, n=len(rows)))
    if columns:
        quoted = ", ".join(f"“{name}”" for name in columns)
        said.append(problem("hidden_columns", file=table.file, headers=quoted))
    return replace(table, problems=[*table.problems, *said])


def _name_columns(table: Table) -> Table:
    """Say the header instead of the letter of a column, where it has one."""
    names = {column_letter(i): name for i, name in enumerate(table.cells.columns)}
    problems = [part.assign(column=part["column"].replace(names)) for part in table.problems]
    return replace(table, problems=problems)
