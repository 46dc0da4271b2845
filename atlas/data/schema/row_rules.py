"""What the columns of a row must be together: the rules that a table's schema lists.

A rule applies to the rows where every column of `when` has one of its values and every column of
`when_filled` has any. It then asks that columns are `empty`, `filled`, have certain values
(`equals`), ascend (`ordered`), lie on the centre of a cell of a grid (`cell_centre_deg`), or hold
on the day of the package (`current`): by a date of the last months, or a term that still runs.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, TypeAlias

from atlas.base.grid_cells import cell_centre
from atlas.base.partial_dates import is_recent
from atlas.data.schema.problems import Fault

Rule: TypeAlias = Mapping[str, Any]
Table: TypeAlias = Mapping[str, list[str]]
"""The cells of a table, by column."""

_Finding: TypeAlias = tuple[int, str, dict[str, str]]
_Test: TypeAlias = Callable[[Table, Sequence[int], Rule], Iterator[_Finding]]

_NEAR_DEG = 1e-9


def rule_faults(
    table: Table, rules: Sequence[Rule], first_row: int, *, made: str
) -> Iterator[Fault]:
    """Give every row that breaks a rule, at the column that has to change.

    Parameters
    ----------
    table
        Stripped cells, by column.
    rules
        `rules` of the table's schema. A rule about columns that the table lacks is left out.
    first_row
        Number of the first row.
    made
        The day of the package, in ISO form.
    """
    tests = _TESTS | {"current": partial(_current, made)}
    for rule in rules:
        names = columns_in(rule)
        if not names <= set(table):
            continue
        rows = _applies(rule, table)
        for part, test in tests.items():
            if part in rule:
                for at, column, words in test(table, rows, rule):
                    value = table[column][at]
                    yield Fault(at + first_row, column, rule["code"], value, words)


def columns_in(rule: Rule) -> set[str]:
    """Give every column that a rule speaks of."""
    columns = set(rule.get("when", ())) | set(rule.get("equals", ()))
    for part in ("when_filled", "empty", "filled", "ordered", "fields"):
        columns |= set(rule.get(part, ()))
    current = rule.get("current", {})
    return columns | {current[part] for part in ("date", "term") if part in current}


def _applies(rule: Rule, table: Table) -> Sequence[int]:
    """Give the places of the rows that a rule applies to."""
    rows: Sequence[int] = range(len(next(iter(table.values()), ())))
    for column, values in rule.get("when", {}).items():
        cells, wanted = table[column], frozenset(values)
        rows = [at for at in rows if cells[at] in wanted]
    for column in rule.get("when_filled", ()):
        cells = table[column]
        rows = [at for at in rows if cells[at]]
    return rows


def _empty(table: Table, rows: Sequence[int], rule: Rule) -> Iterator[_Finding]:
    for column in rule["empty"]:
        cells = table[column]
        yield from ((at, column, {}) for at in rows if cells[at])


def _filled(table: Table, rows: Sequence[int], rule: Rule) -> Iterator[_Finding]:
    for column in rule["filled"]:
        cells = table[column]
        yield from ((at, column, {}) for at in rows if not cells[at])


def _equals(table: Table, rows: Sequence[int], rule: Rule) -> Iterator[_Finding]:
    for column, wanted in rule["equals"].items():
        values = [wanted] if isinstance(wanted, str) else wanted
        cells, words = table[column], {"allowed": ", ".join(values)}
        yield from ((at, column, words) for at in rows if cells[at] not in values)


def _ordered(table: Table, rows: Sequence[int], rule: Rule) -> Iterator[_Finding]:
    for at in rows:
        numbers = [(column, _number(table[column][at])) for column in rule["ordered"]]
        filled = [(column, number) for column, number in numbers if not math.isnan(number)]
        for (_, low), (column, high) in pairwise(filled):
            if high < low:
                yield at, column, {"limit": f"{low:g}"}


def _cell_centre(table: Table, rows: Sequence[int], rule: Rule) -> Iterator[_Finding]:
    size = rule["cell_centre_deg"]
    for column in rule["fields"]:
        for at in rows:
            degrees = _number(table[column][at])
            if not math.isfinite(degrees):
                continue
            centre = float(cell_centre(degrees, size))
            if abs(degrees - centre) > _NEAR_DEG:
                yield at, column, {"size": f"{size:g}", "centre": f"{centre:.2f}"}


def is_current(attested: str, term: str, *, months: int, made: str) -> bool:
    """Say whether what is said to hold on a day has its evidence.

    Parameters
    ----------
    attested
        Date of the newest source that shows it, of honest length or empty.
    term
        The last year of a stated term, or empty; with it nothing else counts.
    months
        How far back `attested` may lie.
    made
        The day, in ISO form.
    """
    if term:
        return _number(term) >= int(made[:4])
    return is_recent(attested, made, months)


def _current(made: str, table: Table, rows: Sequence[int], rule: Rule) -> Iterator[_Finding]:
    asked = rule["current"]
    words = {"months": str(asked["months"]), "term": asked["term"], "made": made}
    for at in rows:
        attested, term = table[asked["date"]][at], table[asked["term"]][at]
        if not is_current(attested, term, months=asked["months"], made=made):
            yield at, asked["term" if term else "date"], words


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan


_TESTS: dict[str, _Test] = {
    "empty": _empty,
    "filled": _filled,
    "equals": _equals,
    "ordered": _ordered,
    "cell_centre_deg": _cell_centre,
}
