"""Rules that are written twice, in Python and in the browser: both do the same with the same cases.

The cases stand in `cases/`; the tests of the modules (`*.test.js`) read them too. What can be tried
with many values is tried with many, here, against node.
"""

import gzip
import json
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from rapidfuzz.distance import OSA
from shapely import LineString

from atlas.base import text_search
from atlas.base.dated_phones import Phone, dialled, phones_in
from atlas.base.spreadsheet import neutralise
from atlas.base.text_search import JOINT, fold, matches
from atlas.curation.calls import REPEATED
from atlas.output.figures import marks
from atlas.places.filtering import apply, facet_counts
from atlas.places.filters import LEFT_OUT, Filter, from_query, parse_point
from atlas.places.searched_text import phone_digits
from atlas.places.status import FILLS, evidence, status_words
from atlas.spatial.streets import CLASSES, Layer, Shape, StreetPack, encode
from atlas.spatial.streets.street_names import NamedPack, keys_of
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


def test_numbered_marks_are_moved_apart_alike():
    given = cases("apart")
    asked = [
        [one["points"], 10, 26, one["fixed"], [one["line"]] if one["line"] else []] for one in given
    ]
    for one, moved in zip(given, call("map/moving-apart.js", "apart", asked), strict=True):
        line = LineString(one["line"]) if one["line"] else LineString()
        fixed = np.array(one["fixed"], dtype=float).reshape(-1, 2)
        wanted = marks.apart(np.array(one["points"], dtype=float), 10.0, fixed, line)
        assert np.array(moved) == pytest.approx(wanted, abs=1e-3), one["what"]


def test_text_folds():
    for case in cases("search")["fold"]:
        assert fold(case["text"]) == case["folded"]


def test_telephones_come_apart():
    for case in cases("phones")["cells"]:
        assert phones_in(case["cell"]) == [Phone(*one) for one in case["phones"]]


def test_only_a_number_is_dialled():
    for text, digits in cases("phones")["dialled"]:
        assert dialled(text) == digits


def test_calls_without_an_answer_are_said_from_as_many_on():
    given = cases("calls")
    assert given["repeated"] == REPEATED
    for lang, texts in given["strings"].items():
        assert texts == {key: strings()[lang][key] for key in texts}


def test_words_are_so_many_edits_apart():
    for case in cases("search")["within"]:
        assert (OSA.distance(case["a"], case["b"]) <= case["limit"]) == case["within"], case


def test_a_query_finds(monkeypatch):
    given = cases("search")
    monkeypatch.setattr(text_search, "stop_words", lambda: frozenset(given["stop_words"]))
    texts = [_line(text) for text in given["texts"]]
    for case in given["queries"]:
        found = matches(case["query"], texts, given["known"])
        assert found.astype(int).tolist() == case["found"], case["query"]


def _line(text):
    """Fold a text, but for the marks that join the words of its phrases."""
    return " ".join(JOINT.join(map(fold, word.split(JOINT))) for word in text.split())


def test_telephone_numbers_are_searched_by_their_digits():
    for case in cases("search")["phones"]:
        assert phone_digits(case["cell"]) == case["digits"]


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
    known = {
        word
        for name in SEARCHED.values()
        for term in given["vocab"][name].values()
        for word in fold(" ".join(term.values())).split()
    }
    places = places.assign(search_text=_searched(places, given["vocab"]))
    crossings = pd.DataFrame(given["crossings"]).rename(columns={"id": "crossing_id"})
    for case in given["cases"]:
        chosen, dropped = from_query(case["query"], given["choices"])
        assert not dropped
        kept = apply(places, chosen, crossings=crossings, known=known)
        assert kept["facility_id"].tolist() == case["kept"], case["query"]
        counts = facet_counts(places, chosen, given["choices"], crossings=crossings, known=known)
        assert counts == case["counts"], case["query"]
        assert left_out(places, chosen, crossings=crossings) == case["left_out"], case["query"]


def _searched(places, vocab):
    """Write what a search looks through the plain way."""
    texts = ["name", "name_en", "operator", "address", "municipality"]

    def words(row):
        for column, name in SEARCHED.items():
            for code in filter(None, row[column].split(";")):
                yield from vocab[name][code].values()

    return [
        fold(" ".join([*(row[name] for name in texts), *words(row)]))
        for row in places.to_dict("records")
    ]


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


# Streets


def read_pack(content):
    """Give a pack as the browser reads it; typed arrays are written as objects."""
    (read,) = call("map/street-pack.js", "readPack", [[content]])
    for layer in read["layers"]:
        layer |= {key: list(some.values()) for key, some in layer.items() if isinstance(some, dict)}
    return read


def test_a_pack_is_read_as_it_was_written():
    rng = np.random.default_rng(28)
    lines = [rng.integers(-(2**20), 2**30, (n, 2)) for n in (1, 2, 40)]
    layers = {
        "minor": Layer(["", "Calle Ñandú", "</script>{{7}}"], lines),
        "school": Layer(["Escuela"], [np.array([[5, -7]])]),
    }
    pack = StreetPack((-117.1, 32.4), (3e-8, 5e-8), layers)
    read = read_pack(list(gzip.decompress(encode(pack))))
    assert [one["name"] for one in read["layers"]] == list(layers)
    for one, layer in zip(read["layers"], layers.values(), strict=True):
        assert [one["names"][name] for name in one["called"]] == layer.names
        for n, steps in enumerate(layer.lines):
            points = slice(*one["ends"][n : n + 2])
            xs, ys = one["xs"][points], one["ys"][points]
            lon, lat = pack.degrees(steps).T
            y = 0.5 - np.arcsinh(np.tan(np.radians(lat))) / (2 * np.pi)
            assert np.allclose(xs, lon / 360 + 0.5, atol=1e-12)
            assert np.allclose(ys, y, atol=4e-10), "0.01 px at the nearest zoom"
            assert one["boxes"][4 * n : 4 * n + 4] == [min(xs), min(ys), max(xs), max(ys)]


def test_names_are_parted_by_the_same_keys():
    rng = np.random.default_rng(40)
    words = texts_of("aábcdñ5", 60, 6)
    names = [f"Calle {' '.join(rng.choice(words, 2))}".strip() for _ in range(300)]
    names += ["Calle", "Café 5 de Mayo", "Straße", "道路 1", "", "-"]
    layers = {
        name: Layer(names, [np.array([[0, 0], [5, 5]])] * len(names))
        for name in ("minor", "suburb")
    }
    pack = StreetPack((-117.1, 32.4), (1e-5, 1e-5), layers | {"school": layers["minor"]})
    content = list(gzip.decompress(encode(pack)))
    (found,) = call("map/street-parts.js", "partsOf", [[[read_pack(content)]]])
    parts = {}
    for name, keys in keys_of({one for one in names if one}).items():
        for key in keys:
            parts.setdefault(key, []).append(name)
    assert {key: {line["name"] for line in some} for key, some in found.items()} == {
        key: set(some) for key, some in parts.items()
    }
    assert "Calle" in parts["cal"]
    assert "caf" in parts
    named = NamedPack(pack)
    assert {key for key in found if named.part(key)} == set(parts)


def test_classes_show_from_the_same_zoom_on_the_screen_and_on_paper():
    looks = constant("map/street-painting.js", "STREET_LOOKS")
    drawn = {one.name: one.zoom for one in CLASSES if one.shape is not Shape.POINT}
    assert {name: look["zoom"] for name, look in looks.items()} == drawn
