"""The sections of the planner's pages: the index that leads to them, and what they keep folded."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import streamlit as st

from atlas.app import markup
from atlas.base.i18n import t

SECTIONS: Final = {
    "corridor": {
        "asymmetry": "corridor.asymmetry",
        "counterparts": "corridor.pairs",
        "governance": "corridor.governance",
        "crossings": "corridor.flows",
        "context": "corridor.context",
        "unknown": "corridor.unknown",
    },
    "coverage": {
        "reach": "coverage.reach",
        "gaps": "coverage.gaps",
        "what-if": "coverage.what_if",
        "access": "coverage.access",
        "unknown": "corridor.unknown",
    },
    "cooperation": {
        "missing": "cooperation.missing",
        "register": "cooperation.register",
        "matrices": "cooperation.matrices",
        "ties": "cooperation.ties",
        "indicators": "cooperation.indicators",
        "knowledge": "cooperation.knowledge",
    },
    "data": {
        "unknown": "data.unknown",
        "contents": "data.contents",
        "care": "data.care",
        "evidence": "data.age",
        "correct": "data.correct",
        "sources": "data.sources",
        "files": "data.files",
    },
}
"""The sections of each page in their order: the anchor of each, and the key of its title."""


_TABS: Final = {
    "data": {"sources": "data-tabs.2", "files": "data-tabs.3"},
    "cooperation": {"dates": "register-tabs.1", "by-dimension": "matrix-tabs.2"}
    | {"seats": "matrix-tabs.1", "by-level": "matrix-tabs.3"},
}
"""The tab that an anchor stands in, since the browser has only the content of the one shown."""


def index(page: str, lang: str) -> None:
    """Show the index of a page: at its side, or on a narrow screen over its content.

    Only one of the two is displayed, so only one is there for whoever does not see the page.
    """
    entries = [(anchor, t(key, lang)) for anchor, key in SECTIONS[page].items()]
    nav = markup.index(entries, t("app.on_this_page", lang), _TABS.get(page, {}))
    with st.sidebar, st.container(key="index-side"):
        st.html(nav)
    with st.container(key="index-top"):
        st.html(nav)


@contextmanager
def made_when_open(title: str, name: str, asked: bool) -> Iterator[bool]:
    """Keep something folded that is made only when it is opened; give whether it is.

    It is open from the beginning when the link asks for something in it.
    """
    key = f"more-{name}"
    with st.expander(title, expanded=asked, key=key, on_change="rerun") as fold:
        yield bool(fold.open)


@contextmanager
def folded(title: str, name: str) -> Iterator[None]:
    """Keep something folded that a section can do without until somebody asks for it."""
    with st.expander(title, key=f"more-{name}"):
        yield
