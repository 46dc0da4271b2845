"""The register: who is a party of what, and which part of it is asked for."""

from dataclasses import dataclass, fields
from typing import Final

import pandas as pd

from atlas.analysis.cooperation.standing import at_work_in


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which actions to keep; within a field any code will do, every field must be met.

    Attributes
    ----------
    corridor
        Corridor ids; an action without a corridor belongs to all.
    level
        Levels, one of which a party must have.
    type, dimension, sector
        Codes of the action.
    actor
        Actor ids, one of which must be a party.
    year
        Keep what is known to have been at work in that year; see `at_work_in`.
    """

    corridor: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    dimension: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    year: int | None = None


CHOICES: Final = tuple(field.name for field in fields(Chosen) if field.name != "year")
"""The fields of `Chosen` that hold codes."""


def parties(actions: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Give one row a party: action and actor, with the actor's level and countries.

    Returns
    -------
    parties
        action_id, actor_id, level, country (`;`-separated). Actors that the register does not
        describe are left out.
    """
    told = actors[["actor_id", "level", "country"]].itertuples(index=False)
    known = {actor: (level, country) for actor, level, country in told}
    listed = zip(actions["action_id"].tolist(), actions["actor_ids"].tolist(), strict=True)
    rows = {
        (action, actor, *known[actor]): None
        for action, ids in listed
        for actor in ids.split(";")
        if actor in known
    }
    return pd.DataFrame(
        list(rows), columns=["action_id", "actor_id", "level", "country"], dtype="str"
    )


def choose(
    actions: pd.DataFrame, actors: pd.DataFrame, chosen: Chosen, *, made: str
) -> pd.DataFrame:
    """Give the actions that are asked for, in their order; `made` is the day of the data."""
    of = parties(actions, actors)
    keep = pd.Series(data=True, index=actions.index)
    if chosen.corridor:
        keep &= has_any(actions["corridor_ids"], {*chosen.corridor, ""})
    if chosen.type:
        keep &= actions["type"].isin(chosen.type)
    if chosen.dimension:
        keep &= actions["dimension"].isin(chosen.dimension)
    if chosen.sector:
        keep &= has_any(actions["sectors"], set(chosen.sector))
    for column, wanted in (("level", chosen.level), ("actor_id", chosen.actor)):
        if wanted:
            keep &= actions["action_id"].isin(of.loc[of[column].isin(wanted), "action_id"])
    if chosen.year is not None:
        keep &= at_work_in(actions, chosen.year, made)
    return actions[keep].reset_index(drop=True)


def has_any(codes: pd.Series, wanted: set[str]) -> pd.Series:
    """Say which `;`-separated lists hold any of some codes."""
    return codes.map(lambda text: not wanted.isdisjoint(text.split(";"))).astype(bool)
