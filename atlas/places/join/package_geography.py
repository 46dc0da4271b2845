"""The geography of a data package, indexed once and asked many times."""

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import shapely

from atlas.data import Package
from atlas.spatial.geodesy import LineIndex, distances_m, is_position, require_wgs84
from atlas.spatial.index import SegmentIndex

if TYPE_CHECKING:
    import geopandas as gpd

NOWHERE: Final = -1

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


class Geography:
    """The segments, with their inshore water, and the borders of a package, ready to be asked.

    Parameters
    ----------
    package
        Its segments and border lines must be in EPSG:4326.

    Raises
    ------
    IngestError
        When they are not.
    """

    def __init__(self, package: Package) -> None:
        segments = require_wgs84(package.areas, "segments")
        border = require_wgs84(package.border, "border")
        # the text at NOWHERE, the last one, is empty
        self.corridor_id = np.append(segments["corridor_id"].to_numpy(object), "")
        self.side = np.append(segments["side"].to_numpy(object), "")
        self._crossings = package.crossings
        self._segments = SegmentIndex(np.asarray(segments.geometry, dtype=object))
        self._outlines = _lines_by_corridor(segments)
        self._borders = _lines_by_corridor(border)

    def segment(self, lon: Floats, lat: Floats) -> Rows:
        """Give the number of the segment that holds each point, or `NOWHERE`.

        A point exactly on the border is in the segment that comes first. Where corridors overlap,
        the one with the nearest crossing counts.
        """
        point, number = self._segments.locate(lon, lat, predicate="covers")
        found = np.full(len(lon), NOWHERE, np.int64)
        several = np.flatnonzero(np.bincount(point, minlength=len(lon)) > 1)
        contested = np.isin(point, several)
        found[point[~contested]] = number[~contested]
        for row in several:
            choices = number[point == row]
            found[row] = min(choices, key=lambda n: self._crossing_m(n, lon[row], lat[row]))
        return found

    def border_m(self, corridor_id: npt.NDArray[np.object_], lon: Floats, lat: Floats) -> Floats:
        """Measure the distance from each point to the border of its corridor, metres, unsigned.

        NaN where there is no corridor, or the corridor has no border line.
        """
        distance = np.full(len(lon), np.nan)
        for name, line in self._borders.items():
            rows = np.flatnonzero(corridor_id == name)
            distance[rows] = line.distance_m(lon[rows], lat[rows])
        return distance

    def outside_m(self, lon: Floats, lat: Floats) -> Floats:
        """Measure the distance from points outside every segment to the nearest one, metres."""
        nearest = np.full(len(lon), np.nan)
        for line in self._outlines.values():
            nearest = np.fmin(nearest, line.distance_m(lon, lat))
        return nearest

    def _crossing_m(self, segment: int, lon: float, lat: float) -> float:
        own = self._crossings[self._crossings["corridor_id"] == self.corridor_id[segment]]
        known = own[is_position(own["lon"], own["lat"])]
        distance = distances_m(lon, lat, known["lon"], known["lat"])
        return float(np.min(distance, initial=np.inf))


def _lines_by_corridor(frame: "gpd.GeoDataFrame") -> dict[str, LineIndex]:
    """Index the lines of each corridor, or the outline of its segments together."""
    corridor_id, shapes = frame["corridor_id"].to_numpy(object), np.asarray(frame.geometry, object)
    return {
        name: LineIndex(shapely.union_all(shapes[corridor_id == name]))
        for name in dict.fromkeys(corridor_id)
    }


@lru_cache(maxsize=4)
def geography(package: Package) -> Geography:
    """Give the indexed geography of a package; the same package is indexed once."""
    return Geography(package)
