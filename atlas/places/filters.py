"""One filter, made once, with the same names everywhere.

The fields of `Filter` are the parameters of a link, the options of the command line, the keys of
the widgets and the hash of the self-contained map. Filters work on published places: a filter on
true positions would let anybody find a protected place by asking from several points.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qs, urlencode, urlsplit

from atlas.base import public_address
from atlas.base.errors import FilterError
from atlas.base.i18n import DEFAULT_LANG, READER_LANGS
from atlas.places.roles import ENFORCEMENT

# ASCII digits only, as in the browser (`webmap/modules/state/query.js`).
_DATE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_POINT = re.compile(r"(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_MAX_QUERY = 200
_FARTHEST_KM = 20_000

Choices: TypeAlias = Mapping[str, Sequence[str]]
"""The codes that a package allows, by field of `FACETS`, and the crossing ids as `near`."""

Params: TypeAlias = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which places to show, and in which language.

    Codes are kept sorted and once each, so that equal choices are equal filters.

    Attributes
    ----------
    corridor, side, kind, service, population, level, status, spoken, access
        Codes to keep. Empty keeps all, but for what `LEFT_OUT` names; `any` keeps that too.
    phone
        Keep only places with a published telephone number; `phone=yes` in a link.
    verified_since
        ISO date of honest length (2025, 2025-04, 2025-04-08): keep places whose status was
        stated on that day or later. A year counts as its first day, here and in the data.
    near
        A crossing id, or `latitude,longitude` in decimal degrees.
    max_km
        Keep places this close, in km, to `near`, or to their nearest crossing without it.
    q
        Words to look for in names, operators, addresses, municipalities, kinds and services.
    lang
        Language of what is shown.
    """

    corridor: tuple[str, ...] = ()
    side: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    population: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    phone: bool = False
    verified_since: str = ""
    near: str = ""
    max_km: float | None = None
    q: str = ""
    lang: str = DEFAULT_LANG

    def __post_init__(self) -> None:
        """Bring every field to its one canonical form."""
        for name in FACETS:
            codes = set(getattr(self, name))
            object.__setattr__(self, name, (ANY,) if ANY in codes else tuple(sorted(codes)))
        object.__setattr__(self, "q", " ".join(self.q.split()))
        if parse_point(self.near):
            object.__setattr__(self, "near", self.near.replace(" ", ""))
        if self.max_km is not None:
            object.__setattr__(self, "max_km", float(text_of(float(self.max_km))))

    def to_params(self) -> dict[str, list[str]]:
        """Give the link parameters; fields at their default are left out."""
        params: dict[str, list[str]] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if value == item.default:
                continue
            params[item.name] = list(value) if isinstance(value, tuple) else [text_of(value)]
        return params

    def to_query(self) -> str:
        """Give the query string of the shareable link, without the question mark."""
        return urlencode(self.to_params(), doseq=True)

    def link_query(self) -> str:
        """Give the query string with the language always in it, for readers of any browser."""
        return urlencode({**self.to_params(), "lang": self.lang}, doseq=True, safe="/,")

    def web_link(self) -> str:
        """Give the link at the public address of the atlas, or nothing when none is set."""
        return public_address.public_link(self.link_query())

    def shown_link(self) -> str:
        """Give the public link, or the query alone; nothing where neither says anything."""
        query = self.to_query()
        return self.web_link() or (f"?{query}" if query else "")

    def with_lang(self, lang: str) -> "Filter":
        """Give the same filter in another language."""
        return self if lang == self.lang else replace(self, lang=lang)

    def lifted(self, *facets: str) -> "Filter":
        """Give the filter that also keeps what is left out by default, or some of it.

        Parameters
        ----------
        *facets
            Those of `LEFT_OUT` to lift; all without any. One that asks for codes stays as it is.
        """
        lift: dict[str, Any] = {
            name: (ANY,) for name in facets or LEFT_OUT if not getattr(self, name)
        }
        return replace(self, **lift)


YES: Final = "yes"
"""How a link writes that a field that is either asked for or not is asked for."""

ANY: Final = "any"
"""The code that keeps what a filter leaves out by default."""

LEFT_OUT: Final[Mapping[str, tuple[str, str]]] = {
    "kind": ("role", ENFORCEMENT),
    "status": ("status", "closed"),
}
"""What is left out while a facet asks for nothing: a column and its code, by facet. Places of
detention are no help, and closed ones are none any more."""

FACETS: Final = tuple(item.name for item in fields(Filter) if item.default == ())
"""The fields that hold codes; within one a place needs any, across several it needs all."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A value that a link asked for and that could not be used."""

    field: str
    value: str
    allowed: str


