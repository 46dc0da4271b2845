"""CSV and Excel files."""

import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, cast
from xml.sax.saxutils import escape

import pandas as pd

from atlas.base.csv_files import csv_bytes
from atlas.base.errors import ExportError
from atlas.base.i18n import t
from atlas.base.spreadsheet import neutralise, printable
from atlas.base.zip_files import unzipped, zipped
from atlas.output.exports.export_columns import Table
from atlas.output.exports.provenance import Record, about
from atlas.places.view import View

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

MAX_TEXT: Final = 32_767
"""Characters that a cell of an Excel file can hold."""

_MAX_ROWS = 1_048_574
_WIDTHS = (8, 46)
_WIDTH_SAMPLE = 400
_HEAD_COLOUR = "E8EDF2"

# Excel reads _x0041_ as "A"; writing the underscore itself as _x005F_ keeps the text.
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    "<cp:coreProperties"
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>{title}</dc:title><dc:description>{description}</dc:description>"
    "<dc:language>{language}</dc:language></cp:coreProperties>"
)


def csv(table: Table, *, bom: bool = True, plain: re.Pattern[str] | None = None) -> bytes:
    """Write a table as CSV: UTF-8, commas, a header row, and one of hashtags when it has any.

    Text that a spreadsheet could run is marked, see `atlas.base.spreadsheet`; numbers stay numbers.

    Parameters
    ----------
    table
        The table.
    bom
        Begin with a byte-order mark, without which Excel garbles accents.
    plain
        Text that matches as a whole is left as it is.
    """
    frame = table.frame.copy()
    for column in table.columns:
        if column.type == "boolean":
            frame[column.name] = frame[column.name].map({True: "true", False: "false"})
    tags = [column.hxl for column in table.columns]
    if any(tags):
        frame = pd.concat([pd.DataFrame([tags], columns=frame.columns), frame.astype(object)])
    return csv_bytes(frame, bom=bom, plain=plain)


def xlsx(table: Table, made: Record, view: View) -> bytes:
    """Write a table as an Excel file: the rows, the columns, the sources, where it comes from.

    Cells are typed, none is a formula, and equal input gives equal bytes.

    Parameters
    ----------
    table
        The table.
    made
        Its provenance.
    view
        The view that the rows come from.

    Raises
    ------
    ExportError
        When there are more rows than an Excel sheet can hold.
    """
    from openpyxl import Workbook

    if len(table.frame) > _MAX_ROWS:
        message = f"xlsx holds at most {_MAX_ROWS:,} rows, not {len(table.frame):,}; use csv"
        raise ExportError(message)
    lang = view.lang
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]  # a new workbook has one sheet
    _data_sheet(book.create_sheet(t("exports.sheet_data", lang)), table)
    _sheet(
        book.create_sheet(t("exports.sheet_columns", lang)),
        t("exports.sheet_columns_head", lang).split("|"),
        ([c.name, c.title, c.description, c.type, c.codes] for c in table.columns),
    )
    sources = made["sources"]
    fields = [name for name in view.sources.columns if any(name in source for source in sources)]
    _sheet(
        book.create_sheet(t("exports.sheet_sources", lang)),
        [t("exports.citation", lang), *fields],
        ([source["citation"], *(source.get(field, "") for field in fields)] for source in sources),
    )
    _sheet(
        book.create_sheet(t("exports.sheet_about", lang)),
        t("exports.sheet_about_head", lang).split("|"),
        about(made, view),
    )
    raw = io.BytesIO()
    book.save(raw)
    return _same_bytes(raw.getvalue(), made)


def cut_cells(table: Table) -> int:
    """Count the cells that are too long for an Excel file."""
    texts = [table.frame[column.name] for column in table.columns if column.type == "string"]
    # Counting as Excel does at most quadruples the length.
    long = (text for column in texts for text in column[column.str.len() > MAX_TEXT // 4])
    return sum(_units(_escaped(text)) > MAX_TEXT for text in long)


def _data_sheet(sheet: "Worksheet", table: Table) -> None:
    tags = [column.hxl for column in table.columns]
    rows: Iterable[Sequence[Any]] = table.frame.itertuples(index=False, name=None)
    if any(tags):
        rows = [tags, *rows]
    _sheet(sheet, [column.name for column in table.columns], rows, wrap=False)


def _sheet(
    sheet: "Worksheet", head: Sequence[str], rows: Iterable[Sequence[Any]], *, wrap: bool = True
) -> None:
    """Fill a sheet: bold frozen header that repeats on paper, filter, widths that fit."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    rows = list(rows)
    wrapped = Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate([head, *rows], start=1):
        for place, value in enumerate(row, start=1):
            if not _missing(value):
                cell = cast("Cell", sheet.cell(number, place))
                _put(cell, value)
                if wrap:
                    cell.alignment = wrapped
    bold = Font(name="Calibri", size=11, bold=True)
    for place, name in enumerate(head, start=1):
        sheet.cell(1, place).font = bold
        sheet.cell(1, place).fill = PatternFill("solid", fgColor=_HEAD_COLOUR)
        longest = max([len(name), *(_length(row[place - 1]) for row in rows[:_WIDTH_SAMPLE])])
        width = min(max(longest + 2, _WIDTHS[0]), _WIDTHS[1])
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{len(rows) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"


def _put(cell: "Cell", value: object) -> None:
    """Write a value; text stays text, also what looks like a formula or an error."""
    if not isinstance(value, str):
        cell.value = value  # type: ignore[assignment]
        return
    text = _escaped(value)
    if _units(text) > MAX_TEXT:
        text = text.encode("utf-16-le")[: 2 * (MAX_TEXT - 1)].decode("utf-16-le", "ignore") + "…"
    cell.value = text
    cell.data_type = "s"
    if neutralise(value) != value:
        cell.quotePrefix = True  # stays text when someone edits it


def _escaped(text: str) -> str:
    """Give a text as an Excel file holds it: only line feeds break lines."""
    return _ESCAPED.sub("_x005F_", printable(text).replace("\r\n", "\n").replace("\r", "\n"))


def _units(text: str) -> int:
    """Count a text as Excel does: characters beyond the first 65,536 are two."""
    return len(text.encode("utf-16-le")) // 2


def _missing(value: object) -> bool:
    return value is pd.NA or value == "" or (isinstance(value, float) and value != value)  # noqa: PLR0124, NaN


def _length(value: object) -> int:
    return 0 if _missing(value) else len(str(value))


def _same_bytes(raw: bytes, made: Record) -> bytes:
    """Write the workbook again without clock times, so that equal input gives equal bytes."""
    core = _CORE.format(
        title=escape(printable(made["title"])),
        description=escape(printable(f"{made['statement']} {made['link']}")),
        language=made["language"],
    )
    return zipped(unzipped(raw) | {"docProps/core.xml": core.encode("utf-8")})
