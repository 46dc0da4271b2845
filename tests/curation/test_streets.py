"""A street pack: what it keeps of an extract, how it is written, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from atlas.base.errors import DataPackageError
from atlas.curation.streets import make_pack
from atlas.spatial.streets import CLASSES, Layer, PackError, StreetPack, decode, encode
from tests.conftest import CORRIDOR
from tests.support.street_town import Town, square

WEST, SOUTH, EAST, NORTH = -100.2, 29.9, -99.9, 30.1
"""A box around the toy's border, the 30th parallel."""


@pytest.fixture
def town():
    made = Town()
    middle = made.node(-100.0, 29.99)
    made.way([(-100.02, 29.99), middle], highway="residential", name="Calle Ñandú")
    made.way([middle, (-99.98, 29.99)], highway="residential", name="Calle Ñandú")
    made.way([(-100.0, 29.97), middle, (-100.0, 30.03)], highway="motorway", ref="MX 1")
    made.way([(-99.99, 30.0), (-99.99, 30.02)], highway="footway", name="not a street")
    made.way(square(-100.03, 29.98, 0.004), closed=True, leisure="park", name="Parque")
    outer = made.way(square(-100.03, 30.02, 0.006), closed=True)
    inner = made.way(square(-100.03, 30.02, 0.002), closed=True)
    made.area([(outer, "outer"), (inner, "inner")], natural="water")
    made.node(-99.99, 29.985, place="neighbourhood", name="Zona Norte")
    made.way(square(-99.97, 29.98, 0.001), closed=True, amenity="hospital", name="Hospital")
    return made


def pack_of(path, package, *corridors):
    return make_pack(path, package, corridors, show=lambda _doing, _share: None)


@pytest.fixture
def pack(town, toy, tmp_path):
    return pack_of(town.write(tmp_path / "town.osm.pbf"), toy)


def test_pieces_of_a_street_are_one_line_and_lie_where_they_lay(pack):
    minor = pack.layers["minor"]
    assert minor.names == ["Calle Ñandú"]
    line = pack.degrees(minor.lines[0])
    ends = sorted(line[[0, -1]].tolist())
    assert np.allclose(ends, [[-100.02, 29.99], [-99.98, 29.99]], atol=2e-5)


def test_only_what_a_class_names_is_kept(pack):
    assert set(pack.layers) == {"park", "water", "minor", "motorway", "neighbourhood", "hospital"}
    assert pack.layers["motorway"].names == ["MX 1"]
    assert pack.layers["neighbourhood"].names == ["Zona Norte"]
    spot = pack.degrees(pack.layers["hospital"].lines[0])
    assert np.allclose(spot, [[-99.97, 29.98]], atol=2e-5)


def test_an_island_is_a_hole_in_the_water(pack):
    rings = [pack.degrees(ring) for ring in pack.layers["water"].lines]
    areas = sorted(shapely.Polygon(ring).area for ring in rings)
    assert np.allclose(areas, [0.004**2, 0.012**2], rtol=0.05)


def test_streets_are_measured_on_each_side(pack):
    (facts,) = pack.facts["corridors"]
    assert facts["id"] == CORRIDOR
    assert facts["km"]["MX"] == pytest.approx(3.86 + 3.33, abs=0.1)
    assert facts["km"]["US"] == pytest.approx(3.33, abs=0.1)


def test_a_side_that_the_extract_misses_has_no_street(toy, tmp_path):
    half = Town()
    half.way([(-100.02, 29.99), (-99.98, 29.99)], highway="primary")
    pack = pack_of(half.write(tmp_path / "half.osm.pbf"), toy)
    assert pack.facts["corridors"][0]["km"]["US"] == 0


def test_the_same_extract_gives_the_same_bytes(town, toy, tmp_path):
    path = town.write(tmp_path / "town.osm.pbf")
    assert encode(pack_of(path, toy)) == encode(pack_of(path, toy))


