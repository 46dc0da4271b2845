"""From a number of the coverage page to the localities or places that it counts.

What is picked: `near.<side>` (the localities near a place), `farther`, `nearer`, `less` and `more`
(those that a what-if changes, or may), `depends` (those that places without a point decide about),
`cell.<west>,<south>` (those in a cell), `sited` and `left_out` (the places that are measured from,
and those without a point to measure from).
"""

from typing import Final

import pandas as pd
import streamlit as st

from atlas.analysis import coverage
from atlas.analysis.coverage import Change
from atlas.app import markup, page_link, page_parts, rows_behind
from atlas.app.coverage_page import access_tables, whatif_panel
from atlas.app.coverage_page.access_map import PAGE, Result, near
from atlas.base.i18n import t
from atlas.output.report import range_words
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

DEPENDS: Final = "depends"
_PLACES: Final = ("sited", rows_behind.LEFT_OUT)


@kept_with_view
def _effects(view: View, before: Result, after: Result) -> dict[str, coverage.Effect]:
    """Say which localities a what-if changes, by what it does to them."""
    was, now = (
        coverage.Measured(one.homes, one.near, one.along.sited(one.known), one.gates, one.along)
        for one in (before, after)
    )
    return coverage.effects(was, now, view.localities, after.edge_km)


def effects(view: View, before: Result, after: Result, changes: tuple[Change, ...]) -> None:
    """Say what the changes do, in numbers of people; a sentence opens its localities."""
    if not changes:
        return
    here, found = page_link.here(view, PAGE), _effects(view, before, after)
    said = effect_words(view, before, after, changes)
    lines = [
        markup.opening(said[how], here, how if one.perhaps.any() else "", PAGE)
        for how, one in found.items()
    ]
    note = t("coverage.change_note", view.lang)
    st.html(markup.section(markup.lines(lines), markup.note(note)))


def effect_words(
    view: View, before: Result, after: Result, changes: tuple[Change, ...]
) -> dict[str, str]:
    """Say of every effect how many localities and people it has."""
    lang, people, said = view.lang, after.homes["population"], {}
    for how, found in _effects(view, before, after).items():
        towns = range_words.localities(found.surely.sum(), found.perhaps.sum(), lang)
        living = range_words.span(people[found.surely].sum(), people[found.perhaps].sum(), lang)
        words = t(f"coverage.change_{how}", lang, localities=towns, people=living)
        said[how] = whatif_panel.scoped(view, changes, words)
    return said


def is_one(view: View, before: Result, after: Result, picked: str) -> bool:
    """Say whether anything is counted under this name."""
    places, homes = _places(after, picked), _homes(view, before, after, picked)
    return any(rows is not None and len(rows) > 0 for rows in (places, homes))


def say(view: View, picked: str) -> str:
    """Say in words what is counted."""
    lang = view.lang
    what, _, of = picked.partition(".")
    if what == "near":
        side = page_parts.side_name(view, of)
        return t("coverage.opened_near", lang, side=side, km=coverage.NEAR_KM)
    if what == "cell":
        west, south = map(float, of.split(","))
        return f"{t('coverage.cell', lang)}: {access_tables.cell_name(west, south, lang)}"
    return t(f"coverage.opened_{what}", lang, km=coverage.NEAR_KM)


def show(view: View, before: Result, after: Result, picked: str) -> None:
    """Show the localities or places behind a number; or nothing, when it is none of this page's."""
    places, homes = _places(after, picked), _homes(view, before, after, picked)
    if places is not None and len(places):
        page_parts.show_places(view, places, say(view, picked), None)
    elif homes is not None and len(homes):
        with page_parts.picked_box(say(view, picked), view.lang):
            access_tables.show_localities(view, before, after, homes)


def _places(result: Result, picked: str) -> pd.DataFrame | None:
    """Give the places behind a number: those of the data, and none that only a what-if adds."""
    if picked not in _PLACES:
        return None
    known = result.known[~result.known["facility_id"].str.startswith(coverage.ADDED)]
    sited = coverage.measurable(result.along.sited(known))
    return known[sited if picked == "sited" else ~sited]


def _homes(view: View, before: Result, after: Result, picked: str) -> pd.DataFrame | None:
    what, _, of = picked.partition(".")
    homes = after.homes
    if what == "near" and of in page_parts.countries(view):
        return homes[near(after, of)]
    if what == "cell" and (corner := access_tables.cell_corner(of)):
        return homes[coverage.in_cell(homes, *corner)]
    if what == DEPENDS and not of:
        return homes[homes["depends"]]
    if what in coverage.EFFECTS and not of:
        return homes[_effects(view, before, after)[what].perhaps]
    return None
