"""Geodesy: distances on the ellipsoid, the distance to a line, and the CRS policy.

The policy is short. Every geometry of the atlas is EPSG:4326, longitude first, and an edge between
two vertices is straight in longitude and latitude, as GeoJSON has it. Inside and outside are
decided there. Every distance is the geodesic one on the WGS84 ellipsoid, never a planar one.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Geod, Transformer

from atlas.base.errors import IngestError
from atlas.base.i18n import number, t

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

WGS84 = "EPSG:4326"
GEOD = Geod(ellps="WGS84")

_MAX_PIECE_DEGREES = 0.004
_SLACK = 1e-3
_SLACK_M = 1.0
_BLOCK = 4096

Floats = npt.NDArray[np.float64]


def require_wgs84(frame: "gpd.GeoDataFrame", name: str) -> "gpd.GeoDataFrame":
    """Give the frame back when it is in EPSG:4326.

    Parameters
    ----------
    frame
        Any geometries.
    name
        What the frame is, for the message.

    Raises
    ------
    IngestError
        When it is in another CRS or in none. Nothing is ever reprojected unasked: a wrong CRS is
        most often a wrong label, and a border shifted by 100 m looks right.
    """
    crs = frame.crs
    if crs is None or not crs.equals(CRS(WGS84), ignore_axis_order=True):
        found = "no CRS" if crs is None else f"CRS {crs.name}"
        raise IngestError(f"{name}: {found}, allowed is {WGS84}; reproject it with to_crs(4326)")
    return frame


def distances_m(
    lon_a: npt.ArrayLike, lat_a: npt.ArrayLike, lon_b: npt.ArrayLike, lat_b: npt.ArrayLike
) -> Floats:
    """Measure geodesic distances between pairs of points.

    Parameters
    ----------
    lon_a, lat_a, lon_b, lat_b
        Degrees; shapes that broadcast together.

    Returns
    -------
    distance
        Metres, in the broadcast shape; NaN where a coordinate is NaN.
    """
    grid = np.broadcast_arrays(lon_a, lat_a, lon_b, lat_b)
    from_lon, from_lat, to_lon, to_lat = (part.astype(np.float64).ravel() for part in grid)
    _, _, distance = GEOD.inv(from_lon, from_lat, to_lon, to_lat)
    return np.asarray(distance, dtype=np.float64).reshape(grid[0].shape)


def degree_m(latitude: float) -> tuple[float, float]:
    """Give the lengths of a degree of longitude and of latitude at a latitude, metres."""
    east = distances_m(0.0, latitude, 1.0, latitude)
    north = distances_m(0.0, latitude - 0.5, 0.0, latitude + 0.5)
    return float(east), float(north)


def is_position(lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Say which pairs are a longitude and a latitude: finite and in range."""
    lons, lats = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    return (np.abs(lons) <= 180) & (np.abs(lats) <= 90)


