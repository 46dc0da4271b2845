"""What holds for a whole file: protection, precision, how to read it, whose it is."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import streamlit as st

from atlas.app.callbacks import unbroken
from atlas.app.markdown_text import plain
from atlas.app.partner_page import column_detail, column_labels, column_table, desk, settle_panel
from atlas.app.widgets import DOWNLOAD, file_button
from atlas.base.errors import IngestError
from atlas.base.i18n import t
from atlas.curation.merge import Draft, answers, change

_ORDERS = ("lat,lon", "lon,lat")
_SOURCE = ("publisher", "title", "date", "licence", "url")
_LONGEST = 200


def show(draft: Draft, lang: str) -> None:
    """Let a person say what holds for the whole file; what changes is judged again."""
    before = draft.settings
    names = settle_panel.asked_for_the_file(draft, column_detail.chosen(draft))
    answered = settle_panel.show(draft, names, lang)
    columns = {**column_table.show(draft, lang), **answered.columns}
    others = {name: text for name, text in before.defaults.items() if name not in names}
    defaults = {**others, **answered.defaults}
    said = replace(before, columns=columns, defaults=defaults, values=answered.values)
    said = column_detail.show(replace(draft, settings=said), names, lang)
    with st.expander(t("steward.settings", lang), key="settings"):
        st.write(t("steward.settings_text", lang))
        reading = _reading(before.reading, answered.dates, lang)
        source = _source(before.source, lang)
    with st.expander(t("steward.answers", lang), key="answers"):
        _save(draft, lang)
        _take_up(lang)
    chosen = replace(said, source=source, reading=reading)
    if chosen == before:
        return
    try:
        desk.keep(change(draft, settings=chosen))
    except IngestError as error:
        st.error(plain(column_labels.with_titles(error.say(lang), draft, lang)))
        return
    st.rerun()


def _save(draft: Draft, lang: str) -> None:
    """Offer what was said as a file, for the next file of the same kind."""
    file_button(
        t("steward.save_answers", lang),
        lambda: answers(draft),
        f"{PurePosixPath(draft.raw.file.partition(':')[0]).stem}-mapping.toml",
        "steward.save-answers",
        icon=DOWNLOAD,
    )


def _take_up(lang: str) -> None:
    """Let the answers of an earlier file of the same kind be given back."""
    key = desk.filled("steward.saved-answers")
    st.file_uploader(
        t("steward.take_answers", lang),
        type="toml",
        key=key,
        max_upload_size=1,
        on_change=unbroken(desk.take_up),
        args=(key,),
    )
    if error := desk.mine().not_taken_up:
        st.error(plain(error.say(lang)))


def _reading(before: Mapping[str, Any], dates: str | None, lang: str) -> dict[str, Any]:
    """Ask how positions and dates are written, where the file cannot tell."""
    with st.container(horizontal=True):
        said: dict[str, Any] = {
            "dates": settle_panel.ask_dates("", 0, lang) if dates is None else dates,
            "crs": st.text_input(
                t("steward.crs", lang),
                before.get("crs", ""),
                max_chars=20,
                placeholder="EPSG:32611",
                key=desk.filled("steward.crs"),
            ).strip(),
        }
    with st.container(horizontal=True):
        swapped = st.checkbox(
            t("steward.swapped", lang),
            before.get("order") == _ORDERS[1],
            key=desk.filled("steward.swapped"),
        )
        west = st.checkbox(
            t("steward.west", lang),
            bool(before.get("west_positive")),
            key=desk.filled("steward.west"),
        )
    said |= {"order": _ORDERS[1] if swapped else "", "west_positive": west}
    return {name: value for name, value in said.items() if value}


def _source(before: Mapping[str, str], lang: str) -> dict[str, str]:
    """Ask who made the file, so that it can be cited."""
    with st.container(horizontal=True):
        said = {
            name: st.text_input(
                t(f"steward.source_{name}", lang),
                before.get(name, ""),
                max_chars=_LONGEST,
                key=desk.filled(f"steward.source-{name}"),
            ).strip()
            for name in _SOURCE
        }
    return {name: text for name, text in said.items() if text}
