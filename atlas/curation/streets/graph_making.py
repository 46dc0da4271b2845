"""From the ways of an extract to a street graph of each side: cut at the border, nodes at corners.

A node is where ways meet or end; between two of them further nodes are set, so that no edge is
longer than `MOST_EDGE_M`. What crosses the border is cut there: a way leads over it at a crossing
only.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import shapely

from atlas.curation.streets.road_ways import Roads
from atlas.spatial.bulk.hilbert import curve_places
from atlas.spatial.geodesy import GEOD
from atlas.spatial.streets.routes import MOST_EDGE_M, SideGraph

if TYPE_CHECKING:
    import geopandas as gpd

_PIECE_M: Final = MOST_EDGE_M / 2
_NOWHERE: Final = -1
_PIECES: Final = 1_000
"""So many pieces are shapes at a time."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _Chain:
    """All ways one after the other: the points, and the pieces between two that follow each other.

    Attributes
    ----------
    row
        Number of the position of each point, shape (n,).
    lonlat
        The positions.
    way
        The way of each point.
    metres
        From each point to the next, shape (n - 1,).
    open
        Which pieces can be gone along: within one way and on one side.
    side
        The side of each position, `_NOWHERE` outside all.
    """

    row: Ints
    lonlat: Floats
    way: Ints
    metres: Floats
    open: Flags
    side: Ints


def make_graphs(
    roads: Roads, segments: "gpd.GeoDataFrame", corridors: Collection[str]
) -> list[SideGraph]:
    """Make the street graphs of the sides of some corridors.

    Parameters
    ----------
    roads
        What an extract holds.
    segments
        The sides with their land: `corridor_id`, `side` and geometry.
    corridors
        Which corridors.

    Returns
    -------
    graphs
        One a side, in the order of `segments`; without an edge where the extract holds no street.
    """
    own = segments[segments["corridor_id"].isin(list(corridors))].reset_index(drop=True)
    chain = _chain(roads, own)
    start, end, metres, way = _edges(chain)
    speed_class = np.frombuffer(roads.speed_class, dtype=np.int64)
    allowed = np.frombuffer(roads.allowed, dtype=np.int64)
    graphs = []
    for number, (corridor, side) in enumerate(zip(own["corridor_id"], own["side"], strict=True)):
        here = chain.side[start] == number
        nodes, edges = _in_order(chain.lonlat, np.column_stack([start, end])[here])
        kind = np.column_stack([speed_class[way[here]], allowed[way[here]]])
        order = np.lexsort((*kind.T, metres[here], edges[:, 1], edges[:, 0]))
        graphs.append(
            SideGraph(
                str(corridor),
                str(side),
                nodes,
                edges[order],
                metres[here][order],
                kind[order, 0],
                kind[order, 1],
            )
        )
    return graphs


def _chain(roads: Roads, segments: "gpd.GeoDataFrame") -> _Chain:
    row = np.frombuffer(roads.rows, dtype=np.int64)
    way = np.repeat(np.arange(len(roads.sizes)), np.frombuffer(roads.sizes, dtype=np.int64))
    row, way, lonlat = _short_pieces(*_only_used(row, roads.lonlat), way)
    side = np.full(len(lonlat), _NOWHERE)
    for number, shape in enumerate(segments.geometry):
        shapely.prepare(shape)
        side[(side == _NOWHERE) & shapely.intersects_xy(shape, *lonlat.T)] = number
    known = _joined(row, way)
    sides = np.where(row >= 0, side[row], _NOWHERE)
    known &= (sides[:-1] == sides[1:]) & (sides[1:] != _NOWHERE)
    known[known] = ~_crosses(lonlat[row[:-1][known]], lonlat[row[1:][known]], segments)
    return _Chain(row, lonlat, way, _metres(row, lonlat, known), known, side)


def _only_used(row: Ints, lonlat: Floats) -> tuple[Ints, Floats]:
    """Give the positions that ways have, and where those of each point stand among them."""
    known = row >= 0
    used, at = np.unique(row[known], return_inverse=True)
    rows = np.full(len(row), _NOWHERE)
    rows[known] = at
    return rows, lonlat[used]


