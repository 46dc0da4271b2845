"""The coverage page's areas within some minutes: chosen, said, and offered as a file."""

from functools import partial
from typing import Final

from atlas.analysis import coverage
from atlas.analysis.coverage import ALL_PLACES, AREA_MINUTES, AlongStreets, Change, TravelAreas
from atlas.app import markup, page_link, page_parts, readers, vector_maps
from atlas.app.coverage_page import whatif_panel
from atlas.app.coverage_page.access_drawing import Column
from atlas.app.coverage_page.access_map import Result
from atlas.app.markdown_text import plain
from atlas.app.widgets import DOWNLOAD, file_button
from atlas.base.i18n import count, number, t
from atlas.output.exports.area_files import area_bytes
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View
from atlas.spatial.streets.routes import WALK_OFF_M

_AREAS: Final = "areas"


def choose(view: View, result: Result) -> TravelAreas | None:
    """Let the reader choose of what areas are drawn, along streets only; give them."""
    if not isinstance(result.along, AlongStreets):
        return None
    lang, names = view.lang, _names(view, result)
    of = page_link.one(
        t("coverage.areas", lang, minutes=_minutes(lang)),
        _AREAS,
        ["", *names],
        lambda one: names.get(one, t("coverage.areas_none", lang)),
    )
    return _made(view, result, result.along, of) if of else None


def say(
    view: View,
    result: Result,
    areas: TravelAreas | None,
    changes: tuple[Change, ...],
    *,
    into: Column,
) -> None:
    """Say what the areas are, what the drawing means, and offer them as a file."""
    if areas is None or not isinstance(result.along, AlongStreets):
        return
    lang, name = view.lang, _names(view, result)[areas.of]
    way = t(f"ranges.way_{result.along.way}", lang)
    shown = "from" if not areas.towards else "to_all" if areas.of == ALL_PLACES else "to"
    lines = [
        t(f"coverage.areas_{shown}", lang, name=plain(name), way=way, minutes=_minutes(lang)),
        t("coverage.areas_walk", lang, m=number(WALK_OFF_M, lang)),
    ]
    if areas.left_out:
        lines.append(count("coverage.areas_left_out", areas.left_out, lang))
    spread = "possible" in set(areas.shapes["bound"])
    key = [
        (vector_maps.AREA_COLOURS[rank], t("coverage.areas_key", lang, minutes=minutes))
        for rank, minutes in enumerate(AREA_MINUTES)
    ]
    dashed = t("coverage.areas_possible", lang) if spread else ""
    into.html(markup.section(markup.area_key(key, dashed), markup.prose(" ".join(lines))))
    scope = whatif_panel.scope_of(view, changes)
    with into:
        file_button(
            t("coverage.areas_file", lang),
            partial(area_bytes, view, result.along, areas, scope),
            readers.file_name(f"{_AREAS}-{areas.of}.geojson"),
            "areas-geojson",
            icon=DOWNLOAD,
            type="tertiary",
        )


def _minutes(lang: str) -> str:
    *first, last = map(str, AREA_MINUTES)
    return t("coverage.areas_minutes", lang, first=", ".join(first), last=last)


@kept_with_view
def _names(view: View, result: Result) -> dict[str, str]:
    """Give the words for everything that areas can be drawn of."""
    if not isinstance(result.along, AlongStreets):
        return {}
    places, crossings = coverage.origins_of(result.along, result.known, result.gates)
    named = page_parts.names(places, "facility_id", view.lang)
    gates = page_parts.names(view.crossings, "crossing_id", view.lang)
    cross, added = t("corridor.crossing", view.lang), t("coverage.added", view.lang)
    whole = {ALL_PLACES: t("coverage.areas_all", view.lang)} if len(places) else {}
    return (
        whole
        | {one: f"{cross}: {gates[one]}" for one in crossings["crossing_id"]}
        | {one: name or added for one, name in named.items()}
    )


@kept_with_view
def _made(view: View, result: Result, along: AlongStreets, of: str) -> TravelAreas:
    return coverage.travel_areas(
        along, result.known, result.gates, page_parts.whole(view).segments, of
    )
