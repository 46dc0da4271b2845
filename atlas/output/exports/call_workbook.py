"""A call sheet as an Excel file: what is known is white, what is asked blue, answers are lists."""

import io
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import pandas as pd

from atlas.base.files import form_of, whole_file
from atlas.base.i18n import t
from atlas.base.spreadsheet import neutralise, printable
from atlas.base.zip_files import unzipped, zipped
from atlas.curation.calls import ASKED, KEY, LINE, MARK, SHEET_COLUMNS, choices, header

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_WIDTHS: Final = {
    LINE: 7, "name": 34, "kind": 18, "municipality": 16, "number": 19, "other_numbers": 19,
    "email": 22, "hours": 22, "known": 40, "answer": 18, "new_phone": 20, "new_hours": 26,
    "capacity": 11, "new_address": 26, "answered_by": 18, "date": 13, KEY: 12, MARK: 15,
}  # fmt: skip
_LISTS: Final = ("answer", "answered_by")
_ASKED_COLOUR: Final = "DCE9F5"
_HEAD_COLOUR: Final = "E8EDF2"
_QUIET: Final = "808080"


def save_call_sheet(lines: pd.DataFrame, out: Path, lang: str) -> None:
    """Write a call sheet to a file of the form xlsx.

    Raises
    ------
    ExportError
        When the name has another suffix, or the file cannot be written.
    """
    form_of(out, ("xlsx",), "a call sheet")
    content = call_workbook(lines, lang)
    with whole_file(out) as temporary:
        temporary.write_bytes(content)


def call_workbook(lines: pd.DataFrame, lang: str) -> bytes:
    """Make a call sheet as an Excel file; equal lines give equal bytes.

    Parameters
    ----------
    lines
        As `atlas.curation.calls.call_lines` gives them; what was answered already may stand in
        columns of `ASKED`.
    lang
        Language of headers, lists and instructions.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet = cast("Worksheet", book.active)
    sheet.title = t("calls.sheet", lang)
    _head(sheet, lang)
    for row, line in enumerate(lines.to_dict("records"), start=2):
        for at, name in enumerate(SHEET_COLUMNS, start=1):
            _put(cast("Cell", sheet.cell(row, at)), str(line.get(name, "")), name)
    last = max(len(lines) + 1, 2)
    for name in _LISTS:
        _choose(sheet, name, last, lang)
    _lay_out(sheet, last)
    how = book.create_sheet(t("calls.sheet_how", lang))
    _instruct(how, lang)
    raw = io.BytesIO()
    book.save(raw)
    # The library writes the time of day into its properties; they say nothing of the calls.
    parts = unzipped(raw.getvalue())
    return zipped({**parts, "docProps/core.xml": _properties(lang)})


def _head(sheet: "Worksheet", lang: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for at, name in enumerate(SHEET_COLUMNS, start=1):
        cell = cast("Cell", sheet.cell(1, at))
        cell.value = header(name, lang)
        colour = _ASKED_COLOUR if name in ASKED else _HEAD_COLOUR
        cell.fill = PatternFill("solid", fgColor=colour)
        cell.font = Font(name="Calibri", size=11, bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _put(cell: "Cell", text: str, name: str) -> None:
    """Write a text that stays one, also when it looks like a formula or a number."""
    from openpyxl.styles import Alignment, Font, PatternFill

    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=name not in (KEY, MARK), vertical="top")
    if name in ASKED:
        cell.fill = PatternFill("solid", fgColor=_ASKED_COLOUR)
    if name in (LINE, KEY, MARK):
        cell.font = Font(name="Calibri", size=9, color=_QUIET)
    if name == "number":
        cell.font = Font(name="Calibri", size=12, bold=True)
    if not text:
        return
    cell.value = printable(text)
    cell.data_type = "s"
    if neutralise(text) != text:
        cell.quotePrefix = True


def _choose(sheet: "Worksheet", name: str, last: int, lang: str) -> None:
    """Let only the words of a list stand in a column."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    words = ",".join(choices(name, lang).values())
    rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
    rule.showErrorMessage, rule.showInputMessage = True, True
    rule.error = rule.prompt = t(f"calls.hint_{name}", lang)
    rule.errorTitle = rule.promptTitle = header(name, lang)
    letter = get_column_letter(SHEET_COLUMNS.index(name) + 1)
    rule.add(f"{letter}2:{letter}{last}")
    sheet.add_data_validation(rule)


def _lay_out(sheet: "Worksheet", last: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for at, name in enumerate(SHEET_COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS[name]
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(SHEET_COLUMNS))}{last}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _instruct(sheet: "Worksheet", lang: str) -> None:
    from openpyxl.styles import Alignment

    asked: Sequence[str] = [f"{header(name, lang)}: {t(f'calls.hint_{name}', lang)}"
                            for name in ASKED]  # fmt: skip
    sheet.column_dimensions["A"].width = 100
    for row, text in enumerate([*t("calls.sheet_lines", lang).strip().splitlines(), *asked], 1):
        cell = cast("Cell", sheet.cell(row, 1))
        cell.value = text
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _properties(lang: str) -> bytes:
    title = t("calls.sheet", lang)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        "<cp:coreProperties"
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:language>{lang}</dc:language></cp:coreProperties>"
    ).encode()
