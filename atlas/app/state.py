"""What the app remembers: the data, the views it has made, and this reader's filter.

The link in the address bar, the widgets and `atlas.places.filters.Filter` say the same thing; this
module keeps them together and is the only one that touches session state and query parameters.
Streamlit can bind widgets to the link by itself, but writes labels, in one language and with
their counts, where a link needs codes; and it adds to the browser's history at every step.
"""

import os
import re
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from functools import partial
from threading import local
from typing import Any, Final, TypeAlias, cast
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import streamlit as st

from atlas.app import page_language, readers
from atlas.app.served_data import last_good
from atlas.app.turns import TURNS
from atlas.base.i18n import DEFAULT_LANG
from atlas.base.public_address import base_url
from atlas.data import Package, load, load_overlay
from atlas.output.report.embed_code import embed_query
from atlas.places import link_extras as beside
from atlas.places import published
from atlas.places.filters import ANY, FACETS, Choices, Dropped, Filter, from_params, options
from atlas.places.view import View, cached_view, choices
from atlas.webmap.capsule import Panels

DATA: Final = "ATLAS_DATA"
"""Environment variable: folder of the data package; the bundled one when empty."""

_ID, _AT = "id", "at"
"""Link parameters of the selected place and of the map's place, as in the self-contained map."""

_FIELDS: Final = tuple(item.name for item in fields(Filter))
_SINGLES: Final = tuple(name for name in _FIELDS if name not in FACETS)
_NAMES: Final = (*_FIELDS, _ID, _AT, *beside.NAMES)
_AT_FORM = re.compile(r"(\d{1,2}(?:\.\d+)?)/(-?\d{1,2}(?:\.\d+)?)/(-?\d{1,3}(?:\.\d+)?)")
_SAFE = "/,;"
_KEPT, _PAGE, _DROPPED, _EPOCH = "_filter", "_page", "_dropped", "_epoch"
_CHOSEN, _REST, _EXTRAS, _ON_PAGE = "_chosen", "_rest", "_extras", "_on_page"
_BARE, _TAKEN = "_bare", "_taken"

_Link: TypeAlias = dict[str, list[str]]

_run = local()
"""What is known while a page is made; Streamlit makes every reader's in a thread of its own."""


@contextmanager
def one_run() -> Iterator[None]:
    """Look only once at the files, and at who reads, while a page or its content is made."""
    if hasattr(_run, "package"):
        yield
        return
    with TURNS:
        _run.package = _package()
        try:
            yield
        finally:
            del _run.package


def package() -> Package:
    """Give the data as this reader may see them; unchanged files are read only once.

    The private overlay is there only for those of the organisation who have signed in; never for
    what is answered outside a page.
    """
    held: Package | None = getattr(_run, "package", None)
    return held or _package()


def _package() -> Package:
    data = os.environ.get(DATA) or None
    private = readers.overlay()
    if private is not None and readers.is_internal():
        return last_good(partial(load_overlay, data, private), data, private)
    return last_good(partial(load, data), data, None)


def view_of(data: Package, chosen: Filter, also: tuple[str, ...] = ()) -> View:
    """Make a view, or give the one made before. Readers share it: do not write into it."""
    audience = "public" if data.public is None else "internal"
    return cached_view(data, audience, also, chosen)


def public(view: View) -> View:
    """Give the same view as the public sees it, for links and files that leave the server."""
    return view_of(package().for_audience("public"), view.filter)


def with_extras(view: View, kept: beside.Extras) -> View:
    """Give a public view with the places that a map starting with `kept` has to hold."""
    data = package().for_audience("public")
    return view_of(data, view.filter, kept.places_of(partial(view_of, data)))


def everything(lang: str = DEFAULT_LANG) -> View:
    """Give the view that keeps every place."""
    return view_of(package(), Filter(lang=lang).lifted())


def view() -> View:
    """Give the view that this reader has asked for, in the language of the page."""
    chosen: Filter = st.session_state[_KEPT]
    lang = page_language.of(st.session_state.get(_PAGE, ""), chosen.lang)
    return view_of(package(), chosen.with_lang(lang))


