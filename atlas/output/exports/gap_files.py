"""The ranked gaps as a file: from every crossing and locality to the nearest place."""

from pathlib import Path
from typing import Final

import pandas as pd

from atlas.analysis import coverage
from atlas.base.csv_files import csv_bytes
from atlas.base.errors import ExportError
from atlas.base.files import whole_file
from atlas.places.scope import scope
from atlas.places.view import View

NO_STREET: Final = "no_street"
"""What `along` says of a point without a street near it."""

_DISTANCES = ("same_km", "same_km_least", "either_km", "either_km_least")
_MORE = ("same_minutes", "either_minutes", "same_km_low", "same_km_high")


def gap_table(view: View, measure: coverage.Measure = coverage.STRAIGHT) -> pd.DataFrame:
    """Measure the gaps of a view; see `atlas.analysis.coverage.gaps`.

    Along streets every row says so in `along` and `mode`, and has `wait_minutes`, what was assumed
    at the crossing on the way. Points that stand on no street come last, without figures.
    """
    points = coverage.starting_points(
        view.crossings, view.localities, view.corridors, view.segments
    )
    table = coverage.gaps(coverage.sought(view), view.crossings, points, view.localities, measure)
    return _along(table, points, measure) if isinstance(measure, coverage.AlongStreets) else table


def _along(
    table: pd.DataFrame, points: pd.DataFrame, measure: coverage.AlongStreets
) -> pd.DataFrame:
    off = points[~measure.on_streets(points)]
    waits = measure.gates.set_index("crossing_id")["wait_minutes"]
    wait = table["either_crossing_id"].map(waits)
    said = {"mode": measure.mode.value, **coverage.engine_of(measure)}
    table = table.assign(along=measure.along, **said, wait_minutes=wait)
    rest = off.assign(along=NO_STREET, **said)
    whole = pd.concat([table, rest], ignore_index=True) if len(rest) else table
    counts = [name for name in whole if "within_" in str(name)]
    return whole.astype({"certain": "boolean", **dict.fromkeys(counts, "Int64")})


def write_gaps(
    view: View, path: Path, measure: coverage.Measure = coverage.STRAIGHT
) -> pd.DataFrame:
    """Write the gaps of a view as CSV.

    Parameters
    ----------
    view
        Its places are what is looked for.
    path
        A file that ends in .csv.
    measure
        What distances are measured along.

    Returns
    -------
    table
        What was written: the gaps, with what was counted and the date of the data in every row, so
        that a row stays true where it is pasted.

    Raises
    ------
    ExportError
        When the name does not end in .csv, or the file cannot be written.
    """
    if path.suffix.lower() != ".csv":
        message = (
            f"{path.name}: gaps are written as .csv, not {path.suffix or 'without a suffix'!r}"
        )
        raise ExportError(message)
    table = gap_table(view, measure).assign(counted=scope(view), data_date=view.made)
    with whole_file(path) as unfinished:
        unfinished.write_bytes(csv_bytes(table.round(dict.fromkeys((*_DISTANCES, *_MORE), 3))))
    return table
