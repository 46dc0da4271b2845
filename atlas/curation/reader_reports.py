"""What readers reported, place by place, and which of it is still to be looked into.

Nothing in the data changes by a report: a person corrects the record, and whatever was reported up
to the day of that correction, or of a newer source, then counts as settled (`waiting`).
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from atlas.base.errors import AtlasError
from atlas.base.partial_dates import first_day
from atlas.curation.report_queue import ANSWERS, COLUMNS, FILE, is_id
from atlas.data import Package

REPORTED: Final = ("facility_id", *ANSWERS, "first", "last")
"""Columns of `grouped`."""

_SETTLED_BY: Final = {
    "open": ("status", "status_date"),
    "closed": ("status", "status_date"),
    "moved": ("address", "municipality_code", "lon", "lat"),
    "wrong_phone": ("phone", "whatsapp"),
}
_DATED_BY: Final = {
    "open": "status_date",
    "closed": "status_date",
    "wrong_phone": "contact_date",
}


class ReadReports(NamedTuple):
    """The reports of a folder, and the numbers of lines that are none."""

    rows: pd.DataFrame
    """Columns `COLUMNS`, all text, in the order in which they came."""

    unreadable: tuple[int, ...] = ()


def read_reports(folder: Path) -> ReadReports:
    """Read the reports of a folder; lines that are none are counted, never guessed.

    Raises
    ------
    AtlasError
        When the file is there and cannot be read.
    """
    try:
        content = (folder / FILE).read_bytes()
    except FileNotFoundError:
        content = b""
    except OSError as error:
        message = f"{folder / FILE} cannot be read: {error.strerror or error}"
        raise AtlasError(message) from error
    rows, unreadable = [], []
    for number, line in enumerate(content.decode("utf-8", "replace").split("\n"), start=1):
        cells = tuple(line.rstrip("\r").split(","))
        if _is_report(cells):
            rows.append(cells)
        elif line.strip() and cells != COLUMNS:
            unreadable.append(number)
    return ReadReports(pd.DataFrame(rows, columns=list(COLUMNS), dtype="str"), tuple(unreadable))


def grouped(rows: pd.DataFrame) -> pd.DataFrame:
    """Count reports by place and answer.

    Parameters
    ----------
    rows
        Those of `read_reports`, all or the ones that are `waiting`.

    Returns
    -------
    places
        Columns `REPORTED`: the id, the number of each answer, and the days (ISO) of the first and
        the last report; the most reported come first.
    """
    counts = pd.crosstab(rows["facility_id"], rows["answer"]).reindex(
        columns=list(ANSWERS), fill_value=0
    )
    days = rows.groupby("facility_id")["date"].agg(first="min", last="max")
    table = counts.join(days).rename_axis("facility_id").reset_index()
    order = table[list(ANSWERS)].sum(axis=1)
    table = table.assign(_n=order).sort_values(
        ["_n", "last", "facility_id"], ascending=[False, False, True], kind="stable"
    )
    return table[list(REPORTED)].reset_index(drop=True)


def waiting(rows: pd.DataFrame, package: Package) -> pd.DataFrame:
    """Keep the reports that nothing has settled since.

    A report is settled by a correction of what it is about, or by a dated source of the place's
    status or contact, of its day or later.
    """
    latest = _settled_until(package)
    settled = [
        day <= latest.get((place, answer), "")
        for day, place, answer in rows[list(COLUMNS)].itertuples(index=False, name=None)
    ]
    # An array, since an empty list would choose no columns instead of no rows.
    return rows[~np.array(settled, dtype=bool)].reset_index(drop=True)


def _settled_until(package: Package) -> dict[tuple[str, str], str]:
    """Give the day up to which the answers about each place are settled."""
    latest: dict[tuple[str, str], str] = {}
    for row in package.corrections.to_dict("records"):
        for answer, fields in _SETTLED_BY.items():
            if row["field"] in fields:
                _later(latest, (str(row["id"]), answer), str(row["date"]))
    for answer, column in _DATED_BY.items():
        if column in package.places:
            pairs = package.places[["facility_id", column]].itertuples(index=False, name=None)
            for place, day in pairs:
                _later(latest, (str(place), answer), str(day))
    return latest


def _later(latest: dict[tuple[str, str], str], key: tuple[str, str], day: str) -> None:
    latest[key] = max(latest.get(key, ""), first_day(day))


def _is_report(cells: tuple[str, ...]) -> bool:
    if len(cells) != len(COLUMNS) or cells[2] not in ANSWERS or not is_id(cells[1]):
        return False
    try:
        return date.fromisoformat(cells[0]).isoformat() == cells[0]
    except ValueError:
        return False


def draft_of(answer: str, texts: Mapping[str, Any], last: str) -> tuple[str, str]:
    """Propose the correction that an answer asks for: a field, and what it may say.

    Parameters
    ----------
    answer
        One of `ANSWERS`.
    texts
        The record as it is.
    last
        The day of the last such report.
    """
    if answer == "moved":
        return "address", str(texts.get("address", ""))
    if answer == "wrong_phone":
        return "phone", ""
    if texts.get("status") == answer:
        return "status_date", last
    return "status", answer
