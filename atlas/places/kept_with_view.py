"""What is made of a view is kept with it, as long as the view is one of the last that were used."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

from atlas.places.view import MOST_VIEWS, View

MOST_ANSWERS: Final = 16
"""How many answers of one function are kept of one view: for as many other arguments."""

_P = ParamSpec("_P")
_R = TypeVar("_R")

_KEPT: OrderedDict[View, dict[object, dict[Hashable, Any]]] = OrderedDict()
"""The answers by view and function; the view that was used last stands last."""

_LOCK = Lock()
_NOTHING: Final = object()


def kept_with_view(
    function: Callable[Concatenate[View, _P], _R],
) -> Callable[Concatenate[View, _P], _R]:
    """Keep what a function makes of a view, for the last `MOST_VIEWS` views together.

    A cache of its own for each function would hold many more views, most of which nobody can ask
    for again: a view that was made again for the same filter is another one.

    Parameters
    ----------
    function
        Takes a view, and arguments that can be keys of a dictionary. What it gives is shared: do
        not write into it.

    Returns
    -------
    Callable
        The same, which calls it once for each view and each of the last `MOST_ANSWERS` arguments.
    """

    @wraps(function)
    def kept(view: View, /, *args: _P.args, **options: _P.kwargs) -> _R:
        key = (args, tuple(options.items()))
        with _LOCK:
            found = _answers_of(view, function).get(key, _NOTHING)
        if found is not _NOTHING:
            return cast("_R", found)
        made = function(view, *args, **options)
        with _LOCK:
            answers = _answers_of(view, function)
            if len(answers) >= MOST_ANSWERS and key not in answers:
                del answers[next(iter(answers))]
            answers[key] = made
        return made

    return kept


def _answers_of(view: View, function: Callable[..., object]) -> dict[Hashable, Any]:
    """Give what is kept of one function; whoever calls this holds the lock."""
    answers = _KEPT.setdefault(view, {})
    _KEPT.move_to_end(view)
    if len(_KEPT) > MOST_VIEWS:
        _KEPT.popitem(last=False)
    return answers.setdefault(function, {})
