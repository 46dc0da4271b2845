"""The sheets in the XML of an ODS workbook: cells, and what is hidden, merged or written beside.

OpenDocument 1.3, part 3, section 9 describes the elements.
"""

import re
from dataclasses import dataclass, field
from typing import IO, Final
from xml.parsers import expat

from atlas.curation.ingest.limits import Limits, check_columns, check_rows, unpacks_to
from atlas.curation.ingest.ods_values import NAMESPACE, formula_of, has_failed, value_of
from atlas.curation.ingest.refusals import refused
from atlas.curation.ingest.sheet_layout import (
    MERGED_RANGES,
    PREVIEW_ROWS,
    PREVIEWED_SHEETS,
    CellText,
    Range,
)
from atlas.curation.ingest.table_forms import Row
from atlas.curation.ingest.text_table import Remark

_CHUNK: Final = 1 << 20
_DEEPEST: Final = 200
_SHEET_BYTES: Final = 1_000
_CELL_BYTES: Final = 100
"""What a sheet, and a cell that is written once and repeated, count for in memory."""

_SPACES: Final = 16
_TABLE: Final = f"{NAMESPACE}table:1.0 "
_TEXT: Final = f"{NAMESPACE}text:1.0 "
_STYLE: Final = f"{NAMESPACE}style:1.0 "
_ANNOTATION: Final = f"{NAMESPACE}office:1.0 annotation"
_PARAGRAPHS: Final = frozenset((f"{_TEXT}p", f"{_TEXT}h"))
_BLANKS: Final = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_SHEET_DEPTH: Final = 4
"""`document-content/body/spreadsheet/table`; deeper tables are no sheets."""

_OF_ANOTHER_FILE = re.compile(r"'.+'#")
"""How the copy of a sheet is called that formulas need of another file."""

_COUNT = re.compile(r"[0-9]{1,9}")
_BLANK = re.compile(r"[ \t\r\n]+")
_Attributes = dict[str, str]


@dataclass
class Sheet:
    """One sheet: its name, its rows with text, and what is said of them."""

    title: str
    hidden: bool = False
    rows: list[Row] = field(default_factory=list)
    failed: list[CellText] = field(default_factory=list)
    formulas: list[CellText] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def read_content(
    name: str, source: IO[bytes], limits: Limits, *, whole: int | None = None
) -> list[Sheet]:
    """Read the sheets of a workbook.

    Parameters
    ----------
    name
        Name of the workbook or sheet, for messages.
    source
        Its `content.xml`.
    limits
        The largest table that is read.
    whole
        The place of the one sheet that is read. Without it, the first rows of every sheet are.

    Returns
    -------
    sheets
        Every sheet in the order of the file; those that are not read have no rows.

    Raises
    ------
    IngestError
        When the XML declares entities, or the sheet is larger than allowed.
    ExpatError
        When it is no XML.
    """
    content = _Content(name, limits, whole)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = content.start
    parser.EndElementHandler = content.end
    parser.CharacterDataHandler = content.write
    parser.StartDoctypeDeclHandler = content.refuse_declarations
    while chunk := source.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return content.sheets


