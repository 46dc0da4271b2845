"""The command line: read what is wanted, call one function, show or write the result.

Heavy libraries are imported inside the commands, so that help comes at once.
"""

import inspect
import os
import sys
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import TyperException

from atlas.base.errors import AtlasError
from atlas.cli import bulk_join, data_package, partner_files
from atlas.cli.audience_options import PUBLIC, Audience, Private, audience_package
from atlas.cli.console import (
    LANGUAGE_CODES,
    Data,
    Json,
    Out,
    progress_bar,
    say,
    say_json,
    say_table,
)

if TYPE_CHECKING:
    from atlas.data import Package
    from atlas.places.view import View

_INTERRUPTED = 130
_DEBUG = "ATLAS_DEBUG"

app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Drawing = Annotated[
    str, typer.Option("--type", help="overview, coverage, services, flows or cooperation.")
]
Codes = list[str]


@app.callback(invoke_without_command=True)
def _alone(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Say the version.")] = False,
) -> None:
    """Who helps people on the move, where, and on which side of the border."""
    if version:
        from atlas import __version__
        from atlas.data import read_descriptor
        from atlas.data.bundled import geodata_dir

        data = read_descriptor(geodata_dir())["version"]
        say(f"Border Corridor Atlas {__version__}, data {data}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        say(context.get_help())


def _codes(flag: str, what: str) -> Any:  # noqa: ANN401, an annotation is built at run time
    return Annotated[Codes, typer.Option(flag, help=f"Keep {what}; repeat for several.")]


_FILTER_OPTIONS: dict[str, tuple[Any, Any]] = {
    "corridor": (_codes("--corridor", "a corridor"), ()),
    "side": (_codes("--side", "a side, by country code"), ()),
    "kind": (_codes("--kind", "a kind of place"), ()),
    "service": (_codes("--service", "places that offer a service"), ()),
    "population": (_codes("--population", "places that receive a population"), ()),
    "level": (_codes("--level", "a level of the operator"), ()),
    "status": (_codes("--status", "a status: open, closed, ..."), ()),
    "verified_since": (
        Annotated[
            str, typer.Option("--verified-since", help="Status stated on this date or later.")
        ],
        "",
    ),
    "near": (
        Annotated[str, typer.Option("--near", help="A crossing id, or latitude,longitude.")],
        "",
    ),
    "max_km": (
        Annotated[str, typer.Option("--max-km", help="At most this far from --near, in km.")],
        "",
    ),
    "q": (Annotated[str, typer.Option("--q", help="Words to look for.")], ""),
    "lang": (
        Annotated[str, typer.Option("--lang", help=f"Language of the output: {LANGUAGE_CODES}.")],
        "",
    ),
}
_LINK = Annotated[
    str, typer.Option("--link", help="Take the filter of a link; the options above come first.")
]


def _with_view(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the filter options and `--data`; it receives the view they make.

    One that has `extra` also receives what a link holds beside the filter, as a query string, and
    a view with the places that this needs; all others refuse such a link.
    """
    own = list(inspect.signature(command).parameters.values())[1:]
    takes_extra = any(one.name == "extra" for one in own)

    @wraps(command)
    def run(**values: Any) -> None:  # noqa: ANN401, typer passes what the signature says
        params = _asked({name: values.pop(name) for name in _FILTER_OPTIONS}, values.pop("link"))
        data, private, audience = (values.pop(name) for name in ("data", "private", "audience"))
        package = audience_package(data, private, audience.value, values.get("out"))
        view, extra = _view(package, params, audience.value, takes_extra=takes_extra)
        command(view, **values, **({"extra": extra} if takes_extra else {}))

    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in _FILTER_OPTIONS.items()
    ]
    chosen = {
        "link": (_LINK, ""),
        "data": (Data, None),
        "private": (Private, None),
        "audience": (Audience, PUBLIC),
    }
    packages = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in chosen.items()
    ]
    keyword = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own if p.name != "extra"]
    signature = inspect.Signature([*keyword, *options, *packages])
    # typer reads the annotations; the view is none of the command line's business.
    run.__annotations__ = {p.name: p.annotation for p in signature.parameters.values()}
    run.__signature__ = signature  # type: ignore[attr-defined]
    del run.__wrapped__
    return run


def _load(data: Path | None) -> "Package":
    from atlas.data import load

    return load(data)


def _asked(options: dict[str, Any], link: str) -> dict[str, Any]:
    """Give the parameters of a link, those that are also given as options in their place."""
    from atlas.places.filters import link_params

    return link_params(link) | {name: value for name, value in options.items() if value}


def _view(
    package: "Package", params: dict[str, Any], audience: str, *, takes_extra: bool
) -> tuple["View", str]:
    from atlas.places import link_extras
    from atlas.places.filters import strict
    from atlas.places.view import choices, make_view

    allowed = choices(package)
    chosen = strict(params, allowed)
    if not takes_extra:
        link_extras.refuse(params)
        return make_view(package, chosen, audience=audience), ""
    package = package.for_audience(audience)
    kept = link_extras.strict(params, allowed, list(package.places["facility_id"]))
    also = kept.places_of(lambda other: make_view(package, other, audience=audience))
    return make_view(package, chosen, audience=audience, also=also), kept.to_query()


def _wrote(path: Path, view: "View") -> None:
    size_kb = path.stat().st_size / 1024
    say(f"{path}: {len(view.places)} of {view.total} places, {size_kb:,.0f} KB")


class Panels(StrEnum):
    """Which panels the self-contained map shows."""

    ALL = "all"
    FILTER = "filter"
    LIST = "list"
    NONE = "none"


@app.command("map")
@_with_view
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


@app.command()
@_with_view
def figure(view: "View", out: Out, drawing: Drawing = "overview") -> None:
    """Write a figure as png, svg or pdf, with its alternative text beside it."""
    from atlas.output.figures import save_figure

    save_figure(view, out, kind=drawing)
    _wrote(out, view)


@app.command("coverage")
@_with_view
def coverage_(view: "View", out: Out) -> None:
    """Write the ranked gaps as csv: from every crossing and locality to the nearest place."""
    from atlas.analysis.coverage import left_out, supply
    from atlas.output.exports.gap_files import write_gaps
    from atlas.output.report import range_words

    table = write_gaps(view, out)
    without = int(left_out(supply(view.places))["places"].sum())
    sure = int(table["certain"].sum())
    say(f"{out}: {len(table)} points, {sure} of them certain; {without} places without a point")
    for line in range_words.sentences(view, range_words.shares(view)):
        say(line)


@app.command()
@_with_view
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


@app.command()
@_with_view
def cite(
    view: "View",
    form: Annotated[str, typer.Option("--as", help="text, bibtex or csl-json.")] = "text",
) -> None:
    """Print how to cite what a filter shows: data, version, date, filter, licences, link."""
    from atlas.output.report.citation import cite as cited

    say(cited(view, form))


@app.command()
@_with_view
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
    """Write the places by the file's suffix, and beside them where they come from.

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


@app.command()
def sources(data: Data = None, as_json: Json = False) -> None:
    """List the sources of the data package."""
    table = _load(data).sources
    if as_json:
        say_json(table.to_dict("records"))
    else:
        say_table(table[["source_id", "title", "publisher", "date", "licence"]])


@app.command()
def info(data: Data = None, as_json: Json = False) -> None:
    """Say what is in the data package."""
    from atlas.places.view import describe

    facts = describe(_load(data))
    if as_json:
        say_json(facts)
        return
    for name, value in facts.items():
        if isinstance(value, dict):
            say(f"{name}: " + ", ".join(f"{key} {count}" for key, count in value.items()))
        else:
            say(f"{name}: {value}")


for _command in (*data_package.COMMANDS, *partner_files.COMMANDS, *bulk_join.COMMANDS):
    app.command()(_command)


def run() -> None:
    """Run the command line; any failure is one line on stderr and exit code 2."""
    try:
        code = app(prog_name="atlas", standalone_mode=False)
    except TyperException as error:
        _fail(error.format_message())
    except AtlasError as error:
        _fail(str(error))
    except Exception as error:
        if os.environ.get(_DEBUG):
            raise
        _fail(f"unexpected {type(error).__name__}: {error}; set {_DEBUG}=1 to see where")
    if code == _INTERRUPTED:
        _fail("interrupted; nothing was written", code)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, code: int = 2) -> None:
    one_line = " ".join(message.split())
    sys.stderr.write(f"atlas: {one_line}\n")
    sys.exit(code)
