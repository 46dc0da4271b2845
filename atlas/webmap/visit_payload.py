"""What the browser needs to say when and where somebody can go: hours, time zones, towns."""

from collections.abc import Mapping
from math import isnan
from typing import Any

import pandas as pd

from atlas.base.weekly_hours import weekly_hours
from atlas.places.join.municipal_seats import named_seats
from atlas.places.view import View


def zones(corridor: Mapping[Any, Any]) -> dict[str, str]:
    """Give the time zone of each side that names one."""
    named = {corridor[f"country_{side}"]: corridor.get(f"timezone_{side}") for side in "ab"}
    return {side: zone for side, zone in named.items() if zone and not pd.isna(zone)}


def weeks(places: pd.DataFrame) -> dict[str, list[tuple[int, int]]]:
    """Give the timetables, by the text of the hours, in minutes from Monday 00:00."""
    texts = places["hours"].unique() if "hours" in places else ()
    known = {text: weekly_hours(text) for text in texts if text}
    return {
        text: [(_minute(one.day, one.opens), _minute(one.day, one.closes)) for one in week]
        for text, week in known.items()
        if week
    }


def towns(view: View, places: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Give where the towns of places without a point lie, by "municipality, state".

    A municipality that has no town of its name is where its largest town is. No place is put
    there: the map says at the town how many places it has no point for.
    """
    if "municipality_code" not in places:
        return {}
    pointless = places[places["lon"].isna()].drop_duplicates("municipality_code")
    codes = pointless["municipality_code"]
    points = _seats(view).reindex(codes).to_numpy("float64").round(4).tolist()
    names = pointless["municipality"] + ", " + pointless["admin1"]
    return {
        name: (lon, lat) for name, (lon, lat) in zip(names, points, strict=True) if not isnan(lon)
    }


def _minute(day: int, time: str) -> int:
    return day * 1_440 + int(time[:2]) * 60 + int(time[3:])


def _seats(view: View) -> pd.DataFrame:
    seats = named_seats(view.localities, view.municipalities)[["lon", "lat"]]
    towns = view.localities
    if "municipality_code" not in towns:
        return seats
    towns = towns.sort_values("population", ascending=False, kind="stable")
    largest = towns.drop_duplicates("municipality_code").set_index("municipality_code")
    return seats.combine_first(largest[["lon", "lat"]].astype(float))
