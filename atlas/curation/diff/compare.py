"""Compare two versions of a data package."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd
import shapely

from atlas.curation.diff.change_messages import Change, change_table
from atlas.curation.diff.package_version import LAYER, Release
from atlas.data.place_columns import PlaceColumn, PlaceColumns
from atlas.data.schema import values_of
from atlas.places.privacy import effective_sensitivity
from atlas.spatial.geodesy import LineIndex, distances_m

_POINT: Final = ("lon", "lat")
_NUMBERS = ("number", "integer")
_NEAR_M = 0.05

_Key: TypeAlias = tuple[str, ...]
_Row: TypeAlias = dict[str, str]


def changes(old: Release, new: Release) -> pd.DataFrame:
    """Give every difference between two versions, in the order of the tables.

    Rows are the same when they have the same key, wherever they stand. Numbers are compared as
    numbers, lists as sets; the longitude and latitude of a row together are its point.

    A place that is protected in the new version had perhaps been published too finely in the old
    one. What its schema does not declare public for it is not repeated, nor what was taken out of
    the row, and how far it moved is not said.

    Returns
    -------
    changes
        Columns `CHANGE_COLUMNS`. `change` is one of `row_added`, `row_removed`, `row_count` (rows
        without a key), `layer_changed`, `field_filled`, `field_emptied`, `field_changed`,
        `list_changed`, `field_protected`, `point_added`, `point_removed`, `point_moved`,
        `point_protected`, `geometry_changed`, `column_added`, `column_removed`. `moved_m` is in
        metres.
    """
    names = dict.fromkeys([*new.tables, *old.tables])
    found = [change for name in names for change in _of_table(name, old, new)]
    shapes = dict.fromkeys([*new.geometry, *old.geometry])
    found += [change for name in shapes for change in _of_geometry(name, old, new)]
    return change_table(found, old, new)


def _of_table(name: str, old: Release, new: Release) -> Iterator[Change]:
    before, after = (release.tables.get(name, pd.DataFrame()) for release in (old, new))
    key = new.keys.get(name) or old.keys.get(name) or []
    if name in old.tables and name in new.tables:
        yield from _columns(name, before, after)
    if not key:
        yield from _counted(name, before, after)
        return
    rows_before, rows_after = _by_key(before, key), _by_key(after, key)
    fields, columns = _fields(name, old, new), new.columns
    for names, row in rows_after.items():
        if names in rows_before:
            yield from _of_row(name, names, (rows_before[names], row), fields, columns)
        else:
            yield Change("row_added", row.get(LAYER, name), names, row)
    for names, row in rows_before.items():
        if names not in rows_after:
            yield Change("row_removed", row.get(LAYER, name), names, row)


def _columns(name: str, before: pd.DataFrame, after: pd.DataFrame) -> Iterator[Change]:
    for column in after.columns.difference(before.columns, sort=False):
        yield Change("column_added", name, field=column)
    for column in before.columns.difference(after.columns, sort=False):
        yield Change("column_removed", name, field=column)


def _counted(name: str, before: pd.DataFrame, after: pd.DataFrame) -> Iterator[Change]:
    """Compare rows without a name: how often each one is there."""
    counts = [Counter(table.itertuples(index=False, name=None)) for table in (before, after)]
    for row in dict.fromkeys([*counts[0], *counts[1]]):
        was, now = (count[row] for count in counts)
        if was != now:
            yield Change("row_count", name, tuple(map(str, row)), old=str(was), new=str(now))


def _by_key(table: pd.DataFrame, key: list[str]) -> dict[_Key, _Row]:
    columns = list(map(str, table.columns))
    rows = [
        dict(zip(columns, map(str, cells), strict=True))
        for cells in table.itertuples(index=False, name=None)
    ]
    return {tuple(row.get(part, "") for part in key): row for row in rows}


def _fields(name: str, old: Release, new: Release) -> dict[str, Any]:
    resource = new.resources.get(name) or old.resources[name]
    return {field["name"]: field for field in resource["schema"]["fields"]}


def _of_row(
    name: str,
    names: _Key,
    rows: tuple[_Row, _Row],
    fields: dict[str, Any],
    columns: PlaceColumns,
) -> Iterator[Change]:
    before, after = rows
    table = after.get(LAYER, name)
    protection = _protection(after)
    protected = protection != "open"
    if before.get(LAYER) != after.get(LAYER):
        yield Change("layer_changed", table, names, after, LAYER, before[LAYER], after[LAYER])
    if set(_POINT) <= set(before) & set(after):
        yield from _of_point(table, names, before, after, protected=protected)
    for column in (c for c in before if c in after and c not in (*_POINT, LAYER)):
        field = fields.get(column, {"name": column, "type": "string"})
        if _same(field, before[column], after[column]):
            continue
        change = _field_change(field, before[column], after[column])
        if protected and not _may_repeat(columns.get(column), protection, after[column]):
            yield Change("field_protected", table, names, after, column)
        else:
            yield Change(change, table, names, after, column, before[column], after[column])


def _protection(row: _Row) -> str:
    """Give how a row is protected; what has no protection is open."""
    if "sensitivity" not in row:
        return "open"
    return _effective(row["sensitivity"])


@lru_cache(maxsize=64)
def _effective(sensitivity: str) -> str:
    """Judge one value as the gate does, which judges columns; a table has few of them."""
    return str(effective_sensitivity(pd.Series([sensitivity])).item())


def _may_repeat(column: PlaceColumn | None, protection: str, after: str) -> bool:
    """Say whether a change of a protected row may be named with what the row said before.

    Codes may: even that the precision was exact gives nothing away. A text that was taken out of
    the row may not: it was perhaps taken out for what it gave away.
    """
    if column is None or protection not in column.public_for or column.free_text:
        return False
    return bool(column.vocabulary) or (bool(after) and column.may_quote(protection))


def _same(field: dict[str, Any], before: str, after: str) -> bool:
    if before == after:
        return True
    if "list" in field:
        return set(values_of(field, before)) == set(values_of(field, after))
    return field["type"] in _NUMBERS and _number(before) == _number(after)


def _field_change(field: dict[str, Any], before: str, after: str) -> str:
    if not before or not after:
        return "field_emptied" if before else "field_filled"
    return "list_changed" if "list" in field else "field_changed"


def _of_point(
    table: str, names: _Key, before: _Row, after: _Row, *, protected: bool
) -> Iterator[Change]:
    was, now = ([_number(row[part]) for part in _POINT] for row in (before, after))
    if was == now or (np.isnan(was).any() and np.isnan(now).any()):
        return
    texts = [", ".join(row[part] for part in _POINT) for row in (before, after)]
    texts = ["" if text == ", " else text for text in texts]
    if np.isnan(was).any():
        yield Change("point_added", table, names, after, "point", "", texts[1])
    elif protected:
        yield Change("point_protected", table, names, after, "point", "", texts[1])
    elif np.isnan(now).any():
        yield Change("point_removed", table, names, after, "point", texts[0], "")
    else:
        moved_m = float(distances_m(*was, *now))
        old, new = texts
        yield Change("point_moved", table, names, after, "point", old, new, moved_m)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _of_geometry(name: str, old: Release, new: Release) -> Iterator[Change]:
    """Compare outlines; rows that come and go are recognised by their table."""
    if name not in old.geometry or name not in new.geometry:
        return
    key = new.keys[name]
    shapes = [
        dict(zip(map(tuple, frame[key].astype("str").to_numpy()), frame.geometry, strict=True))
        for frame in (old.geometry[name], new.geometry[name])
    ]
    for names, shape in shapes[1].items():
        before = shapes[0].get(names)
        if before is None or shapely.equals_exact(before, shape, normalize=True):
            continue
        moved_m = max(_farthest_m(before, shape), _farthest_m(shape, before))
        if moved_m > _NEAR_M:
            yield Change("geometry_changed", name, names, field="geometry", moved_m=moved_m)


def _farthest_m(shape: Any, other: Any) -> float:  # noqa: ANN401, shapely's own type is private
    """Give how far the vertices of one outline are from another at most, metres."""
    vertices = shapely.get_coordinates(shape)
    return float(np.nanmax(LineIndex(other).distance_m(*vertices.T), initial=0.0))
