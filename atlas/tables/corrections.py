"""Corrections: single values put right, each with its reason and its source."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from atlas import schema
from atlas.schema import FIRST_ROW, Fault

CORRECTIONS: Final = "corrections"
"""The resource that holds them."""


def correct(tables: dict[str, pd.DataFrame], descriptor: Mapping[str, Any]) -> Iterator[Fault]:
    """Put the corrections into the tables.

    Parameters
    ----------
    tables
        Every table as text, by resource; they are changed in place.
    descriptor
        It tells the key column of each table.

    Yields
    ------
    faults
        Corrections that do not fit, at their row of corrections.csv: no such table, row or
        column, or another value there than the one to be corrected.
    """
    for row, correction in enumerate(
        tables.get(CORRECTIONS, pd.DataFrame()).to_dict("records"), start=FIRST_ROW
    ):
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
