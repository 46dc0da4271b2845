"""The what-if panel: close a place or a crossing, add a place, undo."""

import pandas as pd
import streamlit as st

from atlas.analysis import coverage
from atlas.analysis.coverage import Change
from atlas.analysis.coverage.whatif import MOST_CAPACITY
from atlas.app import markup, page_link, page_parts
from atlas.app.callbacks import unbroken
from atlas.app.markdown_text import plain
from atlas.base.i18n import number, t
from atlas.places import scope
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

_LAT, _LON, _BEDS, _CLOSE = (f"planner.add_{name}" for name in ("lat", "lon", "beds", "close"))

_SPOT, _READ = "_planner_offered", "_planner_changes"


def changes(view: View) -> tuple[Change, ...]:
    """Read the changes that are in the link; say what cannot be used and why."""
    read, refused = coverage.read_changes(
        page_link.values("what"), view.places, view.crossings, view.segments
    )
    for item in refused:
        why = t(f"coverage.refused_{item.why}", view.lang)
        st.warning(t("coverage.refused", view.lang, text=plain(item.text), why=why))
    # What is refused stays in the link, and its notice on the page, until something is changed.
    st.session_state[_READ] = [change.text for change in read]
    return read


def panel(view: View, read: tuple[Change, ...]) -> None:
    """Let the reader change something."""
    lang = view.lang
    st.html(
        markup.introduction(
            t("coverage.what_if", lang), "what-if", t("coverage.what_if_text", lang)
        )
    )
    close, add = st.columns(2, border=True)
    with close:
        _close(view, read)
    with add:
        _add(view)


def made(view: View, read: tuple[Change, ...]) -> None:
    """Show the changes, each with the way to undo it."""
    lang = view.lang
    for number_of, change in enumerate(read):
        st.button(
            f"{t('coverage.undo', lang)}: {plain(in_words(view, change))}",
            key=f"planner.undo.{number_of}",
            icon=":material/undo:",
            on_click=_undo,
            args=(change.text,),
        )


def in_words(view: View, change: Change) -> str:
    """Say a change in words."""
    lang = view.lang
    if not change.closes:
        beds = number(change.capacity, lang) if change.capacity else page_parts.UNKNOWN
        return t("coverage.adds", lang, lat=change.lat, lon=change.lon, beds=beds)
    return t("coverage.closes", lang, name=_closable(view)[change.closes])


def scope_of(view: View, read: tuple[Change, ...]) -> str:
    """Say what a sentence of the page is true of: the view, and the changes that it supposes."""
    where = scope.scope(view)
    if not read:
        return where
    return t("coverage.supposing", view.lang, scope=where, changes=_listed(view, read))


def scoped(view: View, read: tuple[Change, ...], sentence: str) -> str:
    """Give a sentence with its scope before it."""
    return t("scope.sentence", view.lang, scope=scope_of(view, read), sentence=sentence)


def supposed(view: View, read: tuple[Change, ...], sentence: str) -> str:
    """Give a sentence that names its own scope, and before it the changes that it supposes."""
    said = t("coverage.supposed", view.lang, changes=_listed(view, read)) if read else ""
    return " ".join(part for part in (said, sentence) if part)


def _listed(view: View, read: tuple[Change, ...]) -> str:
    return "; ".join(in_words(view, change) for change in read)


def offer_spot(lat: float, lon: float) -> None:
    """Offer a point of the map to the form, which takes it when it is made again."""
    st.session_state[_SPOT] = (lat, lon)


@kept_with_view
def _closable(view: View) -> dict[str, str]:
    crossings = page_parts.names(view.crossings, "crossing_id", view.lang)
    places = page_parts.names(view.places, "facility_id", view.lang)
    cross = t("corridor.crossing", view.lang)
    return {one: f"{cross}: {name}" for one, name in crossings.items()} | places


@kept_with_view
def _open_now(view: View) -> frozenset[str]:
    gates, places = coverage.gates(view.crossings), coverage.sought(view)
    return frozenset((*gates["crossing_id"].tolist(), *places["facility_id"].tolist()))


def _close(view: View, read: tuple[Change, ...]) -> None:
    lang = view.lang
    names = _closable(view)
    gone = {change.closes for change in read}
    open_now = _open_now(view)
    options = [one for one in names if one in open_now and one not in gone]
    st.selectbox(
        t("coverage.close_what", lang),
        options,
        format_func=names.__getitem__,
        key=_CLOSE,
        index=None,
        placeholder=t("coverage.choose", lang),
    )
    st.button(t("coverage.close_it", lang), key="planner.close", on_click=_closed)


@kept_with_view
def _spots(view: View) -> dict[str, tuple[float, float, float]]:
    """Give least, middle and greatest latitude and longitude; the middle is the first crossing."""
    west, south, east, north = map(float, view.segments.total_bounds)
    crossing = view.crossings[view.crossings["lon"].notna()].iloc[0]
    lat, lon = (round(float(crossing[name]), 3) for name in ("lat", "lon"))
    return {_LAT: (south, lat, north), _LON: (west, lon, east)}


def _add(view: View) -> None:
    lang = view.lang
    if spot := st.session_state.pop(_SPOT, None):
        st.session_state[_LAT], st.session_state[_LON] = spot
    spots = _spots(view)
    for key, (low, middle, high) in spots.items():
        # Another corridor may have been chosen since.
        if not low <= st.session_state.setdefault(key, middle) <= high:
            st.session_state[key] = middle
    with st.container(horizontal=True):
        for key, name in ((_LAT, "lat"), (_LON, "lon")):
            label, (low, _, high) = t(f"coverage.{name}", lang), spots[key]
            st.number_input(label, low, high, key=key, step=0.01, format="%.3f")
        st.number_input(t("coverage.beds", lang), 0, MOST_CAPACITY, key=_BEDS, step=10)
    st.button(t("coverage.add_it", lang), key="planner.add", on_click=_added)
    st.caption(t("coverage.add_hint", lang))


@unbroken
def _closed() -> None:
    if chosen := st.session_state.get(_CLOSE):
        page_link.put("what", *st.session_state[_READ], f"close:{chosen}")
        st.session_state[_CLOSE] = None


@unbroken
def _added() -> None:
    beds = int(st.session_state[_BEDS])
    change = Change(lat=st.session_state[_LAT], lon=st.session_state[_LON], capacity=beds)
    page_link.put("what", *st.session_state[_READ], change.text)


@unbroken
def _undo(text: str) -> None:
    page_link.put("what", *(one for one in st.session_state[_READ] if one != text))


def places_after(view: View, read: tuple[Change, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give places and crossings as they would be."""
    return coverage.apply_changes(read, view.places, view.crossings, view.segments)
