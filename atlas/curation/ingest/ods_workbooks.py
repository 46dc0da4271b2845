"""ODS workbooks, as LibreOffice and other free spreadsheets write them."""

import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from atlas.base.errors import IngestError
from atlas.curation.ingest.header import header_score
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.limits import Limits, open_archive, read_member
from atlas.curation.ingest.ods_content import Sheet, read_content
from atlas.curation.ingest.refusals import refused
from atlas.curation.ingest.sheet_layout import (
    PREVIEWED_SHEETS,
    Layout,
    by_column,
    cover_remarks,
    laid_out,
    named_sheet,
    report_formulas,
)
from atlas.curation.ingest.text_table import Choices, Remark, Table

if TYPE_CHECKING:
    import pandas as pd

_MANIFEST: Final = "META-INF/manifest.xml"
_MANIFEST_BYTES: Final = 1_000_000


def read_ods_sheets(name: str, data: bytes, choices: Choices) -> Table:
    """Read one sheet of an ODS workbook; which one, as `workbooks.read_sheets` chooses it.

    Parameters
    ----------
    name
        Name of the file.
    data
        Its bytes.
    choices
        What a person has chosen.

    Returns
    -------
    table
        As `workbooks.read_sheets` gives it. Boxes of text on the sheet are remarks, as comments
        on its cells are.

    Raises
    ------
    IngestError
        When the workbook is damaged or protected, has no such sheet, or is larger than allowed.
    """
    sheets = _sheets(name, data, choices.limits)
    place = _choose(name, sheets, choices)
    title = sheets[place].title
    others = [sheet.title for i, sheet in enumerate(sheets) if i != place]
    file = f"{name}:{title}" if others else name
    problems: list[pd.DataFrame] = []
    covers: list[Remark] = []
    if others and not choices.sheet:
        problems.append(problem("table_chosen", file=file, others=", ".join(others)))
        covers = cover_remarks(sheet.rows for i, sheet in enumerate(sheets) if i != place)
    sheet = _sheets(name, data, choices.limits, whole=place, file=file)[place]
    problems += by_column("cell_error", file, sheet.failed)
    problems += report_formulas(file, sheet.rows, sheet.formulas)
    layout = Layout(sheet.merged, sheet.hidden_rows, sheet.hidden_columns)
    table = laid_out(sheet.rows, layout, choices, file=file, kind="ods", problems=problems)
    return replace(table, remarks=[*table.remarks, Remark(title), *sheet.remarks, *covers])


def ods_sheet_names(name: str, data: bytes, limits: Limits) -> list[str]:
    """Name the sheets of an ODS workbook.

    Raises
    ------
    IngestError
        When it is none.
    """
    return [sheet.title for sheet in _sheets(name, data, limits)]


def _sheets(
    name: str, data: bytes, limits: Limits, *, whole: int | None = None, file: str = ""
) -> list[Sheet]:
    archive = open_archive(name, data, limits)
    _refuse_encrypted(name, archive)
    try:
        with archive.open("content.xml") as source:
            return read_content(file or name, source, limits, whole=whole)
    except IngestError:
        raise
    except Exception as error:  # zipfile raises whatever its decompressors raise
        raise refused("workbook_damaged", name=name, why=error) from error


def _refuse_encrypted(name: str, archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    manifest = read_member(name, archive, _MANIFEST, _MANIFEST_BYTES) if _MANIFEST in names else b""
    if "encrypted-package" in names or b"encryption-data" in manifest:
        raise refused("password", name=name)


def _choose(name: str, sheets: list[Sheet], choices: Choices) -> int:
    if not sheets:
        raise refused("no_sheets", name=name)
    if choices.sheet:
        return named_sheet(name, [sheet.title for sheet in sheets], choices.sheet)
    first = range(min(len(sheets), PREVIEWED_SHEETS))
    visible = [i for i in first if not sheets[i].hidden] or first
    return max(visible, key=lambda i: header_score(sheets[i].rows, choices.known))
