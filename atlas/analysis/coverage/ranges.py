"""What places without a point could change: the other end of every distance, count and share.

A figure is a range where places without a point could change it. One end is measured: those places
count for nothing. The other is a bound: each of them may be anywhere in the area of its
municipality, so it is taken to be as near as it can be, for every point by itself. Nothing that
is true lies outside the two; neither of them is an estimate. How precisely the other places are
known is another matter: see `atlas.analysis.coverage.uncertainty`.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.analysis.coverage.measures import STRAIGHT, Measure
from atlas.analysis.coverage.municipal_areas import AREA, least_km, unplaced
from atlas.analysis.coverage.supply import measurable, supply
from atlas.analysis.coverage.travel import Sites, gates, straight_km

NEAR_KM: Final = 5
"""A place this near is near."""

_SAME_KM: Final = 1e-6

_Floats = npt.NDArray[np.float64]
_Counts = npt.NDArray[np.int64]
_Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Unplaced:
    """How near places without a point may be to some points.

    Attributes
    ----------
    areas
        Where they may be, n rows; see `unplaced`.
    same_km, either_km
        The least distance from each of m points, shape (m, n): on its side, infinite to the other
        one; and on either, over the crossing that makes it least.
    """

    areas: pd.DataFrame
    same_km: _Floats
    either_km: _Floats

    @cached_property
    def same_least(self) -> _Floats:
        """The least distance to any of them on the same side; infinite without one."""
        return np.asarray(self.same_km.min(axis=1, initial=np.inf))

    @cached_property
    def either_least(self) -> _Floats:
        """The least distance to any of them on either side; infinite without one."""
        return np.asarray(self.either_km.min(axis=1, initial=np.inf))

    def within(self, km: float, *, same: bool) -> _Counts:
        """Count those that may be this near, from every point."""
        near = (self.same_km if same else self.either_km) <= km
        return np.asarray(near @ self.areas["places"].to_numpy(np.int64), np.int64)


def unplaced_near(
    points: pd.DataFrame,
    places: pd.DataFrame,
    crossings: pd.DataFrame,
    towns: pd.DataFrame,
    measure: Measure = STRAIGHT,
) -> Unplaced:
    """Say how near the places without a point may be.

    Parameters
    ----------
    points
        Where to measure from: `lon`, `lat`, `side`.
    places
        Published places that give what is looked for.
    crossings
        The crossings: the way to the other side leads through a working one.
    towns
        Localities; see `atlas.analysis.coverage.municipal_areas.least_km`.
    measure
        What distances are measured along.
    """
    areas = unplaced(measure.sited(supply(places)))
    homes, through = Sites.of(points), Sites.of(gates(crossings), "corridor_id")
    return Unplaced(areas, *measure.bounds(homes, areas, towns, through))


def near_shares(
    table: pd.DataFrame, places: pd.DataFrame, near: Unplaced, *, km: float = NEAR_KM
) -> pd.DataFrame:
    """Count the people who live near a place on their side, from the fewest to the most.

    Parameters
    ----------
    table
        Localities: `corridor_id`, `side`, `lon`, `lat`, `population`, and `same_km`, the distance
        to the nearest place with a point on their side.
    places
        The places that were measured to.
    near
        What `unplaced_near` gives for these localities.
    km
        What is near.

    Returns
    -------
    shares
        One row a corridor and side where people live: `people`; `low` (those near a place with a
        point); `high` (`low`, and all that the places without a point could reach besides: each
        those of its municipality's area, but no more than can live around one spot); `places`,
        `placed` and `anywhere` (the number of places, of those with a point, and of those without
        a municipality either).
    """
    known = supply(places)
    placed = measurable(known)
    astray = ~placed & (known["municipality_code"] == "")
    number, with_point, nowhere = (
        Counter(zip(some["corridor_id"], some["side"], strict=True))
        for some in (known, known[placed], known[astray])
    )
    people = table["population"].fillna(0).to_numpy(np.float64)
    is_near = table["same_km"].to_numpy(np.float64) <= km
    may_be = (near.same_km <= km) & ~is_near[:, None]
    pairs = list(zip(table["corridor_id"], table["side"], strict=True))
    rows = []
    for pair in dict.fromkeys(pairs):
        at = np.array([one == pair for one in pairs])
        if not people[at].sum():
            continue
        low = people[at & is_near].sum()
        more = _most_reached(table[at], people[at], may_be[at], near.areas["places"], km)
        rows.append(
            (
                *pair,
                people[at].sum(),
                low,
                low + more,
                number[pair],
                with_point[pair],
                nowhere[pair],
            )
        )
    columns = ["corridor_id", "side", "people", "low", "high", "places", "placed", "anywhere"]
    return pd.DataFrame(rows, columns=columns)


def nearer(km: pd.Series, least: _Floats) -> _Floats:
    """Give the nearer of a distance (NaN where none is known) and a bound; NaN without both."""
    both = np.fmin(km.to_numpy(np.float64), least)
    return np.where(np.isfinite(both), both, np.nan)


def depends(table: pd.DataFrame, near: Unplaced, *, km: float = NEAR_KM) -> _Flags:
    """Say for which points places without a point decide whether anything is near on their side.

    The parameters are those of `near_shares`.
    """
    return np.asarray((near.same_least <= km) & ~(table["same_km"].to_numpy(np.float64) <= km))


def least_crossing_km(
    places: pd.DataFrame, crossings: pd.DataFrame, towns: pd.DataFrame
) -> pd.Series:
    """Give the least distance that every place may have to a crossing.

    Parameters
    ----------
    places
        Located places, with `nearest_crossing_km`.
    crossings, towns
        As in `unplaced_near`; crossings that are closed count too, as they do for that distance.
    """
    areas = unplaced(places)
    km = least_km(Sites.of(crossings, "corridor_id"), areas, towns).min(axis=0, initial=np.inf)
    least = dict(zip(areas[AREA].itertuples(index=False, name=None), km, strict=True))
    of = places[AREA].itertuples(index=False, name=None)
    bounds = pd.Series([least.get(one, np.nan) for one in of], places.index, "float64")
    return places["nearest_crossing_km"].where(measurable(places), bounds)


def _most_reached(
    homes: pd.DataFrame, living: _Floats, may_be: _Flags, places: pd.Series, km: float
) -> float:
    """Count the people whom places without a point could reach at most.

    Two localities that one place is near to are no farther than twice that from each other. So one
    place reaches no more people than live so near to some locality, and several no more than as
    many times that.
    """
    wanted = np.flatnonzero(may_be.any(axis=1))
    sites = Sites.of(homes.iloc[wanted])
    around = straight_km(sites, sites) <= 2 * km + _SAME_KM
    reached = 0.0
    for area, number in enumerate(places):
        some = living[wanted] * may_be[wanted, area]
        one_place = float((around @ some).max(initial=0.0))
        reached += min(float(some.sum()), number * one_place)
    return min(reached, float(living[wanted].sum()))
