"""Projected coordinates: columns of metres with a declared reference system, and UTM zones."""

import re

import numpy as np
import pandas as pd

from atlas.curation.ingest.geometry import WGS84, at_best_m, to_degrees
from atlas.curation.ingest.mapping import ColumnMapping
from atlas.curation.ingest.position_cells import (
    Located,
    Numbers,
    Reading,
    Rows,
    column_text,
    headers,
    nowhere,
    read_texts,
    wrong_cells,
)
from atlas.curation.ingest.text_table import Table

_NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d+)?")
_ZONE = re.compile(r"(?:utm|zona|zone|huso)?\s*(\d{1,2})\s*([C-HJ-NP-X]?)", re.IGNORECASE)
_UTM = re.compile(
    r"(?:(?:utm|zona|zone|huso)[\s:]*)*(\d{1,2}\s*[C-HJ-NP-X]|(?<=[a-z:]\s)\d{1,2})[\s,;]+"
    r"(\d{5,7}(?:\.\d+)?)\s*(?:m?e)?[\s,;]+"
    r"(\d{5,8}(?:\.\d+)?)\s*(?:m?n)?",
    re.IGNORECASE,
)
_SMALLEST_M = 10_000.0


def metres(texts: pd.Series) -> Numbers:
    """Read a column of plain numbers; NaN for anything else."""

    def number(text: str) -> float | None:
        plain = text.replace(" ", "")
        return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None

    found = read_texts(texts, number)
    return np.array([np.nan if value is None else value for value in found], dtype=float)


def metric_rows(x: pd.Series, y: pd.Series) -> Rows:
    """Say which rows hold numbers that can only be metres."""
    return (np.abs(metres(x)) >= _SMALLEST_M) & (np.abs(metres(y)) >= _SMALLEST_M)


def read_metres(table: Table, mapping: ColumnMapping) -> Located | None:
    """Read `easting` and `northing` by the declared reference system, or by a zone in each row."""
    x, y = (column_text(table, mapping, column) for column in ("easting", "northing"))
    if x is None or y is None:
        return None
    zones = column_text(table, mapping, "utm_zone")
    if mapping.crs or zones is None:
        return project_columns(table, mapping, x, y, columns=("easting", "northing"))
    systems = pd.Series(read_texts(zones, utm_crs), index=x.index, dtype="object")
    unknown = ((x != "") & systems.isna()).to_numpy()
    problems = wrong_cells("not_a_utm", zones, unknown, table, headers(mapping, "utm_zone"))
    points = nowhere(x.index)
    for system in systems.dropna().unique():
        part = _project(table, mapping, x[systems == system], y[systems == system], str(system))
        points.loc[systems == system] = part.points
        problems += part.problems
    return Located(points, problems)


def utm_crs(text: str) -> str | None:
    """Give the reference system of a UTM zone; a letter is that of the band, as on maps."""
    found = _ZONE.fullmatch(text.strip())
    if not found or not 1 <= int(found[1]) <= 60:
        return None
    south = bool(found[2]) and found[2].upper() < "N"
    return f"EPSG:{(32700 if south else 32600) + int(found[1])}"


def project_columns(
    table: Table,
    mapping: ColumnMapping,
    x: pd.Series,
    y: pd.Series,
    *,
    columns: tuple[str, str],
) -> Located:
    """Read two columns in the reference system of the mapping; without one, report them."""
    if mapping.crs:
        return _project(table, mapping, x, y, mapping.crs, columns)
    there = ((x != "") & (y != "")).to_numpy()
    names = headers(mapping, *columns)
    problems = wrong_cells("crs_missing", x + " " + y, there, table, names)
    return Located(nowhere(x.index), problems)


def _project(
    table: Table,
    mapping: ColumnMapping,
    x: pd.Series,
    y: pd.Series,
    crs: str,
    columns: tuple[str, str] = ("easting", "northing"),
) -> Located:
    east, north = metres(x), metres(y)
    problems: list[pd.DataFrame] = []
    for texts, values, column in ((x, east, columns[0]), (y, north, columns[1])):
        wrong = (texts != "").to_numpy() & np.isnan(values)
        problems += wrong_cells("not_a_coordinate", texts, wrong, table, headers(mapping, column))
    half = ((x == "") ^ (y == "")).to_numpy()
    names = headers(mapping, *columns)
    problems += wrong_cells("half_a_point", x.where(x != "", y), half, table, names)
    whole = np.isfinite(east) & np.isfinite(north)
    lon, lat, more = to_degrees(
        np.where(whole, east, np.nan),
        np.where(whole, north, np.nan),
        x.index,
        file=table.file,
        crs=crs,
        column=" + ".join(names),
    )
    found = nowhere(x.index).assign(lon=lon, lat=lat, precision_m=at_best_m(crs))
    return Located(found, [*problems, *more])


def read_utm(text: str) -> Reading | None:
    """Read `13R 355000 3510000`: zone and band, easting, northing."""
    found = _UTM.fullmatch(text.strip())
    crs = utm_crs(found[1]) if found else None
    if not found or not crs:
        return None
    from pyproj import Transformer

    convert = Transformer.from_crs(crs, WGS84, always_xy=True)
    lon, lat = convert.transform(float(found[2]), float(found[3]))
    return Reading(lat, lon) if np.isfinite(lon) and np.isfinite(lat) else None
