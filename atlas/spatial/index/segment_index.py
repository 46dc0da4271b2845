"""Which polygons hold a point: an exact answer that rarely needs geometry.

Two levels of cells (see `atlas.spatial.index.grid`). A coarse table of 512 x 512 numbers, small
enough to stay in the processor's cache, says for most points at once: no polygon, or inside these.
Only where a boundary runs does a coarse cell point to a tile of up to 16 x 16 fine cells, and
only a point in a fine cell on a boundary (well under 1 % of them) is asked of GEOS.

Why that is exact, and not an approximation:

1. Cell numbers are monotone functions of the coordinates, rounding included. The points of an
   edge lie between its ends, so their cells lie between the cells of its ends; all of those, or
   for long edges all within one cell of the edge, are marked as boundary.
2. A cell that is not marked therefore holds no point of the boundary: all points in it are on
   the same side as its middle, which GEOS decided when the index was built.
3. A point in a marked cell is decided by GEOS itself, with its robust predicates.

The answer is that of the prepared GEOS predicate for every point, valid polygon or not. It is
planar in longitude and latitude, as GeoJSON and geopandas take them: edges are straight lines
there. Polygons that cross the antimeridian must come cut in two, as RFC 7946 asks.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Literal, Self, TypeAlias, cast

import numpy as np
import numpy.typing as npt
import shapely
from shapely import Geometry

from atlas.base.errors import FilterError
from atlas.spatial.index.arrays import Bools, Codes, Floats, Geometries, Ints
from atlas.spatial.index.grid import COARSE
from atlas.spatial.index.outline import Outline, prepare
from atlas.spatial.index.segment_tables import Tables, build_tables
from atlas.spatial.index.table_cache import key_of, load_tables, save_tables

Predicate: TypeAlias = Literal["within", "intersects", "covers"]

_TESTS: dict[str, Callable[..., Bools]] = {
    "within": shapely.contains_xy,
    "intersects": shapely.intersects_xy,
    "covers": shapely.intersects_xy,
}
_BLOCK = 1 << 15


def check_predicate(name: str) -> Predicate:
    """Give the predicate of this name.

    Raises
    ------
    FilterError
        There is none.
    """
    if name not in _TESTS:
        raise FilterError(f"predicate {name!r}: allowed are {', '.join(_TESTS)}")
    return cast("Predicate", name)


class SegmentIndex:
    """Find the polygons that hold each point.

    Safe to ask from several threads.

    Parameters
    ----------
    polygons
        Polygons and MultiPolygons in longitude and latitude; empty and missing ones match nothing.
    cache
        A folder that keeps what is built, for the next time; see
        `atlas.spatial.index.cache_folder`.

    Raises
    ------
    IngestError
        A geometry that is no polygon, a coordinate that is no longitude and latitude, or an edge
        that crosses the antimeridian.
    """

    def __init__(
        self, polygons: Sequence[Geometry | None] | Geometries, *, cache: Path | None = None
    ) -> None:
        shapes = np.array(polygons, dtype=object).reshape(-1)
        self._make(shapes, _kept(shapely.to_wkb(shapes), cache) if cache else None)

    @classmethod
    def from_wkb(cls, wkb: Sequence[bytes | None], *, cache: Path | None = None) -> Self:
        """Index polygons that are at hand as WKB, which need not be encoded to be looked up."""
        index = cls.__new__(cls)
        shapes = shapely.from_wkb(np.array(wkb, dtype=object).reshape(-1))
        index._make(shapes, _kept(wkb, cache) if cache else None)
        return index

    def _make(self, polygons: Geometries, path: Path | None) -> None:
        self._polygons = polygons
        tables = load_tables(path) if path else None
        if tables is not None:
            prepare(polygons)
        else:
            outline = Outline.of(polygons)
            prepare(polygons)
            tables = build_tables(polygons, outline)
            if path:
                save_tables(path, tables)
        self._open(tables)

    def _open(self, tables: Tables) -> None:
        self._tables = tables
        self._meets = tables.coarse != 0

    def __getstate__(self) -> tuple[list[bytes | None], Tables]:
        """Give what another process needs, without what GEOS prepared."""
        return shapely.to_wkb(self._polygons).tolist(), self._tables

    def __setstate__(self, state: tuple[list[bytes | None], Tables]) -> None:
        """Prepare again what came from another process."""
        self._polygons = shapely.from_wkb(np.array(state[0], dtype=object))
        prepare(self._polygons)
        self._open(state[1])

    def __len__(self) -> int:
        """Count the polygons."""
        return len(self._polygons)

    def locate(
        self, x: npt.ArrayLike, y: npt.ArrayLike, *, predicate: Predicate = "within"
    ) -> tuple[Ints, Ints]:
        """Pair points with the polygons that hold them.

        Parameters
        ----------
        x, y
            Longitudes and latitudes of the points. NaN and infinity match nothing.
        predicate
            `within`: in the interior. `intersects` and `covers`: also on the boundary.

        Returns
        -------
        point_index, polygon_index
            Equal lengths, sorted by point, then polygon.
        """
        check_predicate(predicate)
        xs = np.asarray(x, dtype=np.float64)
        ys = np.asarray(y, dtype=np.float64)
        if xs.shape != ys.shape or xs.ndim != 1:
            raise FilterError(f"x and y: shapes {xs.shape} and {ys.shape}, allowed are equal rows")
        point, code = self._codes(xs, ys)
        owner, entry = self._tables.patterns.expand(code)
        point, polygon = point[owner], self._tables.patterns.polygon[entry]
        test = np.flatnonzero(self._tables.patterns.test[entry])
        if test.size:
            at = point[test]
            keep = np.ones(len(point), dtype=bool)
            keep[test] = self._test(xs[at], ys[at], polygon[test], predicate)
            point, polygon = point[keep], polygon[keep]
        return point, polygon

    def meets(self, west: float, south: float, east: float, north: float) -> bool:
        """Say whether a box may hold points that match; False is certain.

        Parameters
        ----------
        west, south, east, north
            The bounds of some points, in longitude and latitude.
        """
        grid = self._tables.grid
        columns = grid.columns(np.array([west, east])).astype(np.int64)
        rows = grid.rows(np.array([south, north])).astype(np.int64)
        cells = self._meets.reshape(COARSE, COARSE)
        return bool(cells[rows[0] : rows[1] + 1, columns[0] : columns[1] + 1].any())

    def _codes(self, x: Floats, y: Floats) -> tuple[Ints, Codes]:
        """Give the points whose cell meets a polygon, and the code of the cell."""
        points = [np.empty(0, np.int64)]
        codes = [np.empty(0, np.int32)]
        grid, fine = self._tables.grid, self._tables.fine
        for first in range(0, len(x), _BLOCK):
            column = grid.columns(x[first : first + _BLOCK])
            row = grid.rows(y[first : first + _BLOCK])
            cell = row.astype(np.int32)
            cell *= COARSE
            cell += column.astype(np.int32)
            hit = np.flatnonzero(self._meets.take(cell))
            code = self._tables.coarse.take(cell[hit])
            tiled = np.flatnonzero(code < 0)
            at = hit[tiled]
            cell = (row[at] * fine).astype(np.int32) % fine * fine
            cell += (column[at] * fine).astype(np.int32) % fine
            code[tiled] = self._tables.tiles.take(~code[tiled] + cell)
            points.append(hit + first)
            codes.append(code)
        return np.concatenate(points), np.concatenate(codes)

    def _test(self, x: Floats, y: Floats, polygon: Ints, predicate: Predicate) -> Bools:
        """Ask GEOS whether each point is in its polygon."""
        held = np.empty(len(x), dtype=bool)
        order = np.lexsort((y, polygon))
        numbers, start = np.unique(polygon[order], return_index=True)
        for number, some in zip(numbers, np.split(order, start[1:]), strict=True):
            held[some] = _TESTS[predicate](self._polygons[number], x[some], y[some])
        return held


def _kept(wkb: Iterable[bytes | None], cache: Path) -> Path:
    return cache / f"{key_of(wkb)}.npz"
