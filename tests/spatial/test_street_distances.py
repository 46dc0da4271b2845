"""Distances along streets: exactly those of one graph in which gates are edges."""

import heapq
from collections import defaultdict
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from atlas.spatial.geodesy import distances_m
from atlas.spatial.streets.routes import (
    CAR_BACK,
    CAR_FORTH,
    NO_GATE,
    ON_FOOT,
    Cost,
    Mode,
    Network,
    SideGraph,
    Spots,
    StreetDistances,
    in_units,
    put_gates,
)
from atlas.spatial.streets.routes.street_graph import leg_cost

CORRIDOR = "toy"
EVERYBODY = ON_FOOT + CAR_FORTH + CAR_BACK
STEP = 0.001
MIDDLE = (-100.0, 30.0)
SIDES = {"MX": -1, "US": 1}


def graph(side, nodes, edges):
    """Nodes in steps from the middle of the border; edges as (start, end, metres, allowed)."""
    made = np.array(edges, dtype=np.float64).reshape(-1, 4)
    at = np.array(MIDDLE) + np.array(nodes, dtype=np.float64).reshape(-1, 2) * STEP
    ends = made[:, :2].astype(np.int64)
    classes = np.full(len(made), 4, dtype=np.int64)
    return SideGraph(CORRIDOR, side, at, ends, made[:, 2], classes, made[:, 3].astype(np.int64))


def crossings(points, modes="pedestrian;vehicle"):
    return pd.DataFrame(
        {
            "crossing_id": [f"gate-{n}" for n in range(len(points))],
            "corridor_id": CORRIDOR,
            "lon": [MIDDLE[0] + STEP * x for x, _ in points],
            "lat": [MIDDLE[1] + STEP * y for _, y in points],
            "precision_m": 0.0,
            "modes": modes,
        }
    )


def spots(points):
    """Points of a country: (side, x, y)."""
    at = np.array([MIDDLE + STEP * np.array([x, y]) for _, x, y in points]).reshape(-1, 2)
    return Spots(at, np.array([side for side, _, _ in points], dtype=object))


def distances(graphs, gates, mode=Mode.FOOT, cost=Cost.METRES, waits=None):
    by_side = {(CORRIDOR, one.side): one for one in graphs}
    return StreetDistances(by_side, gates, mode, cost, waits)


class OneGraph:
    """All streets, points and gates as one graph, searched from one point at a time."""

    def __init__(self, found, graphs, start, end, open_gates):
        self.edges = defaultdict(list)
        self.found, self.on_street = found, {}
        for one in graphs:
            network = Network(one, found.mode)
            self.on_street[one.side] = on_street = defaultdict(list)
            for kind, some in (("start", start), ("end", end)):
                rows = np.flatnonzero(some.country == one.side)
                self.stand(on_street, network.put(some.lonlat[rows]), [(kind, r) for r in rows])
            names = [("gate", one.side, n) for n in range(len(found.gates))]
            self.stand(on_street, put_gates(network, found.gates), names)
            self.add_streets(one, on_street)
        waits = np.zeros(len(found.gates))
        if found.cost is Cost.MINUTES:
            waits = np.round(found.wait_minutes * 60_000)
        for n in np.flatnonzero(open_gates):
            self.edges["gate", "MX", n].append((("gate", "US", n), waits[n]))

    def stand(self, on_street, feet, names):
        for name, edge, share, leg_m in zip(names, feet.edge, feet.share, feet.leg_m, strict=True):
            if edge >= 0:
                leg = leg_cost(np.array(leg_m), self.found.cost).item()
                foot = ("foot", *name)
                self.edges[name].append((foot, leg))
                self.edges[foot].append((name, leg))
                on_street[edge].append((share, foot))

    def add_streets(self, one, on_street):
        costs = one.costs(self.found.mode, self.found.cost)
        forth, back = one.directions(self.found.mode)
        for number, (first, last) in enumerate(one.edges):
            chain = [(0.0, (one.side, first)), *sorted(on_street[number], key=lambda at: at[0])]
            chain.append((1.0, (one.side, last)))
            for (share, node), (next_share, next_node) in pairwise(chain):
                part = np.round(next_share * costs[number]) - np.round(share * costs[number])
                if forth[number]:
                    self.edges[node].append((next_node, part))
                if back[number]:
                    self.edges[next_node].append((node, part))

    def costs_from(self, node):
        known, heap, count = {}, [(0.0, 0, node)], 0
        while heap:
            cost, _, at = heapq.heappop(heap)
            if at in known:
                continue
            known[at] = cost
            for after, more in self.edges[at]:
                count += 1
                heapq.heappush(heap, (cost + more, count, after))
        return known


@st.composite
def one_side(draw, side):
    place = st.tuples(st.integers(-8, 8), st.integers(0, 6).map(lambda y: SIDES[side] * (y + 0.5)))
    nodes = draw(st.lists(place, min_size=2, max_size=7, unique=True))
    node = st.integers(0, len(nodes) - 1)
    edge = st.tuples(node, node, st.integers(0, 4000).map(lambda m: m / 10), st.integers(1, 7))
    return graph(side, nodes, draw(st.lists(edge, min_size=1, max_size=12)))


