"""The filter: what it reads, what it keeps, and that its counts are true."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.base.errors import FilterError
from atlas.base.public_address import BASE_URL
from atlas.places.filtering import apply, facet_counts
from atlas.places.filters import (
    FACETS,
    LEFT_OUT,
    Dropped,
    Filter,
    from_params,
    from_query,
    link_params,
    options,
    parse_point,
    strict,
)
from atlas.spatial.geodesy import distances_m

CHOICES = {
    "corridor": ("east", "west"),
    "side": ("AA", "BB"),
    "kind": ("shelter", "health"),
    "service": ("food", "health", "lodging"),
    "population": ("all", "women"),
    "level": ("state", "municipal"),
    "status": ("open", "closed"),
    "spoken": ("es", "ht"),
    "access": ("walk_in", "referral"),
    "near": ("bridge", "gate"),
}
CROSSINGS = pd.DataFrame(
    {"crossing_id": ["bridge", "gate"], "lon": [-106.5, -106.4], "lat": [31.75, 31.76]}
)
COLUMNS = {
    "corridor": "corridor_id",
    "service": "services",
    "population": "populations",
    "spoken": "languages",
}


def subset(codes):
    return st.lists(st.sampled_from(codes), unique=True).map(tuple)


dates = st.sampled_from(["", "2019", "2024", "2024-02", "2024-02-29", "2025-12-31"])
points = st.tuples(st.floats(-90, 90, allow_nan=False), st.floats(-180, 180, allow_nan=False)).map(
    lambda point: f"{point[0]:.5f},{point[1]:.5f}"
)
filters = st.builds(
    Filter,
    **{name: subset(options(CHOICES, name)) for name in FACETS},
    phone=st.booleans(),
    verified_since=dates,
    near=st.one_of(st.sampled_from(["", "bridge", "gate"]), points),
    max_km=st.none() | st.floats(0.001, 20_000, exclude_min=True),
    q=st.text(max_size=30).filter(lambda text: text.isprintable()),
    lang=st.sampled_from(["es", "en"]),
)
code_lists = st.lists(st.sampled_from(CHOICES["service"]), unique=True).map(";".join)
place = st.fixed_dictionaries(
    {
        "corridor_id": st.sampled_from(["east", "west", ""]),
        "side": st.sampled_from(["AA", "BB", ""]),
        "kind": st.sampled_from(CHOICES["kind"]),
        "role": st.sampled_from(["support", "authority", "enforcement"]),
        "level": st.sampled_from(["state", "municipal", ""]),
        "status": st.sampled_from(["open", "closed"]),
        "services": code_lists,
        "populations": st.sampled_from(["", "all", "women", "all;women"]),
        "languages": st.sampled_from(["", "es", "es;ht"]),
        "access": st.sampled_from(["", "walk_in", "referral"]),
        "phone": st.sampled_from(["", "+52 656 123 4567 [2018]"]),
        "status_date": dates,
        "lon": st.none() | st.floats(-107, -106),
        "lat": st.none() | st.floats(31, 32),
        "nearest_crossing_km": st.none() | st.floats(0, 50),
        "search_text": st.sampled_from(["casa migrante", "clinica", ""]),
    }
)


def frame(rows):
    columns = ["corridor_id", "side", "kind", "role", "level", "status", "services", "populations",
               "languages", "access", "phone", "status_date",
               "lon", "lat", "nearest_crossing_km", "search_text"]  # fmt: skip
    numbers = ["lon", "lat", "nearest_crossing_km"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(numbers, "float64"))


places = st.lists(place, max_size=12).map(frame)


def keeps(row, chosen):
    """Decide one row the slow and plain way."""
    for facet in FACETS:
        wanted = set(getattr(chosen, facet))
        if not wanted and facet in LEFT_OUT and row[LEFT_OUT[facet][0]] == LEFT_OUT[facet][1]:
            return False
        if (
            wanted
            and "any" not in wanted
            and wanted.isdisjoint(row[COLUMNS.get(facet, facet)].split(";"))
        ):
            return False
    if chosen.phone and not row["phone"]:
        return False
    first_day = (row["status_date"] + "-01-01")[:10] if row["status_date"] else ""
    if chosen.verified_since and first_day < (chosen.verified_since + "-01-01")[:10]:
        return False
    if chosen.max_km is not None and not distance(row, chosen) <= chosen.max_km:
        return False
    return all(word in row["search_text"] for word in chosen.q.split())


def distance(row, chosen):
    if not chosen.near:
        return row["nearest_crossing_km"]
    lat, lon = (
        parse_point(chosen.near)
        or CROSSINGS.set_index("crossing_id").loc[chosen.near, ["lat", "lon"]]
    )
    return distances_m([row["lon"]], [row["lat"]], lon, lat)[0] / 1000


@given(filters)
def test_link_reopens_the_same_filter(chosen):
    assert from_params(chosen.to_params(), CHOICES) == (chosen, ())
    assert from_query(chosen.to_query(), CHOICES) == (chosen, ())


def test_default_filter_has_an_empty_link():
    assert Filter().to_query() == ""


def test_link_at_the_public_address_always_says_the_language(monkeypatch):
    chosen = Filter(kind=("shelter",), near="32.5,-117.0")
    monkeypatch.delenv(BASE_URL, raising=False)
    assert chosen.web_link() == ""
    monkeypatch.setenv(BASE_URL, "https://atlas.example.org/")
    link = chosen.web_link()
    assert link == "https://atlas.example.org/?kind=shelter&near=32.5,-117.0&lang=es"
    assert from_query(link.split("?")[1], CHOICES) == (chosen, ())
    assert Filter().web_link() == "https://atlas.example.org/?lang=es"


def test_equal_choices_are_equal_filters():
    assert Filter(kind=("shelter", "health", "health")) == Filter(kind=("health", "shelter"))
    assert Filter(near="32.5, -117.0") == Filter(near="32.5,-117.0")


@given(places, filters.map(lambda chosen: Filter(**{**as_dict(chosen), "q": ""})))
def test_apply_keeps_what_the_plain_rules_keep(table, chosen):
    kept = apply(table, chosen, crossings=CROSSINGS)
    expected = [i for i, row in table.iterrows() if keeps(row, chosen)]
    assert kept.index.tolist() == expected


@given(places, filters.map(lambda chosen: Filter(**{**as_dict(chosen), "q": "casa"})))
def test_facet_counts_are_what_choosing_the_value_gives(table, chosen):
    counts = facet_counts(table, chosen, CHOICES, crossings=CROSSINGS)
    for facet in FACETS:
        for code in CHOICES[facet]:
            alone = Filter(**{**as_dict(chosen), facet: (code,)})
            assert counts[facet][code] == len(apply(table, alone, crossings=CROSSINGS))


def as_dict(chosen):
    return {name: getattr(chosen, name) for name in Filter.__slots__}


def test_place_without_a_point_is_never_within_a_distance():
    table = frame([{"kind": "shelter", "lon": None, "lat": None}])
    assert len(apply(table, Filter(near="bridge"), crossings=CROSSINGS)) == 1
    assert len(apply(table, Filter(near="bridge", max_km=1000), crossings=CROSSINGS)) == 0


def test_near_adds_the_distance():
    table = frame([{"lon": -106.4, "lat": 31.76}])
    km = apply(table, Filter(near="bridge"), crossings=CROSSINGS)["near_km"].item()
    assert km == pytest.approx(9.54, abs=0.01)


@pytest.mark.parametrize(
    ("params", "field", "value", "allowed"),
    [
        ({"corridor": ["east", "north"]}, "corridor", "north", "east, west"),
        ({"phone": "no"}, "phone", "no", "yes"),
        ({"spoken": "xx"}, "spoken", "xx", "ht"),
        ({"verified_since": "yesterday"}, "verified_since", "yesterday", "2025-04"),
        ({"verified_since": "0202"}, "verified_since", "0202", "2025-04"),
        ({"verified_since": "2025-13"}, "verified_since", "2025-13", "2025-04"),
        ({"near": "91,0"}, "near", "91,0", "latitude,longitude"),
        ({"near": "moon"}, "near", "moon", "bridge, gate"),
        ({"max_km": "nan"}, "max_km", "nan", "above 0"),
        ({"max_km": "-1"}, "max_km", "-1", "above 0"),
        ({"max_km": "far"}, "max_km", "far", "above 0"),
        ({"q": "x" * 201}, "q", "x" * 201, "200 characters"),
        ({"lang": "xx"}, "lang", "xx", "es, en, ht, pt, fr"),
    ],
)
def test_value_that_cannot_be_used_is_dropped_with_a_notice(params, field, value, allowed):
    chosen, dropped = from_params(params, CHOICES)
    assert dropped == (Dropped(field, value, dropped[0].allowed),)
    assert allowed in dropped[0].allowed
    assert value not in str(chosen)
    with pytest.raises(FilterError, match=f"^{field}: "):
        strict(params, CHOICES)


def test_names_that_are_no_field_are_left_alone():
    assert from_params({"utm_source": "mail", "id": "x"}, CHOICES) == (Filter(), ())


def test_unknown_crossing_in_a_hand_made_filter_is_refused():
    with pytest.raises(FilterError, match="'moon' is neither a crossing"):
        apply(frame([{}]), Filter(near="moon"), crossings=CROSSINGS)


@pytest.mark.parametrize(
    "link",
    [
        "side=MX&kind=health&kind=shelter",
        "?side=MX&kind=health&kind=shelter",
        "#side=MX&kind=health&kind=shelter",
        "https://atlas.example.org/corridor?side=MX&kind=health&kind=shelter#crossings",
        "file:///home/ana/map.html#side=MX&kind=health&kind=shelter",
    ],
)
def test_a_link_is_read_as_it_is_copied(link):
    assert link_params(link) == {"side": ["MX"], "kind": ["health", "shelter"]}


def test_a_link_without_parameters_asks_for_everything():
    assert link_params("https://atlas.example.org/") == {}
    with pytest.raises(FilterError, match="link: 'https://\\[x' cannot be used"):
        link_params("https://[x")
