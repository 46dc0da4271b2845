"""The coverage page's tables of accessibility, by locality and by cell, with their bands."""

import re
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from atlas.analysis import coverage
from atlas.analysis.coverage import Bands
from atlas.app import markup, page_link, page_parts
from atlas.app.callbacks import unbroken
from atlas.app.coverage_page.access_map import PER_PEOPLE, Result
from atlas.app.page_parts import side_name
from atlas.base.i18n import number, t
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

_ASKED: Final = "yes"
_CORNER: Final = re.compile(r"(-?\d{1,3}(?:\.\d)?),(-?\d{1,2}(?:\.\d)?)")


@dataclass(frozen=True, eq=False)
class Drawn:
    """What the draws gave, row by row of the localities."""

    bands: pd.DataFrame


def access_tables(
    view: View, before: Result, after: Result, bands: Bands, *, by_capacity: bool
) -> None:
    """Offer accessibility by locality and by cell, with bands when they were asked for."""
    lang = view.lang
    st.html(
        markup.introduction(
            t("coverage.access", lang),
            "access",
            t("coverage.access_text", lang, people=number(PER_PEOPLE, lang)),
        )
    )
    title, asked = t("coverage.access_tables", lang), bool(page_link.value("bands"))
    # The map shows the same: tables that nobody looks at are not made.
    with st.expander(title, expanded=asked, key="access-fold", on_change="rerun") as fold:
        if fold.open:
            drawn = None
            if after.along is coverage.STRAIGHT:  # along streets each draw would be a search
                st.html(markup.prose(t("coverage.bands_text", lang, draws=coverage.DRAWS)))
                drawn = _bands(view, after, bands, by_capacity=by_capacity)
            _tables(view, before, after, drawn)


@st.fragment
def _tables(view: View, before: Result, after: Result, drawn: Drawn | None) -> None:
    """Show one table or the other; what nobody looks at is not made. A locality's row opens it."""
    page_link.follow()
    lang = view.lang
    names = [t("coverage.by_locality", lang), t("coverage.by_cell", lang)]
    by_place, by_cell = st.tabs(names, key="access-tables", on_change="rerun")
    if by_place.open:
        with by_place:
            frame, key = by_locality(view, before, after, drawn), t("coverage.access_file", lang)
            page_parts.table(
                frame,
                key,
                lang,
                alt=t("coverage.access", lang),
                height=420,
                column_config=_decimals(lang),
                opens=picks(after, frame),
            )
    if by_cell.open:
        full, frame, opens = _by_cell(view, after)
        with by_cell:
            page_parts.table(
                frame,
                t("coverage.cells_file", lang),
                lang,
                alt=t("coverage.by_cell", lang),
                full=full,
                height=420,
                column_config=_decimals(lang),
                opens=opens,
            )
            st.caption(t("coverage.cell_note", lang))


def show_localities(view: View, before: Result, after: Result, homes: pd.DataFrame) -> None:
    """Show some of the localities; a row opens the locality."""
    lang, frame = view.lang, by_locality(view, before, after, None)
    frame = frame[frame.index.isin(homes.index)]
    page_parts.table(
        frame,
        t("coverage.localities_file", lang),
        lang,
        alt=t("coverage.localities", lang),
        height=min(420, 60 + 36 * len(frame)),
        column_config=_decimals(lang),
        opens=picks(after, frame),
    )


def _decimals(lang: str) -> dict[str, Any]:
    """Give the look of the columns that two decimals tell apart."""
    two = st.column_config.NumberColumn(format=page_parts.number_format(lang, 2))
    return {t(f"coverage.{name}", lang): two for name in ("access_short", "access_before")}


@kept_with_view
def by_locality(view: View, before: Result, after: Result, drawn: Drawn | None) -> pd.DataFrame:
    """Give the localities with what they reach, the least first."""
    lang, homes = view.lang, after.homes
    frame = pd.DataFrame(
        {
            t("coverage.locality", lang): homes["name"],
            t("app.side", lang): [side_name(view, one) for one in homes["side"]],
            t("coverage.population", lang): homes["population"],
            t("coverage.near_column", lang, km=coverage.NEAR_KM): _near_words(homes, lang),
            t("coverage.access_short", lang): homes["access"].round(2),
            t("coverage.reached_short", lang): homes["reached"],
            t("coverage.reached_most", lang): homes["reached_most"],
            t("coverage.same_km", lang): homes["same_km"],
            t("coverage.same_km_least", lang): homes["same_km_least"],
        }
    )
    was = before.homes["access"]
    if (was - homes["access"]).abs().max() > coverage.LEAST_ACCESS:
        frame.insert(4, t("coverage.access_before", lang), was.round(2))
    if drawn is not None:
        rows = drawn.bands
        frame[t("coverage.band", lang)] = [
            _range(low * PER_PEOPLE, high * PER_PEOPLE, lang, 2)
            for low, high in zip(rows["access_low"], rows["access_high"], strict=True)
        ]
        frame[t("coverage.band_km", lang)] = [
            _range(low, high, lang, 1)
            for low, high in zip(rows["same_km_low"], rows["same_km_high"], strict=True)
        ]
    return frame.sort_values(t("coverage.access_short", lang), kind="stable")


