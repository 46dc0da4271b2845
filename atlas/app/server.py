"""`atlas serve`: one process that serves the app, its files and the embeddable map."""

import errno
import gc
import os
import pkgutil
import socket
import sys
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from ipaddress import ip_address, ip_network
from pathlib import Path
from threading import Thread
from typing import Literal

import uvicorn

from atlas.base import public_address
from atlas.base.errors import AtlasError
from atlas.base.i18n import LANGS
from atlas.data import contact as contacts

_GRACE_S = 2
_IDLE_S = 60
"""How long a connection stays open that nobody uses: readers look at a page for a while."""

_OPEN_FILES = 65_536
_SCRIPT = f"{__package__}.main"


def run(  # noqa: PLR0913, the options of the command
    *,
    host: str = "127.0.0.1",
    port: int = 8501,
    data: Path | None = None,
    private: Path | None = None,
    base_url: str = "",
    proxies: Sequence[str] = (),
    reports: Path | None = None,
    contact: Sequence[str] = (),
    tiles: tuple[str, str, int | None] = ("", "", None),
    engine: Literal["atlas", "osrm"] = "atlas",
) -> None:
    """Serve the atlas until Ctrl-C.

    Whatever can be wrong is found before the server accepts anyone: the address, the data
    package, the settings; and the first view is made, so that the first reader does not wait.

    Parameters
    ----------
    host
        Address of this machine to listen on.
    port
        Port to listen on; 0 takes a free one.
    data
        Folder of a data package; the bundled one without it.
    private
        Folder of a private overlay, for those who sign in and belong to the organisation.
    base_url
        The address at which others reach this server, for links that leave it; the one that
        `ATLAS_BASE_URL` says without it. Its path, if it has one, is where a proxy shows this
        server, which answers with and without it.
    proxies
        Addresses, or networks such as 10.0.0.0/8, of the proxies whose word on the reader's
        address and scheme counts; nobody's without any.
    reports
        Folder for what readers report of places; without it they write to the contact.
    contact
        Ways to write to whoever runs this server, instead of those of the package; see
        `atlas.data.contact`.
    tiles
        Name, attribution and highest zoom of the tiles under the map; see `atlas.app.tiles`.
    engine
        What finds ways along streets; see `atlas.app.street_engine`.

    Raises
    ------
    AtlasError
        When an address cannot be used, a setting is wrong, or a private overlay is to be served
        where nobody can sign in.
    DataPackageError
        When a data package is missing, broken, or has errors.
    """
    _use_address(base_url)
    _use_contact(contact)
    _use_tiles(tiles)
    _check_proxies(proxies)
    _allow_many_readers()
    listening = _listen(host, port)
    with listening:
        _use(data)
        _use_private(data, private)
        _use_reports(reports)
        _use_engine(engine)
        here, port = listening.getsockname()[:2]
        far = bool(public_address.base_url()) or not ip_address(here).is_loopback
        _serve(listening, _url(host, port), compress=far, proxies=proxies)


def _use_address(base_url: str) -> None:
    """Take over the public address, or make sure that the one in the environment is one."""
    if base_url:
        os.environ[public_address.BASE_URL] = public_address.checked(base_url, "--base-url")
    public_address.base_url()


def _use_contact(ways: Sequence[str]) -> None:
    """Take over the ways to write, or make sure that those in the environment are some."""
    contacts.use(ways, "--contact")
    contacts.contact_of({})


def _use_tiles(tiles: tuple[str, str, int | None]) -> None:
    """Show tiles under the map, once it is sure that they can be."""
    from atlas.app import tiles as background

    background.use(*tiles)


def _use_reports(folder: Path | None) -> None:
    """Take reports, once it is sure that they can be kept."""
    from atlas.app import report_inbox

    os.environ.pop(report_inbox.REPORTS, None)  # only --reports decides
    if folder is not None:
        report_inbox.take_into(folder)


def _use_engine(name: Literal["atlas", "osrm"]) -> None:
    """Have ways along streets found by it, once it is sure that it can."""
    from atlas.app import street_engine

    street_engine.use(name)


