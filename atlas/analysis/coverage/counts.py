"""What is there on each side of a corridor, counted.

A place that is closed, or only planned, gives no service. A zero means that no known place gives
it, not that nobody does: what is known differs from side to side.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.places.roles import counted_services

NOT_WORKING: Final = ("closed", "planned")
"""The statuses of places that do not count as giving anything."""


def sides(corridors: pd.DataFrame, chosen: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Give the sides of the corridors as (corridor, country), each corridor's first country first.

    Parameters
    ----------
    corridors
        The columns `corridor_id`, `country_a` and `country_b`.
    chosen
        Country codes to keep; all without any.
    """
    pairs = [
        (corridor, side)
        for corridor, *countries in corridors[["corridor_id", "country_a", "country_b"]].itertuples(
            index=False
        )
        for side in countries
    ]
    return [pair for pair in pairs if not chosen or pair[1] in chosen]


def works(places: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Say which places are neither closed nor only planned."""
    return ~places["status"].isin(NOT_WORKING).to_numpy(np.bool_)


def working(places: pd.DataFrame) -> pd.DataFrame:
    """Give the places that are neither closed nor only planned."""
    kept = works(places)
    return places if kept.all() else places[kept]


def kind_by_side(
    places: pd.DataFrame, of: Sequence[tuple[str, str]], kinds: Sequence[str]
) -> pd.DataFrame:
    """Count the places of every kind on every side.

    Parameters
    ----------
    places
        Located places.
    of
        The sides to count, see `sides`.
    kinds
        The kinds to count, in the order of the result.

    Returns
    -------
    counts
        Number of places; one row a kind, one column a side, in the given orders.
    """
    return _by_side(places, places["kind"], of, kinds)


def service_by_side(
    places: pd.DataFrame, of: Sequence[tuple[str, str]], services: Sequence[str]
) -> pd.DataFrame:
    """Count the places that state every service on every side.

    Parameters
    ----------
    places
        Located places; give those of `working` to count what can be asked for today.
    of
        The sides to count, see `sides`.
    services
        The services to count, in the order of the result.

    Returns
    -------
    counts
        Number of places; one row a service, one column a side, in the given orders. A place with
        several services counts once in each of their rows, so rows do not add up to places.
    """
    return _by_side(places, counted_services(places).str.split(";").explode(), of, services)


def _by_side(
    places: pd.DataFrame, codes: pd.Series, of: Sequence[tuple[str, str]], rows: Sequence[str]
) -> pd.DataFrame:
    located = places.loc[codes.index, ["corridor_id", "side"]]
    found = located.assign(code=codes.to_numpy()).value_counts()
    columns = pd.MultiIndex.from_tuples(of, names=["corridor_id", "side"])
    counts = [[int(found.get((*pair, code), 0)) for pair in of] for code in rows]
    return pd.DataFrame(counts, index=pd.Index(rows, name="code"), columns=columns, dtype=int)
