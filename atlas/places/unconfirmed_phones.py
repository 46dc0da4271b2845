"""Telephone numbers that only a claim gives, for places that have no others."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from atlas.base.dated_phones import Phone, phone_cell, phones_in
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

_PHONE: Final = "phone"
_CALL: Final = "call"
_USED: Final = "yes"


@kept_with_view
def unconfirmed_phones(view: View) -> Mapping[str, str]:
    """Give the numbers of places that have none of their own.

    A claim is left out where a later call is a source of the place: who called did not find the
    place under that number.

    Parameters
    ----------
    view
        A view; its claims are published.

    Returns
    -------
    phones
        By id of the place, in the form of the column `phone`: each number with the date of the
        claim in brackets, where it has one.
    """
    places = view.places[view.places[_PHONE] == ""].set_index("facility_id")
    said = view.claims
    said = said[(said["field"] == _PHONE) & (said["used"] != _USED)]
    said = said[said["facility_id"].isin(places.index)]
    called = view.sources.loc[view.sources["kind"] == _CALL].set_index("source_id")["date"]
    found: dict[str, list[Phone]] = {}
    for claim in said.to_dict("records"):
        place = claim["facility_id"]
        call = _last_call(str(places.at[place, "source_ids"]), called)
        if not call or claim["date"] > call:
            numbers = (
                Phone(one.number, one.date or claim["date"]) for one in phones_in(claim["value"])
            )
            found.setdefault(place, []).extend(numbers)
    return {place: phone_cell(numbers) for place, numbers in found.items()}


def _last_call(source_ids: str, called: pd.Series) -> str:
    return max((called[one] for one in source_ids.split(";") if one in called.index), default="")
