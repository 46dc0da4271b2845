"""The command for very many points: join."""

from typing import TYPE_CHECKING, Annotated

import typer

from atlas.cli.console import Json, progress_bar, say, say_json, say_table

if TYPE_CHECKING:
    from atlas.spatial.bulk import JoinSummary

Points = Annotated[
    str,
    typer.Argument(help="GeoParquet, Parquet or CSV with lon and lat, GeoPackage, FlatGeobuf."),
]
JoinOut = Annotated[
    str | None, typer.Option("--out", "-o", help="The .parquet file to write; none: only count.")
]
Corridors = Annotated[
    str | None, typer.Option(help="A file of polygons instead of the segments of the atlas.")
]
Nearest = Annotated[str | None, typer.Option(help="A file of sites: add the nearest one.")]
Engine = Annotated[str, typer.Option(help="local or dask.")]
Scheduler = Annotated[str | None, typer.Option(help="The address of a Dask scheduler.")]
PredicateName = Annotated[str, typer.Option(help="within, intersects or covers.")]
Sort = Annotated[bool, typer.Option("--sort", help="Write the points along a Hilbert curve.")]
CountsBy = Annotated[str | None, typer.Option(help="A column whose values are counted apart.")]
Lon = Annotated[str | None, typer.Option(help="The column of longitudes.")]
Lat = Annotated[str | None, typer.Option(help="The column of latitudes.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an output that exists.")]


def join(  # noqa: PLR0913, the options of the command
    *,
    points: Points,
    out: JoinOut = None,
    corridors: Corridors = None,
    nearest: Nearest = None,
    engine: Engine = "local",
    scheduler: Scheduler = None,
    predicate: PredicateName = "within",
    sort: Sort = False,
    counts_by: CountsBy = None,
    lon: Lon = None,
    lat: Lat = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Find the corridor of each of very many points, file to file, or count them."""
    from atlas.spatial import bulk

    with progress_bar() as show:

        def tell(done: int, total: int | None) -> None:
            show(f"{done:,} points", done / total if total else None)

        summary = bulk.join(
            points,
            out,
            corridors=corridors,
            nearest=nearest,
            engine=engine,
            scheduler=scheduler,
            predicate=predicate,
            sort=sort,
            counts_by=counts_by,
            lon=lon,
            lat=lat,
            overwrite=overwrite,
            progress=tell,
        )
    if as_json:
        say_json(summary.to_dict())
    else:
        _say_summary(summary)


def _say_summary(summary: "JoinSummary") -> None:
    say_table(summary.counts)
    ruled_out = f", {summary.ruled_out:,} of them not even read" if summary.ruled_out else ""
    say(f"{summary.points:,} points{ruled_out}; {summary.matched:,} in a corridor")
    if summary.without_position:
        say(f"{summary.without_position:,} without a position that can be read")
    if summary.out is not None:
        say(summary.out)


COMMANDS = {"join": join}
