"""For those who keep data: bring a partner's file, correct a record, call places."""

import streamlit as st

from atlas.app import page_frame, page_link, state
from atlas.app.partner_page import (
    call_round,
    correction_form,
    file_upload,
    reported_list,
    task_choice,
)
from atlas.base.i18n import t

lang = state.view().lang
page_link.begin("steward")
with page_frame.bar(t("app.heading_steward", lang)), st.container(width="content"):
    task = task_choice.choose(lang)
with st.container(key="page", width=1120):
    reported_list.show(lang)
    if task == task_choice.CORRECT:
        correction_form.show(lang, page_link.value("fix"))
    elif task == task_choice.CALL:
        call_round.show(lang)
    else:
        file_upload.show(lang)
page_link.end("steward")
