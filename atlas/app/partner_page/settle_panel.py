"""What is to be settled about a file: said once here, and the rows that need it follow."""

from collections.abc import Mapping

import streamlit as st

from atlas.app.markdown_text import plain
from atlas.app.partner_page import column_table, desk
from atlas.base.i18n import count, t
from atlas.base.translations import localised
from atlas.curation.ingest.place_rows import PRECISION_M, UNKNOWN_PRECISION_M
from atlas.curation.merge import FOR_THE_FILE, NAME, Draft, Question, questions

_SENSITIVITIES = ("withheld", "generalised", "open")
_PRECISIONS = ("", "exact", "geocoded", "approximate")
_METRES = {**PRECISION_M, "approximate": UNKNOWN_PRECISION_M}
_MOST_VALUES = 12

Values = dict[str, dict[str, str]]


def show(draft: Draft, lang: str) -> tuple[dict[str, str], dict[str, str], Values]:
    """Ask what is to be settled.

    Returns
    -------
    columns, defaults, values
        By header, the column of the atlas that a person says; what holds for the rows that say
        nothing; and what texts of the file mean.
    """
    found = questions(draft)
    asked = {one.column: one for one in found.asked if not one.text}
    texts = [one for one in found.asked if one.text]
    if found.asked:
        title = count("steward.settle", len(found.asked), lang)
        follow = count("steward.follow", found.follow, lang) if found.follow else ""
        st.subheader(f"{title} {follow}".strip(), anchor=False)
    columns = _the_name(draft, asked[NAME], lang) if NAME in asked else {}
    defaults = _for_the_file(draft, asked, lang)
    defaults |= _protection_and_precision(draft, lang)
    return columns, defaults, _meanings(draft, texts, lang)


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
        key=f"steward.ask-name-{desk.mine().round}", help=_gain(question, lang),
    )  # fmt: skip
    st.caption(_gain(question, lang))
    return {str(chosen): NAME} if chosen else {}


def _for_the_file(draft: Draft, asked: Mapping[str, Question], lang: str) -> dict[str, str]:
    """Ask who runs the places and where they are, as far as rows do not say it."""
    before = draft.settings.defaults
    wanted = [name for name in FOR_THE_FILE if name in asked or name in before]
    found: dict[str, str] = {}
    if not wanted:
        return found
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for name in wanted:
            labels = {"": t("steward.not_said", lang)} | _choices(draft, name, lang)
            options = list(labels)
            said = before.get(name, "")
            chosen = st.selectbox(
                t(f"steward.ask_{name}", lang),
                options,
                options.index(said) if said in options else 0,
                format_func=lambda code, labels=labels: labels[code],
                key=desk.filled(f"steward.default-{name}"),
                help=_gain(asked[name], lang) if name in asked else None,
            )
            found |= {name: str(chosen)} if chosen else {}
            if name in asked:
                st.caption(_gain(asked[name], lang))
    return found


def _choices(draft: Draft, name: str, lang: str) -> dict[str, str]:
    """Give what can be said of a column, as people read it."""
    package = draft.package
    if name != "admin1":
        field = _field(draft, name)
        terms = package.vocab.terms(field["vocabulary"])
        return {code: term.label(lang) for code, term in terms.items()}
    states = package.municipalities[["country", "admin1"]].drop_duplicates()
    country = draft.settings.defaults.get("country", "")
    if country:
        states = states[states["country"] == country]
    return {str(one): str(one) for one in states["admin1"]}


def _field(draft: Draft, name: str) -> Mapping[str, str]:
    return next(field for field in draft.fields if field["name"] == name)


def _gain(question: Question, lang: str) -> str:
    needed = count("steward.needed", question.rows, lang)
    return f"{needed} {count('steward.gained', question.clean, lang)}" if question.clean else needed


def _protection_and_precision(draft: Draft, lang: str) -> dict[str, str]:
    known = {field["name"] for field in draft.fields}
    found: dict[str, str] = {}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if "sensitivity" in known:
            chosen = _code(draft, "sensitivity", _SENSITIVITIES, lang)
            found |= {"sensitivity": chosen} if chosen != _SENSITIVITIES[0] else {}
        if "precision" in known and (chosen := _code(draft, "precision", _PRECISIONS, lang)):
            before = draft.settings.defaults.get("precision_m", _METRES[chosen])
            metres = st.number_input(
                t("steward.metres", lang),
                1,
                20_000,
                int(float(before)),
                key=desk.filled(f"steward.metres-{chosen}"),
            )
            found |= {"precision": chosen, "precision_m": str(metres)}
    return found


def _code(draft: Draft, name: str, codes: tuple[str, ...], lang: str) -> str:
    def say(code: str) -> str:
        vocab = draft.package.vocab
        return vocab.label(name, code, lang) if code else t("steward.not_said", lang)

    before = draft.settings.defaults.get(name, codes[0])
    key = desk.filled(f"steward.default-{name}")
    label = t(f"steward.default_{name}", lang)
    return str(st.selectbox(label, codes, codes.index(before), format_func=say, key=key))


def _meanings(draft: Draft, texts: list[Question], lang: str) -> Values:
    """Ask what texts of the file mean; what was said stays where it can be changed."""
    before = draft.settings.values
    values: Values = {name: dict(said) for name, said in before.items()}
    shown: list[tuple[str, str, Question | None]] = [
        (one.column, one.text, one) for one in texts[:_MOST_VALUES]
    ]
    shown += [
        (name, text, None) for name, said in before.items() for text in said
        if (name, text) not in {(one.column, one.text) for one in texts}
    ]  # fmt: skip
    for name, text, question in shown:
        labels = {"": t("steward.meaning_open", lang)} | _meanings_of(draft, name, lang)
        options = list(labels)
        said = before.get(name, {}).get(text, "")
        column = localised(_field(draft, name), "title", lang)
        chosen = st.selectbox(
            t("steward.ask_value", lang, value=plain(text), column=column),
            options,
            options.index(said) if said in options else 0,
            format_func=lambda code, labels=labels: labels[code],
            key=desk.filled(f"steward.means-{name}-{text}"),
            help=_gain(question, lang) if question else None,
        )
        values.setdefault(name, {})
        if chosen:
            values[name][text] = str(chosen)
        else:
            values[name].pop(text, None)
    if len(texts) > _MOST_VALUES:
        st.caption(count("steward.more_values", len(texts) - _MOST_VALUES, lang))
    return {name: said for name, said in values.items() if said}


def _meanings_of(draft: Draft, name: str, lang: str) -> dict[str, str]:
    if name != "municipality_code":
        return _choices(draft, name, lang)
    table = draft.package.municipalities
    rows = zip(table["municipality_code"], table["name"], table["admin1"], strict=True)
    return {str(code): f"{place}, {state}" for code, place, state in rows}
