"""Sentences about a page to copy, in every language: true wherever they are pasted."""

from collections.abc import Callable
from functools import lru_cache

import streamlit as st

from atlas.app import state
from atlas.base.i18n import LANGS, t
from atlas.places.view import View


def offer(view: View, made: Callable[[View], list[str]], key: str) -> None:
    """Offer sentences about the page to copy, in every language."""
    view = state.public(view)
    lang = view.lang
    with st.expander(t("sentences.copy", lang), key=f"copy-{key}", on_change="rerun") as fold:
        if not fold.open:
            return
        st.caption(t("sentences.copy_note", lang))
        for one in (lang, *(other for other in LANGS if other != lang)):
            for line in _sentences(view.remade(view.filter.with_lang(one)), made):
                st.code(line, language=None, wrap_lines=True)


@lru_cache(maxsize=64)
def _sentences(view: View, made: Callable[[View], list[str]]) -> list[str]:
    return made(view)
