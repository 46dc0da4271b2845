"""Alternative texts, captions and what a brief says hold against a plain count over all data."""

import re
from collections import Counter
from math import isnan

import pytest

from atlas.base.i18n import LANGS, count, date, t
from atlas.output import figures
from atlas.output.figures import map_key, overview_map
from atlas.output.report import build, embed_code, gap_sections
from atlas.output.report.blocks import Cards, Picture, Ranges, Table
from atlas.places import scope
from atlas.places.filters import Filter
from atlas.places.view import make_view
from tests.support.plain_counts import (
    CHOICES,
    PACKAGE,
    Truth,
    claims,
    drawn,
    helps,
    number,
    the_other,
)

pytestmark = pytest.mark.slow

FLOWS = PACKAGE.crossing_flows.to_dict("records")
CROSSINGS = PACKAGE.crossings.to_dict("records")
VIEWS = [
    *drawn(5, 16),
    *(Filter(corridor=(one,), lang=lang) for one in CHOICES["corridor"] for lang in LANGS),
    Filter(corridor=("tijuana-san-diego",), kind=("detention",), lang="en"),
    Filter(corridor=("tijuana-san-diego",), verified_since="2099", lang="es"),
]


def counted(text):
    """Read `Legal aid 7, Food 5`."""
    found = re.findall(r"(?:^|, )(.+?) ([\d,]+)(?=, |$)", text)
    assert ", ".join(f"{name} {n}" for name, n in found) == text
    return {name: number(n) for name, n in found}


def by_side(text):
    """Read `Mexico: a; United States: b`."""
    return dict(re.findall(r"(?:^|; )([^:;]+): ([^:;]+)(?=; |$)", text))


def labelled(view, vocabulary, counts):
    return {view.vocab.label(vocabulary, one, view.lang): n for one, n in counts.items() if n}


def services(truth, side):
    """Count the places of a side by the services that count as given there."""
    codes = truth.view.vocab.codes("service")
    return {one: len(truth.gives(truth.kept, side, one)) for one in codes}


def check_overview(truth, said):
    view = truth.view
    sides = Counter(row["side"] for row in truth.kept)
    named = counted(said["sides"])
    for side in the_sides(view):
        if not view.filter.side or side in view.filter.side:
            assert named[view.vocab.label("side", side, view.lang)] == sides[side]
    kinds = Counter(row["kind"] for row in truth.kept)
    assert counted(said["kinds"]) == labelled(view, "kind", kinds)
    own = [one for one in CROSSINGS if one["corridor_id"] == truth.corridor]
    assert said["crossings"] == count("figures.crossings", len(own), view.lang)
    assert number(said["pointless"]) == sum(isnan(row["lon"]) for row in truth.kept)


def the_sides(view):
    row = view.corridors.iloc[0]
    return row["country_a"], row["country_b"]


def check_coverage(truth, said):
    view = truth.view
    for side in the_sides(view):
        here, across = services(truth, side), services(truth, the_other(view, side))
        gaps = {one: 1 for one in here if not here[one] and across[one]}
        label = view.vocab.label("side", side, view.lang)
        named = ", ".join(labelled(view, "service", gaps))
        nothing = t("figures.coverage_alt_nothing", view.lang)
        assert by_side(said["sides"])[label] == (named or nothing)


def check_services(truth, said):
    view = truth.view
    for side in the_sides(view):
        known = services(truth, side)
        told = by_side(said["sides"])[view.vocab.label("side", side, view.lang)]
        if told == t("figures.services_alt_nothing", view.lang):
            assert not any(known.values())
            continue
        named = counted(told)
        assert named.items() <= labelled(view, "service", known).items()
        assert sorted(named.values()) == sorted(known.values())[-3:][-len(named) :]
        assert len(named) == min(3, sum(map(bool, known.values())))


def check_no_service(truth, _):
    assert not any(helps(row, one) for row in truth.kept for one in row["services"].split(";"))


def check_flows(truth, said):
    """Every line: the first and the last whole year of a series of people on foot."""
    own = [one for one in CROSSINGS if one["corridor_id"] == truth.corridor]
    ids = {one["crossing_id"] for one in own}
    ports = {one["port_code"] for one in own} - {""}
    values = {}
    for row in FLOWS:
        if row["crossing_id"] in ids or (not row["crossing_id"] and row["port_code"] in ports):
            series = row["crossing_id"], row["port_name"], row["measure"], row["series"]
            values.setdefault((*series, int(row["year"])), []).append(row)
    truths = set()
    for key, rows in values.items():
        months = [row for row in rows if not isnan(row["month"])]
        # A yearly row that does not say how many months it has is of the whole year.
        whole = [
            row for row in rows if isnan(row["month"]) and row["months_covered"] not in range(1, 12)
        ]
        if whole:
            truths.add((key[-1], round(whole[0]["value"])))
        elif len(months) == 12:
            truths.add((key[-1], round(sum(row["value"] for row in months))))
    for line in said["lines"].split("; "):
        first, last = re.findall(r"([\d,]+) (?:in|en) (\d{4})", line)
        for value, year in (first, last):
            assert (int(year), number(value)) in truths, line


