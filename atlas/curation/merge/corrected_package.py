"""Put corrections, and the sources that they bring, into a copy of the data package."""

from pathlib import Path
from typing import Final

import pandas as pd

from atlas.base.csv_files import read_csv
from atlas.curation.merge.incoming import sources_beside
from atlas.curation.merge.noted_corrections import CORRECTIONS
from atlas.curation.merge.package_copies import (
    archive_with,
    require_new,
    require_sound,
    write_with,
)
from atlas.data import Package, read_text
from atlas.data.corrections import read_corrections
from atlas.data.schema import columns_of, resource_named

_SOURCES: Final = "sources"
_KEY: Final = "source_id"


def correct_into(package: Package, lines: pd.DataFrame, sources: pd.DataFrame, out: Path) -> None:
    """Write a new data package: the old one with more corrections.

    Parameters
    ----------
    package
        The package that is there; it is not changed.
    lines
        Lines of `corrections.csv`.
    sources
        Lines of `sources.csv` that they bring.
    out
        Folder of the new package; it must not exist.

    Raises
    ------
    ExportError
        When the folder exists or cannot be written.
    IngestError
        When the new package would not pass its own check.
    """
    require_new(out)
    write_with(package, _tables(package, lines, sources), out)


def corrected_archive(package: Package, lines: pd.DataFrame, sources: pd.DataFrame) -> bytes:
    """Give the same as a zip archive, made in memory."""
    return archive_with(package, _tables(package, lines, sources))


def read_offered(file: Path, package: Package) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read a file of corrections, with the sources that lie beside it.

    Parameters
    ----------
    file
        The CSV file; its new sources are in `<name>.sources.csv` next to it, where it has any.
    package
        The package that they correct.

    Returns
    -------
    lines, sources
        As text, with the columns of their resources.

    Raises
    ------
    DataPackageError
        When a file cannot be read or lacks a column.
    """
    lines = read_corrections(file, package.descriptor)
    beside = sources_beside(file)
    sources = read_csv(beside) if beside.is_file() else pd.DataFrame(dtype="str")
    return _described(package, CORRECTIONS, lines), _described(package, _SOURCES, sources)


def with_sources(package: Package, sources: pd.DataFrame) -> pd.DataFrame:
    """Give the sources of a package with others; of those that it has already, its own."""
    own = read_text(package.path, resource_named(package.descriptor, _SOURCES))
    new = sources[~sources[_KEY].isin(own[_KEY])].drop_duplicates(_KEY)
    return pd.concat([own, new], ignore_index=True)


def _tables(
    package: Package, lines: pd.DataFrame, sources: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    own = read_text(package.path, resource_named(package.descriptor, CORRECTIONS))
    tables = {
        CORRECTIONS: pd.concat([own, lines], ignore_index=True),
        _SOURCES: with_sources(package, sources),
    }
    described = {name: _described(package, name, table) for name, table in tables.items()}
    require_sound(package, described)
    return described


def _described(package: Package, resource: str, table: pd.DataFrame) -> pd.DataFrame:
    """Give a table with the columns of its resource, all of them text."""
    columns = columns_of(resource_named(package.descriptor, resource))
    return table.reindex(columns=columns).fillna("").astype("str")
