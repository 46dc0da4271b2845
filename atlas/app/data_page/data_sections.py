"""The sections of the data page: each shows what `atlas.app.data_page.inventory` finds."""

import pandas as pd
import streamlit as st

from atlas.app import (
    markup,
    ogc_routes,
    page_foot,
    page_link,
    page_parts,
    page_sections,
    rows_behind,
    widgets,
)
from atlas.app.data_page import inventory, other_tables
from atlas.app.markdown_text import plain
from atlas.base.i18n import number, t
from atlas.base.public_address import base_url
from atlas.base.translations import localised
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

_WHAT = ("kind", "side", "status")
_HOW_WELL = ("precision", "sensitivity")
_PAGE = "data"
_LIST_PX = 460
_MAX_WORDS = 200


def overview(view: View) -> None:
    """Say in a few numbers what the package holds, each leading to its rows; show what is open."""
    lang, here = view.lang, view.filter.link_query()
    intro = markup.prose(t("data.intro", lang, version=plain(view.version)))
    leading = {
        "places": markup.Linked(number(len(view.places), lang), here),
        "sources": markup.Linked(number(len(view.sources), lang), f"{here}#sources", _PAGE),
        **{
            name: rows_behind.counted(view, name, len(getattr(view, name)), _PAGE)
            for name in other_tables.TABLES
        },
    }
    counts = markup.figures((t(f"data.{name}", lang), n) for name, n in leading.items())
    st.html(markup.section(intro, counts))
    with widgets.container():
        _opened(view)


def contents(view: View) -> None:
    """Count the places by what they are and where."""
    heading = markup.heading(t("data.contents", view.lang), "contents")
    st.html(markup.section(heading, *(_counts(view, column) for column in _WHAT)))


def care(view: View) -> None:
    """Count the places by how precisely they are known and how carefully they are shown."""
    lang = view.lang
    st.html(markup.introduction(t("data.care", lang), "care", t("data.care_text", lang)))
    for column in _HOW_WELL:
        with page_sections.folded(t(f"data.{column}_counts", lang), f"{column}"):
            st.html(_counts(view, column))
            st.html(_terms(view, column))


def evidence(view: View) -> None:
    """Show how old the evidence is."""
    lang = view.lang
    st.html(
        markup.section(
            markup.heading(t("data.age", lang), "evidence"),
            _ages(view),
        )
    )


def unknown(view: View) -> None:
    """Say what is not known; every sentence opens the places that it counts."""
    lang = view.lang
    st.html(
        markup.section(
            markup.heading(t("data.unknown", lang), "unknown"),
            markup.lines(rows_behind.unknowns(view, _PAGE)),
            markup.prose(t("data.unknown_text", lang)),
        )
    )


def sources(view: View) -> None:
    """List every source, with a search."""
    lang = view.lang
    st.html(markup.section(markup.heading(t("data.sources", lang), "sources")))
    query = st.text_input(
        t("data.sources_search", lang),
        key="sources_q",
        type="search",
        live=True,
        max_chars=_MAX_WORDS,
        placeholder=t("data.sources_hint", lang),
    )
    n, listed = _sources(view, query or "")
    total = number(len(view.sources), lang)
    told = t("data.sources_found", lang, n=number(n, lang), total=total)
    st.html(markup.status(told))
    with st.container(height=_LIST_PX if n > 5 else "content", border=True):
        st.html(listed)


def files(view: View) -> None:
    """List the files with their licences, and describe their columns and codes."""
    lang = view.lang
    heading = markup.heading(t("data.files", lang), "files")
    read = markup.prose(t("data.gis", lang, address=f"{base_url()}{ogc_routes.OGC}"))
    st.html(markup.section(heading, _resources(view), read))
    described = {item["name"]: item for item in view.descriptor["resources"]}
    tables = [name for name, item in described.items() if not inventory.is_vocabulary(item)]
    chosen = st.selectbox(
        t("data.choose_table", lang),
        tables,
        format_func=lambda name: localised(described[name], "title", lang),
        key="table",
    )
    st.html(markup.scrolled(_columns(view, chosen), t("data.choose_table", lang)))
    vocabulary = st.selectbox(
        t("data.choose_vocabulary", lang), sorted(view.vocab.by_name), key="vocabulary"
    )
    st.html(_terms(view, vocabulary))


def corrections(view: View) -> None:
    """Say how to correct a record, and what to do when one endangers somebody."""
    lang = view.lang
    st.html(
        markup.section(
            markup.heading(t("data.correct", lang), "correct"),
            markup.prose(t("data.correct_text", lang)),
            markup.heading(t("data.danger", lang), "danger", level=3),
            markup.prose(t("data.danger_text", lang)),
            page_foot.in_danger(lang),
        )
    )


def _opened(view: View) -> None:
    """Show what was opened: the rows of a table, or the places behind a number."""
    picked = page_link.value("pick")
    if picked in other_tables.TABLES:
        _listed(view, picked)
    elif rows_behind.places(view, picked) is not None:
        rows_behind.show(view, picked)
    elif picked:
        page_link.refuse(t("data.opened", view.lang), picked)


def _listed(view: View, table: str) -> None:
    """Show the rows of a table."""
    title = t(f"data.{table}", view.lang)
    with page_parts.picked_box(title, view.lang):
        page_parts.table(other_tables.rows(view, table), title, view.lang, alt=title, height=420)


@kept_with_view
def _sources(view: View, query: str) -> tuple[int, str]:
    """Give the number of sources that hold the words of a search, and their list."""
    listed = inventory.sources(view, query)
    return len(listed), markup.linked_list(listed)


@kept_with_view
def _resources(view: View) -> str:
    return markup.text_table(inventory.resources(view))


@kept_with_view
def _columns(view: View, table: str) -> str:
    (described,) = [item for item in view.descriptor["resources"] if item["name"] == table]
    return markup.text_table(inventory.columns(described, view.lang))


@kept_with_view
def _terms(view: View, vocabulary: str) -> str:
    return markup.text_table(inventory.terms(view, vocabulary))


@kept_with_view
def _counts(view: View, column: str) -> str:
    """Count the places by a column and corridor; every number opens its places."""
    counts = inventory.by_corridor(view, column)
    rows = [
        [
            rows_behind.counted(view, f"{column}.{code}.{corridor}", int(n), _PAGE)
            for corridor, n in row.items()
        ]
        for code, row in counts.iterrows()
    ]
    linked = pd.DataFrame(rows, index=counts.index, columns=counts.columns)
    return markup.count_table(inventory.labelled(view, column, linked), view.lang)


@kept_with_view
def _ages(view: View) -> str:
    """Say how old the evidence is, and count the places by its year; numbers open their places."""
    ages, lang = inventory.age_of_evidence(view), view.lang
    said = markup.prose(plain(inventory.evidence_in_words(view)))
    years, counts = ages.iloc[:, 0], ages.iloc[:, 1]
    undated = t("data.undated", lang)
    linked = [
        rows_behind.counted(view, f"year.{'' if year == undated else year}", int(n), _PAGE)
        for year, n in zip(years, counts, strict=True)
    ]
    ages[str(counts.name)] = pd.Series(linked, index=ages.index, dtype=object)
    return said + markup.bar_table(ages, lang)
