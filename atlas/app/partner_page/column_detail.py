"""One column of the atlas: what it is read from, what its words mean, what holds for every row."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from atlas.app.callbacks import unbroken
from atlas.app.markdown_text import plain
from atlas.app.partner_page import column_labels, desk
from atlas.app.partner_page.column_pattern import pattern_of, read_pattern
from atlas.base.errors import IngestError
from atlas.base.i18n import DEFAULT_LANG, number, t
from atlas.curation.ingest import ColumnMapping, Source, between, checked_mapping, words_of
from atlas.curation.merge import Draft, Settings, change

_KEY = "steward.detail"
_GLUES = {", ": "comma", "; ": "semicolon", " ": "space"}
_NO_DEFAULT = frozenset(("lon", "lat", "position_source_ids"))
_NO_WORDS = frozenset(("lon", "lat", "source_ids", "position_source_ids"))
_MOST_WORDS = 400
_PREVIEW = 3
_LONGEST = 400


def chosen(draft: Draft) -> str:
    """Give the column that is looked at, or nothing."""
    name = st.session_state.get(_KEY, "")
    return name if name in column_labels.titles(draft, DEFAULT_LANG) else ""


def show(draft: Draft, elsewhere: Collection[str], lang: str) -> Settings:
    """Let all be said of a column that the table of columns has no room for.

    Parameters
    ----------
    draft
        The file.
    elsewhere
        Columns of which it is asked elsewhere what holds for every row.
    lang
        Language.

    Returns
    -------
    settings
        Those of the draft with what was said.
    """
    titles = column_labels.titles(draft, lang)
    said = draft.settings
    with st.expander(t("steward.detail", lang), key="detail"):
        st.write(t("steward.detail_text", lang))
        name = st.selectbox(
            t("steward.detail_column", lang),
            ["", *titles],
            format_func=lambda one: titles[one] if one else t("steward.not_said", lang),
            key=_KEY,
        )
        if not name:
            return said
        field = next((one for one in draft.fields if one["name"] == name), None)
        _read_from(draft, str(name), lang)
        if field is None:
            return said
        key = draft.fields[0]["name"]
        if name in elsewhere:
            st.caption(t("steward.said_above", lang))
        elif name not in _NO_DEFAULT and name != key:
            said = replace(said, defaults=_for_every_row(draft, field, lang))
        if name not in _NO_WORDS and name != key:
            said = replace(said, values=_words(draft, field, lang))
    return said


def _read_from(draft: Draft, name: str, lang: str) -> None:
    """Ask which columns of the file it is put together of, and how; show what comes of it."""
    headers = [str(header) for header in draft.raw.cells.columns]
    now = draft.found.mapping.columns.get(name) or Source((), between=between(name))
    again = f"{name}-{desk.mine().round}"
    picked = st.multiselect(
        t("steward.read_from", lang),
        headers,
        [header for header in now.headers if header in headers],
        key=f"steward.from-{again}",
        placeholder=t("steward.read_from_none", lang),
    )
    by_pattern = len(picked) > 1 or bool(now.template)
    how = by_pattern and st.segmented_control(
        t("steward.together", lang),
        ("joined", "pattern"),
        format_func=lambda one: t(f"steward.together_{one}", lang),
        key=f"steward.together-{again}",
        default="pattern" if now.template else "joined",
        required=True,
    )
    if how == "pattern":
        source = _by_pattern(now, picked, headers, again, lang)
    else:
        source = _joined(now, picked, again, lang) if picked else None
    if source:
        _preview(draft, source, lang)
    with st.container(horizontal=True):
        st.button(
            t("steward.use_it", lang), key=f"steward.use-{again}", on_click=_use,
            args=(draft, name, source), disabled=source in (None, now),
        )  # fmt: skip
        if name in draft.settings.sources:
            st.button(t("steward.as_found", lang), key=f"steward.as-found-{again}", type="tertiary",
                      on_click=_use, args=(draft, name, None))  # fmt: skip


def _joined(now: Source, picked: list[str], again: str, lang: str) -> Source:
    """Ask what stands between several cells, and which of them say what they are."""
    glue = now.between
    if len(picked) > 1:
        glues = list(dict.fromkeys([*_GLUES, now.between]))
        typed = st.selectbox(
            t("steward.between", lang),
            glues,
            index=glues.index(now.between),
            format_func=lambda one: (
                t(f"steward.between_{_GLUES[one]}", lang) if one in _GLUES else one
            ),
            accept_new_options=True,
            key=f"steward.between-{again}",
        )
        glue = typed or now.between
    named, ticked = (
        st.multiselect(
            t(f"steward.{what}", lang),
            picked,
            [header for header in before if header in picked],
            key=f"steward.{what}-{again}",
            placeholder=t("steward.none_of_them", lang),
        )
        for what, before in (("named", now.named), ("ticked", now.ticked))
    )
    return Source(tuple(picked), "", glue, tuple(named), tuple(ticked))


def _by_pattern(
    now: Source, picked: list[str], headers: list[str], again: str, lang: str
) -> Source | None:
    before = pattern_of(now if now.template else Source(tuple(picked)))
    text = st.text_input(
        t("steward.pattern", lang), before, max_chars=_LONGEST,
        key=f"steward.pattern-{again}-{len(picked)}", help=t("steward.pattern_help", lang),
    )  # fmt: skip
    st.caption(t("steward.pattern_text", lang))
    if now.template and text == before:
        return now
    source, wrong = read_pattern(text, headers)
    if source is None:
        key = "steward.pattern_unknown" if wrong else "steward.pattern_empty"
        st.error(t(key, lang, text=plain(wrong)))
    return source


def _preview(draft: Draft, source: Source, lang: str) -> None:
    """Show what the first rows would say that say something."""
    texts = source.read(draft.found.table.cells)
    filled = texts[texts != ""]
    if filled.empty:
        st.caption(t("steward.preview_empty", lang))
        return
    lines = [
        f"- {t('steward.preview_row', lang, row=row)}: {plain(text[:_LONGEST])}"
        for row, text in filled.head(_PREVIEW).items()
    ]
    told = t("steward.preview", lang, n=number(len(filled), lang), total=number(len(texts), lang))
    st.markdown("\n".join([told, "", *lines]))


@unbroken
def _use(draft: Draft, name: str, source: Source | None) -> None:
    said = draft.settings
    sources = {key: one for key, one in said.sources.items() if key != name}
    columns = dict(said.columns)
    if source:
        sources[name] = source
        columns = {header: to for header, to in columns.items() if header not in source.headers}
    else:
        columns = {header: to for header, to in columns.items() if to != name}
    desk.keep(change(draft, settings=replace(said, sources=sources, columns=columns)))


def _for_every_row(draft: Draft, field: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Ask what a column says where a row says nothing."""
    name, before = str(field["name"]), dict(draft.settings.defaults)
    said = before.pop(name, "")
    label, key = t("steward.for_every_row", lang), desk.filled(f"steward.every-{name}")
    codes = column_labels.answers(draft, name, lang)
    if not codes:
        typed = st.text_input(label, said, max_chars=_LONGEST, key=key).strip()
    elif "list" in field:
        typed = ";".join(
            st.multiselect(
                label,
                codes,
                [code for code in said.split(";") if code in codes],
                format_func=lambda code: codes[code],
                key=key,
                placeholder=t("steward.not_said", lang),
            )
        )
    else:
        options = list(dict.fromkeys(["", *codes, said]))
        typed = str(
            st.selectbox(
                label,
                options,
                index=options.index(said),
                format_func=lambda code: (
                    codes.get(code, code) if code else t("steward.not_said", lang)
                ),
                accept_new_options=name == "admin1",
                key=key,
            )
        )
    if not typed:
        return before
    try:
        told = checked_mapping(ColumnMapping(defaults={name: typed}), draft.package, draft.resource)
    except IngestError as error:
        st.error(plain(column_labels.with_titles(error.say(lang), draft, lang)))
        return {**before, **({name: said} if said else {})}
    return {**before, **told.defaults}


