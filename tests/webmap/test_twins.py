"""Rules that are written twice, in Python and in the browser: both do the same with the same cases.

The cases stand in `cases/`; the tests of the modules (`*.test.js`) read them too. What can be tried
with many values is tried with many, here, against node.
"""

import json
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from rapidfuzz.distance import OSA

from atlas.base.spreadsheet import neutralise
from atlas.base.text_search import fold, matches, text_of_places
from atlas.places.filtering import apply, facet_counts
from atlas.places.filters import LEFT_OUT, Filter, from_query, parse_point
from atlas.places.status import FILLS, evidence, status_words
from atlas.webmap.column_codec import number_column, text_column
from atlas.webmap.payload import strings

from .node import HERE, call, constant


def cases(name):
    return json.loads((HERE / f"cases/{name}.json").read_text(encoding="utf-8"))


# The cases


def test_a_link_is_read_and_written():
    given = cases("filter")
    for case in given["cases"]:
        read, _ = from_query(case["query"], given["choices"])
        assert read == Filter(**case["filter"]), case["query"]
        assert read.to_query() == case["written"]


def test_a_point_is_read():
    for case in cases("filter")["points"]:
        point = case["point"] and (case["point"]["lat"], case["point"]["lon"])
        assert parse_point(case["text"]) == point, case["text"]


def test_text_folds():
    for case in cases("search")["fold"]:
        assert fold(case["text"]) == case["folded"]


def test_words_are_so_many_edits_apart():
    for case in cases("search")["within"]:
        assert (OSA.distance(case["a"], case["b"]) <= case["limit"]) == case["within"], case


def test_a_query_finds():
    given = cases("search")
    texts = [fold(text) for text in given["texts"]]
    for case in given["queries"]:
        assert matches(case["query"], texts).astype(int).tolist() == case["found"], case["query"]


def test_a_column_of_text_is_written():
    for case in cases("columns")["text"]:
        assert text_column(pd.Series(case["values"], dtype="str")) == case["written"]


def test_a_column_of_numbers_is_written():
    for case in cases("columns")["numbers"]:
        values = pd.Series(case["values"], dtype="float64")
        written = number_column(values, scale=case["scale"], delta=case["delta"])
        assert written == case["written"]


def test_formulas_are_marked():
    for case in cases("neutralise")["texts"]:
        assert neutralise(case["text"]) == case["safe"]


SEARCHED = {"kind": "kind", "services": "service", "populations": "population"}


def test_a_filter_keeps_and_counts():
    given = cases("places")
    places = pd.DataFrame(given["places"])
    numbers = ["lon", "lat", "nearest_crossing_km"]
    places = places.astype(dict.fromkeys(numbers, "float64"))
    words = {
        column: {code: f"{term['es']} {term['en']}" for code, term in given["vocab"][name].items()}
        for column, name in SEARCHED.items()
    }
    texts = ["name", "name_en", "operator", "address", "municipality"]
    places = places.assign(search_text=text_of_places(places, texts, words))
    crossings = pd.DataFrame(given["crossings"]).rename(columns={"id": "crossing_id"})
    for case in given["cases"]:
        chosen, dropped = from_query(case["query"], given["choices"])
        assert not dropped
        kept = apply(places, chosen, crossings=crossings)
        assert kept["facility_id"].tolist() == case["kept"], case["query"]
        counts = facet_counts(places, chosen, given["choices"], crossings=crossings)
        assert counts == case["counts"], case["query"]
        assert left_out(places, chosen, crossings=crossings) == case["left_out"], case["query"]


def left_out(places, chosen, *, crossings):
    """Count the plain way what only the defaults leave out, by facet."""
    kept = set(apply(places, chosen, crossings=crossings)["facility_id"])
    asked = {name: getattr(chosen, name) for name in LEFT_OUT}
    counts = {name: 0 for name, codes in asked.items() if not codes}
    for row in apply(places, chosen.lifted(), crossings=crossings).to_dict("records"):
        if row["facility_id"] in kept:
            continue
        first = next(name for name in counts if row[LEFT_OUT[name][0]] == LEFT_OUT[name][1])
        counts[first] += 1
    return counts


def test_a_status_is_said_and_drawn():
    given = cases("status")
    for lang, texts in given["strings"].items():
        assert texts == {key: strings()[lang][key] for key in texts}
    assert constant("map/symbols.js", "FILLS") == FILLS
    for case in given["cases"]:
        stated = case["status"], case["date"], case["made"]
        assert evidence(*stated) == case["evidence"], case
        assert {lang: status_words(*stated, lang) for lang in ("es", "en")} == {
            lang: case[lang] for lang in ("es", "en")
        }


# Many values


def texts_of(letters, n=3_000, longest=9):
    draw = np.random.default_rng(11)
    return ["".join(draw.choice(list(letters), draw.integers(longest))) for _ in range(n)]


def test_many_texts_are_marked_alike():
    signs = "='+-@\t\r\n\v\f;\" a1,\uff1d\uff0b\uff0d\uff20\u2028\u00a0\x1c\x85\ufeff\u200b\u180e"
    texts = texts_of(signs)
    assert call("base/spreadsheet.js", "neutralise", [[text] for text in texts]) == [
        neutralise(text) for text in texts
    ]
    assert sum(neutralise(text) != text for text in texts) > 500


@pytest.mark.parametrize(
    "letters",
    ["aAáÁñÑß\u0301 .-_'", "ﬁⅧİıΣς½²ªº\u202e日本ꜳǅ\u0915\u093f\u094d\ufe0f 1"],
    ids=["latin", "others"],
)
def test_many_texts_fold_alike(letters):
    texts = texts_of(letters)
    assert call("base/search.js", "fold", [[text] for text in texts]) == [
        fold(text) for text in texts
    ]


def test_many_words_are_compared_alike():
    words = texts_of("abc", 600, 11)
    pairs = [[a, b, limit] for a, b in pairwise(words) for limit in (0, 1, 2)]
    found = call("base/search.js", "withinEdits", pairs)
    assert found == [OSA.distance(a, b) <= limit for a, b, limit in pairs]
    assert sum(found) > 50


def test_distances_are_geodesic():
    draw = np.random.default_rng(5)
    near = draw.uniform((-118, 14), (-92, 33), (300, 2))
    far = near + draw.uniform(-9, 9, (300, 2))
    pairs = np.vstack([np.hstack([near, far]), np.hstack([near[:5]] * 2), [179, -80, -179, -80.5]])
    true = Geod(ellps="WGS84").inv(*pairs.T)[2] / 1000
    found = call("base/geodesy.js", "distanceKm", pairs.tolist())
    np.testing.assert_allclose(found, true, rtol=1e-5, atol=1e-6)
