"""What a street pack holds, in memory: lines of whole numbers by class, with their names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from atlas.spatial.streets.street_classes import STREETS

Steps = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Layer:
    """The things of one class.

    Attributes
    ----------
    names
        The name of each, or nothing.
    lines
        The points of each in steps of the pack's grid, shape (n, 2): a line, a closed ring, or one
        point. The rings of all areas together are filled by the even-odd rule.
    """

    names: list[str]
    lines: list[Steps]


@dataclass(frozen=True, eq=False)
class StreetPack:
    """Streets and what goes with them.

    Attributes
    ----------
    origin
        Longitude and latitude of the point from which the grid counts.
    step
        Degrees of a step of the grid, east and north.
    layers
        By class, in the order of `CLASSES`.
    facts
        What is said of the pack: `corridors` with the km of streets on each side, `source`.
    """

    origin: tuple[float, float]
    step: tuple[float, float]
    layers: Mapping[str, Layer]
    facts: Mapping[str, Any] = field(default_factory=dict)

    def degrees(self, steps: Steps) -> Floats:
        """Give longitude and latitude of points of the grid."""
        degrees: Floats = np.asarray(self.origin) + steps * np.asarray(self.step)
        return degrees

    def only(self, names: tuple[str, ...]) -> "StreetPack":
        """Give the pack with these classes alone."""
        kept = {name: layer for name, layer in self.layers.items() if name in names}
        return StreetPack(self.origin, self.step, kept, self.facts)

    @property
    def streets(self) -> "StreetPack":
        """The streets alone."""
        return self.only(STREETS)
