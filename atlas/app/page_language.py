"""Which language a page is in: the reader's; one for planners is in a language with all words."""

from typing import Final

import streamlit as st

from atlas.base.i18n import first_known, whole_lang

READER_PAGES: Final = ("", "explore")
"""The pages for whoever looks for help, by their path; all others are for planners."""


def of(page: str, lang: str) -> str:
    """Give the language of a page, by its path, for a reader of a language."""
    return lang if page in READER_PAGES else whole_lang(lang)


def browser() -> str:
    """Give the first language that this reader's browser asks for and we have."""
    asked = st.context.headers.get("accept-language", "").split(",")
    return first_known([st.context.locale or "", *asked])


def kept(shown: str, own: str) -> str:
    """Give the language to go on in where a page asks for what it shows itself.

    A page for planners may show another language than its reader's own; to filter on it is no wish
    to go on in that one.
    """
    return own if own and shown == whole_lang(own) else shown
