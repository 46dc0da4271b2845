"""Let the browser fetch the map while Streamlit's own code is still starting."""

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Preload:
    """Name what the first page needs in the header of its answer."""

    def __init__(self, app: ASGIApp, *, link: Callable[[], str]) -> None:
        self._app = app
        self._link = link

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["path"] != "/":
            await self._app(scope, receive, send)
            return

        async def send_with_link(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Link"] = self._link()
            await send(message)

        await self._app(scope, receive, send_with_link)
