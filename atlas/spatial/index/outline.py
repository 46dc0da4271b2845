"""The polygons as GEOS and numpy need them: checked, prepared, and as rows of edges."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import shapely

from atlas.base.errors import IngestError
from atlas.spatial.index.arrays import Floats, Geometries, Ints

_POLYGON, _MULTIPOLYGON, _MISSING = 3, 6, -1


@dataclass(frozen=True, slots=True)
class Outline:
    """All vertices of all rings, ring by ring.

    Attributes
    ----------
    x, y
        The vertices.
    ring
        The number of the ring of each vertex, ascending.
    polygon
        The polygon of each ring.
    """

    x: Floats
    y: Floats
    ring: Ints
    polygon: Ints

    @classmethod
    def of(cls, polygons: Geometries) -> "Outline":
        """Read the rings of the polygons.

        Raises
        ------
        IngestError
            A geometry that is no polygon, a coordinate that is no longitude and latitude, or an
            edge that crosses the antimeridian. The message names the first one.
        """
        kinds = shapely.get_type_id(polygons)
        wrong = np.flatnonzero(~np.isin(kinds, [_MISSING, _POLYGON, _MULTIPOLYGON]))
        if wrong.size:
            raise IngestError(
                f"polygon {wrong[0]}: {polygons[wrong[0]].geom_type}, allowed are Polygon and "
                f"MultiPolygon ({wrong.size} of {len(polygons)} geometries are something else)"
            )
        parts, polygon_of_part = shapely.get_parts(polygons, return_index=True)
        rings, part = shapely.get_rings(parts, return_index=True)
        vertices, ring = shapely.get_coordinates(rings, return_index=True)
        x, y = np.ascontiguousarray(vertices.T)
        outline = cls(x, y, ring, polygon_of_part[part])
        outline._check_world()
        outline._check_antimeridian()
        return outline

    def _check_world(self) -> None:
        bad = np.flatnonzero(~((np.abs(self.x) <= 180) & (np.abs(self.y) <= 90)))
        if bad.size:
            at = bad[0]
            raise IngestError(
                f"polygon {self.polygon[self.ring[at]]}: coordinate ({self.x[at]:g}, "
                f"{self.y[at]:g}), allowed are longitudes -180 to 180 and latitudes -90 to 90; "
                "reproject to EPSG:4326, and cut polygons at the antimeridian"
            )

    def _check_antimeridian(self) -> None:
        jump = np.abs(np.diff(self.x))
        # An edge of exactly 360 degrees is the rim of a band around the world or of a polar cap.
        jumps = np.flatnonzero((jump > 180) & (jump < 360))
        jumps = jumps[self.ring[jumps] == self.ring[jumps + 1]]
        if jumps.size:
            at = jumps[0]
            raise IngestError(
                f"polygon {self.polygon[self.ring[at]]}: an edge from longitude {self.x[at]:g} to "
                f"{self.x[at + 1]:g} crosses the antimeridian; cut the polygon there"
            )


def prepare(polygons: Geometries) -> None:
    """Let GEOS prepare the polygons completely, so that threads may ask them afterwards.

    GEOS sorts the edges of a prepared polygon only at its first questions inside the bounds (at
    the second, today), and not safely for two threads at once; so it is asked here, by one thread.
    """
    shapely.prepare(polygons)
    west, south, east, north = shapely.bounds(polygons).T
    x, y = (west + east) / 2, (south + north) / 2

    def ask(some: slice) -> None:
        for test in (shapely.contains_xy, shapely.intersects_xy):
            for _ in range(2):
                test(polygons[some], x[some], y[some])

    threads = os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count()
    threads = min(threads or 1, 4)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(ask, [slice(first, None, threads) for first in range(threads)]))
