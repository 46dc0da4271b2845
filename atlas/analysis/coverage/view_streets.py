"""What measures along the streets of a view's packs; made once for the same crossings."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pandas as pd

from atlas.analysis.coverage.along_streets import MOST_WAIT_MINUTES, AlongStreets
from atlas.analysis.coverage.measures import Measure
from atlas.base.errors import FilterError
from atlas.places.view import View
from atlas.spatial.streets.routes import (
    Cost,
    Engine,
    Mode,
    SideGraph,
    StreetDistances,
    read_graphs,
    two_sided,
)


def along_streets(
    view: View,
    mode: Mode = Mode.FOOT,
    waits: Mapping[str, float] | None = None,
    engine: Engine | None = None,
) -> AlongStreets | None:
    """Give what measures along the streets of a view's packs; None without streets of both sides.

    Parameters
    ----------
    view
        Its packs are those that have a graph next to them; its crossings are the gates.
    mode
        How somebody goes.
    waits
        Minutes at crossings, by id, instead of the assumed ones.
    engine
        What finds the ways instead of the search of the atlas.

    Raises
    ------
    PackError
        When a graph cannot be read.
    FilterError
        When a wait is for no crossing that lets the mode through, or is none.
    """
    if not two_sided(_graphs(view)):
        return None
    made = _made(_Gates(view.crossings), view.streets, _stamps(view), mode, engine)
    given = tuple(sorted((waits or {}).items()))
    known = list(made.gates["crossing_id"])
    for crossing, minutes in given:
        if crossing not in known or not 0 <= minutes <= MOST_WAIT_MINUTES:
            allowed = (
                f"a crossing that lets {mode} through ({', '.join(known)}), "
                f"0 to {MOST_WAIT_MINUTES} minutes"
            )
            message = f"the wait {crossing}={minutes:g} cannot be used; allowed is {allowed}"
            raise FilterError(message)
    return _waited(made, given) if given else made


def one_sided_streets(view: View) -> dict[str, str]:
    """Give the corridors with streets on one side only, and that side."""
    graphs = _graphs(view)
    both = {corridor for corridor, _ in two_sided(graphs)}
    return {corridor: side for corridor, side in graphs if corridor not in both}


def engine_of(measure: Measure) -> dict[str, str]:
    """Give the column `engine` of tables: what found the ways, where the atlas did not itself."""
    engine = measure.engine if isinstance(measure, AlongStreets) else ""
    return {"engine": engine} if engine else {}


def _graphs(view: View) -> dict[tuple[str, str], SideGraph]:
    shown = set(view.corridors["corridor_id"])
    found = read_graphs(view.streets)
    return {key: one for key, one in found.items() if key[0] in shown}


def _stamps(view: View) -> tuple[int, ...]:
    return tuple(
        file.stat().st_mtime_ns if file.is_file() else 0
        for file in (pack.with_suffix(".graph") for pack in view.streets)
    )


class _Gates:
    """Crossings that can be told from others by what they say, for a cache."""

    def __init__(self, crossings: pd.DataFrame) -> None:
        columns = ["crossing_id", "corridor_id", "lon", "lat", "precision_m", "modes"]
        self.table = crossings[columns].reset_index(drop=True)
        self._key = tuple(map(str, self.table.to_numpy().ravel()))

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Gates) and self._key == other._key


@lru_cache(maxsize=8)
def _made(
    gates: _Gates,
    packs: tuple[Path, ...],
    _changed: tuple[int, ...],
    mode: Mode,
    engine: Engine | None,
) -> AlongStreets:
    graphs = read_graphs(packs)
    return AlongStreets(StreetDistances(graphs, gates.table, mode, Cost.METRES, engine=engine))


@lru_cache(maxsize=16)
def _waited(made: AlongStreets, waits: tuple[tuple[str, float], ...]) -> AlongStreets:
    return made.with_waits(dict(waits))
