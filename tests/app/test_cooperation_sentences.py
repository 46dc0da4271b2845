"""Sentences and numbers of the cooperation page hold against a plain reading of the register."""

import html
import re
from itertools import combinations, product
from math import isnan
from random import Random

import pytest

from atlas.analysis.cooperation import Chosen
from atlas.app.cooperation_page import (
    action_rows,
    actor_matrices,
    indicators,
    register_timeline,
    tie_map,
)
from atlas.base.i18n import LANGS, count, t
from atlas.output.report import headline_sentences
from atlas.places import scope
from atlas.places.filters import Filter
from atlas.places.view import make_view
from tests.support.plain_counts import CHOICES, EVERYTHING, PACKAGE, claims, number

pytestmark = pytest.mark.slow

ACTIONS = PACKAGE.actions.to_dict("records")
ACTORS = {row["actor_id"]: row for row in PACKAGE.actors.to_dict("records")}
FUNDERS = {"international_organization", "foreign_government"}


def parties(action):
    return sorted(set(action["actor_ids"].split(";")) & ACTORS.keys())


def levels(action):
    return [ACTORS[one]["level"] for one in parties(action)]


def stands(action, made):
    """Say how an action stands: read from its row alone, by the words of the vocabulary."""
    this_year = int(made[:4])
    start, end = (action[f"year_{name}"] for name in ("start", "end"))
    if action["state"] in ("ended", "replaced"):
        return action["state"]
    if start > this_year:
        return "planned"
    edge = f"{this_year - 2}{made[4:]}"
    shown = (action["attested"] + "-01-01")[:10] if action["attested"] else ""
    if action["state"] == "in_force" and (shown >= edge if isnan(end) else end >= this_year):
        return "ends" if end == this_year else "in_force"
    return "attested" if shown or not isnan(start) else "undated"


def at_work(action, year, made):
    """Say whether an action is known to have been at work in a year."""
    state, shown = stands(action, made), action["attested"][:4]
    start, end = (action[f"year_{name}"] for name in ("start", "end"))
    ends_known = state not in ("attested", "undated") and not isnan(end)
    first = start if not isnan(start) else int(shown) if shown else end if ends_known else None
    if first is None:
        return False
    last = end if ends_known else int(shown) if shown else first
    if state in ("in_force", "ends"):
        last = max(last, int(made[:4]))
    return first <= year <= max(last, first)


def keeps(action, corridor, chosen, made):
    """Say whether an action is of a corridor, or of all, and what is asked for."""
    wanted = {
        "type": [action["type"]],
        "dimension": [action["dimension"]],
        "sector": action["sectors"].split(";"),
        "actor": parties(action),
        "level": levels(action),
    }
    here = not action["corridor_ids"] or corridor in action["corridor_ids"].split(";")
    met = all(
        not getattr(chosen, name) or set(getattr(chosen, name)) & set(values)
        for name, values in wanted.items()
    )
    return here and met and (chosen.year is None or at_work(action, chosen.year, made))


def tied(actions):
    """Give the pairs of actors that share an action."""
    return {pair for one in actions for pair in combinations(parties(one), 2)}


def binational(action, countries):
    named = {one for actor in parties(action) for one in ACTORS[actor]["country"].split(";")}
    return "binational" in levels(action) or set(countries) <= named


class Register:
    """What a corridor's register holds, and what of it is asked for."""

    def __init__(self, view, chosen):
        (corridor,) = view.filter.corridor
        self.view, self.made = view, view.made
        self.all = [one for one in ACTIONS if keeps(one, corridor, Chosen(), view.made)]
        self.chosen = [one for one in self.all if keeps(one, corridor, chosen, view.made)]
        self.own = [one for one in self.all if one["corridor_ids"]]
        row = view.corridors.iloc[0]
        self.countries = row["country_a"], row["country_b"]
        sited = [one for one in EVERYTHING if one["corridor_id"] == corridor]
        kept = [one for one in sited if one["status"] != "closed"]
        kept = [one for one in kept if one["kind"] not in ("detention", "custody")]
        self.at = {one["actor_id"] for one in kept if not isnan(one["lon"])} - {""}

    def standing(self, code, actions=None):
        among = self.all if actions is None else actions
        return [one for one in among if stands(one, self.made) == code]


