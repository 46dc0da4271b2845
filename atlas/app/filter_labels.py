"""What the values of a filter are called, in the language of the reader.

Texts are not escaped, but for those of `boxes`.
"""

from functools import lru_cache

from atlas.app import state
from atlas.app.markdown_text import plain
from atlas.base.i18n import date, number, short_number, t
from atlas.base.translations import names_by_key
from atlas.data import Package
from atlas.data.place_columns import facet_columns
from atlas.places import scope
from atlas.places.filters import FACETS, Filter, parse_point
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View


def code_label(data: Package, facet: str, code: str, lang: str) -> str:
    """Give the name of a code of a facet."""
    if facet_columns()[facet].vocabulary:
        return scope.code_label(data.vocab, facet, code, lang)
    return _name(data, "corridors", "corridor_id", code, lang)


def near_label(data: Package, near: str, lang: str) -> str:
    """Give the name of a crossing, or the point itself, or that the nearest crossing counts."""
    if not near:
        return t("app.nearest_crossing", lang)
    return _name(data, "crossings", "crossing_id", near, lang)


def km_label(km: float | None, lang: str) -> str:
    """Give a distance in km, or that any distance will do."""
    return t("app.any_distance", lang) if km is None else f"{short_number(km, lang)} km"


def since_label(iso: str, lang: str) -> str:
    """Give a date of any length in words, or that any date will do."""
    return date(iso, lang) if iso else t("app.any_date", lang)


def asked_label(data: Package, chosen: Filter, field: str) -> str:
    """Say what a filter asks of one of its fields, as the chips of the map do."""
    lang = chosen.lang
    if field in FACETS:
        return ", ".join(code_label(data, field, code, lang) for code in getattr(chosen, field))
    if field == "phone":
        return t("map.with_phone", lang)
    if field == "verified_since":
        return t("map.since_date", lang, date=date(chosen.verified_since, lang))
    if field == "max_km":
        km = short_number(chosen.max_km or 0, lang)
        return t("map.within_of", lang, km=km, place=_from_label(data, chosen))
    return str(getattr(chosen, field))


def _from_label(data: Package, chosen: Filter) -> str:
    """Give what distances are measured from, inside a sentence."""
    if not chosen.near:
        return t("map.any_crossing_short", chosen.lang)
    if point := parse_point(chosen.near):
        lat, lon = (short_number(one, chosen.lang) for one in point)
        return t("map.point_at", chosen.lang, lat=lat, lon=lon)
    return near_label(data, chosen.near, chosen.lang)


def _name(data: Package, table: str, key: str, wanted: str, lang: str) -> str:
    return _names(data, table, key, lang).get(wanted, wanted)


@lru_cache(maxsize=32)
def _names(data: Package, table: str, key: str, lang: str) -> dict[str, str]:
    return names_by_key(getattr(data, table), key, lang)


@kept_with_view
def boxes(view: View, facet: str) -> list[tuple[str, str, bool]]:
    """Give code and label of each box of a facet, and whether ticking it would leave nothing.

    The label is Markdown; a code that no place has is none of them, unless it is chosen.
    """
    data, anywhere = state.package(), state.everything().facets[facet]
    chosen, made = getattr(view.filter, facet), []
    for code, found in view.facets[facet].items():
        if anywhere[code] or code in chosen:
            name = plain(code_label(data, facet, code, view.lang))
            label = f"{name} :gray[{number(found, view.lang)}]"
            made.append((code, label, not found and code not in chosen))
    return made
