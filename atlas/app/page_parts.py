"""What the planner's pages share: the choice of a corridor, tables with their rows, links."""

import os
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeAlias

import pandas as pd
import pyarrow as pa
import streamlit as st

from atlas.analysis import coverage
from atlas.app import filter_labels, markup, page_link, readers, state, widgets
from atlas.app.callbacks import unbroken
from atlas.app.markdown_text import plain
from atlas.base.csv_files import csv_bytes
from atlas.base.i18n import number, separators, t
from atlas.base.translations import names_by_key
from atlas.data import Package
from atlas.data.bundled import pages_dir
from atlas.output.report import absence_words
from atlas.places import scope
from atlas.places.filters import ANY, Filter
from atlas.places.kept_with_view import kept_with_view
from atlas.places.link_extras import MOST_PLACES, Extras
from atlas.places.roles import AUTHORITY, OF_AUTHORITIES, SUPPORT, kind_roles
from atlas.places.status import status_words
from atlas.places.view import View, choices
from atlas.spatial.geodesy import precision_words

_MADE: dict[tuple[int, str], tuple["weakref.ref[pd.DataFrame]", tuple[pa.Table, Any]]] = {}

Heading: TypeAlias = Callable[..., object]

Whole: TypeAlias = pd.DataFrame | Callable[[], pd.DataFrame]
"""A table for a file, or what makes it when the file is asked for."""

names = names_by_key

UNKNOWN: Final = "\N{EN DASH}"
"""What stands in a cell for what is not known."""


def corridor_choice(view: View, *, whole: bool = False) -> None:
    """Let the reader choose one corridor, or with `whole` all of them; see `of_corridor`."""
    data = state.package()
    ids = _corridors(whole=whole)
    st.session_state["planner.corridor"] = _current(view, ids)
    st.segmented_control(
        t("app.corridor", view.lang),
        ids,
        format_func=lambda one: _corridor_name(data, one, view.lang),
        key="planner.corridor",
        required=True,
        on_change=_choose_corridor,
        args=(view.filter,),
        label_visibility="collapsed",
    )


def of_corridor(view: View, *, whole: bool = False, both_sides: bool = False) -> View:
    """Give the view of the corridor that is chosen.

    Without one in the filter, or with several, it is the first of them; with `whole`, it is all of
    them without one in the filter. `both_sides` keeps both, to be compared.
    """
    current = _current(view, _corridors(whole=whole))
    chosen = replace(view.filter, corridor=(current,) if current else ())
    if both_sides:
        chosen = replace(chosen, side=())
    return state.view_of(state.package(), chosen)


def corridor_name(view: View) -> str:
    """Give the name of the view's corridor."""
    return names(view.corridors, "corridor_id", view.lang)[view.corridors.iloc[0]["corridor_id"]]


def scoped(view: View, markdown: str) -> str:
    """Give a sentence in Markdown with its scope before it."""
    return t("scope.sentence", view.lang, scope=plain(scope.scope(view)), sentence=markdown)


def left_out(view: View, page: str) -> None:
    """Say what the filter leaves out by default, with the ways to see it on the same page."""
    if said := scope.left_out_words(view):
        ways = [
            markup.Linked(
                t(f"map.show_{name}", view.lang), view.filter.lifted(name).link_query(), page
            )
            for name, n in view.left_out.items()
            if n
        ]
        st.html(markup.remark(said, ways))


def whole(view: View) -> View:
    """Give the view's corridor without the other filters: what they do not change is made once."""
    return absence_words.unfiltered(view)


def countries(view: View) -> tuple[str, str]:
    """Give the two sides of the view's corridor."""
    row = view.corridors.iloc[0]
    return str(row["country_a"]), str(row["country_b"])


def side_name(view: View, side: str) -> str:
    """Give the name of a country."""
    return view.vocab.label("side", side, view.lang) if side else UNKNOWN


def works(view: View) -> tuple[str, ...]:
    """Give the statuses of places that are neither closed nor only planned."""
    return tuple(one for one in view.choices["status"] if one not in coverage.NOT_WORKING)


