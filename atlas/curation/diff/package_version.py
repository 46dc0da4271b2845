"""Read a version of a data package for comparison."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from atlas.base.errors import DataPackageError
from atlas.data import PLACES, corrected_texts, read_descriptor, read_geometry, read_text, vocab
from atlas.data.bundled import geodata_dir
from atlas.data.place_columns import PlaceColumns, place_columns
from atlas.data.vocab import Vocabularies

if TYPE_CHECKING:
    import geopandas as gpd

LAYER: Final = "layer"
"""Column of the places: the table that each one is in."""

_VOCABULARY = "vocab_"


@dataclass(frozen=True, eq=False)
class Release:
    """One version of a data package, every cell as text.

    `tables` has the places together under the name of the first of their resources; the column
    `layer` says which one each is in. `keys` are the columns that name a row, by table; no
    columns where rows have no name. `columns` is what is declared of the columns of the places.
    """

    tables: Mapping[str, pd.DataFrame]
    keys: Mapping[str, list[str]]
    resources: Mapping[str, Mapping[str, Any]]
    geometry: Mapping[str, "gpd.GeoDataFrame"]
    vocab: Vocabularies
    version: str
    columns: PlaceColumns


def read_release(path: Path | str | None = None, *, corrections: Path | None = None) -> Release:
    """Read a data package for comparison.

    Parameters
    ----------
    path
        Folder of the package; the bundled one when not given.
    corrections
        A file of corrections to apply after those of the package.

    Raises
    ------
    DataPackageError
        When a file is missing or broken, a correction does not fit, or two rows have one name.
    """
    folder = Path(path).resolve() if path is not None else geodata_dir()
    descriptor = read_descriptor(folder)
    resources = {item["name"]: item for item in descriptor["resources"]}
    tables = corrected_texts(folder, descriptor, corrections)
    tables |= {
        name: read_text(folder, item)
        for name, item in resources.items()
        if name.startswith(_VOCABULARY)
    }
    keys = {name: _key(resources[name]) for name in tables}
    for name, table in tables.items():
        _require_names(table, keys[name], resources[name]["path"])
    layers = [tables.pop(name).assign(**{LAYER: name}) for name in PLACES if name in tables]
    if layers:
        tables = {PLACES[0]: pd.concat(layers, ignore_index=True).fillna(""), **tables}
    geometry = {
        name: read_geometry(folder, item) for name, item in resources.items() if "geometry" in item
    }
    keys |= {name: _key(resources[name]) for name in geometry}
    return Release(
        tables,
        keys,
        resources,
        geometry,
        vocab.load(folder),
        str(descriptor.get("version", "")),
        place_columns(descriptor),
    )


def _key(resource: Mapping[str, Any]) -> list[str]:
    schema = resource["schema"]
    return list(schema.get("primaryKey") or next(iter(schema.get("uniqueKeys", ())), ()))


def _require_names(table: pd.DataFrame, key: list[str], file: str) -> None:
    if key and set(key) <= set(table.columns) and table.duplicated(key).any():
        twice = ", ".join(table.loc[table.duplicated(key), key].iloc[0])
        message = f"{file} has {twice!r} twice, so its rows cannot be compared; see `atlas check`"
        raise DataPackageError(message)