class LineIndex:
    """Measure how far points are from a line.

    The line is cut into pieces of at most about 400 m. A plane around the middle of the line
    proposes the pieces that may be nearest, straight chords through the ellipsoid choose among
    them, and the distance to the chosen spot is the geodesic one.

    The result is exact to a few centimetres within 300 km of the middle of the line. Farther away
    the plane may propose a spot that is not the nearest: the result is then too long, by less
    than 0.5 % up to 1 000 km.

    Parameters
    ----------
    geometry
        A line or polygon, or many of them, in longitude and latitude; of polygons the outline
        counts.
    """

    def __init__(self, geometry: "BaseGeometry") -> None:
        outline = geometry.boundary if geometry.geom_type.endswith("Polygon") else geometry
        self._start, self._end = _pieces(outline)
        self._start_xyz, self._end_xyz = _geocentric(self._start), _geocentric(self._end)
        self._plane = _plane_around(outline)
        ends = np.stack([self._in_plane(self._start), self._in_plane(self._end)], axis=1)
        self._tree = shapely.STRtree(np.asarray(shapely.linestrings(ends), dtype=object))

    def distance_m(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
        """Measure the geodesic distance from each point to the nearest spot of the line.

        Parameters
        ----------
        lon, lat
            Degrees, one-dimensional.

        Returns
        -------
        distance
            Metres; NaN where there is no position, or no line.
        """
        points = np.column_stack([np.asarray(lon, np.float64), np.asarray(lat, np.float64)])
        distance = np.full(len(points), np.nan)
        rows = np.flatnonzero(is_position(*points.T)) if len(self._start) else np.empty(0, int)
        for first in range(0, len(rows), _BLOCK):
            block = rows[first : first + _BLOCK]
            spot = self._nearest_spot(points[block])
            distance[block] = distances_m(*points[block].T, *spot.T)
        return distance

    def _nearest_spot(self, points: Floats) -> Floats:
        at = shapely.points(self._in_plane(points))
        (_, _), near = self._tree.query_nearest(at, return_distance=True, all_matches=False)
        point, piece = self._tree.query(
            at, predicate="dwithin", distance=near * (1 + _SLACK) + _SLACK_M
        )
        share, chord = _foot(
            _geocentric(points)[point], self._start_xyz[piece], self._end_xyz[piece]
        )
        order = np.lexsort((chord, point))
        best = order[np.unique(point[order], return_index=True)[1]]
        start, end = self._start[piece[best]], self._end[piece[best]]
        spot: Floats = start + share[best, None] * (end - start)
        return spot

    def _in_plane(self, points: Floats) -> Floats:
        return np.column_stack(self._plane.transform(points[:, 0], points[:, 1]))


def _pieces(line: "BaseGeometry") -> tuple[Floats, Floats]:
    """Cut a line into short straight pieces; give their first and last points."""
    dense = shapely.segmentize(line, _MAX_PIECE_DEGREES)
    points, part = shapely.get_coordinates(shapely.get_parts(dense), return_index=True)
    same = part[1:] == part[:-1]
    return points[:-1][same], points[1:][same]


def _plane_around(line: "BaseGeometry") -> Transformer:
    """Give a projection that is true to distance from the middle of a line."""
    lon, lat = (0.0, 0.0) if line.is_empty else line.envelope.centroid.coords[0]
    return _plane_at(lon, lat)


@lru_cache(maxsize=64)  # to make one takes ten times as long as all else that an index needs
def _plane_at(lon: float, lat: float) -> Transformer:
    plane = f"+proj=aeqd +lon_0={lon} +lat_0={lat} +ellps=WGS84"
    return Transformer.from_crs(WGS84, plane, always_xy=True)


def _geocentric(points: Floats) -> Floats:
    """Give points on the ellipsoid in geocentric x, y, z, metres."""
    lon, lat = np.radians(points).T
    normal = GEOD.a / np.sqrt(1 - GEOD.es * np.sin(lat) ** 2)
    return np.column_stack(
        [
            normal * np.cos(lat) * np.cos(lon),
            normal * np.cos(lat) * np.sin(lon),
            normal * (1 - GEOD.es) * np.sin(lat),
        ]
    )


def _foot(point: Floats, start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """Give where on each piece, as a share of it, it is nearest to its point, and how near."""
    along = end - start
    length2 = (along**2).sum(axis=1)
    share = np.clip(((point - start) * along).sum(axis=1) / np.fmax(length2, 1e-12), 0, 1)
    distance = np.linalg.norm(point - start - share[:, None] * along, axis=1)
    return share, distance


def distance_words(distance_m: float, lang: str) -> str:
    """Give a distance as people say it: `350 m`, `3.2 km`, `39 km`.

    Parameters
    ----------
    distance_m
        Metres.
    lang
        A language of the atlas.
    """
    if distance_m < 995:
        step = 1 if distance_m < 99.5 else 10
        return f"{round(distance_m / step) * step} m"
    km = distance_m / 1000
    return f"{number(km, lang, 1 if km < 9.95 else 0)} km"


def precision_words(precision_m: float, lang: str) -> str:
    """Say how far from its point a place may be, or that it has no point.

    Parameters
    ----------
    precision_m
        Metres; NaN without a point.
    lang
        A language of the atlas.
    """
    if not np.isfinite(precision_m):
        return t("geo.no_point", lang)
    return t("geo.precision", lang, distance=distance_words(precision_m, lang))
