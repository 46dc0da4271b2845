"""What is within some minutes, as polygons: the streets that are, and what lies along them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from atlas.spatial.streets.routes.street_graph import Floats
from atlas.spatial.streets.routes.street_spread import Spread

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

WALK_OFF_M: Final = 100.0
"""An area holds what lies at most so far from a street that is within the time."""

_QUARTER: Final = 4
"""Pieces of a quarter of the circle around the end of a street."""


def areas_within(
    found: Spread, minutes: Sequence[float]
) -> Iterator[tuple["BaseGeometry", "BaseGeometry"]]:
    """Give the areas of one side within some minutes, the fewest first.

    Yields
    ------
    certain, possible
        Polygons in degrees: what is within the time wherever the points are, and what may be. They
        end where `Spread` was limited, and are not yet cut at the border.
    """
    held: list[BaseGeometry] = [shapely.Polygon(), shapely.Polygon()]
    before: list[Floats] = []
    for most in sorted(minutes):
        shares = [_shares(found, cost, most) for cost in (found.certain, found.possible)]
        for n, own in enumerate(shares):
            # What was drawn for fewer minutes, or as certain, is not drawn again.
            lines = _lines(found, own, [*before[n : n + 1], *shares[:n]])
            held[n] = shapely.union_all([held[n], *held[:n], *_along(lines)])
        before = shares
        certain, possible = (shapely.transform(one, found.network.degrees) for one in held)
        yield certain, possible


def _shares(found: Spread, cost: Floats, minutes: float) -> Floats:
    """Give how much of each part of the streets is within the time, from its first end and last."""
    parts = found.search.parts
    usable = (parts.back, parts.forth) if found.towards else (parts.forth, parts.back)
    left = minutes * 60_000 - cost[parts.nodes]
    share = np.clip(left / np.fmax(parts.costs, 1)[:, None], 0, 1)
    return np.where(np.column_stack(usable), share, 0)


def _lines(found: Spread, share: Floats, drawn: Sequence[Floats]) -> Any:  # noqa: ANN401, an array
    """Give the parts of streets as lines, without those that were drawn as far before."""
    parts = found.search.parts
    new = np.ones(len(share), dtype=bool)
    for one in drawn:
        new &= (share > one).any(axis=1) & (one.sum(axis=1) < 1)
    whole = share.sum(axis=1) >= 1
    begin, end = parts.share.T
    pieces = [
        (new & whole, begin, end),
        (new & ~whole & (share[:, 0] > 0), begin, begin + share[:, 0] * (end - begin)),
        (new & ~whole & (share[:, 1] > 0), end - share[:, 1] * (end - begin), end),
    ]
    ends = [
        found.network.at(parts.edge[rows], np.column_stack([a, b])[rows]) for rows, a, b in pieces
    ]
    lines = np.asarray(shapely.linestrings(np.concatenate(ends)), dtype=object)
    return shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines)))


def _along(lines: Any) -> Any:  # noqa: ANN401, arrays
    return shapely.buffer(lines, WALK_OFF_M, quad_segs=_QUARTER)
