"""Distances: geodesic within a country, over a working crossing into the other one."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.analysis.coverage import Sites, gates, reach, travel_km
from atlas.spatial.geodesy import distances_m

DEGREES = st.floats(-0.5, 0.5)
POINTS = st.lists(st.tuples(DEGREES, DEGREES, st.sampled_from("AB")), min_size=1, max_size=6)
GATES = st.lists(st.tuples(DEGREES, DEGREES), max_size=4)


def sites(rows, country="A"):
    lon = np.array([row[0] for row in rows], float) - 106
    lat = np.array([row[1] for row in rows], float) + 31
    of = [row[2] if len(row) > 2 else country for row in rows]
    return Sites(lon, lat, np.array(of, object))


def km(one, i, other, j):
    return float(distances_m(one.lon[i], one.lat[i], other.lon[j], other.lat[j])) / 1000


@given(POINTS, POINTS, GATES)
def test_the_way_is_the_shortest_that_keeps_to_the_crossings(homes, places, through):
    homes, places, through = sites(homes), sites(places), sites(through)
    found, gate = travel_km(homes, places, through)
    for i in range(len(homes)):
        for j in range(len(places)):
            if homes.country[i] == places.country[j]:
                assert found[i, j] == pytest.approx(km(homes, i, places, j), abs=1e-4)
                assert gate[i, j] == -1
                continue
            ways = [
                km(homes, i, through, g) + km(through, g, places, j) for g in range(len(through))
            ]
            if not ways:
                assert found[i, j] == np.inf
                continue
            assert found[i, j] == pytest.approx(min(ways), abs=1e-4)
            assert ways[gate[i, j]] == pytest.approx(min(ways), abs=1e-4)


@given(POINTS, POINTS, GATES, st.floats(1, 90))
def test_reach_gives_just_the_pairs_within_the_limit(homes, places, through, limit_km):
    homes, places, through = sites(homes), sites(places), sites(through)
    every, gate = travel_km(homes, places, through)
    found = reach(homes, places, through, limit_km=limit_km)
    pairs = {
        (int(i), int(j)): (km, way)
        for i, j, km, way in zip(found.home, found.place, found.km, found.gate, strict=True)
    }
    assert len(pairs) == len(found.km)
    near = {(int(i), int(j)) for i, j in np.argwhere(every <= limit_km - 1e-6)}
    assert near <= pairs.keys() <= {tuple(p) for p in np.argwhere(every <= limit_km + 1e-6)}
    for (i, j), (way_km, way) in pairs.items():
        assert way_km == pytest.approx(every[i, j], abs=1e-6)
        assert way == gate[i, j]


def test_distances_agree_with_geodesics_across_a_corridor():
    rng = np.random.default_rng(3)
    homes = sites(np.column_stack([rng.uniform(-0.4, 0.4, 50), rng.uniform(-0.4, 0.4, 50)]))
    found, _ = travel_km(homes, homes, sites([]))
    exact = distances_m(homes.lon[:, None], homes.lat[:, None], homes.lon, homes.lat) / 1000
    assert exact.max() > 80
    assert np.abs(found - exact).max() < 1e-5


def test_without_a_position_nothing_is_near():
    nowhere = sites([(np.nan, np.nan), (0, 0)])
    found, _ = travel_km(nowhere, sites([(0, 0), (np.nan, 0)]), sites([]))
    assert found[0].tolist() == [np.inf, np.inf]
    assert found[1, 0] == pytest.approx(0, abs=1e-6)
    assert found[1, 1] == np.inf


def test_large_problems_go_block_by_block_with_the_same_result(monkeypatch):
    rng = np.random.default_rng(5)
    rows = [(x, y, c) for x, y, c in zip(*rng.uniform(-0.3, 0.3, (2, 40)), "AB" * 20, strict=True)]
    through = sites([(0, 0), (0.1, 0.1)])
    whole = reach(sites(rows), sites(rows), through, limit_km=15)
    monkeypatch.setattr("atlas.analysis.coverage.travel._CELLS_PER_BLOCK", 60)
    parts = reach(sites(rows), sites(rows), through, limit_km=15)
    one, other = (
        dict(zip(zip(r.home, r.place, strict=True), r.km, strict=True)) for r in (whole, parts)
    )
    assert len(one) > 100
    assert one.keys() == other.keys()
    assert list(one.values()) == pytest.approx([other[pair] for pair in one], abs=1e-5)


def test_gates_are_crossings_that_people_can_use():
    crossings = pd.DataFrame(
        {
            "crossing_id": ["open", "unknown", "closed", "planned", "trucks", "airport", "nowhere"],
            "status": ["open", "unknown", "closed", "planned", "open", "open", "open"],
            "modes": ["pedestrian;truck", "", "pedestrian", "", "truck", "airport", "pedestrian"],
            "lon": [-106.0] * 6 + [np.nan],
            "lat": [31.0] * 6 + [np.nan],
        }
    )
    assert gates(crossings)["crossing_id"].tolist() == ["open", "unknown"]
