"""What the sheets of every kind of workbook have in common: the choice of one, and its layout."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from atlas.base.text_search import fold
from atlas.curation.ingest.header import column_letter, make_table
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.refusals import refused
from atlas.curation.ingest.table_forms import Row
from atlas.curation.ingest.text_table import Choices, Remark, Table

PREVIEW_ROWS: Final = 25
"""The rows of a sheet by which it is chosen."""

PREVIEWED_SHEETS: Final = 50
MERGED_RANGES: Final = 50_000
_ROWS_NAMED: Final = 20
_FILLED_CELLS: Final = 2_000_000

Range = tuple[int, int, int, int]
"""First column (from 0), first row (from 1), last column, last row."""

CellText = tuple[int, int, str]
"""Row (from 1), column (from 0), text."""


@dataclass(frozen=True)
class Layout:
    """What of a sheet is merged, by ranges, and hidden: rows from 1, columns from 0."""

    merged: Sequence[Range] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()


def named_sheet(name: str, titles: Sequence[str], wanted: str) -> int:
    """Give the place of the sheet that a person names, by its title or its number from 1.

    Raises
    ------
    IngestError
        When there is none.
    """
    for number, title in enumerate(titles, start=1):
        if fold(wanted) == fold(title) or wanted.strip() == str(number):
            return number - 1
    raise refused("no_such_sheet", name=name, sheet=repr(wanted), has=", ".join(titles))


def cover_remarks(previews: Iterable[Sequence[Row]]) -> list[Remark]:
    """Give what other sheets say that are text and no table: a cover, a note on the file."""
    found: list[Remark] = []
    for preview in previews:
        rows = [[cell for cell in row.cells if cell] for row in preview]
        if all(len(cells) < 2 for cells in rows):
            found += [Remark(cells[0]) for cells in rows if cells]
    return found


def laid_out(
    rows: list[Row],
    layout: Layout,
    choices: Choices,
    *,
    file: str,
    kind: str,
    problems: Sequence[pd.DataFrame],
) -> Table:
    """Make a table of the rows of a sheet, and say what of it is merged or hidden.

    Parameters
    ----------
    rows
        The rows of the sheet; a cell that is merged downwards is given to each of its rows.
    layout
        What is merged and hidden.
    choices
        What a person has chosen.
    file, kind
        Name for messages, and format.
    problems
        What the reader of the format has found.

    Returns
    -------
    table
        As `header.make_table` gives it.

    Raises
    ------
    IngestError
        When there is no header, or more rows or columns than the limits allow.
    """
    across = fill_merged(rows, layout.merged)
    table = make_table(rows, choices, file=file, kind=kind, problems=problems)
    return _report_hidden(_report_merged(_name_columns(table), layout.merged, across), layout)


def by_column(code: str, file: str, cells: Iterable[CellText]) -> list[pd.DataFrame]:
    """Report cells, with one table of problems for each column."""
    columns: dict[int, list[CellText]] = {}
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


def report_formulas(
    file: str, rows: Sequence[Row], formulas: Iterable[CellText]
) -> list[pd.DataFrame]:
    """Report formula cells: those with a computed value, and those without one."""
    shown = {row.number: row.cells for row in rows}
    kept: list[CellText] = []
    lost: list[CellText] = []
    for number, i, formula in formulas:
        cells = shown.get(number, ())
        (kept if i < len(cells) and cells[i] else lost).append((number, i, formula))
    return by_column("formula", file, kept) + by_column("formula_lost", file, lost)


def fill_merged(rows: Sequence[Row], merged: Iterable[Range]) -> dict[int, Range]:
    """Give the value of a cell that is merged downwards to each of its rows.

    Returns the ranges that span columns within one row, by row: headings of sections, mostly.
    """
    numbers = [row.number for row in rows]
    across: dict[int, Range] = {}
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


def _report_merged(table: Table, merged: Sequence[Range], across: dict[int, Range]) -> Table:
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


def _report_hidden(table: Table, layout: Layout) -> Table:
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
