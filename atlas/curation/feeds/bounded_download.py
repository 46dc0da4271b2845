"""One request to the end of its answer, within limits of time and size."""

import logging
import re
import ssl
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Timer
from typing import Final
from urllib.parse import quote

import httpx

from atlas.base.errors import IngestError
from atlas.curation.feeds.checked_addresses import (
    addresses_of,
    check_redirect,
    check_url,
    web_address,
)
from atlas.curation.feeds.feed_settings import Feed
from atlas.curation.ingest import refused

_MB: Final = 1024 * 1024
_CHUNK: Final = 64 * 1024
_REDIRECTS: Final = 5
_WAITS: Final = 2
_MOST_ADDRESSES: Final = 3
_SENT_ON: Final = (301, 302, 303, 307, 308)
_LATER: Final = (429, 503)
_SHORTEST_TOKEN: Final = 8
_ONE_WORD: Final = re.compile(r"[!-~]+", re.ASCII)
_HEADERS: Final = {"User-Agent": "border-corridor-atlas", "Accept-Encoding": "gzip"}
_FAULTS: Final = (
    httpx.HTTPError, httpx.StreamError, zlib.error, RuntimeError, OSError, ValueError, OverflowError
)  # fmt: skip
"""What a connection ends with; a client that was closed in the middle raises the later ones."""


@dataclass(frozen=True)
class Answer:
    """What a server answered; `data` is None when nothing changed since the last time."""

    data: bytes | None
    etag: str = ""
    last_modified: str = ""


