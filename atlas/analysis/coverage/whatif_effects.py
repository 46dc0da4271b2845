"""What a change does to localities: surely, and perhaps, since not every place has a point.

A place without a point is where it is, before as after: what it could change by being nearer or
farther is the same in both, and only what a change does to it is in doubt.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.analysis.coverage.measures import STRAIGHT, Measure
from atlas.analysis.coverage.municipal_areas import AREA
from atlas.analysis.coverage.ranges import Unplaced, unplaced_near

EFFECTS: Final = ("farther", "nearer", "less", "more")
"""What a change does to localities: their distance to the nearest place, and their access."""

LEAST_KM: Final = 0.05
LEAST_ACCESS: Final = 1e-9
"""Differences up to these are none."""

_Floats = npt.NDArray[np.float64]
_Flags = npt.NDArray[np.bool_]


class Effect(NamedTuple):
    """Which localities something happens to: surely, and at most."""

    surely: _Flags
    perhaps: _Flags


class Measured(NamedTuple):
    """What was measured at some localities, the same ones before and after."""

    homes: pd.DataFrame
    """`lon`, `lat`, `side`, `either_km` and `access`."""

    near: Unplaced
    """How near places without a point may be to them."""

    places: pd.DataFrame
    gates: pd.DataFrame
    """What was measured to, and the crossings that work."""

    measure: Measure = STRAIGHT
    """What distances were measured along."""


def effects(
    before: Measured, after: Measured, towns: pd.DataFrame, edge_km: float
) -> dict[str, Effect]:
    """Say which localities a change does something to, by what it does: one of `EFFECTS`.

    Parameters
    ----------
    before, after
        What was measured without and with the change.
    towns
        All localities; see `atlas.analysis.coverage.municipal_areas.least_km`.
    edge_km
        The edge of the catchment that access was measured with.
    """
    lost = _lost(before.near, after.near)
    moved = _moved(before, after, towns)
    # Who shares a place changes for all who reach it.
    touched = (moved <= edge_km).any() & (before.near.either_least <= edge_km)
    was, now = (
        one.homes["either_km"].fillna(np.inf).to_numpy(np.float64) for one in (before, after)
    )
    was_least = np.minimum(was, before.near.either_least)
    now_least = np.minimum(now, after.near.either_least)
    gone = np.minimum(was, np.minimum(lost, moved))
    more = (after.homes["access"] - before.homes["access"]).to_numpy(np.float64)
    # No place takes access from another: the difference of those with a point is what it is.
    fewer, grown, may_lose = more < -LEAST_ACCESS, more > LEAST_ACCESS, lost <= edge_km
    return {
        "farther": Effect(_longer(was, now_least), _longer(gone, now)),
        "nearer": Effect(_longer(now, was_least), _longer(now, was)),
        "less": Effect(fewer & ~touched, fewer | touched | may_lose),
        "more": Effect(grown & ~touched & ~may_lose, grown | touched),
    }


def _km(homes: pd.DataFrame) -> _Floats:
    return homes["either_km"].fillna(np.inf).to_numpy(np.float64)


def _longer(start: _Floats, end: _Floats) -> _Flags:
    """Say which distances grow from one to the other; both infinite is no difference."""
    with np.errstate(invalid="ignore"):
        return np.asarray(end - start > LEAST_KM)


def _lost(before: Unplaced, after: Unplaced) -> _Floats:
    """Give how near a place without a point may be that the change closes; infinite for none."""
    left = after.areas.set_index(AREA)["places"]
    numbers = left.reindex(pd.MultiIndex.from_frame(before.areas[AREA])).fillna(0).to_numpy()
    closed = numbers < before.areas["places"].to_numpy()
    return np.asarray(before.either_km[:, closed].min(axis=1, initial=np.inf))


def _moved(before: Measured, after: Measured, towns: pd.DataFrame) -> _Floats:
    """Give how near a place without a point may be over a crossing that the change closes."""
    gates = before.gates
    closed = gates[~gates["crossing_id"].isin(after.gates["crossing_id"])]
    over = unplaced_near(before.homes, before.places, closed, towns, before.measure)
    km = np.where(np.isfinite(over.same_km), np.inf, over.either_km)
    return np.asarray(km.min(axis=1, initial=np.inf))
