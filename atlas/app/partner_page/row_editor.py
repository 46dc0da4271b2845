"""Rows next to their problems, and cells that are put right in place."""

from typing import Any

import pandas as pd
import streamlit as st

from atlas.app.callbacks import unbroken
from atlas.app.markdown_text import plain
from atlas.app.partner_page import desk, file_settings
from atlas.app.partner_page.plain_words import column_words, plain_words
from atlas.base.errors import IngestError
from atlas.base.i18n import count, number, t
from atlas.curation.merge import Cell, Draft, change, headers_of, marks

_MOST_ROWS = 400
_MOST_EDITS = 25
_EDITOR_PX = 480
_ROW_PX = 62
_RANK = {"error": 0, "warning": 1, "notice": 2}


def show(draft: Draft, lang: str) -> None:
    """Show what is wrong with a file, and let it be put right."""
    file_settings.show(draft, lang)
    _of_the_file(draft, lang)
    _editor(draft, lang)
    _edits(draft, lang)
    _every_problem(draft, lang)


def _of_the_file(draft: Draft, lang: str) -> None:
    """List what is to be known of the file as a whole, the worst first."""
    whole = draft.found.problems
    whole = whole[whole["row"] == 0]
    if whole.empty:
        return
    ranked = whole.assign(rank=whole["severity"].map(_RANK)).sort_values("rank", kind="stable")
    with st.expander(count("steward.of_file", len(ranked), lang), key="of-file"):
        said = zip(ranked["severity"], ranked[f"message_{lang}"], strict=True)
        lines = [
            f"- **{t(f'steward.{bad}', lang)}.** {plain(plain_words(text, draft, lang))}"
            for bad, text in said
        ]
        st.markdown("\n".join(lines))


def _editor(draft: Draft, lang: str) -> None:
    st.header(t("steward.rows", lang), anchor=False)
    said = marks(draft)
    wrong = said["severity"].isin(["error", "warning"])
    edited = {row for row, _ in draft.edits}
    only = st.segmented_control(
        t("steward.which_rows", lang),
        ("wrong", "all"),
        format_func=lambda name: t(f"steward.rows_{name}", lang),
        key="steward.which",
        default="wrong",
        required=True,
        label_visibility="collapsed",
    )
    rows = said.index if only == "all" else said.index[wrong | said.index.isin(edited)]
    if not len(rows):
        st.success(t("steward.nothing_wrong", lang))
        return
    st.caption(t("steward.edit_hint", lang))
    shown = rows[:_MOST_ROWS]
    if len(rows) > len(shown):
        st.caption(
            t("steward.first_rows", lang, n=number(len(shown), lang), total=number(len(rows), lang))
        )
    cells = draft.cells.loc[shown].astype("str")
    names = _names(list(cells.columns), lang)
    before = cells.copy()
    words = [plain_words(text, draft, lang) for text in said.loc[shown, f"words_{lang}"]]
    before.insert(0, names["words"], words)
    before.insert(0, names["row"], shown.astype("str"))
    signs = [
        _sign(severity, lang, edited=row in edited)
        for row, severity in said.loc[shown, "severity"].items()
    ]
    before.insert(0, names["sign"], signs)
    after = st.data_editor(
        before.astype("str"),
        # The same rows keep their edits and their place; other rows make another table.
        key=f"steward.cells-{desk.mine().round}-{hash(tuple(shown)) & 0xFFFFFFFF:x}",
        hide_index=True,
        height=_EDITOR_PX if len(shown) > 6 else "auto",
        disabled=list(names.values()),
        column_config=_configs(names, draft),
        num_rows="fixed",
        row_height=_ROW_PX,
    )
    _take_over(draft, before, after, lang)


def _sign(severity: str, lang: str, *, edited: bool) -> str:
    if severity in ("error", "warning"):
        return t(f"steward.{severity}", lang)
    return t("steward.corrected", lang) if edited else ""


def _names(headers: list[str], lang: str) -> dict[str, str]:
    """Name the columns in addition to the file's own, so that none has the name of one of those."""
    names = {}
    for part in ("sign", "row", "words"):
        name = t(f"steward.column_{part}", lang)
        while name in headers:
            name += " "
        names[part] = name
    return names


