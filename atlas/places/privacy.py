"""The one gate between what the atlas knows and what it shows.

`publish` takes located places and gives back what an audience may see. After it no true position
of a protected place exists any more, so nothing further down has to be careful. It is an
allow-list: of a protected place only those columns stay that declare so (`public_for`, see
`atlas.data.place_columns`).

A place is `open`, `generalised` (its point becomes the centre of a fixed 0.02 degree cell) or
`withheld` (no point at all). Anything else, and nothing at all, counts as `withheld`. The cell is
the same for ever: random displacement would average out over repeated releases, a fixed cell
does not.
"""

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.base import grid_cells
from atlas.base.errors import AtlasError
from atlas.data.place_columns import PlaceColumn, PlaceColumns, bundled_columns
from atlas.places.join import DISTANCE_LIMIT_M, nearest_crossing

_Rows: TypeAlias = npt.NDArray[np.bool_]

AUDIENCES: Final = ("public", "internal")

CELL_DEGREES: Final = 0.02
"""Edge of the cell that a generalised place is known by, in degrees of longitude and latitude."""

CELL_PRECISION_M: Final = 1600.0
"""No point of a cell is farther from its centre than this, in metres (half the diagonal, rounded
up, at the equator where cells are widest)."""

_UNDECLARED = PlaceColumn("", "string", {}, {})
# What no place can do without; the gate itself writes the last two.
_KEPT = ["facility_id", "sensitivity", "precision"]


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
    return grid_cells.cell_centre(degrees, CELL_DEGREES)


def effective_sensitivity(sensitivity: pd.Series) -> pd.Series:
    """Give `open`, `generalised` or `withheld` for each value; unknown means withheld."""
    known = sensitivity.isin(["open", "generalised"])
    return sensitivity.where(known, "withheld").astype("str")


def publish(
    places: pd.DataFrame,
    audience: str,
    *,
    crossings: pd.DataFrame,
    columns: PlaceColumns | None = None,
) -> pd.DataFrame:
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
    columns
        What the package declares of the columns; the bundled package without it.

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
    finer = protected & _finer_than_allowed(published)
    # Half a point is still half of the true one: such a place has none.
    pointless = protected & ~np.isfinite(published[["lon", "lat"]].to_numpy(np.float64)).all(axis=1)
    withheld = pointless | (published["sensitivity"] == "withheld").to_numpy()
    declared = bundled_columns() if columns is None else columns
    _clear_columns(published, declared, finer=finer, withheld=withheld)
    _generalise(published, protected & ~withheld, crossings)
    _withhold(published, withheld)
    return published


def publish_claims(
    claims: pd.DataFrame,
    published: pd.DataFrame,
    audience: str,
    columns: PlaceColumns | None = None,
) -> pd.DataFrame:
    """Give the claims of sources about places as an audience may see them.

    Parameters
    ----------
    claims
        `facility_id`, `field`, `value`, and whatever else is said of a claim.
    published
        The places that the audience sees, as `publish` gives them.
    audience
        `public`: of protected places, only what may be quoted of them. `internal`: all.
    columns
        What the package declares of the columns; the bundled package without it.

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
        shown &= (known == "open") | may_quote(claims["field"], known, columns)
    return claims[shown].reset_index(drop=True)


def may_quote(
    fields: pd.Series, sensitivity: pd.Series, columns: PlaceColumns | None = None
) -> pd.Series:
    """Say of each field and protection whether a value that somebody states may be public."""
    declared = bundled_columns() if columns is None else columns
    said = [
        name in declared and declared[name].may_quote(protection)
        for name, protection in zip(fields, sensitivity, strict=True)
    ]
    return pd.Series(said, index=fields.index, dtype="bool")


def _finer_than_allowed(places: pd.DataFrame) -> _Rows:
    """Say which rows hold an address, or a position that is not the cell centre already."""
    at_centre = np.isclose(places["lon"], cell_centre(places["lon"]), rtol=0, atol=1e-12)
    at_centre &= np.isclose(places["lat"], cell_centre(places["lat"]), rtol=0, atol=1e-12)
    has_point = places["lon"].notna() | places["lat"].notna()
    withheld = places["sensitivity"] == "withheld"
    finer = (has_point & (withheld | ~at_centre)) | (places["address"] != "")
    return np.asarray(finer, dtype=np.bool_)


def _clear_columns(
    places: pd.DataFrame, columns: PlaceColumns, *, finer: _Rows, withheld: _Rows
) -> None:
    """Empty what is not declared public, and free text that nobody has read for the public.

    A protected row that still carries its true position or address comes from a private package:
    nobody has read its notes for what they give away.
    """
    as_shown = places["sensitivity"].mask(withheld, "withheld")
    for name in places.columns.difference(_KEPT, sort=False):
        column = columns.get(name, _UNDECLARED)
        protection = as_shown if column.position else places["sensitivity"]
        hidden = ~protection.isin(column.public_for).to_numpy()
        places[name] = _emptied(places[name], hidden | finer if column.free_text else hidden)


def _emptied(values: pd.Series, rows: _Rows) -> pd.Series:
    """Give a column with nothing in some of its rows: no text, or no value."""
    if not rows.any():
        return values
    if isinstance(values.dtype, pd.CategoricalDtype):  # its categories would name what is hidden
        values = values.astype(values.cat.categories.dtype)
    if pd.api.types.is_bool_dtype(values.dtype):
        values = values.astype("boolean")
    text = pd.api.types.is_string_dtype(values.dtype)  # also of objects
    return values.mask(rows, "") if text else values.mask(rows)


def _generalise(places: pd.DataFrame, rows: _Rows, crossings: pd.DataFrame) -> None:
    if not rows.any():
        return
    lon, lat = cell_centre(places.loc[rows, "lon"]), cell_centre(places.loc[rows, "lat"])
    places.loc[rows, "lon"], places.loc[rows, "lat"] = lon, lat
    places.loc[rows, "precision"] = "generalised"
    places.loc[rows, "precision_m"] = np.fmax(places.loc[rows, "precision_m"], CELL_PRECISION_M)
    places.loc[rows, "side_certain"] = False
    coarse = places.loc[rows, "precision_m"] > DISTANCE_LIMIT_M
    nearest, km = nearest_crossing(np.where(coarse, np.nan, lon), lat, crossings)
    places.loc[rows, "nearest_crossing_id"], places.loc[rows, "nearest_crossing_km"] = nearest, km


def _withhold(places: pd.DataFrame, rows: _Rows) -> None:
    places.loc[rows, "precision"] = "municipality"
    places.loc[rows, "side_certain"] = False
    located = rows & (places["join_method"] == "position").to_numpy()
    places.loc[located, "join_method"] = "municipality"
