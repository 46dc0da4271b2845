"""Every sentence about presence, absence or number holds against a plain count over all data."""

import re
from itertools import product
from math import isnan
from unicodedata import combining, normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.app.corridor_page import counterpart_pairs, headline, side_comparison
from atlas.app.data_page import inventory
from atlas.app.report_page import copy_lines
from atlas.base.i18n import LANGS, t
from atlas.output.exports.provenance import statement
from atlas.output.figures import alt_text
from atlas.output.report import gap_sections, headline_sentences
from atlas.places import scope
from atlas.places.filters import Filter
from atlas.places.view import make_view
from tests.support.plain_counts import (
    CHOICES,
    EVERYTHING,
    NARROW,
    PACKAGE,
    Truth,
    counted_of,
    has_point,
    helps,
    keeps,
    number,
    pattern,
    services_of,
    side_of,
    sought,
    the_other,
)
from tests.support.plain_counts import claims as read


@st.composite
def filters(draw):
    """Draw a filter of one corridor or all; most of them narrow, as readers' are."""
    chosen = {}
    for name in draw(st.lists(st.sampled_from(NARROW), max_size=3, unique=True)):
        codes = [*CHOICES[name], "any"] if name in ("kind", "status") else CHOICES[name]
        chosen[name] = tuple(draw(st.lists(st.sampled_from(codes), min_size=1, max_size=2)))
    return Filter(
        corridor=(draw(st.sampled_from(CHOICES["corridor"])),),
        verified_since=draw(st.sampled_from(["", "", "2024", "2026"])),
        max_km=draw(st.sampled_from([None, None, 2.0, 10.0])),
        lang=draw(st.sampled_from(LANGS)),
        **chosen,
    )


def claims(text, view):
    """Part a text into its sentences; see `tests.support.plain_counts.claims`."""
    return read(text, view.lang, CHECKS, [f"{scope.scope(view)}: "])


# Each kind of sentence, held against the truth


def check_gap(truth, said):
    side = side_of(truth.view, said["side"])
    for service in services_of(truth.view, said["services"], "; "):
        assert not truth.gives(truth.kept, side, service)
        assert truth.gives(truth.kept, the_other(truth.view, side), service)


def check_nowhere(truth, said):
    for service in services_of(truth.view, said["services"], "; "):
        assert not any(helps(row, service) for row in truth.kept)


def check_outside(truth, said):
    side = side_of(truth.view, said["side"])
    for service, n in counted_of(truth.view, said["services"]).items():
        assert len(truth.gives(truth.rest, side, service)) == n


def check_only(truth, said):
    side, other = side_of(truth.view, said["side"]), side_of(truth.view, said["other"])
    for service in services_of(truth.view, said["services"], "; "):
        assert truth.gives(truth.kept, side, service)
        assert not truth.gives(truth.kept, other, service)


def check_nothing(truth, said):
    side, other = side_of(truth.view, said["side"]), side_of(truth.view, said["other"])
    for service in truth.view.vocab.codes("service"):
        if truth.gives(truth.kept, side, service):
            assert truth.gives(truth.kept, other, service)


def check_distance(truth, said, *, pointless):
    side = side_of(truth.view, said["side"])
    limit = truth.view.filter.max_km
    for service, n in counted_of(truth.view, said["services"]).items():
        km = [row["nearest_crossing_km"] for row in truth.gives(truth.wide, side, service)]
        assert n == sum(isnan(one) if pointless else one > limit for one in km)


def check_found(truth, said):
    assert number(said["n"]) == len(truth.kept)
    assert number(said["total"]) == len(truth.shown_without)


def operators(row):
    """Give the names of who runs a place, without case and accents."""
    bare = "".join(one for one in normalize("NFKD", row["operator"]) if not combining(one))
    return {bare.casefold(), row["actor_id"]} - {""}


