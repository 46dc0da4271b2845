"""A reader of the app without a browser: speaks over a websocket as Streamlit's page does."""

import time
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from atlas.base.i18n import READER_LANGS, t

FIRST = "explore"
_STREAM = "/_stcore/stream"
_FAILED = {t("app.failed", lang) for lang in READER_LANGS}
_MOST_BYTES = 64 * 1024 * 1024


class PageError(Exception):
    """A page that did not come whole."""


class Reader:
    """One open page of the app.

    Parameters
    ----------
    url
        Address of the server.
    headers
        More headers of the connection, such as a cookie.
    patience_s
        How long a page may take.
    """

    def __init__(self, url, headers=None, patience_s=120):
        self._url, self._headers, self._patience_s = url, headers or {}, patience_s
        self._hashes, self._kept, self._page = {}, (set(), set()), ""
        self.session = ""

    async def __aenter__(self):
        parts = urlsplit(self._url)
        self._line = await websockets.connect(
            f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}{parts.path}{_STREAM}",
            subprotocols=["streamlit", "unused", *([self.session] if self.session else [])],
            additional_headers={"Origin": f"{parts.scheme}://{parts.netloc}", **self._headers},
            max_size=_MOST_BYTES,
            open_timeout=self._patience_s,
        )
        return self

    async def __aexit__(self, *_):
        await self._line.close()

    async def open(self, page, query=""):
        """Go to a page, with the query of a link; give the seconds until it is whole, and its size.

        Raises
        ------
        PageError
            When it fails or says so to the reader.
        """
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = query
        asked.page_script_hash = self._hashes.get(page, "")
        asked.page_name = "" if page in self._hashes or page == FIRST else page
        asked.widget_states.SetInParent()
        asked.cached_message_hashes.extend(set().union(*self._kept))
        asked.context_info.locale = "es-MX"
        asked.context_info.timezone = "UTC"
        asked.context_info.url = f"{self._url}/{'' if self._page in ('', FIRST) else self._page}"
        self._page, self._kept = page, (set(), self._kept[0])
        start = time.perf_counter()
        await self._line.send(message.SerializeToString())
        size = await self._whole(start + self._patience_s)
        return time.perf_counter() - start, size

    async def upload_address(self, name):
        """Ask where a file goes; give the path."""
        message = BackMsg()
        asked = message.file_urls_request
        asked.request_id, asked.session_id = "one", self.session
        asked.file_names.append(name)
        await self._line.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await self._line.recv())
            if answer.WhichOneof("type") == "file_urls_response":
                return answer.file_urls_response.file_urls[0].upload_url

    async def _whole(self, until):
        """Take what the server sends until the page is whole; give the bytes."""
        size = 0
        while time.perf_counter() < until:
            content = await self._line.recv()
            size += len(content)
            message = ForwardMsg.FromString(content)
            if self._take(message):
                return size
        raise PageError("too late")

    def _take(self, message):
        """Take one message; say whether the page is whole."""
        kind = message.WhichOneof("type")
        if message.metadata.cacheable:
            self._kept[0].add(message.hash)
        if kind == "ref_hash":
            self._kept[0].add(message.ref_hash)
        if kind == "new_session":
            self.session = message.new_session.initialize.session_id
        if kind == "navigation":
            pages = message.navigation.app_pages
            self._hashes = {one.url_pathname or FIRST: one.page_script_hash for one in pages}
        if kind == "delta":
            _require_no_error(message.delta)
        if kind == "page_not_found":
            raise PageError("no such page")
        return kind == "script_finished" and (
            message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
        )


def _require_no_error(delta):
    kind = delta.new_element.WhichOneof("type")
    if kind == "exception":
        raise PageError(delta.new_element.exception.message)
    if kind == "alert" and delta.new_element.alert.body in _FAILED:
        raise PageError(delta.new_element.alert.body)