NEAR = st.floats(-8, 8).map(lambda x: round(x, 2))
POINTS = st.lists(
    st.one_of(
        st.tuples(st.just("MX"), NEAR, st.floats(-7, 0).map(lambda y: round(y, 2))),
        st.tuples(st.just("US"), NEAR, st.floats(0, 7).map(lambda y: round(y, 2))),
    ),
    max_size=5,
)


@given(
    st.tuples(one_side("MX"), one_side("US")),
    POINTS,
    POINTS,
    st.lists(st.tuples(NEAR, st.just(0)), max_size=4),
    st.tuples(st.sampled_from(Mode), st.sampled_from(Cost)),
    st.data(),
)
def test_it_equals_one_graph_with_gate_edges(graphs, start, end, gates, how, data):
    start, end, (mode, cost) = spots(start), spots(end), how
    waits = {f"gate-{n}": data.draw(st.integers(0, 90)) for n in range(len(gates))}
    found = distances(graphs, crossings(gates), mode, cost, waits)
    measured = found.measured(start, end)
    for open_gates in ([True] * len(gates), [data.draw(st.booleans()) for _ in gates]):
        over, gate = measured.across.over(np.array(open_gates, dtype=bool))
        one = OneGraph(found, graphs, start, end, open_gates)
        for i, country in enumerate(start.country):
            known = one.costs_from(("start", i))
            for j, other in enumerate(end.country):
                if country == "US" and other == "MX":
                    continue  # the edges of the gates lead north
                own = measured.same if country == other else over
                assert own[i, j] == known.get(("end", j), np.inf)
                if country != other:
                    assert (gate[i, j] == NO_GATE) == np.isinf(own[i, j])


@given(
    st.tuples(one_side("MX"), one_side("US")),
    POINTS,
    st.lists(st.tuples(NEAR, st.just(0)), min_size=1, max_size=3),
    st.sampled_from(Mode),
    st.floats(0, 800),
)
@example(  # the point is too far from every street, and what is around it is not
    tuple(
        graph(side, [(5, -1.5 * away), (0, -0.5 * away)], [(0, 0, 0, 1)])
        for side, away in (("MX", 1), ("US", -1))
    ),
    [("MX", 0.0, 0.0)],
    [(1.0, 0)],
    Mode.FOOT,
    511.0,
)
def test_ways_between_gates_and_vague_points_hold_all_that_are_possible(
    graphs, points, gates, mode, radius
):
    points, nobody = spots(points), spots([])
    found = distances(graphs, crossings(gates), mode)

    def exact(some, *, towards):
        if towards:
            return found.measured(some, nobody).across.to_gate
        return found.measured(nobody, some).across.from_gate.T

    for towards in (True, False):
        none, as_far = (np.full(len(points), one) for one in (0.0, radius))
        for ends in found.gate_spans(points, none, towards=towards):
            np.testing.assert_array_equal(ends, exact(points, towards=towards))
        low, high = found.gate_spans(points, as_far, towards=towards)
        assert (low <= exact(points, towards=towards)).all()
        assert (high >= exact(points, towards=towards)).all()
        for (_, side), network in found.networks.items():
            own = points.country == side
            around = network.nodes_near(points.lonlat, np.where(own, radius, 0.0))
            of_nodes = node_costs(found, graphs, side, towards=towards)
            least = found.gates_to_areas(
                len(points), lambda g, s=side, a=around: a if g.side == s else [], towards=towards
            )
            for point in np.flatnonzero(own):
                somewhere = of_nodes[around[point]]
                assert (low[point] <= somewhere).all()
                assert (high[point] >= somewhere).all()
                np.testing.assert_array_equal(least[point], somewhere.min(axis=0, initial=np.inf))


def node_costs(found, graphs, side, *, towards):
    """The least cost between every node of a side and every gate, shape (nodes, gates)."""
    nobody, gates = spots([]), range(len(found.gates))
    one = OneGraph(found, graphs, nobody, nobody, [False] * len(gates))
    (graph,) = (some for some in graphs if some.side == side)
    costs = np.full((len(graph.nodes), len(gates)), np.inf)
    if towards:
        for node in range(len(graph.nodes)):
            known = one.costs_from((side, node))
            costs[node] = [known.get(("gate", side, gate), np.inf) for gate in gates]
    else:
        for gate in gates:
            known = one.costs_from(("gate", side, gate))
            costs[:, gate] = [known.get((side, node), np.inf) for node in range(len(graph.nodes))]
    return costs


# Cases that one can check by hand


ROAD = 200.0
SOUTH = graph("MX", [(0, -1), (0, -3), (5, -3)], [(0, 1, ROAD, EVERYBODY), (1, 2, 500, EVERYBODY)])
NORTH = graph("US", [(0, 1), (0, 3), (5, 3)], [(0, 1, ROAD, EVERYBODY), (1, 2, 500, EVERYBODY)])
BRIDGE = crossings([(0, 0)])


