"""What is to be settled about a file: said once here, and the rows that need it follow."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import NamedTuple

import streamlit as st

from atlas.app.markdown_text import plain
from atlas.app.partner_page import column_labels, column_table, desk
from atlas.base.i18n import count, t
from atlas.base.translations import localised
from atlas.curation.ingest.place_rows import PRECISION_M, UNKNOWN_PRECISION_M
from atlas.curation.merge import FOR_THE_FILE, NAME, Draft, Question

_SENSITIVITIES = ("withheld", "generalised", "open")
_PRECISIONS = ("", "exact", "geocoded", "approximate")
_METRES = {**PRECISION_M, "approximate": UNKNOWN_PRECISION_M}
_COARSEST_M = 20_000
_MOST_VALUES = 12
_PX = 330

_DATES = ("", "dmy", "mdy")
_TYPED = frozenset(("admin1",))
"""Columns that may say what is not in the list: the atlas does not know every state."""

Values = dict[str, dict[str, str]]


class Said(NamedTuple):
    """What was answered.

    Attributes
    ----------
    columns
        By header, the column of the atlas that a person says.
    defaults
        What holds for the rows that say nothing, of the columns that are asked here.
    values
        What texts of the file mean.
    dates
        The order of dates that have more than one reading; nothing where it is not asked here.
    """

    columns: dict[str, str]
    defaults: dict[str, str]
    values: Values
    dates: str | None


def asked_for_the_file(draft: Draft, detail: str) -> tuple[str, ...]:
    """Give the columns of which it is asked here what holds for every row.

    Parameters
    ----------
    draft
        The file.
    detail
        The column that is looked at by itself: what was said of it stays there.
    """
    needed = {one.column for one in desk.questions_of(draft).asked if not one.text}
    said = draft.settings.defaults.keys() - {detail}
    known = {field["name"] for field in draft.fields}
    always = ("sensitivity", "precision", "precision_m")
    return tuple(
        name for name in (*FOR_THE_FILE, *always)
        if name in known and (name in needed | said or name in always)
    )  # fmt: skip


def show(draft: Draft, names: Collection[str], lang: str) -> Said:
    """Ask what is to be settled.

    Parameters
    ----------
    draft
        The file.
    names
        What `asked_for_the_file` gives.
    lang
        Language.
    """
    found = desk.questions_of(draft)
    asked = {one.column: one for one in found.asked if not one.text}
    texts = [one for one in found.asked if one.text]
    dated = draft.found.problems.query("code == 'date_order'")["row"].nunique()
    if open_ones := len(found.asked) + bool(dated):
        title = count("steward.settle", open_ones, lang)
        follow = count("steward.follow", found.follow, lang) if found.follow else ""
        st.subheader(f"{title} {follow}".strip(), anchor=False)
    columns = _the_name(draft, asked[NAME], lang) if NAME in asked else {}
    defaults = _for_the_file(draft, [one for one in names if one in FOR_THE_FILE], asked, lang)
    defaults |= _protection_and_precision(draft, names, lang)
    dates = draft.settings.reading.get("dates", "")
    asked_here = bool(dated or dates)
    return Said(
        columns,
        defaults,
        _meanings(draft, texts, lang),
        ask_dates(dates, dated, lang) if asked_here else None,
    )


def ask_dates(before: str, rows: int, lang: str) -> str:
    """Ask in which order dates are written that have more than one reading."""
    with st.container(width=_PX):
        chosen = st.selectbox(
            t("steward.dates", lang),
            _DATES,
            _DATES.index(before),
            format_func=lambda order: t(f"steward.dates_{order or 'any'}", lang),
            key=desk.filled("steward.dates"),
        )
        if rows:
            st.caption(count("steward.said_in", rows, lang))
    return str(chosen)


def _the_name(draft: Draft, question: Question, lang: str) -> dict[str, str]:
    """Ask which column has the names of the places; the table of columns shows it from then on."""
    headers = [str(header) for header in draft.raw.cells.columns]

    def say(header: str) -> str:
        if not header:
            return t("steward.not_said", lang)
        example = column_table.example(draft, header)
        return f"{header} ({example})" if example else header

    chosen = st.selectbox(
        t("steward.ask_name", lang), ["", *headers], format_func=say,
        key=f"steward.ask-name-{desk.mine().round}",
    )  # fmt: skip
    st.caption(gain(question, lang))
    return {str(chosen): NAME} if chosen else {}


def _for_the_file(
    draft: Draft, names: list[str], asked: Mapping[str, Question], lang: str
) -> dict[str, str]:
    """Ask who runs the places and where they are, as far as rows do not say it."""
    before = draft.settings.defaults
    found: dict[str, str] = {}
    if not names:
        return found
    with st.container(horizontal=True):
        for name in names:
            with st.container(width=_PX):
                question = asked.get(name)
                labels = column_labels.answers(draft, name, lang)
                said = before.get(name, "")
                options = list(dict.fromkeys(["", *labels, said]))
                # What is typed may be new, so labels of states stay what they are.
                counted = question is not None and name not in _TYPED
                ready: Mapping[str, int] = question.by_answer if question and counted else {}
                chosen = st.selectbox(
                    t(f"steward.ask_{name}", lang),
                    options,
                    index=options.index(said),
                    format_func=partial(_option, labels=labels, ready=ready, lang=lang),
                    key=desk.filled(f"steward.default-{name}"),
                    accept_new_options=name in _TYPED,
                )
                found |= {name: str(chosen)} if chosen else {}
                if question:
                    st.caption(gain(question, lang, labels))
    return found


def _option(code: str, labels: Mapping[str, str], ready: Mapping[str, int], lang: str) -> str:
    label = labels.get(code, code) if code else t("steward.not_said", lang)
    return count("steward.option", ready[code], lang, label=label) if code in ready else label


def gain(question: Question, lang: str, labels: Mapping[str, str] | None = None) -> str:
    """Say how many rows a choice is about, how many it makes ready, how many need more."""
    said = [count("steward.said_in" if question.text else "steward.needed", question.rows, lang)]
    if question.ready:
        said.append(count("steward.ready_already", question.ready, lang))
    best = [code for code, n in question.by_answer.items() if n == question.clean]
    if question.clean and len(best) < len(question.by_answer):
        named = ", ".join((labels or {}).get(code, code) for code in best)
        said.append(count("steward.makes_up_to", question.clean, lang, answers=named))
    elif question.clean:
        said.append(count("steward.makes", question.clean, lang))
    if question.together:
        one_more = question.others == (1, 1)
        key = "steward.with_another" if one_more else "steward.with_others"
        said.append(count(key, question.together, lang))
    return " ".join(said)


def _protection_and_precision(draft: Draft, names: Collection[str], lang: str) -> dict[str, str]:
    found: dict[str, str] = {}
    before = draft.settings.defaults
    with st.container(horizontal=True):
        if "sensitivity" in names:
            with st.container(width=_PX):
                chosen = _code(draft, "sensitivity", _SENSITIVITIES, lang)
                found |= {"sensitivity": chosen} if chosen != _SENSITIVITIES[0] else {}
                hidden = int((draft.found.frame["sensitivity"] == _SENSITIVITIES[0]).sum())
                if hidden:
                    st.caption(count("steward.withheld_rows", hidden, lang))
        if "precision" in names:
            with st.container(width=_PX):
                chosen = _code(draft, "precision", _PRECISIONS, lang)
                found |= {"precision": chosen} if chosen else {}
            only_metres = "precision_m" in before and "precision" not in before
            if chosen or only_metres:
                metres = float(before.get("precision_m", _METRES.get(chosen, UNKNOWN_PRECISION_M)))
                typed = st.number_input(
                    t("steward.metres", lang),
                    1,
                    _COARSEST_M,
                    min(_COARSEST_M, max(1, round(metres))),
                    key=desk.filled(f"steward.metres-{chosen}"),
                )
                found |= {"precision_m": str(typed)}
    return found


def _code(draft: Draft, name: str, codes: tuple[str, ...], lang: str) -> str:
    def say(code: str) -> str:
        vocab = draft.package.vocab
        return vocab.label(name, code, lang) if code else t("steward.not_said", lang)

    before = draft.settings.defaults.get(name, codes[0])
    options = list(dict.fromkeys([*codes, before]))
    key = desk.filled(f"steward.default-{name}")
    label = t(f"steward.default_{name}", lang)
    return str(st.selectbox(label, options, options.index(before), format_func=say, key=key))


def _meanings(draft: Draft, texts: list[Question], lang: str) -> Values:
    """Ask what texts of the file mean; what was said stays where it can be changed."""
    before = draft.settings.values
    values: Values = {name: dict(said) for name, said in before.items()}
    shown: list[tuple[str, str, Question | None]] = [
        (one.column, one.text, one) for one in texts[:_MOST_VALUES]
    ]
    answers = {name: column_labels.answers(draft, name, lang)
               for name in {*before, *(one.column for one in texts)}}  # fmt: skip
    shown += [
        (name, text, None)
        for name, said in before.items()
        for text, code in said.items()
        if code in answers[name] and (name, text) not in {(one.column, one.text) for one in texts}
    ][:_MOST_VALUES]
    with st.container(horizontal=True):
        for name, text, question in shown:
            with st.container(width=_PX):
                chosen = _meaning(draft, name, text, question, answers[name], lang)
            values.setdefault(name, {}).pop(text, None)
            if chosen:
                values[name][text] = chosen
    if any(one.column == "municipality_code" for one in texts):
        st.caption(t("steward.no_such_municipality", lang))
    if len(texts) > _MOST_VALUES:
        st.caption(count("steward.more_values", len(texts) - _MOST_VALUES, lang))
    return {name: said for name, said in values.items() if said}


def _meaning(
    draft: Draft,
    name: str,
    text: str,
    question: Question | None,
    answers: Mapping[str, str],
    lang: str,
) -> str:
    labels = {"": t("steward.meaning_open", lang)} | dict(answers)
    options = list(labels)
    column = localised(column_labels.field_of(draft, name), "title", lang)
    chosen = st.selectbox(
        t("steward.ask_value", lang, value=plain(text), column=column),
        options,
        options.index(draft.settings.values.get(name, {}).get(text, "")),
        format_func=lambda code: labels[code],
        key=desk.filled(f"steward.means-{name}-{text}"),
    )
    if question:
        st.caption(gain(question, lang))
    return str(chosen)
