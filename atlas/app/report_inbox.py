"""Where readers' reports arrive: one address, for pages of this server only.

Whoever serves the atlas says in which folder they are kept (`atlas serve --reports DIR`). Of a
request nothing goes on but the id of a place and an answer: no address, no browser, no time of day.
"""

import asyncio
import json
import logging
import os
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from atlas.app import state
from atlas.base.public_address import base_path, base_url
from atlas.curation.report_queue import (
    ANSWERS,
    ReportNotKeptError,
    TooManyReportsError,
    keep_report,
    require_folder,
)

_LOG = logging.getLogger(__name__)

REPORTS: Final = "ATLAS_REPORTS"
"""Environment variable: the folder of the reports; none are taken when empty."""

PATH: Final = "/data/reports"
MOST_BYTES: Final = 512
"""Size of the largest body that is read."""

_PATIENCE_S = 5.0
_RETRY_S = "60"


def folder() -> Path | None:
    """Give the folder of the reports, when they are taken."""
    named = os.environ.get(REPORTS)
    return Path(named) if named else None


def address() -> str:
    """Give where pages of this server send reports; nothing when none are taken."""
    return f"{base_path()}{PATH}" if folder() else ""


async def receive(request: Request) -> Response:
    """Answer a report: 202 when it is kept; otherwise nothing of it is."""
    kept_in = folder()
    if kept_in is None:
        return PlainTextResponse("no reports are taken here", status_code=404)
    if not _from_here(request.headers):
        return PlainTextResponse("reports come from pages of this atlas", status_code=403)
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return PlainTextResponse("a report is application/json", status_code=415)
    try:
        body = await asyncio.wait_for(_body(request), _PATIENCE_S)
    except (TimeoutError, ClientDisconnect):
        return PlainTextResponse("the report did not come", status_code=408)
    if body is None:
        return PlainTextResponse(f"a report has up to {MOST_BYTES} bytes", status_code=413)
    return await run_in_threadpool(_keep, kept_in, body)


def _from_here(headers: Headers) -> bool:
    """Say whether a page of this server sent a request; browsers always say where it comes from."""
    origin = urlsplit(headers.get("origin", ""))
    if origin.scheme not in ("http", "https") or not origin.netloc:
        return False
    own = {headers.get("host"), urlsplit(base_url()).netloc or None}
    return origin.netloc in own and headers.get("sec-fetch-site", "same-origin") == "same-origin"


async def _body(request: Request) -> bytes | None:
    """Read a body, as far as it may go."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return None
    return body


def _keep(kept_in: Path, body: bytes) -> Response:
    report = _read(body)
    if report is None:
        message = f"a report is a known id and one of {', '.join(ANSWERS)}"
        return PlainTextResponse(message, status_code=400)
    try:
        keep_report(kept_in, *report)
    except TooManyReportsError as error:
        return PlainTextResponse(str(error), status_code=429, headers={"Retry-After": _RETRY_S})
    except ReportNotKeptError as error:
        _LOG.error("%s", error)
        return PlainTextResponse("reports cannot be kept now", status_code=503)
    return Response(status_code=202)


def _read(body: bytes) -> tuple[str, str] | None:
    """Read a report: the id of a place that the public knows, and an answer; nothing else."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, dict) or set(given) != {"id", "answer"}:
        return None
    place, answer = given["id"], given["answer"]
    if not isinstance(place, str) or answer not in ANSWERS:
        return None
    return (place, answer) if place in _known() else None


def _known() -> frozenset[str]:
    """Give the ids of the places that the public knows."""
    return frozenset(state.package().for_audience("public").places["facility_id"])


def take_into(given: Path) -> None:
    """Take reports into a folder, once it is sure that they can be kept there.

    Raises
    ------
    AtlasError
        When they cannot.
    """
    require_folder(given)
    os.environ[REPORTS] = str(given.resolve())
