"""The segment index gives what GEOS and geopandas give, for every point."""

import threading

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from atlas.base.errors import FilterError, IngestError
from atlas.spatial.index import SegmentIndex
from atlas.spatial.index.grid import COARSE, FINE

GEOPANDAS = {"within": "within", "intersects": "intersects", "covers": "covered_by"}


def star(centre, radii, turn=0.0):
    angle = np.linspace(0, 2 * np.pi, len(radii), endpoint=False) + turn
    return shapely.Polygon(
        np.column_stack(
            [centre[0] + np.cos(angle) * radii, np.clip(centre[1] + np.sin(angle) * radii, -90, 90)]
        )
    )


def coast(centre, vertices, rng):
    """A ragged outline: a random walk, closed, around a circle of radius 1."""
    walk = rng.normal(size=vertices).cumsum()
    walk -= np.linspace(0, walk[-1], vertices)
    return star(centre, 1 + 0.3 * walk / np.abs(walk).max())


def break_one(coordinates):
    coordinates[1] = np.nan
    return coordinates


def hard_points(polygons, index, rng, count=400):
    """Points on and one step beside vertices, edges and cell lines, and far away."""
    real = [polygon for polygon in polygons if polygon is not None and not polygon.is_empty]
    vertices = shapely.get_coordinates(real)
    vertices = vertices[rng.integers(len(vertices), size=count)]
    middles = (vertices[:-1] + vertices[1:]) / 2
    lines = shapely.get_parts(shapely.boundary(shapely.get_parts(real)))
    along = shapely.line_interpolate_point(
        lines[rng.integers(len(lines), size=count)], rng.random(count), normalized=True
    )
    west, south, east, north = shapely.total_bounds(real)
    grid = index._tables.grid
    cell = rng.integers(0, COARSE * FINE, size=(count, 2)) / FINE
    corners = np.column_stack(
        [grid.west + cell[:, 0] / grid.x_scale, grid.south + cell[:, 1] / grid.y_scale]
    )
    inside = rng.uniform([west, south], [east, north], size=(count, 2))
    exact = np.concatenate([vertices, middles, shapely.get_coordinates(along), corners, inside])
    far = [0.0, -0.0, 180.0, -180.0, 1e18, -1e18, west, east, south, north]
    return np.concatenate(
        [
            exact,
            np.nextafter(exact, np.inf),
            np.nextafter(exact, -np.inf),
            np.column_stack([np.nextafter(exact[:, 0], np.inf), exact[:, 1]]),
            np.column_stack([exact[:, 0], np.nextafter(exact[:, 1], -np.inf)]),
            exact + 1e-12,
            np.array([(x, y) for x in far for y in far]),
        ]
    )


def assert_like_geopandas(polygons, points, index):
    places = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points.T))
    areas = gpd.GeoDataFrame(geometry=gpd.GeoSeries(list(polygons)))
    for predicate, theirs in GEOPANDAS.items():
        joined = gpd.sjoin(places, areas, predicate=theirs)
        expected = joined.index.to_numpy(), joined.index_right.to_numpy()
        order = np.lexsort(expected[::-1])
        point, polygon = index.locate(*points.T, predicate=predicate)
        assert np.array_equal(point, expected[0][order]), predicate
        assert np.array_equal(polygon, expected[1][order]), predicate


