"""The gate: never finer than allowed, the same when done twice, closed when in doubt."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from atlas.base.errors import AtlasError
from atlas.data.place_columns import PlaceColumn, bundled_columns
from atlas.places.privacy import CELL_DEGREES, CELL_PRECISION_M, cell_centre, publish

CROSSINGS = pd.DataFrame(
    {"crossing_id": ["bridge", "gate"], "lon": [-106.5, -106.4], "lat": [31.75, 31.76]}
)
ADDRESS = "Calle Secreta 7"
NUMBERS = ["lon", "lat", "precision_m", "border_m", "nearest_crossing_km", "outside_km"]

degrees_lon = st.floats(-180, 180, allow_nan=False)
degrees_lat = st.floats(-89, 89, allow_nan=False)
place = st.fixed_dictionaries(
    {
        "lon": st.none() | degrees_lon,
        "lat": st.none() | degrees_lat,
        "sensitivity": st.sampled_from(["open", "generalised", "withheld", "", "Open", "secret"]),
        "precision": st.sampled_from(["exact", "approximate", "generalised", "municipality"]),
        "precision_m": st.none() | st.floats(1, 20_000),
        "address": st.sampled_from(["", ADDRESS]),
        "notes": st.sampled_from(["", f"Two doors from {ADDRESS}"]),
        "notes_en": st.just(""),
        "border_m": st.none() | st.floats(-40_000, 40_000),
        "side_certain": st.booleans(),
        "nearest_crossing_id": st.sampled_from(["bridge", "gate"]),
        "nearest_crossing_km": st.none() | st.floats(0, 40),
        "outside_km": st.none() | st.floats(0, 40),
        "join_method": st.sampled_from(["position", "municipality", "none"]),
    }
)


def frame(rows):
    columns = list(rows[0]) if rows else [*NUMBERS, "sensitivity"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(NUMBERS, "float64"))


def published(rows):
    return publish(frame(rows), "public", crossings=CROSSINGS)


tables = st.lists(place, min_size=1, max_size=8)


@given(tables)
def test_whatever_the_places_the_gate_keeps_its_promises(rows):
    """Each promise is a function below; the same published rows are held against all of them."""
    before, copy = frame(rows), frame(rows)
    after = publish(before, "public", crossings=CROSSINGS)
    pd.testing.assert_frame_equal(before, copy)  # the input is not changed
    for promise in (
        publishing_twice_changes_nothing,
        rows_columns_and_order_stay,
        open_places_stay_as_they_are,
        withheld_and_unknown_have_no_position_at_all,
        generalised_points_are_cell_centres_and_say_so,
    ):
        promise(before, after)


def publishing_twice_changes_nothing(_, after):
    pd.testing.assert_frame_equal(publish(after, "public", crossings=CROSSINGS), after)


def rows_columns_and_order_stay(before, after):
    assert after.index.equals(before.index)
    assert after.columns.equals(before.columns)


def open_places_stay_as_they_are(before, after):
    is_open = before["sensitivity"] == "open"
    pd.testing.assert_frame_equal(after[is_open], before[is_open])


def withheld_and_unknown_have_no_position_at_all(before, after):
    closed = after[~before["sensitivity"].isin(["open", "generalised"])]
    assert closed[NUMBERS].isna().all(axis=None)
    assert (closed["sensitivity"] == "withheld").all()
    assert (closed["address"] == "").all()
    assert (closed["nearest_crossing_id"] == "").all()
    assert (closed["precision"] == "municipality").all()
    assert not (closed["join_method"] == "position").any()


def generalised_points_are_cell_centres_and_say_so(_, after):
    cells = after[(after["sensitivity"] == "generalised") & after["lon"].notna()]
    assert np.array_equal(cells["lon"], cell_centre(cells["lon"]))
    assert np.array_equal(cells["lat"], cell_centre(cells["lat"]))
    assert (cells["precision"] == "generalised").all()
    assert (cells["precision_m"] >= CELL_PRECISION_M).all()
    assert (cells["address"] == "").all()
    assert cells["border_m"].isna().all()
    assert not cells["side_certain"].any()


@given(degrees_lon, degrees_lat, st.floats(0, 0.999), st.floats(0, 0.999))
def test_places_of_one_cell_cannot_be_told_apart(lon, lat, right, up):
    """Whatever the true point, everything published depends on its cell alone."""
    west, south = np.floor(lon * 50) / 50, np.floor(lat * 50) / 50
    other = {"lon": west + right * CELL_DEGREES, "lat": south + up * CELL_DEGREES}
    if (cell_centre(list(other.values())) != cell_centre([lon, lat])).any():
        return  # rounding put the two on either side of a cell line
    base = {
        "sensitivity": "generalised", "precision": "exact", "precision_m": 10.0, "address": "",
        "notes": "", "notes_en": "", "border_m": 1.0, "side_certain": True,
        "nearest_crossing_id": "gate", "nearest_crossing_km": 1.0, "outside_km": None,
        "join_method": "position",
    }  # fmt: skip
    after = published([{**base, "lon": lon, "lat": lat}, {**base, **other}])
    pd.testing.assert_series_equal(after.iloc[0], after.iloc[1], check_names=False)


@given(st.floats(-180, 180, allow_nan=False))
@example(32.52)
@example(-117.00)
@example(0.1 + 0.2)
def test_cell_centre_is_near_and_stays(value):
    centre = cell_centre([value])
    assert abs(centre - value) <= CELL_DEGREES / 2 + 1e-9
    assert cell_centre(centre) == centre


def test_notes_of_an_unreviewed_protected_place_go_with_its_position():
    row = {
        "sensitivity": "withheld", "precision": "exact", "precision_m": 10.0, "address": ADDRESS,
        "notes": f"Two doors from {ADDRESS}", "notes_en": ADDRESS, "lon": -106.49, "lat": 31.70,
        "border_m": 1.0, "side_certain": True, "nearest_crossing_id": "gate",
        "nearest_crossing_km": 1.0, "outside_km": None, "join_method": "position",
    }  # fmt: skip
    assert ADDRESS not in published([row]).to_csv()
    reviewed = {**row, "lon": None, "lat": None, "address": "", "notes": "Opened in 2019."}
    assert published([reviewed])["notes"].item() == "Opened in 2019."


EXTRA = {
    "text": st.text("xyz", min_size=1),
    "number": st.floats(1, 9),
    "whole": st.integers(1, 9),
    "truth": st.booleans(),
    "kind_of": st.sampled_from(["a", "b"]),
}
DTYPES = {
    "text": "str",
    "number": "float64",
    "whole": "int64",
    "truth": "bool",
    "kind_of": "category",
}


@given(tables, st.data())
def test_nothing_that_no_schema_declares_survives_of_a_protected_place(rows, data):
    drawn = [
        {f"extra_{name}": data.draw(cell) for name, cell in EXTRA.items()} for _ in range(len(rows))
    ]
    before = pd.concat([frame(rows), pd.DataFrame(drawn)], axis=1)
    before = before.astype({f"extra_{name}": dtype for name, dtype in DTYPES.items()})
    after = publish(before, "public", crossings=CROSSINGS)
    protected = before["sensitivity"] != "open"
    for name in DTYPES:
        hidden = after.loc[protected, f"extra_{name}"]
        assert (hidden.isna() | (hidden == "")).all()
        shown = (one.loc[~protected, f"extra_{name}"].tolist() for one in (before, after))
        assert next(shown) == next(shown)
        if protected.any() and name == "kind_of":
            assert not isinstance(after[f"extra_{name}"].dtype, pd.CategoricalDtype)
    again = publish(after, "public", crossings=CROSSINGS)
    pd.testing.assert_frame_equal(again, after)


def test_a_column_is_published_where_it_declares_so():
    declared = {
        name: PlaceColumn(name, "string", {}, {}, public_for=frozenset(public), free_text=free)
        for name, public, free in [
            ("hours", ("open", "generalised"), False),
            ("story", ("open", "generalised", "withheld"), True),
            ("secret", (), False),
        ]
    }
    base = {
        "precision": "municipality", "address": "", "notes": "", "notes_en": "",
        "side_certain": False, "nearest_crossing_id": "", "join_method": "municipality",
        "hours": "9-5", "story": "read", "secret": "x", **dict.fromkeys(NUMBERS),
    }  # fmt: skip
    rows = [{**base, "sensitivity": one} for one in ("open", "generalised", "withheld", "odd")]
    after = publish(
        frame(rows), "public", crossings=CROSSINGS, columns={**bundled_columns(), **declared}
    )
    assert after["hours"].tolist() == ["9-5", "9-5", "", ""]
    assert after["story"].tolist() == ["read"] * 4
    assert after["secret"].tolist() == [""] * 4
    unread = publish(
        frame([{**one, "address": ADDRESS} for one in rows]),
        "public",
        crossings=CROSSINGS,
        columns={**bundled_columns(), **declared},
    )
    assert unread["story"].tolist() == ["read", "", "", ""]


def test_internal_audience_sees_everything():
    rows = frame([{**dict.fromkeys(NUMBERS, 1.0), "sensitivity": "withheld"}])
    pd.testing.assert_frame_equal(publish(rows, "internal", crossings=CROSSINGS), rows)


def test_unknown_audience_is_refused():
    with pytest.raises(AtlasError, match="unknown audience 'friends'; use one of public, internal"):
        publish(frame([]), "friends", crossings=CROSSINGS)
