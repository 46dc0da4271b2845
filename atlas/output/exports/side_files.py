"""The two sides of corridors as files: the pairs across the border, and the services by side."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pandas as pd

from atlas.analysis import coverage
from atlas.base.csv_files import csv_bytes
from atlas.base.errors import ExportError
from atlas.base.files import whole_file
from atlas.places.scope import scope
from atlas.places.view import View

_PAIR_KM: Final = ("km", "km_low", "km_high", "minutes")
_SIDE_KM: Final = ("nearest_km", "nearest_km_least", "nearest_km_most")


def pair_table(
    view: View, measure: coverage.Measure = coverage.STRAIGHT, service: str = ""
) -> pd.DataFrame:
    """Pair the places of the two sides of every corridor; see `coverage.counterparts`.

    Every row says what its distance is along, what was counted, and the date of the data, so that
    it stays true where it is pasted. A corridor that the measure does not reach is left out: its
    sides are not compared.
    """
    tables = [
        coverage.counterparts(
            one.places, one.crossings, one.localities, sides, service=service, measure=measure
        ).assign(corridor_id=corridor)
        for corridor, sides, one in _corridors(view, measure)
    ]
    return _said(view, measure, tables, "crossing_id")


def side_table(view: View, measure: coverage.Measure = coverage.STRAIGHT) -> pd.DataFrame:
    """Compare the two sides of every corridor, service by service; see `coverage.asymmetry`.

    What every row says, and which corridors there are, is as in `pair_table`.
    """
    tables = [
        compared_sides(one, measure).assign(corridor_id=corridor)
        for corridor, _, one in _corridors(view, measure)
    ]
    return _said(view, measure, tables)


def compared_sides(view: View, measure: coverage.Measure = coverage.STRAIGHT) -> pd.DataFrame:
    """Compare the two sides of a view's one corridor; see `coverage.asymmetry`.

    In straight lines, distances are to the nearest of all crossings, as everywhere; along streets
    to the nearest that lets somebody through.
    """
    row, services = view.corridors.iloc[0], view.vocab.codes("service")
    sides, today = (str(row["country_a"]), str(row["country_b"])), view.made
    if measure is coverage.STRAIGHT:
        least = coverage.least_crossing_km(view.places, view.crossings, view.localities)
        return coverage.asymmetry(view.places, services, sides, least, today=today)
    found = coverage.crossing_distances(view.places, view.crossings, view.localities, measure)
    places = view.places.assign(nearest_crossing_km=found["km"])
    ends = found["km_low"], found["km_high"]
    return coverage.asymmetry(places, services, sides, *ends, today=today)


def write_pairs(
    view: View, path: Path, measure: coverage.Measure = coverage.STRAIGHT, service: str = ""
) -> pd.DataFrame:
    """Write what `pair_table` gives as CSV, and give it.

    Raises
    ------
    ExportError
        When the name does not end in .csv, or the file cannot be written.
    """
    return _write(path, _PAIR_KM, lambda: pair_table(view, measure, service))


def write_sides(
    view: View, path: Path, measure: coverage.Measure = coverage.STRAIGHT
) -> pd.DataFrame:
    """Write what `side_table` gives as CSV, and give it.

    Raises
    ------
    ExportError
        When the name does not end in .csv, or the file cannot be written.
    """
    return _write(path, _SIDE_KM, lambda: side_table(view, measure))


def _corridors(
    view: View, measure: coverage.Measure
) -> Iterator[tuple[str, tuple[str, str], View]]:
    """Give the corridors that a measure reaches, the two sides of each, and the view of both."""
    reached = measure.corridors if isinstance(measure, coverage.AlongStreets) else None
    for row in view.corridors.to_dict("records"):
        if reached is None or row["corridor_id"] in reached:
            sides = str(row["country_a"]), str(row["country_b"])
            one = view.refiltered(corridor=(row["corridor_id"],), side=())
            yield row["corridor_id"], sides, one


def _said(
    view: View, measure: coverage.Measure, tables: list[pd.DataFrame], crossing: str = ""
) -> pd.DataFrame:
    """Join tables of corridors; each row says what it rests on."""
    whole = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame({"corridor_id": []})
    whole.insert(0, "corridor_id", whole.pop("corridor_id"))
    whole["along"] = measure.along
    if isinstance(measure, coverage.AlongStreets):
        whole = whole.assign(mode=measure.mode.value, **coverage.engine_of(measure))
        if crossing in whole:
            waits = measure.gates.set_index("crossing_id")["wait_minutes"]
            whole["wait_minutes"] = whole[crossing].map(waits)
    both = view.refiltered(side=())
    return whole.assign(counted=scope(both), data_date=view.made)


def _write(path: Path, rounded: tuple[str, ...], made: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    if path.suffix.lower() != ".csv":
        suffix = path.suffix or "without a suffix"
        message = f"{path.name}: this table is written as .csv, not {suffix!r}"
        raise ExportError(message)
    table = made()
    with whole_file(path) as unfinished:
        unfinished.write_bytes(csv_bytes(table.round(dict.fromkeys(rounded, 3))))
    return table
