"""From a number of the coverage page to the localities or places that it counts.

What is picked: `near.<side>` (the localities near a place), `farther`, `nearer`, `less` and `more`
(those that a what-if changes), `cell.<west>,<south>` (those in a cell), `sited` and `left_out`
(the places that are measured from, and those that no distance takes into account).
"""

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from atlas.analysis import coverage
from atlas.app import markup, page_link, page_parts, rows_behind
from atlas.app.coverage_page import access_tables
from atlas.app.coverage_page.access_map import NOT_ALIKE, PAGE, Result, near
from atlas.base.i18n import number, t
from atlas.places.view import View

CHANGES: Final = ("farther", "nearer", "less", "more")
"""What a what-if does to localities."""

_PLACES: Final = ("sited", rows_behind.LEFT_OUT)
_LEAST_KM: Final = 0.05


@lru_cache(maxsize=64)
def changed(before: Result, after: Result, how: str) -> npt.NDArray[np.bool_]:
    """Say which localities a what-if changes; `how` is one of `CHANGES`."""
    was, now = before.homes, after.homes
    if how == "farther":
        lost = was["either_km"].notna() & now["either_km"].isna()
        found = lost | ((now["either_km"] - was["either_km"]).fillna(0) > _LEAST_KM)
    elif how == "nearer":
        found = (was["either_km"] - now["either_km"]).fillna(0) > _LEAST_KM
    else:
        less = was["access"] - now["access"]
        found = (less if how == "less" else -less) > NOT_ALIKE
    return found.to_numpy(np.bool_)


def effects(view: View, before: Result, after: Result) -> None:
    """Say what the changes do, in numbers of people; a sentence opens its localities."""
    lang, here = view.lang, page_link.here(view, PAGE)
    people = after.homes["population"]
    lines = []
    for how in CHANGES:
        rows = changed(before, after, how)
        n, living = int(rows.sum()), number(people[rows].sum(), lang)
        said = t(f"coverage.change_{how}", lang, n=number(n, lang), people=living)
        lines.append(markup.opening(said, here, how if n else "", PAGE))
    st.html(markup.lines(lines))


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
        return t("coverage.opened_near", lang, side=side, km=coverage.COUNT_KM[1])
    if what == "cell":
        west, south = map(float, of.split(","))
        return f"{t('coverage.cell', lang)}: {access_tables.cell_name(west, south, lang)}"
    return t(f"coverage.opened_{what}", lang)


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
    sited = coverage.measurable(known)
    return known[sited if picked == "sited" else ~sited]


def _homes(view: View, before: Result, after: Result, picked: str) -> pd.DataFrame | None:
    what, _, of = picked.partition(".")
    homes = after.homes
    if what == "near" and of in page_parts.countries(view):
        return homes[near(after, of)]
    if what == "cell" and (corner := access_tables.cell_corner(of)):
        return homes[coverage.in_cell(homes, *corner)]
    if what in CHANGES and not of:
        return homes[changed(before, after, what)]
    return None
