"""Load a data package into frames."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

from atlas.base.errors import DataPackageError
from atlas.data import vocab
from atlas.data.bundled import geodata_dir
from atlas.data.corrections import CORRECTIONS, correct, name_of, read_corrections
from atlas.data.package_files import (
    DESCRIPTOR,
    cell_error,
    read_descriptor,
    read_geometry,
    read_text,
)
from atlas.data.schema import FIRST_ROW, Fault
from atlas.data.vocab import Vocabularies

if TYPE_CHECKING:
    import geopandas as gpd

PLACES = ("shelters", "offices", "services")
"""The resources whose rows are places; together they make `Package.places`."""

_CLAIM_COLUMNS = ("facility_id", "field", "value", "source_ids", "date", "used")
_NOT_RESOURCES = {
    *("places", "claims", "waters", "ground", "streets"),
    *("vocab", "descriptor", "version", "path", "public"),
}
_PARTS = ("*.*", "vocab/*.csv", "schemas/*.json", "streets/*.streets", "streets/*.graph")
_FOLDERS = tuple(dict.fromkeys(part.partition("/")[0] for part in _PARTS if "/" in part))
_NUMBERS = ("number", "integer")
_NEWER = {"actions": ("state", "attested", "attested_source_ids", "replaced_by")}
"""Columns that older packages do without; what they would say is not known."""


Fingerprint: TypeAlias = tuple[tuple[str, int, int, int], ...]
"""When the files of a package changed; see `fingerprint`."""


def _no_lines() -> "gpd.GeoDataFrame":
    import geopandas as gpd

    return gpd.GeoDataFrame({"corridor_id": [], "kind": []}, geometry=[], crs="EPSG:4326")


@dataclass(frozen=True, eq=False)
class Package:
    """A data package in memory. Its frames are shared: do not write into them.

    Text columns hold text, missing text is empty; numbers are float64 with NaN, or int64 where
    a whole number is required. List columns stay text, `a;b`. `places` has the column `layer`
    besides those of its resources: `shelters`, `offices` or `services`.
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
    claims: pd.DataFrame = dataclasses.field(
        default_factory=lambda: pd.DataFrame(columns=list(_CLAIM_COLUMNS), dtype="str")
    )
    """What sources say of a place where they differ; a package may do without."""

    waters: "gpd.GeoDataFrame | None" = None
    """Inshore water by corridor and side, for joining; a package may do without."""

    ground: "gpd.GeoDataFrame" = dataclasses.field(default_factory=_no_lines)
    """Main roads, railways and rivers by corridor and kind, for maps; a package may do without."""

    streets: tuple[Path, ...] = ()
    """Files of streets, which `atlas streets` made; a package may do without."""

    public: "Package | None" = None
    """What the public sees of a package with a private overlay: the same without the overlay."""

    @cached_property
    def areas(self) -> "gpd.GeoDataFrame":
        """The segments with their inshore water: a pier is in its country. Maps draw the land."""
        if self.waters is None:
            return self.segments
        keys = ["corridor_id", "side"]
        water = self.waters.set_index(keys).geometry
        # The grid of the files lets water lap some centimetres over the land: land comes first.
        ground = self.segments.union_all()
        shapes = [
            shape.union(water[key].difference(ground))
            if (key := (corridor, side)) in water.index
            else shape
            for corridor, side, shape in zip(
                *(self.segments[name] for name in keys), self.segments.geometry, strict=True
            )
        ]
        return self.segments.set_geometry(shapes, crs=self.segments.crs)

    def for_audience(self, audience: str) -> "Package":
        """Give this package to `internal` readers, and to all others the public one."""
        return self if audience == "internal" or self.public is None else self.public


def with_streets(package: Package, files: Iterable[Path]) -> Package:
    """Give a package with more files of streets, for all its audiences."""
    more = tuple(files)
    if not more:
        return package
    public = None if package.public is None else with_streets(package.public, more)
    return dataclasses.replace(package, streets=(*package.streets, *more), public=public)


Tables = Mapping[str, pd.DataFrame]
"""Tables as text, by resource, that stand in the place of those of a package."""


