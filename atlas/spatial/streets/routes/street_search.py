"""Points put on the streets of one side, and the least cost between them, by Dijkstra's algorithm.

A point goes straight to the nearest street and on from there. Its spot on the street becomes a node
of its own, so that distances begin and end where it is, not at the next corner.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from atlas.spatial.geodesy import degree_m
from atlas.spatial.streets.routes.street_graph import (
    Cost,
    Flags,
    Floats,
    Ints,
    Mode,
    SideGraph,
    leg_cost,
)

if TYPE_CHECKING:
    from scipy.sparse import csr_array

SNAP_M: Final = 500.0
"""A point farther than this from every street has no distance along streets."""

LEAST_SHARE: Final = 0.01
"""Pieces that the rest does not reach and that hold fewer of the nodes get no point."""

_CELLS_AT_ONCE: Final = 1 << 23


@dataclass(frozen=True, eq=False)
class Feet:
    """Where points stand on the streets.

    Attributes
    ----------
    edge
        Row of the edge, -1 where no street is near enough, shape (n,).
    share
        How far along the edge, 0 to 1.
    leg_m
        Metres from the point to its street; infinite without one.
    """

    edge: Ints
    share: Floats
    leg_m: Floats

    @property
    def known(self) -> Flags:
        """Which points stand on a street."""
        return np.asarray(self.edge >= 0)


def joined(feet: Iterable[Feet]) -> Feet:
    """Give several as one."""
    edge, share, leg_m = zip(*((one.edge, one.share, one.leg_m) for one in feet), strict=True)
    return Feet(np.concatenate(edge), np.concatenate(share), np.concatenate(leg_m))


class Parts(NamedTuple):
    """Edges, cut where points stand.

    Attributes
    ----------
    nodes, costs, forth, back
        As of edges: the two ends, what they cost, and in which direction they may be used.
    edge
        The edge that each is a part of.
    share
        How far along that edge it begins and ends, shape (m, 2).
    """

    nodes: Ints
    costs: Floats
    forth: Flags
    back: Flags
    edge: Ints
    share: Floats


class Network:
    """The streets of one side that can be used by one mode."""

    def __init__(self, graph: SideGraph, mode: Mode) -> None:
        self.graph, self.mode = graph, mode
        self._forth, self._back = graph.directions(mode)
        self._scale = np.array(degree_m(float(graph.nodes[:, 1].mean()) if len(graph.nodes) else 0))

    @cached_property
    def _usable(self) -> Ints:
        """The edges that points are put on: those of pieces that are no islands."""
        from scipy.sparse.csgraph import connected_components

        nodes = len(self.graph.nodes)
        number = connected_components(
            _matrix(
                self.graph.edges, np.ones(len(self.graph.edges)), self._forth, self._back, nodes
            ),
            connection="strong",
        )[1]
        large = np.bincount(number, minlength=1) >= LEAST_SHARE * nodes
        one, other = number[self.graph.edges].T
        return np.flatnonzero((self._forth | self._back) & (one == other) & large[one])

    @cached_property
    def _tree(self) -> shapely.STRtree:
        ends = self._plane(self.graph.nodes)[self.graph.edges[self._usable]]
        return shapely.STRtree(np.asarray(shapely.linestrings(ends), dtype=object))

    def _plane(self, lonlat: Floats) -> Floats:
        return np.asarray(lonlat * self._scale)

    def put(self, lonlat: Floats, limit_m: npt.ArrayLike = SNAP_M) -> Feet:
        """Put points on the nearest street within a limit, metres; NaN is no position."""
        size = len(lonlat)
        feet = Feet(np.full(size, -1), np.zeros(size), np.full(size, np.inf))
        known = np.flatnonzero(np.isfinite(lonlat).all(axis=1))
        if not len(self._usable) or not len(known):
            return feet
        limit = np.broadcast_to(np.asarray(limit_m, np.float64), size)
        at = self._plane(lonlat[known])
        found, near = self._tree.query_nearest(
            shapely.points(at), max_distance=max(float(limit.max()), 1e-9), all_matches=True
        )
        # Of edges that are equally near the first one, so that the same points give the same feet.
        order = np.lexsort((near, found))
        found, first = np.unique(found[order], return_index=True)
        near = near[order][first]
        start, end = np.moveaxis(
            self._plane(self.graph.nodes)[self.graph.edges[self._usable[near]]], 1, 0
        )
        along, offset = end - start, at[found] - start
        length2 = np.fmax((along**2).sum(axis=1), 1e-12)
        share = np.clip((offset * along).sum(axis=1) / length2, 0, 1)
        leg_m = np.linalg.norm(offset - share[:, None] * along, axis=1)
        kept = leg_m <= limit[known[found]]
        rows = known[found[kept]]
        feet.edge[rows] = self._usable[near[kept]]
        feet.share[rows], feet.leg_m[rows] = share[kept], leg_m[kept]
        return feet

    def search(self, feet: Feet, cost: Cost) -> "Search":
        """Give what finds the least cost between points."""
        return Search(self, feet, cost)

    def nodes_near(self, lonlat: Floats, radius_m: Floats) -> list[Ints]:
        """Give the nodes within a distance of each point."""
        from scipy.spatial import cKDTree

        known = np.isfinite(lonlat).all(axis=1) & (radius_m > 0)
        used = np.unique(self.graph.edges[self._usable])
        found = [np.zeros(0, dtype=np.int64) for _ in lonlat]
        if len(used) and known.any():
            tree = cKDTree(self._plane(self.graph.nodes[used]))
            rows = tree.query_ball_point(self._plane(lonlat[known]), radius_m[known])
            for point, near in zip(np.flatnonzero(known), rows, strict=True):
                found[point] = used[np.sort(np.array(near, dtype=np.int64))]
        return found

    def at(self, edge: Ints, share: Floats) -> Floats:
        """Give positions along edges in metres, of shares (m, k): shape (m, k, 2)."""
        start, end = np.moveaxis(self._plane(self.graph.nodes)[self.graph.edges[edge]], 1, 0)
        return np.asarray(start[:, None] + share[..., None] * (end - start)[:, None])

    def degrees(self, plane: Floats) -> Floats:
        """Give positions in metres as longitude and latitude."""
        return np.asarray(plane / self._scale)

    def parts(self, feet: Feet, cost: Cost) -> "Parts":
        """Give the edges cut where points stand, each foot a node behind those of the graph."""
        graph = self.graph
        every, (known,) = np.arange(len(graph.edges)), np.nonzero(feet.known)
        edge = np.concatenate([every, every, feet.edge[known]])
        share = np.concatenate([np.zeros(len(every)), np.ones(len(every)), feet.share[known]])
        node = np.concatenate([*graph.edges.T, len(graph.nodes) + known])
        rank = np.repeat([0, 2, 1], [len(every), len(every), len(known)])
        order = np.lexsort((node, share, rank, edge))
        edge, share, node = edge[order], share[order], node[order]
        # The parts of an edge make up the whole, to the last millimetre.
        along = np.round(share * graph.costs(self.mode, cost)[edge])
        same = edge[1:] == edge[:-1]
        own = edge[1:][same]
        return Parts(
            np.column_stack([node[:-1], node[1:]])[same],
            np.diff(along)[same],
            self._forth[own],
            self._back[own],
            own,
            np.column_stack([share[:-1], share[1:]])[same],
        )


class Search:
    """The least cost between points on the streets of one side."""

    def __init__(self, network: Network, feet: Feet, cost: Cost) -> None:
        self._nodes, self._feet = len(network.graph.nodes), feet
        self._cut = partial(network.parts, feet, cost)
        self._leg = np.full(len(feet.edge), np.inf)
        self._leg[feet.known] = leg_cost(feet.leg_m[feet.known], cost)

    @cached_property
    def parts(self) -> Parts:
        """The edges, cut where the points stand."""
        return self._cut()

    @cached_property
    def _matrix(self) -> "csr_array":
        nodes, costs, forth, back, *_ = self.parts
        return _matrix(nodes, costs, forth, back, self._nodes + len(self._feet.edge))

    @cached_property
    def _turned(self) -> "csr_array":
        return self._matrix.T.tocsr()

    def between(self, sources: Ints, targets: Ints) -> Floats:
        """Give the least cost from some points to others, shape (m, n); infinite without a way.

        The search starts from the fewer of the two: backwards, when those are the targets.
        """
        if len(targets) < len(sources):
            return self._legs(sources, targets, self._run(targets, sources, turned=True).T)
        return self._legs(sources, targets, self._run(sources, targets, turned=False))

    def spans(
        self, sources: Ints, targets: Ints, around: list[Ints], *, turned: bool = False
    ) -> tuple[Floats, Floats]:
        """Give the least and the greatest cost to targets that may stand at other nodes too.

        Parameters
        ----------
        sources, targets
            Rows of points.
        around
            The nodes at which each target may stand too.
        turned
            Of the ways from the targets to the sources instead; the shapes stay (m, n).
        """
        feet = self._nodes + targets
        places = [np.array([foot, *nodes]) for foot, nodes in zip(feet, around, strict=True)]
        ends = np.cumsum([0, *map(len, places)])[:-1]
        columns = np.concatenate([np.zeros(0, dtype=np.int64), *places])
        leg = np.where(self._feet.known[targets], self._leg[targets], np.inf)
        legs = np.repeat(leg, [len(one) for one in places])
        # At another node a place may stand right on the street, or as far off it as at its foot,
        # even where its own point is too far from every street.
        least = np.where(np.isin(columns, feet), legs, 0.0)
        low, high = (np.full((len(sources), len(targets)), np.inf) for _ in range(2))
        if len(targets):
            for rows, part in self._blocks(self._turned if turned else self._matrix, sources):
                low[rows] = np.minimum.reduceat(part[:, columns] + least, ends, axis=1)
                high[rows] = np.maximum.reduceat(part[:, columns] + legs, ends, axis=1)
        own = self._leg[sources, None]
        return low + own, high + own

    def to_nearest(self, sources: Ints, nodes: Ints, *, turned: bool = False) -> Floats:
        """Give the least cost from points to the nearest of some nodes, shape (m,).

        `turned`, it is the way from the nearest of the nodes to each point.
        """
        from scipy.sparse.csgraph import dijkstra

        if not len(nodes):
            return np.full(len(sources), np.inf)
        matrix = self._matrix if turned else self._turned
        near = dijkstra(matrix, indices=nodes, min_only=True)
        return np.asarray(near[self._nodes + sources] + self._leg[sources])

    def spread(
        self, nodes: Ints, costs: Floats, limit: float = np.inf, *, turned: bool = False
    ) -> Floats:
        """Give the least cost of every node from any of some nodes, shape (number of nodes,).

        Parameters
        ----------
        nodes, costs
            Where ways begin, and what they cost before.
        limit
            What costs more is infinite.
        turned
            Of ways to those nodes instead.
        """
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import dijkstra

        matrix = self._turned if turned else self._matrix
        size = matrix.shape[0]
        begin = np.full(size, np.inf)
        np.minimum.at(begin, nodes, costs)
        (first,) = np.nonzero(begin <= limit)
        # One more node leads to all of them. No edge of a sparse matrix may cost nothing.
        whole = csr_array(
            (
                np.concatenate([matrix.data, begin[first] + 1]),
                np.concatenate([matrix.indices, first]),
                np.append(matrix.indptr, matrix.indptr[-1] + len(first)),
            ),
            shape=(size + 1, size + 1),
        )
        return np.asarray(dijkstra(whole, indices=size, limit=limit + 1)[:size] - 1)

    def feet(self, rows: Ints) -> tuple[Ints, Floats]:
        """Give the nodes where points stand, and what the way there costs: infinite without one."""
        return self._nodes + rows, self._leg[rows]

    def _legs(self, sources: Ints, targets: Ints, cost: Floats) -> Floats:
        return np.asarray(cost + self._leg[sources, None] + self._leg[None, targets])

    def _run(self, sources: Ints, targets: Ints, *, turned: bool) -> Floats:
        cost = np.full((len(sources), len(targets)), np.inf)
        matrix = self._turned if turned else self._matrix
        for rows, part in self._blocks(matrix, sources):
            cost[rows] = self._columns(part, targets)
        return cost

    def _columns(self, part: Floats, targets: Ints) -> Floats:
        known = self._feet.known[targets]
        cost = np.full((len(part), len(targets)), np.inf)
        cost[:, known] = part[:, self._nodes + targets[known]]
        return cost

    def _blocks(self, matrix: "csr_array", sources: Ints) -> Iterator[tuple[Ints, Floats]]:
        """Search from some points at a time; those that are on no street are left out."""
        from scipy.sparse.csgraph import dijkstra

        known = np.flatnonzero(self._feet.known[sources])
        step = max(1, _CELLS_AT_ONCE // max(matrix.shape[0], 1))
        for first in range(0, len(known), step):
            rows = known[first : first + step]
            yield rows, dijkstra(matrix, indices=self._nodes + sources[rows])


def _matrix(edges: Ints, costs: Floats, forth: Flags, back: Flags, size: int) -> "csr_array":
    """Give edges as a matrix; of several between two nodes the least."""
    from scipy.sparse import csr_array

    start = np.concatenate([edges[forth, 0], edges[back, 1]])
    end = np.concatenate([edges[forth, 1], edges[back, 0]])
    cost = np.concatenate([costs[forth], costs[back]])
    order = np.lexsort((cost, end, start))
    start, end, cost = start[order], end[order], cost[order]
    first = np.ones(len(start), dtype=bool)
    first[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    first &= start != end
    return csr_array((cost[first], (start[first], end[first])), shape=(size, size))
