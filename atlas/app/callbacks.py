"""Callbacks that are carried out whole, however fast the reader goes on."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from streamlit.runtime.scriptrunner import RerunException

_P = ParamSpec("_P")


def unbroken(callback: Callable[_P, None]) -> Callable[_P, None]:
    """Carry a callback out to its end, although the browser tells something else meanwhile.

    Streamlit breaks a callback off for a newer message as soon as it looks at the session. What it
    was called for counts as known by then, so no later run would call it again and the click would
    be lost. Here it starts again, and the newer message is seen to when it is done. So a callback
    must do no harm when it starts twice, and must not ask for a run itself.

    Parameters
    ----------
    callback
        What a widget is to call.

    Returns
    -------
    Callable
        The same, for `on_click`, `on_change` and their like.
    """

    @wraps(callback)
    def to_the_end(*args: _P.args, **kwargs: _P.kwargs) -> None:
        newer: RerunException | None = None
        while True:
            try:
                callback(*args, **kwargs)
                break
            except RerunException as asked:
                newer = asked
        if newer is not None:
            raise newer

    return to_the_end
