"""Which places a filter keeps, and how many each of its codes would give."""

from collections import Counter
from collections.abc import Container, Iterable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.base.errors import FilterError
from atlas.base.partial_dates import first_day
from atlas.base.text_search import matches
from atlas.data.place_columns import facet_columns
from atlas.places.filters import ANY, FACETS, LEFT_OUT, Choices, Filter, options, parse_point
from atlas.spatial.geodesy import distances_m

_Rows: TypeAlias = npt.NDArray[np.bool_]


def apply(
    places: pd.DataFrame, chosen: Filter, *, crossings: pd.DataFrame, known: Container[str] = ()
) -> pd.DataFrame:
    """Give the places that the filter keeps.

    Parameters
    ----------
    places
        Published places with the column `search_text` (folded, see `atlas.base.text_search`).
    chosen
        The filter.
    crossings
        The crossings that `near` may name.
    known
        Words of the vocabularies, in which a search seeks no error.

    Returns
    -------
    kept
        The kept rows in their order. With `near`, the column `near_km` holds the geodesic
        distance in km from the published point (NaN without one).
    """
    places = measured(places, chosen, crossings=crossings)
    everything = np.ones(len(places), dtype=bool)
    return places[np.logical_and.reduce([everything, *_masks(places, chosen, known).values()])]


def measured(places: pd.DataFrame, chosen: Filter, *, crossings: pd.DataFrame) -> pd.DataFrame:
    """Give places with `near_km`, their distance to where the filter asks from, if it does."""
    if not chosen.near or "near_km" in places:
        return places
    return places.assign(near_km=_km_to(places, chosen.near, crossings))


def facet_counts(
    places: pd.DataFrame,
    chosen: Filter,
    choices: Choices,
    *,
    crossings: pd.DataFrame,
    known: Container[str] = (),
) -> dict[str, dict[str, int]]:
    """Count, for every value of every facet, the places it would give with the other filters kept.

    Parameters
    ----------
    places
        Published places with the column `search_text`.
    chosen
        The filter.
    choices
        The codes to count, by facet.
    crossings
        The crossings that `near` may name.
    known
        Words of the vocabularies, in which a search seeks no error.

    Returns
    -------
    counts
        Number of places by facet and code; every code of `options` is there.
    """
    places = measured(places, chosen, crossings=crossings)
    masks = _masks(places, chosen, known)
    everything = np.ones(len(places), dtype=bool)
    counts: dict[str, dict[str, int]] = {}
    for facet in FACETS:
        others = [mask for name, mask in masks.items() if name != facet]
        kept = np.logical_and.reduce([everything, *others])
        column = facet_columns()[facet]
        texts: Iterable[str] = _texts(places, column.name)[kept]
        if mark := column.separator:
            texts = [code for text in texts for code in text.split(mark)]
        found = Counter(texts)
        found[ANY] = int(kept.sum())
        counts[facet] = {code: found[code] for code in options(choices, facet)}
    return counts


def _masks(places: pd.DataFrame, chosen: Filter, known: Container[str]) -> dict[str, _Rows]:
    """Give one mask for every field that restricts anything."""
    masks = {
        facet: mask
        for facet in FACETS
        if (mask := _facet_mask(places, facet, getattr(chosen, facet))) is not None
    }
    if chosen.phone:
        masks["phone"] = np.asarray(_texts(places, "phone") != "", np.bool_)
    if chosen.verified_since:
        # ISO text sorts by time once both are as long as a day.
        masks["verified_since"] = (
            places["status_date"].map(first_day) >= first_day(chosen.verified_since)
        ).to_numpy()
    if chosen.max_km is not None:
        km = places["near_km" if chosen.near else "nearest_crossing_km"]
        masks["max_km"] = (km <= chosen.max_km).to_numpy()
    if chosen.q:
        masks["q"] = matches(chosen.q, places["search_text"].tolist(), known)
    return masks


def _facet_mask(places: pd.DataFrame, facet: str, wanted: tuple[str, ...]) -> _Rows | None:
    """Say which places a facet keeps; None when it keeps all."""
    if wanted:
        return None if wanted == (ANY,) else _has_any(places, facet, wanted)
    if facet not in LEFT_OUT:
        return None
    column, code = LEFT_OUT[facet]
    return np.asarray(places[column].to_numpy(object) != code, np.bool_)


def _has_any(places: pd.DataFrame, facet: str, wanted: Iterable[str]) -> _Rows:
    """Say which places have any of some codes of a facet; a place may have several."""
    column, codes = facet_columns()[facet], frozenset(wanted)
    texts = _texts(places, column.name)
    if mark := column.separator:
        return np.array([not codes.isdisjoint(text.split(mark)) for text in texts], np.bool_)
    return np.array([text in codes for text in texts], np.bool_)


def _texts(places: pd.DataFrame, column: str) -> npt.NDArray[np.object_]:
    """Give a column of text; a package may lack one, and then says nothing in it."""
    if column not in places:
        return np.full(len(places), "", dtype=object)
    return places[column].to_numpy(object)


def _km_to(places: pd.DataFrame, near: str, crossings: pd.DataFrame) -> npt.NDArray[np.float64]:
    lat, lon = parse_point(near) or _position_of(near, crossings)
    return distances_m(places["lon"], places["lat"], lon, lat) / 1000


def _position_of(crossing_id: str, crossings: pd.DataFrame) -> tuple[float, float]:
    named = crossings[crossings["crossing_id"] == crossing_id]
    if named.empty:
        message = f"near: {crossing_id!r} is neither a crossing nor latitude,longitude"
        raise FilterError(message)
    return float(named["lat"].iloc[0]), float(named["lon"].iloc[0])
