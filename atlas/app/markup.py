"""Sections, tables and lists as HTML, every text of the data escaped.

Streamlit's own tables do not wrap or print, and every heading and text of its own costs the browser
as much as a whole section. `style.css` has the look: on a narrow screen a row of text becomes a
small card.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import pandas as pd
from markdown_it import MarkdownIt

from atlas.base.i18n import number
from atlas.base.public_address import base_path

_PROSE: Final = MarkdownIt("zero").enable(["backticks", "emphasis", "escape", "list"])
"""Reads of Markdown what our own texts use; links, pictures and HTML stay text."""

_MOST_TEXTS: Final = 512
"""How many texts are kept that were read: most pages say the same ones."""

_STEPS = (1, 2, 5, 10, 20, 50, 100)
_MOST_TICKS = 8


class Linked(NamedTuple):
    """A text that leads to the rows behind it."""

    text: str
    query: str
    """Of the map that shows just those rows, or of the page that lists them; nothing leads there
    when it is empty."""

    page: str = ""
    """The map's when empty."""


def opening(text: str, here: str, picked: str, page: str) -> Linked:
    """Give a text that opens something on a page; nothing, when nothing is `picked`.

    The query of that page as it is, is `here`.
    """
    return Linked(text, f"{here}&{urlencode({'pick': picked})}" if picked else "", page)


class Bar(NamedTuple):
    """What lasts from a year to another."""

    name: Linked
    said: str
    """Its years and state in words."""

    look: str
    """Name of its look; after a space that of a second one."""

    start: int
    until: int
    """The year after the last."""


class Range(NamedTuple):
    """A share that is known within two ends, 0 to 1."""

    name: Linked
    said: str
    """Both ends as they are read."""

    low: float
    high: float
    sentence: str
    """What it says, with its scope."""


def section(*parts: str) -> str:
    """Give parts below each other, as one piece."""
    return f"<div class='atlas-section'>{''.join(parts)}</div>"


def beside(left: str, right: str) -> str:
    """Give two parts side by side where there is room for it."""
    return f"<div class='atlas-beside'><div>{left}</div><div>{right}</div></div>"


def heading(text: str, anchor: str = "", *, level: int = 2) -> str:
    """Give a heading, with the name that a link to it has behind its `#`."""
    named = f" id='{escape(anchor)}'" if anchor else ""
    return f"<h{level}{named}>{escape(text)}</h{level}>"


def anchor(name: str) -> str:
    """Give what a link leads to where no heading of its own stands."""
    return f"<span id='{escape(name)}'></span>"


def index(entries: Iterable[tuple[str, str]], what: str, tabs: Mapping[str, str]) -> str:
    """Give the index of a page.

    Parameters
    ----------
    entries
        The anchor and the title of each section.
    what
        What the index is called.
    tabs
        The tab that an anchor stands in, for `document.js`: key of the tabs, and place among them.
    """
    rows = (
        f"<li><a href='#{escape(anchor)}' target='_self'>{escape(title)}</a></li>"
        for anchor, title in entries
    )
    behind = escape(" ".join(f"{name}={tab}" for name, tab in tabs.items()))
    head = f"<nav class='atlas-index' aria-label='{escape(what)}' data-tabs='{behind}'>"
    return f"{head}<ol>{''.join(rows)}</ol></nav>"


def scrolled(part: str, what: str) -> str:
    """Give a part of which a height is shown that can be moved; `what` says what it shows."""
    label = f"role='region' tabindex='0' aria-label='{escape(what)}'"
    return f"<div class='atlas-wide' {label}>{part}</div>"


@lru_cache(maxsize=_MOST_TEXTS)
def prose(text: str) -> str:
    """Give Markdown as paragraphs and lists; data in it went through `markdown_text.plain`."""
    made: str = _PROSE.render(text)
    return made


def introduction(title: str, anchor: str, text: str) -> str:
    """Give a heading and the text below it."""
    return section(heading(title, anchor), prose(text))


@lru_cache(maxsize=_MOST_TEXTS)
def note(text: str) -> str:
    """Give a remark in small type, from Markdown like that of `prose`."""
    return f"<p class='atlas-note'>{_PROSE.renderInline(text)}</p>"


def count_table(counts: pd.DataFrame, lang: str) -> str:
    """Give a table of counts, its rows named by the index; a cell may be `Linked` instead."""
    rows = (
        f"<tr>{_head(label, 'row')}{''.join(f'<td>{_count(n, lang)}</td>' for n in values)}</tr>"
        for label, values in zip(counts.index, counts.to_numpy(), strict=True)
    )
    return _table("atlas-counts", [str(counts.index.name), *counts.columns], rows)


