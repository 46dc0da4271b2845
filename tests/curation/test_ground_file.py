"""The committed lines of the ground: small, where they say they are, and near the real ones."""

import gzip
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from atlas.data import load
from atlas.data.bundled import geodata_dir
from atlas.spatial.corridor_shapes import basemap_box, corridors_of
from atlas.spatial.far_lines import HONEST_ZOOMS
from atlas.spatial.geodesy import distances_m

FILE = geodata_dir() / "ground.geojson"
GROUND = gpd.read_file(FILE)
CORRIDORS = corridors_of(
    pd.read_csv(geodata_dir() / "corridors.csv"), pd.read_csv(geodata_dir() / "crossings.csv")
)
MOST_KM = {"road": 5.0, "long_road": 25.0, "railway": 25.0}


def test_the_file_is_small_and_says_whose_it_is():
    raw = json.loads(FILE.read_text(encoding="utf-8"))
    assert raw["attribution"] == "© OpenStreetMap contributors, Natural Earth"
    assert raw["license"] == "ODbL-1.0"
    assert len(gzip.compress(FILE.read_bytes())) < 60_000


def test_every_corridor_has_main_roads_within_its_map():
    for corridor in CORRIDORS:
        own = GROUND[GROUND["corridor_id"] == corridor.corridor_id]
        assert {"road", "railway"} <= set(own["kind"]) <= set(HONEST_ZOOMS)
        assert own.within(basemap_box(corridor).buffer(1e-6)).all()


def test_no_straight_piece_is_longer_than_its_kind_may_be():
    for kind, most in MOST_KM.items():
        for line in shapely.get_parts(GROUND[GROUND["kind"] == kind].geometry.to_numpy()):
            xy = shapely.get_coordinates(line)
            assert distances_m(*xy[:-1].T, *xy[1:].T).max() <= most * 1000


def test_no_river_is_drawn_a_second_time_as_the_border():
    border = load().border.set_index("corridor_id").geometry
    rivers = GROUND[GROUND["kind"] == "river"]
    assert len(rivers)
    for corridor, river in zip(rivers["corridor_id"], rivers.geometry, strict=True):
        assert river.distance(border[corridor]) > 0.02


def test_main_roads_come_near_the_crossings():
    crossings = load().crossings.dropna(subset=["lon", "lat"])
    roads = GROUND[GROUND["kind"].isin(["road", "long_road"])].union_all()
    near = shapely.distance(shapely.points(crossings[["lon", "lat"]].to_numpy()), roads)
    assert np.median(near) < 0.02
