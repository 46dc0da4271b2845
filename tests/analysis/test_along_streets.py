"""Coverage along streets: what is measured, what is left out, and that nothing is mixed."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from atlas.analysis import coverage
from atlas.base.errors import FilterError
from atlas.curation.streets import make_streets
from atlas.output.exports.gap_files import NO_STREET, gap_table
from atlas.output.exports.side_files import pair_table, side_table
from atlas.output.report import range_words
from atlas.places.view import make_view
from atlas.spatial.geodesy import distances_m
from atlas.spatial.streets.routes import Mode, encode_graphs, graph_of
from tests.spatial.test_node_tables import Nodes
from tests.support.street_town import Town

TOWNS = [
    # id, name, country, lon, lat, population
    ("1", "Ciudad Sur", "MX", -100.0, 29.9, 10_000),
    ("2", "Al Norte", "US", -100.0, 30.1, 500),
    ("3", "Sin Calles", "MX", -100.3, 29.8, 70),
]


def grid_town(*, north=True):
    made = Town()
    corners = {(lon, lat): made.node(lon, lat) for lon in (-100.0,) for lat in (29.95, 30.05)}
    along = [(-100.0, 29.85), corners[-100.0, 29.95], corners[-100.0, 30.05], (-100.0, 30.12)]
    made.way(along if north else along[:2], highway="tertiary")
    made.way([(-100.1, 29.95), corners[-100.0, 29.95], (-99.9, 29.95)], highway="residential")
    if north:
        made.way([(-100.1, 30.05), corners[-100.0, 30.05], (-99.9, 30.05)], highway="residential")
    return made


@pytest.fixture(scope="module")
def with_towns(toy):
    columns = ["locality_id", "name", "country", "lon", "lat", "population"]
    towns = pd.DataFrame(TOWNS, columns=columns)
    same = toy.localities[["corridor_id", "source_ids"]].iloc[[0, 0, 0]].reset_index(drop=True)
    return replace(toy, localities=pd.concat([towns, same], axis=1))


def with_streets(package, folder, **town):
    path = grid_town(**town).write(folder / "town.osm.pbf")
    made = make_streets(path, package, show=lambda _doing, _share: None)
    pack = folder / "town.streets"
    graph_of(pack).write_bytes(encode_graphs(made.graphs, {}))
    return make_view(replace(package, streets=(pack,)))


@pytest.fixture(scope="module")
def view(with_towns, tmp_path_factory):
    return with_streets(with_towns, tmp_path_factory.mktemp("streets"))


def row_of(table, name, side):
    (row,) = table[(table["name"] == name) & (table["side"] == side)].to_dict("records")
    return row


def metres(*points):
    lon, lat = np.array(points).T
    return distances_m(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum()


def test_a_way_follows_the_streets_and_the_wait_counts_in_minutes(view):
    measure = coverage.along_streets(view, waits={"puente": 12})
    row = row_of(gap_table(view, measure), "Ciudad Sur", "MX")
    # Up the one street, and along the other.
    corner = metres((-100.0, 29.9), (-100.0, 29.95), (-100.01, 29.95))
    assert row["same_id"] == "casa-sur"
    assert row["same_km"] * 1000 == pytest.approx(corner, abs=5)
    assert row["same_minutes"] == pytest.approx(row["same_km"] * 1000 / 80)
    north = row_of(gap_table(view, measure), "Al Norte", "US")
    assert north["same_minutes"] == pytest.approx(metres((-100, 30.1), (-100, 30.05)) / 80, abs=0.1)


def test_over_the_border_the_crossing_and_its_wait_are_said(view):
    measure = coverage.along_streets(view, waits={"puente": 12})
    known = coverage.sought(view)
    known = known[known["side"] == "US"]
    points = coverage.starting_points(
        view.crossings, view.localities, view.corridors, view.segments
    )
    table = coverage.gaps(known, view.crossings, points, view.localities, measure)
    row = row_of(table, "Ciudad Sur", "MX")
    assert (row["either_id"], row["either_crossing_id"]) == ("casa-norte", "puente")
    way = metres((-100.0, 29.9), (-100.0, 30.05))
    assert row["either_km"] * 1000 == pytest.approx(way, rel=1e-3)
    assert row["either_minutes"] == pytest.approx(12 + way / 80, abs=0.1)
    closed = view.crossings.assign(status="closed")
    shut = coverage.gaps(known, closed, points, view.localities, measure)
    assert np.isnan(row_of(shut, "Ciudad Sur", "MX")["either_km"])


@pytest.mark.parametrize("mode", list(Mode))
def test_no_figure_is_shorter_than_the_straight_line(view, mode):
    along = gap_table(view, coverage.along_streets(view, mode))
    keys = ["point_id", "side"]
    both = along.merge(gap_table(view), on=keys, suffixes=("", "_straight"))
    assert len(both)
    for name in ("same_km", "either_km"):
        known = both[both[name].notna()]
        assert (known[name] >= known[f"{name}_straight"] - 0.01).all()
    assert (both["same_km_least"].fillna(0) <= both["same_km"].fillna(np.inf)).all()
    near = both[both["same_km"].notna()]
    assert (near["same_km_low"] <= near["same_km"] + 1e-9).all()
    assert (near["same_km"] <= near["same_km_high"] + 1e-9).all()


def test_a_point_without_a_street_is_kept_without_figures(view):
    measure = coverage.along_streets(view)
    table, straight = gap_table(view, measure), gap_table(view)
    assert len(table) == len(straight)
    row = row_of(table, "Sin Calles", "MX")
    assert row["along"] == NO_STREET
    assert np.isnan(row["same_km"])
    assert np.isfinite(row_of(straight, "Sin Calles", "MX")["same_km"])
    said = " ".join(range_words.along_words(view, measure))
    assert "1 localidad sin una calle tan cerca (población: 70)" in said


def test_a_place_without_a_street_counts_as_one_without_a_point(view):
    measure = coverage.along_streets(view)
    known = coverage.sought(view)
    sited = measure.sited(known)
    off = set(known.loc[known["lon"].notna(), "facility_id"]) - set(
        sited.loc[sited["lon"].notna(), "facility_id"]
    )
    assert "defensa-sur" in off
    assert "casa-sur" not in off


def test_sentences_say_which_was_used(view):
    measure = coverage.along_streets(view)
    shares = range_words.shares(view, measure)
    for one in range_words.ranges(view, shares, measure):
        assert "por las calles" in one.sentence
        assert "línea recta" not in one.sentence
    for one in range_words.ranges(view, range_words.shares(view)):
        assert "línea recta" in one.sentence


def test_streets_on_one_side_only_are_no_measure(with_towns, tmp_path):
    half = with_streets(with_towns, tmp_path, north=False)
    assert coverage.along_streets(half) is None
    assert list(coverage.one_sided_streets(half).values()) == ["MX"]


def test_counterparts_and_access_are_measured_along_the_same_streets(view):
    measure = coverage.along_streets(view)
    both_sides = view.crossings, view.localities, ("MX", "US")
    pairs = coverage.counterparts(view.places, *both_sides, measure=measure)
    straight = coverage.counterparts(view.places, *both_sides)
    both = pairs.merge(straight, on=["id_a", "id_b"], suffixes=("", "_straight"))
    known = both[both["km"].notna()]
    assert len(known)
    assert (known["km"] >= known["km_straight"] - 0.01).all()
    homes = coverage.by_locality(
        view.localities, view.places, view.crossings, measure=measure
    ).set_index("name")
    assert homes.loc["Sin Calles", "reached"] == 0
    assert homes.loc["Ciudad Sur", "access"] > 0


def test_a_pair_has_the_way_the_wait_and_the_ends_of_what_is_known(view):
    measure = coverage.along_streets(view, waits={"puente": 12})
    vague = view.places["facility_id"] == "casa-norte"
    places = view.places.assign(precision_m=view.places["precision_m"].mask(vague, 1500.0))
    given = view.localities, ("MX", "US")
    pairs = coverage.counterparts(places, view.crossings, *given, measure=measure)
    ends = pairs.set_index(["id_a", "id_b"])
    one = ends.loc["casa-sur", "casa-norte"]
    way = metres((-100.01, 29.95), (-100.0, 29.95), (-100.0, 30.05)) / 1000
    assert one["crossing_id"] == "puente"
    assert one["km"] == pytest.approx(way, rel=1e-3)
    assert one["minutes"] == pytest.approx(12 + one["km"] * 1000 / 80, abs=0.1)
    # It may stand 1.5 km along any of the streets that meet at its corner.
    assert 1.0 < one["km"] - one["km_low"] < 1.6
    assert 1.0 < one["km_high"] - one["km"] < 1.6
    aside = places.assign(lon=places["lon"].mask(vague, -100.05), precision_m=10.0)
    bent = coverage.counterparts(aside, view.crossings, *given, measure=measure)
    both = bent[bent["km"].notna()]
    assert (both["km"] - both["km_low"]).max() < 0.05, "ends are ways along streets too"
    hidden = ends.loc["casa-secreta", "casa-norte"]
    assert np.isnan(hidden["km"])
    assert np.isnan(hidden["km_high"])
    assert 0 < hidden["km_low"] <= one["km_low"], "on any street of its municipality"
    closed = view.crossings.assign(status="closed")
    shut = coverage.counterparts(places, closed, *given, measure=measure)
    assert shut[["km", "km_low", "km_high", "minutes"]].isna().all(axis=None)


def test_the_nearest_to_a_crossing_is_measured_along_the_streets_too(view):
    measure = coverage.along_streets(view)
    given = view.places, view.crossings, view.localities
    found = coverage.crossing_distances(*given, measure)
    straight = coverage.crossing_distances(*given, coverage.STRAIGHT)
    found.index = straight.index = view.places["facility_id"]
    way = metres((-100.01, 29.95), (-100.0, 29.95), (-100.0, 30.0)) / 1000
    assert found.loc["casa-sur", "km"] == pytest.approx(way, rel=1e-3)
    assert found.loc["casa-sur", "crossing_id"] == "puente"
    known = found["km"].notna()
    assert known.any()
    assert (found["km"] >= straight["km"] - 0.01)[known].all()
    assert (found["km_low"] <= found["km"] + 1e-9)[known].all()
    assert (found["km"] <= found["km_high"] + 1e-9)[known].all()
    off = found.loc["defensa-sur"]
    assert np.isnan(off["km"])
    assert off["crossing_id"] == ""
    assert off["km_low"] < straight.loc["defensa-sur", "km"]


def test_files_of_the_two_sides_say_what_they_are_along(view):
    measure = coverage.along_streets(view, waits={"puente": 12})
    pairs, sides = pair_table(view, measure), side_table(view, measure)
    for table in (pairs, sides):
        assert set(table["along"]) == {"streets"}
        assert set(table["mode"]) == {"foot"}
        assert set(table["data_date"]) == {view.made}
    over = pairs[pairs["crossing_id"] == "puente"]
    assert len(over)
    assert set(over["wait_minutes"]) == {12}
    lodging = sides[(sides["service"] == "lodging") & (sides["side"] == "MX")].iloc[0]
    assert lodging["nearest_id"] == "casa-sur"
    assert lodging["nearest_km_least"] <= lodging["nearest_km"] <= lodging["nearest_km_most"]
    plain = side_table(view)
    assert set(plain["along"]) == {"straight"}
    assert "mode" not in plain
    assert (plain["nearest_km"].dropna() <= sides.loc[plain["nearest_km"].notna(), "nearest_km"]
            .fillna(np.inf)).all()  # fmt: skip


def test_a_wait_for_no_crossing_is_refused_with_what_is_allowed(view):
    with pytest.raises(FilterError, match=r"garita=5 cannot be used; allowed is .*\(puente\)"):
        coverage.along_streets(view, waits={"garita": 5})


@pytest.mark.parametrize("mode", list(Mode))
def test_another_engine_gives_the_same_and_is_named(view, mode):
    engine = Nodes()
    waits = {"puente": 12} if mode is Mode.FOOT else {}
    own = coverage.along_streets(view, mode, waits)
    other = coverage.along_streets(view, mode, waits, engine)
    assert hash(own) != hash(other), "what one measured is not remembered for the other"
    for table in (gap_table, pair_table, side_table):
        found = table(view, other)
        assert engine.asked, table
        assert set(found.pop("engine")) == {"nodes"}
        pd.testing.assert_frame_equal(found, table(view, own))
    near = gap_table(view, other).dropna(subset="same_km")
    assert len(near)
    assert (near["same_km_low"] <= near["same_km"]).all()
    assert (near["same_km"] <= near["same_km_high"]).all()
    assert any("Los caminos los buscó nodes" in one for one in range_words.along_words(view, other))
    assert not any("nodes" in one for one in range_words.along_words(view, own))


def test_an_engine_prepares_every_side_for_all_that_it_is_asked(view):
    class Noting(Nodes):
        def __init__(self):
            super().__init__()
            self.prepared = []

        def prepare(self, graph, mode, cost):
            self.prepared.append((graph.side, mode, cost))

    shown = []
    for mode, costs in ((Mode.FOOT, ["metres"]), (Mode.CAR, ["metres", "minutes"])):
        engine = Noting()
        coverage.along_streets(view, mode, engine=engine).prepare(
            lambda name, share: shown.append((name, share))
        )
        wanted = [(side, mode, cost) for cost in costs for side in ("MX", "US")]
        assert engine.prepared == wanted
    assert shown[:4] == [("nodes", share) for share in (0.0, 0.5, 0.5, 1.0)]
