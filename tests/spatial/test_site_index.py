"""The site index gives what pyproj.Geod gives for every pair, from anywhere on the Earth."""

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from atlas.base.errors import FilterError
from atlas.spatial.index import SiteIndex, ellipsoid

GEOD = Geod(ellps="WGS84")


def all_distances(lon, lat, site_lon, site_lat):
    pairs = np.broadcast_arrays(lon[:, None], lat[:, None], site_lon, site_lat)
    metres = GEOD.inv(*(np.ascontiguousarray(part).ravel() for part in pairs))[2]
    return np.asarray(metres).reshape(len(lon), len(site_lon))


@st.composite
def worlds(draw):
    """Sites and points: anywhere, at the poles, at the antimeridian, crowded, at one place."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    sites = draw(st.integers(1, 60))
    where = draw(st.sampled_from(["world", "pole", "antimeridian", "town", "border", "lattice"]))
    centre, spread = {
        "world": ((0, 0), (180, 90)),
        "pole": ((0, 88), (180, 2)),
        "antimeridian": ((180, -17), (3, 3)),
        "town": ((-92.14, 14.68), (0.02, 0.02)),
        "border": ((-100, 28), (16, 6)),
        "lattice": ((-100, 28), (8, 4)),
    }[where]
    lon, lat = (rng.uniform(-1, 1, (sites, 2)) * spread + centre).T
    if where == "lattice":
        lon, lat = np.round(lon), np.round(lat)
    lon = np.where(lon > 180, lon - 360, lon)
    near = rng.integers(sites, size=80)
    step = 10.0 ** rng.uniform(-9, 1, 80)
    middle = (lon[near] + lon[near[::-1]]) / 2, (lat[near] + lat[near[::-1]]) / 2
    x = np.concatenate([lon, lon[near] + step, middle[0], rng.uniform(-180, 180, 40), [180, -180]])
    y = np.concatenate([lat, lat[near] - step, middle[1], rng.uniform(-90, 90, 40), [90, -90]])
    return lon, lat, x, np.clip(y, -90, 90)


@given(worlds())
def test_nearest_is_that_of_every_pair_measured(world):
    lon, lat, x, y = world
    truth = all_distances(x, y, lon, lat)
    site, metres = SiteIndex(lon, lat).nearest(x, y)
    # Which of two sites within a nanometre of each other is named is not a matter of fact.
    assert np.allclose(truth[np.arange(len(x)), site], truth.min(axis=1), rtol=0, atol=1e-8)
    assert np.allclose(metres, truth.min(axis=1), rtol=0, atol=1e-3)


@given(worlds(), st.integers(2, 16))
def test_the_k_nearest_come_in_order(world, k):
    lon, lat, x, y = world
    truth = np.sort(all_distances(x, y, lon, lat), axis=1)
    site, metres = SiteIndex(lon, lat).nearest(x, y, k)
    found = min(k, len(lon))
    assert site.shape == metres.shape == (len(x), k)
    assert (site[:, found:] == -1).all()
    assert np.isnan(metres[:, found:]).all()
    assert np.allclose(metres[:, :found], truth[:, :found], rtol=0, atol=1e-3)
    named = all_distances(x, y, lon, lat)[np.arange(len(x))[:, None], site[:, :found]]
    assert np.allclose(named, truth[:, :found], rtol=0, atol=1e-8)
    assert all(len(set(row)) == found for row in site[:, :found].tolist())


def test_equally_near_sites_are_named_in_their_order():
    index = SiteIndex([1, 1, -1, 1], [0, 0, 0, 0])
    assert index.nearest([1.0, 0.9], [0.0, 0.1])[0].tolist() == [0, 0]
    assert index.nearest([1.0], [0.0], 4)[0].tolist() == [[0, 1, 3, 2]]


@pytest.mark.slow
def test_many_crowded_sites():
    rng = np.random.default_rng(5)
    lon, lat = rng.normal(-106.4, 0.01, 3000), rng.normal(31.7, 0.01, 3000)
    x, y = rng.normal(-106.4, 0.02, 400), rng.normal(31.7, 0.02, 400)
    truth = all_distances(x, y, lon, lat)
    index = SiteIndex(lon, lat)
    assert np.array_equal(index.nearest(x, y)[0], truth.argmin(axis=1))


def test_no_position_is_near_nothing_and_shifts_no_other_answer():
    index = SiteIndex([np.nan, -106.0, 0.0], [31.0, 31.0, np.inf])
    x = np.array([-106.1, np.nan, -106.1, np.inf, -105.9, 1e300, 254.1])
    y = np.array([31.0, 31.0, 91.0, 0.0, 31.0, 0.0, 31.0])
    site, metres = index.nearest(x, y)
    assert site.tolist() == [1, -1, -1, -1, 1, -1, 1]
    assert np.isnan(metres).tolist() == [False, True, True, True, False, True, False]
    assert metres[4] == pytest.approx(metres[6], abs=1e-6)


@pytest.mark.parametrize("sites", [[], [np.nan]])
def test_without_sites(sites):
    index = SiteIndex(sites, sites)
    assert index.nearest([0.0], [0.0])[0].tolist() == [-1]
    assert index.nearest([0.0], [0.0], 3)[0].tolist() == [[-1, -1, -1]]


def test_without_points():
    index = SiteIndex([0.0], [0.0])
    assert index.nearest([], [], 2)[0].shape == (0, 2)


def test_wrong_requests_name_what_is_allowed():
    index = SiteIndex([0.0], [0.0])
    with pytest.raises(FilterError, match="k 17: allowed are 1 to 16"):
        index.nearest([0.0], [0.0], 17)
    with pytest.raises(FilterError, match="equal rows"):
        index.nearest([0.0, 1.0], [0.0])


@pytest.mark.slow
def test_chords_bound_geodesics_over_the_whole_earth():
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(-180, 180, 200_000), np.degrees(np.arcsin(rng.uniform(-1, 1, 200_000)))
    metres = np.concatenate([10 ** rng.uniform(-2, 7.3, 150_000), rng.uniform(1.99e7, 2e7, 50_000)])
    other = GEOD.fwd(lon, lat, rng.uniform(-180, 180, 200_000), metres)
    true = np.asarray(GEOD.inv(lon, lat, other[0], other[1])[2])
    points = ellipsoid.surface_points(lon, lat)
    sites = ellipsoid.surface_points(np.asarray(other[0]), np.asarray(other[1]))
    chord = ellipsoid.chords_m(points, sites)
    nearer = true[:-1] <= true[1:]
    assert (chord[:-1] <= ellipsoid.rival_chord_m(chord[1:]))[nearer].all()
    measured = ellipsoid.distance_m(points, sites, (lon, lat, *map(np.asarray, other[:2])))
    assert np.abs(measured - true).max() < 1e-3


def test_every_point_of_a_cell_is_within_its_reach():
    rng = np.random.default_rng(2)
    for size in (16.0, 1.0, 1 / 16):
        lat = rng.uniform(-90 + size / 2, 90 - size / 2, 20_000)
        lon = rng.uniform(-180, 180, 20_000)
        at = (
            lon + rng.choice([-1, 1], 20_000) * size / 2,
            lat + rng.choice([-1, 1], 20_000) * size / 2,
        )
        chord = ellipsoid.chords_m(
            ellipsoid.surface_points(lon, lat), ellipsoid.surface_points(*at)
        )
        assert (chord <= ellipsoid.cell_reach_m(lat, size)).all()


def test_sines_and_cosines_are_those_of_numpy():
    degrees = np.concatenate(
        [np.linspace(-360.0, 360.0, 100_001), np.arange(-360.0, 360.0, 1 / 32)]
    )
    sin, cos = ellipsoid.sin_cos(degrees)
    assert np.abs(sin - np.sin(np.radians(degrees))).max() < 1e-15
    assert np.abs(cos - np.cos(np.radians(degrees))).max() < 1e-15


def test_answers_are_the_same_from_many_threads_at_once():
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(-118, -86, 300), rng.uniform(14, 33, 300)
    x, y = rng.uniform(-118, -86, 60_000), rng.uniform(14, 33, 60_000)
    expected = SiteIndex(lon, lat).nearest(x, y)
    fresh, answers = SiteIndex(lon, lat), []
    threads = [
        threading.Thread(target=lambda: answers.append(fresh.nearest(x, y))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6
    assert all(np.array_equal(answer, expected) for answer in answers)
