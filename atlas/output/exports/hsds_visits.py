"""How one reaches and visits a place, as rows of HSDS: numbers, hours, languages, costs, papers."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from atlas.base.dated_phones import phones_in
from atlas.base.translations import localised
from atlas.base.weekly_hours import weekly_hours
from atlas.output.exports.export_columns import SEPARATOR

Row: TypeAlias = dict[str, Any]

_BYDAY: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NUMBERS: Final = {"phone": ("voice", ""), "whatsapp": ("cell", "WhatsApp")}
_LAST_MINUTE: Final = {"24:00": "23:59"}
"""HSDS knows no time after the last minute of a day."""


def service_fields(place: Mapping[str, Any], lang: str) -> Row:
    """Give what a service says itself of how one gets in."""
    return {
        "email": _text(place, "email").split(SEPARATOR)[0].strip(),
        "application_process": localised(place, "intake", lang),
        "fees_description": localised(place, "cost", lang),
        "access": _text(place, "access"),
        "contact_date": _text(place, "contact_date"),
    }


def visit_rows(
    place: Mapping[str, Any], lang: str, words: Mapping[str, str]
) -> Iterator[tuple[str, Row, tuple[str, ...]]]:
    """Give the rows of a place, each with its table and what its identifier is made of.

    Parameters
    ----------
    place
        A published place; packages older than these columns do without them.
    lang
        Language of the texts.
    words
        Names of the languages by code.
    """
    for column, (kind, said) in _NUMBERS.items():
        for phone in phones_in(_text(place, column)):
            row = {"number": phone.number, "type": kind, "description": said, "date": phone.date}
            # The identifier of a telephone number is that of earlier releases.
            yield "phone", row, (phone.number,) if column == "phone" else (column, phone.number)
    yield from _schedules(place, lang)
    for code in filter(None, _text(place, "languages").split(SEPARATOR)):
        yield "language", {"name": words.get(code, code), "code": code}, (code,)
    for table, column, field in (
        ("cost_option", "cost", "amount_description"),
        ("required_document", "documents", "document"),
    ):
        if text := localised(place, column, lang):
            yield table, {field: text}, ()


def _schedules(place: Mapping[str, Any], lang: str) -> Iterator[tuple[str, Row, tuple[str, ...]]]:
    hours, note = _text(place, "hours"), localised(place, "hours_note", lang)
    said = {"description": hours, "notes": note}
    days: dict[tuple[str, str], list[str]] = {}
    for opening in weekly_hours(hours) or ():
        days.setdefault((opening.opens, opening.closes), []).append(_BYDAY[opening.day])
    for (opens, closes), names in days.items():
        row = {"freq": "WEEKLY", "interval": 1, "byday": ",".join(names), "opens_at": opens}
        row |= {"closes_at": _LAST_MINUTE.get(closes, closes), **said}
        yield "schedule", row, (opens, closes)
    if (hours or note) and not days:
        yield "schedule", said, ()


def _text(place: Mapping[str, Any], column: str) -> str:
    return str(place.get(column, "") or "")
