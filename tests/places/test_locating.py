from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from atlas import data
from atlas.base.errors import DataPackageError, IngestError
from atlas.places.join import (
    DISTANCE_LIMIT_M,
    check_package,
    crossing_problems,
    locate,
    nearest_crossing,
    position_problems,
)

GEOD = Geod(ellps="WGS84")
TJ, JZ, TC = "tijuana-san-diego", "juarez-el-paso", "tapachula-tecun-uman"


def rows(*points, precision_m=10.0, municipality_code="", **columns):
    lon, lat = np.array(points, dtype=float).reshape(-1, 2).T
    frame = pd.DataFrame({"lon": lon, "lat": lat})
    frame["precision_m"], frame["municipality_code"] = precision_m, municipality_code
    return frame.assign(**columns)


def locate_one(package, lon, lat, **columns):
    return locate(rows((lon, lat), **columns), package).iloc[0]


@pytest.fixture(scope="module")
def package():
    return data.load()


@pytest.fixture(scope="module")
def located(package):
    return locate(package.places, package)


# ---- places whose side is known -------------------------------------------------------------

KNOWN = [
    ("San Ysidro trolley stop", -117.0296, 32.5447, TJ, "US", 250),
    ("Tijuana, Zona Norte", -117.0380, 32.5385, TJ, "MX", 355),
    ("Tijuana", -117.00371, 32.50270, TJ, "MX", 4900),
    ("Sacred Heart, El Paso", -106.4870, 31.7530, JZ, "US", 585),
    ("El Paso", -106.48693, 31.75872, JZ, "US", 1030),
    ("Ciudad Juárez", -106.46084, 31.72024, JZ, "MX", 3900),
    ("Ciudad Hidalgo", -92.15195, 14.68018, TC, "MX", 520),
    ("Ciudad Tecún Umán", -92.14039, 14.67737, TC, "GT", 730),
]


@pytest.mark.parametrize(
    ("lon", "lat", "corridor", "side", "metres"),
    [row[1:] for row in KNOWN],
    ids=[row[0] for row in KNOWN],
)
def test_places_of_known_side(package, lon, lat, corridor, side, metres):
    found = locate_one(package, lon, lat)
    assert (found.corridor_id, found.side, found.join_method) == (corridor, side, "position")
    assert found.border_m == pytest.approx(metres if side == "MX" else -metres, rel=0.1)
    assert found.side_certain


def test_a_bridge_in_midstream_has_no_certain_side(package):
    found = locate_one(package, -106.486998, 31.747716, precision_m=1.0)
    assert found.corridor_id == JZ
    assert abs(found.border_m) < 5
    assert not found.side_certain


BOUNDARY_COMMISSION = [
    # Vertices of the line as the International Boundary and Water Commission has it.
    (-117.101631, 32.536271),
    (-117.062587, 32.539615),
    (-117.042018, 32.541375),
    (-117.030271, 32.542379),
    (-117.011600, 32.543973),
    (-116.970066, 32.547506),
    (-116.937280, 32.550289),
    (-116.875053, 32.555569),
    (-116.627462, 32.576339),
    (-106.529730, 31.783890),
    (-106.486998, 31.747716),
    (-106.483002, 31.748118),
    (-106.450890, 31.764291),
]


def test_the_border_is_that_of_the_boundary_commission(package):
    found = locate(rows(*BOUNDARY_COMMISSION), package)
    assert found["border_m"].abs().max() < 6
    assert not found["side_certain"].any()


# ---- what always holds ----------------------------------------------------------------------

LON, LAT = st.floats(-100.8, -99.2), st.floats(29.4, 30.6)
POINTS = st.lists(
    st.one_of(st.tuples(LON, LAT), st.sampled_from([(np.nan, np.nan), (np.nan, 30.1), (500, 30)])),
    max_size=12,
)


@given(points=POINTS, random=st.randoms(use_true_random=False))
def test_every_row_is_kept_and_its_neighbours_do_not_matter(toy, points, random):
    places = rows(*points, municipality_code="MX00001")
    places.index = random.sample(range(1000), len(places))
    before = places.copy()
    found = locate(places, toy)
    pd.testing.assert_frame_equal(places, before)
    pd.testing.assert_frame_equal(found[list(places)], places)
    shuffled = random.sample(list(places.index), len(places))
    pd.testing.assert_frame_equal(locate(places.loc[shuffled], toy), found.loc[shuffled])


