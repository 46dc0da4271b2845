"""What distances are measured along: a straight line, or streets. Figures are of one of the two."""

from collections.abc import Iterator
from typing import Final, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.analysis.coverage.municipal_areas import area_rows, least_km, unplaced
from atlas.analysis.coverage.supply import measurable
from atlas.analysis.coverage.travel import Block, Sites, blocks, straight_km

_Floats: TypeAlias = npt.NDArray[np.float64]


class Measure(Protocol):
    """How distances are measured."""

    along: str
    """A code: `straight` or `streets`."""

    def __hash__(self) -> int:
        """Give what results are remembered by."""

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

    def minutes(self, homes: Sites, places: Sites, through: Sites) -> _Floats | None:
        """Give the time of the quickest ways, with the waits, shape (m, n); None without any."""

    def crossing_km(self, places: Sites, through: Sites) -> _Floats:
        """Measure from places (n) to crossings of their corridor (g), shape (n, g)."""

    def crossing_bounds(
        self, places: pd.DataFrame, towns: pd.DataFrame, through: Sites, *, towards: bool
    ) -> tuple[_Floats, _Floats]:
        """Give the least and the greatest distance between places and crossings, shapes (n, g).

        Each place is anywhere within the precision of its point. One without a point is anywhere in
        its municipality: only the least is known, the greatest is infinite.

        Parameters
        ----------
        places
            What `sited` gives (n of them).
        towns
            Localities: around them lie the municipalities.
        through
            The crossings (g of them).
        towards
            The ways to the crossings; from them otherwise.
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

    def minutes(self, homes: Sites, places: Sites, through: Sites) -> None:
        """See `Measure`: nobody goes in straight lines."""
        del homes, places, through

    def crossing_km(self, places: Sites, through: Sites) -> _Floats:
        """See `Measure`."""
        return straight_km(places, through)

    def crossing_bounds(
        self, places: pd.DataFrame, towns: pd.DataFrame, through: Sites, *, towards: bool
    ) -> tuple[_Floats, _Floats]:
        """See `Measure`."""
        del towards
        areas, known = unplaced(places), measurable(places).to_numpy(np.bool_)[:, None]
        km = straight_km(Sites.of(places), through)
        doubt = places["precision_m"].fillna(0).to_numpy(np.float64)[:, None] / 1000
        low, high = np.maximum(km - doubt, 0.0), np.where(known, km + doubt, np.inf)
        rows = area_rows(places, areas)
        low[rows >= 0] = least_km(through, areas, towns).T[rows[rows >= 0]]
        return low, high

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
