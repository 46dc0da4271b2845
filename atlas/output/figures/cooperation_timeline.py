"""A timeline: agreements, groups and programmes, and the levels of government that take part."""

from dataclasses import dataclass
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from atlas.base.i18n import count, t
from atlas.output.figures import figure_words, style
from atlas.output.figures.sheet import AtlasFigure, Sheet, lay_out
from atlas.places.view import View

_LABEL_IN: Final = 2.95
_LEVEL_IN: Final = 0.28
_GAP_IN: Final = 0.16
_LINE_IN: Final = 0.155
_PAD_IN: Final = 0.085
_LEGEND_IN: Final = 0.36
_HEADS_IN: Final = 1.12
_HEAD_WIDTH_IN: Final = 1.0
_FOOT_IN: Final = 0.08
_NAME_PT: Final = 8.5

_FORMAL: Final = ("agreement", "protocol")
_STANDING: Final = ("working_group", "network", "forum")
_TONE: Final = {"formal": "#1f4557", "standing": "#6f9bb0", "activity": "#cfdde3"}


@dataclass(frozen=True)
class Timeline:
    """What the timeline draws.

    Attributes
    ----------
    rows
        One row an action, in the order drawn: label (broken into lines), start, end (years, NaN
        when not known), tone, levels (a frozen set of codes).
    levels
        The levels that take part in any action, in the order of the vocabulary.
    years
        First and last year of the axis.
    """

    rows: pd.DataFrame
    levels: list[str]
    years: tuple[int, int]


def draw(view: View, size: tuple[float, float | None], *, framed: bool) -> AtlasFigure:
    """Draw the timeline; see `atlas.output.figures.figure`."""
    timeline = arrange(view)
    heights = [_PAD_IN + _LINE_IN * (label.count("\n") + 1) for label in timeline.rows["label"]]
    body = _HEADS_IN + sum(heights) + _LEGEND_IN + _FOOT_IN
    wording = figure_words.wording(
        view,
        t("figures.cooperation_title", view.lang),
        t("figures.cooperation_subtitle", view.lang),
    )
    sheet = lay_out(wording, size=size, body_in=max(body, 2.0), framed=framed)
    if timeline.rows.empty:
        figure_words.say(sheet, t("figures.cooperation_none", view.lang))
        return sheet.figure
    room = sheet.height - _HEADS_IN - _LEGEND_IN - _FOOT_IN
    scale = room / sum(heights)
    edges = [0.0]
    for height in heights:
        edges.append(edges[-1] + height * scale)
    dots_in = _LEVEL_IN * len(timeline.levels)
    years_in = sheet.width - _LABEL_IN - dots_in - 2 * _GAP_IN
    bottom = _LEGEND_IN + _FOOT_IN
    _labels(sheet, timeline, edges, bottom + room)
    axes = sheet.axes(_LABEL_IN + _GAP_IN, bottom, years_in, room)
    _bars(axes, view, timeline, edges)
    dots = sheet.axes(sheet.width - dots_in, bottom, dots_in, room)
    _dots(dots, view, timeline, edges)
    _legend(sheet, view)
    return sheet.figure


def alt(view: View) -> str:
    """Say in words what the timeline shows."""
    timeline = arrange(view)
    if timeline.rows.empty:
        return t("figures.cooperation_none", view.lang)
    labels = [figure_words.term(view, "level", code) for code in timeline.levels]
    return t(
        "figures.cooperation_alt",
        view.lang,
        actions=count("figures.actions", len(timeline.rows), view.lang),
        first=timeline.years[0],
        last=timeline.years[1],
        undated=int(timeline.rows["start"].isna().sum()),
        levels=", ".join(labels),
    )


def arrange(view: View) -> Timeline:
    """Put the actions of the view in order: by first year, those without a year last."""
    actions = view.actions
    if actions.empty:
        columns = ["label", "start", "end", "tone", "levels"]
        return Timeline(pd.DataFrame(columns=columns), [], (0, 0))
    level_of = dict(zip(view.actors["actor_id"], view.actors["level"], strict=True))
    levels = [
        frozenset(level_of[actor] for actor in ids.split(";") if actor in level_of)
        for ids in actions["actor_ids"]
    ]
    labels = [
        style.wrapped(name, _LABEL_IN, _NAME_PT, most=2) for name in style.names(actions, view.lang)
    ]
    rows = pd.DataFrame(
        {
            "label": labels,
            "start": actions["year_start"].astype("float64"),
            "end": actions["year_end"].astype("float64"),
            "tone": [_tone(code) for code in actions["type"]],
            "levels": levels,
        }
    ).sort_values(["start", "end", "label"], kind="stable", ignore_index=True)
    present = frozenset().union(*levels) if levels else frozenset()
    years = pd.concat([rows["start"], rows["end"]]).dropna()
    span = (int(years.min()), int(years.max())) if len(years) else (0, 0)
    return Timeline(rows, [code for code in view.vocab.codes("level") if code in present], span)


def _tone(code: str) -> str:
    return "formal" if code in _FORMAL else "standing" if code in _STANDING else "activity"


