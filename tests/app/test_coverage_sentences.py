"""Sentences and figures of the coverage page hold against distances measured the plain way.

What places without a point could change is tried out: each is put into one town or another of its
municipality, and what is then true has to lie within the range that is said.
"""

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from math import inf, isnan
from random import Random

import numpy as np
import pytest
from shapely import Point

from atlas.analysis import coverage
from atlas.app.corridor_page import headline
from atlas.app.coverage_page import access_map, counted_rows, gap_ranking, whatif_panel
from atlas.base.i18n import LANGS, t
from atlas.output.report import headline_sentences, range_words
from atlas.places import scope
from atlas.places.filters import Filter
from atlas.places.view import make_view
from atlas.spatial.geodesy import GEOD
from tests.support.plain_counts import (
    CHOICES,
    PACKAGE,
    Truth,
    claims,
    drawn,
    has_point,
    number,
    side_of,
    sought,
)

pytestmark = pytest.mark.slow

NEAR_KM, TRIES, SLACK_KM = 5, 4, 0.002
FREIGHT = {"truck", "airport"}


def km_between(one, other):
    """Measure from every point of some to every one of others, on the ellipsoid."""
    if not one or not other:
        return np.full((len(one), len(other)), inf)
    lon, lat, to_lon, to_lat = (
        np.broadcast_to(part, (len(one), len(other)))
        for part in (
            *(np.array([row[name] for row in one])[:, None] for name in ("lon", "lat")),
            *(np.array([row[name] for row in other])[None] for name in ("lon", "lat")),
        )
    )
    return GEOD.inv(lon, lat, to_lon, to_lat)[2] / 1000


def draws(seed):
    """Give the same draws every time."""
    return Random(seed)  # noqa: S311, nothing is kept secret with it


@cache
def sides_of(corridor):
    """Give the sides of a corridor, each with its outline."""
    rows = PACKAGE.segments[PACKAGE.segments["corridor_id"] == corridor]
    return list(zip(rows["side"], rows.geometry, strict=True))


@cache
def towns_of(corridor):
    """Give the localities that the gazetteer names in and around a corridor."""
    rows = PACKAGE.localities[PACKAGE.localities["corridor_id"] == corridor]
    return rows.assign(side=rows["country"]).to_dict("records")


class Ground:
    """Towns, crossings and places of a view, before or after some changes."""

    def __init__(self, view, changes=()):
        self.view = view
        (self.corridor,) = view.filter.corridor
        closed = {change.closes for change in changes}
        segments = sides_of(self.corridor)
        self.every_town = towns_of(self.corridor)
        self.towns = [
            town
            for town in self.every_town
            if any(shape.contains(Point(town["lon"], town["lat"])) for _, shape in segments)
        ]
        self.tried = {}
        self.gates = [
            row
            for row in PACKAGE.crossings.to_dict("records")
            if row["corridor_id"] == self.corridor
            and row["status"] not in ("closed", "planned")
            and not set(row["modes"].split(";")) <= FREIGHT
            and not isnan(row["lon"])
            and row["crossing_id"] not in closed
        ]
        kept = [row for row in Truth(view).kept if row["facility_id"] not in closed]
        self.places = [row for row in kept if sought(row, view.filter.service)]
        self.sited = [row for row in self.places if has_point(row)] + [
            {"facility_id": "", "lon": one.lon, "lat": one.lat, "side": self._side(one, segments)}
            for one in changes
            if not one.closes
        ]
        self.hidden = [row for row in self.places if not has_point(row)]
        self.number = len(self.places) + sum(not one.closes for one in changes)

    def _side(self, change, segments):
        return next(
            side for side, shape in segments if shape.intersects(Point(change.lon, change.lat))
        )

    def with_hidden(self, seed):
        """Give the places, those without a point each in a town of its municipality or side."""
        put = []
        for row in self.hidden:
            side = [one for one in self.every_town if one["country"] == row["side"]]
            own = [one for one in side if one["municipality_code"] == row["municipality_code"]]
            if spots := own or side:
                # A place stands at the same spot before and after a change.
                spot = draws(f"{seed} {row['facility_id']}").choice(spots)
                put.append({**row, "lon": spot["lon"], "lat": spot["lat"]})
        return self.sited + put

    def same_km(self, points, places):
        """Measure to the nearest place on the side of each point."""
        km = km_between(points, places)
        other = [[p["side"] != place["side"] for place in places] for p in points]
        km = np.where(np.array(other, bool).reshape(km.shape), inf, km)
        return km.min(axis=1, initial=inf)

    def either_km(self, points, places):
        """Measure to the nearest place on either side, to the other one over a crossing."""
        km = km_between(points, places)
        over = km_between(points, self.gates)[:, :, None] + km_between(self.gates, places)[None]
        over = over.min(axis=1, initial=inf) if self.gates else np.full(km.shape, inf)
        other = [[p["side"] != place["side"] for place in places] for p in points]
        km = np.where(np.array(other, bool).reshape(km.shape), over, km)
        return km.min(axis=1, initial=inf)

    def near(self, seed=None):
        """Say which towns have a place of their side at hand: one with a point, or any as tried."""
        if seed not in self.tried:
            places = self.sited if seed is None else self.with_hidden(seed)
            self.tried[seed] = self.same_km(self.towns, places) <= NEAR_KM
        return self.tried[seed]

    def living(self, side, near):
        """Count the people of a side where something is near."""
        return sum(
            town["population"]
            for town, is_near in zip(self.towns, near, strict=True)
            if town["side"] == side and is_near
        )


