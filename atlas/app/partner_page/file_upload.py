"""Take a partner's file and say what came of it."""

import streamlit as st

from atlas.app import markup
from atlas.app.callbacks import unbroken
from atlas.app.markdown_text import plain
from atlas.app.partner_page import (
    desk,
    duplicate_review,
    file_preview,
    package_downloads,
    row_editor,
)
from atlas.app.partner_page.desk import Desk
from atlas.app.uploads import BYTES_PER_MB, LIMIT_MB
from atlas.base.errors import IngestError
from atlas.base.i18n import number, t
from atlas.base.translations import localised
from atlas.curation.merge import Draft, open_draft
from atlas.data.schema import resource_named

_STEPS = {
    "check": row_editor.show,
    "map": file_preview.show,
    "duplicates": duplicate_review.show,
    "take": package_downloads.show,
}
_HEADER_ROWS = 99
_FOUND = -1
_STAGES = {
    "reading": (0.0, 0.3), "values": (0.3, 0.2), "checking": (0.5, 0.3), "positions": (0.8, 0.2),
}  # fmt: skip


def show(lang: str) -> None:
    """Show the file on the desk, or invite to bring one."""
    mine = desk.mine()
    if mine.upload is None:
        st.html(markup.status(t("steward.no_file", lang)))
        _invite(mine, lang)
        return
    _head(mine, mine.upload.name, lang)
    draft = mine.draft or _read(mine, lang)
    if draft is None:
        return
    _numbers(draft, lang)
    step = st.segmented_control(
        t("steward.step", lang),
        _STEPS,
        format_func=lambda name: t(f"steward.step_{name}", lang),
        key="steward.step",
        default="check",
        required=True,
        label_visibility="collapsed",
    )
    _STEPS[step](draft, lang)


def _invite(mine: Desk, lang: str) -> None:
    st.write(t("steward.intro", lang))
    if mine.refused:
        key, words = mine.refused
        size = number(words["size"] / BYTES_PER_MB, lang, 1)
        st.error(t(key, lang, **{**words, "name": plain(str(words["name"])), "size": size}))
    with st.container(key="invite", border=True):
        _choose_resource(mine, lang)
        key = f"steward.file-{mine.round}"
        st.file_uploader(
            t("steward.file", lang),
            key=key,
            max_upload_size=LIMIT_MB,
            on_change=unbroken(desk.take),
            args=(key,),
        )
        # What the browser refuses never comes here; the style sheet shows this then.
        with st.container(key="not-taken"):
            st.error(t("steward.not_taken", lang, limit=LIMIT_MB))
        st.caption(t("steward.formats", lang, limit=LIMIT_MB))
    how, promise = st.columns(2, gap="large")
    with how:
        st.header(t("steward.how", lang), anchor=False)
        st.write(t("steward.how_text", lang))
    with promise:
        st.header(t("steward.promise", lang), anchor=False)
        st.write(t("steward.promise_text", lang))


def _choose_resource(mine: Desk, lang: str) -> None:
    descriptor = desk.public_package().descriptor
    chosen = st.segmented_control(
        t("steward.resource", lang),
        desk.RESOURCES,
        format_func=lambda name: localised(resource_named(descriptor, name), "title", lang),
        key=f"steward.resource-{mine.round}",
        default=mine.resource,
        required=True,
    )
    if chosen != mine.resource:
        mine.resource, mine.draft = chosen, None


def _head(mine: Desk, name: str, lang: str) -> None:
    """Say which file is on the desk; let it be read as something else, or forgotten."""
    with st.container(key="file", horizontal=True, vertical_alignment="bottom"):
        st.markdown(f"**{plain(name)}**", width="content")
        st.button(
            t("steward.forget", lang),
            key="steward.forget",
            on_click=unbroken(desk.forget),
            type="tertiary",
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choose_resource(mine, lang)
        if mine.tables:
            _choose_table(mine, lang)
        _choose_header(mine, lang)


def _choose_header(mine: Desk, lang: str) -> None:
    """Ask which row has the headers, where the one that was found is not it."""
    now = _FOUND if mine.header_row is None else mine.header_row
    options = list(dict.fromkeys((_FOUND, 0, *range(1, _HEADER_ROWS + 1), now)))

    def say(row: int) -> str:
        if row == _FOUND:
            return t("steward.header_row_found", lang)
        return t("steward.header_row_n", lang, n=row) if row else t("steward.header_row_none", lang)

    chosen = st.selectbox(
        t("steward.header_row", lang),
        options,
        options.index(now),
        format_func=say,
        key=f"steward.header-{mine.round}",
    )
    if chosen != now:
        mine.header_row, mine.draft = None if chosen == _FOUND else chosen, None


def _choose_table(mine: Desk, lang: str) -> None:
    options = mine.tables if mine.sheet in mine.tables else ("", *mine.tables)
    chosen = st.selectbox(
        t("steward.table", lang),
        options,
        index=options.index(mine.sheet),
        format_func=lambda table: table or t("steward.table_found", lang),
        key=f"steward.table-{mine.round}",
    )
    if chosen != mine.sheet:
        mine.sheet, mine.draft = chosen, None


def _read(mine: Desk, lang: str) -> Draft | None:
    assert mine.upload is not None  # noqa: S101, asked by the caller
    bar = st.progress(0.0, t("steward.reading", lang))

    def tell(stage: str, done: float) -> None:
        start, share = _STAGES.get(stage, (1.0, 0.0))
        bar.progress(min(1.0, start + share * done), t(f"ingest.stage_{stage}", lang))

    try:
        draft = open_draft(
            mine.upload,
            resource=mine.resource,
            package=desk.public_package(),
            sheet=mine.sheet,
            header_row=mine.header_row,
            limits=desk.LIMITS,
            progress=tell,
        )
    except IngestError as error:
        st.error(t("steward.unreadable", lang, why=plain(error.say(lang))))
        return None
    finally:
        bar.empty()
    mine.draft = draft
    return draft


def _numbers(draft: Draft, lang: str) -> None:
    """Say what became of every row: rows in = clean + held back + joined to another."""
    found = draft.found
    counts = {
        "rows_in": found.rows_in,
        "clean": len(found.frame),
        "held": len(found.held),
        "joined": int((found.problems["code"] == "row_joined").sum()),
    }
    if not counts["joined"]:
        del counts["joined"]
    told = {name: number(counts[name], lang) for name in ("rows_in", "clean", "held")}
    st.html(markup.status(t("steward.became", lang, **told)))
    with st.container(horizontal=True, key="numbers"):
        for name, n in counts.items():
            st.metric(t(f"steward.{name}", lang), number(n, lang), width="content")
        for severity in ("error", "warning"):
            n = int((found.problems["severity"] == severity).sum())
            st.metric(t(f"steward.{severity}s", lang), number(n, lang), width="content")
