"""Tables that are not one table from top to bottom: turned on their side, or begun again."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from atlas.base.text_search import fold
from atlas.curation.ingest.text_table import Choices, Known

_LEAST_HEADERS: Final = 3
_SEARCHED_ROWS: Final = 60
_LETTER = re.compile(r"[^\W\d_]")


class Row(NamedTuple):
    """One row of a file: its number as a spreadsheet shows it, and its cells."""

    number: int
    cells: list[str]


def turned(rows: Sequence[Row], known: Known) -> list[Row] | None:
    """Turn a table whose headers stand in its first column; None when they do not.

    A row is then a column of the file, counted from 1.
    """
    if not _LEAST_HEADERS <= len(rows) <= _SEARCHED_ROWS:
        return None
    first = {row.cells[0] for row in rows if row.cells and row.cells[0].strip()}
    headers = sum(map(known, first))
    if headers < _LEAST_HEADERS or 2 * headers < len(rows):
        return None
    is_upright = any(map(known, {*rows[0].cells[1:]} - {""})) or len(first) < len(rows) - 1
    if is_upright or any(sum(map(known, {*row.cells[1:]} - {""})) > 1 for row in rows):
        return None
    width = max(len(row.cells) for row in rows)
    even = [[*row.cells, *[""] * (width - len(row.cells))] for row in rows]
    return [Row(i, list(cells)) for i, cells in enumerate(zip(*even, strict=True), start=1)]


class Realigned(NamedTuple):
    """Rows with every cell under its own header, and those of a table with other headers."""

    rows: list[Row]
    others: list[int]


def realigned(body: Sequence[Row], header: Row, choices: Choices) -> Realigned:
    """Put the cells of a table that begins again with its headers in another order under them.

    The row of headers within the table stays a row. Where a second table has headers that the
    first has not, nobody knows which is which: its rows are named.
    """
    names = {fold(cell): i for i, cell in enumerate(header.cells) if cell.strip()}
    columns = {choices.column(cell): i for i, cell in enumerate(header.cells) if cell.strip()}

    def place_of(cell: str) -> int:
        if not cell.strip():
            return -1
        column = choices.column(cell)
        return names.get(fold(cell), columns.get(column, -1) if column else -1)

    order: list[int] | None = None
    rows: list[Row] = []
    others: list[int] = []
    is_other = False
    for row in body:
        if _is_header(row, names, choices.known):
            places = [place_of(cell) for cell in row.cells]
            is_other = any(place < 0 < len(cell.strip())
                           for place, cell in zip(places, row.cells, strict=True))  # fmt: skip
            is_same = all(place in (-1, i) for i, place in enumerate(places))
            order = None if is_other or is_same else places
            if order:
                row = Row(row.number, [header.cells[at] if at >= 0 else "" for at in places])  # noqa: PLW2901
        if is_other:
            others.append(row.number)
        rows.append(row if order is None else _placed(row, order, len(header.cells)))
    return Realigned(rows, others)


def _is_header(row: Row, names: dict[str, int], known: Known) -> bool:
    """Say whether a row within a table has headers in it, and hardly anything else."""
    # Nearly every row of places has a figure, and no header is one; to look up words is slow.
    for cell in row.cells:
        if cell[-1:].isdigit() and not _LETTER.search(cell) and fold(cell) not in names:
            return False
    filled = [cell for cell in row.cells if cell.strip()]
    if len(filled) < _LEAST_HEADERS or len({*filled}) < len(filled):
        return False
    if fold(filled[0]) not in names and not known(filled[0]):
        return False
    own = sum(fold(cell) in names for cell in filled)
    told = sum(fold(cell) in names or known(cell) for cell in filled)
    return told == len(filled) and (own > 1 or len(filled) > _LEAST_HEADERS)


def _placed(row: Row, order: Sequence[int], width: int) -> Row:
    cells = [""] * width
    for place, cell in zip(order, row.cells, strict=False):
        if place >= 0:
            cells[place] = cell
    return Row(row.number, cells)
