"""What each side has, who has a counterpart, how far the nearest place is, and cells."""

import numpy as np
import pandas as pd
import pytest

from atlas.analysis import coverage
from atlas.places.view import make_view

SIDES = ("MX", "US")
TODAY = "2025-11-30"


@pytest.fixture
def view(toy):
    return make_view(toy)


@pytest.fixture
def points(view):
    return coverage.starting_points(view.crossings, view.localities, view.corridors, view.segments)


def cell(table, service, side):
    return table[(table["service"] == service) & (table["side"] == side)].iloc[0]


def in_corridor(view):
    return view.places[view.places["corridor_id"] != ""]


def with_(frame, facility_id, **values):
    frame = frame.copy()
    for column, value in values.items():
        frame.loc[frame["facility_id"] == facility_id, column] = value
    return frame


def test_asymmetry_counts_what_works_by_service_and_side(view):
    places = with_(
        in_corridor(view), "casa-sur", capacity=40.0, capacity_unit="beds", capacity_date="2025"
    )
    places = with_(places, "casa-velada", capacity=7.0, capacity_unit="beds", capacity_date="2019")
    places = with_(places, "casa-secreta", capacity=9.0, capacity_unit="detention_beds")
    table = coverage.asymmetry(places, ["lodging", "legal_aid", "transport"], SIDES, today=TODAY)
    lodging = cell(table, "lodging", "MX")
    assert lodging["places"] == 3
    assert set(lodging["facility_ids"].split(";")) == {"casa-sur", "casa-secreta", "casa-velada"}
    assert (lodging["beds"], lodging["beds_older"], lodging["beds_known"]) == (40, 7, 2)
    assert lodging["nearest_id"] == "casa-sur"
    assert lodging["nearest_km"] == pytest.approx(5.6, abs=0.1)
    assert lodging["newest"] == "2024-05"
    nothing = cell(table, "transport", "US")
    assert (nothing["places"], nothing["beds_known"], nothing["newest"]) == (0, 0, "")
    assert np.isnan(nothing["beds"])
    assert coverage.one_sided(table) == {"MX": ["legal_aid"], "US": []}


def test_asymmetry_passes_over_what_is_closed(view):
    places = with_(in_corridor(view), "casa-norte", status="closed")
    table = coverage.asymmetry(places, ["lodging"], SIDES, today=TODAY)
    assert cell(table, "lodging", "US")["places"] == 0


def test_asymmetry_of_nothing_is_a_table_of_zeros(view):
    table = coverage.asymmetry(view.places.iloc[:0], ["lodging"], SIDES, today=TODAY)
    assert table["places"].tolist() == [0, 0]
    assert coverage.one_sided(table) == {"MX": [], "US": []}


def test_enforcement_gives_no_service_and_an_authority_only_its_own(view):
    places = with_(in_corridor(view), "casa-norte", role="enforcement")
    table = coverage.asymmetry(places, ["lodging"], SIDES, today=TODAY)
    assert cell(table, "lodging", "US")["places"] == 0
    services = "lodging;documentation"
    places = with_(in_corridor(view), "casa-norte", role="authority", services=services)
    table = coverage.asymmetry(places, ["lodging", "documentation"], SIDES, today=TODAY)
    assert cell(table, "lodging", "US")["places"] == 0
    assert cell(table, "documentation", "US")["places"] == 1
    counted = set(coverage.supply(places, ["documentation"])["facility_id"])
    assert counted - set(coverage.supply(places, ())["facility_id"]) == {"casa-norte"}
    counts = coverage.service_by_side(places, [("toy", "US")], ["lodging"])
    assert counts.to_numpy().sum() == 0


def test_headline_tells_fresh_evidence_and_known_beds(view):
    places = with_(
        in_corridor(view), "casa-sur", capacity=40.0, capacity_unit="beds", capacity_date="2019"
    )
    places = with_(places, "casa-velada", capacity=7.0, capacity_unit="beds", capacity_date="2025")
    places = with_(places, "defensa-sur", status="closed")
    figures = coverage.headline(places, ["shelter"], SIDES, today=TODAY)
    south = figures.loc["MX"]
    assert (south["places"], south["closed"], south["shelter"]) == (5, 1, 4)
    assert (south["beds"], south["beds_recent_known"]) == (7, 1)
    assert (south["beds_older"], south["beds_known"], south["beds_oldest"]) == (40, 2, "2019")
    # Of 2025, not of the last day that may be meant: only what surely is fresh is called so.
    assert figures.loc["US", "fresh"] == 2
    assert south["fresh"] == 1
    # The withheld one and the one known by municipality have no point.
    assert south["positioned"] == 3


