"""Distances along the streets of all sides, between points that belong to a country.

Every side is searched alone. Into the other country leads a way to a gate and on from there.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.spatial.geodesy import is_position
from atlas.spatial.streets.routes.border_gates import (
    ASSUMED_WAIT_MINUTES,
    AcrossBorder,
    lets_through,
    put_gates,
    wait_costs,
)
from atlas.spatial.streets.routes.node_tables import Engine, TableSearch
from atlas.spatial.streets.routes.read_graphs import Side
from atlas.spatial.streets.routes.street_graph import Cost, Flags, Floats, Ints, Mode, SideGraph
from atlas.spatial.streets.routes.street_search import Feet, Network, Search, joined

_REMEMBERED: Final = 8


@dataclass(frozen=True, eq=False)
class Spots:
    """Points of a country: `lonlat`, degrees, shape (n, 2), and `country`, shape (n,)."""

    lonlat: Floats
    country: npt.NDArray[np.object_]

    def __len__(self) -> int:
        """Count the points."""
        return len(self.lonlat)

    @property
    def key(self) -> tuple[bytes, tuple[str, ...]]:
        """What distinguishes them from others."""
        return self.lonlat.tobytes(), tuple(map(str, self.country))


NOWHERE: Final = Spots(np.empty((0, 2)), np.empty(0, object))
"""No points."""


@dataclass(frozen=True, eq=False)
class Measured:
    """Costs of all pairs of some points (m) and others (n), as whole millimetres or milliseconds.

    Attributes
    ----------
    same
        Within a country, shape (m, n); infinite between two, and without a way.
    across
        Into the other country, over the gates.
    """

    same: Floats
    across: AcrossBorder


class _Placed(NamedTuple):
    """Points on the streets of one side: which of all they are, and what searches between them."""

    start: Ints
    end: Ints
    gate: Ints
    network: Network
    feet: Feet
    search: Search

    @property
    def rows(self) -> tuple[Ints, Ints, Ints]:
        """Where starts, ends and gates stand in the search."""
        first, second = len(self.start), len(self.start) + len(self.end)
        every = np.arange(second + len(self.gate))
        return every[:first], every[first:second], every[second:]


class StreetDistances:
    """Distances along streets by one mode, where one cost is made least.

    Parameters
    ----------
    graphs
        By corridor and side. Sides of a corridor of which only one is there are left out: what one
        side has is never compared with what NOWHERE measured on the other.
    crossings
        `crossing_id`, `corridor_id`, `lon`, `lat`, `precision_m` and `modes`. Which are open is
        asked later; see `AcrossBorder.over`.
    mode
        How somebody goes.
    cost
        What is made least.
    waits
        Minutes at crossings, by id, instead of `ASSUMED_WAIT_MINUTES`.
    engine
        What answers `measured` instead of the search; everything else is searched.

    Attributes
    ----------
    networks
        The streets of each side, by corridor and side.
    gates
        The crossings that let the mode through, in the order of `AcrossBorder`.
    """

    def __init__(
        self,
        graphs: Mapping[Side, SideGraph],
        crossings: pd.DataFrame,
        mode: Mode,
        cost: Cost,
        waits: Mapping[str, float] | None = None,
        engine: Engine | None = None,
    ) -> None:
        usable = lets_through(crossings, mode) & is_position(crossings["lon"], crossings["lat"])
        self.gates = crossings[usable].reset_index(drop=True)
        self.mode, self.cost, self.engine = mode, cost, engine
        self.networks = {key: Network(one, mode) for key, one in two_sided(graphs).items()}
        self.wait_minutes = self._minutes(waits or {})
        self._known: dict[object, Measured] = {}

    def with_cost(self, cost: Cost) -> "StreetDistances":
        """Give the same for another cost; the streets are shared."""
        other = object.__new__(StreetDistances)
        other.__dict__ = self.__dict__ | {"cost": cost, "_known": {}}
        return other

    def with_waits(self, waits: Mapping[str, float]) -> "StreetDistances":
        """Give the same with other waits; the streets are shared, and what was measured on them."""
        other = object.__new__(StreetDistances)
        other.__dict__ = self.__dict__ | {"wait_minutes": self._minutes(waits)}
        return other

    def _minutes(self, waits: Mapping[str, float]) -> Floats:
        ids = self.gates["crossing_id"]
        return np.array([waits.get(one, ASSUMED_WAIT_MINUTES) for one in ids], np.float64)

    @property
    def corridors(self) -> list[str]:
        """The corridors with streets on both sides."""
        return sorted({corridor for corridor, _ in self.networks})

    def on_streets(self, spots: Spots) -> Flags:
        """Say which points stand on a street of their country."""
        known = np.zeros(len(spots), dtype=bool)
        for (_, country), network in self.networks.items():
            rows = np.flatnonzero(spots.country == country)
            known[rows] |= network.put(spots.lonlat[rows]).known
        return known

    @cached_property
    def gates_on_streets(self) -> Flags:
        """Which gates have a street of both sides."""
        sides = np.zeros(len(self.gates), dtype=np.int64)
        for (corridor, _), network in self.networks.items():
            rows = np.flatnonzero(self.gates["corridor_id"] == corridor)
            sides[rows] += put_gates(network, self.gates.iloc[rows]).known
        return np.asarray(sides == 2)

    def measured(self, start: Spots, end: Spots) -> Measured:
        """Measure from some points to others; what was measured is remembered."""
        key = start.key, end.key
        if key not in self._known:
            while len(self._known) >= _REMEMBERED:
                self._known.pop(next(iter(self._known)))
            made = self._empty(len(start), len(end))
            for side in self._placed(start, end):
                starts, ends, gates = side.rows
                between = self._between(side)
                _put(made.same, side.start, side.end, between(starts, ends))
                _put(made.across.to_gate, side.start, side.gate, between(starts, gates))
                _put(made.across.from_gate, side.gate, side.end, between(gates, ends))
            self._known[key] = made
        known = self._known[key]
        wait = wait_costs(self.wait_minutes, self.cost)
        return replace(known, across=replace(known.across, wait=wait))

    def preparing(self) -> list[Callable[[], object]]:
        """Give the steps by which the engine is prepared; none without one."""
        if self.engine is None:
            return []
        graphs = [one.graph for one in self.networks.values()]
        return [partial(self.engine.prepare, one, self.mode, self.cost) for one in graphs]

    def _between(self, side: _Placed) -> Callable[[Ints, Ints], Floats]:
        """Give what finds the costs between points of one side."""
        if self.engine is None or not side.feet.known.any():
            return side.search.between
        starts, ends, gates = side.rows
        rows = np.concatenate([starts, gates]), np.concatenate([ends, gates])
        return TableSearch(self.engine, side.network, side.feet, self.cost, *rows).between

    def spans(self, start: Spots, end: Spots, radius_m: Floats) -> tuple[Measured, Measured]:
        """Measure from some points to others that may lie somewhere around where they are said to.

        Parameters
        ----------
        start, end
            The points.
        radius_m
            How far from its point each end may be.

        Returns
        -------
        low, high
            The least and the greatest cost to a street within the radius.
        """
        made = [self._empty(len(start), len(end)) for _ in range(2)]
        for side in self._placed(start, end):
            starts, ends, gates = side.rows
            near = side.network.nodes_near(end.lonlat[side.end], radius_m[side.end])
            same = side.search.spans(starts, ends, near)
            on = side.search.spans(gates, ends, near)
            for one, same_cost, on_cost in zip(made, same, on, strict=True):
                _put(one.same, side.start, side.end, same_cost)
                self._put_gates_way(one, side)
                _put(one.across.from_gate, side.gate, side.end, on_cost)
        return made[0], made[1]

    def nearest(
        self, start: Spots, number: int, nodes_of: Callable[[SideGraph], Sequence[Ints]]
    ) -> Measured:
        """Measure from some points to the nearest node of each of some areas.

        Parameters
        ----------
        start
            The points.
        number
            How many areas there are.
        nodes_of
            Gives the nodes of a side that lie in each of them.
        """
        made = self._empty(len(start), number)
        for side in self._placed(start, NOWHERE):
            starts, _, gates = side.rows
            self._put_gates_way(made, side)
            for area, nodes in enumerate(nodes_of(side.network.graph)):
                column = np.array([area])
                for into, rows, points in (
                    (made.same, side.start, starts),
                    (made.across.from_gate, side.gate, gates),
                ):
                    _put(into, rows, column, side.search.to_nearest(points, nodes)[:, None])
        return made

    def gate_spans(self, spots: Spots, radius_m: Floats, *, towards: bool) -> tuple[Floats, Floats]:
        """Measure between the gates and points that may lie somewhere around their position.

        Parameters
        ----------
        spots
            The points (n of them).
        radius_m
            How far from its place each may be.
        towards
            The ways to the gates; from them otherwise.

        Returns
        -------
        low, high
            The least and the greatest cost to a street within the radius, shapes (n, g).
        """
        low, high = (np.full((len(spots), len(self.gates)), np.inf) for _ in range(2))
        for side in self._placed(NOWHERE, spots):
            _, ends, gates = side.rows
            near = side.network.nodes_near(spots.lonlat[side.end], radius_m[side.end])
            found = side.search.spans(gates, ends, near, turned=towards)
            for into, cost in zip((low, high), found, strict=True):
                _put(into, side.end, side.gate, cost.T)
        return low, high

    def gates_to_areas(
        self, number: int, nodes_of: Callable[[SideGraph], Sequence[Ints]], *, towards: bool
    ) -> Floats:
        """Measure between the gates and the nearest node of each of some areas, shape (n, g).

        Parameters
        ----------
        number, nodes_of
            As in `nearest`.
        towards
            The ways from the areas to the gates; from the gates otherwise.
        """
        made = np.full((number, len(self.gates)), np.inf)
        for side in self._placed(NOWHERE, NOWHERE):
            gates = side.rows[2]
            for area, nodes in enumerate(nodes_of(side.network.graph)):
                cost = side.search.to_nearest(gates, nodes, turned=towards)
                _put(made, np.array([area]), side.gate, cost[None])
        return made

    def _put_gates_way(self, made: Measured, side: _Placed) -> None:
        starts, _, gates = side.rows
        _put(made.across.to_gate, side.start, side.gate, side.search.between(starts, gates))

    def _empty(self, start: int, end: int) -> Measured:
        gates = len(self.gates)
        shapes = ((start, end), (start, gates), (gates, end))
        same, to_gate, from_gate = (np.full(shape, np.inf) for shape in shapes)
        wait = wait_costs(self.wait_minutes, self.cost)
        return Measured(same, AcrossBorder(to_gate, from_gate, wait))

    def _placed(self, start: Spots, end: Spots) -> Iterator[_Placed]:
        """Put the points and gates of each side on its streets."""
        for (corridor, country), network in self.networks.items():
            rows = [np.flatnonzero(some.country == country) for some in (start, end)]
            gate = np.flatnonzero(self.gates["corridor_id"] == corridor)
            feet = [
                network.put(some.lonlat[own]) for some, own in zip((start, end), rows, strict=True)
            ]
            whole = joined([*feet, put_gates(network, self.gates.iloc[gate])])
            search = network.search(whole, self.cost)
            yield _Placed(rows[0], rows[1], gate, network, whole, search)


def two_sided(graphs: Mapping[Side, SideGraph]) -> dict[Side, SideGraph]:
    """Give the graphs of the corridors with streets on both sides."""
    number = Counter(corridor for corridor, _ in graphs)
    return {key: one for key, one in sorted(graphs.items()) if number[key[0]] == 2}


def _put(into: Floats, rows: Ints, columns: Ints, cost: Floats) -> None:
    """Set costs; where corridors overlap, the less of two."""
    at = np.ix_(rows, columns)
    into[at] = np.minimum(into[at], cost)