def of_help(view: View) -> tuple[str, ...]:
    """Give the kinds of places that count as supply of what the filter looks for."""
    asked = not OF_AUTHORITIES.isdisjoint(view.filter.service)
    counted = (SUPPORT, AUTHORITY) if asked else (SUPPORT,)
    roles = kind_roles(view.vocab)
    return tuple(one for one in view.choices["kind"] if roles[one] in counted)


def both(asked: tuple[str, ...], values: tuple[str, ...]) -> tuple[str, ...]:
    """Give the codes that a filter asks for and that are meant; all of these when it asks none."""
    return tuple(one for one in values if one in asked or asked == (ANY,)) if asked else values


def leading(
    view: View,
    n: int,
    text: str = "",
    **of: Any,  # noqa: ANN401, codes by facet
) -> markup.Linked:
    """Give a count that leads to the map of its places, as far as a filter can say which.

    What is read is a text, or the number without it.
    """
    chosen: dict[str, Any] = {
        name: both(getattr(view.filter, name), values) for name, values in of.items()
    }
    query = replace(view.filter, **chosen).link_query() if n else ""
    return markup.Linked(text or number(n, view.lang), query)


def codes(view: View, vocabulary: str, text: str) -> str:
    """Give the labels of `;`-separated codes."""
    found = [view.vocab.label(vocabulary, code, view.lang) for code in text.split(";") if code]
    return ", ".join(found)


def listed(words: Iterable[str]) -> str:
    """Give a list of data texts for a sentence in Markdown."""
    return ", ".join(plain(word) for word in words)


def table(
    frame: pd.DataFrame,
    key: str,
    lang: str,
    *,
    alt: str,
    full: Whole | None = None,
    opens: Sequence[str] = (),
    **options: Any,  # noqa: ANN401, handed on to Streamlit
) -> None:
    """Show a table and offer it as CSV; `full` is what the file holds when it holds more.

    A row that is chosen opens its one of `opens`, unless that is empty. Whole numbers have their
    thousands apart, distances one decimal, addresses become links, and a dash stands for what is
    not known.
    """
    made, config = _made(frame, lang)
    options = {"placeholder": UNKNOWN, **options}
    options["column_config"] = config | options.get("column_config", {})
    if opens:
        options |= {"on_select": _on_row(key, opens), "selection_mode": "single-row"}
    st.dataframe(made, key=key, hide_index=True, alt=alt, **options)
    csv_of(frame if full is None else full, key, lang)


def _made(frame: pd.DataFrame, lang: str) -> tuple[pa.Table, dict[str, Any]]:
    """Give a table as it is sent, and how its columns look; made once for every frame there is."""
    key = (id(frame), lang)
    if (held := _MADE.get(key)) is not None and held[0]() is frame:
        return held[1]
    config = {name: kind for name in frame.columns if (kind := _column(frame[name], lang))}
    made = pa.Table.from_pandas(frame), config
    _MADE[key] = (weakref.ref(frame, lambda _: _MADE.pop(key, None)), made)
    return made


def csv_of(full: Whole, key: str, lang: str) -> None:
    """Offer a table as CSV, made when it is asked for."""
    name = readers.file_name(f"{key}.csv")
    widgets.file_button(
        t("coverage.csv", lang),
        lambda: csv_bytes(full() if callable(full) else full),
        name,
        f"{key}-csv",
        icon=widgets.DOWNLOAD,
        type="tertiary",
    )


def _column(values: pd.Series, lang: str) -> Any:  # noqa: ANN401, how Streamlit shows a column
    if values.name == t("coverage.source", lang):
        return st.column_config.LinkColumn(display_text=t("coverage.open", lang))
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return None
    known = values.dropna()
    # Figures that are not all known are floats: whole ones are counts too, unless they are far.
    whole_numbers = (known % 1 == 0).all() and "km" not in str(values.name)
    counts = pd.api.types.is_integer_dtype(values) or whole_numbers
    return st.column_config.NumberColumn(format=number_format(lang, 0 if counts else 1))


def number_format(lang: str, decimals: int) -> str:
    """Give the format of a column of numbers; see `atlas.base.i18n.number`.

    Streamlit's own formats have a decimal point and commas only; for any other marks it writes
    numbers as the browser's language does.
    """
    if separators(lang) != (".", ","):
        return "localized"
    return f"%,.{decimals}f" if decimals else "%,d"


