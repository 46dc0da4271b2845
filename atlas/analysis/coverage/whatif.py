"""What if a place closed, a crossing closed, or a new place opened: a change written in a link.

A change is a short text, so that a link can hold it:

- `close:<id>`: the place or the crossing with that id is closed;
- `add:<latitude>,<longitude>` or `add:<latitude>,<longitude>,<capacity>`: a place that gives what
  is looked for stands there, with so many sleeping places.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from atlas.places.roles import SUPPORT

MOST_CHANGES: Final = 12
MOST_CAPACITY: Final = 20_000
ADDED: Final = "what-if-"
"""Start of the ids of places that only a change has added; the number of the change follows."""

_DEGREES = r"(-?\d{1,3}(?:\.\d{1,12})?)"
_ADD = re.compile(rf"add:{_DEGREES},{_DEGREES}(?:,(\d{{1,6}}))?")
_DECIMALS = 4
_FORMS = "close:<id>, add:<latitude>,<longitude> or add:<latitude>,<longitude>,<capacity>"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different from what is known.

    Attributes
    ----------
    closes
        Id of the place or crossing that is closed; empty when a place is added.
    lat, lon
        Where a place is added, degrees; NaN otherwise.
    capacity
        Its sleeping places; 0 when not stated.
    """

    closes: str = ""
    lat: float = float("nan")
    lon: float = float("nan")
    capacity: int = 0

    @property
    def text(self) -> str:
        """The change as a link holds it."""
        if self.closes:
            return f"close:{self.closes}"
        capacity = f",{self.capacity}" if self.capacity else ""
        return f"add:{self.lat:.8g},{self.lon:.8g}{capacity}"


@dataclass(frozen=True, slots=True)
class Refused:
    """A change that could not be read.

    Attributes
    ----------
    text
        As it was written.
    why
        A code: `form`, `id`, `place` (outside the corridors), `capacity` or `many`.
    allowed
        What is allowed instead.
    """

    text: str
    why: str
    allowed: str


def read_changes(
    texts: Sequence[str],
    places: pd.DataFrame,
    crossings: pd.DataFrame,
    segments: gpd.GeoDataFrame,
) -> tuple[tuple[Change, ...], tuple[Refused, ...]]:
    """Read changes from a link, refusing what makes no sense.

    Parameters
    ----------
    texts
        One text a change.
    places, crossings
        What may be closed.
    segments
        Where a place may be added: the corridors, cut by side.

    Returns
    -------
    changes
        Those that could be read, each once, in their order.
    refused
        Those that could not, with what is allowed instead.
    """
    ids = {*places["facility_id"], *crossings["crossing_id"]}
    changes: dict[Change, None] = {}
    refused = []
    for text in dict.fromkeys(text.strip() for text in texts if text.strip()):
        if len(changes) >= MOST_CHANGES:
            refused.append(Refused(text, "many", f"up to {MOST_CHANGES} changes"))
            continue
        read = _read(text, ids, segments)
        if isinstance(read, Refused):
            refused.append(read)
        else:
            changes[read] = None
    return tuple(changes), tuple(refused)


def apply_changes(
    changes: Sequence[Change],
    places: pd.DataFrame,
    crossings: pd.DataFrame,
    segments: gpd.GeoDataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give places and crossings as they would be; the frames given are not changed.

    Parameters
    ----------
    changes
        What `read_changes` gives.
    places
        Places that give what is looked for. Added ones come last, with an id that starts with
        `ADDED`, and lie on the side of the segment that holds them.
    crossings, segments
        As in `read_changes`.
    """
    if not changes:
        return places, crossings
    closed = {change.closes for change in changes if change.closes}
    places, crossings = (
        frame.assign(status=frame["status"].mask(frame[key].isin(closed), "closed"))
        for frame, key in ((places, "facility_id"), (crossings, "crossing_id"))
    )
    added = [change for change in changes if not change.closes]
    if not added:
        return places, crossings
    new = _rows(added, segments).assign(role=SUPPORT).reindex(columns=places.columns)
    for name, kind in places.dtypes.items():
        blank = "" if pd.api.types.is_string_dtype(kind) else False
        if pd.api.types.is_string_dtype(kind) or pd.api.types.is_bool_dtype(kind):
            new[name] = new[name].astype(object).where(new[name].notna(), blank).astype(kind)
    return pd.concat([places, new], ignore_index=True), crossings


def _read(text: str, ids: set[str], segments: gpd.GeoDataFrame) -> Change | Refused:
    if text.startswith("close:"):
        wanted = text.removeprefix("close:")
        if wanted in ids:
            return Change(closes=wanted)
        return Refused(text, "id", "the id of a place or crossing of this atlas")
    found = _ADD.fullmatch(text.replace(" ", ""))
    if not found:
        return Refused(text, "form", _FORMS)
    lat, lon = round(float(found[1]), _DECIMALS), round(float(found[2]), _DECIMALS)
    if _holder(segments, lon, lat) is None:
        return Refused(text, "place", "a point within one of the corridors")
    capacity = int(found[3] or 0)
    if capacity > MOST_CAPACITY:
        return Refused(text, "capacity", f"a capacity up to {MOST_CAPACITY}")
    return Change(lat=lat, lon=lon, capacity=capacity)


def _rows(added: Sequence[Change], segments: gpd.GeoDataFrame) -> pd.DataFrame:
    rows = [_holder(segments, change.lon, change.lat) for change in added]
    holder = segments.iloc[[row for row in rows if row is not None]]
    return pd.DataFrame(
        {
            "facility_id": [f"{ADDED}{number}" for number in range(1, len(added) + 1)],
            "lon": [change.lon for change in added],
            "lat": [change.lat for change in added],
            "precision": "exact",
            "precision_m": 0.0,
            "sensitivity": "open",
            "status": "open",
            "capacity": [change.capacity or np.nan for change in added],
            "capacity_unit": ["beds" if change.capacity else "" for change in added],
            "corridor_id": holder["corridor_id"].to_numpy(),
            "side": holder["side"].to_numpy(),
            "country": holder["side"].to_numpy(),
        }
    )


def _holder(segments: gpd.GeoDataFrame, lon: float, lat: float) -> int | None:
    """Give the row of the segment that holds a point, the first of two on their common line."""
    held = np.flatnonzero(shapely.intersects_xy(segments.geometry.to_numpy(), lon, lat))
    return int(held[0]) if held.size else None
