"""The ranked gaps as a file: from every crossing and locality to the nearest place."""

from pathlib import Path

import pandas as pd

from atlas.analysis import coverage
from atlas.base.csv_files import csv_bytes
from atlas.base.errors import ExportError
from atlas.base.files import whole_file
from atlas.places.scope import scope
from atlas.places.view import View

_DISTANCES = ("same_km", "same_km_least", "either_km", "either_km_least")


def gap_table(view: View) -> pd.DataFrame:
    """Measure the gaps of a view; see `atlas.analysis.coverage.gaps`."""
    points = coverage.starting_points(
        view.crossings, view.localities, view.corridors, view.segments
    )
    return coverage.gaps(coverage.sought(view), view.crossings, points, view.localities)


def write_gaps(view: View, path: Path) -> pd.DataFrame:
    """Write the gaps of a view as CSV.

    Parameters
    ----------
    view
        Its places are what is looked for.
    path
        A file that ends in .csv.

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
    table = gap_table(view).assign(counted=scope(view), data_date=view.made)
    with whole_file(path) as unfinished:
        unfinished.write_bytes(csv_bytes(table.round(dict.fromkeys(_DISTANCES, 3))))
    return table