def grid_table(cells: pd.DataFrame, what: str) -> str:
    """Give a wide table of `Linked` counts or nothing, its rows named by the index.

    It can be moved sideways where there is no room for it; `what` says what it shows.
    """
    rows = (
        f"<tr>{_head(label, 'row')}{''.join(f'<td>{_cell(cell)}</td>' for cell in values)}</tr>"
        for label, values in zip(cells.index, cells.to_numpy(), strict=True)
    )
    table = _table("atlas-grid", [str(cells.index.name), *cells.columns], rows)
    return scrolled(table, what)


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


def timeline(bars: Iterable[Bar], first: int, last: int) -> str:
    """Give bars from year to year below their names, with lines every few years.

    Parameters
    ----------
    bars
        In reading order.
    first, last
        The years at the left and right edge, whose beginnings they are.
    """

    def at(year: int) -> str:
        return f"{(year - first) / (last - first):.4f}"

    step = next((one for one in _STEPS if (last - first) / one <= _MOST_TICKS), _STEPS[-1])
    ticks = (
        f"<i style='--at: {at(year)}'>{year}</i>"
        for year in range(first, last + 1)
        if year % step == 0
    )
    rows = (
        f"<li><p>{_cell(bar.name)} <small>{escape(bar.said)}</small></p>"
        f"<span class='atlas-{escape(bar.look)}' "
        f"style='--from: {at(bar.start)}; --to: {at(bar.until)}'></span></li>"
        for bar in bars
    )
    return (
        f"<div class='atlas-timeline'><div aria-hidden='true'>{''.join(ticks)}</div>"
        f"<ol>{''.join(rows)}</ol></div>"
    )


def ramp(title: str, stops: Sequence[str], ticks: Sequence[str]) -> str:
    """Give the legend of colours that stand for numbers: a band, with the values at even steps."""
    band = f"--ramp: linear-gradient(to right, {', '.join(stops)})"
    said = "".join(f"<span>{escape(one)}</span>" for one in ticks)
    return (
        f"<div class='atlas-ramp'><p>{escape(title)}</p><i style='{escape(band)}'></i>"
        f"<div>{said}</div></div>"
    )


def ranges(items: Iterable[Range]) -> str:
    """Give shares as bars with two ends: full up to the lower one, hatched up to the higher."""
    rows = (
        f"<li><p>{_cell(one.name)} <strong>{escape(one.said)}</strong></p>"
        f"<i aria-hidden='true' style='--low: {one.low:.4f}; --high: {one.high:.4f}'></i>"
        f"<p>{escape(one.sentence)}</p></li>"
        for one in items
    )
    return f"<ul class='atlas-ranges'>{''.join(rows)}</ul>"


def hatched(text: str) -> str:
    """Give the key of what is hatched on a map."""
    return f"<p class='atlas-hatched'><i></i>{escape(text)}</p>"


def area_key(items: Iterable[tuple[str, str]], dashed: str = "") -> str:
    """Give the key of the areas on a map: colour and words of each, and of what is dashed."""
    rows = [f"<p><i style='background:{escape(one)}'></i>{escape(text)}</p>" for one, text in items]
    if dashed:
        rows.append(f"<p><i class='atlas-dashed'></i>{escape(dashed)}</p>")
    return f"<div class='atlas-area-key'>{''.join(rows)}</div>"


def figures(items: Iterable[tuple[str, Linked]]) -> str:
    """Give a row of large figures, each below its label."""
    rows = (f"<div><dt>{escape(label)}</dt><dd>{_cell(n)}</dd></div>" for label, n in items)
    return f"<dl class='atlas-figures'>{''.join(rows)}</dl>"


def lines(items: Iterable[Linked]) -> str:
    """Give a list of sentences, each of which leads to the rows that it counts."""
    return f"<ul class='atlas-lines'>{''.join(f'<li>{_cell(one)}</li>' for one in items)}</ul>"


def ways(items: Iterable[Linked]) -> str:
    """Give ways to rows in one line."""
    return f"<p class='atlas-ways'>{' '.join(map(_cell, items))}</p>"


def remark(text: str, ways: Iterable[Linked]) -> str:
    """Give a remark in small type, and the ways on from it in the same line."""
    return f"<p class='atlas-note'>{escape(text)} {' · '.join(map(_cell, ways))}</p>"


def naming(items: Iterable[tuple[str, Iterable[Linked]]]) -> str:
    """Give a list of sentences; names that lead somewhere stand where a sentence has `{}`."""
    rows = []
    for text, names in items:
        before, _, after = text.partition("{}")
        rows.append(f"<li>{escape(before)}{'; '.join(map(_cell, names))}{escape(after)}</li>")
    return f"<ul class='atlas-lines'>{''.join(rows)}</ul>"


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
        address = escape(f"{base_path()}/{value.page}?{value.query}")
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
