"""For those who keep data: bring a partner's file, correct a record."""

import streamlit as st

from atlas.app import frame, state
from atlas.app.planner import link
from atlas.app.steward import bringing, corrections, tasks
from atlas.i18n import t

lang = state.view().lang
link.begin("steward")
with frame.bar(t("app.heading_steward", lang)), st.container(width="content"):
    task = tasks.choose(lang)
with st.container(key="page", width=1120):
    if task == tasks.CORRECT:
        corrections.show(lang, link.value("fix"))
    else:
        bringing.show(lang)
link.end("steward")
