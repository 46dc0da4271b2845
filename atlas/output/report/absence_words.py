"""What lies outside of a selection: so that "none known" is never read as "there is none"."""

from collections.abc import Iterable

import pandas as pd

from atlas.analysis.coverage import asymmetry
from atlas.base.i18n import number
from atlas.places.filters import Filter
from atlas.places.scope import filter_words
from atlas.places.view import View


def unfiltered(view: View) -> View:
    """Give the view of the same corridors without any other filter."""
    return view.remade(Filter(corridor=view.filter.corridor, lang=view.lang))


def outside(view: View, corridor_id: str, side: str, services: Iterable[str]) -> dict[str, int]:
    """Count the places outside of a selection that offer some services on a side.

    Parameters
    ----------
    view
        The selection.
    corridor_id, side
        Where to count.
    services
        The services to count, in the order of the result.

    Returns
    -------
    counts
        Places of help that the filter of the view leaves out, by service; only those with any.
    """
    if not filter_words(view):
        return {}
    everything = unfiltered(view).places
    here = (everything["corridor_id"] == corridor_id) & (everything["side"] == side)
    here &= ~everything["facility_id"].isin(view.places["facility_id"])
    return offered(everything[here], services, side, view.made)


def offered(places: pd.DataFrame, services: Iterable[str], side: str, today: str) -> dict[str, int]:
    """Count the places of a side that offer some services; only services with any."""
    services = list(services)
    if not services or places.empty:
        return {}
    table = asymmetry(places, services, [side], today=today)
    found = dict(zip(table["service"], table["places"].astype(int), strict=True))
    return {one: n for one, n in found.items() if n}


def counted(view: View, counts: dict[str, int]) -> str:
    """Write services with the number of their places."""
    return ", ".join(
        f"{view.vocab.label('service', one, view.lang)} ({number(n, view.lang)})"
        for one, n in counts.items()
    )
