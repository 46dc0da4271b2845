"""Positions of rows, from whatever columns a file has for them.

In this order, each filling what the ones before left empty: the geometry of the row, one column
with a point, a column each for latitude and longitude, projected coordinates, Plus Codes.
"""

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from atlas.base.text_search import fold
from atlas.curation.ingest.degrees import Angle, parse_angle, parse_point
from atlas.curation.ingest.geometry import (
    WEB_MERCATOR,
    WGS84,
    are_web_mercator,
    projected,
    read_crs,
    to_degrees,
)
from atlas.curation.ingest.mapping import ColumnMapping
from atlas.curation.ingest.metres import metres, metric_rows, project_columns, read_metres, read_utm
from atlas.curation.ingest.plus_codes import Towns, read_plus_code
from atlas.curation.ingest.position_cells import (
    Located,
    Numbers,
    Reading,
    Rows,
    column_text,
    frame_of,
    headers,
    nowhere,
    read_texts,
    wrong_cells,
)
from atlas.curation.ingest.text_codes import coded
from atlas.curation.ingest.text_table import Table

_LON_FIRST = re.compile(
    r"\b(?:lon|long|lng|longitude?)\b\W{1,3}(?:y |and |e |et )?lat", re.IGNORECASE
)
_WEST = re.compile(r"\b(?:w|o|west|oeste|ouest)$")


def locate_rows(table: Table, mapping: ColumnMapping, towns: Towns) -> Located:
    """Read the position of every row.

    Parameters
    ----------
    table
        The table.
    mapping
        Its columns, and what it says of positions: `crs`, `order`, `west_positive`.
    towns
        Points of towns, for Plus Codes that are short.

    Returns
    -------
    located
        `lat`, `lon`, `step_deg`, `precision_m`, `method`, one row each with the index of the
        table. A row without a position has NaN, and a problem when it has one that cannot be
        read. Whether a position is likely is not looked at, see
        `atlas.curation.ingest.suspect_positions`.
    """
    points = nowhere(table.cells.index)
    if table.points is not None:
        points = points.assign(**{name: table.points[name] for name in table.points.columns})
    problems: list[pd.DataFrame] = []
    for found in (
        _one_column(table, mapping, "point", towns),
        _two_columns(table, mapping),
        read_metres(table, mapping),
        _one_column(table, mapping, "plus_code", towns),
    ):
        if found is not None:
            free = points["lon"].isna() & found.points["lon"].notna()
            points = points.where(~free, found.points)
            problems += found.problems
    return Located(points, problems)


def _one_column(table: Table, mapping: ColumnMapping, column: str, towns: Towns) -> Located | None:
    texts = column_text(table, mapping, column)
    if texts is None:
        return None

    says_lon_first = all(map(_LON_FIRST.search, headers(mapping, column)))
    in_order = replace(mapping, order="lon,lat") if says_lon_first else mapping

    def read(text: str) -> Reading | None:
        if column == "plus_code":
            return read_plus_code(text, towns)
        return _point(text, in_order) or read_utm(text) or read_plus_code(text, towns)

    points = frame_of(read_texts(texts, read), texts.index)
    wrong = ((texts != "") & points["lon"].isna()).to_numpy()
    code = "not_a_plus_code" if column == "plus_code" else "not_a_coordinate"
    return Located(points, wrong_cells(code, texts, wrong, table, headers(mapping, column)))


def _point(text: str, mapping: ColumnMapping) -> Reading | None:
    point = parse_point(text)
    if point is None:
        return None
    lat, lon = (point.lat, point.lon) if mapping.order == "lat,lon" else (point.lon, point.lat)
    lon = -abs(lon) if mapping.west_positive else lon
    return Reading(lat, lon, point.step, point.accuracy_m or float("nan"))


