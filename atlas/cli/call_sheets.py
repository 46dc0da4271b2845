"""The commands of those who call places: the sheet, and what comes back in it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atlas.base.csv_files import csv_text
from atlas.base.i18n import CONSOLE_LANG, t
from atlas.cli.console import Json, Out, say, say_json
from atlas.cli.view_options import with_view

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from atlas.curation.calls import Confirmed, FilledSheet
    from atlas.data import Package
    from atlas.places.view import View

CALLS = "calls"
"""What `--as` calls the rows of a filled call sheet."""

CORRECTIONS = "corrections"
"""What `--as` calls the rows of a file of corrections."""

_BAR = 20

Limit = Annotated[
    int | None, typer.Option("--limit", min=1, help="How many places at most, the first to call.")
]
Everybody = Annotated[
    bool, typer.Option("--all", help="Also the places without a phone or mail, at the end.")
]


@with_view
def callsheet(
    view: "View", out: Out, limit: Limit = None, everybody: Everybody = False, as_json: Json = False
) -> None:
    """Write a call sheet as xlsx: whom to call first, what is known, and what is asked.

    Filled in, `atlas ingest calls.xlsx --as calls -o corrections.csv` makes corrections of it.
    """
    from atlas.curation.calls import call_lines, can_be_called, confirmed
    from atlas.output.exports.call_workbook import save_call_sheet

    reachable = sum(can_be_called(line) for line in call_lines(view).to_dict("records"))
    most = limit if everybody else min(reachable, limit or reachable)
    lines = call_lines(view, most)
    save_call_sheet(lines, out, view.lang)
    so_far = confirmed(view, str(datetime.now(UTC).year))
    if as_json:
        facts = {"lines": len(lines), "reachable": reachable, "places": len(view.places)}
        say_json({"file": str(out), **facts, "confirmed": so_far._asdict()})
        return
    with_contact = f"{reachable} of {len(view.places)} have a phone or mail"
    say(f"{out}: {len(lines)} places to call; {with_contact}")
    say(_bar(so_far, CONSOLE_LANG))


def _bar(so_far: "Confirmed", lang: str) -> str:
    full = round(_BAR * so_far.places / so_far.total) if so_far.total else 0
    words = t("calls.bar", lang, n=so_far.places, total=so_far.total, year=so_far.year)
    return f"[{'#' * full}{'.' * (_BAR - full)}] {words}"


def bring_calls(
    file: Path,
    package: "Package",
    *,
    defaults: "Sequence[str]",
    to: tuple[Path | None, Path | None, Path | None],
    lang: str,
    as_json: bool,
) -> int:
    """Read a filled call sheet, write what was asked for, and say what became of every row.

    Parameters
    ----------
    file, package
        The sheet, and the package that it corrects.
    defaults
        What the command was given as `column=value`.
    to
        Files for the corrections, the problems and the rows that are held back, or none.
    lang, as_json
        How it is said.

    Returns
    -------
    errors
        How many there are.
    """
    from atlas.curation.calls import read_calls
    from atlas.curation.ingest import read_defaults

    found = read_calls(file, package, defaults=read_defaults(defaults))
    written = _write(found, to)
    counts = {
        "rows": found.rows_in,
        "answered": len(found.answers),
        "blank": found.blank,
        "held": len(found.held),
    }
    errors = int((found.problems["severity"] == "error").sum())
    if as_json:
        say_json({**counts, "written": written, "problems": found.problems.to_dict("records")})
        return errors
    for problem in found.problems.to_dict("records"):
        row = t("refused.row", lang, row=problem["row"]) if problem["row"] else problem["file"]
        where = ", ".join(filter(None, (row, problem["column"])))
        bad = t(f"ingest.line_{problem['severity']}", lang)
        say(f"{bad}: {where}: {problem[f'message_{lang}']}")
    for name, path in written.items():
        say(f"{name}: {path}")
    say(t("calls.sheet_read", lang, **counts))
    return errors


def _write(
    found: "FilledSheet", to: tuple[Path | None, Path | None, Path | None]
) -> dict[str, str]:
    from atlas.base.files import write_text
    from atlas.curation.merge import sources_beside

    out, problems, held = to
    files: list[tuple[str, Path, pd.DataFrame, bool]] = []
    if out is not None:
        # These two are data for the atlas itself, and written as they are.
        files += [(CORRECTIONS, out, found.frame, False)]
        files += [("sources", sources_beside(out), found.sources, False)]
    if problems is not None:
        files.append(("problems", problems, found.problems, True))
    if held is not None:
        files.append(("held", held, found.held.reset_index(), True))
    for _, path, table, marked in files:
        write_text(path, csv_text(table, marked=marked))
    return {name: str(path) for name, path, _, _ in files}


def merge_corrections(
    file: Path, package: "Package", *, out: Path, lang: str, as_json: bool
) -> None:
    """Put a file of corrections into a copy of the package, with the sources beside it."""
    from atlas.curation.merge import correct_into, read_offered

    lines, sources = read_offered(file, package)
    correct_into(package, lines, sources, out)
    if as_json:
        say_json({"package": str(out), "corrections": len(lines), "sources": len(sources)})
        return
    say(t("ingest.line_corrected", lang, n=len(lines), sources=len(sources)))
    say(t("ingest.line_package", lang, package=out))


COMMANDS = {"callsheet": callsheet}
