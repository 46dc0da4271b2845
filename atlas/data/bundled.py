"""Where the data package and the pages are: inside the wheel, or in the checkout."""

from functools import cache
from pathlib import Path

from atlas.base.errors import DataPackageError

_PACKAGE = Path(__file__).resolve().parents[1]


@cache
def _find(name: str) -> Path:
    for folder in (_PACKAGE / "_bundled" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    message = f"this installation has no {name}/ folder; install the atlas again"
    raise DataPackageError(message)


def geodata_dir() -> Path:
    """Give the folder of the bundled data package."""
    return _find("geodata")


def pages_dir() -> Path:
    """Give the folder of the app's pages."""
    return _find("pages")
