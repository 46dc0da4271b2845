"""A page's choice of what distances are measured along, and the waits at crossings that it assumes.

Offered only where there are streets of both sides.
"""

from collections.abc import Container, Mapping
from typing import Final

import pandas as pd
import streamlit as st

from atlas.analysis import coverage
from atlas.analysis.coverage.along_streets import MOST_WAIT_MINUTES
from atlas.app import markup, page_link, page_parts, street_engine
from atlas.app.callbacks import unbroken
from atlas.app.markdown_text import plain
from atlas.base.i18n import number, t
from atlas.output.report import range_words
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View
from atlas.spatial.streets.routes import ASSUMED_WAIT_MINUTES, Mode

_STRAIGHT: Final = "straight"
_WAIT: Final = "wait"
_ASSUMED: Final = int(ASSUMED_WAIT_MINUTES)


def of_page(view: View) -> coverage.Measure:
    """Let the reader choose for a whole page, with the waits, and say what it rests on."""
    gates = _gates(view)
    along = with_waits(view, choose(view), gates)
    say(view, along, gates)
    return along


def choose(view: View) -> coverage.Measure:
    """Let the reader choose, where streets of both sides are there; straight lines otherwise."""
    engine = street_engine.chosen()
    if coverage.along_streets(view, engine=engine) is None:
        return coverage.STRAIGHT
    lang = view.lang
    chosen = page_link.one(
        t("coverage.along", lang),
        "along",
        [_STRAIGHT, *Mode],
        lambda one: t(f"coverage.along_{one}", lang),
    )
    measure = None
    if chosen != _STRAIGHT:
        measure = coverage.along_streets(view, Mode(chosen), engine=engine)
    return measure or coverage.STRAIGHT


def with_waits(view: View, along: coverage.Measure, gates: pd.DataFrame) -> coverage.Measure:
    """Let the reader change the waits that are assumed at the crossings that people can go through.

    Parameters
    ----------
    view
        The corridor.
    along
        What distances are measured along.
    gates
        The crossings that are open, also after a what-if.

    Returns
    -------
    along
        With these waits; nothing is searched again.
    """
    if not isinstance(along, coverage.AlongStreets):
        return along
    lang, names = view.lang, page_parts.names(view.crossings, "crossing_id", view.lang)
    usable = _usable(along, gates)["crossing_id"].tolist()
    asked = _asked(names, lang)
    if usable:
        with st.expander(t("coverage.waits_heading", lang), key="waits"):
            st.caption(t("coverage.waits_note", lang, minutes=_ASSUMED))
            for crossing in usable:
                key = f"planner.wait.{crossing}"
                st.session_state[key] = asked.get(crossing, _ASSUMED)
                st.number_input(
                    names[crossing],
                    0,
                    MOST_WAIT_MINUTES,
                    step=5,
                    key=key,
                    on_change=_take,
                    args=(crossing,),
                )
    # A wait where one cannot go like this stays in the link for whoever changes the mode back.
    own = set(along.gates["crossing_id"])
    waits = {crossing: minutes for crossing, minutes in asked.items() if crossing in own}
    return coverage.along_streets(view, along.mode, waits, street_engine.chosen()) or along


@kept_with_view
def _gates(view: View) -> pd.DataFrame:
    return coverage.gates(view.crossings)


def say(view: View, along: coverage.Measure, gates: pd.DataFrame) -> None:
    """Say what figures along streets rest on; or that streets of one side alone are no measure."""
    lines = one_sided(view)
    if isinstance(along, coverage.AlongStreets):
        lines += range_words.along_words(view, along) + _at_the_border(view, along, gates)
    if lines:
        st.html(markup.prose("\n".join(f"- {plain(line)}" for line in lines)))


def one_sided(view: View) -> list[str]:
    """Say for which corridors there are streets of one side only."""
    return [
        t("coverage.streets_one_side", view.lang, side=page_parts.side_name(view, side))
        for side in coverage.one_sided_streets(view).values()
    ]


def _at_the_border(view: View, along: coverage.AlongStreets, gates: pd.DataFrame) -> list[str]:
    lang, names = view.lang, page_parts.names(view.crossings, "crossing_id", view.lang)
    usable = _usable(along, gates)
    waits = [
        t("coverage.wait_at", lang, name=names[name], minutes=number(minutes, lang))
        for name, minutes in zip(usable["crossing_id"], usable["wait_minutes"], strict=True)
    ]
    all_gates = along.gates
    none = [names[name] for name in all_gates.loc[~all_gates["on_streets"], "crossing_id"]]
    lines = [t("coverage.waits", lang, waits="; ".join(waits))] if waits else []
    if none:
        lines.append(t("coverage.gates_without_streets", lang, names="; ".join(none)))
    return lines


def _usable(along: coverage.AlongStreets, gates: pd.DataFrame) -> pd.DataFrame:
    """Give the open crossings that let the mode through and have streets of both sides."""
    known = along.gates
    return known[known["on_streets"] & known["crossing_id"].isin(gates["crossing_id"])]


def _asked(known: Container[str], lang: str) -> Mapping[str, int]:
    """Give the waits of the link, and refuse what is no wait at a known crossing."""
    asked = {}
    for text in page_link.values(_WAIT):
        crossing, _, minutes = text.partition(":")
        usable = minutes.isascii() and minutes.isdigit() and crossing in known
        if usable and int(minutes) <= MOST_WAIT_MINUTES:
            asked[crossing] = int(minutes)
        else:
            page_link.refuse(t("coverage.waits_heading", lang), text)
    page_link.put(_WAIT, *map(_written, asked.items()))
    return asked


def _written(wait: tuple[str, int]) -> str:
    return f"{wait[0]}:{wait[1]}"


@unbroken
def _take(crossing: str) -> None:
    minutes = int(st.session_state[f"planner.wait.{crossing}"])
    rest = [one for one in page_link.values(_WAIT) if one.partition(":")[0] != crossing]
    page_link.put(_WAIT, *rest, *([] if minutes == _ASSUMED else [_written((crossing, minutes))]))
