"""What a person takes away: the clean table, the problems, and the merged data package."""

from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath

import pandas as pd
import streamlit as st

from atlas.app.markdown_text import plain
from atlas.app.partner_page import desk, duplicate_review
from atlas.app.widgets import DOWNLOAD, file_button
from atlas.base.csv_files import csv_bytes, csv_text
from atlas.base.errors import AtlasError
from atlas.base.i18n import count, number, t
from atlas.curation.ingest import PLAIN_CELL
from atlas.curation.merge import Draft, MergedPackage, archive_of, merge_rows_into
from atlas.data import PLACES


def show(draft: Draft, lang: str) -> None:
    """Offer the tables of a file, and what comes of merging it."""
    stem = PurePosixPath(draft.raw.file.partition(":")[0]).stem
    found = draft.found
    st.header(t("steward.tables", lang), anchor=False)
    st.write(t("steward.tables_text", lang))
    with st.container(horizontal=True):
        _offer("clean", f"{stem}-clean.csv", partial(_data, found.frame), lang)
        _offer("sources", f"{stem}-clean.sources.csv", partial(_data, found.sources), lang)
        _offer("problems", f"{stem}-problems.csv", partial(csv_bytes, found.problems), lang)
        if len(found.held):
            held = found.held.reset_index()
            _offer("held", f"{stem}-held.csv", partial(csv_bytes, held), lang)
    st.header(t("steward.merge", lang), anchor=False)
    if draft.resource not in PLACES:
        st.info(t("steward.only_places", lang))
    elif found.frame.empty:
        st.info(t("steward.nothing_clean", lang))
    else:
        _merge(draft, stem, lang)


def _merge(draft: Draft, stem: str, lang: str) -> None:
    """Merge by the decisions when asked to; another decision or edit takes the result away."""
    pairs = duplicate_review.decided(draft)
    undecided = int((pairs["decision"] == "").sum())
    st.write(t("steward.merge_text", lang))
    if undecided:
        st.warning(count("steward.undecided", undecided, lang))
    mine = desk.mine()
    decisions = tuple(pairs["decision"])
    with st.container(horizontal=True):
        asked = st.button(t("steward.merge_now", lang), key="steward.merge", type="primary")
        if len(pairs):
            _offer("review", f"{stem}-review.csv", partial(csv_bytes, pairs), lang)
    if asked:
        try:
            mine.merged = (draft, decisions, _merged(draft, pairs))
        except AtlasError as error:
            st.error(t("steward.not_merged", lang, why=plain(error.say(lang))))
    if mine.merged and mine.merged[0] is draft and mine.merged[1] == decisions:
        _result(draft, mine.merged[2], stem, lang)


def _merged(draft: Draft, pairs: pd.DataFrame) -> MergedPackage:
    rows = draft.found.frame.reset_index(drop=True)
    return merge_rows_into(
        draft.package, rows, draft.found.sources, resource=draft.resource, review=pairs
    )


def _result(draft: Draft, made: MergedPackage, stem: str, lang: str) -> None:
    problems = made.merged.problems
    counts = {
        "new": len(made.merged.new),
        "merged": int((problems["code"] == "merged").sum()),
        "held_out": len(made.merged.held),
        "left_out": int((problems["code"] == "left_out").sum()),
        "claims": len(made.merged.claims),
        "protected": len(made.protected),
    }
    with st.container(horizontal=True, key="numbers-merged"):
        for name, n in counts.items():
            st.metric(t(f"steward.result_{name}", lang), number(n, lang), width="content")
    if counts["held_out"]:
        st.warning(t("steward.not_yet", lang))
    else:
        st.write(t("steward.result_text", lang))
    with st.container(horizontal=True):
        package = partial(archive_of, draft.package, made)
        _offer("package", f"{stem}-package.zip", package, lang)
        if len(made.protected):
            _offer("private", f"PRIVATE-{stem}.csv", partial(_data, made.protected), lang)


def _data(table: pd.DataFrame) -> bytes:
    """Write data for the atlas: text is marked where it would run, and read back without."""
    return csv_text(table, plain=PLAIN_CELL).encode("utf-8")


def _offer(what: str, name: str, make: Callable[[], bytes], lang: str) -> None:
    file_button(t(f"steward.take_{what}", lang), make, name, f"steward.take-{what}", icon=DOWNLOAD)
