"""Distances along streets at size: python tests/benchmarks/street_routes.py [GRAPH | --scale]

250 places x 400 localities x 16 gates, on foot and by car, on a graph of 90,000 nodes: the graph of
a file, laid side by side until it is large enough, or a made-up grid of streets without one. The
pairs across the border are then searched in one graph with gate edges, and the results have to be
equal; and a gate is closed, without a search. Seconds are those of the processor: other work on the
machine does not count into them. With --scale, what nodes and pairs cost is measured instead.
"""

import resource
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from atlas.spatial.streets.routes import (
    CLASS_KMH,
    Cost,
    Mode,
    Network,
    SideGraph,
    Spots,
    StreetDistances,
    decode_graphs,
    put_gates,
)

NODES, PLACES, HOMES, GATES = 90_000, 250, 400, 16
CORRIDOR = "made-up"
COUNTRIES = ("AA", "BB")
STEP = 0.0012


def grid(wide, high):
    """A town of straight streets, some of them one-way for cars."""
    rng = np.random.default_rng(1)
    number = np.arange(wide * high).reshape(high, wide)
    edges = np.concatenate(
        [
            np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()]),
            np.column_stack([number[:-1].ravel(), number[1:].ravel()]),
        ]
    )
    nodes = np.column_stack([number.ravel() % wide, number.ravel() // wide]) * STEP
    metres = rng.uniform(120, 200, len(edges))
    allowed = rng.choice([7, 7, 7, 3], len(edges))
    return nodes, edges, metres, rng.integers(2, len(CLASS_KMH) - 1, len(edges)), allowed


def of_file(path, least=NODES):
    """The largest side of a file, laid side by side: the copies meet in their first nodes."""
    one = max(decode_graphs(path.read_bytes(), path.name), key=lambda one: len(one.edges))
    copies = -(-least // 2 // len(one.nodes))
    wide = np.ptp(one.nodes[:, 0]) + STEP
    shift = np.arange(copies) * len(one.nodes)
    nodes = np.concatenate([one.nodes + np.array([wide * n, 0]) for n in range(copies)])
    edges = np.concatenate([one.edges + by for by in shift])
    joints = np.column_stack([shift[:-1], shift[1:]])
    return (
        nodes,
        np.concatenate([edges, joints]),
        np.concatenate([np.tile(one.metres, copies), np.full(len(joints), 200.0)]),
        np.concatenate([np.tile(one.speed_class, copies), np.full(len(joints), 3)]),
        np.concatenate([np.tile(one.allowed, copies), np.full(len(joints), 7)]),
    )


def sides(made):
    """The same town on both sides of a line, one the mirror of the other."""
    nodes, *rest = made
    south = nodes - np.array([0, nodes[:, 1].max() + STEP / 2])
    graphs = [south, south * np.array([1, -1])]
    return [
        SideGraph(CORRIDOR, side, at, *rest) for side, at in zip(COUNTRIES, graphs, strict=True)
    ]


def points(graphs, number, seed):
    rng = np.random.default_rng(seed)
    at, country = [], []
    for one, some in zip(graphs, (number // 2, number - number // 2), strict=True):
        at.append(one.nodes[rng.integers(0, len(one.nodes), some)] + rng.uniform(-3e-4, 3e-4, 2))
        country += [one.side] * some
    return Spots(np.concatenate(at), np.array(country, dtype=object))


def gates(graphs):
    south = graphs[0].nodes
    near = np.argsort(-south[:, 1], kind="stable")[: GATES * 20 : 20]
    return pd.DataFrame(
        {
            "crossing_id": [f"gate-{n}" for n in range(GATES)],
            "corridor_id": CORRIDOR,
            "lon": south[near, 0],
            "lat": 0.0,
            "precision_m": 0.0,
            "modes": "pedestrian;vehicle",
        }
    )


def one_graph(found, graphs, homes, places):
    """Search all pairs at once, in one graph in which the gates lead from one side to the other."""
    rows, columns, costs, at = [], [], [], {}
    size = 0
    for one in graphs:
        network = Network(one, found.mode)
        own = [np.flatnonzero(some.country == one.side) for some in (homes, places)]
        feet = [network.put(some.lonlat[r]) for some, r in zip((homes, places), own, strict=True)]
        feet.append(put_gates(network, found.gates))
        joined = type(feet[0])(
            *(
                np.concatenate([getattr(one, name) for one in feet])
                for name in ("edge", "share", "leg_m")
            )
        )
        search = network.search(joined, found.cost)
        matrix = search._matrix.tocoo()
        rows.append(matrix.row + size)
        columns.append(matrix.col + size)
        costs.append(matrix.data)
        first = np.cumsum([size + len(one.nodes), len(own[0]), len(own[1])])
        at[one.side] = own, first, search._leg
        size += matrix.shape[0]
    south, north = (at[name] for name in COUNTRIES)
    leg = [side[2][-GATES:] for side in (south, north)]
    rows.append(south[1][2] + np.arange(GATES))
    columns.append(north[1][2] + np.arange(GATES))
    costs.append(leg[0] + found.across_wait + leg[1])
    joined = coo_array(
        (np.concatenate(costs), (np.concatenate(rows), np.concatenate(columns))), shape=(size, size)
    ).tocsr()
    (home_rows, _), first, legs = south
    (_, place_rows), other_first, other_legs = north
    cost = dijkstra(joined, indices=first[0] + np.arange(len(home_rows)))
    cost = cost[:, other_first[1] + np.arange(len(place_rows))]
    cost += legs[: len(home_rows), None]
    first_place = len(other_legs) - GATES - len(place_rows)
    return cost + other_legs[first_place : first_place + len(place_rows)]


def timed(do):
    before = time.process_time()
    result = do()
    return result, time.process_time() - before


def at_scale():
    """Give grids of several sizes, and one of them with several numbers of points."""
    sizes = [((75, 67), 1), ((130, 115), 1), ((250, 180), 1), ((400, 340), 1)]
    for (wide, high), times in [*sizes, ((130, 115), 2), ((130, 115), 4)]:
        graphs = sides(grid(wide, high))
        homes, places = (points(graphs, n * times, n) for n in (HOMES, PLACES))
        yield {(CORRIDOR, one.side): one for one in graphs}, homes, places, gates(graphs)


def scaled():
    for by_side, homes, places, through in at_scale():
        found, ready = timed(
            lambda b=by_side, t=through: StreetDistances(b, t, Mode.FOOT, Cost.METRES)
        )
        _, put = timed(lambda f=found, h=homes: f.on_streets(h))
        measured, seconds = timed(lambda f=found, h=homes, p=places: f.measured(h, p))
        _, joining = timed(lambda m=measured: m.across.over(np.ones(GATES, dtype=bool)))
        nodes = sum(len(one.nodes) for one in by_side.values())
        pairs = len(homes) * len(places)
        # On each side from its places, to the gates and from them.
        searched = (len(places) + 4 * GATES) * nodes / 2
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        a_source, a_gate = seconds / searched * 1e9, joining / pairs / GATES * 1e9
        print(f"{nodes:,} nodes, {pairs:,} pairs, ready {ready + put:.2f} s, at most {most:.0f} MB")
        print(f"  measured {seconds:.2f} s, {a_source:.0f} ns a node and source")
        print(f"  joined {joining * 1000:.0f} ms, {a_gate:.1f} ns a pair and gate")


def main(path):
    graphs = sides(of_file(path) if path else grid(250, 180))
    nodes, edges = (sum(len(getattr(one, name)) for one in graphs) for name in ("nodes", "edges"))
    print(f"{nodes:,} nodes, {edges:,} edges; {PLACES} places x {HOMES} localities x {GATES} gates")
    homes, places, through = points(graphs, HOMES, 1), points(graphs, PLACES, 2), gates(graphs)
    for mode in Mode:
        for cost in Cost:
            by_side = {(CORRIDOR, one.side): one for one in graphs}
            found = StreetDistances(by_side, through, mode, cost)
            measured, seconds = timed(lambda f=found: f.measured(homes, places))
            everything = np.ones(GATES, dtype=bool)
            (over, _), joining = timed(lambda m=measured, e=everything: m.across.over(e))
            closed = np.arange(GATES) > 0
            (_, _), again = timed(lambda m=measured, c=closed: m.across.over(c))
            found.across_wait = measured.across.wait
            reference, alone = timed(lambda f=found: one_graph(f, graphs, homes, places))
            own = over[np.ix_(homes.country == COUNTRIES[0], places.country == COUNTRIES[1])]
            equal = np.array_equal(own, reference)
            print(
                f"{mode}, {cost}: {seconds:.2f} s, joined in {joining * 1000:.0f} ms, with a gate"
                f" closed {again * 1000:.0f} ms; one graph, northwards alone, {alone:.2f} s"
                f" ({alone / (seconds + joining):.1f} times as long), equal: {equal}"
            )
            assert equal
            assert seconds + joining < 5


if __name__ == "__main__":
    if sys.argv[1:] == ["--scale"]:
        scaled()
    else:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
