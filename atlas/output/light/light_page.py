"""The light version as one HTML page: text first, then the map, then the workbench.

It is read without a script. With one, `Frame.script` loads the map behind the text, and what
`Frame.workbench` holds, where there is some.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from atlas.base.i18n import count, date, t, unreviewed
from atlas.base.translations import localised
from atlas.output.light import (
    border_locator,
    first_screen,
    light_form,
    light_list,
)
from atlas.places.scope import filter_words, left_out_words
from atlas.places.view import View
from atlas.webmap import safe_json

_WORDS: Final = {
    "heading": "app.heading_explore",
    "search": "map.search",
    "search_hint": "map.search_hint",
    "filters": "map.filters",
    "apply": "light.apply",
    "clear_filters": "map.clear_filters",
    "list": "app.list",
    "no_phone": "light.no_phone",
    "unconfirmed": "map.phone_unconfirmed",
    "empty_title": "map.empty_title",
    "empty_text": "map.empty_text",
    "call": "map.about_care",
    "full": "light.full",
    "light": "light.light",
    "opening": "light.opening",
    "ready": "light.ready",
    "late": "light.late",
    "planner_text": "light.planner_text",
    "noscript_map": "light.noscript_map",
    "map_loading": "light.map_loading",
    "map_asked": "light.map_asked",
    "map_failed": "app.map_failed",
    "map_label": "map.map_label",
    "corridors": "map.corridors",
    "language": "app.language",
    "card_close": "map.close_card",
}


@dataclass(frozen=True)
class Frame:
    """What the server puts around a light page.

    Attributes
    ----------
    path
        The address of the page, which its links and its form lead back to.
    light
        The address of the light version alone.
    full
        The address of the first page of the workbench.
    heading
        The heading of a planner's page, which is shown instead of the list; empty on others.
    place
        The id of the place that is shown first.
    address
        The public address of the page as the link has it; empty where no host is known.
    picture
        The public address of the picture of the view; empty where no host is known.
    unusable
        What the link asked for and cannot be shown, in words.
    data
        What the script needs.
    script
        A script of ours that runs at the end of the page; none without one.
    workbench
        Elements of the server's own page that the script puts into the page when the workbench is
        to be opened; empty where there is none.
    """

    path: str
    light: str
    full: str = "/"
    heading: str = ""
    place: str = ""
    address: str = ""
    picture: str = ""
    unusable: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    script: str = ""
    workbench: str = ""


class Preview(NamedTuple):
    """What a service shows of a link."""

    title: str
    text: str


def light_page(view: View, frame: Frame) -> str:
    """Give a view as a page that is text first.

    Parameters
    ----------
    view
        What to show, in its language; its filter is what the form starts with.
    frame
        What is around it. Its script and its elements go into the page as they are: they are code
        of this project and of the server, never text of data.
    """
    lang = view.lang
    bare = light_form.bare(view.filter)
    shown = not frame.heading
    page: str = _template().render(
        lang=lang,
        frame=frame,
        css=Markup(read_part("light.css")),  # noqa: S704, a file of ours
        data=Markup(safe_json({**frame.data, "query": view.filter.to_query()})),  # noqa: S704
        script=Markup(frame.script),  # noqa: S704, a file of ours
        workbench=Markup(frame.workbench),  # noqa: S704, the server's own page
        words={name: t(key, lang) for name, key in _WORDS.items()},
        edition=localised(view.descriptor, "title", lang),
        query=view.filter.link_query(),
        q=view.filter.q,
        bare_query=f"lang={lang}",
        languages=light_form.language_ways(view),
        unreviewed=unreviewed(lang),
        state=first_screen.state_line(view),
        preview=_preview(view, frame),
        **(_content(view, frame, bare=bare) if shown else {}),
    )
    return page


def _preview(view: View, frame: Frame) -> Preview:
    """Say what a service shows of the link: the place that it names, or the page and its view."""
    found = light_list.entry(view.lifted, frame.place) if frame.place else None
    if found is not None:
        place = found[0]
        phones = [call.number for call in place.calls]
        said = [place.kind, place.town, place.status, *phones, place.warning]
        return Preview(place.name, " · ".join(part for part in said if part))
    heading = frame.heading or t(_WORDS["heading"], view.lang)
    title = f"{heading} · {first_screen.view_title(view)}"
    return Preview(title, first_screen.state_line(view))


def _content(view: View, frame: Frame, *, bare: bool) -> dict[str, Any]:
    """Give what the page says of the places."""
    chosen = filter_words(view)
    return {
        **parts_words(view),
        "looks": first_screen.looks(view) if bare else (),
        "locator": whole_border(view) if bare else "",
        "corridors": light_form.corridor_ways(view),
        "fields": light_form.form_fields(view),
        "kept": light_form.kept_fields(view),
        "chosen": chosen,
        "counted": count("map.results", len(view.places), view.lang),
        "left_out": left_out_words(view),
        "lifting": light_form.lifting_ways(view),
        "parts": light_list.parts(view),
        "first": light_list.entry(view.lifted, frame.place) if frame.place else None,
        "to_corridor": lambda one: (
            f"{frame.path}?{replace(view.filter, corridor=(one,)).link_query()}"
        ),
        "to_place": lambda facility_id: f"{frame.path}?{_place_query(view, facility_id)}",
    }


_KEY: Final = ("open", "was_open", "unknown")


def parts_words(view: View) -> dict[str, Any]:
    """Give what the macros of `parts.html` need besides their arguments and the way to a page."""
    said = date(view.made, view.lang)
    return {
        "svg": _svg,
        "key": [t(f"map.legend_{one}", view.lang, date=said) for one in _KEY],
        "open_corridor": lambda name: t("light.open_corridor", view.lang, corridor=name),
    }


def whole_border(view: View) -> Markup:
    """Draw the whole border, whatever corridor is chosen."""
    whole = view.refiltered(corridor=())
    return Markup(border_locator.locator(whole))  # noqa: S704, escaped where it is drawn


def _svg(look: first_screen.Look) -> Markup:
    return Markup(look.drawing.svg)  # noqa: S704, escaped where it is drawn


def _place_query(view: View, facility_id: str) -> str:
    return f"{view.filter.link_query()}&{urlencode({'id': facility_id})}"


@cache
def _template() -> Template:
    return environment(read_part).get_template("light.html")


def environment(read: Callable[[str], str | None]) -> Environment:
    """Give the templates that a function reads: what they show is escaped, a lack is an error."""
    return Environment(
        autoescape=True,
        loader=FunctionLoader(read),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def read_part(name: str) -> str:
    """Give a template or a style sheet of the light version."""
    return (files("atlas.output.light") / "templates" / name).read_text(encoding="utf-8")
