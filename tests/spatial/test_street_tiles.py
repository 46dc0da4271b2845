"""Street packs cut into tiles: together they are the pack, each has what its zoom shows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Polygon

from atlas.spatial.streets import Layer, StreetPack, decode
from atlas.spatial.streets.street_tiles import LEVELS, TiledPack

ORIGIN, STEP = (-117.3, 32.2), (2e-5, 2e-5)
AREA = [[0, 0], [9000, 0], [9000, 8000], [0, 8000], [0, 0]]
point = st.tuples(st.integers(0, 30_000), st.integers(0, 30_000))


def tiled(**lines):
    layers = {
        name: Layer([f"{name} {i}" for i in range(len(some))], [np.array(one) for one in some])
        for name, some in lines.items()
    }
    return TiledPack(StreetPack(ORIGIN, STEP, layers, {"source": "a.osm.pbf"}))


def tiles(pack, z):
    """Give the pack of every tile that may hold something, by its place."""
    west, south = np.array(ORIGIN) - 0.01
    east, north = west + 0.7, south + 0.7

    def column(lon):
        return int((lon + 180) / 360 * 2**z)

    def row(lat):
        angle = np.arcsinh(np.tan(np.radians(lat)))
        return int((1 - angle / np.pi) / 2 * 2**z)

    found = {
        (x, y): pack.tile(z, x, y)
        for x in range(column(west), column(east) + 1)
        for y in range(row(north), row(south) + 1)
    }
    return {at: decode(content) for at, content in found.items() if content}


def lines(made, name):
    return [
        line for pack in made.values() if name in pack.layers for line in pack.layers[name].lines
    ]


@given(st.lists(st.lists(point, min_size=2, max_size=6, unique=True), min_size=1, max_size=4))
@pytest.mark.parametrize("z", LEVELS)
def test_the_tiles_together_are_every_street(z, roads):
    made = tiles(tiled(motorway=roads), z)
    whole = sum(LineString(road).length for road in roads)
    cut = lines(made, "motorway")
    assert sum(LineString(line).length for line in cut) == pytest.approx(whole, abs=len(cut) * 3)


def test_an_area_is_whole_once_all_tiles_are_there():
    made = tiles(tiled(park=[AREA]), 11)
    assert len(made) > 1
    cut = [Polygon(line) for line in lines(made, "park")]
    assert sum(one.area for one in cut) == pytest.approx(Polygon(AREA).area, rel=1e-3)
    assert all(one.is_valid for one in cut)


@given(st.lists(point, min_size=1, max_size=30))
def test_a_point_is_in_one_tile(points):
    made = tiles(tiled(school=[[one] for one in points]), 11)
    assert sorted(tuple(line[0]) for line in lines(made, "school")) == sorted(points)


def test_a_far_view_gets_what_it_shows_and_no_more():
    road = [[100, 100], [900, 900]]
    pack = tiled(primary=[road], minor=[road], railway=[road])
    (far,), (near,) = ({frozenset(one.layers) for one in tiles(pack, z).values()} for z in LEVELS)
    assert far == {"primary", "railway"}
    assert near == {"primary", "minor", "railway"}


@pytest.mark.parametrize("at", [(10, 1, 1), (9, -1, 0), (9, 512, 0), (9, 0, 512), (9, 3, 3)])
def test_there_is_no_tile_outside_of_the_grid_nor_where_nothing_lies(at):
    assert tiled(primary=[[[0, 0], [9, 9]]]).tile(*at) is None


def test_a_tile_is_made_once():
    pack = tiled(primary=[[[0, 0], [9, 9]]])
    at = next(iter(tiles(pack, 9)))
    assert pack.tile(9, *at) is pack.tile(9, *at)
