"""What the commands of the command line share: options, and how they speak."""

import json
import sys
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
