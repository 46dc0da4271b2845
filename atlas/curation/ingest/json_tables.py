"""JSON that is no map: lists of records, what ArcGIS services answer, and HSDS 3."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from atlas.curation.ingest.cell_tidying import text_of
from atlas.curation.ingest.geometry import at_best_m, finite_number, to_degrees
from atlas.curation.ingest.hsds_reader import tables_to_rows
from atlas.curation.ingest.hsds_tables import TABLES
from atlas.curation.ingest.ingest_problems import problem, whole
from atlas.curation.ingest.json_features import flat_record
from atlas.curation.ingest.limits import check_columns, check_rows
from atlas.curation.ingest.refusals import refused
from atlas.curation.ingest.text_table import TEXT, Choices, Table

_DATE: Final = "esriFieldTypeDate"
_OID: Final = "esriFieldTypeOID"
_NESTED = 4
_ROWS: Final = ("data", "rows", "values")
_COLUMNS: Final = ("columns", "fields", "headers")
_WEB_MERCATOR: Final = {102100: 3857, 102113: 3857}
_PARTS: Final = ("organization", "service_at_locations", "locations", "service_at_location")


def is_esri(content: Any) -> bool:  # noqa: ANN401
    """Say whether JSON is a feature set of ArcGIS: features with attributes."""
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") == "FeatureCollection":
        return False
    first = features[0] if features else {}
    return "attributes" in first if isinstance(first, dict) and first else "fields" in content


def read_esri(name: str, content: Mapping[str, Any], choices: Choices) -> Table:
    """Read a feature set as ArcGIS services answer it; a row is a feature, counted from 1.

    Headers are the aliases of the fields; dates, which are milliseconds, become dates. Features
    whose geometry is no point have none.
    """
    features = content["features"]
    check_rows(name, len(features), choices.limits)
    records, x, y = _esri_records(features, _esri_fields(content))
    table = _records_table(name, records, choices, kind="esri")
    index = table.cells.index
    crs = _esri_system(content) or choices.crs or None
    lon, lat, problems = to_degrees(np.array(x), np.array(y), index, file=name, crs=crs)
    points = pd.DataFrame({"lon": lon, "lat": lat, "precision_m": at_best_m(crs), "method": ""},
                          index=index)  # fmt: skip
    shapes = [row for row, feature in zip(index, features, strict=True)
              if _has_other_shape(feature)]  # fmt: skip
    if shapes:
        kind = str(content.get("geometryType", "geometry")).removeprefix("esriGeometry")
        problems.append(problem("not_a_point", file=name, row=shapes, column="geometry",
                                value=kind))  # fmt: skip
    if content.get("exceededTransferLimit") is True:
        problems.append(problem("result_truncated", file=name, value="exceededTransferLimit"))
    return replace(table, points=points, problems=[*table.problems, *problems])


def _esri_fields(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    declared = content.get("fields")
    declared = declared if isinstance(declared, list) else []
    return [field for field in declared if isinstance(field, dict)]


def _esri_records(
    features: Sequence[Any], fields: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, str]], list[float], list[float]]:
    """Give the texts of every feature by its headers, and its coordinates, NaN for none."""
    kinds = {str(field.get("name")): field.get("type") for field in fields}
    coded = {str(field.get("name")): _coded_values(field) for field in fields}
    aliases = _aliases(fields)
    records: list[dict[str, str]] = []
    x: list[float] = []
    y: list[float] = []
    for feature in features:
        own = feature if isinstance(feature, dict) else {}
        attributes = own.get("attributes")
        attributes = attributes if isinstance(attributes, dict) else {}
        records.append({
            whole(aliases.get(str(key), str(key))): _named(
                _esri_text(value, kinds.get(str(key))), coded.get(str(key), {})
            )
            for key, value in attributes.items()
            if kinds.get(str(key)) != _OID
        })  # fmt: skip
        geometry = own.get("geometry")
        single = _only_point(geometry if isinstance(geometry, dict) else {})
        for column, value in zip((x, y), single, strict=True):
            number = finite_number(value)
            column.append(np.nan if number is None else number)
    return records, x, y


def _coded_values(field: Mapping[str, Any]) -> dict[str, str]:
    """Give the names of the codes that a field holds, where the service says them."""
    domain = field.get("domain")
    values = domain.get("codedValues") if isinstance(domain, dict) else None
    pairs = [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []
    return {text_of(one.get("code")): text_of(one.get("name")) for one in pairs}


def _named(text: str, names: Mapping[str, str]) -> str:
    return whole(names.get(text) or text)


def _aliases(fields: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Give the alias of each field, where no other has the same."""
    named = {str(field.get("name")): str(field.get("alias") or field.get("name"))
             for field in fields}  # fmt: skip
    several = [alias for alias in named.values() if list(named.values()).count(alias) > 1]
    return {name: name if alias in several else alias for name, alias in named.items()}