def check_pairs(truth, said):
    sides = [truth.view.corridors.iloc[0][f"country_{one}"] for one in "ab"]
    here = [
        [
            ({one for one in row["services"].split(";") if one and helps(row, one)}, row)
            for row in truth.kept
            if row["side"] == side and sought(row, row["services"].split(";"))
        ]
        for side in sides
    ]
    found = [
        (one, other)
        for (given, one), (there, other) in product(*here)
        if given & there or operators(one) & operators(other)
    ]
    assert number(said["n"]) == len(found)
    no_way = [pair for pair in found if not all(map(has_point, pair))]
    assert number(said["unknown"]) == len(no_way)


def check_levels(truth, said):
    side, other = side_of(truth.view, said["side"]), side_of(truth.view, said["other"])
    labels = {truth.view.vocab.label("level", one, truth.view.lang): one
              for one in truth.view.vocab.codes("level")}  # fmt: skip
    working = [row for row in truth.kept if row["status"] not in ("closed", "planned")]
    levels = {(row["side"], row["level"]) for row in working}
    for level in (labels[one] for one in said["levels"].split("; ")):
        assert (side, level) not in levels
        assert (other, level) in levels


def check_levels_outside(truth, said):
    side = side_of(truth.view, said["side"])
    labels = {truth.view.vocab.label("level", one, truth.view.lang): one
              for one in truth.view.vocab.codes("level")}  # fmt: skip
    for level in (labels[one] for one in said["levels"].split("; ")):
        assert any(row["side"] == side and row["level"] == level for row in truth.rest)


def lacking(mark):
    def check(truth, said):
        assert number(said["n"]) == sum(mark(row) for row in truth.kept)
        if "total" in said:
            assert number(said["total"]) == len(truth.kept)

    return check


def check_evidence(truth, said):
    stated = [row for row in truth.kept if row["status_date"] and row["status"] != "unknown"]
    assert number(said["dated"]) == len(stated)
    assert number(said["total"]) == len(truth.kept)
    early = sum(row["status_date"][:4] <= said["middle"] for row in stated)
    assert 2 * early >= len(stated)


def check_no_dates(truth, _):
    assert not any(row["status_date"] and row["status"] != "unknown" for row in truth.kept)


def check_shown(truth, said):
    assert number(said["n"]) == len(truth.kept)
    assert number(said["total"]) == len(EVERYTHING)


def check_side(truth, said):
    side = side_of(truth.view, said["side"])
    places = [
        row
        for row in truth.kept
        if row["side"] == side
        and row["status"] not in ("closed", "planned")
        and row["kind"] not in ("detention", "custody", "authority")
    ]
    assert number(said["places"].split()[0]) == len(places)
    made = truth.view.made
    edge = f"{int(made[:4]) - 1}{made[4:]}"
    fresh = [one for one in places if one["status_date"]
             and (one["status_date"] + "-01-01")[:10] >= edge]  # fmt: skip
    assert number(said["fresh"]) == len(fresh)
    sited = [one for one in places if not isnan(one["lon"]) and one["precision_m"] <= 2000]
    assert number(said["positioned"]) == len(sited)


def check_beds(truth, said):
    """Sums of sleeping places: of sources of 24 months, and older ones apart."""
    side, made = side_of(truth.view, said["side"]), truth.view.made
    edge = f"{int(made[:4]) - 2}{made[4:]}"
    beds = {True: [], False: []}
    none = ("detention", "custody", "authority")
    for row in truth.kept:
        here = row["side"] == side and row["status"] not in ("closed", "planned")
        if here and row["kind"] not in none and row["capacity_unit"] == "beds":
            fresh = (row["capacity_date"] + "-01-01")[:10] >= edge and row["capacity_date"]
            beds[bool(fresh)] += [row["capacity"]] * (not isnan(row["capacity"]))
    for part in said["beds"].split("; "):
        forms = ("beds_recent", "beds_older", "beds_undated")
        ((key, claim),) = read(part, truth.view.lang, [f"corridor.{one}" for one in forms], [])
        of = beds[key == "corridor.beds_recent"]
        assert (number(claim["beds"]), number(claim["places"].split()[0])) == (sum(of), len(of))
    assert len(said["beds"].split("; ")) == sum(map(bool, beds.values()))


