"""Output files that are either whole or not there."""

import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from atlas.base.errors import ExportError


@contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """Give a temporary path to write to; it takes the place of `path` when the block succeeds.

    The temporary file lies in the same folder and keeps the suffix, so that writers which look
    at the suffix work and the final rename is atomic. It is removed when the block fails or is
    interrupted.

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
    temporary = target.parent / f".{target.stem}-{secrets.token_hex(4)}{target.suffix}"
    try:
        _check_place(target)
        yield temporary
        os.replace(temporary, target)  # noqa: PTH105, replaces on every system
    except OSError as error:
        message = f"cannot write {target}: {error.strerror or error}"
        raise ExportError(message) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


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
