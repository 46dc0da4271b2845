"""Accessibility by two-step floating catchment areas.

Step one gives each place its supply per person who can reach it; step two gives each locality the
sum over the places that it can reach. Without weights within the catchment this is the method of
Luo and Wang (2003); with weights that fall from band to band it is the enhanced method of Luo and
Qi (2009). Distances are geodesic, on WGS84.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from atlas.geo import distances_m
from atlas.index import SiteIndex

_Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bands:
    """A catchment: what counts up to which distance.

    Attributes
    ----------
    limits_km
        Outer distance of each band, in km, rising; the last one is the edge of the catchment.
    weights
        What a person or a place in the band counts, 0 to 1, not rising.
    """

    limits_km: tuple[float, ...]
    weights: tuple[float, ...]

    def weigh(self, km: _Floats) -> _Floats:
        """Give the weight of each distance; 0 outside the catchment."""
        table = np.array([*self.weights, 0.0])
        return table[np.searchsorted(self.limits_km, km, side="left")]


BANDS_2SFCA: Final = Bands((20.0,), (1.0,))
"""One catchment of 20 km in which everything counts alike (Luo and Wang 2003)."""

E2SFCA: Final = Bands((5.0, 10.0, 20.0), (1.0, 0.68, 0.22))
"""Three bands with the Gaussian weights that fall fast (Luo and Qi 2009)."""


def accessibility(
    supply: tuple[Sequence[float] | _Floats, Sequence[float] | _Floats, npt.ArrayLike],
    demand: tuple[Sequence[float] | _Floats, Sequence[float] | _Floats, npt.ArrayLike],
    bands: Bands = E2SFCA,
) -> _Floats:
    """Give the supply per person that each locality can reach.

    Parameters
    ----------
    supply
        Longitudes and latitudes (degrees) and amounts (places to sleep, say, or 1 each) of the
        places; n of them.
    demand
        Longitudes and latitudes (degrees) and populations of the localities; m of them.
    bands
        The catchment.

    Returns
    -------
    access
        Supply per person, shape (m,). A place that nobody can reach adds nothing; the sum of
        access times population is the supply of all the others.

    Notes
    -----
    Places and localities without a position reach nothing and are reached by nothing.
    """
    place_lon, place_lat, amount = (np.asarray(part, np.float64) for part in supply)
    home_lon, home_lat, people = (np.asarray(part, np.float64) for part in demand)
    home, place = SiteIndex(place_lon, place_lat).within(
        home_lon, home_lat, bands.limits_km[-1] * 1000
    )
    metres = distances_m(home_lon[home], home_lat[home], place_lon[place], place_lat[place])
    weight = bands.weigh(metres / 1000)
    reached = np.bincount(place, weights=weight * people[home], minlength=len(amount))
    ratio = np.divide(amount, reached, out=np.zeros_like(reached), where=reached > 0)
    return np.bincount(home, weights=weight * ratio[place], minlength=len(people))
