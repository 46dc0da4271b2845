"""From a count in a text or a table to the places that it counts, where no filter names them.

What is picked is the name of the count and its codes, with dots between: `beds.MX`,
`precision.exact.juarez-el-paso`, `year.2024`, `lacks.no_point`, `pair.<place>.<place>`.
"""

import pandas as pd

from atlas.analysis import coverage
from atlas.app import markup, page_parts
from atlas.app.data_page import inventory
from atlas.base.i18n import number, t
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

COUNTED = ("kind", "side", "status", "precision", "sensitivity")
"""Columns whose codes are counted by corridor."""


LEFT_OUT = "left_out"
"""Stands for the places that no distance takes into account."""


def places(
    view: View, picked: str, along: coverage.Measure = coverage.STRAIGHT
) -> pd.DataFrame | None:
    """Give the places behind a count; None when it counts none, or nothing of this name does."""
    rows = _left_out(view, along) if picked == LEFT_OUT else _rows(view, picked)
    return None if rows is None or rows.empty else rows


def say(view: View, picked: str) -> str:
    """Say in words what is counted."""
    lang = view.lang
    what, *of = picked.split(".")
    if what in coverage.HEADLINES:
        return f"{t(f'corridor.{what}', lang)} · {page_parts.side_name(view, of[0])}"
    if what == "year":
        return f"{t('data.year', lang)}: {of[0] or t('data.undated', lang)}"
    if what == "pair":
        names = page_parts.names(view.places, "facility_id", lang)
        return " \N{LEFT RIGHT ARROW} ".join(names[one] for one in of)
    if what == LEFT_OUT:
        return t("coverage.opened_left_out", lang)
    if what == "lacks":
        return inventory.unknowns(view)[of[0]]
    where = inventory.corridor_name(view, of[1])
    return f"{t(f'data.{what}', lang)}: {inventory.code_label(view, what, of[0])} · {where}"


def counted(view: View, picked: str, n: int, page: str, text: str = "") -> markup.Linked:
    """Give a count that opens its places on a page.

    Parameters
    ----------
    view
        What is counted in.
    picked
        What the count opens.
    n
        The count; nothing opens when it is 0.
    page
        The page that the count stands on.
    text
        What is read; the number without it.
    """
    said = text or number(n, view.lang)
    return markup.opening(said, view.filter.link_query(), picked if n else "", page)


@kept_with_view
def unknowns(view: View, page: str) -> tuple[markup.Linked, ...]:
    """Say what is not known of the places; every sentence opens those that it counts."""
    said = inventory.unknowns(view)
    return tuple(counted(view, f"lacks.{name}", 1, page, line) for name, line in said.items())


def show(view: View, picked: str, along: coverage.Measure = coverage.STRAIGHT) -> None:
    """Show the places behind a count, and the way to the map of just them; or nothing."""
    rows = places(view, picked, along)
    if rows is not None:
        page_parts.show_places(view, rows, say(view, picked), None)


def _left_out(view: View, along: coverage.Measure) -> pd.DataFrame:
    known = coverage.sought(view)
    return known[~coverage.measurable(along.sited(known))]


def _rows(view: View, picked: str) -> pd.DataFrame | None:
    what, *of = picked.split(".")
    if what in coverage.HEADLINES and of in ([one] for one in page_parts.countries(view)):
        here = view.places[view.places["side"] == of[0]]
        return coverage.behind_headline(here, what, today=view.made)
    if what in COUNTED and len(of) == 2:
        rows = view.places[view.places[what] == of[0]]
        return rows if of[1] == inventory.TOTAL else rows[rows["corridor_id"] == of[1]]
    if what == "year" and len(of) == 1:
        return view.places[view.places["status_date"].str[:4] == of[0]]
    if what == "pair" and len(set(of)) == len(of) == 2:
        rows = view.places[view.places["facility_id"].isin(of)]
        return rows if len(rows) == len(of) else None
    if what == "lacks" and of in ([one] for one in inventory.LACKS):
        return view.places[inventory.lacking(view)[of[0]]]
    return None
