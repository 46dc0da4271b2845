"""Hours, time zones and towns as the browser gets them."""

from dataclasses import replace

import pandas as pd
import pytest

from atlas.data import load
from atlas.places.filters import Filter
from atlas.places.view import make_view, select
from atlas.webmap import payload
from atlas.webmap.visit_payload import towns, weeks


@pytest.fixture(scope="module")
def package():
    return load()


@pytest.fixture(scope="module")
def value(package):
    return payload(make_view(package))


def test_hours_become_minutes_from_monday_and_those_of_no_week_are_left_out():
    hours = ["", "Mo,Su 09:00-13:00", "Fr 22:00-02:00", "sunrise-sunset", "Mo,Su 09:00-13:00"]
    assert weeks(pd.DataFrame({"hours": hours})) == {
        "Mo,Su 09:00-13:00": [(540, 780), (6 * 1440 + 540, 6 * 1440 + 780)],
        "Fr 22:00-02:00": [(4 * 1440 + 1320, 5 * 1440), (5 * 1440, 5 * 1440 + 120)],
    }
    assert weeks(pd.DataFrame({"name": ["a"]})) == {}


def test_every_corridor_names_the_zones_of_its_sides(value):
    assert {one["id"]: one["zones"] for one in value["corridors"]} == {
        "tijuana-san-diego": {"MX": "America/Tijuana", "US": "America/Los_Angeles"},
        "juarez-el-paso": {"MX": "America/Ciudad_Juarez", "US": "America/Denver"},
        "tapachula-tecun-uman": {"MX": "America/Mexico_City", "GT": "America/Guatemala"},
    }


def test_a_package_without_zones_names_none(package):
    older = package.corridors.drop(columns=["timezone_a", "timezone_b"])
    found = payload(make_view(replace(package, corridors=older)))
    assert all("zones" not in corridor for corridor in found["corridors"])


def test_towns_are_those_of_places_without_a_point(package, value):
    view = make_view(package).lifted
    pointless = view.places[view.places["lon"].isna()]
    named = set(pointless["municipality"] + ", " + pointless["admin1"])
    assert value["towns"].keys() <= named
    assert value["towns"]["Juárez, Chihuahua"] == (-106.4608, 31.7202)
    missing = pointless[
        ~(pointless["municipality"] + ", " + pointless["admin1"]).isin(value["towns"])
    ]
    assert not missing["municipality_code"].isin(view.localities["municipality_code"]).any()
    assert towns(view, view.places[view.places["lon"].notna()]) == {}


def test_the_badge_of_a_town_tells_nothing_of_where_a_protected_place_is(value, package):
    """The point of a town comes from the towns, never from a place."""
    known = zip(package.localities["lon"].round(4), package.localities["lat"].round(4), strict=True)
    assert set(value["towns"].values()) <= set(known)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_filter_of_the_bundled_places_asks_for_phone_and_visit(lang):
    some = select(phone=True, lang=lang).places
    assert len(some)
    assert (some["phone"] != "").all()
    assert select(phone=False).filter == Filter()
    assert set(select(access="walk_in").places["access"]) == {"walk_in"}
    assert all("ht" in one.split(";") for one in select(spoken=["ht"]).places["languages"])
