"""How far every place is from the nearest crossing that works, along what was chosen."""

import numpy as np
import pandas as pd

from atlas.analysis.coverage.measures import Measure
from atlas.analysis.coverage.supply import measurable
from atlas.analysis.coverage.travel import Sites, gates


def crossing_distances(
    places: pd.DataFrame, crossings: pd.DataFrame, towns: pd.DataFrame, measure: Measure
) -> pd.DataFrame:
    """Measure from every place to the nearest crossing that people can go through.

    Parameters
    ----------
    places
        Published places.
    crossings
        The crossings; those that are closed do not count.
    towns
        Localities: around them lie the municipalities of places without a point.
    measure
        What distances are measured along.

    Returns
    -------
    distances
        Indexed as `places`: `km` and `crossing_id` (NaN and empty where no distance is known), and
        `km_low` and `km_high`, the ends of the distance wherever within its precision or its
        municipality the place is (NaN where nothing is known).
    """
    known, through = measure.sited(places), gates(crossings)
    sites, gate_sites = Sites.of(known), Sites.of(through, "corridor_id")
    km = measure.crossing_km(sites, gate_sites)
    km[~measurable(known).to_numpy(np.bool_)] = np.inf
    low, high = measure.crossing_bounds(known, towns, gate_sites, towards=True)
    nearest = [one.min(axis=1, initial=np.inf) for one in (km, low, high)]
    ids = np.append(through["crossing_id"].to_numpy(object), "")
    at = np.full(len(km), -1) if km.shape[1] == 0 else km.argmin(axis=1)
    at = np.where(np.isfinite(nearest[0]), at, -1)
    figures = {
        name: np.where(np.isfinite(one), one, np.nan)
        for name, one in zip(("km", "km_low", "km_high"), nearest, strict=True)
    }
    return pd.DataFrame(figures, index=places.index).assign(
        crossing_id=pd.array(ids[at], dtype="str")
    )
