"""The ASGI application: Streamlit's pages, and in addition what readers and other sites fetch.

=========================  =======================================================================
`/assets/<digest>/<file>`  the code that draws the map, and Leaflet's
`/data/points.json`        every published place, once for all readers, filters and languages
`/data/qr.json?<link>`     the QR code of a link of this atlas, where it has a public address
`/data/corridor.svg?<id>`  the small map of a corridor
`/embed?<filter>`          the self-contained map of a filter, for frames of other sites; with
                           `start=picture` a picture that leads to it
`/data/streets/<pack>/…`   a tile of the streets of a pack, or those whose names begin so
`/tiles/<z>/<x>/<y>`       a tile of the background, where one lies on this machine
`/data/reports`            takes what readers report of a place, where a folder is named for it
`/lite?<filter>`           the same as text, for a slow line, without websockets, without scripts
`/ogc`                     the collections for GIS programs, as OGC API - Features
`/hsds/services`           the services and organizations as HSDS 3.0, page by page
`/data/view.png?<filter>`  the picture of a view or place for previews of its link
`/s/<code>`                a link in its short form
`/healthz`                 whether the data can be read, for monitors
=========================  =======================================================================
"""

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

from atlas.app import (
    answers,
    assets,
    first_look,
    hsds_routes,
    light_pages,
    ogc_routes,
    report_inbox,
    served_data,
    served_streets,
    shared_links,
    state,
    tiles,
    uploads,
)
from atlas.app.compressed import Compressed
from atlas.app.security import EMBED_PATH, FRAME_APP, FRAME_EMBED, SecurityHeaders, frame_ancestors
from atlas.base import qr
from atlas.base.errors import AtlasError, ExportError, FilterError
from atlas.base.i18n import DEFAULT_LANG, READER_LANGS, shared_lang, t
from atlas.base.public_address import public_link
from atlas.data import Package
from atlas.output.report.embed_code import PICTURE, embed_query
from atlas.output.report.still_page import still_page
from atlas.places import link_extras
from atlas.places.filters import Filter, strict
from atlas.places.link_extras import Extras
from atlas.places.view import choices
from atlas.webmap.capsule import PANELS, Panels, capsule, read_height

_LOG = logging.getLogger(__name__)

MAIN: Final = Path(__file__).with_name("main.py")
_MAX_CAPSULES = 32


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
    light_pages.prepare(DEFAULT_LANG)
    return App(
        MAIN,
        routes=routes(),
        middleware=[headers, Middleware(Compressed)],
        on_script_error=_apologise,
    )


def routes() -> list[Route]:
    """Give every address that the server answers itself, in addition to Streamlit's."""
    return [
        Route(f"{assets.ASSETS}/{{digest}}/{{name}}", _code),
        Route(assets.POINTS, _points),
        Route(assets.QR, _qr),
        Route(report_inbox.PATH, report_inbox.receive, methods=["POST"]),
        Route(first_look.PICTURE, _picture),
        Route(EMBED_PATH, _embed),
        Route("/healthz", _health),
        *ogc_routes.routes(),
        *hsds_routes.routes(),
        *tiles.routes(),
        *served_streets.routes(),
        *light_pages.routes(),
        *shared_links.routes(),
        *shared_links.last_routes(),
    ]


def _apologise(error: Exception) -> bool:
    """Tell the reader in words and the operator in full; give True: nothing else need be shown."""
    if isinstance(error, AtlasError):
        _LOG.error("%s", error)
    else:
        _LOG.error("a page failed", exc_info=error)
    st.error(t("app.failed", str(st.session_state.get("lang", DEFAULT_LANG))))
    return True


async def _code(request: Request) -> Response:
    asset = assets.code().get(request.path_params["name"])
    if asset is None or asset.digest != request.path_params["digest"]:
        return PlainTextResponse("not found", status_code=404)
    return Response(
        asset.content, media_type=asset.media_type, headers={"Cache-Control": answers.FOR_EVER}
    )


async def _points(request: Request) -> Response:
    lang = request.query_params.get("lang", DEFAULT_LANG)
    if lang not in READER_LANGS:
        return PlainTextResponse("not found", status_code=404)
    asset = await run_in_threadpool(lambda: assets.points(state.everything(shared_lang(lang))))
    lasting = request.query_params.get("v") == asset.digest
    return answers.fresh(request, asset.content, asset.media_type, lasting=lasting)


