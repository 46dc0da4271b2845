"""The tables of the segment index, built once from the polygons."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Geometry

from atlas.spatial.index.arrays import Codes, Geometries, Ints
from atlas.spatial.index.grid import COARSE, FINE, INSIDE, Grid, boundary_cells, settle
from atlas.spatial.index.outline import Outline
from atlas.spatial.index.patterns import PatternMaker, Patterns

MOST_FINE_CELLS = 1 << 21


@dataclass(frozen=True, slots=True)
class Tables:
    """What the index looks up.

    Attributes
    ----------
    grid
        Numbers the cells.
    fine
        Fine cells along the side of a tile, a power of two.
    coarse
        For each coarse cell, row by row, its code; or, where a boundary runs, the complement
        (`~`) of the position of its tile in `tiles`.
    tiles
        The codes of the fine cells, row by row, one tile after the other.
    patterns
        The polygons that each code stands for.
    """

    grid: Grid
    fine: int
    coarse: Codes
    tiles: Codes
    patterns: Patterns


def build_tables(polygons: Geometries, outline: Outline) -> Tables:
    """Mark the cells of every boundary, decide the others, and give each cell its code."""
    bounds = shapely.total_bounds(polygons) if len(polygons) else np.full(4, np.nan)
    grid = Grid.around(tuple(np.nan_to_num(bounds)))
    ring, column, row = boundary_cells(grid, outline)
    coarse_cell = (row // FINE) * COARSE + column // FINE
    block, of_mark = np.unique(outline.polygon[ring] * COARSE**2 + coarse_cell, return_inverse=True)
    block_polygon, block_cell = np.divmod(block, COARSE**2)
    tile_cell, tile_of_block = np.unique(block_cell, return_inverse=True)
    fine = _fineness(len(tile_cell))

    marked = np.zeros((len(block), fine, fine), dtype=bool)
    marked[of_mark, row % FINE * fine // FINE, column % FINE * fine // FINE] = True
    corner = (block_cell % COARSE * fine, block_cell // COARSE * fine)
    state = settle(grid, polygons[block_polygon], corner, marked, 1 / fine)

    coarse = np.zeros(COARSE**2, dtype=np.int32)
    tiles = np.zeros((len(tile_cell), fine, fine), dtype=np.int32)
    tile_of_cell = np.full(COARSE**2, -1)
    tile_of_cell[tile_cell] = np.arange(len(tile_cell))
    maker = PatternMaker()
    ends = np.searchsorted(block_polygon, np.arange(len(polygons) + 1))
    for number in np.unique(block_polygon).tolist():
        blocks = slice(ends[number], ends[number + 1])
        inner = _inner_cells(grid, polygons[number], block_cell[blocks])
        tile = tile_of_cell[inner]
        whole, shared, own = inner[tile < 0], tile[tile >= 0], tile_of_block[blocks]
        coarse[whole] = maker.join(coarse[whole], number, INSIDE)
        tiles[shared] = maker.join(tiles[shared], number, INSIDE)
        tiles[own] = maker.join(tiles[own], number, state[blocks])
    patterns, (coarse, flat) = maker.finish(coarse, tiles.ravel())
    coarse[tile_cell] = ~(np.arange(len(tile_cell), dtype=np.int32) * np.int32(fine * fine))
    return Tables(grid, fine, coarse, flat, patterns)


def _fineness(tiles: int) -> int:
    """Choose fine cells per side of a tile, so that all tiles together stay small."""
    fine = FINE
    while fine > 2 and tiles * fine * fine > MOST_FINE_CELLS:
        fine //= 2
    return fine


def _inner_cells(grid: Grid, polygon: Geometry, boundary: Ints) -> Ints:
    """Give the coarse cells that lie wholly inside a polygon with these boundary cells."""
    row, column = np.divmod(boundary, COARSE)
    south, west = row.min(), column.min()
    marked = np.zeros((row.max() - south + 1, 1, column.max() - west + 1), dtype=bool)
    marked[row - south, 0, column - west] = True
    rows = np.arange(len(marked)) + south
    owners = np.full(len(marked), polygon, dtype=object)
    state = settle(grid, owners, (np.full(len(marked), west), rows), marked, 1)
    inside = np.argwhere(state[:, 0] == INSIDE)
    cells: Ints = (inside[:, 0] + south) * COARSE + inside[:, 1] + west
    return cells
