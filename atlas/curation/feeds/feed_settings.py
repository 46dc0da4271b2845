"""The file `feeds.toml` of a data package: which addresses are fetched, and how they are read."""

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from atlas.curation.ingest import ColumnMapping, cannot_open, columns_of, refused
from atlas.curation.ingest.mapping_file import parse_mapping, read_mapping
from atlas.data import PLACES, Package

FEEDS_FILE: Final = "feeds.toml"
KINDS: Final = (
    "csv", "google_sheet", "kobo", "odk", "hsds", "hapi", "overpass", "arcgis", "folder"
)  # fmt: skip

_LARGEST = 1_000_000
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)
_TEXTS: Final = ("kind", "address", "as", "query", "token_env", "token_as")
_LISTS: Final = ("redirect_hosts", "private_hosts")
_NUMBERS: Final = {"seconds": (60, 600), "megabytes": (50, 200), "pages": (50, 500),
                   "keep": (10, 1000)}  # fmt: skip
"""What a number is when it is not given, and the largest."""

_TOKEN_ENV = re.compile(r"ATLAS_FEED_[A-Z0-9_]+", re.ASCII)
_TOKEN_AS = re.compile(r"bearer|token|(?:header|query):[A-Za-z][A-Za-z0-9_-]*", re.ASCII)
_TOKEN_OF_KIND: Final = {
    "kobo": "token", "hapi": "query:app_identifier", "arcgis": "query:token"
}  # fmt: skip
_HOSTS_OF_KIND: Final = {"google_sheet": ("*.googleusercontent.com",)}
"""Where the servers of a kind always send on to."""


@dataclass(frozen=True)
class Feed:
    """One address and how its answer is read.

    Attributes
    ----------
    name
        Its name in the file, which is also that of its folder.
    kind
        One of `KINDS`.
    address
        The address; of a folder its path.
    resource
        What the rows are: a table of places.
    mapping
        Which column says what.
    query
        The query of Overpass.
    token_env, token_as
        The environment variable that holds the secret, and how it is sent.
    redirect_hosts, private_hosts
        Hosts that it may be sent on to; hosts that may lie in a private network.
    seconds, megabytes, pages, keep
        Its limits; `keep` is the number of answers that stay.
    fingerprint
        Of all that decides what an answer is and how it is read.
    """

    name: str
    kind: str
    address: str
    resource: str
    mapping: ColumnMapping
    query: str = ""
    token_env: str = ""
    token_as: str = "bearer"  # noqa: S105, a way to send one
    redirect_hosts: tuple[str, ...] = ()
    private_hosts: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    fingerprint: str = ""

    def limit(self, name: str) -> int:
        """Give one of its limits: seconds, megabytes, pages, keep."""
        return self.numbers.get(name, _NUMBERS[name][0])


def read_feeds(package: Package, names: Sequence[str] = ()) -> list[Feed]:
    """Read the feeds of a package.

    Parameters
    ----------
    package
        The package; its folder has the file.
    names
        Only these feeds; all when empty.

    Returns
    -------
    feeds
        In the order of the file.

    Raises
    ------
    IngestError
        When there is no such file or feed, or a key or value that is not allowed; the message
        names the file, the key and what is allowed.
    """
    tree = _tree(package.path / FEEDS_FILE)
    _check_keys(tree, ("feeds",), FEEDS_FILE)
    tables = _table(tree, "feeds", FEEDS_FILE)
    for name, table in tables.items():
        if not _NAME.fullmatch(name):
            raise refused("feed_name", name=FEEDS_FILE, value=repr(name))
        _table(tables, name, FEEDS_FILE)
        _check_keys(table, (*_TEXTS, *_LISTS, *_NUMBERS, "mapping"), _where(name))
    for name in names:
        if name not in tables:
            raise refused("feed_unknown", name=FEEDS_FILE, feed=repr(name), allowed=[*tables])
    return [_feed(name, tables[name], package) for name in tables if not names or name in names]


