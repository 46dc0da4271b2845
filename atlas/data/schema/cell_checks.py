"""What one cell must be: a list of checks made from the description of its column."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple, TypeAlias
from zoneinfo import available_timezones

import opening_hours

from atlas.base.dated_phones import phones_in
from atlas.base.translations import by_language
from atlas.data.schema.descriptor import Field, values_of
from atlas.data.vocab import Vocabularies

_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_INTEGER = re.compile(r"-?\d+")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_EARLIEST_YEAR = 1900
_SHOWN_CODES = 12


class Wrong(NamedTuple):
    """What is wrong with a cell: a code, the part of the cell meant, and words to say it."""

    code: str
    value: str
    words: dict[str, str]


Check: TypeAlias = Callable[[str], list[Wrong]]


def cell_checks(
    field: Field, vocab: Vocabularies, *, known: Collection[str] | None, latest: date
) -> list[Check]:
    """Give the checks of a column, in the order in which they are asked.

    Parameters
    ----------
    field
        The column as the descriptor has it.
    vocab
        The vocabularies that it may name.
    known
        The values that exist in the table it refers to; None when that is not to be checked.
    latest
        The last day that a date may have.

    Returns
    -------
    checks
        Each takes a cell that is not empty and gives what is wrong with it. Only the first one
        that finds something is heard, so that one mistake is reported once.
    """
    constraints = field.get("constraints", {})
    checks: list[Check] = []
    if field["type"] in _TYPES:
        checks += [_typed(field["type"]), _ranged(constraints)]
    checks += _written(field, latest)
    if "enum" in constraints:
        checks.append(_one_of(constraints["enum"], field, "enum"))
    if "vocabulary" in field:
        checks.append(_one_of(vocab.codes(field["vocabulary"]), field, "enum"))
    if known is not None:
        checks.append(_one_of(known, field, "foreign_key"))
    if "list" in field:
        checks.append(lambda cell: _repeated(values_of(field, cell)))
    return checks


def _written(field: Field, latest: date) -> Iterator[Check]:
    """Give the checks of how a cell is written: its pattern, and the syntax that it follows."""
    if field.get("partial_date"):
        yield lambda cell: _dated(cell, latest)
    elif pattern := field.get("constraints", {}).get("pattern"):
        yield _patterned(pattern, field)
    if field.get("syntax") == "phones":
        yield lambda cell: _phoned(cell, latest)
    elif field.get("syntax") == "opening_hours":
        yield _opened
    elif field.get("syntax") == "time_zone":
        yield _zoned


def first_wrong(checks: Iterable[Check], cell: str) -> list[Wrong]:
    """Give what the first check that finds something says of a cell."""
    for check in checks:
        if wrong := check(cell):
            return wrong
    return []


def _typed(kind: str) -> Check:
    pattern = _TYPES[kind]
    return lambda cell: [] if pattern.fullmatch(cell) else [Wrong(f"not_{kind}", cell, {})]


def _ranged(constraints: Field) -> Check:
    low = constraints.get("minimum", float("-inf"))
    high = constraints.get("maximum", float("inf"))

    def check(cell: str) -> list[Wrong]:
        number = float(cell)
        if number < low:
            return [Wrong("minimum", cell, {"limit": str(low)})]
        return [Wrong("maximum", cell, {"limit": str(high)})] if number > high else []

    return check


def _patterned(pattern: str, field: Field) -> Check:
    expression = re.compile(pattern)
    meant = by_language(field, "description")
    words = {f"meant_{lang}": text for lang, text in meant.items()}
    return lambda cell: [] if expression.search(cell) else [Wrong("pattern", cell, words)]


def _one_of(allowed: Collection[str], field: Field, code: str) -> Check:
    names = list(allowed)[:_SHOWN_CODES] if code == "enum" else []
    shown = ", ".join(map(str, names)) + ("…" if len(allowed) > len(names) > 0 else "")
    if "vocabulary" in field:  # where the steward of another border adds a code
        shown += f" (vocab/{field['vocabulary']}.csv)"

    def check(cell: str) -> list[Wrong]:
        values = values_of(field, cell)
        return [Wrong(code, value, {"allowed": shown}) for value in values if value not in allowed]

    return check


def _repeated(values: list[str]) -> list[Wrong]:
    again = [value for value in dict.fromkeys(values) if values.count(value) > 1]
    return [Wrong("list_repeated", value, {}) for value in again]


def _dated(cell: str, latest: date) -> list[Wrong]:
    parts = _DATE.fullmatch(cell)
    if not parts:
        return [Wrong("not_date", cell, {})]
    year, month, day = (int(part) if part else 1 for part in parts.groups())
    try:
        start = date(year, month, day)
    except ValueError:
        return [Wrong("not_date", cell, {})]
    if year < _EARLIEST_YEAR:
        return [Wrong("date_too_early", cell, {"limit": str(_EARLIEST_YEAR)})]
    return [Wrong("date_in_future", cell, {})] if start > latest else []


def _phoned(cell: str, latest: date) -> list[Wrong]:
    """Judge the dates of telephone numbers, and say which ones cannot be called from abroad."""
    phones = phones_in(cell)
    wrong = [found for phone in phones if phone.date for found in _dated(phone.date, latest)]
    return wrong or [
        Wrong("phone_country_code", phone.number, {})
        for phone in phones
        if not phone.number.startswith("+")
    ]


def _opened(cell: str) -> list[Wrong]:
    return [] if opening_hours.validate(cell) else [Wrong("not_opening_hours", cell, {})]


def _zoned(cell: str) -> list[Wrong]:
    return [] if cell in available_timezones() else [Wrong("not_time_zone", cell, {})]


_TYPES = {"number": _NUMBER, "integer": _INTEGER}