def _esri_text(value: Any, kind: object) -> str:  # noqa: ANN401
    number = finite_number(value)
    if kind == _DATE and number is not None and abs(number) < 1e14:
        moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=number)
        return moment.date().isoformat()
    return text_of(value)


def _esri_system(content: Mapping[str, Any]) -> str:
    stated = content.get("spatialReference")
    if not isinstance(stated, dict):
        return ""
    wkid = stated.get("latestWkid") or stated.get("wkid")
    if isinstance(wkid, int):
        return f"EPSG:{_WEB_MERCATOR.get(wkid, wkid)}"
    return str(stated.get("wkt") or "")


def _only_point(geometry: Mapping[str, Any]) -> tuple[Any, Any]:
    """Give the coordinates of a point, or of a multipoint of one."""
    points = geometry.get("points")
    if isinstance(points, list) and len(points) == 1 and isinstance(points[0], list):
        return (*points[0][:2], None, None)[:2]
    return geometry.get("x"), geometry.get("y")


def _has_other_shape(feature: Any) -> bool:  # noqa: ANN401
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict) or _only_point(geometry)[0] is not None:
        return False
    return bool({"rings", "paths", "points"} & geometry.keys())


def records_of(content: Any) -> list[Any] | None:  # noqa: ANN401
    """Give the list of records of a JSON file: the file itself, or the one list in it.

    Records may also stand under their identifiers (`{"a1": {...}, "b2": {...}}`), or be rows
    beside the names of their columns.
    """
    if (rows := _of_rows(content)) is not None:
        return rows
    if not isinstance(content, dict):
        is_list = isinstance(content, list) and content
        return content if is_list and all(isinstance(one, dict) for one in content) else None
    lists = [value for value in content.values()
             if isinstance(value, list) and value and isinstance(value[0], dict)]  # fmt: skip
    if len(lists) == 1:
        return list(lists[0])
    inner = {key: value for key, value in content.items() if isinstance(value, dict)}
    if len(inner) == 1 and not lists:
        return records_of(next(iter(inner.values())))
    return _under_keys(inner) if len(inner) == len(content) else None


def _under_keys(records: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]] | None:
    """Give records that stand under their identifiers, where they have the same parts."""
    parts = [frozenset(record) for record in records.values()]
    if len(parts) < 2 or not all(2 * len(parts[0] & other) > len(parts[0]) for other in parts):
        return None
    return [{"id": key, **record} for key, record in records.items()]


def _of_rows(content: Any) -> list[dict[str, Any]] | None:  # noqa: ANN401
    """Give rows that are lists as records, where the file names their columns."""
    rows, names = content, None
    if isinstance(content, dict):
        rows = next((content[key] for key in _ROWS if isinstance(content.get(key), list)), None)
        names = _column_names(content)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) for row in rows):
        return None
    if names is None:
        names, rows = rows[0], rows[1:]
    if not names or not all(isinstance(name, str) and name for name in names):
        return None
    return [dict(zip(names, row, strict=False)) for row in rows]


