"""How well what the atlas says is known: where it rests on few, old or no sources."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

FEW_SOURCES: Final = 3
OLD_YEARS: Final = 2


def knowledge_of_services(
    places: pd.DataFrame, sides: Sequence[tuple[str, str]], services: Sequence[str], *, year: int
) -> pd.DataFrame:
    """Say, for every side and service, on what it rests.

    Parameters
    ----------
    places
        Published places.
    sides
        Corridor and country, in the order of the result.
    services
        In the order of the result.
    year
        The year of the data; evidence from before `year - OLD_YEARS` is old.

    Returns
    -------
    knowledge
        corridor_id, side, service, rows (places), sources (different ones), newest (date of the
        newest evidence) and state: `none` (nothing known), `few` (fewer than `FEW_SOURCES`
        sources), `old`, or `good`.
    """
    rows = places.assign(code=places["services"].str.split(";")).explode("code")
    groups = dict(list(rows.groupby(["corridor_id", "side", "code"])))
    table = [
        {
            "corridor_id": corridor,
            "side": side,
            "service": service,
            **_known(groups.get((corridor, side, service), rows.iloc[:0]), "status_date", year),
        }
        for corridor, side in sides
        for service in services
    ]
    return pd.DataFrame(table)


def knowledge_of_actions(
    actions: pd.DataFrame,
    sources: pd.DataFrame,
    corridors: Sequence[str],
    sectors: Sequence[str],
    *,
    year: int,
) -> pd.DataFrame:
    """Say, for every corridor and sector, on what the register rests.

    Returns
    -------
    knowledge
        corridor_id, sector, rows (actions), sources, newest (date of the newest source that has
        one) and state, as in `knowledge_of_services`.
    """
    date = dict(zip(sources["source_id"], sources["date"], strict=True))
    newest = actions["source_ids"].map(
        lambda ids: max((date.get(one, "") for one in ids.split(";")), default="")
    )
    rows = actions.assign(newest_source=newest, sector=actions["sectors"].str.split(";"))
    rows = rows.assign(corridor_id=rows["corridor_ids"].str.split(";"))
    rows = rows.explode("sector").explode("corridor_id")
    groups = dict(list(rows.groupby(["corridor_id", "sector"])))
    table = [
        {
            "corridor_id": corridor,
            "sector": sector,
            **_known(groups.get((corridor, sector), rows.iloc[:0]), "newest_source", year),
        }
        for corridor in corridors
        for sector in sectors
    ]
    return pd.DataFrame(table)


def _known(rows: pd.DataFrame, dates: str, year: int) -> dict[str, object]:
    cited = {source for ids in rows["source_ids"] for source in ids.split(";") if source}
    newest = max(rows[dates], default="")
    state = "good"
    if rows.empty:
        state = "none"
    elif len(cited) < FEW_SOURCES:
        state = "few"
    elif newest < str(year - OLD_YEARS):
        state = "old"
    return {"rows": len(rows), "sources": len(cited), "newest": newest, "state": state}
