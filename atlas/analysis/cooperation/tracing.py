"""From a number of the register back to the actions behind it."""

from typing import Final

import pandas as pd

from atlas.analysis.cooperation.matrices import binational
from atlas.analysis.cooperation.register import has_any, parties

TRACES: Final = ("dimension", "level", "levels", "tie", "sector", "both")
"""What can be traced: a cell of a matrix, a tie, a sector, its instruments of both sides."""

_OF_TWO: Final = TRACES[:4]


def behind(
    actions: pd.DataFrame,
    actors: pd.DataFrame,
    trace: str,
    of: tuple[str, ...],
    countries: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Give the actions that a number counts.

    Parameters
    ----------
    actions, actors
        The register that was counted.
    trace
        One of `TRACES`.
    of
        `dimension`: actor and dimension; `level`: actor and level of another party; `levels`: two
        levels that meet; `tie`: two actors; `sector`, `both`: a sector.
    countries
        The two sides of the corridor, for `both`.

    Returns
    -------
    actions
        Their rows, in their order; none when `of` does not fit the trace.
    """
    if trace in ("sector", "both") and len(of) == 1:
        found = has_any(actions["sectors"], set(of) - {""})
        if trace == "both":
            found &= actions["action_id"].isin(binational(parties(actions, actors), countries))
        return actions[found].reset_index(drop=True)
    if trace not in _OF_TWO or len(of) != 2:
        return actions.iloc[:0]
    if trace == "dimension":
        ids = _with(parties(actions, actors), "actor_id", of[0])
        found = actions["action_id"].isin(ids) & (actions["dimension"] == of[1])
        return actions[found].reset_index(drop=True)
    first, second = {
        "level": ("actor_id", "level"),
        "levels": ("level", "level"),
        "tie": ("actor_id", "actor_id"),
    }[trace]
    of_actions = parties(actions, actors)
    pairs = of_actions.merge(of_actions, on="action_id", suffixes=("", "_other"))
    pairs = pairs[pairs["actor_id"] != pairs["actor_id_other"]]
    pairs = pairs[(pairs[first] == of[0]) & (pairs[f"{second}_other"] == of[1])]
    return actions[actions["action_id"].isin(pairs["action_id"])].reset_index(drop=True)


def _with(of_actions: pd.DataFrame, column: str, wanted: str) -> pd.Series:
    return of_actions.loc[of_actions[column] == wanted, "action_id"]
