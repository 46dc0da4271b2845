"""The description of the service in OpenAPI 3.0: every address, parameter and answer."""

from collections.abc import Mapping
from typing import Any, Final

from atlas.base.i18n import LANGS, date, t
from atlas.base.translations import localised
from atlas.output.exports.export_columns import Column
from atlas.output.ogc.cql_filter import LANGUAGES, LONGEST
from atlas.output.ogc.feature_query import DEFAULT_LIMIT, EVERYWHERE, MOST
from atlas.output.ogc.feature_tables import Collection
from atlas.output.ogc.service_documents import CRS84, GEOJSON, HTML, JSON, OPENAPI, SCHEMA, Site
from atlas.places.view import View

_BOX: Final = {"minItems": 4, "maxItems": 6, "type": "array", "items": {"type": "number"}}
_WHOLE: Final = {"type": "integer", "minimum": 0, "default": 0}


def api_document(site: Site, collections: Mapping[str, Collection], view: View) -> dict[str, Any]:
    """Give the OpenAPI document.

    Parameters
    ----------
    site, collections, view
        Where the service is, what it gives, and the view that this was made of.
    """
    fixed = {
        "/": _address("landing", JSON),
        "/conformance": _address("conformance", JSON),
        "/api": _address("api", OPENAPI),
        "/collections": _address("collections", JSON),
    }
    paths = dict(fixed)
    for collection in collections.values():
        paths |= _of_collection(collection)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": localised(view.descriptor, "title", site.lang),
            "version": view.version,
            "description": t(
                "ogc.landing", site.lang, version=view.version, date=date(view.made, site.lang)
            ),
        },
        "servers": [{"url": site.root}],
        "paths": paths,
        "components": {"parameters": _shared(), "responses": _refusals()},
    }


def _of_collection(collection: Collection) -> dict[str, Any]:
    path, name = f"/collections/{collection.name}", collection.name
    asked = [
        *(_ref(one) for one in ("limit", "offset", "bbox", "filter", "filter-lang", "filter-crs")),
        *([_ref("datetime")] if collection.is_dated else []),
        *(_of_property(column) for column in collection.columns),
    ]
    one = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        path: _address(f"describe-{name}", JSON, title=collection.title, missing=True),
        f"{path}/queryables": _address(f"queryables-{name}", SCHEMA, title=collection.title),
        f"{path}/items": _address(f"items-{name}", GEOJSON, asked, title=collection.description),
        f"{path}/items/{{featureId}}": _address(
            f"item-{name}", GEOJSON, [one], title=collection.title, missing=True
        ),
    }


def _address(
    operation: str,
    kind: str,
    asked: list[dict[str, Any]] | None = None,
    *,
    title: str = "",
    missing: bool = False,
) -> dict[str, Any]:
    refusals = ["400", "404"] if missing else ["400"]
    return {
        "get": {
            "operationId": operation,
            "summary": title or operation,
            "parameters": [*(_ref(name) for name in EVERYWHERE), *(asked or [])],
            "responses": {
                "200": {
                    "description": title or operation,
                    "content": {
                        kind: {"schema": {"type": "object"}},
                        HTML: {"schema": {"type": "string"}},
                    },
                },
                **{code: {"$ref": f"#/components/responses/{code}"} for code in refusals},
            },
        }
    }


def _of_property(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "in": "query",
        "required": False,
        "description": column.title,
        "schema": {"type": column.type},
    }


def _shared() -> dict[str, Any]:
    schemas: dict[str, dict[str, Any]] = {
        "f": {"type": "string", "enum": ["json", "html"]},
        "lang": {"type": "string", "enum": list(LANGS)},
        "limit": {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT},
        "offset": _WHOLE,
        "bbox": _BOX,
        "datetime": {"type": "string"},
        "filter": {"type": "string", "maxLength": LONGEST},
        "filter-lang": {"type": "string", "enum": list(LANGUAGES), "default": LANGUAGES[0]},
        "filter-crs": {"type": "string", "enum": [CRS84], "default": CRS84},
    }
    return {name: _parameter(name, schema) for name, schema in schemas.items()}


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    whole = {"style": "form", "explode": False} if schema["type"] == "array" else {}
    return {"name": name, "in": "query", "required": False, "schema": schema, **whole}


def _refusals() -> dict[str, Any]:
    content = {JSON: {"schema": {"type": "object"}}}
    said = {"400": "A parameter cannot be used", "404": "There is nothing of that name"}
    return {code: {"description": text, "content": content} for code, text in said.items()}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/parameters/{name}"}
