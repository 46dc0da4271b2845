"""How much results depend on positions that are only known roughly.

Every place is put, again and again, somewhere within the precision of its published point, and
everything is measured again. What stays the same can be relied on.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd

from atlas.analysis.coverage.catchments import E2SFCA, Bands, accessibility
from atlas.analysis.coverage.travel import Sites, nearest_km
from atlas.spatial.geodesy import GEOD

DRAWS: Final = 200
SEED: Final = 20_260_101
"""Fixed, so that the same data give the same bands."""

BAND: Final = (5.0, 95.0)
"""The percentiles that bands reach from and to."""

Progress = Callable[[int, int], None]


def uncertainty(
    points: pd.DataFrame,
    places: pd.DataFrame,
    through: pd.DataFrame,
    *,
    bands: Bands = E2SFCA,
    draws: int = DRAWS,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Draw positions within their precision and give bands of the results.

    Parameters
    ----------
    points
        Where people are: `lon`, `lat`, `side`, `population`; NaN counts as nobody.
    places
        Places with a point: `lon`, `lat`, `side`, `precision_m`, and `amount`, their supply. They
        stay in their country.
    through
        The crossings that people can go through.
    bands
        The catchment.
    draws
        How many times.
    progress
        Called after each draw with its number and `draws`.

    Returns
    -------
    result
        One row a point: `access_low`, `access_high` (supply per person), `same_km_low`,
        `same_km_high` (nearest place on the same side; infinite without one): the 5th and the
        95th percentile of the draws.
    """
    homes, gates = Sites.of(points), Sites.of(through, "corridor_id")
    people = points["population"].fillna(0).to_numpy(np.float64)
    supply = places["amount"].to_numpy(np.float64)
    access, nearest = (np.empty((draws, len(points))) for _ in range(2))
    rng = np.random.default_rng(SEED)
    for draw in range(draws):
        sites = _moved(places, rng)
        access[draw] = accessibility(homes, sites, gates, supply, people, bands)
        nearest[draw] = nearest_km(homes, sites)
        if progress:
            progress(draw + 1, draws)
    low, high = (
        [np.percentile(values, at, axis=0, method="nearest") for values in (access, nearest)]
        for at in BAND
    )
    return pd.DataFrame(
        {
            "access_low": low[0],
            "access_high": high[0],
            "same_km_low": low[1],
            "same_km_high": high[1],
        },
        index=points.index,
    )


def _moved(places: pd.DataFrame, rng: np.random.Generator) -> Sites:
    """Put every place somewhere in the circle of its precision, every spot equally likely."""
    sites = Sites.of(places)
    far = places["precision_m"].fillna(0).to_numpy(np.float64) * np.sqrt(rng.random(len(places)))
    lon, lat, _ = GEOD.fwd(sites.lon, sites.lat, 360 * rng.random(len(places)), far)
    return Sites(np.asarray(lon), np.asarray(lat), sites.country)