def begin() -> str:
    """Start a run: settle what this reader asks for, by link or by widget; give the language."""
    if _KEPT not in st.session_state:
        _open_link()
        return _lang()
    allowed, kept = choices(package()), st.session_state[_KEPT]
    shown = _of_widgets(kept, allowed)
    chosen, unusable = from_params(shown.to_params(), allowed)
    _fill(chosen, shown)
    if chosen != kept:
        st.session_state[_DROPPED] = unusable
    st.session_state[_KEPT] = chosen
    st.session_state[_ON_PAGE] = set()
    st.session_state.pop(_TAKEN, None)
    return _lang()


def put_on_page(facet: str, *, there: bool = True) -> None:
    """Set the boxes of a facet that a page is about to show, or note that they are gone.

    Others have no state: Streamlit goes through all that there is for every list that it makes.
    """
    on_page: set[str] = st.session_state.setdefault(_ON_PAGE, set())
    (on_page.add if there else on_page.discard)(facet)
    chosen = getattr(st.session_state[_KEPT], facet)
    for code in options(choices(package()), facet) if there else ():
        key, wanted = widget_key(facet, code), code in chosen
        if st.session_state.get(key) != wanted:
            st.session_state[key] = wanted


def is_changed() -> bool:
    """Say whether a part of a page is rerun because its widgets ask for another filter."""
    if hasattr(_run, "package"):
        return False  # the whole page is made, with the filter that they ask for
    kept: Filter = st.session_state[_KEPT]
    return _of_widgets(kept, choices(package())) != kept


def enter(page: str) -> str:
    """Come to a page: a link that brings its own filter sets it; give the language.

    The navigation's own links bring none, so that the filter stays from page to page.
    """
    before = st.session_state.get(_PAGE, page)
    st.session_state[_PAGE] = page
    if page != before and _link():
        _open_link()
    return _lang()


def dropped() -> tuple[Dropped, ...]:
    """Give what the link asked for and could not be used, until the filter changes."""
    return tuple(st.session_state.get(_DROPPED, ()))


def take(chosen: Filter) -> None:
    """Take over a filter; for callbacks, which run before the widgets are made."""
    chosen = chosen.with_lang(page_language.kept(chosen.lang, _lang()))
    _fill(chosen, _of_widgets(st.session_state[_KEPT], choices(package())))
    st.session_state[_TAKEN] = chosen


def settle(chosen: Filter) -> None:
    """Take over a filter that the map has to follow; for the buttons that offer it."""
    take(chosen)
    _turn()


def search(words: str) -> None:
    """Take over words looked for on the first screen, which has done its work then."""
    settle(replace(view().filter, q=words))
    st.session_state[_BARE] = False


def clear(*kept: str) -> None:
    """Keep everything again, in the same language; some fields of the filter may stay."""
    chosen = {name: getattr(st.session_state[_KEPT], name) for name in kept}
    settle(Filter(lang=st.session_state["lang"], **chosen))


def epoch() -> int:
    """Count how often filter and selection came from elsewhere, so that the map must follow."""
    return int(st.session_state.get(_EPOCH, 0))


def came_without_question() -> bool:
    """Say whether the link that this reader came by asks for nothing but perhaps a language."""
    return bool(st.session_state[_BARE])


def select(place: str) -> None:
    """Remember the place that is shown in detail, or none."""
    st.session_state[_CHOSEN] = place


def selected() -> str:
    """Give the id of the place that is shown in detail, or nothing."""
    return str(st.session_state[_CHOSEN])


def move(at: str) -> None:
    """Remember where the map rests, as zoom/latitude/longitude."""
    st.session_state[_REST] = _rest(at)


def extras() -> beside.Extras:
    """Give what the reader keeps besides the filter: a list of places, a filter to compare with."""
    kept: beside.Extras = st.session_state[_EXTRAS]
    return kept


def take_extras(query: str) -> None:
    """Remember it, as the map tells it; what cannot be used is dropped."""
    st.session_state[_EXTRAS], _ = beside.from_params(
        parse_qs(query, keep_blank_values=True), *_known()
    )


def map_start() -> dict[str, float] | None:
    """Give where the map starts, when the link or an earlier visit to the page says so."""
    found = _AT_FORM.fullmatch(st.session_state[_REST])
    return found and dict(zip(("zoom", "lat", "lon"), map(float, found.groups()), strict=True))


def widget_key(facet: str, code: str) -> str:
    """Give the key of the checkbox of one code."""
    return f"{facet}.{code}"


def address() -> dict[str, Any]:
    """Give what the address bar has to say, and the names of parameters that it replaces."""
    params = _params()
    if _lang() == page_language.browser():
        del params["lang"]
    return {"names": _NAMES, "query": urlencode(params, doseq=True, safe=_SAFE)}


