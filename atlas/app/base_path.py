"""Below a path: what a proxy hands on under the path of the public address.

Proxies hand on `/atlas/corridor` as it is, or without the path that is theirs; both are served.
"""

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_MOVED = 308
"""Permanent, and the method stays."""


class BelowPath:
    """Take the path of the public address off every request that still has it."""

    def __init__(self, app: ASGIApp, path: str) -> None:
        """Serve `app`, which knows nothing of the path; `path` begins with a slash or is empty."""
        self._app = app
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "lifespan" or not self._path:
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path == self._path and scope["type"] == "http":
            # The page names its files relative to itself: without the slash they would be missed.
            query = scope["query_string"].decode("latin-1")
            address = f"{self._path}/{'?' if query else ''}{query}"
            await RedirectResponse(address, status_code=_MOVED)(scope, receive, send)
            return
        if path.startswith(f"{self._path}/"):
            raw = scope.get("raw_path")
            scope = {
                **scope,
                "path": path.removeprefix(self._path),
                "raw_path": raw and raw.removeprefix(self._path.encode()),
            }
        await self._app(scope, receive, send)