@given(lon=st.floats(-100.4, -99.6), north=st.floats(1e-5, 0.3))
def test_the_side_flips_across_the_border(toy, lon, north):
    found = locate(rows((lon, 30 + north), (lon, 30 - north), precision_m=1.0), toy)
    assert list(found["side"]) == ["US", "MX"]
    # one degree of latitude is 0.01 % longer 0.6 degrees farther north
    assert found["border_m"][0] == pytest.approx(-found["border_m"][1], rel=2e-4)
    assert found["border_m"][0] == pytest.approx(
        -GEOD.inv(lon, 30 + north, lon, 30)[2], rel=1e-6, abs=1e-3
    )
    assert list(found["side_certain"]) == list(found["border_m"].abs() > 1 + 20)


@given(number=st.integers(0, 2), where=st.floats(0.02, 0.98), metres=st.floats(0.5, 4))
def test_the_side_flips_across_the_real_borders(package, number, where, metres):
    corridor = package.corridors.iloc[number]
    inside = shapely.union_all(
        package.segments.geometry[package.segments["corridor_id"] == corridor["corridor_id"]]
    )
    own = package.border["corridor_id"] == corridor["corridor_id"]
    line = package.border.geometry[own].iloc[0].intersection(inside)
    coordinates = shapely.get_coordinates(line)
    azimuth, _, length = GEOD.inv(*coordinates[:-1].T, *coordinates[1:].T)
    long_edges = np.flatnonzero(length > 25)
    edge = long_edges[int(where * len(long_edges))]
    lon, lat = coordinates[edge : edge + 2].mean(axis=0)
    right = GEOD.fwd(lon, lat, azimuth[edge] + 90, metres)[:2]
    left = GEOD.fwd(lon, lat, azimuth[edge] - 90, metres)[:2]
    found = locate(rows(right, left), package)
    assert set(found["side"]) == {corridor["country_a"], corridor["country_b"]}
    assert found["border_m"].sum() == pytest.approx(0, abs=0.2)
    # the middle of a long edge is less than 0.3 m beside the geodesic between its ends
    assert found["border_m"].abs().to_numpy() == pytest.approx(metres, abs=0.3)
    signs = {corridor["country_a"]: 1.0, corridor["country_b"]: -1.0}
    assert list(np.sign(found["border_m"])) == list(found["side"].map(signs))


def points_in(west, south, east, north):
    one = st.tuples(st.floats(west, east), st.floats(south, north))
    return st.lists(one, min_size=1, max_size=40)


@given(points=points_in(-118, 14, -91, 33))
def test_the_nearest_crossing_is_the_nearest(package, points):
    known = package.crossings.dropna(subset=["lon", "lat"])
    found = locate(rows(*points), package)
    for (lon, lat), row in zip(points, found.itertuples(), strict=True):
        same = np.ones(len(known))
        distance = GEOD.inv(lon * same, lat * same, known["lon"], known["lat"])[2]
        assert row.nearest_crossing_km * 1000 == pytest.approx(distance.min(), abs=1e-3)
        chosen = (known["crossing_id"] == row.nearest_crossing_id).to_numpy()
        assert distance[chosen][0] == pytest.approx(distance.min(), abs=1e-3)


@given(points=points_in(-107.2, 30.8, -105.3, 32.3))
def test_a_corridor_is_what_lies_within_its_radius(package, points):
    found = locate(rows(*points), package)
    beyond_km = found["nearest_crossing_km"] - 40
    outside, inside = found[beyond_km > 0], found[beyond_km < -0.005]  # circles of 360 edges
    assert (outside[["corridor_id", "side"]] == "").all(axis=None)
    assert (outside["join_method"] == "none").all()
    assert outside["border_m"].isna().all()
    assert outside["outside_km"].to_numpy() == pytest.approx(
        beyond_km[outside.index].to_numpy(), abs=0.005
    )
    assert (inside["corridor_id"] == JZ).all()
    assert inside["outside_km"].isna().all()


# ---- how it was decided ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "lon", "lat", "corridor", "side"),
    [
        ("Imperial Beach Pier", -117.1340, 32.5796, "tijuana-san-diego", "US"),
        ("sea before Playas de Tijuana", -117.1280, 32.5280, "tijuana-san-diego", "MX"),
        ("200 m north of the sea border", -117.1300, 32.5360, "tijuana-san-diego", "US"),
        ("200 m south of the sea border", -117.1300, 32.5320, "tijuana-san-diego", "MX"),
        ("sea before Ocós", -92.2000, 14.5000, "tapachula-tecun-uman", "GT"),
        ("10 km out at sea", -117.2500, 32.5600, "", ""),
    ],
)
def test_a_pier_is_in_its_country_and_the_open_sea_in_none(
    package, where, lon, lat, corridor, side
):
    found = locate_one(package, lon, lat)
    assert (found["corridor_id"], found["side"]) == (corridor, side), where


