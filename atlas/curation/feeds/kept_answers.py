"""The answers of feeds that stay on disk: each in a folder of its own, with what came of it.

The folder is for whoever keeps the package: an answer may say more of a place than is published.
Its name begins with a dot, so that no copy of a package takes it along, and git is asked to leave
it out.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from atlas.base.errors import ExportError
from atlas.base.files import hidden_folder, write_text
from atlas.curation.feeds.feed_settings import Feed
from atlas.curation.ingest import refused

KEPT: Final = ".feeds"
"""Folder of the kept answers in that of the package, when no other is named."""

_LAST: Final = "last.json"
_ORDER: Final = "order"
"""The folders as they came: their names say only what the clock said, which may have been wrong."""
_LOCK: Final = "refresh.lock"
_WAIT_S: Final = 0.2


@dataclass(frozen=True)
class Kept:
    """An answer that was kept: its file, its day, and what the server said to recognise it by."""

    file: Path
    day: str
    sha256: str
    etag: str
    last_modified: str
    fingerprint: str

    def conditions(self) -> dict[str, str]:
        """Give the headers that ask for an answer only when it is another one."""
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in told.items() if value}


def prepare_folder(folder: Path) -> None:
    """Make the folder of all kept answers, which only its owner reads.

    Raises
    ------
    ExportError
        When it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = f"cannot write {folder}: {error.strerror or error}"
        raise ExportError(message) from error
    ignored = folder / ".gitignore"
    if not ignored.exists():
        write_text(ignored, "*\n")


@contextmanager
def locked(feed: Feed, folder: Path) -> Iterator[Path]:
    """Give the folder of a feed, while no other run is at work there.

    Raises
    ------
    IngestError
        When one is.
    """
    own = folder / feed.name
    own.mkdir(mode=0o700, exist_ok=True)
    try:
        with FileLock(own / _LOCK, timeout=_WAIT_S, mode=0o600):
            yield own
    except Timeout as error:
        raise refused("feed_locked", name=feed.name) from error


def last_kept(own: Path) -> Kept | None:
    """Give the answer that was kept last, or nothing where it is not there any more."""
    try:
        told = json.loads((own / _LAST).read_text(encoding="utf-8"))
        kept = Kept(own / told["folder"] / told["file"],
                    *(str(told[key]) for key in _KEYS))  # fmt: skip
        same = hashlib.sha256(kept.file.read_bytes()).hexdigest() == kept.sha256
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return kept if same else None


_KEYS: Final = ("day", "sha256", "etag", "last_modified", "fingerprint")


def folder_name(now: datetime, data: bytes) -> str:
    """Give the name of the folder of an answer: its time, and the beginning of its SHA-256."""
    return f"{now:%Y-%m-%dT%H%M%SZ}-{hashlib.sha256(data).hexdigest()[:12]}"


@contextmanager
def new_folder(own: Path, name: str) -> Iterator[Path]:
    """Give a folder to write to, which gets its name when all of it is written."""
    with hidden_folder(own / "new") as temporary:
        made = temporary / name
        made.mkdir(mode=0o700)
        yield made
        with suppress(FileNotFoundError):
            shutil.rmtree(own / name)
        made.rename(own / name)


def note_last(own: Path, kept: Kept, most: int) -> None:
    """Note which answer is the last one, and take away the oldest of more than `most`."""
    folder = kept.file.parent.name
    names = [*(name for name in _in_order(own) if name != folder), folder]
    told: Mapping[str, str | list[str]] = {
        "folder": folder,
        "file": kept.file.name,
        **{key: getattr(kept, key) for key in _KEYS},
        _ORDER: names[-most:],
    }
    write_text(own / _LAST, json.dumps(told, indent=2) + "\n")
    for old in names[:-most]:
        shutil.rmtree(own / old, ignore_errors=True)


def _in_order(own: Path) -> list[str]:
    """Give the names of the kept folders, the oldest first; one that nobody noted is the oldest."""
    there = sorted(one.name for one in own.iterdir() if one.is_dir() and one.name[0] != ".")
    try:
        noted = list(map(str, json.loads((own / _LAST).read_text(encoding="utf-8"))[_ORDER]))
    except (OSError, ValueError, KeyError, TypeError):
        return there
    return sorted(there, key=lambda name: noted.index(name) if name in noted else -1)
