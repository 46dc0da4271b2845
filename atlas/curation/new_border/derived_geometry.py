"""Derive the geometry of a data package from polygons and crossings, and write it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pandas as pd
import shapely

from atlas.base.csv_files import FIRST_ROW, csv_text
from atlas.base.errors import DataPackageError
from atlas.base.files import write_text
from atlas.base.i18n import CONSOLE_LANG, CONSOLE_MESSAGE
from atlas.curation.new_border.build_settings import SETTINGS, Settings, read_settings
from atlas.curation.new_border.land_split import land_of
from atlas.curation.new_border.municipalities import assign, municipality_table, read_municipalities
from atlas.curation.new_border.polygons import read_polygons
from atlas.data import DESCRIPTOR, corrected_texts, read_descriptor, read_text, schema, vocab
from atlas.places.join.position_checks import CROSSING_LIMIT_M
from atlas.spatial.corridor_shapes import Corridor, corridors_of, geojson, segments, shared_line
from atlas.spatial.geodesy import GEOD, LineIndex, distance_words, is_position

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_GEOMETRY: Final = ("segments", "border", "land")
_NEEDED: Final = ("sources", "crossings", "corridors")
_NUMBERS = ["lon", "lat", "precision_m"]

_BySide: TypeAlias = "dict[tuple[str, str], BaseGeometry]"


@dataclass(frozen=True, eq=False)
class Built:
    """What was made.

    Attributes
    ----------
    areas
        Columns corridor_id, side, area_km2 (geodesic), border_km.
    assignments
        Municipalities of places, as `municipalities.assign` gives them.
    files
        The files that were written.
    """

    areas: pd.DataFrame
    assignments: pd.DataFrame
    files: tuple[Path, ...]


def build_package(folder: Path | str) -> Built:
    """Make the geometry of a package, and its municipalities when `build.toml` brings some.

    Nothing is written before everything could be made.

    Parameters
    ----------
    folder
        A package with `build.toml`, and with rows in `corridors.csv`, `crossings.csv` and
        `sources.csv`.

    Returns
    -------
    built
        What was made and written.

    Raises
    ------
    DataPackageError
        When something cannot be used; the message names the file and the row or feature.
    """
    folder = Path(folder).resolve()
    descriptor, settings = read_descriptor(folder), read_settings(folder)
    texts = corrected_texts(folder, descriptor)
    _require_good(texts, descriptor, folder)
    _require_sources(settings, texts["sources"])
    countries = _countries(folder, settings)
    land, border, near = _geometry(texts, countries)
    layer = read_municipalities(folder, settings.municipalities)
    assignments = assign(texts, layer)
    written = {
        "corridors.geojson": _features(near, settings),
        "border.geojson": geojson(
            (({"corridor_id": name}, line) for name, line in border.items()), _head(settings)
        ),
        "land.geojson": _features(land, settings),
        DESCRIPTOR: _described(folder, settings),
        **_tables(folder, descriptor, municipality_table(texts["municipalities"], layer, near),
                  assignments),
    }  # fmt: skip
    for name, text in written.items():
        write_text(folder / name, text)
    return Built(_areas(near, border), assignments, tuple(folder / name for name in written))


def _require_good(
    texts: Mapping[str, pd.DataFrame], descriptor: Mapping[str, Any], folder: Path
) -> None:
    """Stop at the first error of the tables that the geometry is made from."""
    words = vocab.load(folder)
    for name in _NEEDED:
        file = schema.resource_named(descriptor, name)["path"]
        if not len(texts[name]):
            message = f"{file} has no rows yet; fill it in first, README.md says how"
            raise DataPackageError(message)
        found = schema.check_table(texts[name], name, descriptor, words, file=file, known=texts)
        errors = found[found["severity"] == "error"]
        for row in errors.itertuples():
            more = f" ({len(errors) - 1} more: see `atlas check`)" if len(errors) > 1 else ""
            said = getattr(row, CONSOLE_MESSAGE)
            message = f"{file} row {row.row}, column {row.column}: {said}{more}"
            raise DataPackageError(message)


def _require_sources(settings: Settings, sources: pd.DataFrame) -> None:
    known = set(sources["source_id"])
    for entry in (*settings.land, *settings.municipalities):
        for source in entry.source_ids:
            if source not in known:
                message = f"{SETTINGS}: source {source!r} of {entry.file} is not in sources.csv"
                raise DataPackageError(message)


def _countries(folder: Path, settings: Settings) -> dict[str, "BaseGeometry"]:
    shapes: dict[str, list[BaseGeometry]] = {}
    for entry in settings.land:
        shapes.setdefault(entry.side, []).extend(read_polygons(folder, entry).geometry)
    return {side: shapely.union_all(some) for side, some in shapes.items()}


def _geometry(
    texts: Mapping[str, pd.DataFrame], countries: Mapping[str, "BaseGeometry"]
) -> tuple[_BySide, dict[str, "BaseGeometry"], _BySide]:
    """Give the land and the segments by corridor and side, and the border by corridor."""
    corridors = texts["corridors"].astype({"radius_km": float, "border_uncertainty_m": float})
    crossings = texts["crossings"].copy()
    for column in _NUMBERS:
        crossings[column] = pd.to_numeric(crossings[column].where(crossings[column] != ""))
    uncertainty = corridors.set_index("corridor_id")["border_uncertainty_m"]
    land: dict[tuple[str, str], BaseGeometry] = {}
    near: dict[tuple[str, str], BaseGeometry] = {}
    border: dict[str, BaseGeometry] = {}
    for corridor in corridors_of(corridors, crossings):
        name = corridor.corridor_id
        _require_polygons(corridor, countries)
        own = land_of(corridor, countries, float(uncertainty[name]))
        border[name] = _border(corridor, own, float(uncertainty[name]))
        _require_near(name, crossings, border[name])
        land |= {(name, side): shape for side, shape in own.items()}
        near |= {(name, side): shape for side, shape in segments(corridor, own).items()}
    return land, border, near


def _require_polygons(corridor: Corridor, countries: Mapping[str, "BaseGeometry"]) -> None:
    if not len(corridor.lon):
        message = f"corridor {corridor.corridor_id} has no crossing with a point in crossings.csv"
        raise DataPackageError(message)
    for side in corridor.countries:
        if side not in countries:
            message = f"{SETTINGS} has no [[land]] with side {side!r}"
            raise DataPackageError(message)


def _border(
    corridor: Corridor, land: Mapping[str, "BaseGeometry"], uncertainty_m: float
) -> "BaseGeometry":
    a, b = (land[name] for name in corridor.countries)
    line = shared_line(a, b)
    if line.is_empty:
        vertices = shapely.get_coordinates(a)
        apart = distance_words(float(np.nanmin(LineIndex(b).distance_m(*vertices.T))), CONSOLE_LANG)
        names = " and ".join(corridor.countries)
        message = (
            f"no border runs through corridor {corridor.corridor_id}: the polygons of {names} stay "
            f"{apart} apart, and border_uncertainty_m is {uncertainty_m:g}"
        )
        raise DataPackageError(message)
    return line


def _require_near(name: str, crossings: pd.DataFrame, border: "BaseGeometry") -> None:
    away_m = LineIndex(border).distance_m(crossings["lon"], crossings["lat"])
    own = (crossings["corridor_id"] == name) & is_position(crossings["lon"], crossings["lat"])
    limit_m = CROSSING_LIMIT_M + crossings["precision_m"].fillna(0).to_numpy()
    for at in np.flatnonzero(own & (away_m > limit_m)):
        far, limit = (distance_words(float(value[at]), CONSOLE_LANG) for value in (away_m, limit_m))
        message = (
            f"crossings.csv row {at + FIRST_ROW}: {crossings['crossing_id'].iloc[at]} is {far} "
            f"from the border of corridor {name}; allowed is {limit}"
        )
        raise DataPackageError(message)


def _head(settings: Settings) -> dict[str, str]:
    return {"license": settings.licence, "attribution": settings.attribution}


def _features(shapes: Mapping[tuple[str, str], "BaseGeometry"], settings: Settings) -> str:
    features = (
        ({"corridor_id": corridor_id, "side": side}, shape)
        for (corridor_id, side), shape in shapes.items()
    )
    return geojson(features, _head(settings))


def _described(folder: Path, settings: Settings) -> str:
    """Give the descriptor with the sources and the licence of the geometry."""
    descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    sources = dict.fromkeys(source for entry in settings.land for source in entry.source_ids)
    for resource in descriptor["resources"]:
        if resource["name"] in _GEOMETRY:
            resource["source_ids"] = list(sources)
            resource["licenses"] = [{"name": settings.licence}]
            resource["sources"] = [{"title": settings.attribution}]
    return json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"


def _tables(
    folder: Path,
    descriptor: Mapping[str, Any],
    municipalities: pd.DataFrame,
    assignments: pd.DataFrame,
) -> dict[str, str]:
    """Give the tables with something new in them, as they are in the files otherwise."""
    changed = {}
    if len(municipalities):
        changed["municipalities.csv"] = csv_text(municipalities, marked=False)
    sure = assignments[assignments["outcome"] == "assigned"]
    for name, own in sure.groupby("table"):
        resource = schema.resource_named(descriptor, str(name))
        table = read_text(folder, resource)
        table.loc[own["row"] - FIRST_ROW, "municipality_code"] = own["municipality_code"].tolist()
        changed[resource["path"]] = csv_text(table, marked=False)
    return changed


def _areas(
    near: Mapping[tuple[str, str], "BaseGeometry"], border: Mapping[str, "BaseGeometry"]
) -> pd.DataFrame:
    rows = [
        {
            "corridor_id": corridor_id,
            "side": side,
            "area_km2": round(abs(GEOD.geometry_area_perimeter(shape)[0]) / 1e6, 1),
            "border_km": round(GEOD.geometry_length(border[corridor_id]) / 1000, 1),
        }
        for (corridor_id, side), shape in near.items()
    ]
    return pd.DataFrame(rows)
