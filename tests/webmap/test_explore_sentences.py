"""What the map and its printed sheet say holds against a plain count over all data."""

import json
import subprocess
from math import isnan

from atlas.app.widgets import shown
from atlas.base.i18n import count, t
from atlas.base.i18n import number as written
from atlas.places.filters import Filter
from atlas.places.scope import code_label, left_out_words, scope
from atlas.places.view import make_view
from atlas.places.view_caption import caption
from atlas.webmap.payload import payload, strings
from tests.support.plain_counts import (
    CHOICES,
    EVERYTHING,
    NARROW,
    PACKAGE,
    Truth,
    claims,
    drawn,
    keeps,
    number,
)

from .node import HERE, node

VIEWS = [
    *drawn(3, 60),
    *(Filter(corridor=(one,), lang=lang) for one in CHOICES["corridor"] for lang in ("es", "en")),
]


def lines_of(views):
    """Give what the browser's modules say of every filter, in one run of node."""
    asked = [{"query": one.to_query(), "lang": one.lang} for one in views]
    given = {
        "payload": payload(make_view(PACKAGE, Filter().lifted())),
        "strings": strings(),
        "asked": asked,
    }
    done = subprocess.run(
        [node(), str(HERE / "explore-lines.js")],
        input=json.dumps(given),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def left_out(truth):
    """Count what only the defaults leave out: detention first, then what is closed."""
    chosen = truth.view.filter
    lifted = {name: getattr(chosen, name) or ("any",) for name in ("kind", "status")}
    wide = Filter(**{name: getattr(chosen, name) for name in Filter.__slots__} | lifted)
    here = [row for row in EVERYTHING if row["corridor_id"] == truth.corridor]
    hidden = [row for row in here if keeps(row, wide) and not keeps(row, chosen)]
    barred = [row for row in hidden if row["kind"] in ("detention", "custody") and not chosen.kind]
    counts = {"kind": len(barred), "status": len(hidden) - len(barred)}
    parts = [count(f"map.left_out_{name}", n, chosen.lang) for name, n in counts.items() if n]
    return t("map.left_out", chosen.lang, parts=", ".join(parts)) if parts else ""


def test_lines_of_the_map_and_the_sheet_hold():
    for chosen, said in zip(VIEWS, lines_of(VIEWS), strict=True):
        truth, lang = Truth(make_view(PACKAGE, chosen)), chosen.lang
        assert said["results"] == count("map.results", len(truth.kept), lang)
        assert said["total"] == t("map.of_total", lang, total=written(len(EVERYTHING), lang))
        assert said["left_out"] == left_out(truth) == left_out_words(truth.view)
        assert said["caption"] == caption(truth.view)
        pointless = sum(isnan(row["lon"]) for row in truth.kept)
        assert said["pointless"] == count("map.not_on_map", pointless, lang)
        assert said["municipality"] == t("map.sheet_municipality", lang, n=written(pointless, lang))
        for facet in NARROW:
            for code in getattr(chosen, facet):
                assert code_label(truth.view.vocab, facet, code, lang) in said["filter"]
        if not chosen.service:
            for service, n in said["services"].items():
                assert n == sum(service in row["services"].split(";") for row in truth.kept)


def test_what_is_offered_for_download_holds():
    for chosen in VIEWS[::6]:
        truth = Truth(make_view(PACKAGE, chosen))
        heads = [f"{scope(truth.view)}: "]
        ((_, said),) = claims(shown(truth.view), chosen.lang, ["app.download_text"], heads)
        assert number(said["n"]) == len(truth.kept)
        assert number(said["total"]) == len(EVERYTHING)
