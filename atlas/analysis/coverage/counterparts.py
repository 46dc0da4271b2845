"""Who does the same on the other side of the border, and how far away through a crossing."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.analysis.coverage.measures import STRAIGHT, Measure
from atlas.analysis.coverage.supply import measurable, supply
from atlas.analysis.coverage.travel import Sites, gates, travel_km
from atlas.base.text_search import fold
from atlas.places.roles import counted_services

_POINT: Final = ["lon", "lat", "precision_m"]
_PAIRED: Final = ["facility_id", "side", "services", "operator", "actor_id", *_POINT]


def counterparts(
    places: pd.DataFrame,
    crossings: pd.DataFrame,
    countries: tuple[str, str],
    *,
    service: str = "",
    measure: Measure = STRAIGHT,
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
    measure
        What distances are measured along.

    Returns
    -------
    pairs
        One row a pair: `id_a`, `id_b` (of the first and the second side), `services` (shared
        codes, `;`-separated), `same_operator`, `km` (to the crossing and on; NaN where a position
        is missing or nothing is open), `crossing_id`, `precision_m` (of both ends together).
        Pairs without a distance come last.
    """
    known = measure.sited(supply(places))
    known = known.assign(services=counted_services(known))
    one, other = (_sited(known.loc[known["side"] == side, _PAIRED]) for side in countries)
    through = gates(crossings)
    sites = Sites.of(one), Sites.of(other), Sites.of(through, "corridor_id")
    km, gate = travel_km(*sites, measure.blocks)
    row, column, services, same = _shared(one, other, service)
    ids_a, ids_b = (end["facility_id"].to_numpy(object) for end in (one, other))
    precision_a, precision_b = (end["precision_m"].to_numpy(np.float64) for end in (one, other))
    gate_ids = np.append(through["crossing_id"].to_numpy(object), "")  # no crossing is the last
    pairs = pd.DataFrame(
        {
            "id_a": pd.Series(ids_a[row], dtype="str"),
            "id_b": pd.Series(ids_b[column], dtype="str"),
            "services": pd.Series(services, dtype="str"),
            "same_operator": np.array(same, np.bool_),
            "km": np.where(np.isfinite(km), km, np.nan)[row, column],
            "crossing_id": pd.Series(gate_ids[gate[row, column]], dtype="str"),
            "precision_m": precision_a[row] + precision_b[column],
        }
    )
    return pairs.sort_values(["km", "id_a", "id_b"], na_position="last", ignore_index=True)


def _sited(places: pd.DataFrame) -> pd.DataFrame:
    """Give places without the points that are not good enough for distances."""
    return places.assign(**places[_POINT].where(measurable(places)))


def _shared(
    one: pd.DataFrame, other: pd.DataFrame, service: str
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], list[str], list[bool]]:
    """Give the row numbers of the pairs that share anything, and what they share."""
    offers = [
        [{code for code in codes.split(";") if code and service in ("", code)} for codes in column]
        for column in (one["services"], other["services"])
    ]
    runs = [_operators(one), _operators(other)]
    pairs, services, operators = [], [], []
    for i, (offered, run) in enumerate(zip(offers[0], runs[0], strict=True)):
        for j, (offered_there, run_there) in enumerate(zip(offers[1], runs[1], strict=True)):
            common, same = offered & offered_there, not run.isdisjoint(run_there)
            if common or (same and not service):
                pairs.append((i, j))
                services.append(";".join(sorted(common)))
                operators.append(same)
    row, column = np.array(pairs, np.int64).reshape(-1, 2).T
    return row, column, services, operators


def _operators(places: pd.DataFrame) -> list[set[str]]:
    """Give the names that tell who runs each place: the operator's, and its entry as an actor."""
    return [
        {text for text in (fold(operator), actor) if text}
        for operator, actor in zip(places["operator"], places["actor_id"], strict=True)
    ]
