"""Find the header among the rows of a table, and give every column a name of its own."""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.limits import check_columns, check_rows
from atlas.curation.ingest.refusals import refused
from atlas.curation.ingest.stacked_headers import (
    group_rows,
    is_second_row,
    joined_name,
    spread_right,
)
from atlas.curation.ingest.table_forms import Row, realigned, turned
from atlas.curation.ingest.text_codes import columns_of
from atlas.curation.ingest.text_table import TEXT, Choices, Known, Remark, Table

_SEARCHED_ROWS = 25
_TAG = re.compile(r"#[a-z][a-z0-9_]*(?:\s*\+\s*[a-z][a-z0-9_]*)*\s*", re.IGNORECASE)


def make_table(
    rows: Sequence[Row],
    choices: Choices,
    *,
    file: str,
    kind: str,
    problems: Sequence[pd.DataFrame] = (),
    held: frozenset[int] = frozenset(),
) -> Table:
    """Make a table of rows of text: header found, tags found, ragged rows reported.

    Parameters
    ----------
    rows
        The rows of the file; blank ones may be left out.
    choices
        What a person has chosen.
    file, kind
        Name for messages, and format.
    problems, held
        What the reader itself has found.

    Returns
    -------
    table
        Rows without any text are left out of it and counted in a notice.

    Raises
    ------
    IngestError
        When there is no header, or more rows or columns than the limits allow.
    """
    filled = [row for row in rows if "".join(row.cells).strip()]
    check_rows(file, len(filled), choices.limits)
    found = list(problems)
    on_its_side = turned(filled, choices.known) if choices.header_row is None else None
    if on_its_side:
        filled = on_its_side
        found.append(problem("table_turned", file=file))
    top = _find_header(filled, file, choices)
    if top > 0:
        found.append(problem("header_found", file=file, row=filled[top].number))
    header, last_header = _stacked(filled, top, choices.known)
    # Titles, and the groups above columns; the row of headers itself is none.
    titles = [cell for row in filled[: max(last_header, 0)] for cell in row.cells if cell.strip()]
    tags_at = next((i for i in range(last_header + 1, min(last_header + 3, len(filled)))
                    if is_tags(filled[i])), None)  # fmt: skip
    last_header = last_header if tags_at is None else tags_at
    body, others = realigned(filled[last_header + 1 :], header, choices)
    if others:
        found.append(problem("second_table", file=file, row=others))
        held |= frozenset(others)
    names, name_problems = _names(header, body, file, is_text=kind == "csv")
    check_columns(file, len(names), choices.limits)
    frame, ragged, extra = _frame(body, names, file, kind)
    frame, beside = _beside(frame, file, choices.known)
    blank = _blank_rows(filled, filled[last_header].number if last_header >= 0 else 0)
    if blank:
        found.append(problem("blank_rows", file=file, n=blank))
    tags: Mapping[str, str] = {}
    if tags_at is not None:
        tags = _tags(filled[tags_at], names)
        found.append(problem("tags_found", file=file, row=filled[tags_at].number))
    return Table(
        file=file,
        cells=frame,
        tags=tags,
        problems=[*found, *name_problems, *ragged, *beside],
        held=held | extra,
        kind=kind,
        remarks=[Remark(text) for text in dict.fromkeys([*titles, *_values_of(beside)])],
    )


def _values_of(problems: Sequence[pd.DataFrame]) -> list[str]:
    return [text for part in problems for text in part["value"].tolist()]


def _stacked(rows: Sequence[Row], top: int, known: Known) -> tuple[Row, int]:
    """Give the header with the groups above its columns, and where it ends; -1 without one."""
    if top < 0:
        return Row(0, [""] * max((len(row.cells) for row in rows), default=0)), -1
    last = top
    own = rows[top].cells
    groups = group_rows([row.cells for row in rows], top)
    if top + 1 < len(rows) and is_second_row(own, rows[top + 1].cells, known):
        last = top + 1
        groups = [spread_right(own), *groups]
        own = rows[last].cells
    if not groups:
        return rows[top], top
    width = max(len(cells) for cells in (own, *groups))
    even = [[*cells, *[""] * (width - len(cells))] for cells in (own, *groups)]
    names = [
        joined_name(" ".join(cell.split()), above, known)
        for cell, *above in zip(*even, strict=True)
    ]
    return Row(rows[last].number, names), last


