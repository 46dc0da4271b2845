"""Answers that come in pages, put together to one: ArcGIS, HSDS, HDX HAPI, KoboToolbox, ODK."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from atlas.curation.feeds.bounded_download import Answer, Session
from atlas.curation.feeds.checked_addresses import web_address
from atlas.curation.feeds.feed_settings import Feed
from atlas.curation.ingest import refused
from atlas.curation.ingest.json_features import parse_json
from atlas.curation.ingest.text_table import Choices

_PAGE_OF_HAPI: Final = 1_000
_ARCGIS: Final = {"where": "1=1", "outFields": "*", "outSR": "4326", "f": "json"}
_LINKS: Final = {"kobo": ("results", "next"), "odk": ("value", "@odata.nextLink")}
_CHOICES: Final = Choices(known=lambda _header: False)


@dataclass(frozen=True)
class Page:
    """One page: the name of its list, and the address of the next; None after the last."""

    rows: str
    following: httpx.URL | None


def fetch(session: Session, conditions: Mapping[str, str]) -> Answer:
    """Fetch a feed, all its pages together.

    Parameters
    ----------
    session
        The requests of the feed.
    conditions
        Headers that ask for an answer only when it is another one. They are not sent for pages:
        that the first is the same says nothing of the others.

    Raises
    ------
    IngestError
        When a page fails: half an answer is none.
    """
    feed = session.feed
    first = _first(feed)
    reader = _READERS.get(feed.kind)
    if reader is None:
        answer = session.get(first, conditions)
        if feed.kind == "overpass" and answer.data is not None:
            _check_overpass(feed, answer.data)
        return answer
    answer = session.get(first)
    data = answer.data or b""
    if not _is_json(data):  # an export as a file
        return answer
    return Answer(_together(session, reader, first, _tree(feed, data)))


def _together(
    session: Session,
    reader: "Callable[[Feed, httpx.URL, Any], Page]",
    url: httpx.URL,
    first: Any,  # noqa: ANN401
) -> bytes:
    """Give the first page with the rows of all others."""
    feed = session.feed
    if not isinstance(first, dict):
        return _written(first)
    page = reader(feed, url, first)
    rows = _rows(feed, first, page)
    for _ in range(feed.limit("pages") - 1):
        if page.following is None:
            break
        url = page.following
        tree = _tree(feed, session.get(url).data or b"")
        page = reader(feed, url, tree if isinstance(tree, dict) else {})
        rows = [*rows, *_rows(feed, tree, page)]
    if page.following is not None:
        raise refused("feed_pages", name=feed.name, limit=feed.limit("pages"))
    left_out = ("exceededTransferLimit", "next", "@odata.nextLink")
    return _written({**{k: v for k, v in first.items() if k not in left_out}, page.rows: rows})


def _rows(feed: Feed, tree: Any, page: Page) -> list[Any]:  # noqa: ANN401
    rows = tree.get(page.rows) if isinstance(tree, dict) else None
    if not isinstance(rows, list):
        raise refused("feed_no_list", name=feed.name, key=page.rows)
    return rows


def _first(feed: Feed) -> httpx.URL:
    url = web_address(feed, feed.address)
    if feed.kind == "arcgis":
        path = url.path.rstrip("/")
        url = url.copy_with(path=path if path.endswith("/query") else f"{path}/query")
        return url.copy_with(params={**_ARCGIS, **url.params})
    if feed.kind == "hapi":
        return url.copy_with(params={"limit": str(_PAGE_OF_HAPI), "offset": "0", **url.params})
    if feed.kind == "overpass":
        return url.copy_merge_params({"data": feed.query}) if feed.query else url
    return url


def _arcgis(feed: Feed, url: httpx.URL, tree: Mapping[str, Any]) -> Page:
    if "error" in tree:  # with the status 200
        told = tree["error"] if isinstance(tree["error"], dict) else {}
        raise refused("feed_status", name=feed.name, status=str(told.get("code", ""))[:20])
    properties = tree.get("properties")
    inside = properties if isinstance(properties, dict) else {}
    if not (tree.get("exceededTransferLimit") or inside.get("exceededTransferLimit")):
        return Page("features", None)
    features = tree.get("features")
    return Page("features", _further(feed, url, "resultOffset", features))


def _hapi(feed: Feed, url: httpx.URL, tree: Mapping[str, Any]) -> Page:
    rows = tree.get("data")
    limit = url.params.get("limit", "")
    is_full = isinstance(rows, list) and limit.isdigit() and len(rows) >= int(limit) > 0
    return Page("data", _further(feed, url, "offset", rows) if is_full else None)


def _further(feed: Feed, url: httpx.URL, key: str, rows: Any) -> httpx.URL:  # noqa: ANN401
    """Give the address of the rows after these; there are some to go on from."""
    if not isinstance(rows, list) or not rows:
        raise refused("feed_no_list", name=feed.name, key="features" if key != "offset" else "data")
    before = url.params.get(key, "0")
    offset = (int(before) if before.isdigit() else 0) + len(rows)
    return url.copy_set_param(key, str(offset))


def _hsds(_feed: Feed, url: httpx.URL, tree: Mapping[str, Any]) -> Page:
    number = tree.get("page_number", tree.get("page", 1))
    last = tree.get("total_pages", 1)
    whole = isinstance(number, int) and isinstance(last, int)
    done = tree.get("last_page") is True or not whole or number >= last
    return Page("contents", None if done else url.copy_set_param("page", str(number + 1)))


def _linked(feed: Feed, url: httpx.URL, tree: Mapping[str, Any]) -> Page:
    """Follow the link to the next page, on the same host only."""
    rows, key = _LINKS[feed.kind]
    link = tree.get(key)
    if not isinstance(link, str) or not link:
        return Page(rows, None)
    following = web_address(feed, link, url)
    if (following.scheme, following.netloc) != (url.scheme, url.netloc):
        host = f"{following.scheme}://{following.host}"
        raise refused("feed_redirect", name=feed.name, host=host)
    return Page(rows, following)


_READERS: Final = {
    "arcgis": _arcgis, "hapi": _hapi, "hsds": _hsds, "kobo": _linked, "odk": _linked
}  # fmt: skip


def _check_overpass(feed: Feed, data: bytes) -> None:
    """Refuse an answer that Overpass broke off: it says so at the end of what it has."""
    tree = _tree(feed, data) if _is_json(data) else {}
    if isinstance(tree, dict) and "error" in str(tree.get("remark", "")).lower():
        raise refused("feed_cut", name=feed.name)


def _is_json(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def _tree(feed: Feed, data: bytes) -> Any:  # noqa: ANN401
    return parse_json(feed.name, data, _CHOICES)


def _written(tree: Any) -> bytes:  # noqa: ANN401
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
