"""The streets on which a place may stand of which only the municipality is known."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.analysis.coverage.municipal_areas import AREA, least_km
from atlas.analysis.coverage.travel import Sites
from atlas.spatial.streets.routes import (
    MOST_EDGE_M,
    SNAP_M,
    Cost,
    SideGraph,
    StreetDistances,
    in_units,
)

AROUND_KM: Final = (SNAP_M + MOST_EDGE_M) / 1000
"""The street of a place has both its nodes this near to where the place may be."""

_Floats = npt.NDArray[np.float64]


class HeldStreets:
    """The nodes of streets at which a place that is somewhere in an area may stand."""

    def __init__(self, areas: pd.DataFrame, towns: pd.DataFrame) -> None:
        self._areas, self._towns = areas, towns
        self.bare = np.ones(len(areas), dtype=bool)
        """Areas without any; complete when the nodes of every side have been asked for."""

    def nodes_of(self, graph: SideGraph) -> list[npt.NDArray[np.int64]]:
        """Give the nodes of a side in each area; none in those of other sides."""
        found = [np.empty(0, np.int64) for _ in range(len(self._areas))]
        corridor, side = (self._areas[name].to_numpy(object) for name in AREA[:2])
        own = np.flatnonzero((corridor == graph.corridor_id) & (side == graph.side))
        lon, lat = graph.nodes.T
        nodes = Sites(lon, lat, np.full(len(lon), graph.side, object))
        km = least_km(nodes, self._areas.iloc[own], self._towns)
        for column, area in enumerate(own):
            found[area] = np.flatnonzero(km[:, column] <= AROUND_KM)
            self.bare[area] = not len(found[area])
        return found

    def least(self, along: _Floats, straight: _Floats) -> _Floats:
        """Give the least way between points (m) and the areas (n), shape (m, n).

        Parameters
        ----------
        along
            To the nearest node of each area, shape (m, n).
        straight
            The least straight distance in the same unit: what counts of an area without a street,
            since no way is shorter.
        """
        return np.where(self.bare, straight, along)


def is_around(straight_km: _Floats) -> npt.NDArray[np.bool_]:
    """Say what is so near to an area that a place there may stand right next to it."""
    return np.asarray(straight_km <= AROUND_KM + SNAP_M / 1000)


def gates_least_km(
    distances: StreetDistances, areas: pd.DataFrame, towns: pd.DataFrame, *, towards: bool
) -> _Floats:
    """Give the least way between areas (n) and the gates of their corridor (g), shape (n, g).

    Parameters
    ----------
    distances
        Where the length of the way is made least.
    areas, towns
        As in `municipal_areas.least_km`.
    towards
        The ways to the gates; from them otherwise.
    """
    held = HeldStreets(areas, towns)
    along = distances.gates_to_areas(len(areas), held.nodes_of, towards=towards).T
    straight = least_km(Sites.of(distances.gates, "corridor_id"), areas, towns)
    km = np.where(is_around(straight), 0.0, in_units(along, Cost.METRES) / 1000)
    own = distances.gates["corridor_id"].to_numpy(object)[:, None]
    own = own == areas["corridor_id"].to_numpy(object)
    return np.asarray(np.where(own, held.least(km, straight), np.inf).T)
