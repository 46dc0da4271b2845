"""The coverage page's tables of accessibility, by locality and by cell, with their bands."""

import numpy as np
import pandas as pd
import streamlit as st

from atlas import coverage
from atlas.app.planner import shared
from atlas.app.planner.access import NOT_ALIKE, PER_PEOPLE, Result
from atlas.app.planner.shared import side_name
from atlas.coverage import Bands
from atlas.i18n import number, t
from atlas.view import View


def access_tables(
    view: View, before: Result, after: Result, bands: Bands, *, by_capacity: bool
) -> None:
    """Show accessibility by locality and by cell, with bands when they were asked for."""
    lang = view.lang
    st.header(t("coverage.access", lang), anchor="access")
    st.write(t("coverage.access_text", lang, people=number(PER_PEOPLE, lang)))
    homes = after.homes.assign(before=before.homes["access"])
    drawn = _bands(view, after, bands, by_capacity=by_capacity)
    by_place, by_cell = st.tabs([t("coverage.by_locality", lang), t("coverage.by_cell", lang)])
    with by_place:
        frame = pd.DataFrame(
            {
                t("coverage.locality", lang): homes["name"],
                t("app.side", lang): [side_name(view, one) for one in homes["side"]],
                t("coverage.population", lang): homes["population"],
                t("coverage.access_short", lang): homes["access"].round(2),
                t("coverage.reached_short", lang): homes["reached"],
            }
        )
        if (homes["before"] - homes["access"]).abs().max() > NOT_ALIKE:
            frame.insert(3, t("coverage.access_before", lang), homes["before"].round(2))
        if drawn is not None:
            frame[t("coverage.band", lang)] = [
                f"{low * PER_PEOPLE:.2f}\N{EN DASH}{high * PER_PEOPLE:.2f}"
                for low, high in zip(drawn["access_low"], drawn["access_high"], strict=True)
            ]
            frame[t("coverage.band_km", lang)] = [
                _km_band(low, high)
                for low, high in zip(drawn["same_km_low"], drawn["same_km_high"], strict=True)
            ]
        frame = frame.sort_values(t("coverage.access_short", lang), kind="stable")
        shared.table(
            frame, t("coverage.access_file", lang), lang, alt=t("coverage.access", lang), height=420
        )
    with by_cell:
        cells = coverage.by_cell(homes, coverage.working(after.places), ["access"])
        frame = pd.DataFrame(
            {
                t("coverage.cell", lang): [
                    f"{row.south:.1f} a {row.north:.1f}, {row.west:.1f} a {row.east:.1f}"
                    if lang == "es"
                    else f"{row.south:.1f} to {row.north:.1f}, {row.west:.1f} to {row.east:.1f}"
                    for row in cells.itertuples()
                ],
                t("coverage.population", lang): cells["population"],
                t("coverage.localities", lang): cells["localities"],
                t("coverage.access_short", lang): cells["access"].round(2),
                t("coverage.places", lang): cells["places_text"],
            }
        )
        shared.table(
            frame,
            t("coverage.cells_file", lang),
            lang,
            alt=t("coverage.by_cell", lang),
            full=cells.drop(columns="places"),
            height=420,
            placeholder=shared.UNKNOWN,
        )
        st.caption(t("coverage.cell_note", lang))


def _bands(view: View, result: Result, bands: Bands, *, by_capacity: bool) -> pd.DataFrame | None:
    """Draw positions when the reader asks for it, and remember the bands."""
    lang = view.lang
    st.write(t("coverage.bands_text", lang, draws=coverage.DRAWS))
    held = st.session_state.setdefault("_planner_bands", {})
    key = (id(result), bands, by_capacity)
    if st.button(t("coverage.bands_button", lang), key="planner.bands", disabled=key in held):
        bar = st.progress(0.0, text=t("coverage.bands_running", lang))

        def step(done: int, of: int) -> None:
            if done % 20 == 0 or done == of:
                bar.progress(done / of, text=t("coverage.bands_running", lang))

        sited = coverage.on_the_map(coverage.working(result.places))
        held.clear()
        held[key] = coverage.uncertainty(
            result.homes,
            sited.assign(amount=coverage.amounts(sited, by_capacity=by_capacity)),
            coverage.gates(result.crossings),
            bands=bands,
            progress=step,
        )
        bar.empty()
    drawn: pd.DataFrame | None = held.get(key)
    return drawn


def _km_band(low: float, high: float) -> str:
    return f"{low:.1f}\N{EN DASH}{high:.1f}" if np.isfinite(high) else shared.UNKNOWN
