"""Who does the same on the other side of the border, and how far away through a crossing."""

from typing import Final

import numpy as np
import pandas as pd

from atlas.coverage.counts import working
from atlas.coverage.supply import on_the_map
from atlas.coverage.travel import Sites, gates, travel_km
from atlas.search import fold

_PAIRED: Final = [
    "facility_id",
    "side",
    "services",
    "operator",
    "actor_id",
    "status",
    "lon",
    "lat",
    "precision_m",
]


def counterparts(
    places: pd.DataFrame,
    crossings: pd.DataFrame,
    countries: tuple[str, str],
    *,
    service: str = "",
) -> pd.DataFrame:
    """Pair the places of two sides that share a service or an operator, nearest first.

    Parameters
    ----------
    places
        Published places of one corridor; closed and planned ones have no counterpart.
    crossings
        The crossings; the way leads over the working one that makes it shortest.
    countries
        The two sides.
    service
        Pair by this service only; by any service and by operator without it.

    Returns
    -------
    pairs
        One row a pair: `id_a`, `id_b` (of the first and the second side), `services` (shared
        codes, `;`-separated), `same_operator`, `km` (to the crossing and on; NaN where a position
        is missing or nothing is open), `crossing_id`, `precision_m` (of both ends together).
        Pairs without a distance come last.
    """
    one, other = (_of_side(places[_PAIRED], side) for side in countries)
    shared = _shared(one, other, service)
    shared = shared.assign(km=np.nan, crossing_id="", precision_m=np.nan)
    if shared.empty:
        return shared
    known_one, known_other = on_the_map(one), on_the_map(other)
    through = gates(crossings)
    km, gate = travel_km(
        Sites.of(known_one), Sites.of(known_other), Sites.of(through, "corridor_id")
    )
    at = dict(zip(known_one["facility_id"], range(len(known_one)), strict=True))
    to = dict(zip(known_other["facility_id"], range(len(known_other)), strict=True))
    row = shared["id_a"].map(at).fillna(-1).to_numpy(np.int64)
    column = shared["id_b"].map(to).fillna(-1).to_numpy(np.int64)
    known = (row >= 0) & (column >= 0)
    way = km[row[known], column[known]]
    shared.loc[known, "km"] = np.where(np.isfinite(way), way, np.nan)
    ids = np.append(through["crossing_id"].to_numpy(object), "")
    shared.loc[known, "crossing_id"] = ids[gate[row[known], column[known]]]
    both_m = (
        known_one["precision_m"].to_numpy()[row[known]]
        + known_other["precision_m"].to_numpy()[column[known]]
    )
    shared.loc[known, "precision_m"] = both_m
    return shared.sort_values(["km", "id_a", "id_b"], na_position="last", ignore_index=True)


def _of_side(places: pd.DataFrame, side: str) -> pd.DataFrame:
    return working(places[places["side"] == side]).reset_index(drop=True)


def _shared(one: pd.DataFrame, other: pd.DataFrame, service: str) -> pd.DataFrame:
    """Give the pairs that share anything, with what they share."""
    offers = [
        [{code for code in codes.split(";") if code and service in ("", code)} for codes in column]
        for column in (one["services"], other["services"])
    ]
    runs = [_operators(one), _operators(other)]
    rows = []
    for i, id_a in enumerate(one["facility_id"]):
        for j, id_b in enumerate(other["facility_id"]):
            services = offers[0][i] & offers[1][j]
            same = not runs[0][i].isdisjoint(runs[1][j])
            if services or (same and not service):
                rows.append((id_a, id_b, ";".join(sorted(services)), same))
    return pd.DataFrame(rows, columns=["id_a", "id_b", "services", "same_operator"])


def _operators(places: pd.DataFrame) -> list[set[str]]:
    """Give the names that tell who runs each place: the operator's, and its entry as an actor."""
    return [
        {text for text in (fold(operator), actor) if text}
        for operator, actor in zip(places["operator"], places["actor_id"], strict=True)
    ]