class _Content:
    """Follows the elements of the XML: of those that are open, it knows how deep they are."""

    def __init__(self, name: str, limits: Limits, whole: int | None) -> None:
        self.sheets: list[Sheet] = []
        self._name, self._limits, self._whole = name, limits, whole
        self._bytes = 0
        self._depth = self._row = self._cell = self._aside = self._paragraph = 0
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._sheet: Sheet | None = None
        self._number = self._column = self._columns = 0
        self._row_attributes: _Attributes = {}
        self._cells: list[str] = []
        self._comments: list[str] = []
        self._cell_attributes: _Attributes = {}
        self._texts: list[str] = []
        self._aside_texts: list[str] = []
        self._is_comment = False
        self._starts = {
            f"{_STYLE}style": self._start_style,
            f"{_STYLE}table-properties": self._start_properties,
            f"{_TABLE}table": self._start_table,
            f"{_TABLE}table-column": self._start_column,
            f"{_TABLE}table-row": self._start_row,
            f"{_TABLE}table-cell": self._start_cell,
            f"{_TABLE}covered-table-cell": self._start_cell,
        }

    def refuse_declarations(self, *_: object) -> None:
        raise refused("workbook_entities", name=self._name, member="content.xml")

    def start(self, tag: str, attributes: _Attributes) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            why = f"more than {_DEEPEST} elements in one another"
            raise refused("workbook_damaged", name=self._name, why=why)
        if self._cell or self._aside:
            self._start_within(tag, attributes)
        elif tag == f"{_TABLE}shapes":
            self._start_aside(tag)
        elif begin := self._starts.get(tag):
            begin(attributes)

    def end(self, tag: str) -> None:
        depth = self._depth
        self._depth -= 1
        if depth == self._paragraph:
            self._paragraph = 0
        elif depth == self._aside:
            self._end_aside()
        elif depth == self._cell:
            self._end_cell()
        elif depth == self._row:
            self._end_row()
        elif depth == _SHEET_DEPTH and tag == f"{_TABLE}table":
            self._sheet = None

    def write(self, text: str) -> None:
        if self._paragraph:
            self._written().append(_BLANK.sub(" ", text))

    def _start_within(self, tag: str, attributes: _Attributes) -> None:
        if self._paragraph:
            if tag in _BLANKS:
                count = min(_count(attributes, f"{_TEXT}c"), _SPACES)
                self._written().append(count * _BLANKS[tag])
        elif tag in _PARAGRAPHS:
            self._paragraph = self._depth
            self._written().append("\n")
        elif not self._aside:
            self._start_aside(tag)

    def _written(self) -> list[str]:
        return self._aside_texts if self._aside else self._texts

    def _start_style(self, attributes: _Attributes) -> None:
        self._style = attributes.get(f"{_STYLE}name", "")

    def _start_properties(self, attributes: _Attributes) -> None:
        if attributes.get(f"{_TABLE}display") == "false":
            self._hidden_styles.add(self._style)

    def _start_table(self, attributes: _Attributes) -> None:
        title = attributes.get(f"{_TABLE}name", "")
        if self._depth != _SHEET_DEPTH or _OF_ANOTHER_FILE.match(title):
            return
        self._weigh(_SHEET_BYTES)
        place = len(self.sheets)
        style = attributes.get(f"{_TABLE}style-name", "")
        self.sheets.append(Sheet(title, style in self._hidden_styles))
        is_read = place < PREVIEWED_SHEETS if self._whole is None else place == self._whole
        self._sheet = self.sheets[-1] if is_read else None
        self._number, self._columns = 1, 0

    def _start_column(self, attributes: _Attributes) -> None:
        first = self._columns
        self._columns += _count(attributes, f"{_TABLE}number-columns-repeated")
        if self._sheet and _is_hidden(attributes):
            last = min(self._columns, self._limits.columns)
            self._sheet.hidden_columns += range(first, last)

    def _start_row(self, attributes: _Attributes) -> None:
        is_wanted = self._whole is not None or self._number <= PREVIEW_ROWS
        if self._sheet and is_wanted and not self._row:
            self._row = self._depth
            self._row_attributes = attributes
            self._cells, self._comments, self._column = [], [], 0
        elif not self._row:
            self._number += _count(attributes, f"{_TABLE}number-rows-repeated")

    def _start_cell(self, attributes: _Attributes) -> None:
        if self._row:
            self._cell = self._depth
            self._cell_attributes = attributes
            self._texts = []

    def _start_aside(self, tag: str) -> None:
        """Begin what is no part of a cell: a comment on it, a box of text, a picture."""
        self._aside = self._depth
        self._aside_texts = []
        self._is_comment = tag == _ANNOTATION

    def _end_aside(self) -> None:
        self._aside = 0
        text = "".join(self._aside_texts).strip()
        if text and self._is_comment:
            self._comments.append(text)
        elif text and self._sheet:
            self._sheet.remarks.append(Remark(text))

    def _end_cell(self) -> None:
        self._cell = 0
        attributes, sheet = self._cell_attributes, self._sheet
        first, number = self._column, self._number
        count = _count(attributes, f"{_TABLE}number-columns-repeated")
        self._column += count
        shown = "".join(self._texts)
        if sheet is None or not (attributes or shown):
            return
        across = _count(attributes, f"{_TABLE}number-columns-spanned")
        down = _count(attributes, f"{_TABLE}number-rows-spanned")
        if across * down > 1 and len(sheet.merged) < MERGED_RANGES:
            sheet.merged.append((first, number, first + across - 1, number + down - 1))
        text, formula = value_of(attributes, shown), formula_of(attributes)
        places = self._places(first, count) if text or formula else range(0)
        if not places:
            return
        self._weigh(_CELL_BYTES * (len(places) - 1))
        if formula:
            sheet.formulas += ((number, i, formula) for i in places)
        if has_failed(attributes, shown):
            sheet.failed += ((number, i, shown.strip()) for i in places)
        elif text:
            self._cells += [""] * (first - len(self._cells))
            self._cells += [text] * len(places)

    def _places(self, first: int, count: int) -> range:
        """Give the columns of a cell that is written once."""
        if self._whole is not None:
            check_columns(self._name, first + count, self._limits)
        return range(first, min(first + count, self._limits.columns))

    def _end_row(self) -> None:
        self._row = 0
        sheet, cells, number = self._sheet, self._cells, self._number
        count = _count(self._row_attributes, f"{_TABLE}number-rows-repeated")
        self._number += count
        if sheet is None:
            return
        if cells:
            count = self._allowed(sheet, number, count)
            self._weigh(_CELL_BYTES * (count - 1) * len(cells))
            sheet.rows += (Row(number + i, [*cells]) for i in range(count))
            if _is_hidden(self._row_attributes):
                sheet.hidden_rows += range(number, number + count)
        numbers = frozenset(range(number, number + (count if cells else 1)))
        sheet.remarks += (Remark(text, numbers) for text in self._comments)

    def _allowed(self, sheet: Sheet, number: int, count: int) -> int:
        """Give how many of the rows that are written once are read."""
        if self._whole is None:
            return min(count, PREVIEW_ROWS - number + 1)
        check_rows(self._name, len(sheet.rows) + count - PREVIEW_ROWS, self._limits)
        return count

    def _weigh(self, size: int) -> None:
        self._bytes += size
        if self._bytes > self._limits.unpacked_bytes:
            raise unpacks_to(self._name, self._bytes, self._limits)


def _is_hidden(attributes: _Attributes) -> bool:
    return attributes.get(f"{_TABLE}visibility", "visible") != "visible"


def _count(attributes: _Attributes, key: str) -> int:
    written = attributes.get(key)
    return max(int(written), 1) if written and _COUNT.fullmatch(written) else 1
