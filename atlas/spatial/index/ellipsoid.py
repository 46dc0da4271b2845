"""Straight chords through the WGS84 ellipsoid, and what they say about distances along it.

A chord (the straight line through the Earth between two points of its surface) costs a few
multiplications, a geodesic a few hundred. Chords bound geodesics from both sides: every normal
curvature of the ellipsoid lies between 1 / `_FLATTEST_M` (at the poles) and 1 / `_ROUNDEST_M`
(north-south at the equator), so by Blaschke's rolling theorem and Sturm's comparison a geodesic
of length g has a chord c with

    2 ROUNDEST sin(g / 2 ROUNDEST)  <=  c  <=  2 FLATTEST sin(g / 2 FLATTEST)

The bounds differ by 2 cm at 100 km and 20 m at 1000 km. They decide nearly every question;
pyproj.Geod decides the rest.
"""

from typing import TypeAlias

import numpy as np

from atlas.spatial.geodesy import GEOD
from atlas.spatial.index.arrays import Floats, Ints

Space: TypeAlias = tuple[Floats, Floats, Floats]

_A, _B = GEOD.a, GEOD.b
_ROUNDEST_M = _B * _B / _A
_FLATTEST_M = _A * _A / _B
_LONGEST_GEODESIC_M = 20_003_931.5
# Above this chord the lower bound on the curvature of a whole half turn no longer helps.
_LONG_CHORD_M = 12_000_000.0
# Rounding of a chord is some nanometres; the formula for lengths is good to 1 mm.
_SLACK_M = 2e-3
_ROUND_M = 200_000.0
_SERIES_M = 1_500_000.0

_STEP = 16
_ANGLES = np.radians(np.arange(-360 * _STEP, 360 * _STEP + 1) / _STEP)
_SIN, _COS = np.sin(_ANGLES), np.cos(_ANGLES)


def sin_cos(degrees: Floats) -> tuple[Floats, Floats]:
    """Give sine and cosine of angles from -360 to 360 degrees, to the last bit or two.

    From a table every 1/16 degree and the addition theorems; the series are exact to 1e-19 over
    half a step. Four times as fast as asking for each.
    """
    step = np.rint(degrees * _STEP)
    rest = (degrees - step / _STEP) * (np.pi / 180)
    place = step.astype(np.int32) + 360 * _STEP
    sin, cos = _SIN.take(place), _COS.take(place)
    square = rest * rest
    small_sin = rest - rest * square * (1 / 6 - square / 120)
    less_cos = square * (0.5 - square / 24)
    return sin + (cos * small_sin - sin * less_cos), cos - (sin * small_sin + cos * less_cos)


def surface_points(lon: Floats, lat: Floats) -> Space:
    """Give the points in space: metres from the Earth's centre along its three axes."""
    sin_lat, cos_lat = sin_cos(lat)
    sin_lon, cos_lon = sin_cos(lon)
    normal = _A / np.sqrt(1 - GEOD.es * sin_lat * sin_lat)
    across = normal * cos_lat
    return across * cos_lon, across * sin_lon, (1 - GEOD.es) * normal * sin_lat


def chords_m(points: Space, sites: Space) -> Floats:
    """Give the chords of pairs of points."""
    square = (points[0] - sites[0]) ** 2
    square += (points[1] - sites[1]) ** 2
    square += (points[2] - sites[2]) ** 2
    return np.sqrt(square, out=square)


def take(space: Space, which: Ints) -> Space:
    """Choose among points in space."""
    return space[0].take(which), space[1].take(which), space[2].take(which)


def parallel_radius_m(lat: Floats) -> Floats:
    """Give the radius of the circles of latitude."""
    radius: Floats = np.abs(surface_points(np.zeros_like(lat), lat)[0])
    return radius


