"""Streamlit's own code as it travels: compressed once, and kept.

Streamlit sends its files as they are, because compressing them for each reader anew would cost
more than it saves. They never change while the server runs, so once is enough.
"""

import gzip
from functools import lru_cache
from pathlib import Path
from typing import Final

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_FOLDER: Final = Path(streamlit.__file__).resolve().parent / "static"
_TYPES: Final = {".js": "text/javascript", ".css": "text/css"}
_KEPT = "public, immutable, max-age=31536000"
_MOST = 512


class Compressed:
    """Answer for Streamlit's scripts and styles; leave everything else to the application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        packed = await run_in_threadpool(_packed_for, scope) if _asks(scope) else None
        if packed is None:
            await self._app(scope, receive, send)
            return
        kind = _TYPES[Path(scope["path"]).suffix]
        headers = {
            "Content-Encoding": "gzip",
            "Cache-Control": _KEPT,
            "Vary": "Accept-Encoding",
        }
        await Response(packed, media_type=kind, headers=headers)(scope, receive, send)


def _asks(scope: Scope) -> bool:
    """Say whether a request is one for a script or style of Streamlit, compressed."""
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and scope["path"].startswith("/static/")
        and Path(scope["path"]).suffix in _TYPES
        and "gzip" in Headers(scope=scope).get("accept-encoding", "")
    )


def _packed_for(scope: Scope) -> bytes | None:
    return _packed(scope["path"].removeprefix("/"))


@lru_cache(maxsize=_MOST)
def _packed(name: str) -> bytes | None:
    """Give a file of Streamlit's, or nothing where there is none of that name."""
    file = (_FOLDER / name).resolve()
    if not file.is_relative_to(_FOLDER) or not file.is_file():
        return None
    return gzip.compress(file.read_bytes(), mtime=0)
