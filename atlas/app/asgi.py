"""The ASGI application: Streamlit's pages, and in addition what readers and other sites fetch.

=========================  =======================================================================
`/assets/<digest>/<file>`  the code that draws the map, and Leaflet's
`/data/points.json`        every published place, once for all readers, filters and languages
`/data/qr.json?<link>`     the QR code of a link of this atlas, where it has a public address
`/embed?<filter>`          the self-contained map of a filter, for frames of other sites
`/healthz`                 whether the data can be read, for monitors
=========================  =======================================================================
"""

import hashlib
import logging
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Final, cast

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from streamlit import App

from atlas.app import assets, state, uploads
from atlas.app.preload import Preload
from atlas.app.security import EMBED_PATH, FRAME_APP, FRAME_EMBED, SecurityHeaders, frame_ancestors
from atlas.base import qr
from atlas.base.errors import AtlasError, ExportError, FilterError
from atlas.base.i18n import DEFAULT_LANG, t
from atlas.base.public_address import public_link
from atlas.data import Package
from atlas.places import link_extras
from atlas.places.filters import Filter, strict
from atlas.places.link_extras import Extras
from atlas.places.view import choices
from atlas.webmap.capsule import PANELS, Panels, capsule, read_height

_LOG = logging.getLogger(__name__)

MAIN: Final = Path(__file__).with_name("main.py")
_MAX_CAPSULES = 32
_ASK_AGAIN = "no-cache"
_FOR_EVER = "public, max-age=31536000, immutable"


def make_app() -> App:
    """Make the application, with the data read and the first view and map made.

    Raises
    ------
    AtlasError
        When a setting is wrong.
    DataPackageError
        When the data package is missing or broken.
    """
    headers = Middleware(
        SecurityHeaders,
        frame_app=frame_ancestors(FRAME_APP, "'none'"),
        frame_embed=frame_ancestors(FRAME_EMBED, "*"),
    )
    uploads.keep_in_memory()
    assets.code()
    assets.points(state.everything())
    return App(
        MAIN,
        routes=routes(),
        middleware=[headers, Middleware(Preload, link=_needed)],
        on_script_error=_apologise,
    )


def routes() -> list[Route]:
    """Give every address that the server answers itself, in addition to Streamlit's."""
    return [
        Route(f"{assets.ASSETS}/{{digest}}/{{name}}", _code),
        Route(assets.POINTS, _points),
        Route(assets.QR, _qr),
        Route(EMBED_PATH, _embed),
        Route("/healthz", _health),
    ]


def _apologise(error: Exception) -> bool:
    """Tell the reader in words and the operator in full; give True: nothing else need be shown."""
    if isinstance(error, AtlasError):
        _LOG.error("%s", error)
    else:
        _LOG.error("a page failed", exc_info=error)
    st.error(t("app.failed", str(st.session_state.get("lang", DEFAULT_LANG))))
    return True


def _needed() -> str:
    return assets.preload_link(state.everything())


async def _code(request: Request) -> Response:
    asset = assets.code().get(request.path_params["name"])
    if asset is None or asset.digest != request.path_params["digest"]:
        return PlainTextResponse("not found", status_code=404)
    return Response(
        asset.content, media_type=asset.media_type, headers={"Cache-Control": _FOR_EVER}
    )


async def _points(request: Request) -> Response:
    asset = await run_in_threadpool(lambda: assets.points(state.everything()))
    lasting = request.query_params.get("v") == asset.digest
    return _fresh(request, asset.content, asset.media_type, lasting=lasting)


async def _embed(request: Request) -> Response:
    params = request.query_params
    asked = {name: params.getlist(name) for name in params}
    panels, height = params.get("panels", "all"), params.get("height")
    try:
        content = await run_in_threadpool(_capsule_of, asked, panels, height)
    except (FilterError, ExportError) as error:
        return PlainTextResponse(str(error), status_code=400)
    return _fresh(request, content, "text/html")


async def _qr(request: Request) -> Response:
    params = request.query_params
    asked = {name: params.getlist(name) for name in params}
    try:
        code = await run_in_threadpool(_code_of, asked)
    except AtlasError as error:
        return PlainTextResponse(str(error), status_code=400)
    return JSONResponse(asdict(code)) if code else PlainTextResponse("not found", status_code=404)


async def _health(_request: Request) -> Response:
    try:
        data = await run_in_threadpool(state.package)
    except AtlasError as error:
        return JSONResponse({"status": "failed", "error": str(error)}, status_code=503)
    return JSONResponse({"status": "ok", "version": data.version, "places": len(data.places)})


def _code_of(asked: dict[str, list[str]]) -> qr.Outline | None:
    """Make the code of a link; only of links of this atlas, so that it never names another site."""
    data = state.package()
    allowed = choices(data)
    chosen, more = (
        strict(asked, allowed),
        link_extras.strict(asked, allowed, list(data.places["facility_id"])),
    )
    link = public_link("&".join(filter(None, (chosen.link_query(), more.to_query()))))
    return qr.outline(link) if link and qr.available() else None


def _capsule_of(asked: dict[str, list[str]], panels: str, height: str | None) -> bytes:
    data = state.package()
    allowed = choices(data)
    chosen = strict(asked, allowed)
    kept = link_extras.strict(asked, allowed, list(data.places["facility_id"]))
    if panels not in PANELS:
        message = f"panels: {panels!r} cannot be used; allowed: {', '.join(PANELS)}"
        raise FilterError(message)
    if height is not None:
        height = str(read_height(height))  # one answer for 0620, 620 and 620px
    return _capsule(data, chosen, cast("Panels", panels), height, kept)


@lru_cache(maxsize=_MAX_CAPSULES)
def _capsule(
    data: Package, chosen: Filter, panels: Panels, height: str | None, kept: Extras
) -> bytes:
    view = state.with_extras(state.view_of(data, chosen), kept)
    return capsule(view, panels=panels, height=height, extra=kept.to_query()).encode("utf-8")


def _fresh(request: Request, content: bytes, media_type: str, *, lasting: bool = False) -> Response:
    """Answer with content, or with nothing when the browser has it already."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    headers = {"ETag": tag, "Cache-Control": _FOR_EVER if lasting else _ASK_AGAIN}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
