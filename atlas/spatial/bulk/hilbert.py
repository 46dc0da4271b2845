"""Places along a Hilbert curve over the world: points that are near on it are near each other."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from atlas.spatial.bulk.positions import Floats

_WORLD = (-180, -90, 180, 90)
_LAST = 2**32 - 1

PREFIXES = 1 << 16
"""Curve places divided by this number of stretches are the number of the stretch."""


def curve_places(lon: Floats, lat: Floats) -> npt.NDArray[np.uint32]:
    """Give the place of points on the curve, 0 to 2**32 - 1; the last one without a position.

    The curve of `geopandas.GeoSeries.hilbert_distance`, through 65,536 x 65,536 cells.
    """
    with np.errstate(invalid="ignore"):
        known = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    points = gpd.GeoSeries(shapely.points(np.where(known, lon, 0), np.where(known, lat, 0)))
    places = points.hilbert_distance(total_bounds=_WORLD).to_numpy(np.uint32)
    return np.where(known, places, np.uint32(_LAST))
