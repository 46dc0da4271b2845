"""What is wrong with an outside file, as rows of a table.

Severity says what happened to the row: `error`, it is not in the clean table; `warning`, it is,
without the cell or with a doubt; `notice`, nothing was lost, but one should know.
"""

from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from atlas.base import i18n
from atlas.curation.ingest.text_codes import coded, spread
from atlas.data.schema import PROBLEM_COLUMNS, PROBLEM_TYPES, no_problems

WHOLE_FILE: Final = 0
"""The row of a problem that is of the file and not of one of its rows."""

SEVERITY: Final = {
    # the file
    "encoding": "notice",
    "encoding_mixed": "warning",
    "header_found": "notice",
    "tags_found": "notice",
    "table_chosen": "notice",
    "preset": "notice",
    "columns_noted": "notice",
    "columns_unused": "notice",
    "name_chosen": "warning",
    "column_second": "warning",
    "column_ambiguous": "warning",
    "column_repeated": "warning",
    "column_missing": "warning",
    "never_said": "warning",
    "blank_rows": "notice",
    "beside_table": "notice",
    "table_turned": "notice",
    "hidden_rows": "notice",
    "hidden_columns": "notice",
    "country_of_state": "notice",
    "result_truncated": "warning",
    "reader_says": "warning",
    # rows
    "extra_cells": "error",
    "quote_open": "error",
    "heading_row": "error",
    "second_table": "error",
    "summary_row": "error",
    "note_row": "error",
    "row_short": "notice",
    "row_truncated": "error",
    "row_joined": "notice",
    "no_location": "notice",
    "row_unreadable": "error",
    # cells
    "formula": "warning",
    "formula_lost": "warning",
    "formula_text": "warning",
    "cell_error": "warning",
    "invalid_cell": "warning",
    "cell_too_long": "warning",
    "control_characters": "warning",
    "merged_cells": "notice",
    "mojibake": "warning",
    "letters_restored": "notice",
    "missing_marks": "notice",
    "protection_unknown": "warning",
    "protection_lost": "warning",
    "protection_in_text": "warning",
    "protection_of_rows": "warning",
    "protection_of_kind": "warning",
    "country_outside": "warning",
    "unknown_code": "warning",
    "not_a_number": "warning",
    "not_a_date": "warning",
    "date_order": "warning",
    "capacity_words": "notice",
    "not_a_phone": "warning",
    "phone_words": "warning",
    "number_lost": "warning",
    "numbers_restored": "notice",
    "html_text": "notice",
    "not_a_website": "warning",
    "website_completed": "notice",
    "not_a_municipality": "warning",
    "like_a_municipality": "warning",
    "state_differs": "warning",
    # positions
    "crs_assumed": "notice",
    "crs_missing": "warning",
    "crs_converted": "notice",
    "crs_accuracy": "warning",
    "half_a_point": "warning",
    "not_a_coordinate": "warning",
    "coordinate_range": "warning",
    "coordinates_projected": "warning",
    "coordinates_unknown": "warning",
    "coordinates_swapped": "warning",
    "longitude_sign": "warning",
    "null_island": "warning",
    "city_centre": "warning",
    "point_repeated": "warning",
    "coarse_point": "warning",
    "too_coarse": "warning",
    "outside_area": "warning",
    "not_a_plus_code": "warning",
    "not_a_utm": "warning",
    "not_a_point": "warning",
    "bad_geometry": "warning",
    # what the file does not say
    "precision_assumed": "notice",
    "sensitivity_assumed": "notice",
    "status_assumed": "notice",
    "unit_assumed": "notice",
    # a review of duplicates
    "review_decision": "error",
    "review_unknown": "error",
    "review_undecided": "notice",
    "merged": "notice",
    "left_out": "notice",
    "merged_protected": "warning",
    "capacity_without_unit": "warning",
    # a call sheet that was filled in
    "call_no_place": "error",
    "call_mixed": "error",
    "call_changed": "warning",
    "call_gone": "error",
    "call_unknown": "error",
    "call_unanswered": "error",
    "call_no_date": "error",
    "call_day": "error",
    "call_not_a_date": "error",
    "call_date_order": "error",
    "call_future": "error",
    "call_superseded": "error",
    "call_no_number": "error",
    "call_twice": "error",
    "call_noted": "error",
    "call_role": "warning",
    "call_protected": "warning",
    "call_address": "warning",
    "call_no_unit": "warning",
    "call_moved": "warning",
    "call_lines_missing": "notice",
}

_LONGEST_VALUE = 200


def problem(
    code: str,
    *,
    file: str,
    row: int | Iterable[int] = WHOLE_FILE,
    column: str = "",
    value: str | Iterable[str] = "",
    **words: object,
) -> pd.DataFrame:
    """Make problem rows of one kind.

    Parameters
    ----------
    code
        One of `SEVERITY`; its messages are `ingest.<code>` in the locale files, where `{row}`
        (the first), `{column}`, `{value}` and `words` may stand.
    file
        The file, with the sheet or layer where it has several.
    row
        Row or rows of the file, counted as a spreadsheet shows them; 0 for the whole file.
    column
        Header of the column in the file.
    value
        What the cell says: one text for all rows or one for each.

    Returns
    -------
    problems
        The columns `atlas.data.schema.PROBLEM_COLUMNS`, one row for each of `row`.
    """
    rows = [row] if isinstance(row, int) else [int(number) for number in row]
    values = [value] * len(rows) if isinstance(value, str) else [*value]
    at, distinct = coded(values)
    shown = [shorten(text) for text in distinct]
    column = whole(column)
    columns: dict[str, Any] = {"row": rows, "value": spread(shown, at)}
    same = {"file": file, "column": column, "code": code, "severity": SEVERITY[code]}
    columns |= {name: [text] * len(rows) for name, text in same.items()}
    known = {"row": next(iter(rows), WHOLE_FILE), "column": column, **words}
    for lang in i18n.LANGS:
        said = i18n.messages(lang)[f"ingest.{code}"]
        columns[f"message_{lang}"] = spread([said.format(value=v, **known) for v in shown], at)
    # Typed column by column: a file may have hundreds of problems, and a change of types costs
    # eight times as much.
    types: Any = PROBLEM_TYPES  # pandas' own types know no dtype that is chosen by a name
    typed = {name: pd.array(columns[name], dtype=types[name]) for name in PROBLEM_COLUMNS}
    return pd.DataFrame(typed, copy=False)


def join(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Put problem tables together, by row; none gives an empty table with all columns."""
    kept = [part for part in parts if len(part)]
    joined = pd.concat(kept, ignore_index=True) if kept else no_problems()
    return joined.sort_values("row", kind="stable", ignore_index=True)


def whole(text: str) -> str:
    """Give a text without halves of characters, which JSON can hold and no file can."""
    return text.encode(errors="replace").decode()


def shorten(text: str) -> str:
    """Put a text of a file on one line, whole, and not longer than one reads."""
    one_line = " ".join(whole(str(text)).split())
    return one_line if len(one_line) <= _LONGEST_VALUE else f"{one_line[:_LONGEST_VALUE]}…"
