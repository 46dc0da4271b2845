"""The documents of the service as plain pages: without a script, every text of data escaped."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, StrictUndefined, Template

from atlas.base.i18n import t
from atlas.output.ogc.service_documents import HTML, Document, Site

Cell = dict[str, str]

_SHOWN: Final = ("next", "prev", "items", "data", "conformance", "service-doc", "collection")
_QUERYABLES: Final = "queryables"


def page(site: Site, document: Document, *, title: str, name: str = "") -> str:
    """Give a document of the service as a page.

    Parameters
    ----------
    site
        Where the service is.
    document
        One that `service_documents` or `open_api` made.
    title
        Its title.
    name
        The collection of its features.
    """
    head, rows = _table(site, document, name)
    made: str = _template().render(
        lang=site.lang,
        root=site.page(),
        root_title=t("ogc.service", site.lang),
        title=title,
        paragraphs=_paragraphs(site, document),
        links=_links(document.get("links", ())),
        head=head,
        rows=rows,
    )
    return made


def _links(links: Iterable[Document]) -> list[Cell]:
    """Give the links to other pages, and the one to the same as JSON."""
    shown: list[Cell] = []
    for link in links:
        name = link["rel"].rsplit("/", 1)[-1]
        goes = link.get("type") == HTML or name in ("next", "prev", "license")
        if goes and name in (*_SHOWN, _QUERYABLES, "license"):
            shown.append({"href": link["href"], "title": link["title"]})
        if name == "self":
            shown.append({"href": link["href"], "title": "JSON"})
    return shown


def _paragraphs(site: Site, document: Document) -> list[str]:
    said = [document.get("description"), document.get("info", {}).get("description")]
    if "numberMatched" in document:
        counts = {"n": document["numberReturned"], "total": document["numberMatched"]}
        said.append(t("ogc.counted", site.lang, **counts))
    return [text for text in said if text]


def _table(site: Site, document: Document, name: str) -> tuple[Sequence[str], list[list[Cell]]]:
    """Give what a document lists, as the head and the rows of a table."""
    if "collections" in document:
        return (), [[_to(site, one), _text(one["description"])] for one in document["collections"]]
    if "features" in document:
        return _features(site, document, name)
    if "conformsTo" in document:
        return (), [[_text(name)] for name in document["conformsTo"]]
    if "paths" in document:
        return (), [[_text(path)] for path in document["paths"]]
    return (), _pairs(document)


def _features(site: Site, document: Document, name: str) -> tuple[Sequence[str], list[list[Cell]]]:
    features = document["features"]
    names = list(features[0]["properties"]) if features else []
    rows = []
    for one in features:
        cells = [_text(one["properties"][column]) for column in names]
        cells[0]["href"] = site.page("collections", name, "items", one["id"])
        rows.append(cells)
    return names, rows


def _pairs(document: Document) -> list[list[Cell]]:
    """Give the properties of one feature, or those that may be asked for."""
    properties: Mapping[str, Any] = document.get("properties", {})
    if document.get("type") == "Feature":
        geometry = document["geometry"]
        kind = geometry["type"] if geometry else None
        return [
            [_text(name), _text(value)] for name, value in {**properties, "geometry": kind}.items()
        ]
    return [
        [_text(name), _text(one.get("title")), _text(one.get("type", one.get("format")))]
        for name, one in properties.items()
    ]


def _to(site: Site, collection: Document) -> Cell:
    href = site.page("collections", collection["id"])
    return {"href": href, "text": collection["title"]}


def _text(value: object) -> Cell:
    return {"href": "", "text": "" if value is None else str(value)}


@cache
def _template() -> Template:
    text = files(__package__).joinpath("templates", "document.html").read_text(encoding="utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(text)
