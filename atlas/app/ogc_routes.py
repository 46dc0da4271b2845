"""OGC API - Features on the server's own routes: what GIS programs read below `/ogc`.

It is public, whoever reads: these addresses know nobody who has signed in, so of a private overlay
nothing is in them. For that reason pages of other sites may read them too.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas.app import answers, state
from atlas.base import public_address
from atlas.base.errors import AtlasError, FilterError
from atlas.base.i18n import LANGS, t
from atlas.output.ogc import Collection, collections_of, service_documents
from atlas.output.ogc.feature_pages import page
from atlas.output.ogc.feature_query import EVERYWHERE, given_once, matching_rows, read_query
from atlas.output.ogc.open_api import api_document
from atlas.output.ogc.service_documents import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, Document, Site
from atlas.places.filters import Filter
from atlas.places.view import View

OGC: Final = "/ogc"
"""Where the service begins."""

FORMATS: Final = {"json": JSON, "html": HTML}
READ_BY_ALL: Final = {"Access-Control-Allow-Origin": "*"}
"""Any page may read what is public and the same for everybody; nothing can be written there."""

_JSON_TYPES: Final = (JSON, GEOJSON, SCHEMA, "application/vnd.oai.openapi+json", "*/*")


class NotFoundError(AtlasError):
    """There is nothing at an address."""


@dataclass(frozen=True)
class Asked:
    """What a request asks for.

    Attributes
    ----------
    site, view
        Where the service is, in which language; the public view that keeps everything.
    params, path
        The parameters of the request and those in its path.
    """

    site: Site
    view: View
    params: dict[str, list[str]]
    path: dict[str, str]

    @property
    def collection(self) -> Collection:
        """The collection in the path."""
        found = collections_of(self.view).get(self.path["collection"])
        if found is None:
            message = "there is no such collection"
            raise NotFoundError(message)
        return found


@dataclass(frozen=True)
class Answer:
    """A document, its type where it is JSON, its title, and the collection of its features."""

    document: Document
    kind: str
    title: str
    name: str = ""


_Maker: TypeAlias = Callable[[Asked], Answer]


def routes() -> list[Route]:
    """Give every address of the service."""
    one = f"{OGC}/collections/{{collection}}"
    makers: dict[str, _Maker] = {
        OGC: _landing,
        f"{OGC}/": _landing,
        f"{OGC}/api": _api,
        f"{OGC}/conformance": _conformance,
        f"{OGC}/collections": _collections,
        one: _collection,
        f"{one}/queryables": _queryables,
        f"{one}/items": _items,
        f"{one}/items/{{feature:path}}": _item,
        f"{OGC}/{{rest:path}}": _nothing,
    }
    return [Route(path, _endpoint(make)) for path, make in makers.items()]


def public_view(lang: str) -> View:
    """Give the view that keeps every place, as the public sees it."""
    return state.view_of(state.package().for_audience("public"), Filter(lang=lang).lifted())


def address_of(request: Request) -> str:
    """Give the address of this server: the public one, or the one that the reader used."""
    if public := public_address.base_url():
        return public
    here = f"{request.url.scheme}://{request.url.netloc}"
    try:
        return public_address.checked(here, "Host")
    except AtlasError:  # a name that no server has, such as one with a quote in it
        return ""


def wants_html(request: Request, chosen: str) -> bool:
    """Say whether a page is asked for: by the parameter, else by what the client takes first."""
    if chosen:
        return chosen == "html"
    best = {HTML: 0.0, JSON: 0.0}
    for part in request.headers.get("accept", "").lower().split(","):
        name, _, rest = part.partition(";")
        kind = HTML if name.strip() == HTML else JSON if name.strip() in _JSON_TYPES else ""
        if kind:
            best[kind] = max(best[kind], _quality(rest))
    return best[HTML] > best[JSON]


def refusal(error: AtlasError) -> Response:
    """Answer that a request cannot be answered, in one line."""
    missing = isinstance(error, NotFoundError)
    said = {"code": "NotFound" if missing else "InvalidParameterValue", "description": str(error)}
    content = json.dumps(said, ensure_ascii=False).encode()
    return Response(
        content, status_code=404 if missing else 400, media_type=JSON, headers=READ_BY_ALL
    )


def fresh(request: Request, content: bytes, kind: str) -> Response:
    """Answer with content, or with nothing when the reader has it already."""
    headers = {**READ_BY_ALL, "Vary": "Accept, Accept-Encoding, Accept-Language, Host"}
    return answers.fresh(request, content, kind, headers=headers)


def to_json(document: object) -> bytes:
    """Give a document as JSON."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False).encode()


