"""The least cost between points of one side, from tables of what it costs between its nodes.

Another engine than the search of the atlas knows nodes only. The way from a point to the nodes at
the ends of its edge is added here, so that what comes out is what the search gives.
"""

from itertools import product
from typing import Protocol

import numpy as np

from atlas.spatial.streets.routes.street_graph import (
    Cost,
    Floats,
    Ints,
    Mode,
    SideGraph,
    leg_cost,
)
from atlas.spatial.streets.routes.street_search import Feet, Network


class Engine(Protocol):
    """What finds the least cost between nodes instead of the search of the atlas."""

    def __hash__(self) -> int:
        """Give what results are remembered by."""

    @property
    def name(self) -> str:
        """What readers know it by, with its version."""

    def prepare(self, graph: SideGraph, mode: Mode, cost: Cost) -> object:
        """Do once what takes long; what was done before is kept."""

    def table(self, graph: SideGraph, mode: Mode, cost: Cost, nodes: tuple[Ints, Ints]) -> Floats:
        """Give the least cost from nodes (m) to others (n), shape (m, n); infinite without a way.

        Both are sorted, and none comes twice.
        """


class TableSearch:
    """As `Search.between`, by an engine, which is asked once.

    Parameters
    ----------
    engine
        What finds the ways.
    network
        The streets of a side.
    feet
        Where points stand on them; one at least is on a street.
    cost
        What is made least.
    sources, targets
        The points between which costs will be asked for.
    """

    def __init__(
        self,
        engine: Engine,
        network: Network,
        feet: Feet,
        cost: Cost,
        sources: Ints,
        targets: Ints,
    ) -> None:
        graph, mode = network.graph, network.mode
        self._feet = feet
        self._nodes = graph.edges[feet.edge]
        whole = graph.costs(mode, cost)[feet.edge]
        self._along = along = np.round(feet.share * whole)
        ends = np.column_stack([along, whole - along])
        usable = [one[feet.edge] & feet.known for one in graph.directions(mode)]
        self._forth, self._back = usable
        self._to_ends = np.where(np.column_stack(usable[::-1]), ends, np.inf)
        self._from_ends = np.where(np.column_stack(usable), ends, np.inf)
        self._leg = np.full(len(feet.edge), np.inf)
        self._leg[feet.known] = leg_cost(feet.leg_m[feet.known], cost)
        self._start, self._end = (
            np.unique(self._nodes[rows][np.isfinite(costs[rows])])
            for rows, costs in ((sources, self._to_ends), (targets, self._from_ends))
        )
        self._found = engine.table(graph, mode, cost, (self._start, self._end))

    def between(self, sources: Ints, targets: Ints) -> Floats:
        """Give the least cost from some points to others, shape (m, n); infinite without a way."""
        leave, reach = self._to_ends[sources], self._from_ends[targets]
        out, into = self._nodes[sources], self._nodes[targets]
        cost = self._on_one_edge(sources, targets)
        for i, j in product(range(2), range(2)):
            rows, columns = (np.flatnonzero(np.isfinite(one)) for one in (leave[:, i], reach[:, j]))
            nodes = np.ix_(
                np.searchsorted(self._start, out[rows, i]),
                np.searchsorted(self._end, into[columns, j]),
            )
            at = np.ix_(rows, columns)
            way = leave[rows, i, None] + self._found[nodes] + reach[columns, j]
            cost[at] = np.minimum(cost[at], way)
        return np.asarray(cost + self._leg[sources, None] + self._leg[targets])

    def _on_one_edge(self, sources: Ints, targets: Ints) -> Floats:
        """Give the way between points of the same edge that passes no node."""
        edge, share = self._feet.edge, self._feet.share
        start, end = sources[:, None], targets[None, :]
        same = edge[start] == edge[end]
        # Of points at the same spot the first comes first, as where edges are cut for the search.
        after = (share[end] > share[start]) | ((share[end] == share[start]) & (end > start))
        way = same & np.where(after, self._forth[start], self._back[start]) | (start == end)
        return np.where(way, np.abs(self._along[end] - self._along[start]), np.inf)
