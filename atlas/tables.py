"""Read a data package into frames, with its corrections applied.

`load` gives the whole package or raises `DataPackageError`; `check_package` gives every problem
of it as one table instead. What the tables are is told by `datapackage.json` alone.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas import vocab
from atlas.bundled import geodata_dir
from atlas.errors import DataPackageError
from atlas.vocab import Vocabularies

if TYPE_CHECKING:
    import geopandas as gpd

DESCRIPTOR = "datapackage.json"
PLACES = ("shelters", "offices", "services")
"""The resources whose rows are places; together they make `Package.places`."""


@dataclass(frozen=True, eq=False)
class Package:
    """A data package in memory. Frames are shared: do not write into them.

    Text columns hold text, missing text is empty; numbers are float64 with NaN, or int64 where
    a value is required. List columns stay text, `a;b`. `places` has the column `layer` besides
    those of its resources: `shelters`, `offices` or `services`.
    """

    places: pd.DataFrame
    crossings: pd.DataFrame
    crossing_flows: pd.DataFrame
    context_stats: pd.DataFrame
    actors: pd.DataFrame
    actions: pd.DataFrame
    corridors: pd.DataFrame
    segments: "gpd.GeoDataFrame"
    border: "gpd.GeoDataFrame"
    land: "gpd.GeoDataFrame"
    localities: pd.DataFrame
    municipalities: pd.DataFrame
    sources: pd.DataFrame
    corrections: pd.DataFrame
    vocab: Vocabularies
    descriptor: dict[str, Any]
    version: str
    path: Path


def load(path: Path | str | None = None) -> Package:
    """Read a data package.

    Parameters
    ----------
    path
        Folder of the package; the bundled one when not given.

    Returns
    -------
    package
        Its frames, vocabularies and descriptor, with the corrections applied. Loading the same
        unchanged folder again gives the same object.

    Raises
    ------
    DataPackageError
        When a file is missing or cannot be read, a cell is not of its type, or a correction does
        not fit; the message names file, row and column.
    """
    folder = Path(path).resolve() if path is not None else geodata_dir()
    return _load(folder, _fingerprint(folder))


def read_descriptor(folder: Path) -> dict[str, Any]:
    """Read `datapackage.json`, with the schemas that it refers to put in their places."""
    descriptor = _read_json(folder, DESCRIPTOR)
    for resource in descriptor.get("resources", ()):
        if isinstance(resource.get("schema"), str):
            resource["schema"] = _read_json(folder, resource["schema"])
    return descriptor


def read_text(folder: Path, resource: dict[str, Any]) -> pd.DataFrame:
    """Read one CSV resource as text, as it is in the file: every column `str`, missing = empty."""
    return pd.read_csv(
        _file(folder, resource["path"]),
        dtype=str,
        keep_default_na=False,
        skip_blank_lines=False,
        encoding="utf-8-sig",
    )


def citation(source: pd.Series, lang: str) -> str:
    """Give a source in one line: title, publisher, date, licence when known.

    Parameters
    ----------
    source
        A row of `Package.sources`.
    lang
        `es` or `en`.
    """
    title = source["title_en"] if lang == "en" and source["title_en"] else source["title"]
    parts = [title, source["publisher"], source["path"], source["date"]]
    return ". ".join(part for part in dict.fromkeys(parts) if part)


def _fingerprint(folder: Path) -> tuple[tuple[str, int], ...]:
    files = sorted(folder.glob("*.*")) + sorted(folder.glob("vocab/*.csv"))
    return tuple((file.name, file.stat().st_mtime_ns) for file in files)


@lru_cache(maxsize=4)
def _load(folder: Path, _fingerprint: tuple[tuple[str, int], ...]) -> Package:
    descriptor = read_descriptor(folder)
    resources = {resource["name"]: resource for resource in descriptor["resources"]}
    frames: dict[str, Any] = {}
    for name, resource in resources.items():
        if name.startswith("vocab_"):
            continue
        if not (folder / resource["path"]).exists():
            frames[name] = pd.DataFrame(
                columns=[field["name"] for field in resource["schema"]["fields"]]
            )
            continue
        if resource["format"] == "geojson":
            frames[name] = _read_geojson(folder, resource)
        else:
            frames[name] = _convert(read_text(folder, resource), resource)
    places = pd.concat([frames.pop(name).assign(layer=name) for name in PLACES], ignore_index=True)
    return Package(
        places=places.astype({"layer": "str"}),
        vocab=vocab.load(folder),
        descriptor=descriptor,
        version=descriptor["version"],
        path=folder,
        **frames,
    )


def _convert(text: pd.DataFrame, resource: dict[str, Any]) -> pd.DataFrame:
    columns = {}
    for field in resource["schema"]["fields"]:
        column = text[field["name"]]
        if field["type"] in ("number", "integer"):
            numbers = pd.to_numeric(column.where(column != ""))
            whole = field["type"] == "integer" and field.get("constraints", {}).get("required")
            column = numbers.astype("int64" if whole else "float64")
        columns[field["name"]] = column
    return pd.DataFrame(columns)


def _read_geojson(folder: Path, resource: dict[str, Any]) -> "gpd.GeoDataFrame":
    import geopandas as gpd

    return gpd.read_file(_file(folder, resource["path"]), engine="pyogrio")


def _read_json(folder: Path, name: str) -> Any:
    try:
        return json.loads(_file(folder, name).read_text(encoding="utf-8"))
    except ValueError as error:
        message = f"{name} is not valid JSON: {error}"
        raise DataPackageError(message) from error


def _file(folder: Path, name: str) -> Path:
    if not (folder / name).is_file():
        message = f"the data package {folder} lacks the file {name}"
        raise DataPackageError(message)
    return folder / name
