"""The tables about the corridors of a view, and the sources that they cite."""

from functools import lru_cache
from typing import Any

import pandas as pd

from atlas.data import Package


@lru_cache(maxsize=16)
def related_tables(package: Package, corridor_ids: tuple[str, ...]) -> dict[str, Any]:
    """Give the tables about the chosen corridors; all of them when none is chosen."""
    tables = {
        "crossings": package.crossings,
        "corridors": package.corridors,
        "segments": package.segments,
        "border": package.border,
        "land": package.land,
        "ground": package.ground,
        "localities": package.localities,
        "municipalities": package.municipalities,
        "flows": package.crossing_flows,
        "context": package.context_stats,
        "actors": package.actors,
        "actions": package.actions,
    }
    if not corridor_ids:
        return tables
    kept = {name: _of_corridors(table, corridor_ids) for name, table in tables.items()}
    return {**kept, "flows": _of_crossings(package.crossing_flows, kept["crossings"])}


def _of_crossings(flows: pd.DataFrame, crossings: pd.DataFrame) -> pd.DataFrame:
    """Keep the counts at the crossings, and the totals of the ports that they belong to."""
    keep = flows["crossing_id"].isin(crossings["crossing_id"])
    totals = (flows["crossing_id"] == "") & flows["port_code"].isin(crossings["port_code"])
    return flows[keep | totals].reset_index(drop=True)


def _of_corridors(table: pd.DataFrame, corridor_ids: tuple[str, ...]) -> pd.DataFrame:
    """Keep the rows of the corridors, and those that belong to no single corridor."""
    column = next((c for c in ("corridor_id", "corridor_ids") if c in table), None)
    if column is None:
        return table
    wanted = {*corridor_ids, ""}
    keep = table[column].map(lambda ids: not wanted.isdisjoint(ids.split(";")))
    return table[keep.astype(bool)].reset_index(drop=True)


def cited_sources(
    package: Package, tables: list[pd.DataFrame], corridor_ids: tuple[str, ...]
) -> pd.DataFrame:
    """Give the sources that some tables, and those about the corridors, cite."""
    cited = _cited_by_related(package, corridor_ids).union(*map(_cited_by, tables))
    return package.sources[package.sources["source_id"].isin(cited)].reset_index(drop=True)


@lru_cache(maxsize=16)
def _cited_by_related(package: Package, corridor_ids: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*map(_cited_by, related_tables(package, corridor_ids).values()))


def _cited_by(table: pd.DataFrame) -> set[str]:
    columns = table.columns[table.columns.str.endswith("source_ids")]
    return {source for column in columns for ids in table[column] for source in ids.split(";")}
