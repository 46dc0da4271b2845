"""What surrounds every page: its title, its style, the language switch."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from atlas.app import state
from atlas.base.i18n import READER_LANGS, language, t
from atlas.base.translations import localised

_HERE = Path(__file__).parent
_ICON = _HERE / "icon.svg"
_SERIF = "ui-serif, Iowan Old Style, Palatino Linotype, Palatino, P052, Georgia, serif"


def page_title(name: str, lang: str) -> str:
    """Give the name of a page."""
    return t(f"app.page_{name}", lang)


def open_page(title: str, lang: str) -> None:
    """Set what the browser shows around a page, and the style of everything."""
    name = localised(state.package().descriptor, "title", lang)
    st.set_page_config(
        page_title=f"{title} · {name}",
        page_icon=str(_ICON),
        layout="wide",
        initial_sidebar_state="auto",
    )
    st.logo(_wordmark(name), size="large")
    st.html(_style(lang))
    data = {"lang": lang, "title": title, "skip": t("app.skip", lang), **state.address()}
    _document()(key="document", data=data, height=0)


def say_language(lang: str, shown: str) -> None:
    """Say to whoever reads another language in which one a page for planners is."""
    if lang != shown:
        said = t("app.planner_lang", lang, language=language(shown).name)
        st.html(f"<p class='atlas-in-language' lang='{lang}'>{escape(said)}</p>")


@contextmanager
def bar(heading: str) -> Iterator[None]:
    """Open the row at the top of a page; what is added inside stands before the language switch."""
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.title(heading, anchor=False)
        with st.container(key="tools", horizontal=True, width="content", gap="small"):
            yield
            st.segmented_control(
                t("app.language", str(st.session_state["lang"])),
                READER_LANGS,
                format_func=lambda lang: language(lang).name,
                key="lang",
                required=True,
                label_visibility="collapsed",
            )


@lru_cache(maxsize=1)
def _document() -> Any:  # noqa: ANN401, Streamlit does not export the type
    """Make the component that keeps the language and the address of the document."""
    return st.components.v2.component(
        "border_corridor_atlas_document",
        js=(_HERE / "document.js").read_text(encoding="utf-8"),
    )


@dataclass(frozen=True)
class _Ready:
    """HTML to send as it is; in a text Streamlit would look for the indentation of each line."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


@cache
def _style(lang: str) -> _Ready:
    """Give the style of every page, with the words that stand where Streamlit has its own."""
    words = {name: t(f"app.style_{name}", lang) for name in ("choose-file", "drop-file", "menu")}
    said = {name: json.dumps(text, ensure_ascii=False) for name, text in words.items()}
    variables = "".join(f"--word-{name}:{text};" for name, text in said.items())
    css = (_HERE / "style.css").read_text(encoding="utf-8")
    return _Ready(f"<style>:root{{{variables}}}{css}</style>")


@cache
def _wordmark(title: str) -> str:
    """Draw the name of the atlas next to its logo; a title is data, and escaped."""
    sign = _ICON.read_text(encoding="utf-8")
    drawing = sign[sign.index(">") + 1 : sign.rindex("</svg>")]
    width = 42 + round(10.4 * len(title))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 28" height="28">{drawing}'
        f'<text x="39" y="20" font-family="{_SERIF}" font-size="18" font-weight="600" '
        f'fill="#22272d">{escape(title)}</text></svg>'
    )
