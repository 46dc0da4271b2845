"""Check one table against its schema."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from atlas.schema.cells import cell_checks, first_wrong
from atlas.schema.fields import Field, columns_of, key_columns, references, resource_named
from atlas.schema.problems import Fault, problem_table
from atlas.schema.rules import rule_faults
from atlas.vocab import Vocabularies

_HEADER_ROW = 1


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
    stripped = frame.apply(lambda column: column.str.strip())
    targets = _targets(schema, known or {})
    faults = list(_column_faults(frame, columns_of(described)))
    for field in schema["fields"]:
        name = field["name"]
        if name in frame.columns:
            checks = cell_checks(field, vocab, known=targets.get(name), latest=latest)
            faults += _spaced(frame[name], stripped[name])
            faults += _required(field, stripped[name])
            faults += _by_value(
                stripped[name],
                lambda cell, checks=checks: first_wrong(checks, cell),
            )
            if field.get("constraints", {}).get("unique"):
                faults += _repeated(stripped, [name])
    for columns in _unique_together(described):
        if set(columns) <= set(frame.columns):
            faults += _repeated(stripped, columns)
    faults += rule_faults(stripped, schema.get("rules", ()), _HEADER_ROW + 1)
    return problem_table(_once(faults), file=file)


def _targets(
    schema: Mapping[str, Any], known: Mapping[str, pd.DataFrame]
) -> dict[str, frozenset[str]]:
    return {
        field["name"]: frozenset(known[resource][column].str.strip())
        for field, resource, column in references(schema)
        if resource in known and column in known[resource].columns
    }


def _column_faults(frame: pd.DataFrame, wanted: list[str]) -> Iterator[Fault]:
    for name in wanted:
        if name not in frame.columns:
            yield Fault(_HEADER_ROW, name, "missing_column")
    for name in frame.columns:
        if name not in wanted:
            yield Fault(_HEADER_ROW, name, "unknown_column")


def _spaced(cells: pd.Series, stripped: pd.Series) -> Iterator[Fault]:
    for at in np.flatnonzero(cells != stripped):
        yield Fault(_row(at), str(cells.name), "spaces", cells.iloc[at])


def _required(field: Field, cells: pd.Series) -> Iterator[Fault]:
    if field.get("constraints", {}).get("required"):
        for at in np.flatnonzero(cells == ""):
            yield Fault(_row(at), field["name"], "required")


def _by_value(cells: pd.Series, check: Any) -> Iterator[Fault]:  # noqa: ANN401
    """Ask each different cell once, whatever the number of rows."""
    codes, values = pd.factorize(cells)
    for code, value in enumerate(values):
        if value and (found := check(value)):
            for at in np.flatnonzero(codes == code):
                for wrong in found:
                    yield Fault(_row(at), str(cells.name), wrong.code, wrong.value, wrong.words)


def _unique_together(described: Mapping[str, Any]) -> list[list[str]]:
    keys = [list(columns) for columns in described["schema"].get("uniqueKeys", ())]
    primary = key_columns(described)
    return [*keys, primary] if len(primary) > 1 else keys


def _repeated(frame: pd.DataFrame, columns: list[str]) -> Iterator[Fault]:
    keys = frame[columns].agg("\x1f".join, axis=1)
    first_rows = dict(zip(keys[::-1], range(len(keys) - 1, -1, -1), strict=True))
    for at, key in enumerate(keys):
        if key.strip("\x1f") and first_rows[key] != at:
            value = ", ".join(part for part in key.split("\x1f") if part)
            words = {"first": str(_row(first_rows[key]))}
            yield Fault(_row(at), columns[-1], "unique", value, words)


def _once(faults: list[Fault]) -> list[Fault]:
    """Tell a cell's problem once: where the cell itself is wrong, no rule complains about it."""
    seen: dict[tuple[int, str], Fault] = {}
    for fault in faults:
        if fault.code != "spaces":
            seen.setdefault((fault.row, fault.column), fault)
    return [
        fault for fault in faults if fault.code in ("spaces", seen[fault.row, fault.column].code)
    ]


def _row(at: int | np.integer[Any]) -> int:
    return int(at) + _HEADER_ROW + 1
