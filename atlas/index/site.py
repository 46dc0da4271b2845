"""Nearest sites and sites within a radius, on the WGS84 ellipsoid."""

import numpy as np
import numpy.typing as npt
from pyproj import Geod

from atlas.errors import FilterError

_GEOD = Geod(ellps="WGS84")


class SiteIndex:
    """Find the sites near each point, by geodesic distance on WGS84.

    Parameters
    ----------
    lon, lat
        Positions of the sites, degrees.
    """

    def __init__(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> None:
        self._lon = np.asarray(lon, dtype=float)
        self._lat = np.asarray(lat, dtype=float)

    def nearest(
        self, lon: npt.ArrayLike, lat: npt.ArrayLike, k: int = 1
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Give the nearest sites of each point and their distances in metres.

        Returns
        -------
        site_index, distance_m
            Shape (points,) when `k` is 1, else (points, k); -1 and NaN where there is no site.
        """
        if not 1 <= k <= 16:
            raise FilterError(f"k {k!r}: allowed are 1 to 16")
        distance = self._distances(lon, lat)
        count = len(distance)
        index = np.full((count, k), -1, np.int64)
        metres = np.full((count, k), np.nan)
        take = min(k, self._lon.size)
        order = np.argsort(distance, axis=1, kind="stable")[:, :take]
        metres[:, :take] = np.take_along_axis(distance, order, axis=1)
        index[:, :take] = np.where(np.isnan(metres[:, :take]), -1, order)
        return (index[:, 0], metres[:, 0]) if k == 1 else (index, metres)

    def within(
        self, lon: npt.ArrayLike, lat: npt.ArrayLike, radius_m: float
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Pair points with the sites at most `radius_m` away, sorted by point, then site."""
        point, site = np.nonzero(self._distances(lon, lat) <= radius_m)
        return point, site

    def count_within(
        self, lon: npt.ArrayLike, lat: npt.ArrayLike, radius_m: float
    ) -> npt.NDArray[np.int64]:
        """Count the sites at most `radius_m` away from each point."""
        return np.count_nonzero(self._distances(lon, lat) <= radius_m, axis=1).astype(np.int64)

    def _distances(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.float64]:
        lons, lats = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
        shape = (lons.size, self._lon.size)
        known = np.isfinite(lons) & np.isfinite(lats)
        distance = np.full(shape, np.nan)
        held = shape[1] * int(known.sum())
        if held:
            grid = np.broadcast_arrays(lons[known, None], lats[known, None], self._lon, self._lat)
            flat = _GEOD.inv(*(part.ravel() for part in grid))[2]
            distance[known] = np.asarray(flat).reshape(-1, shape[1])
        return distance
