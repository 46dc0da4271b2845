"""What counts as supply, and what cannot be counted because nobody may or can say where it is."""

from collections import Counter
from collections.abc import Collection
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.analysis.coverage.counts import working
from atlas.base.partial_dates import is_recent
from atlas.places.join import DISTANCE_LIMIT_M
from atlas.places.roles import helping
from atlas.places.view import View

BED: Final = "beds"
"""The unit of capacity that counts sleeping places; detention and hospital beds are others."""

FEW: Final = 3
"""Counts below this are not given exactly where a protected place is among them."""


def supply(places: pd.DataFrame, services: Collection[str] | None = None) -> pd.DataFrame:
    """Give the places that count as supply: those of help that are not closed nor only planned.

    Parameters
    ----------
    places
        Published places.
    services
        The services that are looked for; see `atlas.places.roles.helping`.
    """
    at_work = working(places)
    counted = helping(at_work, services)
    return at_work if counted.all() else at_work[counted]


def sought(view: View) -> pd.DataFrame:
    """Give the places of a view that count as supply of what its filter looks for."""
    return supply(view.places, view.filter.service)


def on_the_map(places: pd.DataFrame) -> pd.DataFrame:
    """Give the places whose published point is known well enough to measure distances from."""
    kept = measurable(places)
    return places if kept.all() else places[kept].reset_index(drop=True)


def left_out(places: pd.DataFrame) -> pd.DataFrame:
    """Count the places that distances cannot take into account, by municipality.

    Returns
    -------
    counts
        corridor_id, side, municipality, places (number), protected (number of those that are
        protected); the largest first. `few` words the numbers.
    """
    keys = ["corridor_id", "side", "municipality"]
    known = measurable(places).tolist()
    columns = (places[name].tolist() for name in (*keys, "sensitivity"))
    counts, protected = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for sited, *place, sensitivity in zip(known, *columns, strict=True):
        if not sited:
            counts[tuple(place)] += 1
            protected[tuple(place)] += sensitivity != "open"
    ranked = sorted(counts, key=lambda place: (-counts[place], place))
    named = {key: pd.Series([one[i] for one in ranked], dtype="str") for i, key in enumerate(keys)}
    counted = {"places": counts, "protected": protected}
    numbers = {name: np.array([n[one] for one in ranked], np.int64) for name, n in counted.items()}
    return pd.DataFrame(named | numbers)


def few(number: int, protected: int) -> str:
    """Write a count; a small one that a protected place is part of is not given exactly."""
    return f"1\N{EN DASH}{FEW - 1}" if protected and 0 < number < FEW else str(number)


def sleeping_places(places: pd.DataFrame) -> pd.Series:
    """Give the published sleeping places of each place; NaN where no source states them."""
    return places["capacity"].where(places["capacity_unit"] == BED)


RECENT_MONTHS: Final = 24
"""Sums of sleeping places are of sources this old at most; older ones are summed apart."""


def beds_by_age(places: pd.DataFrame, today: str) -> pd.DataFrame:
    """Part the published sleeping places of each place by the age of their source.

    Parameters
    ----------
    places
        Columns `capacity`, `capacity_unit` and `capacity_date`.
    today
        ISO date that ages are counted from: the date of the data.

    Returns
    -------
    beds
        `recent` (sources of the last `RECENT_MONTHS`) and `older` (also of unknown date), NaN
        where there are none; indexed as `places`.
    """
    beds = sleeping_places(places).astype(np.float64)
    recent = places["capacity_date"].map(lambda date: is_recent(date, today, RECENT_MONTHS))
    return pd.DataFrame(
        {"recent": beds.where(recent.astype(bool)), "older": beds.mask(recent.astype(bool))},
        index=places.index,
    )


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
