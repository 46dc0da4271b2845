import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from atlas.base.errors import IngestError
from atlas.data.bundled import geodata_dir
from atlas.spatial.geodesy import (
    LineIndex,
    distance_words,
    distances_m,
    is_position,
    precision_words,
    require_wgs84,
)

GEOD = Geod(ellps="WGS84")
BORDER = gpd.read_file(geodata_dir() / "border.geojson")


def dense(line, step_degrees):
    return shapely.get_coordinates(shapely.segmentize(line, step_degrees))


def brute_m(lon, lat, vertices):
    same = np.ones(len(vertices))
    return GEOD.inv(lon * same, lat * same, *vertices.T)[2].min()


def test_distances_are_those_of_the_geodesic_and_broadcast():
    lon, lat = np.array([-117.03, -106.49]), np.array([32.54, 31.75])
    found = distances_m(lon[:, None], lat[:, None], [-92.15, -117.0, -106.0], [14.68, 32.5, 31.0])
    assert found.shape == (2, 3)
    assert found[1, 2] == pytest.approx(GEOD.inv(-106.49, 31.75, -106.0, 31.0)[2], abs=1e-6)


def test_distances_of_missing_points_are_missing():
    assert np.isnan(distances_m([np.nan, -117.0], [32.0, np.nan], -117.0, 32.0)).all()


def test_a_degree_is_not_the_same_distance_everywhere():
    assert distances_m(0, 0, 1, 0) == pytest.approx(111_319.5, abs=0.1)
    assert distances_m(0, 60, 1, 60) < 56_000


@pytest.mark.parametrize(
    ("lon", "lat", "expected"),
    [
        (-117.0, 32.5, True),
        (180.0, -90.0, True),
        (np.nan, 32.5, False),
        (-117.0, np.nan, False),
        (np.inf, 0.0, False),
        (-181.0, 0.0, False),
        (32.5, -117.0, False),
    ],
)
def test_what_counts_as_a_position(lon, lat, expected):
    assert bool(is_position(lon, lat)) is expected


ANCHORS = st.tuples(st.floats(-120, -90), st.floats(10, 35))
STEPS = st.lists(
    st.tuples(st.floats(-0.05, 0.05), st.floats(-0.05, 0.05)), min_size=1, max_size=6
).filter(lambda steps: any(abs(x) + abs(y) > 1e-3 for x, y in steps))
OFFSETS = st.tuples(st.floats(-0.6, 0.6), st.floats(-0.6, 0.6))


@given(anchor=ANCHORS, steps=STEPS, offset=OFFSETS)
def test_the_distance_to_a_line_is_that_of_brute_force(anchor, steps, offset):
    line = shapely.LineString(np.cumsum([anchor, *steps], axis=0))
    lon, lat = np.add(anchor, offset)
    found = LineIndex(line).distance_m([lon], [lat])[0]
    # Brute force knows only the vertices, less than 5 m apart: it is too long by at most 2.5 m, and
    # much less farther from the line.
    vertices = brute_m(lon, lat, dense(line, 4e-5))
    slack = min(2.5, 2.5**2 / max(vertices, 1e-9) + 0.01)
    assert vertices - slack - 0.05 <= found <= vertices + 0.05


@pytest.mark.slow
@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_distance_to_the_real_borders_is_that_of_brute_force(number):
    border = BORDER.geometry.iloc[number]
    vertices = dense(border, 1e-4)
    west, south, east, north = border.bounds
    rng = np.random.default_rng(number)
    lon = rng.uniform(west - 0.5, east + 0.5, 60)
    lat = rng.uniform(south - 0.5, north + 0.5, 60)
    found = LineIndex(border).distance_m(lon, lat)
    expected = np.array([brute_m(*point, vertices) for point in zip(lon, lat, strict=True)])
    assert np.abs(found - expected).max() < 1
    assert (found <= expected + 0.05).all()


