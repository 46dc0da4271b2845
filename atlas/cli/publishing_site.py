"""The command that publishes a whole atlas as static files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atlas.cli.console import progress_bar, say
from atlas.cli.view_options import with_view

if TYPE_CHECKING:
    from atlas.places.view import View

Site = Annotated[
    Path,
    typer.Option("--out", "-o", help="The folder of the site: new, empty, or of an earlier run."),
]


@with_view
def publish(
    view: "View",
    out: Site,
    base_url: Annotated[
        str,
        typer.Option(help="The public address of the site, for a sitemap and links to each page."),
    ] = "",
    since: Annotated[
        Path | None,
        typer.Option(help="The folder of the last release's data package, for a feed of changes."),
    ] = None,
    briefs: Annotated[
        bool, typer.Option(help="Make the brief and the figures of each corridor: half the time.")
    ] = True,
    data: Path | None = None,
) -> None:
    """Write the whole atlas as static files, for any web host, a USB stick or a folder on disk."""
    from atlas.data.bundled import geodata_dir
    from atlas.output.site import changes_since, publish_site

    with progress_bar() as show:
        changed = None
        if since:
            show("comparing", None)
            changed = changes_since(view, since, data)
        written = publish_site(
            view,
            out,
            show,
            base_url=base_url,
            since=changed,
            briefs=briefs,
            package=data or geodata_dir(),
        )
    say(
        f"{out}: {len(view.lifted.places)} places, {written.files} files, "
        f"{written.size / 1_000_000:.1f} MB; {written.changed} written, {written.removed} removed"
    )


COMMANDS = {"publish": publish}
