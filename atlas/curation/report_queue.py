"""The file into which readers' reports go: one line each, in append mode, under a lock.

A report is a day, the id of a place and one of four answers; of who sent it nothing is kept.
Several processes may write into one folder. A report that does not fit on the disk is taken back
whole. What the file says is read by `atlas.curation.reader_reports`.
"""

import csv
import io
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from atlas.base.errors import AtlasError

ANSWERS: Final = ("open", "closed", "moved", "wrong_phone")
"""What a reader may answer."""

FILE: Final = "reports.csv"
COLUMNS: Final = ("date", "facility_id", "answer")
MOST_A_MINUTE: Final = 30
"""Reports that one folder takes in a minute, of all readers together: nobody is told apart."""

MOST_BYTES: Final = 4_000_000
"""A file of this size takes no more: some 80,000 reports."""

_LOCK, _MINUTE = "reports.lock", "reports.minute"
_LOCK_S = 2.0
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_LONGEST_ID = 120


class TooManyReportsError(AtlasError):
    """More reports than are taken in a minute."""


class ReportNotKeptError(AtlasError):
    """A report that could not be written, with nothing of it in the file."""


def require_folder(folder: Path) -> None:
    """Make sure that reports can be kept in a folder.

    Raises
    ------
    AtlasError
        When it is no folder, or cannot be written to.
    """
    if not folder.is_dir():
        message = f"--reports {folder} is no folder; make it first: mkdir {folder}"
        raise AtlasError(message)
    try:
        with _locked(folder):
            os.close(_open(folder / FILE))
    except (OSError, ReportNotKeptError) as error:
        message = f"--reports {folder} cannot be written to: {getattr(error, 'strerror', error)}"
        raise AtlasError(message) from error


def keep_report(folder: Path, facility_id: str, answer: str, *, clock: float | None = None) -> None:
    """Add a report to the file of a folder.

    Parameters
    ----------
    folder
        Where the file is.
    facility_id
        The id of a place; whether there is such a place is for the caller to know.
    answer
        One of `ANSWERS`.
    clock
        Seconds since 1970; now, when not given. Only its day, in UTC, is written.

    Raises
    ------
    AtlasError
        When id or answer are of another form.
    TooManyReportsError
        When `MOST_A_MINUTE` have come in this minute.
    ReportNotKeptError
        When the file is full or cannot be written. Nothing of the report is in it then.
    """
    if answer not in ANSWERS or not is_id(facility_id):
        message = f"no report: use the id of a place, and one of {', '.join(ANSWERS)}"
        raise AtlasError(message)
    now = time.time() if clock is None else clock
    day = datetime.fromtimestamp(now, UTC).date().isoformat()
    try:
        with _locked(folder):
            _count(folder, int(now // 60))
            _append(folder / FILE, (day, facility_id, answer))
    except OSError as error:
        message = f"a report could not be written in {folder}: {error.strerror or error}"
        raise ReportNotKeptError(message) from error


def is_id(text: str) -> bool:
    """Say whether a text has the form of an id."""
    return len(text) <= _LONGEST_ID and bool(_ID.fullmatch(text))


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other threads and processes out."""
    try:
        with FileLock(folder / _LOCK, timeout=_LOCK_S, mode=0o600):
            yield
    except Timeout as error:
        message = f"a report had to wait too long in {folder}"
        raise ReportNotKeptError(message) from error


def _count(folder: Path, minute: int) -> None:
    """Count the reports of a minute, for all processes together."""
    path = folder / _MINUTE
    try:
        last, n = map(int, path.read_text(encoding="ascii").split())
    except (FileNotFoundError, ValueError):
        last, n = minute, 0
    n = n + 1 if last == minute else 1
    if n > MOST_A_MINUTE:
        message = f"more than {MOST_A_MINUTE} reports in a minute"
        raise TooManyReportsError(message)
    path.write_text(f"{minute} {n}", encoding="ascii")


def _open(path: Path) -> int:
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    return os.open(path, flags, 0o600)


def _append(path: Path, row: tuple[str, ...]) -> None:
    """Write one row at the end, or nothing."""
    held = _open(path)
    try:
        size = os.fstat(held).st_size
        if size >= MOST_BYTES:
            message = f"{path} is full ({size:,} bytes); move it away to go on"
            raise ReportNotKeptError(message)
        try:
            _write(held, _lines(held, size, row))
            os.fsync(held)
        except OSError:
            os.ftruncate(held, size)
            raise
    finally:
        os.close(held)


def _lines(held: int, size: int, row: tuple[str, ...]) -> bytes:
    """Give a row as it is added: after a header in a new file, after a line that was cut off."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if size:
        os.lseek(held, -1, os.SEEK_END)
        text.write("" if os.read(held, 1) == b"\n" else "\n")
    else:
        writer.writerow(COLUMNS)
    writer.writerow(row)
    return text.getvalue().encode("utf-8")


def _write(held: int, content: bytes) -> None:
    """Write all of it: a disk that is nearly full may take a part."""
    while content:
        content = content[os.write(held, content) :]
