"""One place after the other: what is known of it, and a key for each answer."""

from collections.abc import Mapping
from html import escape
from typing import Final

import streamlit as st

from atlas.app.callbacks import unbroken
from atlas.app.markdown_text import plain
from atlas.app.partner_page import call_desk, call_downloads, desk
from atlas.app.partner_page.call_desk import PARTS, SHORTCUTS
from atlas.base.dated_phones import dialled
from atlas.base.i18n import count, number, t
from atlas.base.translations import localised, names_by_key
from atlas.curation.calls import ANSWERS, KEY, choice, choices, confirmed, header
from atlas.curation.merge import records

_LONGEST: Final = 300
_IN_A_ROW: Final = 3
_NOT_OF_PROTECTED: Final = {"new_hours": "hours", "new_address": "address"}
_PUT_OFF, _TAKE_BACK = "s", "b"


def show(lang: str) -> None:
    """Show the place to call next, and what the calls amount to."""
    st.write(t("calls.text", lang))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = call_desk.view_of(_corridor(lang), lang)
        everybody = st.checkbox(t("calls.without", lang), key="calls.everybody")
    so_far = confirmed(view, call_desk.today()[:4], call_desk.confirming())
    figures = {"n": number(so_far.places, lang), "total": number(so_far.total, lang)}
    st.progress(
        so_far.places / max(so_far.total, 1), t("calls.bar", lang, year=so_far.year, **figures)
    )
    left = call_desk.queue(view, everybody=everybody)
    _last(lang)
    if left:
        _ask(left[0], len(left), lang)
    else:
        st.success(t("calls.none_left", lang))
    call_downloads.show(left, lang)


def _corridor(lang: str) -> str:
    names = names_by_key(desk.public_package().corridors, "corridor_id", lang)
    chosen = st.selectbox(
        t("calls.where", lang),
        ["", *names],
        format_func=lambda one: names.get(one) or t("calls.everywhere", lang),
        key="calls.corridor",
    )
    return str(chosen)


def _last(lang: str) -> None:
    """Say what was noted last, and what of it was left out or is to be corrected."""
    calls = call_desk.mine()
    if calls.answers:
        last = next(reversed(calls.answers.values()))
        name = plain(_name(last.facility_id, lang))
        said = choice("answer", last.answer, lang)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(t("calls.last", lang, name=name, answer=said), width="content")
            st.button(
                t("calls.back", lang),
                key="calls.back",
                type="tertiary",
                shortcut=_TAKE_BACK,
                on_click=unbroken(call_desk.take_back),
            )
        if calls.problems is not None and not calls.waits:
            st.warning(f"{t('calls.part_left_out', lang, name=name)}\n\n{_problems(lang)}")
    if calls.waits:
        st.error(f"{t('calls.not_taken', lang)}\n\n{_problems(lang)}")


def _problems(lang: str) -> str:
    found = call_desk.mine().problems
    if found is None:
        return ""
    lines = zip(found["column"], found[f"message_{lang}"], strict=True)
    return "\n".join(f"- **{plain(column)}**: {plain(message)}" for column, message in lines)


def _name(place: str, lang: str) -> str:
    return localised(records(desk.public_package())[place].texts, "name", lang)


def _ask(line: Mapping[str, str], left: int, lang: str) -> None:
    with st.container(border=True, key="call"):
        st.caption(count("calls.left", left, lang))
        st.html(_place(line, lang))
        st.caption(t("calls.keys", lang))
        with st.form(f"calls.form-{line[KEY]}", enter_to_submit=False, border=False):
            _fields(line, lang)
            with st.container(horizontal=True, key="call-answers"):
                for code in ANSWERS:
                    st.form_submit_button(
                        choice("answer", code, lang),
                        key=f"calls.answer-{code}",
                        shortcut=SHORTCUTS[code],
                        type="primary" if code == ANSWERS[0] else "secondary",
                        on_click=unbroken(_note),
                        args=(dict(line), code, lang),
                    )
        st.button(
            t("calls.later", lang),
            key="calls.later",
            shortcut=_PUT_OFF,
            type="tertiary",
            on_click=unbroken(call_desk.put_off),
            args=(line[KEY],),
        )


def _note(line: Mapping[str, str], code: str, lang: str) -> None:
    call_desk.note(call_desk.answer_in_form(line, code), lang)


def _place(line: Mapping[str, str], lang: str) -> str:
    """Give what is known of a place as HTML; the number is a link that a telephone dials."""
    contact = t("calls.no_contact", lang)
    if line["number"]:
        contact = escape(t("calls.number_now", lang, number=line["number"]))
        if digits := dialled(line["number"]):
            contact = f"<a href='tel:{digits}'>{contact}</a>"
    elif line["email"]:
        first = line["email"].split(";")[0].strip()
        contact = f"<a href='mailto:{escape(first)}'>{escape(first)}</a>"
    hours = t("calls.hours_now", lang, hours=line["hours"]) if line["hours"] else ""
    more = [line["other_numbers"], line["email"] if line["number"] else "", hours, line["known"]]
    where = " · ".join(filter(None, (line["kind"], line["municipality"])))
    facts = "".join(f"<p>{escape(text)}</p>" for text in more if text)
    return (
        f"<div class='atlas-call'><h2>{escape(line['name'])}</h2><p>{escape(where)}</p>"
        f"<p class='atlas-call-number'>{contact}</p>{facts}</div>"
    )


def _fields(line: Mapping[str, str], lang: str) -> None:
    allowed = {str(field["name"]) for field in records(desk.public_package())[line[KEY]].fields}
    parts = [part for part in PARTS if _NOT_OF_PROTECTED.get(part, "phone") in allowed]
    for at in range(0, len(parts), _IN_A_ROW):
        for column, part in zip(st.columns(_IN_A_ROW), parts[at : at + _IN_A_ROW], strict=False):
            with column:
                _field(part, line[KEY], lang)


def _field(part: str, place: str, lang: str) -> None:
    label, hint = header(part, lang), t(f"calls.hint_{part}", lang)
    key = call_desk.key(part, place)
    if part == "answered_by":
        words = choices(part, lang)
        st.selectbox(
            label, list(words), None, format_func=words.__getitem__, key=key, placeholder=hint
        )
        return
    start = call_desk.today() if part == "date" else ""
    st.text_input(label, start, max_chars=_LONGEST, key=key, placeholder=hint)
