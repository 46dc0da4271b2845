"""Files of JSON: GeoJSON, and what the Overpass service answers."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from atlas.curation.ingest.cell_tidying import text_of
from atlas.curation.ingest.encoding import decode
from atlas.curation.ingest.geometry import WGS84, at_best_m, finite_number, to_degrees
from atlas.curation.ingest.ingest_problems import problem, whole
from atlas.curation.ingest.limits import check_columns, check_rows, check_size
from atlas.curation.ingest.refusals import refused
from atlas.curation.ingest.text_table import TEXT, Choices, Table

_GEOMETRY = "geometry"
_GEOMETRIES = {
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
    "GeometryCollection",
}  # fmt: skip
_NESTED: Final = 4
_CENTRE_PRECISION_M = 100.0
NODE_PRECISION_M: Final = 25.0
"""How far a place may be from the node that OpenStreetMap has for it."""


@dataclass
class _Found:
    """Rows as they are collected; lists of the same length, but for the problems."""

    properties: list[Mapping[str, str]] = field(default_factory=list)
    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)
    precision_m: list[float] = field(default_factory=list)
    wrong: list[tuple[str, int, str]] = field(default_factory=list)

    def add(self, properties: Mapping[str, str], place: tuple[float, float, float]) -> None:
        self.properties.append(properties)
        for column, value in zip((self.x, self.y, self.precision_m), place, strict=True):
            column.append(value)


_NOWHERE = (np.nan, np.nan, np.nan)


def parse_json(name: str, data: bytes, choices: Choices) -> Any:  # noqa: ANN401
    """Parse a JSON file, or one JSON value a line as GeoJSON sequences have them.

    Raises
    ------
    IngestError
        When it is too large, cut off or no JSON; the message names line and column.
    """
    check_size(name, len(data), choices.limits.json_bytes)
    text = decode(name, data).text.removeprefix("\ufeff")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if (sequence := _sequence(text)) is not None:
            return sequence
        where = {"name": name, "line": str(error.lineno), "column": str(error.colno)}
        if error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated string"):
            raise refused("json_cut", **where) from error
        raise refused("json_wrong", **where, why=error.msg) from error
    except (RecursionError, ValueError) as error:
        raise refused("json_unusable", name=name, why=str(error)[:120]) from error


def _sequence(text: str) -> dict[str, Any] | list[Any] | None:
    """Read GeoJSON features or records, one a line."""
    lines = [line.strip("\x1e \t\r") for line in text.split("\n")]
    try:
        values = [json.loads(line) for line in lines if line]
    except (ValueError, RecursionError):
        return None
    if not values or not all(isinstance(value, dict) for value in values):
        return None
    features = all(value.get("type") == "Feature" for value in values)
    return {"type": "FeatureCollection", "features": values} if features else values


def read_geojson(name: str, content: Any, choices: Choices) -> Table:  # noqa: ANN401
    """Read GeoJSON; a row is a feature, counted from 1.

    Features whose geometry is no point keep their properties and are reported.

    Raises
    ------
    IngestError
        When it holds no features, or too many.
    """
    features = _features(name, content)
    check_rows(name, len(features), choices.limits)
    found = _Found()
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        texts = flat_record(properties if isinstance(properties, dict) else {})
        if isinstance(feature, dict) and feature.get("id") is not None:
            texts = {"id": text_of(feature["id"]), **texts}
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            found.wrong.append(("row_unreadable", number, text_of(feature)))
        found.add(texts, _place(feature, number, found.wrong))
    return _table(name, "geojson", found, choices, crs=_crs(content) or choices.crs or WGS84)


def _features(name: str, content: Any) -> Sequence[Any]:  # noqa: ANN401
    kind = _type_of(content)
    if kind == "FeatureCollection" and isinstance(content.get("features"), list):
        return list(content["features"])
    if kind == "Feature":
        return [content]
    if kind in _GEOMETRIES:
        return [{"type": "Feature", "properties": {}, "geometry": content}]
    raise refused("json_of_other_kind", name=name)


def joined_layers(content: Any) -> Any:  # noqa: ANN401
    """Give one collection of the features of several (`layers` of a map), each with its layer."""
    lists = [one for one in content.values() if isinstance(one, list)] if (
        isinstance(content, dict) and not is_geojson(content)) else []  # fmt: skip
    layers = lists[0] if len(lists) == 1 else []
    if not layers or not all(_type_of(layer) == "FeatureCollection" for layer in layers):
        return content
    return {"type": "FeatureCollection", "features": [
        _of_layer(feature, _name_of(layer)) for layer in layers
        for feature in (layer["features"] if isinstance(layer.get("features"), list) else [])
    ]}  # fmt: skip


def _name_of(layer: Mapping[str, Any]) -> str:
    parts = [layer, *(part for part in layer.values() if isinstance(part, dict))]
    return next((part["name"] for part in parts if isinstance(part.get("name"), str)), "")


def _of_layer(feature: Any, layer: str) -> Any:  # noqa: ANN401
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(feature, dict) or not isinstance(properties, dict | None):
        return feature
    return {**feature, "properties": {**(properties or {}), **({"layer": layer} if layer else {})}}


def is_geojson(content: Any) -> bool:  # noqa: ANN401
    """Say whether JSON says that it is GeoJSON, sound or not."""
    return _type_of(content) in {"FeatureCollection", "Feature", *_GEOMETRIES}


def _type_of(value: Any) -> str:  # noqa: ANN401
    kind = value.get("type") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else ""


def flat_record(record: Mapping[str, Any], before: str = "", depth: int = 0) -> dict[str, str]:
    """Give the texts of a record; what is within it is joined: `place/name`."""
    found: dict[str, str] = {}
    for key, value in record.items():
        name = f"{before}{key}"
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
            value = value[0]  # noqa: PLW2901, a list of one is that one
        is_shape = isinstance(value, dict) and "coordinates" in value
        if isinstance(value, dict) and not is_shape and depth < _NESTED:
            found |= flat_record(value, f"{name}/", depth + 1)
        elif text := text_of(value):
            found[whole(name)] = text
    return found


def _place(
    feature: Any,  # noqa: ANN401
    number: int,
    wrong: list[tuple[str, int, str]],
) -> tuple[float, float, float]:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if geometry is None:
        return _NOWHERE
    kind = _type_of(geometry)
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind == "MultiPoint" and isinstance(coordinates, list) and len(coordinates) == 1:
        kind, coordinates = "Point", coordinates[0]
    if kind == "GeometryCollection":
        parts = geometry.get("geometries")
        single = [part for part in parts if _type_of(part) == "Point"] if isinstance(
            parts, list) else []  # fmt: skip
        if len(single) == 1:
            kind, coordinates = "Point", single[0].get("coordinates")
    if kind != "Point":
        is_known = kind in _GEOMETRIES
        code = "not_a_point" if is_known else "bad_geometry"
        wrong.append((code, number, kind if is_known else text_of(geometry)))
        return _NOWHERE
    if coordinates == []:
        return _NOWHERE
    pair = coordinates[:2] if isinstance(coordinates, list) else []
    numbers = [finite_number(value) for value in pair]
    if len(numbers) < 2 or numbers[0] is None or numbers[1] is None:
        wrong.append(("bad_geometry", number, text_of(coordinates)))
        return _NOWHERE
    return numbers[0], numbers[1], np.nan


def _crs(content: Any) -> str:  # noqa: ANN401
    """Give the reference system that GeoJSON of before 2016 may state."""
    crs = content.get("crs") if isinstance(content, dict) else None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else ""


def read_overpass(name: str, content: Any, choices: Choices) -> Table:  # noqa: ANN401
    """Read what the Overpass service answers as JSON; a row is an element, counted from 1.

    Nodes without tags are only the shape of something else and are left out. A way or relation
    has the centre that the answer gives (`out center`), or none.

    Raises
    ------
    IngestError
        When there are too many elements.
    """
    elements = content["elements"]
    check_rows(name, len(elements), choices.limits)
    found, numbers = _Found(), []
    for number, element in enumerate(elements, start=1):
        readable = isinstance(element, dict)
        if not readable:
            found.wrong.append(("row_unreadable", number, text_of(element)))
        elif not element.get("tags"):
            continue
        numbers.append(number)
        place = _element_place(element, number, found.wrong) if readable else _NOWHERE
        found.add(_elementflat_record(element) if readable else {}, place)
    table = _table(name, "overpass", found, choices, crs=WGS84, numbers=numbers)
    remark = text_of(content.get("remark"))
    if not remark:
        return table
    cut = problem("result_truncated", file=name, value=remark)
    return replace(table, problems=[*table.problems, cut])


def _elementflat_record(element: Mapping[str, Any]) -> dict[str, str]:
    tags = element["tags"] if isinstance(element["tags"], dict) else {"tags": element["tags"]}
    osm_id = f"{text_of(element.get('type'))}-{text_of(element.get('id'))}"
    stamp = text_of(element.get("timestamp")).partition("T")[0]
    return {**flat_record(tags), "osm_id": osm_id, **({"osm_timestamp": stamp} if stamp else {})}


def _element_place(
    element: Mapping[str, Any], number: int, wrong: list[tuple[str, int, str]]
) -> tuple[float, float, float]:
    centre = element.get("center")
    at = centre if isinstance(centre, dict) else element
    lon, lat = finite_number(at.get("lon")), finite_number(at.get("lat"))
    if lon is None or lat is None:
        wrong.append(("not_a_point", number, text_of(element.get("type"))))
        return _NOWHERE
    return lon, lat, _half_diagonal_m(element, lat) if at is centre else NODE_PRECISION_M


def _half_diagonal_m(element: Mapping[str, Any], lat: float) -> float:
    """Give how far the parts of an element may be from its centre, in metres."""
    bounds = element.get("bounds")
    if not isinstance(bounds, dict):
        return _CENTRE_PRECISION_M
    sides = [finite_number(bounds.get(key)) for key in ("minlon", "maxlon", "minlat", "maxlat")]
    if any(side is None for side in sides):
        return _CENTRE_PRECISION_M
    west, east, south, north = (side or 0.0 for side in sides)
    width = (east - west) * np.cos(np.radians(lat))
    return max(float(np.hypot(width, north - south)) / 2 * 111_320, 1.0)


def _table(
    name: str,
    kind: str,
    found: _Found,
    choices: Choices,
    *,
    crs: str,
    numbers: Iterable[int] | None = None,
) -> Table:
    count = len(found.properties)
    rows = range(1, count + 1) if numbers is None else list(numbers)
    index = pd.Index(rows, name="row", dtype="int64")
    columns = dict.fromkeys(key for texts in found.properties for key in texts)
    check_columns(name, len(columns), choices.limits)
    cells = pd.DataFrame(
        {key: [texts.get(key, "") for texts in found.properties] for key in columns},
        index=index,
        dtype=TEXT,
    )
    x, y = np.array(found.x, dtype=float), np.array(found.y, dtype=float)
    lon, lat, problems = to_degrees(x, y, index, file=name, crs=crs)
    points = pd.DataFrame(
        {
            "lon": lon,
            "lat": lat,
            "precision_m": np.fmax(found.precision_m, at_best_m(crs)),
            "method": "",
        },
        index=index,
    )
    for code in dict.fromkeys(code for code, _, _ in found.wrong):
        mine = [(row, value) for wrong, row, value in found.wrong if wrong == code]
        problems.append(
            problem(
                code,
                file=name,
                row=[row for row, _ in mine],
                column=_GEOMETRY,
                value=[value for _, value in mine],
            )
        )
    held = frozenset(row for code, row, _ in found.wrong if code == "row_unreadable")
    return Table(name, cells, {}, points, problems, held, kind)
