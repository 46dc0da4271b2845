"""What the commands of the command line share: options, and how they speak."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread
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
_DRAWN_EVERY_S = 0.5
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
    bar, done = _Bar(), Event()
    clock = Thread(target=bar.keep_drawing, args=(done,), daemon=True)
    clock.start()
    try:
        yield bar.show
    finally:
        done.set()
        clock.join()
        bar.end()


class _Bar:
    """One line of a terminal, drawn over and over."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._step: tuple[str, float | None] | None = None
        self._drawn = ""
        self._open = False
        self._lock = Lock()

    def show(self, doing: str, share: float | None) -> None:
        with self._lock:
            self._step = (doing, share)
            self._draw()

    def keep_drawing(self, done: Event) -> None:
        while not done.wait(_DRAWN_EVERY_S):
            with self._lock:
                self._draw()

    def end(self) -> None:
        """Let what comes after begin on a line of its own."""
        if self._open:
            sys.stderr.write("\n")

    def _draw(self) -> None:
        seconds = time.monotonic() - self._start
        if self._step is None or seconds < _PROGRESS_AFTER_S:
            return
        doing, share = self._step
        line = f"{doing:<14} {f'{seconds:.0f} s' if share is None else _bar(share)}"
        if line == self._drawn:  # a full line stays, and is drawn once
            return
        blank = " " * (len(self._drawn) - len(line)) if self._open else ""
        self._open = share != 1
        sys.stderr.write(f"\r{line}{blank}" + ("" if self._open else "\n"))
        sys.stderr.flush()
        self._drawn = line


def _bar(share: float) -> str:
    full = round(share * _BAR_WIDTH)
    return f"[{'#' * full}{'.' * (_BAR_WIDTH - full)}] {share:4.0%}"


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
