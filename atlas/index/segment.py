"""Point in polygon: prepared GEOS tests inside each polygon's bounding box."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from atlas.errors import FilterError

_PREDICATES = {
    "within": shapely.contains_xy,
    "intersects": shapely.intersects_xy,
    "covers": shapely.intersects_xy,
}


class SegmentIndex:
    """Find the polygons that hold each point.

    Parameters
    ----------
    polygons
        Polygons and MultiPolygons in longitude and latitude; empty and missing ones match nothing.
    """

    def __init__(self, polygons: Sequence[Any] | npt.NDArray[np.object_]) -> None:
        self._polygons = np.asarray(polygons, dtype=object)
        shapely.prepare(self._polygons)

    def locate(
        self, x: npt.ArrayLike, y: npt.ArrayLike, *, predicate: str = "within"
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Pair points with the polygons that hold them.

        Returns
        -------
        point_index, polygon_index
            Equal lengths, sorted by point, then polygon.
        """
        if predicate not in _PREDICATES:
            raise FilterError(f"predicate {predicate!r}: allowed are {', '.join(_PREDICATES)}")
        xs, ys = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        points, polygons = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for number, polygon in enumerate(self._polygons):
            if polygon is None or polygon.is_empty:
                continue
            west, south, east, north = polygon.bounds
            near = np.flatnonzero((xs >= west) & (xs <= east) & (ys >= south) & (ys <= north))
            held = near[_PREDICATES[predicate](polygon, xs[near], ys[near])]
            points.append(held)
            polygons.append(np.full(held.size, number, np.int64))
        point, found = np.concatenate(points), np.concatenate(polygons)
        order = np.lexsort((found, point))
        return point[order], found[order]