@pytest.mark.slow
def test_inshore_water_changes_no_side_on_land(package):
    # Far denser near the coast than the places are; the sea is in no segment without the water.
    rng = np.random.default_rng(8)
    for west, south, east, north in package.segments.geometry.bounds.to_numpy():
        lon, lat = rng.uniform(west, east, 4000), rng.uniform(south, north, 4000)
        with_water = locate(rows(*zip(lon, lat, strict=True)), package)
        without = locate(rows(*zip(lon, lat, strict=True)), replace(package, waters=None))
        ashore = (without["corridor_id"] != "").to_numpy()
        for column in ("corridor_id", "side", "border_m", "side_certain", "nearest_crossing_id"):
            assert with_water.loc[ashore, column].equals(without.loc[ashore, column]), column


def test_without_a_point_the_municipality_decides(toy):
    found = locate_one(toy, np.nan, np.nan, precision_m=np.nan, municipality_code="US00001")
    assert (found.corridor_id, found.side, found.join_method) == ("toy-west", "US", "municipality")
    assert np.isnan([found.border_m, found.nearest_crossing_km, found.outside_km]).all()
    assert found.nearest_crossing_id == ""
    assert not found.side_certain


@pytest.mark.parametrize("code", ["", "MX99999"])
def test_with_neither_point_nor_known_municipality_nothing_is_guessed(toy, code):
    found = locate_one(toy, np.nan, np.nan, municipality_code=code)
    assert (found.corridor_id, found.side, found.join_method) == ("", "", "none")


@pytest.mark.parametrize("point", [(np.nan, 29.9), (-100.0, np.inf), (29.9, -100.0), (-190, 29.9)])
def test_half_a_point_or_none_on_earth_is_no_point(toy, point):
    found = locate_one(toy, *point, municipality_code="MX00001")
    assert found.join_method == "municipality"
    assert found.nearest_crossing_id == ""


def test_a_certain_point_overrules_the_municipality(toy):
    found = locate_one(toy, -100.0, 30.1, municipality_code="MX00001")
    assert (found.side, found.join_method, found.side_certain) == ("US", "position", True)


def test_where_the_point_leaves_a_doubt_the_municipality_decides_the_side(toy):
    found = locate_one(toy, -100.0, 30.004, precision_m=1600.0, municipality_code="MX00001")
    assert (found.side, found.join_method, found.side_certain) == ("MX", "municipality", False)
    assert found.border_m == pytest.approx(-443, abs=2)  # the point itself is in the north


def test_a_doubtful_point_and_its_municipality_may_agree(toy):
    found = locate_one(toy, -100.0, 30.004, precision_m=1600.0, municipality_code="US00001")
    assert (found.side, found.join_method, found.side_certain) == ("US", "position", False)


def test_a_municipality_of_another_corridor_does_not_move_a_point(toy):
    elsewhere = toy.municipalities.assign(corridor_id="another")
    other = replace(toy, municipalities=elsewhere)
    found = locate_one(other, -100.0, 30.004, precision_m=1600.0, municipality_code="MX00001")
    assert (found.corridor_id, found.side, found.join_method) == ("toy-west", "US", "position")


def test_a_precision_that_is_not_known_leaves_every_side_in_doubt(toy):
    found = locate_one(toy, -100.0, 29.7, precision_m=np.nan)
    assert found.side == "MX"
    assert not found.side_certain
    assert np.isnan(found.nearest_crossing_km)


@pytest.mark.parametrize(("precision_m", "given"), [(DISTANCE_LIMIT_M, True), (2001.0, False)])
def test_a_distance_is_given_only_where_the_precision_supports_it(toy, precision_m, given):
    found = locate_one(toy, -100.0, 29.7, precision_m=precision_m)
    assert (found.nearest_crossing_id != "") is given
    assert np.isfinite(found.nearest_crossing_km) == given
    assert found.corridor_id == "toy-west"


def test_a_point_on_the_border_gets_one_side_and_no_certainty(toy):
    found = locate(rows((-100.0, 30.0), (-100.2, 30.0), precision_m=0.0), toy)
    assert list(found["side"]) == ["MX", "MX"]
    assert list(found["border_m"]) == pytest.approx([0, 0], abs=1e-3)
    assert not found["side_certain"].any()


