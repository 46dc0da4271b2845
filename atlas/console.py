"""What the commands of the command line share: options, and how they speak."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import pandas as pd

Data = Annotated[
    Path | None, typer.Option("--data", help="A data package folder instead of the bundled one.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a machine to read.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="The file to write.")]
OptionalOut = Annotated[Path | None, typer.Option("--out", "-o", help="A file to write as well.")]


def say(line: str) -> None:
    """Print one line."""
    sys.stdout.write(f"{line}\n")


def say_json(value: object) -> None:
    """Print a value for a machine to read."""
    say(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def say_table(table: "pd.DataFrame") -> None:
    """Print a table for people to read."""
    say(table.to_string(index=False, max_colwidth=70) if len(table) else "(none)")


_PROGRESS_AFTER_S = 2.0
_BAR_WIDTH = 24


def progress_bar() -> Callable[[str, float | None], None]:
    """Give what shows on stderr how far it is, once it takes long and somebody is looking.

    Returns
    -------
    show
        Takes what is being done and the share of it that is done, 0 to 1, or None when that is
        not known. What is done keeps its line.
    """
    start = time.monotonic()
    shown = ""

    def show(doing: str, share: float | None) -> None:
        nonlocal shown
        if not sys.stderr.isatty() or time.monotonic() - start < _PROGRESS_AFTER_S:
            return
        line = f"\r{doing:<14} {_bar(share)}"
        if line != shown:  # a full line stays, and is drawn once
            sys.stderr.write(line + ("\n" if share == 1 else ""))
            sys.stderr.flush()
        shown = line

    return show


def _bar(share: float | None) -> str:
    if share is None:
        return ""
    full = round(share * _BAR_WIDTH)
    return f"[{'#' * full}{'.' * (_BAR_WIDTH - full)}] {share:4.0%}"