CHECKS = {
    "report.gap": check_gap,
    "report.gap_nowhere": check_nowhere,
    "scope.outside": check_outside,
    "corridor.only": check_only,
    "corridor.only_nothing": check_nothing,
    "corridor.only_pointless": lambda *of: check_distance(*of, pointless=True),
    "corridor.only_farther": lambda *of: check_distance(*of, pointless=False),
    "corridor.found": check_found,
    "corridor.pairs_count_one": check_pairs,
    "corridor.pairs_count_many": check_pairs,
    "corridor.missing_levels": check_levels,
    "corridor.missing_levels_outside": check_levels_outside,
    **{
        f"data.{name}_{form}": lacking(mark)
        for form in ("one", "many")
        for name, mark in {
            "no_point": lambda row: isnan(row["lon"]),
            "not_open": lambda row: row["status"] == "unknown",
            "no_date": lambda row: not row["status_date"],
            "no_capacity": lambda row: row["kind"] == "shelter" and isnan(row["capacity"]),
            "no_services": lambda row: not row["services"] and row["role"] == "support",
            "no_phone": lambda row: not row["phone"],
        }.items()
    },
    "data.evidence": check_evidence,
    "data.no_dates": check_no_dates,
    "exports.shown": check_shown,
    "exports.nothing": lambda truth, said: check_shown(truth, {"n": "0", **said}),
    "kit.holds": check_shown,
    "sentences.side": check_side,
}


def sentences(view):
    """Give every sentence about presence, absence or number, as it is read."""
    said = [*gap_sections.service_gaps(view), headline.found(view)]
    said += [*inventory.unknowns(view).values(), inventory.evidence_in_words(view)]
    said += [
        copy_lines.holds(view),
        statement(view).removesuffix(scope.left_out_words(view)).strip(),
    ]
    marked = [*side_comparison.one_sided_words(view), *headline.level_words(view)]
    marked.append(counterpart_pairs.counted(view))
    # In Markdown the signs of names are escaped; what is read has none of that.
    said += [re.sub(r"\\(.)", r"\1", one).replace("\N{WORD JOINER}", "") for one in marked]
    return said


@settings(max_examples=200)  # hundreds of filters, as the promise is
@given(filters())
def test_every_sentence_holds_against_a_count_over_all_data(chosen):
    view = make_view(PACKAGE, chosen)
    truth = Truth(view)
    assert {row["facility_id"] for row in truth.kept} == set(view.places["facility_id"])
    for sentence in sentences(view):
        for key, said in claims(sentence.replace("**", ""), view):
            CHECKS[key](truth, said)


@pytest.mark.slow
def test_what_is_checked_is_said():
    """The drawn filters reach every kind of sentence, so that each is held to account."""
    seen = set()
    narrowed = (
        {},
        {"kind": ("shelter",)},
        {"kind": ("legal_aid",), "max_km": 2.0},
        {"max_km": 2.0},
        {"level": ("federal",)},
        {"service": ("health",), "verified_since": "2026"},
    )
    # Languages take turns: a kind of sentence is said in all of them, or in none.
    for chosen in [
        Filter(corridor=(corridor,), lang=LANGS[(i + j) % len(LANGS)], **more)
        for i, corridor in enumerate(CHOICES["corridor"])
        for j, more in enumerate(narrowed)
    ]:
        view = make_view(PACKAGE, chosen)
        truth = Truth(view)
        for line in sentences(view):
            for key, said in claims(line.replace("**", ""), view):
                CHECKS[key](truth, said)
                seen.add(key)
    forms = {key for key in CHECKS if not key.endswith("_one")}
    unsaid = {key for key in forms if not key.startswith(("data.", "sentences."))} - seen
    assert not unsaid


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("corridor", CHOICES["corridor"])
def test_sentences_to_copy_say_scope_date_and_source(corridor, lang):
    view = make_view(PACKAGE, Filter(corridor=(corridor,), kind=("shelter",), lang=lang))
    truth = Truth(view)
    name = scope.where(view)
    lines = [
        *headline_sentences.corridor(view),
        *headline_sentences.near(view),
        *headline_sentences.register(view),
    ]
    assert len(lines) >= 4
    for line in lines:
        assert line.startswith(name)
        assert view.version in line
        assert "?corridor=" not in line, "without a host nobody can open it"
    label = view.vocab.label("kind", "shelter", lang)
    assert all(label in line for line in lines[:-1])
    beds = [one for line in lines if (one := pattern("sentences.beds", lang).search(line))]
    assert beds
    for one in beds:
        check_beds(truth, one.groupdict())
    sides = [line for line in lines if pattern("sentences.side", lang).search(line)]
    assert len(sides) == 2
    for line in sides:
        check_side(truth, pattern("sentences.side", lang).search(line).groupdict())


