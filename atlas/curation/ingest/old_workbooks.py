"""XLS workbooks, as spreadsheets wrote them before 2007."""

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from atlas.base.errors import IngestError
from atlas.curation.ingest.cell_tidying import text_of
from atlas.curation.ingest.header import header_score, make_table
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.limits import check_columns, check_rows
from atlas.curation.ingest.refusals import refused
from atlas.curation.ingest.sheet_layout import PREVIEW_ROWS, fill_merged, named_sheet
from atlas.curation.ingest.table_forms import Row
from atlas.curation.ingest.text_table import Choices, Remark, Table

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

_DATE, _BOOLEAN, _ERROR = 3, 4, 5


def read_old_sheets(name: str, data: bytes, choices: Choices) -> Table:
    """Read one sheet of an XLS workbook; which one, as `workbooks.read_sheets` chooses it.

    Raises
    ------
    IngestError
        When it is no workbook, is protected or damaged, has no such sheet, or is too large.
    """
    try:
        book = _open(data)
        sheet, others = _choose(name, book, choices)
        file = f"{name}:{sheet.name}" if others else name
        check_rows(file, sheet.nrows - PREVIEW_ROWS, choices.limits)
        check_columns(file, sheet.ncols, choices.limits)
        rows = _rows(book, sheet)
    except IngestError:
        raise
    except Exception as error:  # xlrd raises whatever its parser raises
        raise refused("old_office", name=name) from error
    problems: list[pd.DataFrame] = []
    if others and not choices.sheet:
        problems.append(problem("table_chosen", file=file, others=", ".join(others)))
    table = make_table(rows, choices, file=file, kind="xls", problems=problems)
    notes = [Remark(str(note.text), frozenset([row + 1]))
             for (row, _), note in sheet.cell_note_map.items()]  # fmt: skip
    return replace(table, remarks=[*table.remarks, Remark(str(sheet.name)), *notes])


def old_sheet_names(name: str, data: bytes) -> list[str]:
    """Name the sheets of an XLS workbook.

    Raises
    ------
    IngestError
        When it is none.
    """
    try:
        return [str(sheet.name) for sheet in _open(data).sheets()]
    except Exception as error:  # xlrd raises whatever its parser raises
        raise refused("old_office", name=name) from error


def _open(data: bytes) -> Any:  # noqa: ANN401, it has no types
    import xlrd

    return xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), formatting_info=True)


def _choose(name: str, book: Any, choices: Choices) -> tuple[Any, list[str]]:  # noqa: ANN401
    sheets = list(book.sheets())
    titles = [str(sheet.name) for sheet in sheets]
    if choices.sheet:
        sheet = sheets[named_sheet(name, titles, choices.sheet)]
        return sheet, [title for title in titles if title != sheet.name]
    visible = [sheet for sheet in sheets if sheet.visibility == 0] or sheets

    def score(sheet: Any) -> int:  # noqa: ANN401
        return header_score(_rows(book, sheet, PREVIEW_ROWS), choices.known)

    best = max(visible, key=score)
    return best, [title for title in titles if title != best.name]


def _rows(book: Any, sheet: Any, most: int | None = None) -> list[Row]:  # noqa: ANN401
    rows = []
    count = sheet.nrows if most is None else min(most, sheet.nrows)
    for number in range(count):
        texts = [_text(book, cell) for cell in sheet.row(number)]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            rows.append(Row(number + 1, texts))
    # xlrd counts from 0, and names what lies behind the end of a range.
    merged = ((left, top + 1, right - 1, bottom) for top, bottom, left, right in sheet.merged_cells)
    fill_merged(rows, merged)
    return rows


def _text(book: Any, cell: Any) -> str:  # noqa: ANN401
    from xlrd import error_text_from_code, xldate_as_datetime

    if cell.ctype == _DATE:
        moment: dt.datetime = xldate_as_datetime(cell.value, book.datemode)
        return text_of(moment)
    if cell.ctype == _BOOLEAN:
        return text_of(bool(cell.value))
    if cell.ctype == _ERROR:
        return str(error_text_from_code.get(cell.value, "#ERROR!"))
    return text_of(cell.value)
