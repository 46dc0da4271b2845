"""Areas within some minutes: of which places, cut at the border, and what the file says."""

import json
from dataclasses import replace

import numpy as np
import pytest
import shapely

from atlas.analysis import coverage
from atlas.base.errors import ExportError, FilterError
from atlas.output.exports.area_files import area_features, write_areas
from tests.analysis.test_along_streets import view, with_towns  # noqa: F401, fixtures


@pytest.fixture(scope="module")
def measure(view):  # noqa: F811
    return coverage.along_streets(view, waits={"puente": 5})


def areas_of(view, measure, of=coverage.ALL_PLACES, **given):  # noqa: F811
    places, crossings = coverage.sought(view), coverage.gates(view.crossings)
    return coverage.travel_areas(measure, places, crossings, view.segments, of, **given)


def latitudes(shape):
    return np.array(shape.bounds)[[1, 3]]


def test_an_area_leads_over_the_border_by_a_crossing_only(view, measure):  # noqa: F811
    # Up the one street it is some 90 minutes on foot to the bridge, and 5 there.
    near, far = areas_of(view, measure, "casa-sur", minutes=(60, 120)).shapes.geometry
    assert latitudes(near)[1] < 30 < latitudes(far)[1]
    slow = coverage.along_streets(view, waits={"puente": 300})
    (held,) = areas_of(view, slow, "casa-sur", minutes=(120,)).shapes.geometry
    assert latitudes(held)[1] <= 30 + 1e-5
    nobody = view.crossings.iloc[:0]
    shut = coverage.travel_areas(
        measure, coverage.sought(view), nobody, view.segments, "casa-sur", (120,)
    )
    assert latitudes(shut.shapes.geometry[0])[1] <= 30 + 1e-5


def test_of_a_crossing_both_sides_are_reached_without_its_wait(view):  # noqa: F811
    slow = coverage.along_streets(view, waits={"puente": 300})
    made = areas_of(view, slow, "puente", minutes=(15,))
    assert not made.towards
    south, north = latitudes(made.shapes.geometry[0])
    assert south < 29.995
    assert north > 30.005


def test_protected_places_have_no_area_wherever_they_are(view, measure):  # noqa: F811
    protected = set(view.places.loc[view.places["sensitivity"] != "open", "facility_id"])
    assert {"casa-secreta", "casa-velada"} <= protected
    places = view.places
    for one in protected:
        with pytest.raises(FilterError, match="no area can be drawn of"):
            areas_of(view, measure, one)
        # Even if a point of theirs were there, right on the street.
        places = places.assign(
            lon=places["lon"].mask(places["facility_id"] == one, -100.0),
            lat=places["lat"].mask(places["facility_id"] == one, 29.9),
            precision_m=places["precision_m"].mask(places["facility_id"] == one, 10.0),
        )
    moved = areas_of(replace(view, places=places), measure)
    asked = areas_of(view, measure)
    assert moved.shapes.geometry.tolist() == asked.shapes.geometry.tolist()
    assert asked.left_out >= len(protected)
    assert asked.drawn + asked.left_out == len(coverage.sought(view))


def test_an_approximate_place_has_two_areas_and_an_exact_one_has_one(view, measure):  # noqa: F811
    assert set(areas_of(view, measure, "casa-sur").shapes["bound"]) == {"exact"}
    places = view.places.assign(
        precision_m=view.places["precision_m"].mask(view.places["facility_id"] == "casa-sur", 400.0)
    )
    shapes = areas_of(replace(view, places=places), measure, "casa-sur").shapes
    for minutes in coverage.AREA_MINUTES:
        at = shapes[shapes["minutes"] == minutes].set_index("bound").geometry
        assert at["possible"].buffer(1e-5).contains(at["certain"])
        assert at["possible"].area > at["certain"].area


@pytest.mark.parametrize("minutes", [(), (0,), (15, 121)])
def test_minutes_are_checked(view, measure, minutes):  # noqa: F811
    with pytest.raises(FilterError, match="from 1 to 120"):
        areas_of(view, measure, minutes=minutes)


def test_every_area_says_what_it_rests_on(view, measure, tmp_path):  # noqa: F811
    path = tmp_path / "a.geojson"
    write_areas(view, path, measure, areas_of(view, measure))
    made = json.loads(path.read_text(encoding="utf-8"))
    assert made == json.loads(json.dumps(area_features(view, measure, areas_of(view, measure))))
    for one in made["features"]:
        said = one["properties"]
        assert (said["of"], said["way"], said["mode"]) == ("places", "to", "foot")
        assert said["assumed_wait_minutes"] == {"puente": 5}
        assert said["licence"] == "ODbL-1.0"
        assert said["counted"]
        assert said["data_date"] == view.made
        assert shapely.from_geojson(json.dumps(one["geometry"])).is_valid
    with pytest.raises(ExportError, match=r"written as \.geojson"):
        write_areas(view, tmp_path / "a.kml", measure, areas_of(view, measure))
