"""Lines: people who enter on foot, by crossing and year, with the gaps of the series as gaps.

Counts by crossing and totals of a port are different series: each has its own panel, and nothing
adds or joins them. A year without its twelve months is an open point that no line reaches.
"""

from typing import Final, TypeAlias

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from atlas.base.i18n import number, t
from atlas.output.figures import figure_words, style
from atlas.output.figures.sheet import AtlasFigure, Sheet, lay_out
from atlas.places.scope import located
from atlas.places.view import View

ON_FOOT: Final = ("pedestrians_bicyclists", "pedestrians")
"""The measures of people on foot; two agencies count them differently."""

_WHOLE_YEAR: Final = 12
_COLUMNS: Final = 3
_PANEL_IN: Final = 1.05
_TITLE_IN: Final = 0.36
_GROUP_IN: Final = 0.27
_LEGEND_IN: Final = 0.28
_LINE: Final = {"crossing": "#23566b", "port": "#7a5c1e"}
_MARK: Final = {"crossing": "o", "port": "s"}

_Groups: TypeAlias = list[tuple[str, list[tuple[str, pd.DataFrame]]]]
"""Panels by kind of series, each with its name."""


def draw(view: View, size: tuple[float, float | None], *, framed: bool) -> AtlasFigure:
    """Draw the panels; see `atlas.output.figures.figure`."""
    series = yearly(view.flows)
    groups = _panels(view, series)
    rows = _rows(groups)
    body = rows * (_PANEL_IN + _TITLE_IN + 0.22) + len(groups) * _GROUP_IN + _LEGEND_IN
    wording = figure_words.wording(
        view,
        figure_words.title(view, "flows"),
        t("figures.flows_subtitle", view.lang),
        _zeros(view, series),
        t("figures.flows_source", view.lang, makers=_publishers(view)) if rows else "",
    )
    sheet = lay_out(wording, size=size, body_in=max(body, 2.0), framed=framed)
    if not rows:
        figure_words.say(sheet, t("figures.flows_none", view.lang))
        return sheet.figure
    scale = (sheet.height - _LEGEND_IN - len(groups) * _GROUP_IN) / rows
    top = sheet.height
    for kind, panels in groups:
        sheet.write(0, top - 0.04, t(f"figures.flows_{kind}", view.lang), va="top", weight="bold")
        top -= _GROUP_IN
        top = _grid(sheet, view, panels, top, scale)
    _legend(sheet, view, {kind for kind, _ in groups})
    return sheet.figure


def panel_rows(view: View) -> int:
    """Give how many rows of panels a view has."""
    return _rows(_panels(view, yearly(view.flows)))


def alt(view: View) -> str:
    """Say in words what the lines show."""
    series = yearly(view.flows)
    if series.empty:
        return located(view, t("figures.flows_none", view.lang))
    parts = []
    for _, panels in _panels(view, series):
        for name, panel in panels:
            whole = panel[panel["complete"]]
            if whole.empty:
                continue
            first, last = whole.iloc[0], whole.iloc[-1]
            parts.append(
                t(
                    "figures.flows_alt_line",
                    view.lang,
                    name=name,
                    first=int(first["year"]),
                    before=number(first["value"], view.lang),
                    last=int(last["year"]),
                    after=number(last["value"], view.lang),
                )
            )
    return located(view, t("figures.flows_alt", view.lang, lines="; ".join(parts)))


def yearly(flows: pd.DataFrame) -> pd.DataFrame:
    """Give the counts of people on foot by series, crossing and year.

    A yearly row counts as given; where a year has monthly rows only, they are added up.

    Parameters
    ----------
    flows
        The table `crossing_flows`.

    Returns
    -------
    yearly
        series, crossing_id, port_name, measure, year, value, months (how many months the value
        holds) and complete (they are twelve); one row each, in that order.
    """
    keys = ["series", "crossing_id", "port_name", "measure", "year"]
    if flows.empty:
        return pd.DataFrame(columns=[*keys, "value", "months", "complete"])
    walkers = flows[flows["measure"].isin(ON_FOOT)]
    whole = walkers[walkers["month"].isna()].assign(
        months=lambda rows: rows["months_covered"].astype("float64").fillna(_WHOLE_YEAR)
    )
    months = (
        walkers[walkers["month"].notna()]
        .groupby(keys, as_index=False)
        .agg(value=("value", "sum"), months=("month", "nunique"))
    )
    both = pd.concat([whole[[*keys, "value", "months"]], months]).drop_duplicates(keys)
    both = both.astype({"value": "float64", "months": "int64", "year": "int64"})
    both["complete"] = both["months"] >= _WHOLE_YEAR
    return both.sort_values(keys).reset_index(drop=True)


