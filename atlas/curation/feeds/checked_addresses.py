"""Which addresses are fetched from: those of the public network, and those that are named.

A name is resolved once and the connection goes to the address that was checked, so that a name
server which answers differently the second time (DNS rebinding) changes nothing.
"""

import ipaddress
import socket
from typing import Final

import httpx

from atlas.base.errors import IngestError
from atlas.curation.feeds.feed_settings import Feed
from atlas.curation.ingest import refused

_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""Addresses of IPv4 as a NAT64 gateway writes them."""


def web_address(feed: Feed, text: str, before: httpx.URL | None = None) -> httpx.URL:
    """Read an address, or a link on the page of another one.

    Raises
    ------
    IngestError
        When it is none.
    """
    try:
        return before.join(text) if before else httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as error:
        raise refused("feed_scheme", name=feed.name) from error


def check_url(feed: Feed, url: httpx.URL) -> None:
    """Refuse an address that is no web address, holds a password, or would show a secret.

    Raises
    ------
    IngestError
        Naming the feed.
    """
    if url.scheme not in ("http", "https") or not url.host:
        raise refused("feed_scheme", name=feed.name)
    if url.userinfo:
        raise refused("feed_password", name=feed.name)
    if feed.token_env and url.scheme == "http" and not _is_named(url.host, feed.private_hosts):
        raise refused("feed_plain_http", name=feed.name)


def check_redirect(feed: Feed, before: httpx.URL, after: httpx.URL) -> None:
    """Refuse to be sent on to a host that is not named, or from https to http.

    Raises
    ------
    IngestError
        Naming the feed and the host.
    """
    check_url(feed, after)
    to_plain = before.scheme == "https" and after.scheme == "http"
    same = before.host == after.host
    if to_plain or not (same or _is_named(after.host, feed.redirect_hosts)):
        raise refused("feed_redirect", name=feed.name, host=f"{after.scheme}://{after.host}")


def addresses_of(feed: Feed, url: httpx.URL) -> list[str]:
    """Resolve the host of an address.

    Returns
    -------
    addresses
        Numeric, in the order of the system; every one may be connected to.

    Raises
    ------
    IngestError
        When the host is not known, or one of its addresses is private, loopback, link-local or
        otherwise not public, and the host is not in `private_hosts`.
    """
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, OverflowError) as error:
        raise refused("feed_host_unknown", name=feed.name, host=url.host) from error
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not _is_named(url.host, feed.private_hosts):
        for address in addresses:
            if not is_public(address):
                raise _private(feed, url.host)
    return addresses


def _private(feed: Feed, host: str) -> IngestError:
    return refused("feed_private", name=feed.name, host=host)


def is_public(address: str) -> bool:
    """Say whether a numeric address is one of the public network, also the one inside another."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is None and found in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast


def _is_named(host: str, named: tuple[str, ...]) -> bool:
    """Say whether a host is in a list; `*.example.org` stands for every host below it."""
    plain = host.lower()
    return any(
        plain == name or (name.startswith("*.") and plain.endswith(name[1:])) for name in named
    )
