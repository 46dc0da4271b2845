"""Points that lie at the centre of another municipality than the one their row names.

The package need not have outlines of municipalities. What it has are towns, and the town that has
the name of a municipality is its centre: a point near one centre and far from its own is reported.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.base.text_search import municipality_form
from atlas.data import Package

_BESIDE_M: Final = 3_000.0
_TIMES_FARTHER: Final = 5.0
_METRES_PER_DEGREE: Final = 111_195.0

Floats = npt.NDArray[np.float64]


class OtherSeats(NamedTuple):
    """For every place, the municipality whose centre it is near, and how far both centres are.

    `near` is empty where the place may well be in its own municipality.
    """

    near: npt.NDArray[np.object_]
    own: npt.NDArray[np.object_]
    near_m: Floats
    own_m: Floats


def beside_another(located: pd.DataFrame, package: Package) -> OtherSeats:
    """Find places within 3 km of another municipality's centre, and five times as far from theirs.

    Parameters
    ----------
    located
        Places with `lon`, `lat`, `precision_m` and `municipality_code`.
    package
        Its municipalities and localities; those without a town of their name are left out.
    """
    seats = named_seats(package.localities, package.municipalities)
    lon, lat = located["lon"].to_numpy(np.float64), located["lat"].to_numpy(np.float64)
    codes = located["municipality_code"].to_numpy(object)
    mine = seats.reindex(codes)
    own_m = _away_m(lon, lat, mine["lon"].to_numpy(np.float64), mine["lat"].to_numpy(np.float64))
    near, near_m = np.full(len(located), "", dtype=object), np.full(len(located), np.inf)
    countries = mine["country"].to_numpy(object)
    for code, seat in seats.iterrows():
        some = np.flatnonzero(np.abs(lat - float(seat["lat"])) * _METRES_PER_DEGREE <= _BESIDE_M)
        away_m = _away_m(lon[some], lat[some], float(seat["lon"]), float(seat["lat"]))
        other = (codes[some] != code) & (countries[some] == seat["country"])
        nearer = other & (away_m < near_m[some])
        near[some[nearer]], near_m[some[nearer]] = seat["name"], away_m[nearer]
    precision_m = np.nan_to_num(located["precision_m"].to_numpy(np.float64))
    beside = (near_m <= _BESIDE_M) & (own_m > _TIMES_FARTHER * (near_m + precision_m))
    return OtherSeats(np.where(beside, near, ""), mine["name"].to_numpy(object), near_m, own_m)


def named_seats(localities: pd.DataFrame, municipalities: pd.DataFrame) -> pd.DataFrame:
    """Give the town of the same name of every municipality that has one, by its code."""
    towns = localities.sort_values("population", na_position="first")
    named = towns.set_index(_names(towns))
    named = named[~named.index.duplicated(keep="last")]
    table = municipalities.drop_duplicates("municipality_code")
    table = table.set_index("municipality_code")[["name", "country"]]
    found = named.reindex(_names(table))
    places = table.assign(lon=found["lon"].to_numpy(), lat=found["lat"].to_numpy())
    return places.dropna(subset=["lon", "lat"])


def _names(table: pd.DataFrame) -> pd.Index:
    pairs = zip(table["country"], table["name"], strict=True)
    return pd.Index([f"{country} {municipality_form(name)}" for country, name in pairs])


def _away_m(lon: Floats, lat: Floats, to_lon: Floats | float, to_lat: Floats | float) -> Floats:
    """Measure in a plane, which is exact enough to tell near from far."""
    east = (lon - to_lon) * np.cos(np.radians(lat))
    return np.asarray(np.hypot(east, lat - to_lat) * _METRES_PER_DEGREE, dtype=np.float64)
