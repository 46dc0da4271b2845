"""The two engines along streets: python tests/benchmarks/street_peer.py GRAPH | --scale

The graph is that of street_routes.py, first as it is and then laid side by side: on foot, and the
shortest and the quickest way by car; at last on foot between more points. With --scale it is the
first made-up grids there, on foot. OSRM prepares them in an empty folder. What the two give has to
be equal. Seconds are those of the processor, the programs of OSRM included, and medians of rounds
in turns.
"""

import os
import sys
import tempfile
from itertools import islice
from pathlib import Path
from statistics import median

import numpy as np

from atlas.spatial.streets.routes import Cost, Mode, StreetDistances, osrm_engine
from tests.benchmarks.street_routes import (
    CORRIDOR,
    HOMES,
    NODES,
    PLACES,
    at_scale,
    gates,
    of_file,
    points,
    sides,
)

ROUNDS = 3
HOW = ((Mode.FOOT, Cost.METRES), (Mode.CAR, Cost.METRES), (Mode.CAR, Cost.MINUTES))


def timed(do):
    before = sum(os.times()[:4])
    result = do()
    return result, sum(os.times()[:4]) - before


def compare(by_side, homes, places, through, how):
    both = [
        StreetDistances(by_side, through, *how, engine=engine)
        for engine in (None, osrm_engine.installed())
    ]
    with tempfile.TemporaryDirectory() as cache:
        osrm_engine.cache_folder = lambda: Path(cache)
        _, prepared = timed(lambda: [step() for step in both[1].preparing()])
        size = sum(one.stat().st_size for one in Path(cache).rglob("*"))
        for one in both:
            one.on_streets(homes)
        took = [[], []]
        for _ in range(ROUNDS):
            measured = []
            for one, seconds in zip(both, took, strict=True):
                one._known.clear()
                found, second = timed(lambda o=one: o.measured(homes, places))
                measured.append(found)
                seconds.append(second)
    nodes = sum(len(one.nodes) for one in by_side.values())
    atlas, osrm = map(median, took)
    tables = [(one.same, one.across.to_gate, one.across.from_gate) for one in measured]
    equal = all(map(np.array_equal, *tables))
    pairs = sum(int(np.isfinite(one).sum()) for one in tables[0])
    a_node = prepared / nodes * 1e6
    print(f"{nodes:,} nodes, {len(homes)} x {len(places)} points, {how[0]}, {how[1]}")
    print(f"  prepared in {prepared:.2f} s, {a_node:.0f} us a node, {size / 1e6:.1f} MB")
    print(f"  atlas {atlas:.2f} s, OSRM {osrm:.2f} s; {pairs:,} ways, equal: {equal}")
    assert equal


def main(path):
    for nodes, more in ((1, ()), (NODES, (2, 4))):
        graphs = sides(of_file(path, nodes))
        by_side = {(CORRIDOR, one.side): one for one in graphs}
        for how, times in (*((how, 1) for how in HOW), *((HOW[0], times) for times in more)):
            some = [points(graphs, n * times, seed) for seed, n in ((1, HOMES), (2, PLACES))]
            compare(by_side, *some, gates(graphs), how)


if __name__ == "__main__":
    if sys.argv[1] == "--scale":
        for given in islice(at_scale(), 3):  # the next one takes a quarter of an hour
            compare(*given, HOW[0])
    else:
        main(Path(sys.argv[1]))
