"""Two rows that may be one place, side by side: what differs is marked, and a key decides."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from atlas.app import markup
from atlas.app.callbacks import unbroken
from atlas.app.partner_page import desk
from atlas.base.i18n import count, number, t
from atlas.base.text_search import fold
from atlas.base.translations import localised
from atlas.curation.ingest import DECISIONS
from atlas.curation.merge import Draft, places_of

_SHOWN = (
    "name", "operator", "kind", "address", "municipality_code", "phone", "website", "services",
    "capacity", "status", "status_date", "notes",
)  # fmt: skip
_KEYS: Mapping[str, str] = {"merge": "m", "keep_both": "k", "skip": "s"}
_LONGEST = 160


def show(draft: Draft, review: pd.DataFrame, lang: str) -> None:
    """Show the first pair that is not decided, and take a decision on it."""
    undecided = review[review["decision"] == ""]
    proposed = undecided[undecided["proposed"] == "merge"]
    if undecided.empty:
        st.success(t("steward.all_decided", lang))
        return
    if len(proposed) > 1:
        st.button(
            count("steward.accept", len(proposed), lang),
            key=f"steward.accept-{desk.mine().round}",
            on_click=unbroken(_decide),
            args=([(a, b, "merge") for a, b in _pairs(proposed)],),
        )
    pair = undecided.iloc[0]
    done = len(review) - len(undecided)
    at = {"n": number(done + 1, lang), "total": number(len(review), lang)}
    score = number(round(100 * float(pair["score"])), lang)
    with st.container(border=True, key="pair"):
        st.caption(
            f"{t('steward.pair', lang, **at)} · {t('steward.score', lang)}: {score} % · "
            f"{pair[f'reasons_{lang}']}"
        )
        st.html(markup.text_table(_side_by_side(draft, pair, lang)))
        with st.container(horizontal=True):
            for decision in DECISIONS:
                st.button(
                    t(f"steward.decision_{decision}", lang),
                    key=f"steward.decide-{decision}",
                    shortcut=_KEYS[decision],
                    type="primary" if decision == pair["proposed"] else "secondary",
                    on_click=unbroken(_decide),
                    args=([(pair["id_a"], pair["id_b"], decision)],),
                )


def _pairs(review: pd.DataFrame) -> Sequence[tuple[str, str]]:
    return list(zip(review["id_a"], review["id_b"], strict=True))


def _decide(decisions: Sequence[tuple[str, str, str]]) -> None:
    mine = desk.mine()
    mine.decisions |= {(a, b): decision for a, b, decision in decisions}
    mine.round += 1  # the table of all pairs starts anew with it


def _side_by_side(draft: Draft, pair: pd.Series, lang: str) -> pd.DataFrame:
    """Give the two rows as a table, a mark where they differ."""
    both = {pair["id_a"], pair["id_b"]}
    tables = (places_of(draft.package), draft.found.frame)
    rows = pd.concat([table[table["facility_id"].isin(both)] for table in tables]).astype("str")
    rows = rows.drop_duplicates("facility_id", keep="last").set_index("facility_id").fillna("")
    fields = {field["name"]: field for field in draft.fields}
    lines = []
    for name in _SHOWN:
        if name not in fields or name not in rows.columns:
            continue
        there, new = (str(rows.at[pair[f"id_{side}"], name]) for side in "ab")
        if there or new:
            words = [_words(draft, fields[name], text, lang) for text in (new, there)]
            differs = bool(there and new) and fold(there) != fold(new)
            lines.append((localised(fields[name], "title", lang), *words, "≠" if differs else ""))
    names = [
        t("data.column", lang), t("steward.row_new", lang), t("steward.row_there", lang),
        t("steward.differs", lang),
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=names)


def _words(draft: Draft, field: Mapping[str, str], text: str, lang: str) -> str:
    if field["name"] == "municipality_code":
        table = draft.package.municipalities.set_index("municipality_code")["name"]
        return str(table.get(text, text))
    terms = draft.package.vocab.by_name.get(field.get("vocabulary", ""), {})
    codes = text.split(";") if "list" in field else [text]
    said = ", ".join(terms[code].label(lang) if code in terms else code for code in codes)
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
