"""The streets of one side of a corridor as a graph, in memory."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FOOT_M_PER_MINUTE: Final = 80.0
"""Assumed on foot: 4.8 km/h."""

CLASS_KMH: Final = {
    "motorway": 90.0,
    "trunk": 70.0,
    "primary": 50.0,
    "secondary": 45.0,
    "tertiary": 40.0,
    "minor": 30.0,
    "service": 15.0,
    "path": 5.0,
}
"""The speed classes of edges in the order of their numbers, and the speed assumed by car."""

ON_FOOT: Final = 1
CAR_FORTH: Final = 2
CAR_BACK: Final = 4
"""What is allowed on an edge: on foot, by car from its first to its second node, and back."""

MOST_EDGE_M: Final = 200.0
"""No edge is longer, so that a point of a street lies near the straight line of its edge."""


class Mode(StrEnum):
    """How somebody goes."""

    FOOT = "foot"
    CAR = "car"


class Cost(StrEnum):
    """What is made least: the length of the way, or the time it takes."""

    METRES = "metres"
    MINUTES = "minutes"


@dataclass(frozen=True, eq=False)
class SideGraph:
    """The streets of one side.

    Attributes
    ----------
    corridor_id, side
        Which side it is.
    nodes
        Longitude and latitude, shape (n, 2).
    edges
        The two nodes of each edge, shape (m, 2).
    metres
        Length of each edge along the street, shape (m,).
    speed_class
        Number of the class of each edge in `CLASS_KMH`, shape (m,).
    allowed
        Sum of `ON_FOOT`, `CAR_FORTH` and `CAR_BACK` of each edge, shape (m,).
    """

    corridor_id: str
    side: str
    nodes: Floats
    edges: Ints
    metres: Floats
    speed_class: Ints
    allowed: Ints

    @property
    def km(self) -> float:
        """Length of all edges."""
        return float(self.metres.sum()) / 1000

    def directions(self, mode: Mode) -> tuple[Flags, Flags]:
        """Say of each edge whether it may be used forth and back."""
        if mode is Mode.FOOT:
            either = (self.allowed & ON_FOOT) > 0
            return either, either
        return (self.allowed & CAR_FORTH) > 0, (self.allowed & CAR_BACK) > 0

    def costs(self, mode: Mode, cost: Cost) -> Floats:
        """Give what each edge costs, in whole millimetres or milliseconds, at least one.

        Sums of whole numbers are exact, in whichever order they are added.
        """
        if cost is Cost.METRES:
            return np.maximum(np.round(self.metres * 1000), 1.0)
        if mode is Mode.FOOT:
            minutes = self.metres / FOOT_M_PER_MINUTE
        else:
            minutes = self.metres / (np.array(list(CLASS_KMH.values()))[self.speed_class] / 0.06)
        return np.maximum(np.round(minutes * 60_000), 1.0)


def leg_cost(metres: Floats, cost: Cost) -> Floats:
    """Give what the way from points to their street costs: it is walked."""
    scale = 1000 if cost is Cost.METRES else 60_000 / FOOT_M_PER_MINUTE
    return np.asarray(np.round(metres * scale))


def in_units(costs: Floats, cost: Cost) -> Floats:
    """Give costs as metres or minutes."""
    return np.asarray(costs / (1000 if cost is Cost.METRES else 60_000))
