"""What a request asks of a collection: read and checked as a whole, then answered.

Nothing is guessed: a parameter that is not known, is given twice or cannot be read is refused in
one line that says what is allowed.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import shapely

from atlas.base.errors import FilterError
from atlas.output.exports.export_columns import Column
from atlas.output.ogc.cql_filter import Condition, read_filter, rows_that_meet
from atlas.output.ogc.feature_tables import Collection
from atlas.output.ogc.status_dates import Days, asked_days

Params: TypeAlias = Mapping[str, Sequence[str]]

DEFAULT_LIMIT: Final = 100
MOST: Final = 1000
"""More features are never given at once; who asks for more gets these."""

EVERYWHERE: Final = ("f", "lang")
"""The parameters that every address takes: the format, and the language of words."""

PAGING: Final = ("limit", "offset")
_ITEMS: Final = (*EVERYWHERE, *PAGING, "bbox", "datetime", "filter", "filter-lang", "filter-crs")
_CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_SHOWN: Final = 60
_FARTHEST: Final = 10_000_000


@dataclass(frozen=True)
class Query:
    """What is asked of a collection.

    Attributes
    ----------
    limit, offset
        At most how many features, and after how many.
    boxes
        One or, across the antimeridian, two boxes that a feature must meet one of; None without.
    days
        The days that its status date must meet; None without.
    equal
        Properties and the values that they must have.
    condition
        What CQL2 asks for; None without.
    """

    limit: int = DEFAULT_LIMIT
    offset: int = 0
    boxes: tuple[shapely.Geometry, ...] | None = None
    days: Days | None = None
    equal: tuple[tuple[str, Any], ...] = ()
    condition: Condition | None = None


def read_query(params: Params, collection: Collection) -> Query:
    """Read what is asked of a collection.

    Parameters
    ----------
    params
        The parameters of the request and their values.
    collection
        The collection.

    Raises
    ------
    FilterError
        When a parameter is not known or cannot be used.
    """
    columns = {column.name: column for column in collection.columns}
    once = given_once(params, (*_ITEMS, *columns))
    filter_lang = once.get("filter-lang", "")
    if filter_lang and "filter" not in once:
        message = "filter-lang: there is no filter that it could be the language of"
        raise FilterError(message)
    if once.get("filter-crs", _CRS84) != _CRS84:
        message = f"filter-crs: only {_CRS84} can be used"
        raise FilterError(message)
    return Query(
        limit=_limit(once.get("limit")),
        offset=_whole("offset", once["offset"], least=0) if "offset" in once else 0,
        boxes=_boxes(once["bbox"]) if "bbox" in once else None,
        days=_days(once["datetime"], collection) if "datetime" in once else None,
        equal=tuple(
            (name, _value(columns[name], value))
            for name, value in once.items()
            if name in columns and name not in _ITEMS
        ),
        condition=(
            read_filter(once["filter"], filter_lang, collection) if "filter" in once else None
        ),
    )


def given_once(params: Params, allowed: Sequence[str]) -> dict[str, str]:
    """Give parameters that are allowed and given once each.

    Raises
    ------
    FilterError
        When one is not.
    """
    for name, values in params.items():
        if name not in allowed:
            message = f"{name[:_SHOWN]!r} is no parameter here; allowed: {', '.join(allowed)}"
            raise FilterError(message)
        if len(values) != 1:
            message = f"{name}: it is given {len(values)} times; give it once"
            raise FilterError(message)
    return {name: values[0] for name, values in params.items()}


def matching_rows(collection: Collection, query: Query) -> list[int]:
    """Give the numbers of all features that meet a query, in the order of the collection."""
    kept = np.ones(len(collection), dtype=bool)
    if query.boxes is not None:
        near = [shapely.intersects(collection.geometries, box) for box in query.boxes]
        kept &= np.logical_or.reduce(near)
    if query.days is not None:
        first, last = query.days
        kept &= np.array(
            [days is not None and days[0] <= last and days[1] >= first for days in collection.days],
            dtype=bool,
        )
    for name, value in query.equal:
        kept &= np.array([row[name] == value for row in collection.rows], dtype=bool)
    rows = [int(row) for row in np.flatnonzero(kept)]
    return rows if query.condition is None else rows_that_meet(query.condition, collection, rows)


def _limit(text: str | None) -> int:
    return DEFAULT_LIMIT if text is None else min(_whole("limit", text, least=1), MOST)


def _whole(name: str, text: str, *, least: int) -> int:
    # A longer number is no number of features, and int() takes its time for it.
    if text.isascii() and text.isdigit() and len(text) <= 12 and int(text) >= least:
        return int(text)
    message = f"{name}: {text[:_SHOWN]!r} cannot be used; use a whole number from {least}"
    raise FilterError(message)


def _boxes(text: str) -> tuple[shapely.Geometry, ...]:
    """Read a box of four numbers, or of six with heights, which say nothing here."""
    try:
        edges = [float(part) for part in text.split(",")]
    except ValueError:
        edges = []
    if len(edges) not in (4, 6) or not all(math.isfinite(edge) for edge in edges):
        message = (
            f"bbox: {text[:_SHOWN]!r} cannot be used; use west,south,east,north in degrees of "
            "longitude and latitude, or six numbers with heights"
        )
        raise FilterError(message)
    half = len(edges) // 2
    (west, south), (east, north) = edges[:2], edges[half : half + 2]
    if south > north or max(map(abs, edges)) > _FARTHEST:
        message = f"bbox: {text[:_SHOWN]!r} has its south above its north, or ends nowhere on earth"
        raise FilterError(message)
    if west > east:  # across the antimeridian
        return shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)
    return (shapely.box(west, south, east, north),)


def _days(text: str, collection: Collection) -> Days:
    if not collection.is_dated:
        message = f"datetime: the features of {collection.name} have no status date"
        raise FilterError(message)
    return asked_days(text)


def _value(column: Column, text: str) -> Any:  # noqa: ANN401, a value of any type of JSON
    """Read the value that a property must have."""
    if column.type == "boolean" and text in ("true", "false"):
        return text == "true"
    if column.type in ("integer", "number"):
        try:
            return float(text)
        except ValueError:
            pass
    if column.type == "string":
        return text
    message = f"{column.name}: {text[:_SHOWN]!r} is no {column.type}"
    raise FilterError(message)
