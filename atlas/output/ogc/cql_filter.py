"""Filters in CQL2: read through pygeofilter, and answered over the rows of a collection.

Nothing of a request is ever run as code: the tree is walked, and what is not named here is refused.
A property that is not known is neither equal to anything nor different from it, as in SQL.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

import shapely
from pygeofilter import ast

from atlas.base.errors import FilterError
from atlas.output.ogc.cql_text import parse_text
from atlas.output.ogc.cql_values import GEOMETRY, compared, like, values_of
from atlas.output.ogc.feature_tables import Collection

Truths: TypeAlias = list[bool | None]
Condition: TypeAlias = ast.Node

LANGUAGES: Final = ("cql2-text", "cql2-json")
LONGEST: Final = 4000
"""Characters of a filter."""

_DEEPEST: Final = 60


def read_filter(text: str, language: str, collection: Collection) -> Condition:
    """Read a filter and try it, so that all that is wrong with it is found.

    Parameters
    ----------
    text
        The filter.
    language
        One of `LANGUAGES`; empty for text.
    collection
        The collection that it is asked of.

    Raises
    ------
    FilterError
        When it cannot be used, in one line.
    """
    if language and language not in LANGUAGES:
        message = f"filter-lang: {language[:60]!r} cannot be used; allowed: {', '.join(LANGUAGES)}"
        raise FilterError(message)
    if len(text) > LONGEST:
        message = f"filter: it has {len(text)} characters; at most {LONGEST} are read"
        raise FilterError(message)
    condition = _parse_json(text) if language == "cql2-json" else parse_text(text)
    try:
        _truths(condition, collection, (), _DEEPEST)
    except RecursionError:
        raise _too_deep() from None
    return condition


def rows_that_meet(condition: Condition, collection: Collection, rows: Sequence[int]) -> list[int]:
    """Give those of some rows that meet a condition; what is not known does not meet it."""
    truths = _truths(condition, collection, rows, _DEEPEST)
    return [row for row, truth in zip(rows, truths, strict=True) if truth]


def _parse_json(text: str) -> Condition:
    # Its reader loads a reader of dates that takes a second; it is loaded with the first filter.
    from pygeofilter.parsers.cql2_json import parse

    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        message = f"filter: {text[:40]!r} is no JSON"
        raise FilterError(message) from None
    try:
        made = parse(_as_read(found)) if isinstance(found, dict) else None
    except Exception:  # what is wrong shows there as an error of any kind
        made = None
    if not isinstance(made, ast.Node):
        message = (
            f"filter: {text[:40]!r} is no CQL2 JSON; write for example "
            '{"op": "=", "args": [{"property": "kind"}, "shelter"]}'
        )
        raise FilterError(message)
    return made


def _as_read(node: Any) -> Any:  # noqa: ANN401, any value of JSON
    """Put the three arguments of `between` as pygeofilter reads them: as a draft had them."""
    if isinstance(node, list):
        return [_as_read(part) for part in node]
    if not isinstance(node, dict):
        return node
    made = {name: _as_read(part) for name, part in node.items()}
    if made.get("op") == "between" and len(made.get("args", ())) == 3:
        made["args"] = [made["args"][0], made["args"][1:]]
    return made


def _truths(node: object, collection: Collection, rows: Sequence[int], deep: int) -> Truths:
    """Say of each row whether it meets a part of a filter; None where that is not known."""
    if deep == 0:
        raise _too_deep()
    for kind, answer in _ANSWERS.items():
        if isinstance(node, kind):
            return answer(node, collection, rows, deep - 1)
    message = f"filter: {type(node).__name__.lower()} is no condition that can be used here"
    raise FilterError(message)


def _too_deep() -> FilterError:
    message = f"filter: it is nested more than {_DEEPEST} times"
    return FilterError(message)


def _both(node: Any, collection: Collection, rows: Sequence[int], deep: int) -> Truths:  # noqa: ANN401
    decides = isinstance(node, ast.Or)  # a true part decides an Or, a false one an And
    parts = [_truths(part, collection, rows, deep) for part in _chain(node)]
    return [
        decides if decides in truths else None if None in truths else not decides
        for truths in zip(*parts, strict=True)
    ]


def _chain(node: Any) -> list[object]:  # noqa: ANN401
    """Give all parts of `a AND b AND c`, which the tree holds two by two."""
    kind, parts = type(node), []
    while isinstance(node, kind):
        parts.append(node.rhs)
        node = node.lhs
    return [node, *reversed(parts)]


def _not(node: Any, collection: Collection, rows: Sequence[int], deep: int) -> Truths:  # noqa: ANN401
    return _negated(_truths(node.sub_node, collection, rows, deep))


def _negated(truths: Truths, really: object = True) -> Truths:
    return [None if truth is None else not truth for truth in truths] if really else truths


def _comparison(node: Any, collection: Collection, rows: Sequence[int], _deep: int) -> Truths:  # noqa: ANN401
    left, right = (values_of(part, collection, rows) for part in (node.lhs, node.rhs))
    return compared(node.op.value, left, right)


def _between(node: Any, collection: Collection, rows: Sequence[int], _deep: int) -> Truths:  # noqa: ANN401
    parts = (node.lhs, node.low, node.high)
    value, low, high = (values_of(part, collection, rows) for part in parts)
    within = [
        None if None in pair else all(pair)
        for pair in zip(compared(">=", value, low), compared("<=", value, high), strict=True)
    ]
    return _negated(within, node.not_)


def _like(node: Any, collection: Collection, rows: Sequence[int], _deep: int) -> Truths:  # noqa: ANN401
    value = values_of(node.lhs, collection, rows)
    # One row more, so that a pattern is there where no row is.
    pattern = values_of(node.pattern, collection, [])
    if value.kind != "string" or pattern.kind != "string" or _names(node.pattern):
        message = "filter: LIKE takes a property that is a text, and a pattern in quotes"
        raise FilterError(message)
    meets = like(_pattern(node.pattern))
    return _negated([None if cell is None else meets(cell) for cell in value.cells], node.not_)


def _names(pattern: object) -> bool:
    """Say whether a pattern names a property."""
    return isinstance(_innermost(pattern), ast.Attribute)


def _innermost(pattern: object) -> object:
    return _innermost(pattern.arguments[0]) if isinstance(pattern, ast.Function) else pattern


def _pattern(pattern: object) -> str:
    text = str(_innermost(pattern))
    return text.casefold() if isinstance(pattern, ast.Function) else text


def _in(node: Any, collection: Collection, rows: Sequence[int], _deep: int) -> Truths:  # noqa: ANN401
    if not node.sub_nodes:
        message = "filter: IN takes at least one value"
        raise FilterError(message)
    value = values_of(node.lhs, collection, rows)
    options = [
        compared("=", value, values_of(option, collection, rows)) for option in node.sub_nodes
    ]
    found = [
        True if True in truths else None if None in truths else False
        for truths in zip(*options, strict=True)
    ]
    return _negated(found, node.not_)


def _is_null(node: Any, collection: Collection, rows: Sequence[int], _deep: int) -> Truths:  # noqa: ANN401
    cells = values_of(node.lhs, collection, rows).cells
    return [(cell is None) != bool(node.not_) for cell in cells]


def _spatial(node: Any, collection: Collection, rows: Sequence[int], _deep: int) -> Truths:  # noqa: ANN401
    left, right = (values_of(part, collection, rows) for part in (node.lhs, node.rhs))
    if not left.kind == right.kind == GEOMETRY:
        message = f"filter: {type(node).__name__} takes the property geometry and a geometry"
        raise FilterError(message)
    meets = getattr(shapely, node.op.value.lower())
    return [
        None if a is None or b is None else bool(meets(a, b))
        for a, b in zip(left.cells, right.cells, strict=True)
    ]


_Answer: TypeAlias = Callable[[Any, Collection, Sequence[int], int], Truths]
_ANSWERS: Final[dict[type, _Answer]] = {
    ast.Combination: _both,
    ast.Not: _not,
    ast.Comparison: _comparison,
    ast.Between: _between,
    ast.Like: _like,
    ast.In: _in,
    ast.IsNull: _is_null,
    ast.SpatialComparisonPredicate: _spatial,
}
"""How each part of a filter is answered; no other is."""