def test_far_away_the_distance_to_a_line_stays_within_half_a_percent():
    border = BORDER.geometry.iloc[1]
    mexico_city = (-99.13, 19.43)
    expected = brute_m(*mexico_city, dense(border, 1e-3))
    found = LineIndex(border).distance_m(*np.transpose([mexico_city]))[0]
    assert found == pytest.approx(expected, rel=0.005)


def test_a_point_on_the_line_is_at_distance_zero():
    line = shapely.LineString([(-117.0, 32.5), (-116.9, 32.5)])
    assert LineIndex(line).distance_m([-116.95], [32.5])[0] == pytest.approx(0, abs=1e-3)


def test_edges_are_straight_in_degrees_not_on_the_ground():
    # The geodesic between the ends of the long edge runs 70 m north of its middle. The point lies
    # 100 m south of the middle, and 130 m north of another line.
    south_100_m, south_230_m = 32.5 - 100 / 110_900, 32.5 - 230 / 110_900
    long_edge = [(-117.0, 32.5), (-116.4, 32.5)]
    other = [(-116.8, south_230_m), (-116.6, south_230_m)]
    lines = LineIndex(shapely.MultiLineString([long_edge, other]))
    assert lines.distance_m([-116.7], [32.5])[0] < 0.05
    assert lines.distance_m([-116.7], [south_100_m])[0] == pytest.approx(100, abs=0.1)


def test_a_polygon_counts_by_its_outline_with_its_holes():
    hole = shapely.box(-117.02, 32.48, -116.98, 32.52)
    ring = shapely.box(-117.5, 32.0, -116.5, 33.0).difference(hole)
    found = LineIndex(ring).distance_m([-117.0], [32.5])[0]
    assert found == pytest.approx(GEOD.inv(-117.0, 32.5, -117.02, 32.5)[2], rel=0.001)


def test_without_a_point_or_a_line_there_is_no_distance():
    line = LineIndex(shapely.LineString([(-117.0, 32.5), (-116.9, 32.5)]))
    assert np.isnan(line.distance_m([np.nan, 500.0], [32.5, 32.5])).all()
    assert np.isnan(LineIndex(shapely.LineString()).distance_m([-117.0], [32.5])).all()
    assert line.distance_m([], []).shape == (0,)


def test_more_points_than_one_block_keep_their_order():
    line = LineIndex(shapely.LineString([(-117.0, 32.5), (-116.9, 32.5)]))
    lat = np.linspace(32.6, 33.6, 9000)
    found = line.distance_m(np.full(9000, -116.95), lat)
    assert (np.diff(found) > 0).all()


def frame(crs):
    return gpd.GeoDataFrame(geometry=[shapely.Point(-117, 32)], crs=crs)


@pytest.mark.parametrize("crs", ["EPSG:4326", "OGC:CRS84"])
def test_longitude_and_latitude_on_wgs84_are_accepted(crs):
    some = frame(crs)
    assert require_wgs84(some, "border") is some


@pytest.mark.parametrize(("crs", "said"), [("EPSG:32611", "UTM zone 11N"), (None, "no CRS")])
def test_another_crs_is_an_error_that_says_what_to_do(crs, said):
    with pytest.raises(IngestError, match=rf"border: .*{said}.*to_crs\(4326\)"):
        require_wgs84(frame(crs), "border")


@pytest.mark.parametrize(
    ("metres", "words"),
    [
        (0.4, "0 m"),
        (25, "25 m"),
        (99.6, "100 m"),
        (354, "350 m"),
        (994, "990 m"),
        (996, "1.0 km"),
        (3249, "3.2 km"),
        (9960, "10 km"),
        (39_400, "39 km"),
    ],
)
def test_distances_in_words(metres, words):
    assert distance_words(metres, "es") == distance_words(metres, "en") == words


def test_precision_in_words():
    assert precision_words(25, "es") == "a menos de 25 m del punto"
    assert precision_words(1600, "en") == "within 1.6 km of the point"
    assert "municipality" in precision_words(np.nan, "en")
