"""Coverage along streets: where the street graph of a corridor has both sides.

Nothing here is mixed with straight lines. What stands on no street has no distance; a place that
stands on none counts as one without a point, somewhere in its municipality.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.analysis.coverage.held_streets import HeldStreets, gates_least_km, is_around
from atlas.analysis.coverage.municipal_areas import area_rows, least_km, unplaced
from atlas.analysis.coverage.travel import Block, Sites, travel_km
from atlas.spatial.streets.routes import (
    FOOT_M_PER_MINUTE,
    NOWHERE,
    AcrossBorder,
    Cost,
    Measured,
    Mode,
    Origins,
    Spots,
    Spread,
    StreetDistances,
    in_units,
    spread,
    wait_costs,
)

_Floats: TypeAlias = npt.NDArray[np.float64]
_Flags: TypeAlias = npt.NDArray[np.bool_]

_FOOT_MS_PER_MM: Final = 60 / FOOT_M_PER_MINUTE
_POINT: Final = ["lon", "lat", "precision_m"]

MOST_WAIT_MINUTES: Final = 24 * 60

ALONG: Final = ("straight", "streets")
"""What distances can be measured along."""


class AlongStreets:
    """Kilometres along streets by one mode; see `atlas.analysis.coverage.measures.Measure`.

    Parameters
    ----------
    distances
        Where the length of the way is made least.
    """

    along = "streets"

    def __init__(self, distances: StreetDistances) -> None:
        self._distances = distances
        self._quickest = distances.with_cost(Cost.MINUTES)

    def with_waits(self, waits: Mapping[str, float]) -> "AlongStreets":
        """Give the same with other waits; nothing is searched again."""
        other = object.__new__(AlongStreets)
        other._distances = self._distances.with_waits(waits)
        other._quickest = self._quickest.with_waits(waits)
        return other

    @property
    def mode(self) -> Mode:
        """How somebody goes."""
        return self._distances.mode

    @property
    def way(self) -> str:
        """What a sentence says: how somebody goes."""
        return self.mode.value

    @property
    def engine(self) -> str:
        """The name of what finds the ways; empty for the search of the atlas."""
        engine = self._distances.engine
        return engine.name if engine else ""

    def prepare(self, show: Callable[[str, float | None], None]) -> None:
        """Have the engine prepare all that it will be asked for.

        Raises
        ------
        OsrmError
            When it cannot.
        """
        asked = [self._distances, *([self._quickest] if self.mode is Mode.CAR else [])]
        steps = [step for one in asked for step in one.preparing()]
        for number, step in enumerate(steps):
            show(self.engine, number / len(steps))
            step()
            show(self.engine, (number + 1) / len(steps))

    @property
    def corridors(self) -> list[str]:
        """The corridors with streets on both sides."""
        return self._distances.corridors

    @property
    def gates(self) -> pd.DataFrame:
        """The crossings that let the mode through: with `wait_minutes` and `on_streets`."""
        return self._distances.gates.assign(
            wait_minutes=self._distances.wait_minutes,
            on_streets=self._distances.gates_on_streets,
        )

    def blocks(
        self, homes: Sites, places: Sites, through: Sites, limit_km: float
    ) -> Iterator[Block]:
        """Measure block by block; the limit leaves nothing out."""
        del limit_km
        measured = self._distances.measured(_spots(homes), _spots(places))
        return self._blocks(measured, homes, places, through)

    def _blocks(
        self, measured: Measured, homes: Sites, places: Sites, through: Sites
    ) -> Iterator[Block]:
        row = self._row_of_gate(through)
        over, gate = measured.across.over(row >= 0)
        way = np.append(row, -1)[gate].astype(np.int16)
        for start in dict.fromkeys(homes.country):
            rows = np.flatnonzero(homes.country == start)
            for end in dict.fromkeys(places.country):
                columns = np.flatnonzero(places.country == end)
                at = np.ix_(rows, columns)
                if start == end:
                    cost, on_way = measured.same[at], np.full((len(rows), len(columns)), -1)
                else:
                    cost, on_way = over[at], way[at]
                yield rows, columns, _km(cost), on_way.astype(np.int16)

    def bounds(
        self, homes: Sites, areas: pd.DataFrame, towns: pd.DataFrame, through: Sites
    ) -> tuple[_Floats, _Floats]:
        """Give the least distance to places somewhere in areas, as far as streets are known.

        A place may stand on any street of its area or right next to it. Of an area without any
        street nothing is known but that no way is shorter than a straight line.
        """
        held = HeldStreets(areas, towns)
        made = self._distances.nearest(_spots(homes), len(areas), held.nodes_of)
        gates = Sites.of(self._distances.gates, "corridor_id")
        own = homes.country[:, None] == areas["side"].to_numpy(object)
        straight = least_km(homes, areas, towns)
        same = held.least(np.where(is_around(straight), 0.0, _km(made.same)), straight)
        same = np.where(own, same, np.inf)
        at_gate = least_km(gates, areas, towns)
        from_gate = np.where(is_around(at_gate), 0.0, made.across.from_gate)
        from_gate = held.least(from_gate, np.round(at_gate * 1e6))
        across = AcrossBorder(made.across.to_gate, from_gate, made.across.wait)
        over = _km(across.over(self._row_of_gate(through) >= 0)[0])
        # From what stands on no street there is no way, whatever the straight line says.
        off = ~self._distances.on_streets(_spots(homes))
        same[off], over[off] = np.inf, np.inf
        return same, np.where(own, same, over)

    def sited(self, places: pd.DataFrame) -> pd.DataFrame:
        """Give places with the points of those that stand on a street."""
        kept = pd.Series(self.on_streets(places), places.index)
        return places.assign(**places[_POINT].where(kept))

    def only(self, points: pd.DataFrame) -> pd.DataFrame:
        """Give the points that stand on a street."""
        return points[self.on_streets(points)].reset_index(drop=True)

    def on_streets(self, points: pd.DataFrame) -> _Flags:
        """Say which points (`lon`, `lat`, `side`) stand on a street of their side."""
        return self._distances.on_streets(_spots(Sites.of(points)))

    def further(
        self, points: pd.DataFrame, places: pd.DataFrame, crossings: pd.DataFrame
    ) -> pd.DataFrame:
        """Give further figures of points whose nearest places are known.

        Returns
        -------
        figures
            `same_minutes` and `either_minutes`: the quickest way to the nearest place on the same
            side and on either, with the wait at the crossing. `same_km_low` and `same_km_high`:
            the distance to the nearest on the same side, wherever within the precision of its point
            it is.
        """
        homes, sited = Sites.of(points), Sites.of(places)
        through = Sites.of(crossings, "corridor_id")

        minutes = self.minutes(homes, sited, through)
        radius_m = places["precision_m"].fillna(0).to_numpy(np.float64)
        low, high = self._distances.spans(_spots(homes), _spots(sited), radius_m)
        row = {name: number for number, name in enumerate(places["facility_id"])}
        columns = {
            "same_minutes": (minutes, "same_id"),
            "either_minutes": (minutes, "either_id"),
            "same_km_low": (_km(low.same), "same_id"),
            "same_km_high": (_km(high.same), "same_id"),
        }
        return pd.DataFrame(
            {name: _picked(matrix, points[of].map(row)) for name, (matrix, of) in columns.items()},
            index=points.index,
        )

    def minutes(self, homes: Sites, places: Sites, through: Sites) -> _Floats:
        """See `Measure`."""

        def quickest(homes: Sites, places: Sites, through: Sites, _limit: float) -> Iterator[Block]:
            return self._blocks(
                self._in_time(_spots(homes), _spots(places)), homes, places, through
            )

        # A km of millimetres is a thousand seconds of milliseconds.
        return np.asarray(travel_km(homes, places, through, quickest)[0] * 1000 / 60)

    def crossing_km(self, places: Sites, through: Sites) -> _Floats:
        """See `Measure`."""
        made = self._distances.measured(_spots(places), NOWHERE)
        return self._by_crossing(_km(made.across.to_gate), through)

    def crossing_bounds(
        self, places: pd.DataFrame, towns: pd.DataFrame, through: Sites, *, towards: bool
    ) -> tuple[_Floats, _Floats]:
        """See `Measure`."""
        spots = _spots(Sites.of(places))
        radius_m = places["precision_m"].fillna(0).to_numpy(np.float64)
        low, high = map(_km, self._distances.gate_spans(spots, radius_m, towards=towards))
        areas = unplaced(places)
        rows = area_rows(places, areas)
        least = gates_least_km(self._distances, areas, towns, towards=towards)
        low[rows >= 0] = least[rows[rows >= 0]]
        return self._by_crossing(low, through), self._by_crossing(high, through)

    def _by_crossing(self, km: _Floats, through: Sites) -> _Floats:
        """Give columns of gates as columns of some crossings; infinite where none is passed."""
        row = np.where(self._distances.gates_on_streets, self._row_of_gate(through), -1)
        made = np.full((len(km), len(through)), np.inf)
        made[:, row[row >= 0]] = km[:, row >= 0]
        return made

    def spread(
        self,
        places: pd.DataFrame,
        standing: pd.DataFrame,
        crossings: pd.DataFrame,
        minutes: float,
        *,
        towards: bool,
    ) -> list[Spread]:
        """Find the time of every node to or from places and crossings; see `routes.spread`."""
        ids = self._distances.gates["crossing_id"]
        radius_m = places["precision_m"].fillna(0).to_numpy(np.float64)
        gates = np.flatnonzero(ids.isin(standing["crossing_id"]))
        origins = Origins(_spots(Sites.of(places)), radius_m, gates, towards)
        usable = ids.isin(crossings["crossing_id"]).to_numpy()
        return spread(self._quickest, origins, usable, minutes)

    def _in_time(self, homes: Spots, places: Spots) -> Measured:
        """Give the time of the quickest ways; on foot it is that of the shortest, and the wait."""
        if self.mode is Mode.CAR:
            return self._quickest.measured(homes, places)
        made = self._distances.measured(homes, places)
        to_gate, from_gate = (
            one * _FOOT_MS_PER_MM for one in (made.across.to_gate, made.across.from_gate)
        )
        wait = wait_costs(self._distances.wait_minutes, Cost.MINUTES)
        return Measured(made.same * _FOOT_MS_PER_MM, AcrossBorder(to_gate, from_gate, wait))

    def _row_of_gate(self, through: Sites) -> npt.NDArray[np.int64]:
        """Give the row among some crossings of each gate, -1 for one that is not among them."""
        row = {at: n for n, at in enumerate(zip(through.lon, through.lat, strict=True))}
        gates = self._distances.gates
        of = zip(gates["lon"].tolist(), gates["lat"].tolist(), strict=True)
        return np.array([row.get(at, -1) for at in of], np.int64)


def _spots(sites: Sites) -> Spots:
    return Spots(np.column_stack([sites.lon, sites.lat]), sites.country)


def _km(cost: _Floats) -> _Floats:
    return np.asarray(in_units(cost, Cost.METRES) / 1000)


def _picked(matrix: _Floats, column: pd.Series) -> _Floats:
    """Give one value a row, NaN without a column or a way."""
    known = column.notna().to_numpy()
    values = np.full(len(column), np.nan)
    values[known] = matrix[np.flatnonzero(known), column[known].astype(int).to_numpy()]
    return np.where(np.isfinite(values), values, np.nan)
