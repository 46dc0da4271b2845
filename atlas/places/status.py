"""How a status is said: with its date, and weaker the older it is.

The map in the browser says and draws it by the same rules (`webmap/modules/state/status.js`).
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.base.i18n import date as date_words
from atlas.base.i18n import t
from atlas.base.partial_dates import is_recent

FRESH_MONTHS: Final = 12
"""For how many months, counted back from the date of the data, a source says "is open"."""

FILLS: Final = {"open": 1.0, "was_open": 0.45, "unknown": 0.0, "planned": 0.0, "closed": 0.0}
"""How full a symbol is drawn, by `evidence`; a closed place is struck through."""


def evidence(status: str, date: str, made: str) -> str:
    """Say what a status amounts to at the date of the data.

    Parameters
    ----------
    status
        A code of the vocabulary `status`.
    date
        ISO date of its source, of honest length; may be empty.
    made
        The date of the data, with month and day.

    Returns
    -------
    evidence
        A key of `FILLS`. A place is `open` while its source surely is not older than
        `FRESH_MONTHS`, and `was_open` after that or without a date.
    """
    if status in ("closed", "planned"):
        return status
    if status != "open":
        return "unknown"
    return "open" if is_recent(date, made, FRESH_MONTHS) else "was_open"


def evidence_of(places: pd.DataFrame, made: str) -> npt.NDArray[np.object_]:
    """Give `evidence` of every place."""
    stated = zip(places["status"], places["status_date"], strict=True)
    return np.array([evidence(status, date, made) for status, date in stated], dtype=object)


def status_words(status: str, date: str, made: str, lang: str) -> str:
    """Say a status with its date: "Open in Oct 2025", "Was open in 2019", "Closed since 2024"."""
    said = evidence(status, date, made)
    if said == "unknown":
        return t("map.status_unknown", lang)
    if not date:
        return t(f"map.status_{said}_undated", lang)
    return t(f"map.status_{said}", lang, date=date_words(date[:7], lang, short=True))