def _configs(names: dict[str, str], draft: Draft) -> dict[str, Any]:
    own = {
        names["sign"]: st.column_config.TextColumn(width=100, pinned=True),
        names["row"]: st.column_config.TextColumn(width=60, pinned=True),
        names["words"]: st.column_config.TextColumn(width=320),
    }
    of_file = {
        str(header): st.column_config.TextColumn(max_chars=desk.LIMITS.cell_characters)
        for header in draft.raw.cells.columns
    }
    return {**of_file, **own}


def _take_over(draft: Draft, before: pd.DataFrame, after: pd.DataFrame, lang: str) -> None:
    """Put what was typed into the draft, and judge it again."""
    headers = list(draft.raw.cells.columns)
    typed: dict[Cell, str] = {}
    for header in headers:
        texts = zip(before.index, before[header], after[header].fillna(""), strict=True)
        typed |= {(int(row), header): str(new) for row, old, new in texts if str(new) != old}
    if typed:
        _change(draft, {**draft.edits, **typed}, lang)


def _change(draft: Draft, edits: dict[Cell, str], lang: str) -> None:
    try:
        desk.mine().draft = change(draft, edits=edits)
    except IngestError as error:
        st.error(plain(error.say(lang)))
        return
    st.rerun()


def _edits(draft: Draft, lang: str) -> None:
    """Show every edit: what stood there, what stands there now, and whether it helped."""
    if not draft.edits:
        return
    st.subheader(count("steward.edited", len(draft.edits), lang), anchor=False)
    for number_of, ((row, header), text) in enumerate(reversed(list(draft.edits.items()))):
        if number_of == _MOST_EDITS:
            st.caption(t("steward.more_edits", lang, n=len(draft.edits) - _MOST_EDITS))
            break
        left, right = st.columns([6, 1], vertical_alignment="center")
        with left:
            st.markdown(_edit_words(draft, row, header, text, lang))
        with right:
            st.button(
                t("steward.undo", lang),
                key=f"steward.undo-{desk.mine().round}-{number_of}",
                type="tertiary",
                on_click=_undo,
                args=(draft, (row, header)),
            )


def _edit_words(draft: Draft, row: int, header: str, text: str, lang: str) -> str:
    left = _left_over(draft, row, header, lang)
    words = t(
        "steward.edit",
        lang,
        row=row,
        column=plain(header),
        old=plain(str(draft.raw.cells.at[row, header])) or t("steward.empty_cell", lang),
        new=plain(text) or t("steward.empty_cell", lang),
    )
    said = plain(left) if left else t("steward.edit_done", lang)
    return f"{words} {said}"


def _left_over(draft: Draft, row: int, header: str, lang: str) -> str:
    """Give what is still wrong with a cell."""
    found = draft.found.problems
    here = found[(found["row"] == row) & found["severity"].isin(["error", "warning"])]
    mine = [header in headers_of(draft, column) for column in here["column"]]
    return plain_words(" ".join(here.loc[mine, f"message_{lang}"].drop_duplicates()), draft, lang)


@unbroken
def _undo(draft: Draft, cell: Cell) -> None:
    edits = {key: text for key, text in draft.edits.items() if key != cell}
    desk.keep(change(draft, edits=edits))


def _every_problem(draft: Draft, lang: str) -> None:
    found = draft.found.problems
    if found.empty:
        return
    with st.expander(count("steward.problems", len(found), lang), key="every-problem"):
        table = problem_rows(found, lang, draft)
        st.dataframe(table, key="problems", hide_index=True, alt=t("steward.problems_alt", lang))


def problem_rows(found: pd.DataFrame, lang: str, draft: Draft | None = None) -> pd.DataFrame:
    """Give problems as people read them: row, column, value, message, severity."""
    messages, columns = found[f"message_{lang}"].tolist(), found["column"].tolist()
    if draft is not None:
        words = {text: plain_words(text, draft, lang) for text in set(messages)}
        messages = [words[text] for text in messages]
        columns = [column_words(column, draft, lang) for column in columns]
    return pd.DataFrame(
        {
            t("steward.column_row", lang): [str(row) if row else "" for row in found["row"]],
            t("data.column", lang): columns,
            t("steward.value", lang): found["value"],
            t("steward.column_words", lang): messages,
            t("steward.severity", lang): [
                t(f"steward.{severity}", lang) for severity in found["severity"]
            ],
        }
    )
