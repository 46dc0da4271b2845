"""A private overlay: rows of an organisation's own, laid over a public package.

An overlay is a folder with some of the tables of the public package, each with its key and any of
its columns. A row with a key that the public table has takes the place of the cells that it has
columns for; a row with a new key is added. Only `Package.for_audience` decides who sees it.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from atlas.base.csv_files import read_csv
from atlas.base.errors import DataPackageError
from atlas.base.i18n import CONSOLE_MESSAGE
from atlas.data import schema, vocab
from atlas.data.bundled import geodata_dir
from atlas.data.loading import Fingerprint, Package, assemble, corrected_texts, fingerprint, load
from atlas.data.package_files import cell_error, read_descriptor
from atlas.data.schema import FIRST_ROW

_Texts = dict[str, pd.DataFrame]
_PROTECTION = "sensitivity"


def load_overlay(path: Path | str | None, private: Path | str) -> Package:
    """Read a public package with a private overlay.

    Parameters
    ----------
    path
        Folder of the public package; the bundled one when None.
    private
        Folder of the overlay.

    Returns
    -------
    package
        Both together; its `public` is the package without the overlay.

    Raises
    ------
    DataPackageError
        When one of them cannot be read, or the overlay has an error; the message names it.
    """
    folder = Path(path).resolve() if path is not None else geodata_dir()
    own = _overlay_folder(folder, private)
    return _load(folder, own, fingerprint(folder, own))


@lru_cache(maxsize=2)
def _load(folder: Path, own: Path, _unchanged: Fingerprint) -> Package:
    problems = check_overlay(folder, own)
    errors = problems[problems["severity"] == "error"]
    for row in errors.to_dict("records"):
        more = f" ({len(errors) - 1} more: see `atlas check --private`)" if len(errors) > 1 else ""
        where = f"{row['file']} row {row['row']}, column {row['column']}"
        raise DataPackageError(f"{where}: {row[CONSOLE_MESSAGE]}{more}")
    descriptor = read_descriptor(folder)
    texts = corrected_texts(folder, descriptor)
    texts |= {name: whole for name, (whole, _) in _layered(texts, descriptor, own).items()}
    return assemble(folder, descriptor, texts, public=load(folder))


def check_overlay(path: Path | str | None, private: Path | str) -> pd.DataFrame:
    """Give every problem of the rows of an overlay.

    They are judged as public rows are, but for the rules on what may be published: true positions
    and addresses are what an overlay is for.

    Returns
    -------
    problems
        Columns `schema.PROBLEM_COLUMNS`; files are named with the folder of the overlay.

    Raises
    ------
    DataPackageError
        When the overlay holds no table, or one that is not of the package, without its key, or
        with columns that the package does not know.
    """
    folder = Path(path).resolve() if path is not None else geodata_dir()
    own = _overlay_folder(folder, private)
    descriptor, words = read_descriptor(folder), vocab.load(folder)
    texts = corrected_texts(folder, descriptor)
    layered = _layered(texts, descriptor, own)
    known = texts | {name: whole for name, (whole, _) in layered.items()}
    found = [schema.no_problems()]
    for name, (_, rows) in layered.items():
        file = f"{own.name}/{schema.resource_named(descriptor, name)['path']}"
        private_rules = _without_protection(descriptor)
        found.append(schema.check_table(rows, name, private_rules, words, file=file, known=known))
    return pd.concat(found, ignore_index=True)


def _overlay_folder(folder: Path, private: Path | str) -> Path:
    own = Path(private).resolve()
    if not own.is_dir():
        message = f"the private overlay {own} is no folder"
        raise DataPackageError(message)
    if own == folder or folder in own.parents:
        message = f"the private overlay {own} lies inside the public package {folder}: move it out"
        raise DataPackageError(message)
    return own


def _layered(
    texts: _Texts, descriptor: Mapping[str, Any], own: Path
) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    """Give each table that the overlay touches: whole, and the overlay's rows completed."""
    layered = {}
    for resource, rows in _tables(descriptor, own):
        (key,) = schema.key_columns(resource)
        public, mine = (
            table.set_index(key, drop=False) for table in (texts[resource["name"]], rows)
        )
        completed = public.reindex(mine.index).fillna("").astype("str")
        completed[list(mine.columns)] = mine
        order = pd.Index([*public.index, *mine.index.difference(public.index, sort=False)])
        others = public[~public.index.isin(mine.index)]
        whole = pd.concat([others, completed]).reindex(order).reset_index(drop=True)
        layered[resource["name"]] = (whole, completed.reset_index(drop=True))
    return layered


def _tables(
    descriptor: Mapping[str, Any], own: Path
) -> Iterator[tuple[Mapping[str, Any], pd.DataFrame]]:
    allowed = {
        item["path"]: item
        for item in descriptor["resources"]
        if len(schema.key_columns(item)) == 1 and "/" not in item["path"]
    }
    files = sorted(own.glob("*.csv"))
    if not files:
        message = f"the private overlay {own} has no tables; it may have {', '.join(allowed)}"
        raise DataPackageError(message)
    for file in files:
        if file.name not in allowed:
            message = f"{own.name}/{file.name} is no table of the package: {', '.join(allowed)}"
            raise DataPackageError(message)
        rows = read_csv(file)
        _require_columns(rows, allowed[file.name], f"{own.name}/{file.name}")
        yield allowed[file.name], rows


def _require_columns(rows: pd.DataFrame, resource: Mapping[str, Any], name: str) -> None:
    (key,) = schema.key_columns(resource)
    if key not in rows.columns:
        raise cell_error(schema.Fault(1, key, "missing_column"), name)
    for column in rows.columns:
        if column not in schema.columns_of(resource):
            raise cell_error(schema.Fault(1, column, "unknown_column"), name)
    for at, twice in enumerate(rows[key].duplicated()):
        if twice:
            value = rows[key].iloc[at]
            first = str(rows.index[rows[key] == value][0] + FIRST_ROW)
            fault = schema.Fault(at + FIRST_ROW, key, "unique", value, {"first": first})
            raise cell_error(fault, name)


def _without_protection(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """Give the descriptor without the rules that say what of a protected place may be public."""
    private = deepcopy(dict(descriptor))
    for resource in private["resources"]:
        rules = resource["schema"].get("rules", ())
        resource["schema"]["rules"] = [
            rule for rule in rules if _PROTECTION not in rule.get("when", {})
        ]
    return private