def pairs_of(view, crossings, **options):
    return coverage.counterparts(in_corridor(view), crossings, view.localities, SIDES, **options)


def test_counterparts_go_over_the_crossing_that_is_open(view):
    pairs = pairs_of(view, view.crossings, service="lodging")
    assert pairs["id_a"].tolist() == ["casa-sur", "casa-velada", "casa-secreta"]
    first, hidden = pairs.iloc[0], pairs.iloc[2]
    assert (first["id_b"], first["crossing_id"]) == ("casa-norte", "puente")
    assert first["km"] == pytest.approx(5.63 + 5.54, abs=0.05)
    assert first["precision_m"] == 20
    assert np.isnan(hidden["km"])
    assert hidden["crossing_id"] == ""
    assert first["km"] - first["km_low"] == pytest.approx(0.02)
    assert first["km_high"] - first["km"] == pytest.approx(0.02)
    assert 0 <= hidden["km_low"] < first["km"], "it may be anywhere in its municipality"
    assert np.isnan(hidden["km_high"])
    assert "minutes" not in pairs
    closed = view.crossings.assign(status=["closed", "open"])
    around = pairs_of(view, closed, service="lodging").iloc[0]
    assert around["crossing_id"] == "garita"
    assert around["km"] > first["km"]
    none = pairs_of(view, view.crossings.assign(status="closed"), service="lodging")
    assert len(none) == 3
    assert none["km"].isna().all()


def test_counterparts_share_an_operator_or_a_service(view):
    places = in_corridor(view).assign(operator="")
    places = with_(places, "oficina-sur", operator="Cruz Roja")
    places = with_(places, "clinica-norte", operator="CRUZ ROJA ")
    pairs = coverage.counterparts(places, view.crossings, view.localities, SIDES)
    same = pairs[pairs["same_operator"]]
    assert same[["id_a", "id_b", "services"]].to_numpy().tolist() == [
        ["oficina-sur", "clinica-norte", ""]
    ]
    assert set(pairs.loc[~pairs["same_operator"], "services"]) == {"lodging", "food"}


def test_counterparts_of_one_side_only_are_none(view):
    places = in_corridor(view)
    pairs = coverage.counterparts(
        places[places["side"] == "MX"], view.crossings, view.localities, SIDES
    )
    assert pairs.empty
    assert {"id_a", "km", "crossing_id", "precision_m"} <= set(pairs)


def test_gaps_measure_both_sides_from_every_point(view, points):
    assert points["point_id"].tolist() == ["puente", "garita", "puente", "garita", "1"]
    legal = view.places[view.places["services"].str.contains("legal_aid")]
    table = coverage.gaps(legal, view.crossings, points, view.localities)
    # Nobody gives legal aid in the north: those points come first.
    assert table["side"].tolist() == ["US", "US", "MX", "MX", "MX"]
    north = table.iloc[0]
    assert np.isnan(north["same_km"])
    assert north["same_id"] == ""
    bridge = table[(table["point_id"] == "puente") & (table["side"] == "US")].iloc[0]
    assert bridge["either_id"] == "casa-sur"
    assert bridge["either_crossing_id"] == "puente"
    town = table[table["point_id"] == "1"].iloc[0]
    assert town["same_id"] == "casa-sur"
    assert town["same_km"] == town["either_km"] == pytest.approx(5.63, abs=0.05)
    assert town["precision_m"] == 10
    assert [town[f"same_within_{km}_km"] for km in coverage.COUNT_KM] == [0, 0, 1, 2]


def test_gaps_without_any_place_leave_every_distance_open(view, points):
    table = coverage.gaps(view.places.iloc[:0], view.crossings, points, view.localities)
    assert len(table) == len(points)
    assert table["same_km"].isna().all()
    assert table["either_km"].isna().all()
    assert (table["within_20_km"] == 0).all()