def _beside(
    frame: pd.DataFrame, file: str, known: Known
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Take what stands apart to the right of a table out of it, and say it.

    A column without a header right beside the table is of its rows; one behind an empty column
    is not, nor is a legend there that begins in the row of the headers.
    """
    names = list(frame.columns)
    letters = [column_letter(i) for i in range(len(names))]
    has_header = [name != f"[{letter}]" for name, letter in zip(names, letters, strict=True)]
    if not any(has_header):
        return frame, []
    end = len(names) - has_header[::-1].index(True)
    gaps = [i for i in range(1, end) if not has_header[i] and not (frame.iloc[:, i] != "").any()]
    for gap in gaps:
        if _is_legend(frame.iloc[:, gap:], has_header[gap:], known):
            end = gap
            break
    again = _begins_again(names)
    empty = [i for i in range(end, len(names)) if not (frame.iloc[:, i] != "").any()]
    if not empty and not again:
        return frame, []
    apart = names[min([*empty[:1], *([again] if again else [])]) :]
    said = []
    for name in apart:
        texts = frame[name][frame[name] != ""]
        if len(texts):
            said.append(
                problem("beside_table", file=file, row=texts.index, column=name, value=texts)
            )
    return frame.drop(columns=apart), said


_AGAIN = re.compile(r"(.+) \(\d+\)")
_LEAST_AGAIN = 2


def _begins_again(names: Sequence[str]) -> int:
    """Give where the headers of a table begin again to its right, of other places; or 0."""
    at = len(names)
    while at and ((found := _AGAIN.fullmatch(names[at - 1])) or names[at - 1].startswith("[")):
        if found and found[1] == names[0]:
            break
        at -= 1
    repeated = [name for name in names[at - 1 :] if _AGAIN.fullmatch(name)]
    begins = bool(at) and _AGAIN.fullmatch(names[at - 1]) is not None
    return at - 1 if begins and len(repeated) >= max(_LEAST_AGAIN, 2 * (at - 1) // 3) else 0


def _is_legend(part: pd.DataFrame, has_header: Sequence[bool], known: Known) -> bool:
    """Say whether the columns behind an empty one are no columns of the table."""
    headers = [str(name) for name, told in zip(part.columns, has_header, strict=True) if told]
    return not any(map(known, headers)) and all(_ends_early(part[name]) for name in headers)


def _ends_early(texts: pd.Series) -> bool:
    """Say whether a column is filled from its first row on, and not to its last."""
    filled = (texts != "").tolist()
    count = sum(filled)
    return count < len(filled) and all(filled[:count])


def is_tags(row: Row) -> bool:
    """Say whether a row holds HXL tags: `#org+name`, `#geo+lat`."""
    cells = [cell.strip() for cell in row.cells if cell.strip()]
    return len(cells) >= 1 and all(_TAG.fullmatch(cell) for cell in cells)


def header_score(rows: Sequence[Row], known: Known) -> int:
    """Give the number of known headers in the row that has most of them."""
    return max((_known_cells(row, known) for row in rows[:_SEARCHED_ROWS]), default=0)


def _known_cells(row: Row, known: Known) -> int:
    if is_tags(row):  # tags are known words too, but they stand under the header
        return 0
    return sum(known(cell) for cell in set(row.cells) if cell.strip())


def _find_header(rows: Sequence[Row], file: str, choices: Choices) -> int:
    if choices.header_row is not None:
        return _chosen_header(rows, file, choices.header_row)
    if not rows:
        raise refused("no_rows", name=file)
    first = rows[:_SEARCHED_ROWS]
    scores = [_known_cells(row, choices.known) for row in first]
    best = scores.index(max(scores))
    if max(scores) >= 2 and best + 1 < len(scores) and scores[best + 1] == scores[best]:
        return best + 1  # the upper one of two is merged into the lower
    if max(scores) >= 2 or (max(scores) == 1 and len(_texts(first[scores.index(1)])) == 1):
        return scores.index(max(scores))
    tagged = next((i for i, row in enumerate(first) if is_tags(row)), None)
    if tagged is not None:  # tags stand right under the header, or are one
        return max(tagged - 1, 0)
    widths = [len(_texts(row)) for row in first]
    return next(i for i, width in enumerate(widths) if width >= max(widths) * 0.6)


def _chosen_header(rows: Sequence[Row], file: str, header_row: int) -> int:
    if header_row == 0 and rows:
        return -1
    for i, row in enumerate(rows):
        if row.number == header_row:
            return i
    raise refused("header_row", name=file, row=str(header_row))


def _texts(row: Row) -> list[str]:
    return [cell for cell in row.cells if cell.strip()]


def _names(
    header: Row, body: Sequence[Row], file: str, *, is_text: bool
) -> tuple[list[str], list[pd.DataFrame]]:
    """Give unique names; columns without a header keep one only when they hold text.

    A row of text that is longer than its header has a separator too many; in a workbook there is
    no separator, and the cells are columns of their own.
    """
    width = len(header.cells)
    if not is_text:
        width = max([width, *(len(row.cells) for row in body)])
        header = Row(header.number, [*header.cells, *[""] * (width - len(header.cells))])
    while width and not header.cells[width - 1].strip() and not _holds(body, width - 1):
        width -= 1
    names: list[str] = []
    taken: set[str] = set()
    counts: dict[str, int] = {}
    repeated: list[pd.DataFrame] = []
    for i, cell in enumerate(header.cells[:width]):
        plain = " ".join(cell.split()) or f"[{column_letter(i)}]"
        name, count = plain, counts.get(plain, 1)
        while name in taken:
            count += 1
            name = f"{plain} ({count})"
        if count > 1:
            repeated.append(
                problem("column_repeated", file=file, row=header.number, column=plain, name=name)
            )
        counts[plain] = count
        taken.add(name)
        names.append(name)
    return names, repeated


def _holds(body: Sequence[Row], column: int) -> bool:
    return any(len(row.cells) > column and row.cells[column].strip() for row in body)


def column_letter(index: int) -> str:
    """Give the letter that a spreadsheet shows for a column, counted from 0."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _frame(
    body: Sequence[Row], names: Sequence[str], file: str, kind: str
) -> tuple[pd.DataFrame, list[pd.DataFrame], frozenset[int]]:
    width = len(names)
    extra: list[tuple[int, str]] = []
    short: list[int] = []
    even: list[list[str]] = []
    for number, cells in body:
        if len(cells) > width and (spare := [cell for cell in cells[width:] if cell.strip()]):
            extra.append((number, " | ".join(spare)))
        elif len(cells) < width:
            short.append(number)
        even.append(cells if len(cells) == width else [*cells, *[""] * width][:width])
    frame = pd.DataFrame(
        dict(zip(names, columns_of(even, width, str.strip), strict=True)),
        index=pd.Index([row.number for row in body], name="row", dtype="int64"),
        dtype=TEXT,
    )
    problems = []
    if extra:
        numbers, texts = zip(*extra, strict=True)
        problems.append(problem("extra_cells", file=file, row=numbers, value=texts, n=width))
    if short and kind == "csv":  # a spreadsheet keeps no cells after the last filled one
        problems.append(problem("row_short", file=file, row=short[0], n=len(short)))
    return frame, problems, frozenset(number for number, _ in extra)


def _tags(row: Row, names: Sequence[str]) -> dict[str, str]:
    cells = ["".join(cell.lower().split()) for cell in row.cells]
    return {name: cell for name, cell in zip(names, cells, strict=False) if cell}


def _blank_rows(filled: Sequence[Row], header: int) -> int:
    """Count the blank rows between rows of data; those after the last are nothing."""
    return filled[-1].number - header - sum(1 for row in filled if row.number > header)
