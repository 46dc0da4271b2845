"""The commands of those who keep the data: check, correct, compare, begin, build."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atlas.base.csv_files import csv_text
from atlas.base.errors import AtlasError
from atlas.base.i18n import CONSOLE_LANG, CONSOLE_MESSAGE, MESSAGE_COLUMNS
from atlas.cli.console import (
    Data,
    Json,
    Lang,
    OptionalOut,
    check_language,
    progress_bar,
    say,
    say_json,
    say_table,
)

if TYPE_CHECKING:
    import pandas as pd

Package = Annotated[
    Path | None, typer.Argument(help="A data package folder; the bundled one without it.")
]
Corrections = Annotated[
    Path | None,
    typer.Option("--corrections", help="Apply this file of corrections first, to try it."),
]
PrivateRows = Annotated[
    Path | None, typer.Option("--private", help="Check the rows of this private overlay instead.")
]
Overlay = Annotated[Path | None, typer.Option("--private", help="A private overlay.")]
Least = Annotated[int, typer.Option("--least", help="Name groups of fewer places than this.")]


def check(
    path: Package = None,
    corrections: Corrections = None,
    private: PrivateRows = None,
    as_json: Json = False,
) -> None:
    """Check a data package and show every problem; exit 1 when there are errors."""
    from atlas.data import check_overlay
    from atlas.places.join import check_package

    if private is not None:
        problems = check_overlay(path, private)
    else:
        changes = None if corrections is None else _with_their_sources(path, corrections)
        problems = check_package(path, corrections=corrections, changes=changes)
        if changes is not None:  # what corrections cite that are only offered, no row does yet
            problems = problems[problems["code"] != "unused_source"]
    errors = int((problems["severity"] == "error").sum())
    if as_json:
        say_json(problems.to_dict("records"))
    else:
        if corrections is not None and private is None:
            _say_corrected(path, corrections, errors)
        if len(problems):
            others = [name for name in MESSAGE_COLUMNS if name != CONSOLE_MESSAGE]
            say_table(problems.drop(columns=others).rename(columns={CONSOLE_MESSAGE: "message"}))
        say(f"{errors} errors, {len(problems) - errors} warnings")
    raise typer.Exit(1 if errors else 0)


def _with_their_sources(path: Path | None, corrections: Path) -> "dict[str, pd.DataFrame] | None":
    """Give the sources of a package with those that lie beside corrections, where some do."""
    from atlas.curation.merge import read_offered, sources_beside, with_sources
    from atlas.data import load

    if not sources_beside(corrections).is_file():
        return None
    package = load(path)
    return {"sources": with_sources(package, read_offered(corrections, package)[1])}


def _say_corrected(path: Path | None, corrections: Path, errors: int) -> None:
    """Say what the corrections change, where they can be applied."""
    from atlas.curation.diff import changes, read_release

    if errors:
        return
    found = changes(read_release(path), read_release(path, corrections=corrections))
    for message in found[CONSOLE_MESSAGE]:
        say(message)
    say(f"{len(found)} changes by {corrections}")


def diff(
    old: Annotated[Path, typer.Argument(help="The folder of the earlier data package.")],
    new: Package = None,
    out: OptionalOut = None,
    lang: Lang = CONSOLE_LANG,
    as_json: Json = False,
) -> None:
    """Say what changed from one data package to another: rows, fields, points, outlines."""
    from atlas.curation.diff import changes, read_release

    check_language(lang)
    with progress_bar() as show:
        show("reading", None)
        before, after = read_release(old), read_release(new)
        show("comparing", None)
        found = changes(before, after)
    if out is not None:
        _write_csv(found, out)
    if as_json:
        versions = {"old_version": before.version, "new_version": after.version}
        rows = found.astype({"moved_m": object}).where(found.notna(), None)
        say_json({**versions, "changes": rows.to_dict("records")})
        return
    for message in found[f"message_{lang}"]:
        say(message)
    counts = Counter(zip(found["table"], found["change"], strict=True))
    for (table, change), count in counts.items():
        say(f"{table}: {change} {count}")
    say(f"{before.version} -> {after.version}: {len(found)} changes")


def _write_csv(table: "pd.DataFrame", out: Path) -> None:
    """Write a table that a spreadsheet shows without running anything of it."""
    from atlas.base.files import write_text

    if out.suffix.lower() != ".csv":
        message = f"--out {out}: only .csv can be written here"
        raise AtlasError(message)
    write_text(out, csv_text(table))


def new(
    folder: Annotated[Path, typer.Argument(help="A folder that is empty or does not exist yet.")],
    title: Annotated[str, typer.Option("--title", help="Its title in Spanish.")] = "",
    title_en: Annotated[str, typer.Option("--title-en", help="Its title in English.")] = "",
    countries: Annotated[
        str, typer.Option("--countries", help="The countries of its two sides, such as CO,VE.")
    ] = "",
) -> None:
    """Begin a data package for another border: empty tables, described and documented."""
    from atlas.curation.new_border import new_package

    codes = [code for code in countries.upper().replace(" ", "").split(",") if code]
    files = new_package(folder, title=title, title_en=title_en, countries=codes)
    say(f"{folder}: {len(files)} files; {folder / 'README.md'} says how to fill them")


def build(
    folder: Annotated[Path, typer.Argument(help="A data package with build.toml.")],
    as_json: Json = False,
) -> None:
    """Make corridors, border and land of a data package from the polygons in its build.toml."""
    from atlas.curation.new_border import build_package

    with progress_bar() as show:
        show("building", None)
        built = build_package(folder)
    if as_json:
        parts = {"areas": built.areas, "assignments": built.assignments}
        tables = {name: part.to_dict("records") for name, part in parts.items()}
        say_json({**tables, "files": [str(file) for file in built.files]})
        return
    say_table(built.areas)
    if len(built.assignments):
        say_table(built.assignments)
    for file in built.files:
        say(str(file))


def disclose(
    data: Data = None,
    private: Overlay = None,
    least: Least = 3,
    lang: Lang = CONSOLE_LANG,
    as_json: Json = False,
) -> None:
    """Say what a release reveals of protected places, and the smallest groups of them."""
    from atlas.curation.disclosure import disclose as reveal
    from atlas.data import load, load_overlay

    check_language(lang)
    found = reveal(load(data) if private is None else load_overlay(data, private), least=least)
    if as_json:
        say_json(found.to_dict("records"))
        return
    for message in found[f"message_{lang}"]:
        say(message)


COMMANDS = {"check": check, "diff": diff, "new": new, "build": build, "disclose": disclose}