def test_gaps_never_measure_from_a_place_that_is_closed_withheld_or_known_too_roughly(view, points):
    places = view.places[view.places["facility_id"].isin(["casa-sur", "casa-secreta"])]
    assert coverage.gaps(places, view.crossings, points, view.localities)["same_km"].notna().any()
    for change in ({"status": "closed"}, {"precision_m": 2_500.0}):
        table = coverage.gaps(
            with_(places, "casa-sur", **change), view.crossings, points, view.localities
        )
        assert table["same_km"].isna().all()


def test_localities_outside_the_corridor_are_no_points(view):
    far = view.localities.assign(lon=-103.0, locality_id="2")
    both = pd.concat([view.localities, far], ignore_index=True)
    assert coverage.in_corridor(both, view.segments).tolist() == [True, False]


def test_results_change_with_the_audience_only_within_what_is_published(toy):
    """Distances for the public say nothing finer than the published points."""
    public, internal = make_view(toy), make_view(toy, audience="internal")
    moved = toy.places.copy()
    veiled = moved["facility_id"] == "casa-velada"
    moved.loc[veiled, ["lon", "lat"]] += 0.004  # within its cell
    moved.loc[moved["facility_id"] == "casa-secreta", "lat"] -= 0.01
    from dataclasses import replace

    other = make_view(replace(toy, places=moved))
    tables = []
    for view in (public, other, internal):
        points = coverage.starting_points(
            view.crossings, view.localities, view.corridors, view.segments
        )
        lodging = view.places[view.places["services"].str.contains("lodging")]
        tables.append(
            pd.concat(
                [
                    coverage.gaps(lodging, view.crossings, points, view.localities),
                    coverage.by_locality(view.localities, lodging, view.crossings),
                    pairs_of(view, view.crossings),
                ]
            )
        )
    pd.testing.assert_frame_equal(tables[0], tables[1])
    assert not tables[0].equals(tables[2])


def test_left_out_counts_by_municipality_and_tells_small_counts_roughly(view):
    table = coverage.left_out(in_corridor(view))
    assert table.to_dict("records") == [
        {
            "corridor_id": "toy-west",
            "side": "MX",
            "municipality": "Ciudad Sur",
            "places": 2,
            "protected": 1,
        }
    ]


@pytest.mark.parametrize(
    ("number", "protected", "text"),
    [
        (0, 0, "0"),
        (1, 0, "1"),
        (1, 1, "1\N{EN DASH}2"),
        (2, 1, "1\N{EN DASH}2"),
        (3, 3, "3"),
        (40, 1, "40"),
    ],
)
def test_few_hides_small_counts_of_protected_places(number, protected, text):
    assert coverage.few(number, protected) == text


def test_supply_is_beds_where_published_and_one_elsewhere(view):
    places = with_(view.places, "casa-sur", capacity=40.0, capacity_unit="beds")
    places = with_(places, "casa-norte", capacity=90.0, capacity_unit="detention_beds")
    amount = coverage.amounts(places, by_capacity=True)
    assert amount[places["facility_id"] == "casa-sur"] == 40
    assert amount.sum() == 40 + len(places) - 1
    assert coverage.amounts(places, by_capacity=False).tolist() == [1] * len(places)


def test_localities_and_cells_tell_the_same(view):
    towns = pd.concat([view.localities] * 2, ignore_index=True).assign(
        locality_id=["1", "2"], lat=[29.9, 29.96], population=[10_000, 30_000]
    )
    table = coverage.by_locality(towns, in_corridor(view), view.crossings)
    assert table["access"].gt(0).all()
    cells = coverage.by_cell(table, view.places, ["access"])
    assert cells["population"].sum() == 40_000
    whole = (cells["access"].fillna(0) * cells["population"]).sum()
    assert whole == pytest.approx((table["access"] * table["population"]).sum())
    assert cells["places"].sum() == view.places["lon"].notna().sum()
    veiled = cells[(cells["west"] == -100.1) & (cells["south"] == 29.9)].iloc[0]
    assert (veiled["places"], veiled["places_text"]) == (2, "1\N{EN DASH}2")
    empty = cells[cells["localities"] == 0]
    assert empty["access"].isna().all()
