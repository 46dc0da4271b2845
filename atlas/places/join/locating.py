"""Locate places: corridor, side, distance to the border, nearest crossing."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.data import Package
from atlas.data.schema import PLAIN_TEXT
from atlas.places.join.package_geography import NOWHERE, Floats, Geography, geography
from atlas.spatial.geodesy import is_position
from atlas.spatial.index import SiteIndex

DISTANCE_LIMIT_M: Final = 2000.0
"""A place known no better than this has no distances: the number would say more than is known."""

Texts = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]


def locate(places: pd.DataFrame, package: Package) -> pd.DataFrame:
    """Say where each place lies and how that was decided.

    1. A point lies in the segment (corridor and side) that holds it, whatever the row says.
    2. A row without a point lies in the corridor and country of its municipality.
    3. Where a point is so near the border that its side is in doubt, and the municipality lies in
       the same corridor on the other side, the municipality decides the side. So a shelter known
       by the centre of a coarse cell stays in its country when that centre is across the border.

    Parameters
    ----------
    places
        Columns `lon`, `lat` (degrees; NaN without a point), `precision_m` and `municipality_code`.
    package
        Its segments, borders, crossings, corridors and municipalities are used.

    Returns
    -------
    located
        A new frame: the same rows in the same order, with these columns added.

        - `corridor_id`, `side`: empty when in no corridor.
        - `join_method`: `position` or `municipality`, whichever decided the side; `none` when in
          no corridor.
        - `border_m`: geodesic distance of the point to the corridor's border, metres; positive on
          the side of the corridor's first country (`country_a`), negative on the other. NaN
          without a point in a corridor.
        - `side_certain`: whether the point is farther from the border than its own precision and
          the uncertainty of the line together. Never true without a point.
        - `nearest_crossing_id`, `nearest_crossing_km`: the nearest of all crossings and its
          geodesic distance; empty and NaN without a point, or with one known no better than to
          `DISTANCE_LIMIT_M`.
        - `outside_km`: for a point in no corridor, geodesic distance to the nearest segment.

    Raises
    ------
    IngestError
        When the segments or the border of the package are not in EPSG:4326.
    """
    world = geography(package)
    lon, lat = (places[name].to_numpy(np.float64, copy=True) for name in ("lon", "lat"))
    no_point = ~is_position(lon, lat)
    lon[no_point] = lat[no_point] = np.nan
    precision_m = places["precision_m"].to_numpy(np.float64)

    segment = world.segment(lon, lat)
    held = segment != NOWHERE
    corridor_id, side = world.corridor_id[segment], world.side[segment]
    corridor = _of_each(package.corridors, "corridor_id", corridor_id)
    sign = np.where(corridor["country_a"].to_numpy(object) == side, 1.0, -1.0)
    border_m = sign * world.border_m(corridor_id, lon, lat)
    doubt_m = precision_m + corridor["border_uncertainty_m"].to_numpy(np.float64)
    certain = np.abs(border_m) > doubt_m  # NaN anywhere leaves the doubt

    by_code = _decide_by_municipality(
        corridor_id, side, no_point | (held & ~certain), places, package
    )
    method = np.select([by_code, held], ["municipality", "position"], "none")
    crossing_id, crossing_km = _nearest_where_known(lon, lat, precision_m, package)
    return places.assign(
        corridor_id=_text(corridor_id, places),
        side=_text(side, places),
        join_method=_text(method, places),
        border_m=border_m,
        side_certain=certain,
        nearest_crossing_id=_text(crossing_id, places),
        nearest_crossing_km=crossing_km,
        outside_km=_outside_km(world, ~held & ~no_point, lon, lat),
    )


def nearest_crossing(
    lon: npt.ArrayLike, lat: npt.ArrayLike, crossings: pd.DataFrame
) -> tuple[Texts, Floats]:
    """Give the nearest crossing of each point.

    Parameters
    ----------
    lon, lat
        Degrees; NaN without a point.
    crossings
        Columns `crossing_id`, `lon`, `lat`; those without a point are passed over.

    Returns
    -------
    crossing_id, distance_km
        Empty and NaN where there is no point or no crossing. Distances are geodesic.
    """
    known = crossings[is_position(crossings["lon"], crossings["lat"])]
    site, distance_m = SiteIndex(known["lon"], known["lat"]).nearest(lon, lat)
    ids = np.append(known["crossing_id"].to_numpy(object), "")
    return ids[site], distance_m / 1000


def _decide_by_municipality(
    corridor_id: Texts, side: Texts, open_rows: Flags, places: pd.DataFrame, package: Package
) -> Flags:
    """Write corridor and country of the municipality into the open rows where they say more.

    Returns
    -------
    decided
        The rows that were changed.
    """
    codes = places["municipality_code"].to_numpy(object)
    known = _of_each(package.municipalities, "municipality_code", codes).fillna("")
    corridor, country = (known[name].to_numpy(object) for name in ("corridor_id", "country"))
    free = (corridor_id == "") | ((corridor_id == corridor) & (side != country))
    decided: Flags = open_rows & (corridor != "") & free
    corridor_id[decided] = corridor[decided]
    side[decided] = country[decided]
    return decided


def _nearest_where_known(
    lon: Floats, lat: Floats, precision_m: Floats, package: Package
) -> tuple[Texts, Floats]:
    coarse = ~(precision_m <= DISTANCE_LIMIT_M)
    return nearest_crossing(
        np.where(coarse, np.nan, lon), np.where(coarse, np.nan, lat), package.crossings
    )


def _outside_km(world: Geography, rows: Flags, lon: Floats, lat: Floats) -> Floats:
    distance = np.full(len(lon), np.nan)
    distance[rows] = world.outside_m(lon[rows], lat[rows]) / 1000
    return distance


def _of_each(table: pd.DataFrame, key: str, values: Texts) -> pd.DataFrame:
    """Look up the row of each value; missing values where the table has none."""
    return table.drop_duplicates(key).set_index(key).reindex(values)


def _text(values: npt.NDArray[np.object_], places: pd.DataFrame) -> pd.Series:
    return pd.Series(values, index=places.index, dtype=PLAIN_TEXT)
