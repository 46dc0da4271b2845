"""The pages of a published site, each as text; every text of the data in them is escaped."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final

import pandas as pd
from jinja2 import Environment, Template
from markupsafe import Markup

from atlas.base.i18n import DEFAULT_LANG, READER_LANGS, count, date, language, number, t, unreviewed
from atlas.base.translations import localised, names_by_key
from atlas.data.credits import licences
from atlas.output.figures.corridor_drawing import place_drawing
from atlas.output.light import first_screen, light_form, light_list
from atlas.output.light.light_page import environment, parts_words, read_part, whole_border
from atlas.output.site import addresses
from atlas.output.site.addresses import Town
from atlas.output.site.brief_files import BriefLinks
from atlas.output.site.install_files import THEME
from atlas.output.site.place_facts import PlacePage
from atlas.output.site.structured_data import organization
from atlas.places.scope import code_label, filter_words, left_out_words
from atlas.places.view import View
from atlas.webmap import safe_json
from atlas.webmap.service_drawings import service_drawings

POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "frame-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
_WORDS: Final = {
    "heading": "app.heading_explore",
    "list": "app.list",
    "language": "app.language",
    "call": "map.about_care",
    "corridors_all": "scope.all",
    "empty_title": "map.empty_title",
    "no_phone": "light.no_phone",
    "unconfirmed": "map.phone_unconfirmed",
    "no_phone_published": "map.no_phone",
    "call_now": "map.call",
    "map_asked": "light.map_asked",
    "map_label": "map.map_label",
    "claims": "map.claims",
    "claims_note": "map.claims_note",
    "sources": "map.sources",
    "by_need": "site.by_need",
    "by_town": "site.by_town",
    "whole_map": "site.whole_map",
    "map_file": "site.map_file",
    "in_map": "site.in_map",
    "published": "site.published",
    "data": "site.data",
    "changes": "site.changes",
    "brief": "site.brief",
    "brief_pdf": "site.brief_pdf",
    "figures": "site.figures",
    "search": "map.search",
    "search_hint": "map.search_hint",
}


@dataclass(frozen=True)
class Choice:
    """One line of an index: where it leads, what it is called, and how many places are there."""

    text: str
    target: str
    number: str
    drawing: str = ""


def start_page(views: Mapping[str, View], base: str = "") -> str:
    """Give the first file of the site: a way to each language, read without a script."""
    starts = [
        {
            "lang": language(lang).tag,
            "name": language(lang).name,
            "edition": localised(view.descriptor, "title", lang),
            "heading": t("app.heading_explore", lang),
            "target": addresses.home(lang),
        }
        for lang, view in views.items()
    ]
    return rendered(
        views[DEFAULT_LANG], addresses.START, "start.html", base=base, starts=starts, lang=""
    )


def first_page(view: View, base: str = "") -> str:
    """Give the first page of a language: the corridors, and the ways into the list."""
    lang = view.lang
    return rendered(
        view,
        addresses.home(lang),
        "first.html",
        base=base,
        state=first_screen.state_line(view),
        locator=whole_border(view),
        looks=_looks(view),
        needs=addresses.need(lang),
        towns=addresses.town(lang),
        whole_map=addresses.map_file(lang),
        oembed=addresses.oembed(lang),
    )


def corridor_page(
    view: View, corridor_id: str, map_size: int, brief: BriefLinks | None, base: str = ""
) -> str:
    """Give the page of a corridor: its small map, the way to its map file, and its places."""
    lang = view.lang
    one = view.refiltered(corridor=(corridor_id,))
    return rendered(
        one,
        addresses.corridor(lang, corridor_id),
        "corridor.html",
        base=base,
        title=names_by_key(view.corridors, "corridor_id", lang)[corridor_id],
        state=first_screen.state_line(one),
        look=next(iter(_looks(one)), None),
        left_out=left_out_words(one),
        oembed=addresses.oembed(lang, corridor_id),
        brief=brief,
        map_file=addresses.map_file(lang, corridor_id),
        map_size=t("site.map_size", lang, size=number(map_size / 1024, lang)),
        **_list(one, addresses.corridor(lang, corridor_id)),
    )


def needs_page(view: View, needs: Mapping[str, pd.DataFrame], base: str = "") -> str:
    """Give the index of services."""
    lang = view.lang
    choices = [
        Choice(
            code_label(view.vocab, "service", code, lang),
            addresses.need(lang, code),
            number(len(rows), lang),
            service_drawings().get(code, ""),
        )
        for code, rows in needs.items()
    ]
    return _choices(view, addresses.need(lang), "needs", [{"title": "", "choices": choices}], base)


def towns_page(view: View, towns: Mapping[Town, pd.DataFrame], base: str = "") -> str:
    """Give the index of towns, by country."""
    lang = view.lang
    countries = dict.fromkeys(town.country for town in towns)
    groups = [
        {
            "title": code_label(view.vocab, "side", country, lang),
            "choices": [
                Choice(town.name, addresses.town(lang, town.file), number(len(rows), lang))
                for town, rows in towns.items()
                if town.country == country
            ],
        }
        for country in countries
    ]
    return _choices(view, addresses.town(lang), "towns", groups, base)


def data_page(view: View, sizes: Mapping[str, int], base: str = "") -> str:
    """Give the list of the tables: what each is called, and its size in KB."""
    choices = [
        Choice(name.rpartition("/")[2], name, f"{number(size / 1024, view.lang)} KB")
        for name, size in sizes.items()
    ]
    groups = [{"title": "", "choices": choices}]
    return _choices(view, addresses.data(view.lang), "data", groups, base)


def need_page(view: View, service: str, rows: pd.DataFrame, base: str = "") -> str:
    """Give the places that offer a service."""
    term = view.vocab.terms("service").get(service)
    return rendered(
        view,
        addresses.need(view.lang, service),
        "listed.html",
        base=base,
        title=code_label(view.vocab, "service", service, view.lang),
        text=term.definition(view.lang) if term else "",
        drawing=service_drawings().get(service, ""),
        above=addresses.need(view.lang),
        above_words=t("site.by_need", view.lang),
        **_list(replace(view, places=rows), addresses.need(view.lang, service)),
    )


def town_page(view: View, town: Town, rows: pd.DataFrame, base: str = "") -> str:
    """Give the places of a town."""
    name = addresses.town(view.lang, town.file)
    return rendered(
        view,
        name,
        "listed.html",
        base=base,
        title=town.name,
        text=code_label(view.vocab, "side", town.country, view.lang),
        drawing="",
        above=addresses.town(view.lang),
        above_words=t("site.by_town", view.lang),
        **_list(replace(view, places=rows), name),
    )


def place_page_of(
    view: View,
    place: Mapping[Any, Any],
    said: PlacePage,
    towns: Mapping[str, Town],
    base: str = "",
) -> str:
    """Give the page of a place.

    Parameters
    ----------
    view
        A view that holds it.
    place, said
        Its row, and what is published of it in words.
    towns
        The towns that have a page, by the id of each of their places.
    base
        The public address of the site; empty where it has none.
    """
    lang = view.lang
    facility_id, corridor_id = str(place["facility_id"]), str(place["corridor_id"])
    address = base and f"{base}/{addresses.place(lang, facility_id)}"
    vague = float(place["precision_m"]) > _CIRCLE_M
    caption = t(f"site.{'around_circle' if vague else 'around'}", lang, place=said.entry.name)
    drawing = place_drawing(view, place, caption)
    return rendered(
        view,
        addresses.place(lang, facility_id),
        "place.html",
        base=base,
        title=said.entry.name,
        said=said,
        drawing=Markup(drawing),  # noqa: S704, escaped where it is drawn
        caption=caption,
        structured=Markup(safe_json(organization(view, place, address))),  # noqa: S704
        ways=list(_ways(view, corridor_id, towns.get(facility_id))),
        map_file=addresses.map_file(lang, corridor_id or addresses.WHOLE),
    )


_CIRCLE_M: Final = 150.0
"""From this uncertainty on a circle says where a place may be."""


def _ways(view: View, corridor_id: str, town: Town | None) -> Iterator[dict[str, str]]:
    """Give the pages above that of a place."""
    if corridor_id:
        name = names_by_key(view.corridors, "corridor_id", view.lang)[corridor_id]
        yield {"target": addresses.corridor(view.lang, corridor_id), "text": str(name)}
    if town:
        yield {"target": addresses.town(view.lang, town.file), "text": town.name}


def _looks(view: View) -> tuple[first_screen.Look, ...]:
    """Give the corridors in one look; of a narrower filter no gap is said, it would not be one."""
    looks = first_screen.looks(view)
    if light_form.bare(view.filter):
        return looks
    return tuple(replace(one, gap="") for one in looks)


def _list(view: View, page: str) -> dict[str, Any]:
    return {
        "counted": count("map.results", len(view.places), view.lang),
        "parts": light_list.parts(view),
        "to_place": lambda one: addresses.link(page, addresses.place(view.lang, one)),
    }


def _choices(view: View, page: str, what: str, groups: list[dict[str, Any]], base: str) -> str:
    title, text = t(f"site.{what}", view.lang), t(f"site.{what}_text", view.lang)
    return rendered(view, page, "choices.html", base=base, title=title, text=text, groups=groups)


def rendered(view: View, page: str, template: str, **values: Any) -> str:  # noqa: ANN401
    """Give a page of the site: a template with its values, in the frame that all pages share."""
    lang = view.lang
    common: dict[str, Any] = {
        **parts_words(view),
        "title": "",
        "chosen": filter_words(view),
        "described": localised(view.descriptor, "description", lang),
        "page_address": page,
        "default_page": page.replace(f"{lang}/", f"{DEFAULT_LANG}/", 1),
        "tag": language(lang).tag,
        "policy": POLICY,
        "edition": localised(view.descriptor, "title", lang),
        "home": addresses.home(lang),
        "data_files": addresses.data(lang),
        "assets": {
            "style": addresses.STYLE,
            "script": addresses.SCRIPT,
            "icon": addresses.icon("icon.svg"),
            "picture": addresses.icon("icon-192.png"),
            "search": f"{addresses.SEARCH} {addresses.search_index(lang)}",
        },
        "lang": lang,
        "theme": THEME,
        "feed": addresses.feed(lang),
        "oembed": "",
        "languages": [
            {
                "lang": language(other).tag,
                "name": language(other).name,
                "target": page.replace(f"{lang}/", f"{other}/", 1),
            }
            for other in READER_LANGS
            if other != lang
        ],
        "unreviewed": unreviewed(lang),
        "words": {name: t(key, lang) for name, key in _WORDS.items()},
        "behind": t(
            "map.behind_data",
            lang,
            version=view.version,
            date=date(view.made, lang),
            licences=", ".join(one["title"] for one in licences(view.descriptor)),
        ),
        "link": lambda target: addresses.link(page, target),
        "to_corridor": lambda one: addresses.link(page, addresses.corridor(lang, one)),
        "to_place": None,
    }
    return str(own_template(template).render({**common, **values}))


def own_template(name: str) -> Template:
    """Give a template of the site by the name of its file."""
    return _templates().get_template(name)


@cache
def _templates() -> Environment:
    return environment(_read)


def _read(name: str) -> str:
    own = files("atlas.output.site") / "templates" / name
    return own.read_text(encoding="utf-8") if own.is_file() else read_part(name)