def ends(text):
    """Read one number, or two with a dash between them."""
    low, _, high = text.partition("\N{EN DASH}")
    return number(low), number(high or low)


def percent(text):
    """Read a share in per cent."""
    return float(text.replace(",", ""))


# Each kind of sentence, held against the truth


def check_known(ground, said):
    assert number(said["n"]) == ground.number


def check_sited(ground, said):
    assert number(said["n"]) == len(ground.sited)


def check_left_out(ground, said):
    assert number(said["n"]) == len(ground.hidden)


def check_depends(ground, said):
    towns = re.match(r"[\d,]+", said["localities"])[0]
    people = number(said["people"])
    assert said["km"] == str(NEAR_KM)
    surely = ground.near()
    tried = np.zeros(len(ground.towns), bool)
    for seed in range(TRIES):
        tried |= ground.near(seed)
    changed = [one for one, was, now in zip(ground.towns, surely, tried, strict=True) if now > was]
    rest = [one for one, was in zip(ground.towns, surely, strict=True) if not was]
    assert len(changed) <= number(towns) <= len(rest)
    assert sum(one["population"] for one in changed) <= people
    assert people <= sum(one["population"] for one in rest)


def check_share(ground, said):
    *_, name = said["where"].rpartition(", ")
    side = side_of(ground.view, name)
    assert number(said["people"]) == ground.living(side, np.ones(len(ground.towns)))
    if "km" in said:
        assert said["km"] == str(NEAR_KM)
    here = [one for one in ground.places if one["side"] == side]
    sited = [one for one in ground.sited if one["side"] == side]
    if "places" in said:
        added = len(sited) - sum(map(has_point, here))
        assert number(said["places"]) == len(here) + added
        assert number(said["placed"]) == len(sited)
    low = percent(said.get("low", said.get("high", "0")))
    check_ends(ground, side, low, percent(said.get("high", "0")))
    if "low" not in said:
        hidden = [one for one in ground.hidden if one["side"] == side]
        tried = {ground.living(side, ground.near(seed)) for seed in range(TRIES)}
        assert not hidden or len(tried) == 1


def check_ends(ground, side, low, high):
    """The lowest is what places with a point give; no spot of the others gives more than all."""
    people = ground.living(side, np.ones(len(ground.towns)))
    near = ground.living(side, ground.near())
    step = 0.1 if low < 1 else 1
    assert low - step < 100 * near / people < low + step + 1e-9
    for seed in range(TRIES):
        true = 100 * ground.living(side, ground.near(seed)) / people
        # A single figure is rounded to the nearest whole per cent, a range outwards.
        assert low - 0.5 <= true <= high + 0.5


def check_anywhere(ground, said):
    lost = Counter(one["side"] for one in ground.hidden if not one["municipality_code"])
    assert number(said["n"]) in lost.values()


def check_scope(ground, said):
    what = scope.filter_words(ground.view) or t("ranges.scope_all", ground.view.lang)
    assert said["what"] == what
    assert ground.view.made[:4] in said["day"]


def check_no_capacity(ground, _):
    rows = [one for one in ground.sited if one["facility_id"]]
    assert not any(one["capacity_unit"] == "beds" and one["capacity"] > 0 for one in rows)


def true(_, __):
    """Say nothing of a sentence without a claim of its own."""


