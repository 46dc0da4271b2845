"""Check a data package: every file of it, and how they fit together."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from atlas.base.errors import DataPackageError, one_line
from atlas.data import schema, vocab
from atlas.data.bundled import geodata_dir
from atlas.data.contact import contact_faults
from atlas.data.corrections import CORRECTIONS, correct, offered_faults
from atlas.data.loading import Tables
from atlas.data.package_files import DESCRIPTOR, read_descriptor, read_geometry, read_text
from atlas.data.schema import FIRST_ROW, Fault


def check_tables(
    path: Path | str | None = None,
    *,
    corrections: Path | str | pd.DataFrame | None = None,
    changes: Tables | None = None,
) -> pd.DataFrame:
    """Give every problem of a data package, except where its places lie.

    Parameters
    ----------
    path
        Folder of the package; the bundled one when not given.
    corrections
        A file of corrections to apply after those of the package, before anything is checked;
        or its rows.
    changes
        Tables as text, by resource, that are checked in the place of those of the package.

    Returns
    -------
    problems
        Columns `schema.PROBLEM_COLUMNS`, file by file; a file that is missing or cannot be read
        is a problem too. No row when all is well.

    Raises
    ------
    DataPackageError
        When there is no descriptor or no vocabulary to check with, or the corrections cannot be
        read.
    """
    folder = Path(path).resolve() if path is not None else geodata_dir()
    descriptor, words = read_descriptor(folder), vocab.load(folder)
    tables: dict[str, pd.DataFrame] = {}
    found: list[pd.DataFrame] = []
    for resource in descriptor["resources"]:
        try:
            tables[resource["name"]] = read_text(folder, resource)
        except DataPackageError as error:
            found.append(_unreadable(folder, resource, error))
    tables |= {name: table.copy() for name, table in (changes or {}).items()}
    faults = list(correct(tables, descriptor))
    if corrections is not None:
        offered = Path(corrections) if isinstance(corrections, str) else corrections
        found.append(offered_faults(tables, descriptor, words, offered))
    found += _declarations(descriptor)
    found.append(schema.problem_table(contact_faults(descriptor), file=DESCRIPTOR))
    for name, frame in tables.items():
        resource = schema.resource_named(descriptor, name)
        file = resource["path"]
        found.append(schema.check_table(frame, name, descriptor, words, file=file, known=tables))
        if "geometry" in resource:
            geometry = list(_geometry_faults(folder, resource))
            found.append(schema.problem_table(geometry, file=file))
    found.append(schema.problem_table(faults, file=f"{CORRECTIONS}.csv"))
    found.append(schema.problem_table(_unused_sources(tables, descriptor), file="sources.csv"))
    return pd.concat(
        [table for table in found if len(table)] or [schema.no_problems()]
    ).reset_index(drop=True)


def _declarations(descriptor: Mapping[str, Any]) -> Iterator[pd.DataFrame]:
    """Check what columns declare, once where several tables share a schema."""
    checked: set[str] = set()
    for resource in descriptor["resources"]:
        file = resource.get("schema_file", DESCRIPTOR)
        if file not in checked:
            yield schema.problem_table(schema.declaration_faults(resource), file=file)
        checked |= {file} - {DESCRIPTOR}


def _unused_sources(
    tables: Mapping[str, pd.DataFrame], descriptor: Mapping[str, Any]
) -> Iterator[Fault]:
    cited: set[str] = set()
    for resource in descriptor["resources"]:
        cited |= set(resource.get("source_ids", ()))
    for table in tables.values():
        for column in table.columns[table.columns.str.endswith("source_ids")]:
            cited.update(table[column].str.split(";").explode().str.strip())
    for row, source in enumerate(
        tables.get("sources", pd.DataFrame({"source_id": []}))["source_id"], start=FIRST_ROW
    ):
        if source not in cited:
            yield Fault(row, "source_id", "unused_source", source)


def _geometry_faults(folder: Path, resource: Mapping[str, Any]) -> Iterator[Fault]:
    from shapely import is_valid_reason

    geometry = read_geometry(folder, resource).geometry
    allowed = {"allowed": ", ".join(resource["geometry"])}
    for row, shape in enumerate(geometry, start=FIRST_ROW):
        kind = shape.geom_type if shape is not None and not shape.is_empty else ""
        if kind not in resource["geometry"]:
            yield Fault(row, "geometry", "geometry_type", kind, allowed)
        elif not shape.is_valid:
            yield Fault(row, "geometry", "geometry_invalid", is_valid_reason(shape))


def _unreadable(folder: Path, resource: Mapping[str, Any], error: Exception) -> pd.DataFrame:
    file = resource["path"]
    there = (folder / file).is_file()
    fault = (
        Fault(1, "", "unreadable_file", one_line(error))
        if there
        else Fault(1, "", "missing_file", file)
    )
    return schema.problem_table([fault], file=file)
