"""Distances along streets by OSRM: python tests/benchmarks/street_peer.py GRAPH FOLDER_OF_OSRM

The graph is that of street_routes.py, on foot. Each side is written as an extract with its lengths,
prepared by osrm-extract and osrm-contract, and asked through osrm-routed: from localities to gates
and from gates to places, which are then joined as the atlas does it. What the two engines give for
the same pairs is compared.
"""

import json
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import numpy as np
import osmium
from osmium.osm import mutable

from atlas.spatial.streets.routes import Cost, Mode, StreetDistances
from tests.benchmarks.street_routes import (
    CORRIDOR,
    COUNTRIES,
    GATES,
    HOMES,
    PLACES,
    gates,
    of_file,
    points,
    sides,
)

# One second stands for a metre, so that a table of durations is one of lengths, in 0.1 m.
PROFILE = """
api_version = 4
function setup()
  return { properties = { weight_name = 'duration', use_turn_restrictions = false,
    continue_straight_at_waypoint = false } }
end
function process_way(profile, way, result)
  result.forward_mode, result.backward_mode = mode.walking, mode.walking
  result.duration = tonumber(way:get_value_by_key('metres'))
end
function process_node() end
function process_turn(profile, turn) turn.duration, turn.weight = 0, 0 end
return { setup = setup, process_way = process_way, process_node = process_node,
  process_turn = process_turn }
"""
PORT = 5117
SNAP_M = 500


def write(graph, path):
    """Write the ways of a side that lead on foot, with their lengths."""
    on_foot = np.flatnonzero(graph.directions(Mode.FOOT)[0])
    with osmium.SimpleWriter(str(path), overwrite=True) as out:
        for n, at in enumerate(graph.nodes.tolist()):
            out.add_node(mutable.Node(id=n + 1, version=1, location=tuple(at)))
        for n in on_foot.tolist():
            ends = [int(one) + 1 for one in graph.edges[n]]
            tags = {"highway": "residential", "metres": f"{graph.metres[n]:.1f}"}
            out.add_way(mutable.Way(id=n + 1, version=1, nodes=ends, tags=tags))


@contextmanager
def routed(binaries, base):
    """Serve a prepared side for a while."""
    limits = ["--max-table-size", "2000", "-p", str(PORT), "-i", "127.0.0.1"]
    server = subprocess.Popen([binaries / "osrm-routed", *limits, base], stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                urlopen(f"http://127.0.0.1:{PORT}/nearest/v1/foot/0,0", timeout=5).close()
            except URLError as error:
                if getattr(error, "code", None):
                    break
                time.sleep(0.05)
            else:
                break
        yield
    finally:
        server.terminate()
        server.wait()


def table(start, end):
    """Give the lengths of all pairs in m, shape (m, n), with the legs to the street."""
    every = np.concatenate([start, end])
    at = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in every)
    rows = ";".join(map(str, range(len(start))))
    columns = ";".join(str(len(start) + n) for n in range(len(end)))
    # With radii a single point without a street near it would have the whole table refused.
    query = f"sources={rows}&destinations={columns}"
    with urlopen(f"http://127.0.0.1:{PORT}/table/v1/foot/{at}?{query}", timeout=120) as answer:
        found = json.load(answer)
    legs = [
        np.array([one["distance"] for one in found[name]]) for name in ("sources", "destinations")
    ]
    from_street, to_street = (np.where(one <= SNAP_M, one, np.inf) for one in legs)
    lengths = np.array(found["durations"], dtype=np.float64)
    return np.nan_to_num(lengths, nan=np.inf) + from_street[:, None] + to_street


def main(path, binaries):
    graphs = sides(of_file(path))
    homes, places, through = points(graphs, HOMES, 1), points(graphs, PLACES, 2), gates(graphs)
    gate_at = through[["lon", "lat"]].to_numpy(np.float64)
    by_side = {(CORRIDOR, one.side): one for one in graphs}
    before = time.perf_counter()
    found = StreetDistances(by_side, through, Mode.FOOT, Cost.METRES)
    own = found.measured(homes, places).across.over(np.ones(GATES, dtype=bool))[0] / 1000
    print(f"atlas: {time.perf_counter() - before:.2f} s, nothing prepared")
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "foot.lua"
        profile.write_text(PROFILE)
        south, north = (
            asked(one, binaries, profile, homes=homes, places=places, gate_at=gate_at)
            for one in graphs
        )
    other = (south[0][:, :, None] + north[1][None]).min(axis=1)
    rows = homes.country == COUNTRIES[0], places.country == COUNTRIES[1]
    own = own[np.ix_(*rows)]
    both = np.isfinite(own) & np.isfinite(other)
    away = np.abs(own[both] - other[both])
    most = (away / other[both]).max()
    middle, nearly = np.quantile(away, [0.5, 0.99])
    print(
        f"{(np.isfinite(own) != np.isfinite(other)).sum()} pairs have a way by one of the two only"
    )
    print(
        f"{away.size:,} pairs {COUNTRIES[0]} to {COUNTRIES[1]} differ by {middle:.1f} m in the "
        f"middle, {nearly:.1f} m in 99 of 100, at most by {away.max():.1f} m or {most:.2%}"
    )


def asked(graph, binaries, profile, *, homes, places, gate_at):
    """Prepare a side, and give its tables: from localities to gates, from gates to places."""
    base = profile.with_name(graph.side)
    write(graph, base.with_suffix(".osm.pbf"))
    before = time.perf_counter()
    for step, file in ((["osrm-extract", "-p", profile], ".osm.pbf"), (["osrm-contract"], ".osrm")):
        command = [binaries / step[0], *step[1:], base.with_suffix(file)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    prepared = time.perf_counter() - before
    size = sum(some.stat().st_size for some in profile.parent.glob(f"{graph.side}.osrm*"))
    with routed(binaries, base.with_suffix(".osrm")):
        before = time.perf_counter()
        start, end = (some.lonlat[some.country == graph.side] for some in (homes, places))
        tables = table(start, gate_at), table(gate_at, end)
        took = time.perf_counter() - before
    print(
        f"OSRM, {graph.side}: prepared in {prepared:.2f} s, {size / 1e6:.1f} MB; "
        f"both tables {took:.2f} s"
    )
    return tables


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
