"""The data that are served: taken up whole, or those that were read last.

Whoever replaces a data package does it file by file, while readers look at it. So new files count
once they have been left alone for a while, have all been read, did not change meanwhile, and pass
the check of the package. Until then, and where they do not, everybody gets the data read before.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Final, TypeAlias

from atlas.base.errors import AtlasError, DataPackageError
from atlas.base.i18n import CONSOLE_MESSAGE
from atlas.data import Package
from atlas.data.bundled import geodata_dir
from atlas.data.loading import Fingerprint, fingerprint, parts_of

_LOG = logging.getLogger(__name__)

LEFT_ALONE_S: Final = 2.0
"""How long files have to be left alone before they are read."""

AGAIN_S: Final = 60.0
"""After how long files that were no good are read again: a clock may have been wrong."""

_Name: TypeAlias = tuple[str | None, Path | None]
"""What is served: the folder of the package, the bundled one when None, and that of the overlay."""


@dataclass
class _Served:
    """What is known of a package: the data, the files that they come from, and newer files."""

    package: Package
    files: Fingerprint
    newer: Fingerprint = ()
    seen: float = 0.0
    refused: Fingerprint = ()
    refused_at: float = 0.0
    fault: str = ""


_SERVED: dict[_Name, _Served] = {}
_READING = RLock()
"""Whoever holds it reads files; meanwhile the others get what was read before."""


def last_good(read: Callable[[], Package], data: str | None, private: Path | None) -> Package:
    """Read data, or give what was read last from the same folders.

    Parameters
    ----------
    read
        Reads the data.
    data
        The folder of the package; the bundled one when None.
    private
        The folder of the overlay, if there is one.

    Returns
    -------
    package
        What `read` gives; what it gave before while the files change, or when it fails or the
        package does not pass its check. The log names each fault once.

    Raises
    ------
    AtlasError
        When it fails and never gave anything.
    """
    name = (data, private)
    folders = [Path(data) if data else geodata_dir(), *([private] if private else [])]
    files = fingerprint(*folders)
    served = _SERVED.get(name)
    if served is None:
        with _READING:
            if name not in _SERVED:
                _SERVED[name] = _Served(read(), files)
            return _SERVED[name].package
    if files == served.files:
        served.newer, served.refused, served.fault = (), (), ""
    elif not _is_refused(served, files) and _left_alone(served, files, folders):
        _take_up(served, read, files, folders)
    return served.package


def fault() -> str:
    """Say why data that were read before are served; nothing where they are the files."""
    return next((one.fault for one in _SERVED.values() if one.fault), "")


def require_sound(data: Path) -> None:
    """Refuse a package that does not pass its check.

    Raises
    ------
    DataPackageError
        With the first error.
    """
    from atlas.places.join import check_package

    problems = check_package(data)
    errors = problems[problems["severity"] == "error"]
    if len(errors):
        first = errors.iloc[0]
        where = f"{first['file']} row {first['row']}, {first['column']}"
        message = (
            f"{data} has {len(errors)} errors and is not served; the first: {where}: "
            f"{first[CONSOLE_MESSAGE]} See all with: atlas check {data}"
        )
        raise DataPackageError(message)


def _is_refused(served: _Served, files: Fingerprint) -> bool:
    """Say whether it has just been found that files are no good."""
    return files == served.refused and time.monotonic() - served.refused_at < AGAIN_S


def _left_alone(served: _Served, files: Fingerprint, folders: Iterable[Path]) -> bool:
    """Say whether nobody is at work on files any more."""
    now = time.monotonic()
    if served.newer != files:
        served.newer, served.seen = files, now
    # What we saw ourselves needs no clock; the times of the files spare the first reader the wait.
    return now - served.seen >= LEFT_ALONE_S or _are_old(folders)


def _are_old(folders: Iterable[Path]) -> bool:
    """Say whether the last change of any file or folder lies back for long, by the clock."""
    try:
        changed = [one.stat().st_ctime for folder in folders for one in parts_of(folder)]
    except OSError:  # one that has just gone
        return False
    return bool(changed) and max(changed) + LEFT_ALONE_S <= time.time()


def _take_up(
    served: _Served, read: Callable[[], Package], files: Fingerprint, folders: list[Path]
) -> None:
    """Read newer files, unless somebody else does; keep what there is where they are no good."""
    if not _READING.acquire(blocking=False):
        return
    try:
        require_sound(folders[0])
        found = read()
    except AtlasError as error:
        if fingerprint(*folders) == files:
            served.refused, served.refused_at = files, time.monotonic()
            if served.fault != str(error):
                _LOG.error("the data read before are served, the new ones cannot be: %s", error)
            served.fault = str(error)
    else:
        if fingerprint(*folders) == files:
            served.package, served.files, served.fault = found, files, ""
            _LOG.warning("new data are served: version %s", found.version)
    finally:
        _READING.release()
