"""What stands behind a shared link: its picture, its short form, and what a wrong one gets."""

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from threading import Lock
from typing import Final
from urllib.parse import urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from atlas.app import answers, state
from atlas.base import short_links
from atlas.base.errors import FilterError
from atlas.base.i18n import READER_LANGS, t
from atlas.base.public_address import base_path, base_url
from atlas.data import Package
from atlas.output.light import share_picture
from atlas.places.filters import Filter, strict
from atlas.places.view import choices

PICTURE: Final = "/data/view.png"
"""The picture of a filter, or with `id` of a place."""

SHORT: Final = "/s"
"""Below it, short links."""

_PLACE = "id"
_MOST_PICTURES = 64
_drawing = Lock()


class _Unknown(StringConvertor):
    """The name of a page that neither the atlas nor Streamlit has."""

    regex = "(?!explore$|oauth2callback$)[A-Za-z][A-Za-z-]{0,60}"


register_url_convertor("unknown", _Unknown())


def routes() -> list[Route]:
    """Give the addresses of pictures and short links."""
    return [Route(PICTURE, _picture), Route(f"{SHORT}/{{code}}", _short)]


def last_routes() -> list[Route]:
    """Give what answers for a page that does not exist; it comes after all others."""
    return [Route("/{name:unknown}", _missing)]


def picture_address(chosen: Filter, place: str = "") -> str:
    """Give the public address of the picture of a filter or place; nothing without a host."""
    base = base_url()
    asked = chosen.link_query() + (f"&{urlencode({_PLACE: place})}" if place else "")
    return f"{base}{PICTURE}?{asked}" if base else ""


def short(link: str) -> str:
    """Give a link of this server in its short form, or as it is where that is no shorter."""
    parts = urlsplit(link)
    path = parts.path.removeprefix(base_path()) or "/"
    asked = f"?{parts.query}" if parts.query else ""
    try:
        code = short_links.shortened(f"{path}{asked}")
    except ValueError:
        return link
    made = f"{parts.scheme}://{parts.netloc}{base_path()}{SHORT}/{code}"
    return made if len(made) < len(link) else link


async def _short(request: Request) -> Response:
    link = short_links.restored(request.path_params["code"])
    if link is None:
        return _not_found(request)
    return RedirectResponse(f"{base_path()}{link}", status_code=302)


async def _missing(request: Request) -> Response:
    return _not_found(request)


async def _picture(request: Request) -> Response:
    try:
        content = await run_in_threadpool(_drawn, answers.asked(request))
    except FilterError as error:
        return PlainTextResponse(str(error), status_code=400)
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(content, media_type="image/png", headers=headers)


def _drawn(asked: Mapping[str, list[str]]) -> bytes:
    data = state.package().for_audience("public")
    chosen = strict(dict(asked), choices(data))
    place = "".join(asked.get(_PLACE, [])[-1:])
    known = place in set(data.places["facility_id"])
    with _drawing:  # one at a time: a picture takes the processor for a moment
        return _picture_of(data, chosen, place if known else "")


@lru_cache(maxsize=_MOST_PICTURES)
def _picture_of(data: Package, chosen: Filter, place: str) -> bytes:
    return share_picture.share_picture(state.view_of(data, chosen), place)


def _not_found(request: Request) -> HTMLResponse:
    """Say in every language, that of the browser first, that there is no such page."""
    first = answers.browser_lang(request)
    parts = [
        f"<section lang='{lang}'><h1>{escape(t('light.missing_title', lang))}</h1>"
        f"<p>{escape(t('light.missing_text', lang))}</p>"
        f"<p><a href='{escape(base_path())}/?lang={lang}'>"
        f"{escape(t('light.missing_way', lang))}</a></p></section>"
        for lang in sorted(READER_LANGS, key=lambda lang: lang != first)
    ]
    title = escape(t("light.missing_title", first))
    page = (
        f"<!DOCTYPE html><html lang='{first}'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{title}</title><style>body{{max-width:36rem;margin:3rem auto;padding:0 1rem;"
        "font:1.05rem/1.5 system-ui,sans-serif;color:#22272d;background:#fffdf8}"
        "a{color:#1d5570}h1{font:600 1.5rem/1.25 ui-serif,Georgia,serif}</style></head>"
        f"<body><main>{''.join(parts)}</main></body></html>"
    )
    return HTMLResponse(page, status_code=404, headers={"Vary": "Accept-Language"})
