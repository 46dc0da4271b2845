"""Ties between actors, who sits at which table, and indicators of a corridor."""

from collections.abc import Sequence
from itertools import combinations
from typing import Final

import pandas as pd

from atlas.analysis.cooperation.register import has_any, parties

TABLES: Final = ("working_group", "forum", "network")
"""The types of actions at which actors sit together."""

FUNDERS: Final = ("international_organization", "foreign_government")
"""The levels that may bring money from abroad; the register does not say who pays."""

SHARES: Final = {"municipal_share": ("municipal",), "funder_share": FUNDERS}
"""Indicators that are shares of the ties, and the levels one of which has to be at an end."""

INDICATORS: Final = ("actions", "shared", "ties", *SHARES, "no_source")
"""The indicators of a corridor, in the order in which they are shown; see `indicators`."""


def ties(actions: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Give the pairs of actors that share actions.

    Returns
    -------
    ties
        actor_a, actor_b, level_a, level_b, actions (number), action_ids (`;`-separated), the
        closest first. Each pair once.
    """
    level = dict(zip(actors["actor_id"], actors["level"], strict=True))
    shared: dict[tuple[str, str], list[str]] = {}
    at: dict[str, list[str]] = {}
    for action, actor in parties(actions, actors)[["action_id", "actor_id"]].to_numpy(object):
        at.setdefault(action, []).append(actor)
    for action, together in at.items():
        for pair in combinations(sorted(together), 2):
            shared.setdefault(pair, []).append(action)
    table = pd.DataFrame(
        [(a, b, level[a], level[b], len(ids), ";".join(ids)) for (a, b), ids in shared.items()],
        columns=["actor_a", "actor_b", "level_a", "level_b", "actions", "action_ids"],
    )
    return table.sort_values(
        ["actions", "actor_a", "actor_b"], ascending=[False, True, True], ignore_index=True
    )


def seats(actions: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Give who sits at which table.

    Returns
    -------
    seats
        One row an action of `TABLES` (action_id, type, year_start, year_end), with one column a
        level that sits at any: the ids of its actors, `;`-separated.
    """
    at = actions[actions["type"].isin(TABLES)]
    of = parties(at, actors)
    sat = of.pivot_table(
        index="action_id", columns="level", values="actor_id", aggfunc=";".join, fill_value=""
    )
    columns = ["action_id", "type", "year_start", "year_end"]
    return (
        at[columns]
        .merge(sat, left_on="action_id", right_index=True, how="left")
        .fillna(dict.fromkeys(sat.columns, ""))
    )


def indicators(
    actions: pd.DataFrame, actors: pd.DataFrame, corridors: Sequence[str]
) -> pd.DataFrame:
    """Give the indicators of every corridor.

    Returns
    -------
    indicators
        One row a corridor (index corridor_id): `actions` of this corridor, `shared` (those with
        two or more parties), `ties` (pairs of actors), `municipal_share` and `funder_share` (of
        the ties: those of a municipality, and of an international organisation or a foreign
        government, which may or may not fund them), `no_source` (actions that cite nothing).
        Shares are NaN without any tie.
    """
    rows = []
    for corridor_id in corridors:
        found = {name: behind_indicator(actions, actors, name, corridor_id) for name in INDICATORS}
        counts = {name: len(rows) for name, rows in found.items()}
        tied = counts["ties"] or float("nan")
        shares = {name: counts[name] / tied for name in SHARES}
        rows.append({"corridor_id": corridor_id, **counts, **shares})
    return pd.DataFrame(rows).set_index("corridor_id")


def behind_indicator(
    actions: pd.DataFrame, actors: pd.DataFrame, name: str, corridor_id: str
) -> pd.DataFrame:
    """Give what an indicator of a corridor counts, or what a share is of.

    Parameters
    ----------
    actions, actors
        The register.
    name
        One of `INDICATORS`.
    corridor_id
        The corridor.

    Returns
    -------
    rows
        Actions, or for `ties` and the shares of them what `ties` gives.
    """
    here = actions[has_any(actions["corridor_ids"], {corridor_id})]
    if name in ("ties", *SHARES):
        tied = ties(here, actors)
        if levels := SHARES.get(name):
            tied = tied[tied["level_a"].isin(levels) | tied["level_b"].isin(levels)]
        return tied.reset_index(drop=True)
    if name == "no_source":
        here = here[here["source_ids"] == ""]
    elif name == "shared":
        size = parties(here, actors).groupby("action_id").size()
        here = here[here["action_id"].isin(size.index[size >= 2])]
    return here.reset_index(drop=True)


def ties_on_the_map(ties_found: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Give the ties between actors that have a place with a published point.

    Parameters
    ----------
    ties_found
        What `ties` gives.
    places
        Published places with `actor_id`; of several places of an actor in a corridor the most
        precise one stands for it.

    Returns
    -------
    lines
        The ties, once for every corridor in which both have a place: with corridor_id, lon_a,
        lat_a, lon_b, lat_b, place_a and place_b (facility ids).
    """
    sited = places[["actor_id", "corridor_id", "facility_id", "lon", "lat", "precision_m"]]
    sited = sited[(sited["actor_id"] != "") & sited["lon"].notna()]
    sited = sited.sort_values("precision_m", kind="stable").drop_duplicates(
        ["actor_id", "corridor_id"]
    )
    sited = sited.drop(columns="precision_m")
    start, end = (
        sited.rename(
            columns={
                "actor_id": f"actor_{end}",
                "facility_id": f"place_{end}",
                "lon": f"lon_{end}",
                "lat": f"lat_{end}",
            }
        )
        for end in "ab"
    )
    return ties_found.merge(start, on="actor_a").merge(end, on=["actor_b", "corridor_id"])