def overlapping(toy):
    """Two corridors over the same land: the second has its crossing 60 km east."""
    both = [toy.segments, toy.segments.assign(corridor_id="toy-east")]
    crossing = toy.crossings.iloc[[0]].assign(crossing_id="east", lon=-99.5, corridor_id="toy-east")
    return replace(
        toy,
        segments=gpd.GeoDataFrame(pd.concat(both, ignore_index=True), crs=4326),
        border=gpd.GeoDataFrame(
            pd.concat([toy.border, toy.border.assign(corridor_id="toy-east")]), crs=4326
        ),
        corridors=pd.concat([toy.corridors, toy.corridors.assign(corridor_id="toy-east")]),
        crossings=pd.concat([toy.crossings, crossing], ignore_index=True),
    )


def test_where_corridors_overlap_the_nearest_crossing_decides(toy):
    found = locate(rows((-100.3, 29.8), (-99.6, 29.8), (-99.6, 30.2)), overlapping(toy))
    assert list(found["corridor_id"]) == ["toy-west", "toy-east", "toy-east"]
    assert list(found["side"]) == ["MX", "MX", "US"]
    assert found["border_m"].notna().all()


def test_a_package_without_segments_locates_nothing(toy):
    found = locate_one(replace(toy, segments=toy.segments.iloc[:0]), -100.0, 29.7)
    assert (found.corridor_id, found.join_method) == ("", "none")


def test_geometry_in_another_crs_is_refused(toy):
    projected = replace(toy, segments=toy.segments.to_crs(32614))
    with pytest.raises(IngestError, match=r"segments: .*UTM zone 14N, allowed is EPSG:4326"):
        locate(toy.places, projected)


def test_nearest_crossing_passes_over_crossings_without_a_point(toy):
    crossings = toy.crossings.assign(lon=[np.nan, -99.9])
    ids, km = nearest_crossing([-100.0, np.nan], [30.0, 30.0], crossings)
    assert list(ids) == ["garita", ""]
    assert km[0] == pytest.approx(GEOD.inv(-100.0, 30.0, -99.9, 30.0)[2] / 1000)
    assert np.isnan(km[1])


def test_without_crossings_nothing_is_near(toy):
    ids, km = nearest_crossing([-100.0], [30.0], toy.crossings.iloc[:0])
    assert list(ids) == [""]
    assert np.isnan(km).all()


# ---- the real places ------------------------------------------------------------------------


def test_every_place_lies_on_the_side_that_its_row_says(located):
    wrong = located[(located["side"] != "") & (located["side"] != located["country"])]
    assert list(wrong["facility_id"]) == []


def test_every_populated_place_of_geonames_lies_in_its_country(package):
    towns = package.localities.assign(precision_m=100.0, municipality_code="")
    found = locate(towns, package)
    inside = found["join_method"] == "position"
    assert inside.sum() > 200
    assert (found.loc[inside, "side"] == found.loc[inside, "country"]).all()
    assert (found.loc[inside, "corridor_id"] == towns.loc[inside, "corridor_id"]).all()


def test_the_bundled_package_has_no_error_of_position(package, located):
    problems = position_problems(located, package)
    assert set(problems["code"]) <= {"outside_corridor", "not_located"}
    assert (problems["severity"] == "warning").all()
    assert len(crossing_problems(package)) == 0


# ---- contradictions -------------------------------------------------------------------------


def problems_of(package, *points, **columns):
    places = rows(*points, **{"country": "MX", "precision": "exact", **columns})
    return position_problems(locate(places, package), package, file="list.csv")


@pytest.mark.parametrize(
    ("columns", "code", "severity", "said"),
    [
        ({"country": "US"}, "country_mismatch", "error", "in MX, 11 km from the border"),
        ({"country": "US", "precision_m": 20_000.0}, "country_doubtful", "warning", "says US"),
        ({"municipality_code": "US00001"}, "municipality_country", "error", "US00001 is in US"),
    ],
)
def test_contradictions_about_the_country(toy, columns, code, severity, said):
    found = problems_of(toy, (-100.0, 29.9), **columns)
    assert list(found["code"]) == [code]
    problem = found.iloc[0]
    assert (problem["file"], problem["row"], problem["severity"]) == ("list.csv", 2, severity)
    assert said in problem["message_en"]
    assert problem["message_es"] != problem["message_en"]


def test_a_generalised_point_across_the_border_is_no_contradiction(toy):
    doubt = {"precision": "generalised", "precision_m": 1600.0, "municipality_code": "MX00001"}
    assert len(problems_of(toy, (-100.0, 30.004), **doubt)) == 0
    far = problems_of(toy, (-100.0, 30.2), **doubt)
    assert list(far["code"]) == ["country_mismatch"]


