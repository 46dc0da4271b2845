"""Areas within some minutes: every street that is in time is in them, and little else."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from atlas.spatial.geodesy import degree_m
from atlas.spatial.streets.routes import (
    CAR_FORTH,
    WALK_OFF_M,
    Cost,
    Mode,
    Origins,
    areas_within,
    spread,
)
from tests.spatial.test_street_distances import (
    BRIDGE,
    MIDDLE,
    NEAR,
    NORTH,
    SIDES,
    SOUTH,
    OneGraph,
    crossings,
    distances,
    graph,
    one_side,
    spots,
)

SAMPLES = 12


def origins(points, radius_m=0.0, gates=(), *, towards=False):
    some = spots(points)
    radius = np.broadcast_to(np.float64(radius_m), len(some))
    return Origins(some, radius, np.array(gates, np.int64), towards)


def areas(found, where, minutes, open_gates=None):
    """Certain and possible areas by side, each in metres of its side."""
    usable = np.ones(len(found.gates), bool) if open_gates is None else np.array(open_gates, bool)
    made = {}
    for one in spread(found, where, usable, max(minutes)):
        plane = [
            [shapely.transform(shape, one.network._plane) for shape in both]
            for both in areas_within(one, minutes)
        ]
        made[one.side] = one, plane
    return made


def samples(whole, one, known, mode):
    """Points along the streets of a side, and when each is reached by a way through one graph."""
    costs = one.network.graph.costs(mode, Cost.MINUTES)
    forth, back = one.network.graph.directions(mode)
    for number, (first, last) in enumerate(one.network.graph.edges):
        if first == last:  # no street is so
            continue
        on_edge = sorted(whole.on_street[one.side][number], key=lambda at: at[0])
        chain = [(0.0, (one.side, first)), *on_edge, (1.0, (one.side, last))]
        for (begin, node), (end, following) in pairwise(chain):
            for part in np.linspace(0, 1, SAMPLES):
                cost = (end - begin) * costs[number]
                way = [known.get(node, np.inf) + part * cost] if forth[number] else []
                way += [known.get(following, np.inf) + (1 - part) * cost] if back[number] else []
                share = begin + part * (end - begin)
                at = one.network.at(np.array([number]), np.array([[share]]))[0, 0]
                yield at, min(way, default=np.inf)


@given(
    st.tuples(one_side("MX"), one_side("US")),
    st.lists(st.tuples(st.just("MX"), NEAR, NEAR.map(lambda y: -abs(y))), min_size=1, max_size=3),
    st.lists(st.tuples(NEAR, st.just(0)), max_size=3),
    st.sampled_from(Mode),
    st.integers(1, 20),
)
def test_what_one_graph_reaches_is_in_the_area_and_nothing_far_from_it(
    graphs, points, gates, mode, minutes
):
    waits = {f"gate-{n}": 2 * n for n in range(len(gates))}
    found = distances(graphs, crossings(gates), mode, Cost.MINUTES, waits)
    some = spots(points)
    whole = OneGraph(found, graphs, some, spots([]), [True] * len(gates))
    known = {}
    for n in range(len(points)):
        for node, cost in whole.costs_from(("start", n)).items():
            known[node] = min(cost, known.get(node, np.inf))
    for side, (one, ((certain, possible),)) in areas(found, origins(points), [minutes]).items():
        size = len(one.network.graph.nodes)
        wanted = np.array([known.get((side, node), np.inf) for node in range(size)])
        wanted[wanted > minutes * 60_000] = np.inf
        assert np.array_equal(one.possible[:size], wanted)
        assert np.array_equal(one.certain, one.possible)
        assert certain.equals(possible)
        along = list(samples(whole, one, known, mode))
        at = np.array([where for where, _ in along]).reshape(-1, 2)
        cost = np.array([reached for _, reached in along])
        inside = at[cost <= minutes * 60_000 - 2]
        assert shapely.intersects(certain.buffer(0.5), shapely.points(inside)).all()
        # Two samples of an edge are at most 89 m from each other.
        allowed = shapely.union_all(
            shapely.buffer(shapely.points(at[cost <= minutes * 60_000 + 2]), WALK_OFF_M + 100)
        )
        assert allowed.buffer(1).contains(certain) or certain.is_empty


def test_over_a_gate_the_wait_is_counted_and_a_closed_one_leads_nowhere():
    found = distances([SOUTH, NORTH], BRIDGE, cost=Cost.MINUTES, waits={"gate-0": 10})
    where = origins([("MX", 0, -3)])
    # 200 m to the corner and some 111 m to the gate, on each side; 80 m a minute; and the wait.
    for minutes, reaches in ((13, False), (20, True)):
        assert areas(found, where, [minutes])["US"][1][0][0].is_empty is not reaches
    assert areas(found, where, [60], [False])["US"][1][0][1].is_empty


def test_from_a_gate_one_goes_to_both_sides_without_a_wait():
    found = distances([SOUTH, NORTH], BRIDGE, cost=Cost.MINUTES, waits={"gate-0": 500})
    made = areas(found, origins([], gates=[0]), [5])
    assert sorted(made) == sorted(SIDES)
    assert not any(both[0][0].is_empty for _, both in made.values())


def test_more_minutes_hold_all_of_fewer():
    found = distances([SOUTH, NORTH], BRIDGE, cost=Cost.MINUTES)
    _, both = areas(found, origins([("MX", 0, -3)]), [8, 2, 4])["MX"]
    for fewer, more in pairwise(certain for certain, _ in both):
        assert more.buffer(0.01).contains(fewer)
        assert more.area > fewer.area


@pytest.mark.parametrize("towards", [False, True])
def test_an_approximate_place_has_an_area_for_certain_and_one_that_may_be(towards):
    found = distances([SOUTH, NORTH], BRIDGE, cost=Cost.MINUTES)
    place = ("MX", 2.5, -3)
    where = origins([place], radius_m=300.0, towards=towards)
    ((certain, possible),) = areas(found, where, [4])["MX"][1]
    # Within its radius the place may stand at either end of its street.
    ends = [
        areas(found, origins([one], towards=towards), [4])["MX"][1][0][0]
        for one in (("MX", 0, -3), ("MX", 5, -3))
    ]
    for one in ends:
        assert possible.buffer(0.5).contains(one)
        assert one.buffer(0.5).contains(certain)
    ((exact, _),) = areas(found, origins([place], towards=towards), [4])["MX"][1]
    assert possible.area > exact.area > certain.area


def test_by_car_towards_a_place_is_not_from_it():
    ring = [(0, 1, 500, CAR_FORTH), (1, 2, 500, CAR_FORTH), (2, 3, 500, CAR_FORTH),
            (3, 0, 500, CAR_FORTH)]  # fmt: skip
    south = graph("MX", [(0, -1), (5, -1), (5, -6), (0, -6)], ring)
    found = distances([south, NORTH], BRIDGE, mode=Mode.CAR, cost=Cost.MINUTES)
    ahead, behind = (
        areas(found, origins([("MX", 2.5, -1)], towards=towards), [0.2])["MX"][1][0][0].centroid.x
        for towards in (False, True)
    )
    assert behind < MIDDLE[0] * degree_m(south.nodes[:, 1].mean())[0] + 250 < ahead
