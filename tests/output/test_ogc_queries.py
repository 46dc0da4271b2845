"""What a request asks of a collection: boxes, dates, pages, properties; without a server."""

import json

import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from atlas.base.errors import FilterError
from atlas.data import load
from atlas.output.exports import export_columns
from atlas.output.ogc import COLLECTIONS, collections_of, feature_collection
from atlas.output.ogc.feature_query import MOST, matching_rows, read_query
from atlas.output.ogc.service_documents import Site, items
from atlas.output.ogc.status_dates import asked_days, days_of
from atlas.places.filters import Filter
from atlas.places.view import make_view

SITE = Site("https://example.org/ogc", "en")


@pytest.fixture(scope="module")
def view():
    return make_view(load(), Filter(lang="en").lifted())


@pytest.fixture(scope="module")
def collections(view):
    return collections_of(view)


def ids(collection, **params):
    """The ids of the features that meet a query; `filter_lang` stands for `filter-lang`."""
    query = read_query({name.replace("_", "-"): [one] for name, one in params.items()}, collection)
    return [collection.ids[row] for row in matching_rows(collection, query)]


def test_every_collection_holds_the_rows_of_the_view_each_once(view, collections):
    assert tuple(collections) == COLLECTIONS
    for name, collection in collections.items():
        assert len(collection) == len(getattr(view, name)) > 0
        assert len(set(collection.ids)) == len(collection)
    assert list(collections["places"].ids) == list(view.places["facility_id"])


def test_features_are_those_of_the_export(view, collections):
    """Values and positions; only missing texts, and the dates that are no status dates, differ."""
    features = json.loads(json.dumps(feature_collection(collections["places"])))["features"]
    table = export_columns.places(export_columns.clean(view)[0], labels=False).frame
    for feature, (_, row) in zip(features, table.iterrows(), strict=True):
        where = feature["geometry"]
        if pd.isna(row["lon"]):
            assert where is None
        else:
            assert where == {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
        for name, value in feature["properties"].items():
            said = row[name]
            if value is None:
                assert pd.isna(said) or said == ""
            elif name in ("capacity_date", "contact_date"):
                assert value == said.replace("-", "")
            else:
                assert value == said
        assert set(feature["properties"]) == set(table) - {"lon", "lat"}


def test_no_date_but_the_status_date_looks_like_one(collections):
    """GDAL and QGIS would turn a condition on it into one on the status date."""
    for collection in collections.values():
        for row in collection.rows:
            looks = {
                name for name, value in row.items() if len(str(value)) == 10 and days_of(str(value))
            }
            assert looks <= {"status_date"}


def test_a_place_without_a_published_position_has_no_geometry(view, collections):
    withheld = view.places["sensitivity"] == "withheld"
    assert withheld.sum() > 20
    places = collections["places"]
    for row in withheld.to_numpy().nonzero()[0]:
        assert places.feature(int(row))["geometry"] is None


@given(
    st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90))
)
def test_a_box_gives_what_lies_in_it_also_across_the_antimeridian(edges):
    places = collections_of(make_view_once())["places"]
    west, south, east, north = edges
    south, north = min(south, north), max(south, north)

    def inside(point):
        if point is None or not south <= point.y <= north:
            return False
        return west <= point.x <= east if west <= east else point.x >= west or point.x <= east

    expected = [
        one for one, shape in zip(places.ids, places.geometries, strict=True) if inside(shape)
    ]
    flat = f"{west!r},{south!r},{east!r},{north!r}"
    high = f"{west!r},{south!r},-10,{east!r},{north!r},5e3"
    assert ids(places, bbox=flat) == ids(places, bbox=high) == expected


_MADE = {}


def make_view_once():
    """The view for hypothesis, which takes no fixture of a module."""
    if not _MADE:
        _MADE["view"] = make_view(load(), Filter(lang="en").lifted())
    return _MADE["view"]


@given(st.integers(1, 120), st.sampled_from(["", "MX"]))
def test_pages_together_are_everything_once_both_ways(limit, side):
    places = collections_of(make_view_once())["places"]
    params = {"limit": [str(limit)], **({"side": [side]} if side else {})}
    whole = [
        one
        for one, row in zip(places.ids, places.rows, strict=True)
        if not side or row["side"] == side
    ]
    pages = walk(places, params, "next")
    assert [one for page in pages for one in page] == whole
    assert all(pages)
    # From the last one alone, so that the first page may be shorter than the others.
    last = {**params, "offset": [str(len(whole) - 1)]}
    back = walk(places, last, "prev")
    assert [one for page in reversed(back) for one in page] == whole


def walk(collection, params, way):
    """Follow the links of one kind; give the ids page by page."""
    pages = []
    while params is not None:
        query = read_query(params, collection)
        document = items(SITE, collection, query, matching_rows(collection, query), params)
        assert document["numberReturned"] == len(document["features"]) <= query.limit
        pages.append([feature["id"] for feature in document["features"]])
        link = next((one["href"] for one in document["links"] if one["rel"] == way), None)
        params = link and parsed(link)
    return pages


def parsed(link):
    from urllib.parse import parse_qs, urlsplit

    return parse_qs(urlsplit(link).query, keep_blank_values=True)


