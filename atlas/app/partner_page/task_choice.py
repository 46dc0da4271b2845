"""What a reader does on the page of those who keep data."""

from typing import Final

import streamlit as st

from atlas.app import page_link
from atlas.base.i18n import t

BRING: Final = "bring"
CORRECT: Final = "correct"
CALL: Final = "call"
_KEY: Final = "steward.task"


def to_correct() -> None:
    """Go on with the correction of a record; for callbacks."""
    st.session_state[_KEY] = CORRECT


def choose(lang: str) -> str:
    """Let the reader choose; a link to a record opens its correction."""
    wanted = page_link.value("fix")
    if wanted and st.session_state.get("steward.opened") != wanted:
        st.session_state["steward.opened"] = wanted
        st.session_state[_KEY] = CORRECT
    st.session_state.setdefault(_KEY, BRING)
    return str(
        st.segmented_control(
            t("steward.task", lang),
            (BRING, CORRECT, CALL),
            format_func=lambda name: t(f"steward.task_{name}", lang),
            key=_KEY,
            required=True,
            label_visibility="collapsed",
        )
    )