def _tree(file: Path) -> Mapping[str, Any]:
    try:
        if file.stat().st_size > _LARGEST:
            raise refused("mapping_too_large", name=file.name)
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise cannot_open(file, error) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refused("mapping_not_toml", name=file.name, why=error) from error


def _where(name: str) -> str:
    return f"{FEEDS_FILE} [feeds.{name}]"


def _check_keys(table: Mapping[str, Any], allowed: Sequence[str], where: str) -> None:
    for key in table:
        if key not in allowed:
            raise refused("mapping_key", where=where, key=key, allowed=[*allowed])


def _table(tree: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    value = tree.get(key, {})
    if not isinstance(value, dict):
        raise refused("mapping_table", name=where, key=key)
    return value


def _feed(name: str, table: Mapping[str, Any], package: Package) -> Feed:
    where = _where(name)
    texts = {key: _text(table, key, where) for key in _TEXTS}
    for key in ("kind", "address", "as"):
        if not texts[key]:
            raise refused("feed_lacks", name=where, key=key)
    _choice(texts, "kind", KINDS, where)
    _choice(texts, "as", PLACES, where)
    token_as = texts["token_as"] or _TOKEN_OF_KIND.get(texts["kind"], "bearer")
    _form(texts["token_env"], _TOKEN_ENV, ("token_env", "ATLAS_FEED_…"), where)
    _form(token_as, _TOKEN_AS, ("token_as", "bearer, token, header:…, query:…"), where)
    numbers = {key: _number(table, key, where) for key in _NUMBERS}
    hosts = {key: _hosts(table, key, where) for key in _LISTS}
    mapping = _mapping(table.get("mapping", {}), package, texts["as"], where)
    read_as = repr((texts["kind"], texts["address"], texts["as"], texts["query"], mapping))
    return Feed(
        name=name,
        kind=texts["kind"],
        address=texts["address"],
        resource=texts["as"],
        mapping=mapping,
        query=texts["query"],
        token_env=texts["token_env"],
        token_as=token_as,
        redirect_hosts=hosts["redirect_hosts"] + _HOSTS_OF_KIND.get(texts["kind"], ()),
        private_hosts=hosts["private_hosts"],
        numbers=numbers,
        fingerprint=hashlib.sha256(read_as.encode()).hexdigest()[:16],
    )


def _text(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise refused("mapping_text", name=where, key=key, value=repr(value))
    return value.strip()


def _choice(texts: Mapping[str, str], key: str, allowed: Sequence[str], where: str) -> None:
    if texts[key] not in allowed:
        choices = ", ".join(allowed)
        raise refused("mapping_choice", name=where, key=key, value=repr(texts[key]),
                      allowed=choices)  # fmt: skip


def _form(value: str, form: re.Pattern[str], said: tuple[str, str], where: str) -> None:
    """Refuse a value of another form, which is not repeated: it may be the secret itself."""
    if value and not form.fullmatch(value):
        raise refused("feed_form", name=where, key=said[0], allowed=said[1])


def _number(table: Mapping[str, Any], key: str, where: str) -> int:
    usual, largest = _NUMBERS[key]
    value = table.get(key, usual)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= largest:
        raise refused("feed_number", name=where, key=key, value=repr(value), limit=largest)
    return value


def _hosts(table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(host, str) for host in value):
        raise refused("feed_hosts", name=where, key=key, value=repr(value))
    return tuple(host.lower().strip("[]") for host in value)


def _mapping(value: object, package: Package, resource: str, where: str) -> ColumnMapping:
    """Read the mapping of a feed: a file of the package, or a table in the place of one."""
    targets = columns_of(package, resource)
    if isinstance(value, str):
        return read_mapping(package.path / value, targets)
    if not isinstance(value, dict):
        raise refused("feed_mapping", name=where, value=repr(value))
    return parse_mapping(value, targets, name=f"{where} mapping")
