"""Leaflet's own files, from the installed package XStatic-Leaflet.

They are read where pip put them; nothing of Leaflet is kept in this project.
"""

import base64
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from atlas.base.errors import ExportError

_PACKAGE = "XStatic-Leaflet"
_URL = re.compile(r"url\(\s*['\"]?(?:\./)?(images/[\w.-]+)['\"]?\s*\)")


@cache
def folder() -> Path:
    """Give the folder that holds `leaflet.js`, `leaflet-src.esm.js`, `leaflet.css` and `images`.

    Raises
    ------
    ExportError
        When the package is not installed, or holds no Leaflet.
    """
    try:
        found = [file for file in files(_PACKAGE) or () if file.name == "leaflet.js"]
    except PackageNotFoundError:
        found = []
    if not found:
        message = f"Leaflet is missing: install the Python package {_PACKAGE}"
        raise ExportError(message)
    return Path(str(found[0].locate())).resolve().parent


@cache
def script() -> str:
    """Give Leaflet as a script that makes the global `L`."""
    return _text("leaflet.js").rsplit("//# sourceMappingURL", 1)[0]


@cache
def stylesheet(*, pictures: bool = True) -> str:
    """Give Leaflet's stylesheet, its pictures inside; without them when nothing shows them."""
    return _URL.sub(
        lambda found: f"url({picture(found[1])})" if pictures else "none", _text("leaflet.css")
    )


@cache
def picture(name: str) -> str:
    """Give a PNG file of Leaflet's as a `data:` address."""
    data = (folder() / name).read_bytes()
    return f"data:image/png;base64,{base64.b64encode(data).decode('ascii')}"


def _text(name: str) -> str:
    return (folder() / name).read_text(encoding="utf-8").replace("\r\n", "\n")
