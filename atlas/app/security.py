"""What every answer of the server carries, and who may open a live connection.

The map may be framed by any site, the app by none; an organisation that wants it otherwise says
so in two environment variables, each a list of origins as in the Content-Security-Policy
directive `frame-ancestors`.
"""

import base64
import hashlib
import os
import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from atlas.app import light_pages, tiles
from atlas.base.errors import AtlasError
from atlas.base.public_address import base_url

FRAME_APP: Final = "ATLAS_FRAME_APP"
"""Environment variable: who may show the app in a frame. Default: nobody."""

FRAME_EMBED: Final = "ATLAS_FRAME_EMBED"
"""Environment variable: who may show `/embed` in a frame, besides this server's own page on
reports. Default: everybody."""

EMBED_PATH: Final = "/embed"

_EVERYBODY = "*"
_ANCESTORS = re.compile(r"(?:\*|'none'|'self'|https?://[\w.*-]+(?::\d+)?)")

# Streamlit loads components from blobs and styles elements in place; nothing comes from elsewhere
# but the pictures of a background that whoever serves the atlas named.
_APP_POLICY = (
    "default-src 'self'; script-src 'self' blob: {scripts}; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:{pictures}; font-src 'self' data:; connect-src 'self';"
    " worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self';"
    " frame-src 'self'"
)
_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


class SecurityHeaders:
    """Add the security headers to every answer; refuse live connections from other sites."""

    def __init__(self, app: ASGIApp, *, frame_app: str, frame_embed: str) -> None:
        self._app = app
        background = tiles.used()
        pictures = f" {background.origin}" if background and background.origin else ""
        policy = _APP_POLICY.format(scripts=" ".join(_known_scripts()), pictures=pictures)
        self._app_policy = f"{policy}; frame-ancestors {frame_app}"
        # The map brings its own policy, which forbids every connection. Nothing is said when
        # everybody may frame it: to a browser, * is not a file on somebody's own disk.
        self._embed_policy = "" if frame_embed == _EVERYBODY else _with_self(frame_embed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "websocket" and not _same_site(Headers(scope=scope)):
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        policy = self._embed_policy if scope["path"] == EMBED_PATH else self._app_policy

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if policy:
                    headers["Content-Security-Policy"] = policy
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _with_self(ancestors: str) -> str:
    """Let the app's own preview show the map, whoever else may."""
    others = [word for word in ancestors.split() if word not in ("'none'", "'self'")]
    return " ".join(["frame-ancestors 'self'", *others])


def frame_ancestors(variable: str, default: str) -> str:
    """Read who may frame a page from an environment variable.

    Raises
    ------
    AtlasError
        When it is not a list of origins.
    """
    text = os.environ.get(variable, "").strip() or default
    if wrong := next((word for word in text.split() if not _ANCESTORS.fullmatch(word)), None):
        message = (
            f"{variable}: {wrong!r} is no origin; use 'self', 'none', * or https://example.org"
        )
        raise AtlasError(message)
    return text


def _known_scripts() -> list[str]:
    """Name the scripts inside Streamlit's page and ours by their hashes; no other may run."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    scripts = [*_SCRIPT.findall(page), light_pages.script().encode("utf-8")]
    digests = (hashlib.sha256(script).digest() for script in scripts)
    return [f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests]


def _same_site(headers: Headers) -> bool:
    """Say whether a live connection was opened by a page of this server.

    Programs that are no browser send no origin. Streamlit would ask a service on the internet
    for this machine's address before it refuses a stranger; this answers first.
    """
    origin = headers.get("origin")
    # A proxy may hand on its own name for this server instead of the one that the reader used.
    own = {headers.get("host"), urlsplit(base_url()).netloc or None}
    return origin is None or urlsplit(origin).netloc in own
