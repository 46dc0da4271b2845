"""What the sources say of places where they differ, as the browser gets it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from atlas.base.i18n import carried_langs, t
from atlas.data.place_columns import PlaceColumn, PlaceColumns, place_columns
from atlas.places.unconfirmed_phones import unconfirmed_phones
from atlas.places.view import View

_POSITION: Final = "position"
_YES: Final = "yes"


def claims(view: View, numbers: Mapping[str, int]) -> dict[str, Any]:
    """Give the claims about the places of a view.

    Parameters
    ----------
    view
        A view; its claims are published.
    numbers
        The number of every source.

    Returns
    -------
    claims
        `fields`: what every field is called, by language. `rows`: by the number of a place's row
        a list of field, value (text, or words by language), date, whether the place has this
        value, numbers of the sources. `phones`: by the number of a row the unconfirmed numbers of
        a place that has no others. Empty when there are none.
    """
    places = pd.Index(view.places["facility_id"])
    row_of = places.get_indexer(view.claims["facility_id"])
    columns = place_columns(view.descriptor)
    rows: dict[str, list[list[Any]]] = {}
    names: dict[str, dict[str, str]] = {}
    for row, claim in zip(row_of, view.claims.to_dict("records"), strict=True):
        field = claim["field"]
        names.setdefault(field, _title(columns, field, carried_langs(view.lang)))
        cited = [numbers[one] for one in claim["source_ids"].split(";") if one in numbers]
        value = _value(view, columns.get(field), claim["value"])
        entry = [field, value, claim["date"], int(claim["used"] == _YES), cited]
        rows.setdefault(str(row), []).append(entry)
    phones = {str(places.get_loc(one)): cell for one, cell in unconfirmed_phones(view).items()}
    return {"fields": names, "rows": rows, "phones": phones} if rows else {}


def _title(columns: PlaceColumns, field: str, langs: Sequence[str]) -> dict[str, str]:
    if field == _POSITION:
        return {lang: t("data.position", lang) for lang in langs}
    if field not in columns:
        return dict.fromkeys(langs, field)
    return {lang: columns[field].title(lang) for lang in langs}


def _value(view: View, column: PlaceColumn | None, text: str) -> str | dict[str, str]:
    """Give what a claim says: codes in the words of every language, all else as it is."""
    terms = view.vocab.by_name.get(column.vocabulary if column else "", {})
    codes = text.split(column.separator) if column and column.separator else [text]
    if not terms or not all(code in terms for code in codes):
        return text
    return {
        lang: ", ".join(terms[code].label(lang) for code in codes)
        for lang in carried_langs(view.lang)
    }
