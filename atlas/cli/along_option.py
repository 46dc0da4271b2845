"""The options that choose what distances are measured along: a straight line, or streets."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from atlas.base.errors import FilterError
from atlas.base.i18n import CONSOLE_LANG
from atlas.cli.console import say

if TYPE_CHECKING:
    from atlas.analysis.coverage import Measure
    from atlas.places.view import View

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


AlongOption = Annotated[
    Along, typer.Option(help="Measure in straight lines, or along the streets of a graph.")
]
ModeOption = Annotated[Going, typer.Option(help="Along streets: on foot or by car.")]


def measure_of(view: "View", along: Along, mode: Going, waits: Sequence[str]) -> "Measure":
    """Give what was chosen.

    Raises
    ------
    FilterError
        When there are no streets of both sides, or a wait makes no sense.
    """
    from atlas.analysis.coverage import STRAIGHT, along_streets, one_sided_streets
    from atlas.spatial.streets.routes import Mode

    if along is Along.STRAIGHT:
        if waits:
            raise FilterError("--wait is for --along streets only")
        return STRAIGHT
    minutes = dict(map(_wait, waits))
    measure = along_streets(view, Mode(mode.value), minutes)
    if measure is None:
        sides = one_sided_streets(view)
        there = "; ".join(f"{one}: streets on the side {side} only" for one, side in sides.items())
        why = there or "no street graph is there"
        raise FilterError(f"--along streets: {why}; make both sides with: atlas streets EXTRACT")
    return measure


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
