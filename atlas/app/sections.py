"""The sections of the data page: each shows what `atlas.app.inventory` finds."""

import streamlit as st

from atlas.app import inventory, markup
from atlas.app.plain import plain
from atlas.i18n import number, t
from atlas.view import View

_WHAT = ("kind", "side", "status")
_HOW_WELL = ("precision", "sensitivity")
_LIST_PX = 460
_MAX_WORDS = 200


def overview(view: View) -> None:
    """Say in a few numbers what the package holds."""
    lang = view.lang
    st.write(t("data.intro", lang, version=plain(view.version)))
    tables = {
        "places": view.places,
        "crossings": view.crossings,
        "sources": view.sources,
        "actors": view.actors,
        "actions": view.actions,
    }
    with st.container(horizontal=True, key="numbers"):
        for name, rows in tables.items():
            st.metric(t(f"data.{name}", lang), number(len(rows), lang), width="content")


def contents(view: View) -> None:
    """Count the places by what they are and where."""
    st.header(t("data.contents", view.lang), anchor="contents")
    for column in _WHAT:
        st.html(markup.count_table(inventory.by_corridor(view, column), view.lang))


def care(view: View) -> None:
    """Count the places by how precisely they are known and how carefully they are shown."""
    lang = view.lang
    st.header(t("data.care", lang), anchor="care")
    st.write(t("data.care_text", lang))
    for column in _HOW_WELL:
        st.html(markup.count_table(inventory.by_corridor(view, column), lang))
        with st.expander(t(f"data.{column}_meaning", lang), key=f"meaning-{column}"):
            st.html(markup.text_table(inventory.terms(view, column)))


def evidence(view: View) -> None:
    """Show how old the evidence is, and what is not known."""
    lang = view.lang
    st.header(t("data.age", lang), anchor="evidence")
    st.write(inventory.evidence_in_words(view))
    st.html(markup.bar_table(inventory.age_of_evidence(view), lang))
    st.subheader(t("data.unknown", lang), anchor="unknown")
    st.markdown("\n".join(f"- {line}" for line in inventory.unknowns(view)))
    st.write(t("data.unknown_text", lang))


def sources(view: View) -> None:
    """List every source, with a search."""
    lang = view.lang
    st.header(t("data.sources", lang), anchor="sources")
    query = st.text_input(
        t("data.sources_search", lang),
        key="sources_q",
        type="search",
        live=True,
        max_chars=_MAX_WORDS,
        placeholder=t("data.sources_hint", lang),
    )
    listed = inventory.sources(view, query or "")
    total = number(len(view.sources), lang)
    told = t("data.sources_found", lang, n=number(len(listed), lang), total=total)
    st.html(markup.status(told))
    with st.container(height=_LIST_PX if len(listed) > 5 else "content", border=True):
        st.html(markup.linked_list(listed))


def files(view: View) -> None:
    """List the files with their licences, and describe their columns and codes."""
    lang = view.lang
    st.header(t("data.files", lang), anchor="files")
    st.html(markup.text_table(inventory.resources(view)))
    described = {item["name"]: item for item in view.descriptor["resources"]}
    tables = [name for name, item in described.items() if not inventory.is_vocabulary(item)]
    chosen = st.selectbox(
        t("data.choose_table", lang),
        tables,
        format_func=lambda name: inventory.told(described[name], "title", lang),
        key="table",
    )
    st.html(markup.text_table(inventory.columns(described[chosen], lang)))
    vocabulary = st.selectbox(
        t("data.choose_vocabulary", lang), sorted(view.vocab.by_name), key="vocabulary"
    )
    st.html(markup.text_table(inventory.terms(view, vocabulary)))


def corrections(view: View) -> None:
    """Say how to correct a record, and what to do when one endangers somebody."""
    lang = view.lang
    st.header(t("data.correct", lang), anchor="correct")
    st.write(t("data.correct_text", lang))
    st.subheader(t("data.danger", lang), anchor="danger")
    st.write(t("data.danger_text", lang))
