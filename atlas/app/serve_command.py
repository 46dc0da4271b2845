"""The command `serve`: the app in the browser. Heavy libraries are imported when it runs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None, typer.Option("--data", help="A data package folder instead of the bundled one.")
]
Private = Annotated[
    Path | None,
    typer.Option("--private", help="A private overlay for signed-in readers; needs OIDC settings."),
]
BaseUrl = Annotated[
    str,
    typer.Option(
        help="Public address of this server, with the path if a proxy gives it one: https://example.org/atlas"
    ),
]
Proxies = Annotated[
    list[str] | None,
    typer.Option("--proxy", help="A proxy whose X-Forwarded headers count; may be repeated."),
]
Reports = Annotated[
    Path | None,
    typer.Option("--reports", help="A folder that keeps what readers report of places."),
]
Contact = Annotated[
    list[str],
    typer.Option(
        "--contact",
        help="A way to write to you: email=..., whatsapp=+..., signal=+..., danger=...; repeat.",
    ),
]
Tiles = Annotated[
    str,
    typer.Option(
        help="A background for the live map: a name of xyzservices such as OpenStreetMap.Mapnik, "
        "an address with {z}, {x} and {y}, or a folder, .mbtiles or .pmtiles file of pictures."
    ),
]
TilesAttribution = Annotated[str, typer.Option(help="Whose the tiles are.")]
TilesMaxZoom = Annotated[
    int | None, typer.Option(help="The highest zoom of the tiles; above it they are enlarged.")
]


class Searching(StrEnum):
    """What finds ways along streets."""

    ATLAS = "atlas"
    OSRM = "osrm"


Engine = Annotated[
    Searching,
    typer.Option(help="Along streets: the atlas finds the ways, or OSRM where it is installed."),
]


def serve(  # noqa: PLR0913, the options of the command
    *,
    host: str = "127.0.0.1",
    port: int = 8501,
    data: Data = None,
    private: Private = None,
    base_url: BaseUrl = "",
    proxy: Proxies = None,
    reports: Reports = None,
    contact: Contact = [],  # noqa: B006, typer copies it
    tiles: Tiles = "",
    tiles_attribution: TilesAttribution = "",
    tiles_max_zoom: TilesMaxZoom = None,
    engine: Engine = Searching.ATLAS,
) -> None:
    """Open the atlas in the browser, from this machine; Ctrl-C stops it."""
    from atlas.app.server import run

    run(
        host=host,
        port=port,
        data=data,
        private=private,
        base_url=base_url,
        reports=reports,
        contact=contact,
        proxies=proxy or (),
        tiles=(tiles, tiles_attribution, tiles_max_zoom),
        engine=engine.value,
    )
