"""What a report author takes first: the map, its caption and source, a page for Word."""

from base64 import b64encode
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

import streamlit as st

from atlas.app import page_link
from atlas.app.callbacks import unbroken
from atlas.app.report_page.downloads import figure_name, stem
from atlas.app.widgets import file_button
from atlas.base.i18n import t
from atlas.output import figures
from atlas.output.report import PAPERS, single_figure
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

_KEY: Final = "copy-map"
_ASKED: Final = "_copy_map"
_HTML: Final = (
    '<div class="buttons"><button type="button" data-copy="map"></button>'
    '<button type="button" data-copy="text"></button></div>'
    '<p role="status" data-copy="said"></p><textarea data-copy="shown" rows="5" hidden></textarea>'
)
_STYLE: Final = """
.buttons { display: flex; flex-wrap: wrap; gap: 0.75rem; }
button { flex: 1 1 11rem; min-height: 2.5rem; padding: 0.25rem 0.75rem; font: inherit;
  font-size: 0.875rem; color: #fff; background: #1d5570; border: 1px solid #1d5570;
  border-radius: 0.5rem; cursor: pointer; }
button:hover { background: #17465c; }
button:focus-visible { outline: 3px solid #b5651d; outline-offset: 2px; }
p:not(:empty) { margin: 0.4rem 0 0; }
p { margin: 0; font-size: 0.9rem; color: #59616b; }
textarea { box-sizing: border-box; width: 100%; font: inherit; }
"""


def choose(view: View) -> tuple[str, str]:
    """Let the reader choose size and paper; give both."""
    lang = view.lang
    size = page_link.one(
        t("kit.picture", lang),
        "picture",
        tuple(single_figure.SIZES),
        lambda one: t(f"kit.picture_{one}", lang),
    )
    paper = page_link.one(
        t("kit.paper", lang), "paper", tuple(PAPERS), lambda one: t(f"kit.paper_{one}", lang)
    )
    return size, paper


def show(view: View) -> str:
    """Show the buttons and what they are made for; give the paper that was chosen."""
    with st.container(key="first", horizontal=True, vertical_alignment="top", gap="small"):
        with st.container(key="copies", width="stretch"):
            buttons = st.container()
        with st.container(key="sizes", horizontal=True, width=300, gap="small"):
            size, paper = choose(view)
    with buttons:
        _copies(view, size, paper)
    return paper


@st.fragment
def _copies(view: View, size: str, paper: str) -> None:
    """Show the three buttons; the picture is drawn when it is asked for."""
    lang = view.lang
    asked = st.session_state.pop(_ASKED, False)
    copies, page = st.columns([2, 1], gap="small")
    with copies:
        _component()(
            key=_KEY,
            data={
                "words": _words(lang),
                "text": f"{_caption(view)}\n{single_figure.source(view)}",
                "name": figure_name(view, "map", "png"),
                "picture": b64encode(_png(view, size)).decode("ascii") if asked else "",
            },
            on_picture_change=_picture_asked,
        )
    with page:
        make = partial(_page, view, size, paper)
        name = f"{stem(view)}-map.docx"
        label = t("kit.take_page", lang)
        file_button(label, make, name, "kit-page", width="stretch", type="primary")


@unbroken
def _picture_asked() -> None:
    st.session_state[_ASKED] = True


def _words(lang: str) -> dict[str, str]:
    said = {
        "map": "copy_map",
        "text": "copy_text",
        "copying": "copying",
        "copied_map": "copied_map",
        "copied_text": "copied_text",
        "saved": "copy_saved",
        "failed": "copy_failed",
    }
    return {name: t(f"kit.{key}", lang) for name, key in said.items()}


@kept_with_view
def _caption(view: View) -> str:
    return single_figure.caption(view)


def _png(view: View, size: str) -> bytes:
    return figures.encode(single_figure.picture(view, size), "png", dpi=single_figure.DPI)


def _page(view: View, size: str, paper: str) -> bytes:
    from atlas.output.report.docx import to_docx  # not at the start: few need it

    return to_docx(single_figure.page(view, size, paper))


@lru_cache(maxsize=1)
def _component() -> Any:  # noqa: ANN401, Streamlit does not export the type
    script = Path(__file__).with_name("copy-map.js").read_text(encoding="utf-8")
    return st.components.v2.component(
        "border_corridor_atlas_copy_map", html=_HTML, css=_STYLE, js=script
    )