async def _embed(request: Request) -> Response:
    params, asked = request.query_params, answers.asked(request)
    panels, height = params.get("panels", "all"), params.get("height")
    try:
        if "start" in params:
            content = await run_in_threadpool(_still_of, asked, panels, params["start"])
        else:
            content = await run_in_threadpool(_capsule_of, asked, panels, height)
    except (FilterError, ExportError) as error:
        return PlainTextResponse(str(error), status_code=400)
    return answers.fresh(request, content, "text/html")


async def _picture(request: Request) -> Response:
    asked = request.query_params
    content = await run_in_threadpool(_picture_of, asked.get("corridor", ""), asked.get("lang", ""))
    if content is None:
        return PlainTextResponse("not found", status_code=404)
    lasting = asked.get("v") == answers.digest(content)
    return answers.fresh(request, content, "image/svg+xml", lasting=lasting)


async def _qr(request: Request) -> Response:
    try:
        code = await run_in_threadpool(_code_of, answers.asked(request))
    except AtlasError as error:
        return PlainTextResponse(str(error), status_code=400)
    return JSONResponse(asdict(code)) if code else PlainTextResponse("not found", status_code=404)


async def _health(_request: Request) -> Response:
    try:
        data = await run_in_threadpool(state.package)
    except AtlasError as error:
        return JSONResponse({"status": "failed", "error": str(error)}, status_code=503)
    if wrong := served_data.fault():
        return JSONResponse({"status": "failed", "error": wrong}, status_code=503)
    return JSONResponse({"status": "ok", "version": data.version, "places": len(data.places)})


def _picture_of(corridor_id: str, lang: str) -> bytes | None:
    chosen = Filter(lang=lang if lang in READER_LANGS else DEFAULT_LANG)
    return first_look.picture(state.view_of(state.package(), chosen), corridor_id)


def _code_of(asked: dict[str, list[str]]) -> qr.Outline | None:
    """Make the code of a link; only of links of this atlas, so that it never names another site."""
    data = state.package()
    allowed = choices(data)
    chosen, more = (
        strict(asked, allowed),
        link_extras.strict(asked, allowed, list(data.places["facility_id"])),
    )
    link = public_link("&".join(filter(None, (chosen.link_query(), more.to_query()))))
    return qr.outline(link) if link else None


def _still_of(asked: dict[str, list[str]], panels: str, start: str) -> bytes:
    """Make the page that begins with a picture, and leads to the map at the same address."""
    if start != PICTURE:
        message = f"start: {start!r} cannot be used; allowed: {PICTURE}"
        raise FilterError(message)
    data = state.package()
    chosen = strict(asked, choices(data))
    return _still(data, chosen, _panels(panels))


@lru_cache(maxsize=_MAX_CAPSULES)
def _still(data: Package, chosen: Filter, panels: Panels) -> bytes:
    view = state.public(state.view_of(data, chosen))
    return still_page(view, f"?{embed_query(chosen, panels)}").encode("utf-8")


def _panels(asked: str) -> Panels:
    if asked not in PANELS:
        message = f"panels: {asked!r} cannot be used; allowed: {', '.join(PANELS)}"
        raise FilterError(message)
    return cast("Panels", asked)


def _capsule_of(asked: dict[str, list[str]], panels: str, height: str | None) -> bytes:
    data = state.package()
    allowed = choices(data)
    chosen = strict(asked, allowed)
    kept = link_extras.strict(asked, allowed, list(data.places["facility_id"]))
    shown = _panels(panels)
    if height is not None:
        height = str(read_height(height))  # one answer for 0620, 620 and 620px
    return _capsule(data, chosen, shown, height, kept)


@lru_cache(maxsize=_MAX_CAPSULES)
def _capsule(
    data: Package, chosen: Filter, panels: Panels, height: str | None, kept: Extras
) -> bytes:
    view = state.with_extras(state.view_of(data, chosen), kept)
    page = capsule(view, panels=panels, height=height, extra=kept.to_query(), home="./")
    return page.encode("utf-8")
