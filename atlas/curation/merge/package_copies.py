"""Copies of a data package with other tables in them: as a folder, or as an archive in memory."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from atlas.base.csv_files import csv_text
from atlas.base.errors import ExportError
from atlas.base.files import hidden_folder
from atlas.base.zip_files import zipped
from atlas.curation.ingest import refused
from atlas.curation.merge.incoming import whereabouts
from atlas.data import Package
from atlas.data.schema import resource_named
from atlas.places.join import check_package

_RECIPES: Final = "recipes"


def archive_with(package: Package, tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Give a package with other tables, by resource, as a zip archive made in memory."""
    files = {file.relative_to(package.path): file for file in sorted(package.path.rglob("*"))}
    kept = {
        name.as_posix(): file.read_bytes()
        for name, file in files.items()
        if file.is_file() and not any(_is_left_out(part) for part in name.parts)
    }
    changed = {name: text.encode("utf-8") for name, text in _files(package, tables).items()}
    return zipped(kept | changed)


def write_with(package: Package, tables: Mapping[str, pd.DataFrame], out: Path) -> None:
    """Write a package with other tables to a folder of a temporary name, and give it its name.

    Raises
    ------
    ExportError
        When the folder exists or cannot be written.
    """
    require_new(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with hidden_folder(out) as folder:
            new = folder / out.name
            shutil.copytree(package.path, new, ignore=shutil.ignore_patterns(_RECIPES, ".*"))
            for name, text in _files(package, tables).items():
                (new / name).write_text(text, encoding="utf-8", newline="\n")
            new.rename(out)
    except OSError as error:
        message = f"cannot write {out}: {error.strerror or error}"
        raise ExportError(message) from error


def require_new(out: Path) -> None:
    """Refuse to write where something is.

    Raises
    ------
    ExportError
        When the folder exists.
    """
    if out.exists():
        message = f"cannot write {out}: it exists already; name a new folder"
        raise ExportError(message)


def require_sound(package: Package, tables: Mapping[str, pd.DataFrame]) -> None:
    """Refuse tables with which the package would not pass its own check.

    Raises
    ------
    IngestError
        With the first error.
    """
    problems = check_package(package.path, changes=tables)
    errors = problems[problems["severity"] == "error"]
    if len(errors):
        first = errors.iloc[0]
        raise refused("merged_unsound", file=first["file"], n=len(errors), **whereabouts(first))


def _files(package: Package, tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Give tables as files by their path in the package."""
    return {
        resource_named(package.descriptor, name)["path"]: csv_text(table, marked=False)
        for name, table in tables.items()
    }


def _is_left_out(part: str) -> bool:
    return part.startswith(".") or part == _RECIPES
