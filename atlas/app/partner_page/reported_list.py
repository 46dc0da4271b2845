"""What readers reported of places, and the way from there to a correction."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

from atlas.app import readers, report_inbox
from atlas.app.callbacks import unbroken
from atlas.app.markdown_text import plain
from atlas.app.partner_page import desk, task_choice
from atlas.app.widgets import DOWNLOAD, file_button
from atlas.base.csv_files import csv_bytes
from atlas.base.errors import AtlasError
from atlas.base.i18n import LANGS, count, date, number, t
from atlas.base.translations import localised, text_column
from atlas.curation.merge import Record, records
from atlas.curation.reader_reports import (
    draft_of,
    grouped,
    read_reports,
    waiting,
)
from atlas.curation.report_queue import ANSWERS
from atlas.data import Package
from atlas.data.contact import contact_of

_MOST_SHOWN: Final = 20
_DRAFTS, _FOLD = "_reported", "steward.reports"


def show(lang: str) -> None:
    """Show the reports that nothing has settled, where this server keeps reports.

    Where readers sign in, only those of the organisation see them.
    """
    folder = report_inbox.folder()
    if folder is None or (readers.overlay() is not None and not readers.is_internal()):
        return
    package = desk.public_package()
    try:
        places, unreadable = _reported(folder, package)
    except AtlasError as error:
        st.warning(plain(str(error)))
        return
    with st.expander(count("steward.reports", len(places), lang), key=_FOLD, on_change="rerun"):
        st.write(t("steward.reports_text", lang))
        known = records(package)
        for row in places.head(_MOST_SHOWN).to_dict("records"):
            _place(package, known.get(row["facility_id"]), row, lang)
        _rest(places, unreadable, lang)


def drafted(record_id: str, field: str) -> Mapping[str, str]:
    """Give what a report proposes for a field of a record: value, reasons, source; or nothing."""
    drafts: Mapping[tuple[str, str], Mapping[str, str]] = st.session_state.get(_DRAFTS, {})
    return drafts.get((record_id, field), {})


def _reported(folder: Path, package: Package) -> tuple[pd.DataFrame, tuple[int, ...]]:
    rows, unreadable = read_reports(folder)
    return grouped(waiting(rows, package)), unreadable


def _place(package: Package, record: Record | None, row: Mapping[Any, Any], lang: str) -> None:
    """Show what was said of a place, with a button for each answer that a correction can hold."""
    given = [answer for answer in ANSWERS if row[answer]]
    name = localised(record.texts, "name", lang) if record else t("steward.reports_gone", lang)
    with st.container(border=True):
        st.markdown(f"**{plain(name)}** · {plain(row['facility_id'])}  \n{_said(row, lang)}")
        if record is None:
            return
        offered = {answer: draft_of(answer, record.texts, row["last"]) for answer in given}
        fields = {field["name"] for field in record.fields}
        with st.container(horizontal=True):
            for answer, (field, value) in offered.items():
                if field not in fields:
                    st.caption(t("steward.reports_protected", lang))
                    continue
                draft = {"value": value, **_grounds(package, row, answer, lang)}
                st.button(
                    t("steward.reports_correct", lang, answer=_word(answer, lang)),
                    key=f"steward.report-{row['facility_id']}-{answer}",
                    on_click=_draft,
                    args=(record.record_id, field, draft),
                )


def _word(answer: str, lang: str) -> str:
    return t(f"map.report_{answer}", lang)


def _said(row: Mapping[Any, Any], lang: str) -> str:
    """Say how often each answer was given, and when."""
    counts = [
        f"{_word(answer, lang)}: {number(row[answer], lang)}" for answer in ANSWERS if row[answer]
    ]
    return f"{' · '.join(counts)} · {_days(row, lang)}"


def _days(row: Mapping[Any, Any], lang: str) -> str:
    first, last = date(row["first"], lang), date(row["last"], lang)
    return last if first == last else t("steward.reports_between", lang, first=first, last=last)


def _grounds(package: Package, row: Mapping[Any, Any], answer: str, lang: str) -> dict[str, str]:
    """Write the reason in every language, and the source that the reports are."""
    reasons = {
        text_column("reason", one): count(
            "steward.reports_reason",
            row[answer],
            one,
            answer=_word(answer, one),
            days=_days(row, one),
        )
        for one in LANGS
    }
    makers = contact_of(package.descriptor).makers
    title = t("steward.reports_source", lang, month=date(row["last"][:7], lang))
    publisher = makers[0][lang] if makers else localised(package.descriptor, "title", lang)
    return {**reasons, "source_title": title, "source_publisher": publisher}


@unbroken
def _draft(record_id: str, field: str, draft: Mapping[str, str]) -> None:
    """Open the form for a field with what the reports propose; a person completes it."""
    st.session_state.setdefault(_DRAFTS, {})[record_id, field] = draft
    st.session_state["steward.record"] = record_id
    st.session_state[f"steward.field-{record_id}"] = field
    st.session_state[_FOLD] = False
    task_choice.to_correct()


def _rest(places: pd.DataFrame, unreadable: tuple[int, ...], lang: str) -> None:
    """Say what is not shown, and offer all of it as a file."""
    if len(places) > _MOST_SHOWN:
        st.caption(count("steward.reports_more", len(places) - _MOST_SHOWN, lang))
    if unreadable:
        lines = ", ".join(map(str, unreadable[:_MOST_SHOWN]))
        st.caption(count("steward.reports_unreadable", len(unreadable), lang, lines=lines))
    if len(places):
        file_button(
            t("steward.reports_csv", lang),
            partial(csv_bytes, places),
            "reports.csv",
            "steward.reports-csv",
            type="tertiary",
            icon=DOWNLOAD,
        )
