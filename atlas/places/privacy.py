"""The one gate between what the atlas knows and what it shows.

`publish` takes located places and gives back what an audience may see. After it no true position
of a protected place exists any more, so nothing further down has to be careful.

A place is `open`, `generalised` (its point becomes the centre of a fixed 0.02 degree cell) or
`withheld` (no point at all). Anything else, and nothing at all, counts as `withheld`. The cell is
the same for ever: random displacement would average out over repeated releases, a fixed cell
does not.
"""

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.base.errors import AtlasError
from atlas.places.join import DISTANCE_LIMIT_M, nearest_crossing

_Rows: TypeAlias = npt.NDArray[np.bool_]

AUDIENCES: Final = ("public", "internal")

CELL_DEGREES: Final = 0.02
"""Edge of the cell that a generalised place is known by, in degrees of longitude and latitude."""

CELL_PRECISION_M: Final = 1600.0
"""No point of a cell is farther from its centre than this, in metres (half the diagonal, rounded
up, at the equator where cells are widest)."""

_CELLS_PER_DEGREE = round(1 / CELL_DEGREES)
_POSITION = ["lon", "lat", "precision_m", "border_m", "nearest_crossing_km", "outside_km"]
_FREE_TEXT = ["address", "notes", "notes_en"]


def cell_centre(degrees: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Give the centre of the 0.02 degree cell that holds each coordinate.

    Parameters
    ----------
    degrees
        Longitudes or latitudes, decimal degrees, any shape. NaN stays NaN.

    Returns
    -------
    centre
        Decimal degrees, the same shape. `cell_centre(cell_centre(x)) == cell_centre(x)`.
    """
    # Rounding first keeps 32.52 * 50 = 1625.9999999999998 in the cell that starts at 32.52.
    cell = np.floor(np.round(np.asarray(degrees, dtype=np.float64) * _CELLS_PER_DEGREE, 9))
    return np.asarray(np.round((cell + 0.5) / _CELLS_PER_DEGREE, 2))


def effective_sensitivity(sensitivity: pd.Series) -> pd.Series:
    """Give `open`, `generalised` or `withheld` for each value; unknown means withheld."""
    known = sensitivity.isin(["open", "generalised"])
    return sensitivity.where(known, "withheld").astype("str")


def publish(places: pd.DataFrame, audience: str, *, crossings: pd.DataFrame) -> pd.DataFrame:
    """Give the places as an audience may see them.

    Parameters
    ----------
    places
        Located places: the facility columns and those of `atlas.places.join.locate`.
    audience
        `public`: protected places lose what is finer than allowed. `internal`: nothing changes;
        only for people who have signed in to a server of their own organisation.
    crossings
        The crossings, to measure again from the published points: a distance measured from the
        true one would give it away.

    Returns
    -------
    published
        A new frame with the same rows, columns and order. Publishing it again changes nothing.

    Raises
    ------
    AtlasError
        When there is no such audience.
    """
    if audience not in AUDIENCES:
        message = f"unknown audience {audience!r}; use one of {', '.join(AUDIENCES)}"
        raise AtlasError(message)
    published = places.copy()
    if audience == "internal":
        return published
    published["sensitivity"] = effective_sensitivity(places["sensitivity"])
    protected = (published["sensitivity"] != "open").to_numpy()
    withheld = (published["sensitivity"] == "withheld").to_numpy()
    finer = protected & (_finer_than_allowed(published) | (published["address"] != "")).to_numpy()
    _clear_text(published, protected, finer)
    _generalise(published, protected & ~withheld, crossings)
    _withhold(published, withheld)
    return published


SAFE_CLAIMS: Final = frozenset({
    "name", "name_en", "kind", "operator", "level", "actor_id", "country", "admin1",
    "municipality_code", "sensitivity", "services", "populations", "capacity", "status", "phone",
    "website",
})  # fmt: skip
"""What sources may be quoted on about a protected place: what its public row says too."""


def publish_claims(claims: pd.DataFrame, published: pd.DataFrame, audience: str) -> pd.DataFrame:
    """Give the claims of sources about places as an audience may see them.

    Parameters
    ----------
    claims
        `facility_id`, `field`, `value`, and whatever else is said of a claim.
    published
        The places that the audience sees, as `publish` gives them.
    audience
        `public`: of protected places, claims about `SAFE_CLAIMS` only. `internal`: all.

    Returns
    -------
    published
        Claims about those places, in their order.
    """
    sensitivity = effective_sensitivity(published["sensitivity"])
    of_place = dict(zip(published["facility_id"], sensitivity, strict=True))
    known = claims["facility_id"].map(of_place)
    shown = known.notna()
    if audience != "internal":
        shown &= (known == "open") | claims["field"].isin(SAFE_CLAIMS)
    return claims[shown].reset_index(drop=True)


def _finer_than_allowed(places: pd.DataFrame) -> pd.Series:
    """Say which rows hold a position that is not the cell centre already."""
    at_centre = np.isclose(places["lon"], cell_centre(places["lon"]), rtol=0, atol=1e-12)
    at_centre &= np.isclose(places["lat"], cell_centre(places["lat"]), rtol=0, atol=1e-12)
    has_point = places["lon"].notna() | places["lat"].notna()
    withheld = places["sensitivity"] == "withheld"
    return has_point & (withheld | ~at_centre)


def _clear_text(places: pd.DataFrame, protected: _Rows, finer: _Rows) -> None:
    """Take addresses away, and the free text of rows that were not written for the public.

    A protected row that still carries its true position or address comes from a private package:
    nobody has read its notes for what they give away.
    """
    for column in places.columns.intersection(_FREE_TEXT):
        places.loc[protected if column == "address" else finer, column] = ""


def _generalise(places: pd.DataFrame, rows: _Rows, crossings: pd.DataFrame) -> None:
    pointless = rows & ~np.isfinite(places[["lon", "lat"]].to_numpy(np.float64)).all(axis=1)
    _withhold(places, pointless)  # half a point is still half of the true one
    rows = rows & ~pointless
    if not rows.any():
        return
    lon, lat = cell_centre(places.loc[rows, "lon"]), cell_centre(places.loc[rows, "lat"])
    places.loc[rows, "lon"], places.loc[rows, "lat"] = lon, lat
    places.loc[rows, "precision"] = "generalised"
    places.loc[rows, "precision_m"] = np.fmax(places.loc[rows, "precision_m"], CELL_PRECISION_M)
    places.loc[rows, ["border_m", "outside_km"]] = np.nan
    places.loc[rows, "side_certain"] = False
    coarse = places.loc[rows, "precision_m"] > DISTANCE_LIMIT_M
    nearest, km = nearest_crossing(np.where(coarse, np.nan, lon), lat, crossings)
    places.loc[rows, "nearest_crossing_id"], places.loc[rows, "nearest_crossing_km"] = nearest, km


def _withhold(places: pd.DataFrame, rows: _Rows) -> None:
    places.loc[rows, places.columns.intersection(_POSITION)] = np.nan
    places.loc[rows, "precision"] = "municipality"
    places.loc[rows, "nearest_crossing_id"] = ""
    places.loc[rows, "side_certain"] = False
    located = rows & (places["join_method"] == "position").to_numpy()
    places.loc[located, "join_method"] = "municipality"
