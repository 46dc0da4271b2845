"""Columns as small JSON: constants, distinct values with their numbers, scaled whole numbers.

`atlas/webmap/modules/state/columns.js` reads what is written here.
"""

from typing import Any

import numpy as np
import pandas as pd

_WORTH_CODING = 0.6
"""Share of distinct values below which numbers are shorter than the values themselves."""


def text_column(values: pd.Series) -> dict[str, Any] | None:
    """Write a column of text.

    Parameters
    ----------
    values
        Text, length n; missing text is empty.

    Returns
    -------
    column
        `{c}` for a constant, `{d, i}` for distinct values and the number of each row's value,
        `{v}` for one value a row; None when every value is empty.
    """
    if values.empty or (values == values.iloc[0]).all():
        return {"c": str(values.iloc[0])} if len(values) and values.iloc[0] else None
    codes, distinct = pd.factorize(values, sort=False)
    if len(distinct) < _WORTH_CODING * len(values):
        return {"d": distinct.tolist(), "i": codes.tolist()}
    return {"v": values.tolist()}


def number_column(
    values: pd.Series, *, scale: int = 1, delta: bool = False
) -> dict[str, Any] | None:
    """Write a column of numbers as whole numbers of `1 / scale`.

    Parameters
    ----------
    values
        Numbers, length n; NaN is kept as null.
    scale
        How many steps make one.
    delta
        Write differences to the number before, which are short when neighbours are alike.

    Returns
    -------
    column
        `{s, n}` and `delta`; None when there is no number at all.
    """
    floats = values.to_numpy(np.float64)
    known = np.isfinite(floats)
    if not known.any():
        return None
    whole = np.round(floats[known] * scale).astype(np.int64)
    if delta:
        whole = np.diff(whole, prepend=0)
    if known.all():
        return {"s": scale, "delta": delta, "n": whole.tolist()}
    written = np.full(len(floats), None, dtype=object)
    written[known] = whole
    return {"s": scale, "delta": delta, "n": [None if v is None else int(v) for v in written]}
