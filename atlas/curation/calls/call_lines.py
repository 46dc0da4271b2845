"""Which places to call, in which order, and what is known of each."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

import pandas as pd

from atlas.base.dated_phones import Phone, phones_in
from atlas.base.i18n import count, date, number, t
from atlas.base.partial_dates import first_day
from atlas.base.translations import localised
from atlas.curation.calls.sheet_columns import GIVEN, KEY, LINE, MARK, mark_of
from atlas.places.filters import ANY
from atlas.places.roles import ENFORCEMENT
from atlas.places.status import status_words
from atlas.places.unconfirmed_phones import unconfirmed_phones
from atlas.places.view import View

_KNOWN: Final = ("open", "closed")
"""The statuses that somebody has confirmed."""


class Confirmed(NamedTuple):
    """How many places somebody has said to be open or closed in a year, of how many."""

    places: int
    total: int
    year: str


def call_lines(view: View, limit: int | None = None) -> pd.DataFrame:
    """Give one line for each place of a view, the first to be called first.

    Places with a telephone or mail come before those without, and those whose number nobody has
    confirmed before all others. Among them, the one whose status is not known, or was last stated
    or asked for the longest time ago, is the first.

    Parameters
    ----------
    view
        A view; what it shows is all that a line says.
    limit
        How many lines at most; all without it.

    Returns
    -------
    lines
        Text: `line` (3/25), `name`, `kind`, `municipality`, `number` (the one to call),
        `other_numbers`, `email`, `hours`, `known` (in words), `facility_id`, and `mark`, the
        fingerprint of what the line says.
    """
    unconfirmed = unconfirmed_phones(view)
    places = [_described(row) for row in view.places.to_dict("records")]
    places.sort(key=lambda place: (place[KEY] not in unconfirmed, *_order(place)))
    lines = [_line(place, view, unconfirmed.get(place[KEY], "")) for place in places[:limit]]
    for at, line in enumerate(lines, start=1):
        line[LINE] = f"{at}/{len(lines)}"
    return pd.DataFrame(lines, columns=[LINE, *GIVEN, KEY, MARK], dtype="str")


def marked(lines: pd.DataFrame) -> pd.Series:
    """Give the fingerprint of every line by what its cells say."""
    said = lines[[KEY, *GIVEN]].itertuples(index=False, name=None)
    return pd.Series([mark_of(cells) for cells in said], index=lines.index, dtype="str")


def can_be_called(line: Mapping[Any, str]) -> bool:
    """Say whether a line has a telephone or mail."""
    return bool(line["number"] or line["email"])


def unanswered(text: str) -> list[str]:
    """Give the days of the column `no_answer` on which nobody answered."""
    return [day for day in text.split(";") if day]


def confirmed(view: View, year: str, also: Collection[str] = ()) -> Confirmed:
    """Count the places of a view that a source of a year says to be open or closed.

    Closed places count too, whatever the filter leaves out by default; those of detention do not.

    Parameters
    ----------
    view
        A view.
    year
        The year.
    also
        Ids of places that are confirmed, but not in the data yet.
    """
    chosen = view.filter if view.filter.status else replace(view.filter, status=(ANY,))
    places = view.remade(chosen).places
    helping = places[places["role"] != ENFORCEMENT]
    sure = helping["status"].isin(_KNOWN) & helping["status_date"].str.startswith(year)
    sure |= helping[KEY].isin(also)
    return Confirmed(int(sure.sum()), len(helping), year)


def _described(row: dict[Any, Any]) -> dict[str, str]:
    """Give a place as text; what a package has no column for is empty."""
    return {str(name): value if isinstance(value, str) else "" for name, value in row.items()} | {
        "capacity": "" if pd.isna(row["capacity"]) else f"{row['capacity']:g}"
    }


def _order(place: Mapping[str, str]) -> tuple[bool, str, str]:
    reachable = bool(place["phone"] or place.get("email"))
    stated = first_day(place["status_date"]) if place["status"] in _KNOWN else ""
    asked = max(unanswered(place.get("no_answer", "")), default="")
    return (not reachable, max(stated, asked), place[KEY])


def _line(place: Mapping[str, str], view: View, unconfirmed: str) -> dict[str, str]:
    lang = view.lang
    phones = phones_in(place["phone"] or unconfirmed)
    numbers = [phone.number for phone in phones]
    known = known_words(place, view)
    if unconfirmed:
        known = f"{_unconfirmed_words(phones[0], lang)} · {known}"
    line = {
        KEY: place[KEY],
        "name": localised(place, "name", lang),
        "kind": view.vocab.label("kind", place["kind"], lang),
        "municipality": place["municipality"],
        "number": "".join(numbers[:1]),
        "other_numbers": "; ".join(numbers[1:]),
        "email": place.get("email", ""),
        "hours": place.get("hours", "") or localised(place, "hours_note", lang),
        "known": known,
    }
    return {**line, MARK: mark_of(line[name] for name in (KEY, *GIVEN))}


def _unconfirmed_words(phone: Phone, lang: str) -> str:
    if not phone.date:
        return t("calls.unconfirmed", lang)
    return t("calls.unconfirmed_of", lang, date=date(phone.date, lang, short=True))


def known_words(place: Mapping[str, str], view: View) -> str:
    """Say what is known of a place that a call can confirm: status, calls, capacity, services."""
    lang = view.lang
    days = unanswered(place.get("no_answer", ""))
    said = [status_words(place["status"], place["status_date"], view.made, lang)]
    if days:
        last = date(max(days), lang, short=True)
        said.append(count("calls.unanswered", len(days), lang, date=last))
    if place["capacity"]:
        unit = place["capacity_unit"]
        words = view.vocab.label("capacity_unit", unit, lang).lower() if unit else ""
        said.append(f"{number(float(place['capacity']), lang)} {words}".strip())
    services = [code for code in place["services"].split(";") if code]
    said.append(", ".join(view.vocab.label("service", code, lang) for code in services))
    return " · ".join(filter(None, said))