def check_no_flows(truth, _):
    own = {one["crossing_id"] for one in CROSSINGS if one["corridor_id"] == truth.corridor}
    assert not any(row["crossing_id"] in own for row in FLOWS if "pedestr" in row["measure"])


def check_empty(truth, _):
    assert not truth.kept


def check_cooperation(truth, said):
    here = [
        one
        for one in PACKAGE.actions.to_dict("records")
        if not one["corridor_ids"] or truth.corridor in one["corridor_ids"].split(";")
    ]
    assert number(re.match(r"[\d,]+", said["actions"])[0]) == len(here)
    states = [number(one) for one in re.findall(r", ([\d,]+)(?=;|$)", said["states"])]
    assert sum(states) == number(re.match(r"[\d,]+", said["actions"])[0])
    levels = {one: row["level"] for one, row in PACKAGE.actors.set_index("actor_id").iterrows()}
    present = {levels[actor] for one in here for actor in one["actor_ids"].split(";") if actor}
    named = {truth.view.vocab.label("level", one, truth.view.lang) for one in present}
    assert set(said["levels"].split(", ")) == named


CHECKS = {
    "figures.overview_alt": check_overview,
    "figures.coverage_alt": check_coverage,
    "figures.services_alt": check_services,
    "figures.services_none": check_no_service,
    "figures.flows_alt": check_flows,
    "figures.flows_none": check_no_flows,
    "figures.cooperation_alt": check_cooperation,
    "figures.empty": check_empty,
}
OF_PLACES = ("overview", "coverage", "services")


def read(truth, text, keys=CHECKS):
    """Hold the sentences of a text against the truth; it begins with its scope."""
    view = truth.view
    heads = [f"{scope.scope(view)}: ", f"{scope.where(view)}: "]
    assert text.startswith(tuple(heads)), text
    found = claims(text, view.lang, keys, heads)
    for key, said in found:
        keys[key](truth, said)
    return {key for key, _ in found}


def test_alternative_texts_hold():
    seen = set()
    for chosen in VIEWS:
        truth = Truth(make_view(PACKAGE, chosen))
        for kind in figures.KINDS:
            alt = figures.alt_text(truth.view, kind)
            seen |= read(truth, alt)
            if kind in OF_PLACES:
                assert alt.startswith(f"{scope.scope(truth.view)}: ")
    assert seen == CHECKS.keys()


def check_pointless(truth, said):
    rows = [row for row in truth.kept if isnan(row["lon"])]
    assert number(said["n"]) == len(rows)
    unnamed = t("figures.unnamed", truth.view.lang)
    assert counted(said["where"]) == dict(Counter(row["municipality"] or unnamed for row in rows))


def check_subtitle(truth, said):
    assert number(said["n"]) == len(truth.kept)
    assert number(said["mapped"]) == sum(not isnan(row["lon"]) for row in truth.kept)
    if said["sides"]:
        check_sides(truth, said["sides"].removeprefix(": "))


def check_sides(truth, text):
    sides = Counter(row["side"] for row in truth.kept)
    assert counted(text).items() >= labelled(truth.view, "side", sides).items()


def test_words_on_a_map_hold():
    """Subtitle and note of the figure say the filter and its counts, as the LaTeX caption does."""
    for chosen in VIEWS:
        truth = Truth(make_view(PACKAGE, chosen))
        view, lang = truth.view, chosen.lang
        wording = overview_map._wording(view)
        kept = scope.filter_words(view)
        filtered = t("report.filter_line", lang, parts=kept) if kept else ""
        assert wording.subtitle.startswith(filtered)
        text = wording.subtitle.removeprefix(filtered).strip()
        form = "one" if len(truth.kept) == 1 else "many"
        forms = {
            "figures.empty": check_empty,
            # `1 lugar` begins like `lugares`: each number has one form.
            f"figures.overview_subtitle_{form}": check_subtitle,
        }
        ((key, said),) = claims(text, lang, forms, [])
        forms[key](truth, said)
        if note := map_key.without_point(view):
            keys = {f"figures.key_pointless_{one}": check_pointless for one in ("one", "many")}
            ((key, said),) = claims(note, lang, keys, [])
            check_pointless(truth, said)
        assert all(part in embed_code.latex_caption(view) for part in (filtered, scope.where(view)))


def old(row, made):
    edge = f"{int(made[:4]) - 2}{made[4:]}"
    last = {4: "-12-31", 7: "-31"}.get(len(row["status_date"]), "")
    return bool(row["status_date"]) and row["status_date"] + last < edge


def check_stale(truth, said):
    made = truth.view.made
    assert number(said["total"]) == len(truth.kept)
    assert number(said["old"]) == sum(old(row, made) for row in truth.kept)
    assert number(said["undated"]) == sum(not row["status_date"] for row in truth.kept)
    assert number(said["unknown"]) == sum(row["status"] == "unknown" for row in truth.kept)