def test_shelters_alone_do_not_make_legal_aid_absent():
    view = make_view(PACKAGE, Filter(corridor=("tijuana-san-diego",), kind=("shelter",), lang="en"))
    gap, *_ = gap_sections.service_gaps(view)
    truth = Truth(view)
    known = len(truth.gives(truth.rest, "US", "legal_aid"))
    assert known >= 7
    assert "kind “Shelter”" in gap
    assert f"Legal aid ({known})" in gap
    assert any(f"Legal aid ({known})" in line for line in map(_read, _one_sided(view)))


def _one_sided(view):
    return side_comparison.one_sided_words(view)


def _read(text):
    return re.sub(r"\\(.)", r"\1", text)


@given(filters())
def test_a_scope_says_all_that_the_filter_asks_for(chosen):
    view = make_view(PACKAGE, chosen)
    said = scope.scope(view)
    for facet in NARROW:
        for code in getattr(chosen, facet):
            assert code == "any" or scope.code_label(view.vocab, facet, code, view.lang) in said
    for facet in ("kind", "status"):
        aside = t(f"scope.aside_{facet}", chosen.lang)
        assert (aside in said) == (not getattr(chosen, facet))
    assert (chosen.max_km is None) == (" km" not in said)


@given(filters())
def test_what_is_left_out_is_counted_in_every_output(chosen):
    view = make_view(PACKAGE, chosen)
    here = [row for row in EVERYTHING if row["corridor_id"] in chosen.corridor]
    everything = Filter(**{**{n: getattr(chosen, n) for n in Filter.__slots__},
                           "kind": chosen.kind or ("any",),
                           "status": chosen.status or ("any",)})  # fmt: skip
    hidden = [row for row in here if keeps(row, everything) and not keeps(row, chosen)]
    barred = [row for row in hidden if row["kind"] in ("detention", "custody") and not chosen.kind]
    line = scope.left_out_words(view)
    assert [int(n) for n in re.findall(r"\d+", line)] == [
        n for n in (len(barred), len(hidden) - len(barred)) if n
    ]
    assert line in statement(view)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", ["overview", "coverage", "services"])
def test_alternative_texts_begin_with_their_scope(kind, lang):
    for chosen in (Filter(), Filter(corridor=("juarez-el-paso",), kind=("shelter",))):
        view = make_view(PACKAGE, chosen.with_lang(lang))
        assert alt_text(view, kind).startswith(f"{scope.scope(view)}: ")


def test_the_patterns_can_fail():
    """A wrong number or an unknown sentence is caught."""
    view = make_view(PACKAGE, Filter(corridor=("tijuana-san-diego",), kind=("shelter",), lang="en"))
    truth, line = Truth(view), headline.found(view)
    ((key, said),) = claims(line, view)
    with pytest.raises(AssertionError):
        CHECKS[key](truth, {**said, "n": "1"})
    with pytest.raises(AssertionError, match="no known sentence"):
        claims(f"{scope.scope(view)}: nobody helps anybody.", view)
