"""One corridor, two sides: what there is on each, and what only one of them has."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.analysis.coverage.counts import works
from atlas.analysis.coverage.supply import beds_by_age, measurable, sleeping_places, supply
from atlas.base.partial_dates import is_recent
from atlas.places.roles import ENFORCEMENT, counted_services, helping
from atlas.places.status import FRESH_MONTHS

_COMPARED: Final = [
    "facility_id",
    "side",
    "services",
    "role",
    "status",
    "status_date",
    "capacity",
    "capacity_unit",
    "capacity_date",
    "nearest_crossing_km",
]

HEADLINES: Final = ("beds", "fresh", "positioned")
"""First figures that no filter can tell apart: `behind_headline` gives their places."""


def asymmetry(
    places: pd.DataFrame,
    services: Sequence[str],
    countries: Sequence[str],
    least_km: pd.Series | None = None,
    most_km: pd.Series | None = None,
    *,
    today: str,
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
    most_km
        How far every place may be from a crossing; see `crossing_distances`. That is as far as its
        published point without it.
    today
        ISO date that ages are counted from: the date of the data.

    Returns
    -------
    table
        One row a service and side:

        - `service`, `side`, `places` (number), `facility_ids` (`;`-separated);
        - `beds`: published sleeping places of those places together, by sources of the last
          `RECENT_MONTHS`; `beds_older`: by all others; NaN where none states any; `beds_known`:
          how many places state any;
        - `nearest_km`, `nearest_id`: the one nearest to a crossing; NaN and empty where no
          position allows a distance; `nearest_km_least`: how near one may be that has none;
          `nearest_km_most`: how far the nearest may be at most;
        - `newest`: the newest date of evidence, empty without any.
    """
    known = supply(places[_COMPARED])
    cells = _cells(counted_services(known), known["side"])
    ids, dates = (known[name].to_numpy(object) for name in ("facility_id", "status_date"))
    beds, km = beds_by_age(known, today), known["nearest_crossing_km"].to_numpy(np.float64)
    recent, older = beds["recent"].tolist(), beds["older"].tolist()
    least = (known["nearest_crossing_km"] if least_km is None else least_km[known.index]).tolist()
    most = (known["nearest_crossing_km"] if most_km is None else most_km[known.index]).tolist()
    table = []
    for service in services:
        for side in countries:
            rows = cells.get((service, side), [])
            stated, before = ([some[row] for row in rows if some[row] == some[row]]
                              for some in (recent, older))  # fmt: skip
            near = min((row for row in rows if km[row] == km[row]), key=km.__getitem__, default=-1)
            table.append(
                {
                    "service": service,
                    "side": side,
                    "places": len(rows),
                    "beds": sum(stated) if stated else np.nan,
                    "beds_older": sum(before) if before else np.nan,
                    "beds_known": len(stated) + len(before),
                    "nearest_km": km[near] if near >= 0 else np.nan,
                    "nearest_km_least": _least(least, rows),
                    "nearest_km_most": _least(most, rows),
                    "nearest_id": ids[near] if near >= 0 else "",
                    "newest": max((dates[row] for row in rows), default=""),
                    "facility_ids": ";".join(ids[row] for row in rows),
                }
            )
    return pd.DataFrame(table)


def _least(values: Sequence[float], rows: Sequence[int]) -> float:
    return min((values[row] for row in rows if values[row] == values[row]), default=np.nan)


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
        One row a side (index `side`): `places` (of help), `closed` (closed or planned; all the
        rest is about the others), one column a kind, `beds` (by sources of the last
        `RECENT_MONTHS`), `beds_older` (by all others), `beds_known` (places that state any),
        `beds_recent_known`, `beds_oldest` and `beds_newest` (the dates of the older capacities),
        `dated` (places with a date of evidence),
        `fresh` (with evidence at most `FRESH_MONTHS` months old), `positioned` (with a point good
        enough for distances).
    """
    at_work = works(places)
    help_ = at_work & helping(places, ())
    masks = {what: help_ & _counted(places, what, today) for what in HEADLINES}
    side_of, kind_of, dated, bed_dates = (
        places[name].to_numpy(object) for name in ("side", "kind", "status_date", "capacity_date")
    )
    beds = {age: values.to_numpy(np.float64) for age, values in beds_by_age(places, today).items()}
    rows = []
    for side in countries:
        here = side_of == side
        open_here, with_beds = here & help_, here & masks["beds"]
        older = with_beds & np.isfinite(beds["older"])
        dates = sorted(date for date in bed_dates[older] if date)
        rows.append(
            {
                "side": side,
                "places": int(open_here.sum()),
                "closed": int((here & ~at_work & (places["role"] != ENFORCEMENT)).sum()),
                **{kind: int((kind_of[here & at_work] == kind).sum()) for kind in kinds},
                "beds": float(np.nansum(beds["recent"][with_beds])),
                "beds_older": float(np.nansum(beds["older"][with_beds])),
                "beds_known": int(with_beds.sum()),
                "beds_recent_known": int((with_beds & ~older).sum()),
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
    known = supply(places, ())
    return known[_counted(known, what, today)]


def _counted(places: pd.DataFrame, what: str, today: str) -> npt.NDArray[np.bool_]:
    """Say which places one of the first figures counts."""
    if what == "beds":
        counted = sleeping_places(places).notna()
    elif what == "positioned":
        counted = measurable(places)
    else:
        dates = places["status_date"]
        counted = dates.map(lambda date: is_recent(date, today, FRESH_MONTHS)).astype(bool)
    return counted.to_numpy(np.bool_)


def _cells(services: pd.Series, sides: pd.Series) -> dict[tuple[str, str], list[int]]:
    """Give the row numbers of the places of every service and side."""
    cells: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, (codes, side) in enumerate(zip(services, sides, strict=True)):
        for service in codes.split(";"):
            cells[service, side].append(row)
    return cells
