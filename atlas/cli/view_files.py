"""The commands that give what a filter shows: map, figure, coverage, report, cite, export."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atlas.base.i18n import CONSOLE_LANG
from atlas.cli.console import Json, Out, progress_bar, say, say_json
from atlas.cli.view_options import with_view

if TYPE_CHECKING:
    from atlas.places.view import View

Drawing = Annotated[
    str, typer.Option("--type", help="overview, coverage, services, flows or cooperation.")
]


class Panels(StrEnum):
    """Which panels the self-contained map shows."""

    ALL = "all"
    FILTER = "filter"
    LIST = "list"
    NONE = "none"


@with_view
def map_(
    view: "View",
    out: Out,
    panels: Panels = Panels.ALL,
    height: Annotated[
        str | None, typer.Option(help="Height in px, from 200 to 10000; the whole window without.")
    ] = None,
    extra: str = "",
) -> None:
    """Write the map as one HTML file that needs no internet; with --link also a reader's list."""
    from atlas.base.files import form_of, write_text
    from atlas.webmap import capsule

    form_of(out, ("html",), "a map")
    write_text(out, capsule(view, panels=panels.value, height=height, extra=extra))
    _wrote(out, view)


@with_view
def figure(view: "View", out: Out, drawing: Drawing = "overview") -> None:
    """Write a figure as png, svg or pdf, with its alternative text next to it."""
    from atlas.output.figures import save_figure

    save_figure(view, out, kind=drawing)
    _wrote(out, view)


@with_view
def coverage_(view: "View", out: Out) -> None:
    """Write the ranked gaps as csv: from every crossing and locality to the nearest place."""
    from atlas.analysis.coverage import left_out, sought
    from atlas.output.exports.gap_files import write_gaps
    from atlas.output.report import range_words

    table = write_gaps(view, out)
    without = int(left_out(sought(view))["places"].sum())
    sure = int(table["certain"].sum())
    say(f"{out}: {len(table)} points, {sure} of them certain; {without} places without a point")
    _left_out(view)
    for line in range_words.sentences(view, range_words.shares(view)):
        say(line)


@with_view
def report(
    view: "View",
    out: Out,
    annex: Annotated[
        bool, typer.Option("--annex", help="With the whole table of places and every source.")
    ] = False,
) -> None:
    """Write the corridor brief as html, pdf, docx or md."""
    from atlas.output.report import save_report

    with progress_bar() as show:
        show("drawing", None)
        save_report(view, out, annex=annex)
    _wrote(out, view)


@with_view
def cite(
    view: "View",
    form: Annotated[str, typer.Option("--as", help="text, bibtex or csl-json.")] = "text",
) -> None:
    """Print how to cite what a filter shows: data, version, date, filter, licences, link."""
    from atlas.output.report.citation import cite as cited

    say(cited(view, form))


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

    written = write(view, out, profile=profile, hxl=hxl, labels=labels)
    if as_json:
        say_json(written.to_dict())
        return
    _wrote(out, view)
    for loss in written.loss:
        say(f"  {loss.message}")


def _wrote(path: Path, view: "View") -> None:
    size_kb = path.stat().st_size / 1024
    say(f"{path}: {len(view.places)} of {view.total} places, {size_kb:,.0f} KB")
    _left_out(view)


def _left_out(view: "View") -> None:
    from atlas.places.scope import left_out_words

    if said := left_out_words(view.remade(view.filter.with_lang(CONSOLE_LANG))):
        say(f"  {said}")


COMMANDS = {
    "map": map_,
    "figure": figure,
    "coverage": coverage_,
    "report": report,
    "cite": cite,
    "export": export,
}
