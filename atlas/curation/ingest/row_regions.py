"""In which country, state and municipality a row is, by what it says and what holds for all."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.base.text_search import fold
from atlas.curation.ingest.cell_values import header_of
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.mapping import ColumnMapping
from atlas.curation.ingest.place_rows import countries_of_states, name_municipalities, name_states
from atlas.curation.ingest.text_table import TEXT, Table
from atlas.data import Package

REGIONS: Final = ("country", "admin1", "municipality_code")


def says_nothing(
    frame: pd.DataFrame, column: str, unread: Mapping[str, pd.Series]
) -> npt.NDArray[np.bool_]:
    """Say which rows say nothing of a column: what holds for the file is for those only.

    A row that says something that is not understood is not one of them.
    """
    empty = (frame[column] == "").to_numpy()
    if column == "kind" or column not in unread:
        return np.asarray(empty, dtype=bool)
    return np.asarray(empty & ~frame.index.isin(unread[column].index), dtype=bool)


def name_regions(
    frame: pd.DataFrame,
    table: Table,
    mapping: ColumnMapping,
    package: Package,
    unread: Mapping[str, pd.Series],
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Give every row its country, state and municipality.

    Parameters
    ----------
    frame
        Rows as text, as the file says them.
    table, mapping, package
        The table, what a person says of it, and the package with its municipalities.
    unread
        By column, the texts that are not understood.

    Returns
    -------
    frame, problems
        What holds for the whole file stands in rows that neither say it nor name a municipality
        that tells it.
    """
    if by_text := mapping.told("municipality_code"):
        texts = frame["municipality_code"]
        codes = [by_text.get(fold(text), text) for text in texts.tolist()]
        frame = frame.assign(municipality_code=pd.Series(codes, index=texts.index, dtype=TEXT))
    said = frame["admin1"]
    named, problems = _regions(frame, table, mapping, package, unread)
    for column in REGIONS:
        text = mapping.defaults.get(column, "")
        silent = says_nothing(frame, column, unread) & (named[column] == "").to_numpy()
        if text and silent.any():
            frame = frame.assign(**{column: frame[column].where(~silent, text)})
            named, problems = _regions(frame, table, mapping, package, unread)
            named = _as_municipality(named, silent, package) if column == "admin1" else named
    return named, [*problems, *_in_another_state(named[said != ""], table, mapping, package)]


def _in_another_state(
    frame: pd.DataFrame, table: Table, mapping: ColumnMapping, package: Package
) -> list[pd.DataFrame]:
    """Report rows whose own state is not that of their municipality."""
    known = package.municipalities.drop_duplicates("municipality_code")
    told = frame["municipality_code"].map(known.set_index("municipality_code")["admin1"]).fillna("")
    other = (told != "") & (frame["admin1"] != "") & (told != frame["admin1"])
    column = header_of("admin1", mapping)
    return [
        problem("state_differs", file=table.file, row=rows.index, column=column, value=rows,
                hint=state)
        for state, rows in frame.loc[other, "admin1"].groupby(told[other])
    ]  # fmt: skip


def _as_municipality(
    frame: pd.DataFrame, rows: npt.NDArray[np.bool_], package: Package
) -> pd.DataFrame:
    """Give rows the state of their municipality, which may be known by the country of another."""
    table = package.municipalities.drop_duplicates("municipality_code")
    told = frame["municipality_code"].map(table.set_index("municipality_code")["admin1"])
    return frame.assign(admin1=frame["admin1"].where(~rows | told.isna(), told).astype(TEXT))


def _regions(
    frame: pd.DataFrame,
    table: Table,
    mapping: ColumnMapping,
    package: Package,
    unread: Mapping[str, pd.Series],
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Find country, state and municipality of every row, each by the others."""
    before = frame["country"]
    by_state = countries_of_states(frame, package.municipalities)
    silent = says_nothing(frame, "country", unread)
    frame = frame.assign(country=frame["country"].where(~silent, by_state))
    frame = frame.assign(admin1=name_states(frame, package.municipalities))
    column = header_of("municipality_code", mapping)
    named, problems = name_municipalities(
        frame, package.municipalities, file=table.file, column=column
    )
    named = _by_town(named, table, mapping, package)
    found = int(((before == "") & (named["country"] != "")).sum())
    if found and not mapping.defaults.get("country"):
        problems.append(problem("country_of_state", file=table.file, column="country", n=found))
    return named, problems


def _by_town(
    frame: pd.DataFrame, table: Table, mapping: ColumnMapping, package: Package
) -> pd.DataFrame:
    """Find municipalities by the town, where the file has no column for them."""
    source = mapping.columns.get("locality")
    if source is None or "municipality_code" in mapping.columns:
        return frame
    empty = frame["municipality_code"] == ""
    towns = source.read(table.cells).where(empty, frame["municipality_code"])
    asked = frame.assign(municipality_code=towns.where(frame["country"] != "", ""))
    named, _ = name_municipalities(asked, package.municipalities, file=table.file, column="")
    return named
