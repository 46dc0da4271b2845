"""What holds for a whole file: protection, precision, how to read it, whose it is."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from atlas.app.markdown_text import plain
from atlas.app.partner_page import desk
from atlas.base.errors import IngestError
from atlas.base.i18n import t
from atlas.base.translations import localised
from atlas.curation.ingest import ADDRESS_PARTS, POSITION
from atlas.curation.ingest.place_rows import PRECISION_M, UNKNOWN_PRECISION_M
from atlas.curation.merge import Draft, change
from atlas.data.schema import columns_of, resource_named

_SENSITIVITIES = ("withheld", "generalised", "open")
_PRECISIONS = ("", "exact", "geocoded", "approximate")
_METRES = {**PRECISION_M, "approximate": UNKNOWN_PRECISION_M}
_DATES = ("", "dmy", "mdy")
_ORDERS = ("lat,lon", "lon,lat")
_SOURCE = ("publisher", "title", "date", "licence")
_LONGEST = 200
_EXAMPLE = 60


def show(draft: Draft, lang: str) -> None:
    """Let a person say what holds for the whole file; what changes is judged again."""
    before = draft.settings
    defaults = _defaults(draft, lang)
    with st.expander(t("steward.settings", lang), key="settings"):
        st.write(t("steward.settings_text", lang))
        reading = _reading(before.reading, lang)
        source = _source(before.source, lang)
        columns = _columns(draft, lang)
    chosen = replace(before, columns=columns, defaults=defaults, source=source, reading=reading)
    if chosen == before:
        return
    try:
        desk.keep(change(draft, settings=chosen))
    except IngestError as error:
        st.error(plain(error.say(lang)))
        return
    st.rerun()


def _defaults(draft: Draft, lang: str) -> dict[str, str]:
    known = columns_of(resource_named(draft.package.descriptor, draft.resource))
    found: dict[str, str] = {}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if "sensitivity" in known:
            chosen = _code(draft, "sensitivity", _SENSITIVITIES, lang)
            found |= {"sensitivity": chosen} if chosen != _SENSITIVITIES[0] else {}
        if "precision" in known and (chosen := _code(draft, "precision", _PRECISIONS, lang)):
            before = draft.settings.defaults.get("precision_m", _METRES[chosen])
            metres = st.number_input(
                t("steward.metres", lang), 1, 20_000, int(before), key=f"steward.metres-{chosen}"
            )
            found |= {"precision": chosen, "precision_m": str(metres)}
    return found


def _code(draft: Draft, name: str, codes: tuple[str, ...], lang: str) -> str:
    def say(code: str) -> str:
        vocab = draft.package.vocab
        return vocab.label(name, code, lang) if code else t("steward.not_said", lang)

    before = draft.settings.defaults.get(name, codes[0])
    key = f"steward.default-{name}"
    label = t(f"steward.default_{name}", lang)
    return str(st.selectbox(label, codes, codes.index(before), format_func=say, key=key))


def _reading(before: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Ask how positions and dates are written, where the file cannot tell."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dates = before.get("dates", "")
        said: dict[str, Any] = {
            "dates": st.selectbox(
                t("steward.dates", lang),
                _DATES,
                _DATES.index(dates),
                format_func=lambda order: t(f"steward.dates_{order or 'any'}", lang),
                key="steward.dates",
            ),
            "crs": st.text_input(
                t("steward.crs", lang),
                before.get("crs", ""),
                max_chars=20,
                placeholder="EPSG:32611",
                key="steward.crs",
            ).strip(),
        }
    with st.container(horizontal=True):
        swapped = st.checkbox(
            t("steward.swapped", lang), before.get("order") == _ORDERS[1], key="steward.swapped"
        )
        west = st.checkbox(
            t("steward.west", lang), bool(before.get("west_positive")), key="steward.west"
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
                key=f"steward.source-{name}",
            ).strip()
            for name in _SOURCE
        }
    return {name: text for name, text in said.items() if text}


def _columns(draft: Draft, lang: str) -> dict[str, str]:
    """Show which column was taken for what, and let that be changed."""
    fields = resource_named(draft.package.descriptor, draft.resource)["schema"]["fields"]
    labels = {field["name"]: localised(field, "title", lang) for field in fields}
    labels |= {name: t(f"steward.part_{name}", lang) for name in (*POSITION, *ADDRESS_PARTS)}
    taken = {
        header: target
        for target, source in draft.found.mapping.columns.items()
        for header in source.headers
    }
    headers = [str(header) for header in draft.raw.cells.columns]
    unused = t("steward.unused", lang)
    named = {label: name for name, label in labels.items()} | {unused: ""}
    rows = pd.DataFrame(
        {
            "header": headers,
            "example": [_example(draft, header) for header in headers],
            "target": [labels.get(taken.get(header, ""), unused) for header in headers],
        }
    )
    st.caption(t("steward.columns", lang))
    chosen = st.data_editor(
        rows,
        key=f"steward.columns-{desk.mine().round}",
        hide_index=True,
        disabled=["header", "example"],
        column_config={
            "header": st.column_config.TextColumn(t("steward.header", lang)),
            "example": st.column_config.TextColumn(t("steward.example", lang)),
            "target": st.column_config.SelectboxColumn(
                t("steward.target", lang), options=list(named), required=True
            ),
        },
    )
    changed = chosen["target"].ne(rows["target"])
    said = {
        str(header): named[label]
        for header, label in chosen.loc[changed, ["header", "target"]].itertuples(index=False)
    }
    return {**draft.settings.columns, **said}


def _example(draft: Draft, header: str) -> str:
    """Give the first text of a column."""
    texts = draft.raw.cells[header]
    filled = texts[texts != ""]
    return str(filled.iloc[0])[:_EXAMPLE] if len(filled) else ""
