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
    known = working(places[_PAIRED])
    one, other = (known[known["side"] == side].reset_index(drop=True) for side in countries)
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
    # A place without a good point takes the last row or column, which says that nothing is known.
    km = np.pad(np.where(np.isfinite(km), km, np.nan), ((0, 1), (0, 1)), constant_values=np.nan)
    gate = np.pad(gate, ((0, 1), (0, 1)), constant_values=-1)
    ids = np.append(through["crossing_id"].to_numpy(object), "")
    one_m, other_m = (
        np.append(sited["precision_m"].to_numpy(np.float64), np.nan)
        for sited in (known_one, known_other)
    )
    shared = shared.assign(
        km=km[row, column],
        crossing_id=pd.Series(ids[gate[row, column]], dtype="str"),
        precision_m=one_m[row] + other_m[column],
    )
    return shared.sort_values(["km", "id_a", "id_b"], na_position="last", ignore_index=True)


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
