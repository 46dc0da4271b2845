"""What the commands of the command line share: options, and how they speak."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Annotated

import typer

from atlas.base.errors import AtlasError, FilterError
from atlas.base.i18n import LANGS

if TYPE_CHECKING:
    import pandas as pd

Data = Annotated[
    Path | None, typer.Option("--data", help="A data package folder instead of the bundled one.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a machine to read.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="The file to write.")]
LANGUAGE_CODES = " or ".join(LANGS)
Lang = Annotated[str, typer.Option("--lang", help=f"Language of the sentences: {LANGUAGE_CODES}.")]
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

Show = Callable[[str, float | None], None]
"""Takes what is being done and the share of it that is done, 0 to 1, or None where nobody knows."""


@contextmanager
def progress_bar() -> Iterator[Show]:
    """Show on stderr how far a command is, once it takes long and somebody is looking.

    What is done keeps its line. Where the share is not known, the seconds are counted.
    """
    if not sys.stderr.isatty():
        yield lambda _doing, _share: None
        return
    steps = _Steps()
    late = Timer(_PROGRESS_AFTER_S, steps.progress.start)
    late.start()
    try:
        yield steps.show
    finally:
        late.cancel()
        late.join()
        if steps.progress.live.is_started:
            steps.progress.stop()


class _Steps:
    """What a command does, step by step; the line of a step that is done stays."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
        from rich.progress import TimeElapsedColumn as Seconds

        name = TextColumn("{task.description:<14}", markup=False)
        self.progress = Progress(
            *(name, BarColumn(_BAR_WIDTH), TaskProgressColumn(), Seconds()),
            console=Console(file=sys.stderr),
            redirect_stdout=False,  # what is printed is the result, and goes where it is sent
        )
        self._last: tuple[str, float | None] | None = None

    def show(self, doing: str, share: float | None) -> None:
        if (doing, share) == self._last:
            return
        total = None if share is None else 1.0
        current = next((one for one in self.progress.tasks if not one.finished), None)
        if current is not None and current.total == total:
            self.progress.update(current.id, description=doing, completed=share)
        else:
            if current is not None:
                self.progress.remove_task(current.id)
            self.progress.add_task(doing, total=total)
            self.progress.update(self.progress.task_ids[-1], completed=share)
        self._last = doing, share


def check_language(lang: str) -> None:
    """Refuse a language that the atlas does not speak."""
    if lang not in LANGS:
        message = f"--lang {lang!r} is no language of the atlas; use one of {', '.join(LANGS)}"
        raise FilterError(message)


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Say in the language of a command why it cannot be done, where that language is known."""
    check_language(lang)
    try:
        yield
    except AtlasError as error:
        raise AtlasError(error.say(lang)) from error
