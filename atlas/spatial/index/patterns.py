"""Which polygons a cell meets: small numbers that stand for lists of polygons.

Most cells meet no polygon, the others one of a few lists, so a cell holds one code and the lists
are kept once. Any number of polygons may overlap.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from atlas.spatial.index.arrays import Bools, Codes, Ints
from atlas.spatial.index.grid import BOUNDARY, OUTSIDE


@dataclass(frozen=True, slots=True)
class Patterns:
    """The lists, one after the other; list `code` is `start[code]` to `start[code + 1]`.

    Each entry is a polygon number and whether the cell is on its boundary, so that a point in
    it needs the exact test. List 0 is empty.
    """

    start: Ints
    polygon: Ints
    test: Bools

    @classmethod
    def of(cls, lists: list[list[tuple[int, bool]]]) -> "Patterns":
        """Put lists of (polygon, test) one after the other."""
        lengths = [len(entries) for entries in lists]
        flat = [entry for entries in lists for entry in entries]
        return cls(
            np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]),
            np.array([polygon for polygon, _ in flat], dtype=np.int64),
            np.array([test for _, test in flat], dtype=np.bool_),
        )

    def expand(self, codes: Codes) -> tuple[Ints, Ints]:
        """Give for every entry of every code's list: the position in `codes`, and the entry."""
        first = self.start.take(codes)
        count = self.start[1:].take(codes) - first
        if (count == 1).all():
            return np.arange(len(codes)), first
        owner = np.repeat(np.arange(len(codes)), count)
        skipped = np.cumsum(count) - count
        return owner, np.arange(len(owner)) + np.repeat(first - skipped, count)


class PatternMaker:
    """Grows the codes of cells polygon by polygon, in ascending order.

    A code is a shorter code and one more polygon, so that long lists are written out only once,
    at the end.
    """

    def __init__(self) -> None:
        self._parent = [0]
        self._entry = [(-1, False)]
        self._next: dict[tuple[int, int, bool], int] = {}

    def join(self, codes: Codes, polygon: int, state: npt.ArrayLike) -> Codes:
        """Give the codes of the cells after this polygon, which is in each cell as `state` says."""
        state = np.broadcast_to(np.asarray(state, np.uint8), codes.shape)
        both = codes * np.int32(3) + state
        met = np.zeros(3 * len(self._parent), dtype=bool)
        met[both] = True
        after = np.zeros(len(met), dtype=np.int32)
        for old in np.flatnonzero(met).tolist():
            after[old] = self._code(old // 3, polygon, old % 3)
        joined: Codes = after[both]
        return joined

    def finish(self, *tables: Codes) -> tuple[Patterns, list[Codes]]:
        """Keep the lists that the tables use, and renumber their codes."""
        used = np.zeros(len(self._parent), dtype=bool)
        used[0] = True
        for table in tables:
            used[table] = True
        renumber = np.cumsum(used, dtype=np.int32) - np.int32(1)
        patterns = Patterns.of([self._list(code) for code in np.flatnonzero(used).tolist()])
        return patterns, [renumber[table] for table in tables]

    def _code(self, old: int, polygon: int, state: int) -> int:
        if state == OUTSIDE:
            return old
        key = (old, polygon, state == BOUNDARY)
        if key not in self._next:
            self._next[key] = len(self._parent)
            self._parent.append(old)
            self._entry.append(key[1:])
        return self._next[key]

    def _list(self, code: int) -> list[tuple[int, bool]]:
        entries = []
        while code:
            entries.append(self._entry[code])
            code = self._parent[code]
        return entries[::-1]
