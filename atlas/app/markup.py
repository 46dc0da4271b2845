"""Tables and lists as HTML, every text of the data escaped; Streamlit's own do not wrap or print.

`style.css` has their look: on a narrow screen a row of text becomes a small card.
"""

from collections.abc import Iterable
from html import escape
from typing import Any

import pandas as pd

from atlas.i18n import number


def count_table(counts: pd.DataFrame, lang: str) -> str:
    """Give a table of counts, its rows named by the index."""
    rows = (
        f"<tr>{_head(label, 'row')}{''.join(f'<td>{number(n, lang)}</td>' for n in values)}</tr>"
        for label, values in zip(counts.index, counts.to_numpy(), strict=True)
    )
    return _table("atlas-counts", [str(counts.index.name), *counts.columns], rows)


def text_table(table: pd.DataFrame) -> str:
    """Give a table of text, its rows named by the first column."""
    names = [str(name) for name in table.columns]
    rows = (
        f"<tr>{_head(first, 'row')}{''.join(map(_labelled, names[1:], rest))}</tr>"
        for first, *rest in table.itertuples(index=False)
    )
    return _table("atlas-texts", names, rows)


def bar_table(bars: pd.DataFrame, lang: str) -> str:
    """Give a table of counts with a bar for each; columns: label, count, percent."""
    rows = (
        f"<tr>{_head(label, 'row')}<td>{number(n, lang)}</td><td><progress max='100' "
        f"value='{percent:.1f}'></progress> {percent:.0f} %</td></tr>"
        for label, n, percent in bars.itertuples(index=False)
    )
    return _table("atlas-bars", [str(name) for name in bars.columns], rows)


def linked_list(items: Iterable[tuple[str, str, str]]) -> str:
    """Give a list of title, address and what is said below; only web addresses become links."""
    rows = (
        f"<li>{_linked(title, address)}<p>{escape(below)}</p></li>"
        for title, address, below in items
    )
    return f"<ul class='atlas-linked'>{''.join(rows)}</ul>"


def _table(kind: str, names: Iterable[str], rows: Iterable[str]) -> str:
    head = "".join(_head(name, "col") for name in names)
    return (
        f"<table class='atlas-table {kind}'><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _head(text: Any, scope: str) -> str:  # noqa: ANN401, a label of any kind
    return f"<th scope='{scope}'>{escape(str(text))}</th>"


def _labelled(name: str, text: Any) -> str:  # noqa: ANN401, a cell of any kind
    return f"<td data-label='{escape(name)}'>{escape(str(text))}</td>"


def _linked(title: str, address: str) -> str:
    if not address.lower().startswith(("http://", "https://")):
        return f"<span dir='auto'>{escape(title)}</span>"
    return (
        f"<a href='{escape(address)}' target='_blank' rel='noopener noreferrer' dir='auto'>"
        f"{escape(title)}</a>"
    )