def test_what_is_written_is_what_is_read(pack):
    again = decode(encode(pack))
    assert encode(again) == encode(pack)
    assert (again.origin, again.step, again.facts) == (pack.origin, pack.step, pack.facts)
    for name, layer in pack.layers.items():
        assert again.layers[name].names == layer.names
        for line, known in zip(again.layers[name].lines, layer.lines, strict=True):
            assert np.array_equal(line, known)


STEPS = st.lists(
    st.tuples(*[st.integers(-(2**40), 2**40)] * 2), min_size=1, max_size=6
)  # fmt: skip


@given(st.lists(st.tuples(st.text(max_size=8), STEPS), max_size=8))
def test_any_numbers_and_names_come_back(things):
    layer = Layer([name for name, _ in things], [np.array(line) for _, line in things])
    pack = StreetPack((-100.0, 30.0), (1e-5, 1e-5), {"minor": layer})
    again = decode(encode(pack)).layers["minor"]
    assert again.names == layer.names
    assert [line.tolist() for line in again.lines] == [line.tolist() for line in layer.lines]


@pytest.mark.parametrize("damage", [lambda b: b[:-20], lambda b: b[1:], lambda _: b""])
def test_a_broken_pack_is_refused_by_its_name(pack, damage):
    with pytest.raises(PackError, match=r"here\.streets is no street pack"):
        decode(damage(encode(pack)), "here.streets")


# What cannot be used


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_truncated_extract_is_one_line(town, toy, tmp_path, share):
    whole = town.write(tmp_path / "town.osm.pbf").read_bytes()
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(DataPackageError, match=r"cut\.osm\.pbf cannot be read to its end.*again"):
        pack_of(cut, toy)


def test_an_extract_of_another_continent_says_where_it_lies(toy, tmp_path):
    far = Town()
    far.way([(9.5, 47.1), (9.6, 47.2)], highway="primary")
    path = far.write(tmp_path / "far.osm.pbf")
    with pytest.raises(
        DataPackageError, match=rf"no street of {CORRIDOR}: .* 9\.50, 47\.10 to 9\.60"
    ):
        pack_of(path, toy)


def test_a_history_file_is_refused(town, toy, tmp_path):
    path = tmp_path / "town.osh.pbf"
    town.write(path)
    with pytest.raises(DataPackageError, match="history file"):
        pack_of(path, toy)


def test_an_unknown_corridor_names_the_known_ones(town, toy, tmp_path):
    path = town.write(tmp_path / "town.osm.pbf")
    with pytest.raises(DataPackageError, match=f"'nowhere' is no corridor; use one of {CORRIDOR}"):
        pack_of(path, toy, "nowhere")


def test_what_leaves_the_corridor_is_cut_off(toy, tmp_path):
    long = Town()
    long.way([(-100.01, 29.99), (-99.99, 29.99), (-60.0, 29.99)], highway="primary")
    near = replace(toy, corridors=toy.corridors.assign(radius_km=20.0))
    pack = pack_of(long.write(tmp_path / "long.osm.pbf"), near)
    (line,) = pack.layers["primary"].lines
    assert pack.degrees(line)[:, 0].max() < -99


def test_a_street_that_lies_wholly_outside_the_corridor_is_left_out(toy, tmp_path):
    made = Town()
    made.way([(-100.01, 29.99), (-99.99, 29.99)], highway="primary")
    # In the corner of the box around the circles, and in none of them.
    made.way([(-100.19, 29.84), (-100.19, 29.83)], highway="primary", name="Aparte")
    near = replace(toy, corridors=toy.corridors.assign(radius_km=20.0))
    pack = pack_of(made.write(tmp_path / "corner.osm.pbf"), near)
    assert pack.layers["primary"].names == [""]


def test_every_class_is_named_once():
    names = [one.name for one in CLASSES]
    assert len(names) == len(set(names))
