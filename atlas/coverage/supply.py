"""What counts as supply, and what cannot be counted because nobody may or can say where it is."""

from collections import Counter
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.joins import DISTANCE_LIMIT_M

BED: Final = "beds"
"""The unit of capacity that counts sleeping places; detention and hospital beds are others."""

FEW: Final = 3
"""Counts below this are not given exactly where a protected place is among them."""


def on_the_map(places: pd.DataFrame) -> pd.DataFrame:
    """Give the places whose published point is known well enough to measure distances from."""
    return places[measurable(places)].reset_index(drop=True)


def left_out(places: pd.DataFrame) -> pd.DataFrame:
    """Count the places that distances cannot take into account, by municipality.

    Returns
    -------
    counts
        corridor_id, side, municipality, places (number), protected (number of those that are
        protected); the largest first. `few` words the numbers.
    """
    keys = ["corridor_id", "side", "municipality"]
    rest = places.loc[~measurable(places), [*keys, "sensitivity"]]
    counts, protected = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for *place, sensitivity in rest.itertuples(index=False):
        counts[tuple(place)] += 1
        protected[tuple(place)] += sensitivity != "open"
    ranked = sorted(counts, key=lambda place: (-counts[place], place))
    rows = [(*place, counts[place], protected[place]) for place in ranked]
    table = pd.DataFrame(rows, columns=[*keys, "places", "protected"])
    return table.astype(dict.fromkeys(keys, "str") | {"places": "int64", "protected": "int64"})


def few(number: int, protected: int) -> str:
    """Write a count; a small one that a protected place is part of is not told exactly."""
    return f"1\N{EN DASH}{FEW - 1}" if protected and 0 < number < FEW else str(number)


def sleeping_places(places: pd.DataFrame) -> pd.Series:
    """Give the published sleeping places of each place; NaN where no source states them."""
    return places["capacity"].where(places["capacity_unit"] == BED)


def amounts(places: pd.DataFrame, *, by_capacity: bool) -> npt.NDArray[np.float64]:
    """Give the supply of each place.

    Parameters
    ----------
    places
        Columns `capacity` and `capacity_unit`.
    by_capacity
        Count sleeping places where they are published and 1 where they are not; otherwise every
        place counts 1.
    """
    if not by_capacity:
        return np.ones(len(places))
    return sleeping_places(places).fillna(1.0).to_numpy(np.float64)


def measurable(places: pd.DataFrame) -> pd.Series:
    """Say which places have a published point that is known well enough for distances."""
    return (
        places["lon"].notna() & places["lat"].notna() & (places["precision_m"] <= DISTANCE_LIMIT_M)
    )
