"""The folder of a published site: only what changed is written, only what is ours is removed.

A list of the files of the last run lies in the folder. It names a new file before that is written
and an old one until it is gone, so that a run that is killed leaves nothing behind that the next
one does not know.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from atlas.base.errors import ExportError
from atlas.base.files import HIDDEN, whole_file, write_text

LIST: Final = "atlas-site.json"
"""The list of the files of the last run."""

_KEY: Final = "files"


@dataclass(frozen=True)
class Written:
    """What a run did.

    Attributes
    ----------
    files
        Number of files of the site.
    changed
        How many of them were written; the others were the same already.
    removed
        How many files of an earlier run were removed.
    size
        Bytes of all files.
    """

    files: int
    changed: int
    removed: int
    size: int


def write_site(
    folder: Path, files: Mapping[str, bytes], show: Callable[[float], None] = lambda _: None
) -> Written:
    """Bring a folder to the files of a site.

    Parameters
    ----------
    folder
        A folder of an earlier run, an empty one, or one that does not exist yet.
    files
        Contents by path below the folder, with slashes.
    show
        Takes the share that is done.

    Raises
    ------
    ExportError
        When the folder holds what no earlier run wrote where the site belongs, or cannot be
        written to. Nothing is written then.
    """
    earlier = check_folder(folder)
    _check_free(folder, files, earlier)
    folder.mkdir(parents=True, exist_ok=True)
    _remove_temporary(folder, {*earlier, *files, LIST})
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    if digests.keys() - earlier:
        _note(folder, dict.fromkeys(earlier, "") | digests)
    changed = 0
    for done, (name, content) in enumerate(sorted(files.items())):
        changed += _write(folder / name, content)
        show(done / len(files))
    gone = sorted(earlier - digests.keys())
    for name in gone:
        _remove(folder, name)
    _note(folder, digests)
    return Written(len(files), changed, len(gone), sum(map(len, files.values())))


def check_folder(folder: Path) -> frozenset[str]:
    """Give the files of the last run; refuse a folder that is neither empty nor one of ours.

    Raises
    ------
    ExportError
        When the folder is not one of ours, or its list cannot be read.
    """
    if folder.exists() and not folder.is_dir():
        message = f"cannot write {folder}: it is a file; a site needs a folder"
        raise ExportError(message)
    listed = folder / LIST
    if listed.is_file():
        return _read_list(listed)
    own = re.compile(_temporary_name(LIST))
    others = folder.iterdir() if folder.is_dir() else ()
    if stranger := next((one.name for one in others if not own.fullmatch(one.name)), ""):
        message = (
            f"{folder}: there is {stranger!r}, and no {LIST} of an earlier run; "
            "use an empty folder or a new one"
        )
        raise ExportError(message)
    return frozenset()


def _read_list(listed: Path) -> frozenset[str]:
    try:
        names = frozenset(json.loads(listed.read_text(encoding="utf-8"))[_KEY])
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{listed}: this is no list of a published site; remove it, or use a new folder"
        raise ExportError(message) from error
    for name in names:
        path = PurePosixPath(name)
        # The list may have been edited: it must not lead out of the folder.
        if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or not name:
            message = f"{listed}: {name!r} is no path below the folder"
            raise ExportError(message)
    return names


def _check_free(folder: Path, files: Iterable[str], earlier: frozenset[str]) -> None:
    """Refuse to replace what somebody else put into the folder, or to follow a link out of it."""
    root = folder.resolve()
    for name in files:
        target = folder / name
        if name not in earlier and target.exists():
            message = f"{target}: this file is of no earlier run; move it out of the folder"
            raise ExportError(message)
    for parent in {(folder / name).parent for name in {*files, *earlier}}:
        if not parent.resolve().is_relative_to(root):
            message = f"{parent}: this leads out of the folder of the site"
            raise ExportError(message)


def _note(folder: Path, digests: Mapping[str, str]) -> None:
    listed = folder / LIST
    text = json.dumps({_KEY: dict(sorted(digests.items()))}, indent=0) + "\n"
    if not listed.is_file() or listed.read_text(encoding="utf-8") != text:
        write_text(listed, text)


def _write(target: Path, content: bytes) -> bool:
    """Write a file unless it is the same already; say whether it was written."""
    if target.is_file() and target.read_bytes() == content:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(target) as temporary:
        temporary.write_bytes(content)
    return True


def _remove(folder: Path, name: str) -> None:
    """Remove a file of an earlier run, and the folders that it leaves empty."""
    target = folder / name
    target.unlink(missing_ok=True)
    for parent in target.parents:
        if parent == folder or not parent.is_dir() or any(parent.iterdir()):
            return
        parent.rmdir()


def _temporary_name(name: str) -> str:
    path = PurePosixPath(name)
    return re.escape(f".{path.stem}") + HIDDEN + re.escape(path.suffix)


def _remove_temporary(folder: Path, names: Iterable[str]) -> None:
    """Remove the temporary files that a killed run left behind."""
    for parent in {(folder / name).parent for name in names}:
        own = {PurePosixPath(name) for name in names if (folder / name).parent == parent}
        hidden = [one for one in parent.glob(".*") if one.is_file()] if parent.is_dir() else []
        wanted = re.compile("|".join(_temporary_name(one.name) for one in own))
        for one in hidden:
            if wanted.fullmatch(one.name):
                one.unlink(missing_ok=True)
