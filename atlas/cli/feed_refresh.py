"""The command that fetches what a data package names in feeds.toml: refresh."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from atlas.base.i18n import CONSOLE_LANG, t
from atlas.cli.console import Json, Lang, Show, progress_bar, say, say_json, speaking

if TYPE_CHECKING:
    from atlas.curation.feeds import Feed, Refreshed
    from atlas.data import Package

_CHANGES_SHOWN = 20

Told: TypeAlias = tuple[dict[str, Any], list[str]]
"""What is said of a feed, to a machine and in lines."""

Folder = Annotated[
    Path | None, typer.Argument(help="A data package folder with a feeds.toml in it.")
]
FeedNames = Annotated[
    list[str] | None, typer.Option("--feed", help="Only this feed; may be given again.")
]
Keep = Annotated[
    Path | None,
    typer.Option(help="Folder of the kept answers; .feeds in the package without it."),
]


def refresh(
    package: Folder = None,
    feed: FeedNames = None,
    keep: Keep = None,
    lang: Lang = CONSOLE_LANG,
    as_json: Json = False,
) -> None:
    """Fetch the feeds of a package, say what changed, prepare a merge; exit 1 when one fails."""
    from atlas.curation.feeds import KEPT, prepare_folder, read_feeds
    from atlas.data import load

    with speaking(lang):
        data = load(package)
        feeds = read_feeds(data, feed or ())
        folder = keep or data.path / KEPT
        prepare_folder(folder)
        with progress_bar() as show:
            told = [_told(one, data, folder, lang, show) for one in feeds]
    if as_json:
        say_json({"feeds": [facts for facts, _ in told]})
    else:
        for line in (line for _, lines in told for line in lines):
            say(line)
    raise typer.Exit(1 if any("error" in facts for facts, _ in told) else 0)


def _told(one: "Feed", data: "Package", folder: Path, lang: str, show: Show) -> Told:
    """Refresh one feed, and give what is said of it; a feed that fails does not stop others."""
    from atlas.base.errors import AtlasError
    from atlas.curation.feeds import refresh as refresh_feed

    def stage(name: str) -> None:
        show(f"{one.name}: {t(f'feeds.stage_{name}', lang)}", None)

    try:
        done = refresh_feed(
            one, data, folder, now=datetime.now(UTC), environ=os.environ, stage=stage
        )
    except AtlasError as error:
        said = error.say(lang)
    except OSError as error:
        said = f"{one.name}: {error.strerror or type(error).__name__}"
    else:
        return _facts(done), _lines(done, lang)
    return {"feed": one.name, "error": said}, [f"{t('ingest.line_error', lang)}: {said}"]


def _facts(done: "Refreshed") -> dict[str, Any]:
    return {
        "feed": done.feed.name,
        "date": done.day,
        "clock_before": done.last if done.clock_is_back else "",
        "changed": done.folder is not None,
        "rows": done.rows,
        "clean": done.clean,
        "held": done.held,
        "counts": done.counts,
        "folder": str(done.folder or ""),
    }


def _lines(done: "Refreshed", lang: str) -> list[str]:
    name, lines = done.feed.name, []
    if done.clock_is_back:
        lines.append(t("feeds.line_clock", lang, name=name, today=done.today, last=done.last))
    if done.folder is None:
        return [*lines, t("feeds.line_same", lang, name=name, day=done.day)]
    rows = {"rows": done.rows, "clean": done.clean, "held": done.held}
    lines.append(f"{name}: {t('ingest.line_became', lang, **rows)}")
    if done.first:
        lines.append(t("feeds.line_first", lang, name=name))
    else:
        said = [*done.changed[f"message_{lang}"]] if len(done.changed) else []
        lines += [f"  {message}" for message in said[:_CHANGES_SHOWN]]
        if len(said) > _CHANGES_SHOWN:
            more = t("ingest.line_more", lang, n=len(said) - _CHANGES_SHOWN)
            lines.append(f"  {more} {done.folder / 'changes.csv'}")
        lines.append(t("feeds.line_changes", lang, name=name, **done.counts))
    command = f"atlas merge {done.table} --as {done.feed.resource} --review {done.review} -o …"
    return [*lines, t("feeds.line_merge", lang, name=name, review=done.review, command=command)]


COMMANDS = {"refresh": refresh}
