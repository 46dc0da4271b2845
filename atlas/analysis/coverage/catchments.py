"""Accessibility by two-step floating catchment areas.

Step one gives each place its supply per person who can reach it; step two gives each locality the
sum over the places that it can reach. With one band in which everything counts alike this is the
method of Luo and Wang (2003, doi:10.1068/b29120); with weights that fall from band to band it is
the enhanced method of Luo and Qi (2009, doi:10.1016/j.healthplace.2009.06.002). Theirs are bands
of driving time, 10, 20 and 30 minutes; here they are bands of distance.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from atlas.analysis.coverage.travel import Blocks, Sites, blocks
from atlas.base.errors import FilterError

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

    def __post_init__(self) -> None:
        """Refuse bands that make no catchment."""
        rising = list(self.limits_km) == sorted(set(self.limits_km)) and self.limits_km[0] > 0
        falling = list(self.weights) == sorted(self.weights, reverse=True)
        if not (rising and falling and len(self.limits_km) == len(self.weights)):
            message = f"bands {self.limits_km} km with {self.weights}: limits rise, weights fall"
            raise FilterError(message)

    @property
    def edge_km(self) -> float:
        """The edge of the catchment."""
        return self.limits_km[-1]

    def number(self, km: _Floats) -> npt.NDArray[np.uint8]:
        """Say in how many of the circles each distance is, one byte each; an edge is inside."""
        inside = np.zeros(km.shape, np.uint8)
        for limit in self.limits_km:
            inside += km <= limit
        return inside

    def weight_of(self, number: npt.NDArray[np.uint8]) -> _Floats:
        """Give the weight of what `number` gives."""
        return np.array([0.0, *self.weights[::-1]]).take(number)


BANDS_2SFCA: Final = Bands((20.0,), (1.0,))
"""One catchment of 20 km in which everything counts alike (Luo and Wang 2003)."""

E2SFCA: Final = Bands((5.0, 10.0, 20.0), (1.0, 0.68, 0.22))
"""Three bands, with the first and slower of the two sets of Gaussian weights of Luo and Qi (2009);
the other one is 1, 0.42 and 0.09."""


def accessibility(  # noqa: PLR0913, PLR0917, the method has as many terms
    homes: Sites,
    places: Sites,
    through: Sites,
    amount: npt.ArrayLike,
    people: npt.ArrayLike,
    bands: Bands = E2SFCA,
    how: Blocks = blocks,
) -> _Floats:
    """Give the supply per person that each locality can reach.

    Parameters
    ----------
    homes, places, through
        Localities (m), places (n) and crossings; see `atlas.analysis.coverage.travel_km`.
    amount
        Supply of each place (beds, say, or 1), shape (n,).
    people
        Population of each locality, shape (m,).
    bands
        The catchment.
    how
        What measures; in straight lines, if nothing else is said.

    Returns
    -------
    access
        Supply per person, shape (m,). A place that nobody can reach adds nothing; the sum of
        access times population is the supply of all the others.
    """
    supply, demand = np.asarray(amount, np.float64), np.asarray(people, np.float64)
    near = [
        (home, place, bands.number(km))
        for home, place, km, _ in how(homes, places, through, bands.edge_km)
    ]
    reached, access = np.zeros(len(supply)), np.zeros(len(demand))
    for home, place, number in near:
        reached[place] += demand[home] @ bands.weight_of(number)
    ratio = np.divide(supply, reached, out=np.zeros_like(reached), where=reached > 0)
    for home, place, number in near:
        access[home] += bands.weight_of(number) @ ratio[place]
    return access
