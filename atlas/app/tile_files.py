"""Raster tiles that lie on this machine: a folder, an MBTiles or a PMTiles file."""

import contextlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup
from pmtiles.reader import Reader
from pmtiles.tile import Compression, MagicNumberNotFound, SpecVersionUnsupported

from atlas.base.errors import AtlasError

Picture = tuple[bytes, str]
"""The content of a tile and its media type."""

_KINDS: Final = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
_SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".webp")
_FOLDER_ZOOMS: Final = 23
_FAULTS: Final = (
    OSError,
    sqlite3.Error,
    ValueError,
    LookupError,
    EOFError,
    MagicNumberNotFound,
    SpecVersionUnsupported,
)


@dataclass(frozen=True)
class TileFiles:
    """Tiles on this machine.

    Attributes
    ----------
    read
        Gives the content of the tile `(z, x, y)`, y counted from the north, or None.
    max_zoom
        The highest zoom at which there are any.
    attribution
        Whose they are, where the file says it.
    """

    read: Callable[[int, int, int], bytes | None]
    max_zoom: int
    attribution: str = ""

    def tile(self, z: int, x: int, y: int) -> Picture | None:
        """Give a tile and its media type; None where there is none or it is no picture."""
        if not 0 <= z <= self.max_zoom or not (0 <= x < 2**z and 0 <= y < 2**z):
            return None
        try:
            content = self.read(z, x, y)
        except _FAULTS:
            return None
        kind = _kind(content) if content else None
        return (content, kind) if content and kind else None


def open_tiles(path: Path) -> TileFiles:
    """Open tiles.

    Parameters
    ----------
    path
        A folder of `z/x/y.png` (jpg, webp), an `.mbtiles` or a `.pmtiles` file.

    Raises
    ------
    AtlasError
        When it is none of these, cannot be read, or holds something else than pictures.
    """
    openers = {".mbtiles": _mbtiles, ".pmtiles": _pmtiles}
    opener = _folder if path.is_dir() else openers.get(path.suffix.lower())
    if opener is None:
        message = f"--tiles {path}: a folder, .mbtiles or .pmtiles is needed"
        raise AtlasError(message)
    try:
        return opener(path)
    except _FAULTS as error:
        message = f"--tiles {path} cannot be read: {str(error) or type(error).__name__}"
        raise AtlasError(message) from None


def _kind(content: bytes) -> str | None:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((name for start, name in _KINDS if content.startswith(start)), None)


def _folder(path: Path) -> TileFiles:
    zooms = [int(one.name) for one in path.iterdir() if one.name.isdecimal() and one.is_dir()]
    known = [zoom for zoom in zooms if zoom < _FOLDER_ZOOMS]
    if not known:
        message = "it has no folder named by a zoom, such as 12/"
        raise ValueError(message)

    def read(z: int, x: int, y: int) -> bytes | None:
        files = (path / str(z) / str(x) / f"{y}{suffix}" for suffix in _SUFFIXES)
        found = next((file for file in files if file.is_file()), None)
        return found.read_bytes() if found else None

    return TileFiles(read, max(known))


def _mbtiles(path: Path) -> TileFiles:
    address = f"{path.resolve().as_uri()}?mode=ro"

    def ask(question: str, *values: int) -> list[tuple[Any, ...]]:
        with contextlib.closing(sqlite3.connect(address, uri=True)) as open_file:
            return open_file.execute(question, values).fetchall()

    said = dict(ask("SELECT name, value FROM metadata"))
    _must_be_pictures(str(said.get("format", "")))
    ((deepest,),) = ask("SELECT MAX(zoom_level) FROM tiles")
    if deepest is None:
        message = "it holds no tile"
        raise ValueError(message)

    def read(z: int, x: int, y: int) -> bytes | None:
        question = (
            "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
        )
        found = ask(question, z, x, 2**z - 1 - y)  # the file counts rows from the south
        return bytes(found[0][0]) if found else None

    return TileFiles(read, int(deepest), _plain(said.get("attribution")))


def _pmtiles(path: Path) -> TileFiles:
    def span(offset: int, length: int) -> bytes:
        with path.open("rb") as open_file:
            open_file.seek(offset)
            return open_file.read(length)

    make: Any = Reader
    reader = make(span)
    header = reader.header()
    _must_be_pictures(header["tile_type"].name)
    if header["tile_compression"] not in (Compression.NONE, Compression.UNKNOWN):
        message = "its pictures are compressed once more"
        raise ValueError(message)
    said = reader.metadata()
    return TileFiles(reader.get, int(header["max_zoom"]), _plain(said.get("attribution")))


def _must_be_pictures(form: str) -> None:
    if form.lower() not in ("png", "jpg", "jpeg", "webp"):
        message = f"it holds {form or 'something unknown'}; pictures are needed: png, jpg or webp"
        raise ValueError(message)


def _plain(attribution: object) -> str:
    return Markup(str(attribution or "")).striptags()  # noqa: S704, its tags are taken away