def share_link() -> str:
    """Give the link that opens this page anywhere as it is: filter, place, map, list, language.

    Ids of places that only the organisation knows stay out of it.
    """
    return f"{_url('')}?{urlencode(_params(hidden_ids()), doseq=True, safe=_SAFE)}"


def hidden_ids() -> frozenset[str]:
    """Give the ids of the places that only the organisation knows, as far as this reader does."""
    return published.hidden_ids(package())


def embed_link(chosen: Filter, panels: Panels = "all", *, picture: bool = False) -> str:
    """Give the address of the self-contained map of a filter, for frames of other sites."""
    return f"{_url('/embed')}?{embed_query(chosen, panels, picture=picture)}"


def _rest(at: str) -> str:
    """Give the place of a map as it is written, or nothing when it is none."""
    return at if _AT_FORM.fullmatch(at) else ""


def _turn() -> None:
    st.session_state[_EPOCH] = epoch() + 1


def _params(hidden: Container[str] = ()) -> _Link:
    """Say what this reader asks for, without the ids that others may not know."""
    chosen: Filter = st.session_state[_KEPT]
    params = {**chosen.to_params(), "lang": [chosen.lang]}
    here = {_ID: [st.session_state[_CHOSEN]], _AT: [st.session_state[_REST]]}
    said = {name: one for name, one in here.items() if one != [""] and one[0] not in hidden}
    return params | said | extras().without(hidden).to_params()


def _known() -> tuple[Choices, frozenset[str]]:
    """Give the codes and the places that this reader's link may name."""
    return choices(package()), frozenset(package().places["facility_id"])


def _link() -> _Link:
    """Read what the address bar says."""
    return {name: st.query_params.get_all(name) for name in st.query_params if name in _NAMES}


def _open_link() -> None:
    """Set everything as the link says; what it does not name is at its default."""
    asked, allowed = _link(), choices(package())
    st.session_state[_BARE] = not asked.keys() - {"lang"}
    chosen, st.session_state[_DROPPED] = from_params(
        {"lang": _lang() or page_language.browser(), **asked}, allowed
    )
    _fill(chosen, _of_widgets(Filter(), allowed))
    st.session_state[_KEPT] = chosen
    st.session_state[_EXTRAS], unusable = beside.from_params(asked, *_known())
    st.session_state[_DROPPED] += unusable
    st.session_state[_CHOSEN] = "".join(asked.get(_ID, [])[-1:])
    st.session_state[_REST] = _rest("".join(asked.get(_AT, [])[-1:]))
    _turn()


def _url(path: str) -> str:
    """Give the address of this page without its query, or of another path of this server.

    It begins with the public address of the server when one is set, however the reader came.
    """
    if public_address := base_url():
        return f"{public_address}{path or '/' + st.session_state[_PAGE]}"
    here = urlsplit(st.context.url or "")
    return urlunsplit((here.scheme, here.netloc, path or here.path or "/", "", ""))


def _lang() -> str:
    """Give the language in use, or nothing before the first link was read."""
    return str(st.session_state.get("lang", ""))


def _of_widgets(kept: Filter, allowed: Choices) -> Filter:
    """Give what was taken over since the page was made, or else what the widgets on it say."""
    if taken := st.session_state.get(_TAKEN):
        return cast("Filter", taken)
    values: dict[str, Any] = {name: getattr(kept, name) for name in _FIELDS}
    values |= {name: st.session_state[name] for name in _SINGLES if name in st.session_state}
    for facet in st.session_state.get(_ON_PAGE, ()):
        ticked = tuple(
            code
            for code in options(allowed, facet)
            if st.session_state.get(widget_key(facet, code), code in values[facet])
        )
        if values[facet] == (ANY,):  # a code that is ticked after it replaces it
            ticked = tuple(code for code in ticked if code != ANY) or ticked
        values[facet] = ticked
    return Filter(**values)


def _fill(chosen: Filter, shown: Filter) -> None:
    """Set the fields that do not show the filter yet; `put_on_page` sets the boxes.

    A text that already means the same is left alone: writing it back trimmed would take the space
    that somebody has just typed.
    """
    for name in _SINGLES:
        value = getattr(chosen, name)
        if name not in st.session_state or getattr(shown, name) != value:
            st.session_state[name] = value
