"""How far it is from where people are to where help is, with the border as a gate.

Within a country the distance is the geodesic one. Into the other country it is the way to a
crossing and on from there, over the crossing that makes it shortest. That is a distance, not a
permission: whether a person may cross is another question.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.analysis.coverage.counts import works
from atlas.spatial.geodesy import is_position
from atlas.spatial.index.ellipsoid import surface_points

_Floats: TypeAlias = npt.NDArray[np.float64]
_Rows: TypeAlias = npt.NDArray[np.intp]
_Ints: TypeAlias = npt.NDArray[np.int32]
_Gates: TypeAlias = npt.NDArray[np.int16]
Block: TypeAlias = tuple[_Rows, _Rows, _Floats, _Gates]

NOT_FOR_EVERYBODY: Final = frozenset({"truck", "airport"})
"""Modes of a crossing that serve freight or the passengers of an airport only."""

_RADIUS_M: Final = 6_371_000.0
_LEAST_KM_PER_DEGREE: Final = 110.5
_CELLS_PER_BLOCK: Final = 1 << 21
_CELLS_IN_CACHE: Final = 1 << 15
_NOBODY: Final = np.empty(0, np.int32)


@dataclass(frozen=True, eq=False)
class Sites:
    """Points that belong to a country.

    Attributes
    ----------
    lon, lat
        Degrees, shape (n,); NaN is no position: nothing is near it.
    country
        Country codes, shape (n,). Empty text is a country of its own.
    """

    lon: _Floats
    lat: _Floats
    country: npt.NDArray[np.object_]

    def __len__(self) -> int:
        """Count the points."""
        return len(self.lon)

    @classmethod
    def of(cls, frame: pd.DataFrame, country: str = "side") -> "Sites":
        """Take the points of a frame with `lon`, `lat` and a column of countries."""
        lon, lat = (frame[name].to_numpy(np.float64, copy=True) for name in ("lon", "lat"))
        bad = ~is_position(lon, lat)
        lon[bad] = lat[bad] = np.nan
        return cls(lon, lat, frame[country].to_numpy(object))


@dataclass(frozen=True, eq=False)
class Reach:
    """Which place can be reached from where, pair by pair.

    Attributes
    ----------
    home, place
        Row numbers; equal lengths.
    km
        Distance of each pair.
    gate
        Row number of the crossing on the way, -1 within a country.
    """

    home: _Ints
    place: _Ints
    km: _Floats
    gate: _Gates


def gates(crossings: pd.DataFrame) -> pd.DataFrame:
    """Give the crossings that people can go through, as far as is known.

    Those that are closed or only planned, have no position, or serve freight or an airport only are
    left out; one whose status nobody has confirmed counts.
    """
    special = [set(modes.split(";")) <= NOT_FOR_EVERYBODY for modes in crossings["modes"]]
    usable = is_position(crossings["lon"], crossings["lat"]) & ~np.array(special, np.bool_)
    kept = usable & works(crossings)
    return crossings if kept.all() else crossings[kept].reset_index(drop=True)


def travel_km(
    homes: Sites, places: Sites, through: Sites, how: "Blocks | None" = None
) -> tuple[_Floats, _Gates]:
    """Measure the way from every home to every place.

    Parameters
    ----------
    homes, places
        Where people are (m of them) and where help is (n).
    through
        The crossings that people can go through; their country does not count.
    how
        What measures, as `blocks` does; in straight lines without it.

    Returns
    -------
    km
        Shape (m, n); infinite without a position, or without a crossing into the other country.
        Within 1 cm up to 100 km, and 0.3 % anywhere.
    gate
        Shape (m, n): row number of the crossing on the way, -1 within a country.
    """
    km = np.full((len(homes), len(places)), np.inf)
    gate = np.full(km.shape, -1, np.int16)
    for home, place, part, way in (how or blocks)(homes, places, through, np.inf):
        km[np.ix_(home, place)], gate[np.ix_(home, place)] = part, way
    return km, gate


def straight_km(start: Sites, end: Sites) -> _Floats:
    """Measure between all pairs, of any country, shape (m, n); infinite without a position."""
    return _km(_in_space(start), _in_space(end))


def nearest_km(homes: Sites, places: Sites, how: "Blocks | None" = None) -> _Floats:
    """Measure from every home to the nearest place of its own country; infinite without one."""
    nowhere = Sites(np.empty(0), np.empty(0), np.empty(0, object))
    nearest = np.full(len(homes), np.inf)
    for home, _, km, _ in (how or blocks)(homes, places, nowhere, np.inf):
        nearest[home] = np.minimum(nearest[home], km.min(axis=1, initial=np.inf))
    return nearest


def reach(
    homes: Sites,
    places: Sites,
    through: Sites,
    *,
    limit_km: float = np.inf,
    how: "Blocks | None" = None,
) -> Reach:
    """Find the places within a distance of every home.

    Parameters
    ----------
    homes, places, through, how
        As in `travel_km`.
    limit_km
        The farthest that counts.

    Returns
    -------
    reach
        The pairs; memory grows with their number, not with m times n.
    """
    rows, columns = [_NOBODY], [_NOBODY]
    kms, ways = [np.empty(0)], [np.empty(0, np.int16)]
    farthest = min(limit_km, np.finfo(np.float64).max)
    for home, place, km, gate in (how or blocks)(homes, places, through, limit_km):
        near = km <= farthest
        pair = np.flatnonzero(near)
        count = near.sum(axis=1)
        row = np.repeat(np.arange(len(home)) * len(place), count)
        rows.append(np.repeat(home.astype(np.int32), count))
        columns.append(place.astype(np.int32).take(pair - row))
        kms.append(km.ravel().take(pair))
        ways.append(gate.ravel().take(pair))
    return Reach(
        np.concatenate(rows), np.concatenate(columns), np.concatenate(kms), np.concatenate(ways)
    )


def blocks(homes: Sites, places: Sites, through: Sites, limit_km: float) -> Iterator[Block]:
    """Measure block by block, every block within a country or between two.

    Yields
    ------
    home, place, km, gate
        Row numbers, and distances and crossings of all pairs of them. Pairs that are not given
        are farther than the limit.
    """
    home, place, gate = (_in_space(sites) for sites in (homes, places, through))
    to_gate, from_gate = _km(home, gate), _km(gate, place)
    step = max(1, _CELLS_PER_BLOCK // max(len(places), 1))
    for start in dict.fromkeys(homes.country):
        rows = np.flatnonzero(homes.country == start)
        rows = rows[np.argsort(homes.lat[rows], kind="stable")]  # a block is a belt of latitudes
        for end in dict.fromkeys(places.country):
            columns = np.flatnonzero(places.country == end)
            for first in range(0, len(rows), step):
                some = rows[first : first + step]
                if start == end:
                    near = columns[_in_belt(places.lat[columns], homes.lat[some], limit_km)]
                    km = _km(home[some], place[near])
                    yield some, near, km, np.full(km.shape, -1, np.int16)
                else:
                    used = np.flatnonzero(to_gate[some].min(axis=0, initial=np.inf) <= limit_km)
                    nearest = from_gate[np.ix_(used, columns)].min(axis=0, initial=np.inf)
                    near = columns[nearest <= limit_km]
                    yield some, near, *_over(to_gate[some], from_gate[:, near], used)


Blocks: TypeAlias = Callable[[Sites, Sites, Sites, float], Iterator[Block]]
"""What measures between sites: `blocks`, or what does the same along streets."""


def _in_belt(lat: _Floats, homes_lat: _Floats, limit_km: float) -> npt.NDArray[np.bool_]:
    """Say which latitudes may be within the limit of any home."""
    if not np.isfinite(homes_lat).any():
        return np.zeros(len(lat), dtype=bool)
    margin = limit_km / _LEAST_KM_PER_DEGREE
    return np.asarray(
        (lat >= np.nanmin(homes_lat) - margin) & (lat <= np.nanmax(homes_lat) + margin)
    )


def _over(to_gate: _Floats, from_gate: _Floats, used: _Rows) -> tuple[_Floats, _Gates]:
    """Give the shortest way over one of some crossings and its number, for all pairs."""
    km = np.full((len(to_gate), from_gate.shape[1]), np.inf)
    gate = np.full(km.shape, -1, np.int16)
    for number in used:
        way = to_gate[:, number, None] + from_gate[None, number]
        np.copyto(gate, number, where=way < km, casting="unsafe")
        np.minimum(km, way, out=km)
    return km, gate


def _in_space(sites: Sites) -> _Floats:
    """Give points in space, shape (n, 3), metres; NaN without a position."""
    known = np.isfinite(sites.lon) & np.isfinite(sites.lat)
    space = np.column_stack(
        surface_points(np.where(known, sites.lon, 0.0), np.where(known, sites.lat, 0.0))
    )
    space[~known] = np.nan
    return space


def _km(start: _Floats, end: _Floats) -> _Floats:
    """Measure between all pairs, shape (m, n); infinite without a position.

    The arc over the chord, on a sphere: the geodesic differs by less than 1 cm up to 100 km.
    """
    unknown = np.isnan(start[:, 0]), np.isnan(end[:, 0])
    middle = np.zeros(3)
    if not unknown[0].all():
        middle = np.nanmean(start, axis=0)  # small numbers lose fewer digits when multiplied
    start, end = ((points - middle) / (2 * _RADIUS_M) for points in (start, end))
    # The square of a difference, as one product of matrices: a square, minus twice a product, and
    # the other square.
    rows = np.column_stack([-2 * start, (start**2).sum(axis=1), np.ones(len(start))])
    columns = np.column_stack([end, np.ones(len(end)), (end**2).sum(axis=1)]).T
    arc = np.empty((len(start), len(end)))
    step = max(1, _CELLS_IN_CACHE // max(len(end), 1))
    for first in range(0, len(start), step):
        part = arc[first : first + step]
        np.matmul(rows[first : first + step], columns, out=part)
        np.sqrt(np.clip(part, 0.0, 1.0, out=part), out=part)
        np.multiply(np.arcsin(part, out=part), 2 * _RADIUS_M / 1000, out=part)
    arc[unknown[0]] = np.inf
    arc[:, unknown[1]] = np.inf
    return arc
