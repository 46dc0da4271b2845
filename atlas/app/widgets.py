"""Messages, the filter panel of the pages without a map, and what a reader takes away."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import streamlit as st

from atlas.app import filter_labels, page_sections, shared_links, state
from atlas.app.callbacks import unbroken
from atlas.app.markdown_text import plain
from atlas.base.i18n import number, t
from atlas.data.place_columns import facet_title
from atlas.output.exports import render
from atlas.output.report.embed_code import frame_line
from atlas.places import filter_order
from atlas.places.did_you_mean import did_you_mean, question
from atlas.places.filters import FACETS, Filter
from atlas.places.link_extras import Extras
from atlas.places.scope import left_out_words, scoped
from atlas.places.view import View
from atlas.webmap import capsule

_KM = (1.0, 2.0, 5.0, 10.0, 20.0, 40.0)
_YEARS = 10
MAX_WORDS = 200
"""How many characters of a search are taken."""
_TABLES = ("csv", "xlsx", "geojson")
_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = {
    "csv": "text/csv",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "html": "text/html",
    "kml": "application/vnd.google-earth.kml+xml",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "toml": "application/toml",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "zip": "application/zip",
}


def container() -> Any:  # noqa: ANN401, Streamlit's own type of what can be filled
    """Keep a place where something comes and goes, so that what follows stays where it is.

    Without it the browser would rebuild everything below, charts and tables too.
    """
    return st.container()


def notices(lang: str) -> None:
    """Say what the link asked for and could not be used."""
    unusable = [
        t("app.dropped_value", lang, field=_name_of(item.field, lang), value=plain(item.value))
        for item in state.dropped()
    ]
    with container():
        if unusable:
            st.warning(t("app.dropped", lang, values="; ".join(unusable)))


def _name_of(field: str, lang: str) -> str:
    return facet_title(field, lang, "app.") if field in FACETS else t(f"app.{field}", lang)


@st.fragment
def share(view: View) -> None:
    """Offer the link that reopens this view, and the lines that put its map on another site.

    They are made when somebody asks for them.
    """
    lang = view.lang
    label = t("app.share", lang)
    with st.popover(label, icon=":material/link:", key="share", on_change="rerun") as asked:
        if not asked.open:
            return
        st.write(t("app.share_text", lang))
        link = state.share_link()
        st.code(link, language=None, wrap_lines=True)
        offer_short(link, lang)
        st.write(t("app.embed_text", lang))
        line = frame_line(view, state.embed_link(view.filter))
        st.code(line, language=None, wrap_lines=True)


def offer_short(link: str, lang: str) -> None:
    """Offer a link in its short form, where that is shorter."""
    if (short := shared_links.short(link)) != link:
        st.caption(t("app.share_short", lang))
        st.code(short, language=None, wrap_lines=True)


def shown(view: View) -> str:
    """Say how many places are shown, and of how many."""
    counts = {"n": len(view.places), "total": view.total}
    said = {name: number(value, view.lang) for name, value in counts.items()}
    return scoped(view, t("app.download_text", view.lang, **said))


@st.fragment
def downloads(view: View) -> None:
    """Offer the view as files for the public; each is made when it is asked for.

    The map starts with the reader's own list, as the link does.
    """
    lang = view.lang
    label = t("app.download", lang)
    with st.popover(label, icon=DOWNLOAD, key="downloads", on_change="rerun") as asked:
        if not asked.open:
            return
        view, kept = state.public(view), state.extras().without(state.hidden_ids())
        name = f"{t('app.file_name', lang)}-{view.version}"
        st.write(plain(shown(view)))
        if said := left_out_words(view):
            st.caption(said)
        makers: dict[str, Callable[[], str | bytes]] = {"html": partial(_map, view, kept)}
        makers |= {suffix: partial(_table, view, suffix) for suffix in _TABLES}
        for suffix, make in makers.items():
            label = t(f"app.download_{suffix}", lang)
            key = f"download-{suffix}"
            file_button(label, make, f"{name}.{suffix}", key, width="stretch")


def filter_panel(view: View, *, page: str = "", without: tuple[str, ...] = ()) -> None:
    """Show filters in the side panel, with the places that each value would give.

    For pages without the map, which brings its own panel; both set the same filter, in the same
    order and under the same names.

    Parameters
    ----------
    view
        The view that the filter makes.
    page
        The page whose index stands over the filters; none without one.
    without
        Facets that the page has no use for.
    """
    lang = view.lang
    if page:
        page_sections.index(page, lang)
    with st.sidebar:
        st.header(t("app.filters", lang), anchor=False)
        st.text_input(
            t("app.q", lang),
            key="q",
            type="search",
            live=True,
            max_chars=MAX_WORDS,
            placeholder=t("map.search_hint", lang),
        )
        for name in filter_order.FIRST:
            if name not in without:
                _field(view, name)
        _more(view, [name for name in filter_order.MORE if name not in without])
        cleared = {name: getattr(view.filter, name) for name in without}
        if view.filter != Filter(lang=lang, **cleared):
            _clear(lang, without, key="clear", width="stretch")


def _clear(lang: str, without: tuple[str, ...], **options: Any) -> None:  # noqa: ANN401
    """Offer to clear the filter; the corridor stays on a page where it is no filter but chosen."""
    kept = tuple(name for name in without if name == "corridor")
    st.button(t("app.clear", lang), on_click=unbroken(state.clear), args=kept, **options)


def empty(view: View, *, without: tuple[str, ...] = ()) -> None:
    """Say that the filters leave nothing, which of them is to blame, and offer the way out.

    Parameters
    ----------
    view
        A view without places.
    without
        Fields that are not to be taken off, since the page sets them.
    """
    lang, data = view.lang, state.package()
    with st.container(key="empty", border=True):
        if data.places.empty:
            st.subheader(t("map.empty_package", lang), anchor=False)
            return
        st.subheader(t("app.empty_title", lang), anchor=False)
        st.write(t("app.empty_text", lang))
        _meant(view)
        for field, n in _ways_out(view, without).items():
            what = filter_labels.asked_label(data, view.filter, field)
            st.button(
                plain(t("map.without", lang, what=what, n=number(n, lang))),
                key=f"without-{field}",
                on_click=unbroken(state.settle),
                args=(_taken_off(state.view().filter, field),),
            )
        _clear(lang, without, key="clear-empty", type="primary")


def _meant(view: View) -> None:
    """Offer what somebody may have meant whose search found nothing."""
    found = did_you_mean(view) if view.filter.q else None
    if found is None:
        return
    st.button(
        plain(question(view, found)),
        key="did-you-mean",
        on_click=unbroken(state.settle),
        args=(found.filter,),
    )


def _ways_out(view: View, without: tuple[str, ...]) -> dict[str, int]:
    """Count, for every field that alone could be taken off, the places that would be there."""
    fields = (*FACETS, "phone", "verified_since", "max_km", "q")
    asked = (name for name in fields if name not in without)
    found = {
        name: len(view.remade(eased).places)
        for name in asked
        if (eased := _taken_off(view.filter, name)) != view.filter
    }
    return {name: n for name, n in found.items() if n}


def _taken_off(chosen: Filter, field: str) -> Filter:
    """Give a filter without one of its fields; a limit of distance goes with its point."""
    fields = ("max_km", "near") if field == "max_km" else (field,)
    return replace(chosen, **{name: getattr(Filter(), name) for name in fields})


DOWNLOAD = ":material/download:"
"""The icon of a file to take along."""


def file_button(
    label: str,
    make: Callable[[], str | bytes],
    name: str,
    key: str,
    **options: Any,  # noqa: ANN401, handed on to Streamlit
) -> None:
    """Offer a file that is made when it is asked for; its name tells its type."""
    st.download_button(
        label,
        make,
        file_name=name,
        mime=_TYPES[name.rsplit(".", 1)[1]],
        key=key,
        on_click="ignore",
        **options,
    )


def _map(view: View, kept: Extras) -> str:
    return capsule(state.with_extras(view, kept), extra=kept.to_query())


def _table(view: View, suffix: str) -> bytes:
    return render(view, suffix).content


def _field(view: View, name: str) -> None:
    """Show one field of the filter."""
    if name == "phone":
        lang = view.lang
        st.checkbox(t("app.phone", lang), key="phone", help=t("app.phone_help", lang))
    elif name == "verified_since":
        _since(view)
    elif name == "max_km":
        _distance(view)
    elif name in filter_order.OPEN:
        with st.expander(_title(view, name), expanded=True, key=f"fold-{name}"):
            _facet(view, name)
    else:
        _folded(view, name)


@st.fragment
def _more(view: View, names: Sequence[str]) -> None:
    """Show the fields that few use, made when somebody opens them; and only they are made then."""
    if state.is_changed():
        st.rerun()
    asked = [one for one in filter_order.MORE if _taken_off(view.filter, one) != view.filter]
    title = t("map.more_filters", view.lang)
    with page_sections.made_when_open(title, "filters", asked=bool(asked)) as there:
        for name in names:
            if there:
                _field(view, name)
            elif name in FACETS:
                state.put_on_page(name, there=False)
    if asked and not there:
        said = (filter_labels.asked_label(state.package(), view.filter, one) for one in asked)
        st.caption("; ".join(plain(one) for one in said))


def _folded(view: View, facet: str) -> None:
    """Show a facet whose values are made when somebody opens it."""
    title = facet_title(
        facet, view.lang, "app."
    )  # always the same: a fold with another title is closed
    with st.expander(title, key=f"fold-{facet}", on_change="rerun") as fold:
        if fold.open:
            _facet(view, facet)
            return
    state.put_on_page(facet, there=False)
    if getattr(view.filter, facet):
        st.caption(plain(filter_labels.asked_label(state.package(), view.filter, facet)))


def _title(view: View, facet: str) -> str:
    chosen = len(getattr(view.filter, facet))
    title = facet_title(facet, view.lang, "app.")
    return f"{title} ({chosen})" if chosen else title


def _facet(view: View, facet: str) -> None:
    """Show the values of a facet that any place has, each with its count."""
    state.put_on_page(facet)
    with st.container(key=f"facet-{facet}", gap=None):
        for code, label, disabled in filter_labels.boxes(view, facet):
            key = state.widget_key(facet, code)
            st.checkbox(label, key=key, disabled=disabled, width="stretch")


def _since(view: View) -> None:
    lang, now = view.lang, datetime.now(UTC).year
    years = [str(year) for year in range(now, now - _YEARS, -1)]
    st.selectbox(
        t("app.verified_since", lang),
        _with_current(["", *years], view.filter.verified_since),
        format_func=lambda iso: filter_labels.since_label(iso, lang),
        key="verified_since",
        help=t("app.verified_since_help", lang),
    )


def _distance(view: View) -> None:
    data, lang, chosen = state.package(), view.lang, view.filter
    st.selectbox(
        t("app.max_km", lang),
        _with_current([None, *_KM], chosen.max_km),
        format_func=lambda km: filter_labels.km_label(km, lang),
        key="max_km",
        placeholder=filter_labels.km_label(None, lang),
    )
    if chosen.max_km is not None or chosen.near:
        st.selectbox(
            t("app.near", lang),
            _with_current(["", *data.crossings["crossing_id"]], chosen.near),
            format_func=lambda near: filter_labels.near_label(data, near, lang),
            key="near",
        )


def _with_current(options: list[Any], current: object) -> list[Any]:
    """Give the options with the one in use among them; a link may ask for any."""
    return options if current in options else [*options, current]
