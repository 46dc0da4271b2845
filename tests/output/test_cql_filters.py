"""CQL2, as text and as JSON, over the places of the bundled package."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.base.errors import FilterError
from atlas.data import load
from atlas.output.ogc import collections_of
from atlas.output.ogc.cql_filter import LONGEST, read_filter, rows_that_meet
from atlas.output.ogc.cql_values import like
from atlas.places.filters import Filter
from atlas.places.view import make_view

BOX = (-117.2, 32.4, -116.5, 32.6)
RING = "-117.2 32.4, -116.5 32.4, -116.5 32.6, -117.2 32.6, -117.2 32.4"


@pytest.fixture(scope="module")
def places():
    return collections_of(make_view(load(), Filter().lifted()))["places"]


def found(places, text, language=""):
    condition = read_filter(text, language, places)
    return set(rows_that_meet(condition, places, range(len(places))))


def expected(places, test):
    return {i for i, row in enumerate(places.rows) if test(row)}


def in_box(places):
    return {
        i
        for i, shape in enumerate(places.geometries)
        if shape and BOX[0] <= shape.x <= BOX[2] and BOX[1] <= shape.y <= BOX[3]
    }


def is_shelter(row):
    return row["kind"] == "shelter"


TEXTS = [
    ("kind = 'shelter'", is_shelter),
    ("\"kind\"='shelter'", is_shelter),
    ("kind <> 'shelter'", lambda row: row["kind"] != "shelter"),
    ("NOT (kind = 'shelter')", lambda row: row["kind"] != "shelter"),
    ("not not kind = 'shelter'", is_shelter),
    # AND binds more strongly than OR, whichever comes first.
    (
        "kind = 'shelter' OR kind = 'health' AND side = 'US'",
        lambda row: is_shelter(row) or (row["kind"] == "health" and row["side"] == "US"),
    ),
    (
        "side = 'US' AND kind = 'health' OR kind = 'shelter'",
        lambda row: is_shelter(row) or (row["kind"] == "health" and row["side"] == "US"),
    ),
    (
        "(kind = 'shelter' OR kind = 'health') AND side = 'US'",
        lambda row: row["kind"] in ("shelter", "health") and row["side"] == "US",
    ),
    ("capacity > 100", lambda row: (row["capacity"] or 0) > 100),
    ("capacity >= -1.5e2", lambda row: row["capacity"] is not None),
    # What is not known is neither equal nor different.
    ("NOT (capacity > 100)", lambda row: row["capacity"] is not None and row["capacity"] <= 100),
    ("capacity IS NULL", lambda row: row["capacity"] is None),
    ("capacity IS NOT NULL", lambda row: row["capacity"] is not None),
    ("capacity BETWEEN 50 AND 100", lambda row: 50 <= (row["capacity"] or 0) <= 100),
    (
        "capacity NOT BETWEEN 50 AND 100 AND side = 'MX'",
        lambda row: row["capacity"] is not None
        and not 50 <= row["capacity"] <= 100
        and row["side"] == "MX",
    ),
    ("kind IN ('shelter', 'health')", lambda row: row["kind"] in ("shelter", "health")),
    ("kind NOT IN ('shelter')", lambda row: row["kind"] != "shelter"),
    ("services LIKE '%legal_aid%'", lambda row: "legal_aid" in (row["services"] or "")),
    ("name LIKE 'Casa%'", lambda row: row["name"].startswith("Casa")),
    ("name NOT LIKE 'Casa%'", lambda row: not row["name"].startswith("Casa")),
    ("CASEI(name) LIKE CASEI('%CASA%')", lambda row: "casa" in row["name"].casefold()),
    ("casei(kind) = casei('SHELTER')", is_shelter),
    ("side_certain = TRUE", lambda row: row["side_certain"]),
    ("status_date >= '2026'", lambda row: (row["status_date"] or "") >= "2026"),
    (
        "status_date >= DATE('2026-01-01')",
        lambda row: (row["status_date"] or "") >= "2026",
    ),
    (
        "status_date < TIMESTAMP('2024-01-01T00:00:00Z')",
        lambda row: "" < (row["status_date"] or "") < "2024",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "test"), TEXTS, ids=[text for text, _ in TEXTS])
def test_text_keeps_the_rows_that_it_says(places, text, test):
    rows = expected(places, test)
    assert found(places, text) == rows
    assert 0 < len(rows) < len(places)


def test_a_quote_inside_a_text_is_written_twice(places):
    assert found(places, "name = 'O''Brien'") == set()


def prop(name):
    return {"property": name}


JSONS = [
    ({"op": "=", "args": [prop("kind"), "shelter"]}, is_shelter),
    ({"op": "not", "args": [{"op": "=", "args": [prop("kind"), "shelter"]}]},
     lambda row: row["kind"] != "shelter"),
    ({"op": "or", "args": [{"op": "=", "args": [prop("kind"), kind]} for kind in
                           ("shelter", "health", "legal_aid")]},
     lambda row: row["kind"] in ("shelter", "health", "legal_aid")),
    ({"op": "in", "args": [prop("kind"), ["shelter", "health"]]},
     lambda row: row["kind"] in ("shelter", "health")),
    ({"op": "like", "args": [prop("name"), "Casa%"]}, lambda row: row["name"].startswith("Casa")),
    ({"op": "isNull", "args": [prop("capacity")]}, lambda row: row["capacity"] is None),
    ({"op": "between", "args": [prop("capacity"), 50, 100]},
     lambda row: 50 <= (row["capacity"] or 0) <= 100),
    ({"op": ">=", "args": [prop("status_date"), {"date": "2026-01-01"}]},
     lambda row: (row["status_date"] or "") >= "2026"),
    ({"op": "=", "args": [{"op": "casei", "args": [prop("kind")]},
                          {"op": "casei", "args": ["SHELTER"]}]}, is_shelter),
]  # fmt: skip


@pytest.mark.parametrize(("tree", "test"), JSONS)
def test_json_keeps_the_rows_that_it_says(places, tree, test):
    rows = expected(places, test)
    assert found(places, json.dumps(tree), "cql2-json") == rows
    assert 0 < len(rows) < len(places)


def test_a_geometry_is_met_as_text_and_as_json(places):
    rows = in_box(places)
    ring = [[float(number) for number in pair.split()] for pair in RING.split(",")]
    texts = [
        f"S_INTERSECTS(geometry, POLYGON(({RING})))",
        f"s_intersects(geometry, BBOX({','.join(map(str, BOX))}))",
        f"S_WITHIN(geometry, MULTIPOLYGON((({RING}))))",
    ]
    trees = [
        {"op": "s_intersects", "args": [prop("geometry"), {"bbox": list(BOX)}]},
        {"op": "s_intersects",
         "args": [prop("geometry"), {"type": "Polygon", "coordinates": [ring]}]},
    ]  # fmt: skip
    for text in texts:
        assert found(places, text) == rows
    for tree in trees:
        assert found(places, json.dumps(tree), "cql2-json") == rows
    outside = found(places, f"NOT S_INTERSECTS(geometry, POLYGON(({RING})))")
    pointless = {i for i, shape in enumerate(places.geometries) if shape is None}
    assert pointless, "such a place is neither inside nor outside"
    assert outside == set(range(len(places))) - rows - pointless


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "at its end"),
        ("kind =", "at its end"),
        ("kind", "at its end"),
        ("kind = 'a' AND", "at its end"),
        ("kind = 'shelter", "no CQL2 text, at"),
        ("nope = 1", "'nope' is no property; allowed: facility_id, name"),
        ("kind = 1", "a string cannot be compared with a number by ="),
        ("capacity = 'x'", "a number cannot be compared with a string by ="),
        ("geometry = 'x'", "a geometry cannot be compared with a string"),
        ("name LIKE name", "LIKE takes a property that is a text, and a pattern in quotes"),
        ("capacity LIKE '1%'", "LIKE takes a property that is a text"),
        ("CASEI(capacity) = 'a'", "CASEI takes a text, no number"),
        ("S_INTERSECTS(kind, POINT(1 2))", "takes the property geometry and a geometry"),
        ("S_INTERSECTS(geometry, POINT(1))", "POINT has coordinates that make no geometry"),
        ("S_INTERSECTS(geometry, POLYGON((1 2, 3 4)))", "make no geometry"),
        ("S_INTERSECTS(geometry, BBOX(1,2,3))", "BBOX takes west, south, east and north"),
        ("status_date > DATE('soon')", "is no day; write DATE('2026-05-01')"),
        ("status_date > TIMESTAMP('soon')", "is no time; write TIMESTAMP("),
        ("__import__('os').system('id')", "no CQL2 text, at"),
        ("kind = 'a'; DROP TABLE places", "no CQL2 text, at"),
        ("NOT " * 100 + "kind = 'a'", "nested more than"),
        ("NOT " * 900 + "kind = 'a'", "cannot be read as CQL2 text"),
        ("kind = '" + "a" * LONGEST + "'", "characters; at most 4000 are read"),
    ],
)
def test_text_that_cannot_be_used_is_refused_in_one_line(places, text, words):
    with pytest.raises(FilterError) as refused:
        read_filter(text, "cql2-text", places)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "3", "null", '"kind"', "{}", '{"op": "eval", "args": ["1"]}',
        '{"op": "=", "args": [{"property": ["a"]}, 1]}', '{"op": "=", "args": 1}',
        '{"op": "=", "args": [{"property": "kind"}]}',
        '{"op": "like", "args": [{"property": "kind"}]}',
        '{"op": "t_after", "args": [{"property": "status_date"}, {"date": "2026-01-01"}]}',
        '{"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": [1, "x", 2, 3]}]}',
        '{"op": "s_intersects", "args": [{"property": "geometry"},'
        ' {"type": "Polygon", "coordinates": [[[1]]]}]}',
        '{"op": "=", "args": [{"function": {"name": "exec", "arguments": ["x"]}}, "x"]}',
        '{"op": "in", "args": [{"property": "kind"}, []]}', '{"property": "side_certain"}',
        '{"op": "not", "args": [' * 90 + "1" + "]}" * 90, "[" * 3000,
    ],
)  # fmt: skip
def test_json_that_cannot_be_used_is_refused_in_one_line(places, text):
    with pytest.raises(FilterError) as refused:
        read_filter(text, "cql2-json", places)
    assert str(refused.value).startswith("filter: ")
    assert "\n" not in str(refused.value)


@given(st.text(max_size=60))
def test_no_text_does_harm(text):
    places = collections_of(once())["places"]
    for language in ("cql2-text", "cql2-json"):
        try:
            read_filter(text, language, places)
        except FilterError as error:
            assert "\n" not in str(error)  # noqa: PT017


_MADE = []


def once():
    """The view for hypothesis, which takes no fixture of a module."""
    if not _MADE:
        _MADE.append(make_view(load(), Filter().lifted()))
    return _MADE[0]


def by_definition(pattern, text):
    """LIKE as it is defined, letter by letter."""
    if not pattern:
        return not text
    if pattern[0] == "%":
        return any(by_definition(pattern[1:], text[i:]) for i in range(len(text) + 1))
    if pattern[0] == "\\" and len(pattern) > 1:
        return bool(text) and text[0] == pattern[1] and by_definition(pattern[2:], text[1:])
    return bool(text) and pattern[0] in ("_", text[0]) and by_definition(pattern[1:], text[1:])


@given(st.text("ab%_\\.*\n", max_size=7), st.text("ab%_\\.*\n", max_size=7))
def test_like_is_what_it_is_defined_to_be(pattern, text):
    assert like(pattern)(text) == by_definition(pattern, text)


def test_no_pattern_takes_long():
    meets = like("%a" * 1500 + "b")
    began = time.perf_counter()
    assert not meets("a" * 20_000)
    assert time.perf_counter() - began < 2, "a regular expression of it would not end"


def test_a_long_chain_is_not_a_deep_one(places):
    text = " OR ".join(["kind = 'shelter'"] * 150)
    assert len(text) < LONGEST
    assert found(places, text) == expected(places, is_shelter)