CHECKS = {
    **{f"coverage.known_{form}": check_known for form in ("one", "many")},
    **{f"coverage.sited_{form}": check_sited for form in ("one", "many")},
    **{f"coverage.left_out_{form}": check_left_out for form in ("one", "many")},
    "coverage.depends": check_depends,
    "coverage.nothing_sited": lambda ground, _: check_sited(ground, {"n": "0"}),
    "coverage.no_gate": lambda ground, _: ground.gates and pytest.fail("a crossing is open"),
    "coverage.no_capacity": check_no_capacity,
    **{f"ranges.share_{form}": check_share for form in ("sure", "none", "from", "between")},
    "ranges.share_anywhere": check_anywhere,
    "ranges.bounds": true,
    "ranges.scope": check_scope,
}


def read(ground, text, changes):
    """Hold every sentence of a text against the truth; give their kinds."""
    view = ground.view
    heads = [f"{whatif_panel.scope_of(view, changes)}: "]
    if changes:
        assert text.startswith((heads[0], whatif_panel.supposed(view, changes, "").strip()))
        text = text.removeprefix(whatif_panel.supposed(view, changes, "")).strip()
    else:
        heads.append(f"{scope.scope(view)}: ")
    found = claims(text, view.lang, CHECKS, heads)
    for key, said in found:
        CHECKS[key](ground, said)
    return {key for key, _ in found}


def measured(view, changes=(), *, by_capacity=False):
    return access_map.measure(view, changes, coverage.E2SFCA, by_capacity=by_capacity)


def lines_of(view, result, changes, *, by_capacity=False):
    """Give the sentences above the map and below it, and the bars."""
    told, lines, warnings = access_map.summary_words(view, result, changes, by_capacity=by_capacity)
    where = whatif_panel.scope_of(view, changes)
    out, _ = headline.left_out(view, result.known)
    said = [told, *(line for _, line in lines)]
    said += [re.sub(r"\\(.)", r"\1", one).replace("\N{WORD JOINER}", "") for one in warnings]
    if out:
        said.append(headline.left_out_words(view, out, where))
    return said, access_map.bars(view, result, changes)


def check_bars(ground, bars, changes):
    """The bars say what their sentences say, and are as long as it."""
    lang, vocab = ground.view.lang, ground.view.vocab
    for side, bar in bars.items():
        assert read(ground, bar.sentence, changes)
        name = vocab.label("side", side, lang)
        assert bar.name == t("coverage.near_bar", lang, side=name, km=NEAR_KM)
        said = [percent(one) for one in re.findall(r"[\d,.]+", bar.said)]
        check_ends(ground, side, said[0], said[-1])
        assert np.allclose([100 * bar.low, 100 * bar.high], [said[0], said[-1]], atol=1)


VIEWS = [chosen for chosen in drawn(13, 14) if chosen.max_km is None] + [
    Filter(corridor=(corridor,), lang=lang, **more)
    for corridor, lang in zip(CHOICES["corridor"], (*LANGS, LANGS[0]), strict=True)
    for more in ({}, {"service": ("legal_aid",)})
]


def test_shares_and_counts_hold():
    seen = set()
    for number_of, chosen in enumerate(VIEWS):
        view, by_capacity = make_view(PACKAGE, chosen), bool(number_of % 2)
        ground, result = Ground(view), measured(view, by_capacity=by_capacity)
        said, bars = lines_of(view, result, (), by_capacity=by_capacity)
        for line in said:
            seen |= read(ground, line, ())
        check_bars(ground, bars, ())
        for line in [one.sentence for one in range_words.ranges(view, range_words.shares(view))]:
            seen |= read(ground, line, ())
        copied = headline_sentences.near(view)
        # What is copied is cited in brackets, which stand at its end.
        assert [line[: len(line) - len(line.split(" (")[-1]) - 2] for line in copied]
    assert {key for key in CHECKS if "share" in key} - seen <= {"ranges.share_anywhere"}
    assert {"coverage.depends", "coverage.left_out_many", "coverage.known_many"} <= seen


def changed_ways(view, random):
    """Draw a change of every kind: a place or a crossing closed, a place added, or all of them."""
    ground = Ground(view)
    town = random.choice(ground.towns)
    texts = [f"add:{town['lat']:.3f},{town['lon']:.3f},0"]
    if ground.places:
        texts.append(f"close:{random.choice(ground.places)['facility_id']}")
    if ground.gates:
        texts.append(f"close:{random.choice(ground.gates)['crossing_id']}")
    asked = [[text] for text in texts] + [texts]
    for some in asked:
        read_, refused = coverage.read_changes(some, view.places, view.crossings, view.segments)
        if not refused:
            yield read_


