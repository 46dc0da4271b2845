"""Costs between points from a table of costs between nodes: exactly those of the search."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra

from atlas.spatial.streets.routes import (
    CAR_BACK,
    CAR_FORTH,
    CLASS_KMH,
    Cost,
    Mode,
    SideGraph,
    Spots,
    StreetDistances,
)
from atlas.spatial.streets.routes.street_search import Feet, Network, Search
from tests.spatial.test_street_distances import (
    CORRIDOR,
    EVERYBODY,
    MIDDLE,
    NEAR,
    POINTS,
    SIDES,
    STEP,
    crossings,
    graph,
    one_side,
    spots,
)

PIECES, WIDE = 14, 34
HOW = [(Mode.FOOT, Cost.METRES), (Mode.CAR, Cost.METRES), (Mode.CAR, Cost.MINUTES)]


class Nodes:
    """An engine that searches between nodes plainly, and notes what it was asked."""

    name = "nodes"

    def __init__(self):
        self.asked = 0

    def prepare(self, graph, mode, cost):
        pass

    def table(self, graph, mode, cost, nodes):
        start, end = nodes
        self.asked += 1
        nobody = Feet(np.empty(0, np.int64), np.empty(0), np.empty(0))
        matrix = Search(Network(graph, mode), nobody, cost)._matrix
        return dijkstra(matrix, indices=start)[:, end] if len(start) else np.empty((0, len(end)))


def town(side, rng):
    """A grid with a street to the border, and pieces apart: some as small as islands.

    There are streets in one direction, loops, several streets between the same two nodes, streets
    that cost nothing, nodes at the same position, and streets that pass over nodes of others.
    """
    number = np.arange(WIDE * WIDE).reshape(WIDE, WIDE)
    nodes = [np.column_stack([number.ravel() % WIDE, 1 + number.ravel() // WIDE])]
    edges = [
        np.column_stack([one.ravel(), other.ravel()])
        for one, other in ((number[:, :-1], number[:, 1:]), (number[:-1], number[1:]))
    ]
    first = number.size
    for n in range(PIECES):
        size = int(rng.integers(2, 40))
        corner = np.array([7 * (n % 7), WIDE + 4 + 7 * (n // 7)])
        nodes.append(corner + rng.integers(0, 6, (size, 2)))
        edges.append(first + rng.integers(0, size, (2 * size, 2)))
        first += size
    at, ends = np.concatenate(nodes).astype(float), np.concatenate(edges)
    ends = np.concatenate([ends, ends[rng.integers(0, len(ends), 30)][:, ::-1]])
    metres = np.round(rng.uniform(0, 200, len(ends)) * (rng.random(len(ends)) > 0.1), 1)
    return SideGraph(
        CORRIDOR,
        side,
        np.array(MIDDLE) + at * [STEP, STEP * SIDES[side]],
        ends,
        metres,
        rng.integers(0, len(CLASS_KMH), len(ends)),
        rng.choice([7, 7, 7, 3, 5, 1, 6, 0], len(ends)),
    )


def somewhere(rng, number):
    """Points around the grid, and some around the pieces; some of them at corners."""
    side = rng.choice(list(SIDES), number).astype(object)
    far = rng.random(number) < 0.4
    at = rng.uniform([-2, 0], [WIDE, WIDE], (number, 2)) * np.where(far[:, None], [1.5, 1.5], 1)
    at[:20] = np.round(at[:20])
    north = np.array([SIDES[one] for one in side])
    return Spots(np.array(MIDDLE) + at * STEP * np.column_stack([np.ones(number), north]), side)


def compare(other, how, seed):
    """Measure in two towns with an engine and without."""
    rng = np.random.default_rng(seed)
    by_side = {(CORRIDOR, side): town(side, rng) for side in SIDES}
    start, end = somewhere(rng, 70), somewhere(rng, 90)
    gates = crossings([(0, 0), (5, 0), (14, 0), (30, 0)])
    searched, found = (
        StreetDistances(by_side, gates, *how, engine=engine).measured(start, end)
        for engine in (None, other)
    )
    assert np.array_equal(searched.same, found.same)
    ways = np.isfinite(found.same).any(axis=1)
    assert 25 < ways.sum() < 70, "most stand on a street, and some on none"
    for open_gates in (np.ones(4, bool), np.array([False, True, True, True])):
        (cost, gate), (own, own_gate) = (one.across.over(open_gates) for one in (searched, found))
        assert np.array_equal(cost, own)
        assert np.array_equal(gate, own_gate)
    assert np.isfinite(own).any()


@pytest.mark.parametrize("how", HOW)
def test_towns_are_measured_as_the_search_does(how):
    compare(Nodes(), how, 0)


def both(graphs, start, end, gates, how, engine):
    by_side = {(CORRIDOR, one.side): one for one in graphs}
    for one in (None, engine):
        made = StreetDistances(by_side, gates, *how, engine=one).measured(start, end)
        yield made.same, made.across.to_gate, made.across.from_gate


@given(
    st.tuples(one_side("MX"), one_side("US")),
    POINTS,
    POINTS,
    st.lists(st.tuples(NEAR, st.just(0)), max_size=4),
    st.tuples(st.sampled_from(Mode), st.sampled_from(Cost)),
)
def test_it_gives_what_the_search_gives(graphs, start, end, gates, how):
    given = spots(start), spots(end), crossings(gates), how, Nodes()
    for searched, found in zip(*both(graphs, *given), strict=True):
        assert np.array_equal(searched, found)


def test_points_of_one_street_reach_each_other_without_its_ends():
    street = [(0, 1, 300, CAR_FORTH), (1, 0, 900, CAR_FORTH), (0, 1, 50, CAR_BACK)]
    sides = [graph(side, [(0, way), (3, way)], street) for side, way in (("MX", -1), ("US", 1))]
    start, end = spots([("MX", 1, -1.0), ("MX", 2, -1.0)]), spots([("MX", 2, -1.0)])
    engine = Nodes()
    searched, found = both(sides, start, end, crossings([(0, 0)]), (Mode.CAR, Cost.METRES), engine)
    assert engine.asked == 2, "once a side"
    assert np.array_equal(searched[0], found[0])
    assert searched[0][0, 0] < 200_000
    assert EVERYBODY == 7
