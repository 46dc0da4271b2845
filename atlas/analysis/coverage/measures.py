"""What distances are measured along: a straight line, or streets. Figures are of one of the two."""

from collections.abc import Iterator
from typing import Final, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.analysis.coverage.municipal_areas import least_km
from atlas.analysis.coverage.travel import Block, Sites, blocks, straight_km

_Floats: TypeAlias = npt.NDArray[np.float64]


class Measure(Protocol):
    """How distances are measured."""

    along: str
    """A code: `straight` or `streets`."""

    @property
    def way(self) -> str:
        """A code of what a sentence says: `straight`, or how somebody goes along streets."""

    def blocks(
        self, homes: Sites, places: Sites, through: Sites, limit_km: float
    ) -> Iterator[Block]:
        """Measure block by block; see `atlas.analysis.coverage.travel.blocks`."""

    def bounds(
        self, homes: Sites, areas: pd.DataFrame, towns: pd.DataFrame, through: Sites
    ) -> tuple[_Floats, _Floats]:
        """Give the least distance from homes (m) to places somewhere in areas (n), shapes (m, n).

        The first is to areas of the same side, infinite to others; the second to those of either,
        over the crossing that makes it least.
        """

    def sited(self, places: pd.DataFrame) -> pd.DataFrame:
        """Give places with only those points that distances can be measured from."""

    def only(self, points: pd.DataFrame) -> pd.DataFrame:
        """Give the points (`lon`, `lat`, `side`) that distances can be measured from."""

    def further(
        self, points: pd.DataFrame, places: pd.DataFrame, crossings: pd.DataFrame
    ) -> pd.DataFrame:
        """Give further figures of points whose nearest places are known; see `gaps`."""


class Straight:
    """Geodesic distances; the way into the other country bends at a crossing."""

    along = "straight"
    way = "straight"

    def blocks(
        self, homes: Sites, places: Sites, through: Sites, limit_km: float
    ) -> Iterator[Block]:
        """See `Measure`."""
        return blocks(homes, places, through, limit_km)

    def bounds(
        self, homes: Sites, areas: pd.DataFrame, towns: pd.DataFrame, through: Sites
    ) -> tuple[_Floats, _Floats]:
        """See `Measure`."""
        same_side = homes.country[:, None] == areas["side"].to_numpy(object)
        same_km = np.where(same_side, least_km(homes, areas, towns), np.inf)
        to_gate, from_gate = straight_km(homes, through), least_km(through, areas, towns)
        over = np.full(same_km.shape, np.inf)
        for gate in range(len(through)):
            np.minimum(over, to_gate[:, gate, None] + from_gate[gate], out=over)
        return same_km, np.where(same_side, same_km, over)

    def sited(self, places: pd.DataFrame) -> pd.DataFrame:
        """See `Measure`."""
        return places

    def only(self, points: pd.DataFrame) -> pd.DataFrame:
        """See `Measure`."""
        return points

    def further(
        self, points: pd.DataFrame, places: pd.DataFrame, crossings: pd.DataFrame
    ) -> pd.DataFrame:
        """See `Measure`: there are none."""
        del places, crossings
        return points[[]]


STRAIGHT: Final = Straight()