EFFECT = re.compile(r"(?P<localities>[\d,\u2013]+) \w+, \w+ (?P<people>[\d,\u2013]+)\.")


def check_effects(before, after, said):
    """What moves away or comes nearer lies within what is said, wherever the others are."""
    for seed in range(TRIES):
        was, now = (one.either_km(one.towns, one.with_hidden(seed)) for one in (before, after))
        for how, more in (("farther", now > was + SLACK_KM), ("nearer", now < was - SLACK_KM)):
            found = EFFECT.search(said[how])
            towns, people = ends(found["localities"]), ends(found["people"])
            assert towns[0] <= more.sum() <= towns[1], said[how]
            living = sum(
                one["population"] for one, hit in zip(before.towns, more, strict=True) if hit
            )
            assert people[0] <= living <= people[1], said[how]
    for how in ("less", "more"):
        assert EFFECT.search(said[how])


def test_what_a_change_does_holds():
    """Sentences after a change name it, and count what it leaves."""
    random, number_of = draws(7), 0
    for chosen in VIEWS[-3:]:
        view = make_view(PACKAGE, chosen)
        before = measured(view)
        for changes in changed_ways(view, random):
            after, number_of = measured(view, changes), number_of + 1
            ground = Ground(view, changes)
            said, bars = lines_of(view, after, changes)
            for line in said:
                read(ground, line, changes)
            check_bars(ground, bars, changes)
            words = counted_rows.effect_words(view, before, after, changes)
            where = whatif_panel.scope_of(view, changes)
            assert all(line.startswith(f"{where}: ") for line in words.values())
            assert all(whatif_panel.in_words(view, one) in where for one in changes)
            check_effects(Ground(view), ground, words)
    assert number_of >= 9


def test_gap_ranking_holds():
    """Every row: distance, count, nearest place, certainty; and the order of all of them."""
    for chosen in VIEWS[-5:]:
        view = make_view(PACKAGE, chosen)
        ground, result = Ground(view), measured(view)
        rows = result.gaps.to_dict("records")
        frame = gap_ranking._gaps(view, result, result, changed=False)
        points = [{**row, "side": row["side"]} for row in rows]
        km = ground.same_km(points, ground.sited)
        either = ground.either_km(points, ground.sited)
        shown = frame[t("coverage.same_km", view.lang)].fillna(inf).to_numpy(float)
        np.testing.assert_allclose(shown, km, atol=SLACK_KM)
        other = frame[t("coverage.either_km", view.lang)].fillna(inf).to_numpy(float)
        np.testing.assert_allclose(other, either, rtol=1e-5, atol=SLACK_KM)
        least = frame[t("coverage.same_km_least", view.lang)].fillna(inf).to_numpy(float)
        assert (np.diff(np.minimum(least, 1e9)) <= 1e-9).all()
        sure = frame[t("coverage.certain", view.lang)] == t("coverage.certain_yes", view.lang)
        for seed in range(TRIES):
            true_km = ground.same_km(points, ground.with_hidden(seed))
            assert (least <= true_km + SLACK_KM).all()
            np.testing.assert_allclose(true_km[sure], km[sure], atol=SLACK_KM)
        between = km_between(points, ground.sited)
        same = [[p["side"] == one["side"] for one in ground.sited] for p in points]
        for limit in coverage.COUNT_KM:
            near = ((between <= limit) & np.array(same).reshape(between.shape)).sum(axis=1)
            said = [ends(text) for text in frame[f"≤ {limit} km"]]
            assert [low for low, _ in said] == near.tolist()
            assert all(low <= high <= low + len(ground.hidden) for low, high in said)


def test_a_wrong_number_is_caught():
    view = make_view(PACKAGE, Filter(corridor=("tijuana-san-diego",), lang="en"))
    ground, (line, *_) = (
        Ground(view),
        [one.sentence for one in range_words.ranges(view, range_words.shares(view))],
    )
    ((key, said), *_) = claims(line, "en", CHECKS, [])
    for name in ("people", "low", "placed"):
        with pytest.raises(AssertionError):
            CHECKS[key](ground, {**said, name: "97"})
    with pytest.raises(AssertionError, match="no known sentence"):
        read(ground, "half of the people live near.", ())
    elsewhere = Ground(make_view(PACKAGE, replace(view.filter, corridor=("juarez-el-paso",))))
    with pytest.raises(AssertionError):
        CHECKS[key](elsewhere, said)
