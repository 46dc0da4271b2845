"""One corridor, two sides: what there is on each, and what only one of them has."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.analysis.coverage.counts import NOT_WORKING, working
from atlas.analysis.coverage.supply import measurable, sleeping_places, supply

_COMPARED: Final = [
    "facility_id",
    "side",
    "services",
    "status",
    "status_date",
    "capacity",
    "capacity_unit",
    "nearest_crossing_km",
]
FRESH_MONTHS: Final = 12
"""Evidence at most this old, at the date of the data, is called fresh."""

HEADLINES: Final = ("beds", "fresh", "positioned")
"""First figures that no filter can tell apart: `behind_headline` gives their places."""


def asymmetry(
    places: pd.DataFrame,
    services: Sequence[str],
    countries: Sequence[str],
    least_km: pd.Series | None = None,
) -> pd.DataFrame:
    """Compare the two sides of a corridor, service by service.

    Parameters
    ----------
    places
        Published places of one corridor; closed and planned ones are not counted.
    services
        The services to compare, in the order of the result.
    countries
        The sides, in the order of the result.
    least_km
        How near every place may be to a crossing; see `atlas.analysis.coverage.least_crossing_km`.
        Only those with a distance count without it.

    Returns
    -------
    table
        One row a service and side:

        - `service`, `side`, `places` (number), `facility_ids` (`;`-separated);
        - `beds`: published sleeping places of those places together, `beds_known`: how many of
          them state any; NaN and 0 where none does;
        - `nearest_km`, `nearest_id`: the one nearest to a crossing; NaN and empty where no
          position allows a distance; `nearest_km_least`: how near one may be that has none;
        - `newest`: the newest date of evidence, empty without any.
    """
    known = supply(places[_COMPARED])
    cells = _cells(known["services"], known["side"])
    ids, dates = (known[name].to_numpy(object) for name in ("facility_id", "status_date"))
    beds, km = (
        values.to_numpy(np.float64)
        for values in (sleeping_places(known), known["nearest_crossing_km"])
    )
    least = (known["nearest_crossing_km"] if least_km is None else least_km[known.index]).tolist()
    table = []
    for service in services:
        for side in countries:
            rows = cells.get((service, side), [])
            stated = [beds[row] for row in rows if beds[row] == beds[row]]
            near = min((row for row in rows if km[row] == km[row]), key=km.__getitem__, default=-1)
            table.append(
                {
                    "service": service,
                    "side": side,
                    "places": len(rows),
                    "beds": sum(stated) if stated else np.nan,
                    "beds_known": len(stated),
                    "nearest_km": km[near] if near >= 0 else np.nan,
                    "nearest_km_least": min(
                        (least[row] for row in rows if least[row] == least[row]), default=np.nan
                    ),
                    "nearest_id": ids[near] if near >= 0 else "",
                    "newest": max((dates[row] for row in rows), default=""),
                    "facility_ids": ";".join(ids[row] for row in rows),
                }
            )
    return pd.DataFrame(table)


def one_sided(table: pd.DataFrame) -> dict[str, list[str]]:
    """Give, for every side, the services that it alone has, in the order of the table.

    Parameters
    ----------
    table
        What `asymmetry` gives.
    """
    alone: dict[str, list[str]] = {str(side): [] for side in dict.fromkeys(table["side"])}
    there: dict[str, list[str]] = defaultdict(list)
    for service, side, places in zip(table["service"], table["side"], table["places"], strict=True):
        if places:
            there[service].append(side)
    for service, sides in there.items():
        if len(sides) == 1:
            alone[sides[0]].append(service)
    return alone


def headline(
    places: pd.DataFrame, kinds: Sequence[str], countries: Sequence[str], *, today: str
) -> pd.DataFrame:
    """Give the first figures of each side of a corridor.

    Parameters
    ----------
    places
        Published places of one corridor.
    kinds
        Kinds of places to count.
    countries
        The sides, in the order of the result.
    today
        ISO date that ages are counted from: the date of the data.

    Returns
    -------
    figures
        One row a side (index `side`): `places`, `closed` (closed or planned; all the rest is
        about the others), one column a kind, `beds`, `beds_known`, `beds_oldest` and
        `beds_newest` (the dates of the capacities), `dated` (places with a date of evidence),
        `fresh` (with evidence at most `FRESH_MONTHS` months old), `positioned` (with a point good
        enough for distances).
    """
    works = ~places["status"].isin(NOT_WORKING).to_numpy()
    masks = {what: works & _counted(places, what, today) for what in HEADLINES}
    side_of, kind_of, dated, bed_dates = (
        places[name].to_numpy(object) for name in ("side", "kind", "status_date", "capacity_date")
    )
    capacity = places["capacity"].to_numpy(np.float64)
    rows = []
    for side in countries:
        here = side_of == side
        open_here, with_beds = here & works, here & masks["beds"]
        dates = sorted(date for date in bed_dates[with_beds] if date)
        rows.append(
            {
                "side": side,
                "places": int(open_here.sum()),
                "closed": int((here & ~works).sum()),
                **{kind: int((kind_of[open_here] == kind).sum()) for kind in kinds},
                "beds": float(capacity[with_beds].sum()),
                "beds_known": int(with_beds.sum()),
                "beds_oldest": str(dates[0]) if dates else "",
                "beds_newest": str(dates[-1]) if dates else "",
                "dated": int((dated[open_here] != "").sum()),
                "fresh": int((here & masks["fresh"]).sum()),
                "positioned": int((here & masks["positioned"]).sum()),
            }
        )
    return pd.DataFrame(rows).set_index("side")


def behind_headline(places: pd.DataFrame, what: str, *, today: str) -> pd.DataFrame:
    """Give the places that one of the first figures counts.

    Parameters
    ----------
    places
        Published places of one side; closed and planned ones are not counted.
    what
        One of `HEADLINES`.
    today
        ISO date that ages are counted from: the date of the data.
    """
    known = working(places)
    return known[_counted(known, what, today)]


def _counted(places: pd.DataFrame, what: str, today: str) -> npt.NDArray[np.bool_]:
    """Say which places one of the first figures counts."""
    if what == "beds":
        counted = sleeping_places(places).notna()
    elif what == "positioned":
        counted = measurable(places)
    else:
        edge = (pd.Timestamp(today) - pd.DateOffset(months=FRESH_MONTHS)).date().isoformat()
        counted = last_day(places["status_date"]) >= edge
    return counted.to_numpy(np.bool_)


def last_day(dates: pd.Series) -> pd.Series:
    """Complete ISO dates to their last possible day: nothing is called old that may not be."""
    last = {4: "-12-31", 7: "-31"}
    days = [date + last.get(len(date), "") for date in dates]
    return pd.Series(days, index=dates.index, dtype="str")


def _cells(services: pd.Series, sides: pd.Series) -> dict[tuple[str, str], list[int]]:
    """Give the row numbers of the places of every service and side."""
    cells: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, (codes, side) in enumerate(zip(services, sides, strict=True)):
        for service in codes.split(";"):
            cells[service, side].append(row)
    return cells
