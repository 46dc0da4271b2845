"""The light version as the server answers it: alone, and before each page of the workbench.

It is public, whoever reads: of a private overlay nothing is in it. The workbench's own elements
wait in the page until the script puts them into it, so that no page is ever empty.
"""

import gzip
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas.app import answers, assets, report_inbox, shared_links, state, tiles
from atlas.base.i18n import shared_lang, t
from atlas.base.public_address import base_path, public_link
from atlas.data import Package
from atlas.data.bundled import pages_dir
from atlas.output.light import Frame, light_page
from atlas.places.filters import Dropped, Filter, from_params
from atlas.places.view import View, choices

LITE: Final = "/lite"
"""The light version alone."""

FIRST_PAGE: Final = "explore"
"""The page at `/`, which shows the places themselves."""

_MOST = 64
_PARTS = re.compile(r"<(?:script|link)\b[^>]*>(?:</script>|\s*window\.[^<]*</script>)?")
_ICON = re.compile(r'rel="(?:shortcut )?icon"')


@dataclass(frozen=True)
class _Answer:
    """A page as it is sent."""

    content: bytes
    packed: bytes
    tag: str


def routes() -> list[Route]:
    """Give the addresses of the light version, and of every page that begins with it."""
    pages = sorted(file.stem for file in pages_dir().glob("*.py") if file.stem != FIRST_PAGE)
    return [Route(path, _answer) for path in (LITE, "/", *(f"/{name}" for name in pages))]


@cache
def script() -> str:
    """Give the script of the light version."""
    return Path(__file__).with_name("light.js").read_text(encoding="utf-8")


def prepare(*langs: str) -> None:
    """Make the first page in some languages."""
    data = state.package().for_audience("public")
    for lang in langs:
        _page(data, Filter(lang=lang), "/", "", "")


async def _answer(request: Request) -> Response:
    page = await run_in_threadpool(_asked, request)
    headers = {
        "ETag": page.tag,
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding, Accept-Language",
    }
    if page.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(page.content, media_type="text/html", headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(page.packed, media_type="text/html", headers=headers)


def _asked(request: Request) -> _Answer:
    """Make the page that a link asks for; what it asks for and does not exist is left out."""
    params = answers.asked(request)
    data = state.package().for_audience("public")
    allowed = choices(data)
    asked = {"lang": [answers.browser_lang(request)], **params}
    chosen, dropped = from_params(asked, allowed)
    known = set(data.places["facility_id"])
    place = "".join(params.get("id", [])[-1:])
    unusable = _unusable(dropped, chosen.lang)
    return _page(data, chosen, request.url.path, place if place in known else "", unusable)


def _unusable(dropped: Iterable[Dropped], lang: str) -> str:
    """Say what a link asked for and cannot be shown; nothing when there is nothing."""
    named = [
        t("app.dropped_value", lang, field=t(f"app.{one.field}", lang), value=one.value)
        for one in dropped
    ]
    return t("app.dropped", lang, values=", ".join(named)) if named else ""


@lru_cache(maxsize=_MOST)
def _page(data: Package, chosen: Filter, path: str, place: str, unusable: str) -> _Answer:
    view = state.view_of(data, chosen)
    everything = state.view_of(data, Filter(lang=shared_lang(chosen.lang)).lifted())
    name = path.strip("/")
    planner = bool(name) and path != LITE
    frame = Frame(
        path=f"{base_path()}{'/' if planner else path}",
        light=f"{base_path()}{LITE}",
        full=f"{base_path()}/",
        heading=t(f"app.heading_{name}", chosen.lang) if planner else "",
        place=place,
        address=public_link(_whole_query(chosen, place), name),
        picture=shared_links.picture_address(chosen, place),
        unusable=unusable,
        data={
            "urls": assets.addresses(everything),
            "reports": report_inbox.address(),
            "background": tiles.for_map(),
            "lang": chosen.lang,
            "id": place,
            "map": path == "/",
        },
        script=script(),
        workbench="" if path == LITE else _workbench(everything, with_map=path == "/"),
    )
    content = light_page(view, frame).encode("utf-8")
    return _Answer(content, gzip.compress(content, mtime=0), f'W/"{answers.digest(content)}"')


def _whole_query(chosen: Filter, place: str) -> str:
    return chosen.link_query() + (f"&{urlencode({'id': place})}" if place else "")


def _workbench(everything: View, *, with_map: bool) -> str:
    """Give what Streamlit's own page loads, and what the map of the first page needs."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    head = page[page.index("<head>") : page.index("</head>")]
    parts = [part for part in _PARTS.findall(head) if not _ICON.search(part)]
    return "".join([*parts, assets.preloads(everything) if with_map else ""])
