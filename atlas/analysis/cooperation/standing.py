"""How an action stands on the day of the data, since when it is known, and what may be said of it.

That it is in force is said only with evidence: a source of the last 24 months that shows it at
work, or a stated term that still runs. A row that claims it without is shown as last attested.
"""

from typing import Any, Final

import pandas as pd

from atlas.base.i18n import date, t
from atlas.base.translations import localised_column
from atlas.data.schema import is_current

RECENT_MONTHS: Final = 24
"""How old the newest source of what is in force may be."""

STANDINGS: Final = ("in_force", "ends", "planned", "attested", "undated", "replaced", "ended")
"""What `standing` gives, in the order in which it is shown."""

IN_FORCE: Final = ("in_force", "ends")
_OVER: Final = ("ended", "replaced")


def standing(actions: pd.DataFrame, made: str) -> pd.Series:
    """Say of each action how it stands on a day.

    Parameters
    ----------
    actions
        The register.
    made
        The day of the data, in ISO form.

    Returns
    -------
    standing
        `in_force`, `ends` (in force, and this is the last year of its term), `planned` (it has not
        begun), `attested` (a source shows it, but none recent enough), `undated` (no source has a
        date), `replaced` or `ended`.
    """
    found = [_standing(row, made) for row in actions.itertuples()]
    return pd.Series(found, index=actions.index, dtype="str")


def known_years(actions: pd.DataFrame, made: str) -> pd.DataFrame:
    """Give the years in which each action is known to have been at work.

    Returns
    -------
    years
        `start` and `end`, NaN where no source has a date. What has no known end ends with its last
        attestation; what has no first year begins with it, and `began` is False.
    """
    attested = pd.to_numeric(actions["attested"].str[:4], errors="coerce").astype("float64")
    first, last = (actions[name].astype("float64") for name in ("year_start", "year_end"))
    stated = standing(actions, made).isin((*IN_FORCE, "planned", *_OVER))
    start = first.fillna(attested)
    end = last.where(stated).fillna(attested).fillna(start)
    start = start.fillna(end)
    return pd.DataFrame({"start": start, "end": end.clip(lower=start), "began": first.notna()})


def at_work_in(actions: pd.DataFrame, year: int, made: str) -> pd.Series:
    """Say which actions are known to have been at work in a year; what is in force still is."""
    known = known_years(actions, made)
    still = standing(actions, made).isin(IN_FORCE)
    end = known["end"].mask(still, known["end"].clip(lower=int(made[:4])))
    return (known["start"] <= year) & (end >= year)


def in_words(
    actions: pd.DataFrame, made: str, lang: str, *, register: pd.DataFrame | None = None
) -> list[str]:
    """Say of each action how it stands: `in force (attested Sep 2025)`, `last attested 2019`.

    Parameters
    ----------
    actions, made
        As for `standing`.
    lang
        The language.
    register
        Where the actions that took the place of others are named; `actions` without it.
    """
    named = actions if register is None else register
    names = dict(zip(named["action_id"], localised_column(named, "name", lang), strict=True))
    told = zip(actions.itertuples(), standing(actions, made), strict=True)
    return [_say(row, code, names, lang) for row, code in told]


def _standing(row: Any, made: str) -> str:  # noqa: ANN401, a row
    year = int(made[:4])
    if row.state in _OVER:
        return str(row.state)
    if row.year_start > year:
        return "planned"
    term = _year(row.year_end)
    if row.state == "in_force" and is_current(row.attested, term, months=RECENT_MONTHS, made=made):
        return "ends" if row.year_end == year else "in_force"
    if not row.state and row.year_end < year:
        return "ended"  # A package without states: its last year is all it says.
    return "attested" if _attested(row) else "undated"


def _attested(row: Any) -> str:  # noqa: ANN401, a row
    """Give when a source shows an action; that of its beginning where there is no newer one."""
    return str(row.attested) or _year(row.year_start)


def _say(row: Any, code: str, names: dict[str, str], lang: str) -> str:  # noqa: ANN401, a row
    attested, name = _attested(row), names.get(row.replaced_by)
    known = {
        "start": _year(row.year_start),
        "end": _year(row.year_end),
        "date": date(attested, lang, short=True) if attested else "",
        "name": name or "",
    }
    forms = _FORMS[code]
    # The first form whose words are all known is said; the last ones need none, or have them.
    form = next((one for one, needs in forms if all(known[word] for word in needs)), forms[-1][0])
    return t(f"cooperation.state_{form}", lang, **known)


def _year(value: float) -> str:
    return "" if pd.isna(value) else str(int(value))


_FORMS: Final[dict[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    "in_force": (("term", ("end",)), ("in_force", ("date",))),
    "ends": (("ends", ("end",)),),
    "planned": (("planned", ("start",)),),
    "attested": (("attested", ("date",)),),
    "undated": (("undated", ()),),
    "replaced": (("replaced", ("name",)), ("replaced_unnamed", ())),
    "ended": (("ended", ("end",)), ("ended_attested", ("date",)), ("ended_undated", ())),
}
