"""The columns of a file, each with what it is taken as; to be changed in place."""

import pandas as pd
import streamlit as st

from atlas.app.partner_page import column_labels, desk
from atlas.base.i18n import number, t
from atlas.curation.merge import Draft

_EXAMPLE = 60


def show(draft: Draft, lang: str) -> dict[str, str]:
    """Show which column was taken for what, and let that be changed.

    Returns
    -------
    columns
        By header, the column of the atlas that a person says; empty for none.
    """
    labels = column_labels.titles(draft, lang)
    taken = {
        header: target
        for target, source in draft.found.mapping.columns.items()
        for header in source.headers
        if target != "locality"
    }
    headers = [str(header) for header in draft.raw.cells.columns]
    used = sum(header in taken for header in headers)
    counted = t(
        "steward.column_table", lang, n=number(used, lang), total=number(len(headers), lang)
    )
    # Where the name of the places is not known, nothing else helps.
    with st.expander(counted, expanded="name" not in draft.found.mapping.columns, key="columns"):
        st.caption(t("steward.columns", lang))
        return {**draft.settings.columns, **_changed(draft, headers, taken, labels, lang)}


def _changed(
    draft: Draft, headers: list[str], taken: dict[str, str], labels: dict[str, str], lang: str
) -> dict[str, str]:
    unused = t("steward.unused", lang)
    named = {label: name for name, label in labels.items()} | {unused: ""}
    rows = pd.DataFrame(
        {
            "header": headers,
            "example": [example(draft, header) for header in headers],
            "target": [labels.get(taken.get(header, ""), unused) for header in headers],
        }
    )
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
    return {
        str(header): named[label]
        for header, label in chosen.loc[changed, ["header", "target"]].itertuples(index=False)
    }


def example(draft: Draft, header: str) -> str:
    """Give the first text of a column, as long as one reads."""
    texts = draft.raw.cells[header]
    filled = texts[texts != ""]
    return str(filled.iloc[0])[:_EXAMPLE] if len(filled) else ""
