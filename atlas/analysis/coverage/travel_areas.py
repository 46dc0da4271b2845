"""From where places can be reached within some minutes along streets, and what crossings lead to.

Of a protected place there is no area: what is public of it is no finer than its municipality or a
cell, and an area around either would look as if more were known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from atlas.analysis.coverage.along_streets import AlongStreets
from atlas.analysis.coverage.supply import on_the_map
from atlas.base.errors import FilterError
from atlas.spatial.streets.routes import Spread, areas_within

AREA_MINUTES: Final = (15, 30, 60)
MOST_AREA_MINUTES: Final = 120
ALL_PLACES: Final = "places"

_GRID_DEGREES: Final = 1e-5
"""About a metre; what is drawn is no finer."""


@dataclass(frozen=True, eq=False)
class TravelAreas:
    """Areas within some minutes.

    Attributes
    ----------
    of
        `ALL_PLACES`, or the id of a place or a crossing.
    towards
        Whether ways lead to it; from a crossing they lead away.
    shapes
        `minutes`, `bound` and the area, the fewest minutes first. `bound` is `certain` (within the
        time wherever in its precision a place is) and `possible`, or `exact` where both are equal.
    drawn, left_out
        The number of places that have an area, and that have none.
    """

    of: str
    towards: bool
    shapes: gpd.GeoDataFrame
    drawn: int
    left_out: int


def origins_of(
    measure: AlongStreets, places: pd.DataFrame, crossings: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the places and the crossings that areas can be drawn of.

    Parameters
    ----------
    measure
        The streets.
    places, crossings
        The places that count, and the crossings that are open.
    """
    open_places = on_the_map(measure.sited(places[places["sensitivity"] == "open"]))
    gates = measure.gates
    usable = gates[gates["on_streets"] & gates["crossing_id"].isin(crossings["crossing_id"])]
    return open_places, usable.reset_index(drop=True)


def travel_areas(
    measure: AlongStreets,
    places: pd.DataFrame,
    crossings: pd.DataFrame,
    segments: gpd.GeoDataFrame,
    of: str = ALL_PLACES,
    minutes: Sequence[float] = AREA_MINUTES,
) -> TravelAreas:
    """Draw what is within some minutes of all places together, of one, or of a crossing.

    Parameters
    ----------
    measure
        The streets and the waits.
    places, crossings
        The places that count, and the crossings that are open.
    segments
        The sides of the corridors: an area does not extend over the border but by a crossing.
    of
        `ALL_PLACES`, or the id of a place or a crossing.
    minutes
        How many, each from 1 to `MOST_AREA_MINUTES`.

    Raises
    ------
    FilterError
        When there is nothing of that id to draw an area of, or the minutes are none.
    """
    if not minutes or not all(1 <= one <= MOST_AREA_MINUTES for one in minutes):
        message = f"minutes of areas are from 1 to {MOST_AREA_MINUTES}, not {list(minutes)}"
        raise FilterError(message)
    usable, gates = origins_of(measure, places, crossings)
    standing = gates[gates["crossing_id"] == of]
    drawn = usable if of == ALL_PLACES else usable[usable["facility_id"] == of]
    if of != ALL_PLACES and drawn.empty and standing.empty:
        allowed = ", ".join([ALL_PLACES, *gates["crossing_id"], *usable["facility_id"]])
        message = f"no area can be drawn of {of!r}; allowed is one of {allowed}"
        raise FilterError(message)
    found = measure.spread(drawn, standing, crossings, max(minutes), towards=standing.empty)
    shapes = _shapes(found, segments, sorted(set(minutes)))
    rest = len(places) - len(usable) if of == ALL_PLACES else 0
    return TravelAreas(of, standing.empty, shapes, len(drawn), rest)


def _shapes(
    found: Sequence[Spread], segments: gpd.GeoDataFrame, minutes: Sequence[float]
) -> gpd.GeoDataFrame:
    """Put the areas of all sides together, each cut at the border."""
    land = {(row.corridor_id, row.side): row.geometry for row in segments.itertuples(index=False)}
    sides = [
        [
            [shapely.intersection(shape, land[one.corridor, one.side]) for shape in both]
            for both in areas_within(one, minutes)
        ]
        for one in found
        if (one.corridor, one.side) in land
    ]
    certain, possible = (
        [_whole([side[row][bound] for side in sides]) for row in range(len(minutes))]
        for bound in range(2)
    )
    exact = all(np.array_equal(one.certain, one.possible) for one in found)
    named = {"exact": certain} if exact else {"certain": certain, "possible": possible}
    rows = [
        {"minutes": most, "bound": bound, "geometry": shapes[row]}
        for row, most in enumerate(minutes)
        for bound, shapes in named.items()
    ]
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=4326)


def _whole(shapes: list[Any]) -> Any:  # noqa: ANN401, geometries
    """Join areas on the grid; what is no area any more is nothing."""
    made = shapely.set_precision(shapely.union_all(shapes), _GRID_DEGREES)
    parts = [one for one in shapely.get_parts(made) if one.geom_type == "Polygon"]
    return shapely.MultiPolygon([one for one in parts if not one.is_empty])
