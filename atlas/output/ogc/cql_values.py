"""The values in a CQL2 filter: those of a property, row by row, and those that are written out."""

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import shapely
from pygeofilter import ast, values

from atlas.base.errors import FilterError
from atlas.output.ogc.feature_tables import Collection
from atlas.output.ogc.status_dates import Days, days_of

GEOMETRY: Final = "geometry"
"""The property that is the geometry of a feature."""

_NUMBERS: Final = ("integer", "number")
_CASE: Final = ("lower", "casei")
_PIECE: Final = re.compile(r"\\(.)|([%_])|([^\\%_]+)|\\", re.DOTALL)
_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Values:
    """One value for each row.

    Attributes
    ----------
    kind
        `string`, `number`, `boolean`, `date` or `geometry`.
    cells
        The values; None where there is none.
    """

    kind: str
    cells: Sequence[Any]


def values_of(node: object, collection: Collection, rows: Sequence[int]) -> Values:
    """Give the values of a part of a filter.

    Raises
    ------
    FilterError
        When the part is no value that is known here.
    """
    if isinstance(node, ast.Attribute):
        return _property(node.name, collection, rows)
    if isinstance(node, ast.Function) and node.name in _CASE and len(node.arguments) == 1:
        inner = values_of(node.arguments[0], collection, rows)
        if inner.kind != "string":
            message = f"filter: CASEI takes a text, no {inner.kind}"
            raise FilterError(message)
        return Values("string", [cell if cell is None else cell.casefold() for cell in inner.cells])
    kind, value = _written(node)
    return Values(kind, [value] * len(rows))


def compared(sign: str, left: Values, right: Values) -> list[bool | None]:
    """Compare two values in each row; None where one of them is not known.

    A date that is known to the year is equal to each of its days, and before none of them.

    Raises
    ------
    FilterError
        When they are of two kinds.
    """
    if "date" in (left.kind, right.kind) and {left.kind, right.kind} <= {"date", "string"}:
        return [
            _dates_compared(sign, _days(a), _days(b))
            for a, b in zip(left.cells, right.cells, strict=True)
        ]
    if left.kind != right.kind or left.kind == GEOMETRY:
        message = f"filter: a {left.kind} cannot be compared with a {right.kind} by {sign}"
        raise FilterError(message)
    meets = _COMPARE[sign]
    return [
        None if a is None or b is None else meets(a, b)
        for a, b in zip(left.cells, right.cells, strict=True)
    ]


def like(pattern: str) -> Callable[[str], bool]:
    r"""Make the test of a pattern: `%` is any text, `_` one character, `\` takes one as it is.

    The pieces between two `%` are sought one after the other, which takes no longer than the text
    is long however many there are; a regular expression of the whole would try again and again.
    """
    pieces = [""]
    for escaped, wild, plain in _PIECE.findall(pattern):
        if wild == "%":
            pieces.append("")
        else:
            pieces[-1] += "." if wild else re.escape(escaped or plain or "\\")
    sought = [re.compile(piece, re.DOTALL) for piece in pieces]
    if len(sought) == 1:
        return lambda text: sought[0].fullmatch(text) is not None
    last = re.compile(f"(?:{pieces[-1]})\\Z", re.DOTALL)
    width = _width(pieces[-1])

    def meets(text: str) -> bool:
        begun = sought[0].match(text)
        if begun is None:
            return False
        at = begun.end()
        for piece in sought[1:-1]:
            found = piece.search(text, at)
            if found is None:
                return False
            at = found.end()
        return len(text) - width >= at and last.match(text, len(text) - width) is not None

    return meets


def _width(piece: str) -> int:
    """Give the number of characters that a piece of a pattern takes."""
    return len(re.sub(r"\\(.)", r"\1", piece, flags=re.DOTALL))


def _property(name: str, collection: Collection, rows: Sequence[int]) -> Values:
    if name == GEOMETRY:
        return Values(GEOMETRY, [collection.geometries[row] for row in rows])
    types = {column.name: column.type for column in collection.columns}
    if not isinstance(name, str) or name not in types:
        message = (
            f"filter: {str(name)[:60]!r} is no property; allowed: {', '.join(types)}, {GEOMETRY}"
        )
        raise FilterError(message)
    kind = "number" if types[name] in _NUMBERS else types[name]
    return Values(kind, [collection.rows[row][name] for row in rows])


def _written(node: object) -> tuple[str, Any]:
    """Give the kind and the value of something that is written out."""
    if isinstance(node, bool):
        return "boolean", node
    if isinstance(node, int | float):
        return "number", node
    if isinstance(node, str):
        return "string", node
    if isinstance(node, date):  # a time is one too; of it the day counts
        return "date", node.isoformat()[:10]
    if isinstance(node, values.Geometry | values.Envelope):
        return GEOMETRY, _shape(node)
    message = f"filter: {type(node).__name__.lower()} cannot be used here"
    raise FilterError(message)


def _shape(node: values.Geometry | values.Envelope) -> shapely.Geometry:
    made: shapely.Geometry
    try:
        if isinstance(node, values.Envelope):
            # pygeofilter names the four edges in another order than it takes them.
            made = shapely.box(node.x1, node.x2, node.y1, node.y2)
        else:
            made = shapely.geometry.shape(node.geometry)
    except (ValueError, TypeError, LookupError, AttributeError, shapely.errors.ShapelyError):
        message = "filter: a geometry has coordinates that cannot be read"
        raise FilterError(message) from None
    return made


def _days(cell: object) -> Days | None:
    return days_of(str(cell)) if cell else None


def _dates_compared(sign: str, left: Days | None, right: Days | None) -> bool | None:
    if left is None or right is None:
        return None
    before, after = left[1] < right[0], left[0] > right[1]
    return {
        "=": not (before or after),
        "<>": before or after,
        "<": before,
        "<=": not after,
        ">": after,
        ">=": not before,
    }[sign]
