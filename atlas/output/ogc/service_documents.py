"""The documents around the features: first page, conformance, collections, and pages of features.

All addresses in them are absolute, because clients take them out of their place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from urllib.parse import quote, urlencode

from atlas.base.i18n import date, t
from atlas.base.translations import localised
from atlas.data.credits import licences
from atlas.output.exports.export_columns import Column
from atlas.output.ogc.cql_values import GEOMETRY
from atlas.output.ogc.feature_query import Params, Query
from atlas.output.ogc.feature_tables import Collection, feature_collection
from atlas.places.view import View

Document: TypeAlias = dict[str, Any]

JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"
HTML: Final = "text/html"
SCHEMA: Final = "application/schema+json"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"
CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

_OGC: Final = "http://www.opengis.net/spec"
_QUERYABLES: Final = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
_AS_JSON: Final = {"f": "json"}
_AS_HTML: Final = {"f": "html"}
_GREGORIAN: Final = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"

CONFORMANCE: Final = (
    *(f"{_OGC}/ogcapi-features-1/1.0/conf/{name}" for name in ("core", "geojson", "html", "oas30")),
    *(
        f"{_OGC}/ogcapi-features-3/1.0/conf/{name}"
        for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")
    ),
    *(
        f"{_OGC}/cql2/1.0/conf/{name}"
        for name in (
            "cql2-text",
            "cql2-json",
            "basic-cql2",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "basic-spatial-functions",
        )
    ),
)
"""What the service can do, as the names of the conformance classes."""


@dataclass(frozen=True)
class Site:
    """Where the service is, and in which language it answers.

    Attributes
    ----------
    root
        Its address, without a slash at its end.
    lang
        The language of words.
    asked
        Parameters that every link keeps, such as the language where it was asked for.
    """

    root: str
    lang: str
    asked: tuple[tuple[str, str], ...] = ()

    def url(self, *parts: str, query: Mapping[str, str] | None = None) -> str:
        """Give an address below the service."""
        path = "/".join([self.root, *(quote(part, safe="") for part in parts)])
        text = urlencode({**dict(self.asked), **(query or {})}, safe="/:,;")
        return f"{path}?{text}" if text else path

    def page(self, *parts: str) -> str:
        """Give the address of something as a page."""
        return self.url(*parts, query=_AS_HTML)

    def link(
        self, rel: str, kind: str, title: str, *parts: str, query: Mapping[str, str] = _AS_JSON
    ) -> Document:
        """Give a link to an address below the service."""
        return {"href": self.url(*parts, query=query), "rel": rel, "type": kind, "title": title}

    def both(self, rel: str, kind: str, title: str, *parts: str) -> list[Document]:
        """Give a link to something, and to the same as a page."""
        return [
            self.link(rel, kind, title, *parts),
            self.link(rel, HTML, title, *parts, query=_AS_HTML),
        ]

    def here(self, kind: str, title: str, *parts: str) -> list[Document]:
        """Give the links of a document to itself and to the same as a page."""
        return [
            self.link("self", kind, title, *parts),
            self.link("alternate", HTML, title, *parts, query=_AS_HTML),
        ]


def landing(site: Site, view: View) -> Document:
    """Give the first document."""
    title = localised(view.descriptor, "title", site.lang)
    return {
        "title": title,
        "description": t(
            "ogc.landing", site.lang, version=view.version, date=date(view.made, site.lang)
        ),
        "links": [
            *site.here(JSON, title),
            site.link("service-desc", OPENAPI, "OpenAPI 3.0", "api"),
            site.link("service-doc", HTML, "OpenAPI 3.0", "api", query=_AS_HTML),
            *site.both("conformance", JSON, t("ogc.conformance", site.lang), "conformance"),
            *site.both("data", JSON, t("ogc.collections", site.lang), "collections"),
            *_licences(view),
        ],
    }


def conformance(site: Site) -> Document:
    """Give what the service can do."""
    title = t("ogc.conformance", site.lang)
    return {"conformsTo": list(CONFORMANCE), "links": site.here(JSON, title, "conformance")}


def collections_document(site: Site, collections: Mapping[str, Collection], view: View) -> Document:
    """Give the list of all collections."""
    title = t("ogc.collections", site.lang)
    return {
        "links": [*site.here(JSON, title, "collections"), *_licences(view)],
        "collections": [collection_document(site, one, view) for one in collections.values()],
    }


def collection_document(site: Site, collection: Collection, view: View) -> Document:
    """Describe a collection."""
    here = ("collections", collection.name)
    extent: Document = {}
    if collection.bounds:
        extent["spatial"] = {"bbox": [list(collection.bounds)], "crs": CRS84}
    if collection.span:
        first, last = collection.span
        interval = [f"{first}T00:00:00Z", f"{last}T23:59:59Z"]
        extent["temporal"] = {"interval": [interval], "trs": _GREGORIAN}
    return {
        "id": collection.name,
        "title": collection.title,
        "description": collection.description,
        "itemType": "feature",
        "crs": [CRS84],
        **({"extent": extent} if extent else {}),
        "links": [
            *site.here(JSON, collection.title, *here),
            *site.both("items", GEOJSON, collection.title, *here, "items"),
            *site.both(_QUERYABLES, SCHEMA, t("ogc.queryables", site.lang), *here, "queryables"),
            *_licences(view),
        ],
    }


def queryables(site: Site, collection: Collection) -> Document:
    """Give the properties that may be asked for, as a JSON schema."""
    geometry = {
        "title": t("ogc.geometry", site.lang),
        "format": "geometry-any",
        "x-ogc-role": "primary-geometry",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": site.url("collections", collection.name, "queryables"),
        "type": "object",
        "title": collection.title,
        "properties": {
            **{column.name: property_schema(column) for column in collection.columns},
            GEOMETRY: geometry,
        },
        "additionalProperties": False,
    }


def property_schema(column: Column) -> Document:
    """Describe a property as JSON schema does."""
    said = {"title": column.title, "description": column.description, "type": column.type}
    return {name: value for name, value in said.items() if value}


def items(
    site: Site, collection: Collection, query: Query, rows: Sequence[int], params: Params
) -> Document:
    """Give a page of features.

    Parameters
    ----------
    site, collection, query
        Where, of what, and what was asked.
    rows
        All features that meet the query; those of the page are chosen here.
    params
        The parameters of the request, which the links to other pages keep.
    """
    page = rows[query.offset : query.offset + query.limit]
    return {
        **feature_collection(collection, page),
        "numberMatched": len(rows),
        "numberReturned": len(page),
        "links": _page_links(site, collection, query, len(rows), params),
    }


def item(site: Site, collection: Collection, row: int) -> Document:
    """Give one feature."""
    here = ("collections", collection.name, "items", collection.ids[row])
    return {
        **collection.feature(row),
        "links": [
            *site.here(GEOJSON, collection.ids[row], *here),
            *site.both("collection", JSON, collection.title, *here[:2]),
        ],
    }


def _page_links(
    site: Site, collection: Collection, query: Query, matched: int, params: Params
) -> list[Document]:
    title, here = collection.title, ("collections", collection.name, "items")
    asked = {name: values[0] for name, values in params.items()}
    links = [
        site.link("self", GEOJSON, title, *here, query={**asked, **_AS_JSON}),
        site.link("alternate", HTML, title, *here, query={**asked, **_AS_HTML}),
        *site.both("collection", JSON, title, *here[:2]),
    ]
    size = {"limit": str(query.limit)}
    after, before = query.offset + query.limit, max(query.offset - query.limit, 0)
    if after < matched:
        ways = {**asked, **size, "offset": str(after)}
        links.append(site.link("next", GEOJSON, t("ogc.next", site.lang), *here, query=ways))
    if query.offset > 0:
        # The page before the second may be shorter than asked: no feature is on two pages.
        size = {"limit": str(min(query.limit, query.offset))}
        ways = {**asked, **size, "offset": str(before)}
        links.append(site.link("prev", GEOJSON, t("ogc.previous", site.lang), *here, query=ways))
    return links


def _licences(view: View) -> list[Document]:
    return [
        {"href": one["path"], "rel": "license", "title": one["title"]}
        for one in licences(view.descriptor)
        if one.get("path")
    ]