def _column_names(content: Mapping[str, Any]) -> list[Any] | None:
    meta = content.get("meta")
    view = meta.get("view") if isinstance(meta, dict) else None
    for part in (content, meta, view):
        listed = next((part[key] for key in _COLUMNS if isinstance(part.get(key), list)),
                      None) if isinstance(part, dict) else None  # fmt: skip
        if listed:
            return [one.get("name") if isinstance(one, dict) else one for one in listed]
    return None


def read_records(name: str, records: Sequence[Any], choices: Choices) -> Table:
    """Read a list of records; a row is a record, counted from 1. What is within one is joined.

    `{"place": {"name": "x"}}` is the column `place/name`.
    """
    check_rows(name, len(records), choices.limits)
    flat = [flat_record(record) if isinstance(record, dict) else {} for record in records]
    table = _records_table(name, flat, choices, kind="json")
    lost = [row for row, record in zip(table.cells.index, records, strict=True)
            if not isinstance(record, dict)]  # fmt: skip
    if not lost:
        return table
    said = problem("row_unreadable", file=name, row=lost)
    return replace(table, problems=[*table.problems, said], held=frozenset(lost))


def _records_table(
    name: str, records: Sequence[Mapping[str, str]], choices: Choices, *, kind: str
) -> Table:
    if not records:
        raise refused("no_rows", name=name)
    columns = dict.fromkeys(key for record in records for key in record)
    check_columns(name, len(columns), choices.limits)
    index = pd.RangeIndex(1, len(records) + 1, name="row")
    cells = pd.DataFrame(
        {key: [record.get(key, "") for record in records] for key in columns},
        index=index,
        dtype=TEXT,
    )
    return Table(name, cells, {}, None, [], kind=kind)


def is_hsds(records: Sequence[Any]) -> bool:
    """Say whether records are services as HSDS 3 writes them: with what they belong to inside."""
    first = records[0] if records and isinstance(records[0], dict) else {}
    return "name" in first and any(isinstance(first.get(part), dict | list) for part in _PARTS)


def read_hsds_json(name: str, records: Sequence[Any], choices: Choices) -> Table:
    """Read services, organisations or locations of HSDS 3, what belongs to them inside."""
    check_rows(name, len(records), choices.limits)
    tables: dict[str, dict[str, dict[str, str]]] = {}
    for record in records:
        if isinstance(record, dict):
            _take_apart("service", record, tables, {}, 0)
    lists = {table: list(rows.values()) for table, rows in tables.items()}
    numbers = list(range(1, len(lists.get("location", [])) + 1))
    return tables_to_rows(name, lists, numbers, [])


_SINGULAR: Final = {name: table for table, names in TABLES.items() for name in names}
"""The table of what is inside a record, by its name there."""


def _take_apart(
    table: str,
    record: Mapping[str, Any],
    tables: dict[str, dict[str, dict[str, str]]],
    above: Mapping[str, str],
    depth: int,
) -> str:
    """Put a record and what is inside it into their tables, each with the ids of what it is in."""
    rows = tables.setdefault(table, {})
    own_id = text_of(record.get("id")) or f"{table}-{len(rows) + 1}"
    own = {key: text_of(value) for key, value in record.items()
           if not isinstance(value, dict | list)}  # fmt: skip
    row = rows.setdefault(own_id, {})
    row |= {key: text for key, text in {**above, **own, "id": own_id}.items() if text}
    if table == "attribute":
        row.setdefault("link_id", next(iter(above.values()), ""))
    for key, value in record.items():
        inner = _SINGULAR.get(key)
        if inner is None or depth > _NESTED:
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                up = {} if inner in ("organization", "taxonomy_term") else {f"{table}_id": own_id}
                found = _take_apart(inner, one, tables, up, depth + 1)
                if not isinstance(value, list):
                    row.setdefault(f"{inner}_id", found)
                if table == "service" and inner == "location":
                    link = {"id": f"{own_id}-{found}", "service_id": own_id, "location_id": found}
                    tables.setdefault("service_at_location", {})[link["id"]] = link
    return own_id
