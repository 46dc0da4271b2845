"""The form that notes corrections, and the file that they leave in."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import streamlit as st

from atlas.app import markup, page_foot
from atlas.app.callbacks import unbroken
from atlas.app.markdown_text import plain
from atlas.app.partner_page import desk, reported_list, row_editor
from atlas.base.csv_files import csv_text
from atlas.base.i18n import LANGS, count, language_name, t
from atlas.base.translations import localised, text_column
from atlas.curation.merge import (
    CORRECTIONS,
    Record,
    correction_problems,
    lines_of,
    new_source,
    records,
)
from atlas.data import Package
from atlas.data.schema import columns_of, resource_named

_LONGEST = 500
_PARTS = ("title", "publisher", "url")


def show(lang: str, wanted: str) -> None:
    """Show the form for one record, and what was noted so far.

    Parameters
    ----------
    lang
        Language of the page.
    wanted
        Id of the record that a link asks for, or nothing.
    """
    package = desk.public_package()
    known = records(package)
    st.write(t("steward.correct_text", lang))
    if wanted and wanted not in known:
        st.warning(t("steward.no_record", lang, record=plain(wanted)))
    record = _choose(known, wanted, lang)
    if record is not None:
        _form(package, record, lang)
    _noted(package, lang)
    st.subheader(t("data.danger", lang), anchor="danger")
    st.write(t("data.danger_text", lang))
    st.html(page_foot.in_danger(lang))


def _choose(known: Mapping[str, Record], wanted: str, lang: str) -> Record | None:
    ids = list(known)
    if wanted in known and st.session_state.get("steward.asked") != wanted:
        st.session_state["steward.asked"] = wanted
        st.session_state["steward.record"] = wanted
    chosen = st.selectbox(
        t("steward.record", lang),
        ids,
        index=None,
        format_func=lambda one: f"{_name(known[one], lang)} · {one}",
        key="steward.record",
        placeholder=t("steward.record_hint", lang),
    )
    return known[chosen] if chosen else None


def _name(record: Record, lang: str) -> str:
    return localised(record.texts, "name", lang)


def _form(package: Package, record: Record, lang: str) -> None:
    if record.protected:
        st.info(t("steward.protected", lang))
    fields = {field["name"]: field for field in record.fields}
    name = st.selectbox(
        t("steward.field", lang),
        list(fields),
        format_func=lambda one: localised(fields[one], "title", lang),
        key=f"steward.field-{record.record_id}",
    )
    field = fields[name]
    old = record.texts[name]
    said = _in_words(package, field, old, lang)
    st.markdown(f"{t('steward.now', lang)} **{plain(said) or t('steward.nothing', lang)}**")
    key = f"steward.new-{record.record_id}-{name}-{len(desk.mine().corrections)}"
    start = reported_list.drafted(record.record_id, name)
    with st.form(key, border=True):
        line = {
            "resource": record.resource,
            "id": record.record_id,
            "field": name,
            "old": old,
            "new": _value(package, field, start.get("value", old), lang, key),
            **_reasons(package, lang, key, start),
        }
        cited, source = _cited(package, lang, key, start)
        line |= {"date": _text("date", lang, key, datetime.now(UTC).date().isoformat())}
        if st.form_submit_button(t("steward.note", lang), type="primary"):
            _note(package, line, cited, source)


def _text(part: str, lang: str, key: str, start: str = "") -> str:
    return _asked(t(f"steward.{part}", lang), key, part, start)


def _asked(label: str, key: str, part: str, start: str = "") -> str:
    return str(st.text_input(label, start, max_chars=_LONGEST, key=f"{key}-{part}")).strip()


def _reasons(package: Package, lang: str, key: str, start: Mapping[str, str]) -> dict[str, str]:
    """Ask why, once for each language that the corrections of the package have a column for."""
    columns = columns_of(resource_named(package.descriptor, CORRECTIONS))
    asked = {text_column("reason", one): language_name(one, lang) for one in LANGS}
    return {
        column: _asked(t("steward.reason", lang, language=name), key, column, start.get(column, ""))
        for column, name in asked.items()
        if column in columns
    }


def _cited(
    package: Package, lang: str, key: str, start: Mapping[str, str]
) -> tuple[list[str], dict[str, str]]:
    """Ask for the sources: those that the atlas has, or one that it does not have yet."""
    table = package.sources.set_index("source_id")
    titles = {str(one): text for one, text in (table["title"] + " · " + table["publisher"]).items()}
    brought = {one["source_id"]: one["title"] for one in desk.mine().sources}
    cited = st.multiselect(
        t("steward.sources_of", lang),
        [*brought, *titles],
        format_func=lambda one: brought.get(one) or titles[one],
        key=f"{key}-sources",
        placeholder=t("steward.sources_hint", lang),
    )
    st.caption(t("steward.new_source", lang))
    with st.container(horizontal=True):
        source = {
            part: _text(f"source_{part}", lang, key, start.get(f"source_{part}", ""))
            for part in _PARTS
        }
    return cited, source


def _note(package: Package, line: dict[str, str], cited: list[str], source: dict[str, str]) -> None:
    mine = desk.mine()
    if source["title"]:
        new = new_source(package, **source)
        cited = [*cited, new["source_id"]]
        if new not in mine.sources:
            mine.sources.append(new)
    mine.corrections.append({**line, "source_ids": ";".join(cited)})
    st.rerun()


def _in_words(package: Package, field: Mapping[str, Any], text: str, lang: str) -> str:
    terms = package.vocab.by_name.get(field.get("vocabulary", ""), {})
    codes = text.split(";") if "list" in field else [text]
    if not all(code in terms for code in codes):
        return text
    return ", ".join(terms[code].label(lang) for code in codes)


def _value(package: Package, field: Mapping[str, Any], old: str, lang: str, key: str) -> str:
    label = t("steward.new", lang)
    words = localised(field, "description", lang)
    terms = package.vocab.by_name.get(field.get("vocabulary", ""), {})
    say = partial(_in_words, package, {**field, "list": None}, lang=lang)
    if not terms:
        return str(
            st.text_input(label, old, max_chars=_LONGEST, help=plain(words), key=f"{key}-value")
        ).strip()
    codes = list(terms)
    if "list" in field:
        kept = [code for code in old.split(";") if code in terms]
        return ";".join(st.multiselect(label, codes, kept, format_func=say, key=f"{key}-value"))
    at = codes.index(old) if old in terms else None
    return str(st.selectbox(label, codes, at, format_func=say, key=f"{key}-value") or "")


def _noted(package: Package, lang: str) -> None:
    """Show the corrections that were noted, what is wrong with them, and the file to send."""
    mine = desk.mine()
    if not mine.corrections:
        return
    st.header(count("steward.noted", len(mine.corrections), lang), anchor=False)
    for number_of, line in enumerate(mine.corrections):
        left, right = st.columns([6, 1], vertical_alignment="center")
        left.markdown(_line_words(package, line, lang))
        right.button(
            t("steward.remove", lang),
            key=f"steward.remove-{number_of}-{len(mine.corrections)}",
            type="tertiary",
            on_click=_remove,
            args=(number_of,),
        )
    problems = correction_problems(package, mine.corrections, mine.sources)
    if len(problems):
        st.warning(t("steward.corrections_wrong", lang))
        st.html(markup.text_table(row_editor.problem_rows(problems, lang)))
    else:
        st.success(t("steward.corrections_right", lang))
    st.write(t("steward.send", lang))
    if ways := page_foot.write_line(lang):
        st.html(f"<p class='atlas-write'>{ways}</p>")
    with st.container(horizontal=True):
        for name, lines in ((CORRECTIONS, mine.corrections), ("sources", mine.sources)):
            if lines:
                _download(package, name, lines, lang)


@unbroken
def _remove(number_of: int) -> None:
    desk.mine().corrections.pop(number_of)


def _line_words(package: Package, line: Mapping[str, str], lang: str) -> str:
    record = records(package)[line["id"]]
    field = next(field for field in record.fields if field["name"] == line["field"])
    old, new = (_in_words(package, field, line[part], lang) for part in ("old", "new"))
    nothing = t("steward.nothing", lang)
    return t(
        "steward.line",
        lang,
        name=plain(_name(record, lang)),
        field=plain(localised(field, "title", lang)),
        old=plain(old) or nothing,
        new=plain(new) or nothing,
    )


def _download(package: Package, name: str, lines: list[dict[str, str]], lang: str) -> None:
    content = csv_text(lines_of(package, name, lines), marked=False)
    st.download_button(
        t(f"steward.download_{name}", lang),
        content.encode("utf-8"),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=f"steward.download-{name}",
        on_click="ignore",
        icon=":material/download:",
    )