def test_a_municipality_of_another_corridor_is_an_error(toy):
    other = replace(toy, municipalities=toy.municipalities.assign(corridor_id="another"))
    found = problems_of(other, (-100.0, 29.9), municipality_code="MX00001")
    assert list(found["code"]) == ["municipality_corridor"]
    assert found["value"][0] == "MX00001"
    assert "another" in found["message_es"][0]


@pytest.mark.parametrize(
    ("code", "precision_m", "told"),
    [
        ("MX02004", 20.0, ["municipality_doubtful"]),
        ("MX02003", 20.0, []),
        ("MX02004", 10_000.0, []),
        ("MX02005", 20.0, []),  # the package has no town of that name
        ("", 20.0, []),
    ],
)
def test_a_point_at_the_centre_of_another_municipality_is_told(package, code, precision_m, told):
    tecate = (-116.6263, 32.5672)
    found = problems_of(package, tecate, municipality_code=code, precision_m=precision_m)
    assert list(found["code"]) == told
    for lang in ("es", "en") if told else ():
        assert "Tecate" in found[f"message_{lang}"][0]
        assert "Tijuana" in found[f"message_{lang}"][0]
    assert set(found["severity"]) <= {"warning"}


@pytest.mark.parametrize(("east_m", "flagged"), [(0, True), (45, True), (60, False)])
def test_the_point_that_a_geocoder_falls_back_to_is_named(toy, east_m, flagged):
    known = [{"lon": -100.0, "lat": 29.9, "name": "Ciudad Sur"}]
    with_known = replace(toy, descriptor={"fallback_points": known})
    found = problems_of(with_known, GEOD.fwd(-100.0, 29.9, 90, east_m)[:2])
    assert list(found["code"]) == (["city_centre"] if flagged else [])


def test_places_that_no_corridor_holds_are_named_with_their_distance(toy):
    found = problems_of(toy, (-100.0, 29.5), (np.nan, np.nan), (-100.0, 29.9))
    assert list(found["code"]) == ["outside_corridor", "not_located"]
    assert list(found["row"]) == [2, 3]
    assert "11 km" in found["message_en"][0]
    assert found["value"][0] == "-100.00000, 29.50000"


def test_rows_count_within_the_table_that_they_come_from(toy):
    places = rows((-100.0, 29.9), (-100.0, 30.1), (-100.0, 30.1), country="MX", precision="exact")
    places["layer"] = ["shelters", "offices", "shelters"]
    found = position_problems(locate(places, toy), toy)
    assert list(zip(found["file"], found["row"], strict=True)) == [
        ("offices.csv", 2),
        ("shelters.csv", 3),
    ]


def test_a_crossing_far_from_its_border_is_an_error(toy):
    crossings = toy.crossings.assign(lat=[30.0, 30.02])
    found = crossing_problems(replace(toy, crossings=crossings))
    assert list(found["code"]) == ["crossing_off_border"]
    assert (found["file"][0], found["row"][0]) == ("crossings.csv", 3)
    assert "2.2 km" in found["message_es"][0]


def test_no_contradiction_gives_an_empty_table_with_every_column(toy):
    found = problems_of(toy, (-100.0, 29.9))
    assert len(found) == 0
    assert list(found) == list(crossing_problems(toy))


# ---- the whole package ----------------------------------------------------------------------


@pytest.mark.slow
def test_check_names_a_place_that_was_moved_across_the_border(package_copy):
    file = package_copy / "shelters.csv"
    shelters = pd.read_csv(file, dtype=str, keep_default_na=False)
    row = shelters.index[shelters["precision"].eq("exact") & shelters["country"].eq("MX")][0]
    shelters.loc[row, ["lon", "lat"]] = ["-117.08420", "32.64005"]  # Chula Vista
    shelters.to_csv(file, index=False)
    found = check_package(package_copy).query("code == 'country_mismatch'")
    assert list(found["file"]) == ["shelters.csv"]
    assert list(found["row"]) == [row + 2]


def test_check_of_a_broken_package_still_gives_its_table_problems(package_copy):
    (package_copy / "corridors.csv").unlink()
    found = check_package(package_copy)
    assert "corridors.csv" in set(found["file"])
    assert (found["severity"] == "error").any()


def test_check_of_no_package_is_one_clear_error(tmp_path):
    with pytest.raises(DataPackageError):
        check_package(tmp_path)