def _joined(row: Ints, way: Ints) -> Flags:
    """Say which points and the next after them are a piece of one way with known positions."""
    return np.asarray((way[:-1] == way[1:]) & (row[:-1] >= 0) & (row[1:] >= 0))


def _metres(row: Ints, lonlat: Floats, known: Flags) -> Floats:
    metres = np.zeros(len(known))
    start, end = lonlat[row[:-1][known]], lonlat[row[1:][known]]
    metres[known] = GEOD.inv(*start.T, *end.T)[2]
    return metres


def _short_pieces(row: Ints, lonlat: Floats, way: Ints) -> tuple[Ints, Ints, Floats]:
    """Set points on pieces longer than half an edge may be, evenly."""
    metres = _metres(row, lonlat, _joined(row, way)) if len(row) else np.zeros(0)
    more = np.maximum(np.ceil(metres / _PIECE_M).astype(np.int64) - 1, 0)
    if not more.any():
        return row, way, lonlat
    at = np.repeat(np.arange(len(more)), more)
    step = np.arange(len(at)) - np.repeat(np.cumsum(more) - more, more) + 1
    share = (step / (more[at] + 1))[:, None]
    new = lonlat[row[at]] * (1 - share) + lonlat[row[at + 1]] * share
    numbers = len(lonlat) + np.arange(len(at))
    return (
        np.insert(row, at + 1, numbers),
        np.insert(way, at + 1, way[at]),
        np.concatenate([lonlat, new]),
    )


def _crosses(start: Floats, end: Floats, segments: "gpd.GeoDataFrame") -> Flags:
    """Say which pieces between two points of one side cross the line between two sides."""
    crossing = np.zeros(len(start), dtype=bool)
    for _, pair in segments.groupby("corridor_id"):
        if len(pair) == 2:
            line = shapely.intersection(*(shape.boundary for shape in pair.geometry))
            shapely.prepare(line)
            # As shapes, pieces take ten times the memory that they take as numbers.
            for first in range(0, len(start), _PIECES):
                some = slice(first, first + _PIECES)
                pieces = shapely.linestrings(np.stack([start[some], end[some]], axis=1))
                crossing[some] |= shapely.crosses(line, pieces)
    return crossing


def _edges(chain: _Chain) -> tuple[Ints, Ints, Floats, Ints]:
    """Give the edges: first and last position, metres, and the way they belong to."""
    if len(chain.row) < 2:
        none = np.zeros(0, dtype=np.int64)
        return none, none, np.zeros(0), none
    ends = np.flatnonzero(_breaks(chain))
    first, last = ends[:-1], ends[1:]
    along = np.concatenate([[0.0], np.cumsum(chain.metres)])
    kept = chain.open[first] & (chain.row[first] != chain.row[last])
    first, last = first[kept], last[kept]
    return chain.row[first], chain.row[last], along[last] - along[first], chain.way[first]


def _breaks(chain: _Chain) -> Flags:
    """Say which points are nodes: where ways meet or end, and often enough in between."""
    size = len(chain.row)
    times = np.bincount(chain.row[chain.row >= 0], minlength=len(chain.lonlat))
    breaks = np.ones(size, dtype=bool)
    inner = chain.open[:-1] & chain.open[1:]
    breaks[1:-1] = ~inner | (times[chain.row[1:-1]] > 1)
    along = np.concatenate([[0.0], np.cumsum(chain.metres)])
    begun = np.maximum.accumulate(np.where(breaks, np.arange(size), 0))
    # From the node before it, a point lies in one of stretches half as long as an edge may be; the
    # first point in each becomes a node. No piece is longer, so no edge is longer than two.
    stretch = np.floor((along - along[begun]) / _PIECE_M)
    stretch[breaks] = 0
    breaks[1:] |= ~breaks[1:] & (stretch[1:] != stretch[:-1])
    return breaks


def _in_order(lonlat: Floats, edges: Ints) -> tuple[Floats, Ints]:
    """Give the nodes of edges along a Hilbert curve, and the edges with their numbers."""
    used, number = np.unique(edges, return_inverse=True)
    nodes = lonlat[used]
    order = np.lexsort((*nodes.T, curve_places(*nodes.T))) if len(used) else used
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return nodes[order], rank[number.reshape(edges.shape)]
