"""Changes that a link holds, and bands from positions that are known roughly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.analysis import coverage
from atlas.analysis.coverage.whatif import MOST_CHANGES
from atlas.places.view import make_view


@pytest.fixture(scope="module")
def view(toy):
    return make_view(toy)


def read(view, *texts):
    return coverage.read_changes(texts, view.places, view.crossings, view.segments)


def test_changes_are_read_and_written_alike(view):
    texts = ["close:casa-sur", "close:puente", "add:29.95,-100.1234,40", "add:30.1,-100"]
    changes, refused = read(view, *texts, "close:puente")
    assert not refused
    assert [change.text for change in changes] == texts


@given(lat=st.floats(29.61, 30.39), lon=st.floats(-100.49, -99.51), capacity=st.integers(0, 20_000))
def test_any_added_place_survives_the_link(view, lat, lon, capacity):
    (change,), _ = read(view, f"add:{lat:.6f},{lon:.6f},{capacity}")
    assert abs(change.lat - lat) < 1e-4
    assert abs(change.lon - lon) < 1e-4
    again, _ = read(view, change.text)
    assert again == (change,)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("close:", "id"),
        ("close:no-such-place", "id"),
        ("close:<script>", "id"),
        ("add:1,1", "place"),
        ("add:30.01,-100,99999", "capacity"),
        ("add:30,-100,-5", "form"),
        ("add:30", "form"),
        ("add:nan,nan", "form"),
        ("add:9e9,1", "form"),
        ("add:" + "9" * 400 + ",1", "form"),
        ("open:puente", "form"),
        ("hello", "form"),
    ],
)
def test_nonsense_is_refused_and_the_rest_kept(view, text, why):
    changes, refused = read(view, text, "close:puente")
    assert [change.closes for change in changes] == ["puente"]
    assert [(item.text, item.why) for item in refused] == [(text, why)]
    assert refused[0].allowed


def test_too_many_changes_are_refused(view):
    changes, refused = read(view, *(f"add:30.0{n + 1:02},-100" for n in range(MOST_CHANGES + 2)))
    assert len(changes) == MOST_CHANGES
    assert [item.why for item in refused] == ["many", "many"]


@pytest.mark.slow
def test_any_text_is_read_or_refused(view):
    @given(st.text(max_size=40))
    def check(text):
        changes, refused = read(view, text)
        assert len(changes) + len(refused) == (1 if text.strip() else 0)

    check()


def test_a_closed_crossing_leaves_the_other_side_out_of_reach(view):
    changes, _ = read(view, "close:puente", "close:garita")
    places, crossings = coverage.apply_changes(changes, view.places, view.crossings, view.segments)
    before = coverage.by_locality(view.localities, view.places, view.crossings)
    after = coverage.by_locality(view.localities, places, crossings)
    assert after["reached"].iloc[0] < before["reached"].iloc[0]
    assert view.crossings["status"].tolist() == ["open", "open"]


def test_an_added_place_serves_its_side_and_stands_last(view):
    changes, _ = read(view, "close:casa-sur", "add:29.905,-100.0,30")
    places, _ = coverage.apply_changes(changes, view.places, view.crossings, view.segments)
    assert list(places) == list(view.places)
    new = places.iloc[-1]
    assert (new["facility_id"], new["side"], new["capacity"]) == ("what-if-1", "MX", 30)
    assert new["name"] == ""
    assert coverage.working(places)["facility_id"].tolist() == [
        *(i for i in view.places["facility_id"] if i != "casa-sur"),
        "what-if-1",
    ]
    after = coverage.by_locality(
        view.localities, places.iloc[-1:], view.crossings, by_capacity=True
    )
    assert after["access"].iloc[0] == pytest.approx(30 / 10_000)


def test_bands_hold_the_result_and_are_the_same_again(view):
    places = coverage.on_the_map(view.places).assign(amount=1.0)
    places = places[places["sensitivity"] == "open"]
    homes = coverage.by_locality(view.localities, places, view.crossings)
    steps = []

    def count(done, of):
        steps.append((done, of))

    first = coverage.uncertainty(
        homes, places, coverage.gates(view.crossings), draws=40, progress=count
    )
    again = coverage.uncertainty(homes, places, coverage.gates(view.crossings), draws=40)
    assert first.equals(again)
    assert steps[-1] == (40, 40)
    km = coverage.gaps(
        places,
        view.crossings,
        coverage.starting_points(
            view.crossings, view.localities, view.corridors, view.segments
        ).tail(1),
        view.localities,
    )["same_km"].iloc[0]
    row = first.iloc[0]
    assert row["same_km_low"] <= km + 0.02
    assert row["same_km_high"] >= km - 0.02
    assert 0 < row["same_km_high"] - row["same_km_low"] <= 0.04


def test_a_roughly_known_place_makes_wider_bands(view):
    one = coverage.on_the_map(view.places).query("facility_id == 'casa-sur'")
    homes = coverage.by_locality(view.localities, one, view.crossings)
    widths = []
    for precision_m in (0.0, 100.0, 1_600.0):
        places = one.assign(amount=1.0, precision_m=precision_m)
        result = coverage.uncertainty(homes, places, view.crossings, draws=60)
        widths.append(float((result["same_km_high"] - result["same_km_low"]).iloc[0]))
    assert widths[0] == pytest.approx(0, abs=1e-6)
    assert 0.1 < widths[1] <= 0.2
    assert 1.6 < widths[2] <= 3.2


def test_bands_without_any_place_are_nothing_and_infinite(view):
    none = view.places.iloc[:0].assign(amount=1.0)
    homes = coverage.by_locality(view.localities, none, view.crossings)
    result = coverage.uncertainty(homes, none, view.crossings, draws=3)
    assert result["access_high"].tolist() == [0]
    assert np.isinf(result["same_km_low"]).all()
