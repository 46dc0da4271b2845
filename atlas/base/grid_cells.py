"""Cells of a fixed grid of degrees, counted from zero."""

import numpy as np
import numpy.typing as npt


def cell_centre(degrees: npt.ArrayLike, size: float) -> npt.NDArray[np.float64]:
    """Give the centre of the cell that holds each coordinate.

    Parameters
    ----------
    degrees
        Longitudes or latitudes, decimal degrees, any shape. NaN stays NaN.
    size
        Edge of a cell in degrees, a whole part of one.

    Returns
    -------
    centre
        Decimal degrees, the same shape. The centre of a centre is itself.
    """
    per_degree = round(1 / size)
    # Rounding first keeps 32.52 * 50 = 1625.9999999999998 in the cell that starts at 32.52.
    cell = np.floor(np.round(np.asarray(degrees, dtype=np.float64) * per_degree, 9))
    return np.asarray(np.round((cell + 0.5) / per_degree, 9))
