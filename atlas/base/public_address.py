"""Where the atlas can be reached from elsewhere: its public address, and links that begin with it.

Whoever runs a server says the address once, in an environment variable or with `atlas serve
--base-url`. Links, lines to copy, figures and briefs then carry it. Without it a link is only the
query string, which every server of the atlas understands.
"""

import os
import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from atlas.base.errors import AtlasError

BASE_URL: Final = "ATLAS_BASE_URL"
"""Environment variable: the public address; none when empty."""

_PUBLIC = re.compile(
    r"https?://(?:[\w.-]+|\[[\da-f:.]+\])(?::(\d{1,5}))?(?:/[\w.~-]+)*/?", re.ASCII | re.IGNORECASE
)
_NEAR = (".localhost", ".local", ".internal", ".lan")
_SHOWN = 100
_HIGHEST_PORT = 65_535


def base_url() -> str:
    """Give the public address without a slash at its end, or nothing when none is set.

    Raises
    ------
    AtlasError
        When what is set is no address of the web.
    """
    text = os.environ.get(BASE_URL, "").strip()
    return checked(text, BASE_URL) if text else ""


def base_path() -> str:
    """Give the path of the public address without a slash at its end; nothing at the root."""
    return urlsplit(base_url()).path


def is_near(address: str) -> bool:
    """Say whether an address is of this machine or of a network around it, by its host.

    Parameters
    ----------
    address
        An address of the web; a name without a dot is one of the own network.
    """
    host = urlsplit(address).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(_NEAR)


def checked(text: str, name: str) -> str:
    """Give an address of the web without a slash at its end.

    Parameters
    ----------
    text
        The address: http or https, a host, perhaps a port and a path.
    name
        Where it was given, for the message.

    Raises
    ------
    AtlasError
        When it is something else. A value with an @ is not repeated: it may hold a password.
    """
    found = _PUBLIC.fullmatch(text)
    if found and int(found[1] or 0) <= _HIGHEST_PORT:
        return text.rstrip("/")
    what = "a value with a user name or an @" if "@" in text else repr(text[:_SHOWN])
    message = (
        f"{name}: {what} is no public address; use http:// or https://, a host, and perhaps a port "
        "and a path, as in https://atlas.example.org"
    )
    raise AtlasError(message)


def public_link(query: str, path: str = "") -> str:
    """Give the link of a query at the public address, or nothing when there is no such address.

    Parameters
    ----------
    query
        The query string, encoded, without a question mark.
    path
        The path below the address, without a slash before it.
    """
    base = base_url()
    return base and f"{base}/{path}{'?' if query else ''}{query}"
