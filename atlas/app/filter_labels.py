"""What the values of a filter are called, in the language of the reader. Texts are not escaped."""

from functools import lru_cache

from atlas.base.i18n import date, short_number, t
from atlas.base.translations import names_by_key
from atlas.data import Package
from atlas.data.place_columns import facet_columns
from atlas.places.filters import ANY, LEFT_OUT


def code_label(data: Package, facet: str, code: str, lang: str) -> str:
    """Give the name of a code of a facet."""
    if code == ANY and facet in LEFT_OUT:
        return t(f"facets.any_{facet}", lang)
    if vocabulary := facet_columns()[facet].vocabulary:
        return data.vocab.label(vocabulary, code, lang)
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


def _name(data: Package, table: str, key: str, wanted: str, lang: str) -> str:
    return _names(data, table, key, lang).get(wanted, wanted)


@lru_cache(maxsize=32)
def _names(data: Package, table: str, key: str, lang: str) -> dict[str, str]:
    return names_by_key(getattr(data, table), key, lang)