def label_codes(view, vocabulary):
    return {
        view.vocab.label(vocabulary, one, view.lang): one for one in view.vocab.codes(vocabulary)
    }


def apart(register):
    """Give the pairs of levels that meet in no action."""
    met = set()
    for action in register.all:
        for one, other in combinations(parties(action), 2):
            met.add(frozenset((ACTORS[one]["level"], ACTORS[other]["level"])))
    known = {row["level"] for row in ACTORS.values()}
    return [pair for pair in combinations(sorted(known), 2) if frozenset(pair) not in met]


def check_found(register, said):
    assert number(said["n"]) == len(register.chosen)
    assert number(said["total"]) == len(register.all)


def check_apart(register, said):
    known = {row["level"] for row in ACTORS.values()}
    assert number(said["n"]) == len(apart(register))
    assert number(said["total"]) == len(known) * (len(known) - 1) // 2


def check_town(register, said):
    codes = label_codes(register.view, "level")
    named = {codes[one] for one in said["levels"].split(", ")}
    assert named == {
        one for pair in apart(register) if "municipal" in pair for one in pair if one != "municipal"
    }


def check_sectors(register, said):
    codes = label_codes(register.view, "sector")
    for sector in register.view.vocab.codes("sector"):
        of = [one for one in register.own if sector in one["sectors"].split(";")]
        shared = any(binational(one, register.countries) for one in of)
        label = register.view.vocab.label("sector", sector, register.view.lang)
        assert (label in said["sectors"].split(", ")) != shared
    assert codes


def check_ties(register, said):
    assert number(said["n"]) == len(tied(register.chosen))


def check_mapped(register, said):
    pairs = tied(register.chosen)
    assert number(said["n"]) == sum(a in register.at and b in register.at for a, b in pairs)


def names_of(register):
    suffix = register.view.lang
    rows = PACKAGE.actions.to_dict("records")
    return {row["action_id"]: row.get(f"name_{suffix}") or row["name"] for row in rows}


def standing_check(code):
    def check(register, said):
        assert said["names"] == "{}"
        assert register.standing(code, register.chosen)

    return check


CHECKS = {
    "cooperation.found": check_found,
    **{f"cooperation.apart_{form}": check_apart for form in ("one", "many")},
    "cooperation.apart_town": check_town,
    "cooperation.not_binational": check_sectors,
    **{f"cooperation.ties_text_{form}": check_ties for form in ("one", "many")},
    **{f"cooperation.ties_mapped_{form}": check_mapped for form in ("one", "many")},
    **{
        f"cooperation.said_{code}": standing_check(code)
        for code in ("in_force", "ends", "attested", "undated", "replaced", "ended")
    },
}


def of_corridor(corridor, lang):
    view = make_view(PACKAGE, Filter(corridor=(corridor,), lang=lang))
    return register_timeline.with_every_actor(view, make_view(PACKAGE, Filter(lang=lang)))


def asked(view, random, number_of):
    """Draw parts of the register; the whole of it first."""
    yield Chosen()
    for _ in range(number_of):
        facet = random.choice(["type", "dimension", "sector", "level", "actor"])
        codes = {
            "type": view.vocab.codes("action_type"),
            "actor": sorted({one for row in ACTIONS for one in parties(row)}),
        }
        of = codes.get(facet) or view.vocab.codes(facet)
        year = random.choice([None, None, 2019, 2024, 2026])
        yield Chosen(**{facet: tuple(random.sample(list(of), 1))}, year=year)


def read(register, line, chosen):
    """Hold every sentence of a line against the truth; give their kinds."""
    view = register.view
    heads = [register_timeline.scoped(view, one, "") for one in (chosen, Chosen())]
    assert line.startswith(tuple(heads))
    found = claims(line, view.lang, CHECKS, heads)
    for key, said in found:
        CHECKS[key](register, said)
    return {key for key, _ in found}


def lines_of(view, chosen):
    """Give the sentences of the page that count something."""
    lines = [register_timeline.found(view, chosen), *actor_matrices.what_is_missing(view).lines]
    if len(action_rows.found_ties(view, chosen)):
        lines += tie_map.counted(view, chosen)
    return lines


