"""Ranges: wherever places without a point really are, every figure lies within its range."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.analysis import coverage
from atlas.analysis.coverage import E2SFCA, Measured
from atlas.analysis.coverage.municipal_areas import AREA, EDGE_KM, least_km, unplaced
from atlas.analysis.coverage.travel import Sites, travel_km
from atlas.places.view import make_view, select
from atlas.spatial.geodesy import GEOD, distances_m

CORRIDOR, BORDER = "toy", 30.0
CODES = {"MX": ("MX1", "MX2", "MX3"), "US": ("US1", "US2")}
CLOSE = 1e-6


class Toy:
    """A corridor with towns, two crossings and places, some of which nobody says where they are."""

    def __init__(self, seed, places, towns):
        self.rng = np.random.default_rng(seed)
        self.towns = pd.concat([self._towns(side, towns) for side in CODES], ignore_index=True)
        self.crossings = pd.DataFrame(
            {
                "crossing_id": ["west", "east"],
                "corridor_id": CORRIDOR,
                "lon": [-100.1, -99.9],
                "lat": BORDER,
                "modes": "pedestrian",
                "role": "support",
                "services": "",
                "status": "open",
            }
        )
        self.true = pd.DataFrame([self._place(number) for number in range(places)])
        self.hidden = self.rng.random(places) < 0.5
        self.points = pd.concat(
            [
                self.towns.rename(columns={"locality_id": "point_id", "country": "side"}),
                *(
                    self.crossings.rename(columns={"crossing_id": "point_id"}).assign(
                        side=side, name="", population=np.nan
                    )
                    for side in CODES
                ),
            ],
            ignore_index=True,
        )

    def _lat(self, side, number):
        far = self.rng.uniform(0.001, 0.3, number)
        return BORDER - far if side == "MX" else BORDER + far

    def _towns(self, side, number):
        return pd.DataFrame(
            {
                "locality_id": [f"{side}{one}" for one in range(number)],
                "name": "Town",
                "country": side,
                "municipality_code": self.rng.choice([*CODES[side], ""], number),
                "lon": self.rng.uniform(-100.3, -99.7, number),
                "lat": self._lat(side, number),
                "population": self.rng.integers(0, 10_000, number),
                "corridor_id": CORRIDOR,
            }
        )

    def _place(self, number):
        """Put a place somewhere, and up to the edge beyond the area of its municipality."""
        side = str(self.rng.choice(list(CODES)))
        lon, lat = self.rng.uniform(-100.3, -99.7), float(self._lat(side, 1)[0])
        own = self.towns[self.towns["country"] == side]
        km = distances_m(lon, lat, own["lon"], own["lat"])
        code = own["municipality_code"].iloc[int(np.argmin(km))]
        lon, lat, _ = GEOD.fwd(
            lon, lat, self.rng.uniform(0, 360), self.rng.uniform(0, 990 * EDGE_KM)
        )
        return {
            "facility_id": f"place-{number}",
            "corridor_id": CORRIDOR,
            "side": side,
            "municipality_code": code or str(self.rng.choice([*CODES[side], ""])),
            "role": "support",
            "services": "",
            "status": "open",
            "lon": lon,
            "lat": lat,
            "precision_m": 10.0,
            "capacity": np.nan,
            "capacity_unit": "",
        }

    def published(self, places):
        hidden = places["facility_id"].isin(self.true.loc[self.hidden, "facility_id"])
        return places.assign(**places[["lon", "lat", "precision_m"]].mask(hidden))

    def gaps(self, places, crossings=None):
        table = coverage.gaps(
            places, self.crossings if crossings is None else crossings, self.points, self.towns
        )
        return table.set_index(["point_id", "side"]).sort_index()

    def measured(self, places, crossings):
        homes = coverage.by_locality(self.towns, places, crossings)
        km = coverage.gaps(places, crossings, self._homes(), self.towns)
        km = km.set_index("point_id")[["same_km", "either_km"]]
        near = coverage.unplaced_near(homes, places, crossings, self.towns)
        return Measured(homes.join(km, on="locality_id"), near, places, coverage.gates(crossings))

    def _homes(self):
        return self.towns.rename(columns={"locality_id": "point_id", "country": "side"})


toys = st.builds(Toy, st.integers(0, 2**32 - 1), places=st.integers(1, 7), towns=st.integers(1, 8))


def lies_within(truth, low, high):
    truth, low, high = (
        np.nan_to_num(np.asarray(one, float), nan=np.inf) for one in (truth, low, high)
    )
    return bool(((low <= truth + CLOSE) & (truth <= high + CLOSE)).all())


@given(toys)
def test_true_distances_and_counts_lie_within_their_ranges(toy):
    truth, told = toy.gaps(toy.true), toy.gaps(toy.published(toy.true))
    for name in ("same_km", "either_km"):
        assert lies_within(truth[name], told[f"{name}_least"], told[name]), name
    for km in coverage.COUNT_KM:
        for name in (f"same_within_{km}_km", f"within_{km}_km"):
            assert lies_within(truth[name], told[name], told[f"{name}_most"]), name
    sure = told["certain"].to_numpy()
    np.testing.assert_allclose(truth["same_km"][sure], told["same_km"][sure])


@given(toys)
def test_true_shares_and_access_lie_within_their_ranges(toy):
    truth, told = (
        toy.measured(places, toy.crossings) for places in (toy.true, toy.published(toy.true))
    )
    assert (truth.homes["access"] >= told.homes["access"] - CLOSE).all()
    assert lies_within(truth.homes["reached"], told.homes["reached"], told.homes["reached_most"])
    for km in (2, 5, 10):
        real, shares = (
            coverage.near_shares(one.homes, toy.true, one.near, km=km) for one in (truth, told)
        )
        assert lies_within(real["low"], shares["low"], shares["high"])
        near = truth.homes["same_km"] <= km
        decided = ~coverage.depends(told.homes, told.near, km=km)
        assert (near == (told.homes["same_km"] <= km))[decided].all()


@given(toys)
def test_with_every_point_known_both_ends_are_one(toy):
    told = toy.gaps(toy.true)
    for name in ("same_km", "either_km"):
        np.testing.assert_array_equal(told[name], told[f"{name}_least"])
    for km in coverage.COUNT_KM:
        assert (told[f"within_{km}_km"] == told[f"within_{km}_km_most"]).all()
    assert told["certain"].all()
    measured = toy.measured(toy.true, toy.crossings)
    assert (measured.homes["reached"] == measured.homes["reached_most"]).all()
    shares = coverage.near_shares(measured.homes, toy.true, measured.near)
    assert (shares["low"] == shares["high"]).all()
    assert not coverage.depends(measured.homes, measured.near).any()


@given(toys, st.booleans(), st.booleans(), st.booleans())
def test_true_effects_of_a_change_lie_between_sure_and_perhaps(toy, crossing, place, added):
    crossings, places = toy.crossings, toy.true
    if crossing:
        crossings = crossings.assign(status=["closed", "open"])
    if place:
        places = places.assign(status=["closed", *["open"] * (len(places) - 1)])
    if added:
        new = toy.true.iloc[[0]].assign(
            facility_id="what-if-1", lon=-100.0, lat=29.95, side="MX", status="open"
        )
        places = pd.concat([places, new], ignore_index=True)
    real = coverage.effects(
        toy.measured(toy.true, toy.crossings),
        toy.measured(places, crossings),
        toy.towns,
        E2SFCA.edge_km,
    )
    told = coverage.effects(
        toy.measured(toy.published(toy.true), toy.crossings),
        toy.measured(toy.published(places), crossings),
        toy.towns,
        E2SFCA.edge_km,
    )
    for how in coverage.EFFECTS:
        truth = real[how]
        assert (truth.surely == truth.perhaps).all(), how
        assert not (told[how].surely & ~truth.surely).any(), how
        assert not (truth.surely & ~told[how].perhaps).any(), how


@given(toys)
def test_nearest_is_what_trying_every_spot_finds(toy):
    """Brute force: put one hidden place at hundreds of spots of its area; none is nearer."""
    areas = unplaced(toy.published(toy.true))
    if areas.empty:
        return
    points = Sites.of(toy.points)
    area = areas.iloc[:1]
    side, code = area["side"].iloc[0], area["municipality_code"].iloc[0]
    own = toy.towns[toy.towns["country"] == side]
    lon = toy.rng.uniform(-100.5, -99.5, 400)
    lat = toy.rng.uniform(29.5, 30.5, 400)
    km = distances_m(lon[:, None], lat[:, None], own["lon"], own["lat"]) / 1000
    nearest = own["municipality_code"].to_numpy(object)[km.argmin(axis=1)]
    held = (
        (nearest == code)
        | (nearest == "")
        | (code == "")
        | ~own["municipality_code"].isin([code, ""]).any()
    )
    spots = Sites(lon[held], lat[held], np.full(held.sum(), "", object))
    anywhere = Sites(points.lon, points.lat, np.full(len(points), "", object))
    nowhere = Sites(np.empty(0), np.empty(0), np.empty(0, object))
    tried = travel_km(anywhere, spots, nowhere)[0].min(axis=1, initial=np.inf)
    assert (least_km(points, area, toy.towns)[:, 0] <= tried + CLOSE).all()


def test_a_town_in_the_municipality_may_have_a_place_at_hand(toy):
    view = make_view(toy)
    towns = pd.DataFrame(
        {
            "locality_id": ["1", "2", "3"],
            "name": ["Here", "There", "Nobody knows"],
            "country": "MX",
            "municipality_code": ["MX00001", "MX00002", ""],
            "lon": [-100.2, -99.8, -99.8],
            "lat": [29.9, 29.9, 29.7],
            "population": [100, 1_000, 10_000],
            "corridor_id": "toy-west",
        }
    )
    hidden = view.places[
        view.places["lon"].isna() & (view.places["municipality_code"] == "MX00001")
    ]
    points = towns.rename(columns={"country": "side"})
    km = coverage.unplaced_near(points, hidden, view.crossings, towns).same_least
    assert km[[0, 2]].tolist() == [0, 0]
    middle = distances_m(-100.2, 29.9, -99.8, 29.9) / 2000
    assert km[1] == pytest.approx(
        min(middle, distances_m(-99.8, 29.9, -99.8, 29.7) / 2000) - EDGE_KM, abs=0.01
    )


def test_one_place_reaches_the_people_around_one_spot_only():
    """Two towns of a municipality far from each other, and one place: never both."""
    towns = pd.DataFrame(
        {
            "locality_id": ["1", "2"],
            "country": "MX",
            "municipality_code": "MX1",
            "lon": [-100.3, -99.7],
            "lat": 29.9,
            "population": [300, 700],
            "corridor_id": CORRIDOR,
            "same_km": np.nan,
            "side": "MX",
        }
    )
    crossings = Toy(0, 1, 1).crossings
    place = Toy(0, 1, 1).true.assign(side="MX", municipality_code="MX1", lon=np.nan)
    for places, most in ((place, 700), (pd.concat([place, place]), 1_000)):
        near = coverage.unplaced_near(towns, places, crossings, towns)
        shares = coverage.near_shares(towns, places, near).iloc[0]
        assert (shares["low"], shares["high"]) == (0, most)
        assert (shares["places"], shares["placed"]) == (len(places), 0)


def test_every_place_with_a_point_lies_in_the_area_of_its_municipality():
    """What the bounds rest on, held against all that is known."""
    view = select()
    known = view.places[coverage.measurable(view.places) & (view.places["corridor_id"] != "")]
    known = known[known["municipality_code"] != ""]
    areas = known[AREA].drop_duplicates().assign(places=1).reset_index(drop=True)
    of = [areas.index[(areas[AREA] == row).all(axis=1)][0] for row in known[AREA].to_numpy(object)]
    km = least_km(Sites.of(known), areas, view.localities)
    assert len(known) > 100
    assert (km[np.arange(len(known)), of] == 0).all()