@st.composite
def polygon_layers(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    size = draw(st.sampled_from([1e-7, 1e-3, 0.5, 20.0]))
    origin = rng.uniform([-100, -30], [100, 30])
    polygons = []
    for _ in range(draw(st.integers(1, 6))):
        centre = origin + rng.uniform(-size, size, 2)
        radii = rng.uniform(0.2, 1, draw(st.integers(3, 60))) * size
        turn = rng.uniform(0, 6)
        shape = star(centre, radii, turn)
        kind = draw(st.sampled_from(["plain", "hole", "parts", "box", "spike", "empty", "none"]))
        if kind == "hole":
            shape = shapely.Polygon(shape.exterior, [star(centre, radii * 0.4, turn).exterior])
        elif kind == "parts":
            shape = shapely.MultiPolygon([shape, star(centre + 2.2 * size, radii * 0.1)])
        elif kind == "box":
            shape = shapely.box(*centre, *(centre + rng.uniform(0, size, 2)))
        elif kind == "spike":
            tip = centre + rng.uniform(-size, size, 2)
            shape = shapely.Polygon([centre, tip, centre + size * 1e-9])
        elif kind == "empty":
            shape = shapely.Polygon()
        elif kind == "none":
            shape = None
        polygons.append(shape)
    return polygons, rng


@given(polygon_layers())
def test_every_hard_point_is_answered_as_geopandas_does(layer):
    polygons, rng = layer
    index = SegmentIndex(polygons)
    if any(polygon is not None and not polygon.is_empty for polygon in polygons):
        assert_like_geopandas(polygons, hard_points(polygons, index, rng, 60), index)


@pytest.mark.slow
def test_detailed_polygons_with_holes_parts_and_overlaps():
    rng = np.random.default_rng(7)
    detailed = [coast((column * 3.0, row), 5000, rng) for column in range(4) for row in (0, 1.2)]
    detailed[1] = detailed[1].difference(shapely.box(-0.3, 0.9, 0.2, 1.3))
    detailed[2] = shapely.MultiPolygon([detailed[2], coast((3, -4), 900, rng)])
    index = SegmentIndex(detailed)
    assert_like_geopandas(detailed, hard_points(detailed, index, rng, 1000), index)


@pytest.mark.slow
def test_more_overlapping_polygons_than_a_machine_word_has_bits():
    rng = np.random.default_rng(3)
    circles = [shapely.Point(*rng.normal(0, 0.3, 2)).buffer(1, 4) for _ in range(70)]
    index = SegmentIndex(circles)
    assert_like_geopandas(circles, hard_points(circles, index, rng, 40), index)
    assert len(index.locate([0.0], [0.0])[1]) > 31


def test_polygons_smaller_than_a_cell_side_by_side_in_one():
    rng = np.random.default_rng(9)
    towns = [shapely.box(x, 0, x + 1e-4, 1e-4) for x in (0, 5e-5, 2e-4)]
    rings = shapely.MultiPolygon(
        [shapely.box(3e-4, 0, 4e-4, 1e-4), shapely.box(5e-4, 0, 6e-4, 1e-4)]
    )
    polygons = [*towns, rings, shapely.box(30, 20, 40, 30)]
    index = SegmentIndex(polygons)
    assert_like_geopandas(polygons, hard_points(polygons, index, rng, 200), index)
    assert index.locate([5.5e-4], [5e-5])[1].tolist() == [3]


@pytest.mark.slow
def test_long_edges_at_every_slope():
    rng = np.random.default_rng(5)
    slivers = []
    for slope in [0, 1e-9, 1e-4, 0.3, 0.999, 1, 1.001, 3, 1e4, 1e9]:
        tip = np.array([30, 30 * slope]) if slope <= 1 else np.array([30 / slope, 30])
        slivers.append(shapely.Polygon([(0, 0), tip, tip + 0.01, (-0.01, 0.01)]))
    index = SegmentIndex(slivers)
    assert_like_geopandas(slivers, hard_points(slivers, index, rng, 1500), index)


def test_invalid_polygons_are_answered_as_the_prepared_predicate_does():
    rng = np.random.default_rng(11)
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    doubled = shapely.MultiPolygon([shapely.box(3, 0, 5, 2), shapely.box(4, 1, 6, 3)])
    polygons = [bow_tie, doubled]
    index = SegmentIndex(polygons)
    x, y = hard_points(polygons, index, rng, 500).T
    shapely.prepare(polygons)
    for predicate, test in (("within", shapely.contains_xy), ("covers", shapely.intersects_xy)):
        expected = np.argwhere(np.column_stack([test(polygon, x, y) for polygon in polygons]))
        assert np.array_equal(np.column_stack(index.locate(x, y, predicate=predicate)), expected)


def test_what_is_no_number_or_no_place_matches_nothing_and_harms_no_other_point():
    # Asked directly: an infinite point spoils the tree that geopandas builds of the points.
    polygons = [star((0, 0), np.ones(400)), shapely.box(-180, -90, 180, 90)]
    index = SegmentIndex(polygons)
    odd = np.array([-np.inf, np.inf, np.nan, 1e300, -1e300, 0.25])
    x, y = (part.ravel() for part in np.meshgrid(odd, odd))
    for predicate in GEOPANDAS:
        point, polygon = index.locate(x, y, predicate=predicate)
        assert point.tolist() == [35, 35]
        assert polygon.tolist() == [0, 1]


def test_few_points_reach_geometry():
    rng = np.random.default_rng(2)
    polygons = [coast((0, 0), 3000, rng), coast((4, 1), 3000, rng)]
    index = SegmentIndex(polygons)
    tested = []
    index._test = lambda x, *rest: tested.append(len(x)) or np.zeros(len(x), bool)
    index.locate(*rng.uniform([-2, -2], [6, 3], size=(100_000, 2)).T)
    assert sum(tested) < 2_000


@pytest.mark.parametrize("polygons", [[], [None], [shapely.Polygon()], [shapely.MultiPolygon()]])
def test_nothing_to_find(polygons):
    point, polygon = SegmentIndex(polygons).locate([0.0, np.nan], [0.0, 1.0])
    assert point.size == polygon.size == 0


def test_no_points():
    point, polygon = SegmentIndex([shapely.box(0, 0, 1, 1)]).locate([], [])
    assert point.dtype == polygon.dtype == np.int64
    assert point.size == polygon.size == 0


def test_points_come_from_any_row_of_numbers():
    index = SegmentIndex([shapely.box(0, 0, 1, 1)])
    strided = np.linspace(0, 2, 20, dtype=np.float32)[::2]
    assert index.locate(strided, list(strided))[0].tolist() == [1, 2, 3, 4]
    with pytest.raises(FilterError, match="shapes"):
        index.locate([1.0], [1.0, 2.0])


def test_wrong_predicate_names_the_allowed():
    with pytest.raises(FilterError, match=r"'touches'.*within, intersects, covers"):
        SegmentIndex([]).locate([0], [0], predicate="touches")


@pytest.mark.parametrize(
    ("polygon", "message"),
    [
        (shapely.Point(0, 0), "polygon 1: Point, allowed are Polygon and MultiPolygon"),
        (shapely.GeometryCollection([shapely.box(0, 0, 1, 1)]), "GeometryCollection"),
        (shapely.box(500_000, 10, 500_100, 20), "reproject to EPSG:4326"),
        (shapely.box(170, 10, 190, 20), "cut polygons at the antimeridian"),
        (
            shapely.Polygon([(170, 0), (-170, 0), (-170, 9), (170, 9)]),
            "polygon 1.*crosses the anti",
        ),
        (shapely.Polygon([(0, 0), (1, 0), (1, np.inf)]), "allowed are longitudes"),
        (shapely.transform(shapely.box(0, 0, 1, 1), break_one), "coordinate .nan, nan"),
    ],
)
def test_what_cannot_be_indexed_is_named(polygon, message):
    with pytest.raises(IngestError, match=message):
        SegmentIndex([shapely.box(0, 0, 1, 1), polygon])


def test_bands_around_the_world_and_polar_caps_are_no_antimeridian_crossing():
    band = shapely.box(-180, -60, 180, 60)
    cap = shapely.Polygon([(-180, -90), (180, -90), (180, -70), (0, -65), (-180, -70)])
    russia = shapely.MultiPolygon([shapely.box(170, 61, 180, 70), shapely.box(-180, 61, -170, 70)])
    point, polygon = SegmentIndex([band, cap, russia]).locate([0, 10, -175, 90], [0, -80, 65, 65])
    assert point.tolist() == [0, 1, 2]
    assert polygon.tolist() == [0, 1, 2]


def test_answers_are_the_same_from_many_threads_at_once():
    rng = np.random.default_rng(4)
    polygons = [coast((column, 0), 2000, rng) for column in range(6)]
    x, y = rng.uniform([-2, -2], [8, 2], size=(20_000, 2)).T
    expected = SegmentIndex(polygons).locate(x, y)
    fresh = SegmentIndex(polygons)
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(fresh.locate(x, y))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert all(np.array_equal(answer, expected) for answer in answers)
