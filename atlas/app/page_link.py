"""What the planner's pages add to the link, in addition to the filter: what is chosen on the page.

`atlas.app.state` keeps the filter; this keeps the rest, in the same way: the link, the widgets and
these values say the same, and the address bar follows.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import streamlit as st

from atlas.app import state, widgets
from atlas.app.callbacks import unbroken
from atlas.app.markdown_text import plain
from atlas.base.i18n import t
from atlas.places.view import View

PAGES: Final = {
    "corridor": ("pick", "share", "along", "wait", "measure", "grain", "series"),
    "coverage": ("pick", "method", "supply", "along", "wait", "areas", "what", "bands"),
    "data": ("pick",),
    "steward": ("fix",),
    "report": ("picture", "paper", "panels", "size", "start", "width", "height"),
    "cooperation": ("pick", "type", "of_level", "dimension", "sector", "actor", "year"),
}
"""The names that each page adds to the link."""

NAMES: Final = tuple(dict.fromkeys(name for names in PAGES.values() for name in names))
_PARTS = re.compile(r"[:.;,]")
"""What stands between the parts of a value: `close:<place>`, `<table>.<row>`."""

_MOST_VALUES = 30
_LONGEST = 120
_HELD, _PAGE, _UNUSABLE = "_planner", "_planner_page", "_planner_unusable"
_ADDRESS = "planner-address"
_FROM, _OPENED = "_planner_from", "_planner_opened"


def begin(page: str) -> None:
    """Come to a page, or run it again: read the link when it brings anything of this page."""
    held = st.session_state.setdefault(_HELD, {})
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE] = page
        asked = {name: st.query_params.get_all(name) for name in PAGES[page]}
        held.pop("pick", None)
        if any(asked.values()):
            held.update({name: _short(values) for name, values in asked.items()})
    st.session_state[_UNUSABLE] = []
    st.session_state.pop(_OPENED, None)


def end(page: str) -> None:
    """Say what the link asked for in vain, and write what is shown into the address bar."""
    lang = state.view().lang
    if unusable := st.session_state[_UNUSABLE]:
        st.warning(t("app.dropped", lang, values="; ".join(unusable)))
    data = {
        "lang": lang,
        "title": page,
        "names": NAMES,
        "query": query(page),
        "pick": value("pick"),
    }
    _address()(key=_ADDRESS, data=data, height=0, on_pick_change=_opened)


def values(name: str) -> list[str]:
    """Give what is chosen under a name."""
    return list(st.session_state[_HELD].get(name, ()))


def value(name: str) -> str:
    """Give the one thing chosen under a name, or nothing."""
    return "".join(values(name)[-1:])


def put(name: str, *chosen: str) -> None:
    """Choose; for callbacks, which run before the page is made."""
    st.session_state[_HELD][name] = _short(chosen)


def pick(table: str, chosen: str) -> None:
    """Open what a cell or row of a table stands for; for callbacks."""
    put("pick", chosen)
    st.session_state[_FROM] = table
    st.session_state[_OPENED] = True


def follow() -> None:
    """Run the whole page when something was opened; for fragments, which run alone."""
    if st.session_state.pop(_OPENED, False):
        st.rerun()


def close() -> None:
    """Close what was opened, and leave nothing chosen in the table that it was opened from."""
    put("pick")
    if table := st.session_state.pop(_FROM, ""):
        st.session_state[table] = {"selection": {"rows": [], "columns": [], "cells": []}}


def refuse(label: str, text: str) -> None:
    """Note something that the link asks for and that cannot be used."""
    st.session_state[_UNUSABLE].append(
        t("app.dropped_value", state.view().lang, field=label, value=plain(text))
    )


def one(label: str, name: str, options: Sequence[str], say: Callable[[str], str]) -> str:
    """Show a list to choose one of; the first option is the default and stays out of the link."""
    current = value(name) or options[0]
    if current not in options:
        refuse(label, current)
        put(name)
        current = options[0]
    key = f"planner.{name}"
    st.session_state[key] = current
    st.selectbox(label, options, format_func=say, key=key, on_change=_take, args=(name, options[0]))
    return current


def among(label: str, name: str, options: Sequence[str]) -> list[str]:
    """Give what is chosen of some options, and refuse the rest."""
    current = [code for code in values(name) if code in options]
    for code in values(name):
        if code not in options:
            refuse(label, code)
    put(name, *current)
    return current


def several(label: str, name: str, options: Sequence[str], say: Callable[[str], str]) -> list[str]:
    """Show a list to choose any number of."""
    current = among(label, name, options)
    key = f"planner.{name}"
    st.session_state[key] = current
    st.multiselect(
        label,
        options,
        format_func=say,
        key=key,
        on_change=_take_all,
        args=(name,),
        placeholder=t("coverage.any", state.view().lang),
    )
    return current


def whole(label: str, name: str, between: tuple[int, int], *, hint: str) -> int | None:
    """Let the reader write a whole number; nothing is the default and stays out of the link."""
    low, high = between
    text = value(name)
    current = int(text) if text.isascii() and text.isdigit() else -1
    if text and not low <= current <= high:
        refuse(label, text)
        put(name)
    key = f"planner.{name}"
    st.session_state[key] = current if low <= current <= high else None
    chosen: int | None = st.number_input(
        label,
        low,
        high,
        value=None,
        step=20,
        key=key,
        placeholder=hint,
        on_change=_take_whole,
        args=(name,),
    )
    return chosen


def query(page: str, hidden: frozenset[str] = frozenset(), *, without: str = "") -> str:
    """Give what this page adds to the link, without what names one of the `hidden` places.

    The name `without` stays out too.
    """
    held = {
        name: [one for one in values(name) if hidden.isdisjoint(_PARTS.split(one))]
        for name in PAGES[page]
        if name != without
    }
    return urlencode({name: item for name, item in held.items() if item}, doseq=True, safe=":/,")


def here(view: View, page: str) -> str:
    """Give the link to a page as it is, for what opens something on it: its name `pick` follows."""
    return "&".join(filter(None, (view.filter.link_query(), query(page, without="pick"))))


@st.fragment
def share(page: str, lang: str) -> None:
    """Offer the link that opens this page as it is when somebody asks for it."""
    label, key = t("app.share", lang), f"share-{page}"
    with st.popover(label, icon=":material/link:", key=key, on_change="rerun") as asked:
        if asked.open:
            st.write(t("coverage.share_text", lang))
            link = _whole(page)
            st.code(link, language=None, wrap_lines=True)
            widgets.offer_short(link, lang)


def _whole(page: str) -> str:
    """Give the link that opens a page as it is; it names no place that others may not know."""
    here = urlsplit(state.share_link())
    filters = parse_qsl(here.query)
    whole = "&".join(part for part in (urlencode(filters), query(page, state.hidden_ids())) if part)
    return urlunsplit((here.scheme, here.netloc, here.path, whole, ""))


@unbroken
def _opened() -> None:
    """Open what a link on the page opens, as the browser tells."""
    if picked := st.session_state[_ADDRESS].get("pick"):
        pick("", str(picked))


@unbroken
def _take(name: str, default: str) -> None:
    chosen = str(st.session_state[f"planner.{name}"])
    put(name, *(() if chosen == default else (chosen,)))


@unbroken
def _take_whole(name: str) -> None:
    chosen = st.session_state[f"planner.{name}"]
    put(name, *(() if chosen is None else (str(chosen),)))


@unbroken
def _take_all(name: str) -> None:
    put(name, *st.session_state[f"planner.{name}"])


def _short(texts: Sequence[str]) -> list[str]:
    return [text[:_LONGEST] for text in texts if text.strip()][:_MOST_VALUES]


@lru_cache(maxsize=1)
def _address() -> Any:  # noqa: ANN401, Streamlit does not export the type
    script = Path(state.__file__).with_name("document.js").read_text(encoding="utf-8")
    return st.components.v2.component("border_corridor_atlas_planner_address", js=script)