def cell_reach_m(lat: Floats, size: float) -> Floats:
    """Bound the chord from the middle of cells of `size` degrees to any point in them."""
    half = np.radians(size / 2)
    widest = parallel_radius_m(np.clip(np.abs(lat) - size / 2, 0, 90))
    reach: Floats = half * np.hypot(_FLATTEST_M, widest) + _SLACK_M
    return reach


def rival_chord_m(chord: Floats) -> Floats:
    """Give the longest chord that may still belong to a distance as short as this chord's."""
    half = np.minimum(chord / (2 * _ROUNDEST_M), 1.0)
    distance = np.where(
        chord < _LONG_CHORD_M, 2 * _ROUNDEST_M * np.arcsin(half), _LONGEST_GEODESIC_M
    )
    rival: Floats = 2 * _FLATTEST_M * np.sin(distance / (2 * _FLATTEST_M)) + _SLACK_M
    return rival


def distance_m(points: Space, sites: Space, places: tuple[Floats, ...]) -> Floats:
    """Give geodesic distances between points and sites, pair by pair, within 1 mm.

    Up to 1500 km from the chord and the curvature of the ellipsoid along it; farther, and where
    it is asked in degrees, by pyproj.Geod.

    Parameters
    ----------
    points, sites
        In space.
    places
        Longitudes and latitudes of the points and of the sites, for pyproj.Geod.
    """
    along: Space = (points[0] - sites[0], points[1] - sites[1], points[2] - sites[2])
    twice_middle: Space = (points[0] + sites[0], points[1] + sites[1], points[2] + sites[2])
    chord = np.sqrt(_square(along))
    # With x W x = 1 for the surface: how far the chord's middle lies below it, and its ends.
    depth = _weighted_square(along) / 2
    steep = np.sqrt(_square(_gradient(twice_middle)))
    half_turn = 2 * depth * np.sqrt(1 - depth / 2) / (np.maximum(chord, _SLACK_M) * steep)
    square = half_turn * half_turn
    arc = 1 / 6 + square * (3 / 40 + square * (5 / 112 + square * (35 / 1152)))
    distance: Floats = chord * (1 + square * arc)
    long = np.flatnonzero(chord > _ROUND_M)
    if long.size:
        ends = [
            _curvature(take(end, long), take(along, long), sign * depth[long])
            for end, sign in ((points, 1.0), (sites, -1.0))
        ]
        middle = 2 * half_turn[long] / chord[long]
        change = middle * (ends[0] + ends[1] - 2 * middle)
        distance[long] += change * chord[long] ** 3 / 120 * (1 + square[long])
    far = np.flatnonzero(chord > _SERIES_M)
    if far.size:
        distance[far] = geodesic_m(*(place[far] for place in places))
    return distance


def _square(vector: Space) -> Floats:
    return vector[0] ** 2 + vector[1] ** 2 + vector[2] ** 2


def _weighted_square(vector: Space) -> Floats:
    return (vector[0] ** 2 + vector[1] ** 2) / _A**2 + vector[2] ** 2 / _B**2


def _gradient(point: Space) -> Space:
    """Give the upright direction, half the gradient of the ellipsoid's equation."""
    return point[0] / _A**2, point[1] / _A**2, point[2] / _B**2


def _curvature(point: Space, along: Space, climb: Floats) -> Floats:
    """Give the curvature of the ellipsoid at points, in the direction of a vector laid flat.

    `climb` is the product of the vector with the gradient.
    """
    up = _gradient(point)
    steep = _square(up)
    share = climb / steep
    flat: Space = (along[0] - share * up[0], along[1] - share * up[1], along[2] - share * up[2])
    return _weighted_square(flat) / (_square(flat) * np.sqrt(steep))


def geodesic_m(lon: Floats, lat: Floats, site_lon: Floats, site_lat: Floats) -> Floats:
    """Give the geodesic distances of pairs, by pyproj.Geod."""
    return np.asarray(GEOD.inv(lon, lat, site_lon, site_lat)[2], dtype=np.float64)
