"""Columns of text as numbers and different texts: equal cells are kept, and looked at, once."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import count

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.intp]
Texts = npt.NDArray[np.object_]

_ROWS_AT_ONCE = 1000


class _Coder:
    """The different texts of a column, numbered in the order in which they are met."""

    def __init__(self) -> None:
        self.numbers: defaultdict[str, int] = defaultdict(count().__next__)

    def code(self, texts: Sequence[str]) -> Codes:
        return np.fromiter(map(self.numbers.__getitem__, texts), np.intp, len(texts))


def words(text: str) -> frozenset[str]:
    """Give the words of a text, as a set that is easy to read where it is written."""
    return frozenset(text.split())


def coded(texts: Sequence[str]) -> tuple[Codes, list[str]]:
    """Give the number of every text, and the different texts in the order of their numbers."""
    coder = _Coder()
    codes = coder.code(texts)
    return codes, list(coder.numbers)


def spread(distinct: Sequence[str], codes: Codes) -> Texts:
    """Give the text of every number: the way back from `coded`."""
    return np.array(distinct, dtype=object)[codes]


def columns_of(
    rows: Sequence[Sequence[str]], width: int, plain: Callable[[str], str]
) -> list[Texts]:
    """Turn rows into columns.

    Parameters
    ----------
    rows
        Cells, every row as wide as the others.
    width
        Number of columns.
    plain
        Done to every different cell of a column once.

    Returns
    -------
    columns
        One array a column; equal cells are the same object, which takes less memory and makes
        every later look at the column faster.
    """
    coders = [_Coder() for _ in range(width)]
    parts: list[list[Codes]] = [[] for _ in range(width)]
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        some = zip(*rows[start : start + _ROWS_AT_ONCE], strict=True)
        for coder, part, cells in zip(coders, parts, some, strict=True):
            part.append(coder.code(cells))
    nothing = np.empty(0, dtype=np.intp)
    return [
        spread([plain(text) for text in coder.numbers], np.concatenate([nothing, *part]))
        for coder, part in zip(coders, parts, strict=True)
    ]