def check_asymmetry(truth, said):
    view = truth.view
    for side in the_sides(view):
        rows = [row for row in truth.kept if row["side"] == side]
        cited = {one for row in rows for one in row["source_ids"].split(";")} - {""}
        told = t(
            "report.asymmetry_side",
            view.lang,
            side=view.vocab.label("side", side, view.lang),
            places=count("report.places", len(rows), view.lang),
            sources=count("report.sources", len(cited), view.lang),
        )
        assert told in said["sides"]


def check_uncounted(truth, said):
    own = [one for one in CROSSINGS if one["corridor_id"] == truth.corridor]
    with_counts = {row["crossing_id"] for row in FLOWS}
    bare = [one for one in own if one["crossing_id"] not in with_counts]
    assert len(said["crossings"].split(", ")) >= len(bare)


def how_many(mark):
    def check(truth, said):
        assert number(said["n"]) == sum(mark(row) for row in truth.kept)

    return check


UNKNOWN = {
    "report.stale": check_stale,
    "report.asymmetry": check_asymmetry,
    "report.uncounted": check_uncounted,
    "report.pointless": how_many(lambda row: isnan(row["lon"])),
    "report.unstated_services": how_many(lambda row: not row["services"]),
    "report.unstated_capacity": how_many(
        lambda row: row["kind"] == "shelter" and isnan(row["capacity"])
    ),
    **{
        f"report.{name}_{form}": how_many(mark)
        for form in ("one", "many")
        for name, mark in {
            "coarse": lambda row: row["precision_m"] > 300,
            "protected": lambda row: row["sensitivity"] != "open",
        }.items()
    },
}


def test_what_a_brief_does_not_know_holds():
    seen = set()
    for chosen in VIEWS:
        truth = Truth(make_view(PACKAGE, chosen))
        for line in gap_sections.unknowns(truth.view):
            seen |= read(truth, line, UNKNOWN)
    assert {key for key in UNKNOWN if not key.endswith("_one")} == {
        key for key in seen if not key.endswith("_one")
    }


def check_card(truth, card):
    view = truth.view
    (side,) = [
        one for one in the_sides(view) if view.vocab.label("side", one, view.lang) == card.title
    ]
    here = [row for row in truth.kept if row["side"] == side]
    works = [row for row in here if row["status"] not in ("closed", "planned")]
    of_help = [row for row in works if row["kind"] not in ("detention", "custody", "authority")]
    edge = f"{int(view.made[:4]) - 1}{view.made[4:]}"
    given = {one for row in of_help for one in row["services"].split(";") if one}
    fresh = [row for row in of_help if row["status"] == "open" and row["status_date"]
             and (row["status_date"] + "-01-01")[:10] >= edge]  # fmt: skip
    truths = {
        "report.card_places": len(of_help),
        "report.card_confirmed": len(fresh),
        "report.card_shelters": sum(row["kind"] == "shelter" for row in works),
        "report.card_services": len(given),
    }
    shown = {label: number(n) for n, label in card.numbers}
    for key, n in truths.items():
        assert shown[t(key, view.lang)] == n, key


def test_a_brief_holds():
    """Cards, captions, bars and the table of sides of a brief, made as it is read."""
    for chosen in (VIEWS[-5], VIEWS[-2]):
        truth = Truth(make_view(PACKAGE, chosen))
        view, brief = truth.view, build(make_view(PACKAGE, chosen))
        for block in brief.blocks:
            match block:
                case Cards():
                    for card in block.cards:
                        check_card(truth, card)
                case Picture() | Table():
                    of_places = f"{scope.scope(view)}: "
                    assert block.caption.startswith((of_places, f"{scope.where(view)}: "))
                    check_caption(truth, block)
                case Ranges():
                    assert {one.name for one in block.items}
                    for one in block.items:
                        assert 0 <= one.low <= one.high <= 1
                        low = one.said.removesuffix(" %").split(" ")[0]
                        assert low in one.sentence or (one.high == 0 and low == "0")


def check_caption(truth, block):
    """A caption that counts the register counts all of it; that of places is of the selection."""
    view = truth.view
    here = [
        one
        for one in PACKAGE.actions["corridor_ids"]
        if not one or truth.corridor in one.split(";")
    ]
    day = date(view.made, view.lang)
    register = count("report.register_caption", len(here), view.lang, made=day)
    if block.caption.endswith(register):
        return
    assert not re.search(r"\d+ (action|accion)", block.caption)
    if isinstance(block, Picture) and block.kind in OF_PLACES:
        assert block.caption.startswith(f"{scope.scope(view)}: ")


def test_a_wrong_number_is_caught():
    truth, other = (
        Truth(make_view(PACKAGE, Filter(corridor=(corridor,), lang="en")))
        for corridor in ("juarez-el-paso", "tijuana-san-diego")
    )
    heads = [f"{where(truth.view)}: " for where in (scope.scope, scope.where)]
    for kind in figures.KINDS:
        ((key, said),) = claims(figures.alt_text(truth.view, kind), "en", CHECKS, heads)
        with pytest.raises(AssertionError):
            CHECKS[key](other, said)
