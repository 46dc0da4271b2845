"""Streets for the live map, by tile, and their names by how they begin: no more is fetched."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from atlas.app import answers, state
from atlas.base.errors import AtlasError
from atlas.base.public_address import base_path
from atlas.places.view import View
from atlas.spatial.streets import StreetPack
from atlas.spatial.streets.read_packs import read_pack
from atlas.spatial.streets.street_names import NamedPack
from atlas.spatial.streets.street_tiles import TiledPack

PATH: Final = "/data/streets"

_FOR_EVER: Final = {"Cache-Control": answers.FOR_EVER}


def addresses(view: View) -> list[str]:
    """Give the address of the tiles of each pack, with `{z}`, `{x}` and `{y}`."""
    below = f"{base_path()}{PATH}"
    return [f"{below}/{_digest(file, _changed(file))}/{{z}}/{{x}}/{{y}}" for file in view.streets]


def name_addresses(view: View) -> list[str]:
    """Give the address of the names of each pack, with `{key}`: see `NamedPack`."""
    below = f"{base_path()}{PATH}"
    return [f"{below}/{_digest(file, _changed(file))}/names/{{key}}" for file in view.streets]


def routes() -> list[Route]:
    """Give the addresses: the pack by its content, then zoom, column and row, or a key of names."""
    return [
        Route(f"{PATH}/{{pack}}/{{z:int}}/{{x:int}}/{{y:int}}", _tile),
        Route(f"{PATH}/{{pack}}/names/{{key}}", _names),
    ]


async def _tile(request: Request) -> Response:
    at = request.path_params
    return await _answer(at["pack"], lambda one: one.tiles.tile(at["z"], at["x"], at["y"]))


async def _names(request: Request) -> Response:
    at = request.path_params
    return await _answer(at["pack"], lambda one: one.names.part(at["key"]))


async def _answer(pack: str, part: Callable[["_Served"], bytes | None]) -> Response:
    try:
        content = await run_in_threadpool(lambda: part(_found(pack)))
    except (AtlasError, OSError):
        return PlainTextResponse("no such streets", status_code=404)
    if content is None:
        return Response(status_code=204, headers=_FOR_EVER)
    return Response(content, media_type="application/octet-stream", headers=_FOR_EVER)


def _found(pack: str) -> "_Served":
    for file in state.package().streets:
        changed = _changed(file)
        if _digest(file, changed) == pack:
            return _served(file, changed)
    message = f"{pack} is none of the packs that are served"
    raise AtlasError(message)


def _changed(file: Path) -> int:
    return file.stat().st_mtime_ns


@lru_cache(maxsize=16)
def _digest(file: Path, _changed: int) -> str:
    return answers.digest(file.read_bytes())


class _Served:
    """A pack and the parts of it that pages fetch."""

    def __init__(self, pack: StreetPack) -> None:
        self.tiles, self.names = TiledPack(pack), NamedPack(pack)


@lru_cache(maxsize=8)
def _served(file: Path, _changed: int) -> _Served:
    return _Served(read_pack(file))
