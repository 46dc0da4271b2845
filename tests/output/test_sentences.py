"""Every sentence about presence, absence or number holds against a plain count over all data."""

import re
from functools import cache
from math import isnan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.app.corridor_page import headline, side_comparison
from atlas.app.data_page import inventory
from atlas.base.i18n import LANGS, messages, t
from atlas.data import load
from atlas.output.exports.provenance import statement
from atlas.output.figures import alt_text
from atlas.output.report import gap_sections, headline_sentences
from atlas.output.report.brief_words import inside
from atlas.places import scope
from atlas.places.filters import FACETS, Filter
from atlas.places.view import choices, make_view

PACKAGE = load()
CHOICES = choices(PACKAGE)
EVERYTHING = make_view(PACKAGE, Filter().lifted()).places.to_dict("records")
AUTHORITIES = {"asylum_registration", "documentation"}
COLUMNS = {"corridor": "corridor_id", "service": "services", "population": "populations"}
NARROW = ["kind", "service", "population", "level", "status"]


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


# What is true, counted the plain way


def keeps(row, chosen):
    hidden = {
        "kind": row["kind"] in ("detention", "custody"),
        "status": row["status"] == "closed",
    }
    for facet in FACETS:
        wanted = set(getattr(chosen, facet))
        codes = row[COLUMNS.get(facet, facet)].split(";")
        if (wanted and not wanted & {"any", *codes}) or (not wanted and hidden.get(facet)):
            return False
    since = row["status_date"] and (row["status_date"] + "-01-01")[:10]
    if chosen.verified_since and since < f"{chosen.verified_since}-01-01":
        return False
    return chosen.max_km is None or row["nearest_crossing_km"] <= chosen.max_km


def helps(row, service):
    """Say whether a place counts as giving a service: at work, and help or its authority."""
    if row["status"] in ("closed", "planned") or service not in row["services"].split(";"):
        return False
    if row["kind"] in ("detention", "custody"):
        return False
    return row["kind"] != "authority" or service in AUTHORITIES


class Truth:
    """The places that a filter keeps, and those of its corridor that it leaves out."""

    def __init__(self, view):
        self.view = view
        chosen = view.filter
        self.corridor = chosen.corridor[0]
        here = [row for row in EVERYTHING if row["corridor_id"] == self.corridor]
        self.kept = [row for row in here if keeps(row, chosen)]
        plain = [row for row in here if keeps(row, Filter(corridor=chosen.corridor))]
        ids = {row["facility_id"] for row in self.kept}
        self.rest = [row for row in plain if row["facility_id"] not in ids]
        self.shown_without = plain
        near = Filter(**{**{n: getattr(chosen, n) for n in Filter.__slots__}, "max_km": None})
        self.wide = [row for row in here if keeps(row, near)]

    def gives(self, rows, side, service):
        return [row for row in rows if row["side"] == side and helps(row, service)]


# What is said


def pattern(key, lang):
    """Give a pattern of a message: its placeholders are what is claimed."""
    parts = re.split(r"\{(\w+)\}", messages(lang)[key].replace("**", ""))
    texts = [re.escape(one) if i % 2 == 0 else _claim(one) for i, one in enumerate(parts)]
    return re.compile("".join(texts))


def _claim(name):
    """Give the pattern of a placeholder; the name of a corridor has no colon."""
    return f"(?P<{name}>[^:]+?)" if name == "where" else f"(?P<{name}>.+?)"


@cache
def patterns(lang):
    return {key: pattern(key, lang) for key in CHECKS}


def claims(text, view):
    """Part a text into its sentences: the key of each and what it claims; all must be known."""
    head = f"{scope.scope(view)}: "
    found, rest = [], text
    while rest:
        rest = rest.removeprefix(head)
        for key, form in patterns(view.lang).items():
            # A whole sentence ends the text or is followed by another one.
            match = re.match(f"{form.pattern}(?=$| )", rest)
            if match:
                found.append((key, match.groupdict()))
                rest = rest[match.end() :].lstrip()
                break
        else:
            raise AssertionError(f"no known sentence: {rest!r}")
    return found


