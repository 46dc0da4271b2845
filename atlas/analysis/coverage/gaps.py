"""How far the nearest place is, from every crossing and every locality, and how many are near."""

from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from atlas.analysis.coverage.measures import STRAIGHT, Measure
from atlas.analysis.coverage.ranges import Unplaced, nearer, unplaced_near
from atlas.analysis.coverage.supply import on_the_map, supply
from atlas.analysis.coverage.travel import Reach, Sites, gates, reach
from atlas.base.translations import every_text_column

COUNT_KM: Final = (2, 5, 10, 20)
"""The distances within which places are counted, in km."""

_MEASURED = ["facility_id", "corridor_id", "side", "municipality_code", "role", "services",
             "status", "lon", "lat", "precision_m"]  # fmt: skip
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
        lon, lat, population (NaN for crossings). A crossing that works stands there once for
        each side.
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


def gaps(
    places: pd.DataFrame,
    crossings: pd.DataFrame,
    points: pd.DataFrame,
    towns: pd.DataFrame,
    measure: Measure = STRAIGHT,
) -> pd.DataFrame:
    """Measure from every point to the nearest place, and rank the points: the worst off first.

    Parameters
    ----------
    places
        Published places that give what is looked for; closed and planned ones are passed over.
        Those without a position good enough for distances make ranges of the figures; see
        `atlas.analysis.coverage.ranges`.
    crossings
        The crossings: the way to the other side leads through a working one.
    points
        What `starting_points` gives, or any frame with those columns.
    towns
        All localities: around them lie the municipalities of places without a point.
    measure
        What distances are measured along. Points that it cannot measure from are left out.

    Returns
    -------
    table
        The points with `same_km`, `same_id` (nearest place on the same side), `either_km`,
        `either_id`, `either_crossing_id` (nearest on either side and the crossing on the way),
        `precision_m` (of the nearest on the same side), `same_within_<n>_km` and
        `within_<n>_km` (number of places on the same side and on either): all of places with a
        point. Then what they could be with the others: `same_km_least` and `either_km_least`,
        `same_within_<n>_km_most` and `within_<n>_km_most`; and `certain`, whether no place without
        a point could be nearer on the same side. The points that may be the worst off even so come
        first: those that can reach no place on their side, then by `same_km_least`, the farthest
        first, then by `same_km`; of equals the most populous. Along streets there are more figures:
        see `atlas.analysis.coverage.along_streets.AlongStreets.further`.
    """
    known, points = measure.sited(supply(places[_MEASURED])), measure.only(points)
    table = pd.concat([points, _measured(known, crossings, points, measure)], axis=1)
    near = unplaced_near(table, known, crossings, towns, measure)
    further = measure.further(table, on_the_map(known), gates(crossings))
    table = pd.concat([table, _bounds(table, near), further], axis=1)
    return table.sort_values(
        ["same_km_least", "same_km", "population", "name"],
        ascending=[False, False, False, True],
        na_position="first",
        ignore_index=True,
        kind="stable",
    )


def _measured(
    known: pd.DataFrame, crossings: pd.DataFrame, points: pd.DataFrame, measure: Measure
) -> pd.DataFrame:
    """Give the figures of the places with a point."""
    sited, through = on_the_map(known), gates(crossings)
    sites = Sites.of(points), Sites.of(sited), Sites.of(through, "corridor_id")
    found = reach(*sites, how=measure.blocks)
    homes, countries = len(points), sited["side"].to_numpy(object)
    same = countries[found.place] == points["side"].to_numpy(object)[found.home]
    near, anywhere = _nearest(found, same, homes), _nearest(found, np.ones_like(same), homes)
    ids = np.append(sited["facility_id"].to_numpy(object), "")
    crossing_ids = np.append(through["crossing_id"].to_numpy(object), "")
    precision = np.append(sited["precision_m"].to_numpy(np.float64), np.nan)
    figures = {
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
    return pd.DataFrame(figures, index=points.index)


def _bounds(table: pd.DataFrame, near: Unplaced) -> pd.DataFrame:
    """Give what the figures could be with the places without a point."""
    least = {"same_km": near.same_least, "either_km": near.either_least}
    bounds: dict[str, npt.NDArray[Any]] = {
        f"{name}_least": nearer(table[name], km) for name, km in least.items()
    }
    for name, same in (("same_within", True), ("within", False)):
        for km in COUNT_KM:
            more = near.within(km, same=same)
            bounds[f"{name}_{km}_km_most"] = table[f"{name}_{km}_km"].to_numpy() + more
    far = table["same_km"].fillna(np.inf).to_numpy(np.float64)
    bounds["certain"] = near.same_least >= far
    return pd.DataFrame(bounds, index=table.index)


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
