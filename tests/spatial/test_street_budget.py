"""Packs cut to a box and to a budget."""

import numpy as np
import pytest

from atlas.spatial.streets import Layer, PackError, StreetPack, decode, encode
from atlas.spatial.streets.read_packs import read_packs
from atlas.spatial.streets.street_budget import fitted

EVERYWHERE = (-180.0, -90.0, 180.0, 90.0)
RNG = np.random.default_rng(3)


def pack(**layers):
    made = {
        name: Layer([f"{name} {i}" for i in range(n)], [RNG.integers(0, 9000, (8, 2))] * n)
        for name, n in layers.items()
    }
    facts = {"corridors": [{"id": "here", "km": {"MX": 1.0}}]}
    return StreetPack((-100.0, 30.0), (1e-5, 1e-5), made, facts)


def test_all_is_kept_that_fits():
    (kept,) = fitted([pack(minor=50, primary=5)], [EVERYWHERE], 300)
    assert list(decode(kept).layers) == ["minor", "primary"]
    assert "left_out" not in decode(kept).facts


def test_the_least_goes_first_and_is_named():
    whole = pack(minor=4000, primary=5)
    (kept,) = fitted([whole], [EVERYWHERE], 5)
    assert len(kept) * 4 / 3 <= 5000 < len(encode(whole)) * 4 / 3
    assert list(decode(kept).layers) == ["primary"]
    assert decode(kept).facts["left_out"] == ["minor"]


def test_nothing_is_kept_where_nothing_fits():
    assert fitted([pack(motorway=4000)], [EVERYWHERE], 0.1) == []


def test_what_lies_outside_is_left_out():
    assert fitted([pack(primary=5)], [(10.0, 10.0, 11.0, 11.0)], 300) == []


def test_only_packs_of_the_corridors_are_read(tmp_path):
    file = tmp_path / "a.streets"
    file.write_bytes(encode(pack(primary=2)))
    assert len(read_packs((file,), ["here", "there"])) == 1
    assert read_packs((file,), ["there"]) == []


def test_a_missing_pack_and_a_broken_one_are_named(tmp_path):
    with pytest.raises(PackError, match=r"none\.streets: no such file"):
        read_packs((tmp_path / "none.streets",), ["here"])
    (tmp_path / "bad.streets").write_bytes(b"bad")
    with pytest.raises(PackError, match=r"bad\.streets is no street pack"):
        read_packs((tmp_path / "bad.streets",), ["here"])