def number(text):
    return int(text.replace(",", ""))


def side_of(view, name):
    names = {view.vocab.label("side", one, view.lang): one for one in view.choices["side"]}
    return names[name.replace("*", "")]


def services_of(view, text, between):
    """Read a list of services, in whatever case it is written."""
    known = {}
    for code in view.vocab.codes("service"):
        label = view.vocab.label("service", code, view.lang)
        known |= {label: code, inside(label): code}
    return [known[one] for one in text.split(between)]


def counted_of(view, text):
    """Read `Legal aid (7), Food (5)`."""
    found = re.findall(r"(?:^|, )(.+?) \(([\d,]+)\)", text)
    return {services_of(view, name, "\0")[0]: number(n) for name, n in found}


def the_other(view, side):
    row = view.corridors.iloc[0]
    return row["country_b"] if side == row["country_a"] else row["country_a"]


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


CHECKS = {
    "report.gap": check_gap,
    "report.gap_nowhere": check_nowhere,
    "scope.outside": check_outside,
    "corridor.only": check_only,
    "corridor.only_nothing": check_nothing,
    "corridor.only_pointless": lambda *of: check_distance(*of, pointless=True),
    "corridor.only_farther": lambda *of: check_distance(*of, pointless=False),
    "corridor.found": check_found,
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
    "sentences.side": check_side,
}


def sentences(view):
    """Give every sentence about presence, absence or number, as it is read."""
    said = [*gap_sections.service_gaps(view), headline.found(view)]
    said += inventory.unknowns(view).values()
    marked = [*side_comparison.one_sided_words(view), *headline.level_words(view)]
    # In Markdown the signs of names are escaped; what is read has none of that.
    said += [re.sub(r"\\(.)", r"\1", one).replace("\N{WORD JOINER}", "") for one in marked]
    return said


@settings(max_examples=200)
@given(filters())
def test_every_sentence_holds_against_a_count_over_all_data(chosen):
    view = make_view(PACKAGE, chosen)
    truth = Truth(view)
    assert {row["facility_id"] for row in truth.kept} == set(view.places["facility_id"])
    for sentence in sentences(view):
        for key, said in claims(sentence.replace("**", ""), view):
            CHECKS[key](truth, said)


def test_what_is_checked_is_said():
    """The drawn filters reach every kind of sentence, so that each is held to account."""
    seen = set()
    for chosen in [
        Filter(corridor=(corridor,), lang=lang, **more)
        for corridor in CHOICES["corridor"]
        for lang in LANGS
        for more in (
            {},
            {"kind": ("shelter",)},
            {"kind": ("legal_aid",), "max_km": 2.0},
            {"max_km": 2.0},
            {"level": ("federal",)},
            {"service": ("health",), "verified_since": "2026"},
        )
    ]:
        view = make_view(PACKAGE, chosen)
        truth = Truth(view)
        for line in sentences(view):
            for key, said in claims(line.replace("**", ""), view):
                CHECKS[key](truth, said)
                seen.add(key)
    unsaid = {key for key in CHECKS if not key.startswith(("data.", "sentences."))} - seen
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
        assert f"?corridor={corridor}" in line
    label = view.vocab.label("kind", "shelter", lang)
    assert all(label in line for line in lines[:-1])
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


@settings(max_examples=60)
@given(filters())
def test_a_scope_says_all_that_the_filter_asks_for(chosen):
    view = make_view(PACKAGE, chosen)
    said = scope.scope(view)
    for facet in NARROW:
        for code in getattr(chosen, facet):
            assert code == "any" or scope.code_label(view, facet, code) in said
    for facet in ("kind", "status"):
        aside = t(f"scope.aside_{facet}", chosen.lang)
        assert (aside in said) == (not getattr(chosen, facet))
    assert (chosen.max_km is None) == (" km" not in said)


@settings(max_examples=40)
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
