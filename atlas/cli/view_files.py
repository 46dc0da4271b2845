"""The commands that give what a filter shows: map, figure, coverage, report, cite, export."""

import shlex
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atlas.base.i18n import CONSOLE_LANG
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
from atlas.cli.console import Json, Out, progress_bar, say, say_json
from atlas.cli.view_options import for_planners, with_view

if TYPE_CHECKING:
    from atlas.places.view import View

Drawing = Annotated[
    str, typer.Option("--type", help="overview, coverage, services, flows or cooperation.")
]
Contact = Annotated[
    list[str],
    typer.Option(
        "--contact",
        help="Instead of the package's: email=..., whatsapp=+..., signal=+..., danger=...; repeat.",
    ),
]


class Panels(StrEnum):
    """Which panels the self-contained map shows."""

    ALL = "all"
    FILTER = "filter"
    LIST = "list"
    NONE = "none"


@with_view
def map_(  # noqa: PLR0913, PLR0917, each is an option of the command
    view: "View",
    out: Out,
    panels: Panels = Panels.ALL,
    height: Annotated[
        str | None, typer.Option(help="Height in px, from 200 to 10000; the whole window without.")
    ] = None,
    streets_kb: Annotated[
        float, typer.Option(help="How many KB of the file streets may take; 0 for none.")
    ] = 300.0,
    extra: str = "",
    contact: Contact = [],  # noqa: B006, typer copies it
) -> None:
    """Write the map as one HTML file that needs no internet; with --link also a reader's list."""
    from atlas.base.files import form_of, write_text
    from atlas.data.contact import use
    from atlas.webmap import capsule

    use(contact, "--contact")
    form_of(out, ("html",), "a map")
    write_text(
        out, capsule(view, panels=panels.value, height=height, extra=extra, streets_kb=streets_kb)
    )
    _wrote(out, view)


@with_view
def figure(view: "View", out: Out, drawing: Drawing = "overview") -> None:
    """Write a figure as png, svg or pdf, with its alternative text next to it."""
    from atlas.output.figures import save_figure

    view = for_planners(view)
    save_figure(view, out, kind=drawing)
    _wrote(out, view)


@with_view
def coverage_(
    view: "View",
    out: Out,
    along: AlongOption = Along.STRAIGHT,
    mode: ModeOption = Going.FOOT,
    wait: Waits = [],  # noqa: B006, typer copies it
    engine: EngineOption = Searching.ATLAS,
) -> None:
    """Write the ranked gaps as csv: from every crossing and locality to the nearest place."""
    from atlas.analysis.coverage import left_out, sought
    from atlas.output.exports.gap_files import write_gaps
    from atlas.output.report import range_words

    view = for_planners(view)
    measure = measure_of(view, along, mode, wait, engine)
    table = write_gaps(view, out, measure)
    without = int(left_out(measure.sited(sought(view)))["places"].sum())
    sure = int(table["certain"].sum())
    say(f"{out}: {len(table)} points, {sure} of them certain; {without} places without a point")
    _left_out(view)
    say_streets(view, measure)
    for share in range_words.ranges(view, range_words.shares(view, measure), measure):
        say(share.sentence)


@with_view
def report(
    view: "View",
    out: Out,
    annex: Annotated[
        bool, typer.Option("--annex", help="With the whole table of places and every source.")
    ] = False,
    paper: Annotated[str, typer.Option(help="Of pdf and docx: a4 or letter.")] = "a4",
    contact: Contact = [],  # noqa: B006, typer copies it
) -> None:
    """Write the corridor brief as html, pdf, docx or md."""
    from atlas.data.contact import use
    from atlas.output.report import save_report

    use(contact, "--contact")
    view = for_planners(view)
    with progress_bar() as show:
        show("drawing", None)
        save_report(view, out, annex=annex, paper=paper)
    _wrote(out, view)


@with_view
def poster(
    view: "View",
    out: Out,
    size: Annotated[
        str, typer.Option(help="letter, a4, tabloid or a3; pocket for a card of eight panels.")
    ] = "letter",
    base_url: Annotated[
        str, typer.Option("--base-url", help="Public address of the atlas, for the QR code.")
    ] = "",
    contact: Contact = [],  # noqa: B006, typer copies it
) -> None:
    """Write one page for a wall as pdf: who helps, by need, with telephone, hours and map."""
    from atlas.data.contact import use
    from atlas.output.poster import save_poster

    use(contact, "--contact")
    with progress_bar() as show:
        show("drawing", None)
        save_poster(view, out, size=size, base_url=base_url)
    say(f"{out}: the places of help that are known to be open, {_kb(out)} KB")


@with_view
def cite(
    view: "View",
    form: Annotated[str, typer.Option("--as", help="text, bibtex or csl-json.")] = "text",
) -> None:
    """Print how to cite what a filter shows: data, version, date, filter, licences, link."""
    from atlas.output.report.citation import cite as cited

    say(cited(for_planners(view, silent=True), form))


@with_view
def export(
    view: "View",
    out: Out,
    profile: Annotated[str, typer.Option(help="atlas, hsds or 3w.")] = "atlas",
    hxl: Annotated[bool, typer.Option("--hxl", help="With 3w: a row of HXL hashtags.")] = False,
    labels: Annotated[
        bool | None, typer.Option(help="In csv and xlsx: words behind every column of codes.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write the places by the file's suffix, with a file that says where they come from.

    Profile atlas: csv, xlsx, geojson, gpkg, parquet, kml. Profile hsds: zip. Profile 3w: csv, xlsx.
    """
    from atlas.output.exports import export as write

    view = for_planners(view, silent=as_json)
    written = write(view, out, profile=profile, hxl=hxl, labels=labels)
    if as_json:
        say_json(written.to_dict())
        return
    _wrote(out, view)
    for loss in written.loss:
        say(f"  {loss.message}")


def _kb(path: Path) -> str:
    return f"{path.stat().st_size / 1024:,.0f}"


def _wrote(path: Path, view: "View") -> None:
    say(f"{path}: {len(view.places)} of {view.total} places, {_kb(path)} KB")
    _left_out(view)
    if view.filter.q and not len(view.places):
        _ask(view)


def _left_out(view: "View") -> None:
    from atlas.places.scope import left_out_words

    if said := left_out_words(view.refiltered(lang=CONSOLE_LANG)):
        say(f"  {said}")


def _ask(view: "View") -> None:
    """Ask what somebody may have meant whose search found nothing."""
    from atlas.places.did_you_mean import did_you_mean, question

    asked = view.refiltered(lang=CONSOLE_LANG)
    if meant := did_you_mean(asked):
        given = {meant.facet: meant.code, "q": meant.filter.q}
        options = [part for name, value in given.items() if value for part in (f"--{name}", value)]
        say(f"  {question(asked, meant)} {shlex.join(options)}")


COMMANDS = {
    "map": map_,
    "figure": figure,
    "coverage": coverage_,
    "report": report,
    "poster": poster,
    "cite": cite,
    "export": export,
}
