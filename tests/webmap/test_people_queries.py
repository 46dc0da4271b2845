"""What people who look for help type, and the right answer: in Python and in the browser alike.

The table is `cases/queries.csv`. `codes` are those whose places are all found (`+` joins codes that
a place has both of), in `town` where one is named; whatever else is found bears the words itself.
`ids` are found among few. `meant` is what is offered where nothing is found.
"""

import csv
import json
import subprocess

import numpy as np
import pytest

from atlas.base.text_search import matches
from atlas.data import load
from atlas.data.place_columns import facet_columns
from atlas.places.did_you_mean import did_you_mean
from atlas.places.filters import Filter
from atlas.places.published import published_places
from atlas.places.searched_text import known_words
from atlas.places.view import make_view
from atlas.webmap.payload import payload

from .node import HERE, MODULES, node

with (HERE / "cases/queries.csv").open(encoding="utf-8", newline="") as file:
    QUERIES = list(csv.DictReader(file))
ANYTHING = Filter(kind=("any",), status=("any",))
FEW = 8
COLUMNS = {facet: column.name for facet, column in facet_columns().items()}
SCRIPT = """
import { readFileSync } from "node:fs";
import { makeModel } from "MODULES/state/model.js";
import { makeSuggester } from "MODULES/state/suggestions.js";
import { emptyFilter } from "MODULES/state/query.js";
const { payload, queries } = JSON.parse(readFileSync(0, "utf8"));
const model = makeModel(payload);
const { suggest, didYouMean } = makeSuggester({ payload, model });
const id = (row) => model.at("facility_id", row);
const answers = queries.map(({ query, lang }) => {
  const filter = { ...emptyFilter(payload.choices, lang), kind: ["any"], status: ["any"] };
  const rows = model.evaluate({ ...filter, q: query }).rows;
  const suggested = suggest(query, filter).map((one) => (one.part ? one : { id: id(one.row) }));
  return {
    found: Array.from(rows, id),
    suggested,
    meant: rows.length ? null : didYouMean({ ...filter, q: query }) ?? null,
  };
});
process.stdout.write(JSON.stringify(answers));
"""


@pytest.fixture(scope="module")
def package():
    return load()


@pytest.fixture(scope="module")
def places(package):
    return published_places(package)


@pytest.fixture(scope="module")
def answers(package):
    """What the browser answers, by query."""
    given = {"payload": payload(make_view(package)), "queries": QUERIES}
    done = subprocess.run(
        [node(), "--input-type=module", "--eval", SCRIPT.replace("MODULES", MODULES.as_uri())],
        input=json.dumps(given),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    read = zip(QUERIES, json.loads(done.stdout), strict=True)
    return {case["query"]: answer for case, answer in read}


def having(places, codes):
    """Say which places have any of some codes, or all of those that `+` joins."""

    def has(one):
        facet, code = one.split(":")
        return places[COLUMNS.get(facet, facet)].map(lambda cell: code in cell.split(";"))

    return np.logical_or.reduce(
        [np.logical_and.reduce([has(one) for one in term.split("+")]) for term in codes.split()]
    )


def test_the_table_is_as_large_as_it_says():
    assert [sum(case["lang"] == lang for case in QUERIES) for lang in ("es", "en")] == [60, 60]
    assert all(case["codes"] or case["ids"] or case["meant"] for case in QUERIES)


@pytest.mark.parametrize("case", QUERIES, ids=lambda case: case["query"])
def test_a_query_finds_what_somebody_wants(case, places, package):
    known = known_words(package)
    found = matches(case["query"], places["search_text"].tolist(), known)
    if case["meant"]:
        assert not found.any()
    if case["codes"]:
        right = having(places, case["codes"])
        if case["town"]:
            right &= (places["municipality"] == case["town"]).to_numpy()
        assert right.any()
        assert not (right & ~found).any(), places[right & ~found]["name"].tolist()
        own = matches(case["query"], [text.split("\n")[0] for text in places["search_text"]], known)
        strangers = places[found & ~right & ~own]
        assert len(strangers) <= 2, strangers["name"].tolist()
    for one in case["ids"].split():
        assert one in places["facility_id"][found].tolist()
        assert found.sum() <= FEW


@pytest.mark.parametrize("case", QUERIES, ids=lambda case: case["query"])
def test_the_browser_finds_and_offers_the_same(case, places, package, answers):
    answer = answers[case["query"]]
    view = make_view(package, Filter(**{**_asked(), "q": case["query"], "lang": case["lang"]}))
    assert answer["found"] == view.places["facility_id"].tolist()
    meant = did_you_mean(view) if view.places.empty else None
    if case["meant"]:
        facet, code = case["meant"].split(":")
        assert (meant.facet, meant.code) == (facet, code)
        asked = meant.filter
        assert answer["meant"]["part"] == {"q": asked.q, facet: [code]}
        assert answer["meant"]["n"] == meant.places == len(make_view(package, asked).places)
    if case["codes"] and not case["town"]:
        assert _first_meant(answer) in case["codes"].replace("+", " ").split()
    if case["ids"]:
        offered = [one.get("id") for one in answer["suggested"]]
        assert set(case["ids"].split()) & set(offered)


def _asked():
    return {"kind": ANYTHING.kind, "status": ANYTHING.status}


def _first_meant(answer):
    codes = (one for one in answer["suggested"] if one.get("facet"))
    first = next(codes, {"facet": "", "code": ""})
    return f"{first['facet']}:{first['code']}"


def test_what_is_offered_gives_as_many_as_it_says(package, answers):
    offered = [one for answer in answers.values() for one in answer["suggested"] if "part" in one]
    assert len(offered) > 100
    for one in offered[::9]:
        part = {name: tuple(v) if name != "q" else v for name, v in one["part"].items()}
        view = make_view(package, Filter(**{**_asked(), **part}))
        assert len(view.places) == one["n"], one
