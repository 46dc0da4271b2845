"""Floating catchments: by hand, by what must always hold, and against PySAL's `access`."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.analysis.coverage import BANDS_2SFCA, E2SFCA, Bands, accessibility, reach
from atlas.base.errors import FilterError
from tests.analysis.test_travel import GATES, POINTS, sites

KM = 1 / 111.195
"""Degrees of latitude to a kilometre, on the sphere; towns stand along a meridian."""


def along(*km):
    return sites([(0, distance * KM) for distance in km])


def test_two_steps_by_hand():
    # One clinic for two towns, a second one that only the second town reaches.
    access = accessibility(along(0, 25), along(10, 40), sites([]), [10, 4], [100, 300], BANDS_2SFCA)
    assert access.tolist() == pytest.approx([10 / 400, 10 / 400 + 4 / 300])


def test_weights_count_in_both_steps():
    access = accessibility(along(0, 15), along(3), sites([]), [10], [100, 300], E2SFCA)
    ratio = 10 / (1.0 * 100 + 0.22 * 300)
    assert access == pytest.approx([ratio, 0.22 * ratio])


def test_the_edge_of_a_band_is_inside():
    km = np.array([0, 5, 5.001, 10, 20, 20.001])
    assert E2SFCA.weight_of(E2SFCA.number(km)).tolist() == [
        1.0,
        1.0,
        0.68,
        0.68,
        0.22,
        0.0,
    ]


def test_nobody_and_nothing_make_no_error():
    assert accessibility(along(1, 2), sites([]), sites([]), [], [5, 6]).tolist() == [0, 0]
    assert accessibility(sites([]), along(1), sites([]), [3], []).tolist() == []
    assert accessibility(along(1), along(2), sites([]), [3], [0]).tolist() == [0]


@pytest.mark.parametrize(
    ("limits", "weights"), [((5, 5), (1, 0.5)), ((5, 10), (0.5, 1)), ((5,), (1, 0.5)), ((0,), (1,))]
)
def test_bands_that_make_no_catchment_are_refused(limits, weights):
    with pytest.raises(FilterError, match="limits rise, weights fall"):
        Bands(limits, weights)


@given(POINTS, POINTS, GATES, st.sampled_from([BANDS_2SFCA, E2SFCA]))
def test_supply_that_anybody_reaches_is_shared_out_whole(homes, places, through, bands):
    homes, places, through = sites(homes), sites(places), sites(through)
    people = np.arange(1, len(homes) + 1) * 100.0
    amount = np.arange(1, len(places) + 1) * 3.0
    found = reach(homes, places, through, limit_km=bands.edge_km)
    access = accessibility(homes, places, through, amount, people, bands)
    assert (access * people).sum() == pytest.approx(amount[np.unique(found.place)].sum())


@pytest.mark.parametrize("bands", [BANDS_2SFCA, E2SFCA])
def test_agrees_with_pysal_access(bands):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        access = pytest.importorskip("access")
    rng = np.random.default_rng(7)
    homes = sites(rng.uniform(-0.3, 0.3, (40, 2)))
    places = sites(rng.uniform(-0.3, 0.3, (25, 2)))
    people = rng.integers(50, 5_000, 40)
    amount = rng.integers(1, 300, 25)
    found = reach(homes, places, sites([]))
    ours = accessibility(homes, places, sites([]), amount, people, bands)
    weigh = dict(zip(bands.limits_km, bands.weights, strict=True))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = access.Access(
            demand_df=pd.DataFrame({"id": range(40), "people": people}),
            demand_index="id",
            demand_value="people",
            supply_df=pd.DataFrame({"id": range(25), "amount": amount}),
            supply_index="id",
            supply_value="amount",
            cost_df=pd.DataFrame({"from": found.home, "to": found.place, "km": found.km}),
            cost_origin="from",
            cost_dest="to",
            cost_name="km",
        )
        theirs = model.enhanced_two_stage_fca(
            cost="km",
            supply_values="amount",
            max_cost=bands.edge_km,
            weight_fn=access.weights.step_fn(weigh),
            normalize=False,
        )
    assert ours == pytest.approx(theirs["e2sfca_amount"].reindex(range(40)).fillna(0).to_numpy())
    assert (ours > 0).sum() > 30
