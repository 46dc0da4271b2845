"""The command `serve`: the app in the browser. Heavy libraries are imported when it runs."""

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
    str, typer.Option(help="Public address for links that leave the server: https://example.org")
]


def serve(
    host: str = "127.0.0.1",
    port: int = 8501,
    data: Data = None,
    private: Private = None,
    base_url: BaseUrl = "",
) -> None:
    """Open the atlas in the browser, from this machine; Ctrl-C stops it."""
    from atlas.app.server import run

    run(host=host, port=port, data=data, private=private, base_url=base_url)
