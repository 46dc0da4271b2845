"""The committed geometry: valid, without gap or overlap, small, and where it says it is."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from atlas.data.bundled import geodata_dir
from atlas.spatial.geodesy import LineIndex, distances_m

GEOD = Geod(ellps="WGS84")
FOLDER = geodata_dir()
FILES = ["border.geojson", "corridors.geojson", "land.geojson", "waters.geojson"]
BORDER, SEGMENTS, LAND, WATERS = (gpd.read_file(FOLDER / name) for name in FILES)
CORRIDORS = pd.read_csv(FOLDER / "corridors.csv").set_index("corridor_id")
CROSSINGS = pd.read_csv(FOLDER / "crossings.csv").dropna(subset=["lon", "lat"])
LOCALITIES = pd.read_csv(FOLDER / "localities.csv", dtype={"locality_id": str})
IDS = list(CORRIDORS.index)


def sides(frame, corridor_id):
    """The two polygons of a corridor, first country first."""
    own = frame[frame["corridor_id"] == corridor_id].set_index("side")["geometry"]
    return [own[CORRIDORS.loc[corridor_id, name]] for name in ("country_a", "country_b")]


def border_of(corridor_id):
    return BORDER.set_index("corridor_id").loc[corridor_id, "geometry"]


def along(line, step_m):
    """Points on a line every few metres, and the azimuth of the line there."""
    dense = shapely.segmentize(line, step_m / 111_000)
    points, part = shapely.get_coordinates(shapely.get_parts(dense), return_index=True)
    same = part[1:] == part[:-1]
    start, end = points[:-1][same], points[1:][same]
    azimuth = GEOD.inv(*start.T, *end.T)[0]
    return (start + end) / 2, azimuth


@pytest.mark.parametrize("name", FILES)
def test_files_are_plain_rfc_7946(name):
    raw = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    assert raw["license"] == "ODbL-1.0"
    assert raw["attribution"] == "© OpenStreetMap contributors"
    assert "crs" not in raw
    frame = gpd.read_file(FOLDER / name)
    assert frame.crs.to_epsg() == 4326
    assert frame.is_valid.all()
    coordinates = shapely.get_coordinates(frame.geometry.to_numpy())
    assert np.abs(coordinates - np.round(coordinates, 6)).max() < 1e-9
    polygons = shapely.get_parts(frame.geometry.to_numpy())
    if polygons[0].geom_type == "Polygon":
        assert shapely.is_ccw(shapely.get_exterior_ring(polygons)).all()


def test_files_are_small():
    assert sum((FOLDER / name).stat().st_size for name in FILES) < 400_000


def test_there_are_two_segments_and_two_lands_for_each_corridor():
    expected = {
        (corridor_id, row[name])
        for corridor_id, row in CORRIDORS.iterrows()
        for name in ("country_a", "country_b")
    }
    for frame in (SEGMENTS, LAND):
        assert len(frame) == len(expected)
        assert set(zip(frame["corridor_id"], frame["side"], strict=True)) == expected
    assert sorted(BORDER["corridor_id"]) == sorted(IDS)


@pytest.mark.parametrize("frame", [SEGMENTS, LAND], ids=["segments", "land"])
@pytest.mark.parametrize("corridor_id", IDS)
def test_the_two_sides_share_the_border_vertex_by_vertex(corridor_id, frame):
    a, b = sides(frame, corridor_id)
    assert shapely.coverage_is_valid([a, b])
    assert a.intersection(b).area == 0
    common = shapely.line_merge(a.boundary.intersection(b.boundary))
    border = border_of(corridor_id)
    if frame is SEGMENTS:
        border = border.intersection(shapely.union_all([a, b]))
    assert common.hausdorff_distance(border) < 1e-6


@pytest.mark.parametrize("corridor_id", IDS)
def test_a_metre_beside_the_border_is_one_side_and_a_metre_beyond_the_other(corridor_id):
    both = sides(SEGMENTS, corridor_id)
    inside = border_of(corridor_id).intersection(shapely.union_all(both))
    ends = shapely.get_coordinates(inside.boundary)
    points, azimuth = along(inside, 40)
    ends_m = distances_m(points[:, :1], points[:, 1:], ends[:, 0], ends[:, 1]).min(axis=1)
    points, azimuth = points[ends_m > 50], azimuth[ends_m > 50]
    assert len(points) > 1000
    held = []
    for turn in (-90, 90):
        lon, lat, _ = GEOD.fwd(*points.T, azimuth + turn, np.ones(len(points)))
        held.append(np.array([shapely.contains_xy(side, lon, lat) for side in both]))
    left, right = held
    assert (left.sum(axis=0) == 1).all()
    assert (right.sum(axis=0) == 1).all()
    # A line that doubles back within a metre may have the same side on both hands.
    assert (left != right).all(axis=0).mean() > 0.999


@pytest.mark.parametrize("corridor_id", IDS)
def test_a_segment_is_the_land_within_the_radius_of_the_crossings(corridor_id):
    land, segments = sides(LAND, corridor_id), sides(SEGMENTS, corridor_id)
    west, south, east, north = shapely.union_all(land).bounds
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(west, east, 20_000), rng.uniform(south, north, 20_000)
    own = CROSSINGS[CROSSINGS["corridor_id"] == corridor_id]
    nearest_m = distances_m(lon[:, None], lat[:, None], own["lon"], own["lat"]).min(axis=1)
    radius_m = CORRIDORS.loc[corridor_id, "radius_km"] * 1000
    clear = np.abs(nearest_m - radius_m) > 2  # the circles have 360 edges
    for of_land, of_segment in zip(land, segments, strict=True):
        expected = shapely.contains_xy(of_land, lon, lat) & (nearest_m < radius_m)
        found = shapely.contains_xy(of_segment, lon, lat)
        assert (found == expected)[clear].all()
        assert found.sum() > 1000


@pytest.mark.parametrize("corridor_id", IDS)
def test_the_land_reaches_well_beyond_the_corridor(corridor_id):
    land = shapely.union_all(sides(LAND, corridor_id))
    corridor = shapely.union_all(sides(SEGMENTS, corridor_id))
    assert land.buffer(1e-6).covers(corridor)
    at_the_frame = land.envelope.boundary.intersection(corridor)
    assert at_the_frame.is_empty


def test_only_the_inland_corridor_has_no_sea():
    share = {
        name: shapely.union_all(sides(LAND, name)).area
        / shapely.union_all(sides(LAND, name)).envelope.area
        for name in IDS
    }
    assert share["juarez-el-paso"] == pytest.approx(1, abs=1e-9)
    assert 0.6 < share["tijuana-san-diego"] < 0.9
    assert 0.6 < share["tapachula-tecun-uman"] < 0.9


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [("San Diego Bay", -117.15, 32.66), ("Pacific off Playas", -117.2, 32.5),
     ("Pacific off Ocós", -92.3, 14.4)],
)  # fmt: skip
def test_the_sea_is_no_land(name, lon, lat):
    assert not LAND.geometry.intersects(shapely.Point(lon, lat)).any(), name


@pytest.mark.parametrize("corridor_id", IDS)
def test_every_crossing_is_at_the_border_line(corridor_id):
    own = CROSSINGS[CROSSINGS["corridor_id"] == corridor_id]
    distance = LineIndex(border_of(corridor_id)).distance_m(own["lon"], own["lat"])
    assert distance.max() < 600


def test_inshore_water_touches_its_land_and_covers_none():
    assert set(WATERS["corridor_id"]) == {"tijuana-san-diego", "tapachula-tecun-uman"}
    keys = ["corridor_id", "side"]
    for corridor_id, side, water in WATERS[[*keys, "geometry"]].itertuples(index=False):
        assert water.distance(LAND.set_index(keys).geometry[corridor_id, side]) == 0
        # centimetres along the shore, by the grid of the files: some 300 m2 in all
        assert sum(water.intersection(one).area for one in sides(LAND, corridor_id)) < 1e-7
        others = WATERS[(WATERS["corridor_id"] == corridor_id) & (WATERS["side"] != side)]
        assert water.intersection(others.union_all()).area < 1e-12


def test_localities_are_ranked_without_gaps_largest_first():
    for _, towns in LOCALITIES.groupby("corridor_id"):
        assert list(towns["label_rank"]) == list(range(1, len(towns) + 1))
        assert towns["population"].is_monotonic_decreasing
    first = LOCALITIES[LOCALITIES["label_rank"] == 1].set_index("corridor_id")["name"]
    assert first["tijuana-san-diego"] == "Tijuana"
    assert first["juarez-el-paso"] == "Ciudad Juárez"
    assert first["tapachula-tecun-uman"] == "Tapachula"


def test_every_locality_stands_on_the_land_of_its_country():
    points = gpd.GeoDataFrame(
        LOCALITIES, geometry=gpd.points_from_xy(LOCALITIES["lon"], LOCALITIES["lat"]), crs=4326
    )
    found = points.sjoin(LAND[["corridor_id", "side", "geometry"]], predicate="within")
    assert len(found) == len(LOCALITIES) > 300
    assert (found["side"] == found["country"]).all()
    assert (found["corridor_id_left"] == found["corridor_id_right"]).all()


def test_municipalities_name_a_country_of_their_corridor():
    table = pd.read_csv(FOLDER / "municipalities.csv").set_index("corridor_id")
    countries = table.join(CORRIDORS[["country_a", "country_b"]])
    assert (
        (countries["country"] == countries["country_a"])
        | (countries["country"] == countries["country_b"])
    ).all()
    assert (countries["municipality_code"].str[:2] == countries["country"]).all()
    assert (countries["admin1_code"].str[:2] == countries["country"]).all()


def test_a_feature_that_is_not_chosen_need_not_be_sound(tmp_path):
    import json

    from atlas.base.errors import DataPackageError
    from atlas.curation.new_border.build_settings import Polygons
    from atlas.curation.new_border.polygons import read_polygons

    sound = [[[-99, 26], [-98, 26], [-98, 27], [-99, 26]]]
    crossed = [[[-80, 40], [-79, 41], [-79, 40], [-80, 41], [-80, 40]]]
    features = [
        {"type": "Feature", "properties": {"name": name},
         "geometry": {"type": "Polygon", "coordinates": rings}}
        for name, rings in (("Far away", crossed), ("Here", sound))
    ]  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (tmp_path / "land.geojson").write_text(text, encoding="utf-8")
    wanted = {"file": "land.geojson", "source_ids": ("x",), "column": "name"}
    assert len(read_polygons(tmp_path, Polygons(**wanted, values=("Here",)))) == 1
    with pytest.raises(DataPackageError, match="feature 1 is no valid polygon"):
        read_polygons(tmp_path, Polygons(**wanted, values=("Far away",)))
