"""Matrices of the register: who works on what, and which levels meet."""

from collections.abc import Sequence

import pandas as pd

from atlas.analysis.cooperation.register import has_any, parties


def actor_by_dimension(
    actions: pd.DataFrame, actors: pd.DataFrame, dimensions: Sequence[str]
) -> pd.DataFrame:
    """Count the actions of every actor by dimension.

    Returns
    -------
    counts
        One row an actor that takes part in any (index actor_id), the busiest first; one column a
        dimension, in the given order.
    """
    of = parties(actions, actors).merge(actions[["action_id", "dimension"]], on="action_id")
    return _counted(of, "dimension", dimensions)


def actor_by_level(
    actions: pd.DataFrame, actors: pd.DataFrame, levels: Sequence[str]
) -> pd.DataFrame:
    """Count, for every actor, the actions that it shares with others of each level.

    Returns
    -------
    counts
        One row an actor that shares any (index actor_id), the busiest first; one column a level.
    """
    of = parties(actions, actors)
    pairs = of.merge(of, on="action_id", suffixes=("", "_other"))
    pairs = pairs[pairs["actor_id"] != pairs["actor_id_other"]]
    shared = pairs[["action_id", "actor_id", "level_other"]].drop_duplicates()
    return _counted(shared, "level_other", levels)


def level_pairs(actions: pd.DataFrame, actors: pd.DataFrame, levels: Sequence[str]) -> pd.DataFrame:
    """Count the actions in which two levels meet.

    Returns
    -------
    counts
        A symmetric table of levels. On the diagonal: actions with two or more actors of the level.
    """
    of = parties(actions, actors)
    pairs = of.merge(of, on="action_id", suffixes=("", "_other"))
    pairs = pairs[pairs["actor_id"] != pairs["actor_id_other"]]
    met = pairs[["action_id", "level", "level_other"]].drop_duplicates()
    counts = pd.crosstab(met["level"], met["level_other"])
    counts = counts.reindex(index=list(levels), columns=list(levels), fill_value=0)
    return counts.rename_axis(index="level", columns=None)


def sector_by_corridor(
    actions: pd.DataFrame,
    actors: pd.DataFrame,
    corridors: pd.DataFrame,
    sectors: Sequence[str],
) -> pd.DataFrame:
    """Count the actions of every sector in every corridor, and those that bind both sides.

    An action binds both sides when parties of both countries take part, or a binational body
    does. An office of a third country counts for the country that it stands in.

    Returns
    -------
    counts
        One row a corridor and sector: corridor_id, sector, actions, binational.
    """
    of = parties(actions, actors)
    rows = []
    for corridor_id, *countries in corridors[["corridor_id", "country_a", "country_b"]].itertuples(
        index=False
    ):
        here = actions[has_any(actions["corridor_ids"], {corridor_id})]
        both = binational(of, countries)
        for sector in sectors:
            found = here.loc[has_any(here["sectors"], {sector}), "action_id"]
            rows.append(
                {
                    "corridor_id": corridor_id,
                    "sector": sector,
                    "actions": len(found),
                    "binational": int(found.isin(both).sum()),
                }
            )
    return pd.DataFrame(rows, columns=["corridor_id", "sector", "actions", "binational"])


def binational(of: pd.DataFrame, countries: Sequence[str]) -> set[str]:
    """Give the ids of the actions that bind two countries; see `sector_by_corridor`.

    Parameters
    ----------
    of
        What `parties` gives.
    countries
        The two countries.
    """
    found = set(of.loc[of["level"] == "binational", "action_id"])
    by_action = of.groupby("action_id")["country"].agg(";".join)
    return found | {
        str(action)
        for action, named in by_action.items()
        if set(countries) <= set(named.split(";"))
    }


def _counted(rows: pd.DataFrame, column: str, codes: Sequence[str]) -> pd.DataFrame:
    counts = pd.crosstab(rows["actor_id"], rows[column])
    counts = counts.reindex(columns=list(codes), fill_value=0).rename_axis(columns=None)
    busiest = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return counts.loc[busiest]
