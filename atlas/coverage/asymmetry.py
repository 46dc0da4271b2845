"""One corridor, two sides: what there is on each, and what only one of them has."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from atlas.coverage.counts import working
from atlas.coverage.supply import on_the_map, sleeping_places

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
_COUNTED: Final = [
    "side",
    "kind",
    "status",
    "status_date",
    "capacity",
    "capacity_unit",
    "capacity_date",
    "lon",
    "lat",
    "precision_m",
]

FRESH_MONTHS: Final = 12
"""Evidence at most this old, at the date of the data, is called fresh."""


def asymmetry(
    places: pd.DataFrame, services: Sequence[str], countries: Sequence[str]
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

    Returns
    -------
    table
        One row a service and side:

        - `service`, `side`, `places` (number), `facility_ids` (`;`-separated);
        - `beds`: published sleeping places of those places together, `beds_known`: how many of
          them state any; NaN and 0 where none does;
        - `nearest_km`, `nearest_id`: the one nearest to a crossing; NaN and empty where no
          position allows a distance;
        - `newest`: the newest date of evidence, empty without any.
    """
    rows = _by_service(working(places[_COMPARED]))
    rows = rows.assign(beds=sleeping_places(rows))
    groups = rows.groupby(["service", "side"])
    near = rows[rows["nearest_crossing_km"].notna()].sort_values("nearest_crossing_km")
    near = near.drop_duplicates(["service", "side"]).set_index(["service", "side"])
    cells = pd.MultiIndex.from_product([services, countries], names=["service", "side"])
    table = pd.DataFrame(index=cells).assign(
        places=groups.size(),
        beds=groups["beds"].sum(min_count=1),
        beds_known=groups["beds"].count(),
        nearest_km=near["nearest_crossing_km"],
        nearest_id=near["facility_id"],
        newest=groups["status_date"].max(),
        facility_ids=groups["facility_id"].agg(";".join),
    )
    counts, texts = ["places", "beds_known"], ["nearest_id", "newest", "facility_ids"]
    table[counts] = table[counts].fillna(0).astype("int64")
    table[texts] = table[texts].astype(object).fillna("").astype("str")
    return table.reset_index()


def one_sided(table: pd.DataFrame) -> dict[str, list[str]]:
    """Give, for every side, the services that it alone has, in the order of the table.

    Parameters
    ----------
    table
        What `asymmetry` gives.
    """
    alone: dict[str, list[str]] = {str(side): [] for side in dict.fromkeys(table["side"])}
    there = table[table["places"] > 0]
    for service, sides in there.groupby("service", sort=False)["side"]:
        if len(sides) == 1:
            alone[str(sides.iloc[0])].append(str(service))
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
    edge = (pd.Timestamp(today) - pd.DateOffset(months=FRESH_MONTHS)).date().isoformat()
    rows, places = [], places[_COUNTED]
    for side in countries:
        here = places[places["side"] == side]
        open_here = working(here)
        beds = open_here[sleeping_places(open_here).notna()]
        dates = beds.loc[beds["capacity_date"] != "", "capacity_date"]
        rows.append(
            {
                "side": side,
                "places": len(open_here),
                "closed": len(here) - len(open_here),
                **{kind: int((open_here["kind"] == kind).sum()) for kind in kinds},
                "beds": float(beds["capacity"].sum()),
                "beds_known": len(beds),
                "beds_oldest": str(dates.min()) if len(dates) else "",
                "beds_newest": str(dates.max()) if len(dates) else "",
                "dated": int((open_here["status_date"] != "").sum()),
                "fresh": int((last_day(open_here["status_date"]) >= edge).sum()),
                "positioned": len(on_the_map(open_here)),
            }
        )
    return pd.DataFrame(rows).set_index("side")


def last_day(dates: pd.Series) -> pd.Series:
    """Complete ISO dates to their last possible day: nothing is called old that may not be."""
    year = dates.str.len() == 4
    month = dates.str.len() == 7
    return dates.mask(year, dates + "-12-31").mask(month, dates + "-31")


def _by_service(places: pd.DataFrame) -> pd.DataFrame:
    """Give one row a place and service."""
    rows = places.assign(service=places["services"].str.split(";")).explode("service")
    return rows.reset_index(drop=True)
