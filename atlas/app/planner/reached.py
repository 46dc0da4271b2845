"""The coverage page's tables of accessibility, by locality and by cell, with their bands."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from atlas import coverage
from atlas.app.planner import link, shared
from atlas.app.planner.access import NOT_ALIKE, PER_PEOPLE, Result
from atlas.app.planner.shared import side_name
from atlas.coverage import Bands
from atlas.i18n import number, t
from atlas.view import View

_ASKED: Final = "yes"


@dataclass(frozen=True, eq=False)
class Drawn:
    """What the draws gave, row by row of the localities."""

    bands: pd.DataFrame


def access_tables(
    view: View, before: Result, after: Result, bands: Bands, *, by_capacity: bool
) -> None:
    """Show accessibility by locality and by cell, with bands when they were asked for."""
    lang = view.lang
    st.header(t("coverage.access", lang), anchor="access")
    st.write(t("coverage.access_text", lang, people=number(PER_PEOPLE, lang)))
    drawn = _bands(view, after, bands, by_capacity=by_capacity)
    _tables(view, before, after, drawn)


@st.fragment
def _tables(view: View, before: Result, after: Result, drawn: Drawn | None) -> None:
    """Show one table or the other; what nobody looks at is not made. A locality's row opens it."""
    link.follow()
    lang = view.lang
    names = [t("coverage.by_locality", lang), t("coverage.by_cell", lang)]
    by_place, by_cell = st.tabs(names, key="access-tables", on_change="rerun")
    two_decimals = st.column_config.NumberColumn(format="%.2f")
    decimal = ("access_short", "access_before")
    config = {t(f"coverage.{name}", lang): two_decimals for name in decimal}
    if by_place.open:
        with by_place:
            frame, key = by_locality(view, before, after, drawn), t("coverage.access_file", lang)
            shared.table(
                frame,
                key,
                lang,
                alt=t("coverage.access", lang),
                height=420,
                column_config=config,
                opens=picks(after, frame),
            )
    if by_cell.open:
        full, frame = _by_cell(view, after)
        with by_cell:
            shared.table(
                frame,
                t("coverage.cells_file", lang),
                lang,
                alt=t("coverage.by_cell", lang),
                full=full,
                height=420,
                column_config=config,
            )
            st.caption(t("coverage.cell_note", lang))


@lru_cache(maxsize=64)
def by_locality(view: View, before: Result, after: Result, drawn: Drawn | None) -> pd.DataFrame:
    """Give the localities with what they reach, the least first."""
    lang, homes = view.lang, after.homes
    frame = pd.DataFrame(
        {
            t("coverage.locality", lang): homes["name"],
            t("app.side", lang): [side_name(view, one) for one in homes["side"]],
            t("coverage.population", lang): homes["population"],
            t("coverage.access_short", lang): homes["access"].round(2),
            t("coverage.reached_short", lang): homes["reached"],
        }
    )
    was = before.homes["access"]
    if (was - homes["access"]).abs().max() > NOT_ALIKE:
        frame.insert(3, t("coverage.access_before", lang), was.round(2))
    if drawn is not None:
        rows = drawn.bands
        frame[t("coverage.band", lang)] = [
            f"{low * PER_PEOPLE:.2f}\N{EN DASH}{high * PER_PEOPLE:.2f}"
            for low, high in zip(rows["access_low"], rows["access_high"], strict=True)
        ]
        frame[t("coverage.band_km", lang)] = [
            _km_band(low, high)
            for low, high in zip(rows["same_km_low"], rows["same_km_high"], strict=True)
        ]
    return frame.sort_values(t("coverage.access_short", lang), kind="stable")


def picks(after: Result, frame: pd.DataFrame) -> list[str]:
    """Give what each row opens: its locality, as the choice of a point names it."""
    homes = after.homes.loc[frame.index]
    return (homes["locality_id"] + "." + homes["side"]).tolist()


@lru_cache(maxsize=64)
def _by_cell(view: View, after: Result) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the cells, as the file holds them and as they are read."""
    lang = view.lang
    cells = coverage.by_cell(after.homes, after.known, ["access"])
    frame = pd.DataFrame(
        {
            t("coverage.cell", lang): [
                t(
                    "coverage.cell_edges",
                    lang,
                    south=f"{row.south:.1f}",
                    north=f"{row.north:.1f}",
                    west=f"{row.west:.1f}",
                    east=f"{row.east:.1f}",
                )
                for row in cells.itertuples()
            ],
            t("coverage.population", lang): cells["population"],
            t("coverage.localities", lang): cells["localities"],
            t("coverage.access_short", lang): cells["access"].round(2),
            t("coverage.places", lang): cells["places_text"],
        }
    )
    return cells.drop(columns="places"), frame


def _bands(view: View, result: Result, bands: Bands, *, by_capacity: bool) -> Drawn | None:
    """Draw positions when the reader asks for it, and remember the bands."""
    lang = view.lang
    st.write(t("coverage.bands_text", lang, draws=coverage.DRAWS))
    held = st.session_state.setdefault("_planner_bands", {})
    key = (result, bands, by_capacity)
    if held and key not in held:
        # Drawn for something else: another draw takes seconds, and waits until it is asked for.
        held.clear()
        link.put("bands")
    wanted = link.value("bands") == _ASKED
    st.button(
        t("coverage.bands_button", lang),
        key="planner.bands",
        disabled=wanted,
        on_click=link.put,
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


def _km_band(low: float, high: float) -> str:
    return f"{low:.1f}\N{EN DASH}{high:.1f}" if np.isfinite(high) else shared.UNKNOWN
