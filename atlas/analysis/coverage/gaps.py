"""How far the nearest place is, from every crossing and every locality, and how many are near."""

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from atlas.analysis.coverage.counts import working
from atlas.analysis.coverage.supply import on_the_map
from atlas.analysis.coverage.travel import Reach, Sites, gates, reach
from atlas.base.translations import every_text_column

COUNT_KM: Final = (2, 5, 10, 20)
"""The distances within which places are counted, in km."""

_MEASURED = ["facility_id", "side", "status", "lon", "lat", "precision_m"]
_POINT = ("corridor_id", "side", "lon", "lat", "population")


def starting_points(
    crossings: pd.DataFrame,
    localities: pd.DataFrame,
    corridors: pd.DataFrame,
    segments: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Give the points that distances are measured from.

    Parameters
    ----------
    crossings, localities, corridors
        Tables of a view.
    segments
        The corridors, cut by side: localities outside them are left out.

    Returns
    -------
    points
        point (crossing or locality), point_id, name and its translations, corridor_id, side,
        lon, lat, population (NaN for crossings). A crossing that works stands there once for each
        side.
    """
    ends = [
        gates(crossings).merge(
            corridors[["corridor_id", country]].rename(columns={country: "side"}), on="corridor_id"
        )
        for country in ("country_a", "country_b")
    ]
    at_border = pd.concat(ends).rename(columns={"crossing_id": "point_id"})
    inside = in_corridor(localities, segments)
    homes = localities[inside].rename(columns={"locality_id": "point_id", "country": "side"})
    points = pd.concat(
        [
            at_border.assign(point="crossing", population=np.nan),
            homes.assign(point="locality"),
        ],
        ignore_index=True,
    )
    names = [column for column in every_text_column("name") if column in points]
    points[names] = points[names].fillna("")
    return points[["point", "point_id", *names, *_POINT]].astype({"population": "float64"})


def in_corridor(localities: pd.DataFrame, segments: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
    """Say which localities lie in a corridor; the gazetteer also names some around them."""
    shapes = segments.geometry.to_numpy()
    shapely.prepare(shapes)
    held = shapely.intersects_xy(
        shapes[:, None], localities["lon"].to_numpy(), localities["lat"].to_numpy()
    )
    return np.asarray(np.any(held, axis=0))


def gaps(places: pd.DataFrame, crossings: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Measure from every point to the nearest place, and rank the points: the worst off first.

    Parameters
    ----------
    places
        Published places that give what is looked for; closed and planned ones are passed over, as
        are those without a position good enough for distances.
    crossings
        The crossings: the way to the other side leads through a working one.
    points
        What `starting_points` gives, or any frame with those columns.

    Returns
    -------
    table
        The points with `same_km`, `same_id` (nearest place on the same side), `either_km`,
        `either_id`, `either_crossing_id` (nearest on either side and the crossing on the way),
        `precision_m` (of the nearest on the same side), `same_within_<n>_km` and
        `within_<n>_km` (number of places on the same side and on either). Points that can reach
        no place on their side come first, then the farthest; of equals the most populous.
    """
    supply = on_the_map(working(places[_MEASURED]))
    through = gates(crossings)
    found = reach(Sites.of(points), Sites.of(supply), Sites.of(through, "corridor_id"))
    homes, countries = len(points), supply["side"].to_numpy(object)
    same = countries[found.place] == points["side"].to_numpy(object)[found.home]
    near, anywhere = _nearest(found, same, homes), _nearest(found, np.ones_like(same), homes)
    ids = np.append(supply["facility_id"].to_numpy(object), "")
    crossing_ids = np.append(through["crossing_id"].to_numpy(object), "")
    precision = np.append(supply["precision_m"].to_numpy(np.float64), np.nan)
    measured = {
        "same_km": near[0],
        "same_id": ids[near[1]],
        "either_km": anywhere[0],
        "either_id": ids[anywhere[1]],
        "either_crossing_id": crossing_ids[anywhere[2]],
        "precision_m": precision[near[1]],
        **{
            f"same_within_{km}_km": np.bincount(
                found.home[same & (found.km <= km)], minlength=homes
            )
            for km in COUNT_KM
        },
        **{
            f"within_{km}_km": np.bincount(found.home[found.km <= km], minlength=homes)
            for km in COUNT_KM
        },
    }
    table = pd.concat([points, pd.DataFrame(measured, index=points.index)], axis=1)
    return table.sort_values(
        ["same_km", "population", "name"],
        ascending=[False, False, True],
        na_position="first",
        ignore_index=True,
        kind="stable",
    )


def _nearest(
    found: Reach, rows: npt.NDArray[np.bool_], homes: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give distance, place and crossing of the nearest of some pairs; NaN, -1 and -1 for none."""
    km = np.full(homes, np.nan)
    place, gate = np.full(homes, -1, np.int64), np.full(homes, -1, np.int64)
    pairs = np.flatnonzero(rows)
    pairs = pairs[np.lexsort((found.place[pairs], found.km[pairs], found.home[pairs]))]
    home, first = np.unique(found.home[pairs], return_index=True)
    best = pairs[first]
    km[home], place[home], gate[home] = found.km[best], found.place[best], found.gate[best]
    return km, place, gate
