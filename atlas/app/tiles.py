"""A background of tiles under the live map, for whoever serves the atlas and wants one.

Tiles of another server tell it where a reader looks, so there are none unless the command line
names them, the page says so, and the reader can switch them off. The map file and `/embed` never
have any: they forbid every connection.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from atlas.app.tile_files import TileFiles, open_tiles
from atlas.base.errors import AtlasError
from atlas.base.public_address import base_path

PATH: Final = "/tiles"
"""Where the server answers with tiles that lie on this machine."""

DEEPEST: Final = 22
"""The highest zoom that a source may have."""

_FIELDS: Final = ("{z}", "{x}", "{y}")
_USUAL_ZOOM: Final = 18
_FIELD = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True)
class Tiles:
    """A background of tiles.

    Attributes
    ----------
    template
        The address of a tile, with `{z}`, `{x}` and `{y}`; empty for files of this machine.
    attribution
        Whose they are, as plain text.
    max_zoom
        The highest zoom at which there are any; above it they are enlarged.
    files
        Where the tiles of this machine are read from.
    """

    template: str
    attribution: str
    max_zoom: int
    files: TileFiles | None = None

    @property
    def origin(self) -> str:
        """The one foreign origin that the page may load pictures from; empty for none."""
        address = urlsplit(self.template)
        return f"{address.scheme}://{address.netloc}" if self.template else ""


_used: list[Tiles] = []


def use(name: str, attribution: str = "", max_zoom: int | None = None) -> None:
    """Take tiles as the background of the live map, once it is sure that they can be.

    Parameters
    ----------
    name
        A name of xyzservices such as `OpenStreetMap.Mapnik`, an address with `{z}`, `{x}` and
        `{y}`, or a folder, `.mbtiles` or `.pmtiles` file of raster tiles. Empty for none.
    attribution
        Whose they are; required where the name does not tell.
    max_zoom
        The highest zoom at which there are any, 0 to `DEEPEST`.

    Raises
    ------
    AtlasError
        When the name is none of these, needs a key or more than one server, or nobody says whose
        the tiles are.
    """
    _used.clear()
    if not name:
        if attribution or max_zoom is not None:
            message = "--tiles-attribution and --tiles-max-zoom need --tiles"
            raise AtlasError(message)
        return
    if max_zoom is not None and not 0 <= max_zoom <= DEEPEST:
        message = f"--tiles-max-zoom {max_zoom}: allowed are 0 to {DEEPEST}"
        raise AtlasError(message)
    _used.append(_found(name, attribution.strip(), max_zoom))


def used() -> Tiles | None:
    """Give the background, when there is one."""
    return _used[0] if _used else None


def for_map() -> dict[str, str | int] | None:
    """Give what the map needs to know of the background; None when there is none."""
    tiles = used()
    if tiles is None:
        return None
    return {
        "template": tiles.template or f"{base_path()}{PATH}/{{z}}/{{x}}/{{y}}",
        "attribution": tiles.attribution,
        "maxZoom": tiles.max_zoom,
        "host": urlsplit(tiles.template).netloc,
    }


def routes() -> list[Route]:
    """Give the address of the tiles of this machine."""
    return [Route(f"{PATH}/{{z:int}}/{{x:int}}/{{y:int}}", _tile)]


async def _tile(request: Request) -> Response:
    tiles = used()
    found = None
    if tiles is not None and tiles.files is not None:
        at = request.path_params
        found = await run_in_threadpool(tiles.files.tile, at["z"], at["x"], at["y"])
    if found is None:
        return PlainTextResponse("no such tile", status_code=404)
    content, media_type = found
    return Response(content, media_type=media_type, headers={"Cache-Control": "max-age=86400"})


def _found(name: str, attribution: str, max_zoom: int | None) -> Tiles:
    if "://" in name:
        return _addressed(name, attribution, max_zoom)
    if (path := Path(name)).exists():
        files = open_tiles(path)
        whose = attribution or files.attribution or _unsaid(name)
        return Tiles("", whose, files.max_zoom if max_zoom is None else max_zoom, files)
    return _named(name, attribution, max_zoom)


def _addressed(template: str, attribution: str, max_zoom: int | None) -> Tiles:
    address = urlsplit(template)
    fields = sorted(_FIELD.findall(template))
    if address.scheme not in ("http", "https") or fields != sorted(_FIELDS) or not address.hostname:
        message = (
            f"--tiles {template!r} is no address of tiles; "
            "use https://tiles.example.org/{z}/{x}/{y}.png"
        )
        raise AtlasError(message)
    if "{" in address.netloc or re.search(r"[\s;,'\"]", address.netloc) or "@" in address.netloc:
        message = f"--tiles {template!r}: the server must be one plain name"
        raise AtlasError(message)
    return Tiles(template, attribution or _unsaid(template), max_zoom or _USUAL_ZOOM)


def _named(name: str, attribution: str, max_zoom: int | None) -> Tiles:
    import xyzservices.providers

    try:
        source = xyzservices.providers.query_name(name)
    except ValueError:
        message = (
            f"--tiles {name!r} is no file here and no name that xyzservices knows, such as "
            "OpenStreetMap.Mapnik; or give an address: https://tiles.example.org/{z}/{x}/{y}.png"
        )
        raise AtlasError(message) from None
    if source.requires_token():
        message = f"--tiles {name} needs a key; give its whole address with the key in it"
        raise AtlasError(message)
    deepest = min(int(source.get("max_zoom", _USUAL_ZOOM)), DEEPEST)
    template = source.build_url(scale_factor="")
    whose = attribution or str(source.get("attribution", ""))
    return _addressed(template, whose, deepest if max_zoom is None else max_zoom)


def _unsaid(name: str) -> str:
    message = f"--tiles {name!r}: say whose they are, with --tiles-attribution"
    raise AtlasError(message)
