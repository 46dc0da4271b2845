"""How actions stand: what is called in force has its evidence, and nothing else is."""

import calendar
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas import data
from atlas.analysis import cooperation

MADE = "2026-11-22"
IN_FORCE = {"es": "vigente", "en": "in force"}
STATES = ("in_force", "ended", "replaced", "unknown", "")


def register(*rows):
    columns = ["action_id", "name", "name_en", "year_start", "year_end", "state", "attested",
               "replaced_by"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({"year_start": "float64", "year_end": "float64"})


def action(state="unknown", attested="", start=None, end=None, replaced_by="", name="Pacto"):
    return (name.lower(), name, f"{name} (en)", start, end, state, attested, replaced_by)


def has_evidence(row, made):
    """Judge by days of the calendar, not by the text of dates as the atlas does."""
    day = date.fromisoformat(made)
    if row.state != "in_force" or row.year_start > day.year:
        return False
    if row.year_end == row.year_end:
        return row.year_end >= day.year
    if not row.attested:
        return False
    year, month, first = (*map(int, row.attested.split("-")), 1, 1)[:3]
    last = calendar.monthrange(day.year - 2, day.month)[1]
    return date(year, month, first) >= date(day.year - 2, day.month, min(day.day, last))


years = st.none() | st.integers(2005, 2032)
days = st.dates(date(2015, 1, 1), date(2027, 12, 31)).map(date.isoformat)
dates = st.just("") | st.tuples(days, st.sampled_from([4, 7, 10])).map(lambda one: one[0][: one[1]])
actions = st.builds(
    action, state=st.sampled_from(STATES), attested=dates, start=years, end=years,
    replaced_by=st.sampled_from(["", "pacto", "nobody"]),
)  # fmt: skip


@given(row=actions, made=days)
@pytest.mark.parametrize("lang", ["es", "en"])
def test_only_what_has_evidence_is_called_in_force(lang, row, made):
    table = register(row)
    (said,) = cooperation.in_words(table, made, lang)
    assert (IN_FORCE[lang] in said) == has_evidence(next(table.itertuples()), made)


@given(row=actions, made=days)
def test_nothing_is_drawn_after_the_last_that_is_known(row, made):
    table = register(row)
    known = cooperation.known_years(table, made).iloc[0]
    _, _, _, start, end, _, attested, _ = row
    told = [start or 0, int(attested[:4] or 0), end or 0]
    if known["start"] == known["start"]:
        assert known["start"] <= known["end"] <= max(told)
        if not cooperation.standing(table, made).isin(("in_force", "ends", "planned")).any():
            late = end or 0 if row[5] in ("ended", "replaced", "") else 0
            assert known["end"] <= max(told[0], told[1], late)
    else:
        assert start is None
        assert not attested


@pytest.mark.parametrize(
    ("row", "en", "es"),
    [
        (
            action("in_force", "2025-09"),
            "in force (attested Sep 2025)",
            "vigente (constancia: sep 2025)",
        ),
        (
            action("in_force", "2024-11-22"),
            "in force (attested 22 Nov 2024)",
            "vigente (constancia: 22 nov 2024)",
        ),
        (
            action("in_force", "2024-11-21"),
            "last attested 21 Nov 2024",
            "última constancia: 21 nov 2024",
        ),
        (action("in_force", "2024-11"), "last attested Nov 2024", "última constancia: nov 2024"),
        (
            action("in_force", "2019", end=2027),
            "in force (stated term until 2027)",
            "vigente (plazo hasta 2027)",
        ),
        (
            action("in_force", "", end=2026),
            "in force (stated term ends in 2026)",
            "vigente (su plazo termina en 2026)",
        ),
        (action("in_force", "2026", end=2025), "last attested 2026", "última constancia: 2026"),
        (action("in_force"), "no dated source", "sin fuente con fecha"),
        (action("unknown", "2026-11"), "last attested Nov 2026", "última constancia: nov 2026"),
        (action("unknown", start=2019), "last attested 2019", "última constancia: 2019"),
        (action("", start=2017), "last attested 2017", "última constancia: 2017"),
        (action("", start=2017, end=2020), "ended 2020", "terminó en 2020"),
        (
            action("ended", "2018"),
            "ended, year not known; last attested 2018",
            "terminó, no se sabe en qué año; última constancia: 2018",
        ),
        (action("ended"), "ended, year not known", "terminó, no se sabe en qué año"),
        (
            action("replaced", replaced_by="pacto"),
            "replaced by Pacto (en)",
            "reemplazada por Pacto",
        ),
        (action("replaced", replaced_by="nobody"), "replaced", "reemplazada"),
        (action("unknown", start=2027), "planned for 2027", "prevista para 2027"),
    ],
)
def test_every_standing_is_said_with_its_date(row, en, es):
    table = register(row)
    assert cooperation.in_words(table, MADE, "en") == [en]
    assert cooperation.in_words(table, MADE, "es") == [es]


def test_a_year_keeps_what_is_known_of_it_and_the_present_what_is_in_force():
    table = register(
        action("in_force", "2025", start=2013),
        action("unknown", "2022-10", start=2022),
        action("ended", "2019", start=2018, end=2020),
        action("in_force", "2025"),
        action(),
    )
    kept = {year: cooperation.at_work_in(table, year, MADE).tolist() for year in (2020, 2022, 2026)}
    assert kept == {
        2020: [True, False, True, False, False],
        2022: [True, True, False, False, False],
        2026: [True, False, False, True, False],
    }


def test_the_check_of_the_package_asks_for_the_same_evidence():
    actions = data.load().descriptor["resources"]
    rules = next(one["schema"]["rules"] for one in actions if one["name"] == "actions")
    current = next(rule["current"] for rule in rules if "current" in rule)
    assert current == {
        "date": "attested",
        "months": cooperation.RECENT_MONTHS,
        "term": "year_end",
    }
