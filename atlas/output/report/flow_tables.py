"""The tables of crossings and of the cooperation register."""

from typing import Final

import pandas as pd

from atlas.analysis.cooperation import in_words
from atlas.base.i18n import count, date, number, t
from atlas.output.figures.flow_lines import yearly
from atlas.output.report.blocks import Column, Section, Table, plain
from atlas.output.report.brief_words import inside, label, labels, names, status
from atlas.places.scope import located
from atlas.places.view import View

_TOGETHER: Final = "\N{NO-BREAK SPACE}"


def crossings_table(view: View) -> Table:
    """Give the crossings with their name on each side, a section a corridor."""
    counts = _latest(view)
    columns = (
        Column(t("report.crossing_name", view.lang), 1.6),
        Column(t("report.crossing_names", view.lang), 2.2),
        Column(t("report.crossing_modes", view.lang), 2.4),
        Column(t("report.crossing_status", view.lang), 1.3),
        Column(t("report.crossing_walkers", view.lang), 1.25, numeric=True),
    )
    sections = []
    for corridor_id, corridor in zip(
        view.corridors["corridor_id"], names(view.corridors, view.lang), strict=True
    ):
        own = view.crossings[view.crossings["corridor_id"] == corridor_id]
        rows = tuple(
            (
                name,
                plain(f"{crossing['name_a']} / {crossing['name_b']}"),
                labels(view, "mode", crossing["modes"]) or t("report.unknown", view.lang),
                status(view, crossing),
                counts.get(crossing["crossing_id"], t("report.no_count", view.lang)),
            )
            for name, (_, crossing) in zip(names(own, view.lang), own.iterrows(), strict=True)
        )
        sections.append(Section(corridor if len(view.corridors) > 1 else "", rows))
    caption = located(view, t("report.crossings_caption", view.lang))
    return Table(plain(caption), columns, tuple(sections), dense=True)


def register_table(view: View) -> Table:
    """Give the cooperation register: what, when, how it stands, who with whom, on what."""
    columns = (
        Column(t("report.action_name", view.lang), 2.3),
        Column(t("report.action_type", view.lang), 0.85),
        Column(t("report.action_years", view.lang), 0.85),
        Column(t("cooperation.state", view.lang), 1.35),
        Column(t("report.action_parties", view.lang), 3.4),
        Column(t("report.action_dimension", view.lang), 0.95),
    )
    parties = _parties(view)
    order = view.actions.sort_values(["year_start", "year_end"], kind="stable").index
    actions = view.actions.loc[order]
    made = view.made
    states = in_words(actions, made, view.lang)
    rows = tuple(
        (
            name,
            label(view, "action_type", action["type"]),
            _years(view, action["year_start"], action["year_end"]),
            plain(state),
            _together(view, parties, action["actor_ids"]),
            label(view, "dimension", action["dimension"]),
        )
        for name, state, (_, action) in zip(
            names(actions, view.lang), states, actions.iterrows(), strict=True
        )
    )
    day = date(made, view.lang)
    caption = count("report.register_caption", len(actions), view.lang, made=day)
    return Table(plain(located(view, caption)), columns, (Section("", rows),), dense=True)


def _latest(view: View) -> dict[str, str]:
    """Give the count of people on foot of the latest whole year, by crossing."""
    series = yearly(view.flows)
    if series.empty:
        return {}
    whole = series[series["complete"] & (series["series"] == "crossing")].sort_values("year")
    last = whole.drop_duplicates("crossing_id", keep="last")
    return {
        str(crossing): t("report.count_in_year", view.lang, n=number(value, view.lang), year=year)
        for crossing, value, year in zip(
            last["crossing_id"], last["value"], last["year"], strict=True
        )
    }


def _parties(view: View) -> dict[str, tuple[str, str]]:
    """Give the short name and the level of every actor."""
    levels = view.actors["level"]
    shorts = [
        plain(acronym) or name
        for acronym, name in zip(view.actors["acronym"], names(view.actors, view.lang), strict=True)
    ]
    ids = view.actors["actor_id"]
    return {one: (short, level) for one, short, level in zip(ids, shorts, levels, strict=True)}


def _together(view: View, parties: dict[str, tuple[str, str]], actor_ids: str) -> str:
    """Name the parties of an action, those of one level together, in the order of the levels."""
    by_level: dict[str, list[str]] = {}
    for actor in actor_ids.split(";"):
        short, level = parties.get(actor, ("", ""))
        if short:
            by_level.setdefault(level, []).append(short)
    order = {level: place for place, level in enumerate(view.vocab.codes("level"))}
    said = [
        t(
            "report.party",
            view.lang,
            name=", ".join(by_level[level]),
            level=inside(label(view, "level", level)),
        )
        for level in sorted(by_level, key=lambda level: order.get(level, len(order)))
    ]
    return "; ".join(said) or t("report.unknown", view.lang)


def _years(view: View, start: float, end: float) -> str:
    if pd.isna(start) and pd.isna(end):
        return t("report.years_unknown", view.lang)
    if pd.isna(start):
        return t("report.years_until", view.lang, end=int(end))
    if pd.isna(end):
        return t("report.years_since", view.lang, start=int(start)).replace(" ", _TOGETHER)
    return str(int(start)) if start == end else f"{int(start)}\N{EN DASH}{int(end)}"
