"""Rows that may be the same place: a person decides, and nothing is merged in silence."""

import pandas as pd
import streamlit as st

from atlas.app.partner_page import desk, pair_cards
from atlas.base.i18n import count, t
from atlas.curation.ingest import DECISIONS, find_duplicates
from atlas.curation.merge import Draft, places_of
from atlas.data import PLACES

_EDITOR_PX = 480
_ROW_PX = 62
_UNDECIDED = ""


def show(draft: Draft, lang: str) -> None:
    """Show every pair with its reasons, and take the decisions."""
    if draft.resource not in PLACES:
        st.info(t("steward.only_places", lang))
        return
    st.write(t("steward.review_text", lang))
    review = decided(draft)
    if review.empty:
        st.success(t("steward.no_pairs", lang))
        return
    pair_cards.show(draft, review, lang)
    with st.expander(t("steward.every_pair", lang), key="every-pair"):
        _table(draft, review, lang)


def _table(draft: Draft, review: pd.DataFrame, lang: str) -> None:
    """Show every pair with what was decided, to be changed."""
    left = st.empty()
    labels = {_UNDECIDED: t("steward.decide_later", lang)} | {
        code: t(f"steward.decision_{code}", lang) for code in DECISIONS
    }
    shown = _shown(draft, review, lang).assign(decision=review["decision"].map(labels))
    chosen = st.data_editor(
        shown,
        key=f"steward.review-{desk.mine().round}",
        hide_index=True,
        height=_EDITOR_PX if len(shown) > 6 else "auto",
        disabled=[name for name in shown.columns if name != "decision"],
        column_order=["decision", "score", "reasons", "new", "there", "where"],
        column_config={
            "decision": st.column_config.SelectboxColumn(
                t("steward.decision", lang), options=list(labels.values()), required=True, width=150
            ),
            "score": st.column_config.ProgressColumn(
                t("steward.score", lang), min_value=0, max_value=100, format="%d %%", width=90
            ),
            "reasons": st.column_config.TextColumn(t("steward.reasons", lang), width=260),
            "new": st.column_config.TextColumn(t("steward.row_new", lang), width=240),
            "there": st.column_config.TextColumn(t("steward.row_there", lang), width=240),
            "where": st.column_config.TextColumn(t("steward.where_there", lang), width=110),
        },
        num_rows="fixed",
        row_height=_ROW_PX,
    )
    codes = {label: code for code, label in labels.items()}
    said = [codes[label] for label in chosen["decision"]]
    decisions = desk.mine().decisions
    for pair, decision in zip(_pairs(review), said, strict=True):
        if decision:
            decisions[pair] = decision
        else:
            decisions.pop(pair, None)
    left.caption(count("steward.undecided", said.count(_UNDECIDED), lang))


def decided(draft: Draft) -> pd.DataFrame:
    """Give the pairs of a draft with what was decided about them."""
    mine = desk.mine()
    if mine.pairs is None or mine.pairs[0] is not draft:
        found = find_duplicates(draft.found.frame, places_of(draft.package))
        mine.pairs = (draft, found)
        _forget_others(draft)
    review = mine.pairs[1]
    said = [mine.decisions.get(pair, _UNDECIDED) for pair in _pairs(review)]
    return review.assign(decision=pd.Series(said, index=review.index, dtype="str"))


def _forget_others(draft: Draft) -> None:
    """Forget what was decided on rows that the file has no more: edits give rows other ids."""
    mine = desk.mine()
    there = {*draft.found.frame["facility_id"], *places_of(draft.package)["facility_id"]}
    mine.decisions = {
        pair: decision for pair, decision in mine.decisions.items() if there.issuperset(pair)
    }


def _pairs(review: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(review["id_a"], review["id_b"], strict=True))


def _shown(draft: Draft, review: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Give the pairs as people read them: the row of the file, and the one that stays."""
    own = set(draft.found.frame["facility_id"])  # none of them is an id of the atlas
    return pd.DataFrame(
        {
            "score": (100 * review["score"]).round().astype("int64"),
            "reasons": review[f"reasons_{lang}"],
            "new": _described(review, "b"),
            "there": _described(review, "a"),
            "where": [
                t("steward.in_file" if one in own else "steward.in_atlas", lang)
                for one in review["id_a"]
            ],
        }
    )


def _described(review: pd.DataFrame, side: str) -> list[str]:
    texts = zip(review[f"name_{side}"], review[f"address_{side}"], strict=True)
    return [" · ".join(filter(None, pair)) for pair in texts]
