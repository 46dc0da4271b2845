"""A matrix: which services are known on each side, and which are missing across the border."""

from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from atlas.analysis.coverage import service_by_side, sides, supply
from atlas.base.i18n import number, t
from atlas.output.figures import figure_words, style
from atlas.output.figures.sheet import AtlasFigure, lay_out
from atlas.places.scope import left_out_words, scoped
from atlas.places.view import View

_ROW_IN: Final = 0.265
_SIDES_IN: Final = 0.26
_NAMES_IN: Final = 0.34
_WIDEST_IN: Final = 1.5
_LEGEND_IN: Final = 0.34
_LABELS_IN: Final = 2.05
_FULL: Final = "#23566b"
_NONE: Final = "#fbfaf7"
_GAP: Final = "#a4502a"


def draw(view: View, size: tuple[float, float | None], *, framed: bool) -> AtlasFigure:
    """Draw the matrix; see `atlas.output.figures.figure`."""
    counts = matrix(view)
    several = len(view.corridors) > 1
    head = _SIDES_IN + (_NAMES_IN if several else 0)
    body = head + _ROW_IN * max(len(counts), 3) + _LEGEND_IN
    wording = figure_words.wording(
        view,
        figure_words.title(view, "coverage"),
        figure_words.filtered(view, t("figures.coverage_subtitle", view.lang)),
        left_out_words(view),
    )
    sheet = lay_out(wording, size=size, body_in=body, framed=framed)
    if counts.empty or view.places.empty:
        figure_words.say(sheet, figure_words.empty(view))
        return sheet.figure
    rows_in = sheet.height - head - _LEGEND_IN
    column_in = min((sheet.width - _LABELS_IN) / len(counts.columns), _WIDEST_IN)
    axes = sheet.axes(_LABELS_IN, _LEGEND_IN, column_in * len(counts.columns), rows_in)
    _cells(axes, counts, view.lang)
    _heads(axes, view, counts, column_in)
    if not several:
        _differences(axes, view, counts)
    labels = [figure_words.term(view, "service", code) for code in counts.index]
    axes.set_yticks([row + 0.5 for row in range(len(labels))], labels, color=style.INK)
    keys = [
        Patch(facecolor=_shade(0.3), label=t("figures.coverage_some", view.lang)),
        Patch(
            facecolor=_NONE,
            edgecolor=style.FAINT,
            hatch="////",
            label=t("figures.coverage_none", view.lang),
        ),
        Patch(
            facecolor=_NONE,
            edgecolor=_GAP,
            linewidth=1.6,
            label=t("figures.coverage_gap", view.lang),
        ),
    ]
    figure_words.legend(sheet, keys)
    return sheet.figure


def alt(view: View) -> str:
    """Say in words what the matrix shows."""
    counts = matrix(view)
    if counts.empty or view.places.empty:
        return scoped(view, figure_words.empty(view))
    parts = []
    for corridor, side in figure_words.pairs(counts):
        missing = [
            figure_words.term(view, "service", code)
            for code in counts.index
            if _is_gap(counts.loc[code], corridor, side)
        ]
        parts.append(
            t(
                "figures.coverage_alt_side",
                view.lang,
                side=figure_words.side_of(view, corridor, side),
                missing=", ".join(missing) or t("figures.coverage_alt_nothing", view.lang),
            )
        )
    return scoped(view, t("figures.coverage_alt", view.lang, sides="; ".join(parts)))


def matrix(view: View) -> pd.DataFrame:
    """Count the working places by service and side; every service of the vocabulary has a row."""
    of = sides(view.corridors, view.filter.side)
    return service_by_side(supply(view.places), of, view.vocab.codes("service"))


def _is_gap(row: pd.Series, corridor: str, side: str) -> bool:
    """Say whether a service is missing on this side of the corridor and known on the other."""
    return bool(row[corridor, side] == 0 and row[corridor].sum() > 0)


def _shade(share: float) -> str:
    return style.blend(_FULL, "#e3ecef", share)


def _cells(axes: Axes, counts: pd.DataFrame, lang: str) -> None:
    most = max(int(counts.max().max()), 1)
    for i, code in enumerate(counts.index):
        row = counts.loc[code]
        for j, (corridor, side) in enumerate(figure_words.pairs(counts)):
            n = int(row[corridor, side])
            gap = _is_gap(row, corridor, side)
            share = (n / most) ** 0.5
            axes.add_patch(
                Rectangle(
                    (j + 0.03, i + 0.07),
                    0.94,
                    0.86,
                    facecolor=_shade(share) if n else _NONE,
                    edgecolor=_GAP if gap else "none" if n else style.FAINT,
                    linewidth=1.6 if gap else 0.0,
                    hatch=None if n or gap else "////",
                )
            )
            axes.text(
                j + 0.5,
                i + 0.5,
                number(n, lang),
                ha="center",
                va="center_baseline",
                color=style.PAPER if share > 0.55 else style.INK if n else style.QUIET,
                weight="bold" if gap else "normal",
            )
    axes.set_xlim(0, len(counts.columns))
    axes.set_ylim(len(counts), 0)
    axes.set_frame_on(False)
    axes.tick_params(length=0, pad=6)
    axes.set_xticks([])


def _differences(axes: Axes, view: View, counts: pd.DataFrame) -> None:
    """Say next to a row that only one side has any place."""
    for i, code in enumerate(counts.index):
        row = counts.loc[code]
        if any(_is_gap(row, *column) for column in figure_words.pairs(counts)):
            only = next(
                pair[1] for pair, n in zip(figure_words.pairs(counts), row, strict=True) if n
            )
            text = t("figures.coverage_only", view.lang, side=figure_words.term(view, "side", only))
            axes.text(len(row) + 0.1, i + 0.5, text, va="center_baseline", color=_GAP)


def _heads(axes: Axes, view: View, counts: pd.DataFrame, column_in: float) -> None:
    """Write the sides above their columns, and the corridors above their sides."""
    corridors = counts.columns.get_level_values("corridor_id")
    for j, (_, side) in enumerate(figure_words.pairs(counts)):
        name = style.wrapped(
            figure_words.term(view, "side", side), column_in * 0.96, 9, weight="bold", most=2
        )
        colour = style.ink_of(figure_words.side_colour(view, side))
        axes.text(j + 0.5, -0.2, name, ha="center", va="bottom", weight="bold", color=colour)
    if len(set(corridors)) < 2:
        return
    for corridor in dict.fromkeys(corridors):
        at = [j for j, other in enumerate(corridors) if other == corridor]
        name = style.wrapped(
            figure_words.corridor_name(view, corridor), column_in * len(at), 9, most=2
        )
        middle = (at[0] + at[-1] + 1) / 2
        axes.text(middle, -1.35, name, ha="center", va="bottom", color=style.QUIET)