@pytest.mark.parametrize(("corridor", "lang"), list(product(CHOICES["corridor"], LANGS)))
def test_lines_of_the_register_hold(corridor, lang):
    view, random = of_corridor(corridor, lang), Random(corridor)  # noqa: S311
    for chosen in asked(view, random, 6):
        register = Register(view, chosen)
        for line in lines_of(view, chosen):
            read(register, line, chosen)
        names = names_of(register)
        told = register_timeline.endings(view, chosen)
        codes = [key.removeprefix("cooperation.said_") for key in CHECKS if "said_" in key]
        assert len(told) == sum(bool(register.standing(one, register.chosen)) for one in codes)
        for line, ids in told:
            ((key, _),) = claims(line, lang, CHECKS, [register_timeline.scoped(view, chosen, "")])
            code = key.removeprefix("cooperation.said_")
            rows = register.standing(code, register.chosen)
            assert sorted(ids) == sorted(one["action_id"] for one in rows)
            assert set(ids) <= names.keys()


@pytest.mark.parametrize("lang", LANGS)
def test_the_sentence_to_copy_counts_every_action_once(lang):
    for corridor in CHOICES["corridor"]:
        view = of_corridor(corridor, lang)
        register, (line,) = Register(view, Chosen()), headline_sentences.register(view)
        assert line.startswith(f"{scope.where(view)}: ")
        total = count("sentences.actions", len(register.all), lang)
        assert total in line
        for code in ("in_force", "ends", "planned", "attested", "undated", "replaced", "ended"):
            n = len(register.standing(code))
            said = t(f"sentences.stand_{code}", lang, n=n)
            assert (re.search(rf"[:;] {re.escape(said)}[;.]", line) is not None) == bool(n), said
        # Any other form of the sentence has to be read by this test first.
        assert not re.search(r"\{\w+\}", line)


def test_indicators_hold():
    view = make_view(PACKAGE, Filter(lang="en"))
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", indicators._table(view, ""))
    texts = [html.unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in cells]
    width = 1 + len(CHOICES["corridor"])
    rows = {
        texts[at]: texts[at + 1 : at + width] for at in range(0, len(texts), width) if texts[at]
    }
    for column, corridor in enumerate(CHOICES["corridor"]):
        here = [one for one in ACTIONS if corridor in one["corridor_ids"].split(";")]
        pairs = tied(here)
        shares = {
            name: sum(bool({ACTORS[a]["level"], ACTORS[b]["level"]} & of) for a, b in pairs)
            for name, of in (("municipal_share", {"municipal"}), ("funder_share", FUNDERS))
        }
        truth = {
            "actions": f"{len(here):,}",
            "shared": f"{sum(len(parties(one)) > 1 for one in here):,}",
            "ties": f"{len(pairs):,}",
            **{name: f"{100 * n / len(pairs):.0f} %" for name, n in shares.items()},
        }
        for name, said in truth.items():
            assert rows[t(f"cooperation.{name}", "en")][column] == said, name


def test_matrices_hold():
    """Every number of the tables of actors, levels and themes."""
    for corridor in CHOICES["corridor"]:
        view = of_corridor(corridor, "en")
        register = Register(view, Chosen())
        frame = actor_matrices._matrix(view, Chosen(), "dimension").frame.fillna(0)
        codes, names = label_codes(view, "dimension"), register_timeline.actor_names(view)
        for row in frame.to_dict("records"):
            who = row.pop(t("cooperation.actor", "en"))
            for label, n in row.items():
                ids = {one for one, name in names.items() if name == who}
                of = [one for one in register.all if ids & set(parties(one))]
                assert n == sum(one["dimension"] == codes[label] for one in of), (who, label)
        themes = actor_matrices.what_is_missing(view).themes.frame
        for sector, n, both in themes.fillna(0).to_numpy():
            code = label_codes(view, "sector")[sector]
            of = [one for one in register.own if code in one["sectors"].split(";")]
            assert n == len(of)
            assert both == sum(binational(one, register.countries) for one in of)


def test_a_wrong_number_is_caught():
    view = of_corridor("tijuana-san-diego", "en")
    register = Register(view, Chosen())
    for line in lines_of(view, Chosen()):
        ((key, said),) = claims(line, "en", CHECKS, [register_timeline.scoped(view, Chosen(), "")])
        wrong = {"n": "1", "total": "1", "levels": "Academic", "sectors": "Health"}
        with pytest.raises(AssertionError):
            CHECKS[key](register, {name: wrong[name] for name in said})