def _rows(groups: _Groups) -> int:
    return sum(-(-len(panels) // _COLUMNS) for _, panels in groups)


def _panels(view: View, series: pd.DataFrame) -> _Groups:
    """Give the panels of each kind of series, the busiest first, as (name, rows)."""
    labels = dict(
        zip(view.crossings["crossing_id"], style.names(view.crossings, view.lang), strict=True)
    )
    result = []
    for kind in ("crossing", "port"):
        rows = series[series["series"] == kind]
        groups = list(rows.groupby(["crossing_id", "port_name", "measure"], sort=False))
        groups.sort(key=lambda group: (-group[1]["value"].max(), group[0]))
        panels = [
            (labels.get(crossing) or style.drawable(str(port)), panel)
            for (crossing, port, _), panel in groups
            if panel["value"].max() > 0
        ]
        if panels:
            result.append((kind, panels))
    return result


def _zeros(view: View, series: pd.DataFrame) -> str:
    """Name the crossings whose every count is zero; they have no panel."""
    highest = series[series["series"] == "crossing"].groupby("crossing_id")["value"].max()
    rows = view.crossings[view.crossings["crossing_id"].isin(highest.index[highest == 0])]
    named = ", ".join(style.names(rows, view.lang))
    return t("figures.flows_zero", view.lang, crossings=named) if named else ""


def _grid(
    sheet: Sheet,
    view: View,
    panels: list[tuple[str, pd.DataFrame]],
    top: float,
    row_in: float,
) -> float:
    """Draw panels row by row below `top`; give where they end."""
    every = pd.concat([panel["year"] for _, panel in panels])
    years = int(every.min()), int(every.max())
    gap = 0.3
    width = (sheet.width - gap * (_COLUMNS - 1)) / _COLUMNS
    for i, (name, panel) in enumerate(panels):
        column, row = i % _COLUMNS, i // _COLUMNS
        bottom = top - (row + 1) * row_in
        left = column * (width + gap)
        axes = sheet.axes(left, bottom + 0.22, width, row_in - _TITLE_IN - 0.22)
        _line(axes, panel, years)
        title_pt = style.fitted(name, width, style.TEXT_PT, weight="bold")
        title = style.wrapped(name, width, title_pt, weight="bold", most=1)
        sheet.lines(left, bottom + row_in - 0.12, title, size=title_pt, weight="bold")
        sheet.write(
            left,
            bottom + row_in - 0.18,
            _extremes(view, panel),
            va="top",
            size=style.SMALL_PT,
            color=_LINE[panel["series"].iloc[0]],
        )
    return top - -(-len(panels) // _COLUMNS) * row_in


def _line(axes: Axes, panel: pd.DataFrame, years: tuple[int, int]) -> None:
    kind = panel["series"].iloc[0]
    colour, mark = _LINE[kind], _MARK[kind]
    whole = panel[panel["complete"]].set_index("year")["value"]
    every_year = whole.reindex(range(years[0], years[1] + 1))
    axes.plot(every_year.index, every_year, color=colour, linewidth=1.5, solid_capstyle="round")
    axes.plot(whole.index, whole, mark, color=colour, markersize=3.2, linestyle="none")
    part = panel[~panel["complete"]]
    axes.plot(
        part["year"],
        part["value"],
        mark,
        markerfacecolor=style.PAPER,
        markeredgecolor=colour,
        markersize=4.2,
        linestyle="none",
    )
    for drawn in axes.lines:
        drawn.set_clip_on(False)  # a point on the edge of its panel is a whole point
    axes.set_ylim(0, panel["value"].max() * 1.08)
    beside = max(1.0, (years[1] - years[0]) * 0.08)  # room for the first and the last year
    axes.set_xlim(years[0] - beside, years[1] + beside)
    step = 5 if years[1] - years[0] > 12 else 2
    axes.set_xticks([year for year in range(years[0], years[1] + 1) if year % step == 0])
    axes.tick_params(axis="x", length=2.5, labelsize=style.SMALL_PT, pad=2)
    axes.set_yticks([])
    for edge in ("top", "left", "right"):
        axes.spines[edge].set_visible(False)


def _extremes(view: View, panel: pd.DataFrame) -> str:
    """Write the highest and the latest count of whole years."""
    whole = panel[panel["complete"]]
    if whole.empty:
        return t("figures.flows_no_whole_year", view.lang)
    highest, latest = whole.iloc[int(whole["value"].argmax())], whole.iloc[-1]
    form = "figures.flows_highest" if highest.name == latest.name else "figures.flows_extremes"
    return t(
        form,
        view.lang,
        highest=number(highest["value"], view.lang),
        in_year=int(highest["year"]),
        latest=number(latest["value"], view.lang),
        last_year=int(latest["year"]),
    )


def _publishers(view: View) -> str:
    cited = {source for ids in view.flows["source_ids"] for source in ids.split(";")}
    rows = view.sources[view.sources["source_id"].isin(cited)]
    names = [name for name in rows["publisher"] if name] or list(rows["title"])
    return style.drawable(", ".join(dict.fromkeys(names)))


def _legend(sheet: Sheet, view: View, kinds: set[str]) -> None:
    keys = [
        Line2D(
            [],
            [],
            color=_LINE[kind],
            marker=_MARK[kind],
            markersize=4,
            label=t(f"figures.flows_key_{kind}", view.lang),
        )
        for kind in ("crossing", "port")
        if kind in kinds
    ]
    keys.append(
        Line2D(
            [],
            [],
            linestyle="none",
            marker="o",
            markerfacecolor=style.PAPER,
            markeredgecolor=style.QUIET,
            label=t("figures.flows_part", view.lang),
        )
    )
    gap = t("figures.flows_gap", view.lang)
    keys.append(Line2D([], [], color=style.QUIET, linestyle=(0, (2.6, 2.6)), label=gap))
    figure_words.legend(sheet, keys)
