"""Colours for numbers on the planner's maps, and the legend that says what they mean.

Made here and not by the drawing library: a drawing whose colours are part of its table stays the
same drawing when the numbers change, and the browser need not build it again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.app import markup

_AMOUNTS: Final = ("#d5ece4", "#8cc6c9", "#3f93ab", "#1d5f7f", "#123a5a")
_CHANGES: Final = ("#8a3f06", "#d98a3a", "#f4f1ec", "#a58fc4", "#54337f")


@dataclass(frozen=True)
class Ramp:
    """Colours from a lowest to a highest value.

    Attributes
    ----------
    stops
        Colours at even steps, `#rrggbb`.
    low, high
        The values at its ends.
    by_root
        Steps are those of the square root: small values are easier to distinguish.
    """

    stops: tuple[str, ...]
    low: float
    high: float
    by_root: bool

    def colours(self, values: pd.Series) -> list[str]:
        """Give the colour of each value, `#rrggbb`; values beyond an end take its colour."""
        channels = np.array([[int(one[i : i + 2], 16) for i in (1, 3, 5)] for one in self.stops])
        at = np.linspace(0, 1, len(self.stops))
        place = self._place(values.to_numpy(np.float64))
        rgb = np.column_stack([np.interp(place, at, channel) for channel in channels.T])
        return [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in rgb.round().astype(int).tolist()]

    def legend(self, title: str, say: Callable[[float], str]) -> str:
        """Give the legend; `say` writes a value. Where all are the same, it has one colour."""
        if self.low == self.high:
            (colour,) = self.colours(pd.Series([0.0]))
            return markup.ramp(title, [colour, colour], [say(0.0)])
        half = 0.25 if self.by_root else 0.5
        ticks = [self.low, self.low + half * (self.high - self.low), self.high]
        return markup.ramp(title, self.stops, [say(one) for one in ticks])

    def _place(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Give where values stand between the ends, 0 to 1."""
        span = self.high - self.low
        if not span:  # nothing to tell apart: all is at 0
            return np.full(len(values), 0.0 if self.by_root else 0.5)
        share = np.clip((values - self.low) / span, 0, 1)
        return np.sqrt(share) if self.by_root else share


def amounts(values: pd.Series) -> Ramp:
    """Give a ramp from 0 to the highest value."""
    return Ramp(_AMOUNTS, 0.0, _most(values), by_root=True)


def changes(values: pd.Series) -> Ramp:
    """Give a ramp as far below 0 as above it."""
    most = _most(values.abs())
    return Ramp(_CHANGES, -most, most, by_root=False)


def _most(values: pd.Series) -> float:
    return float(values.max()) if values.notna().any() else 0.0