def options(choices: Choices, facet: str) -> tuple[str, ...]:
    """Give the codes that a filter may hold in a facet."""
    return (*choices[facet], ANY) if facet in LEFT_OUT else tuple(choices[facet])


def from_query(query: str, choices: Choices) -> tuple[Filter, tuple[Dropped, ...]]:
    """Read a filter from a query string; see `from_params`."""
    return from_params(parse_qs(query.removeprefix("?").removeprefix("#")), choices)


def link_params(link: str) -> dict[str, list[str]]:
    """Give the parameters of a link as somebody copies it.

    Parameters
    ----------
    link
        A whole address, of a page of the atlas or of its map in a file, or the part behind its `?`
        or `#`.

    Raises
    ------
    FilterError
        When it is no address.
    """
    address = link if any(sign in link for sign in ("?", "#", "://")) else f"?{link}"
    try:
        parts = urlsplit(address)
    except ValueError:
        message = f"link: {link!r} cannot be used; allowed: a link of the atlas"
        raise FilterError(message) from None
    return parse_qs(parts.query or parts.fragment)


def from_params(params: Params, choices: Choices) -> tuple[Filter, tuple[Dropped, ...]]:
    """Read a filter from link parameters, dropping what cannot be used.

    Parameters
    ----------
    params
        Values by name; lists repeat the name. Names that are no field are left alone.
    choices
        The codes that the package allows.

    Returns
    -------
    filter
        What could be read.
    dropped
        What could not, with what is allowed instead.
    """
    kept: dict[str, Any] = {}
    dropped: list[Dropped] = []
    for name in (item.name for item in fields(Filter)):
        read = _read_codes if name in FACETS else _read_last
        given = params.get(name, ())
        values = [given] if isinstance(given, str) else list(given)
        kept[name], bad = read(name, [value for value in values if value.strip()], choices)
        dropped.extend(bad)
    return Filter(**kept), tuple(dropped)


def strict(params: Params, choices: Choices) -> Filter:
    """Read a filter and refuse what cannot be used.

    Raises
    ------
    FilterError
        Naming the first value that cannot be used and what is allowed.
    """
    made, dropped = from_params(params, choices)
    if dropped:
        first = dropped[0]
        message = f"{first.field}: {first.value!r} cannot be used; allowed: {first.allowed}"
        raise FilterError(message)
    return made


def text_of(value: object) -> str:
    """Write a value of a field as a link does."""
    if isinstance(value, bool):
        return YES if value else ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _date(value: str) -> str | None:
    return value if _DATE.fullmatch(value) else None


def _km(value: str) -> float | None:
    km = float(value) if _NUMBER.fullmatch(value) else 0
    return float(text_of(km)) if 0 < km <= _FARTHEST_KM else None


def _read_codes(name: str, values: list[str], choices: Choices) -> tuple[Any, list[Dropped]]:
    allowed = options(choices, name)
    bad = [Dropped(name, value, ", ".join(allowed)) for value in values if value not in allowed]
    return tuple(value for value in values if value in allowed), bad


def _read_last(name: str, values: list[str], choices: Choices) -> tuple[Any, list[Dropped]]:
    """Read a field that holds one value; when a link repeats it, the last one counts."""
    default = getattr(Filter(), name)
    if not values:
        return default, []
    value = values[-1].strip()
    crossings = choices["near"]
    readers: dict[str, tuple[Callable[[str], Any], str]] = {
        "phone": (lambda v: True if v == YES else None, YES),
        "verified_since": (_date, "a date such as 2025, 2025-04 or 2025-04-08"),
        "near": (
            lambda v: v if v in crossings or parse_point(v) else None,
            f"latitude,longitude or one of {', '.join(crossings)}",
        ),
        "max_km": (_km, f"a number of km above 0, up to {_FARTHEST_KM}"),
        "q": (lambda v: v if len(v) <= _MAX_QUERY else None, f"up to {_MAX_QUERY} characters"),
        "lang": (lambda v: v if v in READER_LANGS else None, ", ".join(READER_LANGS)),
    }
    read, allowed = readers[name]
    result = read(value)
    return (default, [Dropped(name, value, allowed)]) if result is None else (result, [])


def parse_point(text: str) -> tuple[float, float] | None:
    """Read `latitude,longitude`; give (lat, lon) in degrees, or None when it is no point."""
    found = _POINT.fullmatch(text.replace(" ", ""))
    if not found:
        return None
    lat, lon = float(found[1]), float(found[2])
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None