def _endpoint(make: _Maker) -> Callable[[Request], object]:
    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_respond, request, make)

    return endpoint


def _respond(request: Request, make: _Maker) -> Response:
    params = answers.asked(request)
    try:
        chosen, lang = _settled(request, params)
        kept = (("lang", lang),) if "lang" in params else ()
        site = Site(f"{address_of(request)}{OGC}", lang, kept)
        asked = Asked(site, public_view(lang), params, request.path_params)
        if make not in (_items,):
            given_once(params, EVERYWHERE)
        answer = make(asked)
    except (FilterError, NotFoundError) as error:
        return refusal(error)
    if wants_html(request, chosen):
        made = page(site, answer.document, title=answer.title, name=answer.name)
        return fresh(request, made.encode(), HTML)
    return fresh(request, to_json(answer.document), answer.kind)


def _settled(request: Request, params: dict[str, list[str]]) -> tuple[str, str]:
    """Give the format and the language that are asked for."""
    allowed = {"f": tuple(FORMATS), "lang": LANGS}
    given = {name: values[0] for name, values in params.items() if name in allowed}
    for name, value in given.items():
        if value not in allowed[name]:
            message = f"{name}: {value[:60]!r} cannot be used; allowed: {', '.join(allowed[name])}"
            raise FilterError(message)
    return given.get("f", ""), given.get("lang") or answers.browser_lang(request)


def _quality(text: str) -> float:
    name, _, value = text.strip().partition("=")
    try:
        return float(value.split(";")[0]) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def _nothing(asked: Asked) -> Answer:
    message = f"there is nothing at {OGC}/{asked.path['rest'][:60]}"
    raise NotFoundError(message)


def _landing(asked: Asked) -> Answer:
    document = service_documents.landing(asked.site, asked.view)
    return Answer(document, JSON, document["title"])


def _api(asked: Asked) -> Answer:
    document = api_document(asked.site, collections_of(asked.view), asked.view)
    return Answer(document, OPENAPI, "OpenAPI 3.0")


def _conformance(asked: Asked) -> Answer:
    title = t("ogc.conformance", asked.site.lang)
    return Answer(service_documents.conformance(asked.site), JSON, title)


def _collections(asked: Asked) -> Answer:
    document = service_documents.collections_document(
        asked.site, collections_of(asked.view), asked.view
    )
    return Answer(document, JSON, t("ogc.collections", asked.site.lang))


def _collection(asked: Asked) -> Answer:
    one = asked.collection
    document = service_documents.collection_document(asked.site, one, asked.view)
    return Answer(document, JSON, one.title)


def _queryables(asked: Asked) -> Answer:
    one = asked.collection
    return Answer(service_documents.queryables(asked.site, one), SCHEMA, one.title)


def _items(asked: Asked) -> Answer:
    one = asked.collection
    query = read_query(asked.params, one)
    document = service_documents.items(
        asked.site, one, query, matching_rows(one, query), asked.params
    )
    return Answer(document, GEOJSON, one.title, one.name)


def _item(asked: Asked) -> Answer:
    one = asked.collection
    row = one.positions.get(asked.path["feature"])
    if row is None:
        message = f"there is no such feature in {one.name}"
        raise NotFoundError(message)
    return Answer(service_documents.item(asked.site, one, row), GEOJSON, one.ids[row], one.name)
