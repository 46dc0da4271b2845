"""What whoever comes without a question sees over the map: the corridors, each in one look."""

import base64
from html import escape
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from atlas.app import answers, state, widgets
from atlas.app.callbacks import unbroken
from atlas.base.i18n import t
from atlas.base.public_address import base_path
from atlas.output.figures.corridor_drawing import HEIGHT, WIDTH
from atlas.output.light import first_screen
from atlas.output.light.border_locator import locator
from atlas.places.filters import Filter
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

PICTURE: Final = "/data/corridor.svg"
"""Where the server answers with the small map of a corridor."""

_WORDS: Final = "front-q"


def first_look(view: View) -> None:
    """Show the small maps of the corridors, as long as neither a link nor the reader chose one."""
    if not state.came_without_question() or view.filter.corridor:
        return
    with st.container(key="front"):
        st.text_input(
            t("app.q", view.lang),
            key=_WORDS,
            type="search",
            max_chars=widgets.MAX_WORDS,
            placeholder=t("map.search_hint", view.lang),
            label_visibility="collapsed",
            on_change=unbroken(_search),
        )
        st.html(_drawn(state.public(state.view_of(state.package(), Filter(lang=view.lang)))))


def _search() -> None:
    if words := str(st.session_state[_WORDS]).strip():
        state.search(words)


def picture(view: View, corridor_id: str) -> bytes | None:
    """Give the small map of a corridor as SVG; nothing where there is no such corridor."""
    looks = first_screen.looks(state.public(view))
    found = (one.drawing.svg for one in looks if one.corridor_id == corridor_id)
    svg = next(found, None)
    return None if svg is None else svg.encode("utf-8")


def address(one: first_screen.Look, lang: str) -> str:
    """Give the address of the small map of a corridor, which names its content."""
    version = answers.digest(one.drawing.svg.encode("utf-8"))
    asked = urlencode({"corridor": one.corridor_id, "lang": lang, "v": version})
    return f"{base_path()}{PICTURE}?{asked}"


@kept_with_view
def _drawn(view: View) -> str:
    """Give the first look as HTML; its maps lead to their corridors."""
    looks = "".join(_look(one, view.lang) for one in first_screen.looks(view))
    return (
        f"<div class='atlas-front'>{_locator(view)}<p>{escape(first_screen.state_line(view))}</p>"
        f"<div>{looks}</div></div>"
    )


def _locator(view: View) -> str:
    """Give where on the border the corridors are, as an image; nothing where that is not known."""
    svg = locator(view)
    if not svg:
        return ""
    code = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    said = escape(t("light.locator", view.lang))
    return f"<img src='data:image/svg+xml;base64,{code}' alt='{said}'>"


def _look(one: first_screen.Look, lang: str) -> str:
    chosen = Filter(corridor=(one.corridor_id,), lang=lang)
    opened = f"{base_path()}/?{chosen.link_query()}"
    said = "".join(f"<p>{escape(text)}</p>" for text in (one.newest, one.gap, one.drawn) if text)
    return (
        f"<section><a href='{escape(opened)}' target='_self'><h2>{escape(one.name)}</h2>"
        f"<img src='{escape(address(one, lang))}' alt='{escape(one.drawing.alt)}' "
        f"width='{WIDTH}' height='{HEIGHT}'></a>{said}</section>"
    )
