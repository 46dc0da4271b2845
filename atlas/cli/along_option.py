"""The options that choose what distances are measured along: a straight line, or streets."""

from collections.abc import Sequence
from enum import StrEnum
from signal import SIGTERM, default_int_handler, signal
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Annotated

import typer

from atlas.base.errors import FilterError
from atlas.base.i18n import CONSOLE_LANG
from atlas.cli.console import progress_bar, say

if TYPE_CHECKING:
    from atlas.analysis.coverage import Measure
    from atlas.places.view import View
    from atlas.spatial.streets.routes import Engine

Waits = Annotated[
    list[str],
    typer.Option(
        "--wait", help="Along streets: minutes to wait at a crossing, as in san-ysidro=45; repeat."
    ),
]


class Along(StrEnum):
    """What distances are measured along."""

    STRAIGHT = "straight"
    STREETS = "streets"


class Going(StrEnum):
    """How somebody goes along streets."""

    FOOT = "foot"
    CAR = "car"


class Searching(StrEnum):
    """What finds ways along streets."""

    ATLAS = "atlas"
    OSRM = "osrm"


AlongOption = Annotated[
    Along, typer.Option(help="Measure in straight lines, or along the streets of a graph.")
]
ModeOption = Annotated[Going, typer.Option(help="Along streets: on foot or by car.")]
EngineOption = Annotated[
    Searching,
    typer.Option(help="Along streets: the atlas finds the ways, or OSRM where it is installed."),
]


def measure_of(
    view: "View",
    along: Along,
    mode: Going,
    waits: Sequence[str],
    engine: Searching = Searching.ATLAS,
) -> "Measure":
    """Give what was chosen; OSRM prepares the streets first, and shows how far it is.

    Raises
    ------
    FilterError
        When there are no streets of both sides, or a wait makes no sense.
    OsrmError
        When OSRM is chosen, and is missing or fails.
    """
    from atlas.analysis.coverage import STRAIGHT, along_streets, one_sided_streets
    from atlas.spatial.streets.routes import Mode

    if along is Along.STRAIGHT:
        if waits:
            raise FilterError("--wait is for --along streets only")
        if engine is not Searching.ATLAS:
            raise FilterError("--engine osrm is for --along streets only")
        return STRAIGHT
    minutes = dict(map(_wait, waits))
    chosen = _osrm() if engine is Searching.OSRM else None
    measure = along_streets(view, Mode(mode.value), minutes, chosen)
    if measure is None:
        sides = one_sided_streets(view)
        there = "; ".join(f"{one}: streets on the side {side} only" for one, side in sides.items())
        why = there or "no street graph is there"
        raise FilterError(f"--along streets: {why}; make both sides with: atlas streets EXTRACT")
    with progress_bar() as show:
        measure.prepare(show)
    return measure


def _osrm() -> "Engine":
    """Give OSRM; a command that is told to end then ends what it started, as with Ctrl-C."""
    from atlas.spatial.streets.routes.osrm_engine import installed

    if current_thread() is main_thread():
        signal(SIGTERM, default_int_handler)
    return installed()


def say_streets(view: "View", measure: "Measure") -> None:
    """Say what figures along streets rest on: the waits, and where the streets end."""
    from atlas.analysis import coverage
    from atlas.output.report import range_words

    if not isinstance(measure, coverage.AlongStreets):
        return
    for corridor, side in coverage.one_sided_streets(view).items():
        say(f"  {corridor}: streets on the side {side} only; it is left out")
    gates, open_gates = measure.gates, coverage.gates(view.crossings)["crossing_id"]
    usable = gates[gates["on_streets"] & gates["crossing_id"].isin(open_gates)]
    for one in usable.to_dict("records"):
        say(f"  {one['crossing_id']}: {one['wait_minutes']:g} minutes to wait, assumed")
    for name in gates.loc[~gates["on_streets"], "crossing_id"]:
        say(f"  {name}: no street of both sides near it; no way leads over it")
    for line in range_words.along_words(view.refiltered(lang=CONSOLE_LANG), measure):
        say(f"  {line}")


def _wait(text: str) -> tuple[str, float]:
    name, _, minutes = text.partition("=")
    if not name or not minutes.replace(".", "", 1).isdigit():
        message = f"--wait {text!r} is none; write it as crossing=minutes, san-ysidro=45"
        raise FilterError(message)
    return name, float(minutes)
