"""The nearest sites of points, on the WGS84 ellipsoid.

Which site is nearest is decided by geodesic distance, exactly as if pyproj.Geod had been asked
for every pair; in fact it is asked for the near ties only. Cells of the Earth keep the few sites
that matter to points in them (`atlas.spatial.index.candidates`), chords through the Earth bound the
distances to these from both sides (`atlas.spatial.index.ellipsoid`).
"""

import threading
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from atlas.base.errors import FilterError
from atlas.spatial.index.arrays import Bools, Codes, Floats, Ints
from atlas.spatial.index.candidates import Candidates, Lists
from atlas.spatial.index.ellipsoid import (
    Space,
    chords_m,
    distance_m,
    geodesic_m,
    rival_chord_m,
    surface_points,
    take,
)

MOST_NEIGHBOURS = 16
_BLOCK = 1 << 14


class SiteIndex:
    """Find the sites near each point, by geodesic distance on WGS84.

    Safe to ask from several threads.

    Parameters
    ----------
    lon, lat
        Positions of the sites, degrees. A site without a position (NaN) is never near.
    """

    def __init__(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> None:
        self._lon, self._lat = _rows(lon, lat)
        usable = _usable(self._lon, self._lat)
        self._numbers = np.flatnonzero(usable)
        self._space = surface_points(
            np.where(usable, self._lon, 0.0), np.where(usable, self._lat, 0.0)
        )
        self._candidates: dict[int, Candidates] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Count the sites."""
        return len(self._lon)

    def nearest(self, lon: npt.ArrayLike, lat: npt.ArrayLike, k: int = 1) -> tuple[Ints, Floats]:
        """Give the nearest sites of each point and their distances in metres.

        Parameters
        ----------
        lon, lat
            Positions of the points, degrees.
        k
            How many sites, 1 to 16.

        Returns
        -------
        site_index, distance_m
            Shape (points,) when `k` is 1, else (points, k) from near to far; equally far sites in
            their own order. -1 and NaN where there is no site, or no position. Distances are
            within 1 mm.
        """
        if not 1 <= k <= MOST_NEIGHBOURS:
            raise FilterError(f"k {k!r}: allowed are 1 to {MOST_NEIGHBOURS}")
        lons, lats = _rows(lon, lat)
        found = min(k, len(self._numbers))
        site = np.full((len(lons), k), -1, np.int64)
        distance = np.full((len(lons), k), np.nan)
        for some, x, y in _blocks(lons, lats if found else lats[:0]):
            if k == 1:
                site[some, 0], distance[some, 0] = self._first(x, y)
            else:
                site[some, :found], distance[some, :found] = self._ranked(x, y, found)
        return (site[:, 0], distance[:, 0]) if k == 1 else (site, distance)

    def _lists(self, k: int, lon: Floats, lat: Floats) -> tuple[Lists, Codes]:
        """Give the lists of candidates for the `k` nearest, and which of them is each point's."""
        candidates = self._candidates.get(k)
        if candidates is None:
            with self._lock:
                numbers = self._numbers
                if k == 1:
                    # Of sites at one position only the first can be nearest.
                    places = self._lon[numbers] + 1j * self._lat[numbers]
                    numbers = numbers[np.sort(np.unique(places, return_index=True)[1])]
                candidates = Candidates(self._space, numbers, k)
                self._candidates[k] = candidates
        code = candidates.codes(lon, lat)
        return candidates.lists, code

    def _first(self, lon: Floats, lat: Floats) -> tuple[Ints, Floats]:
        """Give the nearest site of each point, and its distance."""
        lists, code = self._lists(1, lon, lat)
        space = surface_points(lon, lat)
        site = lists.site.take(lists.first.take(code))
        many = np.flatnonzero(lists.count.take(code) > 1)
        if many.size:
            owner, rival, count = lists.expand(code[many])
            chord = chords_m(take(space, many[owner]), take(self._space, rival))
            shortest = np.minimum.reduceat(chord, np.cumsum(count) - count)
            pair = np.flatnonzero(chord <= rival_chord_m(shortest).take(owner))
            point = owner[pair]
            site[many[point]] = rival[pair]
            tied = np.bincount(point, minlength=len(many))[point] > 1
            if tied.any():
                point, rival = many[point[tied]], rival[pair[tied]]
                metres = geodesic_m(lon[point], lat[point], self._lon[rival], self._lat[rival])
                far_to_near = np.lexsort((rival, metres, point))[::-1]
                site[point[far_to_near]] = rival[far_to_near]
        return site, self._distances(space, lon, lat, site)

    def _ranked(self, lon: Floats, lat: Floats, k: int) -> tuple[Ints, Floats]:
        """Give the `k` nearest sites of each point, near to far, and their distances."""
        lists, code = self._lists(k, lon, lat)
        space = surface_points(lon, lat)
        owner, site, count = lists.expand(code)
        chord = chords_m(take(space, owner), take(self._space, site))
        order = np.lexsort((site, chord, owner))
        site, chord = site[order], chord[order]
        first = np.cumsum(count) - count
        rank = np.arange(len(owner)) - first[owner]
        tied = (chord[1:] <= rival_chord_m(chord[:-1])) & (owner[1:] == owner[:-1])
        doubtful = np.zeros(len(lon), dtype=bool)
        doubtful[owner[:-1][tied & (rank[:-1] < k)]] = True
        asked = np.flatnonzero(doubtful[owner])
        metres = chord
        if asked.size:
            point, rival = owner[asked], site[asked]
            metres[asked] = geodesic_m(lon[point], lat[point], self._lon[rival], self._lat[rival])
            order = np.lexsort((rival, metres[asked], point))
            site[asked], metres[asked] = rival[order], metres[asked][order]
        pick = first[:, None] + np.arange(k)
        site, distance = site[pick], metres[pick]
        sure = np.flatnonzero(~doubtful)
        for column in range(k):
            near = site[sure, column]
            distance[sure, column] = self._distances(take(space, sure), lon[sure], lat[sure], near)
        return site, distance

    def _distances(self, space: Space, lon: Floats, lat: Floats, site: Ints) -> Floats:
        places = (lon, lat, self._lon.take(site), self._lat.take(site))
        return distance_m(space, take(self._space, site), places)


def _rows(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    lons, lats = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if lons.shape != lats.shape or lons.ndim != 1:
        raise FilterError(f"lon and lat: shapes {lons.shape}, {lats.shape}, allowed are equal rows")
    return lons, lats


def _usable(lon: Floats, lat: Floats) -> Bools:
    usable: Bools = (np.abs(lon) <= 360) & (np.abs(lat) <= 90)
    return usable


def _blocks(lon: Floats, lat: Floats) -> Iterator[tuple[slice | Ints, Floats, Floats]]:
    """Give the points with a usable position, some at a time, with longitudes -180 to 180."""
    for first in range(0, len(lat), _BLOCK):
        some: slice | Ints = slice(first, min(first + _BLOCK, len(lat)))
        x, y = lon[some], lat[some]
        usable = _usable(x, y)
        if not usable.all():
            some = first + np.flatnonzero(usable)
            x, y = x[usable], y[usable]
        if x.size and (x.min() < -180 or x.max() > 180):
            x = np.where(np.abs(x) > 180, x - np.copysign(360.0, x), x)
        if x.size:
            yield some, x, y
