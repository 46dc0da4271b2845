"""Positions that can be read and are wrong all the same.

A position that is surely not where the place is, is taken away and reported with what it may
mean; one that is only doubtful stays, with the doubt in its precision and among the problems.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.place_rows import COARSEST_M
from atlas.curation.ingest.plus_codes import METRES_PER_DEGREE
from atlas.curation.ingest.position_cells import Located, Numbers, Rows

_NULL_ISLAND_DEG = 0.01
_FALLBACK_M = 60.0
_FALLBACK_PRECISION_M = 5_000.0
_COARSE_DEG = 0.005
_REPEATED = 3


@dataclass(frozen=True)
class Area:
    """Where positions are likely.

    Attributes
    ----------
    boxes
        West, south, east, north in degrees, shape (n, 4): one around each corridor.
    fallbacks
        Longitude and latitude, shape (m, 2): points that geocoders give for a whole town.
    """

    boxes: Numbers
    fallbacks: Numbers

    def holds(self, lon: Numbers, lat: Numbers) -> Rows:
        """Say which points lie in one of the boxes."""
        inside = np.zeros(len(lon), dtype=bool)
        for west, south, east, north in self.boxes:
            inside |= (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        return inside


def check_positions(
    located: Located, addresses: pd.Series, area: Area, *, file: str, column: str
) -> Located:
    """Judge positions.

    Parameters
    ----------
    located
        Positions, as `atlas.curation.ingest.coordinates.locate_rows` gives them.
    addresses
        Address of every row; one point for several addresses is no point of any.
    area
        Where positions are likely.
    file, column
        Names for messages.

    Returns
    -------
    located
        The positions that stay, and all problems.
    """
    points, problems = located.points.copy(), list(located.problems)
    lon, lat = points["lon"].to_numpy(float), points["lat"].to_numpy(float)
    wrong = np.zeros(len(points), dtype=bool)
    for code, impossible in [
        *_impossible(lon, lat, area),
        ("too_coarse", np.isfinite(lon + lat) & (_rounding_m(points) > COARSEST_M)),
    ]:
        found = impossible & ~wrong
        wrong |= found
        problems += _report(code, points[found], file, column)
    points.loc[wrong, ["lon", "lat", "precision_m", "step_deg"]] = np.nan
    for code, doubt, precision_m in _doubtful(points, addresses, area):
        problems += _report(code, points[doubt], file, column)
        points.loc[doubt, "precision_m"] = np.fmax(points["precision_m"], precision_m)[doubt]
        if code == "city_centre":
            points.loc[doubt, "method"] = "town_point"
    return Located(points, problems)


def _impossible(lon: Numbers, lat: Numbers, area: Area) -> list[tuple[str, Rows]]:
    """Say which points cannot be right, the surest reason first."""
    there = np.isfinite(lon) & np.isfinite(lat)
    in_range = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    inside = area.holds(lon, lat)
    swapped = there & ~inside & area.holds(lat, lon)
    mirrored = there & ~inside & area.holds(-lon, lat)
    turned = there & ~in_range & (np.abs(lat) <= 180) & (np.abs(lon) <= 90)
    null = there & (np.abs(lon) < _NULL_ISLAND_DEG) & (np.abs(lat) < _NULL_ISLAND_DEG)
    return [
        ("null_island", null),
        ("coordinates_swapped", swapped | turned),
        ("longitude_sign", mirrored),
        ("coordinate_range", there & ~in_range),
    ]


def _doubtful(
    points: pd.DataFrame, addresses: pd.Series, area: Area
) -> list[tuple[str, Rows, npt.NDArray[np.float64]]]:
    lon, lat = points["lon"].to_numpy(float), points["lat"].to_numpy(float)
    there = np.isfinite(lon) & np.isfinite(lat)
    centre = there & _near_any(lon, lat, area.fallbacks)
    repeated = there & ~centre & _one_point_for_many(points, addresses)
    coarse = there & (points["step_deg"].to_numpy(float) > _COARSE_DEG)
    outside = there & ~area.holds(lon, lat) & (len(area.boxes) > 0)
    return [
        ("city_centre", centre, np.full(len(lon), _FALLBACK_PRECISION_M)),
        ("point_repeated", repeated, np.full(len(lon), np.nan)),
        ("coarse_point", coarse, _rounding_m(points)),
        ("outside_area", outside, np.full(len(lon), np.nan)),
    ]


def _rounding_m(points: pd.DataFrame) -> Numbers:
    """Give how far a place may be within the cell that the last digit leaves open."""
    steps = np.nan_to_num(points["step_deg"].to_numpy(float))
    return np.asarray(np.ceil(steps * METRES_PER_DEGREE * np.sqrt(0.5)), dtype=float)


def _near_any(lon: Numbers, lat: Numbers, sites: Numbers) -> Rows:
    near = np.zeros(len(lon), dtype=bool)
    for site_lon, site_lat in sites:
        north_m = (lat - site_lat) * METRES_PER_DEGREE
        some = np.flatnonzero(np.abs(north_m) <= _FALLBACK_M)  # few, and the rest costs more
        east_m = (lon[some] - site_lon) * METRES_PER_DEGREE * np.cos(np.radians(site_lat))
        near[some] |= np.hypot(east_m, north_m[some]) <= _FALLBACK_M
    return near


def _one_point_for_many(points: pd.DataFrame, addresses: pd.Series) -> Rows:
    """Say which rows share their exact point with others that have other addresses."""
    frame = pd.DataFrame(
        {"lon": points["lon"], "lat": points["lat"], "address": addresses.str.casefold()}
    )
    stated = frame[frame["address"] != ""]
    different = stated.groupby(["lon", "lat"])["address"].nunique()
    many = different[different >= _REPEATED].index
    return pd.MultiIndex.from_frame(frame[["lon", "lat"]]).isin(many) & frame["lon"].notna()


def _report(code: str, at: pd.DataFrame, file: str, column: str) -> list[pd.DataFrame]:
    if not len(at):
        return []
    values = [f"{lat:.10g}, {lon:.10g}" for lat, lon in zip(at["lat"], at["lon"], strict=True)]
    if code == "outside_area":  # many files reach beyond the corridors: once is enough
        return [problem(code, file=file, column=column, value=values[0], n=len(values))]
    return [problem(code, file=file, row=at.index, column=column, value=values)]
