"""The live map: one component around the atlas's own module, fed by address, sent the changes."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from atlas.app import assets, report_inbox, state, tiles
from atlas.app.callbacks import unbroken
from atlas.base.i18n import shared_lang, t
from atlas.data.bundled import pages_dir
from atlas.places.filters import Filter, from_query
from atlas.places.view import View, choices

_KEY = "map"
_PREVIEW = "preview"
_FRAME = '<div class="live-map"></div>'
# The colour of the sea, until the map is there; the rest of its style comes with it.
_STYLE = ".live-map { height: 70vh; border-radius: 10px; background: #dfe5e2; }"
# A component's script comes from a blob, so the address of another has to be made whole first.
_SCRIPT = """export default (component) => {
  const address = new URL(component.data.urls.live, document.baseURI).href;
  const shown = import(address).then(({ show }) => show(component));
  return () => shown.then((stop) => stop());
};"""
_CORRECT = "_correct"


@lru_cache(maxsize=1)
def _component() -> Any:  # noqa: ANN401, Streamlit does not export the type
    return st.components.v2.component("border_corridor_atlas", html=_FRAME, css=_STYLE, js=_SCRIPT)


def live_map(view: View) -> None:
    """Show the atlas: filters, map, list and cards, as in the self-contained file.

    The places are fetched once by address and filtered in the browser, so nothing waits for this
    server. It is notified of what the reader does, so that link, downloads and other pages follow.
    """
    everything = state.everything(shared_lang(view.lang))
    _component()(
        key=_KEY,
        data={
            "urls": assets.addresses(state.public(everything)),
            "own": _own_points(everything),
            "lang": view.lang,
            "epoch": state.epoch(),
            "query": view.filter.to_query(),
            "id": state.selected(),
            "extra": state.extras().to_query(),
            "at": state.map_start(),
            "correct": steward_page().stem,
            "reports": report_inbox.address(),
            "background": tiles.for_map(),
            "failed": t("app.map_failed", view.lang),
        },
        on_id_change=_selected,
        on_extra_change=_kept,
        on_at_change=_moved,
        on_filter_change=_filtered,
        on_correct_change=_wrong,
    )
    if wrong := st.session_state.pop(_CORRECT, None):
        st.switch_page(steward_page(), query_params={"fix": wrong})


def preview(points: str, lang: str, at: dict[str, float] | None) -> None:
    """Show other points on a map of its own, which does not follow the filter and is not reported.

    Parameters
    ----------
    points
        What `atlas.app.assets.points` gives, as text. It goes to this reader only.
    lang
        Language of the map.
    at
        Where it starts: zoom, lat, lon.
    """
    _component()(
        key=_PREVIEW,
        data={
            "urls": assets.addresses(state.public(state.everything(shared_lang(lang)))),
            "own": points,
            "lang": lang,
            "epoch": 0,
            "query": Filter(lang=lang).to_query(),
            "id": "",
            "extra": "",
            "at": at,
            "correct": "",
            "reports": "",
            "background": tiles.for_map(),
            "failed": t("app.map_failed", lang),
        },
    )


def steward_page() -> Path:
    """Give the page where a record is corrected."""
    here = Path(state.__file__).parent
    return Path(os.path.relpath(pages_dir() / "steward.py", here))


def _own_points(everything: View) -> str | None:
    """Give the points of a signed-in reader, which no address may answer with."""
    if everything.audience == "public":
        return None
    return assets.points(everything).content.decode("utf-8")


def _told(name: str) -> str | None:
    value = st.session_state[_KEY].get(name)
    return None if value is None else str(value)


@unbroken
def _selected() -> None:
    state.select(_told("id") or "")


@unbroken
def _kept() -> None:
    state.take_extras(_told("extra") or "")


@unbroken
def _moved() -> None:
    state.move(_told("at") or "")


@unbroken
def _wrong() -> None:
    st.session_state[_CORRECT] = _told("correct")


@unbroken
def _filtered() -> None:
    told = _told("filter")
    if told is not None:
        _time, _, query = told.partition(" ")
        chosen, _ = from_query(query, choices(state.package()))
        state.take(chosen.with_lang(st.session_state["lang"]))