def test_links_to_other_pages_keep_the_query(collections):
    params = {"limit": ["5"], "kind": ["shelter"], "bbox": ["-118,32,-116,33"], "lang": ["en"]}
    places = collections["places"]
    query = read_query(params, places)
    document = items(SITE, places, query, matching_rows(places, query), params)
    link = next(one["href"] for one in document["links"] if one["rel"] == "next")
    assert link.startswith("https://example.org/ogc/collections/places/items?")
    assert parsed(link) == {**params, "offset": ["5"]}


def test_more_than_the_most_are_never_given_at_once(collections):
    assert read_query({"limit": ["100000"]}, collections["localities"]).limit == MOST


@pytest.mark.parametrize(
    ("date", "days"),
    [
        ("2026", ("2026-01-01", "2026-12-31")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2026-05-01", ("2026-05-01", "2026-05-01")),
        ("2026-02-30", None),
        ("2026-13", None),
        ("0000", None),
        ("", None),
        ("20260501", None),
    ],
)
def test_a_partial_date_may_be_any_of_its_days(date, days):
    assert days_of(date) == days


@pytest.mark.parametrize(
    ("asked", "met"),
    [
        ("2026-05-01", {"2026", "2026-05", "2026-05-01"}),
        ("2026-05-01T12:00:00Z", {"2026", "2026-05", "2026-05-01"}),
        ("2026-05-02/..", {"2026", "2026-05"}),
        ("2026-06-01/", {"2026"}),
        ("../2025-12-31", {"2025"}),
        ("/2025", {"2025"}),
        ("2025/2026", {"2025", "2026", "2026-05", "2026-05-01"}),
        ("../..", {"2025", "2026", "2026-05", "2026-05-01"}),
    ],
)
def test_an_interval_is_met_by_every_date_that_may_lie_in_it(asked, met):
    first, last = asked_days(asked)
    dates = {one: days_of(one) for one in ("2025", "2026", "2026-05", "2026-05-01", "")}
    assert {
        one for one, days in dates.items() if days and days[0] <= last and days[1] >= first
    } == met


def test_datetime_asks_for_the_status_date_and_for_nothing_else(collections):
    places = collections["places"]
    expected = [
        one
        for one, row in zip(places.ids, places.rows, strict=True)
        if row["status_date"] and row["status_date"] + "-99" >= "2026-01"
    ]
    assert ids(places, datetime="2026-01-01/..") == expected
    assert 0 < len(expected) < len(places)
    day = max(
        row["status_date"] or "" for row in places.rows if len(row["status_date"] or "") == 10
    )
    for whole in (f"../{day}", f"{day}/..", day):
        met = ids(places, datetime=whole)
        assert all(
            one in met
            for one, row in zip(places.ids, places.rows, strict=True)
            if row["status_date"] == day
        ), "the ends of an interval are in it"
    undated = [row for row in places.rows if row["status_date"] is None]
    assert undated, "a place without a date is in no interval"


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"nope": ["1"]}, "'nope' is no parameter here; allowed: f, lang, limit"),
        ({"kind": ["a", "b"]}, "kind: it is given 2 times"),
        ({"limit": ["0"]}, "limit: '0' cannot be used; use a whole number from 1"),
        ({"limit": ["-1"]}, "limit: '-1' cannot"),
        ({"limit": ["1e3"]}, "limit: '1e3' cannot"),
        ({"limit": ["٣"]}, "limit: '٣' cannot"),
        ({"limit": ["9" * 5000]}, "limit: '999"),
        ({"offset": ["x"]}, "offset: 'x' cannot be used; use a whole number from 0"),
        ({"bbox": ["1,2,3"]}, "bbox: '1,2,3' cannot be used; use west,south,east,north"),
        ({"bbox": ["1,2,3,nan"]}, "bbox: '1,2,3,nan' cannot"),
        ({"bbox": ["1,2,3,4,5"]}, "bbox: '1,2,3,4,5' cannot"),
        ({"bbox": ["0,10,1,5"]}, "its south above its north"),
        ({"datetime": ["yesterday"]}, "datetime: 'yesterday' cannot be used; use 2026-05-01"),
        ({"datetime": ["2026/2025"]}, "datetime: '2026/2025' ends before it begins"),
        ({"datetime": ["2026/2026/2026"]}, "datetime: "),
        ({"capacity": ["many"]}, "capacity: 'many' is no"),
        ({"side_certain": ["yes"]}, "side_certain: 'yes' is no boolean"),
        ({"filter-lang": ["cql2-text"]}, "filter-lang: there is no filter"),
        ({"filter": ["kind='a'"], "filter-lang": ["sql"]}, "filter-lang: 'sql' cannot be used"),
        ({"filter": ["kind='a'"], "filter-crs": ["EPSG:3857"]}, "filter-crs: only"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(collections, params, words):
    with pytest.raises(FilterError) as refused:
        read_query(params, collections["places"])
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_datetime_is_refused_where_there_is_no_status_date(collections):
    with pytest.raises(FilterError, match="the features of municipalities have no status date"):
        read_query({"datetime": ["2026"]}, collections["municipalities"])


def test_outer_rings_run_as_geojson_wants_them(collections):
    for shape in collections["segments"].geometries:
        for part in shapely.get_parts(shape):
            assert part.exterior.is_ccw
