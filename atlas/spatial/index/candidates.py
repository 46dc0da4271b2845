"""For every cell of the world, the sites that matter to points in it; found when first asked.

Cells of one degree, and within them tiles of 16 x 16 smaller cells, to as many levels as are
worth while. A cell takes its sites from those of the cell around it, so that many sites
cost little more than few, and nothing is computed where no point ever falls.

A site is left out of a cell only when chords prove that it cannot matter to any point there: a
chord from a point differs from the chord from the middle of its cell by at most the reach of the
cell (see `atlas.spatial.index.ellipsoid`).
"""

import threading
from dataclasses import dataclass

import numpy as np

from atlas.spatial.index.arrays import Bools, Codes, Floats, Ints
from atlas.spatial.index.ellipsoid import (
    Space,
    cell_reach_m,
    chords_m,
    rival_chord_m,
    surface_points,
    take,
)

SPLIT = 16
_COLUMNS, _ROWS = 360, 180
_TILE = SPLIT * SPLIT
_QUARTERS = 4
_DEEPEST = 3
_FEW = 8
_UNKNOWN = -1
_PAIRS_AT_ONCE = 1 << 21


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists of sites, one after the other: where each begins and how many sites it has."""

    first: Ints
    count: Ints
    site: Ints

    def expand(self, code: Codes) -> tuple[Ints, Ints, Ints]:
        """Give for each entry of each list: the position in `code`, the site; and the counts."""
        count = self.count.take(code)
        owner = np.repeat(np.arange(len(code)), count)
        entry = np.arange(len(owner)) + np.repeat(
            self.first.take(code) - np.cumsum(count) + count, count
        )
        return owner, self.site.take(entry), count

    @classmethod
    def joined(cls, parts: list["Lists"]) -> "Lists":
        """Put lists behind each other."""
        shift = np.cumsum([0] + [len(part.site) for part in parts])
        return cls(
            np.concatenate([part.first + by for part, by in zip(parts, shift, strict=False)]),
            np.concatenate([part.count for part in parts]),
            np.concatenate([part.site for part in parts]),
        )


class Candidates:
    """The lists of all cells, grown on demand. Safe to ask from several threads.

    Parameters
    ----------
    sites
        In space.
    numbers
        The numbers of the sites that count.
    k
        The sites that matter to a cell may be among the `k` nearest of some point of it.
    """

    def __init__(self, sites: Space, numbers: Ints, k: int) -> None:
        self._sites = sites
        self._k = k
        self._lock = threading.Lock()
        count = np.array([len(numbers)])
        self.lists = Lists(np.zeros(1, np.int64), count, numbers)
        # A code is a list, or the complement of the first cell of a tile, or unknown.
        self._code = np.full(_COLUMNS * _ROWS, _UNKNOWN, np.int32)
        self._waiting = np.zeros(_COLUMNS * _ROWS, np.int32)
        self._column = np.tile(np.arange(_COLUMNS), _ROWS)
        self._row = np.repeat(np.arange(_ROWS), _COLUMNS)
        self._blocks: dict[int, int] = {}

    def codes(self, lon: Floats, lat: Floats) -> Codes:
        """Give the list of each point; longitudes -180 to 180, latitudes -90 to 90."""
        x = np.minimum(lon + 180.0, np.nextafter(_COLUMNS, 0))
        y = np.minimum(lat + 90.0, np.nextafter(_ROWS, 0))
        cell = y.astype(np.int32) * np.int32(_COLUMNS) + x.astype(np.int32)
        code = self._known(cell, 0)
        open_ = np.flatnonzero(code < 0)
        level = 0
        while open_.size:
            level += 1
            scale = SPLIT**level
            column = (x.take(open_) * scale).astype(np.int32) % SPLIT
            row = (y.take(open_) * scale).astype(np.int32) % SPLIT
            inner = self._known(~code.take(open_) + row * SPLIT + column, level)
            code[open_] = inner
            open_ = open_[inner < 0]
        return code

    def _known(self, cell: Codes, level: int) -> Codes:
        code = self._code.take(cell)
        unknown = code == _UNKNOWN
        if unknown.any():
            with self._lock:
                self._grow(np.unique(cell[unknown]), level)
            code = self._code.take(cell)
        return code

    def _grow(self, cells: Ints, level: int) -> None:
        """Find the lists of cells, and of the cells within those worth splitting."""
        cells = cells[self._code[cells] == _UNKNOWN]
        code, waiting = self._code.copy(), self._waiting
        if level == 0:
            listed = self._sift(cells, 0, self._block_lists(cells))
            split = self._splits(listed, 0)
            code[cells[~split]] = listed[~split]
            cells, listed = cells[split], listed[split]
        else:
            listed = waiting[cells]
        inner = len(code) + np.arange(len(cells) * _TILE)
        code[cells] = ~inner[::_TILE].astype(np.int32)
        column, row = _within(self._column[cells], self._row[cells], SPLIT)
        self._column = np.concatenate([self._column, column])
        self._row = np.concatenate([self._row, row])
        # Sifting for quarters of the tile first leaves less to sift for its cells.
        quarters = _within(self._column[cells], self._row[cells], _QUARTERS)
        size = _QUARTERS * SPLIT**level
        listed = self._sift_places(*quarters, 1 / size, np.repeat(listed, _QUARTERS**2))
        place = np.arange(_TILE)
        share = SPLIT // _QUARTERS
        quarter = place // SPLIT // share * _QUARTERS + place % SPLIT // share
        listed = listed.reshape(-1, _QUARTERS**2)[:, quarter].ravel()
        lists = self._sift(inner, level + 1, listed)
        split = self._splits(lists, level + 1)
        self._waiting = np.concatenate([waiting, lists])
        self._code = np.concatenate([code, np.where(split, _UNKNOWN, lists)])

    def _splits(self, lists: Codes, level: int) -> Bools:
        if level == _DEEPEST:
            return np.zeros(len(lists), dtype=bool)
        worth: Bools = self.lists.count[lists] > self._k + (_FEW if level else 0)
        return worth

    def _block_lists(self, cells: Ints) -> Codes:
        """Give the lists of the blocks of 16 x 16 degrees around cells of one degree."""
        column, row = self._column[cells] // SPLIT, self._row[cells] // SPLIT
        block = row * _COLUMNS + column
        new = np.array([one for one in np.unique(block).tolist() if one not in self._blocks])
        if new.size:
            known = np.zeros(len(new), np.int32)
            lists = self._sift_places(new % _COLUMNS, new // _COLUMNS, SPLIT, known)
            self._blocks.update(zip(new.tolist(), lists.tolist(), strict=True))
        return np.array([self._blocks[one] for one in block.tolist()], np.int32)

    def _sift(self, cells: Ints, level: int, lists: Codes) -> Codes:
        return self._sift_places(self._column[cells], self._row[cells], 1 / SPLIT**level, lists)

    def _sift_places(self, column: Ints, row: Ints, size: float, lists: Codes) -> Codes:
        """Sift the lists for cells of a size, some pairs at a time; give the new lists."""
        pairs = np.cumsum(self.lists.count[lists])
        cuts = np.searchsorted(pairs, np.arange(0, pairs[-1:].sum(), _PAIRS_AT_ONCE)[1:], "right")
        parts = [
            self._sifted(column[some], row[some], size, lists[some])
            for some in np.split(np.arange(len(lists)), np.unique(cuts))
        ]
        first = len(self.lists.count)
        self.lists = Lists.joined([self.lists, *parts])
        return np.arange(first, len(self.lists.count), dtype=np.int32)

    def _sifted(self, column: Ints, row: Ints, size: float, lists: Codes) -> Lists:
        lon = (column.astype(np.float64) + 0.5) * size - 180.0
        lat = np.clip((row.astype(np.float64) + 0.5) * size - 90.0, -90.0, 90.0)
        _, site, count = self.lists.expand(lists)
        x, y, z = (np.repeat(axis, count) for axis in surface_points(lon, lat))
        chord = chords_m((x, y, z), take(self._sites, site))
        full = np.flatnonzero(count)
        kept = np.zeros(len(lists), np.int64)
        if full.size:
            first = (np.cumsum(count) - count)[full]
            reach = cell_reach_m(lat[full], size)
            keep = self._may_be_nearest(chord, reach, count[full])
            kept[full] = np.add.reduceat(keep, first, dtype=np.int64)
            site = site[keep]
        return Lists(np.cumsum(kept) - kept, kept, site)

    def _may_be_nearest(self, chord: Floats, reach: Floats, count: Ints) -> Bools:
        """Say which sites may be among the `k` nearest of some point of their cell.

        Parameters
        ----------
        chord
            From the middle of each cell to its sites, cell by cell.
        reach, count
            Of each cell: its reach, and how many sites it has (at least one).
        """
        start = np.cumsum(count) - count
        if self._k == 1:
            kth = np.minimum.reduceat(chord, start)
        else:
            order = np.lexsort((chord, np.repeat(np.arange(len(count)), count)))
            kth = chord[order[start + np.minimum(self._k, count) - 1]]
        farthest = rival_chord_m(kth + reach) + reach
        possible: Bools = chord <= np.repeat(farthest, count)
        return possible


def _within(column: Ints, row: Ints, by: int) -> tuple[Ints, Ints]:
    """Give the numbers of the `by` x `by` smaller cells within cells, row by row."""
    place = np.arange(by * by)
    return (
        np.add.outer(column * by, place % by).ravel(),
        np.add.outer(row * by, place // by).ravel(),
    )
