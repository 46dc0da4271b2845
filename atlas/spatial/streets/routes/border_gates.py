"""The border is crossed at gates only: the way to a gate, the wait, and the way on from it.

Each side is searched alone. What joins the two is a minimum over the gates, so one of them can be
closed, or its wait be changed, without a new search.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from atlas.spatial.streets.routes.street_graph import Cost, Flags, Floats, Ints, Mode
from atlas.spatial.streets.routes.street_search import SNAP_M, Feet, Network

ASSUMED_WAIT_MINUTES: Final = 30.0
"""Assumed at every gate, where nobody says otherwise; no source is behind it."""

NO_GATE: Final = -1

_MODE_OF: Final[Mapping[Mode, str]] = {Mode.FOOT: "pedestrian", Mode.CAR: "vehicle"}
"""What a crossing's `modes` must hold, by how somebody goes."""


def lets_through(crossings: pd.DataFrame, mode: Mode) -> Flags:
    """Say which crossings let somebody through who goes like this, by their column `modes`."""
    wanted = _MODE_OF[mode]
    return np.array([wanted in modes.split(";") for modes in crossings["modes"]], np.bool_)


def put_gates(network: Network, crossings: pd.DataFrame) -> Feet:
    """Put crossings on the streets of one side; what a position leaves open is allowed for."""
    limit_m = SNAP_M + crossings["precision_m"].fillna(0).to_numpy(np.float64)
    return network.put(crossings[["lon", "lat"]].to_numpy(np.float64), limit_m)


def wait_costs(minutes: Floats, cost: Cost) -> Floats:
    """Give what waits cost: nothing, where the length of the way is what counts."""
    return np.zeros(len(minutes)) if cost is Cost.METRES else np.round(minutes * 60_000)


@dataclass(frozen=True, eq=False)
class AcrossBorder:
    """What it costs from points of one side to the gates, at them, and on to the other side.

    Attributes
    ----------
    to_gate, from_gate
        Shapes (m, g) and (g, n); infinite where a gate has no street of that side.
    wait
        Shape (g,).
    """

    to_gate: Floats
    from_gate: Floats
    wait: Floats

    def over(self, open_gates: Flags) -> tuple[Floats, Ints]:
        """Give the least cost over one of the open gates, shape (m, n), and that gate.

        Returns
        -------
        cost, gate
            Infinite and `NO_GATE` where there is no way; of equal ways the one over the first gate.
        """
        cost = np.full((len(self.to_gate), self.from_gate.shape[1]), np.inf)
        gate = np.full(cost.shape, NO_GATE)
        for number in np.flatnonzero(open_gates):
            way = self.to_gate[:, number, None] + (self.wait[number] + self.from_gate[number])
            gate[way < cost] = number
            np.minimum(cost, way, out=cost)
        return cost, gate
