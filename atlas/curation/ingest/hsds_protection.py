"""What an HSDS package says about who may see a place, in whatever table and column.

HSDS has no column for it, so directories say it in one of their own or in a description; most of
both have no place in a row of ours and would fall away.
"""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from atlas.curation.ingest.hsds_visit_tables import Record, Where, rows_of
from atlas.curation.ingest.protection import SENSITIVITY, speaks_of_protection
from atlas.curation.ingest.text_table import TEXT

BETWEEN = "; "
"""Stands between what several records say; the strictest of them holds."""


def telling_columns(tables: Mapping[str, Sequence[Record]]) -> tuple[str, ...]:
    """Give the names of the columns, of all tables, that may say who may see a place."""
    texts: dict[str, dict[str, None]] = {}
    for record in (record for records in tables.values() for record in records):
        for column, text in record.items():
            texts.setdefault(column, {})[text] = None
    return tuple(
        column
        for column, distinct in texts.items()
        if column != SENSITIVITY
        and speaks_of_protection(column, pd.Series([*distinct], dtype=TEXT))
    )


def said(
    owners: Sequence[Record], columns: Iterable[str], tables: Iterable[str], where: Where
) -> dict[str, str]:
    """Give what a place's records, and the rows that belong to them, say in those columns."""
    columns = tuple(columns)
    if not columns:
        return {}
    rows = [
        *owners,
        *(row for owner in owners for table in tables for row in rows_of(owner, table, where)),
    ]
    found = {column: joined(row.get(column, "") for row in rows) for column in columns}
    return {column: text for column, text in found.items() if text}


def joined(texts: Iterable[str]) -> str:
    """Give the distinct texts in one cell."""
    return BETWEEN.join(dict.fromkeys(filter(None, texts)))