def _allow_many_readers() -> None:
    """Raise the number of files that may be open to what the system allows: a reader needs four."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # there is none on Windows, and no such limit

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
        if soft != resource.RLIM_INFINITY and soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _check_proxies(proxies: Sequence[str]) -> None:
    for proxy in proxies:
        try:
            ip_network(proxy, strict=False)
        except ValueError:
            message = f"--proxy {proxy!r} is no address or network; use 10.0.0.2 or 10.0.0.0/8"
            raise AtlasError(message) from None


def _use(data: Path | None) -> None:
    """Serve a package other than the bundled one, once it is found to be without errors."""
    if data is None:
        return
    from atlas.app import served_data, state

    served_data.require_sound(data)
    # Not resolved: a link to a folder may lead to another one later.
    os.environ[state.DATA] = str(data.absolute())


def _use_private(data: Path | None, private: Path | None) -> None:
    """Serve a private overlay, once it is sure that only those may see it who should."""
    from atlas.app import readers
    from atlas.data import load_overlay

    os.environ.pop(readers.PRIVATE, None)  # only --private decides
    if private is None:
        return
    readers.require_sign_in()
    load_overlay(data, private)
    os.environ[readers.PRIVATE] = str(private.resolve())


class _Server(uvicorn.Server):
    """Says where it is once it answers and its signal handlers are installed.

    Whoever starts it in the background often has SIGINT ignored: a signal sent at the printed
    line would otherwise be lost.
    """

    def __init__(self, config: uvicorn.Config, url: str) -> None:
        super().__init__(config)
        self._url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        sys.stdout.write(f"Border Corridor Atlas at {self._url} (Ctrl-C stops it)\n")
        sys.stdout.flush()
        if advice := _no_contact():
            sys.stderr.write(f"{advice}\n")
        if _somebody_looks():
            Thread(target=webbrowser.open, args=(self._url,), daemon=True).start()
        Thread(target=settle, daemon=True).start()


def _serve(listening: socket.socket, url: str, *, compress: bool, proxies: Sequence[str]) -> None:
    """Serve; compressed messages spare a slow line, but on the same machine only cost time."""
    from atlas.app.asgi import make_app
    from atlas.app.base_path import BelowPath

    config = uvicorn.Config(
        BelowPath(make_app(), public_address.base_path()),
        log_level="warning",
        access_log=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        ws_per_message_deflate=compress,
        timeout_graceful_shutdown=_GRACE_S,
        timeout_keep_alive=_IDLE_S,
    )
    with suppress(KeyboardInterrupt):
        _Server(config, url).run(sockets=[listening])


def settle() -> None:
    """Load what the pages are made with, and spare the search for garbage all that stays.

    Otherwise a click in the middle of which Python searches would wait a tenth of a second.
    """
    from atlas.app import light_pages

    here = import_module(__package__)
    for found in pkgutil.walk_packages(here.__path__, f"{here.__name__}."):
        if found.name != _SCRIPT:
            import_module(found.name)
    light_pages.prepare(*LANGS)
    gc.collect()
    gc.freeze()


def _listen(host: str, port: int) -> socket.socket:
    """Take the address now; the port stays closed to readers until the server runs."""
    if not 0 <= port <= 65_535:
        message = f"--port {port} is no port; use 0 to 65535"
        raise AtlasError(message)
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError):
        message = f"--host {host!r} is no address of this machine; use 127.0.0.1 or 0.0.0.0"
        raise AtlasError(message) from None
    listening = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":  # elsewhere it would take the port away from another program
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        listening.close()
        raise AtlasError(_why_not(error, host, port)) from None
    return listening


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use; stop what uses it or choose another with --port"
    if error.errno == errno.EACCES:
        return f"port {port} needs more rights than you have; choose one above 1023 with --port"
    return f"--host {host!r} is no address of this machine; use 127.0.0.1 or 0.0.0.0"


def _no_contact() -> str:
    """Say how to name a contact, where there is none."""
    from atlas.app import state

    if contacts.contact_of(state.package().descriptor):
        return ""
    return (
        "No contact is set, so readers see none: name one with --contact email=you@example.org, or "
        'as "contact" in datapackage.json (docs/operations.md)'
    )


def _url(host: str, port: int) -> str:
    shown = "localhost" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104, only shown
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _somebody_looks() -> bool:
    """Say whether a person started this on a machine with a screen."""
    screen = sys.platform in {"darwin", "win32"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    return screen and sys.stdout.isatty()
