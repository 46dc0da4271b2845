"""Open Referral's HSDS 3.0 as JSON: services and organizations, page by page and each by its id.

Public, whoever reads, as `/ogc` is.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas.app import answers
from atlas.app.ogc_routes import NotFoundError, fresh, public_view, refusal, to_json
from atlas.base.errors import FilterError
from atlas.base.i18n import LANGS
from atlas.output.exports.hsds_documents import Documents, hsds_documents, hsds_page
from atlas.output.ogc.feature_query import given_once
from atlas.output.ogc.service_documents import JSON

HSDS: Final = "/hsds"
"""Where the service begins."""

_KINDS: Final = ("services", "organizations")
_PER_PAGE: Final = 50
_MOST: Final = 500


def routes() -> list[Route]:
    """Give every address of the service."""
    return [
        route
        for number, kind in enumerate(_KINDS)
        for route in (
            Route(f"{HSDS}/{kind}", _endpoint(partial(_list, number))),
            Route(f"{HSDS}/{kind}/{{id}}", _endpoint(partial(_one, number))),
        )
    ]


def _endpoint(answer: Callable[[Request], object]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_respond, request, answer)

    return endpoint


def _respond(request: Request, answer: Callable[[Request], object]) -> Response:
    try:
        document = answer(request)
    except (FilterError, NotFoundError) as error:
        return refusal(error)
    return fresh(request, to_json(document), JSON)


def _list(kind: int, request: Request) -> object:
    asked = _asked(request, ("lang", "page", "per_page"))
    number = _number("page", asked.get("page", "1"), most=10**9)
    size = _number("per_page", asked.get("per_page", str(_PER_PAGE)), most=_MOST)
    return hsds_page(list(_documents(kind, request, asked).values()), number, size)


def _one(kind: int, request: Request) -> object:
    asked = _asked(request, ("lang",))
    found = _documents(kind, request, asked).get(request.path_params["id"])
    if found is None:
        message = f"there is nothing of that id in {_KINDS[kind]}"
        raise NotFoundError(message)
    return found


def _asked(request: Request, allowed: tuple[str, ...]) -> dict[str, str]:
    return given_once(answers.asked(request), allowed)


def _documents(kind: int, request: Request, asked: dict[str, str]) -> Documents:
    lang = asked.get("lang") or answers.browser_lang(request)
    if lang not in LANGS:
        message = f"lang: {lang[:60]!r} cannot be used; allowed: {', '.join(LANGS)}"
        raise FilterError(message)
    return hsds_documents(public_view(lang))[kind]


def _number(name: str, text: str, *, most: int) -> int:
    if text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most:
        return int(text)
    message = f"{name}: {text[:60]!r} cannot be used; use a whole number from 1 to {most}"
    raise FilterError(message)
