"""The cells of the segment index: numbering, cells under a boundary, cells inside.

The plane is cut into `COARSE` x `COARSE` cells; a coarse cell that a boundary crosses is cut
again into a tile of up to `FINE` x `FINE`. The outer ring of coarse cells holds no polygon, so that
points from anywhere, infinity and NaN included, may be clipped into it.

Everything rests on one property: a cell number is computed with a subtraction, a multiplication
by a positive number, a clip and a truncation, and each of them is monotone also after
floating-point rounding. So a point between two others never gets a number outside theirs.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from atlas.spatial.index.arrays import Bools, Floats, Geometries, Ints, Numbers, States
from atlas.spatial.index.outline import Outline

COARSE = 512
FINE = 16
OUTSIDE, INSIDE, BOUNDARY = 0, 1, 2

_SIDE = COARSE * FINE
_SMALLEST_EXTENT = 1e-9
_SMALL_EDGE = 16


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the cells lie: the corner of the grid and coarse cells per unit of x and y."""

    west: float
    south: float
    x_scale: float
    y_scale: float

    @classmethod
    def around(cls, bounds: tuple[float, float, float, float]) -> "Grid":
        """Lay the grid so that the bounds keep 1.5 coarse cells away from its rim."""
        west, south, east, north = bounds
        x_scale = (COARSE - 3) / max(east - west, _SMALLEST_EXTENT)
        y_scale = (COARSE - 3) / max(north - south, _SMALLEST_EXTENT)
        return cls(west - 1.5 / x_scale, south - 1.5 / y_scale, x_scale, y_scale)

    def columns(self, x: Floats) -> Floats:
        """Give the position of each x in coarse columns; its whole part is the column."""
        return _clip((x - self.west) * self.x_scale)

    def rows(self, y: Floats) -> Floats:
        """Give the position of each y in coarse rows; its whole part is the row."""
        return _clip((y - self.south) * self.y_scale)

    def centres(self, column: Numbers, row: Numbers, size: float) -> tuple[Floats, Floats, Bools]:
        """Give the middle of cells that are `size` coarse cells wide.

        The flags say which middles are numbered back to their own cell; where a cell is
        narrower than the numbers around it can tell apart, they are not.
        """
        x = self.west + (column.astype(np.float64) + 0.5) * size / self.x_scale
        y = self.south + (row.astype(np.float64) + 0.5) * size / self.y_scale
        own = (self.columns(x) // size == column) & (self.rows(y) // size == row)
        return x, y, own


def _clip(position: Floats) -> Floats:
    # fmax and fmin, unlike clip, also turn NaN into the rim.
    return np.fmin(np.fmax(position, 0.0), COARSE - 1 / FINE)


def spread(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """List every whole number of the ranges `first`..`last`, with the number of its range."""
    count = last - first + 1
    owner = np.repeat(np.arange(len(count)), count)
    start = np.repeat(np.cumsum(count) - count, count)
    return owner, first[owner] + np.arange(len(owner)) - start


def boundary_cells(grid: Grid, outline: Outline) -> tuple[Ints, Ints, Ints]:
    """Find the fine cells that hold any point of the rings, and a few of their neighbours.

    Returns
    -------
    ring, column, row
        The ring number and the fine cell. A cell may come more than once.
    """
    ring = outline.ring
    column = grid.columns(outline.x) * FINE
    row = grid.rows(outline.y) * FINE
    edge = np.flatnonzero(ring[1:] == ring[:-1])
    # Most edges of a detailed polygon start and end in the cell of the edge before.
    cell = row.astype(np.int32) * np.int32(_SIDE) + column.astype(np.int32)
    stays = cell[edge] == cell[edge + 1]
    stays &= np.diff(cell[edge], prepend=-1) == 0
    stays &= np.diff(ring[edge], prepend=-1) == 0
    edge = edge[~stays]
    ends = np.stack([column[edge], row[edge], column[edge + 1], row[edge + 1]])
    number, cell_column, cell_row = _cells_of_edges(*ends)
    return ring[edge][number], cell_column, cell_row


def _cells_of_edges(x0: Floats, y0: Floats, x1: Floats, y1: Floats) -> tuple[Ints, Ints, Ints]:
    """List the cells of each edge: all between its ends, or a band along a long edge."""
    west, east = np.minimum(x0, x1).astype(np.int64), np.maximum(x0, x1).astype(np.int64)
    south, north = np.minimum(y0, y1).astype(np.int64), np.maximum(y0, y1).astype(np.int64)
    long = (east - west + 1) * (north - south + 1) > _SMALL_EDGE
    wide = east - west >= north - south

    short, flat, steep = (np.flatnonzero(kind) for kind in (~long, wide & long, long & ~wide))
    box, column = spread(west[short], east[short])
    cell, row = spread(south[short][box], north[short][box])
    flat_edge, flat_column, flat_row = _band(x0[flat], y0[flat], x1[flat], y1[flat])
    steep_edge, steep_row, steep_column = _band(y0[steep], x0[steep], y1[steep], x1[steep])
    return (
        np.concatenate([short[box][cell], flat[flat_edge], steep[steep_edge]]),
        np.concatenate([column[cell], flat_column, steep_column]),
        np.concatenate([row, flat_row, steep_row]),
    )


def _band(a0: Floats, b0: Floats, a1: Floats, b1: Floats) -> tuple[Ints, Ints, Ints]:
    """List the cells of edges that run more along `a` than along `b`, one more on either side.

    With a slope of at most about 1, rounding moves a crossing by far less than that one cell.
    """
    swap = a0 > a1
    a0, a1 = np.where(swap, a1, a0), np.where(swap, a0, a1)
    b0, b1 = np.where(swap, b1, b0), np.where(swap, b0, b1)
    edge, along = spread(a0.astype(np.int64), a1.astype(np.int64))
    slope = ((b1 - b0) / (a1 - a0))[edge]
    enter = b0[edge] + slope * (np.maximum(along, a0[edge]) - a0[edge])
    leave = b0[edge] + slope * (np.minimum(along + 1, a1[edge]) - a0[edge])
    low = np.minimum(b0, b1).astype(np.int64)[edge]
    high = np.maximum(b0, b1).astype(np.int64)[edge]
    first = np.maximum(np.minimum(enter, leave).astype(np.int64) - 1, low)
    last = np.minimum(np.maximum(enter, leave).astype(np.int64) + 1, high)
    slot, across = spread(first, last)
    return edge[slot], along[slot], across


def settle(
    grid: Grid,
    polygons: Geometries,
    corner: tuple[Ints, Ints],
    marked: Bools,
    size: float,
) -> States:
    """Decide every cell of windows of cells: outside, inside or boundary.

    Two neighbours without boundary are on the same side, so one exact test decides a whole run
    of cells, and the runs below that touch it.

    Parameters
    ----------
    grid
        The grid.
    polygons
        The polygon of each window, prepared.
    corner
        Column and row of the first cell of each window, in cells of this size.
    marked
        Shape (windows, rows, columns): the cells that a boundary may cross.
    size
        Width of a cell in coarse cells.
    """
    state = np.where(marked, np.uint8(BOUNDARY), np.uint8(OUTSIDE))
    start = ~marked
    start[:, :, 1:] &= marked[:, :, :-1]
    ask = start.copy()
    ask[:, 1:] &= marked[:, :-1]
    window, row, column = np.nonzero(ask)
    x, y, own = grid.centres(corner[0][window] + column, corner[1][window] + row, size)
    inside = shapely.contains_xy(polygons[window], x, y)
    state[window, row, column] = np.where(inside, INSIDE, OUTSIDE)

    position = np.arange(marked.shape[2], dtype=np.int32)
    for line in range(marked.shape[1]):
        here = state[:, line]
        if line:
            inherit = start[:, line] & ~marked[:, line - 1]
            here[inherit] = state[:, line - 1][inherit]
        first = np.maximum.accumulate(np.where(start[:, line], position, 0), axis=1)
        filled = np.take_along_axis(here, first, axis=1)
        state[:, line] = np.where(marked[:, line], BOUNDARY, filled)
    if not own.all():
        # Too narrow to be distinguished from its neighbours: leave the window to exact tests.
        state[window[~own]] = BOUNDARY
    return state
