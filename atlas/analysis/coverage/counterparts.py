"""Who does the same on the other side of the border, and how far away through a crossing."""

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.analysis.coverage.measures import STRAIGHT, Measure
from atlas.analysis.coverage.supply import measurable, supply
from atlas.analysis.coverage.travel import Sites, gates, travel_km
from atlas.base.text_search import fold
from atlas.places.roles import counted_services

_Floats: TypeAlias = npt.NDArray[np.float64]

_POINT: Final = ["lon", "lat", "precision_m"]
_AREA: Final = ["corridor_id", "municipality_code"]
_PAIRED: Final = ["facility_id", "side", "services", "operator", "actor_id", *_AREA, *_POINT]


def counterparts(
    places: pd.DataFrame,
    crossings: pd.DataFrame,
    towns: pd.DataFrame,
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
    towns
        Localities: around them lie the municipalities of places without a point.
    countries
        The two sides.
    service
        Pair by this service only; by any service and by operator without it.
    measure
        What distances are measured along; by car from the first side to the second.

    Returns
    -------
    pairs
        One row a pair: `id_a`, `id_b` (of the first and the second side), `services` (shared
        codes, `;`-separated), `same_operator`, `km` (to the crossing and on; NaN where a position
        is missing or nothing is open), `crossing_id`, `precision_m` (of both ends together),
        `km_low` and `km_high` (the ends of the distance, wherever within its precision or its
        municipality each place is; the higher one NaN where a position is missing). Along streets
        also `minutes`, of the quickest way with the wait. Pairs without a distance come last.
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
            "km": _finite(km[row, column]),
            "crossing_id": pd.Series(gate_ids[gate[row, column]], dtype="str"),
            "precision_m": precision_a[row] + precision_b[column],
        }
    )
    to_gate = measure.crossing_bounds(one, towns, sites[2], towards=True)
    from_gate = measure.crossing_bounds(other, towns, sites[2], towards=False)
    for name, to, onwards in zip(("km_low", "km_high"), to_gate, from_gate, strict=True):
        pairs[name] = _finite((to[row] + onwards[column]).min(axis=1, initial=np.inf))
    if (minutes := measure.minutes(*sites)) is not None:
        pairs["minutes"] = _finite(minutes[row, column])
    return pairs.sort_values(["km", "id_a", "id_b"], na_position="last", ignore_index=True)


def _finite(values: _Floats) -> _Floats:
    return np.where(np.isfinite(values), values, np.nan)


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