def _words(draft: Draft, field: Mapping[str, Any], lang: str) -> dict[str, dict[str, str]]:
    """Show every text of a column with what it is read as, to be changed in place."""
    name = str(field["name"])
    values = {key: dict(said) for key, said in draft.settings.values.items()}
    words = words_of(draft.found, field, draft.package.vocab)
    if not words:
        return values
    codes = column_labels.answers(draft, name, lang)
    shown = pd.DataFrame(
        {
            "text": [word.text for word in words[:_MOST_WORDS]],
            "cells": [word.cells for word in words[:_MOST_WORDS]],
            "value": [_shown(word.value, codes, field) for word in words[:_MOST_WORDS]],
        }
    )
    means = t("steward.word_means", lang)
    options = list(codes.values())
    if not codes:
        column = st.column_config.TextColumn(means, max_chars=_LONGEST)
    elif "list" in field:
        column = st.column_config.MultiselectColumn(means, options=options)
    else:
        column = st.column_config.SelectboxColumn(means, options=options)
    st.caption(t("steward.words_text", lang))
    after = st.data_editor(
        shown,
        key=f"steward.words-{name}-{desk.mine().round}",
        hide_index=True,
        disabled=["text", "cells"],
        column_order=["text", "value", "cells"],
        column_config={
            "text": st.column_config.TextColumn(t("steward.word", lang)),
            "cells": st.column_config.NumberColumn(t("steward.word_cells", lang)),
            "value": column,
        },
    )
    if len(words) > _MOST_WORDS:
        total = number(len(words), lang)
        st.caption(t("steward.first_words", lang, n=number(_MOST_WORDS, lang), total=total))
    for text, code in _changed(shown, after, codes):
        values.setdefault(name, {}).pop(text, None)
        if code:
            values[name][text] = code
    return {key: said for key, said in values.items() if said}


def _shown(value: str, codes: Mapping[str, str], field: Mapping[str, Any]) -> Any:  # noqa: ANN401
    if codes and "list" in field:
        return [codes.get(code, code) for code in value.split(";") if code]
    return codes.get(value, value) or None


def _changed(
    before: pd.DataFrame, after: pd.DataFrame, codes: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    named = {label: code for code, label in codes.items()}
    for text, old, new in zip(
        before["text"].map(str), before["value"], after["value"], strict=True
    ):
        if isinstance(new, list | tuple):
            if list(new) != list(old):
                yield text, ";".join(named.get(str(label), str(label)) for label in new)
        elif new != old and not (pd.isna(new) and pd.isna(old)):
            said = "" if pd.isna(new) else str(new).strip()
            yield text, named.get(said, said)
