"""Check one table against its schema."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

from atlas.base.csv_files import FIRST_ROW
from atlas.data.schema.cell_checks import Check, cell_checks, first_wrong
from atlas.data.schema.descriptor import (
    Field,
    columns_of,
    data_date,
    key_columns,
    references,
    resource_named,
)
from atlas.data.schema.problems import Fault, problem_table
from atlas.data.schema.row_rules import Table, rule_faults
from atlas.data.vocab import LANGUAGE_COLUMNS, Vocabularies

_HEADER_ROW = 1
_SPACES = "spaces"


def check_table(
    frame: pd.DataFrame,
    resource: str,
    descriptor: Mapping[str, Any],
    vocab: Vocabularies,
    *,
    file: str,
    known: Mapping[str, pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """Give every problem of one table.

    Parameters
    ----------
    frame
        Every cell as text, empty where nothing is known.
    resource
        The resource of the descriptor that the table should be.
    descriptor
        `datapackage.json`, with the schemas that it refers to in their places.
    vocab
        The vocabularies of the package.
    file
        Name of the file, as problems shall tell it.
    known
        The other tables as text, by resource: a reference to one of them must exist there.
        References to tables that are not given are not checked.

    Returns
    -------
    problems
        Columns `PROBLEM_COLUMNS`, by row; row 1 is the header, row 2 the first row of the frame.

    Raises
    ------
    DataPackageError
        When there is no such resource.
    """
    described = resource_named(descriptor, resource)
    schema = described["schema"]
    latest = datetime.now(UTC).date() + timedelta(days=1)
    cells = {str(name): frame[name].tolist() for name in frame.columns}
    table = {name: _stripped(column) for name, column in cells.items()}
    targets = _targets(schema, known or {})
    faults = list(_column_faults(list(table), described))
    for field in schema["fields"]:
        name = field["name"]
        if name in table:
            checks = cell_checks(field, vocab, known=targets.get(name), latest=latest)
            faults += _spaced(name, cells[name], table[name])
            distinct = set(table[name])
            faults += _required(field, table[name], distinct)
            faults += _by_value(name, table[name], distinct, checks)
    for columns in _unique(described):
        if set(columns) <= set(table):
            faults += _repeated(table, columns)
    faults += rule_faults(table, schema.get("rules", ()), FIRST_ROW, made=data_date(descriptor))
    return problem_table(_once(faults), file=file)


def _targets(
    schema: Mapping[str, Any], known: Mapping[str, pd.DataFrame]
) -> dict[str, frozenset[str]]:
    return {
        field["name"]: frozenset(known[resource][column].str.strip())
        for field, resource, column in references(schema)
        if resource in known and column in known[resource].columns
    }


def _column_faults(found: list[str], described: Mapping[str, Any]) -> Iterator[Fault]:
    wanted = columns_of(described)
    # A vocabulary may have more languages than its schema asks for.
    also = LANGUAGE_COLUMNS if str(described["path"]).startswith("vocab/") else ()
    for name in wanted:
        if name not in found:
            yield Fault(_HEADER_ROW, name, "missing_column")
    for name in found:
        if name not in wanted and name not in also:
            yield Fault(_HEADER_ROW, name, "unknown_column")


def _stripped(cells: list[str]) -> list[str]:
    """Strip a column; most columns have nothing to strip and come back as they are."""
    spaced = {cell for cell in set(cells) if cell != cell.strip()}
    return [cell.strip() for cell in cells] if spaced else cells


def _spaced(name: str, cells: list[str], stripped: list[str]) -> Iterator[Fault]:
    if stripped is cells:
        return
    for row, (cell, bare) in enumerate(zip(cells, stripped, strict=True), start=FIRST_ROW):
        if cell != bare:
            yield Fault(row, name, _SPACES, cell)


def _required(field: Field, cells: list[str], distinct: set[str]) -> Iterator[Fault]:
    if "" in distinct and field.get("constraints", {}).get("required"):
        for row, cell in enumerate(cells, start=FIRST_ROW):
            if not cell:
                yield Fault(row, field["name"], "required")


def _by_value(
    name: str, cells: list[str], distinct: set[str], checks: list[Check]
) -> Iterator[Fault]:
    """Ask each different cell once, whatever the number of rows."""
    judged = ((cell, first_wrong(checks, cell)) for cell in distinct if cell and checks)
    wrong = {cell: mistakes for cell, mistakes in judged if mistakes}
    if not wrong:
        return
    for row, cell in enumerate(cells, start=FIRST_ROW):
        for found in wrong.get(cell, ()):
            yield Fault(row, name, found.code, found.value, found.words)


def _unique(described: Mapping[str, Any]) -> list[list[str]]:
    schema = described["schema"]
    alone = [
        [field["name"]] for field in schema["fields"] if field.get("constraints", {}).get("unique")
    ]
    together = [list(columns) for columns in schema.get("uniqueKeys", ())]
    primary = key_columns(described)
    return alone + together + ([primary] if len(primary) > 1 else [])


def _repeated(table: Table, columns: list[str]) -> Iterator[Fault]:
    first: dict[tuple[str, ...], int] = {}
    keys = list(zip(*(table[column] for column in columns), strict=True))
    if len(set(keys)) == len(keys):
        return
    for row, key in enumerate(keys, start=FIRST_ROW):
        if any(key) and first.setdefault(key, row) != row:
            value = ", ".join(filter(None, key))
            yield Fault(row, columns[-1], "unique", value, {"first": str(first[key])})


def _once(faults: list[Fault]) -> list[Fault]:
    """Tell a cell's problem once: where the cell itself is wrong, no rule complains about it."""
    first: dict[tuple[int, str], str] = {}
    for fault in faults:
        if fault.code != _SPACES:
            first.setdefault((fault.row, fault.column), fault.code)
    return [
        fault for fault in faults if fault.code in (_SPACES, first.get((fault.row, fault.column)))
    ]
