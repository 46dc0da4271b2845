"""Accessibility for localities and for the cells of a grid."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.analysis.coverage.catchments import E2SFCA, Bands, accessibility
from atlas.analysis.coverage.measures import STRAIGHT, Measure
from atlas.analysis.coverage.ranges import unplaced_near
from atlas.analysis.coverage.supply import amounts, few, on_the_map, supply
from atlas.analysis.coverage.travel import Sites, gates, reach

CELL_DEGREES: Final = 0.1
"""Edge of the cells, about 11 km; five times that of the cells of generalised places, so that a
generalised place lies in the cell that its published point lies in."""

_SUPPLY: Final = ["corridor_id", "side", "municipality_code", "role", "services", "status", "lon",
                  "lat", "precision_m", "capacity", "capacity_unit"]  # fmt: skip


def by_locality(
    localities: pd.DataFrame,
    places: pd.DataFrame,
    crossings: pd.DataFrame,
    *,
    bands: Bands = E2SFCA,
    by_capacity: bool = False,
    measure: Measure = STRAIGHT,
) -> pd.DataFrame:
    """Measure the accessibility of every locality.

    Parameters
    ----------
    localities
        Columns of the table `localities`.
    places
        Published places that give what is looked for; closed ones add nothing, and those without
        a position good enough for distances add nothing to `access`.
    crossings
        The crossings.
    bands
        The catchment.
    by_capacity
        Count sleeping places where they are published; see `atlas.analysis.coverage.amounts`.
    measure
        What distances are measured along.

    Returns
    -------
    table
        locality_id, name, corridor_id, side, lon, lat, population, `access` (supply per person),
        `reached` (number of places in the catchment), `reached_most` (with those without a point
        that may be in it); in the given order. No place takes access from another, so `access` is
        its lower end, whatever places without a point there are. A higher end is not given: a
        place counts the more for a locality the fewer others share it, and where nobody knows who
        shares it, no bound below the whole supply per inhabitant of that locality is true.
    """
    known = supply(places[_SUPPLY])
    sited = on_the_map(measure.sited(known))
    homes = localities.rename(columns={"country": "side"}).reset_index(drop=True)
    sites = Sites.of(homes), Sites.of(sited), Sites.of(gates(crossings), "corridor_id")
    people = homes["population"].fillna(0).to_numpy(np.float64)
    access = accessibility(
        *sites, amounts(sited, by_capacity=by_capacity), people, bands, measure.blocks
    )
    found = reach(*sites, limit_km=bands.edge_km, how=measure.blocks)
    reached = np.bincount(found.home, minlength=len(homes))
    near = unplaced_near(homes, known, crossings, localities, measure)
    more = near.within(bands.edge_km, same=False)
    columns = ["locality_id", "name", "corridor_id", "side", "lon", "lat", "population"]
    return homes[columns].assign(access=access, reached=reached, reached_most=reached + more)


def by_cell(table: pd.DataFrame, places: pd.DataFrame, values: Sequence[str]) -> pd.DataFrame:
    """Gather localities and places in the cells of a grid.

    Parameters
    ----------
    table
        Localities with `lon`, `lat`, `population` and the columns `values`.
    places
        Published places with `lon`, `lat` and `sensitivity`.
    values
        What to average, weighted by population.

    Returns
    -------
    cells
        west, south, east, north (degrees), population, localities, the `values` (NaN where nobody
        lives), `places` and `places_text`: the number of places whose point lies in the cell, and
        how it may be written (see `atlas.analysis.coverage.few`).
    """
    homes = _in_cells(table).assign(people=table["population"].fillna(0))
    shares = {value: homes[value] * homes["people"] for value in values}
    keys = ["west", "south"]
    cells = (
        homes.assign(**shares)
        .groupby(keys, as_index=False)
        .agg(
            population=("people", "sum"),
            localities=("people", "size"),
            **{value: (value, "sum") for value in values},
        )
    )
    for value in values:
        cells[value] = cells[value] / cells["population"].where(cells["population"] > 0)
    sited = _in_cells(places.loc[places["lon"].notna(), ["lon", "lat", "sensitivity"]])
    counted = (
        sited.assign(protected=sited["sensitivity"] != "open")
        .groupby(keys, as_index=False)
        .agg(places=("protected", "size"), protected=("protected", "sum"))
    )
    cells = cells.merge(counted, on=keys, how="outer").fillna(
        {"places": 0, "protected": 0, "population": 0, "localities": 0}
    )
    cells["localities"] = cells["localities"].astype(int)
    numbers = cells[["places", "protected"]].astype(int)
    cells["places"] = numbers["places"]
    cells["places_text"] = [few(n, k) for n, k in numbers.itertuples(index=False)]
    cells["east"] = (cells["west"] + CELL_DEGREES).round(6)
    cells["north"] = (cells["south"] + CELL_DEGREES).round(6)
    order = ["west", "south", "east", "north", "population", "localities", *values]
    return cells[[*order, "places", "places_text"]]


def in_cell(points: pd.DataFrame, west: float, south: float) -> npt.NDArray[np.bool_]:
    """Say which points (`lon`, `lat`) lie in the cell of this corner, as `by_cell` gives it."""
    found = (_edge(points["lon"]) == west) & (_edge(points["lat"]) == south)
    return np.asarray(found, np.bool_)


def _in_cells(points: pd.DataFrame) -> pd.DataFrame:
    return points.assign(west=_edge(points["lon"]), south=_edge(points["lat"]))


def _edge(degrees: pd.Series) -> npt.NDArray[np.float64]:
    """Give the lower edge of the cell that holds each coordinate."""
    per_degree = round(1 / CELL_DEGREES)
    cell = np.floor(np.round(degrees.to_numpy(np.float64) * per_degree, 9))
    return np.asarray(np.round(cell / per_degree, 6))
