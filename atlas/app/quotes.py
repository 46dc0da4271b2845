"""Sentences about a page to copy, in every language: true wherever they are pasted."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from atlas.app import state
from atlas.base.i18n import LANGS, t
from atlas.output.report import headline_sentences
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

_MADE: Final[dict[str, Callable[[View], list[str]]]] = {
    "corridor": headline_sentences.corridor,
    "coverage": headline_sentences.near,
    "cooperation": headline_sentences.register,
}
"""What each page says in sentences."""


def offer(view: View, page: str) -> None:
    """Offer sentences about the page to copy, in every language."""
    view = state.public(view)
    lang = view.lang
    with st.expander(t("sentences.copy", lang), key=f"copy-{page}", on_change="rerun") as fold:
        if not fold.open:
            return
        st.caption(t("sentences.copy_note", lang))
        for one in (lang, *(other for other in LANGS if other != lang)):
            for line in _sentences(view.refiltered(lang=one), page):
                st.code(line, language=None, wrap_lines=True)


@kept_with_view
def _sentences(view: View, page: str) -> list[str]:
    return _MADE[page](view)
