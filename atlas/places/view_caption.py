"""What stands under a picture or a frame of a view, true alone: what, where, how many, of when.

`captionSentences` in the map's modules says the same; both are tested with the same filters.
"""

from atlas.base.i18n import count, date, short_number, t
from atlas.base.translations import names_by_key
from atlas.places import scope
from atlas.places.filters import FACETS, parse_point, text_of
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View


def caption(view: View) -> str:
    """Say what a view shows, what of it has no point, and what is left out by default."""
    return " ".join(sentences(view))


def sentences(view: View) -> list[str]:
    """Give the sentences of the caption of a view."""
    lang, n = view.lang, len(view.places)
    pointless = int(view.places["lon"].isna().sum())
    said = t(
        "map.caption",
        lang,
        what=", ".join([*_asked(view), _where(view)]),
        places=count("map.results", n, lang),
        date=date(view.made, lang),
    )
    off_map = f"{count('map.left_off_map', pointless, lang)}." if pointless else ""
    parts = [said[:1].upper() + said[1:], off_map, scope.left_out_words(view)]
    return [part for part in parts if part]


@kept_with_view
def _where(view: View) -> str:
    """Name the corridors, or all of them in one word."""
    if not view.filter.corridor and len(view.corridors) > 1:
        return t("map.caption_all", view.lang)
    return ", ".join(names_by_key(view.corridors, "corridor_id", view.lang).values())


def _asked(view: View) -> list[str]:
    """Say what the filter asks for besides corridors."""
    chosen, lang = view.filter, view.lang
    said = [
        ", ".join(scope.code_label(view.vocab, name, code, lang) for code in getattr(chosen, name))
        for name in FACETS
        if name != "corridor"
    ]
    since = date(chosen.verified_since, lang)
    said += [
        f"“{chosen.q}”" if chosen.q else "",
        t("map.with_phone", lang) if chosen.phone else "",
        t("map.since_date", lang, date=since) if since else "",
        _distance(view),
    ]
    return [part for part in said if part]


def _distance(view: View) -> str:
    chosen, lang = view.filter, view.lang
    if chosen.max_km is not None:
        place = _near(view) if chosen.near else t("map.any_crossing_short", lang)
        return t("map.within_of", lang, km=short_number(chosen.max_km, lang), place=place)
    return t("map.from_place", lang, place=_near(view)) if chosen.near else ""


def _near(view: View) -> str:
    """Name the crossing, or give the point, that distances are measured from."""
    near, named = view.filter.near, names_by_key(view.crossings, "crossing_id", view.lang)
    if near in named or not (point := parse_point(near)):
        return named.get(near, near)
    lat, lon = map(text_of, point)
    return t("map.point_at", view.lang, lat=lat, lon=lon)
