"""Where a place may be of which only the municipality is known.

A package has no outlines of municipalities. It has towns that know theirs: what lies nearer to a
town of a municipality than to a town of any other is taken as its area, and a place may lie up to
`EDGE_KM` beyond it. All whose municipality and point are both known do: a test looks.
"""

from collections import Counter
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Proj

from atlas.analysis.coverage.supply import measurable
from atlas.analysis.coverage.travel import Sites

EDGE_KM: Final = 1.0
"""How far beyond the area around its towns a place of a municipality may lie."""

AREA: Final = ["corridor_id", "side", "municipality_code"]
"""What distinguishes places without a point."""

_MARGIN_M: Final = 150_000.0
"""How far areas reach beyond the outermost town; a corridor ends long before."""

_Floats = npt.NDArray[np.float64]


def unplaced(places: pd.DataFrame) -> pd.DataFrame:
    """Count the places that no distance can be measured from, by where they may be.

    Returns
    -------
    areas
        `AREA` and `places` (number), in the order of their keys. One without a municipality may be
        anywhere on its side of its corridor.
    """
    known = measurable(places).tolist()
    keys = zip(*(places[name].tolist() for name in AREA), strict=True)
    counts = Counter(key for key, has_point in zip(keys, known, strict=True) if not has_point)
    rows = [(*key, counts[key]) for key in sorted(counts)]
    return pd.DataFrame(rows, columns=[*AREA, "places"])


def area_rows(places: pd.DataFrame, areas: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Give for each place the row of its area in what `unplaced` gives, -1 for one with a point."""
    row = {key: n for n, key in enumerate(areas[AREA].itertuples(index=False, name=None))}
    keys = places[AREA].itertuples(index=False, name=None)
    pairs = zip(keys, measurable(places).tolist(), strict=True)
    return np.array([-1 if has_point else row[key] for key, has_point in pairs], np.int64)


def least_km(points: Sites, areas: pd.DataFrame, towns: pd.DataFrame) -> _Floats:
    """Give the least distance that a place may have which is somewhere in an area.

    Parameters
    ----------
    points
        Where to measure from (m of them); their country does not count.
    areas
        What `unplaced` gives (n of them).
    towns
        Localities with `country`, `corridor_id`, `lon`, `lat` and `municipality_code`. One whose
        municipality is not known may be in any; without that column, that is all of them.

    Returns
    -------
    km
        Shape (m, n); 0 within an area, infinite from a point without a position.
    """
    km = np.zeros((len(points), len(areas)))
    corridor, side, code = (areas[name].to_numpy(object) for name in AREA)
    known = np.isfinite(points.lon) & np.isfinite(points.lat)
    lon, lat = points.lon[known], points.lat[known]
    where = towns["corridor_id"].to_numpy(object), towns["country"].to_numpy(object)
    for pair in dict.fromkeys(zip(corridor, side, strict=True)):
        rows = np.flatnonzero((corridor == pair[0]) & (side == pair[1]))
        here = towns[(where[0] == pair[0]) & (where[1] == pair[1])]
        km[np.ix_(known, rows)] = _least_km(lon, lat, code[rows], here)
    km[~known] = np.inf
    return km


def _least_km(
    lon: _Floats, lat: _Floats, codes: npt.NDArray[np.object_], towns: pd.DataFrame
) -> _Floats:
    """Measure to the areas of one side's municipalities; 0 to one that may be anywhere."""
    km = np.zeros((len(lon), len(codes)))
    at, spot = np.unique(towns[["lon", "lat"]].to_numpy(np.float64), axis=0, return_inverse=True)
    if len(at) < 2:  # one town: its municipality may have all of the side
        return km
    own = _codes(towns)
    plane = Proj(proj="aeqd", ellps="WGS84", lon_0=at[:, 0].mean(), lat_0=at[:, 1].mean())
    cells, spots = _cells(*plane(*at.T)), shapely.points(*plane(lon, lat))
    for column, code in enumerate(codes):
        held = np.unique(spot[(own == code) | (own == "")])
        if code and len(held):
            away_m = shapely.distance(spots, shapely.union_all(cells[held]))
            km[:, column] = np.maximum(0.0, away_m / 1000 - EDGE_KM)
    return km


def _codes(towns: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Give the municipality of every town, empty where it is not known."""
    if "municipality_code" not in towns:
        return np.full(len(towns), "", object)
    return towns["municipality_code"].to_numpy(object)


def _cells(x: _Floats, y: _Floats) -> npt.NDArray[np.object_]:
    """Give for every point the area that is nearer to it than to any other."""
    west, south, east, north = x.min(), y.min(), x.max(), y.max()
    around = shapely.box(west, south, east, north).buffer(_MARGIN_M)
    found = shapely.voronoi_polygons(
        shapely.multipoints(np.column_stack([x, y])), extend_to=around, ordered=True
    )
    return np.asarray(shapely.get_parts(found), dtype=object)
