"""A timeline: the known years of agreements, groups and programmes, and the levels in them."""

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from atlas.analysis.cooperation import STANDINGS, in_words, known_years, standing
from atlas.base.i18n import count, date, number, t
from atlas.output.figures import figure_words, style
from atlas.output.figures.sheet import AtlasFigure, Sheet, lay_out
from atlas.places.scope import located
from atlas.places.view import View

_LABEL_IN: Final = 2.95
_LEVEL_IN: Final = 0.28
_GAP_IN: Final = 0.16
_LINE_IN: Final = 0.155
_STATE_IN: Final = 0.135
_DROP_IN: Final = 0.035
_PAD_IN: Final = 0.085
_LEGEND_IN: Final = 0.36
_HEADS_IN: Final = 1.12
_HEAD_WIDTH_IN: Final = 1.0
_FOOT_IN: Final = 0.08
_NAME_PT: Final = 8.5

_FORMAL: Final = ("agreement", "protocol")
_STANDING: Final = ("working_group", "network", "forum")
_TONE: Final = {"formal": "#1f4557", "standing": "#6f9bb0", "activity": "#cfdde3"}
_POINT: Final[dict[str, Any]] = {
    "markersize": 5,
    "markeredgecolor": _TONE["formal"],
    "markeredgewidth": 0.6,
}


@dataclass(frozen=True)
class Timeline:
    """What the timeline draws.

    Attributes
    ----------
    rows
        One row an action, in the order drawn: label and state (broken into lines), standing, start,
        end (years, NaN without a dated source), began (whether `start` is its first year), tone,
        levels (a frozen set of codes).
    levels
        The levels that take part in any action, in the order of the vocabulary.
    years
        First and last year of the axis; it goes on to the year of the data.
    """

    rows: pd.DataFrame
    levels: list[str]
    years: tuple[int, int]


def draw(view: View, size: tuple[float, float | None], *, framed: bool) -> AtlasFigure:
    """Draw the timeline; see `atlas.output.figures.figure`."""
    timeline = arrange(view)
    heights = [
        _PAD_IN + _text_in(label, state)
        for label, state in zip(timeline.rows["label"], timeline.rows["state"], strict=True)
    ]
    body = _HEADS_IN + sum(heights) + _LEGEND_IN + _FOOT_IN
    wording = figure_words.wording(
        view,
        figure_words.title(view, "cooperation"),
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
    _bars(axes, timeline, edges)
    dots = sheet.axes(sheet.width - dots_in, bottom, dots_in, room)
    _dots(dots, view, timeline, edges)
    _legend(sheet, view)
    return sheet.figure


def alt(view: View) -> str:
    """Say in words what the timeline shows."""
    timeline = arrange(view)
    if timeline.rows.empty:
        return located(view, t("figures.cooperation_none", view.lang))
    labels = [figure_words.term(view, "level", code) for code in timeline.levels]
    counts = timeline.rows["standing"].replace("ends", "in_force").value_counts()
    states = [
        t(f"figures.cooperation_{code}", view.lang, n=number(counts[code], view.lang))
        for code in STANDINGS
        if code in counts
    ]
    said = t(
        "figures.cooperation_alt",
        view.lang,
        actions=count("figures.actions", len(timeline.rows), view.lang),
        first=timeline.years[0],
        last=timeline.years[1],
        made=date(view.made, view.lang),
        states="; ".join(states),
        levels=", ".join(labels),
    )
    return located(view, said)


def arrange(view: View) -> Timeline:
    """Put the actions of the view in order: by first year, those without a date last."""
    actions, made = view.actions, view.made
    if actions.empty:
        columns = ["label", "state", "standing", "start", "end", "began", "tone", "levels"]
        return Timeline(pd.DataFrame(columns=columns), [], (0, 0))
    level_of = dict(zip(view.actors["actor_id"], view.actors["level"], strict=True))
    levels = [
        frozenset(level_of[actor] for actor in ids.split(";") if actor in level_of)
        for ids in actions["actor_ids"]
    ]
    labels = [
        style.wrapped(name, _LABEL_IN, _NAME_PT, most=2) for name in style.names(actions, view.lang)
    ]
    states = [
        style.wrapped(style.drawable(state), _LABEL_IN, style.SMALL_PT, most=2)
        for state in in_words(actions, made, view.lang)
    ]
    rows = pd.DataFrame(
        {
            "label": labels,
            "state": states,
            "standing": standing(actions, made),
            **known_years(actions, made),
            "tone": [_tone(code) for code in actions["type"]],
            "levels": levels,
        }
    ).sort_values(["start", "end", "label"], kind="stable", ignore_index=True)
    present = frozenset().union(*levels) if levels else frozenset()
    years = pd.concat([rows["start"], rows["end"]]).dropna()
    now = int(made[:4])
    span = (int(min(years, default=now)), int(max(*years, now, now)))
    return Timeline(rows, [code for code in view.vocab.codes("level") if code in present], span)


def _tone(code: str) -> str:
    return "formal" if code in _FORMAL else "standing" if code in _STANDING else "activity"


def _text_in(label: str, state: str) -> float:
    return _LINE_IN * (label.count("\n") + 1) + _STATE_IN * (state.count("\n") + 1)


def _labels(sheet: Sheet, timeline: Timeline, edges: list[float], top: float) -> None:
    """Write the name of every action and, below it, how it stands."""
    texts = zip(timeline.rows["label"], timeline.rows["state"], strict=True)
    for row, (label, state) in enumerate(texts):
        up = top - (edges[row] + edges[row + 1] - _text_in(label, state)) / 2
        # Texts of several lines stand on the baseline of their last one.
        up -= _LINE_IN * (label.count("\n") + 1)
        sheet.write(0, up + _DROP_IN, label, size=_NAME_PT, linespacing=1.05)
        up -= _STATE_IN * (state.count("\n") + 1)
        small = {"size": style.SMALL_PT, "color": style.QUIET, "linespacing": 1.05}
        sheet.write(0, up + _DROP_IN, state, **small)


def _stripes(axes: Axes, edges: list[float]) -> None:
    for row in range(0, len(edges) - 1, 2):
        axes.axhspan(edges[row], edges[row + 1], color="#f5f4f0", linewidth=0, zorder=0)
    axes.set_ylim(edges[-1], 0)
    axes.set_yticks([])
    axes.set_frame_on(False)


def _bars(axes: Axes, timeline: Timeline, edges: list[float]) -> None:
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
    drawn = timeline.rows[["start", "end", "began", "tone"]].itertuples(index=False)
    for row, (start, end, began, tone) in enumerate(drawn):
        middle = (edges[row] + edges[row + 1]) / 2
        if not began and not pd.isna(start):
            axes.plot(start + 0.5, middle, "o", color=_TONE[tone], **_POINT)
        elif began:
            _bar(axes, (start, end + 1), middle, _TONE[tone])


def _bar(axes: Axes, span: tuple[float, float], middle: float, tone: str) -> None:
    """Draw the years for which an action is known, and nothing after them."""
    height = 0.12
    axes.add_patch(
        Rectangle(
            (span[0] + 0.06, middle - height / 2),
            span[1] - span[0] - 0.12,
            height,
            facecolor=tone,
            edgecolor=_TONE["formal"],
            linewidth=0.6,
            zorder=3,
        )
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
    point = {"linestyle": "", "marker": "o", "color": _TONE["activity"], **_POINT}
    keys.append(Line2D([], [], label=t("figures.cooperation_point", view.lang), **point))
    figure_words.legend(sheet, keys)
