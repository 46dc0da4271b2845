"""How one reaches and visits a place, from the tables of HSDS that say so."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from opening_hours import validate

from atlas.base.dated_phones import Phone, phone_cell

Record: TypeAlias = Mapping[str, str]
Where: TypeAlias = Callable[[str, str, str], list[Record]]
"""Gives the records of a table whose column has a value."""

VISIT_TABLES: Final = {
    "schedule": ("schedule", "schedules"),
    "language": ("language", "languages"),
    "cost_option": ("cost_option", "cost_options"),
    "required_document": ("required_document", "required_documents"),
}
VISIT_COLUMNS: Final = (
    "whatsapp", "email", "contact_date", "hours", "hours_note", "languages", "access", "intake",
    "documents", "cost",
)  # fmt: skip

_DAYS: Final = {"MO": "Mo", "TU": "Tu", "WE": "We", "TH": "Th", "FR": "Fr", "SA": "Sa", "SU": "Su"}
_KEYS: Final = ("location_id", "service_at_location_id", "service_id", "organization_id")
_NOT_TO_CALL: Final = frozenset(("fax", "modem", "pager"))
_LAST_MINUTE: Final = "23:59"


def numbers(owners: Sequence[Record], where: Where) -> dict[str, str]:
    """Give the numbers of the first of place, services and organisation that has any."""
    for owner in owners:
        rows = [
            row for row in rows_of(owner, "phone", where)
            if row.get("number") and row.get("type", "").lower() not in _NOT_TO_CALL
        ]  # fmt: skip
        if rows:
            found: dict[str, dict[Phone, None]] = {"phone": {}, "whatsapp": {}}
            for row in rows:
                column = "whatsapp" if "whatsapp" in row.get("description", "").lower() else "phone"
                found[column][Phone(row["number"].strip('"'), row.get("date", ""))] = None
            return {column: phone_cell(phones) for column, phones in found.items()}
    return {}


def visit(owners: Sequence[Record], where: Where) -> dict[str, str]:
    """Give hours, languages, costs, papers and the way in, as columns of a place."""
    hours, note = _hours([row for owner in owners for row in rows_of(owner, "schedule", where)])
    found = {
        "email": next(filter(None, (owner.get("email", "") for owner in owners)), ""),
        "hours": hours,
        "hours_note": note,
        "languages": ";".join(_texts(owners, "language", "code", where)),
        "intake": next(filter(None, (owner.get("application_process") for owner in owners)), ""),
        "documents": "; ".join(_texts(owners, "required_document", "document", where)),
        "cost": "; ".join(_texts(owners, "cost_option", "amount_description", where)),
    }
    return {column: text for column, text in found.items() if text}


def rows_of(owner: Record, table: str, where: Where) -> list[Record]:
    """Give the rows of a table that belong to a location, service or organisation."""
    return [row for key in _KEYS for row in where(table, key, owner.get("id", ""))]


def _texts(owners: Sequence[Record], table: str, column: str, where: Where) -> Iterator[str]:
    rows = (row for owner in owners for row in rows_of(owner, table, where))
    yield from dict.fromkeys(row[column] for row in rows if row.get(column))


def _hours(rows: Sequence[Record]) -> tuple[str, str]:
    """Give hours and what is said of them: their own text where it is in the syntax, else made."""
    said = list(dict.fromkeys(row["description"] for row in rows if row.get("description")))
    notes = list(dict.fromkeys(row["notes"] for row in rows if row.get("notes")))
    written = next(filter(validate, said), "")
    made = ", ".join(dict.fromkeys(filter(None, map(_rule, rows))))
    hours = written or (made if validate(made) else "")
    return hours, "; ".join([*notes, *(text for text in said if text != written)])


def _rule(row: Record) -> str:
    days = [_DAYS.get(day.strip(), "") for day in row.get("byday", "").split(",")]
    opens, closes = row.get("opens_at", "")[:5], row.get("closes_at", "")[:5]
    weekly = row.get("freq", "").upper() == "WEEKLY" and row.get("interval", "") in ("", "1")
    if not (weekly and all(days) and opens and closes):
        return ""
    return f"{','.join(days)} {opens}-{'24:00' if closes == _LAST_MINUTE else closes}"
