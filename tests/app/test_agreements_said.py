"""Nothing that the atlas shows calls an action in force without its evidence."""

import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from atlas.analysis.cooperation import Chosen
from atlas.app.cooperation_page import register_timeline
from atlas.app.data_page import other_tables
from atlas.base.i18n import count, number, t
from atlas.output.figures import cooperation_timeline, figure
from atlas.output.report import flow_tables
from atlas.places.view import select

pytestmark = pytest.mark.slow

IN_FORCE = {"es": ("vigente", "en vigor"), "en": ("in force",)}
CORRIDORS = ("tijuana-san-diego", "juarez-el-paso", "tapachula-tecun-uman")
LANGS = ("es", "en")


def as_it_is(view):
    return view


def without_attestation(view):
    return replace(view, actions=view.actions.assign(attested=""))


def all_claimed(view):
    """Say of every action that it is in force; the years and attestations stay."""
    return replace(view, actions=view.actions.assign(state="in_force"))


def years_later(view):
    return replace(view, descriptor=view.descriptor | {"created": "2027-09-04T00:00:00Z"})


def without_states(view):
    """What a package says that was made before there were states."""
    columns = ("state", "attested", "attested_source_ids", "replaced_by")
    return replace(view, actions=view.actions.assign(**dict.fromkeys(columns, "")))


VARIANTS = (as_it_is, without_attestation, all_claimed, years_later, without_states)


@pytest.fixture(params=[(corridor, lang) for corridor in CORRIDORS for lang in LANGS],
                ids="-".join)  # fmt: skip
def shown(request):
    corridor, lang = request.param
    return select(corridor=(corridor,), lang=lang)


def evidenced(view):
    """Give the actions that may be called in force, judged by days of the calendar."""
    made = date.fromisoformat(view.descriptor["created"][:10])
    oldest = made.replace(year=made.year - 2)
    found = set()
    for row in view.actions.itertuples():
        first = date(*(*map(int, filter(None, row.attested.split("-"))), 1, 1, 1)[:3])
        term = not pd.isna(row.year_end)
        recent = bool(row.attested) and first >= oldest
        holds = row.year_end >= made.year if term else recent
        if row.state == "in_force" and holds and not row.year_start > made.year:
            found.add(row.action_id)
    return found


def claims(text, lang):
    return any(words in text.casefold() for words in IN_FORCE[lang])


@pytest.mark.parametrize("change", VARIANTS)
def test_tables_call_in_force_only_what_has_evidence(shown, change):
    view = change(shown)
    ids, may = view.actions["action_id"], evidenced(view)
    page = register_timeline.register_rows(view, view.actions)
    listed = other_tables.rows(view, "actions")
    for table in (page, listed):
        said = table[t("cooperation.state", view.lang)]
        assert {one for one, text in zip(ids, said, strict=True) if claims(text, view.lang)} == may
    order = view.actions.sort_values(["year_start", "year_end"], kind="stable")["action_id"]
    brief = flow_tables.register_table(view).sections[0].rows
    told = zip(order, brief, strict=True)
    assert {one for one, cells in told if claims(" ".join(map(str, cells)), view.lang)} == may


@pytest.mark.parametrize("change", VARIANTS)
def test_timeline_of_the_page_calls_in_force_only_what_has_evidence(shown, change):
    view = change(shown)
    may = evidenced(view)
    bars = register_timeline._bars(view, Chosen(), "corridor=x")
    drawn = {
        re.search(r"pick=([a-z0-9-]+)", bar)[1]
        for bar in bars.split("<li>")[1:]
        if claims(bar, view.lang)
    }
    assert drawn == may
    for text, names in register_timeline._endings(view, Chosen(), "corridor=x"):
        if claims(text, view.lang):
            picked = {one for one in may if any(f"pick={one}" in name.query for name in names)}
            assert len(picked) == len(names)


@pytest.mark.parametrize("change", VARIANTS)
def test_alternative_text_of_the_timeline_counts_what_has_evidence(shown, change):
    view = change(shown)
    alt, n = cooperation_timeline.alt(view), len(evidenced(view))
    assert count("figures.actions", len(view.actions), view.lang) in alt
    said = t("figures.cooperation_in_force", view.lang, n=number(n, view.lang))
    assert (said in alt) == claims(alt, view.lang) == (n > 0)


def test_timeline_figure_writes_how_each_action_stands():
    view = select(corridor=("juarez-el-paso",), lang="en")
    drawn = figure(view, "cooperation")
    texts = [text.get_text().replace("\n", " ") for text in drawn.figure.texts]
    assert sum("in force (attested" in text for text in texts) == len(evidenced(view)) > 0
    assert any(text.startswith("ended, year not known") for text in texts)
    assert not any("no known end" in text for text in texts)
