"""Corrections: single values put right, each with its reason and its source."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from atlas.base.csv_files import read_csv
from atlas.data import schema
from atlas.data.package_files import cell_error
from atlas.data.schema import FIRST_ROW, Fault
from atlas.data.vocab import Vocabularies

CORRECTIONS: Final = "corrections"
"""The resource that holds them."""


def correct(
    tables: dict[str, pd.DataFrame],
    descriptor: Mapping[str, Any],
    corrections: pd.DataFrame | None = None,
) -> Iterator[Fault]:
    """Put the corrections into the tables.

    Parameters
    ----------
    tables
        Every table as text, by resource; they are changed in place.
    descriptor
        It tells the key column of each table.
    corrections
        Columns of the resource `corrections`; those of the tables themselves when not given.

    Yields
    ------
    faults
        Corrections that do not fit, at their row of corrections.csv: no such table, row or
        column, or another value there than the one to be corrected.
    """
    if corrections is None:
        corrections = tables.get(CORRECTIONS, pd.DataFrame())
    for row, correction in enumerate(corrections.to_dict("records"), start=FIRST_ROW):
        name, key, column = (correction[part] for part in ("resource", "id", "field"))
        table = tables.get(name)
        if table is None:
            yield Fault(row, "resource", "correction_target", name)
            continue
        names = schema.key_columns(schema.resource_named(descriptor, name))
        at = np.flatnonzero(table[names[0]] == key) if len(names) == 1 else np.array([], int)
        if len(at) != 1:
            yield Fault(row, "id", "correction_target", key)
        elif column not in table.columns:
            yield Fault(row, "field", "correction_target", column)
        elif (found := table.loc[at[0], column]) != correction["old"]:
            yield Fault(row, "old", "correction_old", correction["old"], {"found": found})
        else:
            table.loc[at[0], column] = correction["new"]


def read_corrections(offered: Path | pd.DataFrame, descriptor: Mapping[str, Any]) -> pd.DataFrame:
    """Read a file with the columns of `corrections.csv`, every cell as text.

    A frame is taken as it is, when it has the columns.

    Raises
    ------
    DataPackageError
        When it is missing or broken, or lacks one of the columns.
    """
    corrections = offered if isinstance(offered, pd.DataFrame) else read_csv(offered)
    for name in schema.columns_of(schema.resource_named(descriptor, CORRECTIONS)):
        if name not in corrections.columns:
            raise cell_error(Fault(1, name, "missing_column"), name_of(offered))
    return corrections


def name_of(offered: Path | pd.DataFrame) -> str:
    """Give the name of a file of corrections; what is no file has that of the resource."""
    return f"{CORRECTIONS}.csv" if isinstance(offered, pd.DataFrame) else offered.name


def offered_faults(
    tables: dict[str, pd.DataFrame],
    descriptor: Mapping[str, Any],
    vocab: Vocabularies,
    file: Path | pd.DataFrame,
) -> pd.DataFrame:
    """Put the corrections of another file into the tables, after their own.

    Parameters
    ----------
    tables
        Every table as text, by resource, with its own corrections applied; changed in place.
    descriptor
        It tells what the columns of corrections are.
    vocab
        The vocabularies of the package.
    file
        A CSV file with the columns of `corrections.csv`, or its rows.

    Returns
    -------
    problems
        Columns `schema.PROBLEM_COLUMNS`: rows that are not well formed, repeat one that the
        package has, or do not fit the tables. The others are applied.

    Raises
    ------
    DataPackageError
        When the file cannot be read or lacks a column.
    """
    offered = read_corrections(file, descriptor)
    own = tables.get(CORRECTIONS, offered.iloc[:0])
    both = pd.concat([own, offered], ignore_index=True).fillna("")
    name = name_of(file)
    found = schema.check_table(both, CORRECTIONS, descriptor, vocab, file=name, known=tables)
    header = found["row"] < FIRST_ROW
    theirs = found[header | (found["row"] >= FIRST_ROW + len(own))]
    theirs = theirs.assign(row=theirs["row"].where(header, theirs["row"] - len(own)))
    unfit = schema.problem_table(correct(tables, descriptor, offered), file=name)
    both_kinds = pd.concat([theirs, unfit], ignore_index=True)
    return both_kinds.sort_values("row", kind="stable", ignore_index=True)
