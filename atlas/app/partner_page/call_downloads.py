"""What calls become: corrections, a package with them, and a sheet that goes out and comes back."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from atlas.app import markup
from atlas.app.callbacks import unbroken
from atlas.app.markdown_text import plain
from atlas.app.partner_page import call_desk, desk
from atlas.app.uploads import LIMIT_MB, received
from atlas.app.widgets import DOWNLOAD, file_button
from atlas.base.csv_files import csv_bytes, csv_text
from atlas.base.errors import AtlasError
from atlas.base.i18n import count, number, t
from atlas.curation.calls import LINE, Corrected, corrections_of, read_calls
from atlas.curation.ingest import Upload
from atlas.curation.merge import corrected_archive
from atlas.output.exports.call_workbook import call_workbook


def show(left: Sequence[Mapping[str, str]], lang: str) -> None:
    """Offer what was noted, and the sheet of the places that are left."""
    answers = list(call_desk.mine().answers.values())
    if answers:
        st.header(count("calls.done", len(answers), lang), anchor=False)
        st.write(t("calls.take_text", lang))
        made = corrections_of(desk.public_package(), answers)
        with st.container(horizontal=True):
            _offer("corrections", "corrections.csv", partial(_data, made.lines), lang)
            _offer("sources", "corrections.sources.csv", partial(_data, made.sources), lang)
            _package(made, lang)
    st.header(t("calls.sheet_head", lang), anchor=False)
    st.write(t("calls.sheet_file_text", lang))
    if left:
        sheet = partial(_workbook, left, lang)
        _offer("sheet", f"{t('calls.sheet', lang).lower()}.xlsx", sheet, lang)
    _bring(lang)


def _package(made: Corrected, lang: str) -> None:
    """Put the corrections into a package when asked to; another answer takes it away."""
    calls = call_desk.mine()
    answers = tuple(calls.answers.values())
    if st.button(t("calls.make_package", lang), key="calls.make", type="primary"):
        try:
            package = corrected_archive(desk.public_package(), made.lines, made.sources)
            calls.made = (answers, package)
        except AtlasError as error:
            st.error(t("steward.not_merged", lang, why=plain(error.say(lang))))
    if calls.made and calls.made[0] == answers:
        _offer("package", "package.zip", partial(bytes, calls.made[1]), lang)


def _bring(lang: str) -> None:
    """Take a sheet that was filled in, and say what became of every row."""
    calls = call_desk.mine()
    st.text_input(t("calls.sheet_day", lang), key="calls.sheet-day", max_chars=10)
    key = f"calls.sheet-{calls.round}"
    st.file_uploader(
        t("calls.sheet_file", lang),
        key=key,
        max_upload_size=LIMIT_MB,
        on_change=unbroken(_take),
        args=(key, lang),
    )
    if calls.unreadable:
        st.error(t("calls.sheet_unreadable", lang, why=plain(calls.unreadable)))
    if calls.sheet is None:
        return
    found = calls.sheet
    counts = {
        "rows": found.rows_in,
        "answered": len(found.answers),
        "blank": found.blank,
        "held": len(found.held),
    }
    words = {name: number(n, lang) for name, n in counts.items()}
    st.html(markup.status(t("calls.sheet_read", lang, **words)))
    if len(found.problems):
        columns = [t(f"calls.problem_{name}", lang) for name in ("row", "column", "words")]
        rows = found.problems[["row", "column", f"message_{lang}"]].astype("str")
        table = rows.set_axis(columns, axis="columns")
        st.dataframe(table, hide_index=True, alt=t("calls.problems_alt", lang))
        _offer("problems", "problems.csv", partial(csv_bytes, found.problems), lang)


def _take(key: str, lang: str) -> None:
    """Take the sheet of an uploader; what it answers is noted with what was noted before."""
    given = received(key)
    if given is None:
        return
    calls = call_desk.mine()
    calls.sheet, calls.unreadable = None, ""
    day = str(st.session_state.get("calls.sheet-day") or "").strip()
    try:
        calls.sheet = read_calls(
            Upload(given.name, given.getvalue()),
            desk.public_package(),
            defaults={"date": day} if day else {},
            limits=desk.LIMITS,
        )
    except AtlasError as error:
        calls.unreadable = error.say(lang)
    else:
        calls.answers |= {one.facility_id: one for one in calls.sheet.answers}
    calls.round += 1
    desk.drop(given.file_id)


def _workbook(left: Sequence[Mapping[str, str]], lang: str) -> bytes:
    numbers = [f"{at}/{len(left)}" for at in range(1, len(left) + 1)]
    return call_workbook(pd.DataFrame(left, dtype="str").assign(**{LINE: numbers}), lang)


def _data(table: pd.DataFrame) -> bytes:
    return csv_text(table, marked=False).encode("utf-8")


def _offer(what: str, name: str, make: Callable[[], bytes], lang: str) -> None:
    file_button(t(f"calls.take_{what}", lang), make, name, f"calls.take-{what}", icon=DOWNLOAD)
