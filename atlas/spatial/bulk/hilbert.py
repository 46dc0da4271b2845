"""Places along a Hilbert curve over the world: points that are near on it are near each other."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_ORDER = 16
PREFIXES = 1 << _ORDER
"""Curve places divided by this number of stretches are the number of the stretch."""


def curve_places(lon: Floats, lat: Floats) -> npt.NDArray[np.int64]:
    """Give the place of points on the curve, 0 to 2**32 - 1; the last one without a position.

    The curve runs through 65,536 x 65,536 cells. The classical bit-by-bit rotation (Hilbert 1891),
    for all points at once.
    """
    side = 1 << _ORDER
    with np.errstate(invalid="ignore"):
        known = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    x = np.where(known, (lon + 180) * (side / 360), 0).astype(np.int64).clip(0, side - 1)
    y = np.where(known, (lat + 90) * (side / 180), 0).astype(np.int64).clip(0, side - 1)
    place = np.zeros(len(x), np.int64)
    half = side >> 1
    while half:
        right, upper = (x & half) > 0, (y & half) > 0
        place += half * half * ((3 * right) ^ upper)
        flip = right & ~upper
        x, y = np.where(flip, side - 1 - x, x), np.where(flip, side - 1 - y, y)
        x, y = np.where(upper, x, y), np.where(upper, y, x)
        half >>= 1
    place[~known] = side * side - 1
    return place
