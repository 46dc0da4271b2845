"""Bars: how many places state each service, one side of the border against the other."""

from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from atlas.analysis.coverage import service_by_side, sides, supply
from atlas.base.i18n import date, number, t
from atlas.output.figures import figure_words, style
from atlas.output.figures.sheet import AtlasFigure, Sheet, lay_out
from atlas.places.scope import left_out_words, scoped
from atlas.places.status import evidence_of
from atlas.places.view import View

_ROW_IN: Final = 0.26
_SIDES_IN: Final = 0.26
_NAMES_IN: Final = 0.2
_LEGEND_IN: Final = 0.34
_LABELS_IN: Final = 2.05
_GAP_IN: Final = 0.3
_LEAST_SHARE: Final = 0.58


def draw(view: View, size: tuple[float, float | None], *, framed: bool) -> AtlasFigure:
    """Draw the bars; see `atlas.output.figures.figure`."""
    totals, confirmed = counts(view)
    corridors = list(dict.fromkeys(totals.columns.get_level_values("corridor_id")))
    head = _SIDES_IN + (_NAMES_IN if len(corridors) > 1 else 0)
    body = head + _ROW_IN * max(len(totals), 3) + _LEGEND_IN
    wording = figure_words.wording(
        view,
        figure_words.title(view, "services"),
        figure_words.filtered(view, t("figures.services_subtitle", view.lang)),
        left_out_words(view),
    )
    sheet = lay_out(wording, size=size, body_in=body, framed=framed)
    if totals.empty:
        figure_words.say(sheet, _nothing(view))
        return sheet.figure
    room = (sheet.width - _LABELS_IN - _GAP_IN * (len(corridors) - 1)) / len(corridors)
    rows_in = sheet.height - head - _LEGEND_IN
    for i, corridor in enumerate(corridors):
        left = _LABELS_IN + i * (room + _GAP_IN)
        axes = sheet.axes(left, _LEGEND_IN, room, rows_in)
        _bars(axes, view, totals[corridor], confirmed[corridor])
        axes.set_xlim(_limits(totals))
        if len(corridors) > 1:
            name = style.wrapped(
                figure_words.corridor_name(view, corridor), room, 9, weight="bold", most=2
            )
            sheet.write(left + room / 2, sheet.height, name, ha="center", va="top", weight="bold")
        if i == 0:
            labels = [figure_words.term(view, "service", code) for code in totals.index]
            axes.set_yticks(range(len(labels)), labels, fontsize=style.TEXT_PT, color=style.INK)
    _legend(sheet, view)
    return sheet.figure


def _nothing(view: View) -> str:
    """Say that there is no bar: no place is left, or none of which a service is known."""
    return figure_words.empty(view) if view.places.empty else t("figures.services_none", view.lang)


def alt(view: View) -> str:
    """Say in words what the bars show."""
    totals, _ = counts(view)
    if totals.empty:
        return scoped(view, _nothing(view))
    parts = []
    for corridor, side in figure_words.pairs(totals):
        column = totals[corridor, side]
        three = ", ".join(
            f"{figure_words.term(view, 'service', code)} {number(column[code], view.lang)}"
            for code in column.sort_values(ascending=False, kind="stable").index[:3]
            if column[code]
        )
        parts.append(
            t(
                "figures.services_alt_side",
                view.lang,
                side=figure_words.side_of(view, corridor, side),
                three=three or t("figures.services_alt_nothing", view.lang),
            )
        )
    return scoped(view, t("figures.services_alt", view.lang, sides="; ".join(parts)))


def counts(view: View) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count the working places by service and side, and those that are open by a new source.

    Returns
    -------
    totals, confirmed
        See `atlas.analysis.coverage.service_by_side`; only services that some place states, the
        commonest first.
    """
    of = sides(view.corridors, view.filter.side)
    services = view.vocab.codes("service")
    places = supply(view.places)
    totals = service_by_side(places, of, services)
    order = totals.sum(axis=1).sort_values(ascending=False, kind="stable")
    order = order[order > 0]
    confirmed = service_by_side(places[evidence_of(places, view.made) == "open"], of, services)
    return totals.loc[order.index], confirmed.loc[order.index]


def _bars(axes: Axes, view: View, totals: pd.DataFrame, confirmed: pd.DataFrame) -> None:
    """Draw the bars of one corridor: the first side to the left, the second to the right."""
    rows = range(len(totals))
    ways = (-1, 1) if len(totals.columns) > 1 else (1,)
    for way, side in zip(ways, totals.columns, strict=True):
        tint = figure_words.side_colour(view, side)
        strong = style.ink_of(tint)
        sure, all_of_them = confirmed[side].to_numpy() * way, totals[side].to_numpy() * way
        axes.barh(rows, all_of_them, height=0.68, color=tint, edgecolor=strong, linewidth=0.7)
        axes.barh(rows, sure, height=0.68, color=strong, edgecolor=strong, linewidth=0.7)
        for row, value in enumerate(all_of_them):
            axes.annotate(
                str(abs(value)),
                (value, row),
                (4 * way, 0),
                textcoords="offset points",
                ha="left" if way > 0 else "right",
                va="center_baseline",
                color=style.INK if value else style.QUIET,
                size=style.TEXT_PT,
            )
        axes.annotate(
            figure_words.term(view, "side", side),
            (0, -0.62),
            (6 * way, 0),
            textcoords="offset points",
            ha="left" if way > 0 else "right",
            va="bottom",
            weight="bold",
            color=strong,
            annotation_clip=False,
        )
    axes.set_ylim(len(totals) - 0.4, -0.6)
    axes.axvline(0, color=style.INK, linewidth=1.2)
    axes.set_frame_on(False)
    axes.tick_params(length=0, pad=6)
    axes.set_xticks([])
    axes.set_yticks([])


def _limits(totals: pd.DataFrame) -> tuple[float, float]:
    """Give one scale for every corridor: room for the longest bar on the left and on the right."""
    corridors = [column for column, _ in figure_words.pairs(totals)]
    first = [corridors.index(corridor) == i for i, corridor in enumerate(corridors)]
    if all(first):
        return 0, float(totals.max().max()) * 1.25
    left, right = (
        float(totals.loc[:, [is_first is way for is_first in first]].max().max())
        for way in (True, False)
    )
    spare = max(left, right) * 0.18
    least = (left + right) * _LEAST_SHARE  # room for the name of the side
    return -max(left + spare, least), max(right + spare, least)


def _legend(sheet: Sheet, view: View) -> None:
    keys = [
        Patch(
            facecolor=style.QUIET,
            edgecolor=style.QUIET,
            label=t("figures.confirmed", view.lang, made=date(view.made, view.lang)),
        ),
        Patch(
            facecolor=style.ABROAD, edgecolor=style.QUIET, label=t("figures.unconfirmed", view.lang)
        ),
    ]
    figure_words.legend(sheet, keys)