def _on_row(key: str, picks: Sequence[str]) -> Callable[[], None]:
    """Give what happens when a row of a table is chosen."""

    def taken() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows and (picked := picks[rows[0]]):
            page_link.pick(key, picked)

    return taken


def place_rows(view: View, places: pd.DataFrame) -> pd.DataFrame:
    """Give places as people read them in a list."""
    lang = view.lang
    name = names(places, "facility_id", lang)
    return pd.DataFrame(
        {
            t("coverage.place", lang): [name[one] for one in places["facility_id"]],
            t("app.kind", lang): [codes(view, "kind", one) for one in places["kind"]],
            t("app.side", lang): [side_name(view, one) for one in places["side"]],
            t("coverage.municipality", lang): places["municipality"],
            t("app.service", lang): [codes(view, "service", one) for one in places["services"]],
            t("coverage.beds", lang): places["capacity"].where(places["capacity_unit"] == "beds"),
            t("app.status", lang): [
                status_words(status, stated, view.made, lang)
                for status, stated in zip(places["status"], places["status_date"], strict=True)
            ],
            t("coverage.position", lang): [
                precision_words(one, lang) for one in places["precision_m"]
            ],
            t("coverage.crossing_km", lang): places["nearest_crossing_km"].round(1),
            t("coverage.source", lang): [first_link(view, ids) for ids in places["source_ids"]],
        }
    )


def show_places(
    view: View,
    places: pd.DataFrame,
    title: str,
    explore: Filter | None,
    *,
    heading: Heading = st.subheader,
) -> None:
    """Show the places behind a number, where they come from, and the way to the map.

    Without a filter that says which they are, the map shows them as a list.
    """
    lang, key = view.lang, t("corridor.places_file", view.lang)
    with picked_box(title, lang, heading):
        if places.empty:
            st.write(t("coverage.no_rows", lang))
        else:
            table(place_rows(view, places), key, lang, alt=title)
        if explore is not None:
            to_explore(explore)
        elif 0 < len(places) <= MOST_PLACES:
            to_explore(Filter(lang=lang), Extras(tuple(places["facility_id"]), shown=True))


@contextmanager
def picked_box(title: str, lang: str, heading: Heading = st.subheader) -> Iterator[None]:
    """Open the box that shows what was picked, with the way to close it.

    The heading is one level below the one that stands above it on the page.
    """
    with st.container(border=True, key="picked"):
        heading(title, anchor=False)
        yield
        st.button(
            t("coverage.close", lang),
            key="picked-close",
            on_click=unbroken(page_link.close),
            icon=":material/close:",
        )


def to_explore(chosen: Filter, kept: Extras = Extras()) -> None:  # noqa: B008, it is frozen
    """Link to the map with a filter, or with a list."""
    params = {**chosen.to_params(), "lang": [chosen.lang], **kept.to_params()}
    pairs = [(name, value) for name, values in params.items() for value in values]
    label = t("coverage.to_explore", chosen.lang)
    page = os.path.relpath(pages_dir() / "explore.py", Path(state.__file__).parent)
    st.page_link(page, label=label, query_params=pairs, icon=":material/map:")


def first_link(view: View, ids: str) -> str | None:
    """Give the web address of the first source that has one."""
    address = _addresses(view)
    return next((address[one] for one in ids.split(";") if one in address), None)


@kept_with_view
def _addresses(view: View) -> dict[str, str]:
    """Give the web address of every source that has one."""
    pairs = zip(view.sources["source_id"], view.sources["url"], strict=True)
    return {one: url for one, url in pairs if url.lower().startswith(("http://", "https://"))}


def _corridors(*, whole: bool) -> list[str]:
    return [*([""] if whole else []), *choices(state.package())["corridor"]]


def _current(view: View, ids: list[str]) -> str:
    return next((one for one in ids if one in view.filter.corridor), ids[0])


def _corridor_name(data: Package, one: str, lang: str) -> str:
    return filter_labels.code_label(data, "corridor", one, lang) if one else t("kit.whole", lang)


@unbroken
def _choose_corridor(chosen: Filter) -> None:
    picked = st.session_state["planner.corridor"]
    state.take(replace(chosen, corridor=(picked,) if picked else ()))
    page_link.put("pick")
