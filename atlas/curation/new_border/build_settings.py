"""Read `build.toml`: which polygons a package's geometry is made of."""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, Final, TypeVar

from atlas.base.errors import DataPackageError, one_line

SETTINGS: Final = "build.toml"

_Entry = TypeVar("_Entry")


@dataclass(frozen=True, slots=True)
class Polygons:
    """A file of polygons.

    `column` and `values` choose among its features; `crs` is for a file that does not say its own.
    """

    file: str
    source_ids: tuple[str, ...]
    crs: str = ""
    column: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LandFile(Polygons):
    """Polygons that together are land of one country; `side` is its code."""

    side: str = ""


@dataclass(frozen=True, slots=True)
class MunicipalityFile(Polygons):
    """Polygons of municipalities. `code`, `name` and `admin1` are columns of the file."""

    country: str = ""
    code: str = ""
    name: str = ""
    admin1: str = ""
    admin1_code: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What `build.toml` says."""

    licence: str
    attribution: str
    land: tuple[LandFile, ...]
    municipalities: tuple[MunicipalityFile, ...]


_OPTIONAL = {"crs", "column", "values"}


def read_settings(folder: Path) -> Settings:
    """Read `build.toml` of a package.

    Raises
    ------
    DataPackageError
        When it is missing, is no TOML, lacks a value or has one that is not known.
    """
    file = folder / SETTINGS
    if not file.is_file():
        message = f"{folder} has no {SETTINGS}; `atlas new` writes one to fill in"
        raise DataPackageError(message)
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{SETTINGS} is not valid TOML: {one_line(error)}"
        raise DataPackageError(message) from error
    _require_known(content, {item.name for item in fields(Settings)}, SETTINGS)
    settings = Settings(
        licence=_text(content, "licence", SETTINGS),
        attribution=_text(content, "attribution", SETTINGS),
        land=_entries(content, "land", LandFile),
        municipalities=_entries(content, "municipalities", MunicipalityFile),
    )
    if not settings.land:
        message = f"{SETTINGS} names no [[land]]: bring the polygons of both countries"
        raise DataPackageError(message)
    return settings


def _entries(content: Mapping[str, Any], name: str, kind: type[_Entry]) -> tuple[_Entry, ...]:
    tables = content.get(name, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        message = f"{SETTINGS}: write {name} as tables, [[{name}]]"
        raise DataPackageError(message)
    return tuple(
        _entry(table, f"{SETTINGS} [[{name}]] {number}", kind)
        for number, table in enumerate(tables, start=1)
    )


def _entry(table: Mapping[str, Any], where: str, kind: type[_Entry]) -> _Entry:
    known = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]
    _require_known(table, set(known), where)
    values: dict[str, Any] = {}
    for name, item in known.items():
        if name not in table and name in _OPTIONAL:
            continue
        several = item.default == () or (item.default is MISSING and name == "source_ids")
        values[name] = _texts(table, name, where) if several else _text(table, name, where)
    return kind(**values)


def _require_known(table: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(table.keys() - known)
    if unknown:
        message = f"{where}: {unknown[0]!r} is not known; known are {', '.join(sorted(known))}"
        raise DataPackageError(message)


def _text(table: Mapping[str, Any], name: str, where: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not value.strip():
        message = f'{where}: {name} is missing; write {name} = "..."'
        raise DataPackageError(message)
    return value.strip()


def _texts(table: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    value = table.get(name)
    if not isinstance(value, list) or not value or not all(isinstance(v, str) for v in value):
        message = f'{where}: {name} is missing; write {name} = ["..."]'
        raise DataPackageError(message)
    return tuple(value)
