"""A street graph: what of an extract one can go along, where it is cut, and how it is written."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon

from atlas.curation.streets import cut_off, graph_making, make_streets
from atlas.curation.streets.road_ways import road_of
from atlas.spatial.geodesy import distances_m
from atlas.spatial.streets import PackError
from atlas.spatial.streets.routes import (
    CAR_BACK,
    CAR_FORTH,
    MOST_EDGE_M,
    ON_FOOT,
    SideGraph,
    decode_graphs,
    encode_graphs,
    graph_of,
    read_graphs,
)
from tests.conftest import CORRIDOR
from tests.support.street_town import Town

BOTH_WAYS = CAR_FORTH + CAR_BACK


def graphs_of(town, toy, folder):
    path = town.write(folder / "town.osm.pbf")
    made = make_streets(path, toy, show=lambda _doing, _share: None)
    return {one.side: one for one in made.graphs}


def corner_town():
    """A street along 29.99, one that crosses it and the border, and one beyond the border."""
    made = Town()
    corner = made.node(-100.0, 29.99)
    made.way([(-100.02, 29.99), corner, (-99.98, 29.99)], highway="residential", name="Sur")
    made.way([(-100.0, 29.97), corner, (-100.0, 30.03)], highway="primary")
    return made


def test_what_crosses_the_border_is_cut_and_nothing_else_is_lost(toy, tmp_path):
    graphs = graphs_of(corner_town(), toy, tmp_path)
    assert graphs["MX"].nodes[:, 1].max() < 30 < graphs["US"].nodes[:, 1].min()
    on_each = [graphs["MX"].km, graphs["US"].km]
    whole = distances_m([-100.02, -100.0], [29.99, 29.97], [-99.98, -100.0], [29.99, 30.03])
    assert sum(on_each) == pytest.approx(whole.sum() / 1000, abs=2 * MOST_EDGE_M / 1000)
    assert on_each[1] == pytest.approx(3.33, abs=0.2)


def test_no_edge_is_long_and_streets_hang_together_at_their_corner(toy, tmp_path):
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = graphs_of(corner_town(), toy, tmp_path)["MX"]
    assert graph.metres.max() <= MOST_EDGE_M
    straight = distances_m(*graph.nodes[graph.edges[:, 0]].T, *graph.nodes[graph.edges[:, 1]].T)
    assert np.allclose(straight, graph.metres, atol=1e-3)
    size = len(graph.nodes)
    matrix = coo_array((graph.metres, graph.edges.T), shape=(size, size))
    assert connected_components(matrix, directed=False)[0] == 1
    assert sorted(np.bincount(graph.edges.ravel()))[-1] == 4


def test_a_curve_is_as_long_as_the_street(toy, tmp_path):
    made = Town()
    bend = [(-100.0 + 0.002 * np.cos(a), 29.98 + 0.002 * np.sin(a)) for a in np.linspace(0, 6, 60)]
    made.way(bend, highway="residential")
    graph = graphs_of(made, toy, tmp_path)["MX"]
    lon, lat = np.array(bend).T
    assert graph.km * 1000 == pytest.approx(distances_m(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum())
    assert len(graph.edges) < 20


def test_pieces_that_leave_the_side_and_come_back_over_the_line_are_cut(toy, tmp_path):
    made = Town()
    made.way([(-100.02, 29.999), (-100.01, 30.001), (-100.0, 29.999)], highway="residential")
    graph = graphs_of(made, toy, tmp_path)["MX"]
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    size = len(graph.nodes)
    matrix = coo_array((graph.metres, graph.edges.T), shape=(size, size))
    assert connected_components(matrix, directed=False)[0] == 2


def test_the_same_extract_gives_the_same_bytes(toy, tmp_path):
    written = {
        encode_graphs(list(graphs_of(corner_town(), toy, tmp_path).values()), {}) for _ in range(2)
    }
    assert len(written) == 1


def test_nodes_may_come_in_any_order(toy, tmp_path):
    turned = corner_town()
    turned.nodes.reverse()
    written = [
        encode_graphs(list(graphs_of(one, toy, tmp_path).values()), {})
        for one in (corner_town(), turned)
    ]
    assert written[0] == written[1]


@pytest.mark.parametrize(
    ("tags", "allowed"),
    [
        ({"highway": "residential"}, ON_FOOT + BOTH_WAYS),
        ({"highway": "residential", "oneway": "yes"}, ON_FOOT + CAR_FORTH),
        ({"highway": "residential", "oneway": "-1"}, ON_FOOT + CAR_BACK),
        ({"highway": "tertiary", "junction": "roundabout"}, ON_FOOT + CAR_FORTH),
        ({"highway": "motorway"}, CAR_FORTH),
        ({"highway": "motorway", "oneway": "no"}, BOTH_WAYS),
        ({"highway": "trunk", "foot": "no"}, BOTH_WAYS),
        ({"highway": "footway"}, ON_FOOT),
        ({"highway": "footway", "motor_vehicle": "yes"}, ON_FOOT),
        ({"highway": "service", "access": "private"}, None),
        ({"highway": "service", "access": "private", "foot": "yes"}, ON_FOOT),
        ({"highway": "residential", "motor_vehicle": "no"}, ON_FOOT),
        ({"highway": "service", "service": "driveway"}, None),
        ({"highway": "construction"}, None),
        ({"railway": "rail"}, None),
    ],
)
def test_who_may_go_where(tags, allowed):
    found = road_of(tags)
    assert (found and found[1]) == allowed


def test_a_crossing_without_a_street_on_one_side_is_said(toy, tmp_path):
    made = Town()
    made.way([(-100.0, 29.97), (-100.0, 30.03)], highway="primary")
    made.way([(-99.9, 29.98), (-99.9, 29.9995)], highway="primary")
    graphs = graphs_of(made, toy, tmp_path)
    assert cut_off(list(graphs.values()), toy.crossings) == [("garita", "US")]


# The file


def side_graph(nodes, edges):
    made = np.array(edges, dtype=np.int64).reshape(-1, 5)
    at = np.array(nodes, dtype=np.int64).reshape(-1, 2) * 1e-5
    return SideGraph(CORRIDOR, "MX", at, made[:, :2], made[:, 2] / 10, made[:, 3], made[:, 4])


@st.composite
def some_graphs(draw):
    nodes = draw(st.lists(st.tuples(*[st.integers(-(10**7), 10**7)] * 2), min_size=1, max_size=6))
    node = st.integers(0, len(nodes) - 1)
    edge = st.tuples(node, node, st.integers(0, 10**6), st.integers(0, 7), st.integers(0, 7))
    return side_graph(nodes, draw(st.lists(edge, max_size=8)))


@given(st.lists(some_graphs(), max_size=3))
def test_what_is_written_is_what_is_read(graphs):
    again = decode_graphs(encode_graphs(graphs, {"source": "ñ"}))
    assert len(again) == len(graphs)
    for one, other in zip(again, graphs, strict=True):
        assert np.allclose(one.nodes, other.nodes, atol=1e-9)
        assert np.array_equal(one.edges, other.edges)
        assert np.allclose(one.metres, other.metres, atol=1e-9)
        assert np.array_equal(one.speed_class, other.speed_class)
        assert np.array_equal(one.allowed, other.allowed)


WRITTEN = encode_graphs([side_graph([(0, 0), (1, 1)], [(0, 1, 10, 0, 7)])], {})
BEYOND = encode_graphs([side_graph([(0, 0), (1, 1)], [(0, 2, 10, 0, 7)])], {})


@pytest.mark.parametrize("data", [WRITTEN[:-9], WRITTEN[1:], b"", BEYOND])
def test_a_broken_graph_is_refused_by_its_name(data):
    with pytest.raises(PackError, match=r"here\.graph is no street graph"):
        decode_graphs(data, "here.graph")


def test_of_a_side_in_two_files_the_one_with_more_streets_is_used(tmp_path):
    for name, length in (("a", 10), ("b", 20)):
        graph = side_graph([(0, 0), (1, 1)], [(0, 1, length, 0, 7)])
        graph_of(tmp_path / f"{name}.streets").write_bytes(encode_graphs([graph], {}))
    packs = [tmp_path / f"{name}.streets" for name in ("a", "b", "none")]
    (graph,) = read_graphs(packs).values()
    assert graph.metres.tolist() == [2.0]


@pytest.mark.parametrize("at_once", [1, 1000])
def test_a_piece_over_a_tip_of_the_other_side_is_cut(toy, tmp_path, monkeypatch, at_once):
    monkeypatch.setattr(graph_making, "_PIECES", at_once)
    tip = Polygon([(-100.0001, 30), (-100, 29.98), (-99.9999, 30)])
    south, north = toy.segments.geometry
    segments = toy.segments.set_geometry([south.difference(tip), north.union(tip)], crs=4326)
    made = Town()
    for lat in (29.99, 29.97):  # the second passes below the tip
        made.way([(-100.0004, lat), (-99.9996, lat)], highway="residential")
    graph = graphs_of(made, dataclasses.replace(toy, segments=segments), tmp_path)["MX"]
    assert len(graph.edges) == 1
    assert graph.nodes[:, 1] == pytest.approx(29.97)