def test_a_way_over_the_border_is_to_the_gate_the_wait_and_on():
    found = distances([SOUTH, NORTH], BRIDGE, cost=Cost.MINUTES, waits={"gate-0": 45})
    home, place = spots([("MX", 0, -3)]), spots([("US", 0, 3)])
    cost, gate = found.measured(home, place).across.over(np.array([True]))
    to_gate = distances_m(*MIDDLE, MIDDLE[0], MIDDLE[1] - STEP)
    walked = 2 * (ROAD + to_gate)
    assert in_units(cost, Cost.MINUTES).item() == pytest.approx(45 + walked / 80, abs=0.02)
    assert gate.item() == 0


def test_a_closed_gate_needs_no_new_search(monkeypatch):
    found = distances([SOUTH, NORTH], crossings([(0, 0), (5, 0)]))
    home, place = spots([("MX", 0, -3)]), spots([("US", 0, 3)])
    across = found.measured(home, place).across
    monkeypatch.setattr("scipy.sparse.csgraph.dijkstra", None)
    again = found.measured(home, place).across
    assert again.over(np.array([True, True]))[0] < again.over(np.array([False, True]))[0]
    assert np.isinf(across.over(np.array([False, False]))[0]).all()


@pytest.mark.parametrize("cost", list(Cost))
def test_another_wait_needs_no_new_search(monkeypatch, cost):
    found = distances([SOUTH, NORTH], BRIDGE, cost=cost)
    home, place = spots([("MX", 0, -3)]), spots([("US", 0, 3)])
    longer = distances([SOUTH, NORTH], BRIDGE, cost=cost, waits={"gate-0": 50})
    wanted = longer.measured(home, place).across.over(np.array([True]))[0]
    before = found.measured(home, place).across.over(np.array([True]))[0]
    monkeypatch.setattr("scipy.sparse.csgraph.dijkstra", None)
    after = found.with_waits({"gate-0": 50}).measured(home, place).across
    assert after.over(np.array([True]))[0] == wanted
    assert found.measured(home, place).across.over(np.array([True]))[0] == before


def test_two_points_of_one_street_are_as_far_as_the_street_between_them():
    found = distances([SOUTH, NORTH], BRIDGE)
    along = found.measured(spots([("MX", 1, -3)]), spots([("MX", 4, -3)])).same
    assert along.item() == pytest.approx(1000 * 500 * 3 / 5, rel=1e-9)


def test_a_point_far_from_every_street_has_no_distance_along_them():
    found = distances([SOUTH, NORTH], BRIDGE)
    near, far = ("MX", 0.5, -2), ("MX", -6, -2)
    assert found.on_streets(spots([near, far])).tolist() == [True, False]
    same = found.measured(spots([near, far]), spots([near])).same
    assert np.isfinite(same).tolist() == [[True], [False]]


def test_cars_keep_to_one_way_streets_and_their_own_gates():
    ring = [(0, 1, 100, CAR_FORTH), (1, 2, 100, CAR_FORTH), (2, 3, 100, CAR_FORTH),
            (3, 0, 100, CAR_FORTH)]  # fmt: skip
    south = graph("MX", [(0, -1), (1, -1), (1, -2), (0, -2)], ring)
    gates = crossings([(0, 0)], modes="pedestrian")
    by_car = distances([south, NORTH], gates, mode=Mode.CAR)
    start, end = spots([("MX", 0.5, -1)]), spots([("MX", 1, -1.5)])
    assert by_car.measured(start, end).same.item() == 100_000
    assert by_car.measured(end, start).same.item() == 300_000
    assert not len(by_car.gates)
    on_foot = distances([south, NORTH], gates)
    assert np.isinf(on_foot.measured(start, end).same).all()
    assert len(on_foot.gates) == 1


def test_a_corridor_with_streets_on_one_side_only_is_left_out():
    found = distances([SOUTH], BRIDGE)
    assert not found.corridors
    assert not found.on_streets(spots([("MX", 0, -2)])).any()


def test_an_approximate_place_gets_a_range_around_its_point():
    found = distances([SOUTH, NORTH], BRIDGE)
    home, place = spots([("MX", 0, -3)]), spots([("MX", 2.5, -3)])
    exact = found.measured(home, place).same
    low, high = found.spans(home, place, np.array([300.0]))
    assert (low.same, exact, high.same) == (0, 250_000, 500_000)
    low, high = found.spans(home, place, np.array([0.0]))
    assert (low.same, high.same) == (exact, exact)


def test_a_gate_without_a_street_of_one_side_is_no_way():
    found = distances([SOUTH, NORTH], crossings([(0, 0), (12, 0)]))
    assert found.gates_on_streets.tolist() == [True, False]


def test_nothing_is_put_on_an_island():
    many = [(x, -1) for x in range(250)]
    road = [(n, n + 1, 96, EVERYBODY) for n in range(249)]
    island = [(0, -3), (1, -3)]
    nodes, edges = [*many, *island], [*road, (250, 251, 96, EVERYBODY)]
    feet = Network(graph("MX", nodes, edges), Mode.FOOT).put(spots([("MX", 0.5, -2.5)]).lonlat)
    assert feet.edge.tolist() == [0]
