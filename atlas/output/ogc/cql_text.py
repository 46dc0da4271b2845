"""CQL2 as text, read into the syntax tree of pygeofilter.

pygeofilter's own grammar of the text form reads `a OR b AND c` from left to right and knows no
quote inside a text, so that it would give wrong features; its tree, and its reader of the JSON
form, are used as they are.
"""

from datetime import date, datetime
from functools import cache
from typing import Any, Final, TypeAlias

import shapely
from lark import Lark, Token, Transformer, v_args
from lark.exceptions import LarkError, UnexpectedInput, VisitError
from pygeofilter import ast, values
from pygeofilter.cql2 import COMPARISON_MAP, SPATIAL_PREDICATES_MAP

from atlas.base.errors import FilterError

_GRAMMAR: Final = r"""
?start: disjunction
?disjunction: conjunction ("OR"i conjunction)*
?conjunction: negation ("AND"i negation)*
?negation: "NOT"i negation -> not_
         | predicate
         | "(" disjunction ")"

?predicate: value COMPARISON value -> compare
          | value [NOT] "LIKE"i value -> like
          | value [NOT] "BETWEEN"i value "AND"i value -> between
          | value [NOT] "IN"i "(" value ("," value)* ")" -> in_
          | value "IS"i [NOT] "NULL"i -> is_null
          | SPATIAL "(" value "," value ")" -> spatial

?value: NAME -> attribute
      | QUOTED_NAME -> quoted_attribute
      | "CASEI"i "(" value ")" -> casei
      | TEXT -> text
      | NUMBER -> number
      | "-" NUMBER -> negative
      | "TRUE"i -> true
      | "FALSE"i -> false
      | "DATE"i "(" TEXT ")" -> day
      | "TIMESTAMP"i "(" TEXT ")" -> moment
      | "BBOX"i "(" edge ("," edge)+ ")" -> bbox
      | geometry

geometry: SHAPE group
group: "(" part ("," part)* ")"
?part: group | numbers
numbers: edge+
?edge: NUMBER -> number
     | "-" NUMBER -> negative

COMPARISON: "<=" | ">=" | "<>" | "<" | ">" | "="
NOT: "NOT"i
SPATIAL.2: /S_(INTERSECTS|EQUALS|DISJOINT|TOUCHES|WITHIN|OVERLAPS|CROSSES|CONTAINS)\b/i
SHAPE.2: /(MULTI)?(POINT|LINESTRING|POLYGON)(?=\s*\()/i
NAME: /[a-z_][a-z0-9_.:]*/i
QUOTED_NAME: /"[^"]+"/
TEXT: /'(?:[^']|'')*'/
NUMBER: /(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/i
%ignore /\s+/
"""
_SHOWN: Final = 40

Operand: TypeAlias = ast.Node | values.Geometry | values.Envelope | date | str | float | bool


def parse_text(text: str) -> ast.Node:
    """Read CQL2 text.

    Raises
    ------
    FilterError
        When it is none, in one line that says where.
    """
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        ended = getattr(error, "token", None) == ""  # what the parser reads behind the last word
        at = error.pos_in_stream or 0
        where = "its end" if ended else repr(text[at : at + _SHOWN])
        message = f"filter: no CQL2 text, at {where}; write for example kind = 'shelter'"
        raise FilterError(message) from None
    try:
        return _Reader().transform(tree)
    except VisitError as error:
        if isinstance(error.orig_exc, FilterError):
            raise error.orig_exc from None
        raise FilterError(_unreadable(text)) from None
    except (LarkError, RecursionError):
        raise FilterError(_unreadable(text)) from None


def _unreadable(text: str) -> str:
    return f"filter: {text[:_SHOWN]!r} cannot be read as CQL2 text"


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", maybe_placeholders=True)


def _unquoted(token: Token) -> str:
    return str(token)[1:-1].replace("''", "'")


@v_args(inline=True)
class _Reader(Transformer[Token, Any]):
    """Makes the tree; each method is the rule of its name."""

    def disjunction(self, *parts: ast.Node) -> ast.Node:
        return ast.Or.from_items(*parts)

    def conjunction(self, *parts: ast.Node) -> ast.Node:
        return ast.And.from_items(*parts)

    def not_(self, part: ast.Node) -> ast.Node:
        return ast.Not(part)

    def compare(self, left: Operand, sign: Token, right: Operand) -> ast.Node:
        return COMPARISON_MAP[str(sign)](left, right)

    def like(self, left: Operand, negated: Token | None, pattern: Operand) -> ast.Node:
        return ast.Like(left, pattern, False, "%", "_", "\\", bool(negated))

    def between(
        self,
        left: Operand,
        negated: Token | None,
        low: Operand,
        high: Operand,
    ) -> ast.Node:
        return ast.Between(left, low, high, bool(negated))

    def in_(self, left: Operand, negated: Token | None, *options: Operand) -> ast.Node:
        return ast.In(left, list(options), bool(negated))

    def is_null(self, left: Operand, negated: Token | None) -> ast.Node:
        return ast.IsNull(left, bool(negated))

    def spatial(self, name: Token, left: Operand, right: Operand) -> ast.Node:
        return SPATIAL_PREDICATES_MAP[name.lower()](left, right)

    def attribute(self, name: Token) -> ast.Node:
        return ast.Attribute(str(name))

    def quoted_attribute(self, name: Token) -> ast.Node:
        return ast.Attribute(str(name)[1:-1])

    def casei(self, value: Operand) -> ast.Node:
        return ast.Function("lower", [value])

    def text(self, token: Token) -> str:
        return _unquoted(token)

    def number(self, token: Token) -> float:
        return float(token)

    def negative(self, token: Token) -> float:
        return -float(token)

    def true(self) -> bool:
        return True

    def false(self) -> bool:
        return False

    def day(self, token: Token) -> date:
        try:
            return date.fromisoformat(_unquoted(token))
        except ValueError:
            message = f"filter: DATE({token[:_SHOWN]}) is no day; write DATE('2026-05-01')"
            raise FilterError(message) from None

    def moment(self, token: Token) -> datetime:
        try:
            return datetime.fromisoformat(_unquoted(token))
        except ValueError:
            message = (
                f"filter: TIMESTAMP({token[:_SHOWN]}) is no time; "
                "write TIMESTAMP('2026-05-01T00:00:00Z')"
            )
            raise FilterError(message) from None

    def bbox(self, *edges: float) -> values.Envelope:
        if len(edges) != 4:
            message = "filter: BBOX takes west, south, east and north"
            raise FilterError(message)
        return values.Envelope(*edges)

    def numbers(self, *edges: float) -> str:
        return " ".join(map(repr, edges))

    def group(self, *parts: str) -> str:
        return f"({', '.join(map(str, parts))})"

    def geometry(self, kind: Token, group: str) -> values.Geometry:
        try:
            shape = shapely.from_wkt(f"{kind} {group}")
        except shapely.errors.ShapelyError:
            message = f"filter: {kind} has coordinates that make no geometry"
            raise FilterError(message) from None
        return values.Geometry(shapely.geometry.mapping(shape))