def _two_columns(table: Table, mapping: ColumnMapping) -> Located | None:
    lat, lon = (column_text(table, mapping, column) for column in ("lat", "lon"))
    if lat is None and lon is None:
        return None
    if lat is None or lon is None:
        texts = lat if lat is not None else lon
        assert texts is not None  # noqa: S101, tells mypy what the lines above say
        column = "lat" if lat is not None else "lon"
        there = (texts != "").to_numpy()
        problems = wrong_cells("half_a_point", texts, there, table, headers(mapping, column))
        return Located(nowhere(texts.index), problems)
    if mapping.crs and not read_crs(mapping.crs).equals(read_crs(WGS84), ignore_axis_order=True):
        return project_columns(table, mapping, lon, lat, columns=("lon", "lat"))
    return _angles(table, mapping, lat, lon)


def _angles(table: Table, mapping: ColumnMapping, lat: pd.Series, lon: pd.Series) -> Located:
    first, second = _Axis(lat), _Axis(lon)
    in_metres = np.isnan(first.degrees) & np.isnan(second.degrees)
    in_metres[in_metres] = metric_rows(lon[in_metres], lat[in_metres])
    problems = _unread(table, mapping, (lat, lon), (first, second), ~in_metres)
    if in_metres.any():
        rows, column = lon.index[in_metres], " + ".join(headers(mapping, "lon", "lat"))
        x, y = metres(lon)[in_metres], metres(lat)[in_metres]
        if are_web_mercator(x, y):
            second.degrees[in_metres], first.degrees[in_metres], found = to_degrees(
                x, y, rows, file=table.file, crs=WEB_MERCATOR, column=column
            )
            problems += found
        else:
            problems += projected(x, y, rows, file=table.file, column=column)
    # Letters say which is which, whatever the headers say; without them the mapping does.
    lettered = (first.names == "lon") & (second.names == "lat")
    told = np.full(len(lat), mapping.order == "lon,lat")
    told &= (first.names == "") & (second.names == "")
    crossed = lettered | told
    lat_deg = np.where(crossed, second.degrees, first.degrees)
    lon_deg = np.where(crossed, first.degrees, second.degrees)
    says_west = all(_WEST.search(fold(header)) for header in headers(mapping, "lon"))
    if mapping.west_positive or (says_west and not (lon_deg < 0).any()):
        lon_deg = -np.abs(lon_deg)
    whole = np.isfinite(lat_deg) & np.isfinite(lon_deg)
    points = nowhere(lat.index)
    points["lat"] = np.where(whole, lat_deg, np.nan)
    points["lon"] = np.where(whole, lon_deg, np.nan)
    points["step_deg"] = np.maximum(first.steps, second.steps)
    return Located(points, problems)


class _Axis:
    """A column of angles: degrees, the axis that a letter names, the last digit."""

    def __init__(self, texts: pd.Series) -> None:
        nothing = Angle(float("nan"), "", 0.0)
        codes, distinct = coded(texts.tolist())
        found = [(parse_angle(text) if text else None) or nothing for text in distinct]
        degrees, names, steps = zip(*found, strict=True) if found else ((), (), ())
        self.degrees: Numbers = np.array(degrees, dtype=float)[codes]
        self.names = np.array(names, dtype=object)[codes]
        self.steps: Numbers = np.array(steps, dtype=float)[codes]


def _unread(
    table: Table,
    mapping: ColumnMapping,
    texts: tuple[pd.Series, pd.Series],
    axes: tuple[_Axis, _Axis],
    considered: Rows,
) -> list[pd.DataFrame]:
    problems: list[pd.DataFrame] = []
    for text, axis, column in zip(texts, axes, ("lat", "lon"), strict=True):
        wrong = (text != "").to_numpy() & np.isnan(axis.degrees) & considered
        problems += wrong_cells("not_a_coordinate", text, wrong, table, headers(mapping, column))
    lat, lon = texts
    # Where the one that is there cannot be read either, that is said already.
    half = ((lat == "") ^ (lon == "")).to_numpy() & considered
    half &= np.isfinite(axes[0].degrees) | np.isfinite(axes[1].degrees)
    there = lat.where(lat != "", lon)
    both = headers(mapping, "lat", "lon")
    return problems + wrong_cells("half_a_point", there, half, table, both)