def _labels(sheet: Sheet, timeline: Timeline, edges: list[float], top: float) -> None:
    for row, label in enumerate(timeline.rows["label"]):
        middle = top - (edges[row] + edges[row + 1]) / 2
        sheet.write(0, middle, label, va="center", size=_NAME_PT, linespacing=1.05)


def _stripes(axes: Axes, edges: list[float]) -> None:
    for row in range(0, len(edges) - 1, 2):
        axes.axhspan(edges[row], edges[row + 1], color="#f5f4f0", linewidth=0, zorder=0)
    axes.set_ylim(edges[-1], 0)
    axes.set_yticks([])
    axes.set_frame_on(False)


def _bars(axes: Axes, view: View, timeline: Timeline, edges: list[float]) -> None:
    first, last = timeline.years
    _stripes(axes, edges)
    axes.set_xlim(first - 0.15, last + 1.15)
    step = 1 if last - first < 8 else 2 if last - first < 16 else 5
    ticks = [year for year in range(first, last + 1) if year % step == 0]
    axes.set_xticks([year + 0.5 for year in ticks], [str(year) for year in ticks])
    axes.tick_params(
        axis="x", length=0, labelsize=style.SMALL_PT, labeltop=True, labelbottom=False, pad=2
    )
    for year in range(first, last + 2):
        axes.axvline(year, color=style.FAINT, linewidth=0.4, zorder=1)
    rows = timeline.rows
    drawn = zip(rows["start"], rows["end"], rows["tone"], strict=True)
    for row, (start, end, tone) in enumerate(drawn):
        middle = (edges[row] + edges[row + 1]) / 2
        if pd.isna(start):
            _undated(axes, view, end, middle)
        else:
            _bar(axes, (start, end), (middle, last + 1), _TONE[tone])


def _bar(axes: Axes, span: tuple[float, float], frame: tuple[float, float], tone: str) -> None:
    """Draw the years of an action; a dotted line runs on where no source gives its end."""
    (start, end), (middle, right) = span, frame
    until = start + 1 if pd.isna(end) else end + 1
    height = 0.12
    axes.add_patch(
        Rectangle(
            (start + 0.06, middle - height / 2),
            until - start - 0.12,
            height,
            facecolor=tone,
            edgecolor=_TONE["formal"],
            linewidth=0.6,
            zorder=3,
        )
    )
    if pd.isna(end) and until < right:
        axes.plot(
            (until, right), (middle, middle), ":", color=_TONE["formal"], linewidth=1.1, zorder=2
        )


def _undated(axes: Axes, view: View, end: float, middle: float) -> None:
    text = t("figures.cooperation_undated", view.lang)
    if not pd.isna(end):
        text = t("figures.cooperation_until", view.lang, year=int(end))
    left, right = axes.get_xlim()
    axes.text(
        (left + right) / 2,
        middle,
        text,
        ha="center",
        va="center_baseline",
        size=style.SMALL_PT,
        style="italic",
        color=style.QUIET,
    )


def _dots(axes: Axes, view: View, timeline: Timeline, edges: list[float]) -> None:
    """Draw one column a level: a full dot where it takes part, joined along the row."""
    _stripes(axes, edges)
    axes.set_xlim(-0.5, len(timeline.levels) - 0.5)
    terms = view.vocab.terms("level")
    for row, present in enumerate(timeline.rows["levels"]):
        middle = (edges[row] + edges[row + 1]) / 2
        at = [i for i, code in enumerate(timeline.levels) if code in present]
        absent = [i for i in range(len(timeline.levels)) if i not in at]
        axes.plot(absent, [middle] * len(absent), "o", color="#e3e5e6", markersize=3.2)
        axes.plot(at, [middle] * len(at), color=style.INK, linewidth=0.9)
        for i in at:
            colour = terms[timeline.levels[i]].colour or style.INK
            axes.plot(
                i,
                middle,
                "o",
                color=colour,
                markeredgecolor=style.INK,
                markeredgewidth=0.5,
                markersize=6,
            )
    labels = [
        style.wrapped(figure_words.term(view, "level", code), _HEAD_WIDTH_IN, style.SMALL_PT)
        for code in timeline.levels
    ]
    axes.set_xticks(range(len(labels)), labels, rotation=90, linespacing=0.95)
    axes.tick_params(
        axis="x", length=0, labeltop=True, labelbottom=False, labelsize=style.SMALL_PT, pad=3
    )
    for label in axes.get_xticklabels():
        label.set_color(style.INK)


def _legend(sheet: Sheet, view: View) -> None:
    keys: list[Patch | Line2D] = [
        Patch(
            facecolor=colour,
            edgecolor=_TONE["formal"],
            linewidth=0.6,
            label=t(f"figures.tone_{tone}", view.lang),
        )
        for tone, colour in _TONE.items()
    ]
    keys.append(
        Line2D(
            [],
            [],
            linestyle=":",
            color=_TONE["formal"],
            label=t("figures.cooperation_open", view.lang),
        )
    )
    figure_words.legend(sheet, keys)
