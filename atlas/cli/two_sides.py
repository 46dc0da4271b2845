"""The commands that compare the two sides of a corridor: counterparts and sides."""

from typing import TYPE_CHECKING, Annotated

import typer

from atlas.cli.along_option import (
    Along,
    AlongOption,
    EngineOption,
    Going,
    ModeOption,
    Searching,
    Waits,
    measure_of,
    say_streets,
)
from atlas.cli.console import Out, say
from atlas.cli.view_options import for_planners, with_view

if TYPE_CHECKING:
    from atlas.places.view import View


@with_view
def counterparts(  # noqa: PLR0913, PLR0917, the options of the command
    view: "View",
    out: Out,
    share: Annotated[
        str,
        typer.Option("--share", help="Pair by this service only; by any or the operator without."),
    ] = "",
    along: AlongOption = Along.STRAIGHT,
    mode: ModeOption = Going.FOOT,
    wait: Waits = [],  # noqa: B006, typer copies it
    engine: EngineOption = Searching.ATLAS,
) -> None:
    """Write as csv who does the same on the other side, and how far away over a crossing."""
    from atlas.base.errors import FilterError
    from atlas.output.exports.side_files import write_pairs

    if share and share not in view.vocab.codes("service"):
        known = ", ".join(view.vocab.codes("service"))
        raise FilterError(f"--share {share!r} is no service; use one of {known}")
    view = for_planners(view)
    measure = measure_of(view, along, mode, wait, engine)
    table = write_pairs(view, out, measure, share)
    without = int(table["km"].isna().sum()) if len(table) else 0
    say(f"{out}: {len(table)} pairs, {without} without a distance; {measure.way}")
    say_streets(view, measure)


@with_view
def sides(
    view: "View",
    out: Out,
    along: AlongOption = Along.STRAIGHT,
    mode: ModeOption = Going.FOOT,
    wait: Waits = [],  # noqa: B006, typer copies it
    engine: EngineOption = Searching.ATLAS,
) -> None:
    """Write as csv what each side has, service by service, with the nearest to a crossing."""
    from atlas.output.exports.side_files import write_sides

    view = for_planners(view)
    measure = measure_of(view, along, mode, wait, engine)
    table = write_sides(view, out, measure)
    corridors = table["corridor_id"].nunique()
    say(f"{out}: {len(table)} rows, {corridors} corridors; {measure.way}")
    say_streets(view, measure)


COMMANDS = {"counterparts": counterparts, "sides": sides}
