"""Output files that are either whole or not there."""

import os
import platform
import re
import secrets
import shutil
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from atlas.base.errors import ExportError

HIDDEN: Final = "-([0-9a-f]{8})([0-9a-f]{8})[0-9a-f]{8}"
"""What a hidden name has after the stem: the machine, the process, and what tells two apart."""

_LONGEST: Final = 180
"""Characters of a stem in a hidden name: with the rest it stays below the 255 of most disks."""


@contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """Give a temporary path to write to; it takes the place of `path` when the block succeeds.

    The temporary file lies in the same folder and keeps the suffix, so that writers which look
    at the suffix work and the final rename is atomic. It is removed when the block fails or is
    interrupted, and by the next run where this one is killed.

    Parameters
    ----------
    path
        The output file; one that exists is replaced.

    Yields
    ------
    temporary
        A path that does not exist yet.

    Raises
    ------
    ExportError
        When the folder does not exist or cannot be written to, or the disk is full.
    """
    target = Path(path)
    temporary = hidden_beside(target)
    try:
        _check_place(target)
        clear_hidden(target)
        yield temporary
        os.replace(temporary, target)  # noqa: PTH105, replaces on every system
    except OSError as error:
        message = f"cannot write {target}: {error.strerror or error}"
        raise ExportError(message) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


@contextmanager
def hidden_folder(target: str | Path) -> Iterator[Path]:
    """Give an empty hidden folder next to what is made in it; it goes when the block ends.

    Raises
    ------
    OSError
        When it cannot be made.
    """
    folder = hidden_beside(target)
    clear_hidden(target)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def hidden_beside(target: str | Path) -> Path:
    """Give a hidden path in the folder of a target that names the machine and process."""
    target = Path(target)
    mark = f"{_machine()}{os.getpid():08x}{secrets.token_hex(4)}"
    return target.with_name(f".{target.stem[:_LONGEST]}-{mark}{target.suffix}")


def clear_hidden(target: str | Path) -> None:
    """Remove what killed processes of this machine left under hidden names of a target."""
    target = Path(target)
    stem, suffix = re.escape(target.stem[:_LONGEST]), re.escape(target.suffix)
    own = re.compile(rf"\.{stem}{HIDDEN}{suffix}")
    with suppress(OSError):  # who may write here but not list finds nothing to remove
        for name in os.listdir(target.parent):  # noqa: PTH208, a large folder is read for each file
            found = own.fullmatch(name) if name.startswith(".") else None
            if found and found[1] == _machine() and not _runs(int(found[2], 16)):
                _remove(target.with_name(name))


def _machine() -> str:
    return f"{zlib.crc32(platform.node().encode()):08x}"


def _runs(process: int) -> bool:
    """Say whether a process runs; where that cannot be asked without harm, it may."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass  # it is somebody else's, or no number of a process
    return True


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _check_place(target: Path) -> None:
    if not target.parent.is_dir():
        message = f"cannot write {target}: the folder {target.parent} does not exist"
        raise ExportError(message)
    if target.is_dir():
        message = f"cannot write {target}: it is a folder"
        raise ExportError(message)


def write_text(path: str | Path, text: str) -> None:
    """Write UTF-8 text, whole or not at all; see `whole_file`."""
    with whole_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def form_of(path: Path, forms: Collection[str], what: str) -> str:
    """Give the format that the suffix of an output names, one of `forms`.

    Raises
    ------
    ExportError
        When it names none of them; `what` says what is to be written, as in "a map".
    """
    form = path.suffix.lower().removeprefix(".")
    if form not in forms:
        message = f"{path.name}: {what} can be {', '.join(forms)}; give the file such a suffix"
        raise ExportError(message)
    return form