def load(path: Path | str | None = None, *, corrections: Path | str | None = None) -> Package:
    """Read a data package.

    Parameters
    ----------
    path
        Folder of the package; the bundled one when not given.
    corrections
        A file of corrections to apply after those of the package.

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
    extra = Path(corrections).resolve() if corrections is not None else None
    return _load(folder, extra, fingerprint(folder, extra))


def load_changed(
    path: Path, *, changes: Tables, corrections: Path | pd.DataFrame | None = None
) -> Package:
    """Read a data package with other tables in the place of its own; it is not remembered.

    Parameters
    ----------
    path
        Folder of the package.
    changes
        The other tables.
    corrections
        Corrections to apply after those of the package.

    Raises
    ------
    DataPackageError
        As `load`.
    """
    descriptor = read_descriptor(path)
    return assemble(path, descriptor, corrected_texts(path, descriptor, corrections, changes))


def corrected_texts(
    folder: Path,
    descriptor: Mapping[str, Any],
    corrections: Path | pd.DataFrame | None = None,
    changes: Tables | None = None,
) -> dict[str, pd.DataFrame]:
    """Read every table of a package as text, with the corrections applied.

    Parameters
    ----------
    folder
        Folder of the package.
    descriptor
        Its descriptor. Vocabularies and geometry are left out.
    corrections
        A file of corrections to apply after those of the package, or its rows.
    changes
        Tables in the place of those of the package.

    Raises
    ------
    DataPackageError
        When a file is missing or broken, or a correction does not fit.
    """
    changed = changes or {}
    texts = {
        name: changed[name].copy() if name in changed else read_text(folder, item)
        for item in _used(descriptor)
        if "geometry" not in item and (name := item["name"])
    }
    for fault in correct(texts, descriptor):
        raise cell_error(fault, f"{CORRECTIONS}.csv")
    if corrections is not None:
        for fault in correct(texts, descriptor, read_corrections(corrections, descriptor)):
            raise cell_error(fault, name_of(corrections))
    return texts


def _used(descriptor: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [item for item in descriptor["resources"] if not item["name"].startswith("vocab_")]


@lru_cache(maxsize=4)
def _load(folder: Path, corrections: Path | None, _unchanged: Fingerprint) -> Package:
    descriptor = read_descriptor(folder)
    return assemble(folder, descriptor, corrected_texts(folder, descriptor, corrections))


def assemble(
    folder: Path,
    descriptor: dict[str, Any],
    texts: Mapping[str, pd.DataFrame],
    *,
    public: Package | None = None,
) -> Package:
    """Make a package of tables as text, and of the geometry and vocabularies in a folder.

    Raises
    ------
    DataPackageError
        As `load`.
    """
    used = _used(descriptor)
    frames: dict[str, Any] = {
        item["name"]: _typed(texts[item["name"]], item)
        if item["name"] in texts
        else read_geometry(folder, item)
        for item in used
    }
    missing = (set(Package.__annotations__) | set(PLACES)) - set(frames) - _NOT_RESOURCES
    if missing:
        message = f"{DESCRIPTOR} lacks the resource {', '.join(sorted(missing))}"
        raise DataPackageError(message)
    places = [frames.pop(name).assign(layer=name) for name in PLACES]
    return Package(
        places=pd.concat(places, ignore_index=True).astype({"layer": "str"}),
        vocab=vocab.load(folder),
        descriptor=descriptor,
        version=str(descriptor.get("version", "")),
        path=folder,
        streets=tuple(sorted((folder / "streets").glob("*.streets"))),
        public=public,
        **{name: frame for name, frame in frames.items() if name in Package.__annotations__},
    )


def _typed(text: pd.DataFrame, resource: Mapping[str, Any]) -> pd.DataFrame:
    columns = {}
    for field in resource["schema"]["fields"]:
        name = field["name"]
        if name not in text.columns:
            raise cell_error(Fault(1, name, "missing_column"), resource["path"])
        columns[name] = text[name]
        if field["type"] in _NUMBERS:
            columns[name] = _numbers(text[name], field, resource["path"])
    frame = pd.DataFrame(columns)
    newer = [name for name in _NEWER.get(resource["name"], ()) if name not in columns]
    if not newer:
        return frame
    return frame.assign(**dict.fromkeys(newer, "")).astype(dict.fromkeys(newer, "str"))


def _numbers(cells: pd.Series, field: Mapping[str, Any], file: str) -> pd.Series:
    texts = cells.to_numpy(object)
    stated = texts != ""
    values = np.full(len(texts), np.nan)
    values[stated] = pd.to_numeric(texts[stated], errors="coerce")
    for at in np.flatnonzero(np.isnan(values) & stated):
        code = f"not_{field['type']}"
        raise cell_error(Fault(int(at) + FIRST_ROW, field["name"], code, texts[at]), file)
    required = field.get("constraints", {}).get("required", False)
    for at in np.flatnonzero(np.isnan(values) & required):
        raise cell_error(Fault(int(at) + FIRST_ROW, field["name"], "required"), file)
    numbers = pd.Series(values, index=cells.index)
    return numbers.astype("int64") if required and field["type"] == "integer" else numbers


def fingerprint(*folders: Path | None) -> Fingerprint:
    """Say of every file of packages when it changed, to know whether to read it again.

    Parameters
    ----------
    *folders
        Folders of packages, or single files; none counts for nothing.
    """
    files = (file for one in folders if one is not None for file in parts_of(one))
    return tuple(sorted(found for file in files if (found := _state(file))))


def parts_of(folder: Path) -> Iterator[Path]:
    """Give the files of a package, and the folders that they are in; a file by itself."""
    yield folder
    for part in _PARTS:
        yield from folder.glob(part)
    yield from (inner for name in _FOLDERS if (inner := folder / name).is_dir())


def _state(file: Path) -> tuple[str, int, int, int] | None:
    """Say when a file changed, and how large it is; nothing of what is no file.

    Files that come out of an archive or with their times may be as old as those before them.
    """
    try:
        found = file.stat()
    except OSError:  # somebody has just taken it away
        return None
    if not S_ISREG(found.st_mode):
        return None
    return str(file), found.st_mtime_ns, found.st_ctime_ns, found.st_size