@dataclass
class Session:
    """The requests of one feed: they share its secret and its limits.

    Attributes
    ----------
    feed
        The feed.
    secret
        What the environment holds under its `token_env`; empty without one.
    """

    feed: Feed
    secret: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        self._deadline = time.monotonic() + self.feed.limit("seconds")
        self._left = self.feed.limit("megabytes") * _MB
        self._tls = ssl.create_default_context()
        self._origin = web_address(self.feed, self.feed.address)

    def get(self, url: httpx.URL, conditions: Mapping[str, str] | None = None) -> Answer:
        """Fetch an address to its end.

        Parameters
        ----------
        url
            The address.
        conditions
            Headers that ask for an answer only when it is another one.

        Raises
        ------
        IngestError
            One line that names the feed and never the secret.
        """
        check_url(self.feed, url)
        waits = redirects = 0
        while True:
            answer = self._once(url, conditions or {})
            if isinstance(answer, Answer):
                return answer
            if isinstance(answer, httpx.URL):
                check_redirect(self.feed, url, answer)
                url, redirects = answer, redirects + 1
                if redirects > _REDIRECTS:
                    raise self._refused("feed_redirects")
            else:
                waits += 1
                if waits > _WAITS or time.monotonic() + answer >= self._deadline:
                    raise self._refused("feed_later", seconds=round(answer))
                time.sleep(answer)

    def _once(self, url: httpx.URL, conditions: Mapping[str, str]) -> Answer | httpx.URL | float:
        """Give the answer, where it is to be asked for, or the seconds to wait."""
        for address in addresses_of(self.feed, url)[:_MOST_ADDRESSES]:
            with self._response(url, address, conditions) as response:
                if response is not None:
                    return self._judged(url, response, conditions)
        raise self._refused("feed_unreachable", host=url.host)

    @contextmanager
    def _response(
        self, url: httpx.URL, address: str, conditions: Mapping[str, str]
    ) -> Iterator[httpx.Response | None]:
        """Connect to an address that was checked; give nothing where it does not answer."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise self._slow()
        _keep_quiet()
        late = Event()
        # The environment may name a proxy, which would resolve the name a second time.
        with httpx.Client(trust_env=False, verify=self._tls, timeout=left) as client:
            # Between two bytes of a header nobody looks at the clock but this.
            timer = Timer(left, _end, (late, client))
            timer.start()
            try:
                yield client.send(self._request(client, url, address, conditions), stream=True)
            except httpx.ConnectError:
                yield None
            except IngestError:
                raise
            except httpx.TimeoutException as error:
                raise self._slow() from error
            except _FAULTS as error:
                raise self._slow() if late.is_set() else self._refused("feed_cut") from error
            finally:
                timer.cancel()

    def _request(
        self, client: httpx.Client, url: httpx.URL, address: str, conditions: Mapping[str, str]
    ) -> httpx.Request:
        headers = {**_HEADERS, **conditions, "Host": url.netloc.decode("ascii")}
        if self.secret and (url.scheme, url.netloc) == (self._origin.scheme, self._origin.netloc):
            way, _, name = self.feed.token_as.partition(":")
            if way == "query":
                url = url.copy_merge_params({name: self.secret})
            elif way == "header":
                headers[name] = self.secret
            else:
                headers["Authorization"] = f"{way.title()} {self.secret}"
        # The certificate is still that of the name.
        extensions = {"sni_hostname": url.host}
        pinned = url.copy_with(host=address)
        return client.build_request("GET", pinned, headers=headers, extensions=extensions)

    def _judged(
        self, url: httpx.URL, response: httpx.Response, conditions: Mapping[str, str]
    ) -> Answer | httpx.URL | float:
        status, headers = response.status_code, response.headers
        if status == httpx.codes.NOT_MODIFIED and conditions:
            return Answer(None)
        if status in _SENT_ON and headers.get("location"):
            return web_address(self.feed, headers["location"], url)
        if status in _LATER and headers.get("retry-after", "").isdigit():
            return float(headers["retry-after"][:6])
        if status in (401, 403):
            raise self._refused("feed_forbidden", status=str(status))
        if status != httpx.codes.OK:
            raise self._refused("feed_status", status=str(status))
        if headers.get("content-type", "").lower().startswith(("text/html", "application/xhtml")):
            raise self._refused("web_page")
        data = self._body(response)
        return Answer(data, headers.get("etag", ""), headers.get("last-modified", ""))

    def _body(self, response: httpx.Response) -> bytes:
        """Read an answer; packed and unpacked it stays within the size that is allowed."""
        packing = response.headers.get("content-encoding", "identity").lower()
        if packing not in ("identity", "gzip", "x-gzip"):
            raise self._refused("feed_packing", packing=packing)
        unpack = zlib.decompressobj(wbits=31) if packing != "identity" else None
        raw, parts = 0, []
        for chunk in response.iter_raw(_CHUNK):
            if time.monotonic() > self._deadline:
                raise self._slow()
            raw += len(chunk)
            part = unpack.decompress(chunk, self._left + 1) if unpack else chunk
            self._left -= len(part)
            if self._left < 0 or raw > self.feed.limit("megabytes") * _MB:
                raise self._refused("feed_too_large", limit=self.feed.limit("megabytes"))
            parts.append(part)
        if unpack and (not unpack.eof or unpack.unused_data):
            raise self._refused("feed_cut")
        return without_secret(b"".join(parts), self.secret)

    def _slow(self) -> IngestError:
        return self._refused("feed_slow", seconds=self.feed.limit("seconds"))

    def _refused(self, code: str, **words: object) -> IngestError:
        return refused(code, name=self.feed.name, **words)


def _end(late: Event, client: httpx.Client) -> None:
    late.set()
    client.close()


def _keep_quiet() -> None:
    """Keep addresses and headers, which may hold the secret, out of every log."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)


def secret_of(feed: Feed, environ: Mapping[str, str]) -> str:
    """Give the secret of a feed.

    Raises
    ------
    IngestError
        When the environment does not hold it, or a text that cannot be one.
    """
    if not feed.token_env:
        return ""
    secret = environ.get(feed.token_env, "").strip()
    if not secret:
        raise refused("feed_no_token", name=feed.name, variable=feed.token_env)
    if len(secret) < _SHORTEST_TOKEN or not _ONE_WORD.fullmatch(secret):
        raise refused("feed_bad_token", name=feed.name, variable=feed.token_env)
    return secret


def without_secret(data: bytes, secret: str) -> bytes:
    """Take a secret out of an answer that repeats it, as it is and as links write it."""
    if secret:
        for form in {secret, quote(secret), quote(secret, safe="")}:
            data = data.replace(form.encode("ascii"), b"***")
    return data