def _near_words(homes: pd.DataFrame, lang: str) -> list[str]:
    """Say for each locality whether a place of its side is near."""
    is_near = homes["same_km"] <= coverage.NEAR_KM
    return [
        t(f"coverage.near_{'perhaps' if perhaps else 'yes' if yes else 'no'}", lang)
        for yes, perhaps in zip(is_near, homes["depends"], strict=True)
    ]


def picks(after: Result, frame: pd.DataFrame) -> list[str]:
    """Give what each row opens: its locality, as the choice of a point names it."""
    homes = after.homes.loc[frame.index]
    return (homes["locality_id"] + "." + homes["side"]).tolist()


@kept_with_view
def _by_cell(view: View, after: Result) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Give the cells, as the file holds them and as they are read, and what each row opens."""
    lang = view.lang
    cells = coverage.by_cell(after.homes, after.known, ["access"])
    corners = list(zip(cells["west"].tolist(), cells["south"].tolist(), strict=True))
    frame = pd.DataFrame(
        {
            t("coverage.cell", lang): [cell_name(*corner, lang) for corner in corners],
            t("coverage.population", lang): cells["population"],
            t("coverage.localities", lang): cells["localities"],
            t("coverage.access_short", lang): cells["access"].round(2),
            t("coverage.places", lang): cells["places_text"],
        }
    )
    lived_in = (cells["localities"] > 0).tolist()
    opens = [
        f"cell.{west:g},{south:g}" if homes else ""
        for (west, south), homes in zip(corners, lived_in, strict=True)
    ]
    return cells.drop(columns="places"), frame, opens


def cell_name(west: float, south: float, lang: str) -> str:
    """Give the name of a cell: its edges."""
    north, east = south + coverage.CELL_DEGREES, west + coverage.CELL_DEGREES
    edges = {"south": south, "north": north, "west": west, "east": east}
    said = {name: number(at, lang, 1) for name, at in edges.items()}
    return t("coverage.cell_edges", lang, **said)


def cell_corner(text: str) -> tuple[float, float] | None:
    """Read west and south of a cell; None when the text is none."""
    found = _CORNER.fullmatch(text)
    return (float(found[1]), float(found[2])) if found else None


def _bands(view: View, result: Result, bands: Bands, *, by_capacity: bool) -> Drawn | None:
    """Draw positions when the reader asks for it, and remember the bands."""
    lang = view.lang
    held = st.session_state.setdefault("_planner_bands", {})
    key = (result, bands, by_capacity)
    if held and key not in held:
        # Drawn for something else: another draw takes seconds, and waits until it is asked for.
        held.clear()
        page_link.put("bands")
    wanted = page_link.value("bands") == _ASKED
    st.button(
        t("coverage.bands_button", lang),
        key="planner.bands",
        disabled=wanted,
        on_click=unbroken(page_link.put),
        args=("bands", _ASKED),
    )
    if wanted and key not in held:
        bar = st.progress(0.0, text=t("coverage.bands_running", lang))

        def step(done: int, of: int) -> None:
            if done % 20 == 0 or done == of:
                bar.progress(done / of, text=t("coverage.bands_running", lang))

        sited = result.sited
        made = coverage.uncertainty(
            result.homes,
            sited.assign(amount=coverage.amounts(sited, by_capacity=by_capacity)),
            result.gates,
            bands=bands,
            progress=step,
        )
        held[key] = Drawn(made)
        bar.empty()
    drawn: Drawn | None = held.get(key)
    return drawn


def _range(low: float, high: float, lang: str, decimals: int) -> str:
    if not np.isfinite(high):
        return page_parts.UNKNOWN
    return f"{number(low, lang, decimals)}\N{EN DASH}{number(high, lang, decimals)}"
