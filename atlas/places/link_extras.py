"""What a link holds besides the filter: the reader's own list of places, and a filter to compare.

`list=id;id` are the places in the reader's order, `show=list` says that only they are shown, and
`with=<filter>` is a second filter, as a query string of its own. Nothing of it is stored anywhere
but in the link. The map reads and writes the same (`webmap/modules/state/link-extras.js`).
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from atlas.base.errors import FilterError
from atlas.base.i18n import DEFAULT_LANG
from atlas.places.filters import Choices, Dropped, Filter, from_query
from atlas.places.view import View

NAMES: Final = ("list", "show", "with")
"""The link parameters."""

MOST_PLACES: Final = 50
_LONGEST = 2_000
_NAMED = 5


@dataclass(frozen=True)
class Extras:
    """A list of places and a filter to compare with.

    Attributes
    ----------
    places
        Ids in the reader's order, each once.
    shown
        Whether only these places are shown.
    against
        The filter to compare with, its language left out; None without a comparison.
    """

    places: tuple[str, ...] = ()
    shown: bool = False
    against: Filter | None = None

    def without(self, hidden: Container[str]) -> "Extras":
        """Give the same with some places left out of the list."""
        return replace(self, places=tuple(one for one in self.places if one not in hidden))

    def places_of(self, view_of: Callable[[Filter], View]) -> tuple[str, ...]:
        """Give the ids of the places that a map which starts with these has to hold.

        Parameters
        ----------
        view_of
            Makes the view of a filter.
        """
        compared = () if self.against is None else view_of(self.against).places["facility_id"]
        return (*self.places, *compared)

    def to_params(self) -> dict[str, list[str]]:
        """Give the link parameters; what is not there is left out."""
        params: dict[str, list[str]] = {}
        if self.places:
            params["list"] = [";".join(self.places)]
            if self.shown:
                params["show"] = ["list"]
        if self.against is not None:
            params["with"] = [self.against.to_query()]
        return params

    def to_query(self) -> str:
        """Give the same as a query string."""
        return urlencode(self.to_params(), doseq=True, safe=";")


def from_params(
    params: Mapping[str, Sequence[str]], choices: Choices, known: Container[str]
) -> tuple[Extras, tuple[Dropped, ...]]:
    """Read them from link parameters, dropping what cannot be used.

    Parameters
    ----------
    params
        Values by name; when a link repeats a name, the last value counts.
    choices
        The codes that the package allows in a filter.
    known
        The ids of the places that there are.
    """
    given = {name: list(params.get(name, ()))[-1:] for name in NAMES}
    places, dropped = _places("".join(given["list"]), known)
    against, bad = _filter(given["with"], choices)
    wrong = [value for value in given["show"] if value != "list"]
    dropped += [*bad, *(Dropped("show", value, "list") for value in wrong)]
    shown = given["show"] == ["list"] and bool(places) and against is None
    return Extras(places, shown, against), tuple(dropped)


def refuse(params: Mapping[str, Sequence[str]]) -> None:
    """Refuse a link that holds any of them, where only a filter can be taken over.

    Raises
    ------
    FilterError
        Naming what the link holds.
    """
    found = [name for name in NAMES if params.get(name)]
    if found:
        message = (
            f"link: {', '.join(found)} belong to the map and not to the filter; take them out of "
            "the link, or write the map: atlas map --link"
        )
        raise FilterError(message)


def strict(params: Mapping[str, Sequence[str]], choices: Choices, known: Sequence[str]) -> Extras:
    """Read them from link parameters and refuse what cannot be used.

    Raises
    ------
    FilterError
        Naming the first value that cannot be used and what is allowed.
    """
    made, dropped = from_params(params, choices, frozenset(known))
    if dropped:
        first = dropped[0]
        message = f"{first.field}: {first.value!r} cannot be used; allowed: {first.allowed}"
        raise FilterError(message)
    return made


def _places(text: str, known: Container[str]) -> tuple[tuple[str, ...], list[Dropped]]:
    asked = list(dict.fromkeys(one.strip() for one in text.split(";") if one.strip()))
    usable = tuple(one for one in asked if one in known)[:MOST_PLACES]
    unusable = [one for one in asked if one not in usable]
    if not unusable:
        return usable, []
    more = len(unusable) - _NAMED
    shown = "; ".join(unusable[:_NAMED]) + (f" … (+{more})" if more > 0 else "")
    allowed = f"up to {MOST_PLACES} ids of places, with ; between them"
    return usable, [Dropped("list", shown, allowed)]


def _filter(given: list[str], choices: Choices) -> tuple[Filter | None, list[Dropped]]:
    if not given:
        return None, []
    if len(given[0]) > _LONGEST:
        return None, [Dropped("with", given[0][:40] + "…", f"up to {_LONGEST} characters")]
    made, dropped = from_query(given[0], choices)
    return replace(made, lang=DEFAULT_LANG), list(dropped)
