"""Tables and lists as HTML, every text of the data escaped; Streamlit's own do not wrap or print.

`style.css` has their look: on a narrow screen a row of text becomes a small card.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from atlas.i18n import number


class Linked(NamedTuple):
    """A text that leads to the rows behind it."""

    text: str
    query: str
    """Of the map that shows just those rows, or of the page that lists them; nothing leads there
    when it is empty."""

    page: str = ""
    """The map's when empty."""


def count_table(counts: pd.DataFrame, lang: str) -> str:
    """Give a table of counts, its rows named by the index; a cell may be `Linked` instead."""
    rows = (
        f"<tr>{_head(label, 'row')}{''.join(f'<td>{_count(n, lang)}</td>' for n in values)}</tr>"
        for label, values in zip(counts.index, counts.to_numpy(), strict=True)
    )
    return _table("atlas-counts", [str(counts.index.name), *counts.columns], rows)


def text_table(table: pd.DataFrame) -> str:
    """Give a table of text, its rows named by the first column; cells may be `Linked`."""
    names = [str(name) for name in table.columns]
    rows = (
        f"<tr>{_head(first, 'row')}{''.join(map(_labelled, names[1:], rest))}</tr>"
        for first, *rest in table.itertuples(index=False)
    )
    return _table("atlas-texts", names, rows)


def bar_table(bars: pd.DataFrame, lang: str) -> str:
    """Give a table of counts, or `Linked`, with a bar for each; columns: label, count, percent."""
    rows = (
        f"<tr>{_head(label, 'row')}<td>{_count(n, lang)}</td><td><progress max='100' "
        f"value='{percent:.1f}'></progress> {percent:.0f} %</td></tr>"
        for label, n, percent in bars.itertuples(index=False)
    )
    return _table("atlas-bars", [str(name) for name in bars.columns], rows)


def mirror_table(
    sides: Sequence[tuple[str, str]],
    rows: Sequence[tuple[str, Sequence[tuple[int, Linked]]]],
    what: str,
) -> str:
    """Give the counts of two sides as bars that grow from the border between them.

    Parameters
    ----------
    sides
        Name and colour of the two sides.
    rows
        Label, and for both sides the count and the same as text that leads to its rows.
    what
        What the labels name.
    """
    (left, tint), (right, shade) = sides
    most = max((n for _, cells in rows for n, _ in cells), default=0) or 1
    body = (
        f"<tr>{_head(label, 'row')}{''.join(_bar(n / most, cell) for n, cell in cells)}</tr>"
        for label, cells in rows
    )
    table = _table("atlas-mirror", [what, left, right], body)
    return f"<div style='{escape(f'--left: {tint}; --right: {shade}')}'>{table}</div>"


def figures(items: Iterable[tuple[str, Linked]]) -> str:
    """Give a row of large figures, each below its label."""
    rows = (f"<div><dt>{escape(label)}</dt><dd>{_cell(n)}</dd></div>" for label, n in items)
    return f"<dl class='atlas-figures'>{''.join(rows)}</dl>"


def lines(items: Iterable[Linked]) -> str:
    """Give a list of sentences, each of which leads to the rows that it counts."""
    return f"<ul class='atlas-lines'>{''.join(f'<li>{_cell(one)}</li>' for one in items)}</ul>"


def status(text: str | Linked) -> str:
    """Give a line that is read out when it changes: how many places, say, a filter leaves."""
    return f"<p class='atlas-told' role='status' aria-live='polite'>{_cell(text)}</p>"


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
    return f"<td data-label='{escape(name)}'>{_cell(text)}</td>"


def _count(value: Any, lang: str) -> str:  # noqa: ANN401, a number or `Linked`
    return _cell(value) if isinstance(value, Linked) else number(value, lang)


def _cell(value: Any) -> str:  # noqa: ANN401, a cell of any kind
    if isinstance(value, Linked) and value.query:
        address = escape(f"/{value.page}?{value.query}")
        return f"<a href='{address}' target='_self'>{escape(value.text)}</a>"
    return escape(value.text if isinstance(value, Linked) else str(value))


def _bar(share: float, cell: Linked) -> str:
    return f"<td><span>{_cell(cell)}<i style='--share: {share:.3f}'></i></span></td>"


def _linked(title: str, address: str) -> str:
    if not address.lower().startswith(("http://", "https://")):
        return f"<span dir='auto'>{escape(title)}</span>"
    return (
        f"<a href='{escape(address)}' target='_blank' rel='noopener noreferrer' dir='auto'>"
        f"{escape(title)}</a>"
    )
