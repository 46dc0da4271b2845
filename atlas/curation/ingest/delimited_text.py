"""CSV and TSV: delimiter, quotes that were never closed, rows that were cut."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from atlas.curation.ingest.encoding import decode
from atlas.curation.ingest.header import make_table
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.limits import check_rows
from atlas.curation.ingest.refusals import refused
from atlas.curation.ingest.table_forms import Row
from atlas.curation.ingest.text_table import Choices, Table

_DELIMITERS = ",;\t|"
_SNIFFED_LINES = 200
_OPEN_QUOTES_ALLOWED = 20
_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
    "cp850": "DOS 850",
    "mac_roman": "Mac Roman",
}


class _Rows(NamedTuple):
    rows: list[Row]
    broken: list[tuple[int, str]]
    cut: bool


def read_text(name: str, data: bytes, choices: Choices) -> Table:
    """Read a delimited text file.

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
        Cells as written, without the blanks around them. Rows are counted as a spreadsheet
        counts them: a line break inside quotes does not start a row.

    Raises
    ------
    IngestError
        When the file is no text, has no header, or is larger than allowed.
    """
    decoded = decode(name, data)
    text = decoded.text.removeprefix("\ufeff")
    problems = []
    if decoded.encoding not in ("utf-8", "utf-8-sig"):
        problems.append(problem("encoding", file=name, encoding=_ENCODINGS[decoded.encoding]))
    if decoded.broken:
        problems.append(
            problem(
                "encoding_mixed",
                file=name,
                n=decoded.broken,
                encoding=_ENCODINGS[decoded.encoding],
            )
        )
    lines = list(io.StringIO(text, newline=""))
    check_rows(name, sum(not line.isspace() for line in lines) - 50, choices.limits)
    delimiter, skipped = find_delimiter(lines)
    found = _rows(name, lines[skipped:], delimiter, first_number=skipped + 1)
    held = {number for number, _ in found.broken}
    if found.broken:
        numbers, texts = zip(*found.broken, strict=True)
        problems.append(problem("quote_open", file=name, row=numbers, value=texts))
    if found.cut:
        last = found.rows[-1]
        problems.append(
            problem("row_truncated", file=name, row=last.number, value=" | ".join(last.cells))
        )
        held.add(last.number)
    return make_table(
        found.rows, choices, file=name, kind="csv", problems=problems, held=frozenset(held)
    )


def find_delimiter(lines: Sequence[str]) -> tuple[str, int]:
    """Find what parts the cells: a comma, a semicolon, a tab or a bar.

    Parameters
    ----------
    lines
        Lines of the file.

    Returns
    -------
    delimiter, skipped
        The sign under which most rows have the same number of cells, and 1 when the first line
        only names it (`sep=;`, as spreadsheets write), else 0.
    """
    first = lines[0].strip().casefold() if lines else ""
    if first.startswith("sep=") and len(first) <= 5:
        named = first[4:] or "\t"
        return (named if named in _DELIMITERS else ","), 1
    sample = [line for line in lines[: _SNIFFED_LINES * 2] if line.strip()][:_SNIFFED_LINES]
    return max(_DELIMITERS, key=lambda sign: _evenness(sample, sign)), 0


def _evenness(sample: Sequence[str], delimiter: str) -> tuple[float, int]:
    """Score a delimiter: rows with the commonest width above one, then that width."""
    try:
        widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
    except csv.Error:
        return 0.0, 0
    wide = [width for width in widths if width > 1]
    if not wide:
        return 0.0, 0
    common = max(set(wide), key=lambda width: (wide.count(width), width))
    return wide.count(common) / len(widths), common


def _rows(name: str, lines: list[str], delimiter: str, *, first_number: int) -> _Rows:
    """Read all rows; a quote that is never closed spoils its own line only."""
    rows: list[Row] = []
    broken: list[tuple[int, str]] = []
    at = 0
    while at < len(lines):
        done, at = _read_until_open_quote(lines, at, delimiter)
        rows += [Row(first_number + len(rows) + i, cells) for i, cells in enumerate(done)]
        if at < len(lines):
            number = first_number + len(rows)
            cells = next(csv.reader([lines[at]], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
            rows.append(Row(number, [cell.strip().strip('"') for cell in cells]))
            broken.append((number, lines[at]))
            at += 1
        if len(broken) > _OPEN_QUOTES_ALLOWED:
            raise refused("open_quotes", name=name, rows=_numbers(broken))
    return _Rows(rows, broken, _is_cut(rows, lines, broken))


def _numbers(broken: Sequence[tuple[int, str]]) -> str:
    return ", ".join(str(number) for number, _ in broken[:5])


def _read_until_open_quote(
    lines: list[str], start: int, delimiter: str
) -> tuple[list[list[str]], int]:
    """Read records from a line on; stop at the line whose quote never closes."""
    ended: list[bool] = []
    reader = csv.reader(_telling_end(lines[start:], ended), delimiter=delimiter)
    done: list[list[str]] = []
    line = 0
    try:
        for record in reader:
            now = reader.line_num
            several = now > line + 1
            if ended or (several and not _closes(lines[start + line : start + now], delimiter)):
                return done, start + line
            done.append(record)
            line = now
    except csv.Error:  # a cell longer than the reader allows: the same, before the end
        return done, start + line
    return done, len(lines)


def _closes(lines: list[str], delimiter: str) -> bool:
    """Say whether the quotes of a record over several lines close where a cell ends.

    Where they do not, the quote was never closed, and the one that ends it opens another cell.
    """
    try:
        return len(list(csv.reader(lines, delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False


def _telling_end(lines: list[str], ended: list[bool]) -> Iterator[str]:
    """Give lines, and note when one more was asked for than there are.

    The csv module asks for one only while a quote is open, or after the last record.
    """
    yield from lines
    ended.append(True)


def _is_cut(rows: list[Row], lines: list[str], broken: Sequence[tuple[int, str]]) -> bool:
    """Say whether the file ends within a row: no line end, and cells missing only there."""
    if len(rows) < 3 or broken or lines[-1].endswith(("\n", "\r")):
        return False
    widths = {len(row.cells) for row in rows[:-1] if row.cells}
    return len(widths) == 1 and len(rows[-1].cells) < next(iter(widths))
